"""The nouns of the site: every kind of thing an editor can write, as frozen values.

Each dataclass is at once the schema of its kind: field types carry how a value is read (`core.fields`), and
what it refers to. The docstring of a field's line is what `site-builder schema` tells an editor.
"""

from typing import Annotated, Literal

from site_builder.core.dates import When
from site_builder.core.fields import (
    ActorId,
    BaseAddress,
    CardKind,
    Cell,
    ClaimId,
    Day,
    EventId,
    Extras,
    FilePath,
    Filled,
    Flag,
    Former,
    Identifier,
    Importance,
    Key,
    Language,
    Levels,
    Status,
    Timezone,
    TopicId,
    WebAddress,
    Whole,
    Words,
)  # fmt: skip
from site_builder.core.parts import Citations, Exemption, Home, KeyFigure, Licence, Publisher, Theme, noun

Texts = tuple[Words, ...]
Accent = Literal["indigo", "teal", "crimson", "violet", "ochre", "forest", "slate", "plum"]


@noun
class Change:
    """One entry of a page's public history."""

    date: Day
    kind: Literal["major", "minor", "correction"]
    note: Words
    sections: tuple[Identifier, ...] = ()


@noun
class OtherName:
    """A name in another spelling or script."""

    text: Words
    language: Language


@noun
class Thing:
    """What everything has: an id, and whether it is published yet."""

    id: Identifier = ""
    draft: Flag = False
    publish: Day = ""


@noun
class Addressed(Thing):
    """What has a page of its own, and may have had another id or address."""

    aliases: tuple[Former, ...] = ()


@noun
class Topic(Addressed):
    """A subject with a question; its sections are the other files of its folder."""

    title: Words
    question: Words
    standfirst: Words
    order: Whole
    accent: Accent
    published: Day
    updated: Day
    as_of: When
    authors: Texts = ()
    key_figures: tuple[KeyFigure, ...] = ()
    changes: Annotated[tuple[Change, ...], Filled(1, "change")]


@noun
class Section(Thing):
    """A part of a topic: one sentence that stands alone, then the text."""

    title: Words
    summary: Words
    review_by: Day = ""
    updated: Day = ""


@noun
class Event(Addressed):
    """Something that happened, or is set to happen, at a date."""

    date: When
    title: Words
    summary: Words
    topics: Annotated[tuple[TopicId, ...], Filled(1, "topic")]
    people: tuple[ActorId, ...] = ()
    importance: Importance
    state: Literal["happened", "scheduled", "cancelled"] = "happened"
    sources: Annotated[Citations, Filled(1, "source")]
    x_timelinejs: Extras = ""


@noun
class Version:
    """One side of a disputed claim, with those who say it."""

    text: Words
    sources: Annotated[Citations, Filled(1, "source")]


@noun
class Outcome:
    """What became of something that was expected or stated."""

    result: Literal["happened", "partly", "not-happened", "changed", "unsupported", "unknown"]
    text: Words
    as_of: When
    sources: Annotated[Citations, Filled(1, "source")]
    claims: tuple[ClaimId, ...] = ()
    events: tuple[EventId, ...] = ()


@noun
class Claim(Addressed):
    """One sentence that can be right or wrong, with its status and its sources."""

    text: Words
    status: Status
    as_of: When
    topic: TopicId
    speaker: ActorId | None = None
    sources: Annotated[Citations, Filled(1, "source")]
    note: Words = ""
    superseded_by: ClaimId | None = None
    versions: tuple[Version, ...] = ()
    outcome: Outcome | None = None


@noun
class Source(Addressed):
    """A document that claims rest on."""

    title: Words
    publisher: Words
    short_name: Words = ""
    author: Words = ""
    published: When | None = None
    url: WebAddress = ""
    archived_url: WebAddress = ""
    accessed: Day = ""
    language: Language
    kind: Literal["primary", "news", "analysis", "reference"]
    caution: Words = ""


@noun
class Person(Addressed):
    """Somebody who acts or is quoted."""

    name: Words
    role: Words
    description: Words
    other_names: tuple[OtherName, ...] = ()
    sources: Annotated[Citations, Filled(1, "source")]


@noun
class Organisation(Addressed):
    """A state body, company or other organisation."""

    name: Words
    short_name: Words = ""
    type: Words
    description: Words
    other_names: tuple[OtherName, ...] = ()
    sources: Annotated[Citations, Filled(1, "source")]


@noun
class Term(Addressed):
    """A word that readers may not know."""

    term: Words
    expansion: Words = ""
    definition: Words
    sources: Annotated[Citations, Filled(1, "source")]


@noun
class Question(Thing):
    """Something that nobody knows yet."""

    question: Words
    asked: Day
    topic: TopicId
    detail: Words = ""
    resolve_by: EventId | None = None
    answer: ClaimId | None = None
    sources: Citations = ()


@noun
class Column:
    """A column of a table."""

    key: Key
    label: Words
    type: Literal["text", "number", "date", "sources"]
    unit: Words = ""


@noun
class Note:
    """A remark tied to one value of a chart's x column."""

    at: Words
    text: Words


@noun
class Dataset(Addressed):
    """A table that charts and their tables are drawn from; rows stand here or in a CSV file beside it."""

    title: Words
    description: Words
    unit: Words
    note: Words = ""
    as_of: When | None = None
    columns: Annotated[tuple[Column, ...], Filled(1, "column")]
    rows: tuple[tuple[Cell, ...], ...] = ()
    file: FilePath = ""
    annotations: tuple[Note, ...] = ()


@noun
class Page(Addressed):
    """A page about the site itself."""

    title: Words
    summary: Words
    order: Whole = 0


@noun
class SiteConfig(Thing):
    """The site as a whole."""

    schema: Whole = 1
    title: Words
    tagline: Words
    description: Words
    base_url: BaseAddress
    language: Language
    timezone: Timezone
    as_of: When | None = None
    as_of_note: Words = ""
    publisher: Publisher
    authors: Annotated[Texts, Filled(1, "author")]
    licence: Licence
    home: Home
    navigation: tuple[Identifier, ...] = ()
    changes: tuple[Change, ...] = ()
    embeds: tuple[Literal["chart", "claim", "event", "timeline"], ...] = ()
    cards: tuple[CardKind, ...] = ()
    cite: tuple[Literal["apa", "chicago", "harvard", "mla"], ...] = ()
    theme: Theme | None = None
    checks: Levels = ()
    exceptions: tuple[Exemption, ...] = ()


@noun
class Table(Thing):
    """The cells of a CSV file: header and rows, all of one length. lines: where each row ends in the file."""

    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    lines: tuple[int, ...]


Meta = (
    Topic | Section | Event | Claim | Source | Person | Organisation | Term | Question | Dataset | Page | SiteConfig
    | Table
)  # fmt: skip
