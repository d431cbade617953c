"""The pages that keep record: events, claims, people, terms, sources and tables."""

from collections.abc import Iterable, Iterator

from site_builder.core import layouts, views
from site_builder.core.fields import split_citation
from site_builder.core.jobs import Job
from site_builder.core.model import Claim, Organisation, Person, Source, Term, Topic
from site_builder.core.slugs import address
from site_builder.core.views import LinkView
from site_builder.weave import timeline
from site_builder.weave.citations import Apparatus, short_name, source_view, when
from site_builder.weave.claims import by_status, claim_view, tally
from site_builder.weave.datasets import rows_of, table_view
from site_builder.weave.frame import PARTS, About, Plan, crumb
from site_builder.weave.graph import Site
from site_builder.weave.ledger import SOURCE_KINDS, STATUSES
from site_builder.weave.prose import prose
from site_builder.weave.timeline import entry, link_to, topic_mark

# Kinds whose pages are texts, and so are listed as speaking of a thing; claims have a list of their own.
SPEAKING = ("topic", "section", "event", "term", "person", "organisation", "question", "page")


def chronologies(plan: Plan) -> Iterator[Job]:
    """The timeline whole, newest first, and one for each topic."""
    site = plan.site
    yield _chronology(plan, None, newest_first=False)
    yield _chronology(plan, None, newest_first=True)
    for topic in site.topics:
        yield _chronology(plan, topic, newest_first=False)


def _chronology(plan: Plan, topic: Topic | None, *, newest_first: bool) -> Job:
    site = plan.site
    events = [event for event in site.events if topic is None or topic.id in event.topics]
    drawn = timeline.timeline(site, events, newest_first=newest_first)
    other = (
        LinkView("timeline/", "Oldest first", "timeline", "")
        if newest_first
        else LinkView("timeline/newest/", "Newest first", "timeline", "")
    )
    view = layouts.ChronologyView(
        title=f"Timeline: {topic.title}" if topic else "Timeline",
        order="newest" if newest_first else "oldest",
        topic=topic_mark(site, topic.id) if topic else None,
        timeline=drawn,
        overview=timeline.overview(drawn),
        topics=() if topic else tuple(topic_mark(site, each.id) for each in site.topics),
        other_order=LinkView("timeline/", "All topics", "timeline", "") if topic else other,
        by_topic=tuple(LinkView(f"timeline/topics/{each.id}/", each.title, "timeline", "") for each in site.topics),
        count=len(events),
    )
    url = f"timeline/topics/{topic.id}/" if topic else "timeline/newest/" if newest_first else "timeline/"
    title = view.title + (", newest first" if newest_first else "")
    return plan.job(
        url,
        "chronology",
        view,
        About(
            title=title,
            description=f"{len(events)} dated events with their sources: {site.config.tagline}",
            trail=() if url == "timeline/" else (crumb("timeline"),),
            accent=topic.accent if topic else "",
        ),
    )


def events(plan: Plan) -> Iterator[Job]:
    """A page for each event."""
    site = plan.site
    for before, event, after in zip((None, *site.events), site.events, (*site.events[1:], None), strict=False):
        apparatus = Apparatus(site, event.id)
        text = prose(site, site.documents_by_id[event.id].body, apparatus)
        apparatus.note(event.sources)
        claims = [claim for claim in site.claims if claim.outcome and event.id in claim.outcome.events]
        view = layouts.EventView(
            entry=entry(site, event),
            prose=text,
            references=apparatus.references(),
            popovers=apparatus.popovers(),
            claims=tuple(claim_view(site, claim) for claim in claims),
            mentions=site.mentions(event.id, *SPEAKING),
            previous=site.card(before.id) if before else None,
            next=site.card(after.id) if after else None,
        )
        yield plan.job(
            address("event", event.id),
            "event",
            view,
            About(
                title=event.title,
                description=event.summary,
                trail=(crumb("timeline"),),
                accent=site.get(event.topics[0], Topic).accent,
                id=event.id,
            ),
        )


def claims(plan: Plan) -> Iterator[Job]:
    """The ledger, and a page for each claim."""
    site = plan.site
    wanted = site.config.home.expected_then_happened
    expected = [site.get(claim, Claim) for claim in wanted] + [
        claim for claim in site.claims if claim.outcome and claim.id not in wanted
    ]
    shown = tuple(claim_view(site, claim) for claim in expected)
    view = layouts.LedgerView(shown, tally(shown), by_status(site, site.claims), len(site.claims))
    yield plan.job(
        "claims/",
        "ledger",
        view,
        About(
            title="Claims",
            description="What was expected and what happened, and every claim with its status and sources",
        ),
    )
    for claim in site.claims:
        page = layouts.ClaimPageView(
            claim=claim_view(site, claim),
            meaning=STATUSES[claim.status][1],
            sources=_sources_of(site, claim.sources),
            replaces=tuple(link_to(site, other.id) for other in site.claims if other.superseded_by == claim.id),
            mentions=site.mentions(claim.id),
        )
        yield plan.job(
            address("claim", claim.id),
            "claim",
            page,
            About(
                title=_short(claim.text),
                description=claim.text,
                trail=(crumb("claims"),),
                accent=site.get(claim.topic, Topic).accent,
                id=claim.id,
            ),
        )


def _short(text: str, limit: int = 80) -> str:
    """A text cut at a word's end, for the title of a window."""
    return text if len(text) <= limit else text[:limit].rpartition(" ")[0].rstrip(" ,;:") + "…"


