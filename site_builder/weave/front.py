"""The pages that lead in: home, the topics, and a topic."""

from collections.abc import Iterable
from itertools import islice

from site_builder.core import layouts, views
from site_builder.core.jobs import Job
from site_builder.core.model import Change, Claim, Event, Question, Section, Topic
from site_builder.core.slugs import address
from site_builder.core.views import Card, LinkView
from site_builder.weave import timeline
from site_builder.weave.citations import Apparatus, day, source_links, when
from site_builder.weave.claims import by_outcome, by_status, claim_view, noted
from site_builder.weave.frame import About, Plan, crumb
from site_builder.weave.graph import Site
from site_builder.weave.ledger import CHANGES
from site_builder.weave.prose import key_figures, prose
from site_builder.weave.timeline import entry, link_to, topic_mark

# What the index of all things is made of: label and list of each kind.
KINDS = {
    "topic": ("Topics", "topics/"),
    "event": ("Events", "timeline/"),
    "claim": ("Claims", "claims/"),
    "person": ("People", "people/"),
    "organisation": ("Organisations", "organisations/"),
    "term": ("Terms", "glossary/"),
    "dataset": ("Data", "data/"),
    "source": ("Sources", "sources/"),
    "page": ("About this site", ""),
}
# So many things of a kind are named in the index; of more it only leads to their list.
MOST = 200


def _changes(site: Site, changes: Iterable[Change], page: LinkView | None, prefix: str = "") -> list[views.ChangeView]:
    return [
        views.ChangeView(
            day(change.date),
            change.kind,
            CHANGES[change.kind],
            change.note,
            tuple(link_to(site, f"{prefix}/{section}") for section in change.sections),
            page,
        )
        for change in sorted(changes, key=lambda change: change.date, reverse=True)
    ]


def _all_changes(site: Site) -> list[views.ChangeView]:
    found = [(change.date, change, LinkView("", site.config.title, "site", ""), "") for change in site.config.changes]
    for topic in site.every(Topic):
        found += [(change.date, change, link_to(site, topic.id), topic.id) for change in topic.changes]
    found.sort(key=lambda item: item[0], reverse=True)
    return [view for _, change, page, prefix in found for view in _changes(site, (change,), page, prefix)]


def _topic_card(site: Site, identifier: str) -> layouts.TopicCardView:
    topic = site.get(identifier, Topic)
    sections = tuple(link_to(site, section) for section in site.sections(identifier))
    return layouts.TopicCardView(
        topic_mark(site, identifier),
        topic.question,
        topic.standfirst,
        day(topic.updated),
        sections,
        site.minutes(identifier),
    )


def _question(site: Site, identifier: str) -> views.QuestionView:
    question = site.get(identifier, Question)
    return views.QuestionView(
        id=question.id,
        url=address("question", question.id),
        question=question.question,
        asked=day(question.asked),
        topic=topic_mark(site, question.topic),
        detail=question.detail,
        resolve_by=link_to(site, question.resolve_by) if question.resolve_by else None,
        answer=claim_view(site, question.answer) if question.answer else None,
        sources=source_links(site, question.sources),
    )


def home(plan: Plan, _about: str) -> Job:
    """The home page."""
    site, home = plan.site, plan.site.config.home
    view = layouts.HomeView(
        question=home.question,
        standfirst=home.standfirst,
        as_of=when(site.config.as_of),
        answers=tuple(
            layouts.AnswerView(answer.text, topic_mark(site, answer.topic), source_links(site, answer.sources))
            for answer in home.answer
        ),
        key_figures=key_figures(site, home.key_figures, None),
        outcomes=by_outcome(claim_view(site, claim) for claim in home.expected_then_happened),
        topics=tuple(_topic_card(site, topic) for topic in site.ids("topic")),
        latest=tuple(entry(site, event) for event in site.latest()),
        upcoming=tuple(entry(site, event) for event in _upcoming(site)),
        questions=tuple(_question(site, question.id) for question in site.every(Question) if not question.answer)[:6],
        changes=tuple(_all_changes(site)[:5]),
    )
    return plan.job("", "home", view, About(title=site.config.title, description=site.config.description))


def _upcoming(site: Site) -> list[str]:
    """The next events that are still meant to be."""
    coming = (event for event in site.ids("event") if site.is_future(event))
    return list(islice((event for event in coming if site.get(event, Event).state != "cancelled"), 5))


def topics(plan: Plan, _about: str) -> Job:
    """The list of topics."""
    site = plan.site
    view = layouts.TopicsView(tuple(_topic_card(site, topic) for topic in site.ids("topic")))
    return plan.job("topics/", "topics", view, About(title="Topics", description=f"{site.config.title}: all topics"))


