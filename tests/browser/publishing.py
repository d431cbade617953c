"""The explainer of this repository, built and served as GitHub Pages serves it: for the tests, for what is measured."""

import gzip
import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from unittest import mock

from playwright.sync_api import Page

from site_builder.engine.build import build
from site_builder.engine.result import Request

ROOT = Path(__file__).resolve().parents[2]
BASE = "/some/repo/"
# What GitHub Pages compresses; pictures and woff2 are compressed in themselves.
TEXT = ("text/", "image/svg+xml", "application/")


@dataclass(frozen=True)
class Published:
    """The built site. address: of its home page; paths_by_kind: addresses below it for each kind, longest first.

    built: how many files of each kind the build says that it made.
    """

    folder: Path
    address: str
    paths_by_kind: dict[str, tuple[str, ...]]
    built: dict[str, int]

    @property
    def layouts(self) -> dict[str, str]:
        """For each kind of page, the address of the longest one."""
        return {kind: paths[0] for kind, paths in self.paths_by_kind.items()}

    def visited(self, page: Page) -> Iterator[str]:
        """The address of the longest page of each kind, each one open in `page` while it is its turn."""
        for path in self.layouts.values():
            page.goto(self.address + path)
            yield path


class Pages(SimpleHTTPRequestHandler):
    """The site below a base, with its own 404 page for everything else; compressed and cached as on GitHub Pages."""

    protocol_version = "HTTP/1.1"
    extensions_map = SimpleHTTPRequestHandler.extensions_map | {".woff2": "font/woff2"}

    def __init__(self, *of_server: Any, directory: str, base: str = BASE) -> None:  # noqa: ANN401 - what a server hands over
        self.base = base
        super().__init__(*of_server, directory=directory)

    def log_message(self, *words: object) -> None:
        """Says nothing."""

    def translate_path(self, path: str) -> str:
        return super().translate_path("/" + path.removeprefix(self.base)) if path.startswith(self.base) else "/nowhere"

    def do_GET(self) -> None:
        file = Path(self.translate_path(self.path))
        if file.is_dir():
            way, question, rest = self.path.partition("?")
            if not way.endswith("/"):
                self.answer(301, "text/plain", b"", {"Location": f"{way}/{question}{rest}"})
                return
            file /= "index.html"
        elif not file.exists():
            file = file.with_name(f"{file.name}.html")
        if file.is_file():
            self.answer(200, self.guess_type(file), file.read_bytes(), {"Cache-Control": "max-age=600"})
        else:
            self.answer(404, "text/html", Path(self.directory, "404.html").read_bytes(), {})

    def answer(self, code: int, kind: str, body: bytes, headers: dict[str, str]) -> None:
        """Sends one answer, compressed where both sides like that."""
        if kind.startswith(TEXT) and "gzip" in self.headers.get("Accept-Encoding", ""):
            body = gzip.compress(body, 6)
            headers |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
        self.send_response(code)
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if kind.startswith("text/") else kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


class Server(ThreadingHTTPServer):
    """A server that a reader may leave in the middle of an answer."""

    def handle_error(self, request: object, client_address: object) -> None:
        """Says nothing: what did not arrive is seen in the browser."""


@contextmanager
def hosted(folder: Path, base: str) -> Iterator[str]:
    """The address at which what is in a folder is served, for as long as it is."""
    with Server(("127.0.0.1", 0), partial(Pages, directory=str(folder), base=base)) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}{base}"
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def publish(folder: Path) -> Iterator[Published]:
    """The site, built into `folder` with the clock of the tests, for as long as it is served."""
    with hosted(folder, BASE) as address:
        with mock.patch.dict(os.environ, SOURCE_DATE_EPOCH="1800000000"):
            result = build(Request(ROOT, folder, address))
        assert result.ok, result.problems
        yield Published(folder, address, paths_by_kind(folder), dict(result.pages_by_kind))


def paths_by_kind(folder: Path) -> dict[str, tuple[str, ...]]:
    """For each kind of page the addresses below the site's home, longest page first.

    The kind is what the layout itself says in the first class of its body, so a new kind needs no list here.
    """
    sizes: dict[str, list[tuple[int, str]]] = {}
    for file in sorted(folder.rglob("*.html")):
        text = file.read_text("utf-8")
        kind = re.search(r'<body[^>]*\bclass="page-([\w-]+)', text)
        assert kind, f"{file}: the body has no class page-KIND"
        path = file.relative_to(folder).as_posix().removesuffix("index.html")
        sizes.setdefault(kind[1], []).append((len(text), path))
    return {kind: tuple(path for _, path in sorted(sizes[kind], reverse=True)) for kind in sorted(sizes)}
