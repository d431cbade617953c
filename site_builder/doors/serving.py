"""The preview's server: the built site as GitHub Pages would serve it, with a script that follows new builds.

The livereload package gives the WebSocket handler and the script that connects to it. Its own server is not used: it
builds on the thread that answers, drops a change within three seconds of the last one, injects nothing into a page
that begins with a long head, and lets anybody connect or reload (reference: its issues 161, 205, 235, 264).
"""

import asyncio
import errno
import ipaddress
import json
import os
import socket
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from mimetypes import MimeTypes
from pathlib import Path

import click
from livereload.handlers import LiveReloadHandler, LiveReloadJSHandler
from tornado.web import Application, RequestHandler
from tornado.websocket import WebSocketClosedError

from site_builder.doors import searching
from site_builder.doors.notices import OWN, Scope, Shown, snippet, with_snippet
from site_builder.engine.disk import Refused

PORTS = 20
# A host name is checked against these: a foreign page that gives our address a name of its own gets nothing.
LOCAL = ("localhost", "127.0.0.1", "::1")
# What GitHub Pages says of files where Python says nothing, or something else on another machine.
KINDS = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".json": "application/json",
    ".map": "application/json",
    ".webmanifest": "application/manifest+json",
    ".xml": "application/xml",
    ".atom": "application/atom+xml",
    ".rss": "application/rss+xml",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".ico": "image/vnd.microsoft.icon",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".ttf": "font/ttf",
    ".otf": "font/otf",
    ".ics": "text/calendar",
    ".csv": "text/csv",
    ".md": "text/markdown",
    ".wasm": "application/wasm",
}
TEXTUAL = ("text/", "application/json", "application/xml", "application/manifest+json", "image/svg+xml")
# What a browser says to the preview is short.
LONGEST = 65_536
# What a message to browsers names where a page may have changed, and where anything may have.
PAGE, EVERYTHING = "page", "everything"
STAND_IN = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Problems</title><meta name="color-scheme" content="light dark"></head>
<body><main><h1>The site cannot be built yet</h1>
<p>This page follows as you mend what is wrong. The terminal says it too.</p></main></body></html>
"""


@dataclass(slots=True)
class Stand:
    """What the server shows at the moment. Each build changes it.

    pages: the folder of the built site; scope: what notices need to know; host: the address that is listened on;
    ready: whether there is a site to show; whole: the stamp of the last build for which pages had to be loaded anew as
    a whole; indexed: that of the build whose pages the search knows; indexing: held while it learns of others.
    """

    pages: Path
    scope: Scope
    host: str = "127.0.0.1"
    ready: bool = False
    whole: int = 0
    shown: Shown = field(default_factory=Shown)
    indexed: int = -1
    indexing: asyncio.Lock = field(default_factory=asyncio.Lock)


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens on the first free port of twenty; a clear refusal where there is none."""
    for number in range(port, min(port + PORTS, 65536)):
        listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, os.name != "nt")
        try:
            if host in LOCAL and _is_taken_beside(host, number):
                raise OSError(errno.EADDRINUSE, "in use")
            listener.bind((host, number))
            listener.listen(128)
        except OSError as fault:
            listener.close()
            if fault.errno == errno.EADDRINUSE:
                continue
            reason = f"cannot listen on port {number} of {host}: {fault.strerror or fault}"
            raise click.ClickException(f"{reason}; try without --host, and with a --port above 1023") from fault
        listener.setblocking(False)  # noqa: FBT003 - the standard library's own signature
        return listener
    raise click.ClickException(f"the ports {port} to {port + PORTS - 1} are all in use; name another with --port")


def _is_taken_beside(host: str, port: int) -> bool:
    """Whether somebody listens on this port of the other loopback address: "localhost" would lead browsers there."""
    other, family = ("127.0.0.1", socket.AF_INET) if ":" in host else ("::1", socket.AF_INET6)
    with suppress(OSError), socket.socket(family) as probe:
        return probe.connect_ex((other, port)) == 0
    return False


