"""The views of the page layouts: what the template `<layout>.html` sees as `view`, all of it and nothing else.

The pieces they are made of, and the `frame` that every page has, stand in `core.views`.
"""

from typing import NamedTuple

from site_builder.core.views import (
    Card,
    ChangeView,
    ChartView,
    ClaimView,
    EmbedLink,
    EntryView,
    KeyFigureView,
    LinkView,
    PopoverView,
    Prose,
    QuestionView,
    ReferenceView,
    SourceLink,
    SourceView,
    TableView,
    TimelineView,
    TopicMark,
    When,
)


class AnswerView(NamedTuple):
    """One sentence of the short answer."""

    text: str
    topic: TopicMark
    sources: tuple[SourceLink, ...]


class TopicCardView(NamedTuple):
    """A topic on the home page and on the list of topics."""

    mark: TopicMark
    question: str
    standfirst: str
    updated: When
    sections: tuple[LinkView, ...]
    minutes: int


class OutcomeGroupView(NamedTuple):
    """The statements of which the same became. word: the result for readers."""

    result: str
    word: str
    claims: tuple[ClaimView, ...]


class HomeView(NamedTuple):
    """Layout `home`. outcomes: what the site's configuration chose of "expected, then what happened"."""

    question: str
    standfirst: str
    as_of: When
    answers: tuple[AnswerView, ...]
    key_figures: tuple[KeyFigureView, ...]
    outcomes: tuple[OutcomeGroupView, ...]
    topics: tuple[TopicCardView, ...]
    latest: tuple[EntryView, ...]
    upcoming: tuple[EntryView, ...]
    questions: tuple[QuestionView, ...]
    changes: tuple[ChangeView, ...]


class TopicsView(NamedTuple):
    """Layout `topics`: all topics."""

    topics: tuple[TopicCardView, ...]


class SectionView(NamedTuple):
    """A section of a topic. id: its anchor; headings: (anchor, text) of the headings of level 3 in it."""

    id: str
    title: str
    summary: str
    prose: Prose
    updated: When
    headings: tuple[tuple[str, str], ...]


class ClaimGroupView(NamedTuple):
    """The claims of one status."""

    status: str
    status_word: str
    meaning: str
    claims: tuple[ClaimView, ...]


class TopicView(NamedTuple):
    """Layout `topic`. minutes: reading time; primary: how many of the sources are primary."""

    mark: TopicMark
    question: str
    standfirst: str
    prose: Prose
    authors: tuple[str, ...]
    published: When
    updated: When
    as_of: When
    minutes: int
    source_count: int
    primary: int
    key_figures: tuple[KeyFigureView, ...]
    sections: tuple[SectionView, ...]
    claims: tuple[ClaimGroupView, ...]
    timeline: TimelineView
    people: tuple[Card, ...]
    questions: tuple[QuestionView, ...]
    references: tuple[ReferenceView, ...]
    popovers: tuple[PopoverView, ...]
    changes: tuple[ChangeView, ...]
    previous: TopicMark | None
    next: TopicMark | None


class BarView(NamedTuple):
    """A bar of the drawn overview: a year with how many events it has.

    share: of the fullest year, 0 to 100; weighty: the part of that which turning points have; gap: as of its year;
    is_future: whether all of it is still to come.
    """

    label: str
    anchor: str
    total: int
    share: int
    weighty: int
    gap: int
    is_future: bool


class ChronologyView(NamedTuple):
    """Layout `chronology`: the timeline whole, newest first, or of one topic.

    order: oldest or newest first; topics: marks to filter by, one for each accent (empty on a topic's own timeline);
    orders: the links to the other order and to the topics' timelines.
    """

    title: str
    order: str
    topic: TopicMark | None
    timeline: TimelineView
    overview: tuple[BarView, ...]
    topics: tuple[TopicMark, ...]
    other_order: LinkView
    by_topic: tuple[LinkView, ...]
    total: int
    embeds: tuple[EmbedLink, ...]


class EventView(NamedTuple):
    """Layout `event`. mentions: pages that speak of it."""

    entry: EntryView
    prose: Prose
    references: tuple[ReferenceView, ...]
    popovers: tuple[PopoverView, ...]
    claims: tuple[ClaimView, ...]
    mentions: tuple[Card, ...]
    previous: Card | None
    next: Card | None
    embeds: tuple[EmbedLink, ...]


class LedgerView(NamedTuple):
    """Layout `ledger`: all claims by status, and what was expected with what happened."""

    outcomes: tuple[OutcomeGroupView, ...]
    groups: tuple[ClaimGroupView, ...]
    total: int


class ClaimPageView(NamedTuple):
    """Layout `claim`. replaces: claims that this one superseded."""

    claim: ClaimView
    meaning: str
    sources: tuple[SourceView, ...]
    replaces: tuple[LinkView, ...]
    mentions: tuple[Card, ...]
    embeds: tuple[EmbedLink, ...]


