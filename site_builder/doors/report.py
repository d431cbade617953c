"""Problems and results in words: for people, as JSON, and as GitHub annotations."""

import unicodedata
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from site_builder.core.exports import FORMATS
from site_builder.core.problems import Place, Problem
from site_builder.engine.result import LeftOut, Result
from site_builder.engine.scan import defaults

# They carry no ink, but Devanagari, Persian and emoji are written with them.
JOINERS = "\u200c\u200d"
# So many of what is left out are listed one by one.
LISTED = 20
SEVERITIES = {"error": "error", "warning": "warning", "info": "notice"}
FOR_MACHINES = {"sitemap", *FORMATS}
NOUNS = {
    "topic": "topics", "event": "events", "claim": "claims", "source": "sources", "person": "people",
    "organisation": "organisations", "term": "terms", "dataset": "datasets", "page": "pages", "chronology": "timelines",
    "embed": "embeds", "card": "cards",
}  # fmt: skip


def problems_as_text(problems: tuple[Problem, ...], root: Path, width: int = 100) -> str:
    """Each problem with its place, the line it stands on, a caret below it, and a hint. width: of the excerpts."""
    lines_by_path: dict[str, list[str]] = {}
    return "\n".join(_as_text(problem, _lines(problem.place.path, root, lines_by_path), width) for problem in problems)


def excerpt(problem: Problem, root: Path, width: int = 100) -> str:
    """The line that a problem stands on, and below it a caret; "" where there is none."""
    lines = _lines(problem.place.path, root, {})
    return "\n".join(_excerpt(lines[problem.place.line - 1], problem.place, width)) if _is_on(problem, lines) else ""


def where(place: Place) -> str:
    """A place as terminals and editors understand it: file:line:column, or the file alone."""
    return _visible(f"{place.path}:{place.line}:{max(1, place.column)}" if place.line else place.path)


def _is_on(problem: Problem, lines: list[str]) -> bool:
    return 0 < problem.place.line <= len(lines)


def _lines(path: str, root: Path, known: dict[str, list[str]]) -> list[str]:
    """The lines of a file of the site, or of the default templates; none where it cannot be read."""
    if path not in known:
        file = root / path if (root / path).exists() else Path(defaults()) / path
        try:
            text = file.read_bytes().decode("utf-8-sig", "replace") if file.is_file() else ""
        except OSError:
            text = ""
        known[path] = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return known[path]


def _as_text(problem: Problem, lines: list[str], width: int) -> str:
    place = problem.place
    told = [f"{where(place)}: {problem.severity}[{problem.code}]: {_visible(problem.message)}"]
    if _is_on(problem, lines):
        told += _excerpt(lines[place.line - 1], place, width)
    if problem.hint:
        told.append(f"  hint: {_visible(problem.hint)}")
    return "\n".join(told) + "\n"


