"""The pages that keep record: events, claims, people, terms, sources and tables."""

from collections.abc import Iterable

from site_builder.core import layouts, views
from site_builder.core.fields import split_citation
from site_builder.core.jobs import Job
from site_builder.core.model import Claim, Dataset, Event, Organisation, Person, Term
from site_builder.core.slugs import address
from site_builder.core.views import LinkView, TopicMark
from site_builder.weave import embeds, timeline
from site_builder.weave.citations import Apparatus, source_view, when
from site_builder.weave.claims import by_outcome, by_status, claim_view
from site_builder.weave.datasets import rows_of, table_view
from site_builder.weave.frame import PARTS, About, Plan, crumb
from site_builder.weave.graph import Site
from site_builder.weave.ledger import SOURCE_KINDS, STATUSES
from site_builder.weave.prose import prose
from site_builder.weave.timeline import entry, link_to, topic_mark

# Kinds whose pages are texts, and so are listed as speaking of a thing; claims have a list of their own.
SPEAKING = ("topic", "section", "event", "term", "person", "organisation", "question", "page")


def chronology(plan: Plan, about: str) -> Job:
    """The timeline. about: "" for all of it, "newest" for newest first, or the id of one topic."""
    site, newest_first = plan.site, about == "newest"
    topic = site.face(about) if about and not newest_first else None
    chosen = site.naming(topic.id, "event", "topics") if topic else site.ids("event")
    events = [site.get(event, Event) for event in chosen]
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
        topics=() if topic else _choices(site),
        other_order=LinkView("timeline/", "All topics", "timeline", "") if topic else other,
        by_topic=_by_topic(site),
        total=len(events),
        embeds=embeds.links(plan, "timeline", topic.id) if topic else (),
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
            accent=topic.detail if topic else "",
        ),
    )


def _choices(site: Site) -> tuple[TopicMark, ...]:
    """The topics to filter by. Those of one accent are one choice: the styles that filter know accents, not topics."""
    marks: dict[str, TopicMark] = {}
    for mark in (topic_mark(site, topic) for topic in site.ids("topic")):
        held = marks.get(mark.accent)
        marks[mark.accent] = held._replace(title=f"{held.title}, {mark.title}") if held else mark
    return tuple(marks.values())


def _by_topic(site: Site) -> tuple[LinkView, ...]:
    faces = [one for identifier in site.ids("topic") if (one := site.face(identifier))]
    return tuple(LinkView(f"timeline/topics/{one.id}/", one.title, "timeline", "") for one in faces)


def event(plan: Plan, identifier: str) -> Job:
    """The page of an event."""
    site, apparatus = plan.site, Apparatus(plan.site, identifier)
    event = site.get(identifier, Event)
    before, after = site.beside(identifier)
    text = prose(site, site.body(identifier), apparatus)
    apparatus.note(event.sources)
    view = layouts.EventView(
        entry=entry(site, identifier),
        prose=text,
        references=apparatus.references(),
        popovers=apparatus.popovers(),
        claims=tuple(claim_view(site, claim) for claim in site.naming(identifier, "claim", "events")),
        mentions=site.mentions(identifier, *SPEAKING),
        previous=site.card(before) if before else None,
        next=site.card(after) if after else None,
        embeds=embeds.links(plan, "event", identifier),
    )
    about = About(
        title=event.title,
        description=event.summary,
        trail=(crumb("timeline"),),
        accent=topic_mark(site, event.topics[0]).accent,
        id=identifier,
    )
    return plan.job(address("event", identifier), "event", view, about)


def ledger(plan: Plan, _about: str) -> Job:
    """Every claim, by status, and above them what was expected beside what happened."""
    site, claims = plan.site, plan.site.every(Claim)
    wanted = site.config.home.expected_then_happened
    expected = [*wanted, *(claim.id for claim in claims if claim.outcome and claim.id not in wanted)]
    outcomes = by_outcome(claim_view(site, claim) for claim in expected)
    view = layouts.LedgerView(outcomes, by_status(claim_view(site, claim.id) for claim in claims), len(claims))
    description = "What was expected and what happened, and every claim with its status and sources"
    return plan.job("claims/", "ledger", view, About(title="Claims", description=description))


def claim(plan: Plan, identifier: str) -> Job:
    """The page of a claim."""
    site = plan.site
    claim = site.get(identifier, Claim)
    page = layouts.ClaimPageView(
        claim=claim_view(site, identifier),
        meaning=STATUSES[claim.status][1],
        sources=_sources_of(site, claim.sources),
        replaces=tuple(link_to(site, other) for other in site.naming(identifier, "claim", "superseded_by")),
        mentions=site.mentions(identifier),
        embeds=embeds.links(plan, "claim", identifier),
    )
    about = About(
        title=_short(claim.text),
        description=claim.text,
        trail=(crumb("claims"),),
        accent=topic_mark(site, claim.topic).accent,
        id=identifier,
    )
    return plan.job(address("claim", identifier), "claim", page, about)


def _short(text: str, limit: int = 80) -> str:
    """A text cut at a word's end, for the title of a window."""
    return text if len(text) <= limit else text[:limit].rpartition(" ")[0].rstrip(" ,;:") + "…"


def actors(plan: Plan, part: str) -> Job:
    """The list of people, or of organisations."""
    site, people = plan.site, part == "people"
    summary = "State bodies, companies and other organisations that play a part."
    summary = "Who acts and who is quoted." if people else summary
    other = "organisations" if people else "people"
    cards = tuple(site.card(actor) for actor in site.ids("person" if people else "organisation"))
    view = layouts.ActorsView(PARTS[part], summary, cards, LinkView(f"{other}/", PARTS[other], "", ""))
    return plan.job(f"{part}/", "actors", view, About(title=PARTS[part], description=summary))


