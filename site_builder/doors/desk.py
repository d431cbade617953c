"""The desk of a running preview: it builds what has changed, and keeps what the next build and the browsers need."""

import time
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import BrokenExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from site_builder.content.parse import parse
from site_builder.core.checks import CHECKS
from site_builder.core.documents import File
from site_builder.core.problems import Problem
from site_builder.core.slugs import address
from site_builder.doors import report
from site_builder.doors.fault import our_fault
from site_builder.doors.notices import Shown
from site_builder.doors.serving import Stand
from site_builder.engine.build import Memory, build
from site_builder.engine.disk import Moved, Refused, tree_of
from site_builder.engine.making import read_templates
from site_builder.engine.result import Request, Result
from site_builder.engine.scan import Listing, Packed, as_they_lie, look, look_again
from site_builder.engine.state import PageState
from site_builder.engine.unchanged import clock, glance, unchanged
from site_builder.pages.render import environment

ALONE = "A process that was to help has died, perhaps for want of memory: this build went on without such help.\n"
# So often a build begins again at once because something was saved while it read; then it is told.
TRIES = 5
ANY = File("content/pages/any.md", "---\ntitle: Any\nsummary: Any.\n---\nAny *text* with a [[link]] and `code`.\n")


@dataclass
class Desk:
    """What a running preview works with, and what its last build left.

    listing: what that build saw; problems: what it found; fault: why it broke off, or ""; sound: whether it went
    through; whole: whether the output is known to hold what was written, and no build was broken off since; settled:
    whether it looked at everything, a while after the last change; lies: how the output lay when it was last checked.
    remarks: what the checks told when they last looked; judged: whether that was of what is shown now.
    """

    request: Request
    stand: Stand
    memory: Memory = field(default_factory=Memory)
    listing: Listing | None = None
    problems: tuple[Problem, ...] = ()
    fault: str = ""
    sound: bool = True
    whole: bool = False
    settled: bool = False
    lies: Packed = ("", b"")
    remarks: tuple[Problem, ...] = ()
    judged: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a build. result: None where it broke off, and then `fault` says why.

    before: what the one before had found. changed: the outputs that are other ones now; everything: whether others may
    be. is_first: whether there was no site to show before. alone: whether it had to do without other processes.
    is_quiet: whether only the checks have looked anew.
    """

    result: Result | None
    fault: str
    seconds: float
    before: tuple[Problem, ...] = ()
    changed: frozenset[str] = frozenset()
    everything: bool = False
    is_first: bool = False
    alone: bool = False
    is_quiet: bool = False

    def words(self, site: Path) -> str:
        """What there is to say of it in the terminal."""
        told = ALONE if self.alone else ""
        if self.result is None:
            return told + self.fault
        told += report.difference(self.result.problems, self.before, site)
        if self.is_first:
            return told + report.summary(self.result, self.seconds, "the preview")
        return told if self.is_quiet else told + report.line(self.result, self.seconds)


def begin(desk: Desk) -> Outcome | None:
    """Makes the site ready; nothing is built, or even loaded, where nothing has changed since the last preview."""
    begun = time.perf_counter()
    seen = glance(desk.request)
    if result := unchanged(desk.request, seen):
        desk.problems, desk.stand.ready = result.problems, True
        desk.remarks = _remarks(result)
        _show(desk)
        return Outcome(result, "", time.perf_counter() - begun, is_first=True)
    return rebuild(desk, seen.listing, trusting=False)


def warm(desk: Desk) -> None:
    """Loads what reads a text and compiles the templates: once in a process, and the first save would wait for it."""
    parse(ANY, None)
    if desk.listing and desk.memory.pages and desk.sound:
        templates = read_templates(tree_of(desk.listing), desk.memory.pages)
        compiled = environment(templates.theme)
        # A card reads its fonts as well, which are no templates.
        texts = {name for name, _ in templates.theme.templates}
        for name in sorted({name for _, names in templates.layouts.values() for name in names if name in texts}):
            compiled.get_template(name)


def follow_hints(desk: Desk, paths: set[str]) -> Outcome | None:
    """Builds after hints. Gives what `rebuild` does."""
    listing = look_again(desk.listing, paths) if desk.listing else None
    return rebuild(desk, listing or look(str(desk.request.root)), trusting=True)


def check(desk: Desk, *, thorough: bool) -> Outcome | None:
    """Looks at everything, and builds with all checks if something is not as the last build saw it, or was not judged
    by them yet. Gives what `rebuild` does.

    thorough: also at what was built, and at what was changed too shortly before the last build to be sure of.
    """
    listing = look(str(desk.request.root))
    if desk.listing is None or not _same(listing, desk.listing) or not desk.judged:
        return rebuild(desk, listing, trusting=False, judging=True)
    outline = desk.memory.outline
    if desk.fault and thorough:
        return rebuild(desk, listing, trusting=False, judging=True)
    if not thorough or not desk.sound or outline is None:
        return None
    if desk.settled and clock() < outline.day[1] and _lie(desk) == desk.lies:
        return None
    outcome = rebuild(desk, listing, trusting=False, judging=True)
    desk.settled, desk.lies = True, _lie(desk)
    return outcome


def _same(one: Listing, other: Listing) -> bool:
    return one.packed == other.packed and one.odd == other.odd


def _lie(desk: Desk) -> Packed:
    """How the output lies now."""
    outline = desk.memory.outline
    return as_they_lie(str(desk.request.output), outline.outputs[0].split("\0") if outline else ())


def rebuild(desk: Desk, listing: Listing, *, trusting: bool, judging: bool = False) -> Outcome | None:
    """Builds, and sets the stand. Gives what came of it, None if there is nothing to say.

    trusting: believe that the output holds what the last build wrote. judging: let all checks look. Without, an editor
    waits less, and what they told before stays.
    """
    before = replace(desk)
    desk.memory.trusting = trusting and desk.whole
    desk.listing, desk.settled = listing, False
    begun = time.perf_counter()
    result, desk.fault, alone = built(desk, replace(desk.request, thorough=judging))
    seconds = time.perf_counter() - begun
    desk.sound = result is not None and result.ok
    desk.whole = desk.sound or (desk.whole and result is not None)
    if result is not None and judging:
        desk.remarks = _remarks(result)
    elif result is not None:
        result = replace(result, problems=tuple(dict.fromkeys((*result.problems, *desk.remarks))))
    desk.judged = judging
    desk.problems = result.problems if result else ()
    first, desk.stand.ready = not desk.stand.ready, desk.stand.ready or desk.sound
    written = result.written if result else None
    changed = written.changed if written else frozenset()
    news = bool(written and (changed or written.removed)) or desk.sound is not before.sound or first
    same = before.listing is None or (_same(before.listing, listing) and desk.fault == before.fault)
    if not news and same and Counter(desk.problems) == Counter(before.problems):
        # What an `unchanged` start has not loaded is known now.
        desk.stand.shown = replace(desk.stand.shown, pages=_pages(desk), index=desk.memory.index)
        return None
    _show(desk)
    # Where a build broke off, browsers may have missed what it had written.
    missed = desk.sound and not before.whole
    return Outcome(result, desk.fault, seconds, before.problems, changed, missed, first, alone, same and not news)


def _remarks(result: Result) -> tuple[Problem, ...]:
    """What the checks told that keeps nobody from publishing."""
    return tuple(one for one in result.problems if one.severity != "error" and one.code in CHECKS)


def built(desk: Desk, request: Request) -> tuple[Result | None, str, bool]:
    """What came of a build, or None and why there is nothing; and whether it went on without processes of its own.

    Whatever happens, the preview goes on.
    """
    alone = False
    try:
        try:
            return _built(desk, request), "", alone
        except BrokenExecutor:
            alone = True
            return _built(desk, replace(request, jobs=1)), "", alone
    except (OSError, Refused) as fault:
        # Such as a file that is taken away under the build's hands: the next look differs, and it is built anew.
        return None, f"The site could not be built: {fault}\n", alone
    except Exception:  # noqa: BLE001 - a fault of ours must not take the preview away from the editor
        return None, our_fault(), alone


def _built(desk: Desk, request: Request) -> Result:
    """What came of a build; where a file was saved under its hands, of one more, which sees what was saved."""
    for _ in range(TRIES):
        with suppress(Moved):
            return build(request, memory=desk.memory, listing=desk.listing)
        desk.listing = look(str(request.root))
    return build(request, memory=desk.memory, listing=desk.listing)


def _show(desk: Desk) -> None:
    stamp = max(desk.stand.shown.stamp + 1, time.time_ns() // 1_000_000)
    desk.stand.shown = Shown(
        stamp, desk.problems, desk.fault, _pages(desk), desk.memory.index, desk.stand.shown.excerpts
    )


def _pages(desk: Desk) -> Mapping[str, PageState]:
    """The pages of the last good build."""
    return desk.memory.pages.pages if desk.memory.pages else {}


def page_of(desk: Desk, paths: set[str], outcome: Outcome) -> str:
    """The address of the first page, among those of what stands in saved files, that a build changed; "" for none."""
    pages, index = desk.memory.pages, desk.memory.index
    if pages is None or index is None:
        return ""
    for path in sorted(paths & pages.files.keys()):
        for kind, identifier, *_ in pages.files[path].facts:
            if kind == "site" or identifier in index.public:
                way = "" if kind == "site" else address(kind, identifier)
                if f"{way.partition('#')[0]}index.html" in outcome.changed:
                    return desk.stand.scope.base + way
    return ""
