"""What the system tells of changes to a site's files. It is a hint, never evidence: the build itself looks."""

import asyncio
import os
import stat
from contextlib import aclosing, suppress
from dataclasses import dataclass, field

import click
from watchfiles import awatch

from site_builder.engine.scan import FOLDERS, LEFT_ALONE

# Milliseconds: how often the watcher looks whether the system has told it something, and for how long it gathers what
# is saved together. 5 cost 1 % of a processor while nothing happens, 1 cost 4 %, 10 made a save wait for 20.
STEP, GATHER = 5, 50
# Milliseconds after which the watcher looks whether content/, templates/ and static/ are the folders that it watches.
FOLDERS_AGAIN = 500
# Seconds without a change after which the preview looks at everything itself: an event can be lost. The second is for
# systems that tell of no changes, and after a build that broke off.
CHECK, CHECK_UNWATCHED = 5.0, 1.0
# More paths than this at once are a burst, such as another branch or "save all": it is over, and worth one build, when
# nothing more came for so many seconds, and waited for so many times at most.
BURST, QUIET, ROUNDS = 2, 0.03, 30
# So many seconds after a build the browsers have what it made, and an editor who types on has saved again.
REST = 0.25
# The hint that anything may have changed.
ANYTHING = ""


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

    async def take(self, *, soon: bool) -> set[str]:
        """All hints, as soon as there is one; none if none comes in time. soon: look again at once, in any case."""
        await self._wait(CHECK_UNWATCHED if soon else self.interval)
        if len(self.paths) > BURST:
            await self._until_quiet()
        taken, self.paths = self.paths, set()
        self.arrived.clear()
        return taken

    async def rest(self) -> bool:
        """Waits for a moment, and tells whether no hint came in it."""
        await self._wait(REST)
        return not self.paths

    async def _wait(self, seconds: float) -> None:
        """For a hint, but no longer."""
        # Not wait_for: in Python 3.11 it forgets a Ctrl-C that comes at the moment of a hint.
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.arrived.wait()

    async def _until_quiet(self) -> None:
        """Waits for the end of a burst."""
        for _ in range(ROUNDS):
            self.arrived.clear()
            await asyncio.sleep(QUIET)
            if not self.arrived.is_set():
                return


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
        # As soon as this waits again, and by then it watches: what is saved after the look would else be lost.
        asyncio.get_running_loop().call_soon(hints.add, {ANYTHING})


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
