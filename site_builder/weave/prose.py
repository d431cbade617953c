"""Running text: bodies with their links, citations and blocks resolved."""

from collections.abc import Callable, Collection, Iterable, Iterator
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
from site_builder.core.documents import BlockSlot, Body, CiteSlot, LinkSlot
from site_builder.core.model import Claim
from site_builder.core.parts import KeyFigure
from site_builder.core.problems import Place, Problem, did_you_mean, error, first
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
from site_builder.weave.citations import Apparatus, source_links, when
from site_builder.weave.claims import noted
from site_builder.weave.facts import PAGE_ANCHORS
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
    return ClaimsView("claims", block.title, tuple(noted(site, claim, apparatus) for claim in chosen))


def _chosen(site: Site, block: ClaimsBlock) -> list[Claim]:
    """The claims that a block asks for; those that it names stand in its order."""
    asked = site.naming(block.topic, "claim", "topic") if block.topic is not None else site.ids("claim")
    wanted = (identifier for identifier in asked if not block.claims or identifier in block.claims)
    chosen = [
        claim
        for claim in (site.get(identifier, Claim) for identifier in wanted)
        if (not block.status or claim.status in block.status) and (not block.outcomes or claim.outcome is not None)
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


def key_figures(site: Site, figures: tuple[KeyFigure, ...], apparatus: Apparatus | None) -> tuple[KeyFigureView, ...]:
    """Numbers with what they count, their sources noted in the page's references; None where it has none."""
    return tuple(
        KeyFigureView(
            figure.value,
            figure.label,
            when(figure.as_of),
            apparatus.note(figure.sources) if apparatus else source_links(site, figure.sources),
            topic_mark(site, figure.topic) if figure.topic else None,
        )
        for figure in figures
    )


def check(site: Site, identifier: str, anchors: Collection[str]) -> Iterator[Problem]:
    """What is wrong inside a text that only the whole site can tell: charts, pictures, links within the page.

    anchors: of the whole page that the text stands on.
    """
    body = site.body(identifier)
    if body is None:
        return
    for slot in body.slots:
        if isinstance(slot, BlockSlot):
            yield from _check_block(site, slot)
    yield from first(_lost_anchor(*link, anchors) for link in body.local_links if link[1] not in anchors)


def _lost_anchor(place: Place, anchor: str, anchors: Collection[str]) -> Problem:
    message = f'nothing on this page is called "#{anchor}"'
    return error(place, "unknown-anchor", message, did_you_mean(anchor, anchors))


def _check_block(site: Site, slot: BlockSlot) -> Iterator[Problem]:
    block = slot.block
    if isinstance(block, ChartBlock):
        faults = list(datasets.check_chart(site, block, slot.place))
        yield from faults
        chosen = site.face(block.data)
        if not faults and chosen is not None and chosen.kind == "dataset":
            yield from datasets.check_rows(site, block, slot.place)
    elif isinstance(block, FigureBlock) and not site.has_asset(f"static/{block.image}"):
        pictures = [path for path in site.assets() if not path.endswith((".css", ".js"))]
        hint = did_you_mean(f"static/{block.image}", pictures) or "`image` is a path below static/"
        yield error(slot.place, "no-image", f'there is no file "static/{block.image}"', hint)
    elif isinstance(block, TimelineBlock | ClaimsBlock):
        yield from _empty(site, block, slot)


def _empty(site: Site, block: TimelineBlock | ClaimsBlock, slot: BlockSlot) -> Iterator[Problem]:
    known = [
        *(block.claims if isinstance(block, ClaimsBlock) else block.events),
        *([block.topic] if block.topic else []),
    ]
    if site.lost or any(site.face(identifier) is None for identifier in known):
        return
    if isinstance(block, TimelineBlock):
        found = bool(timeline.select(site, block.topic, block.events, block.importance, block.since, block.until))
    else:
        found = bool(_chosen(site, block))
    if not found:
        what = "event" if isinstance(block, TimelineBlock) else "claim"
        yield error(slot.place, "empty-block", f"no {what} fits this block", "widen what it asks for, or take it out")


def check_page(site: Site, identifier: str) -> Iterator[Problem]:
    """What is wrong with the text of a page of its own."""
    body = site.body(identifier) if site.is_examined(identifier) else None
    anchors = body.anchors if body else ()
    yield from _shared(site, ((anchor, identifier) for anchor in anchors), PAGE_ANCHORS)
    if body:
        yield from check(site, identifier, PAGE_ANCHORS | set(anchors))


def check_topic(site: Site, identifier: str) -> Iterator[Problem]:
    """What is wrong with the texts of a topic's page, its own and its sections'."""
    anchors = list(_topic_anchors(site, identifier))
    yield from _shared(site, anchors, TOPIC_ANCHORS)
    known = TOPIC_ANCHORS | {anchor for anchor, _ in anchors}
    for text in (identifier, *site.sections(identifier)):
        yield from check(site, text, known)


def _topic_anchors(site: Site, topic: str) -> Iterator[tuple[str, str]]:
    """The anchors of a topic's page, in its order, each with the id of its text: sections, and what texts hold."""
    for text in (topic, *site.sections(topic)):
        if text != topic:
            yield text.partition("/")[2], text
        body = site.body(text)
        for anchor in body.anchors if body else ():
            yield anchor, text


def _shared(site: Site, anchors: Iterable[tuple[str, str]], taken: AbstractSet[str]) -> Iterator[Problem]:
    """Anchors that two places of one page would share; a link to them could only find the first."""
    first: dict[str, str] = dict.fromkeys(taken, "the page itself")
    for anchor, text in anchors:
        if anchor in first:
            message = f'"#{anchor}" is already an anchor of this page, in {first[anchor]}'
            hint = "rename the file, or the heading; an anchor of one's own is written {#name} behind a heading"
            yield error(site.at(text), "duplicate-anchor", message, hint)
        one = site.face(text)
        first[anchor] = one.path if one else ""


# Anchors that the topic's layout has beside.
TOPIC_ANCHORS = PAGE_ANCHORS | {"claims", "timeline", "who", "questions", "changes"}
