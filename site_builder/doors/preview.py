"""The preview: builds, serves, and builds anew when an editor saves; the browser follows."""

import asyncio
import gc
import html
import os
import re
import socket
import stat
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import aclosing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import click
from livereload.handlers import LiveReloadHandler
from tornado.httpserver import HTTPServer
from watchfiles import awatch

from site_builder.doors import report
from site_builder.doors.fault import our_fault
from site_builder.doors.serving import LOCAL, Stand, application, listen
from site_builder.engine.build import Memory, build, keep
from site_builder.engine.disk import PREVIEW, Refused, owned
from site_builder.engine.result import CACHE, Request, Result
from site_builder.engine.scan import FOLDERS, LEFT_ALONE, Listing, Packed, as_they_lie, look, look_again
from site_builder.engine.store import make_folder
from site_builder.engine.unchanged import clock, glance, unchanged

# Milliseconds: how often the watcher looks whether the system has told it something, and for how long it gathers what
# is saved together. 5 cost 1 % of a processor while nothing happens, 1 cost 4 %, 10 made a save wait for 20.
STEP, GATHER = 5, 50
# Milliseconds after which the watcher looks whether content/, templates/ and static/ are the folders that it watches.
FOLDERS_AGAIN = 500
# Seconds without a change after which the preview looks at everything itself: an event can be lost. The second is for
# systems that tell of no changes.
CHECK, CHECK_UNWATCHED = 5.0, 1.0
# The hint that anything may have changed.
ANYTHING = ""


@dataclass
class Desk:
    """What a running preview works with, and what its last build left.

    listing: what that build saw; problems: what it found; sound: whether it went through; whole: whether the output
    is known to hold what was written, and no build was broken off since; settled: whether it looked at everything, a
    while after the last change; lies: how the output lay when it was last checked.
    """

    request: Request
    stand: Stand
    memory: Memory = field(default_factory=Memory)
    listing: Listing | None = None
    problems: tuple[object, ...] = ()
    sound: bool = True
    whole: bool = False
    settled: bool = False
    lies: Packed = ("", b"")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a build. result: None where it broke off, and then `fault` says why.

    changed: the outputs of which browsers are to be told, none of them where they have to load their pages anew in any
    case; None where they have nothing new to show. is_first: whether there was no site to show before.
    """

    result: Result | None
    fault: str
    seconds: float
    changed: frozenset[str] | None
    is_first: bool

    def words(self, site: Path) -> str:
        """What there is to say of it."""
        if self.result is None:
            return self.fault
        summary = report.line(self.result, self.seconds)
        if self.is_first:
            summary = report.summary(self.result, self.seconds, "the preview")
        problems = report.problems_as_text(self.result.problems, site)
        return f"{problems}\n{summary}" if problems else summary


@dataclass
class Hints:
    """Paths of which the watcher was told and that nobody has looked at yet. interval: seconds between checks."""

    paths: set[str] = field(default_factory=set)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    interval: float = CHECK

    def add(self, paths: set[str]) -> None:
        """Takes hints; what comes while a build is under way waits for the next."""
        self.paths |= paths
        self.arrived.set()

    async def take(self) -> set[str]:
        """All hints, as soon as there is one; none if none comes in time."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self.arrived.wait(), self.interval)
        taken, self.paths = self.paths, set()
        self.arrived.clear()
        return taken


def run(site: Path, host: str, port: int, *, drafts: bool, future: bool) -> None:
    """Serves the preview until Ctrl-C. The port is the first free one from `port` on."""
    listener = listen(host, port)
    found = listener.getsockname()[1]
    if found != port:
        click.echo(f"Port {port} is in use: the preview takes {found}.")
    name = "localhost" if host in LOCAL else f"[{host}]" if ":" in host else host
    # The thread that answers gets its turn after a thousandth of a second, even while a build is under way.
    sys.setswitchinterval(0.001)
    with room(site, listener) as (output, cache):
        request = Request(site, output, f"http://{name}:{found}/", drafts, future, os.cpu_count() or 1, cache)
        desk = Desk(request, Stand(output))
        try:
            begin(desk)
            asyncio.run(follow(desk, listener, host))
        except KeyboardInterrupt:
            click.echo("\nThe preview has ended.")
        finally:
            keep(desk.memory)


@contextmanager
def room(site: Path, listener: socket.socket) -> Iterator[tuple[Path, Path]]:
    """The folders for the built site and for what is remembered: the site's own, so that the next preview begins where
    this one ends; temporary ones where these cannot be written."""
    address, port = listener.getsockname()[:2]
    # A port belongs to one preview alone, but every address has its own ports.
    of_address = "" if address == "127.0.0.1" else re.sub("[^0-9a-z]+", "-", f"-{address}")
    cache = site / CACHE
    output = cache / f"{PREVIEW}{port}{of_address}"
    if reason := _why_not(cache, output):
        click.echo(f"The next preview will begin anew, because {output} cannot be used: {reason}")
        with tempfile.TemporaryDirectory(prefix="site-builder-", ignore_cleanup_errors=True) as folder:
            yield Path(folder, "site"), Path(folder, "cache")
    else:
        yield output, cache


