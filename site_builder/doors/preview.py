"""The preview: builds, serves, and builds anew when an editor saves; the browser follows."""

import asyncio
import gc
import os
import re
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import click
from tornado.httpserver import HTTPServer

from site_builder.doors.desk import Desk, Outcome, begin, check, follow_hints, page_of, warm
from site_builder.doors.fault import our_fault
from site_builder.doors.notices import Scope
from site_builder.doors.serving import LOCAL, LONGEST, Stand, application, listen, tell_browsers
from site_builder.doors.watching import Hints, watch
from site_builder.engine.build import keep
from site_builder.engine.disk import PREVIEW, Refused, owned
from site_builder.engine.result import CACHE, Request
from site_builder.engine.store import make_folder


@dataclass(frozen=True, slots=True)
class Wishes:
    """How a preview is wanted. base: the path at which the site stands; editor: as `Scope` has it; follow: whether
    browsers go to the page whose file was saved."""

    drafts: bool = True
    future: bool = True
    base: str = "/"
    editor: str = ""
    follow: bool = False


def run(site: Path, host: str, port: int, wishes: Wishes) -> None:
    """Serves the preview until Ctrl-C. The port is the first free one from `port` on."""
    listener = listen(host, port)
    found = listener.getsockname()[1]
    if found != port:
        click.echo(f"Port {port} is in use: the preview takes {found}.")
    name = "localhost" if host in LOCAL else f"[{host}]" if ":" in host else host
    # The thread that answers gets its turn after a thousandth of a second, even while a build is under way.
    sys.setswitchinterval(0.001)
    with room(site, listener) as (output, cache):
        address = f"http://{name}:{found}{wishes.base}"
        request = Request(site, output, address, wishes.drafts, wishes.future, os.cpu_count() or 1, cache)
        desk = Desk(request, Stand(output, Scope(site, wishes.base, wishes.editor), host))
        try:
            if outcome := begin(desk):
                say(desk, outcome)
            desk.stand.whole = desk.stand.shown.stamp  # of what a preview before this one had shown nothing is known
            asyncio.run(serve(desk, listener, follow=wishes.follow))
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
        owned(output)
        tempfile.TemporaryFile(dir=output).close()
    except OSError as fault:
        return fault.strerror or "it is not a folder"
    except Refused as fault:
        return str(fault).partition(";")[0]
    return ""


async def serve(desk: Desk, listener: socket.socket, *, follow: bool) -> None:
    """Serves, and after every change builds anew and tells the browsers. There is one build at a time."""
    HTTPServer(application(desk.stand), max_body_size=LONGEST).add_sockets([listener])
    click.echo(f"\nThe preview is at {desk.request.base_url} and follows as you save files. Ctrl-C ends it.\n")
    hints = Hints()
    watching = asyncio.create_task(watch(str(desk.request.root.resolve()), hints))
    try:
        await asyncio.sleep(0)  # now it watches
        # What was saved before the watcher watched; after an `unchanged` start it loads what the next build needs.
        await step(desk, set(), thorough=False, follow=False)
        await asyncio.to_thread(warm, desk)
        gc.enable()  # a command that ends soon does without
        gc.collect()
        gc.freeze()  # no collection shall walk through the whole site while an editor waits
        while True:
            paths = await hints.take(soon=bool(desk.fault))
            await step(desk, paths, thorough=True, follow=follow)
            if paths and await hints.rest():
                # The hints named what to build first. Whether that was all is looked at when the browsers have it.
                await step(desk, set(), thorough=False, follow=False)
    finally:
        watching.cancel()


async def step(desk: Desk, paths: set[str], *, thorough: bool, follow: bool) -> None:
    """Builds what hints name or a look finds. The browsers hear of it first, then the terminal."""
    try:
        if paths:
            outcome = await asyncio.to_thread(follow_hints, desk, paths)
        else:
            outcome = await asyncio.to_thread(check, desk, thorough=thorough)
        if outcome is not None:
            target = page_of(desk, paths, outcome) if follow else ""
            tell_browsers(desk.stand, outcome.changed, target, everything=outcome.everything)
            await asyncio.to_thread(say, desk, outcome)
    except Exception:  # noqa: BLE001 - the preview never dies: it says so, and looks at everything anew
        desk.listing = None
        with suppress(OSError):
            click.echo(our_fault())


def say(desk: Desk, outcome: Outcome) -> None:
    """Says in the terminal what came of a build."""
    with suppress(OSError):  # nobody may be reading any more
        click.echo(outcome.words(desk.request.root), nl=False)
        if not outcome.is_first and not (outcome.result and outcome.result.ok):
            click.echo("The browser keeps the last good page, with the problems laid over it, until this is mended.\n")
