"""The kinds: from YAML nodes to typed things, with every fault at its place.

This is the one room where pydantic is met. Its error types are turned into our own sentences.
"""

from collections.abc import Iterable, Iterator
from dataclasses import MISSING, fields
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, get_args, get_origin, get_type_hints

from site_builder.content.nodes import Node, Plain
from site_builder.core import blocks, model
from site_builder.core.dates import DateError
from site_builder.core.documents import Ref
from site_builder.core.fields import Cites, FieldError, Filled, Target, split_citation
from site_builder.core.problems import Problem, article, did_you_mean, error, near

if TYPE_CHECKING:
    from pydantic import TypeAdapter

# Where things of each kind live: the folder below content/, or the one file.
NOUN_BY_KIND: dict[str, type] = {
    "site": model.SiteConfig,
    "topic": model.Topic,
    "section": model.Section,
    "event": model.Event,
    "claim": model.Claim,
    "source": model.Source,
    "person": model.Person,
    "organisation": model.Organisation,
    "term": model.Term,
    "question": model.Question,
    "dataset": model.Dataset,
    "page": model.Page,
}
KIND_BY_FOLDER = {
    "timeline": "event",
    "claims": "claim",
    "sources": "source",
    "people": "person",
    "organisations": "organisation",
    "glossary": "term",
    "data": "dataset",
    "pages": "page",
    "questions": "question",
}
BLOCK_BY_NAME: dict[str, type] = {
    "chart": blocks.ChartBlock,
    "timeline": blocks.TimelineBlock,
    "claims": blocks.ClaimsBlock,
    "figure": blocks.FigureBlock,
    "quote": blocks.QuoteBlock,
    "keyfacts": blocks.KeyfactsBlock,
    "compare": blocks.CompareBlock,
}
EXPECTED_BY_ERROR = {
    "string_type": "text",
    "dataclass_type": "a mapping of keys",
    "tuple_type": "a list",
    "dict_type": "a mapping of keys",
}
HINT_BY_EXPECTED = {
    "a list": "a list stands in [brackets], or one item a line behind `- `",
    "a mapping of keys": "write its keys below, each indented and with a colon and a blank behind it",
}
PURPOSE_BY_KEY = {
    "sources": "name at least one source, as in `sources: [ria-duma-20251202]`",
    "summary": "one sentence that makes sense alone",
    "id": "lower-case words joined by hyphens",
    "as_of": "the date for which it holds, such as 2025-12-05",
    "status": "confirmed, reported, expected, disputed or superseded",
}
Path = tuple[str | int, ...]


@cache
def adapter(cls: type) -> "TypeAdapter[Any]":
    """The validator of a noun, built once a process."""
    from pydantic import TypeAdapter  # 50 ms, which a process that reads nothing need not spend

    return TypeAdapter(cls)


def read(cls: type, what: str, node: Node) -> tuple[Any, tuple[Ref, ...], tuple[Problem, ...]]:
    """The noun that a node tells, what it refers to, and all its faults. The noun is None if there is a fault.

    what: how the kind is called in messages, such as "event" or "chart block".
    """
    if node.pairs is None:
        hint = "a key needs a colon and a blank behind it, as in `title: The visit`"
        message = f"expected the keys of {article(what)}, found {node.found()}"
        return None, (), (error(node.place, "wrong-type", message, hint),)
    empty: dict[Path, Problem] = {}
    plain = _filled(cls, node, (), empty)
    problems = list(empty.values())
    from pydantic import ValidationError

    try:
        value = adapter(cls).validate_python(plain)
    except ValidationError as failed:
        faults = failed.errors(include_url=False, include_input=False)
        misspelt = set(_misspelt(cls, faults))
        problems += [
            _problem(cls, what, node, fault)
            for fault in faults
            if fault["loc"] not in empty and not (fault["type"] == "missing" and fault["loc"] in misspelt)
        ]
        return None, (), tuple(problems)
    problems += _unfilled(value, node)
    return (None if problems else value), tuple(_refs(cls, value, node)), tuple(problems)


def _misspelt(cls: type, faults: list[Any]) -> Iterator[Path]:
    """Required keys that are there, but misspelt: the unknown key is told, and its hint names the right one."""
    for fault in faults:
        if fault["type"] == "unexpected_keyword_argument":
            *parent, key = fault["loc"]
            owner = _owner(cls, tuple(parent))
            yield (*parent, near(str(key), _keys(owner) if owner else ()))


def required(kind: str) -> tuple[str, ...]:
    """The keys that a thing of a kind cannot be without, in their order."""
    return tuple(
        field.name
        for field in fields(NOUN_BY_KIND[kind])
        if field.default is MISSING and field.default_factory is MISSING
    )


def _filled(cls: type | None, node: Node, path: Path, empty: dict[Path, Problem]) -> Plain:
    """The node's plain value, without the keys that have no value; each of these goes to `empty` by its path."""
    if node.items is not None:
        return [_filled(cls, item, (*path, index), empty) for index, item in enumerate(node.items)]
    if node.pairs is None:
        return node.text
    plain: dict[str, Plain] = {}
    below = _nouns_by_key(cls) if cls else {}
    for key, value in node.pairs:
        if value.text is not None:
            plain[key.name] = value.text
        elif value.is_nothing and key.name in below:
            hint = "write a value behind the colon, or take the line out"
            empty[*path, key.name] = error(key.place, "empty-value", f"`{key.name}` has no value", hint)
        else:
            plain[key.name] = _filled(below.get(key.name), value, (*path, key.name), empty)
    return plain


# What follows of a noun's types alone is found once a process: types are walked by slow means.
@cache
def _keys(cls: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(cls))


