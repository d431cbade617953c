"""The facts of a thing: what the rest of the site may need to know of it, small enough to be at hand for all things.

A document is kept in two parts. Its facts are loaded for the whole site at every build that has anything to do; the
document itself and its text are loaded only where a page shows them.
"""

from collections.abc import Iterable
from itertools import chain
from typing import NamedTuple

from site_builder.core.dates import Day
from site_builder.core.digest import digest
from site_builder.core.documents import TAG, BlockSlot, Body, CiteSlot, Document, LinkSlot, Ref
from site_builder.core.model import (
    Addressed,
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

# Anchors that every layout has; they are part of the site's addresses.
PAGE_ANCHORS = frozenset({"main", "references"})
# What a topic's time to read is made of; the words of other texts are not counted.
READ_FOR_MINUTES = {"topic", "section"}
Name = tuple[str, tuple[str, ...], str]
Order = tuple[str | int | tuple[Day, Day], ...]


class Facts(NamedTuple):
    """What every weave can see of a thing. Only texts, numbers and tuples, so that a store takes it as it is.

    number: its place among the things of its file. detail: a person's role, an organisation's type, a term's
    expansion, a topic's accent, a dataset's file, what a site lets others show. order: how it is sorted among its
    kind. begins: an event's first day, or (). importance: an event's, else 0. words: in the text of what
    `READ_FOR_MINUTES` names, else 0. appears: the day from which it is public, or "". aliases: its former ids and
    addresses, a line each. named: `names` in one text, which costs nothing to load. examined: its text holds what only
    the whole site can check. meta, body: digests of what it says, wherever that stands in the file; text: of the file.
    """

    kind: str
    id: str
    path: str
    number: int
    title: str
    summary: str
    detail: str
    order: Order
    begins: Day | tuple[()]
    importance: int
    words: int
    appears: str
    draft: bool
    aliases: str
    named: str
    examined: bool
    meta: str
    body: str
    text: str

    @property
    def targets(self) -> tuple[str, ...]:
        """The ids that it refers to, each once."""
        return tuple(dict.fromkeys(line.partition("\t")[0] for line in self.named.split("\n")[1:-1]))

    @property
    def names(self) -> list[Name]:
        """What it refers to, each once: (id, kinds that it may be, field)."""
        parts = (line.split("\t") for line in self.named.split("\n")[1:-1])
        return [(target, tuple(kinds.split()), field) for target, kinds, field in parts]

    @property
    def face(self) -> tuple[object, ...]:
        """What lists and links show of it, and what puts it in its place there."""
        return self[:8]


def facts_of(document: Document, number: int, text: str, body: str) -> Facts:
    """The facts of a document. number: its place in its file; text, body: digests of all that the file says, and of
    what it says below its front matter."""
    meta = document.meta
    return Facts(
        kind=document.kind,
        id=document.id,
        path=document.place.path,
        number=number,
        title=title_of(meta),
        summary=summary_of(meta),
        detail=_detail(meta),
        order=_order(meta, document.place.path),
        begins=meta.date.earliest if isinstance(meta, Event) else (),
        importance=meta.importance if isinstance(meta, Event) else 0,
        words=_words(document.body) if document.body and document.kind in READ_FOR_MINUTES else 0,
        appears=_appears(meta),
        draft=meta.draft,
        aliases="\n".join(meta.aliases) if isinstance(meta, Addressed) else "",
        named=named(references(document)),
        examined=bool(document.body and _is_examined(document.body)),
        meta=digest(meta),
        body=body if document.body else "",
        text=text,
    )


def _words(body: Body) -> int:
    """How many words a text has, with those of its links."""
    links = [slot.label or slot.target.replace("-", " ") if isinstance(slot, LinkSlot) else "" for slot in body.slots]
    shown = "".join(chain.from_iterable(zip(body.fragments, (*links, ""), strict=True)))
    return len(TAG.sub(" ", shown).split())


def named(refs: Iterable[Ref]) -> str:
    """What references name, each once, as `Facts.named` holds it."""
    lines = dict.fromkeys(f"{ref.target}\t{' '.join(ref.kinds)}\t{ref.field}" for ref in refs)
    return "\n".join(("", *lines, "")) if lines else ""


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


def _detail(meta: Meta) -> str:
    match meta:
        case Person():
            return meta.role
        case Organisation():
            return meta.type
        case Term():
            return meta.expansion
        case Topic():
            return meta.accent
        case Dataset():
            return meta.file
        case SiteConfig():
            return "|".join(" ".join(asked) for asked in (meta.embeds, meta.cards, meta.cite))
        case _:
            return ""


def _order(meta: Meta, path: str) -> Order:
    """What a thing is sorted by among its kind; () where the order of the files holds."""
    match meta:
        case Topic() | Page():
            return meta.order, meta.id
        case Section():
            # The number before the file's name, and the path: 9 comes before 10.
            number = path.rpartition("/")[2].partition("-")[0]
            return (int(number) if number.isascii() and number.isdecimal() else 0, path)
        case Event():
            return meta.date.sort_key, meta.id
        case Source():
            return meta.publisher.casefold(), meta.id
        case Person():
            return meta.name.rpartition(" ")[2].casefold(), meta.id
        case Organisation():
            return meta.name.casefold(), meta.id
        case Term():
            return meta.term.casefold(), meta.id
        case _:
            return ()


def _appears(meta: Meta) -> str:
    """The day from which a thing is public, or "" where it is so at any time."""
    days = [meta.publish, meta.published if isinstance(meta, Topic) else ""]
    if isinstance(meta, Event) and meta.state == "happened":
        days.append(day_text(meta.date.earliest))
    if isinstance(meta, Claim):
        days.append(day_text(meta.as_of.earliest))
    return max(days)


def day_text(day: Day) -> str:
    """A day as 2025-12-05."""
    return f"{day[0]:04d}-{day[1]:02d}-{day[2]:02d}"


def references(document: Document) -> tuple[Ref, ...]:
    """Everything that a document refers to: fields first, then the text, in their order."""
    refs = [*document.refs, *(document.body.refs if document.body else ())]
    for slot in document.body.slots if document.body else ():
        if isinstance(slot, LinkSlot):
            refs.append(Ref(slot.place, slot.target, (), "link"))
        elif isinstance(slot, CiteSlot):
            refs += [Ref(place, source, ("source",), "citation") for place, source, _ in slot.citations]
    return tuple(refs)


def _is_examined(body: Body) -> bool:
    """Whether a text has blocks, links within its page, or anchors that the page itself has."""
    blocks = any(isinstance(slot, BlockSlot) for slot in body.slots)
    return blocks or bool(body.local_links) or not PAGE_ANCHORS.isdisjoint(body.anchors)
