"""Running text: bodies with their links, citations and blocks resolved."""

from collections.abc import Callable, Iterable, Iterator
from collections.abc import Set as AbstractSet
from typing import Any

from site_builder.core.blocks import (
    ChartBlock,
    ClaimsBlock,
    CompareBlock,
    FigureBlock,
    KeyfactsBlock,
    QuoteBlock,
    TimelineBlock,
)
from site_builder.core.documents import BlockSlot, Body, CiteSlot, Document, LinkSlot
from site_builder.core.model import Claim, KeyFigure
from site_builder.core.problems import Problem, did_you_mean, error
from site_builder.core.views import (
    BlockView,
    ClaimsView,
    CompareItemView,
    CompareView,
    FigureView,
    Fragment,
    KeyfactsView,
    KeyFigureView,
    Part,
    Prose,
    QuoteView,
    TimelineView,
)
from site_builder.weave import datasets, timeline
from site_builder.weave.citations import Apparatus, when
from site_builder.weave.claims import claim_view
from site_builder.weave.graph import Site
from site_builder.weave.timeline import link_to, topic_mark


def prose(site: Site, body: Body | None, apparatus: Apparatus) -> Prose:
    """A body as parts to print in order; () where there is no text."""
    if body is None or (not body.slots and not body.fragments[0].strip()):
        return ()
    parts: list[Part] = []
    for fragment, slot in zip(body.fragments, (*body.slots, None), strict=True):
        if fragment:
            parts.append(Fragment(fragment))
        match slot:
            case LinkSlot():
                parts.append(apparatus.link(slot))
            case CiteSlot():
                parts.append(apparatus.cite(slot))
            case BlockSlot():
                parts.append(BLOCKS[type(slot.block)](site, slot.block, apparatus))
    return tuple(parts)


def _chart(site: Site, block: ChartBlock, apparatus: Apparatus) -> BlockView:
    return datasets.chart_view(site, block, apparatus)


def _timeline(site: Site, block: TimelineBlock, apparatus: Apparatus) -> TimelineView:
    events = timeline.select(site, block.topic, block.events, block.importance, block.since, block.until)
    for event in events:
        apparatus.note(event.sources)
    return timeline.timeline(site, events, block.title)


def _claims(site: Site, block: ClaimsBlock, apparatus: Apparatus) -> ClaimsView:
    chosen = _chosen(site, block)
    for claim in chosen:
        apparatus.note(claim.sources)
    return ClaimsView("claims", block.title, tuple(claim_view(site, claim) for claim in chosen))


def _chosen(site: Site, block: ClaimsBlock) -> list[Claim]:
    """The claims that a block asks for; those that it names stand in its order."""
    chosen = [
        claim
        for claim in site.claims
        if (block.topic is None or claim.topic == block.topic)
        and (not block.claims or claim.id in block.claims)
        and (not block.status or claim.status in block.status)
        and (not block.outcomes or claim.outcome is not None)
    ]
    if block.claims:
        chosen.sort(key=lambda claim: block.claims.index(claim.id))
    return chosen


def _figure(_site: Site, block: FigureBlock, _apparatus: Apparatus) -> FigureView:
    return FigureView("figure", f"static/{block.image}", block.alt, block.caption, block.credit)


def _quote(site: Site, block: QuoteBlock, apparatus: Apparatus) -> QuoteView:
    speaker = link_to(site, block.speaker) if block.speaker else None
    return QuoteView("quote", block.text, speaker, apparatus.note((block.source,))[0], block.language, block.original)


def _keyfacts(_site: Site, block: KeyfactsBlock, apparatus: Apparatus) -> KeyfactsView:
    facts = tuple(KeyFigureView(fact.value, fact.label, (), apparatus.note(fact.sources), None) for fact in block.facts)
    return KeyfactsView("keyfacts", block.title, facts)


def _compare(_site: Site, block: CompareBlock, apparatus: Apparatus) -> CompareView:
    items = tuple(CompareItemView(item.heading, item.text, apparatus.note(item.sources)) for item in block.items)
    return CompareView("compare", block.title, items)


BLOCKS: dict[type[Any], Callable[[Site, Any, Apparatus], BlockView]] = {
    ChartBlock: _chart,
    TimelineBlock: _timeline,
    ClaimsBlock: _claims,
    FigureBlock: _figure,
    QuoteBlock: _quote,
    KeyfactsBlock: _keyfacts,
    CompareBlock: _compare,
}


