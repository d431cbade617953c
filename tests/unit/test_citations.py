"""The apparatus of a page: numbered references, popovers, and sources as readers meet them."""

import pytest

from site_builder.core import layouts
from site_builder.core.model import Source
from site_builder.core.views import CiteView, LinkView, Prose, ReferenceView
from site_builder.weave.citations import LANGUAGES, short_name
from tests.weaving import claim, planned, section, view_of

ONE, TWO = "content/topics/water/10-one.md", "content/topics/water/20-two.md"
TERM = "- {id: weir, term: weir, expansion: low dam, definition: A low dam., sources: [post]}\n"
WORDS = {"content/glossary/a.yaml": TERM}
PEOPLE = {
    "content/people/a.yaml": "- {id: mira, name: Mira, role: Mayor, description: She leads., sources: [post]}\n",
    "content/organisations/a.yaml": (
        "- {id: council, name: Council, type: council, description: It meets., sources: [post]}\n"
    ),
}
GAZETTE = {
    "content/sources/more.yaml": (
        "- {id: gazette, title: Gazette piece, publisher: 'Gazette, The', url: https://example.org/g, language: hi, "
        "kind: analysis}\n"
    )
}


def topic(files: dict[str, str]) -> layouts.TopicView:
    return view_of(planned(files), "topics/water/index.html", layouts.TopicView)


def cites(prose: Prose) -> list[CiteView]:
    return [part for part in prose if isinstance(part, CiteView)]


def links(prose: Prose) -> list[LinkView]:
    return [part for part in prose if isinstance(part, LinkView)]


def numbers(references: tuple[ReferenceView, ...]) -> list[tuple[int, str]]:
    return [(reference.number, reference.source.id) for reference in references]


def test_citations_are_numbered_in_reading_order_over_all_sections() -> None:
    files = {ONE: section("A.[@herald] B.[@post]"), TWO: section("C.[@gazette] D.[@post]")} | GAZETTE
    view = topic(files)
    marks = [[mark.number for cite in cites(part.prose) for mark in cite.marks] for part in view.sections]
    assert marks == [[1, 2], [3, 2]]
    assert numbers(view.references) == [(1, "herald"), (2, "post"), (3, "gazette")]


def test_a_mark_names_its_publisher_unless_the_one_before_has_done_so() -> None:
    view = topic({ONE: section("A.[@herald; @post, p. 2] B.[@post, p. 1; @post, p. 2]")})
    first, second = cites(view.sections[0].prose)
    assert [(mark.label, mark.locator) for mark in first.marks] == [("Town Herald", ""), ("River Post", "p. 2")]
    assert [(mark.label, mark.locator) for mark in second.marks] == [("River Post", "p. 1"), ("", "p. 2")]
    assert [mark.title for mark in first.marks] == ["Talks begin", "Mayors sign"]


def test_marks_and_references_lead_to_each_other() -> None:
    view = topic({ONE: section("A.[@post, p. 1] B.[@herald] C.[@post, p. 2]")})
    marks = [mark for cite in cites(view.sections[0].prose) for mark in cite.marks]
    assert [mark.anchor for mark in marks] == ["cite-1-1", "cite-2-1", "cite-1-2"]
    assert [mark.reference for mark in marks] == ["reference-1", "reference-2", "reference-1"]
    assert [reference.backlinks for reference in view.references] == [("cite-1-1", "cite-1-2"), ("cite-2-1",)]
    assert [reference.anchor for reference in view.references] == ["reference-1", "reference-2"]


def test_a_source_is_named_again_in_each_section() -> None:
    view = topic({ONE: section("A.[@post] B.[@post]"), TWO: section("C.[@post]")})
    again = [[mark.again for cite in cites(part.prose) for mark in cite.marks] for part in view.sections]
    assert again == [[False, True], [False]]


def test_sources_of_a_box_and_of_claims_link_to_the_references() -> None:
    view = topic({ONE: section("A.[@herald]"), "content/claims/a.yaml": claim("one")})
    (link,) = view.claims[0].claims[0].sources
    assert (link.id, link.number) == ("post", 2)


def test_a_source_of_a_box_is_a_reference_without_mark() -> None:
    facts = "```keyfacts\nfacts: [{value: '1', label: one, sources: ['herald, p. 9']}]\n```"
    view = topic({ONE: section(f"A.[@post]\n\n{facts}")})
    assert numbers(view.references) == [(1, "post"), (2, "herald")]
    assert [reference.backlinks for reference in view.references] == [("cite-1-1",), ()]