@cache
def _nouns_by_key(cls: type) -> dict[str, type | None]:
    """The keys of a noun, each with the noun that stands under it, alone or in a list; None where there is none."""
    hints = _hints(cls)
    return {key: next(_nouns(hints.get(key)), None) for key in _keys(cls)}


def _nouns(hint: Any) -> Iterator[type]:
    if isinstance(hint, type) and hasattr(hint, "__pydantic_config__"):
        yield hint
    for part in get_args(hint):
        yield from _nouns(part)


def _problem(cls: type, what: str, root: Node, fault: Any) -> Problem:
    """One of pydantic's errors in our words, at its place."""
    path, kind = tuple(fault["loc"]), str(fault["type"])
    node = root.follow(path)
    if kind == "missing":
        message = f"{_holder(what, path)} needs `{path[-1]}`"
        return error(node.begin, "missing-key", message, PURPOSE_BY_KEY.get(path[-1], ""))
    if kind == "unexpected_keyword_argument":
        key = str(path[-1])
        known = _keys(_owner(cls, path[:-1]) or cls)
        hint = did_you_mean(key, known) or "known keys: " + ", ".join(known)
        place = root.follow(path[:-1]).key_place(key)
        return error(place, "unknown-key", f'"{key}" is not a key of {_holder(what, path)}', hint)
    if kind == "literal_error":
        expected = fault["ctx"]["expected"].replace("'", "")
        hint = did_you_mean(node.text, expected.replace(" or ", ", ").split(", ")) if node.text else ""
        return error(node.place, "bad-value", f"expected {expected}, found {node.found()}", hint)
    cause = fault.get("ctx", {}).get("error")
    if isinstance(cause, FieldError | DateError):
        key = getattr(cause, "key", "")
        place = node.key_place(key) if key else node.place
        return error(place, getattr(cause, "code", "bad-date"), str(cause), cause.hint)
    expected = EXPECTED_BY_ERROR.get(kind, "another kind of value")
    hint = HINT_BY_EXPECTED.get(expected, "")
    return error(node.place, "wrong-type", f"expected {expected}, found {node.found()}", hint)


def _holder(what: str, path: Path) -> str:
    """What lacks a key or has one too many: "a claim", "`outcome`", "an item of `versions`"."""
    if len(path) == 1:
        return article(what)
    above = path[-2]
    return f"an item of `{path[-3]}`" if isinstance(above, int) and len(path) > 2 else f"`{above}`"


def _owner(cls: type, path: Path) -> type | None:
    """The noun that a path of keys and indexes leads to."""
    found: type | None = cls
    for step in path:
        found = _nouns_by_key(found).get(step) if found and isinstance(step, str) else found
    return found


@cache
def _hints(cls: type) -> dict[str, Any]:
    return get_type_hints(cls, include_extras=True)


def _marks(hint: Any) -> tuple[Any, ...]:
    return get_args(hint)[1:] if get_origin(hint) is Annotated else ()


@cache
def _lists(cls: type) -> tuple[tuple[str, tuple[Filled, ...]], ...]:
    """The fields of a noun that must hold something, or whose nouns must, each with how much."""
    marks = {
        name: tuple(mark for mark in _marks(hint) if isinstance(mark, Filled)) for name, hint in _hints(cls).items()
    }
    return tuple((name, marks[name]) for name, hint in _hints(cls).items() if marks[name] or any(_nouns(hint)))


def _unfilled(value: Any, node: Node) -> Iterator[Problem]:
    """Lists that must hold something and do not, at any depth."""
    for name, marks in _lists(value.__class__):
        held, below = getattr(value, name), node.child(name)
        if below is None:
            continue
        for mark in marks:
            if len(held) < mark.least:
                what = f"{mark.least} {mark.what}{'s' if mark.least > 1 else ''}"
                message = f"`{name}` needs at least {what}"
                yield error(node.key_place(name), "too-few", message, PURPOSE_BY_KEY.get(name, ""))
        for item, spot in _paired(held, below):
            if hasattr(item, "__pydantic_config__"):
                yield from _unfilled(item, spot)


def _paired(held: Any, node: Node) -> Iterable[tuple[Any, Node]]:
    """A value with its node; of a list, each item with its own."""
    if node.items is not None and isinstance(held, tuple):
        return zip(held, node.items, strict=True)
    return () if node.is_nothing else ((held, node),)


@cache
def _referring(cls: type) -> tuple[tuple[str, tuple[Target | Cites | type, ...]], ...]:
    """The fields of a noun that refer to other things, in their order, each with what in its type says so."""
    parts = {name: tuple(_referring_parts(hint)) for name, hint in _hints(cls).items()}
    return tuple((name, found) for name, found in parts.items() if found)


def _referring_parts(hint: Any) -> Iterator[Target | Cites | type]:
    """Marks and nouns in a type, at any depth, as in `tuple[ClaimId, ...] | None`."""
    for mark in _marks(hint):
        if isinstance(mark, Target | Cites):
            yield mark
    if hasattr(hint, "__pydantic_config__"):
        yield hint
    else:
        for part in get_args(hint):
            yield from _referring_parts(part)


def _refs(cls: type, value: Any, node: Node) -> Iterator[Ref]:
    """What a noun refers to, in the order of its fields."""
    for name, parts in _referring(cls):
        below, held = node.child(name), getattr(value, name)
        if below is not None and held is not None:
            for item, spot in _paired(held, below):
                for part in parts:
                    if isinstance(part, Target):
                        yield Ref(spot.place, item, part.kinds, name)
                    elif isinstance(part, Cites):
                        yield Ref(spot.place, split_citation(item)[0], ("source",), name)
                    else:
                        yield from _refs(part, item, spot)
