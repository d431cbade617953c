"""The plan: which pages there are, what frames them, and what is told of changes and reading time."""

import dataclasses
from typing import get_args

import pytest

from site_builder.core import layouts
from site_builder.core.exports import FORMATS
from site_builder.core.jobs import Job
from site_builder.core.model import Accent
from tests.weaving import LEAST, checked, claim, event, job_of, jobs_of, planned, section, view_of, woven

TOPIC = LEAST["content/topics/water/index.md"]
SITE = LEAST["content/site.yaml"]
PERSON = "{name: A B, role: R, description: D., sources: [post]}"
BODY = "{name: A, type: T, description: D., sources: [post]}"
TERM = "{term: A, definition: D., sources: [post]}"
DATASET = "{title: A, description: D., unit: m, columns: [{key: a, label: A, type: text}], rows: [[b]]}"


def outputs(jobs: list[Job]) -> set[str]:
    return {job.output for job in jobs}


def test_the_least_site_has_all_its_own_pages() -> None:
    assert outputs(planned({})) == {
        "index.html", "404.html", "sitemap.xml", "topics/index.html", "topics/water/index.html",
        "timeline/index.html", "timeline/newest/index.html", "timeline/topics/water/index.html",
        "claims/index.html", "questions/index.html", "search/index.html", "changes/index.html", "people/index.html",
        "organisations/index.html", "glossary/index.html", "data/index.html",
        "sources/index.html", "sources/post/index.html", "sources/herald/index.html",
        "feed.xml", "feed.json", "topics/water/feed.xml", "topics/water/feed.json", "changes/feed.xml",
        "changes/feed.json", "timeline/events.ics", "timeline/topics/water/events.ics", "timeline/events.json",
        "claims/claims.json", "sources/sources.json", "robots.txt",
        "llms.txt", "topics/water/index.html.md", "claims/claims.schema.json", "timeline/events.schema.json",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("path", "text", "output", "layout"),
    [
        ("timeline/a.yaml", event("one", "2025"), "timeline/one/index.html", "event"),
        ("claims/a.yaml", claim("one"), "claims/one/index.html", "claim"),
        ("people/one.yaml", PERSON, "people/one/index.html", "actor"),
        ("organisations/one.yaml", BODY, "organisations/one/index.html", "actor"),
        ("glossary/one.yaml", TERM, "glossary/one/index.html", "term"),
        ("pages/one.md", "---\ntitle: A\nsummary: S.\n---\n", "one/index.html", "page"),
        (
            "data/one.yaml",
            DATASET,
            "data/one/index.html",
            "dataset",
        ),
    ],
)  # fmt: skip
def test_each_thing_has_an_address(path: str, text: str, output: str, layout: str) -> None:
    jobs = planned({f"content/{path}": text})
    assert {one for one in outputs(jobs) - outputs(planned({})) if one.endswith(".html")} == {output}
    assert job_of(jobs, output).layout == layout


def test_no_two_jobs_have_one_output() -> None:
    jobs = planned({"content/timeline/a.yaml": event("one", "2025"), "content/claims/a.yaml": claim("two")})
    assert len(outputs(jobs)) == len(jobs)


def test_canonical_addresses_begin_with_the_base_url() -> None:
    found = {job.output: job.frame.canonical for job in planned({})}
    assert found["index.html"] == "https://example.org/rivers/"
    assert found["topics/water/index.html"] == "https://example.org/rivers/topics/water/"
    assert found["404.html"] == "https://example.org/rivers/404.html"


def test_only_the_404_page_has_a_root() -> None:
    assert {job.output: job.frame.root for job in planned({}) if job.frame.root} == {"404.html": "/rivers/"}


def test_another_base_url_changes_of_the_pages_canonical_addresses_and_the_404_alone() -> None:
    site = woven({}).site
    here, there = jobs_of(site), jobs_of(site, "https://x.org/", "/")
    for one, other in zip(here, there, strict=True):
        frame = dataclasses.replace(other.frame, canonical=one.frame.canonical, root=one.frame.root)
        if one.layout in {"sitemap", *FORMATS}:
            continue
        assert dataclasses.replace(other, frame=frame) == one


def test_every_page_has_title_description_and_language() -> None:
    for job in planned({"content/timeline/a.yaml": event("one", "2025"), "content/claims/a.yaml": claim("two")}):
        assert job.frame.title, job.output
        assert job.frame.description, job.output
        assert job.frame.language == "en"


