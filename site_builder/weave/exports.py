"""Feeds, calendars and data for reuse, made of the same nouns as the pages, so that they cannot say something else."""

from collections.abc import Callable, Iterable

from site_builder.core import dates
from site_builder.core.exports import (
    CalendarEntry,
    CalendarView,
    CitationRecord,
    ClaimRecord,
    ContentsView,
    CsvView,
    DataView,
    EventRecord,
    FeedEntry,
    FeedPart,
    FeedView,
    MarkdownView,
    OutcomeRecord,
    RobotsView,
    SchemaView,
    SourceRecord,
    SourcesView,
    VersionRecord,
)
from site_builder.core.fields import split_citation
from site_builder.core.jobs import Job
from site_builder.core.model import Change, Claim, Dataset, Event, Outcome, Section, Source, Topic
from site_builder.core.slugs import address
from site_builder.weave.datasets import rows_of
from site_builder.weave.frame import About, Plan
from site_builder.weave.front import topic_view
from site_builder.weave.ledger import CHANGES

ICALENDAR_STATUS = {"happened": "CONFIRMED", "scheduled": "CONFIRMED", "cancelled": "CANCELLED"}

# The plain text of a page, as https://llmstxt.org has it.
PLAIN = "index.html.md"


def moment(day: str) -> str:
    """A day as a moment: its noon in Greenwich, which is that same day nearly everywhere."""
    return f"{day}T12:00:00Z"


# ---- Feeds ----


def site_feed(plan: Plan, url: str) -> Job:
    """Every topic, the one updated last first."""
    site = plan.site
    topics = sorted(site.every(Topic), key=lambda topic: topic.updated, reverse=True)
    entries = tuple(_topic_entry(plan, topic) for topic in topics)
    return _feed(plan, url, "", site.config.title, site.config.description, entries)


def topic_feed(plan: Plan, url: str) -> Job:
    """Every change of a topic, newest first."""
    identifier = url.split("/")[1]
    topic = plan.site.get(identifier, Topic)
    entries = _change_entries(plan, topic.changes, address("topic", identifier), topic.title, topic)
    title = f"{topic.title} – {plan.site.config.title}"
    return _feed(plan, url, address("topic", identifier), title, topic.question, entries)


def change_feed(plan: Plan, url: str) -> Job:
    """Every change of the site, newest first."""
    site = plan.site
    entries = list(_change_entries(plan, site.config.changes, "", site.config.title, None))
    for topic in site.every(Topic):
        entries += _change_entries(plan, topic.changes, address("topic", topic.id), topic.title, topic)
    entries.sort(key=lambda entry: entry.published, reverse=True)
    title = f"Changes and corrections – {site.config.title}"
    return _feed(plan, url, "changes/", title, "Every change of this publication, newest first", tuple(entries))


def _feed(plan: Plan, url: str, home: str, title: str, subtitle: str, entries: tuple[FeedEntry, ...]) -> Job:
    config = plan.site.config
    view = FeedView(
        home=plan.base_url + home,
        own=plan.base_url + url,
        title=title,
        subtitle=subtitle,
        language=config.language,
        updated=max((entry.updated for entry in entries), default=moment("1970-01-01")),
        authors=config.authors,
        rights=f"{config.publisher.name}, {config.licence.name}, {config.licence.url}",
        entries=entries,
    )
    return plan.job(url, layout_of("", url), view, About(title=title))


def _topic_entry(plan: Plan, topic: Topic) -> FeedEntry:
    sections = [plan.site.get(section, Section) for section in plan.site.sections(topic.id)]
    url = plan.base_url + address("topic", topic.id)
    return FeedEntry(
        id=url,
        url=url,
        title=topic.question,
        published=moment(topic.published),
        updated=moment(topic.updated),
        authors=topic.authors or plan.site.config.authors,
        tags=(topic.title,),
        text=topic.standfirst,
        parts=tuple(
            FeedPart(section.title, plan.base_url + address("section", section.id), section.summary)
            for section in sections
        ),
    )


def _change_entries(
    plan: Plan, changes: Iterable[Change], page: str, title: str, topic: Topic | None
) -> tuple[FeedEntry, ...]:
    """Entries for the changes of a page. An id counts the changes of one day, in the order in which they are written
    down, so that it stays when others are added after it."""
    counted: dict[str, int] = {}
    entries = []
    for change in changes:
        counted[change.date] = counted.get(change.date, 0) + 1
        sections = [plan.site.get(f"{topic.id}/{section}", Section) for section in change.sections] if topic else []
        entries.append(
            FeedEntry(
                id=f"{plan.base_url}{page}#change-{change.date}-{counted[change.date]}",
                url=f"{plan.base_url}{page}#changes" if topic else f"{plan.base_url}changes/",
                title=f"{title}: {CHANGES[change.kind].lower()}",
                published=moment(change.date),
                updated=moment(change.date),
                authors=(topic.authors if topic else ()) or plan.site.config.authors,
                tags=(CHANGES[change.kind],),
                text=change.note,
                parts=tuple(
                    FeedPart(section.title, plan.base_url + address("section", section.id), section.summary)
                    for section in sections
                ),
            )
        )
    return tuple(sorted(entries, key=lambda entry: entry.published, reverse=True))


