"""Dates as TimelineJS3 holds them: whole years, months and days, without marks and without year 0."""

from __future__ import annotations

import re
from collections.abc import Mapping

from site_builder.core.dates import DateError, Day, When, parse, words

KEYS = ("year", "month", "day")
FINENESS = {"century": 1, "decade": 1, "year": 1, "season": 2, "month": 2, "day": 3}
TIMES = ("hour", "minute", "second", "millisecond")
WIDE = ("century", "decade", "season")  # one word to readers, a span to TimelineJS


def span(when: When) -> dict[str, object]:
    """The slide's `start_date`, and `end_date` and `display_date` where they are needed.

    Both dates have the same keys: TimelineJS drops an end that agrees on every key of its start.
    What its dates cannot say (marks, open ends, seasons) is in `display_date`, in the site's words.
    """
    first, last = when.points[0], when.points[-1]
    fineness = max(FINENESS[point.precision] for point in when.points)
    start, end = date(first.earliest, fineness), date(last.latest, fineness)
    plain = not (when.is_uncertain or when.is_open or first.precision in WIDE or first.precision != last.precision)
    slide: dict[str, object] = {"start_date": start}
    if end != start:
        slide["end_date"] = end
    if not plain:
        slide["display_date"] = words(when)
    return slide


def date(day: Day, fineness: int) -> dict[str, int]:
    """The first `fineness` parts of the day; its year as TimelineJS counts, -1 being 1 BCE."""
    year, month, number = day
    return dict(zip(KEYS, (year if year > 0 else year - 1, month, number)[:fineness], strict=False))


def edtf(slide: Mapping[str, object]) -> str:
    """The date of a slide as our dates are written, its times of day left aside. Raises DateError.

    An end that says the same as the start is none; one that only says it finer is kept, though TimelineJS drops it.
    """
    start = slide.get("start_date")
    if start is None or start == {}:
        raise DateError("it has no `start_date`, and TimelineJS3 would not show it")
    first = _point(start, "start_date")
    last = _point(slide["end_date"], "end_date") if slide.get("end_date") else first
    text = first if last == first else f"{first}/{last}"
    parse(text)
    return text


def has_time(slide: Mapping[str, object]) -> bool:
    """Whether a slide says a time of day, which our dates do not hold."""
    dates = (slide.get("start_date"), slide.get("end_date"))
    return any(is_said(date.get(key)) for date in dates if isinstance(date, Mapping) for key in TIMES)


def is_said(part: object) -> bool:
    """Whether a part of a date is there at all."""
    return part is not None and part != ""


def loses_its_end(slide: Mapping[str, object]) -> bool:
    """Whether TimelineJS drops the end of a slide although it says more than the start."""
    start, end = slide.get("start_date"), slide.get("end_date")
    if not isinstance(start, Mapping) or not isinstance(end, Mapping):
        return False
    return end != start and all(end.get(key) == value for key, value in start.items())


def _point(date: object, name: str) -> str:
    """One date of a slide in EDTF. Years before our era are counted without a year 0 there, with one here."""
    if not isinstance(date, Mapping):
        raise DateError(f"`{name}` is no object with a `year`")
    year, month, day = (_number(date.get(key), f"{name}.{key}") for key in KEYS)
    if year is None:
        raise DateError(f"`{name}` has no `year`")
    if not -10000 <= year <= 9999:
        raise DateError(f"the year {year} is beyond what dates hold here, 10000 BCE to 9999")
    if day and not month:
        raise DateError(f"`{name}` has a day and no month")
    counted = year + 1 if year < 0 else year
    parts = [f"{'-' if counted < 0 else ''}{abs(counted):04}"]
    return "-".join(parts + [f"{number:02}" for number in (month, day) if number])


def _number(value: object, name: str) -> int | None:
    """A part of a date, a number or digits in a string; None where it says nothing."""
    if value is None or value == "":
        return None
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str) and re.fullmatch("[ ]*-?[0-9]{1,15}[ ]*", value):
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise DateError(f"`{name}` is no whole number but {value!r:.60}")
