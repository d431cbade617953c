"""Chronology: events in order, by year, with "now" in its place."""

from collections.abc import Iterable
from itertools import pairwise

from site_builder.core import dates
from site_builder.core.layouts import BarView
from site_builder.core.model import Event
from site_builder.core.slugs import address
from site_builder.core.views import EntryView, LinkView, TimelineView, TopicMark, YearView
from site_builder.weave.citations import source_links, when
from site_builder.weave.graph import Site

LONG = 5  # so many years without an entry are said in words


def topic_mark(site: Site, identifier: str) -> TopicMark:
    """A topic as a small mark."""
    topic = site.face(identifier)
    assert topic is not None
    return TopicMark(topic.id, topic.title, address("topic", topic.id), topic.detail)


def link_to(site: Site, identifier: str) -> LinkView:
    """A plain link to a thing, by its own name."""
    one = site.face(identifier)
    assert one is not None
    return LinkView(address(one.kind, identifier), one.title, one.kind, "")


def entry(site: Site, identifier: str) -> EntryView:
    """An event as an entry of a timeline."""
    return site.remember(_entry, identifier)


def _entry(site: Site, identifier: str) -> EntryView:
    event = site.get(identifier, Event)
    return EntryView(
        id=event.id,
        url=address("event", event.id),
        title=event.title,
        summary=event.summary,
        date=when(event.date),
        uncertain=event.date.is_uncertain,
        is_future=site.is_future(event.id),
        state=event.state,
        importance=event.importance,
        topics=tuple(topic_mark(site, topic) for topic in event.topics),
        people=tuple(link_to(site, actor) for actor in event.people),
        sources=source_links(site, event.sources),
    )


def timeline(site: Site, events: Iterable[Event], title: str = "", *, newest_first: bool = False) -> TimelineView:
    """Events by year. "now" stands before the first future entry, or, newest first, before the first past one."""
    # A decade begins with its first year, so it can stand between two events of that year: hence no groupby.
    entries_by_year: dict[tuple[str, str], list[EntryView]] = {}
    for event in sorted(events, key=lambda event: (event.date.sort_key, event.id), reverse=newest_first):
        entries_by_year.setdefault(year_of(event), []).append(entry(site, event.id))
    years = _with_gaps(YearView(label, anchor, 0, tuple(held)) for (label, anchor), held in entries_by_year.items())
    entries = [item for year in years for item in year.entries]
    turns = [after.id for before, after in pairwise(entries) if before.is_future != after.is_future]
    return TimelineView("timeline", title, years, turns[0] if turns else "")


def _with_gaps(years: Iterable[YearView]) -> tuple[YearView, ...]:
    """The years, those behind a long time without an entry marked; decades and what is not a year break the count."""
    found: list[YearView] = []
    for year in years:
        both = bool(found) and found[-1].label.isdigit() and year.label.isdigit()
        gap = abs(int(year.label) - int(found[-1].label)) - 1 if both else 0
        found.append(year._replace(gap=gap) if gap >= LONG else year)
    return tuple(found)


def year_of(event: Event) -> tuple[str, str]:
    """The heading that an event stands under, and its anchor: a year, a decade or century, or "Earlier"."""
    date = event.date
    if date.year is None:
        return "Earlier", "earlier"
    if date.precision in {"decade", "century"}:
        start = date.points[0].text.rstrip("~?%")
        words = dates.words(dates.parse(start))
        return words[0].upper() + words[1:], f"y{start.lower()}"
    return (str(date.year), f"y{date.year}") if date.year > 0 else (f"{1 - date.year} BCE", f"bce{1 - date.year}")


def overview(view: TimelineView) -> tuple[BarView, ...]:
    """How dense the timeline is, year by year."""
    most = max((len(year.entries) for year in view.years), default=1)
    return tuple(
        BarView(
            year.label.removeprefix("The "),
            year.anchor,
            len(year.entries),
            round(100 * len(year.entries) / most),
            round(100 * sum(entry.importance == 3 for entry in year.entries) / most),
            year.gap,
            all(entry.is_future for entry in year.entries),
        )
        for year in view.years
    )


def select(
    site: Site,
    topic: str | None,
    events: tuple[str, ...],
    importance: int,
    since: dates.When | None,
    until: dates.When | None,
) -> list[Event]:
    """The events that a timeline block asks for."""
    asked = site.naming(topic, "event", "topics") if topic is not None else site.ids("event")
    return [
        event
        for event in (site.get(identifier, Event) for identifier in asked if not events or identifier in events)
        if event.importance >= importance
        and (since is None or event.date.latest >= since.earliest)
        and (until is None or event.date.earliest <= until.latest)
    ]
