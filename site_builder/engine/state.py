"""The state: what the last good build of one output folder saw and wrote.

It is kept in parts. The outline is read by every build: with it alone a build finds that nothing has changed. The
pages are read by a build that has something to do, and what it changed is added to them as a step.
"""

import gc
import hashlib
import marshal
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from functools import lru_cache
from typing import Any, NamedTuple

from site_builder.engine import seal
from site_builder.engine.scan import Packed, place_of

# Version 2 of marshal writes equal values as equal bytes.
MARSHAL = 2
# Bytes of a mark.
MARK = 8
# States of so many output folders are kept.
KEPT = 12
# Steps may grow to this part of the pages; then these are written whole again.
STEPS = 8
Told = tuple[tuple[str, int, int, int], str, str, str, str]  # a problem as plain values


class Outline(NamedTuple):
    """What tells whether anything has changed since, and what the build said.

    token: ties the parts together. program: digest of this program and its libraries, and what was seen of them.
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

    lost: ids of things that stand in it and could not be read. front: digest of its front matter. notes: what the
    checks know of it, as plain values; None where nobody has looked.
    """

    key: str
    facts: tuple[Any, ...]
    problems: tuple[Told, ...]
    lost: tuple[str, ...]
    front: str
    notes: tuple[Any, Any] | None


@lru_cache(maxsize=2048)  # many pages ask the same
def mark(question: str) -> bytes:
    """What stands for a question in the state: eight bytes of its digest, so that ten thousand pages are looked
    through in a moment. Two questions with one mark would make a page anew in vain, and nothing worse."""
    return hashlib.blake2b(question.encode("utf-8", "surrogatepass"), digest_size=MARK).digest()


def marks(questions: Iterable[str]) -> bytes:
    """The marks of questions, in their order."""
    return b"".join(sorted(map(mark, questions)))


class PageState(NamedTuple):
    """How a page was made. asked: the marks of all questions that went into it; digest: of its bytes.

    problems: what was wrong with it, none of it an error. made: number of the build that made it; why: the reasons.
    same: whether that build found its bytes unchanged.
    """

    name: str
    about: str
    kind: str
    asked: bytes
    digest: str
    problems: tuple[Told, ...]
    made: int
    why: tuple[str, ...]
    same: bool

    @property
    def marks(self) -> list[bytes]:
        """The mark of each question that went into it."""
        return [self.asked[at : at + MARK] for at in range(0, len(self.asked), MARK)]


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


def _plain(pages: Pages, files: Mapping[str, FileState], made: Mapping[str, PageState]) -> tuple[Any, ...]:
    """Pages as plain values, with these files and pages in place of all."""
    plain_files = {path: (key, tuple(map(tuple, facts)), *more) for path, (key, facts, *more) in files.items()}
    return *pages[:2], plain_files, {path: tuple(one) for path, one in made.items()}, *pages[4:]


