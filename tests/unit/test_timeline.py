"""Chronology: events in order, by year, with "now" in its place."""

import pytest

from site_builder.core import layouts
from site_builder.core.dates import Day
from site_builder.core.views import TimelineView
from tests.weaving import checked, event, planned, section, view_of

PATH = "content/timeline/a.yaml"


def chronology(events: str, page: str = "timeline/", today: Day = (2026, 1, 31)) -> layouts.ChronologyView:
    return view_of(planned({PATH: events}, today), f"{page}index.html", layouts.ChronologyView)


def ids(view: TimelineView) -> list[str]:
    return [entry.id for year in view.years for entry in year.entries]


def scheduled(*dates: str) -> str:
    return "".join(event(f"e{date[:7]}", date, ", state: scheduled") for date in dates)


def test_events_stand_by_their_earliest_then_their_latest_day() -> None:
    events = (
        event("year", "2025")
        + event("day", "2025-01-01")
        + event("open-end", "2025-01/..")
        + event("month", "2025-01")
        + event("open-start", "../2025-06")
        + event("before", "2024-12-31")
    )
    assert ids(chronology(events).timeline) == ["open-start", "before", "day", "month", "year", "open-end"]


def test_events_of_one_day_stand_by_id() -> None:
    events = event("b", "2025-01-01") + event("a", "2025-01-01")
    assert ids(chronology(events).timeline) == ["a", "b"]


def test_newest_first_is_the_reverse() -> None:
    events = event("one", "2023") + event("two", "2024") + event("three", "2024-05") + event("four", "2025")
    oldest, newest = chronology(events).timeline, chronology(events, "timeline/newest/").timeline
    assert ids(newest) == list(reversed(ids(oldest)))
    assert [year.label for year in newest.years] == ["2025", "2024", "2023"]


@pytest.mark.parametrize(
    ("date", "label", "anchor"),
    [
        ("2025-12-05", "2025", "y2025"),
        ("2025-21", "2025", "y2025"),
        ("2024-12/2025-02", "2024", "y2024"),
        ("196X", "The 1960s", "y196x"),
        ("196X%", "The 1960s", "y196x"),
        ("196X/..", "The 1960s", "y196x"),
        ("19XX", "The 20th century", "y19xx"),
        ("../1991", "Earlier", "earlier"),
        ("-0043", "44 BCE", "bce44"),
        ("0000", "1 BCE", "bce1"),
    ],
)
def test_an_event_stands_under_its_year(date: str, label: str, anchor: str) -> None:
    (year,) = chronology(event("one", f"'{date}'")).timeline.years
    assert (year.label, year.anchor) == (label, anchor)


def test_a_year_has_one_heading_even_where_a_decade_begins_in_it() -> None:
    events = event("month", "1960-01") + event("decade", "196X") + event("later", "1960-05")
    for page in ("timeline/", "timeline/newest/"):
        years = chronology(events, page).timeline.years
        assert sorted(year.anchor for year in years) == ["y1960", "y196x"]
        assert sum(len(year.entries) for year in years) == 3


def test_now_stands_before_the_first_event_to_come() -> None:
    view = chronology(event("past", "2025") + scheduled("2026-02", "2027"))
    assert view.timeline.now == "e2026-02"


def test_newest_first_now_stands_before_the_first_past_event() -> None:
    view = chronology(event("older", "2024") + event("past", "2025") + scheduled("2026-02"), "timeline/newest/")
    assert view.timeline.now == "past"


def test_what_has_begun_today_is_past() -> None:
    events = scheduled("2026-01-31", "2026-02-01")
    assert [entry.is_future for year in chronology(events).timeline.years for entry in year.entries] == [False, True]
    assert chronology(events, today=(2026, 2, 1)).timeline.now == ""


@pytest.mark.parametrize("events", [event("one", "2024") + event("two", "2025"), scheduled("2027", "2028")])
def test_there_is_no_now_where_all_is_past_or_all_to_come(events: str) -> None:
    assert chronology(events).timeline.now == ""


def test_the_overview_shows_how_full_each_year_is() -> None:
    events = event("one", "2023") + event("two", "2024-01") + event("three", "2024-02") + event("four", "2024-03")
    bars = chronology(events).overview
    assert [(bar.label, bar.anchor, bar.total, bar.share) for bar in bars] == [
        ("2023", "y2023", 1, 33),
        ("2024", "y2024", 3, 100),
    ]


