"""What the site says to machines: the views of the formats that `pages.formats` writes.

Addresses are whole (`https://…`), because nobody knows where a feed or a file is read. Moments are RFC 3339; dates of
the content stay EDTF, as the editor wrote them.
"""

from typing import NamedTuple

from site_builder.core.layouts import TopicView

# The layouts that need no template.
FORMATS = (
    "atom", "jsonfeed", "calendar", "data", "bibliography", "csv", "robots", "markdown", "contents", "schema",
    "redirect", "oembed",
)  # fmt: skip


class FeedPart(NamedTuple):
    """A part of an entry's content: a heading that may link, and a sentence."""

    title: str
    url: str
    text: str


class FeedEntry(NamedTuple):
    """An entry of a feed. id: never changes while the address of the thing stays; text: an opening sentence."""

    id: str
    url: str
    title: str
    published: str
    updated: str
    authors: tuple[str, ...]
    tags: tuple[str, ...]
    text: str
    parts: tuple[FeedPart, ...]


class FeedView(NamedTuple):
    """Layouts `atom` and `jsonfeed`. home: the page that the feed follows; own: its own address."""

    home: str
    own: str
    title: str
    subtitle: str
    language: str
    updated: str
    authors: tuple[str, ...]
    rights: str
    entries: tuple[FeedEntry, ...]


class CalendarEntry(NamedTuple):
    """An event of whole days. first: its first day, after: the day after its last, both as 20251205; status: of
    RFC 5545; stamp: when the record was last changed, as 20251205T120000Z; sequence: rises with every such change.
    """

    uid: str
    url: str
    title: str
    summary: str
    first: str
    after: str
    status: str
    stamp: str
    sequence: int
    categories: tuple[str, ...]


class CalendarView(NamedTuple):
    """Layout `calendar`."""

    title: str
    description: str
    language: str
    entries: tuple[CalendarEntry, ...]


class CitationRecord(NamedTuple):
    """A source with the place in it, "" for the whole."""

    source: str
    locator: str


class OutcomeRecord(NamedTuple):
    """What became of a statement."""

    result: str
    text: str
    as_of: str
    sources: tuple[CitationRecord, ...]
    claims: tuple[str, ...]
    events: tuple[str, ...]


class VersionRecord(NamedTuple):
    """One side of a disputed claim."""

    text: str
    sources: tuple[CitationRecord, ...]


class ClaimRecord(NamedTuple):
    """A claim of the ledger. as_of: EDTF."""

    id: str
    url: str
    text: str
    status: str
    as_of: str
    topic: str
    speaker: str | None
    sources: tuple[CitationRecord, ...]
    note: str
    superseded_by: str | None
    versions: tuple[VersionRecord, ...]
    outcome: OutcomeRecord | None


class EventRecord(NamedTuple):
    """An event of the timeline. date: EDTF; importance: 3 for turning points to 1 for details."""

    id: str
    url: str
    date: str
    title: str
    summary: str
    state: str
    importance: int
    topics: tuple[str, ...]
    people: tuple[str, ...]
    sources: tuple[CitationRecord, ...]


class DataView(NamedTuple):
    """Layout `data`: records with where they come from and on which terms they may be used. schema: its address."""

    schema: str
    title: str
    url: str
    publisher: str
    licence: str
    licence_url: str
    language: str
    as_of: str
    name: str
    records: tuple[ClaimRecord, ...] | tuple[EventRecord, ...]


class SchemaView(NamedTuple):
    """Layout `schema`: what the records of a `data` look like. url: its own address; name: "claims" or "events"."""

    url: str
    title: str
    name: str


class SourceRecord(NamedTuple):
    """A source for CSL-JSON. published, accessed: EDTF or ""."""

    id: str
    url: str
    title: str
    author: str
    publisher: str
    published: str
    accessed: str
    language: str
    kind: str
    caution: str


class SourcesView(NamedTuple):
    """Layout `bibliography`."""

    sources: tuple[SourceRecord, ...]


class CsvView(NamedTuple):
    """Layout `csv`: a table as text, rows as long as the header. numeric: which columns hold numbers."""

    header: tuple[str, ...]
    numeric: tuple[bool, ...]
    rows: tuple[tuple[str, ...], ...]


class RedirectView(NamedTuple):
    """A former address. former, today: addresses from the site's root; canonical: where the thing stands, whole."""

    language: str
    former: str
    today: str
    canonical: str


class OembedView(NamedTuple):
    """What a program needs to show a thing in a frame (https://oembed.com). Sizes in CSS pixels."""

    title: str
    author: str
    provider: str
    provider_url: str
    html: str
    width: int
    height: int


class RobotsView(NamedTuple):
    """Layout `robots`. sitemap: where it stands."""

    sitemap: str


class MarkdownView(NamedTuple):
    """Layout `markdown`: a topic in plain text. base: address of the site; url: whole address of the topic's page."""

    base: str
    url: str
    site_title: str
    publisher: str
    licence: str
    licence_url: str
    topic: TopicView


class ContentsView(NamedTuple):
    """Layout `contents`: what there is to read in plain text, as (heading, ((title, url, text), …))."""

    title: str
    summary: str
    note: str
    groups: tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...]
