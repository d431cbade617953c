"""What is asked of a build, and what came of it. It imports little, because a build in which nothing has changed ends
with it."""

from dataclasses import dataclass
from pathlib import Path
from typing import cast

from site_builder.core.problems import Place, Problem, Severity, has_error
from site_builder.engine.scan import Packed
from site_builder.engine.state import Told

# Where a site's folder keeps what is remembered between builds.
CACHE = ".cache"


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of a build. output: None to check only; base_url: "" for the one of site.yaml.

    jobs: processes at most. cache: where results are remembered, None for nowhere. fresh: build as if nothing were.
    thorough: tell what the checks find; otherwise only what the site has made an error. atomic: the finished site takes
    the place of the one before in a single step. reference: all Markdown is left to Python-Markdown itself.
    """

    root: Path
    output: Path | None
    base_url: str = ""
    drafts: bool = False
    future: bool = False
    jobs: int = 1
    cache: Path | None = None
    fresh: bool = False
    thorough: bool = False
    atomic: bool = False
    reference: bool = False


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A thing that is not published yet. appears: the day it will, or "" for a draft."""

    kind: str
    id: str
    path: str
    appears: str


@dataclass(frozen=True, slots=True)
class Written:
    """What a write did: files that are there now, how many went, and their bytes.

    changed: paths of the files whose bytes changed; digest: of all that is there now, equal for equal sites; seen:
    every file as it lies there.
    """

    total: int
    changed: frozenset[str]
    removed: int
    size: int
    digest: str
    seen: Packed


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a build. pages_by_kind: sorted, most first; made: how many pages were made anew.

    written: None where nothing was to be written, or there is an error.
    """

    problems: tuple[Problem, ...]
    left_out: tuple[LeftOut, ...]
    pages_by_kind: tuple[tuple[str, int], ...]
    made: int
    written: Written | None

    @property
    def ok(self) -> bool:
        """Whether no error stands."""
        return not has_error(self.problems)


def told(problem: Problem) -> Told:
    """A problem as plain values."""
    place = problem.place
    where = (place.path, place.line, place.column, place.length)
    return where, problem.severity, problem.code, problem.message, problem.hint


def untold(plain: Told) -> Problem:
    """The problem of plain values."""
    where, severity, code, message, hint = plain
    return Problem(Place(*where), cast("Severity", severity), code, message, hint)