def test_the_overview_tells_turning_points_from_other_events_and_what_is_to_come() -> None:
    events = event("one", "2024-01") + event("two", "2024-02").replace("importance: 1", "importance: 3")
    bars = chronology(events + event("later", "2031", ", state: scheduled")).overview
    assert [(bar.label, bar.weighty, bar.is_future) for bar in bars] == [("2024", 50, False), ("2031", 0, True)]


@pytest.mark.parametrize("url", ["timeline/", "timeline/newest/"])
def test_a_long_time_without_an_entry_is_told(url: str) -> None:
    view = chronology(event("one", "1950") + event("two", "1955") + event("three", "1961"), url)
    gaps = {"timeline/": [0, 0, 5], "timeline/newest/": [0, 5, 0]}
    assert [year.gap for year in view.timeline.years] == [bar.gap for bar in view.overview] == gaps[url]


def test_the_overview_follows_the_order_of_the_page() -> None:
    events = event("one", "2023") + event("two", "2024")
    assert [bar.label for bar in chronology(events, "timeline/newest/").overview] == ["2024", "2023"]


def test_a_topics_timeline_holds_its_events_alone() -> None:
    other = """\
---
title: Drought
question: How dry?
standfirst: It is dry.
order: 20
accent: plum
published: 2025-12-01
updated: 2025-12-01
as_of: 2025-12-01
changes: [{date: 2025-12-01, kind: major, note: First.}]
---
"""
    events = event("one", "2023") + event("two", "2024").replace("[water]", "[drought]")
    events += event("both", "2025").replace("[water]", "[drought, water]")
    jobs = planned({PATH: events, "content/topics/drought/index.md": other})
    view = view_of(jobs, "timeline/topics/drought/index.html", layouts.ChronologyView)
    assert (ids(view.timeline), view.total) == (["two", "both"], 2)
    assert view.topic is not None
    assert view.topic.id == "drought"
    whole = view_of(jobs, "timeline/index.html", layouts.ChronologyView)
    assert [mark.id for mark in whole.topics] == ["water", "drought"]


def test_each_event_leads_to_its_neighbours_in_time() -> None:
    jobs = planned({PATH: event("c", "2023") + event("a", "2024") + event("b", "2025")})
    found = {}
    for name in "cab":
        view = view_of(jobs, f"timeline/{name}/index.html", layouts.EventView)
        found[name] = (view.previous and view.previous.id, view.next and view.next.id)
    assert found == {"c": (None, "a"), "a": ("c", "b"), "b": ("a", None)}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("topic: water", ["old", "mid", "new"]),
        ("importance: 2", ["mid"]),
        ("since: 2024-06", ["mid", "new"]),
        ("until: 2024-06", ["old", "mid"]),
        ("since: 2024-07\nuntil: 2024-07", ["mid"]),
        ("events: [new, old]", ["old", "new"]),
    ],
)
def test_a_block_shows_the_events_that_it_asks_for(query: str, found: list[str]) -> None:
    mid = event("mid", "2024-06/2024-08").replace("importance: 1", "importance: 2")
    events = event("old", "2023") + mid + event("new", "2025")
    files = {PATH: events, "content/topics/water/10-one.md": section(f"```timeline\n{query}\ntitle: Some\n```")}
    (part,) = [
        part
        for part in view_of(planned(files), "topics/water/index.html", layouts.TopicView).sections[0].prose
        if isinstance(part, TimelineView)
    ]
    assert (ids(part), part.title) == (found, "Some")


@pytest.mark.parametrize("block", ["```timeline\nsince: 2030\n```", "```claims\nstatus: [disputed]\n```"])
def test_a_block_that_shows_nothing_is_an_error(block: str) -> None:
    files = {PATH: event("one", "2024"), "content/topics/water/10-one.md": section(block)}
    assert [problem.code for problem in checked(files)] == ["empty-block"]


def test_home_shows_the_last_turning_points_and_what_comes_next() -> None:
    weighty = "".join(
        event(f"p{year}", str(year)).replace("importance: 1", "importance: 3") for year in range(2018, 2026)
    )
    events = weighty + event("small", "2025-06") + scheduled(*(str(year) for year in range(2027, 2034)))
    view = view_of(planned({PATH: events}), "index.html", layouts.HomeView)
    assert [entry.id for entry in view.latest] == ["p2025", "p2024", "p2023", "p2022", "p2021"]
    assert [entry.id for entry in view.upcoming] == ["e2027", "e2028", "e2029", "e2030", "e2031"]


def test_what_was_called_off_is_not_announced() -> None:
    events = event("off", "2027", ", state: cancelled") + event("on", "2028", ", state: scheduled")
    view = view_of(planned({PATH: events}), "index.html", layouts.HomeView)
    assert [entry.id for entry in view.upcoming] == ["on"]
