"""Running text: bodies with their links, citations and blocks resolved."""

import pytest

from site_builder.core import layouts
from site_builder.core.views import (
    ClaimsView,
    CompareView,
    FigureView,
    Fragment,
    KeyfactsView,
    LinkView,
    Prose,
    QuoteView,
)
from site_builder.weave.index import Terms
from tests.weaving import LEAST, TODAY, checked, claim, documents, event, jobs_of, planned, section, view_of, woven_of

SECTION = "content/topics/water/10-one.md"
MIRA = {"content/people/a.yaml": "- {id: mira, name: Mira, role: Mayor, description: She is., sources: [post]}\n"}


def prose(body: str, files: dict[str, str] | None = None) -> Prose:
    jobs = planned({SECTION: section(body)} | (files or {}))
    return view_of(jobs, "topics/water/index.html", layouts.TopicView).sections[0].prose


def test_text_and_references_come_in_their_order() -> None:
    parts = prose("Before [[mira]] after.[@post] End.", MIRA)
    assert [type(part).__name__ for part in parts] == ["Fragment", "LinkView", "Fragment", "CiteView", "Fragment"]
    assert "".join(part.html for part in parts if isinstance(part, Fragment)).strip() == "<p>Before  after. End.</p>"


def test_a_thing_without_text_has_no_prose() -> None:
    jobs = planned({"content/timeline/a.yaml": event("meeting", "2025")})
    assert view_of(jobs, "timeline/meeting/index.html", layouts.EventView).prose == ()
    assert view_of(jobs, "topics/water/index.html", layouts.TopicView).prose == ()


def test_a_link_says_the_things_name_unless_the_editor_gives_another() -> None:
    parts = prose("[[mira]] and [[mira|the mayor]]", MIRA)
    assert [part.label for part in parts if isinstance(part, LinkView)] == ["Mira", "the mayor"]


def block(body: str, files: dict[str, str] | None = None) -> object:
    (part,) = [part for part in prose(body, files) if not isinstance(part, Fragment)]
    return part


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("topic: water", ["one", "two", "three"]),
        ("claims: [three, one]", ["three", "one"]),
        ("status: [expected, reported]", ["two", "three"]),
        ("outcomes: true", ["three"]),
    ],
)
def test_a_claims_block_shows_what_it_asks_for(query: str, found: list[str]) -> None:
    claims = (
        claim("one")
        + claim("two", status="reported")
        + claim(
            "three", ", outcome: {result: unknown, text: We do not know., as_of: 2026, sources: [post]}", "expected"
        )
    )
    view = block(f"```claims\n{query}\ntitle: Some\n```", {"content/claims/a.yaml": claims})
    assert isinstance(view, ClaimsView)
    assert ([one.id for one in view.claims], view.title) == (found, "Some")


def test_a_quote_names_speaker_source_and_the_original() -> None:
    body = "```quote\ntext: We agree.\nspeaker: mira\nsource: post, p. 2\nlanguage: hi\noriginal: हम सहमत हैं\n```"
    view = block(body, MIRA)
    assert isinstance(view, QuoteView)
    assert view.speaker is not None
    assert (view.text, view.speaker.url, view.source.id, view.source.locator) == (
        "We agree.",
        "people/mira/",
        "post",
        "p. 2",
    )
    assert (view.language, view.original) == ("hi", "हम सहमत हैं")


def test_key_facts_carry_their_sources() -> None:
    view = block("```keyfacts\ntitle: Numbers\nfacts: [{value: '71,817', label: quota, sources: ['post, p. 1']}]\n```")
    assert isinstance(view, KeyfactsView)
    assert [(fact.value, fact.label, [link.locator for link in fact.sources]) for fact in view.facts] == [
        ("71,817", "quota", ["p. 1"])
    ]


def test_a_comparison_keeps_the_order_of_its_sides() -> None:
    items = "items: [{heading: B, text: Two., sources: [post]}, {heading: A, text: One., sources: [herald]}]"
    view = block(f"```compare\ntitle: Two counts\n{items}\n```")
    assert isinstance(view, CompareView)
    assert [(item.heading, [link.id for link in item.sources]) for item in view.items] == [
        ("B", ["post"]),
        ("A", ["herald"]),
    ]


FIGURE = section("```figure\nimage: maps/river.svg\nalt: A river\ncaption: The river\ncredit: The desk\n```")


def test_a_picture_lies_below_static() -> None:
    made = woven_of(documents({SECTION: FIGURE}), Terms(TODAY, assets=frozenset({"static/maps/river.svg"})))
    (job,) = [job for job in jobs_of(made.site) if job.layout == "topic"]
    (figure,) = [part for part in job.view.sections[0].prose if isinstance(part, FigureView)]
    assert (figure.image, figure.alt, figure.caption, figure.credit) == (
        "static/maps/river.svg",
        "A river",
        "The river",
        "The desk",
    )


def test_a_picture_that_is_not_there_is_an_error_with_the_nearest_name() -> None:
    (problem,) = checked({SECTION: FIGURE}, frozenset({"static/maps/rivers.svg"}))
    assert (problem.code, problem.hint) == ("no-image", 'did you mean "static/maps/rivers.svg"?')
    assert checked({SECTION: FIGURE}, frozenset({"static/maps/river.svg"})) == []


def test_a_link_to_another_sections_heading_on_the_same_page_is_sound() -> None:
    files = {
        SECTION: section("See [there](#two-deep-water)."),
        "content/topics/water/20-two.md": section("### Deep water"),
    }
    assert checked(files) == []


def test_a_link_to_an_anchor_that_is_not_there_is_an_error() -> None:
    (problem,) = checked({SECTION: section("### Deep water\n\nSee [there](#one-deep-waters).")})
    assert (problem.code, problem.place.line, problem.hint) == ("unknown-anchor", 7, 'did you mean "one-deep-water"?')


def test_headings_of_a_section_carry_its_name_so_that_two_sections_may_have_the_same() -> None:
    files = {SECTION: section("### Law"), "content/topics/water/20-two.md": section("### Law\n\n#### Detail")}
    view = view_of(planned(files), "topics/water/index.html", layouts.TopicView)
    assert [part.headings for part in view.sections] == [(("one-law", "Law"),), (("two-law", "Law"),)]


def test_key_figures_join_the_references_of_their_topic() -> None:
    topic = LEAST["content/topics/water/index.md"].replace(
        "changes:", "key_figures: [{value: '5', label: weirs, sources: [herald], as_of: 2025}]\nchanges:"
    )
    view = view_of(planned({"content/topics/water/index.md": topic}), "topics/water/index.html", layouts.TopicView)
    (figure,) = view.key_figures
    assert (figure.value, figure.label, [link.id for link in figure.sources]) == ("5", "weirs", ["herald"])
    assert [reference.source.id for reference in view.references] == ["herald"]
