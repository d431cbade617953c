"""Sources as readers meet them, and the apparatus of a page: its numbered references and its popovers."""

from collections.abc import Iterable

from site_builder.core import dates
from site_builder.core.documents import CiteSlot, LinkSlot
from site_builder.core.fields import split_citation
from site_builder.core.model import Source
from site_builder.core.slugs import address
from site_builder.core.views import (
    CiteView,
    LinkView,
    Mark,
    PopoverView,
    ReferenceView,
    SourceLink,
    SourceView,
    Time,
    When,
)
from site_builder.weave.graph import Site
from site_builder.weave.ledger import SOURCE_KINDS

LANGUAGES = {
    "ar": "Arabic", "bg": "Bulgarian", "bn": "Bengali", "de": "German", "en": "English", "es": "Spanish",
    "fr": "French", "hi": "Hindi", "id": "Indonesian", "is": "Icelandic", "it": "Italian", "ja": "Japanese",
    "pl": "Polish", "pt": "Portuguese", "ru": "Russian", "ta": "Tamil", "tr": "Turkish", "uk": "Ukrainian",
    "ur": "Urdu", "zh": "Chinese",
}  # fmt: skip
POPOVER_KINDS = {"term", "person", "organisation"}


def when(value: dates.When | None) -> When:
    """A date as pieces to print; () where it is not known."""
    return tuple(Time(text, machine) for text, machine in dates.html_datetime(value)) if value else ()


def day(text: str) -> When:
    """A calendar day as pieces to print; () for ""."""
    return when(dates.parse(text)) if text else ()


def short_name(source: Source) -> str:
    """The publisher in a word or two."""
    name = source.short_name or source.publisher.partition(" (")[0].partition(" / ")[0].partition(",")[0]
    return name.strip()


def source_view(site: Site, identifier: str) -> SourceView:
    """A source in full."""
    return site.remember(_source_view, identifier)


def _source_view(site: Site, identifier: str) -> SourceView:
    source = site.get(identifier, Source)
    return SourceView(
        id=source.id,
        url=address("source", source.id),
        title=source.title,
        publisher=source.publisher,
        short_name=short_name(source),
        author=source.author,
        published=when(source.published),
        external=source.url,
        archived=source.archived_url,
        accessed=day(source.accessed),
        language=source.language,
        language_name=LANGUAGES.get(source.language.partition("-")[0], source.language),
        kind=source.kind,
        kind_word=SOURCE_KINDS[source.kind][0],
        caution=source.caution,
    )


def source_links(site: Site, citations: Iterable[str]) -> tuple[SourceLink, ...]:
    """The sources of a list of citations, in its order."""
    links = []
    for citation in citations:
        identifier, locator = split_citation(citation)
        link = site.remember(_source_link, identifier)
        links.append(link._replace(locator=locator) if locator else link)
    return tuple(links)


def _source_link(site: Site, identifier: str) -> SourceLink:
    source = site.get(identifier, Source)
    url = address("source", identifier)
    return SourceLink(identifier, url, short_name(source), source.title, "", bool(source.caution))


class Apparatus:
    """The notes of one page while it is planned: who is cited, in which order, and what opens in place.

    It grows as the page's parts are woven in reading order, so that numbers rise down the page.
    """

    def __init__(self, site: Site, own_id: str) -> None:
        self.site, self.own_id = site, own_id
        self.anchors_by_source: dict[str, list[str]] = {}
        self.numbers: dict[str, int] = {}
        self.popovers_by_id: dict[str, PopoverView] = {}
        self.opened: set[str] = set()
        self.cited: set[str] = set()
        self.charts = 0

    def begin_section(self) -> None:
        """From here on a term's first use opens its popover again, and a source is cited for the first time."""
        self.opened, self.cited = set(), set()

    def number(self, source: str) -> int:
        """The number of a source on this page; the first to ask gives it one."""
        self.anchors_by_source.setdefault(source, [])
        return self.numbers.setdefault(source, len(self.numbers) + 1)

    def cite(self, slot: CiteSlot) -> CiteView:
        """The marks of one bracket: each names its publisher, unless the one before it has just done so."""
        marks: list[Mark] = []
        before = ""
        for _, identifier, locator in slot.citations:
            source = source_view(self.site, identifier)
            number = self.number(identifier)
            anchors = self.anchors_by_source[identifier]
            anchors.append(f"cite-{number}-{len(anchors) + 1}")
            again = identifier in self.cited
            self.cited.add(identifier)
            name = source.short_name
            label, before = ("" if name == before else name), name
            marks.append(Mark(number, label, locator, anchors[-1], f"reference-{number}", source.title, again))
        return CiteView(tuple(marks))

    def note(self, citations: Iterable[str]) -> tuple[SourceLink, ...]:
        """Sources of a list or a box: they join the references without a mark in the text, and link to them."""
        return tuple(link._replace(number=self.number(link.id)) for link in source_links(self.site, citations))

    def link(self, slot: LinkSlot) -> LinkView:
        """A link, which opens a popover where it is the first of its thing in this section."""
        one = self.site.face(slot.target)
        assert one is not None
        label = slot.label or one.title
        url = address(one.kind, slot.target)
        if one.kind not in POPOVER_KINDS or slot.target in self.opened or slot.target == self.own_id:
            return LinkView(url, label, one.kind, "")
        self.opened.add(slot.target)
        popover = PopoverView(f"about-{slot.target}", one.kind, one.title, one.detail, one.summary, url)
        self.popovers_by_id[popover.id] = popover
        return LinkView(url, label, one.kind, popover.id)

    def next_chart(self) -> str:
        """An id for the page's next chart."""
        self.charts += 1
        return f"chart-{self.charts}"

    def references(self) -> tuple[ReferenceView, ...]:
        """The page's sources in the order of their numbers."""
        return tuple(
            ReferenceView(
                number=number,
                anchor=f"reference-{number}",
                source=source_view(self.site, identifier),
                backlinks=tuple(anchors),
            )
            for number, (identifier, anchors) in enumerate(self.anchors_by_source.items(), 1)
        )

    def popovers(self) -> tuple[PopoverView, ...]:
        """What terms and names on the page open, in the order of first use."""
        return tuple(self.popovers_by_id.values())


class Unnumbered(Apparatus):
    """The notes of a page without references: its sources lead to their own pages."""

    def note(self, citations: Iterable[str]) -> tuple[SourceLink, ...]:
        """Sources of a list or a box."""
        return source_links(self.site, citations)
