"""Events made of slides that others wrote for TimelineJS3, and the files that hold them."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from site_builder.core.dates import DateError
from site_builder.core.timelinejs import has_time
from site_builder.pages.foreign import ORDER, OWN, is_ours, own_date, plain, said
from site_builder.pages.sheets import rows

LONGEST_KEY = 1_000  # as it is written; YAML takes 1,024 for a key on one line (https://yaml.org/spec/1.2.2/, 7.4.2)
ROOT = ("events", "title", "eras", "scale")


class Unreadable(ValueError):
    """Why a file is no timeline of TimelineJS3's; says what would cure it."""


class Found(NamedTuple):
    """A slide where it stands. place: "slide 3" or "line 4"; fault: why it cannot be read, or ""."""

    place: str
    slide: Mapping[str, Any]
    fault: str = ""


class Arrival(NamedTuple):
    """An event made of a slide. name: its unique_id; importance: 0 where it says none; topics: those that our export
    wrote; kept: what we have no key for, None where there is nothing; remarks: what is not as it was."""

    place: str
    name: str
    title: str
    summary: str
    date: str
    state: str
    importance: int
    topics: tuple[str, ...]
    group: str
    kept: Mapping[str, Any] | None
    remarks: tuple[str, ...]


def from_csv(text: str) -> tuple[list[Found], list[str]]:
    """The slides of a spreadsheet, and what of it makes no event. Raises Unreadable."""
    found, left, has_title = [], [], False
    try:
        for row in rows(text):
            place = f"line {row.line}"
            if row.type == "title" and has_title:
                found.append(Found(place, row.slide, row.fault))  # as TimelineJS does with a second
            elif row.type and not row.fault:
                has_title = has_title or row.type == "title"
                left.append(f'{place}: {row.type} "{_headline(row.slide)}"')
            else:
                found.append(Found(place, row.slide, row.fault))
    except ValueError as fault:
        raise Unreadable(str(fault)) from fault
    return found, left


def from_json(text: str) -> tuple[list[Found], list[str]]:
    """The slides of TimelineJS3's JSON, and what of it makes no event. Raises Unreadable."""
    try:
        root = json.loads(text, object_pairs_hook=_once, parse_constant=_no_number, parse_float=_number)
    except json.JSONDecodeError as fault:
        raise Unreadable(f"line {fault.lineno}: this is no JSON: {fault.msg}, at column {fault.colno}") from fault
    except RecursionError as fault:
        raise Unreadable("its brackets stand too deep one inside the other") from fault
    except ValueError as fault:
        raise Unreadable(str(fault)) from fault
    events = root.get("events") if isinstance(root, dict) else None
    if not isinstance(events, list):
        raise Unreadable('it has no list `events`, as in {"events": [{"start_date": {"year": 2025}, …}]}')
    found = [
        Found(f"slide {number}", slide) if isinstance(slide, dict) else Found(f"slide {number}", {}, "it is no object")
        for number, slide in enumerate(events, 1)
    ]
    return found, list(_left(root))


def _left(root: Mapping[str, Any]) -> Iterator[str]:
    if root.get("title"):
        yield f'title slide "{_headline(root["title"])}"'
    eras = root.get("eras")
    for number, era in enumerate(eras if isinstance(eras, list) else [eras] if eras else [], 1):
        yield f'era {number} "{_headline(era)}"'
    for key in root:
        if key not in ROOT or key == "scale":
            yield f"`{key}` of the whole timeline"


def _headline(slide: object) -> str:
    text = slide.get("text") if isinstance(slide, Mapping) else None
    headline = text.get("headline") if isinstance(text, Mapping) else None
    return plain(headline)[:60] if isinstance(headline, str) else ""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    held = dict(pairs)
    if len(held) < len(pairs):
        names = [key for key, _ in pairs]
        twice = next(key for key in names if names.count(key) > 1)
        raise ValueError(f'the key "{twice}" stands twice in one object; keep one of the two')
    return held


def _number(text: str) -> float:
    return float(text) if abs(float(text)) < float("inf") else _no_number(text)


def _no_number(text: str) -> float:
    raise ValueError(f"{text:.60} is no number that JSON has")


def arrival(found: Found, number: int) -> Arrival:
    """The event of a slide. number: its place in the file, from 1. Raises ValueError where none can be made of it."""
    if found.fault:
        raise ValueError(found.fault)
    slide, remarks = found.slide, []
    told = said(slide)
    try:
        date = own_date(slide) or told.date
    except DateError as fault:
        date = told.date
        remarks.append(f"{fault}; the date counts")
    topics, importance, state = slide.get("x_topics"), slide.get("x_importance"), slide.get("x_state", "happened")
    if told.lacking:
        remarks.append(f"has no {' and no '.join(told.lacking)}; other words of it stand in its place")
    if has_time(slide):
        remarks.append("has a time of day, which is kept and not shown")
    if any(len(_text(key)) > LONGEST_KEY for key in slide):
        raise ValueError(f"a key of it has more than {LONGEST_KEY:,} characters, which YAML does not take; shorten it")
    if slide["start_date"].get("year") in (0, "0"):
        remarks.append("has a year 0, which is read as 1 BCE")
    return Arrival(
        place=found.place,
        name=str(slide.get("unique_id") or ""),
        title=told.title,
        summary=told.summary,
        date=date,
        state=state if state in ("scheduled", "cancelled") else "happened",
        importance=importance if type(importance) is int and 1 <= importance <= 3 else 0,
        topics=tuple(map(str, topics)) if isinstance(topics, list) else (),
        group=plain(slide["group"]) if isinstance(slide.get("group"), str) else "",
        kept=None if is_ours(slide) else {key: slide[key] for key in slide if key not in OWN} | {ORDER: number},
        remarks=tuple(remarks),
    )


def front_matter(
    one: Arrival, topics: tuple[str, ...], importance: int, sources: tuple[str, ...], quoted: Callable[[str], str]
) -> str:
    """The text of an event's file. quoted: gives a text as YAML takes it for itself."""
    lines = [f"date: {quoted(one.date)}", f"title: {_text(one.title)}", f"summary: {_text(one.summary)}"]
    lines += ["topics:", *(f"  - {topic}" for topic in topics), f"importance: {importance}"]
    lines += [f"state: {one.state}"] if one.state != "happened" else []
    lines += ["sources:", *(f"  - {quoted(source)}" for source in sources)]
    if one.kept is not None:
        lines += ["x_timelinejs:", *(f"  {_key(key)}: {_text(value)}" for key, value in one.kept.items())]
    return "\n".join(["---", *lines, "---", ""])


def _key(key: str) -> str:
    return key if re.fullmatch("[a-z][a-z_]*", key) and key not in {"null", "true", "false", "y", "n"} else _text(key)


def _text(value: object) -> str:
    """A value as YAML that is JSON too, on one line; so a string stays a string and a number a number."""
    return json.dumps(value, ensure_ascii=False)
