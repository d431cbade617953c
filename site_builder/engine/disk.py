"""The disk: reading the site's files, and putting a finished site in its place."""

import hashlib
import json
import os
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from io import FileIO
from pathlib import Path
from typing import NamedTuple

from site_builder.core.documents import File
from site_builder.core.limits import VARIABLE, Limits, beyond
from site_builder.core.limits import read as read_limits
from site_builder.core.problems import Place, Problem, error
from site_builder.engine.scan import (
    DEEPEST,
    Listing,
    Odd,
    Packed,
    Seen,
    as_they_lie,
    look,
    moved,
    names,
    seen,
    unpack,
)

MANIFEST = ".site-builder.json"
NO_JEKYLL = ".nojekyll"
# A file that is being written; it is renamed to its place when it is whole.
UNFINISHED = ".site-builder.tmp-"
READABLE = (".md", ".yaml", ".csv")
# Problems of files whose text is not known.
UNREAD = {"not-utf-8", "unreadable", "too-large", "wrong-suffix", "broken-link", "link-outside"}
# What makes a folder one for what is remembered.
OURS = {".gitignore", "CACHEDIR.TAG"}
# What the folders in it are called into which previews build.
PREVIEW = "preview-"
# A file that was written this shortly ago may change again without another time: it is read once more next time.
UNSURE = 50_000_000


class Refused(Exception):
    """The output folder cannot be written to; str() says why and what to do."""


class Moved(Refused):
    """A file was changed between a look at it and its reading: another build sees it as it is now."""


class Owned(NamedTuple):
    """The paths that builds wrote into an output folder, and their manifest where it is known to be the last one's."""

    paths: AbstractSet[str]
    manifest: bytes = b""


def read_all(root: Path) -> tuple[tuple[File, ...], tuple[Problem, ...]]:
    """Every content file of a site, and what is wrong with its folder."""
    tree = tree_of(look(str(root)))
    problems = list(tree.problems)
    files = [text(path, tree.file(path)) for path in content_paths(tree.seen_by_path, problems)]
    problems += [file for file in files if isinstance(file, Problem)]
    return tuple(file for file in files if isinstance(file, File)), tuple(problems)


@dataclass(frozen=True, slots=True)
class Tree:
    """What lies in a site's folder. seen_by_path: of every file; problems: what is neither file nor folder of it.

    moved: files that are new, or not as the last build saw them. steady: whether that build saw the same files.
    """

    roots: tuple[str, str]
    seen_by_path: dict[str, Seen]
    problems: tuple[Problem, ...]
    moved: AbstractSet[str]
    steady: bool

    def file(self, path: str) -> str:
        """Where a file lies: in the site's folder, or among the defaults."""
        return f"{self.roots[self.seen_by_path[path][4]]}/{path}"


def tree_of(listing: Listing, last: Packed = ("", b"")) -> Tree:
    """The files of a listing by their paths. last: what the last build saw."""
    problems = tuple(_odd_problem(odd) for odd in listing.odd)
    steady = listing.packed[0] == last[0]
    return Tree(listing.roots, unpack(listing.packed), problems, moved(last, listing.packed), steady)


def _odd_problem(odd: Odd) -> Problem:
    place = Place(odd.path)
    match odd.what:
        case "folder":
            return error(
                place, "unreadable", f"this folder cannot be read: {odd.reason}", "give yourself leave to read it"
            )
        case "deep":
            return error(
                place, "too-deep", f"more than {DEEPEST} folders lie in one another here", "bring it nearer to the top"
            )
        case "outside":
            return error(place, "link-outside", "this link leads out of its folder", "put the file itself here")
        case "nowhere":
            return error(place, "broken-link", "this link leads nowhere", "remove it, or put the file itself here")
        case _:
            return error(place, "not-a-file", "this is neither a file nor a folder", "remove it")


def content_paths(paths: Iterable[str], problems: list[Problem]) -> list[str]:
    """The content files, in the order in which they are seen; what cannot be content becomes a problem."""
    return [path for path in paths if path.startswith("content/") and _is_content(path, problems)]


def _is_content(path: str, problems: list[Problem]) -> bool:
    if path.endswith(READABLE):
        return not path.endswith("/README.md")
    name = path.rpartition("/")[2]
    suffix = os.path.splitext(name)[1]
    if suffix in {".yml", ".markdown"}:
        wanted = {".yml": ".yaml", ".markdown": ".md"}[suffix]
        message = f"this file is not read: its name ends in {suffix}"
        problems.append(error(Place(path), "wrong-suffix", message, f"rename it to end in {wanted}"))
    elif not name.upper().startswith(("LICENSE", "LICENCE")):
        hint = "pictures and downloads lie below static/"
        problems.append(error(Place(path), "unknown-file", "content is .md, .yaml or .csv", hint))
    return False


@cache
def limits() -> Limits:
    """How much files may hold. Raises ValueError where the environment says it wrongly."""
    return read_limits(os.environ.get(VARIABLE, ""))


