"""Figures, dates and acronyms in English sentences: what is one, and what only looks like it."""

import re
from collections.abc import Iterator

from site_builder.core.dates import MONTHS

DIGIT = re.compile(r"\d")
MONTH = rf"(?:{'|'.join(MONTHS)}|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?"
MONTH_GROUPS = ("month", "month2", "month3", "month4")
MONTH_NUMBERS = {name[:3]: number for number, name in enumerate(MONTHS, 1)}
DAYS = r"(?P<{0}>\d{{1,2}})(?:st|nd|rd|th)?(?:(?:\s*[–-]\s*|\s+(?:and|to)\s+)(?P<{1}>\d{{1,2}})(?:st|nd|rd|th)?)?"
YEAR = r"(?:1\d|20|21)\d\d"
DATE = re.compile(
    rf"(?<![\w.,–-]){DAYS.format('day', 'last')}\s+(?P<month>{MONTH})(?:,?\s+(?P<year>{YEAR})\b)?"
    rf"|\b(?P<month2>{MONTH})\s+{DAYS.format('day2', 'last2')}\b(?!\s*(?:per cent|percent|%|[mb]illion|\d))"
    rf"(?:,?\s+(?P<year2>{YEAR})\b)?"
    rf"|\b(?P<month3>{MONTH})\s+(?P<year3>{YEAR})\b"
    rf"|\b(?i:in|by|of|since|until|from|early|late)\s+(?P<month4>{MONTH})(?!,?\s+\d)"
    rf"|(?<![\w.,–/-])(?P<year4>{YEAR})(?:[–/-]\d{{2,4}}\b|s\b)?(?![\w-]|[.,]\d)"
)
# Words behind which a number is a name, and counts nothing; an s may follow.
NAMING = frozenset(
    "act agenda annex art article block category chapter clause class covid day figure form group level line list mark "
    "mission no number order p page para paragraph part phase point pp project reactor resolution round rule schedule "
    "section stage step table tier title track type unit version vision volume week".split()
)
BEFORE = re.compile(r"([^\W\d_]+)[.\s]*$")
# What stands between two numbers of one name, as in units 1 and 2.
BETWEEN = re.compile(r"\s*(?:,|and|to|or|[–-])\s*")
# A number with what is written in one with it: S-400, 18th, 2+2, 5G, 12:30. It is looked for only where a run of such
# signs begins: to look from each sign of a long run would take its square.
JOINED = re.compile(r"(?<![\w’'.,:+/–-])[$€£₹]?[\w’'.,:+/–-]*\d[\w’'.,:+/–-]*")
NAME = re.compile(r"[^\W\d_][\w’']*[-–/]?\d.*|\d+(?:st|nd|rd|th|s)|\d+\+\d+|\d+[A-Z]\w*|24/7|\d{1,2}:\d\d")
FIGURE = re.compile(r"[$€£₹]?\d(?:[\d.,]*\d)?(?:\s?(?:%|per cent\b|percent\b|[mbt]r?illion\b|crore\b|lakh\b))?")
ACRONYM = re.compile(r"(?<![\w.’'@/-])[A-ZА-ЯЁ]{2,8}(?![\w’']|[-–/.]\w)")
ROMAN = re.compile(r"[IVXLCDM]+")
# What needs no explanation on any English page.
KNOWN = frozenset("AI AM BBC CEO CNN DNA EU GDP GMT GPS HIV ID IT NATO OK PM PR TV UAE UK UN US USA USB UTC".split())


def figures(text: str) -> Iterator[re.Match[str]]:
    """Every figure of a sentence; dates, ranks and the numbers of names are none."""
    if not DIGIT.search(text):
        return
    rest = DATE.sub(_blank, text)
    named = 0  # where the last number ends that is part of a name
    for found in JOINED.finditer(rest):
        figure = FIGURE.search(rest, found.start())
        is_name = NAME.fullmatch(found[0].rstrip(".,:")) or (named and BETWEEN.fullmatch(rest[named : found.start()]))
        if figure and not is_name:
            before = BEFORE.search(rest[max(0, found.start() - 20) : found.start()])
            word = before[1].lower() if before else ""
            if word not in NAMING and word.removesuffix("s") not in NAMING:
                yield figure
                continue
        named = found.start() + len(found[0].rstrip(".,:"))


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


def dates(text: str) -> Iterator[tuple[re.Match[str], str]]:
    """Every date of a sentence, with the same as 2025-12-05, 2025-12-04/2025-12-05, 2025-12 or 2025; --12-05,
    --12-04/--12-05 and --12 are days and months of any year."""
    for found in DATE.finditer(text):
        part = found.groupdict()
        year = part["year"] or part["year2"] or part["year3"] or part["year4"] or "-"
        month = next((part[name] for name in MONTH_GROUPS if part[name]), None)
        if month is None:
            years = re.match(r"\d\d(\d\d)[–/-](?!\1)(\d\d)?(\d\d)\b", found[0])
            yield found, f"{year}/{years[2] or year[:2]}{years[3]}" if years else year
            continue
        base = f"{year}-{MONTH_NUMBERS[month[:3]]:02d}"
        days = [int(day) for day in (part["day"] or part["day2"], part["last"] or part["last2"]) if day]
        yield found, "/".join(f"{base}-{day:02d}" for day in days) or base


def acronyms(text: str) -> Iterator[re.Match[str]]:
    """Every word in capitals alone that may be an acronym, but for numerals and what everybody knows."""
    for found in ACRONYM.finditer(text):
        if found[0] not in KNOWN and not ROMAN.fullmatch(found[0]):
            yield found


def explained(text: str) -> Iterator[str]:
    """The acronyms that a text spells out, in parentheses behind the words or with the words in parentheses."""
    for found in acronyms(text):
        before, after = text[max(0, found.start() - 200) : found.start()], text[found.end() : found.end() + 20]
        words = re.findall(r"[^\W\d_]+", before)[-len(found[0]) - 3 :]
        stands_behind = before.rstrip("*_").endswith("(") and any(word[0].upper() == found[0][0] for word in words)
        if stands_behind or re.match(r"[*_]*\s*\(\s*[^\W\d_]{2}", after):
            yield found[0]