def actors(plan: Plan) -> Iterator[Job]:
    """The lists of people and of organisations, and a page for each."""
    site = plan.site
    for part, things, other in (
        ("people", site.people, "organisations"),
        ("organisations", site.organisations, "people"),
    ):
        summary = (
            "Who acts and who is quoted."
            if part == "people"
            else "State bodies, companies and other organisations that play a part."
        )
        view = layouts.ActorsView(
            PARTS[part],
            summary,
            tuple(site.card(thing.id) for thing in things),
            LinkView(f"{other}/", PARTS[other], "", ""),
        )
        yield plan.job(f"{part}/", "actors", view, About(title=PARTS[part], description=summary))
        for thing in things:
            yield _actor(plan, thing, part)


def _actor(plan: Plan, actor: Person | Organisation, part: str) -> Job:
    site, apparatus = plan.site, Apparatus(plan.site, actor.id)
    text = prose(site, site.documents_by_id[actor.id].body, apparatus)
    view = layouts.ActorView(
        name=actor.name,
        kind="person" if isinstance(actor, Person) else "organisation",
        role=actor.role if isinstance(actor, Person) else actor.type,
        description=actor.description,
        other_names=tuple((name.text, name.language) for name in actor.other_names),
        prose=text,
        entries=tuple(entry(site, event) for event in site.events if actor.id in event.people),
        claims=tuple(claim_view(site, claim) for claim in site.claims if claim.speaker == actor.id),
        mentions=site.mentions(actor.id, *SPEAKING),
        sources=_sources_of(site, actor.sources),
        references=apparatus.references(),
        popovers=apparatus.popovers(),
    )
    kind = view.kind
    return plan.job(
        address(kind, actor.id),
        "actor",
        view,
        About(title=actor.name, description=actor.description, kind=kind, trail=(crumb(part),), id=actor.id),
    )


def _sources_of(site: Site, citations: Iterable[str]) -> tuple[views.SourceView, ...]:
    return tuple(source_view(site.get(split_citation(citation)[0], Source)) for citation in citations)


def glossary(plan: Plan) -> Iterator[Job]:
    """The glossary, and a page for each term."""
    site = plan.site
    letters: dict[str, list[Term]] = {}
    for term in site.terms:
        letters.setdefault(term.term[0].upper(), []).append(term)
    rows = tuple(
        (
            letter,
            tuple((term.id, address("term", term.id), term.term, term.expansion, term.definition) for term in terms),
        )
        for letter, terms in letters.items()
    )
    yield plan.job(
        "glossary/",
        "glossary",
        layouts.GlossaryView(rows),
        About(title="Glossary", description="Terms that readers may not know"),
    )
    for term in site.terms:
        apparatus = Apparatus(site, term.id)
        text = prose(site, site.documents_by_id[term.id].body, apparatus)
        mentions = site.mentions(term.id, *SPEAKING)
        view = layouts.TermView(
            term.term,
            term.expansion,
            term.definition,
            text,
            mentions,
            _sources_of(site, term.sources),
            apparatus.references(),
            apparatus.popovers(),
        )
        yield plan.job(
            address("term", term.id),
            "term",
            view,
            About(title=term.term, description=term.definition, trail=(crumb("glossary"),), id=term.id),
        )


def sources(plan: Plan) -> Iterator[Job]:
    """The register, and a page for each source with all that rests on it."""
    site = plan.site
    groups = []
    for kind, (word, meaning) in SOURCE_KINDS.items():
        rows = tuple(
            layouts.SourceRowView(source_view(source), len(site.mentioning_by_id.get(source.id, ())))
            for source in site.sources
            if source.kind == kind
        )
        if rows:
            groups.append((kind, word, meaning, rows))
    view = layouts.RegisterView(tuple(groups), len(site.sources))
    yield plan.job(
        "sources/",
        "register",
        view,
        About(title="Sources", description=f"All {len(site.sources)} sources, and what rests on each"),
    )
    events_by_id = {event.id: event for event in site.events}
    for source in site.sources:
        speakers = site.mentioning_by_id.get(source.id, ())
        page = layouts.SourcePageView(
            source=source_view(source),
            meaning=SOURCE_KINDS[source.kind][1],
            claims=tuple(claim_view(site, document.meta) for document in speakers if isinstance(document.meta, Claim)),
            entries=tuple(entry(site, events_by_id[document.id]) for document in speakers if document.kind == "event"),
            mentions=site.mentions(source.id, "site", "dataset", *(kind for kind in SPEAKING if kind != "event")),
        )
        title = f"{source.title} ({short_name(source)})"
        yield plan.job(
            address("source", source.id),
            "source",
            page,
            About(
                title=_short(title),
                description=f"What rests on this source: {source.title}, {source.publisher}",
                trail=(crumb("sources"),),
                id=source.id,
            ),
        )


def datasets(plan: Plan) -> Iterator[Job]:
    """The list of tables, and a page for each."""
    site = plan.site
    cards = tuple(site.card(dataset.id) for dataset in site.datasets)
    yield plan.job(
        "data/",
        "datasets",
        layouts.DatasetsView(cards),
        About(title="Data", description="The tables that the charts are drawn from"),
    )
    for dataset in site.datasets:
        view = layouts.DatasetView(
            title=dataset.title,
            description=dataset.description,
            unit=dataset.unit,
            note=dataset.note,
            as_of=when(dataset.as_of),
            table=table_view(site, dataset, rows_of(site, dataset)),
            mentions=site.mentions(dataset.id, *SPEAKING),
        )
        yield plan.job(
            address("dataset", dataset.id),
            "dataset",
            view,
            About(title=dataset.title, description=dataset.description, trail=(crumb("data"),), id=dataset.id),
        )