def _why_not(cache: Path, output: Path) -> str:
    """Why nothing can be written into a folder of the cache, or "" where it can."""
    try:
        make_folder(cache)
        if output.is_symlink():
            return "it is a link"
        output.mkdir(exist_ok=True)
        for unfinished in output.glob(".*.tmp"):  # of a preview that was killed
            unfinished.unlink()
        owned(output)
        tempfile.TemporaryFile(dir=output).close()
    except OSError as fault:
        return fault.strerror or "it is not a folder"
    except Refused as fault:
        return str(fault).partition(";")[0]
    return ""


def begin(desk: Desk) -> None:
    """Makes the site ready; nothing is built, or even loaded, where nothing has changed since the last preview."""
    begun = time.perf_counter()
    seen = glance(desk.request)
    if result := unchanged(desk.request, seen):
        _show(desk, b"")
        desk.problems = result.problems
        say(desk, Outcome(result, "", time.perf_counter() - begun, frozenset(), is_first=True))
    elif outcome := rebuild(desk, seen.listing, trusting=False):
        say(desk, outcome)


async def follow(desk: Desk, listener: socket.socket, host: str) -> None:
    """Serves, and after every change builds anew and tells the browsers. There is one build at a time."""
    HTTPServer(application(desk.stand, host)).add_sockets([listener])
    click.echo(f"\nThe preview is at {desk.request.base_url} and follows as you save files. Ctrl-C ends it.\n")
    hints = Hints()
    watching = asyncio.create_task(watch(str(desk.request.root.resolve()), hints))
    try:
        # What was saved before the watcher watched; after an `unchanged` start it loads what the next build needs.
        await step(desk, set(), thorough=False)
        gc.enable()  # a command that ends soon does without
        gc.collect()
        gc.freeze()  # no collection shall walk through the whole site while an editor waits
        while True:
            paths = await hints.take()
            await step(desk, paths, thorough=True)
            if paths and not hints.paths:
                # The hints named what to build first. Whether that was all is looked at when the browsers have it.
                await step(desk, set(), thorough=False)
    finally:
        watching.cancel()


async def step(desk: Desk, paths: set[str], *, thorough: bool) -> None:
    """Builds what hints name or a look finds. The browsers hear of it first, then the terminal."""
    if paths:
        outcome = await asyncio.to_thread(follow_hints, desk, paths)
    else:
        outcome = await asyncio.to_thread(check, desk, thorough=thorough)
    if outcome is None:
        return
    if outcome.changed is not None:
        tell_browsers(outcome.changed)
    await asyncio.to_thread(say, desk, outcome)


def follow_hints(desk: Desk, paths: set[str]) -> Outcome | None:
    """Builds after hints. Gives what `rebuild` does."""
    listing = look_again(desk.listing, paths) if desk.listing else None
    return rebuild(desk, listing or look(str(desk.request.root)), trusting=True)


def check(desk: Desk, *, thorough: bool) -> Outcome | None:
    """Looks at everything, and builds if something is not as the last build saw it. Gives what `rebuild` does.

    thorough: also at what was built, and at what was changed too shortly before the last build to be sure of.
    """
    listing = look(str(desk.request.root))
    if desk.listing is None or not _same(listing, desk.listing):
        return rebuild(desk, listing, trusting=False)
    outline = desk.memory.outline
    if not thorough or not desk.sound or outline is None:
        return None
    if desk.settled and clock() < outline.day[1] and _lie(desk) == desk.lies:
        return None
    outcome = rebuild(desk, listing, trusting=False)
    desk.settled, desk.lies = True, _lie(desk)
    return outcome


def _same(one: Listing, other: Listing) -> bool:
    return one.packed == other.packed and one.odd == other.odd


def _lie(desk: Desk) -> Packed:
    """How the output lies now."""
    outline = desk.memory.outline
    return as_they_lie(str(desk.request.output), outline.outputs[0].split("\0") if outline else ())