def person(plan: Plan, identifier: str) -> Job:
    """The page of a person."""
    person = plan.site.get(identifier, Person)
    return _actor(plan, person, "person", person.role, "people")


def organisation(plan: Plan, identifier: str) -> Job:
    """The page of an organisation."""
    organisation = plan.site.get(identifier, Organisation)
    return _actor(plan, organisation, "organisation", organisation.type, "organisations")


def _actor(plan: Plan, actor: Person | Organisation, kind: str, role: str, part: str) -> Job:
    site, apparatus = plan.site, Apparatus(plan.site, actor.id)
    text = prose(site, site.body(actor.id), apparatus)
    view = layouts.ActorView(
        name=actor.name,
        kind=kind,
        role=role,
        description=actor.description,
        other_names=tuple((name.text, name.language) for name in actor.other_names),
        prose=text,
        entries=tuple(entry(site, event) for event in site.naming(actor.id, "event", "people")),
        claims=tuple(claim_view(site, claim) for claim in site.naming(actor.id, "claim", "speaker")),
        mentions=site.mentions(actor.id, *SPEAKING),
        sources=_sources_of(site, actor.sources),
        references=apparatus.references(),
        popovers=apparatus.popovers(),
    )
    return plan.job(
        address(kind, actor.id),
        "actor",
        view,
        About(title=actor.name, description=actor.description, kind=kind, trail=(crumb(part),), id=actor.id),
    )


def _sources_of(site: Site, citations: Iterable[str]) -> tuple[views.SourceView, ...]:
    return tuple(source_view(site, split_citation(citation)[0]) for citation in citations)


def glossary(plan: Plan, _about: str) -> Job:
    """All terms by their first letter."""
    letters: dict[str, list[tuple[str, str, str, str, str]]] = {}
    for identifier in plan.site.ids("term"):
        if one := plan.site.face(identifier):
            row = (one.id, address("term", one.id), one.title, one.detail, one.summary)
            letters.setdefault(one.title[0].upper(), []).append(row)
    view = layouts.GlossaryView(tuple((letter, tuple(rows)) for letter, rows in letters.items()))
    about = About(title="Glossary", description="Terms that readers may not know")
    return plan.job("glossary/", "glossary", view, about)


def term(plan: Plan, identifier: str) -> Job:
    """The page of a term."""
    site, apparatus = plan.site, Apparatus(plan.site, identifier)
    term = site.get(identifier, Term)
    text = prose(site, site.body(identifier), apparatus)
    view = layouts.TermView(
        term.term,
        term.expansion,
        term.definition,
        text,
        site.mentions(identifier, *SPEAKING),
        _sources_of(site, term.sources),
        apparatus.references(),
        apparatus.popovers(),
    )
    about = About(title=term.term, description=term.definition, trail=(crumb("glossary"),), id=identifier)
    return plan.job(address("term", identifier), "term", view, about)


def register(plan: Plan, _about: str) -> Job:
    """All sources by their kind."""
    site = plan.site
    sources = [source_view(site, identifier) for identifier in site.ids("source")]
    groups = []
    for kind, (word, meaning) in SOURCE_KINDS.items():
        rows = tuple(
            layouts.SourceRowView(source, len(site.speakers(source.id))) for source in sources if source.kind == kind
        )
        if rows:
            groups.append((kind, word, meaning, rows))
    view = layouts.RegisterView(tuple(groups), len(sources))
    description = f"All {len(sources)} sources, and what rests on each"
    return plan.job("sources/", "register", view, About(title="Sources", description=description))


def source(plan: Plan, identifier: str) -> Job:
    """The page of a source, with all that rests on it."""
    site, source = plan.site, source_view(plan.site, identifier)
    speakers = site.speakers(identifier)
    view = layouts.SourcePageView(
        source=source,
        meaning=SOURCE_KINDS[source.kind][1],
        claims=tuple(claim_view(site, one.id) for one in speakers if one.kind == "claim"),
        entries=tuple(entry(site, one.id) for one in speakers if one.kind == "event"),
        mentions=site.mentions(identifier, "site", "dataset", *(kind for kind in SPEAKING if kind != "event")),
    )
    about = About(
        title=_short(f"{source.title} ({source.short_name})"),
        description=f"What rests on this source: {source.title}, {source.publisher}",
        trail=(crumb("sources"),),
        id=identifier,
    )
    return plan.job(address("source", identifier), "source", view, about)


def datasets(plan: Plan, _about: str) -> Job:
    """The list of tables."""
    cards = tuple(plan.site.card(identifier) for identifier in plan.site.ids("dataset"))
    about = About(title="Data", description="The tables that the charts are drawn from")
    return plan.job("data/", "datasets", layouts.DatasetsView(cards), about)


def dataset(plan: Plan, identifier: str) -> Job:
    """The page of a table."""
    site, dataset = plan.site, plan.site.get(identifier, Dataset)
    view = layouts.DatasetView(
        title=dataset.title,
        description=dataset.description,
        unit=dataset.unit,
        note=dataset.note,
        as_of=when(dataset.as_of),
        table=table_view(site, dataset, rows_of(site, dataset), None),
        mentions=site.mentions(identifier, *SPEAKING),
        embeds=embeds.links(plan, "chart", identifier),
    )
    about = About(title=dataset.title, description=dataset.description, trail=(crumb("data"),), id=identifier)
    return plan.job(address("dataset", identifier), "dataset", view, about)
