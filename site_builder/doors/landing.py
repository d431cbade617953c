"""Landing: what an import brings is written all together or not at all, and over nothing that is there."""

import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import count
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO, NamedTuple

from site_builder.content.parse import parse
from site_builder.core.documents import File
from site_builder.core.fields import LONGEST_ID

SHOWN = 5  # places that a remark names; of more, only their number is told


class Refused(ValueError):
    """Why nothing was written, one sentence a line; says what would cure it."""


class New(NamedTuple):
    """A content file to be written. path: below the site's folder; place: where in the import it comes from."""

    path: str
    text: str
    place: str


class Remark(NamedTuple):
    """Something that did not come over as it was, and where in the import."""

    place: str
    words: str


def free_id(wish: str, taken: set[str]) -> str:
    """The id that was wished for, with a number behind it where it is taken; it is taken from now on."""
    for number in count(1):
        ending = f"-{number}" if number > 1 else ""
        identifier = wish[: LONGEST_ID - len(ending)].rstrip("-") + ending
        if identifier not in taken:
            taken.add(identifier)
            return identifier
    raise AssertionError("there is always a next number")


def land(site: Path, files: Sequence[New], copies: Mapping[str, Path] = MappingProxyType({})) -> None:
    """Writes all files, and copies others. Raises Refused and leaves none where one cannot be, or is there already.

    copies: what is to be copied, by its path below the site's folder; one that lies there with the same bytes stays.
    """
    faults = [
        f"{new.place}: {problem.message}" + (f"; {problem.hint}" if problem.hint else "")
        for new in files
        for problem in parse(File(new.path, new.text)).problems
    ]
    faults += [f"{new.place}: {new.path} is there already" for new in files if (site / new.path).exists()]
    copies = {path: file for path, file in copies.items() if not _is_same(site / path, file)}
    faults += [
        f"{file}: {path} is there already, with another picture"
        for path, file in copies.items()
        if (site / path).exists()
    ]
    if faults:
        raise Refused("\n".join(faults))
    written: list[Path] = []
    made: list[Path] = []
    try:
        for new in files:
            with _opened(site / new.path, written, made) as out:
                out.write(new.text.encode())
        for path, file in copies.items():
            with file.open("rb") as held, _opened(site / path, written, made) as out:
                shutil.copyfileobj(held, out)
    except BaseException as fault:
        for file in written:
            file.unlink(missing_ok=True)
        for folder in reversed(made):
            with suppress(OSError):
                folder.rmdir()
        if isinstance(fault, OSError):
            where = fault.filename or (written or [site])[-1]
            raise Refused(f"{where} cannot be written: {fault.strerror}") from fault
        raise


def _is_same(file: Path, other: Path) -> bool:
    return file.is_file() and file.read_bytes() == other.read_bytes()


def _opened(file: Path, written: list[Path], made: list[Path]) -> BinaryIO:
    """A new file to write into, with the folders on the way to it; all of them are noted."""
    for folder in reversed([folder for folder in file.parents if not folder.is_dir()]):
        folder.mkdir()
        made.append(folder)
    out = file.open("xb")
    written.append(file)
    return out


def told(remarks: Iterable[Remark]) -> Iterator[str]:
    """The remarks as lines: what is said of several places stands once, with the first of them."""
    places: dict[str, list[str]] = {}
    for remark in remarks:
        places.setdefault(remark.words, []).append(remark.place)
    for words, these in places.items():
        each = list(Counter(these))
        more = f" and {len(each) - SHOWN} more" if len(each) > SHOWN else ""
        yield f"{', '.join(each[:SHOWN])}{more}: {words}"