def rebuild(desk: Desk, listing: Listing, *, trusting: bool) -> Outcome | None:
    """Builds, and sets the stand. Gives what came of it, None if there is nothing to say.

    trusting: believe that the output holds what the last build wrote.
    """
    before, first = replace(desk), bool(desk.stand.problems)
    desk.memory.trusting = trusting and desk.whole
    desk.listing, desk.settled = listing, False
    begun = time.perf_counter()
    result, fault = built(desk)
    seconds = time.perf_counter() - begun
    desk.sound = result is not None and result.ok
    desk.whole = desk.sound or (desk.whole and result is not None)
    desk.problems = result.problems if result else ()
    written = result.written if result else None
    changed = written.changed if written else frozenset()
    news = bool(written and (changed or written.removed)) or desk.sound is not before.sound or first
    same = before.listing is None or _same(before.listing, listing)
    if result is not None and not news and same and desk.problems == before.problems:
        return None
    outcome = Outcome(result, fault, seconds, None, is_first=first)
    if not news or not (desk.sound or first):
        return outcome
    _show(desk, b"" if desk.sound else page_of_problems(outcome.words(desk.request.root)))
    # Where the browsers missed something, or only something went, all is loaded anew.
    return replace(outcome, changed=changed if before.sound and not first else frozenset())


def built(desk: Desk) -> tuple[Result | None, str]:
    """What came of a build, or None and why there is nothing. Whatever happens, the preview goes on."""
    try:
        return build(desk.request, memory=desk.memory, listing=desk.listing), ""
    except (OSError, Refused) as fault:
        # Such as a file that is taken away under the build's hands: the next look differs, and it is built anew.
        return None, f"The site could not be built: {fault}\n"
    except Exception:  # noqa: BLE001 - a fault of ours must not take the preview away from the editor
        return None, our_fault()


def _show(desk: Desk, problems: bytes) -> None:
    desk.stand.problems = problems
    desk.stand.stamp = time.time_ns() // 1_000_000


def say(desk: Desk, outcome: Outcome) -> None:
    """Says in the terminal what came of a build."""
    click.echo(outcome.words(desk.request.root), nl=False)
    if not outcome.is_first and not (outcome.result and outcome.result.ok):
        click.echo("The browser keeps the last good site until this is mended.\n")


def page_of_problems(told: str) -> bytes:
    """A plain page with every problem, for as long as there is no site to show."""
    head = '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Problems</title></head>'
    say = "The site cannot be built yet. This page follows as you mend it."
    return f"{head}<body><h1>{say}</h1><pre>{html.escape(told)}</pre></body></html>".encode("utf-8", "replace")


def tell_browsers(changed: frozenset[str]) -> None:
    """Tells every open page; where only styles changed, they are swapped without a reload."""
    styles = bool(changed) and all(path.endswith(".css") for path in changed)
    for path in sorted(changed) if styles else ["index.html"]:
        for waiter in tuple(LiveReloadHandler.waiters):
            waiter.send_message({"command": "reload", "path": path, "liveCSS": styles})


async def watch(site: str, hints: Hints) -> None:
    """Gives a hint of every change in the folders that the site is made of, and follows folders that come and go."""
    while True:
        folders = _folders(site)
        try:
            if folders:
                await _watch(site, folders, hints)
            else:
                await asyncio.sleep(FOLDERS_AGAIN / 1000)
        except FileNotFoundError:
            await asyncio.sleep(STEP / 1000)  # a folder went while the watcher began with it
        except (OSError, RuntimeError) as fault:
            click.echo(f"The system tells of no changes ({fault}): the preview looks for them every second.")
            hints.interval = CHECK_UNWATCHED
            return
        hints.add({ANYTHING})


async def _watch(site: str, folders: dict[str, tuple[int, int]], hints: Hints) -> None:
    """Watches until one of the folders is another one, or there are others."""
    # Of a new folder the watcher of the others hears nothing: it is looked for whenever nothing was told for a while.
    changes = awatch(
        *folders, watch_filter=None, debounce=GATHER, step=STEP, rust_timeout=FOLDERS_AGAIN, yield_on_timeout=True
    )
    async with aclosing(changes):
        async for batch in changes:
            files = {file for _, file in batch}
            if paths := {path for file in files if (path := hint_of(site, file)) is not None}:
                hints.add(paths)
            if not files.isdisjoint(folders) or _folders(site) != folders:
                return


def _folders(site: str) -> dict[str, tuple[int, int]]:
    """Which folder each of the site's folders is at the moment."""
    found = {}
    for name in FOLDERS:
        folder = os.path.join(site, name)
        with suppress(OSError):
            about = os.stat(folder)
            if stat.S_ISDIR(about.st_mode):
                found[folder] = about.st_dev, about.st_ino
    return found


def hint_of(site: str, file: str) -> str | None:
    """The path of a file that has changed; None where the site is not made of it."""
    if not file.startswith(site + os.sep):
        return ANYTHING  # such as below a linked folder
    path = file[len(site) + 1 :].replace(os.sep, "/")
    hidden = path.endswith(LEFT_ALONE) or any(part.startswith(".") for part in path.split("/"))
    return None if hidden else path