def test_a_long_claim_is_cut_at_a_words_end_for_the_title_alone() -> None:
    text = "Water " * 30 + "ends"
    jobs = planned({"content/claims/a.yaml": claim("one").replace("The text of one.", text)})
    frame = job_of(jobs, "claims/one/index.html").frame
    assert frame.title == ("Water " * 13).rstrip() + "…"
    assert frame.description == text


def test_breadcrumbs_lead_from_home_to_the_part() -> None:
    jobs = planned({"content/claims/a.yaml": claim("one")})
    assert job_of(jobs, "claims/one/index.html").frame.breadcrumbs == (("Home", ""), ("Claims", "claims/"))
    assert job_of(jobs, "index.html").frame.breadcrumbs == ()


def test_navigation_marks_the_part_that_a_page_is_in() -> None:
    jobs = planned({"content/site.yaml": SITE + "navigation: [topics, claims, about]\n",
                    "content/pages/about.md": "---\ntitle: About us\nsummary: S.\n---\n"})  # fmt: skip
    assert job_of(jobs, "topics/water/index.html").frame.navigation == (
        ("Topics", "topics/", True),
        ("Claims", "claims/", False),
        ("About us", "about/", False),
    )


def test_pages_about_the_site_stand_in_the_footer_in_their_order() -> None:
    jobs = planned(
        {
            "content/pages/a.md": "---\ntitle: A\nsummary: S.\norder: 2\n---\n",
            "content/pages/b.md": "---\ntitle: B\nsummary: S.\norder: 1\n---\n",
        }
    )
    assert job_of(jobs, "index.html").frame.footer[-4:-2] == (("B", "b/"), ("A", "a/"))
    others = view_of(jobs, "a/index.html", layouts.PageView).others
    assert [(link.label, link.url) for link in others] == [("B", "b/")]


def test_a_topics_accent_colours_its_pages() -> None:
    jobs = planned({"content/timeline/a.yaml": event("one", "2025"), "content/claims/a.yaml": claim("two")})
    coloured = {job.output for job in jobs if job.frame.accent == "teal"}
    assert coloured == {
        "topics/water/index.html",
        "timeline/topics/water/index.html",
        "timeline/one/index.html",
        "claims/two/index.html",
    }


def test_reading_time_counts_the_words_of_all_sections() -> None:
    files = {
        "content/topics/water/10-one.md": section("word " * 220),
        "content/topics/water/20-two.md": section("word " * 221),
    }
    assert view_of(planned(files), "topics/water/index.html", layouts.TopicView).minutes == 3
    assert view_of(planned({}), "topics/water/index.html", layouts.TopicView).minutes == 1


@pytest.mark.parametrize(("more", "minutes"), [("", 1), (" word", 2)])
def test_reading_time_counts_the_words_of_links_and_no_tags(more: str, minutes: int) -> None:
    text = f"### Head\n\n{'*word* ' * 216}[[water|the river]]. [[water]]{more}"
    made = view_of(
        planned({"content/topics/water/10-one.md": section(text)}), "topics/water/index.html", layouts.TopicView
    )
    assert made.minutes == minutes


def test_topics_lead_to_their_neighbours() -> None:
    files = {
        f"content/topics/{name}/index.md": TOPIC.replace("order: 10", f"order: {order}").replace(
            "accent: teal", f"accent: {accent}"
        )
        for name, order, accent in (("sand", 30, "ochre"), ("mud", 20, "slate"))
    }
    jobs = planned(files)
    found = {}
    for name in ("water", "mud", "sand"):
        view = view_of(jobs, f"topics/{name}/index.html", layouts.TopicView)
        found[name] = (view.previous and view.previous.id, view.next and view.next.id)
    assert found == {"water": (None, "mud"), "mud": ("water", "sand"), "sand": ("mud", None)}


CHANGES = (
    "changes: [{date: 2025-12-01, kind: major, note: First.}, {date: 2026-01-10, kind: correction, note: Third., "
    "sections: [one]}, {date: 2026-01-05, kind: minor, note: Second.}]\n"
)


