"""YAML: nodes with places, nothing coerced, and each fault of the YAML in an editor's words."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from site_builder.content import frontmatter
from site_builder.content.frontmatter import compose
from site_builder.content.nodes import Node
from site_builder.content.text import split
from site_builder.core.problems import Place, Problem


def tree(text: str) -> Node:
    """The node of a sound text that begins on the file's first line."""
    node, problems = compose(text, "a.yaml")
    assert problems == ()
    assert node is not None
    return node


def faults(text: str) -> list[tuple[int, int, str]]:
    """Line, column and code of each fault."""
    return [(fault.place.line, fault.place.column, fault.code) for fault in compose(text, "a.yaml")[1]]


@pytest.mark.parametrize(
    "text", ["no", "yes", "1.10", "12:30", "2025-12-05", "0o17", "1_000", ".inf", "1e3", "=", "<<"]
)
def test_plain_value_stays_text(text: str) -> None:
    node = tree(f"title: {text}").child("title")
    assert node is not None
    assert node.text == text


@pytest.mark.parametrize("text", ["", "~", "null"])
def test_nothing_is_nothing(text: str) -> None:
    node = tree(f"title: {text}\nother: x").child("title")
    assert node is not None
    assert node.is_nothing


def test_null_in_quotes_is_a_word() -> None:
    node = tree("title: 'null'").child("title")
    assert node is not None
    assert node.text == "null"


def test_folded_text_is_one_paragraph() -> None:
    node = tree("title: >-\n  One\n  two").child("title")
    assert node is not None
    assert node.text == "One two"


def test_every_node_knows_its_place() -> None:
    root = tree("topics: [water, 'oil']\noutcome:\n  text: मीरा x\n")
    assert [
        root.key_place("outcome"),
        root.follow(("topics", 1)).place,
        root.follow(("outcome", "text")).place,
    ] == [Place("a.yaml", 2, 1, 7), Place("a.yaml", 1, 17, 5), Place("a.yaml", 3, 9, 6)]


def test_place_of_a_path_that_leads_nowhere_is_the_last_one_that_is_there() -> None:
    assert tree("outcome:\n  text: x").follow(("outcome", "claims", 0)).place == Place("a.yaml", 2, 3, 1)


def test_places_count_from_the_line_where_the_text_begins() -> None:
    node, _ = compose("title: x", "a.md", 2)
    assert node is not None
    assert node.key_place("title") == Place("a.md", 2, 1, 5)


def test_of_a_key_given_twice_both_places_are_told() -> None:
    (fault,) = compose("a: 1\nb: 2\n  \na: 3", "x.yaml")[1]
    assert fault.place == Place("x.yaml", 4, 1, 1)
    assert "line 1, column 1" in fault.message


def test_of_a_key_given_twice_the_first_counts() -> None:
    node, _ = compose("a: 1\na: 3", "x.yaml")
    assert node is not None
    assert node.follow(("a",)).text == "1"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a: b: c", (1, 5, "yaml")),
        ("a: 'b", (1, 4, "yaml")),
        ('a: "b\n\nc: d\n\n\n', (1, 4, "yaml")),
        ("a: [b\nc: d", (1, 4, "yaml")),
        ("a: {b: c\nd: e", (1, 4, "yaml")),
        ("a: b\n\tc: d", (2, 1, "yaml")),
        ("a: b\n  c: d", (2, 3, "yaml")),
        ("a b\nc: d", (1, 1, "yaml")),
        ("- a\nb: c", (2, 1, "yaml")),
        ("a: b\n- c", (2, 1, "yaml")),
        ("a: - b", (1, 4, "yaml")),
        ("a: *b*", (1, 4, "yaml")),
        ("a: &b c", (1, 4, "yaml-alias")),
        ("a: [x]\nb: *a", (2, 4, "yaml-alias")),
        ("a: !b c", (1, 4, "yaml-tag")),
        ("a: !!python/object:os.system x", (1, 4, "yaml-tag")),
        ("a: b\n---\nc: d", (2, 1, "yaml")),
        ("a: b\n...\nc: d", (3, 1, "yaml")),
        ("%TAG ! x\n---\na: b", (1, 1, "yaml")),
        ("a: \x07", (1, 4, "control-character")),
        ("मीरा: \u2028", (1, 7, "control-character")),
        ('a: "\\u0000"', (1, 4, "control-character")),
        ('a: "\\ud800"', (1, 4, "yaml")),
        ("? {b: c}\n: d", (1, 3, "bad-key")),
        ("~: d", (1, 1, "bad-key")),
    ],
)
def test_fault_is_told_where_an_editor_can_mend_it(text: str, fault: tuple[int, int, str]) -> None:
    assert faults(text) == [fault]


