"""What a template may see: the pieces of pages, from which the views of `core.layouts` are made.

Addresses (`url`) are relative to the site's root, "" being home; templates turn them into links with the
filter `url`, which knows the page they stand on. Texts are plain and escaped by the template; HTML stands only
in `Fragment.html`, which comes cleaned from the content floor. Dates are `Time` pieces to be printed in order.
"""

from typing import NamedTuple

from site_builder.core.chart import Chart


class Time(NamedTuple):
    """A piece of a date in words. machine: the value of `<time datetime>`, "" where HTML allows none."""

    text: str
    machine: str


When = tuple[Time, ...]


class Card(NamedTuple):
    """The public face of a thing on other pages. detail: its kind for readers, with a section's topic."""

    id: str
    kind: str
    detail: str
    title: str
    summary: str
    url: str


class TopicMark(NamedTuple):
    """A topic as a small mark: its short title and its accent's name."""

    id: str
    title: str
    url: str
    accent: str


class SourceView(NamedTuple):
    """A source in full.

    published: () where it is not known; external: the original's address or ""; kind_word and language_name are
    for readers.
    """

    id: str
    url: str
    title: str
    publisher: str
    short_name: str
    author: str
    published: When
    external: str
    archived: str
    accessed: When
    language: str
    language_name: str
    kind: str
    kind_word: str
    caution: str


class SourceLink(NamedTuple):
    """A source in a list beneath a claim, an event or a figure. has_caution: read it with care.

    number: in the references of the page, whose anchor there is "reference-" and the number; 0 where the page has none.
    """

    id: str
    url: str
    label: str
    title: str
    locator: str
    has_caution: bool
    number: int = 0


class Mark(NamedTuple):
    """One citation in running text. anchor: the mark's own id; label: the publisher, "" where the mark before has
    just named it; reference: anchor of the source in the references, which the mark opens in place;
    again: whether the section has cited it before."""

    number: int
    label: str
    locator: str
    anchor: str
    reference: str
    title: str
    again: bool


class Fragment(NamedTuple):
    """A piece of clean HTML."""

    html: str


class LinkView(NamedTuple):
    """A link to a thing. popover: id of the popover that its first use opens, "" for a plain link."""

    url: str
    label: str
    kind: str
    popover: str


class CiteView(NamedTuple):
    """The citations of one bracket."""

    marks: tuple[Mark, ...]


class KeyFigureView(NamedTuple):
    """A number with what it counts."""

    value: str
    label: str
    as_of: When
    sources: tuple[SourceLink, ...]
    topic: TopicMark | None


class CellView(NamedTuple):
    """A cell: text "" where nothing is known; sources for cells of a sources column.

    pad: what a number lacks to the longest fraction of its column, such as ".00": its place is left free, so that
    decimal points stand in line.
    """

    text: str
    sources: tuple[SourceLink, ...]
    pad: str


class ColumnView(NamedTuple):
    """A column's head. type: text, number, date or sources."""

    label: str
    type: str
    unit: str


class TableView(NamedTuple):
    """A table of data, rows as long as columns."""

    columns: tuple[ColumnView, ...]
    rows: tuple[tuple[CellView, ...], ...]


class ChartView(NamedTuple):
    """A chart with its table and sources. block: always "chart"."""

    block: str
    title: str
    description: str
    unit: str
    note: str
    chart: Chart
    table: TableView
    sources: tuple[SourceLink, ...]
    dataset: LinkView


class EmbedLink(NamedTuple):
    """What another site needs to show a thing in a frame. oembed: a whole address; code: the HTML to paste."""

    title: str
    url: str
    oembed: str
    code: str


class EntryView(NamedTuple):
    """An event on a timeline. uncertain: dashed; is_future: after "now"; state: happened, scheduled or cancelled."""

    id: str
    url: str
    title: str
    summary: str
    date: When
    uncertain: bool
    is_future: bool
    state: str
    importance: int
    topics: tuple[TopicMark, ...]
    people: tuple[LinkView, ...]
    sources: tuple[SourceLink, ...]


class YearView(NamedTuple):
    """The entries of one year (or decade), with its anchor, such as "y2025".

    gap: how many years before it on the page have no entry, 0 where they are few.
    """

    label: str
    anchor: str
    gap: int
    entries: tuple[EntryView, ...]


class TimelineView(NamedTuple):
    """A part of the chronology. block: always "timeline". now: id of the entry before which "now" stands, or ""."""

    block: str
    title: str
    years: tuple[YearView, ...]
    now: str


class VersionView(NamedTuple):
    """One side of a disputed claim."""

    text: str
    sources: tuple[SourceLink, ...]


class OutcomeView(NamedTuple):
    """What became of a statement. word: the result for readers, such as "Partly came true"."""

    result: str
    word: str
    text: str
    as_of: When
    sources: tuple[SourceLink, ...]
    claims: tuple[LinkView, ...]
    events: tuple[LinkView, ...]


class ClaimView(NamedTuple):
    """A claim with its status in words. publishers: how many different publishers stand behind it."""

    id: str
    url: str
    text: str
    status: str
    status_word: str
    as_of: When
    speaker: LinkView | None
    topic: TopicMark
    sources: tuple[SourceLink, ...]
    publishers: int
    note: str
    superseded_by: LinkView | None
    versions: tuple[VersionView, ...]
    outcome: OutcomeView | None


class ClaimsView(NamedTuple):
    """A part of the ledger. block: always "claims"."""

    block: str
    title: str
    claims: tuple[ClaimView, ...]


class FigureView(NamedTuple):
    """A picture. block: always "figure"; image: its address."""

    block: str
    image: str
    alt: str
    caption: str
    credit: str


class QuoteView(NamedTuple):
    """Somebody's words. block: always "quote"."""

    block: str
    text: str
    speaker: LinkView | None
    source: SourceLink
    language: str
    original: str


class KeyfactsView(NamedTuple):
    """A few numbers. block: always "keyfacts"."""

    block: str
    title: str
    facts: tuple[KeyFigureView, ...]


class CompareItemView(NamedTuple):
    """One side of a comparison."""

    heading: str
    text: str
    sources: tuple[SourceLink, ...]


class CompareView(NamedTuple):
    """Versions side by side. block: always "compare"."""

    block: str
    title: str
    items: tuple[CompareItemView, ...]


BlockView = ChartView | TimelineView | ClaimsView | FigureView | QuoteView | KeyfactsView | CompareView
Part = Fragment | LinkView | CiteView | BlockView
Prose = tuple[Part, ...]


class PopoverView(NamedTuple):
    """What a term or a name opens in place. kind: term, person or organisation."""

    id: str
    kind: str
    title: str
    detail: str
    text: str
    url: str


class ReferenceView(NamedTuple):
    """A source in a page's references. backlinks: anchors of the marks in the text that lead here."""

    number: int
    anchor: str
    source: SourceView
    backlinks: tuple[str, ...]


class ChangeView(NamedTuple):
    """An entry of a page's history. kind_word: such as "Correction"; page: whose it is, on the list of all."""

    date: When
    kind: str
    kind_word: str
    note: str
    sections: tuple[LinkView, ...]
    page: LinkView | None


class QuestionView(NamedTuple):
    """Something not yet known, or known since."""

    id: str
    url: str
    question: str
    asked: When
    topic: TopicMark
    detail: str
    resolve_by: LinkView | None
    answer: ClaimView | None
    sources: tuple[SourceLink, ...]
