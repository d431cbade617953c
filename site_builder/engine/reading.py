"""Reading the content: each file parsed once for as long as it says the same, and kept in two parts."""

import marshal
import pickle
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from site_builder.content.parse import halves, parse
from site_builder.core.documents import Body, Document, File
from site_builder.core.limits import beyond
from site_builder.core.problems import Place, Problem, error
from site_builder.core.slugs import folded, name_fault
from site_builder.engine import disk
from site_builder.engine.result import told, untold
from site_builder.engine.scan import Seen
from site_builder.engine.state import MARSHAL, FileState
from site_builder.engine.store import Store
from site_builder.engine.workshop import Workshop
from site_builder.weave import faults
from site_builder.weave.facts import Facts, facts_of

# What is told alone: nothing was read.
TOO_MANY = "too-many-files"
# Where datasets and their tables lie.
DATA = "content/data/"
# By dataset: digests of what it was found in, and what its CSV file refers to.
TableNames = dict[str, tuple[str, str]]


class Digests(NamedTuple):
    """What stands for a file's text: digests of all of it, of its front matter, "" where it has none, and of the rest.

    Those of all and of the rest tell by which way the text is read.
    """

    path: str
    text: str
    front: str
    body: str


class Unread(NamedTuple):
    """A file that is to be parsed. known: the pickled documents that it was when its front matter was the same, or b"";
    reference: whether all its Markdown is left to Python-Markdown."""

    file: File
    digests: Digests
    known: bytes
    reference: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """What the content files tell. problems: also of what could not be read.

    renewed: where the files are those of the last build, the ones that tell something else now; else None.
    """

    files: dict[str, FileState]
    problems: list[Problem]
    renewed: tuple[str, ...] | None = None

    def facts(self) -> Iterator[Facts]:
        """The facts of everything, in the order of the files."""
        for file in self.files.values():
            yield from file.facts

    def lost(self) -> frozenset[str]:
        """Ids of things whose own files are at fault."""
        return frozenset(identifier for file in self.files.values() if file.lost for identifier in file.lost)

    def pairs(self, last: Mapping[str, FileState]) -> Iterator[tuple[Facts, Facts]] | None:
        """The facts (old, new) of all that was renewed; None where there are more or fewer of them now."""
        renewed = self.renewed
        if renewed is None or any(len(self.files[path].facts) != len(last[path].facts) for path in renewed):
            return None
        return chain.from_iterable(zip(last[path].facts, self.files[path].facts, strict=True) for path in renewed)


def read(
    tree: disk.Tree, last: Mapping[str, FileState], workshop: Workshop, code: str, *, reference: bool = False
) -> Reading:
    """What all content files tell. last: of the last build: a file that looks the same is not opened.

    reference: leave all Markdown to Python-Markdown.
    """
    problems = list(tree.problems)
    files: dict[str, FileState | None] = {}
    if last and tree.steady:
        # That build had no fault, so names are sound, and what is content is what it read.
        paths, files = sorted(tree.moved & last.keys()), dict(last)
    else:
        if too_many := _too_many(tree):
            return Reading({}, [too_many], None)
        problems += odd_names(tree.seen_by_path)
        paths = disk.content_paths(tree.seen_by_path, problems)
    new: list[tuple[str, str]] = []

    def unread() -> Iterator[tuple[str, Unread]]:
        """What is to be parsed, read while workers parse what was read before it."""
        for path in paths:
            files[path] = held = last.get(path)
            file = disk.text(path, tree.file(path)) if held is None or path in tree.moved else None
            if isinstance(file, File):
                digests = digests_of(file, reference=reference)
                key = key_of(digests, code)
                if held is None or held.key != key:
                    new.append((path, key))
                    yield key, Unread(file, digests, _known(held, digests.front, workshop.store), reference)
            elif file:
                problems.append(file)
                files[path] = None

    most = sum(path not in last or path in tree.moved for path in paths)
    for result, (path, key) in zip(workshop.map(parsed, unread(), most), new, strict=True):
        facts, faults_found, lost, front = marshal.loads(_parts(result)[0])  # noqa: S302 - the seal was ours
        files[path] = FileState(key, tuple(map(Facts._make, facts)), faults_found, lost, front, None)
    found = {path: file for path, file in files.items() if file is not None}
    problems += [untold(plain) for file in found.values() if file.problems for plain in file.problems]
    steady = last and tree.steady and len(found) == len(last)
    return Reading(found, problems, tuple(path for path, _ in new) if steady else None)


def _too_many(tree: disk.Tree) -> Problem | None:
    """That a site has more files than it may, with the folder that has most of them."""
    most = disk.limits().files
    if len(tree.seen_by_path) <= most:
        return None
    (folder, count), *_ = Counter(path.rpartition("/")[0] for path in tree.seen_by_path).most_common(1)
    message = f"the site has {len(tree.seen_by_path):,} files, {count:,} of them here, and may have {most:,}"
    return error(Place(folder), TOO_MANY, message, f"take away what is no part of it, {beyond('files')}")


def odd_names(seen_by_path: Mapping[str, Seen]) -> Iterator[Problem]:
    """Files that cannot lie on every computer and at every host under their names."""
    told: set[str] = set()
    first_by_key: dict[str, str] = {}
    for path, row in seen_by_path.items():
        for part in path.split("/"):
            if part not in told and (fault := name_fault(part)):
                told.add(part)
                yield error(Place(path), "odd-name", f"a name in this path cannot be: {fault}", "rename it")
        first = first_by_key.setdefault(folded(path), path)
        if first != path:
            message = "on many computers this is the same file as {}, and one of the two is lost"
            if row[4]:  # the generator brings it, and the site's own was seen before
                hint = f"call it {path} to put it in the place of that"
                yield error(Place(first), "name-clash", message.format(path), hint)
            else:
                yield error(Place(path), "name-clash", message.format(first), "rename one of them")


