"""The site as a whole: what is published, who is called what, and who speaks of whom."""

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from site_builder.content import tables
from site_builder.core.dates import Day
from site_builder.core.documents import BlockSlot, CiteSlot, Document, LinkSlot, Ref
from site_builder.core.model import (
    Claim,
    Dataset,
    Event,
    Meta,
    Organisation,
    Page,
    Person,
    Question,
    Section,
    SiteConfig,
    Source,
    Table,
    Term,
    Topic,
)
from site_builder.core.problems import Place, Problem, article, error, near
from site_builder.core.slugs import address
from site_builder.core.views import Card

M = TypeVar("M", bound=Meta)
# Addresses that the site's own pages take: a thing of content cannot have one of these as its id.
TAKEN = {
    "page": "topics timeline people organisations glossary sources claims questions changes data static".split(),
    "event": ["newest", "topics"],
}


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A thing that is not published yet. appears: the day it will, or "" for a draft."""

    kind: str
    id: str
    path: str
    appears: str


@dataclass(frozen=True)
class Site:
    """Everything that is published, by kind and in order. It lives on this floor only.

    lost: ids of things (of tables, file names) whose own files are at fault; nothing is said of their absence.
    """

    config: SiteConfig
    config_document: Document
    topics: tuple[Topic, ...]
    sections_by_topic: dict[str, tuple[Section, ...]]
    events: tuple[Event, ...]
    claims: tuple[Claim, ...]
    sources: tuple[Source, ...]
    people: tuple[Person, ...]
    organisations: tuple[Organisation, ...]
    terms: tuple[Term, ...]
    questions: tuple[Question, ...]
    datasets: tuple[Dataset, ...]
    pages: tuple[Page, ...]
    tables_by_path: dict[str, Table]
    documents_by_id: dict[str, Document]
    mentioning_by_id: dict[str, tuple[Document, ...]]
    hidden_by_id: dict[str, str]
    lost: frozenset[str]
    today: Day

    def get(self, identifier: str, kind: type[M]) -> M:
        """The thing of a kind that an id names; the id was checked before."""
        meta = self.documents_by_id[identifier].meta
        assert isinstance(meta, kind), f"{identifier} is not a {kind.__name__}"
        return meta

    def card(self, identifier: str) -> Card:
        """The public face of a thing."""
        document = self.documents_by_id[identifier]
        meta, detail = document.meta, document.kind.capitalize()
        if isinstance(meta, Section):
            detail = f"Section of {self.get(identifier.partition('/')[0], Topic).title}"
        elif isinstance(meta, Person):
            detail = meta.role
        elif isinstance(meta, Organisation):
            detail = meta.type[0].upper() + meta.type[1:]
        url = address(document.kind, identifier)
        return Card(identifier, document.kind, detail, title_of(meta), summary_of(meta), url)

    def mentions(self, identifier: str, *kinds: str) -> tuple[Card, ...]:
        """The pages that speak of a thing, each once, in the order of the site. kinds: only these, or all."""
        found = [
            document for document in self.mentioning_by_id.get(identifier, ()) if not kinds or document.kind in kinds
        ]
        return tuple(self.card(document.id) if document.kind != "site" else self._home() for document in found)

    def _home(self) -> Card:
        return Card("home", "site", "Home page", self.config.home.question, self.config.description, "")


def title_of(meta: Meta) -> str:
    """What a thing is called on other pages."""
    match meta:
        case Person() | Organisation():
            return meta.name
        case Term():
            return meta.term
        case Claim():
            return meta.text
        case Question():
            return meta.question
        case Table():
            return meta.id
        case _:
            return meta.title


def summary_of(meta: Meta) -> str:
    """One sentence on a thing, or ""."""
    match meta:
        case Topic():
            return meta.question
        case Section() | Event() | Page():
            return meta.summary
        case Person() | Organisation() | Dataset() | SiteConfig():
            return meta.description
        case Term():
            return meta.definition
        case _:
            return ""


def weave(
    documents: tuple[Document, ...],
    today: Day,
    *,
    drafts: bool,
    future: bool,
    lost: frozenset[str] = frozenset(),
) -> tuple[Site | None, tuple[Problem, ...], tuple[LeftOut, ...]]:
    """The published site, what is wrong between its files, and what is left out.

    documents: in the order of their paths. today: in the site's time zone. drafts, future: show them all the same.
    lost: ids of things whose own files are at fault; that they are missed here is no second fault.
    The site is None where it has no site.yaml.
    """
    documents = tuple(_with_rows_of_csv(documents))
    problems = list(_duplicates(documents))
    by_id: dict[str, Document] = {}
    for document in documents:
        if document.kind not in {"table", "site"}:
            by_id.setdefault(document.id, document)
    configs = [document for document in documents if document.kind == "site"]
    left_out = {item.id: item for item in _left_out(by_id, today)}
    shown = {key for key, item in left_out.items() if (future if item.appears else drafts)}
    public = {key: document for key, document in by_id.items() if key not in left_out or key in shown}
    speaking = [document for document in documents if document.kind == "site" or public.get(document.id) is document]
    gone = {key: item for key, item in left_out.items() if key not in shown}
    problems += _dangling(speaking, public, gone, lost)
    problems += _homeless(public, gone.keys() | lost)
    if not configs:
        return None, tuple(problems), tuple(gone.values())
    hidden = {key: left_out[key].appears or "draft" for key in shown}
    return (
        _site(configs[0], documents, public, speaking, hidden, lost, today),
        tuple(problems),
        tuple(gone.values()),
    )


def _with_rows_of_csv(documents: tuple[Document, ...]) -> Iterator[Document]:
    """The documents, each dataset with the sources that the rows of its CSV file name."""
    tables_by_path = {document.id: document.meta for document in documents if isinstance(document.meta, Table)}
    for document in documents:
        dataset = document.meta
        path = f"{document.place.path.rpartition('/')[0]}/{dataset.file}" if isinstance(dataset, Dataset) else ""
        table = tables_by_path.get(path)
        if not isinstance(dataset, Dataset) or table is None:
            yield document
            continue
        named = [column for column in dataset.columns if column.key in table.header and column.type == "sources"]
        refs = []
        for row, line in zip(table.rows, table.lines, strict=True):
            cells = tuple(row[table.header.index(column.key)] for column in named)
            refs += tables.check_row(tuple(named), cells, Place(path, line, 1), [])[0]
        yield replace(document, refs=document.refs + tuple(refs))


def _site(
    config: Document,
    documents: tuple[Document, ...],
    public: dict[str, Document],
    speaking: list[Document],
    hidden: dict[str, str],
    lost: frozenset[str],
    today: Day,
) -> Site:
    def every(kind: type[M]) -> list[M]:
        return [document.meta for document in public.values() if isinstance(document.meta, kind)]

    def place_of(section: Section) -> tuple[int, str]:
        """The number before a section's name, and its path: 9 comes before 10."""
        path = public[section.id].place.path
        number = path.rpartition("/")[2].partition("-")[0]
        return (int(number) if number.isascii() and number.isdecimal() else 0, path)

    assert isinstance(config.meta, SiteConfig)
    topics = sorted(every(Topic), key=lambda topic: (topic.order, topic.id))
    sections = {
        topic.id: tuple(sorted((one for one in every(Section) if one.id.startswith(f"{topic.id}/")), key=place_of))
        for topic in topics
    }
    return Site(
        config=config.meta,
        config_document=config,
        topics=tuple(topics),
        sections_by_topic=sections,
        events=tuple(sorted(every(Event), key=lambda event: (event.date.sort_key, event.id))),
        claims=tuple(every(Claim)),
        sources=tuple(sorted(every(Source), key=lambda source: (source.publisher.casefold(), source.id))),
        people=tuple(sorted(every(Person), key=lambda person: (person.name.rpartition(" ")[2].casefold(), person.id))),
        organisations=tuple(sorted(every(Organisation), key=lambda body: (body.name.casefold(), body.id))),
        terms=tuple(sorted(every(Term), key=lambda term: (term.term.casefold(), term.id))),
        questions=tuple(every(Question)),
        datasets=tuple(every(Dataset)),
        pages=tuple(sorted(every(Page), key=lambda page: (page.order, page.id))),
        tables_by_path={document.id: document.meta for document in documents if isinstance(document.meta, Table)},
        documents_by_id=public,
        mentioning_by_id=_mentions(speaking),
        hidden_by_id=hidden,
        lost=lost,
        today=today,
    )