# ---- Calendars ----


def calendar(plan: Plan, url: str) -> Job:
    """The events whose days are known, of the whole site or of a topic."""
    site = plan.site
    topic = url.split("/")[2] if url.startswith("timeline/topics/") else ""
    asked = site.naming(topic, "event", "topics") if topic else site.ids("event")
    face = site.face(topic) if topic else None
    title = f"{face.title} – {site.config.title}" if face else site.config.title
    events = [event for event in (site.get(identifier, Event) for identifier in asked) if has_days(event.date)]
    view = CalendarView(
        title, site.config.description, site.config.language, tuple(_calendar_entry(plan, event) for event in events)
    )
    return plan.job(url, "calendar", view, About(title=title))


def has_days(date: dates.When) -> bool:
    """Whether a date is a day or a span of days without a doubt: only then has it a place in a calendar."""
    return not date.is_uncertain and not date.is_open and all(point.precision == "day" for point in date.points)


def _calendar_entry(plan: Plan, event: Event) -> CalendarEntry:
    topics = [plan.site.get(topic, Topic) for topic in event.topics]
    url = plan.base_url + address("event", event.id)
    return CalendarEntry(
        uid=url,
        url=url,
        title=event.title,
        summary=event.summary,
        first=_compact(event.date.earliest),
        after=_compact(_day_after(event.date.latest)),
        status=ICALENDAR_STATUS[event.state],
        stamp=max(topic.updated for topic in topics).replace("-", "") + "T120000Z",
        sequence=sum(len(topic.changes) for topic in topics) - len(topics),
        categories=tuple(topic.title for topic in topics),
    )


def _day_after(day: dates.Day) -> dates.Day:
    year, month, number = day
    if number < dates.days_in(year, month):
        return year, month, number + 1
    return (year, month + 1, 1) if month < 12 else (year + 1, 1, 1)


def _compact(day: dates.Day) -> str:
    return f"{day[0]:04}{day[1]:02}{day[2]:02}"


# ---- Data for reuse ----


def claim_data(plan: Plan, url: str) -> Job:
    """Every claim with its status, sources and outcome."""
    return _data(plan, url, "Claims", "claims/", tuple(_claim(plan, claim) for claim in plan.site.every(Claim)))


def event_data(plan: Plan, url: str) -> Job:
    """Every event of the timeline."""
    return _data(plan, url, "Events", "timeline/", tuple(_event(plan, event) for event in plan.site.every(Event)))


def _data(
    plan: Plan, url: str, name: str, page: str, records: tuple[ClaimRecord, ...] | tuple[EventRecord, ...]
) -> Job:
    config = plan.site.config
    view = DataView(
        schema=f"{plan.base_url}{page}{name.lower()}.schema.json",
        title=f"{name} – {config.title}",
        url=plan.base_url + page,
        publisher=config.publisher.name,
        licence=config.licence.name,
        licence_url=config.licence.url,
        language=config.language,
        as_of=config.as_of.text if config.as_of else "",
        name=name.lower(),
        records=records,
    )
    return plan.job(url, "data", view, About(title=view.title))


def schema(plan: Plan, url: str) -> Job:
    """What the records of the file beside it look like."""
    name = url.rpartition("/")[2].removesuffix(".schema.json")
    title = f"{name.capitalize()} – {plan.site.config.title}"
    return plan.job(url, "schema", SchemaView(plan.base_url + url, title, name), About(title=title))


def _citations(citations: Iterable[str]) -> tuple[CitationRecord, ...]:
    return tuple(CitationRecord(*split_citation(citation)) for citation in citations)


def _claim(plan: Plan, claim: Claim) -> ClaimRecord:
    return ClaimRecord(
        id=claim.id,
        url=plan.base_url + address("claim", claim.id),
        text=claim.text,
        status=claim.status,
        as_of=claim.as_of.text,
        topic=claim.topic,
        speaker=claim.speaker,
        sources=_citations(claim.sources),
        note=claim.note,
        superseded_by=claim.superseded_by,
        versions=tuple(VersionRecord(version.text, _citations(version.sources)) for version in claim.versions),
        outcome=_outcome(claim.outcome) if claim.outcome else None,
    )


def _outcome(outcome: Outcome) -> OutcomeRecord:
    return OutcomeRecord(
        outcome.result,
        outcome.text,
        outcome.as_of.text,
        _citations(outcome.sources),
        outcome.claims,
        outcome.events,
    )


def _event(plan: Plan, event: Event) -> EventRecord:
    return EventRecord(
        id=event.id,
        url=plan.base_url + address("event", event.id),
        date=event.date.text,
        title=event.title,
        summary=event.summary,
        state=event.state,
        importance=event.importance,
        topics=event.topics,
        people=event.people,
        sources=_citations(event.sources),
    )


