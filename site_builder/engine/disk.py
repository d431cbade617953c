"""The disk: reading the site's folder, and putting a finished site in its place."""

import hashlib
import json
import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from site_builder.core.documents import File
from site_builder.core.jobs import Output
from site_builder.core.problems import Place, Problem, error

MANIFEST = ".site-builder.json"
READABLE = {".md", ".yaml", ".csv"}
LARGEST = 20_000_000
# Problems of files whose text is not known.
UNREAD = {"not-utf-8", "unreadable", "too-large", "wrong-suffix", "broken-link", "link-outside"}


@dataclass(frozen=True, slots=True)
class Tree:
    """What lies in a site's folder. templates: (name, text); assets: (path below the output, file); all sorted."""

    files: tuple[File, ...]
    templates: tuple[tuple[str, str], ...]
    assets: tuple[tuple[str, Path], ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """What a write did: files that are there now, how many of them changed, how many went, and their bytes."""

    total: int
    changed: int
    removed: int
    size: int


class Refused(Exception):
    """The output folder cannot be written to; str() says why and what to do."""


def defaults() -> Path:
    """The folder that holds the default templates and static files: in the wheel, or at the top of the repository."""
    packaged = Path(__file__).parent.parent / "_data"
    return packaged if packaged.is_dir() else Path(__file__).parent.parent.parent


def read(root: Path) -> Tree:
    """Everything that the site is made of; a site's own templates and static files come before the defaults."""
    problems: list[Problem] = []
    files = [
        _text(file, path, problems) for path, file in _walk(root, "content", problems) if _is_content(path, problems)
    ]
    sources = [defaults()] + ([root] if root.resolve() != defaults().resolve() else [])
    templates: dict[str, str] = {}
    assets: dict[str, Path] = {}
    for source in sources:
        for path, file in _walk(source, "templates", problems):
            text = _text(file, path, problems)
            if text is not None:
                templates[path.removeprefix("templates/")] = text.text
        assets |= dict(_walk(source, "static", problems))
    return Tree(
        tuple(file for file in files if file is not None),
        tuple(sorted(templates.items())),
        tuple(sorted(assets.items())),
        tuple(problems),
    )


def _walk(root: Path, folder: str, problems: list[Problem]) -> Iterator[tuple[str, Path]]:
    """(POSIX path below root, file) of every file below a folder, sorted; what cannot be read becomes a problem."""
    top = root / folder
    if not top.is_dir():
        return
    inside = top.resolve()

    def unreadable(fault: OSError) -> None:
        path = Path(fault.filename or top).relative_to(root).as_posix()
        problems.append(error(Place(path), "unreadable", f"this folder cannot be read: {fault.strerror}"))

    for here, folders, names in os.walk(top, onerror=unreadable):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in [*folders, *sorted(names)]:
            file = Path(here, name)
            path = file.relative_to(root).as_posix()
            if file.is_symlink() and not file.resolve().is_relative_to(inside):
                problems.append(
                    error(
                        Place(path),
                        "link-outside",
                        "this link leads out of its folder",
                        "put the file itself here",
                    )
                )
            elif name in folders or name.startswith(".") or name.endswith(("~", ".swp", ".swo", ".tmp")):
                continue
            elif file.is_file():
                yield path, file
            elif not file.is_symlink() or file.exists():
                problems.append(error(Place(path), "not-a-file", "this is neither a file nor a folder"))
            else:
                problems.append(error(Place(path), "broken-link", "this link leads nowhere"))


def _is_content(path: str, problems: list[Problem]) -> bool:
    name = path.rpartition("/")[2]
    if Path(name).suffix in READABLE:
        return name != "README.md"
    if Path(name).suffix in {".yml", ".markdown"}:
        wanted = {".yml": ".yaml", ".markdown": ".md"}[Path(name).suffix]
        problems.append(
            error(
                Place(path),
                "wrong-suffix",
                f"this file is not read: its name ends in {Path(name).suffix}",
                f"rename it to end in {wanted}",
            )
        )
    elif not name.upper().startswith(("LICENSE", "LICENCE")):
        problems.append(
            error(
                Place(path),
                "unknown-file",
                "content is .md, .yaml or .csv",
                "pictures and downloads lie below static/",
            )
        )
    return False


def _text(file: Path, path: str, problems: list[Problem]) -> File | None:
    """A file as text with line feeds only; None where it cannot be read, which becomes a problem."""
    try:
        if file.stat().st_size > LARGEST:
            problems.append(error(Place(path), "too-large", f"this file is larger than {LARGEST // 1_000_000} MB"))
            return None
        raw = file.read_bytes()
    except OSError as fault:
        problems.append(error(Place(path), "unreadable", f"this file cannot be read: {fault.strerror}"))
        return None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        before = raw[: fault.start]
        place = Place(
            path,
            1 + before.count(b"\n"),
            1 + len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")),
        )
        problems.append(
            error(
                place,
                "not-utf-8",
                f"the byte 0x{raw[fault.start]:02x} is not UTF-8 text",
                "save the file in UTF-8",
            )
        )
        return None
    return File(path, text.replace("\r\n", "\n").replace("\r", "\n"))


def asset_outputs(assets: Iterable[tuple[str, Path]]) -> Iterator[Output]:
    """The static files as outputs."""
    for path, file in assets:
        yield Output(path, file.read_bytes())


def write(folder: Path, outputs: Iterable[Output]) -> Written:
    """Puts a finished site in its folder: file by file, by rename; then what is no more goes; the manifest last.

    Raises Refused where the folder holds something that is not ours, or cannot be written.
    """
    old, new = _manifest(folder), _by_path(outputs)
    gone = sorted(old - new.keys())
    if old != new.keys():
        # A build that is cut off here must still be known as ours: until the end the list holds both.
        _put(folder / MANIFEST, _listing(old | new.keys()))
    for path in _in_the_way(gone, new.keys()):
        _remove(folder, path)
    changed = sum(_put(folder / path, data) for path, data in new.items())
    _put(folder / ".nojekyll", b"")
    for path in gone:
        _remove(folder, path)
    _put(folder / MANIFEST, _listing(new.keys(), new))
    return Written(len(new), changed, len(gone), sum(len(data) for data in new.values()))


def _by_path(outputs: Iterable[Output]) -> dict[str, bytes]:
    data_by_path: dict[str, bytes] = {}
    for output in outputs:
        if output.path in data_by_path:
            raise RuntimeError(f"two pages want to be {output.path}")
        data_by_path[output.path] = output.data
    return data_by_path


def _listing(paths: Iterable[str], data_by_path: Mapping[str, bytes] | None = None) -> bytes:
    """The manifest of these files. data_by_path: what they hold, where all of it has been written."""
    held = data_by_path or {}
    digests = {path: hashlib.blake2b(held[path], digest_size=16).hexdigest() if path in held else "" for path in paths}
    return json.dumps({"files": digests}, indent=0, sort_keys=True).encode()


def _in_the_way(gone: Iterable[str], new: Collection[str]) -> list[str]:
    """Old files where a folder has to be, or whose folder becomes a file."""
    folders = {parent for path in new for parent in _parents(path)}
    return [path for path in gone if path in folders or any(parent in new for parent in _parents(path))]


def _parents(path: str) -> list[str]:
    return [parent.as_posix() for parent in PurePosixPath(path).parents][:-1]


def _manifest(folder: Path) -> set[str]:
    """The paths that the last build wrote here; raises Refused where others' files lie."""
    if folder.exists() and not folder.is_dir():
        raise Refused(f"{folder} is a file; give another folder with --output")
    try:
        listed = json.loads((folder / MANIFEST).read_text("utf-8"))["files"]
        return {path for path in listed if ".." not in path.split("/") and not path.startswith("/")}
    except (OSError, ValueError, KeyError, TypeError):
        if folder.is_dir() and any(folder.iterdir()):
            raise Refused(
                f"{folder} holds files that this program did not write; empty it, or give another folder with --output"
            ) from None
        return set()


def _put(file: Path, data: bytes) -> bool:
    """Writes a file by renaming a finished one over it, only if its bytes differ; whether they did."""
    with suppress(OSError):
        if file.read_bytes() == data:
            return False
    unfinished = file.with_name(f".{file.name[:100]}.{os.getpid()}.tmp")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        unfinished.write_bytes(data)
        os.replace(unfinished, file)
    except OSError as fault:
        with suppress(OSError):
            unfinished.unlink()
        raise Refused(f"{file} cannot be written: {fault.strerror}; give another folder with --output") from fault
    return True


def _remove(folder: Path, path: str) -> None:
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