def _excerpt(line: str, place: Place, width: int) -> list[str]:
    """The line and a row of carets below it; a long line is cut around the place."""
    first = max(1, place.column) - 1
    room = len(line) if len(line) <= width else width - 2
    start = max(0, min(first - room // 2, len(line) - room))
    cut, rest = "…" if start else "", "…" if start + room < len(line) else ""
    shown = cut + _visible(line[start : start + room]) + rest
    margin = f"  {place.line} | "
    before = len(cut) + _width(_visible(line[start:first]))
    marked = _width(_visible(line[first : first + place.length]))
    carets = max(1, min(marked, _width(shown) - before))
    return [margin + shown, " " * (len(margin) - 2) + "| " + " " * before + "^" * carets]


def _visible(text: str) -> str:
    """Text safe for a terminal: tabs as blanks, control and direction characters as a replacement."""
    return "".join(" " if sign == "\t" else sign if _is_safe(sign) else "\ufffd" for sign in text)


def _is_safe(sign: str) -> bool:
    return sign in JOINERS or unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}


def _width(text: str) -> int:
    """Columns that a text takes in a terminal: marks and joiners none, wide letters two."""
    return sum(
        0
        if sign in JOINERS or unicodedata.category(sign) in {"Mn", "Me"}
        else 2
        if unicodedata.east_asian_width(sign) in {"W", "F"}
        else 1
        for sign in text
    )


def problems_as_github(problems: tuple[Problem, ...], folder: str = "") -> str:
    """Workflow commands, which GitHub shows beside the lines of a pull request.

    folder: the site's folder below the repository, "" where the site is the repository.
    """

    def safe(text: str, more: Mapping[str, str] | None = None) -> str:
        for sign, code in ({"%": "%25", "\r": "%0D", "\n": "%0A"} | dict(more or {})).items():
            text = text.replace(sign, code)
        return text

    told = []
    for problem in problems:
        place = problem.place
        words = problem.message + (f" (hint: {problem.hint})" if problem.hint else "")
        path = safe(f"{folder}/{place.path}" if folder else place.path, {":": "%3A", ",": "%2C"})
        at = (
            f",line={place.line},col={max(1, place.column)},endColumn={max(1, place.column) + place.length}"
            if place.line
            else ""
        )
        told.append(f"::{SEVERITIES[problem.severity]} file={path}{at},title={problem.code}::{safe(words)}")
    return "\n".join(told) + ("\n" if told else "")


def as_json(result: Result, seconds: float) -> str:
    """Everything that came of a build, as one JSON object."""
    import json  # every other build does without

    written = result.written
    report = {
        "ok": result.ok,
        "problems": [
            {
                "path": problem.place.path,
                "line": problem.place.line,
                "column": problem.place.column,
                "length": problem.place.length,
                "severity": problem.severity,
                "code": problem.code,
                "message": problem.message,
                "hint": problem.hint,
            }
            for problem in result.problems
        ],
        "left_out": [
            {"kind": item.kind, "id": item.id, "path": item.path, "appears": item.appears or None}
            for item in result.left_out
        ],
        "pages": dict(result.pages_by_kind),
        "made": result.made,
        "written": {
            "files": written.total,
            "changed": len(written.changed),
            "removed": written.removed,
            "bytes": written.size,
            "digest": written.digest,
        }
        if written
        else None,
        "seconds": round(seconds, 3),
    }
    return json.dumps(report, ensure_ascii=False, indent=2) + "\n"


def summary(result: Result, seconds: float, output: str) -> str:
    """What was built, what was left out and when it will appear, and how long it took."""
    told = [_stopped(result) if not result.ok else _pages(result), *_left_out(result.left_out)]
    if result.written:
        written = result.written
        there = f"{_count(written.total, 'file')}, {written.size / 1e6:.1f} MB, in {output}"
        told.append(f"{there}: {len(written.changed):,} changed, {written.removed:,} removed.")
        told.append(f"Digest of the output: {written.digest}")
    told.append(f"{'Done' if result.problems else 'No problem found,'} in {seconds:.2f} s.")
    return "\n".join(told) + "\n"


def difference(problems: tuple[Problem, ...], before: tuple[Problem, ...], root: Path) -> str:
    """The problems of a build that the one before did not have, those that it had, and how many stand; "" for none.

    A problem that only moved in its file is neither new nor gone. Remarks are counted: a page shows them, and `check`.
    """
    new, gone = _beyond(problems, before), _beyond(before, problems)
    loud = tuple(one for one in new if one.severity != "info")
    told = [f"{problems_as_text(loud, root)}\n"] if loud else []
    told += [
        f"mended: {where(one.place)}: {one.severity}[{one.code}]\n" for one in gone[:LISTED] if one.severity != "info"
    ]
    if len(gone) > LISTED:
        told.append(f"and {len(gone) - LISTED:,} more mended\n")
    if before and (new or gone):
        told.append(f"Problems: {len(new):,} new, {len(gone):,} mended, {len(problems):,} in all.\n")
    return "".join(told)


def line(result: Result, seconds: float) -> str:
    """What came of one more build, in a line."""
    if not result.ok or not result.written:
        return f"{_stopped(result)}\n"
    changed = f"{_count(len(result.written.changed), 'file')} changed, {result.written.removed:,} removed"
    return f"Built anew in {seconds:.2f} s: {changed}{_standing(result)}.\n"


def _beyond(these: tuple[Problem, ...], others: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """Those of some problems that are not among others, wherever they stand in their files."""
    left = Counter((one.place.path, *one[1:]) for one in others)
    found = []
    for one in these:
        left[one.place.path, *one[1:]] -= 1
        if left[one.place.path, *one[1:]] < 0:
            found.append(one)
    return tuple(found)


def _standing(result: Result) -> str:
    """How many problems stand that keep nobody from publishing."""
    counts = Counter(problem.severity for problem in result.problems)
    words = (_count(counts["warning"], "warning"), _count(counts["info"], "remark"))
    return "".join(f", {each}" for each in words if not each.startswith("0 "))


def _stopped(result: Result) -> str:
    errors = sum(problem.severity == "error" for problem in result.problems)
    others = sum(problem.severity == "warning" for problem in result.problems)
    more = f" and {_count(others, 'warning')}" if others else ""
    return f"{_count(errors, 'error')}{more}: nothing was written."


def _pages(result: Result) -> str:
    pages = [(kind, count) for kind, count in result.pages_by_kind if kind not in FOR_MACHINES]
    kinds = [f"{count:,} {NOUNS[kind] if count > 1 else kind}" for kind, count in pages if kind in NOUNS]
    others = sum(count for kind, count in pages if kind not in NOUNS)
    total = sum(count for _, count in pages)
    return f"{_count(total, 'page')}: {', '.join([*kinds, _count(others, 'other')])}."


def _left_out(items: tuple[LeftOut, ...]) -> list[str]:
    told = []
    for item in items[:LISTED]:
        when = f"appears on {item.appears}" if item.appears else "a draft"
        told.append(f"  left out: {_visible(item.path)} ({item.kind} {item.id}, {when})")
    if len(items) > LISTED:
        told.append(f"  and {len(items) - LISTED:,} more left out; --format json lists all")
    return told


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
