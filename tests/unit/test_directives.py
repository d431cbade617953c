"""Fenced blocks: where they begin and end, and what they say."""

import pytest

from site_builder.content.directives import Fenced, Prose, read_block, split_blocks
from site_builder.core.blocks import TimelineBlock
from site_builder.core.documents import Ref
from site_builder.core.problems import Place


def parts(text: str) -> list[tuple[str, str, int]]:
    """Name ("" for prose), text and line of each part of a sound text."""
    found, problems = split_blocks(text, "a.md", 1)
    assert problems == ()
    return [
        (part.name, part.text, part.place.line) if isinstance(part, Fenced) else ("", part.text, part.line)
        for part in found
    ]


def faults(text: str) -> list[tuple[int, int, str]]:
    """Line, column and code of each fault."""
    return [(fault.place.line, fault.place.column, fault.code) for fault in split_blocks(text, "a.md", 1)[1]]


def test_block_is_cut_out_of_the_prose_around_it() -> None:
    assert parts("One\n```claims\ntopic: water\n```\nTwo\n") == [
        ("", "One", 1),
        ("claims", "topic: water", 2),
        ("", "Two\n", 5),
    ]


def test_blocks_may_follow_each_other() -> None:
    assert parts("```claims\na: b\n```\n```quote\nc: d\n```") == [("claims", "a: b", 1), ("quote", "c: d", 4)]


def test_block_inside_an_example_is_only_text() -> None:
    text = "````\n```chart\ndata: x\n```\n````"
    assert parts(text) == [("", text, 1)]


def test_fence_may_be_longer_at_its_end() -> None:
    assert parts("~~~claims\na: b\n~~~~~") == [("claims", "a: b", 1)]


def test_code_becomes_what_markdown_reads() -> None:
    assert parts("  ``` c++ title\n  x\n    y\n  `````\nz") == [("", "```c++\nx\n  y\n```\nz", 1)]


@pytest.mark.parametrize("text", ["```x``` in a line", "`` ``` ``", "    ```", "\\```"])
def test_line_with_backquotes_is_no_fence(text: str) -> None:
    assert parts(text) == [("", text, 1)]


@pytest.mark.parametrize("name", ["python", "dart", "text", "yaml", "c", "html"])
def test_name_of_a_language_is_no_misspelt_block(name: str) -> None:
    assert faults(f"```{name}\nx\n```") == []


@pytest.mark.parametrize(
    ("name", "meant"), [("chrat", "chart"), ("charts", "chart"), ("time-line", "timeline"), ("Quote", "quote")]
)
def test_misspelt_block_is_told_its_name(name: str, meant: str) -> None:
    (fault,) = split_blocks(f"```{name}\nx\n```", "a.md", 1)[1]
    assert (fault.code, fault.hint) == ("unknown-block", f'did you mean "{meant}"?')


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a\n\n```chart\nx", (3, 1, "open-fence")),
        ("```chart\nx\n``", (1, 1, "open-fence")),
        ("- a\n\n    ```chart\n    x: y\n    ```", (3, 8, "nested-block")),
        (" ```chart\n x: y\n ```", (1, 5, "nested-block")),
        ("> ```chart\n> x: y\n> ```", (1, 6, "nested-block")),
        ("```chart of water\nx: y\n```", (1, 4, "fence-words")),
    ],
)
def test_fault_of_a_fence_is_told_at_its_place(text: str, fault: tuple[int, int, str]) -> None:
    assert faults(text) == [fault]


def test_block_says_what_it_refers_to() -> None:
    place = Place("a.md", 7, 1, 11)
    block, refs, problems = read_block(Fenced("timeline", "topic: water\nevents: [signed]", place))
    assert problems == ()
    assert block == TimelineBlock(topic="water", events=("signed",))
    assert refs == (
        Ref(Place("a.md", 8, 8, 5), "water", ("topic",), "topic"),
        Ref(Place("a.md", 9, 10, 6), "signed", ("event",), "events"),
    )


def test_block_with_a_fault_is_none() -> None:
    block, _, problems = read_block(Fenced("timeline", "topc: water", Place("a.md", 7, 1, 11)))
    assert block is None
    assert [(fault.place.line, fault.code, fault.hint) for fault in problems] == [
        (8, "unknown-key", 'did you mean "topic"?')
    ]


def test_block_that_is_no_mapping_is_told() -> None:
    _, _, problems = read_block(Fenced("claims", "all of them", Place("a.md", 7, 1, 9)))
    assert [(fault.place, fault.code) for fault in problems] == [(Place("a.md", 8, 1, 11), "wrong-type")]


@pytest.mark.parametrize(("offset", "place"), [(0, (3, 1)), (2, (3, 3)), (4, (4, 2)), (5, (4, 3))])
def test_prose_knows_where_a_letter_stands(offset: int, place: tuple[int, int]) -> None:
    found = Prose("मी\nab", "a.md", 3).place(offset, 1)
    assert (found.line, found.column) == place