def key_figures(site: Site, figures: tuple[KeyFigure, ...], apparatus: Apparatus) -> tuple[KeyFigureView, ...]:
    """Numbers with what they count, their sources noted in the page's references."""
    return tuple(
        KeyFigureView(
            figure.value,
            figure.label,
            when(figure.as_of),
            apparatus.note(figure.sources),
            topic_mark(site, figure.topic) if figure.topic else None,
        )
        for figure in figures
    )


def check(site: Site, assets: frozenset[str]) -> Iterator[Problem]:
    """What is wrong inside texts that only the whole site can tell: charts, pictures, local links.

    assets: paths of the site's static files, such as "static/images/map.svg".
    """
    yield from _clashes(site)
    for document in site.documents_by_id.values():
        for slot in document.body.slots if document.body else ():
            if not isinstance(slot, BlockSlot):
                continue
            if isinstance(slot.block, ChartBlock):
                faults = list(datasets.check_chart(site, slot.block, slot.place))
                yield from faults
                chosen = site.documents_by_id.get(slot.block.data)
                if not faults and chosen is not None and chosen.kind == "dataset":
                    yield from datasets.check_rows(site, slot.block, slot.place)
            elif isinstance(slot.block, FigureBlock) and f"static/{slot.block.image}" not in assets:
                pictures = [path for path in assets if not path.endswith((".css", ".js"))]
                hint = did_you_mean(f"static/{slot.block.image}", pictures) or "`image` is a path below static/"
                yield error(slot.place, "no-image", f'there is no file "static/{slot.block.image}"', hint)
            elif isinstance(slot.block, TimelineBlock | ClaimsBlock):
                yield from _empty(site, slot.block, slot)
        yield from _local_links(site, document)


def _empty(site: Site, block: TimelineBlock | ClaimsBlock, slot: BlockSlot) -> Iterator[Problem]:
    known = [
        *(block.claims if isinstance(block, ClaimsBlock) else block.events),
        *([block.topic] if block.topic else []),
    ]
    if site.lost or any(identifier not in site.documents_by_id for identifier in known):
        return
    if isinstance(block, TimelineBlock):
        found = bool(timeline.select(site, block.topic, block.events, block.importance, block.since, block.until))
    else:
        found = bool(_chosen(site, block))
    if not found:
        what = "event" if isinstance(block, TimelineBlock) else "claim"
        yield error(slot.place, "empty-block", f"no {what} fits this block", "widen what it asks for, or take it out")


def _local_links(site: Site, document: Document) -> Iterator[Problem]:
    """Links to anchors of the same page that are not there."""
    if document.body is None or not document.body.local_links:
        return
    if document.kind == "section":
        anchors = TOPIC_ANCHORS | {anchor for anchor, _ in _topic_anchors(site, document.id.partition("/")[0])}
    else:
        anchors = PAGE_ANCHORS | set(document.body.anchors)
    for place, anchor in document.body.local_links:
        if anchor not in anchors:
            message = f'nothing on this page is called "#{anchor}"'
            yield error(place, "unknown-anchor", message, did_you_mean(anchor, anchors))


def _topic_anchors(site: Site, topic: str) -> Iterator[tuple[str, Document]]:
    """The anchors of a topic's page, in its order: its sections, and what its texts hold."""
    for thing in (topic, *(section.id for section in site.sections_by_topic.get(topic, ()))):
        document = site.documents_by_id.get(thing)
        if document is None:
            continue
        if document.kind == "section":
            yield thing.partition("/")[2], document
        for anchor in document.body.anchors if document.body else ():
            yield anchor, document


def _clashes(site: Site) -> Iterator[Problem]:
    """Anchors that two places of one page would share; a link to them could only find the first."""
    for topic in site.topics:
        yield from _shared(_topic_anchors(site, topic.id), TOPIC_ANCHORS)
    for document in site.documents_by_id.values():
        if document.kind not in {"topic", "section"} and document.body is not None:
            yield from _shared(((anchor, document) for anchor in document.body.anchors), PAGE_ANCHORS)


def _shared(anchors: Iterable[tuple[str, Document]], taken: AbstractSet[str]) -> Iterator[Problem]:
    first: dict[str, str] = dict.fromkeys(taken, "the page itself")
    for anchor, document in anchors:
        if anchor in first:
            message = f'"#{anchor}" is already an anchor of this page, in {first[anchor]}'
            hint = "rename the file, or the heading; an anchor of one's own is written {#name} behind a heading"
            yield error(document.place, "duplicate-anchor", message, hint)
        first[anchor] = document.place.path


# Anchors that the layouts themselves use; they are part of the site's addresses.
PAGE_ANCHORS = {"main", "references"}
TOPIC_ANCHORS = PAGE_ANCHORS | {"claims", "timeline", "who", "questions", "changes"}