class ActorsView(NamedTuple):
    """Layout `actors`: all people or all organisations, in groups of (heading, cards)."""

    title: str
    summary: str
    cards: tuple[Card, ...]
    other: LinkView


class ActorView(NamedTuple):
    """Layout `actor`: a person or an organisation. role: role or type; other_names: (text, language)."""

    name: str
    kind: str
    role: str
    description: str
    other_names: tuple[tuple[str, str], ...]
    prose: Prose
    entries: tuple[EntryView, ...]
    claims: tuple[ClaimView, ...]
    mentions: tuple[Card, ...]
    sources: tuple[SourceView, ...]
    references: tuple[ReferenceView, ...]
    popovers: tuple[PopoverView, ...]


class TermView(NamedTuple):
    """Layout `term`."""

    term: str
    expansion: str
    definition: str
    prose: Prose
    mentions: tuple[Card, ...]
    sources: tuple[SourceView, ...]
    references: tuple[ReferenceView, ...]
    popovers: tuple[PopoverView, ...]


class GlossaryView(NamedTuple):
    """Layout `glossary`: (first letter, its terms as (id, url, term, expansion, definition))."""

    letters: tuple[tuple[str, tuple[tuple[str, str, str, str, str], ...]], ...]


class SourceRowView(NamedTuple):
    """A source on the register, with how many claims, events and texts rest on it."""

    source: SourceView
    uses: int


class RegisterView(NamedTuple):
    """Layout `register`: all sources by kind, as (kind, word, meaning, rows)."""

    groups: tuple[tuple[str, str, str, tuple[SourceRowView, ...]], ...]
    total: int


class SourcePageView(NamedTuple):
    """Layout `source`, with everything that rests on it."""

    source: SourceView
    meaning: str
    claims: tuple[ClaimView, ...]
    entries: tuple[EntryView, ...]
    mentions: tuple[Card, ...]


class QuestionsView(NamedTuple):
    """Layout `questions`: what is not known, and what has been answered."""

    open: tuple[QuestionView, ...]
    answered: tuple[QuestionView, ...]


class ChangesView(NamedTuple):
    """Layout `changes`: every change of every page, newest first."""

    changes: tuple[ChangeView, ...]
    corrections: int


class DatasetsView(NamedTuple):
    """Layout `datasets`: all tables."""

    cards: tuple[Card, ...]


class DatasetView(NamedTuple):
    """Layout `dataset`."""

    title: str
    description: str
    unit: str
    note: str
    as_of: When
    table: TableView
    mentions: tuple[Card, ...]
    embeds: tuple[EmbedLink, ...]


class PageView(NamedTuple):
    """Layout `page`: a page about the site. others: its sister pages."""

    title: str
    summary: str
    prose: Prose
    references: tuple[ReferenceView, ...]
    popovers: tuple[PopoverView, ...]
    others: tuple[LinkView, ...]


class NotFoundView(NamedTuple):
    """Layout `404`."""

    topics: tuple[TopicMark, ...]


class SitemapView(NamedTuple):
    """Layout `sitemap.xml`: (absolute address, day of the last change or "") of each page."""

    pages: tuple[tuple[str, str], ...]


class EmbedView(NamedTuple):
    """Layout `embed`: one thing for a frame on another site.

    url, canonical: of the page where it stands. Only what it shows is there: an event, a claim, the charts of one
    dataset in one text, or a timeline. left_out: how many events of the timeline are not shown.
    """

    url: str
    canonical: str
    entry: EntryView | None
    claim: ClaimView | None
    charts: tuple[ChartView, ...]
    timeline: TimelineView | None
    left_out: int


class IndexGroupView(NamedTuple):
    """The things of a kind. url: of their own list, or ""; total: of them; links: () where they are too many."""

    kind: str
    label: str
    url: str
    total: int
    links: tuple[LinkView, ...]


class SearchView(NamedTuple):
    """Layout `search`: the index of all things, which the search stands above. topics: each with its sections."""

    topics: tuple[tuple[LinkView, tuple[LinkView, ...]], ...]
    groups: tuple[IndexGroupView, ...]


class CitedRecord(NamedTuple):
    """What is cited. within: the title of the whole that it is part of, or ""; updated: a day; url: whole."""

    title: str
    within: str
    authors: tuple[str, ...]
    updated: str
    url: str
    language: str


class CitedView(NamedTuple):
    """Layout `cite`: how a page is cited. url: of the page; styles: as `cite` in site.yaml names them."""

    url: str
    title: str
    record: CitedRecord
    styles: tuple[str, ...]


class CardView(NamedTuple):
    """Layout `card`: a social card. kicker: what stands above the title, or ""; note: at its foot, or ""."""

    kicker: str
    title: str
    note: str
