"""Embeds: what other sites may show in a frame, and what programs are told of it."""

import json
from html.parser import HTMLParser

import pytest

from site_builder.core.exports import OembedView
from site_builder.core.jobs import Job
from site_builder.core.layouts import ClaimPageView, DatasetView, EmbedView, EventView
from site_builder.pages.formats import oembed
from site_builder.weave.index import Terms
from tests.sites import FILES, MORE
from tests.weaving import LEAST, TODAY, documents, event, job_of, jobs_of, planned, view_of, woven_of

SITE = "content/site.yaml"
CHART = "embed/data/water-levels/water/how-much/index.html"


@pytest.fixture(scope="module")
def jobs() -> list[Job]:
    made = woven_of(documents(FILES | MORE), Terms(TODAY, assets=frozenset({"static/river.svg"})))
    return jobs_of(made.site)


def embedded(jobs: list[Job]) -> set[str]:
    return {job.output for job in jobs if job.output.startswith("embed/") and job.layout == "embed"}


def letting(kinds: str) -> dict[str, str]:
    return {SITE: LEAST[SITE] + f"embeds: {kinds}\n"}


def test_nothing_may_be_shown_elsewhere_unless_the_site_says_so() -> None:
    jobs = planned({"content/timeline/a.yaml": event("signed", "2025-12-05")})
    assert embedded(jobs) == set()
    assert view_of(jobs, "timeline/signed/index.html", EventView).embeds == ()


def test_only_what_the_site_names_may_be_shown() -> None:
    files = {"content/timeline/a.yaml": event("signed", "2025-12-05")}
    assert embedded(planned(files | letting("[event]"))) == {"embed/timeline/signed/index.html"}
    assert embedded(planned(files | letting("[timeline]"))) == {"embed/timeline/topics/water/index.html"}
    assert embedded(planned(files | letting("[claim, chart]"))) == set()


def test_every_embed_has_an_answer_for_programs_beside_it(jobs: list[Job]) -> None:
    answers = {job.output for job in jobs if job.layout == "oembed"}
    assert answers == {output.replace("index.html", "oembed.json") for output in embedded(jobs)}
    assert CHART in embedded(jobs)


@pytest.mark.parametrize("name", ["title", "author_name", "provider_name", "provider_url"])
def test_an_answer_says_all_that_the_format_wants(jobs: list[Job], name: str) -> None:
    for job in jobs:
        if isinstance(job.view, OembedView):
            told = json.loads(oembed(job.view))
            assert (told["version"], told["type"]) == ("1.0", "rich")
            assert told["width"] == 640
            assert 200 < told["height"] < 800
            assert told[name]


class Frames(HTMLParser):
    """The attributes of the frames in HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[dict[str, str | None]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag == "iframe"
        self.found.append(dict(attrs))


def test_the_lines_to_paste_are_those_that_programs_are_given(jobs: list[Job]) -> None:
    for links in (
        view_of(jobs, "timeline/treaty-signed/index.html", EventView).embeds,
        view_of(jobs, "claims/equal-shares/index.html", ClaimPageView).embeds,
        view_of(jobs, "data/water-levels/index.html", DatasetView).embeds,
    ):
        assert links
        for link in links:
            answer = job_of(jobs, link.oembed.removeprefix("https://example.org/rivers/"))
            assert answer.view.html == link.code
            (frame,) = Frames(link.code).found
            assert frame["src"] == f"https://example.org/rivers/{link.url}"
            assert frame["title"] == link.title


def test_a_title_cannot_break_out_of_the_lines_to_paste() -> None:
    odd = event("signed", "2025-12-05").replace("About signed", "'<b>\"Peace\" & quiet</b>'")
    jobs = planned({"content/timeline/a.yaml": odd} | letting("[event]"))
    (link,) = view_of(jobs, "timeline/signed/index.html", EventView).embeds
    (frame,) = Frames(link.code).found
    assert frame["title"] == '<b>"Peace" & quiet</b>'


def test_a_chart_stands_alone_with_sources_that_lead_to_their_pages(jobs: list[Job]) -> None:
    (chart,) = view_of(jobs, CHART, EmbedView).charts
    assert chart.sources
    assert {source.number for source in chart.sources} == {0}
    cells = [source for row in chart.table.rows for cell in row for source in cell.sources]
    assert cells
    assert {source.number for source in cells} == {0}


def test_a_chart_has_the_colour_of_its_topic(jobs: list[Job]) -> None:
    assert job_of(jobs, CHART).frame.accent == "teal"


def test_a_dataset_offers_each_text_that_draws_it(jobs: list[Job]) -> None:
    urls = {link.url for link in view_of(jobs, "data/water-levels/index.html", DatasetView).embeds}
    shown = {output for output in embedded(jobs) if output.startswith("embed/data/water-levels/")}
    assert urls == {output.removesuffix("index.html") for output in shown}
    assert len(urls) >= 2


def test_a_long_timeline_keeps_its_weightiest_events() -> None:
    weights = {number: 3 if number % 10 == 0 else 1 for number in range(1, 26)}
    events = "".join(
        event(f"day-{number}", f"20{number:02}-01-01").replace("importance: 1", f"importance: {weight}")
        for number, weight in weights.items()
    )
    more = "".join(event(f"night-{number}", f"19{number:02}-01-01") for number in range(1, 26))
    files = {"content/timeline/a.yaml": events, "content/timeline/b.yaml": more} | letting("[timeline]")
    view = view_of(planned(files), "embed/timeline/topics/water/index.html", EmbedView)
    assert view.timeline is not None
    shown = [entry.id for year in view.timeline.years for entry in year.entries]
    assert (len(shown), view.left_out) == (40, 10)
    assert {"day-10", "day-20"} <= set(shown)
    assert shown == sorted(shown, key=lambda one: ("n" not in one[:1], int(one.partition("-")[2])))


def test_no_embed_is_in_the_sitemap(jobs: list[Job]) -> None:
    pages = [url for url, _ in job_of(jobs, "sitemap.xml").view.pages]
    assert pages
    assert not any("/embed/" in url for url in pages)