def application(stand: Stand) -> Application:
    """What answers: the site's pages, the preview's own scripts, and the socket that tells of new builds."""
    handlers: tuple[tuple[str, type[RequestHandler]], ...] = (
        (r"/livereload", Waiting),
        (rf"{OWN}livereload\.js", Library),
        (rf"{OWN}preview\.js", Script),
        (rf"{stand.scope.base}(pagefind/pagefind\.js)", Searching),
        (rf"{stand.scope.base}(.*)", Page),
        (r".*", Elsewhere),
    )
    return Application(
        [(pattern, handler, {"stand": stand}) for pattern, handler in handlers],
        log_function=lambda _: None,
        websocket_max_message_size=LONGEST,
    )


def is_own_name(name: str, host: str) -> bool:
    """Whether a request that calls us by a name may be answered. host: the address that we listen on.

    A foreign page can give our address a name of its own, but no number: a number is always ours.
    """
    name = name.strip("[]").lower()
    if name in LOCAL or host in LOCAL:
        return name in LOCAL
    with suppress(ValueError):
        return bool(ipaddress.ip_address(name))
    return name in {host.lower(), socket.gethostname().lower(), f"{socket.gethostname()}.local".lower()}


class Guarded(RequestHandler):
    """An answer that only pages of this very server get."""

    def initialize(self, stand: Stand) -> None:
        self.stand = stand

    def prepare(self) -> None:
        origin = self.request.headers.get("Origin")
        if not is_own_name(self.request.host_name, self.stand.host) or (origin and not self.check_origin(origin)):
            self.set_status(403)
            self.finish()

    def check_origin(self, origin: str) -> bool:
        """Whether a request comes from one of our own pages."""
        return origin == f"http://{self.request.host}"

    def set_default_headers(self) -> None:
        self.set_header("Cache-Control", "no-store")
        self.set_header("Cross-Origin-Resource-Policy", "same-origin")
        self.clear_header("Server")

    def compute_etag(self) -> None:
        """No tag: the next build may change the file at any moment."""


class Answer(Guarded):
    """Something that can be asked for, or asked about."""

    def head(self, *path: str) -> None:
        self.get(*path)


class Waiting(Guarded, LiveReloadHandler):  # type: ignore[misc] # the package has no types
    """A browser that waits to be told of a new build."""

    stamp: object = None

    def on_message(self, message: str) -> None:
        try:
            said = json.loads(message)
            command = said["command"]
            super().on_message(message)
        except (ValueError, KeyError, TypeError, AttributeError):
            self.close(1003, "not understood")
            return
        if command == "hello":
            self.stamp = said.get("snipver")
        # The page was fetched before the last build ended, and was not waiting yet when that was told.
        elif command == "info" and self.stamp != self.stand.shown.stamp:
            is_old = not isinstance(self.stamp, int) or self.stamp < self.stand.whole
            self.send_message({"command": "reload", "path": EVERYTHING if is_old else PAGE})

    def send_message(self, message: dict[str, object]) -> None:
        try:
            sent = self.write_message(json.dumps(message))
        except WebSocketClosedError:
            self.waiters.discard(self)
        else:
            # It has gone, or we have ended, while we spoke: nobody minds.
            sent.add_done_callback(lambda done: done.cancelled() or done.exception())

    @classmethod
    def tell(cls, path: str, follow: str = "") -> None:
        """Tells every browser what to load anew: a style sheet, its page, everything. follow: where to go instead."""
        for waiter in tuple(cls.waiters):
            waiter.send_message({"command": "reload", "path": path, "liveCSS": True, "overrideURL": follow})