def test_a_box_before_the_text_takes_the_first_number() -> None:
    facts = "```keyfacts\nfacts: [{value: '1', label: one, sources: [herald]}]\n```"
    view = topic({ONE: section(f"{facts}\n\nA.[@post; @herald]")})
    assert numbers(view.references) == [(1, "herald"), (2, "post")]
    assert view.references[0].backlinks == ("cite-1-1",)


def test_sources_of_claims_come_behind_those_of_the_text() -> None:
    view = topic({ONE: section("A.[@herald]"), "content/claims/a.yaml": claim("one")})
    assert numbers(view.references) == [(1, "herald"), (2, "post")]
    assert (view.source_count, view.primary) == (2, 1)


def test_the_first_use_of_a_term_in_a_section_opens_a_popover() -> None:
    view = topic({ONE: section("A [[weir]], the [[weir|dam]]."), TWO: section("A [[weir]].")} | WORDS)
    found = [[(link.label, link.popover, link.url) for link in links(part.prose)] for part in view.sections]
    assert found == [
        [("weir", "about-weir", "glossary/weir/"), ("dam", "", "glossary/weir/")],
        [("weir", "about-weir", "glossary/weir/")],
    ]


def test_a_popover_stands_once_on_a_page() -> None:
    view = topic({ONE: section("A [[weir]]."), TWO: section("A [[weir]].")} | WORDS)
    (popover,) = view.popovers
    assert (popover.id, popover.title, popover.detail, popover.text) == ("about-weir", "weir", "low dam", "A low dam.")
    assert popover.url == "glossary/weir/"


@pytest.mark.parametrize(
    ("target", "detail", "text"), [("mira", "Mayor", "She leads."), ("council", "council", "It meets.")]
)
def test_people_and_organisations_open_a_card(target: str, detail: str, text: str) -> None:
    view = topic({ONE: section(f"See [[{target}]].")} | PEOPLE)
    assert [(popover.detail, popover.text) for popover in view.popovers] == [(detail, text)]


def test_a_term_opens_no_popover_on_its_own_page() -> None:
    text = "---\nterm: weir\ndefinition: A dam.\nsources: [post]\n---\nA [[weir]] by [[mira]].\n"
    files = {"content/glossary/weir.md": text}
    view = view_of(planned(files | PEOPLE), "glossary/weir/index.html", layouts.TermView)
    assert [(link.label, link.popover) for link in links(view.prose)] == [("weir", ""), ("Mira", "about-mira")]
    assert [popover.id for popover in view.popovers] == ["about-mira"]


def test_a_link_to_a_section_topic_or_claim_is_plain() -> None:
    files = {
        ONE: section("[[water/two]], [[water]], [[known]]"),
        TWO: section("B."),
        "content/claims/a.yaml": claim("known"),
    }
    found = [(link.label, link.url, link.popover) for link in links(topic(files).sections[0].prose)]
    assert found == [
        ("A section", "topics/water/#two", ""),
        ("Water", "topics/water/", ""),
        ("The text of known.", "claims/known/", ""),
    ]


@pytest.mark.parametrize(
    ("publisher", "short"),
    [
        ("Deccan Herald", "Deccan Herald"),
        ("Ministry of External Affairs (India)", "Ministry of External Affairs"),
        ("Deccan Herald / Bloomberg", "Deccan Herald"),
        ("Press Office, Kremlin", "Press Office"),
    ],
)
def test_a_publisher_is_named_in_a_word_or_two(publisher: str, short: str) -> None:
    assert short_name(Source(id="a", title="A", publisher=publisher, language="en", kind="news")) == short


def test_an_editors_short_name_goes_before() -> None:
    named = Source(id="a", title="A", publisher="Deccan Herald", short_name="DH", language="en", kind="news")
    assert short_name(named) == "DH"


def test_the_language_of_a_source_is_named_for_readers() -> None:
    view = topic({ONE: section("A.[@gazette]")} | GAZETTE)
    assert view.references[0].source.language_name == LANGUAGES["hi"] == "Hindi"
    assert view.references[0].source.kind_word == "Analysis"


def test_a_source_to_be_read_with_care_says_so_wherever_it_is_listed() -> None:
    files = {
        "content/claims/a.yaml": claim("one").replace("post", "letter"),
        "content/sources/more.yaml": (
            "- {id: letter, title: A letter, publisher: Archive, language: en, kind: primary, caution: A copy.}\n"
        ),
    }
    page = view_of(planned(files), "claims/one/index.html", layouts.ClaimPageView)
    assert [link.has_caution for link in page.claim.sources] == [True]
    assert [source.caution for source in page.sources] == ["A copy."]