def _duplicates(documents: tuple[Document, ...]) -> Iterator[Problem]:
    first: dict[str, Document] = {}
    for document in documents:
        if document.kind in {"table", "site"}:
            continue
        known = first.setdefault(document.id, document)
        if known is not document:
            where = f"{known.place.path}:{known.place.line}:{known.place.column}"
            message = f'"{document.id}" is already the id of the {known.kind} in {where}'
            yield error(
                document.place,
                "duplicate-id",
                message,
                "give one of the two another `id`; ids are unique on the whole site",
            )
        if document.id in TAKEN.get(document.kind, ()):
            yield error(
                document.place,
                "taken-id",
                f'"{document.id}" is the address of one of the site\'s own pages',
                "rename the file",
            )


def _homeless(public: dict[str, Document], excused: Container[str]) -> Iterator[Problem]:
    for document in public.values():
        topic = document.id.partition("/")[0]
        found = public.get(topic)
        if document.kind == "section" and (found is None or found.kind != "topic") and topic not in excused:
            hint = f"write {document.place.path.rpartition('/')[0]}/index.md, or move the section"
            yield error(document.place, "no-topic", f'there is no topic "{topic}" for this section', hint)


def _left_out(by_id: dict[str, Document], today: Day) -> Iterator[LeftOut]:
    """What is a draft or of the future; a section goes with its topic."""
    reasons: dict[str, str] = {}
    for document in sorted(by_id.values(), key=lambda document: document.kind != "topic"):
        reason = _reason(document.meta, today)
        if reason is None and document.kind == "section":
            reason = reasons.get(document.id.partition("/")[0])
        if reason is not None:
            reasons[document.id] = reason
            yield LeftOut(document.kind, document.id, document.place.path, reason)


