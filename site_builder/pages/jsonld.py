"""What a page says in the words of schema.org: one graph, made of the very values that its template shows.

Things are named by their address and a fragment (`…/timeline/signing/#event`), pages by their address alone. A thing
that has a page of its own is described there and only named elsewhere.
"""

import json
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from site_builder.core import layouts
from site_builder.core.jobs import Frame
from site_builder.core.views import LinkView, ReferenceView, SourceView, TopicMark, When

Node = dict[str, Any]
# What the two kinds of actors are, and the fragment of their names.
ACTORS = {"person": "Person", "organisation": "Organization"}
# Pages about the site that are a policy of its publisher, by their ids.
POLICIES = {
    "method": "publishingPrinciples",
    "corrections": "correctionsPolicy",
    "ethics": "ethicsPolicy",
    "feedback": "actionableFeedbackPolicy",
    "diversity": "diversityPolicy",
    "masthead": "masthead",
    "ownership": "ownershipFundingInfo",
}


class Web(NamedTuple):
    """A page with the addresses around it. base: of the site."""

    frame: Frame
    base: str

    def at(self, url: str) -> str:
        """The whole address of a place below the site's root."""
        return self.base + url

    def name(self, url: str, fragment: str) -> Node:
        """A thing that is described on its own page."""
        return {"@id": f"{self.base}{url}#{fragment}"}

    def topic(self, mark: TopicMark) -> Node:
        """The article that a topic is."""
        return {"@id": self.at(mark.url)}


