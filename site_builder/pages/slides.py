"""The timeline for TimelineJS3: its JSON, the CSV of its spreadsheet, and what either of them cannot hold.

Formats: https://timeline.knightlab.com/docs/json-format.html and https://timeline.knightlab.com/docs/using-spreadsheets.html
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import Any, NamedTuple

from site_builder.core.dates import parse, words
from site_builder.core.exports import CsvView
from site_builder.core.timelinejs import KEYS, is_said, loses_its_end, span
from site_builder.pages.foreign import ORDER, said
from site_builder.pages.formats import table
from site_builder.pages.sheets import MEDIA

# Of the columns that TimelineJS3 knows, those that an event has something for, and those that an import may fill.
COLUMNS = (
    "Year", "Month", "Day", "End Year", "End Month", "End Day", "Display Date", "Headline", "Text", "Group",
)  # fmt: skip
KEPT_COLUMNS = ("Time", "End Time", *MEDIA, "Background")
# The keys of a slide that a spreadsheet has columns for, or that our export writes without being asked.
IN_COLUMNS = {"start_date", "end_date", "display_date", "text", "media", "group", "background", "unique_id", "autolink"}


class Slide(NamedTuple):
    """An event as a slide. record: as in `timeline/events.json`; group: title of its first topic; sources: (title,
    address) of each; kept: what an import kept of a slide that others wrote."""

    record: Mapping[str, Any]
    group: str
    sources: tuple[tuple[str, str], ...]
    kept: Mapping[str, Any] | None = None


def in_order(slides: Iterable[Slide]) -> tuple[Slide, ...]:
    """The slides by date; of one date, those that were imported in the order that they had there."""
    return tuple(sorted(slides, key=lambda slide: (parse(slide.record["date"]).sort_key, _place(slide))))


def _place(slide: Slide) -> int:
    place = (slide.kept or {}).get(ORDER)
    return place if isinstance(place, int) else 0


def as_json(title: str, description: str, slides: Iterable[Slide]) -> bytes:
    """What TimelineJS3 loads. `unique_id` is always there: its own ids drop all letters that are not ASCII.

    `x_edtf`, `x_importance`, `x_topics` and `x_state` are keys that it does not read; they hold what its own cannot.
    """
    opening = {"text": {"headline": escape(title), "text": f"<p>{escape(description)}</p>"}, "unique_id": "title"}
    whole = {"title": opening, "events": [_event(slide) for slide in slides]}
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()


def _event(slide: Slide) -> dict[str, Any]:
    """The slide as JSON has it: what was kept of an import, and what the event says where that is not the same."""
    record = slide.record
    exact = {"x_edtf": record["date"], "x_importance": record["importance"], "x_topics": record["topics"]}
    exact |= {} if record["state"] == "happened" else {"x_state": record["state"]}
    if slide.kept is not None:
        return _merged(slide, slide.kept) | exact
    return {
        **_dates(slide),
        "text": {"headline": escape(record["title"]), "text": _text(slide)},
        "group": slide.group,
        "unique_id": record["id"],
        "autolink": False,
        **exact,
    }


def _merged(slide: Slide, kept: Mapping[str, Any]) -> dict[str, Any]:
    """What was kept, but for what an editor has changed since."""
    event = {key: value for key, value in kept.items() if key != ORDER}
    event["unique_id"] = kept.get("unique_id") or slide.record["id"]
    if "group" in kept:
        event["group"] = slide.group
    try:
        was = said(kept)
    except ValueError:  # an editor has changed what was kept
        was = None
    if was is None or was.date != slide.record["date"] or loses_its_end(kept) or slide.record["state"] != "happened":
        event = {key: value for key, value in event.items() if key not in {"start_date", "end_date", "display_date"}}
        event |= _dates(slide)
    text = dict(kept["text"]) if isinstance(kept.get("text"), dict) else {}
    if was is None or was.title != slide.record["title"]:
        text["headline"] = escape(slide.record["title"])
    if was is None or was.summary != slide.record["summary"]:
        text["text"], event["autolink"] = _text(slide), False
    return event | ({"text": text} if text else {})


def as_csv(slides: Iterable[Slide]) -> bytes:
    """What TimelineJS3 reads of a spreadsheet. It has columns for media only where an import kept some."""
    held = tuple(slides)
    columns = COLUMNS + (KEPT_COLUMNS if any(slide.kept is not None for slide in held) else ())
    numeric = tuple(column in COLUMNS[:6] for column in columns)
    cells = [_cells(_event(slide)) for slide in held]
    return table(CsvView(columns, numeric, tuple(tuple(row.get(name, "") for name in columns) for row in cells)))


def _cells(event: Mapping[str, Any]) -> dict[str, str]:
    """The cells of a slide by column."""
    cells: dict[str, object] = {"Display Date": event.get("display_date", ""), "Group": event.get("group", "")}
    for end, date in (("", _mapping(event.get("start_date"))), ("End ", _mapping(event.get("end_date")))):
        cells |= {f"{end}{key.capitalize()}": date.get(key, "") for key in KEYS}
        cells[f"{end}Time"] = _time(date)
    text, media, background = (_mapping(event.get(key)) for key in ("text", "media", "background"))
    cells |= {"Headline": text.get("headline", ""), "Text": text.get("text", "")}
    cells |= {column: media.get(key, "") for column, key in MEDIA.items()}
    cells["Background"] = background.get("url") or background.get("color", "")
    return {column: str(cell) for column, cell in cells.items()}


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _time(date: Mapping[str, Any]) -> str:
    """A time of day as its column has it. TimelineJS reads one digit of a fraction rightly, and more not at all."""
    hour, minute, second = (str(date.get(key) or "0") for key in ("hour", "minute", "second"))
    if not is_said(date.get("hour")):
        return ""
    return f"{hour}:{minute:0>2}" + (f":{second:0>2}" if is_said(date.get("second")) else "")


def _dates(slide: Slide) -> dict[str, Any]:
    date, state = parse(slide.record["date"]), slide.record["state"]
    told = {} if state == "happened" else {"display_date": f"{words(date)} ({state})"}
    return {**span(date), **told}


def _text(slide: Slide) -> str:
    links = " · ".join(f'<a href="{escape(url)}">{escape(title)}</a>' for title, url in slide.sources)
    way = f'<a href="{escape(slide.record["url"])}">{escape(slide.record["title"])}</a>'
    return f"<p>{escape(slide.record['summary'])}</p><p>{way}. Sources: {links}</p>"


def losses(slides: Iterable[Slide], *, as_table: bool) -> Iterator[str]:
    """What TimelineJS3 does not show, or a spreadsheet does not hold, as sentences."""
    held = tuple(slides)
    several = [slide.record["id"] for slide in held if len(slide.record["topics"]) > 1]
    if several:
        yield f"{len(several)} events have more than one topic; TimelineJS3 has one group, the first of them"
    doubtful = [slide.record["id"] for slide in held if "display_date" in span(parse(slide.record["date"]))]
    if doubtful:
        yield f"{len(doubtful)} dates are uncertain, open or wide; TimelineJS3 says so in words and draws them as sure"
    if any(slide.record["people"] for slide in held):
        yield "TimelineJS3 has no place for who took part"
    if as_table and (beyond := sorted({name for slide in held for name in _without_column(slide.kept or {})})):
        yield f"a spreadsheet has no column for what was imported as {', '.join(beyond)}"
    if as_table:
        yield "a spreadsheet has no column for ids, importance and the exact dates; links to an event are made anew"


def _without_column(kept: Mapping[str, Any]) -> Iterator[str]:
    """The keys of what an import kept that no column holds, such as `media.title`."""
    yield from (key for key in kept if key not in IN_COLUMNS and key != ORDER)
    for key, known in (("media", {*MEDIA.values()}), ("background", {"url", "color"}), ("text", {"headline", "text"})):
        yield from (f"{key}.{name}" for name in _mapping(kept.get(key)) if name not in known)
    if {"url", "color"} <= _mapping(kept.get("background")).keys():
        yield "background.color"
    for key in ("start_date", "end_date"):
        known = {*KEYS, "hour", "minute", "second"}
        yield from (f"{key}.{name}" for name in _mapping(kept.get(key)) if name not in known)
