"""A running preview, for the tests: its process, what it says, its answers, and browsers that are connected to it."""

import http.client
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page, WebSocket

from site_builder.engine.build import build
from site_builder.engine.result import Request
from tests.sites import PAGE

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 60.0
OF_THE_CLONE = (sys.executable, "-u", "-X", "faulthandler", "-W", "error", "-m", "site_builder")
UPGRADE = {
    "Upgrade": "websocket",
    "Connection": "Upgrade",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}


@dataclass
class Served:
    """A running preview: its process, what it has said so far, and where it is."""

    process: subprocess.Popen[str]
    site: Path
    told: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.reader = threading.Thread(target=self._listen, daemon=True)
        self.reader.start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        self.told.extend(iter(self.process.stdout.readline, ""))

    @property
    def words(self) -> str:
        return "".join(self.told)

    @property
    def address(self) -> str:
        found = re.search(r"The preview is at (http://\S+/) ", self.words)
        assert found, self.words
        return found[1]

    @property
    def port(self) -> int:
        return int(self.address.split(":")[2].partition("/")[0])

    def save(self, path: str, text: str) -> None:
        (self.site / path).write_text(text, "utf-8")

    def get(self, path: str, method: str = "GET", **headers: str) -> tuple[http.client.HTTPResponse, str]:
        """The answer to a request, exactly as its path is written here, and its text."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)) as connection:
            connection.putrequest(method, path, skip_host="Host" in headers)
            for name, value in headers.items():
                connection.putheader(name.replace("_", "-"), value)
            connection.endheaders()
            answer = connection.getresponse()
            text = "" if answer.status == 101 else answer.read().decode("utf-8", "replace")
            return answer, text

    def has(self, words: str, times: int = 1) -> None:
        """Waits until the terminal has shown `words`."""
        until(lambda: self.words.count(words) >= times, lambda: f"{words!r} was not said, but: {self.words}")

    def says(self, pattern: str) -> None:
        """Waits until the terminal has shown what fits a pattern."""
        until(lambda: re.search(pattern, self.words) is not None, lambda: f"nothing fits {pattern!r}: {self.words}")


def pause() -> None:
    """Lets others work for a moment."""
    time.sleep(0.02)


def until(holds: Callable[[], bool], otherwise: Callable[[], str], pause: Callable[[], None] = pause) -> None:
    """Waits until something holds, and fails with the words of `otherwise` where it never does."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, otherwise()
        pause()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(
    site: Path, *words: str, port: int | None = None, program: tuple[str, ...] = OF_THE_CLONE
) -> Iterator[Served]:
    """A preview of `site` that is up; it is ended, as Ctrl-C would, when the block ends."""
    process = subprocess.Popen(
        [*program, "serve", "--site", str(site), "--port", str(port or free_port()), *words],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8",
    )  # fmt: skip
    served = Served(process, site)
    try:
        until(
            lambda: "The preview is at" in served.words or process.poll() is not None,
            lambda: f"no address was said, but: {served.words}",
        )
        yield served
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGABRT)  # it says where each of its threads stands
            served.reader.join(PATIENCE)
            raise AssertionError(f"the preview did not end: {served.words}") from None
        served.reader.join(PATIENCE)
        assert process.stdout is not None
        process.stdout.close()
    assert "Traceback" not in served.words, served.words
    assert "Warning" not in served.words, served.words


def saying(words: str) -> str:
    """The page `about` with other words."""
    return f"{PAGE}\n{words}\n"


def connected(page: Page, address: str) -> None:
    """Opens a page and waits until it is connected to the preview."""
    frames = []

    def hear(frame: str | bytes) -> None:
        frames.append(frame)

    def listen(opened: WebSocket) -> None:
        opened.on("framereceived", hear)

    page.on("websocket", listen)
    page.goto(address)
    until(lambda: bool(frames), lambda: f"{address} did not connect", pause=lambda: page.wait_for_timeout(20))
    page.remove_listener("websocket", listen)


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {
        file.relative_to(folder).as_posix(): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()
    }


def times(folder: Path) -> dict[str, int]:
    """When each file below a folder was written."""
    return {file.relative_to(folder).as_posix(): file.stat().st_mtime_ns for file in folder.rglob("*")}


def output(served: Served) -> Path:
    return served.site / ".cache" / f"preview-{served.port}"


def is_clean(served: Served, aside: Path) -> None:
    """Waits until the preview's folder holds what a clean build of the same files makes, and nothing else."""
    clean = aside / f"clean-{len(list(aside.iterdir()))}"
    assert build(Request(served.site, clean, served.address, drafts=True, future=True)).ok
    wanted = tree(clean)

    def differing() -> list[str]:
        found = tree(output(served))
        return sorted(path for path in wanted.keys() | found.keys() if wanted.get(path) != found.get(path))

    until(lambda: not differing(), lambda: f"{differing()}: {served.words}")


def shows(served: Served, path: str, words: str) -> None:
    until(lambda: words in served.get(path)[1], lambda: f"{path} does not show {words!r}: {served.words}")
