"""The scan: what lies in a site's folder, by name, size and times alone. It imports little, because a build in which
nothing has changed ends with it."""

import os
import stat
import sys
import threading
import time
from array import array
from collections.abc import Callable, Iterable, Mapping
from functools import cache, lru_cache
from itertools import chain
from typing import NamedTuple

# What is seen of a file: size, last change of its text and of anything in nanoseconds, inode, and which root it is in.
Seen = tuple[int, int, int, int, int]
# Many files as one text and one row of bytes: to load, compare and keep them costs next to nothing.
Packed = tuple[str, bytes]
NUMBERS = 5
# No file is ever seen so: one stands for what has to be read again, the other for what is not there.
UNKNOWN: Seen = (-1, 0, 0, 0, 0)
ABSENT: Seen = (-2, 0, 0, 0, 0)
FOLDERS = ("content", "templates", "static")
# A file that changed this shortly before it was read may change again without another time: it is read once more.
UNSURE = 2_000_000_000
# So many of a site's files are looked for one by one.
FEW = 100
# Folders in one another: no site has so many, and no system takes a path without end.
DEEPEST = 100
LEFT_ALONE = ("~", ".swp", ".swo", ".tmp")


class Odd(NamedTuple):
    """Something that is neither a file nor a folder of the site.

    what: "folder" that cannot be read, "deep", "outside", "nowhere" or "other".
    """

    path: str
    what: str
    reason: str


class Listing(NamedTuple):
    """Every file of a site as it was seen. roots: the site's folder, and that of the defaults.

    began: when the look began, in nanoseconds.
    """

    roots: tuple[str, str]
    packed: Packed
    odd: tuple[Odd, ...]
    began: int


