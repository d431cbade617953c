"""The timeline for TimelineJS3: its JSON, the CSV of its spreadsheet, and what either of them cannot hold.

Formats: https://timeline.knightlab.com/docs/json-format.html and https://timeline.knightlab.com/docs/using-spreadsheets.html
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import Any, NamedTuple

from site_builder.core.dates import parse, words
from site_builder.core.exports import CsvView
from site_builder.core.timelinejs import KEYS, span
from site_builder.pages.formats import table

# Of the columns that TimelineJS3 knows, those that an event has something for.
COLUMNS = (
    "Year", "Month", "Day", "End Year", "End Month", "End Day", "Display Date", "Headline", "Text", "Group",
)  # fmt: skip


class Slide(NamedTuple):
    """An event as a slide. record: as in `timeline/events.json`; group: title of its first topic; sources: (title,
    address) of each."""

    record: Mapping[str, Any]
    group: str
    sources: tuple[tuple[str, str], ...]


def as_json(title: str, description: str, slides: Iterable[Slide]) -> bytes:
    """What TimelineJS3 loads. `unique_id` is always there: its own ids drop all letters that are not ASCII.

    `x_edtf`, `x_importance` and `x_topics` are keys that it does not read; they hold what its own cannot.
    """
    events = [
        {
            **_dates(slide),
            "text": {"headline": escape(slide.record["title"]), "text": _text(slide)},
            "group": slide.group,
            "unique_id": slide.record["id"],
            "autolink": False,
            "x_edtf": slide.record["date"],
            "x_importance": slide.record["importance"],
            "x_topics": slide.record["topics"],
        }
        for slide in slides
    ]
    opening = {"text": {"headline": escape(title), "text": f"<p>{escape(description)}</p>"}, "unique_id": "title"}
    return (json.dumps({"title": opening, "events": events}, ensure_ascii=False, indent=1) + "\n").encode()


def as_csv(slides: Iterable[Slide]) -> bytes:
    """What TimelineJS3 reads of a spreadsheet."""
    return table(CsvView(COLUMNS, (True,) * 6 + (False,) * 4, tuple(_row(slide) for slide in slides)))


def _dates(slide: Slide) -> dict[str, Any]:
    date, state = parse(slide.record["date"]), slide.record["state"]
    told = {} if state == "happened" else {"display_date": f"{words(date)} ({state})"}
    return {**span(date), **told}


def _text(slide: Slide) -> str:
    links = " · ".join(f'<a href="{escape(url)}">{escape(title)}</a>' for title, url in slide.sources)
    way = f'<a href="{escape(slide.record["url"])}">{escape(slide.record["title"])}</a>'
    return f"<p>{escape(slide.record['summary'])}</p><p>{way}. Sources: {links}</p>"


def _row(slide: Slide) -> tuple[str, ...]:
    dates = _dates(slide)
    start, end = dates["start_date"], dates.get("end_date", {})
    numbers = [str(part.get(key, "")) for part in (start, end) for key in KEYS]
    return (*numbers, dates.get("display_date", ""), escape(slide.record["title"]), _text(slide), slide.group)


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
    if as_table:
        yield "a spreadsheet has no column for ids, importance and the exact dates; links to an event are made anew"
