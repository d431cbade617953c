"""Dates as TimelineJS3 holds them: whole years, months and days, without marks and without year 0."""

from __future__ import annotations

from site_builder.core.dates import Day, When, words

KEYS = ("year", "month", "day")
FINENESS = {"century": 1, "decade": 1, "year": 1, "season": 2, "month": 2, "day": 3}
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
