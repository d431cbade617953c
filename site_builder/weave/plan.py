"""The plan: which pages there are, and for each the one function that makes its job."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from site_builder.core import layouts
from site_builder.core.jobs import Job
from site_builder.core.model import Topic
from site_builder.core.problems import Problem
from site_builder.core.slugs import address
from site_builder.weave import aliases, cards, cite, datasets, embeds, exports, frame, front, ledger, prose, records
from site_builder.weave.citations import Apparatus
from site_builder.weave.faults import Library
from site_builder.weave.frame import PAGES, About, Plan
from site_builder.weave.graph import Site
from site_builder.weave.index import Index
from site_builder.weave.timeline import link_to, topic_mark


class Sheet(NamedTuple):
    """An output that is to be made. name: of its planner; about: the thing that a page shows, or "", and the address
    of what is no page; layout: its template or format."""

    output: str
    name: str
    about: str
    layout: str


def _page(plan: Plan, identifier: str) -> Job:
    site, apparatus = plan.site, Apparatus(plan.site, identifier)
    page = site.face(identifier)
    assert page is not None
    text = prose.prose(site, site.body(identifier), apparatus)
    others = tuple(link_to(site, other) for other in tuple(site.ids("page"))[:PAGES] if other != identifier)
    view = layouts.PageView(page.title, page.summary, text, apparatus.references(), apparatus.popovers(), others)
    about = About(title=page.title, description=page.summary, id=identifier)
    return plan.job(address("page", identifier), "page", view, about)


def _not_found(plan: Plan, _about: str) -> Job:
    marks = tuple(topic_mark(plan.site, topic) for topic in plan.site.ids("topic"))
    about = About(title="Page not found", description="There is no page at this address")
    return plan.job("404.html", "404", layouts.NotFoundView(marks), about)


def _sitemap(plan: Plan, _about: str) -> Job:
    """The sitemap: every page that is meant to be found, with the day of its last change where content tells it."""
    site = plan.site
    site.asked |= {"pages", *(f"all {kind}" for kind in LISTS if kind)}
    updated = {address("topic", topic.id): topic.updated for topic in site.every(Topic)}
    changes = [change.date for change in site.config.changes]
    updated |= dict.fromkeys(("", "topics/", "changes/"), max((*updated.values(), *changes), default=""))
    urls = [
        sheet.output.removesuffix("index.html")
        for sheet in sheets(site.index)
        if sheet.output.endswith("index.html") and sheet.name not in UNLISTED and not site.index.hidden.get(sheet.about)
    ]
    pages = tuple((plan.base_url + url, updated.get(url, "")) for url in urls)
    return plan.job("sitemap.xml", "sitemap", layouts.SitemapView(pages), About(title="Sitemap"))


# Pages that lead to others, and so are no pages to be found.
UNLISTED = {aliases.NAME, cite.NAME, "embed"}
# The pages that every site has, by their place among the others: address, planner, what they are about.
LISTS = {
    "": (("", "home", ""), ("topics/", "topics", "")),
    "topic": (
        ("questions/", "questions", ""),
        ("changes/", "changes", ""),
        ("timeline/", "chronology", ""),
        ("timeline/newest/", "chronology", "newest"),
    ),
    "event": (("claims/", "ledger", ""),),
    "claim": (("people/", "actors", "people"),),
    "person": (("organisations/", "actors", "organisations"),),
    "organisation": (("glossary/", "glossary", ""),),
    "term": (("sources/", "register", ""),),
    "source": (("data/", "datasets", ""),),
    "dataset": (),
    "page": (("search/", "search", ""), ("404.html", "404", ""), ("sitemap.xml", "sitemap", "")),
}
PLANNERS: dict[str, Callable[[Plan, str], Job]] = {
    "home": front.home,
    "topics": front.topics,
    "topic": front.topic,
    "questions": front.questions,
    "changes": front.change_list,
    "search": front.search,
    "chronology": records.chronology,
    "event": records.event,
    "ledger": records.ledger,
    "claim": records.claim,
    "actors": records.actors,
    "person": records.person,
    "organisation": records.organisation,
    "glossary": records.glossary,
    "term": records.term,
    "register": records.register,
    "source": records.source,
    "datasets": records.datasets,
    "dataset": records.dataset,
    "page": _page,
    "404": _not_found,
    "sitemap": _sitemap,
    aliases.NAME: aliases.redirect,
    "embed": embeds.embed,
    "oembed": embeds.oembed,
    cards.NAME: cards.card,
    cite.NAME: cite.cite,
    **exports.PLANNERS,
}


def layout_of(name: str, output: str) -> str:
    """The layout of what a planner makes."""
    if name in exports.PLANNERS:
        return exports.layout_of(name, output)
    return "actor" if name in {"person", "organisation"} else name


def sheets(index: Index) -> Iterator[Sheet]:
    """Every output of a site, pages in the order of the sitemap."""
    for kind, lists in LISTS.items():
        for identifier in index.ids(kind):
            url = address(kind, identifier)
            yield _sheet(f"{url}index.html", kind, identifier)
            for file, name in exports.BESIDE.get(kind, ()):
                yield _sheet(url + file, name, url + file)
        for url, name, about in lists:
            yield _sheet(url if "." in url else f"{url}index.html", name, about)
            if about == "newest":
                for topic in index.ids("topic"):
                    yield _sheet(f"timeline/topics/{topic}/index.html", name, topic)
                    file = f"timeline/topics/{topic}/events.ics"
                    yield _sheet(file, "calendar", file)
        for file, name in exports.BESIDE_LISTS.get(kind, ()):
            yield _sheet(file, name, file)
    yield from _asked_for(index)
    for one in aliases.redirects(index):
        yield _sheet(one.output, aliases.NAME, f"{one.former}\n{one.today}")


def _asked_for(index: Index) -> Iterator[Sheet]:
    """What the site's file asks for beside its pages."""
    for file, name in embeds.outputs(index):
        yield _sheet(file, name, file)
    for held in (cards, cite):
        for file, about in held.outputs(index):
            yield _sheet(file, held.NAME, about)


