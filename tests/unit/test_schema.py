"""The kinds: typed things from nodes, every fault at its place, and what a thing refers to."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.content import schema
from site_builder.content.frontmatter import compose
from site_builder.core.model import Claim, Event, Outcome

EVENT = """\
date: 2025-12-05
title: Treaty signed
summary: It was signed.
topics: [water]
importance: 3
sources: [river-post]
"""
CLAIM = """\
id: shares
text: Each town takes half.
status: confirmed
as_of: 2026-01-10
topic: water
sources: ['treaty-text, art. 2']
"""


def read(kind: str, text: str) -> tuple[Any, list[tuple[str, tuple[str, ...], int, int]], list[tuple[int, int, str]]]:
    """The noun; target, kinds, line and column of each mention; line, column and code of each fault."""
    node, problems = compose(text, "a.yaml")
    assert node is not None
    assert problems == ()
    noun, refs, faults = schema.read(schema.NOUN_BY_KIND[kind], kind, node)
    return (
        noun,
        [(ref.target, ref.kinds, ref.place.line, ref.place.column) for ref in refs],
        sorted((fault.place.line, fault.place.column, fault.code) for fault in faults),
    )


def told(kind: str, text: str) -> list[tuple[str, str]]:
    """Message and hint of each fault."""
    node, _ = compose(text, "a.yaml")
    assert node is not None
    return [(fault.message, fault.hint) for fault in schema.read(schema.NOUN_BY_KIND[kind], kind, node)[2]]


def test_sound_node_is_a_thing() -> None:
    event, _, faults = read("event", EVENT)
    assert faults == []
    assert isinstance(event, Event)
    assert (event.title, event.importance, event.topics, event.state) == ("Treaty signed", 3, ("water",), "happened")


def test_thing_below_a_thing_is_read() -> None:
    outcome = "outcome: {result: partly, text: Half., as_of: 2026-01, sources: [post]}"
    claim, _, _ = read("claim", CLAIM + outcome)
    assert isinstance(claim, Claim)
    assert isinstance(claim.outcome, Outcome)
    assert claim.outcome.as_of.text == "2026-01"


def test_every_mention_is_found_at_any_depth() -> None:
    text = CLAIM + "speaker: anand\noutcome:\n  result: partly\n  text: Half.\n  as_of: 2026\n"
    text += "  sources: [post, 'herald, p. 2']\n  claims: [other]\nversions:\n  - {text: One., sources: [a]}\n"
    _, refs, faults = read("claim", text)
    assert faults == []
    assert sorted(refs, key=lambda ref: ref[2:]) == [
        ("water", ("topic",), 5, 8),
        ("treaty-text", ("source",), 6, 11),
        ("anand", ("person", "organisation"), 7, 10),
        ("post", ("source",), 12, 13),
        ("herald", ("source",), 12, 19),
        ("other", ("claim",), 13, 12),
        ("a", ("source",), 15, 28),
    ]


def test_misspelt_required_key_is_told_once() -> None:
    assert read("claim", CLAIM + "versions: [{text: One., source: [a]}]")[2] == [(7, 25, "unknown-key")]


def test_all_faults_of_a_thing_are_told_at_once() -> None:
    text = "date: soon\ntitel: x\nsummary:\ntopics: water\nimportance: 7\nsources: [River Post, [x]]\n"
    _, _, faults = read("event", text)
    assert faults == [
        (1, 7, "bad-date"),
        (2, 1, "unknown-key"),
        (3, 1, "empty-value"),
        (4, 9, "wrong-type"),
        (5, 13, "bad-value"),
        (6, 11, "bad-id"),
        (6, 23, "wrong-type"),
    ]


@pytest.mark.parametrize(
    ("more", "fault", "message", "hint"),
    [
        ("outcome: yes", (7, 10, "wrong-type"), 'expected a mapping of keys, found "yes"', "write its keys below"),
        ("outcome: {result: partly}", (7, 11, "missing-key"), "`outcome` needs `", ""),
        (
            "versions: [{text: One.}]",
            (7, 13, "missing-key"),
            "an item of `versions` needs `sources`",
            "name",
        ),
        ("versions: [One]", (7, 12, "wrong-type"), 'expected a mapping of keys, found "One"', "write its keys below"),
        ("versions: []\nnote: {a: b}", (8, 7, "wrong-type"), "expected text, found a mapping", ""),
        ("note:", (7, 1, "empty-value"), "`note` has no value", "take the line out"),
        ("nota:", (7, 1, "unknown-key"), '"nota" is not a key of a claim', 'did you mean "note"?'),
        ("xyz: 1", (7, 1, "unknown-key"), '"xyz" is not a key of a claim', "known keys: id, draft"),
        ("publish: tomorrow", (7, 10, "bad-date"), 'found "tomorrow"', ""),
    ],
)
def test_fault_is_told_in_an_editors_words(more: str, fault: tuple[int, int, str], message: str, hint: str) -> None:
    assert fault in read("claim", CLAIM + more)[2]
    assert [True for words, cure in told("claim", CLAIM + more) if message in words and hint in cure]


def test_empty_key_is_not_told_as_missing_too() -> None:
    assert read("page", "title: x\nsummary:")[2] == [(2, 1, "empty-value")]


def test_empty_key_below_is_told() -> None:
    assert read("claim", CLAIM + "versions:\n  - text:\n    sources: [a]")[2] == [(8, 5, "empty-value")]


def test_list_that_must_hold_something_is_told() -> None:
    assert read("event", EVENT.replace("[river-post]", "[]"))[2] == [(6, 1, "too-few")]


def test_list_below_that_must_hold_something_is_told() -> None:
    assert read("claim", CLAIM + "versions:\n  - {text: One., sources: []}")[2] == [(8, 18, "too-few")]


@pytest.mark.parametrize("text", ["x", "[a]", "- a: b"])
def test_thing_that_is_no_mapping_is_told(text: str) -> None:
    assert read("event", text)[2] == [(1, 1, "wrong-type")]


def test_required_keys_are_those_without_a_default() -> None:
    assert schema.required("event") == ("date", "title", "summary", "topics", "importance", "sources")


KEYS = st.sampled_from("id title text status as_of topic sources outcome versions note result x".split())
LEAVES = st.sampled_from("water 2025 2025-13 yes x, p. 4".split()) | st.text(max_size=5)
PLAIN = st.recursive(
    LEAVES | st.none(),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(KEYS, below, max_size=5),
    max_leaves=12,
)


def as_yaml(value: object) -> str:
    """A value in one line of YAML."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {as_yaml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(as_yaml(item) for item in value) + "]"
    printable = "".join(sign for sign in str(value) if sign.isprintable())
    return "null" if value is None else "'" + printable.replace("'", "''") + "'"


@given(st.dictionaries(KEYS, PLAIN, max_size=8), st.sampled_from(sorted(schema.NOUN_BY_KIND)))
def test_any_node_is_read_or_told(value: dict[str, object], kind: str) -> None:
    node, problems = compose(as_yaml(value), "a.yaml")
    assert node is not None
    assert problems == ()
    noun, _, faults = schema.read(schema.NOUN_BY_KIND[kind], kind, node)
    assert (noun is None) == bool(faults)
    assert len(faults) == len(set(faults)), "a fault is told once"
