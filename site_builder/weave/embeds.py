"""Embeds: a single thing as a page of its own, for frames on other sites, with what programs need to show it there."""

from collections.abc import Callable, Iterator
from html import escape

from site_builder.core import layouts
from site_builder.core.blocks import ChartBlock
from site_builder.core.documents import BlockSlot
from site_builder.core.exports import OembedView
from site_builder.core.jobs import Job
from site_builder.core.model import Claim, Event
from site_builder.core.slugs import address
from site_builder.core.views import ChartView, EmbedLink
from site_builder.weave.citations import Unnumbered
from site_builder.weave.claims import claim_view
from site_builder.weave.datasets import chart_view
from site_builder.weave.frame import About, Plan
from site_builder.weave.graph import Site
from site_builder.weave.index import Index, draws
from site_builder.weave.timeline import entry, timeline, topic_mark

FOLDER = "embed/"
OEMBED = "oembed.json"
# Width and height of the frames, in CSS pixels; what is longer scrolls.
WIDTH = 640
HEIGHTS = {"event": 280, "claim": 400, "chart": 720, "timeline": 640}
# So many events are shown in a frame, the weightiest first; the rest stand on the page that it leads to.
MOST = 40


def outputs(index: Index) -> Iterator[tuple[str, str]]:
    """Every file below embed/, each with the name of its planner."""
    urls: dict[str, Callable[[], Iterator[str]]] = {
        "event": lambda: (FOLDER + address("event", event) for event in index.ids("event")),
        "claim": lambda: (FOLDER + address("claim", claim) for claim in index.ids("claim")),
        "timeline": lambda: (f"{FOLDER}timeline/topics/{topic}/" for topic in index.ids("topic")),
        "chart": lambda: (_chart_url(dataset, speaker) for dataset, speaker in index.charted()),
    }
    for kind in sorted({*index.wanted("embeds")}):
        for url in urls[kind]():
            yield f"{url}index.html", "embed"
            yield f"{url}{OEMBED}", "oembed"


def _chart_url(dataset: str, speaker: str) -> str:
    return f"{FOLDER}{address('dataset', dataset)}{speaker}/"


def _thing(url: str) -> tuple[str, str, str]:
    """Kind and id of what is shown at an address below embed/, and the id of the text that a chart stands in."""
    match url.removesuffix("index.html").removesuffix(OEMBED).strip("/").split("/"):
        case [_, "timeline", "topics", topic]:
            return "timeline", topic, ""
        case [_, "timeline", event]:
            return "event", event, ""
        case [_, "data", dataset, *speaker]:
            return "chart", dataset, "/".join(speaker)
        case [_, _, claim]:
            return "claim", claim, ""
    raise ValueError(url)


def embed(plan: Plan, output: str) -> Job:
    """A page for a frame."""
    site = plan.site
    kind, identifier, speaker = _thing(output)
    home = _home(kind, identifier)
    view = layouts.EmbedView(home, plan.base_url + home, None, None, (), None, 0)
    accent = ""
    if kind == "event":
        view = view._replace(entry=entry(site, identifier))
        accent = view.entry.topics[0].accent if view.entry else ""
    elif kind == "claim":
        view = view._replace(claim=claim_view(site, identifier))
    elif kind == "chart":
        view = view._replace(charts=_charts(site, identifier, speaker))
        topic = site.face(speaker.partition("/")[0])
        accent = topic.detail if topic and topic.kind == "topic" else ""
    else:
        chosen = [site.get(event, Event) for event in site.naming(identifier, "event", "topics")]
        kept = {event.id for event in sorted(chosen, key=lambda event: -event.importance)[:MOST]}
        shown = [event for event in chosen if event.id in kept]
        view = view._replace(timeline=timeline(site, shown), left_out=len(chosen) - len(shown))
        accent = topic_mark(site, identifier).accent
    about = About(title=_title(site, kind, identifier, speaker), kind="embed", accent=accent, id=identifier)
    return plan.job(output.removesuffix("index.html"), "embed", view, about)


def _charts(site: Site, dataset: str, speaker: str) -> tuple[ChartView, ...]:
    """The charts of a dataset in a text, in its order."""
    apparatus = Unnumbered(site, "")
    return tuple(chart_view(site, block, apparatus) for block in _blocks(site, dataset, speaker))


def _blocks(site: Site, dataset: str, speaker: str) -> Iterator[ChartBlock]:
    body = site.body(speaker)
    for slot in body.slots if body else ():
        if isinstance(slot, BlockSlot) and isinstance(slot.block, ChartBlock) and slot.block.data == dataset:
            yield slot.block


def oembed(plan: Plan, output: str) -> Job:
    """The answer that programs look for, which are given the address of a page."""
    kind, identifier, speaker = _thing(output)
    held, config = link(plan, kind, identifier, speaker), plan.site.config
    view = OembedView(
        title=held.title,
        author=config.publisher.name,
        provider=config.title,
        provider_url=plan.base_url,
        html=held.code,
        width=WIDTH,
        height=HEIGHTS[kind],
    )
    return plan.job(output, "oembed", view, About(title=held.title))


def link(plan: Plan, kind: str, identifier: str, speaker: str = "") -> EmbedLink:
    """How another site shows a thing. kind: of embed; speaker: the text that a chart stands in."""
    paths = {
        "event": lambda: FOLDER + address("event", identifier),
        "claim": lambda: FOLDER + address("claim", identifier),
        "timeline": lambda: f"{FOLDER}timeline/topics/{identifier}/",
        "chart": lambda: _chart_url(identifier, speaker),
    }
    url, title = paths[kind](), _title(plan.site, kind, identifier, speaker)
    whole = plan.base_url + url
    size = f'width="{WIDTH}" height="{HEIGHTS[kind]}"'
    style = "border: 1px solid #999; max-width: 100%"
    code = f'<iframe src="{escape(whole)}" {size} style="{style}" loading="lazy" title="{escape(title)}"></iframe>'
    return EmbedLink(title, url, whole + OEMBED, code)


def links(plan: Plan, kind: str, identifier: str) -> tuple[EmbedLink, ...]:
    """How other sites show a thing: not at all, if the site does not let them."""
    if kind not in plan.site.config.embeds:
        return ()
    if kind != "chart":
        return (link(plan, kind, identifier),)
    speakers = [one.id for one in plan.site.speakers(identifier) if draws(one, identifier)]
    return tuple(link(plan, kind, identifier, speaker) for speaker in speakers)


def _home(kind: str, identifier: str) -> str:
    if kind == "timeline":
        return f"timeline/topics/{identifier}/"
    return address("dataset" if kind == "chart" else kind, identifier)


def _title(site: Site, kind: str, identifier: str, speaker: str) -> str:
    match kind:
        case "event":
            return site.get(identifier, Event).title
        case "claim":
            return site.get(identifier, Claim).text
        case "chart":
            return "; ".join(block.title for block in _blocks(site, identifier, speaker))
    return f"Timeline: {topic_mark(site, identifier).title}"
