"""The explainer of this repository, built once and served as GitHub Pages would serve it."""

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from site_builder.engine.build import build
from site_builder.engine.result import Request

ROOT = Path(__file__).resolve().parents[2]
BASE = "/some/repo/"


@dataclass(frozen=True)
class Published:
    """The built site. address: of its home page; layouts: for each kind of page, the address of the longest one."""

    folder: Path
    address: str
    layouts: dict[str, str]


class Pages(SimpleHTTPRequestHandler):
    """The site below BASE, with its own 404 page for everything else."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *words: object) -> None:
        """Says nothing."""

    def translate_path(self, path: str) -> str:
        return super().translate_path("/" + path.removeprefix(BASE)) if path.startswith(BASE) else "/nowhere"

    def send_error(self, code: int, *_: object) -> None:
        page = Path(self.directory, "404.html").read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    folder = tmp_path_factory.mktemp("published")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Pages, directory=str(folder)))
    address = f"http://127.0.0.1:{server.server_port}{BASE}"
    with pytest.MonkeyPatch.context() as clock:
        clock.setenv("SOURCE_DATE_EPOCH", "1800000000")
        result = build(Request(ROOT, folder, address))
    assert result.ok, result.problems
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Published(folder, address, layouts(folder))
    server.shutdown()
    server.server_close()
    thread.join()


def layouts(folder: Path) -> dict[str, str]:
    """For each kind of page the address of the longest one, below the site's home."""
    longest: dict[str, tuple[int, str]] = {}
    for file in sorted(folder.rglob("*.html")):
        text = file.read_text("utf-8")
        kind = re.search(r'<body class="page-([\w-]+)', text)
        assert kind, file
        path = file.relative_to(folder).as_posix().removesuffix("index.html")
        longest[kind[1]] = max(longest.get(kind[1], (0, "")), (len(text), path))
    return {kind: path for kind, (_, path) in sorted(longest.items())}
