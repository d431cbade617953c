"""Place and Problem: what is wrong with the content, and where."""

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

Severity = Literal["error", "warning", "info"]


class Place(NamedTuple):
    """A stretch of text in a source file: POSIX path below the site's root, line and column from 1.

    length: characters to underline, at least 1. Line 0 means the file as a whole.
    """

    path: str
    line: int = 0
    column: int = 0
    length: int = 1


class Problem(NamedTuple):
    """One fault of the content: a value that stages return and never raise.

    code: stable, lower-case words joined by hyphens; message: one sentence; hint: one cure or "".
    """

    place: Place
    severity: Severity
    code: str
    message: str
    hint: str = ""


def error(place: Place, code: str, message: str, hint: str = "") -> Problem:
    """A problem that stops the build."""
    return Problem(place, "error", code, message, hint)


def warning(place: Place, code: str, message: str, hint: str = "") -> Problem:
    """A problem that is shown, but lets the build go on."""
    return Problem(place, "warning", code, message, hint)


def has_error(problems: Iterable[Problem]) -> bool:
    """Whether one of the problems stops the build."""
    return any(problem.severity == "error" for problem in problems)


def first(problems: Iterable[Problem], most: int = 100) -> Iterator[Problem]:
    """The first of many problems of one thing, and that there are more: to look for a hint for each takes long."""
    for number, problem in enumerate(problems):
        if number == most:
            yield error(problem.place, "more-problems", "here and below are more of them", "mend those above first")
            return
        yield problem


def article(noun: str) -> str:
    """The noun with "a" or "an" before it."""
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def near(word: str, known: Iterable[str]) -> str:
    """The known name most like `word`, or "" where none is close."""
    from difflib import get_close_matches  # a site without a fault needs none

    found = get_close_matches(word, sorted(known), n=1, cutoff=0.7)
    return found[0] if found else ""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint with the nearest known name, or "" where none is close."""
    name = near(word, known)
    return f'did you mean "{name}"?' if name else ""