def digests_of(file: File, *, reference: bool = False) -> Digests:
    """The digests of a file. reference: whether all its Markdown is left to Python-Markdown."""
    front, body = halves(file)
    front, body = _digest(front) if front else "", _digest("reference\0" + body if reference else body)
    return Digests(file.path, _digest(front + body), front, body)


def key_of(digests: Digests, code: str) -> str:
    """What the result of parsing a file is remembered under."""
    return _digest(f"{code}\0parse\0{digests.path}\0{digests.text}")


def _known(last: FileState | None, front: str, store: Store) -> bytes:
    """The pickled documents of the file as it was, if its front matter is the same and had no fault; else b"".

    To read keys takes most of the libraries; an edit of the text alone can do without them.
    """
    if last is None or last.problems or not last.front or last.front != front:
        return b""
    result = store.get(last.key)
    return bytes(_parts(result)[1]) if result is not None else b""


def _digest(text: str) -> str:
    return disk.digest_of(text.encode("utf-8", "surrogatepass"))


def parsed(unread: Unread) -> bytes:
    """A file's facts and faults, its documents without texts, and its text: three parts, each to be read alone."""
    file, digests, known, reference = unread
    documents_then = pickle.loads(known) if known else (None,)  # noqa: S301 - the seal was ours
    result = parse(file, documents_then[0], disk.limits(), reference=reference)
    facts = tuple(
        tuple(facts_of(document, number, digests.text, digests.body))
        for number, document in enumerate(result.documents)
    )
    problems = tuple(told(problem) for problem in result.problems)
    head = marshal.dumps((facts, problems, result.lost, digests.front), MARSHAL)
    documents = pickle.dumps(tuple(document.with_body(None) for document in result.documents), 5)
    body = result.documents[0].body if result.documents else None
    ends = len(head), len(head) + len(documents)
    return b"".join((ends[0].to_bytes(4, "big"), ends[1].to_bytes(4, "big"), head, documents, pickle.dumps(body, 5)))


def _parts(result: memoryview) -> tuple[memoryview, memoryview, memoryview]:
    first, second = 8 + int.from_bytes(result[:4], "big"), 8 + int.from_bytes(result[4:8], "big")
    return result[8:first], result[first:second], result[second:]


def names_in_tables(reading: Reading, library: "Library", last: TableNames) -> TableNames:
    """What the CSV files of datasets refer to, with what it was found in; where that is the same it is not read."""
    if reading.renewed is not None and not any(path.startswith(DATA) for path in reading.renewed):
        return dict(last)
    names: TableNames = {}
    tables = {one.id: one for one in reading.facts() if one.kind == "table"}
    for one in reading.facts() if tables else ():
        table = tables.get(faults.table_path(one)) if one.kind == "dataset" and one.detail else None
        if table is None:
            continue
        found_in = f"{one.meta} {table.meta}"
        if one.id in last and last[one.id][0] == found_in:
            names[one.id] = last[one.id]
            continue
        dataset, held = library.documents(one.path)[one.number], library.documents(table.path)[table.number]
        names[one.id] = found_in, faults.named_in_table(dataset, held)
    return names


class Library:
    """The documents of this build, looked up in the store when a page shows them."""

    def __init__(
        self, files: Mapping[str, FileState], tree: disk.Tree, store: Store, code: str, *, reference: bool = False
    ) -> None:
        self._files, self._tree, self._store, self._code, self._reference = files, tree, store, code, reference
        self._documents: dict[str, tuple[Document, ...]] = {}
        self._last: tuple[str, memoryview] = "", memoryview(b"")
        self._last_body: tuple[str, Body | None] = "", None

    def documents(self, path: str) -> tuple[Document, ...]:
        """The documents of a file, without their texts."""
        if path not in self._documents:
            self._documents[path] = pickle.loads(self._result(path)[1])  # noqa: S301 - the seal was ours
        return self._documents[path]

    def body(self, path: str) -> Body | None:
        """The text of the one document of a Markdown file; of the last one asked for it is still at hand."""
        if self._last_body[0] != path:
            self._last_body = path, pickle.loads(self._result(path)[2])  # noqa: S301 - the seal was ours
        return self._last_body[1]

    def whole(self, path: str) -> tuple[File, bytes, bytes]:
        """A file as it lies on disk, with its pickled documents and its pickled text."""
        file = disk.text(path, self._tree.file(path))
        if isinstance(file, Problem) or self._key(file) != self._files[path].key:
            raise disk.Moved(f"{path} was changed while it was read; build again")
        _, documents, body = self._result(path)
        return file, bytes(documents), bytes(body)

    def _result(self, path: str) -> tuple[memoryview, memoryview, memoryview]:
        if self._last[0] == path:  # a page asks for the documents of its file, and then for its text
            return _parts(self._last[1])
        key = self._files[path].key
        result = self._store.get(key)
        if result is None:
            # The store was emptied or harmed: the file is parsed once more.
            file = disk.text(path, self._tree.file(path))
            if isinstance(file, Problem) or self._key(file) != key:
                raise disk.Moved(f"{path} was changed while it was read; build again")
            digests = digests_of(file, reference=self._reference)
            result = memoryview(parsed(Unread(file, digests, b"", self._reference)))
        self._last = path, result
        return _parts(result)

    def _key(self, file: File) -> str:
        return key_of(digests_of(file, reference=self._reference), self._code)
