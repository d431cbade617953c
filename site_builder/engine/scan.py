"""The scan: what lies in a site's folder, by name, size and times alone. It imports little, because a build in which
nothing has changed ends with it."""

import os
from collections.abc import Iterator
from typing import NamedTuple

# What is seen of a file: its way, size, times of the last change of text and of anything in nanoseconds, and inode.
Seen = tuple[str, int, int, int, int]
FOLDERS = ("content", "templates", "static")
# A file that changed this shortly before it was read may change again without another time: it is read once more.
UNSURE = 2_000_000_000
LEFT_ALONE = ("~", ".swp", ".swo", ".tmp")


class Odd(NamedTuple):
    """Something that is neither a file nor a folder of the site. what: "folder", "outside", "nowhere" or "other"."""

    path: str
    what: str
    reason: str


class Listing(NamedTuple):
    """Every file of a site: POSIX path such as "content/site.yaml" with what was seen of it."""

    seen_by_path: dict[str, Seen]
    odd: tuple[Odd, ...]


def defaults() -> str:
    """The folder that holds the default templates and static files: in the wheel, or at the top of the repository."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    packaged = os.path.join(package, "_data")
    return packaged if os.path.isdir(packaged) else os.path.dirname(package)


def look(root: str) -> Listing:
    """Everything that the site is made of; its own templates and static files come before the defaults."""
    found: dict[str, Seen] = {}
    odd: list[Odd] = []
    if os.path.realpath(root) != os.path.realpath(defaults()):
        for folder in FOLDERS[1:]:
            found |= _walk(os.path.join(defaults(), folder), folder, odd)
    for folder in FOLDERS:
        found |= _walk(os.path.join(root, folder), folder, odd)
    return Listing(found, tuple(odd))


def _walk(folder: str, path: str, odd: list[Odd]) -> Iterator[tuple[str, Seen]]:
    """Path and file of everything below a folder."""
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                name = entry.name
                if name[0] == ".":
                    continue
                if entry.is_dir(follow_symlinks=False):
                    yield from _walk(entry.path, f"{path}/{name}", odd)
                elif name.endswith(LEFT_ALONE):
                    continue
                elif entry.is_file(follow_symlinks=False):
                    yield f"{path}/{name}", seen(entry.path, entry.stat(follow_symlinks=False))
                else:
                    yield from _odd(entry, f"{path}/{name}", path, odd)
    except (FileNotFoundError, NotADirectoryError):
        return
    except OSError as fault:
        odd.append(Odd(path, "folder", fault.strerror or ""))


def _odd(entry: os.DirEntry[str], path: str, folder: str, odd: list[Odd]) -> Iterator[tuple[str, Seen]]:
    """A link inside the site's folder is what it leads to; everything else becomes a problem."""
    if not entry.is_symlink():
        odd.append(Odd(path, "other", ""))
        return
    top = os.path.realpath(entry.path[: len(entry.path) - len(path)] + folder.partition("/")[0])
    target = os.path.realpath(entry.path)
    if target != top and not target.startswith(top + os.sep):
        odd.append(Odd(path, "outside", ""))
    elif os.path.isfile(target):
        yield path, seen(entry.path, os.stat(target))
    elif not os.path.exists(target):
        odd.append(Odd(path, "nowhere", ""))
    elif not os.path.isdir(target):
        odd.append(Odd(path, "other", ""))


def seen(file: str, found: os.stat_result) -> Seen:
    """What tells a file from a changed one."""
    return file, found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino


def sure(one: Seen, now: int) -> Seen:
    """The same, or what no file ever equals if it may still have changed in the same tick. now: before it was read."""
    return one if max(one[2], one[3]) < now - UNSURE else (one[0], -1, 0, 0, 0)


def harmed(folder: str, outputs: dict[str, Seen]) -> list[str]:
    """The files below a folder that are not as they were seen last."""
    found, lstat = [], os.lstat
    for path, (_, *last) in outputs.items():
        try:
            now = lstat(f"{folder}/{path}")
        except OSError:
            found.append(path)
            continue
        if [now.st_size, now.st_mtime_ns, now.st_ctime_ns, now.st_ino] != last:
            found.append(path)
    return found
