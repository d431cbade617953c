"""Dates as editors write them: EDTF text in, bounds that sort and English words out.

The format is that of the Library of Congress, "Extended Date/Time Format (EDTF) Specification"
(2019-02-04, https://www.loc.gov/standards/datetime/), a profile of ISO 8601-2:2019. Level 0 without
times of day; of level 1 the marks `~ ? %` after a date, unknown digits from the right, seasons, open
intervals and negative years. Beyond level 1, seasons and unknown digits may also stand in intervals
and carry marks. What `<time datetime>` may hold is said by the WHATWG HTML standard, "The time element".

Years are astronomical as in ISO 8601: 0000 is 1 BCE, -0043 is 44 BCE. `datetime.date` begins at year 1,
hence days are plain tuples. Seasons are those of the northern hemisphere's weather services: spring
begins in March, and winter 2025 (`2025-24`) runs from December 2025 to February 2026.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from pydantic_core import CoreSchema

Day: TypeAlias = tuple[int, int, int]
Precision: TypeAlias = Literal["day", "month", "season", "year", "decade", "century"]
Piece: TypeAlias = tuple[str, str]

BEFORE_ALL: Day = (-10000, 1, 1)
AFTER_ALL: Day = (10000, 12, 31)  # later than winter 9999, which ends in February 10000
DASH = "\N{EN DASH}"
YEAR_PRECISIONS: tuple[Precision, ...] = ("year", "decade", "century")  # by count of unknown digits
SEASONS = ("spring", "summer", "autumn", "winter")
MONTHS = tuple("January February March April May June July August September October November December".split())
EXAMPLES = tuple("2025-12-05 2025-12 2025 2025-12-04/2025-12-05 2022-02/.. 2030~ 1971? 196X 2025-21".split())
DATE = re.compile(
    r"(?!-0000)(?P<year>-?(?:\d{4}|\d\d[\dX]X(?!-)))"
    r"(?:-(?P<month>\d\d|XX(?!-\d))(?:-(?P<day>\d\d|XX))?)?[~?%]?",
    re.ASCII,
)
UNSUPPORTED = (  # how the text begins, why it is refused
    (r"Y-?\d", "years beyond 9999 are not supported"),
    (r"[\[{]", "sets of dates are not supported"),
    (r".*\dT\d", "times of day are not supported"),
    (r"-0000", "the year before 1 CE is written 0000"),
    (r"(?=.*[~?%XSE])[\d./~?%XSE-]+\Z", "marks within a date (EDTF level 2) are not supported"),
)
LOOKALIKES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))
MISTAKES = (  # what editors write, what they mean; the first that gives a good date is the hint
    (r".*", r"\g<0>"),
    (r"(\d\d?)[./-](\d\d?)[./-](\d{4})", r"\3-\2-\1"),
    (r"(\d{4})[./](\d\d?)[./](\d\d?)", r"\1-\2-\3"),
    (r"(\d{4})[./](\d\d?)", r"\1-\2"),
    (r"(\d\d)(\d\d)[/-](\d\d)", r"\1\2/\1\3"),
    (r"(\d{4}-\d\d?)-(\d\d?)/(\d\d?)", r"\1-\2/\1-\3"),
    (r"(\d{4})-(\d\d?(?:-\d\d?)?)/(\d\d?(?:-\d\d?)?)", r"\1-\2/\1-\3"),
    (r"(\d{4}(?:-\d\d?)*)-(\d{4}(?:-\d\d?)*)", r"\1/\2"),
    (r"([^/]+)/", r"\1/.."),
    (r"/([^/]+)", r"../\1"),
    (r"(.*\d)[T ][\d:.Z+-]+", r"\1"),
    (r"(?:C|CA|CIRCA|ABOUT)[. ]*(\d{4})", r"\1~"),
    (r"([~?%])(.+)", r"\2\1"),
    (r"(.+)(?:\?~|~\?)", r"\1%"),
    (r"(\d{3})(?:0'?S|\?)", r"\1X"),
    (r"-(\d\d)", r"-00\1"),
    (r"(-?)(\d{3})", r"\g<1>0\2"),
    (r"([^/]+)/([^/]+)", r"\2/\1"),
)


class DateError(ValueError):
    """A date that cannot be read: `str()` is one sentence, `hint` is what to write or ""."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Point:
    """One date, alone or at an end of an interval.

    text: as written, with its mark. precision: what is known, so `2025-XX` is a year.
    earliest, latest: the first and the last day it can mean; `~` and `?` do not widen them.
    """

    text: str
    precision: Precision
    earliest: Day
    latest: Day


