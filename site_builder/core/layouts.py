"""The views of the page layouts: what the template `<layout>.html` sees as `view`, all of it and nothing else.

The pieces they are made of, and the `frame` that every page has, stand in `core.views`.
"""

from dataclasses import dataclass

from site_builder.core.views import (
    Card,
    ChangeView,
    ClaimView,
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


@dataclass(frozen=True, slots=True)
class AnswerView:
    """One sentence of the short answer."""

    text: str
    topic: TopicMark
    sources: tuple[SourceLink, ...]


@dataclass(frozen=True, slots=True)
class TopicCardView:
    """A topic on the home page and on the list of topics."""

    mark: TopicMark
    question: str
    standfirst: str
    updated: When
    sections: tuple[LinkView, ...]
    minutes: int


@dataclass(frozen=True, slots=True)
class HomeView:
    """Layout `home`."""

    question: str
    standfirst: str
    as_of: When
    answers: tuple[AnswerView, ...]
    key_figures: tuple[KeyFigureView, ...]
    expected: tuple[ClaimView, ...]
    topics: tuple[TopicCardView, ...]
    latest: tuple[EntryView, ...]
    upcoming: tuple[EntryView, ...]
    questions: tuple[QuestionView, ...]
    changes: tuple[ChangeView, ...]


@dataclass(frozen=True, slots=True)
class TopicsView:
    """Layout `topics`: all topics."""

    topics: tuple[TopicCardView, ...]


@dataclass(frozen=True, slots=True)
class SectionView:
    """A section of a topic. id: its anchor; headings: (anchor, text) of the headings of level 3 in it."""

    id: str
    title: str
    summary: str
    prose: Prose
    updated: When
    headings: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ClaimGroupView:
    """The claims of one status."""

    status: str
    status_word: str
    meaning: str
    claims: tuple[ClaimView, ...]


@dataclass(frozen=True, slots=True)
class TopicView:
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


@dataclass(frozen=True, slots=True)
class BarView:
    """A bar of the drawn overview: a year with how many events it has; share: of the fullest year, 0 to 100."""

    label: str
    anchor: str
    count: int
    share: int


@dataclass(frozen=True, slots=True)
class ChronologyView:
    """Layout `chronology`: the timeline whole, newest first, or of one topic.

    order: oldest or newest first; topics: marks to filter by (empty on a topic's own timeline);
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
    count: int


@dataclass(frozen=True, slots=True)
class EventView:
    """Layout `event`. mentions: pages that speak of it."""

    entry: EntryView
    prose: Prose
    references: tuple[ReferenceView, ...]
    popovers: tuple[PopoverView, ...]
    claims: tuple[ClaimView, ...]
    mentions: tuple[Card, ...]
    previous: Card | None
    next: Card | None


@dataclass(frozen=True, slots=True)
class LedgerView:
    """Layout `ledger`: all claims by status, and what was expected with what happened.

    tally: (result, word, how many) over the claims that have an outcome.
    """

    expected: tuple[ClaimView, ...]
    tally: tuple[tuple[str, str, int], ...]
    groups: tuple[ClaimGroupView, ...]
    count: int


@dataclass(frozen=True, slots=True)
class ClaimPageView:
    """Layout `claim`. replaces: claims that this one superseded."""

    claim: ClaimView
    meaning: str
    sources: tuple[SourceView, ...]
    replaces: tuple[LinkView, ...]
    mentions: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class ActorsView:
    """Layout `actors`: all people or all organisations, in groups of (heading, cards)."""

    title: str
    summary: str
    cards: tuple[Card, ...]
    other: LinkView


@dataclass(frozen=True, slots=True)
class ActorView:
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


@dataclass(frozen=True, slots=True)
class TermView:
    """Layout `term`."""

    term: str
    expansion: str
    definition: str
    prose: Prose
    mentions: tuple[Card, ...]
    sources: tuple[SourceView, ...]
    references: tuple[ReferenceView, ...]
    popovers: tuple[PopoverView, ...]


@dataclass(frozen=True, slots=True)
class GlossaryView:
    """Layout `glossary`: (first letter, its terms as (id, url, term, expansion, definition))."""

    letters: tuple[tuple[str, tuple[tuple[str, str, str, str, str], ...]], ...]


@dataclass(frozen=True, slots=True)
class SourceRowView:
    """A source on the register, with how many claims, events and texts rest on it."""

    source: SourceView
    uses: int


@dataclass(frozen=True, slots=True)
class RegisterView:
    """Layout `register`: all sources by kind, as (kind, word, meaning, rows)."""

    groups: tuple[tuple[str, str, str, tuple[SourceRowView, ...]], ...]
    count: int


@dataclass(frozen=True, slots=True)
class SourcePageView:
    """Layout `source`, with everything that rests on it."""

    source: SourceView
    meaning: str
    claims: tuple[ClaimView, ...]
    entries: tuple[EntryView, ...]
    mentions: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class QuestionsView:
    """Layout `questions`: what is not known, and what has been answered."""

    open: tuple[QuestionView, ...]
    answered: tuple[QuestionView, ...]


@dataclass(frozen=True, slots=True)
class ChangesView:
    """Layout `changes`: every change of every page, newest first."""

    changes: tuple[ChangeView, ...]
    corrections: int


@dataclass(frozen=True, slots=True)
class DatasetsView:
    """Layout `datasets`: all tables."""

    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class DatasetView:
    """Layout `dataset`."""

    title: str
    description: str
    unit: str
    note: str
    as_of: When
    table: TableView
    mentions: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class PageView:
    """Layout `page`: a page about the site. others: its sister pages."""

    title: str
    summary: str
    prose: Prose
    references: tuple[ReferenceView, ...]
    popovers: tuple[PopoverView, ...]
    others: tuple[LinkView, ...]


@dataclass(frozen=True, slots=True)
class NotFoundView:
    """Layout `404`."""

    topics: tuple[TopicMark, ...]


@dataclass(frozen=True, slots=True)
class SitemapView:
    """Layout `sitemap.xml`: (absolute address, day of the last change or "") of each page."""

    pages: tuple[tuple[str, str], ...]
