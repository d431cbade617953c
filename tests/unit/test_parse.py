"""Files: where each kind lives, which ids things have, and what a file tells beside its things."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.content.parse import Parsed, kind_of, parse
from site_builder.core.documents import File
from site_builder.core.model import Table
from tests.weaving import claim, event

SECTION = "---\ntitle: Who goes\nsummary: A section.\n---\n"
PAGE = "---\ntitle: About\nsummary: A page.\n---\n"
TERM = "term: flood\ndefinition: Too much water.\nsources: [post]\n"


def read(path: str, text: str) -> Parsed:
    return parse(File(f"content/{path}", text))


def ids(path: str, text: str) -> list[tuple[str, str]]:
    """Kind and id of each thing of a sound file."""
    parsed = read(path, text)
    assert parsed.problems == ()
    return [(document.kind, document.id) for document in parsed.documents]


def faults(path: str, text: str) -> list[tuple[int, int, str]]:
    """Line, column and code of each fault."""
    return [(fault.place.line, fault.place.column, fault.code) for fault in read(path, text).problems]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("site.yaml", "site"),
        ("topics/visit/index.md", "topic"),
        ("topics/visit/10-who.md", "section"),
        ("timeline/2025.yaml", "event"),
        ("claims/visit.yaml", "claim"),
        ("questions.yaml", "question"),
        ("data/oil.yaml", "dataset"),
        ("pages/about.md", "page"),
        ("topics/visit/index.yaml", None),
        ("topics/visit.md", None),
        ("topics/visit/more/x.md", None),
        ("people/india/x.yaml", None),
        ("notes.md", None),
    ],
)
def test_kind_is_where_a_file_lies(path: str, kind: str | None) -> None:
    assert kind_of(f"content/{path}") == kind


@pytest.mark.parametrize(
    ("path", "text", "thing"),
    [
        ("topics/visit/20-who-goes.md", SECTION, ("section", "visit/who-goes")),
        ("topics/visit/2025-plan.md", SECTION, ("section", "visit/2025-plan")),
        ("topics/visit/20-who.md", SECTION.replace("title", "id: visit/goes\ntitle"), ("section", "visit/goes")),
        ("pages/10-about.md", PAGE, ("page", "10-about")),
        ("pages/about.md", PAGE.replace("title", "id: who-we-are\ntitle"), ("page", "who-we-are")),
        ("glossary/flood.yaml", TERM, ("term", "flood")),
        ("glossary/flood.md", f"---\n{TERM}---\nMore.\n", ("term", "flood")),
        ("glossary/all.yaml", "- id: flood\n  " + TERM.replace("\n", "\n  "), ("term", "flood")),
    ],
)
def test_id_is_the_files_name_or_what_it_says(path: str, text: str, thing: tuple[str, str]) -> None:
    assert ids(path, text) == [thing]


@pytest.mark.parametrize(
    ("path", "text", "fault"),
    [
        ("glossary/all.yaml", "- " + TERM.replace("\n", "\n  "), (1, 3, "missing-key")),
        ("pages/About us.md", PAGE, (0, 0, "bad-id")),
        (f"pages/{'a' * 101}.md", PAGE, (0, 0, "bad-id")),
        ("pages/about.md", PAGE.replace("title", "id: a/b\ntitle"), (2, 5, "bad-id")),
        ("topics/visit/20-who.md", SECTION.replace("title", "id: who\ntitle"), (2, 5, "bad-id")),
        ("topics/visit/20-who.md", SECTION.replace("title", "id: trade/who\ntitle"), (2, 5, "bad-id")),
        ("questions.yaml", "", (1, 1, "empty-file")),
        ("questions.yaml", "[]", (1, 1, "empty-file")),
        ("questions.yaml", "- a\n- b", (1, 3, "wrong-type")),
        ("pages/about.yaml", "title: x\nsummary: y", (0, 0, "wrong-suffix")),
        ("people/list.csv", "a,b", (0, 0, "unknown-place")),
        ("somewhere/x.yaml", "a: b", (0, 0, "unknown-place")),
    ],
)
def test_file_that_cannot_be_right_is_told(path: str, text: str, fault: tuple[int, int, str]) -> None:
    assert fault in faults(path, text)


def test_body_of_a_section_has_its_own_anchors() -> None:
    (document,) = read("topics/visit/20-who-goes.md", SECTION + "### Where to\n").documents
    assert document.body is not None
    assert document.body.anchors == ("who-goes-where-to",)


def test_place_of_a_thing_is_its_id_or_its_first_key() -> None:
    text = "- id: one\n  " + TERM.replace("\n", "\n  ") + "\n- term: two\n  id: two\n  definition: x\n  sources: [a]\n"
    places = [(document.place.line, document.place.column) for document in read("glossary/all.yaml", text).documents]
    assert places == [(1, 7), (7, 7)]


def test_thing_knows_where_its_keys_stand() -> None:
    (document,) = read("pages/about.md", PAGE).documents
    assert (document.at("summary").line, document.at("summary").column) == (3, 10)
    assert document.at("order") == document.place


def test_mentions_of_fields_and_of_blocks_are_together() -> None:
    text = f"---\n{TERM}---\n```claims\ntopic: water\n```\n"
    (document,) = read("glossary/flood.md", text).documents
    assert document.body is not None
    found = [*document.refs, *document.body.refs]
    assert [(ref.target, ref.place.line) for ref in found] == [("post", 4), ("water", 7)]


def test_a_known_document_with_another_text_is_what_reading_all_of_it_gives() -> None:
    (before,) = read("glossary/flood.md", f"---\n{TERM}---\nOne [[weir]].\n").documents
    text = f"---\n{TERM}---\nTwo.\n\n```claims\ntopic: water\n```\n"
    assert parse(File("content/glossary/flood.md", text), before.with_body(None)) == read("glossary/flood.md", text)


def test_sound_things_of_a_broken_list_stay() -> None:
    parsed = read("glossary/all.yaml", "- id: one\n  " + TERM.replace("\n", "\n  ") + "\n- id: two\n  term: x\n")
    assert [document.id for document in parsed.documents] == ["one"]
    assert parsed.lost == ("all", "two")


def test_ids_of_a_file_that_is_not_yaml_are_known_to_be_lost() -> None:
    assert read("glossary/all.yaml", "- id: one\n  term: a: b\n- {id: 'two', term: x}\n").lost == ("all", "one", "two")


def test_sound_file_has_lost_nothing() -> None:
    assert read("pages/about.md", PAGE).lost == ()


def test_faults_of_front_matter_and_body_are_told_together() -> None:
    assert faults("pages/about.md", "---\ntitle: a: b\n---\n[[\n## x\n") == [
        (2, 9, "yaml"),
        (5, 1, "heading-level"),
        (4, 1, "open-link"),
    ]


# Tables


def test_csv_is_a_table() -> None:
    (document,) = read("data/oil.csv", 'year,share\n2024,"1,5"\n\n2025,\n').documents
    assert isinstance(document.meta, Table)
    assert document.meta.header == ("year", "share")
    assert document.meta.rows == (("2024", "1,5"), ("2025", None))
    assert document.meta.lines == (2, 4)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", (1, 1, "csv")),
        ("\n\n", (1, 1, "csv")),
        ("a,b\n1,2\n3\n", (3, 1, "csv")),
        ('a,b\n"1\n2",3\n4,5,6\n', (4, 1, "csv")),
        ('a,b\n1,"2\n', (2, 1, "csv")),
        ('a,b\n1,"2"x\n', (2, 1, "csv")),
        ("a,a\n1,2\n", (1, 1, "csv")),
        ("a;b\n1;2\n", (1, 1, "csv")),
        ("a,b\n1,\x00\n", (2, 3, "control-character")),
    ],
)
def test_fault_of_a_csv_file_is_told_at_its_line(text: str, fault: tuple[int, int, str]) -> None:
    assert faults("data/oil.csv", text) == [fault]


DATASET = """\
title: Oil
description: Shares.
unit: per cent
columns:
  - {key: year, label: Year, type: date}
  - {key: share, label: Share, type: number}
  - {key: why, label: Why, type: sources}
