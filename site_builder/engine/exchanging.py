"""Exchanging: a finished site takes the place of the one before in a single step; nobody ever meets half of it."""

import os
import sys
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from site_builder.engine import placing
from site_builder.engine.disk import MANIFEST, NO_JEKYLL, UNFINISHED, UNSURE, Owned, Refused, need_folders, owned, sweep
from site_builder.engine.result import Written
from site_builder.engine.scan import Packed, as_they_lie, sure

# Of Linux, include/uapi/linux/fcntl.h and fs.h: paths begin at the current folder; two names change places.
AT_FDCWD = -100
RENAME_EXCHANGE = 2

Writer = Callable[[Path, placing.Unplaced, Mapping[str, str], Packed, Owned], Written]


def writer(*, atomic: bool) -> Writer:
    """What puts a finished site in its folder."""
    return write if atomic else placing.write


@contextmanager
def beside(output: Path | None, *, atomic: bool) -> Iterator[Path | None]:
    """The folder for files that are not in their place yet; what a build leaves there goes when it ends."""
    if output is None:
        yield None
        return
    is_new = not output.exists()
    try:
        if atomic:
            with _twin(output) as made:
                yield made
        else:
            yield output
    finally:
        sweep(output)
        if is_new:
            with suppress(OSError):  # a build that went through has put something there
                output.rmdir()


def _twin_of(folder: Path) -> Path:
    """The folder beside an output in which its next site is made."""
    real = Path(os.path.realpath(folder))
    return real.parent / f".{real.name}.next"


@contextmanager
def _twin(folder: Path) -> Iterator[Path]:
    """An empty twin of a folder, for what is to be put there; what is left of it in the end goes.

    Raises Refused where something lies there that is not what a build that was killed has left.
    """
    made = _twin_of(folder)
    owned(made)
    _take_away(made)
    try:
        made.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise _cannot(folder, fault) from fault
    try:
        yield made
    finally:
        _take_away(made)


def write(folder: Path, made: placing.Unplaced, digests: Mapping[str, str], there: Packed, old: Owned) -> Written:
    """As `placing.write`, but into the twin of the folder, which then takes its place; what others put there stays.

    Raises Refused where something cannot be written, or two folders cannot change places.
    """
    if old.paths == digests.keys() and all(_lies(folder, path, one) for path, one in made.items()):
        return placing.write(folder, made, digests, there, old)
    need_folders(folder, made)
    twin, folder = _twin_of(folder), Path(os.path.realpath(folder))
    try:
        _link_all(folder, twin)
        written = placing.write(twin, made, digests, there, old)
        _exchange(twin, folder)
    except OSError as fault:
        raise _cannot(folder, fault) from fault
    # From here on the twin is the site of before.
    paths = (*digests, NO_JEKYLL, MANIFEST)
    _save_others(twin, folder, {*old.paths, *paths})
    _take_away(twin)
    lie = as_they_lie(str(folder), paths)  # each has another time since it was linked
    return replace(written, seen=sure(lie, time.time_ns() - UNSURE))


def _cannot(folder: Path, fault: OSError) -> Refused:
    reason = f"{folder} cannot be exchanged for its new site: {fault.strerror or fault}"
    return Refused(f"{reason}; build without --atomic, or give another folder with --output")


def _lies(folder: Path, path: str, one: bytes | placing.Draft) -> bool:
    return not one.file if isinstance(one, placing.Draft) else placing.lies(f"{folder}/{path}", one)


def _link_all(folder: Path, twin: Path) -> None:
    """Makes a twin that holds the same files. The manifest comes first: without it the next build would refuse it."""
    from shutil import copystat

    first = folder / MANIFEST
    with suppress(FileNotFoundError):
        _link(first, twin / MANIFEST)
    for here, folders, names in os.walk(folder):
        there = twin / os.path.relpath(here, folder)
        there.mkdir(exist_ok=True)
        for name in folders + names:
            file = Path(here, name)
            if file != first and (name in names or file.is_symlink()) and not name.startswith(UNFINISHED):
                _link(file, there / name)
        copystat(here, there)


def _take_away(twin: Path) -> None:
    """Removes a twin; the manifest, by which it is known as ours, goes last."""
    import shutil  # here and below: few builds need it

    with suppress(OSError):
        for entry in sorted(twin.iterdir(), key=lambda entry: entry.name == MANIFEST):
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry, ignore_errors=True)
            else:
                entry.unlink()
        twin.rmdir()


def _link(file: Path, twin: Path) -> None:
    try:
        os.link(file, twin, follow_symlinks=False)
    except OSError:  # not every disk has links
        from shutil import copy2

        copy2(file, twin, follow_symlinks=False)


def _save_others(old: Path, new: Path, ours: Collection[str]) -> None:
    """Brings over what others put into the old site since it was linked."""
    for here, _, names in os.walk(old):
        for file in (Path(here, name) for name in names):
            path = file.relative_to(old).as_posix()
            if path in ours or path.startswith(UNFINISHED):
                continue
            moved = new / path
            if not os.path.lexists(moved) or not os.path.samestat(file.lstat(), moved.lstat()):
                moved.parent.mkdir(parents=True, exist_ok=True)
                os.replace(file, moved)


def _exchange(twin: Path, folder: Path) -> None:
    """Gives each of two folders the other's name, in one step; where there is no such folder yet, only its name."""
    if not folder.exists():
        os.rename(twin, folder)
        return
    if sys.platform != "linux":
        raise OSError("only Linux lets two folders change places")
    import ctypes

    library = ctypes.CDLL(None, use_errno=True)
    ways = AT_FDCWD, os.fsencode(twin), AT_FDCWD, os.fsencode(folder)
    if library.renameat2(*ways, RENAME_EXCHANGE):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