def text(path: str, file: str) -> File | Problem:
    """A file as text with line feeds only, or why it cannot be read."""
    kind = "table" if path.endswith(".csv") else "file"
    most = getattr(limits(), kind)
    try:
        with _opened(file) as held:
            if os.fstat(held.fileno()).st_size > most:
                return error(Place(path), "too-large", f"this file is larger than {most:,} bytes", beyond(kind))
            raw = held.readall() or b""
    except OSError as fault:
        return error(Place(path), "unreadable", f"this file cannot be read: {fault.strerror}")
    try:
        decoded = raw.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        before = raw[: fault.start]
        line = 1 + before.count(b"\n")
        column = 1 + len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace"))
        message = f"the byte 0x{raw[fault.start]:02x} is not UTF-8 text"
        return error(Place(path, line, column), "not-utf-8", message, "save the file in UTF-8")
    return File(path, decoded.replace("\r\n", "\n").replace("\r", "\n"))


def read(file: str) -> bytes:
    """The bytes of a file; of a pipe that has taken its place none, because nobody may ever write into it."""
    with _opened(file) as held:
        return held.readall() or b""


def _opened(file: str) -> FileIO:
    return open(file, "rb", buffering=0, opener=_at_once)


def _at_once(file: str, flags: int) -> int:
    return os.open(file, flags | getattr(os, "O_NONBLOCK", 0))


def digest_of(data: bytes) -> str:
    """The digest by which a written file is known."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def is_as_written(folder: Path, path: str, digest: str) -> Seen | None:
    """A file as it lies in the output folder if it still holds what was written, else None."""
    file = f"{folder}/{path}"
    try:
        with open(file, "rb") as held:
            data = held.read()
        return seen(os.lstat(file)) if digest_of(data) == digest and not os.path.islink(file) else None
    except OSError:
        return None


def owned_as(folder: Path, digest: str, outputs: Packed) -> Owned:
    """What the last build wrote here. digest: of the manifest that it is known by; outputs: what that lists."""
    with suppress(OSError):
        manifest = (folder / MANIFEST).read_bytes()
        if outputs[0] and digest_of(manifest) == digest:
            return Owned(frozenset(names(outputs)) - {MANIFEST, NO_JEKYLL}, manifest)
    return Owned(owned(folder))


def owned(folder: Path) -> set[str]:
    """The paths that the last build wrote here; raises Refused where others' files lie."""
    sweep(folder)
    if folder.exists() and not folder.is_dir():
        raise Refused(f"{folder} is a file; give another folder with --output")
    try:
        return set(listed(folder))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        if folder.is_dir() and any(not file.name.startswith(UNFINISHED) for file in folder.iterdir()):
            raise Refused(
                f"{folder} holds files that this program did not write; empty it, or give another folder with --output"
            ) from None
        return set()


def listed(folder: Path) -> dict[str, str]:
    """The digests of what the last build wrote into a folder, by path. Raises where that has no sound manifest."""
    files = json.loads((folder / MANIFEST).read_bytes())["files"]
    return {path: digest for path, digest in files.items() if _is_below(path)}


def _is_below(path: str) -> bool:
    """Whether a path that a manifest lists stays in its folder; Windows has more ways out than one."""
    if os.sep != "/" and not {"\\", ":"}.isdisjoint(path):
        return False
    return path[:1] != "/" and (".." not in path or ".." not in path.split("/"))


def clean(folder: Path) -> int:
    """Removes what builds wrote into an output folder, and says how many files that was; others' files stay.

    Raises Refused where the folder is not ours.
    """
    held = owned(folder)
    for path in sorted(held | {NO_JEKYLL, MANIFEST}, key=lambda path: path == MANIFEST):
        remove(folder, path)
    with suppress(OSError):
        folder.rmdir()
    return len(held)


def clear(cache: Path) -> int:
    """Removes what is remembered, the sites of previews among it, and says how many bytes that was."""
    freed = 0
    for file in sorted(cache.iterdir()) if cache.is_dir() else ():
        if file.name in OURS or file.name.startswith(("state-", "store.sqlite")):
            freed += file.stat().st_size
            file.unlink(missing_ok=True)
        elif file.name.startswith(PREVIEW) and (file / MANIFEST).is_file() and not file.is_symlink():
            freed += sum(seen[0] for seen in unpack(as_they_lie(str(file), owned(file))).values() if seen[0] > 0)
            clean(file)
    with suppress(OSError):
        cache.rmdir()
    return freed


def sweep(folder: Path) -> None:
    """Takes away what a killed build had not finished."""
    with suppress(OSError):
        for name in os.listdir(folder):
            if name.startswith(UNFINISHED):
                os.unlink(f"{folder}/{name}")


def need_folders(folder: Path, paths: Iterable[str]) -> None:
    """Raises Refused where a link stands for a folder on the way to a file: what it leads to is not ours to change."""
    known = {"": True}
    for path in paths:
        _is_there(folder, path.rpartition("/")[0], known)


def _is_there(folder: Path, path: str, known: dict[str, bool]) -> bool:
    """Whether something lies at a path of a folder. known: what was found already: each is looked at once."""
    if path not in known:
        known[path] = _is_there(folder, path.rpartition("/")[0], known) and os.path.lexists(way := f"{folder}/{path}")
        if known[path] and os.path.islink(way):
            raise Refused(f"{way} is a link, and a build writes into real folders only; remove it")
    return known[path]


def remove(folder: Path, path: str) -> None:
    """Removes a file, and the folders that are empty without it; raises Refused where it cannot be removed."""
    need_folders(folder, (path,))
    file = folder / path
    try:
        file.unlink()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        pass  # somebody else took it away, or put something of their own there
    except OSError as fault:
        raise Refused(f"{file} cannot be removed: {fault.strerror}") from fault
    for parent in file.parents:
        if parent == folder:
            return
        try:
            parent.rmdir()
        except OSError:
            return