def _sheet(output: str, name: str, about: str) -> Sheet:
    return Sheet(output, name, about, layout_of(name, output))


def check(site: Site, sheet: Sheet) -> tuple[tuple[Problem, ...], frozenset[str]]:
    """What is wrong with a page that only the whole site can tell, and all that was asked to find it."""
    site.asked = set()
    problems = tuple(_check(site, sheet))
    if problems:
        # Problems tell where things stand, so they hold for the very texts that were read.
        read = [question.partition(" ") for question in site.asked]
        site.asked |= {f"text {about}" for name, _, about in read if name in {"meta", "body", "face"}} | {"site-text"}
    return problems, frozenset(site.asked)


def job_of(plan: Plan, sheet: Sheet) -> tuple[Job, frozenset[str]]:
    """The job of a page of a site without an error, and all that was asked to make it."""
    plan.site.asked = set()
    return PLANNERS[sheet.name](plan, sheet.about), frozenset(plan.site.asked)


def _check(site: Site, sheet: Sheet) -> Iterator[Problem]:
    """What only the whole site can tell of a page."""
    match sheet.name:
        case "home":
            yield from frame.check_home(site)
            yield from ledger.check_home(site)
        case "topics":
            yield from frame.check_topics(site)
        case "topic":
            yield from frame.check_topic(site, sheet.about)
            yield from prose.check_topic(site, sheet.about)
        case "claim":
            yield from ledger.check_claim(site, sheet.about)
        case "source":
            yield from ledger.check_source(site, sheet.about)
        case "dataset":
            yield from datasets.check(site, sheet.about)
        case cards.NAME:
            yield from cards.check(site, sheet.about)
        case "event" | "person" | "organisation" | "term" | "page":
            yield from prose.check_page(site, sheet.about)


def check_aliases(index: Index, library: Library, since: Index | None) -> Iterator[Problem]:
    """What is wrong with former addresses. since: an index that had no fault."""
    if index.aliased and (since is None or index.news(since) is None):
        outputs = (sheet.output for sheet in sheets(index) if sheet.name != aliases.NAME)
        yield from aliases.check(index, library, (*outputs, *sorted(index.terms.assets)))


def check_homeless(site: Site) -> Iterator[Problem]:
    """What is wrong with texts of sections whose topic is not there: no page shows them."""
    for identifier in site.ids("section"):
        topic = site.face(identifier.partition("/")[0])
        if topic is None or topic.kind != "topic":
            yield from prose.check_topic(site, identifier)