def _section(site: Site, identifier: str, apparatus: Apparatus) -> layouts.SectionView:
    section, body = site.get(identifier, Section), site.body(identifier)
    apparatus.begin_section()
    return layouts.SectionView(
        id=section.id.partition("/")[2],
        title=section.title,
        summary=section.summary,
        prose=prose(site, body, apparatus),
        updated=day(section.updated),
        headings=tuple((heading.id, heading.text) for heading in (body.headings if body else ()) if heading.level == 3),
    )


def topic(plan: Plan, identifier: str) -> Job:
    """The page of a topic."""
    topic = plan.site.get(identifier, Topic)
    view = plan.site.remember(topic_view, identifier)
    about = About(topic.question, topic.standfirst, trail=(crumb("topics"),), accent=topic.accent, id=topic.id)
    return plan.job(address("topic", topic.id), "topic", view, about)


def topic_view(site: Site, identifier: str) -> layouts.TopicView:
    """All that the page of a topic shows."""
    topic = site.get(identifier, Topic)
    apparatus = Apparatus(site, topic.id)
    before, after = site.beside(topic.id)
    # In reading order, because numbers of references rise down the page.
    opening = prose(site, site.body(topic.id), apparatus)
    sections = tuple(_section(site, section, apparatus) for section in site.sections(topic.id))
    figures = key_figures(site, topic.key_figures, apparatus)
    claims = [site.get(claim, Claim) for claim in site.naming(topic.id, "claim", "topic")]
    by_their_status = by_status(noted(site, claim, apparatus) for claim in claims)
    references = apparatus.references()
    events = [site.get(event, Event) for event in site.naming(topic.id, "event", "topics")]
    return layouts.TopicView(
        mark=topic_mark(site, topic.id),
        question=topic.question,
        standfirst=topic.standfirst,
        prose=opening,
        authors=topic.authors or site.config.authors,
        published=day(topic.published),
        updated=day(topic.updated),
        as_of=when(topic.as_of),
        minutes=site.minutes(topic.id),
        source_count=len(references),
        primary=sum(reference.source.kind == "primary" for reference in references),
        key_figures=figures,
        sections=sections,
        claims=by_their_status,
        timeline=timeline.timeline(site, events),
        people=_who_is_who(site, topic, events, claims),
        questions=tuple(_question(site, question) for question in site.naming(topic.id, "question", "topic")),
        references=references,
        popovers=apparatus.popovers(),
        changes=tuple(_changes(site, topic.changes, None, topic.id)),
        previous=topic_mark(site, before) if before else None,
        next=topic_mark(site, after) if after else None,
    )


def _who_is_who(site: Site, topic: Topic, events: list[Event], claims: list[Claim]) -> tuple[Card, ...]:
    """People and organisations that the topic's texts, events and claims name."""
    named = {actor for event in events for actor in event.people} | {claim.speaker for claim in claims if claim.speaker}
    for text in (topic.id, *site.sections(topic.id)):
        named.update(site.named_by(text))
    return tuple(site.card(actor) for actor in (*site.ids("person"), *site.ids("organisation")) if actor in named)


def questions(plan: Plan, _about: str) -> Job:
    """The page of open questions."""
    site = plan.site
    asked = [_question(site, question) for question in site.ids("question")]
    view = layouts.QuestionsView(
        tuple(one for one in asked if one.answer is None), tuple(one for one in asked if one.answer)
    )
    return plan.job(
        "questions/",
        "questions",
        view,
        About(
            title="Open questions",
            description="What is not known yet, since when it has been asked, and what would settle it",
        ),
    )


def change_list(plan: Plan, _about: str) -> Job:
    """The page of all changes."""
    found = tuple(_all_changes(plan.site))
    view = layouts.ChangesView(found, sum(change.kind == "correction" for change in found))
    return plan.job(
        "changes/",
        "changes",
        view,
        About(title="Changes and corrections", description="Every change of this publication, newest first"),
    )


def search(plan: Plan, _about: str) -> Job:
    """The page of the search, with the index of all things."""
    site, groups = plan.site, []
    for kind, (label, url) in KINDS.items():
        ids = site.ids(kind)
        links = tuple(link_to(site, identifier) for identifier in ids) if len(ids) <= MOST else ()
        if ids:
            groups.append(layouts.IndexGroupView(kind, label, url, len(ids), links))
    topics = tuple(
        (link_to(site, topic), tuple(link_to(site, section) for section in site.sections(topic)))
        for topic in site.ids("topic")[:MOST]
    )
    about = About(title="Search", description="Everything that is published here, by its kind")
    return plan.job("search/", "search", layouts.SearchView(topics, tuple(groups)), about)