def document(view: object, frame: Frame) -> str:
    """The graph of a page as JSON that can stand in a `<script>`; "" for pages that say nothing of their own."""
    made = graph(view, frame)
    if not made:
        return ""
    text = json.dumps({"@context": "https://schema.org", "@graph": made}, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c")


def graph(view: object, frame: Frame) -> list[Node]:
    """The nodes of a page: the site, the way to the page, the page, and what it shows."""
    describe = PAGES.get(type(view))
    if describe is None:
        return []
    web = Web(frame, frame.canonical.removesuffix(frame.url))
    page, *things = describe(view, web)
    page = {"@id": frame.canonical, **page, "isPartOf": {"@id": web.at("#site")}, "inLanguage": frame.language}
    name = page.get("headline") or page["name"]
    return [_site(web), *_way(web, name), page, *things]


def _site(web: Web) -> Node:
    """The site and who publishes it: in full on the home page, by name elsewhere."""
    frame = web.frame
    publisher: Node = {"@type": "Organization", "@id": web.at("#publisher"), "name": frame.publisher}
    if not frame.url:
        publisher["@type"] = "NewsMediaOrganization"
        publisher |= {POLICIES[part]: web.at(url) for _, url in frame.footer if (part := url.strip("/")) in POLICIES}
    return {
        "@type": "WebSite",
        "@id": web.at("#site"),
        "name": frame.site_title,
        "url": web.base,
        "license": frame.licence_url,
        "publisher": publisher,
    }


def _way(web: Web, name: str) -> list[Node]:
    """The breadcrumbs, and the page itself as the last of them; nothing on the home page."""
    if not web.frame.url:
        return []
    steps = [*web.frame.breadcrumbs, (name, web.frame.url)]
    items = [
        {"@type": "ListItem", "position": position, "name": label, "item": {"@id": web.at(url)}}
        for position, (label, url) in enumerate(steps, 1)
    ]
    return [{"@type": "BreadcrumbList", "itemListElement": items}]


# ---- Pieces ----


def _dates(when: When) -> list[str]:
    """The parts of a date that have a form for machines; none where a word says that it is open or in doubt."""
    if len(when) == 2:  # "since" or "until", and a date
        return []
    return [time.machine for time in when if time.machine]


def _day(name: str, when: When) -> Node:
    return {name: dates[0]} if len(dates := _dates(when)) == 1 else {}


def _people(web: Web, names: Iterable[str]) -> list[Node]:
    """Authors: the publisher by its name, others as people."""
    return [
        {"@id": web.at("#publisher")} if name == web.frame.publisher else {"@type": "Person", "name": name}
        for name in names
    ]


def _actor(web: Web, link: LinkView) -> Node:
    return {"@type": ACTORS[link.kind], **web.name(link.url, link.kind), "name": link.label}


def _list(web: Web, urls: Iterable[str], **more: Any) -> Node:  # noqa: ANN401 - values of a node
    """An ordered list of things by their addresses."""
    items = [{"@type": "ListItem", "position": position, "url": web.at(url)} for position, url in enumerate(urls, 1)]
    return {"@type": "ItemList", **more, "itemListElement": items}


def _named(web: Web, references: Iterable[ReferenceView]) -> Node:
    """The sources in a page's references."""
    found = [web.name(reference.source.url, "source") for reference in references]
    return {"citation": found} if found else {}


def _source(web: Web, source: SourceView) -> Node:
    """A source as its page tells it."""
    node: Node = {
        "@type": "NewsArticle" if source.kind == "news" else "CreativeWork",
        **web.name(source.url, "source"),
        "name": source.title,
        "publisher": {"@type": "Organization", "name": source.publisher},
        **_day("datePublished", source.published),
        "inLanguage": source.language,
    }
    if source.author:
        node["author"] = {"@type": "Person", "name": source.author}
    if source.external:
        node["url"] = source.external
    if source.archived:
        node["archivedAt"] = source.archived
    return node


# ---- Pages ----


def _search(view: layouts.SearchView, web: Web) -> list[Node]:
    return [_collection(web, (target.url for target, _ in view.topics))]


def _home(view: layouts.HomeView, web: Web) -> list[Node]:
    parts = [web.topic(card.mark) for card in view.topics]
    return [{"@type": "CollectionPage", "name": view.question, "description": view.standfirst, "hasPart": parts}]


def _topics(view: layouts.TopicsView, web: Web) -> list[Node]:
    return [_collection(web, (card.mark.url for card in view.topics))]


def _collection(web: Web, urls: Iterable[str]) -> Node:
    return {"@type": "CollectionPage", "name": web.frame.title, "mainEntity": _list(web, urls)}


def _topic(view: layouts.TopicView, web: Web) -> list[Node]:
    url = web.frame.canonical
    corrections = [
        {"@type": "CorrectionComment", "text": change.note, **_day("datePublished", change.date)}
        for change in view.changes
        if change.kind == "correction"
    ]
    # The sources stand in the references and on their own pages: with all of them here a page would be too heavy.
    article: Node = {
        "@type": ["NewsArticle", "BackgroundNewsArticle"],
        "headline": view.question,
        "description": view.standfirst,
        "articleSection": view.mark.title,
        "image": web.at(f"{web.frame.url}{web.frame.card}") if web.frame.card else [],
        **_day("datePublished", view.published),
        **_day("dateModified", view.updated),
        "author": _people(web, view.authors),
        "publisher": {"@id": web.at("#publisher")},
        "isAccessibleForFree": True,
        "hasPart": [{"@id": f"{url}#{section.id}"} for section in view.sections],
        "mentions": [web.name(card.url, card.kind) for card in view.people],
        "correction": corrections,
    }
    return [{name: value for name, value in article.items() if value != []}]


def _chronology(view: layouts.ChronologyView, web: Web) -> list[Node]:
    order = "https://schema.org/ItemListOrder" + ("Ascending" if view.order == "oldest" else "Descending")
    urls = (entry.url for year in view.timeline.years for entry in year.entries)
    page: Node = {"@type": "CollectionPage", "name": view.title}
    if view.topic:
        page["about"] = web.topic(view.topic)
    return [{**page, "mainEntity": _list(web, urls, itemListOrder=order)}]


def _event(view: layouts.EventView, web: Web) -> list[Node]:
    entry = view.entry
    dates = [] if entry.uncertain else _dates(entry.date)
    event: Node = {
        "@type": "Event",
        **web.name(entry.url, "event"),
        "name": entry.title,
        "description": entry.summary,
        **dict(zip(("startDate", "endDate"), dates, strict=False)),
    }
    if entry.state == "cancelled":
        event["eventStatus"] = "https://schema.org/EventCancelled"
    if entry.people:
        event["contributor"] = [_actor(web, person) for person in entry.people]
    page = {"@type": "WebPage", "name": entry.title, "mainEntity": web.name(entry.url, "event")}
    about = {"about": [web.topic(mark) for mark in entry.topics]}
    return [{**page, **about, **_named(web, view.references)}, event]


def _ledger(view: layouts.LedgerView, web: Web) -> list[Node]:
    return [_long_list(web, view.total)]


def _long_list(web: Web, total: int) -> Node:
    """A list whose things are not named one by one: that would double what the page weighs."""
    things = {"@type": "ItemList", "numberOfItems": total}
    return {"@type": "CollectionPage", "name": web.frame.title, "mainEntity": things}


def _claim(view: layouts.ClaimPageView, web: Web) -> list[Node]:
    claim = view.claim
    node: Node = {
        "@type": "Claim",
        **web.name(claim.url, "claim"),
        "text": claim.text,
        "creativeWorkStatus": claim.status_word,
        "about": web.topic(claim.topic),
        "isBasedOn": [web.name(source.url, "source") for source in view.sources],
    }
    if claim.speaker:
        node["author"] = _actor(web, claim.speaker)
    return [{"@type": "WebPage", "name": claim.text, "mainEntity": web.name(claim.url, "claim")}, node]


def _actors(view: layouts.ActorsView, web: Web) -> list[Node]:
    return [_collection(web, (card.url for card in view.cards))]


def _actor_page(view: layouts.ActorView, web: Web) -> list[Node]:
    name = {"@id": f"{web.frame.canonical}#{view.kind}"}
    actor: Node = {"@type": ACTORS[view.kind], **name, "name": view.name, "description": view.description}
    if view.other_names:
        actor["alternateName"] = [{"@language": language, "@value": text} for text, language in view.other_names]
    if view.kind == "person":
        actor["jobTitle"] = view.role
    return [{"@type": "ProfilePage", "name": view.name, "mainEntity": name, **_named(web, view.references)}, actor]


def _glossary(view: layouts.GlossaryView, web: Web) -> list[Node]:
    whole = web.name("glossary/", "terms")
    terms = [
        {"@type": "DefinedTerm", **web.name(url, "term"), "name": term, "description": definition}
        for _, rows in view.letters
        for _, url, term, _, definition in rows
    ]
    page = {"@type": "CollectionPage", "name": web.frame.title, "mainEntity": whole}
    return [page, {"@type": "DefinedTermSet", **whole, "name": web.frame.title, "hasDefinedTerm": terms}]


def _term(view: layouts.TermView, web: Web) -> list[Node]:
    name = web.name(web.frame.url, "term")
    term: Node = {"@type": "DefinedTerm", **name, "name": view.term, "description": view.definition}
    if view.expansion:
        term["alternateName"] = view.expansion
    term["inDefinedTermSet"] = web.name("glossary/", "terms")
    return [{"@type": "WebPage", "name": view.term, "mainEntity": name, **_named(web, view.references)}, term]


def _register(view: layouts.RegisterView, web: Web) -> list[Node]:
    return [_long_list(web, view.total)]


def _source_page(view: layouts.SourcePageView, web: Web) -> list[Node]:
    name = web.name(view.source.url, "source")
    return [{"@type": "WebPage", "name": view.source.title, "mainEntity": name}, _source(web, view.source)]


def _questions(view: layouts.QuestionsView, web: Web) -> list[Node]:
    asked = [
        {
            "@type": "Question",
            "@id": web.at(question.url),
            "name": question.question,
            **_day("dateCreated", question.asked),
            "about": web.topic(question.topic),
        }
        for question in (*view.open, *view.answered)
    ]
    return [{"@type": "CollectionPage", "name": web.frame.title, "hasPart": asked}]


def _changes(view: layouts.ChangesView, web: Web) -> list[Node]:
    page: Node = {"@type": "CollectionPage", "name": web.frame.title}
    corrections = [
        {
            "@type": "CorrectionComment",
            "text": change.note,
            **_day("datePublished", change.date),
            **({"about": {"@id": web.at(change.page.url)}} if change.page else {}),
        }
        for change in view.changes
        if change.kind == "correction"
    ]
    return [{**page, "hasPart": corrections} if corrections else page]


def _datasets(view: layouts.DatasetsView, web: Web) -> list[Node]:
    return [_collection(web, (card.url for card in view.cards))]


def _dataset(view: layouts.DatasetView, web: Web) -> list[Node]:
    frame = web.frame
    name = {"@id": f"{frame.canonical}#dataset"}
    file = {"@type": "DataDownload", "contentUrl": f"{frame.canonical}table.csv", "encodingFormat": "text/csv"}
    dataset: Node = {
        "@type": "Dataset",
        **name,
        "name": view.title,
        "description": view.description,
        "license": frame.licence_url,
        "creator": {"@id": web.at("#publisher")},
        "distribution": file,
    }
    return [{"@type": "WebPage", "name": view.title, "mainEntity": name}, dataset]


def _page(view: layouts.PageView, web: Web) -> list[Node]:
    kind = "AboutPage" if web.frame.url == "about/" else "WebPage"
    return [{"@type": kind, "name": view.title, "description": view.summary, **_named(web, view.references)}]


def _cited(view: layouts.CitedView, web: Web) -> list[Node]:
    return [{"@type": "WebPage", "name": web.frame.title, "about": {"@id": web.at(view.url)}}]


PAGES: dict[type, Callable[[Any, Web], list[Node]]] = {
    layouts.HomeView: _home,
    layouts.TopicsView: _topics,
    layouts.TopicView: _topic,
    layouts.ChronologyView: _chronology,
    layouts.EventView: _event,
    layouts.LedgerView: _ledger,
    layouts.ClaimPageView: _claim,
    layouts.ActorsView: _actors,
    layouts.ActorView: _actor_page,
    layouts.GlossaryView: _glossary,
    layouts.TermView: _term,
    layouts.RegisterView: _register,
    layouts.SourcePageView: _source_page,
    layouts.QuestionsView: _questions,
    layouts.ChangesView: _changes,
    layouts.DatasetsView: _datasets,
    layouts.SearchView: _search,
    layouts.DatasetView: _dataset,
    layouts.PageView: _page,
    layouts.CitedView: _cited,
}