def tell_browsers(stand: Stand, changed: Iterable[str], follow: str, *, everything: bool) -> None:
    """Tells every open page of a build, and those that will connect.

    changed: the files that it changed; follow: the page to show, "" to stay.
    everything: whether more may have changed than is known.
    """
    # What a page loads is static; feeds, calendars and data that changed with it are of no concern to it.
    static = {path for path in changed if path.startswith("static/")}
    styles = sorted(path for path in static if path.endswith(".css"))
    others = len(styles) < len(static)
    if everything or others or styles:
        stand.whole = stand.shown.stamp
    for path in [EVERYTHING] if everything or others else [*styles, PAGE]:
        Waiting.tell(path, follow if path == PAGE else "")


class Library(Guarded, LiveReloadJSHandler):  # type: ignore[misc] # the package has no types
    """The livereload package's script."""


class Script(Answer):
    """The preview's own script."""

    def get(self) -> None:
        self.set_header("Content-Type", "text/javascript; charset=utf-8")
        self.finish(Path(__file__).with_name("preview.js").read_bytes())


class Elsewhere(Answer):
    """What is not of the site: on GitHub Pages another site may stand there."""

    def get(self) -> None:
        base = self.stand.scope.base
        if f"{self.request.path}/" == base:
            self.redirect(base, permanent=True)
            return
        self.set_status(404)
        words = f'The site stands at <a href="{base}">{base}</a>, and nothing of it stands here.'
        self.finish(f'<!doctype html><html lang="en"><title>Not of this site</title><p>{words}</p></html>')


class Page(Answer):
    """A file of the built site; until there is a site, a page of problems at every address."""

    def get(self, path: str) -> None:
        # Before the file is read: if a build ends in between, the browser hears of it again, and not never.
        shown = self.stand.shown
        if not self.stand.ready:
            self._finish_page(503, "", STAND_IN.encode(), shown)
            return
        file = find(self.stand.pages, path)
        if file is not None and file.is_dir():
            question = f"?{self.request.query}" if self.request.query else ""
            self.redirect(f"{self.request.path}/{question}", permanent=True)
            return
        if file is None:
            missing = self.stand.pages / "404.html"
            self._finish_page(404, missing.name, missing.read_bytes() if missing.is_file() else b"Not found", shown)
            return
        kind = kind_of(file.name)
        if kind == "text/html":
            self._finish_page(200, file.relative_to(self.stand.pages.resolve()).as_posix(), file.read_bytes(), shown)
            return
        self.set_header("Content-Type", f"{kind}; charset=utf-8" if kind.startswith(TEXTUAL) else kind)
        self.finish(file.read_bytes())

    def _finish_page(self, status: int, output: str, page: bytes, shown: Shown) -> None:
        self.set_status(status)
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(with_snippet(page, snippet(shown, self.stand.scope, output, page)))


class Searching(Page):
    """What a browser asks for first where somebody searches: before that no index is made, and no save waits."""

    async def get(self, path: str) -> None:  # type: ignore[override] # Tornado awaits what it is given
        async with self.stand.indexing:
            stamp = self.stand.shown.stamp
            if self.stand.ready and self.stand.indexed != stamp:
                with suppress(searching.CannotIndex, Refused, OSError):  # the page says that there is no index
                    await asyncio.to_thread(searching.index, self.stand.pages)
                    self.stand.indexed = stamp
        super().get(path)


def kind_of(name: str) -> str:
    """The content type of a file by its name, the same on every machine."""
    suffix = os.path.splitext(name)[1].lower()
    return KINDS.get(suffix) or MimeTypes().guess_type(f"file{suffix}")[0] or "application/octet-stream"


def find(pages: Path, path: str) -> Path | None:
    """The file or folder that an address means: itself, its index, or its name with .html; None if there is none."""
    if path.startswith("/") or "\\" in path or any(part.startswith(".") for part in path.split("/")):
        return None
    try:
        wanted = (pages / path).resolve()
        if not wanted.is_relative_to(pages.resolve()):
            return None
        if not path or path.endswith("/"):
            return index if (index := wanted / "index.html").is_file() else None
        named = wanted.with_name(f"{wanted.name}.html")
        return wanted if wanted.exists() else named if named.is_file() else None
    except (OSError, ValueError):  # a name that is too long, or holds a null byte
        return None
