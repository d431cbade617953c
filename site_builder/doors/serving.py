"""The preview's server: the built site as GitHub Pages would serve it, with a script that listens for new builds.

The livereload package gives the WebSocket handler and the script. Its own server is not used: it builds on the
thread that answers, drops a change within three seconds of the last one, and injects nothing into a page that
begins with a long head (reference: its issues 161, 205, 235, 264).
"""

import errno
import json
import mimetypes
import os
import re
import socket
from dataclasses import dataclass
from pathlib import Path

import click
from livereload.handlers import LiveReloadHandler, LiveReloadJSHandler
from tornado.web import Application, RequestHandler

PORTS = 20
# A host name is checked against these: a foreign page that gives our address a name of its own gets nothing.
LOCAL = ("localhost", "127.0.0.1", "::1")
TEXTUAL = {"application/json", "application/xml", "application/atom+xml", "image/svg+xml"}


@dataclass(slots=True)
class Stand:
    """What the server shows at the moment. Each build changes it.

    pages: the folder of the built site; problems: the page that stands in for it until a first build is good, else
    nothing; stamp: when what is shown was made, in milliseconds.
    """

    pages: Path
    problems: bytes = b"Nothing is built yet."
    stamp: int = 0


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens on the first free port of twenty; a clear refusal where there is none."""
    for number in range(port, min(port + PORTS, 65536)):
        listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, os.name != "nt")
        try:
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


def application(stand: Stand, host: str) -> Application:
    """What answers: the site's pages, the script, and the socket that tells of new builds."""
    names = "|".join(re.escape(f"[{name}]" if ":" in name else name) for name in LOCAL) if host in LOCAL else ".*"
    served = Application(log_function=lambda _: None)
    served.add_handlers(
        f"(?:{names})$",
        [
            (r"/livereload", Waiting, {"stand": stand}),
            (r"/livereload\.js", LiveReloadJSHandler),
            (r"/(.*)", Page, {"stand": stand}),
        ],
    )
    return served


class Waiting(LiveReloadHandler):  # type: ignore[misc] # the package has no types
    """A browser that waits to be told of a new build; only pages of this very server may connect."""

    def initialize(self, stand: Stand) -> None:
        self.stand = stand
        self.stamp: object = None

    def check_origin(self, origin: str) -> bool:
        return bool(origin.partition("://")[2] == self.request.host)

    def on_message(self, message: str) -> None:
        super().on_message(message)
        said = json.loads(message)
        if said["command"] == "hello":
            self.stamp = said.get("snipver")
        # The page was fetched before the last build ended, and was not waiting yet when that was told.
        elif said["command"] == "info" and self.stamp != self.stand.stamp:
            self.send_message({"command": "reload", "path": "index.html"})


class Page(RequestHandler):
    """A file of the built site; until there is a site, the page of problems at every address."""

    def initialize(self, stand: Stand) -> None:
        self.stand = stand

    def compute_etag(self) -> None:
        """No tag: the next build may change the file at any moment."""

    def get(self, path: str) -> None:
        self.set_header("Cache-Control", "no-store")
        stamp = self.stand.stamp
        if self.stand.problems:
            self.set_status(503)
            self.finish(listening(self.stand.problems, stamp))
            return
        file = find(self.stand.pages, path)
        if file is not None and file.is_dir():
            self.redirect(f"{self.request.path}/", permanent=False)
            return
        if file is None:
            self.set_status(404)
            file = self.stand.pages / "404.html"
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        self.set_header("Content-Type", f"{kind}; charset=utf-8" if kind in TEXTUAL or kind[:5] == "text/" else kind)
        data = file.read_bytes()
        self.finish(listening(data, stamp) if kind == "text/html" else data)

    def head(self, path: str) -> None:
        self.get(path)


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


def listening(page: bytes, stamp: int) -> bytes:
    """A page with the script that listens for new builds before its end.

    stamp: the build that the page is of. The script sends it back as the version of the snippet that called it.
    """
    head, body, tail = page.rpartition(b"</body>")
    script = f'<script src="/livereload.js?snipver={stamp}" defer></script>'.encode()
    return head + script + body + tail if body else page + script
