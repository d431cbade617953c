"""Placing: a finished site is put in its folder. Each file is whole at every moment; a full disk changes nothing."""

import json
import os
import time
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from errno import EDQUOT, ENOSPC
from itertools import count
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from site_builder.engine.disk import (
    MANIFEST,
    NO_JEKYLL,
    UNFINISHED,
    UNSURE,
    Owned,
    Refused,
    digest_of,
    need_folders,
    remove,
    sweep,
)
from site_builder.engine.result import Written
from site_builder.engine.scan import FEW, Packed, as_they_lie, pack, replaced, sizes, sure, unpack

# How a file is made, or one that was left there is made empty. (A file object would take half as long again.)
NEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)


class Draft(NamedTuple):
    """A finished file that is to be renamed to its place. file: "" where the very same lies there already."""

    file: str


# What is to be put in its place, by its path: bytes, or what lies beside the output already.
Unplaced = Mapping[str, bytes | Draft]


def write(folder: Path, made: Unplaced, digests: Mapping[str, str], there: Packed, old: Owned) -> Written:
    """Puts a finished site in its folder: file by file, by rename; then what is no more goes; the manifest last.

    All that is new lies on the disk before the first file is put in its place, so that a full disk changes nothing.
    made: what is to be put where it is not there yet; digests: of these and of all that stays; there: how the
    outputs of the last build lie now. Raises Refused where something cannot be written.
    """
    need_folders(folder, made)
    steady = old.paths == digests.keys()
    gone = [] if steady else sorted(old.paths - digests.keys())
    is_small = steady and len(made) <= FEW
    manifest = _relisted(old.manifest, {path: digests[path] for path in made}) if is_small else b""
    manifest = manifest or _listing(digests)
    # A build that is cut off must still be known as ours: until the end the list holds both.
    both = b"" if steady else _listing(dict.fromkeys(old.paths | digests.keys(), ""))
    try:
        new = _staged(folder, {**made, NO_JEKYLL: b""}, both, manifest)
        if both:
            _place(folder, new.both, MANIFEST)
        for path in _in_the_way(gone, digests.keys()):
            remove(folder, path)
        folders = {""}
        for path, unfinished in new.files.items():
            _make_folder(folder, path.rpartition("/")[0], folders)
            _place(folder, unfinished, path)
        for path in gone:
            remove(folder, path)
        if new.manifest:
            _place(folder, new.manifest, MANIFEST)
    except Refused:
        sweep(folder)
        raise
    changed = frozenset(new.files) - {NO_JEKYLL}
    now = time.time_ns()
    lie = unpack(as_they_lie(str(folder), (*made, NO_JEKYLL, MANIFEST)))
    # Without the manifest of the last build nobody knows that it wrote the same paths: another may have died since.
    packed = replaced(there, lie) if steady and old.manifest else None
    if packed is None:
        rows = unpack(there) | lie
        packed = pack({path: rows[path] for path in (*digests, NO_JEKYLL, MANIFEST)})
    size = sum(sizes(packed)) - lie[NO_JEKYLL][0] - lie[MANIFEST][0]
    return Written(len(digests), changed, len(gone), size, digest_of(manifest), sure(packed, now - UNSURE))


def _listing(digests: Mapping[str, str]) -> bytes:
    """The manifest of these files."""
    return json.dumps({"files": dict(sorted(digests.items()))}).encode()


def _relisted(manifest: bytes, digests: Mapping[str, str]) -> bytes:
    """The manifest of the same files with other digests for some, or nothing where it is not known well enough."""
    for path, digest in digests.items():
        name = json.dumps(path).encode()
        # With what stands before it, no name is found within another: there each quotation mark has a backslash. Only
        # the name ": " looks like what stands between two.
        begin = next((lead + name for lead in (b", ", b"{") if lead + name in manifest), None)
        at = manifest.find(begin) + len(begin) + len(b': "') if begin else 0
        if not at or ": " in path or manifest[at + len(digest) : at + len(digest) + 1] != b'"':
            return b""
        manifest = manifest[:at] + digest.encode() + manifest[at + len(digest) :]
    return manifest


def _in_the_way(gone: Iterable[str], new: Collection[str]) -> list[str]:
    """Old files where a folder has to be, or whose folder becomes a file."""
    if not (held := list(gone)):
        return []
    folders = {parent for path in new for parent in _parents(path)}
    return [path for path in held if path in folders or any(parent in new for parent in _parents(path))]


def _parents(path: str) -> list[str]:
    return [parent.as_posix() for parent in PurePosixPath(path).parents][:-1]


class _Staged(NamedTuple):
    """What lies on the disk and is not yet in its place, by its path; both, manifest: "" where none is needed."""

    files: dict[str, str]
    both: str
    manifest: str


def _staged(folder: Path, made: Unplaced, both: bytes, manifest: bytes) -> _Staged:
    """Writes what differs from what lies in a folder, beside it. both: the first of two manifests, b"" for none."""
    first = draft(folder, MANIFEST, both, always=True).file if both else ""
    last = draft(folder, MANIFEST, manifest, always=bool(both)).file
    drafts = {path: one if isinstance(one, Draft) else draft(folder, path, one) for path, one in made.items()}
    return _Staged({path: one.file for path, one in drafts.items() if one.file}, first, last)


def draft(folder: Path, path: str, data: bytes, beside: Path | None = None, *, always: bool = False) -> Draft:
    """Writes what is to lie at a path of a folder, beside its place. Raises Refused where it cannot be written.

    beside: the folder for it, without one the same; always: also where the very same lies there already.
    """
    beside = beside or folder
    file = f"{folder}/{path}"
    if not always and lies(file, data):
        return Draft("")
    unfinished = f"{beside}/{UNFINISHED}{os.getpid()}-{next(_number)}"
    try:
        try:
            _fill(unfinished, data)
        except FileNotFoundError:
            os.makedirs(beside, exist_ok=True)
            _fill(unfinished, data)
    except OSError as fault:
        raise _cannot(file, fault) from fault
    return Draft(unfinished)


_number = count()


def lies(file: str, data: bytes) -> bool:
    """Whether a file holds just this already, and is no link."""
    if not os.access(file, os.R_OK):  # of a new site there is none, and to be told so is cheaper than to fail
        return False
    with suppress(OSError), open(file, "rb") as held:
        return not os.path.islink(file) and held.read() == data
    return False


def _place(folder: Path, unfinished: str, path: str) -> None:
    file = f"{folder}/{path}"
    try:
        os.replace(unfinished, file)
    except OSError as fault:
        raise _cannot(file, fault) from fault


def _make_folder(folder: Path, path: str, known: set[str]) -> None:
    """Makes a folder of the output where it is not there. known: those that were met before."""
    if path in known:
        return
    _make_folder(folder, path.rpartition("/")[0], known)
    known.add(path)
    try:
        os.mkdir(f"{folder}/{path}")
    except FileExistsError:
        pass  # if it is a file, the next step tells it
    except OSError as fault:
        raise _cannot(f"{folder}/{path}", fault) from fault


def _cannot(file: str, fault: OSError) -> Refused:
    cure = "make room there" if fault.errno in {ENOSPC, EDQUOT} else "make it writable"
    return Refused(f"{file} cannot be written: {fault.strerror}; {cure}, or give another folder with --output")


def _fill(file: str, data: bytes) -> None:
    new = os.open(file, NEW, 0o666)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(new, rest) :]
    finally:
        os.close(new)