def defaults() -> str:
    """The folder that holds the default templates and static files: in the wheel, or at the top of the repository."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    packaged = os.path.join(package, "_data")
    return packaged if os.path.isdir(packaged) else os.path.dirname(package)


def look(root: str) -> Listing:
    """Everything that the site is made of; its own templates and static files come before the defaults."""
    began = time.time_ns()
    paths: list[str] = []
    numbers = array("q")
    odd: list[Odd] = []
    for folder in FOLDERS:
        if _leads_out(root, folder):
            odd.append(Odd(folder, "outside", ""))
        else:
            _walk(os.path.join(root, folder), folder, 0, frozenset(), paths, numbers, odd)
    if os.path.realpath(root) != os.path.realpath(defaults()):
        own = frozenset(paths)
        for folder in FOLDERS[1:]:
            _walk(os.path.join(defaults(), folder), folder, 1, own, paths, numbers, odd)
    return Listing((root, defaults()), ("\0".join(paths), numbers.tobytes()), tuple(odd), began)


def look_again(listing: Listing, paths: Iterable[str]) -> Listing | None:
    """The same with a fresh look at these paths alone; None where one of them is no file that was listed before."""
    began, rows = time.time_ns(), {}
    for path in paths:
        try:
            about = os.lstat(f"{listing.roots[0]}/{path}")
        except OSError:
            return None
        if not stat.S_ISREG(about.st_mode):
            return None
        rows[path] = seen(about)
    packed = replaced(listing.packed, rows)
    return listing._replace(packed=packed, began=began) if packed else None


def _leads_out(root: str, folder: str) -> bool:
    """Whether a folder of the site is a link to one that is not in it."""
    place = os.path.join(root, folder)
    return os.path.islink(place) and not os.path.realpath(place).startswith(os.path.realpath(root) + os.sep)


def _walk(
    folder: str, path: str, root: int, known: frozenset[str], paths: list[str], numbers: "array[int]", odd: list[Odd]
) -> None:
    """Adds everything below a folder but what is known already, in the order of `place_of`."""
    if path.count("/") > DEEPEST:
        odd.append(Odd(path, "deep", ""))
        return
    try:
        names = sorted(os.listdir(folder))
    except (FileNotFoundError, NotADirectoryError):
        return
    except OSError as fault:
        odd.append(Odd(path, "folder", fault.strerror or ""))
        return
    folders = []
    for name in names:
        here, file = f"{path}/{name}", f"{folder}/{name}"
        about = _lstat(file, here, odd) if name[0] != "." and here not in known else None
        if about is None:
            continue
        if stat.S_ISDIR(about.st_mode):
            folders.append((file, here))
        elif not name.endswith(LEFT_ALONE):
            held = about if stat.S_ISREG(about.st_mode) else _odd(file, here, odd)
            if held is not None:
                paths.append(here)
                numbers.extend((held.st_size, held.st_mtime_ns, held.st_ctime_ns, held.st_ino, root))
    for file, here in folders:
        _walk(file, here, root, known, paths, numbers, odd)


def _lstat(file: str, path: str, odd: list[Odd]) -> os.stat_result | None:
    try:
        return os.lstat(file)
    except FileNotFoundError:
        return None  # taken away while we look
    except OSError as fault:
        odd.append(Odd(path, "folder", fault.strerror or ""))
        return None


def _odd(file: str, path: str, odd: list[Odd]) -> os.stat_result | None:
    """A link inside its folder of the site is the file that it leads to; everything else becomes a problem."""
    if not os.path.islink(file):
        odd.append(Odd(path, "other", ""))
        return None
    top = os.path.realpath(file[: len(file) - len(path)] + path.partition("/")[0])
    target = os.path.realpath(file)
    if target != top and not target.startswith(top + os.sep):
        odd.append(Odd(path, "outside", ""))
    elif os.path.isfile(target):
        return os.stat(target)
    elif not os.path.exists(target):
        odd.append(Odd(path, "nowhere", ""))
    elif not os.path.isdir(target):
        odd.append(Odd(path, "other", ""))
    return None


def pack(seen_by_path: Mapping[str, Seen]) -> Packed:
    """Many files in one text and one row of bytes."""
    return "\0".join(seen_by_path), array("q", chain.from_iterable(seen_by_path.values())).tobytes()


def names(packed: Packed) -> tuple[str, ...]:
    """The files."""
    return _split(packed[0])


@lru_cache(maxsize=4)
def _split(joined: str) -> tuple[str, ...]:
    # A build asks for the same names several times, a preview at every save.
    return tuple(joined.split("\0")) if joined else ()


def unpack(packed: Packed) -> dict[str, Seen]:
    """What was seen of each file."""
    numbers = array("q")
    numbers.frombytes(packed[1])
    rows = iter(numbers)
    return dict(zip(names(packed), zip(*[rows] * NUMBERS, strict=True), strict=True))


def replaced(packed: Packed, rows: Mapping[str, Seen]) -> Packed | None:
    """The same with other rows for some of the files; None where one of them is not among these, in this root."""
    paths, numbers = names(packed), array("q")
    numbers.frombytes(packed[1])
    # To look for many, one after the other, takes a time that grows with their square.
    index = paths.index if len(rows) <= FEW else {path: at for at, path in enumerate(paths)}.__getitem__
    for path, row in rows.items():
        try:
            at = index(path) * NUMBERS
        except (ValueError, KeyError):
            return None
        if numbers[at + NUMBERS - 1] != row[NUMBERS - 1]:
            return None
        numbers[at : at + NUMBERS] = array("q", row)
    return packed[0], numbers.tobytes()


def moved(old: Packed, new: Packed) -> set[str]:
    """The files that are new, or not as they were seen before."""
    if old[0] != new[0]:
        before = unpack(old)
        return {path for path, row in unpack(new).items() if before.get(path) != row}
    paths, row, stretch = names(new), 8 * NUMBERS, 8 * NUMBERS * 64
    # Most of it is equal: long stretches are compared at once.
    return {
        paths[at // row]
        for start in range(0, len(new[1]), stretch)
        if old[1][start : start + stretch] != new[1][start : start + stretch]
        for at in range(start, min(start + stretch, len(new[1])), row)
        if old[1][at : at + row] != new[1][at : at + row]
    }


def sizes(packed: Packed) -> "array[int]":
    """The size of each file; below zero for UNKNOWN and ABSENT."""
    numbers = array("q")
    numbers.frombytes(packed[1])
    return numbers[::NUMBERS]


def seen(about: os.stat_result) -> Seen:
    """What tells an output from a changed one."""
    return about.st_size, about.st_mtime_ns, about.st_ctime_ns, about.st_ino, 0


def sure(packed: Packed, since: int) -> Packed:
    """The same, but UNKNOWN for files that changed after a moment, and may change again with the same times."""
    numbers = array("q")
    numbers.frombytes(packed[1])
    for column in (1, 2):
        moments = numbers[column::NUMBERS]
        for place, moment in enumerate(moments if moments and max(moments) >= since else ()):
            if moment >= since:
                numbers[place * NUMBERS : (place + 1) * NUMBERS] = array("q", UNKNOWN)
    return packed[0], numbers.tobytes()


def as_they_lie(folder: str, paths: Iterable[str]) -> Packed:
    """How these files lie in a folder now; ABSENT for those that are not there."""
    held, numbers, lstat = list(paths), array("q"), os.lstat
    for path in held:
        try:
            about = lstat(f"{folder}/{path}")
        except OSError:
            numbers.extend(ABSENT)
            continue
        numbers.extend((about.st_size, about.st_mtime_ns, about.st_ctime_ns, about.st_ino, 0))
    return "\0".join(held), numbers.tobytes()


def can_fork() -> bool:
    """Whether nothing else runs in this process: to fork one that has threads is unsafe."""
    return sys.platform == "linux" and threading.active_count() == 1


def aside(folder: str, paths: tuple[str, ...]) -> Callable[[], Packed]:
    """As `as_they_lie`, but begun in a process of its own where one can be forked: what is given waits for it."""
    if not can_fork():
        return lambda: as_they_lie(folder, paths)
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.close(reading)  # else it would wait for ever where nobody asks, and so would whoever reads what we print
            with open(writing, "wb") as pipe:
                pipe.write(as_they_lie(folder, paths)[1])
        finally:
            os._exit(0)
    os.close(writing)

    def ended() -> Packed:
        with open(reading, "rb") as pipe:
            rows = pipe.read()
        os.waitpid(child, 0)
        whole = len(rows) == len(paths) * NUMBERS * array("q").itemsize
        return ("\0".join(paths), rows) if whole else as_they_lie(folder, paths)

    return cache(ended)


def place_of(path: str) -> tuple[tuple[bool, str], ...]:
    """What files are sorted by: a folder's own files come before its folders."""
    *folders, name = path.split("/")
    return *((True, folder) for folder in folders), (False, name)
