"""The preview: builds, serves, and builds anew when an editor saves; the browser follows."""

import asyncio
import html
import os
import socket
import tempfile
import time
from pathlib import Path

import click
from livereload.handlers import LiveReloadHandler
from tornado.httpserver import HTTPServer

from site_builder.doors import report
from site_builder.doors.fault import our_fault
from site_builder.doors.serving import LOCAL, Stand, application, listen
from site_builder.engine.build import build
from site_builder.engine.disk import Refused
from site_builder.engine.result import Request

WATCHED = ("content", "templates", "static")
INTERVAL = 0.2
Snapshot = dict[str, tuple[int, int]]


def run(site: Path, host: str, port: int, *, drafts: bool, future: bool) -> None:
    """Serves the preview until Ctrl-C. The port is the first free one from `port` on."""
    listener = listen(host, port)
    found = listener.getsockname()[1]
    if found != port:
        click.echo(f"Port {port} is in use: the preview takes {found}.")
    name = "localhost" if host in LOCAL else f"[{host}]" if ":" in host else host
    with tempfile.TemporaryDirectory(prefix="site-builder-", ignore_cleanup_errors=True) as folder:
        request = Request(site, Path(folder), f"http://{name}:{found}/", drafts, future)
        try:
            asyncio.run(follow(request, listener, host))
        except KeyboardInterrupt:
            click.echo("\nThe preview has ended.")


async def follow(request: Request, listener: socket.socket, host: str) -> None:
    """Builds, serves, and after every change builds anew and tells the browsers."""
    assert request.output is not None
    stand = Stand(request.output)
    seen = snapshot(request.root)
    await asyncio.to_thread(rebuild, request, stand)
    HTTPServer(application(stand, host)).add_sockets([listener])
    click.echo(f"\nThe preview is at {request.base_url} and follows as you save files. Ctrl-C ends it.\n")
    while True:
        await asyncio.sleep(INTERVAL)
        now = await asyncio.to_thread(snapshot, request.root)
        if now == seen:
            continue
        changed = sorted(path for path in now.keys() | seen.keys() if now.get(path) != seen.get(path))
        seen = now
        if await asyncio.to_thread(rebuild, request, stand):
            tell_browsers(changed)


def snapshot(site: Path) -> Snapshot:
    """Size and time of every file that the site is made of."""
    found: Snapshot = {}
    for folder in WATCHED:
        for here, folders, names in os.walk(site / folder):
            folders[:] = [name for name in folders if not name.startswith(".")]
            for name in names:
                try:
                    state = os.stat(os.path.join(here, name))
                except OSError:
                    continue
                found[os.path.join(here, name)] = (state.st_mtime_ns, state.st_size)
    return found


def rebuild(request: Request, stand: Stand) -> bool:
    """Builds, says what came of it, and sets the stand; whether the browsers have something new to show."""
    first = bool(stand.problems)
    ok, told = built(request, brief=not first)
    click.echo(told, nl=False)
    if not ok and not first:
        click.echo("The browser keeps the last good site until this is mended.\n")
        return False
    stand.problems = b"" if ok else page_of_problems(told)
    stand.stamp = time.time_ns() // 1_000_000
    return True


def built(request: Request, *, brief: bool) -> tuple[bool, str]:
    """Whether a build went through, and what it has to say. Whatever happens, the preview goes on."""
    begun = time.perf_counter()
    try:
        result = build(request)
    except (OSError, Refused) as fault:
        # Such as a file that is taken away under the build's hands: the next snapshot differs, and it is built anew.
        return False, f"The site could not be built: {fault}\n"
    except Exception:  # noqa: BLE001 - a fault of ours must not take the preview away from the editor
        return False, our_fault()
    seconds = time.perf_counter() - begun
    words = report.line(result, seconds) if brief else report.summary(result, seconds, "the preview")
    problems = report.problems_as_text(result.problems, request.root)
    return result.ok, f"{problems}\n{words}" if problems else words


def page_of_problems(told: str) -> bytes:
    """A plain page with every problem, for as long as there is no site to show."""
    head = '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Problems</title></head>'
    say = "The site cannot be built yet. This page follows as you mend it."
    return f"{head}<body><h1>{say}</h1><pre>{html.escape(told)}</pre></body></html>".encode("utf-8", "replace")


def tell_browsers(changed: list[str]) -> None:
    """Tells every open page; where only styles changed, they are swapped without a reload."""
    styles = all(path.endswith(".css") for path in changed)
    for path in changed if styles else ["index.html"]:
        for waiter in tuple(LiveReloadHandler.waiters):
            waiter.send_message({"command": "reload", "path": path, "liveCSS": styles})