def _reason(meta: Meta, today: Day) -> str | None:
    """Why a thing is not published yet: "" for a draft, else the day on which it appears; None if it is."""
    if meta.draft:
        return ""
    days = [meta.publish, meta.published if isinstance(meta, Topic) else ""]
    if isinstance(meta, Event) and meta.state == "happened" and meta.date.starts_after(today):
        days.append(day_text(meta.date.earliest))
    if isinstance(meta, Claim) and meta.as_of.starts_after(today):
        days.append(day_text(meta.as_of.earliest))
    latest = max(days)
    return latest if latest > day_text(today) else None


def day_text(day: Day) -> str:
    """A day as 2025-12-05."""
    return f"{day[0]:04d}-{day[1]:02d}-{day[2]:02d}"


def references(document: Document) -> Iterator[Ref]:
    """Everything that a document refers to: fields first, then the text, in their order."""
    yield from document.refs
    for slot in document.body.slots if document.body else ():
        if isinstance(slot, LinkSlot):
            yield Ref(slot.place, slot.target, (), "link")
        elif isinstance(slot, CiteSlot):
            for place, source, _ in slot.citations:
                yield Ref(place, source, ("source",), "citation")
        else:
            assert isinstance(slot, BlockSlot)


def _dangling(
    speaking: Iterable[Document], public: dict[str, Document], gone: dict[str, LeftOut], lost: frozenset[str]
) -> Iterator[Problem]:
    for document in speaking:
        for ref in references(document):
            found = public.get(ref.target)
            if found is None:
                if ref.target not in lost:
                    yield _unknown(ref, public, gone)
            elif ref.kinds and found.kind not in ref.kinds:
                wanted = " or ".join(article(kind) for kind in ref.kinds)
                message = f'"{ref.target}" is {article(found.kind)}, expected {wanted}'
                hint = _nearest(ref, public) or f"name {wanted} here"
                yield error(ref.place, "wrong-kind", message, hint)


def _unknown(ref: Ref, public: dict[str, Document], gone: dict[str, LeftOut]) -> Problem:
    if ref.target in gone:
        appears = gone[ref.target].appears
        when = f"appears only on {appears}" if appears else "is a draft"
        return error(
            ref.place,
            "hidden-target",
            f'"{ref.target}" {when}',
            "publish it, or take this mention out until then",
        )
    what = f"no {' or '.join(ref.kinds)}" if ref.kinds else "nothing here"
    return error(ref.place, "unknown-id", f'{what} is called "{ref.target}"', _nearest(ref, public))


def _nearest(ref: Ref, public: dict[str, Document]) -> str:
    known = {key for key, document in public.items() if not ref.kinds or document.kind in ref.kinds}
    name = near(ref.target, known)
    return f'did you mean "{name}" ({public[name].place.path})?' if name else ""


def _mentions(speaking: Iterable[Document]) -> dict[str, tuple[Document, ...]]:
    found: dict[str, dict[str, Document]] = {}
    for document in speaking:
        for ref in references(document):
            if ref.target != document.id:
                found.setdefault(ref.target, {}).setdefault(document.id, document)
    return {target: tuple(documents.values()) for target, documents in found.items()}


def missing_config() -> Problem:
    """The problem of a site without site.yaml."""
    hint = "write it; docs/content-model.md lists what it needs"
    return error(Place("content/site.yaml"), "no-site", "there is no content/site.yaml", hint)