def source_data(plan: Plan, url: str) -> Job:
    """Every source, for programs that manage citations."""
    view = SourcesView(tuple(_source(plan, source) for source in plan.site.every(Source)))
    return plan.job(url, "bibliography", view, About(title="Sources"))


def _source(plan: Plan, source: Source) -> SourceRecord:
    return SourceRecord(
        id=source.id,
        url=source.url or plan.base_url + address("source", source.id),
        title=source.title,
        author=source.author,
        publisher=source.publisher,
        published=source.published.text if source.published else "",
        accessed=source.accessed,
        language=source.language,
        kind=source.kind,
        caution=source.caution,
    )


def table(plan: Plan, url: str) -> Job:
    """The table of a dataset, sources by their ids."""
    dataset = plan.site.get(url.split("/")[1], Dataset)
    view = CsvView(
        header=tuple(f"{column.label} ({column.unit})" if column.unit else column.label for column in dataset.columns),
        numeric=tuple(column.type == "number" for column in dataset.columns),
        rows=tuple(tuple("" if cell is None else str(cell) for cell in row) for row in rows_of(plan.site, dataset)),
    )
    return plan.job(url, "csv", view, About(title=dataset.title))


def plain_topic(plan: Plan, url: str) -> Job:
    """A topic in plain text."""
    identifier = url.split("/")[1]
    config = plan.site.config
    view = MarkdownView(
        base=plan.base_url,
        url=plan.base_url + address("topic", identifier),
        site_title=config.title,
        publisher=config.publisher.name,
        licence=config.licence.name,
        licence_url=config.licence.url,
        topic=plan.site.remember(topic_view, identifier),
    )
    return plan.job(url, "markdown", view, About(title=view.topic.question))


def contents(plan: Plan, url: str) -> Job:
    """What there is to read for programs that read text."""
    site, config = plan.site, plan.site.config
    topics = tuple(
        (topic.question, f"{plan.base_url}{address('topic', topic.id)}{PLAIN}", topic.standfirst)
        for topic in site.every(Topic)
    )
    records = (
        ("Claims", f"{plan.base_url}claims/claims.json", "every claim with its status, sources and outcome"),
        ("Events", f"{plan.base_url}timeline/events.json", "every event with its date and sources"),
        ("Sources", f"{plan.base_url}sources/sources.json", "every source, in CSL-JSON"),
    )
    note = f"{config.publisher.name}, {config.licence.name}, {config.licence.url}"
    view = ContentsView(config.title, config.description, note, (("Topics", topics), ("Data", records)))
    return plan.job(url, "contents", view, About(title=config.title))


def robots(plan: Plan, url: str) -> Job:
    """What crawlers may read."""
    return plan.job(url, "robots", RobotsView(f"{plan.base_url}sitemap.xml"), About(title="Robots"))


# What stands beside the pages of every thing of a kind, and beside the lists: file name and planner.
BESIDE: dict[str, tuple[tuple[str, str], ...]] = {
    "topic": (("feed.xml", "topic-feed"), ("feed.json", "topic-feed"), (PLAIN, "plain-topic")),
    "dataset": (("table.csv", "table"),),
}
BESIDE_LISTS: dict[str, tuple[tuple[str, str], ...]] = {
    "": (("feed.xml", "site-feed"), ("feed.json", "site-feed"), ("robots.txt", "robots"), ("llms.txt", "contents")),
    "topic": (
        ("changes/feed.xml", "change-feed"),
        ("changes/feed.json", "change-feed"),
        ("timeline/events.ics", "calendar"),
        ("timeline/events.json", "event-data"),
        ("timeline/events.schema.json", "schema"),
    ),
    "claim": (("claims/claims.json", "claim-data"), ("claims/claims.schema.json", "schema")),
    "source": (("sources/sources.json", "source-data"),),
}
# Planners of what has no page of its own to show; they are told the address of their file.
PLANNERS: dict[str, Callable[[Plan, str], Job]] = {
    "site-feed": site_feed,
    "topic-feed": topic_feed,
    "change-feed": change_feed,
    "calendar": calendar,
    "claim-data": claim_data,
    "event-data": event_data,
    "schema": schema,
    "source-data": source_data,
    "table": table,
    "robots": robots,
    "plain-topic": plain_topic,
    "contents": contents,
}

LAYOUTS = {
    "calendar": "calendar",
    "claim-data": "data",
    "event-data": "data",
    "schema": "schema",
    "source-data": "bibliography",
    "table": "csv",
    "robots": "robots",
    "plain-topic": "markdown",
    "contents": "contents",
}


def layout_of(name: str, output: str) -> str:
    """The layout of what a planner makes."""
    return LAYOUTS.get(name) or ("jsonfeed" if output.endswith(".json") else "atom")