"""


def test_rows_know_the_sources_they_rest_on() -> None:
    (document,) = read(
        "data/oil.yaml", DATASET + "rows:\n  - [2024, 1.5, [a, 'b, p. 2']]\n  - [2025, null, c; d]\n"
    ).documents
    assert [ref.target for ref in document.refs] == ["a", "b", "c", "d"]


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ("rows:\n  - [2024, 1.5]", (9, 5, "row-length")),
        ("rows:\n  - [2024, '1,5', [a]]", (9, 12, "bad-cell")),
        ("rows:\n  - [2024, [1], [a]]", (9, 12, "bad-cell")),
        ("rows:\n  - [soon, 1, [a]]", (9, 6, "bad-cell")),
        ("rows:\n  - [2024, 1, [A b]]", (9, 15, "bad-cell")),
        ("rows: []", (4, 1, "no-rows")),
        ("file: x.csv\nrows:\n  - [2024, 1, [a]]", (8, 1, "no-rows")),
        ("rows:\n  - [2024, 1, [a]]\nannotations: [{at: 2023, text: x}]", (10, 20, "unknown-row")),
    ],
)
def test_fault_of_a_row_is_told_at_its_cell(rows: str, fault: tuple[int, int, str]) -> None:
    assert faults("data/oil.yaml", DATASET + rows) == [fault]


# Whatever lies in the folder

PATHS = st.sampled_from(
    "site.yaml questions.yaml topics/a/index.md topics/a/10-b.md timeline/a.md claims/a.yaml data/a.yaml "
    "data/a.csv pages/a.md".split()
)
LINES = st.sampled_from(
    "---|title: x|summary: y|- id: a|  term: b|id: a|columns: [{key: a, label: b, type: number}]|rows: [[1], [x]]|"
    'sources: [a|[[a]] [@b] [[|```chart|data: x|```|### c|a,b|"1",2||# d'.split("|")
)


@given(PATHS, st.lists(LINES | st.text(max_size=8), max_size=14).map("\n".join))
def test_any_file_is_read_and_every_fault_lies_in_it(path: str, text: str) -> None:
    lines = text.split("\n")
    for fault in read(path, text).problems:
        assert fault.place.line <= len(lines)
        assert fault.place.column <= (len(lines[fault.place.line - 1]) + 1 if fault.place.line else 0)


@pytest.mark.parametrize(
    ("line", "columns"),
    [
        ("It rose \u202eyltnecer\u202c.", [9, 18]),
        ("It rose \u2066and fell.", [9]),
        ("It \u2067\u2066rose\u2069.", [4]),
        ("It rose \u2067\u05d0\u05d1\u2069 and fell.", []),
        ("It rose \u202bעברית\u202c.", []),
        ("यह बढ़ा\u200d।", []),
    ],
)
def test_a_sign_that_turns_a_line_is_told(line: str, columns: list[int]) -> None:
    parsed = parse(File("content/pages/p.md", f"---\ntitle: T\nsummary: S.\n---\n{line}\n"))
    assert parsed.documents
    told = [(problem.severity, problem.code, problem.place.column) for problem in parsed.problems]
    assert told == [("warning", "hidden-direction", column) for column in columns]


def test_a_sign_that_turns_a_line_is_told_in_keys_and_tables_too() -> None:
    for path, text in (
        ("content/pages/p.md", "---\ntitle: T\u202e\nsummary: S.\n---\nText.\n"),
        ("content/data/p.csv", "year,note\n2025,a\u202eb\n"),
    ):
        assert [problem.code for problem in parse(File(path, text)).problems] == ["hidden-direction"]


@pytest.mark.parametrize(
    ("sources", "codes"),
    [
        ("[post, herald, post]", ["repeated-source"]),
        ("['post, p. 1', 'post, p. 2']", []),
        ("['post, p. 1', 'post,p. 1']", ["repeated-source"]),
    ],
)
def test_a_claim_and_an_event_name_each_source_once(sources: str, codes: list[str]) -> None:
    for path, text in (("claims/a.yaml", claim("one")), ("timeline/a.yaml", event("meeting", "2025"))):
        parsed = read(path, text.replace("[post]", sources))
        assert [problem.code for problem in parsed.problems] == codes
        assert len(parsed.documents) == (not codes)