def test_changes_stand_newest_first() -> None:
    topic = TOPIC.replace("changes: [{date: 2025-12-01, kind: major, note: First edition.}]\n", CHANGES)
    site = SITE + "changes: [{date: 2026-01-07, kind: minor, note: Site.}]\n"
    files = {
        "content/topics/water/index.md": topic,
        "content/site.yaml": site,
        "content/topics/water/10-one.md": section("A."),
    }
    jobs = planned(files)
    own = view_of(jobs, "topics/water/index.html", layouts.TopicView).changes
    assert [(change.note, change.kind_word) for change in own] == [
        ("Third.", "Correction"), ("Second.", "Small edit"), ("First.", "Update"),
    ]  # fmt: skip
    assert [(link.label, link.url) for link in own[0].sections] == [("A section", "topics/water/#one")]
    every = view_of(jobs, "changes/index.html", layouts.ChangesView)
    assert [change.note for change in every.changes] == ["Third.", "Site.", "Second.", "First."]
    assert [change.page.label if change.page else "" for change in every.changes] == [
        "Water",
        "Two Rivers",
        "Water",
        "Water",
    ]
    assert every.corrections == 1
    assert [change.note for change in view_of(jobs, "index.html", layouts.HomeView).changes][:2] == ["Third.", "Site."]


def test_a_change_of_a_section_that_is_not_there_is_an_error() -> None:
    topic = TOPIC.replace("changes: [{date: 2025-12-01, kind: major, note: First edition.}]\n", CHANGES)
    files = {"content/topics/water/index.md": topic, "content/topics/water/10-ones.md": section("A.")}
    (problem,) = checked(files)
    assert (problem.code, problem.place.path, problem.hint) == (
        "unknown-section",
        "content/topics/water/index.md",
        'did you mean "ones"?',
    )


def test_the_navigation_holds_parts_and_pages_alone() -> None:
    (problem,) = checked({"content/site.yaml": SITE + "navigation: [topics, claim]\n"})
    assert (problem.code, problem.hint) == ("unknown-part", 'did you mean "claims"?')


def test_who_is_who_holds_those_whom_texts_events_and_claims_of_the_topic_name() -> None:
    files = {
        "content/people/a.yaml": "".join(
            f"- {{id: {name}, name: {name}, role: R, description: D., sources: [post]}}\n"
            for name in ("linked", "acting", "speaking", "absent")
        ),
        "content/topics/water/10-one.md": section("See [[linked]]."),
        "content/timeline/a.yaml": event("meeting", "2025", ", people: [acting]"),
        "content/claims/a.yaml": claim("one", ", speaker: speaking"),
    }
    view = view_of(planned(files), "topics/water/index.html", layouts.TopicView)
    assert [card.id for card in view.people] == ["acting", "linked", "speaking"]


def test_the_sitemap_holds_all_pages_but_the_404_page() -> None:
    jobs = planned({"content/claims/a.yaml": claim("one")})
    pages = view_of(jobs, "sitemap.xml", layouts.SitemapView).pages
    assert [address for address, _ in pages] == [
        job.frame.canonical for job in jobs if job.output.endswith("index.html")
    ]
    assert ("https://example.org/rivers/topics/water/", "2026-01-10") in pages


def test_the_sitemap_leaves_out_what_is_shown_only_for_editors() -> None:
    files = {"content/claims/a.yaml": claim("one", ", draft: true"), "content/timeline/a.yaml": event("later", "2030")}
    jobs = planned(files, drafts=True, future=True)
    assert {"claims/one/index.html", "timeline/later/index.html"} < outputs(jobs)
    pages = view_of(jobs, "sitemap.xml", layouts.SitemapView).pages
    assert [address for address, _ in pages if "one" in address or "later" in address] == []


def test_the_glossary_stands_by_first_letter() -> None:
    terms = "".join(
        f"- {{id: {word.lower()}, term: {word}, definition: D., sources: [post]}}\n" for word in ("weir", "Bank", "bar")
    )
    view = view_of(planned({"content/glossary/a.yaml": terms}), "glossary/index.html", layouts.GlossaryView)
    assert [(letter, [row[0] for row in rows]) for letter, rows in view.letters] == [
        ("B", ["bank", "bar"]),
        ("W", ["weir"]),
    ]


def test_topics_of_one_accent_are_one_choice_of_the_timeline() -> None:
    accents = [*get_args(Accent), "teal"]
    accents.remove("teal")
    files = {
        f"content/topics/{accent}/index.md": TOPIC.replace("title: Water", f"title: About {accent}")
        .replace("accent: teal", f"accent: {accent}")
        .replace("order: 10", f"order: {20 + number}")
        for number, accent in enumerate(accents)
    }
    view = view_of(planned(files), "timeline/index.html", layouts.ChronologyView)
    assert [mark.accent for mark in view.topics] == ["teal", *accents[:-1]]
    assert view.topics[0].title == "Water, About teal"
