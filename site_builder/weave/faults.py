"""What is wrong between the files: names that mean nothing, or two things, or a thing of another kind."""

from collections.abc import Iterator
from typing import Protocol

from site_builder.content import tables
from site_builder.core.documents import Body, Document, Ref
from site_builder.core.model import Dataset, Table
from site_builder.core.problems import Place, Problem, article, error, first, near
from site_builder.weave.facts import Facts, named, references
from site_builder.weave.index import Index

# Addresses that the site's own pages take: a thing of content cannot have one of these as its id.
TAKEN = {
    "page": (
        "topics timeline people organisations glossary sources claims questions changes data search embed "
        "cite pagefind static"
    ).split(),
    "event": ["newest", "topics"],
}


class Library(Protocol):
    """Where documents are looked up by the path of their file; their texts apart, because few are needed."""

    def documents(self, path: str) -> tuple[Document, ...]:
        """The documents of a file, without their texts."""

    def body(self, path: str) -> Body | None:
        """The text of the one document of a Markdown file."""


def named_in_table(dataset: Document, table: Document | None) -> str:
    """What the CSV file of a dataset refers to, as `Facts.named` holds it."""
    return named(_refs_in_table(dataset, table))


def _refs_in_table(dataset: Document, table: Document | None) -> Iterator[Ref]:
    if table is None or not isinstance(table.meta, Table) or not isinstance(dataset.meta, Dataset):
        return
    header = table.meta.header
    named = tuple(column for column in dataset.meta.columns if column.key in header and column.type == "sources")
    for row, line in zip(table.meta.rows, table.meta.lines, strict=True):
        cells = tuple(row[header.index(column.key)] for column in named)
        yield from tables.check_row(named, cells, Place(table.id, line, 1), [])[0]


def table_path(dataset: Facts) -> str:
    """The path of the CSV file that a dataset names."""
    return f"{dataset.path.rpartition('/')[0]}/{dataset.detail}"


def faults(index: Index, library: Library, since: Index | None = None) -> Iterator[Problem]:
    """What is wrong between the files. since: an index that had no fault; only what differs is looked at then."""
    for known, one in index.repeated:
        yield _duplicate(_document(known, library), _document(one, library))
    renewed = index.news(since) if since is not None else None
    if renewed is not None:
        news = [index.every[key] for key in renewed]
    elif since is not None and _same_targets(since, index):
        news = [one for key, one in index.every.items() if since.every.get(key) is not one]
    else:
        news = list(index.every.values())
    speaking = [*([index.config] if index.config else []), *(one for one in news if one.id in index.public)]
    for one in news:
        if one.id in TAKEN.get(one.kind, ()):
            message = f'"{one.id}" is the address of one of the site\'s own pages'
            yield error(_document(one, library).place, "taken-id", message, "rename the file")
    excused = index.gone.keys() | index.terms.lost
    for one in speaking:
        if any(_is_bad(index, target, kinds) for target, kinds, _ in one.names):
            yield from first(_dangling(index, one, library))
        topic = one.id.partition("/")[0]
        found = index.public.get(topic)
        if one.kind == "section" and (found is None or found.kind != "topic") and topic not in excused:
            hint = f"write {one.path.rpartition('/')[0]}/index.md, or move the section"
            message = f'there is no topic "{topic}" for this section'
            yield error(_document(one, library).place, "no-topic", message, hint)


def _same_targets(old: Index, new: Index) -> bool:
    """Whether the same ids stand for things of the same kinds, so that what was sound between old files still is."""
    if old.public.keys() != new.public.keys() or old.gone != new.gone or old.terms.lost != new.terms.lost:
        return False
    return all(one is old.public[key] or one.kind == old.public[key].kind for key, one in new.public.items())


def _is_bad(index: Index, target: str, kinds: tuple[str, ...]) -> bool:
    found = index.public.get(target)
    return found is None or bool(kinds and found.kind not in kinds)


def _document(one: Facts, library: Library) -> Document:
    return library.documents(one.path)[one.number]


def _duplicate(known: Document, again: Document) -> Problem:
    where = f"{known.place.path}:{known.place.line}:{known.place.column}"
    message = f'"{again.id}" is already the id of the {known.kind} in {where}'
    hint = "give one of the two another `id`; ids are unique on the whole site"
    return error(again.place, "duplicate-id", message, hint)


def _dangling(index: Index, one: Facts, library: Library) -> Iterator[Problem]:
    """What a thing refers to that is not there, or is of another kind, each at its place."""
    for ref in _all_references(index, one, library):
        found = index.public.get(ref.target)
        if found is None:
            if ref.target not in index.terms.lost:
                yield _unknown(ref, index)
        elif ref.kinds and found.kind not in ref.kinds:
            wanted = " or ".join(article(kind) for kind in ref.kinds)
            message = f'"{ref.target}" is {article(found.kind)}, expected {wanted}'
            yield error(ref.place, "wrong-kind", message, _nearest(ref, index) or f"name {wanted} here")


def _all_references(index: Index, one: Facts, library: Library) -> Iterator[Ref]:
    document = _document(one, library)
    yield from document.refs
    if one.kind == "dataset" and one.detail and (table := index.tables.get(table_path(one))):
        yield from _refs_in_table(document, _document(table, library))
    body = library.body(one.path) if one.body else None
    if body is not None:
        yield from references(document.with_body(body))[len(document.refs) :]


def _unknown(ref: Ref, index: Index) -> Problem:
    if ref.target in index.gone:
        appears = index.gone[ref.target][3]
        when = f"appears only on {appears}" if appears else "is a draft"
        hint = "publish it, or take this mention out until then"
        return error(ref.place, "hidden-target", f'"{ref.target}" {when}', hint)
    what = f"no {' or '.join(ref.kinds)}" if ref.kinds else "nothing here"
    return error(ref.place, "unknown-id", f'{what} is called "{ref.target}"', _nearest(ref, index))


def _nearest(ref: Ref, index: Index) -> str:
    for one in index.aliased:
        if ref.target in one.aliases.split("\n") and (not ref.kinds or one.kind in ref.kinds):
            return f'it is called "{one.id}" now ({one.path})'
    known = {key for key, one in index.public.items() if not ref.kinds or one.kind in ref.kinds}
    name = near(ref.target, known)
    return f'did you mean "{name}" ({index.public[name].path})?' if name else ""
