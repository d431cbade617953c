"""Checking: what the checks find in a file, once for as long as it says the same, is judged at every build."""

import marshal
import pickle
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from site_builder.content.notes import note
from site_builder.core.checks import CHECKS, Finding, Knowledge, Level, Notes
from site_builder.core.documents import File
from site_builder.core.model import SiteConfig
from site_builder.core.problems import Problem, has_error
from site_builder.engine.reading import Library, Reading
from site_builder.engine.result import Request
from site_builder.engine.state import MARSHAL, FileState
from site_builder.engine.workshop import Workshop
from site_builder.weave import checks
from site_builder.weave.index import Index

# A file, its pickled documents and its pickled text.
Whole = tuple[File, bytes, bytes]
# What cannot be told while a file is at fault: it may hold what is missed.
UNSURE = {"unexplained-acronym", "orphan", "unused-exception"}


class Judged(NamedTuple):
    """What the checks told of a file. state: of the file then; groups: the problems by their codes; used: the
    exceptions that excused something in it."""

    state: FileState
    shown: checks.Shown
    groups: tuple[tuple[str, tuple[Problem, ...]], ...]
    used: frozenset[int]


@dataclass
class Docket:
    """What one build's checks leave for the next of the same request. scene, config: by which they judged; orphans: of
    which index."""

    scene: checks.Scene | None = None
    config: SiteConfig | None = None
    files: dict[str, Judged] = field(default_factory=dict)
    orphans: tuple[Index, tuple[str, ...]] | None = None


class Checking:
    """The checks of one build. A build that is not thorough looks only where the site has made a check an error, and
    tells nothing else of what it finds."""

    def __init__(self, request: Request, index: Index, library: Library, reading: Reading, docket: Docket) -> None:
        assert index.config is not None
        self.index, self.library, self.reading, self.docket = index, library, reading, docket
        document = library.documents(index.config.path)[index.config.number]
        self.settings, self.place = checks.settings(document), document.at("checks")
        self.told: set[Level] = {"info", "warning", "error"} if request.thorough else {"error"}
        levels = [self.settings.levels[code] for code in CHECKS if code not in checks.ELSEWHERE]
        self.is_needed = request.thorough or "error" in levels
        self.is_unsure = has_error(reading.problems)

    def look(self, workshop: Workshop, code: str) -> list[Problem]:
        """What the checks tell of the content."""
        if not self.is_needed:
            return []
        _take_notes(self.reading.files, self.library, workshop, code)
        groups = (group for group in self._find() if self._is_told(group[1][0]))
        return list(checks.listed(groups, self.place))

    def settle(self, problems: Iterable[Problem], found: Iterable[Problem]) -> list[Problem]:
        """All problems as the site wants them told. problems: of the build; found: what `look` gave."""
        settled = [*checks.settled(problems, self.settings), *found]
        unused = checks.unused(self.settings) if self.is_needed else ()
        return settled + [problem for problem in unused if self._is_told(problem)]

    def _is_told(self, problem: Problem) -> bool:
        return problem.severity in self.told and not (self.is_unsure and problem.code in UNSURE)

    def _find(self) -> Iterator[tuple[str, tuple[Problem, ...]]]:
        """What the checks find, by file and code; all of a group is as severe."""
        shown, docket, config = self._shown(), self.docket, self.settings.config
        scene = checks.scene_of(self.index, shown.values(), config.language)
        last = docket.files if (docket.scene, docket.config) == (scene, config) else {}
        docket.scene, docket.config, docket.files = scene, config, {}
        for path, one in shown.items():
            known = last.get(path)
            if known is None or known.shown is not one:
                known = self._judge(path, one, scene)
            docket.files[path] = known
            self.settings.used.update(known.used)
            yield from known.groups
        ids = checks.orphans(self.index, docket.orphans)
        docket.orphans = self.index, ids
        yield from checks.grouped(problem for identifier in ids if (problem := self._orphaned(identifier)))

    def _orphaned(self, identifier: str) -> Problem | None:
        one = self.index.public[identifier]
        place = self.library.documents(one.path)[one.number].place
        return checks.orphaned(one, place, self.settings, is_hidden=identifier in self.index.hidden)

    def _judge(self, path: str, shown: checks.Shown, scene: checks.Scene) -> Judged:
        chosen = replace(self.settings, used=set())
        groups = checks.grouped(checks.judged(path, shown, scene, chosen))
        return Judged(self.reading.files[path], shown, groups, frozenset(chosen.used))

    def _shown(self) -> dict[str, checks.Shown]:
        """What the files show, in their order; files that show nothing are left out."""
        shown = {}
        for path, state in self.reading.files.items():
            known = self.docket.files.get(path)
            if known and known.state is state:
                shown[path] = known.shown
            elif state.notes and any(state.notes):
                findings, knowledge = state.notes
                notes = Notes(tuple(map(Finding._make, findings)), tuple(map(Knowledge._make, knowledge)))
                shown[path] = checks.Shown(notes, state.facts)
        return shown


def _take_notes(files: dict[str, FileState], library: Library, workshop: Workshop, code: str) -> None:
    """Looks at the files at which nobody has looked since they were changed."""
    paths = [path for path, state in files.items() if state.notes is None]
    items = ((f"{files[path].key}notes{code}", library.whole(path)) for path in paths)
    for path, result in zip(paths, workshop.map(noted, items, len(paths)), strict=True):
        files[path] = files[path]._replace(notes=marshal.loads(result))  # noqa: S302 - the seal was ours


def noted(whole: Whole) -> bytes:
    """What the checks know of a file, as plain values."""
    file, documents, body = whole
    read = pickle.loads(documents)  # noqa: S301 - the seal was ours
    if len(read) == 1:
        read = (read[0].with_body(pickle.loads(body)),)  # noqa: S301 - the seal was ours
    notes = note(file, read)
    return marshal.dumps((tuple(map(tuple, notes.findings)), tuple(map(tuple, notes.knowledge))), MARSHAL)