@dataclass(frozen=True, slots=True)
class When:
    """A date or an interval in EDTF; made by `parse`.

    text: as the editor wrote it. points: the dates in it, one or two, in order.
    earliest, latest: the first and last day, BEFORE_ALL and AFTER_ALL where the interval is open.
    """

    text: str
    points: tuple[Point, ...]
    earliest: Day
    latest: Day

    @property
    def sort_key(self) -> tuple[Day, Day]:
        """Earliest, then latest day; an open start comes first, an open end last."""
        return self.earliest, self.latest

    @property
    def precision(self) -> Precision:
        """Precision of the start, or of the end where the start is open."""
        return self.points[0].precision

    @property
    def year(self) -> int | None:
        """Year of the earliest day, 0 and below being BCE; None where the start is open."""
        return None if self.earliest == BEFORE_ALL else self.earliest[0]

    @property
    def is_uncertain(self) -> bool:
        """Whether anything in it is marked approximate, uncertain or unknown."""
        return any(mark in self.text for mark in "~?%X")

    @property
    def is_open(self) -> bool:
        """Whether it has no beginning or no end."""
        return ".." in self.text

    def starts_after(self, day: Day) -> bool:
        """Whether all of it lies after `day`; never so where the start is open."""
        return self.earliest > day

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: object) -> CoreSchema:
        """Schema by which pydantic reads a `When` from text (or takes one) and writes its text."""
        from pydantic_core import core_schema  # floor 0 itself needs the standard library only

        return core_schema.no_info_wrap_validator_function(
            lambda value, text: value if isinstance(value, cls) else parse(text(value)),
            core_schema.str_schema(strict=True),
            serialization=core_schema.plain_serializer_function_ser_schema(
                lambda when: when.text, return_schema=core_schema.str_schema()
            ),
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: object, handler: object) -> dict[str, object]:
        """JSON Schema of the text, for editors' completion."""
        described = "A date or interval in EDTF (ISO 8601-2), level 0 and most of level 1."
        return {"type": "string", "description": described, "examples": list(EXAMPLES)}


def parse(text: str) -> When:
    """The date or interval that `text` means; raises DateError, with a hint where one is likely."""
    try:
        return read(text)
    except DateError as error:
        raise DateError(str(error), suggestion(text) or error.hint) from None


@lru_cache(maxsize=4096)  # pure, and the result is frozen: a site names the same days many times
def read(text: str) -> When:
    """Same as `parse`, without guessing what a faulty text was meant to say."""
    ends = text.split("/")
    if len(ends) > 2 or set(ends) == {".."}:
        raise unreadable(text)
    points = tuple(read_point(end, text) for end in ends if end != "..")
    earliest = BEFORE_ALL if ends[0] == ".." else points[0].earliest
    latest = AFTER_ALL if ends[-1] == ".." else points[-1].latest
    if latest < earliest:
        raise DateError(f'the interval "{text}" ends before it begins')
    return When(text, points, earliest, latest)


def read_point(end: str, text: str) -> Point:
    """The one date `end`, a part of `text`."""
    match = DATE.fullmatch(end)
    if match is None:
        raise unreadable(text)
    year, month, day = match.group("year", "month", "day")
    if month is None or month == "XX":
        first, last = sorted(int(year.replace("X", digit)) for digit in "09")
        return Point(end, YEAR_PRECISIONS[year.count("X")], (first, 1, 1), (last, 12, 31))
    if 21 <= int(month) <= 24:
        return season(end, int(year), int(month) - 20, day)
    if not 1 <= int(month) <= 12:
        hint = "months are 01 to 12, seasons 21 (spring) to 24 (winter)"
        raise DateError(f'there is no month {month} in "{end}"', hint)
    return month_or_day(end, int(year), int(month), day)


def season(end: str, year: int, number: int, day: str | None) -> Point:
    """Three months from the first of March (number 1), June, September or December (number 4)."""
    if day is not None:
        raise DateError(f'a season ({SEASONS[number - 1]}) has no days, found "{end}"')
    month = number * 3
    last = (year + 1, 2) if month == 12 else (year, month + 2)
    return Point(end, "season", (year, month, 1), (*last, days_in(*last)))


def month_or_day(end: str, year: int, month: int, day: str | None) -> Point:
    """A month where the day is None or "XX" (unknown), else a day that the calendar has."""
    days = days_in(year, month)
    if day is None or day == "XX":
        return Point(end, "month", (year, month, 1), (year, month, days))
    if not 1 <= int(day) <= days:
        name = " ".join((MONTHS[month - 1], *year_parts(year)))
        raise DateError(f'{name} has {days} days, found "{end}"')
    return Point(end, "day", (year, month, int(day)), (year, month, int(day)))


def days_in(year: int, month: int) -> int:
    """Length of a month in the Gregorian calendar, carried back before 1582 as ISO 8601 does."""
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 29 if month == 2 and leap else (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]


def unreadable(text: str) -> DateError:
    """The error for a text that does not have the form of a date."""
    shown = text if len(text) <= 60 else text[:59] + "…"
    shown = shown if shown.isprintable() else shown.encode("unicode_escape").decode()
    if any(end and end != end.strip() for end in text.split("/")):
        return DateError(f'a date has no blanks around it, found "{shown}"')
    if any(sign.isdecimal() and not sign.isascii() for sign in text):
        return DateError(f'dates use the digits 0 to 9, found "{shown}"')
    if re.fullmatch(r"[^/]+/|/[^/]+", text):
        lacking = "ends" if text.endswith("/") else "begins"
        return DateError(f'"{shown}" does not say when it {lacking}, expected a date or ".." for an open interval')
    for pattern, sentence in UNSUPPORTED:
        if re.match(pattern, text):
            return DateError(f'{sentence}, found "{shown}"')
    forms = f"{', '.join(EXAMPLES[:-1])} or {EXAMPLES[-1]} (spring)"
    return DateError(f'expected a date such as {forms}, found "{shown}"')


