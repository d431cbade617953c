"""Exchanging: a finished site takes the place of the one before in a single step; nobody ever meets half of it."""

import os
import shutil
import sys
import time
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from site_builder.engine import placing
from site_builder.engine.disk import MANIFEST, NO_JEKYLL, UNFINISHED, UNSURE, Owned, Refused, owned
from site_builder.engine.result import Written
from site_builder.engine.scan import Packed, as_they_lie, sure

# Of Linux, include/uapi/linux/fcntl.h and fs.h: paths begin at the current folder; two names change places.
AT_FDCWD = -100
RENAME_EXCHANGE = 2


def write(folder: Path, made: Mapping[str, bytes], digests: Mapping[str, str], there: Packed, old: Owned) -> Written:
    """As `placing.write`, but into a twin of the folder, which then takes its place; what others put there stays.

    Raises Refused where something cannot be written, or two folders cannot change places.
    """
    folder = Path(os.path.realpath(folder))
    twin = folder.parent / f".{folder.name}.next"
    owned(twin)  # raises Refused where it is not what a build that was killed has left
    _take_away(twin)
    if old.paths == digests.keys() and all(placing.lies(f"{folder}/{path}", data) for path, data in made.items()):
        return placing.write(folder, made, digests, there, old)
    try:
        _link_all(folder, twin)
        written = placing.write(twin, made, digests, there, old)
        _exchange(twin, folder)
    except OSError as fault:
        _take_away(twin)
        reason = f"{folder} cannot be exchanged for its new site: {fault.strerror or fault}"
        raise Refused(f"{reason}; build without --atomic, or give another folder with --output") from fault
    except Refused:
        _take_away(twin)
        raise
    # From here on the twin is the site of before.
    paths = (*digests, NO_JEKYLL, MANIFEST)
    _save_others(twin, folder, {*old.paths, *paths})
    _take_away(twin)
    lie = as_they_lie(str(folder), paths)  # each has another time since it was linked
    return replace(written, seen=sure(lie, time.time_ns() - UNSURE))


def _link_all(folder: Path, twin: Path) -> None:
    """Makes a twin that holds the same files. The manifest comes first: without it the next build would refuse it."""
    os.makedirs(twin)
    with suppress(FileNotFoundError):
        _link(folder / MANIFEST, twin / MANIFEST)
    for here, folders, names in os.walk(folder):
        there = twin / os.path.relpath(here, folder)
        there.mkdir(exist_ok=True)
        for name in folders + names:
            file = Path(here, name)
            if (name in names or file.is_symlink()) and not name.startswith(UNFINISHED):
                _link(file, there / name)
        shutil.copystat(here, there)


def _take_away(twin: Path) -> None:
    """Removes a twin; the manifest, by which it is known as ours, goes last."""
    with suppress(OSError):
        for entry in sorted(twin.iterdir(), key=lambda entry: entry.name == MANIFEST):
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry, ignore_errors=True)
            else:
                entry.unlink()
        twin.rmdir()


def _link(file: Path, twin: Path) -> None:
    with suppress(FileExistsError):
        try:
            os.link(file, twin, follow_symlinks=False)
        except FileExistsError:
            raise
        except OSError:  # not every disk has links
            shutil.copy2(file, twin, follow_symlinks=False)


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
