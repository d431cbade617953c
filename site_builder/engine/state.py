"""The state: what the last good build of one output folder saw and wrote.

It is kept in two files. The outline is read by every build: with it alone a build finds that nothing has changed. The
pages are read by a build that has something to do.
"""

import hashlib
import marshal
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Any, NamedTuple

from site_builder.engine import seal
from site_builder.engine.scan import Packed

# Version 2 of marshal writes equal values as equal bytes.
MARSHAL = 2
# States of so many output folders are kept.
KEPT = 12
Told = tuple[tuple[str, int, int, int], str, str, str, str]  # a problem as plain values


class Outline(NamedTuple):
    """What tells whether anything has changed since, and what the build said.

    token: ties the two files together. program: digest of this program and its libraries, and what was seen of them.
    day: first and last second of the day for which it was built. outputs: every file that was written.
    left_out: (kind, id, path, day).
    """

    token: str
    program: tuple[str, tuple[tuple[str, int], ...]]
    day: tuple[float, float]
    listing: Packed
    outputs: Packed
    problems: tuple[Told, ...]
    left_out: tuple[tuple[str, str, str, str], ...]
    pages_by_kind: tuple[tuple[str, int], ...]
    size: int
    digest: str


class FileState(NamedTuple):
    """What a content file told. key: of its result in the store; facts: of each of its things.

    lost: ids of things that stand in it and could not be read.
    """

    key: str
    facts: tuple[Any, ...]
    problems: tuple[Told, ...]
    lost: tuple[str, ...]


class PageState(NamedTuple):
    """How a page was made. asked: all questions that went into it, sorted, one a line. key: of its bytes in the store.

    problems: what was wrong with it, none of it an error. made: number of the build that made it; why: the reasons.
    same: whether that build found its bytes unchanged.
    """

    name: str
    about: str
    kind: str
    asked: str
    key: str
    digest: str
    size: int
    problems: tuple[Told, ...]
    made: int
    why: tuple[str, ...]
    same: bool


class Pages(NamedTuple):
    """All that a build with something to do needs from the last one.

    token: of the outline that it belongs to. number: of the build. layouts: digest of each layout's templates, and
    the templates themselves; templates: digest of each. today: for which it was woven. names: what the CSV file of
    each dataset names. digests: of every output that is no page.
    """

    token: str
    number: int
    files: dict[str, FileState]
    pages: dict[str, PageState]
    layouts: dict[str, tuple[str, tuple[str, ...]]]
    templates: dict[str, str]
    today: tuple[int, int, int]
    names: dict[str, tuple[str, str]]
    digests: dict[str, str]


class Files:
    """Where the state of one request lies. Nothing here ever fails: what cannot be read is not there."""

    def __init__(self, folder: str, request: tuple[str, ...]) -> None:
        """folder: for what is remembered. request: all that was asked for, such as the output folder and drafts."""
        self.folder = folder
        name = hashlib.blake2b("\0".join(request).encode("utf-8", "surrogateescape"), digest_size=8).hexdigest()
        self.name = os.path.join(folder, f"state-{name}")

    def outline(self) -> Outline | None:
        """What the last build saw."""
        held = self._read(f"{self.name}.outline")
        return Outline(*held) if held is not None else None

    def pages(self, outline: Outline, make: Callable[[Any], Any]) -> Pages | None:
        """The other part of the same state. make: makes the facts of a thing of a plain tuple."""
        held = self._read(f"{self.name}.pages")
        if held is None or held[0] != outline.token:
            return None
        token_, number, files, pages, *rest = held
        files = {path: FileState(key, tuple(map(make, facts)), *more) for path, (key, facts, *more) in files.items()}
        return Pages(token_, number, files, {path: PageState(*one) for path, one in pages.items()}, *rest)

    def save(self, outline: Outline, pages: Pages | None) -> None:
        """Keeps a state; the outline last, because the other part counts only with it. pages: None to keep them."""
        with suppress(OSError):
            if pages is not None:
                files = {
                    path: (key, tuple(map(tuple, facts)), *more) for path, (key, facts, *more) in pages.files.items()
                }
                made = {path: tuple(one) for path, one in pages.pages.items()}
                self._write(f"{self.name}.pages", (*pages[:2], files, made, *pages[4:]))
            self._write(f"{self.name}.outline", tuple(outline))
            self._prune()

    def _read(self, file: str) -> Any:  # noqa: ANN401 - plain values of any kind
        try:
            with open(file, "rb") as held:
                data = seal.opened(os.path.basename(file), held.read(), seal.secret())
        except OSError:
            return None
        return marshal.loads(data) if data is not None else None  # noqa: S302 - the seal is ours

    def _write(self, file: str, value: Any) -> None:  # noqa: ANN401 - plain values of any kind
        unfinished = f"{file}.{os.getpid()}.tmp"
        with open(unfinished, "wb") as new:
            new.write(seal.seal(os.path.basename(file), marshal.dumps(value, MARSHAL), seal.secret()))
        os.replace(unfinished, file)

    def _prune(self) -> None:
        """Takes away the states of output folders that nobody has built for long."""
        ours = [entry for entry in os.scandir(self.folder) if entry.name.startswith("state-")]
        outlines = sorted((entry for entry in ours if entry.name.endswith(".outline")), key=_age)
        names = {entry.name.partition(".")[0] for entry in outlines[:KEPT]}
        for entry in ours:
            if entry.name.partition(".")[0] not in names and _age(entry) > 0:
                with suppress(OSError):
                    os.unlink(entry.path)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Waits until no other build of the same output is under way. Where nothing can be locked, nothing is."""
        with ExitStack() as held:
            with suppress(OSError):
                os.makedirs(self.folder, exist_ok=True)
                _lock(held.enter_context(open(f"{self.name}.lock", "ab")).fileno())
            yield


def _age(entry: os.DirEntry[str]) -> float:
    return time.time() - entry.stat().st_mtime


def _lock(handle: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_LOCK, 1)
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX)