@pytest.mark.parametrize(
    "text", ["a: b: c", "a: 'b", "a: [b", "a: b\n\tc: d", "a b\nc: d", "a: 'b'c", "a: @b", "a: *b*"]
)
def test_fault_of_yaml_has_a_cure(text: str) -> None:
    (fault,) = compose(text, "a.yaml")[1]
    assert fault.hint


def test_depth_is_limited() -> None:
    assert [code for _, _, code in faults("a: " + "[" * 500)] == ["yaml-depth"]


@pytest.mark.parametrize("text", ["", "\n", "# a comment\n", "---\n", "~"])
def test_text_that_says_nothing_is_no_node(text: str) -> None:
    assert compose(text, "a.yaml") == (None, ())


def test_front_matter_and_body_know_their_lines() -> None:
    assert split("---\na: b\n---\nText\n", "a.md") == ("a: b", 2, "Text\n", 4)


def test_rule_inside_a_body_does_not_end_it() -> None:
    assert split("---\na: b\n---\nText\n---\n", "a.md") == ("a: b", 2, "Text\n---\n", 4)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Text", "no-front-matter"),
        ("", "no-front-matter"),
        ("\n---\n", "no-front-matter"),
        ("---\na", "open-front-matter"),
    ],
)
def test_file_without_front_matter_is_told(text: str, code: str) -> None:
    fault = split(text, "a.md")
    assert isinstance(fault, Problem)
    assert (fault.place.line, fault.place.column, fault.code) == (1, 1, code)


PIECES = (
    "a b: c: - [ ] { } , ' \" # & * ! | > % @ ` \n \n   \t --- ... ~ \\ \x00 \u2028 \x85 \ufeff é मी 😀 ? : << \\u0000"
).split(" ")


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=25).map("".join))
def test_any_text_is_read_and_every_fault_lies_in_it(text: str) -> None:
    lines = text.split("\n")
    for fault in compose(text, "a.yaml")[1]:
        assert 1 <= fault.place.line <= len(lines)
        assert 1 <= fault.place.column <= len(lines[fault.place.line - 1]) + 1
        assert fault.place.length >= 1


LINES = """\
a: b
a: null
b: ~
c: 2025-12-05
d: [e]
d: [f-1, 2, null]
e: []
a:
g: "h, [i]: # ' é"
h: ""
i: "a\\n"
~: a
null: a
 a: b
a: b c
a: b #c
- a

# a"""


@settings(max_examples=300)
@given(
    st.one_of(
        st.lists(st.sampled_from(LINES.split("\n"))).map("\n".join),
        st.text('ab: "[],-\n#1', max_size=12).map("a: ".__add__),
    )
)
@example('a: null\nc: 2025-12-05\nd: [f-1, 2, null]\ng: "h, [i]: # \' é"\nh: ""')
def test_plain_lines_are_read_as_the_library_reads_them(text: str) -> None:
    plain = frontmatter._plain(text, "a.md", 2)
    if plain is not None:
        assert plain == frontmatter._Reader(text, "a.md", 2).document()


def test_most_lines_are_plain() -> None:
    assert frontmatter._plain('title: "A: b"\nsources: [c, d]\ndate: 2025-12-05', "a.md", 2) is not None
    assert frontmatter._plain("title: A b", "a.md", 2) is None


@given(st.lists(st.sampled_from(["---", "\n", "\n---\n", "a", " ", "\r", "-"])).map("".join))
def test_front_matter_ends_at_the_first_line_of_three_hyphens(text: str) -> None:
    lines = [line.rstrip() for line in text.split("\n")]
    cut = split(text, "a.md")
    if lines[0] != "---" or "---" not in lines[1:]:
        assert isinstance(cut, Problem)
    else:
        end = lines.index("---", 1)
        raw = text.split("\n")
        assert cut == ("\n".join(raw[1:end]), 2, "\n".join(raw[end + 1 :]), end + 2)
