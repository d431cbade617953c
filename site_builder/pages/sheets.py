"""The spreadsheet of TimelineJS3: its rows as the slides that its JSON would have.

What its columns are called: https://timeline.knightlab.com/docs/using-spreadsheets.html, and "Tag", "Start Date" and
"End Date" of its first version.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

NUMBERS = {"Year": "year", "Month": "month", "Day": "day"}
MEDIA = {
    "Media": "url", "Media Credit": "credit", "Media Caption": "caption", "Media Thumbnail": "thumbnail",
    "Alt Text": "alt",
}  # fmt: skip
DATED = [f"{end}{name}" for end in ("", "End ") for name in (*NUMBERS, "Time")]
OTHERS = ("Start Date", "End Date", "Display Date", "Headline", "Text", "Type", "Group", "Tag", "Background")
KNOWN = {*DATED, *MEDIA, *OTHERS}
TIME = re.compile(
    r"(\d{1,2})(?:[:.]?(\d{2})(?:[:.]?(\d{2})(?:[.:](\d{1,3}))?)?)? *([ap]\.?m\.?)?", re.IGNORECASE | re.ASCII
)
WRITTEN_DATES = (
    re.compile(r"(?P<year>-?\d{1,6})", re.ASCII),
    re.compile(r"(?P<year>-?\d{4})[-/](?P<month>\d{1,2})(?:[-/](?P<day>\d{1,2}))?(?:[T ]+(?P<time>.+))?", re.ASCII),
    re.compile(r"(?P<month>\d{1,2})/(?:(?P<day>\d{1,2})/)?(?P<year>-?\d{4})(?: +(?P<time>.+))?", re.ASCII),
)


class Row(NamedTuple):
    """A row that says something. line: where it begins; type: "", "title" or "era"; fault: why it cannot be read."""

    line: int
    type: str
    slide: Mapping[str, Any]
    fault: str = ""


def rows(text: str) -> Iterator[Row]:
    """The rows of a CSV text. Raises ValueError where it is no table of TimelineJS3's."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
        _need_header(header)
        begin = reader.line_num + 1
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield _row(begin, header, cells)
            begin = reader.line_num + 1
    except csv.Error as fault:
        raise ValueError(f"line {reader.line_num}: this is no CSV: {fault}") from fault


def _need_header(header: list[str]) -> None:
    if not {"Headline", "Year", "Start Date", "Text"} & {*header}:
        raise ValueError("line 1: its first line names no column of TimelineJS3's, such as Year, Headline or Text")
    twice = sorted({name for name in header if name and header.count(name) > 1})
    if twice:
        raise ValueError(f'line 1: the column "{twice[0]}" stands there twice; rename one')


def _row(line: int, header: list[str], cells: list[str]) -> Row:
    if len(cells) > len(header) and any(cell.strip() for cell in cells[len(header) :]):
        return Row(line, "", {}, f"it has {len(cells)} cells, and the first line names {len(header)} columns")
    held = {name: cell.strip() for name, cell in zip(header, cells, strict=False) if cell.strip()}
    kind = held.get("Type", "").lower()
    if kind not in {"", "title", "era"}:
        return Row(line, "", {}, f'its Type is "{kind}", and not empty, title or era')
    try:
        return Row(line, kind, _slide(held))
    except ValueError as fault:
        return Row(line, kind, {}, str(fault))


def _slide(held: dict[str, str]) -> dict[str, Any]:
    """The slide of a row. held: its cells that are not empty, by column."""
    slide: dict[str, Any] = {
        "start_date": _date(held, "", "Start Date"),
        "end_date": _date(held, "End ", "End Date"),
        "display_date": held.get("Display Date"),
        "text": {key: _words(held[name]) for name, key in (("Headline", "headline"), ("Text", "text")) if name in held},
        "media": {key: held[name] for name, key in MEDIA.items() if name in held},
        "group": held.get("Group") or held.get("Tag"),
        "background": _background(held.get("Background", "")),
    }
    unknown = {name: cell for name, cell in held.items() if name not in KNOWN}
    return {key: value for key, value in slide.items() if value} | unknown


def _words(cell: str) -> str:
    """A cell without the apostrophe that keeps a spreadsheet from reckoning."""
    return cell[1:] if re.match(r"'[=+\-@\t\r]", cell) else cell


def _background(cell: str) -> dict[str, str]:
    if not cell:
        return {}
    return {"url" if cell.startswith(("http://", "https://", "/")) else "color": cell}


def _date(held: dict[str, str], end: str, whole: str) -> dict[str, Any]:
    """A date of a row, from its parts or written as the first version did. Raises ValueError."""
    date: dict[str, Any] = {}
    for name, key in NUMBERS.items():
        if cell := held.get(f"{end}{name}"):
            date[key] = _number(cell, f"{end}{name}")
    time = held.get(f"{end}Time", "")
    if not date and (written := held.get(whole)):
        found = next((match for form in WRITTEN_DATES if (match := form.fullmatch(written))), None)
        if found is None:
            raise ValueError(f'its {whole} is "{written}", and not such as 2025, 12/5/2025 or 2025-12-05')
        parts = found.groupdict()
        date = {key: int(parts[key]) for key in ("year", "month", "day") if parts.get(key)}
        time = parts.get("time") or time
    return date | _time(time, f"{end}Time") if date or time else {}


def _number(cell: str, name: str) -> int:
    bare = re.sub(r"[ ,\u00a0]", "", cell)
    if not re.fullmatch(r"-?[0-9]{1,15}", bare):
        raise ValueError(f'its {name} is no whole number but "{cell:.60}"')
    return int(bare)


def _time(cell: str, name: str) -> dict[str, Any]:
    """A time of day. Zeros are strings: TimelineJS takes the number 0 for no hour at all.

    A fraction is one of a second; TimelineJS multiplies it by 100, so that ".25" were 2500 milliseconds.
    """
    if not cell:
        return {}
    found = TIME.fullmatch(cell.strip())
    if not found:
        raise ValueError(f'its {name} is "{cell:.60}", and not such as 9:30, 14:05:10 or 2 pm')
    hour, minute, second = (int(part) if part else None for part in found.group(1, 2, 3))
    if hour is not None and found[5]:
        hour = hour % 12 + (12 if found[5][0] in "pP" else 0)
    if (hour or 0) > 23 or (minute or 0) > 59 or (second or 0) > 59:
        raise ValueError(f'there is no time "{cell:.60}" ({name})')
    parts = {"hour": hour, "minute": minute, "second": second}
    if found[4]:
        parts["millisecond"] = int(found[4].ljust(3, "0"))
    return {key: part or "0" for key, part in parts.items() if part is not None}