def suggestion(text: str) -> str:
    """What the editor probably meant, with its reading to check it by; "" where we cannot tell."""
    digits = "".join(str(int(sign)) if sign.isdecimal() else sign for sign in text)
    plain = re.sub(r"\s*/\s*", "/", digits.strip()).translate(LOOKALIKES).upper()
    for mistake, meant in MISTAKES:
        if match := re.fullmatch(mistake, plain):
            candidate = re.sub(r"(?<!\d)(\d)(?!\d)", r"0\1", match.expand(meant))
            try:
                return f'write {candidate}, which reads "{words(read(candidate))}"'
            except DateError:
                continue
    return ""


def words(when: When) -> str:
    """The date in British English: "5 December 2025", "since February 2022", "about 2030"."""
    return "".join(text for text, _ in html_datetime(when))


def html_datetime(when: When) -> tuple[Piece, ...]:
    """Pieces (text, datetime) that joined read as `words`.

    datetime: for `<time datetime>`, "" where HTML has no form for the piece: linking words,
    anything uncertain or unknown, decades, seasons, years before 1 CE.
    """
    if len(when.points) == 2:
        return between(*when.points)
    (point,) = when.points
    if when.is_open:
        return ("since " if when.text.endswith("..") else "until ", ""), piece(point)
    return (piece(point),)


def between(start: Point, end: Point) -> tuple[Piece, ...]:
    """Pieces of a closed interval; what both ends share is said once, at the end."""
    if start == end:
        return (piece(end),)
    if start.precision == end.precision and is_plain(start) and is_plain(end):
        first, dash, last = across(parts(start), parts(end))
        return (first, attribute(start)), (dash, ""), (last, attribute(end))
    return piece(start), (f" {DASH} ", ""), piece(end)


def across(start: tuple[str, ...], end: tuple[str, ...]) -> tuple[str, str, str]:
    """Start without what it shares with the end, a dash (closed up between single words), the end."""
    shared = 0
    while shared < min(len(start), len(end)) - 1 and start[-1 - shared] == end[-1 - shared]:
        shared += 1
    single = len(start) - shared == 1 == len(end) - shared
    return " ".join(start[: len(start) - shared]), DASH if single else f" {DASH} ", " ".join(end)


def piece(point: Point) -> Piece:
    """The point in words, with its `datetime`."""
    return phrase(point), attribute(point)


def attribute(point: Point) -> str:
    """The point as HTML's valid year, month or date string, or ""."""
    certain = not any(mark in point.text for mark in "~?%X")
    known = certain and point.precision != "season" and point.earliest[0] > 0
    return point.text if known else ""


def is_plain(point: Point) -> bool:
    """Whether the point is said without "about" and without a note in brackets."""
    return phrase(point) == " ".join(parts(point))


def phrase(point: Point) -> str:
    """The point in words with what its marks say: "about 1971 (uncertain)"."""
    bare = point.text.rstrip("~?%")
    about = "about " if point.text.endswith(("~", "%")) else ""
    unknown = "month" if point.precision == "year" else "day"
    notes = ["day and month unknown"] if bare.endswith("-XX-XX") else []
    notes += [f"{unknown} unknown"] if bare.endswith("-XX") and not notes else []
    notes += ["uncertain"] if point.text.endswith(("?", "%")) else []
    return about + " ".join(parts(point)) + (f" ({', '.join(notes)})" if notes else "")


def parts(point: Point) -> tuple[str, ...]:
    """Words of the point from the smallest unit to the largest, marks left aside."""
    year, month, day = point.earliest
    match point.precision:
        case "day":
            return str(day), MONTHS[month - 1], *year_parts(year)
        case "month":
            return MONTHS[month - 1], *year_parts(year)
        case "season" if month == 12:
            return "winter", "".join(across(year_parts(year), year_parts(year + 1)))
        case "season":
            return SEASONS[month // 3 - 1], *year_parts(year)
        case "year":
            return year_parts(year)
        case "decade" if year > 0:
            return "the", f"{year}s", *year_parts(year)[1:]
        case "decade":  # shifted by the missing year 0: -004X is 50 to 41 BCE
            return ("".join(across(year_parts(year), year_parts(year + 9))),)
        case "century":
            return "the", ordinal(abs(year) // 100 + 1), "century", *year_parts(point.latest[0])[1:]


def year_parts(year: int) -> tuple[str, ...]:
    """Year as readers count it: BCE up to year 0, CE where three digits would look like a number."""
    if year <= 0:
        return str(1 - year), "BCE"
    return (str(year), "CE") if year < 1000 else (str(year),)


def ordinal(number: int) -> str:
    """Number of a century: 1st, 12th, 23rd."""
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}th" if 11 <= number % 100 <= 13 else f"{number}{ending}"