class Files:
    """Where the state of one request lies. Nothing here ever fails: what cannot be read is not there."""

    def __init__(self, folder: str, request: tuple[str, ...]) -> None:
        """folder: for what is remembered. request: all that was asked for, such as the output folder and drafts."""
        self.folder = folder
        name = hashlib.blake2b("\0".join(request).encode("utf-8", "surrogateescape"), digest_size=8).hexdigest()
        self.name = os.path.join(folder, f"state-{name}")
        self._outline: tuple[tuple[int, int, int], Outline | None] | None = None
        # The token that the pages on disk have reached, and where its step ends.
        self._end: tuple[str, int] | None = None

    def outline(self) -> Outline | None:
        """What the last build saw; the file is read again only where another stands in its place."""
        try:
            about = os.stat(f"{self.name}.outline")
        except OSError:
            return None
        stamp = about.st_ino, about.st_size, about.st_mtime_ns
        if self._outline is None or self._outline[0] != stamp:
            held = self._read(f"{self.name}.outline")
            # One of another version has another shape; of the same shape, its program tells.
            whole = held is not None and len(held) == len(Outline._fields)
            self._outline = stamp, Outline(*held) if whole else None
        return self._outline[1]

    def pages(self, outline: Outline, make: Callable[[Any], Any]) -> Pages | None:
        """The other part of the same state. make: makes the facts of a thing of a plain tuple."""
        collects = gc.isenabled()
        gc.disable()  # to look through 300,000 tuples for circles takes longer than to load them
        try:
            return self._pages(outline, make)
        except (TypeError, ValueError, IndexError, AttributeError):
            return None  # of another version of the program, and so of another shape
        finally:
            if collects:
                gc.enable()

    def _pages(self, outline: Outline, make: Callable[[Any], Any]) -> Pages | None:
        self._end = None
        held = self._read(f"{self.name}.pages")
        if held is None:
            return None
        token, number, files, pages, *rest = held
        end, in_order = 0, True
        for before, step, after in self._steps():
            if token == outline.token or before != token:
                break
            token, number, new_files, new_pages, *rest = step
            end = after
            in_order = in_order and new_files.keys() <= files.keys()
            files |= new_files
            pages |= new_pages
        if token != outline.token:
            return None
        self._end = token, end
        rows = files.items() if in_order else sorted(files.items(), key=lambda row: place_of(row[0]))
        # What a step has taken away stands as None.
        made = {path: FileState(one[0], tuple(map(make, one[1])), *one[2:]) for path, one in rows if one}
        return Pages(token, number, made, {path: PageState(*one) for path, one in pages.items() if one}, *rest)

    def save(self, outline: Outline, pages: Pages, last: Pages | None) -> None:
        """Keeps a state; the outline last, because the other part counts only with it.

        last: the state before; if it was read or kept by this very object, only what differs is added to it.
        """
        with suppress(OSError):
            if last is None or not self._add(pages, last):
                self._write(f"{self.name}.pages", _plain(pages, pages.files, pages.pages))
                with suppress(FileNotFoundError):
                    os.unlink(f"{self.name}.steps")
                self._end = pages.token, 0
            self._write(f"{self.name}.outline", tuple(outline))
            self._prune()

    def _add(self, pages: Pages, last: Pages) -> bool:
        """Adds what differs from the last state as a step to it; not where the steps have become long."""
        if self._end is None or self._end[0] != last.token:
            return False
        files: dict[str, Any] = {path: one for path, one in pages.files.items() if last.files.get(path) is not one}
        made: dict[str, Any] = {path: one for path, one in pages.pages.items() if last.pages.get(path) is not one}
        plain = _plain(pages, files, made)
        plain[2].update(dict.fromkeys(last.files.keys() - pages.files.keys()))
        plain[3].update(dict.fromkeys(last.pages.keys() - pages.pages.keys()))
        data = seal.seal("step", marshal.dumps((last.token, plain), MARSHAL), seal.secret())
        end = self._end[1]
        try:
            if (end + len(data)) * STEPS > os.path.getsize(f"{self.name}.pages"):
                return False
            with open(f"{self.name}.steps", "r+b" if end else "wb") as steps:
                steps.seek(end)
                steps.truncate()  # what a build that was killed left behind
                steps.write(len(data).to_bytes(8, "big") + data)
                self._end = pages.token, steps.tell()
        except FileNotFoundError:
            return False  # `clean` took it away while a preview was running
        return True

    def _steps(self) -> Iterator[tuple[str, Any, int]]:
        """The steps since the pages were written whole: token before, what changed, and where the step ends."""
        with suppress(OSError), open(f"{self.name}.steps", "rb") as steps:
            whole = os.fstat(steps.fileno()).st_size
            while 0 < (size := int.from_bytes(steps.read(8), "big")) <= whole:
                held = steps.read(size)
                data = seal.opened("step", held, seal.secret())
                if data is None or len(held) < size:
                    return
                before, step = marshal.loads(data)  # noqa: S302 - the seal is ours
                yield before, step, steps.tell()

    def _read(self, file: str) -> Any:  # noqa: ANN401 - plain values of any kind
        try:
            with open(file, "rb") as held:
                data = seal.opened(os.path.basename(file), held.read(), seal.secret())
        except OSError:
            return None
        return marshal.loads(data) if data is not None else None  # noqa: S302 - the seal is ours

    def _write(self, file: str, value: Any) -> None:  # noqa: ANN401 - plain values of any kind
        unfinished = f"{self.name}.tmp"  # one name, so that what a killed build leaves is written over
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


@contextmanager
def output_locked(folder: str) -> Iterator[None]:
    """Waits until no build of another request writes into an output folder. Where nothing can be locked, nothing is.

    Locked is the folder that it lies in: the output itself may not be there yet, and a build with an error makes none.
    """
    with ExitStack() as held:
        above = os.path.dirname(os.path.realpath(folder))
        while not os.path.isdir(above) and above != os.path.dirname(above):
            above = os.path.dirname(above)
        with suppress(OSError):  # Windows opens no folder
            handle = os.open(above, os.O_RDONLY)
            held.callback(os.close, handle)
            _lock(handle)
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
