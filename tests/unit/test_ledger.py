"""The ledger: what a claim must carry, and who stands behind it."""

import pytest

from site_builder.core import layouts
from site_builder.core.model import Source
from site_builder.weave.ledger import RESULTS, publishers
from tests.weaving import LEAST, checked, claim, event, planned, view_of

CLAIMS = "content/claims/a.yaml"
OUTCOME = ", outcome: {result: partly, text: It came late., as_of: 2026-01, sources: [herald]"


def sources(*names: str) -> list[Source]:
    return [Source(id=f"s{n}", title="A", publisher=name, language="en", kind="news") for n, name in enumerate(names)]


@pytest.mark.parametrize(
    ("names", "count"),
    [
        (["Deccan Herald", "Business Standard"], 2),
        (["Deccan Herald", "Deccan Herald"], 1),
        (["Deccan Herald / Bloomberg", "Business Standard / Bloomberg"], 1),
        (["Deccan Herald / Bloomberg", "Bloomberg"], 1),
        (["Deccan Herald (print)", "Deccan Herald"], 1),
        (["deccan herald", "Deccan Herald"], 1),
        (["A / X", "B / Y", "X / Y"], 1),
        (["A / X", "B / Y", "C"], 3),
        ([], 0),
    ],
)
def test_reports_of_one_agency_count_once(names: list[str], count: int) -> None:
    assert publishers(sources(*names)) == count


def test_the_order_of_sources_does_not_change_how_many_stand_behind() -> None:
    assert publishers(sources("X / Y", "A / X", "B / Y")) == publishers(sources("A / X", "B / Y", "X / Y")) == 1


@pytest.mark.parametrize(
    ("claims", "codes"),
    [
        (claim("one", status="superseded"), ["no-successor"]),
        (claim("one", ", superseded_by: two", "superseded") + claim("two"), []),
        (claim("one", OUTCOME + "}", "superseded"), []),
        (claim("one", ", superseded_by: two") + claim("two"), ["not-superseded"]),
        (claim("one", status="disputed"), ["no-versions"]),
        (claim("one", ", versions: [{text: A., sources: [post]}]", "disputed"), ["no-versions"]),
        (claim("one", ", versions: [{text: A., sources: [post]}, {text: B., sources: [herald]}]", "disputed"), []),
        (claim("one", OUTCOME + "}", "disputed"), []),
        (claim("one", ", superseded_by: one", "superseded"), ["superseded-circle"]),
        (
            claim("one", ", superseded_by: two", "superseded") + claim("two", ", superseded_by: one", "superseded"),
            ["superseded-circle", "superseded-circle"],
        ),
        (
            claim("out", ", superseded_by: one", "superseded") + claim("one", ", superseded_by: one", "superseded"),
            ["superseded-circle"],
        ),
    ],
)
def test_a_claim_without_its_grounds_is_not_published(claims: str, codes: list[str]) -> None:
    assert [problem.code for problem in checked({CLAIMS: claims})] == codes


def test_a_problem_of_a_claim_stands_at_the_key_that_is_wrong() -> None:
    (problem,) = checked(
        {CLAIMS: "- id: one\n  text: One.\n  status: superseded\n  as_of: 2025\n  topic: water\n  sources: [post]\n"}
    )
    assert (problem.place.path, problem.place.line) == (CLAIMS, 3)


def test_a_source_that_nobody_can_look_up_needs_a_caution() -> None:
    source = "- {id: letter, title: A letter, publisher: Archive, language: en, kind: primary%s}\n"
    path = "content/sources/more.yaml"
    assert [problem.code for problem in checked({path: source % ""})] == ["no-address"]
    assert checked({path: source % ", caution: We hold a copy."}) == []


def test_claims_stand_in_groups_the_surest_first_and_empty_groups_are_left_out() -> None:
    claims = claim("one", status="expected") + claim("two") + claim("three", status="expected")
    view = view_of(planned({CLAIMS: claims}), "claims/index.html", layouts.LedgerView)
    found = [(group.status, [one.id for one in group.claims]) for group in view.groups]
    assert found == [("confirmed", ["two"]), ("expected", ["one", "three"])]
    assert view.total == 3


def test_statements_stand_in_groups_of_what_became_of_them_in_one_fixed_order() -> None:
    unknown = OUTCOME.replace("partly", "unknown") + "}"
    claims = claim("one", unknown) + claim("two", OUTCOME + "}") + claim("three", unknown) + claim("four")
    view = view_of(planned({CLAIMS: claims}), "claims/index.html", layouts.LedgerView)
    found = [(group.result, group.word, [claim.id for claim in group.claims]) for group in view.outcomes]
    assert found == [("partly", "Partly as stated", ["two"]), ("unknown", RESULTS["unknown"], ["one", "three"])]


def test_what_the_home_page_expects_leads_the_ledger_in_its_order() -> None:
    site = "  expected_then_happened: [two, one]\n"
    files = {
        "content/site.yaml": LEAST["content/site.yaml"] + site,
        CLAIMS: claim("zero", OUTCOME + "}") + claim("one", OUTCOME + "}") + claim("two", OUTCOME + "}"),
    }
    jobs = planned(files)
    (ledger,) = view_of(jobs, "claims/index.html", layouts.LedgerView).outcomes
    (home,) = view_of(jobs, "index.html", layouts.HomeView).outcomes
    assert [one.id for one in ledger.claims] == ["two", "one", "zero"]
    assert [one.id for one in home.claims] == ["two", "one"]


def test_what_was_expected_must_say_what_happened() -> None:
    site = LEAST["content/site.yaml"] + "  expected_then_happened: [one, two]\n"
    (problem,) = checked({"content/site.yaml": site, CLAIMS: claim("one", OUTCOME + "}") + claim("two")})
    assert (problem.code, problem.message) == ("no-outcome", 'the claim "two" does not say what happened')
    assert (problem.place.path, problem.place.line) == ("content/site.yaml", 14)


def test_a_claim_shows_its_words_sources_outcome_and_what_it_replaced() -> None:
    speaker = "- {id: mira, name: Mira Anand, role: Mayor, description: She is., sources: [post]}\n"
    old = claim("old", ", superseded_by: new, speaker: mira", "superseded")
    rest = ", claims: [old], events: [meeting]}"
    new = claim("new", OUTCOME + rest).replace("sources: [post]", "sources: ['post, p. 4']")
    files = {CLAIMS: old + new, "content/people/a.yaml": speaker, "content/timeline/a.yaml": event("meeting", "2025")}
    jobs = planned(files)
    page = view_of(jobs, "claims/new/index.html", layouts.ClaimPageView)
    assert page.claim.status_word == "Confirmed"
    assert [(link.label, link.locator) for link in page.claim.sources] == [("River Post", "p. 4")]
    assert page.claim.outcome is not None
    assert (page.claim.outcome.word, page.claim.outcome.text) == ("Partly as stated", "It came late.")
    assert [link.url for link in (*page.claim.outcome.claims, *page.claim.outcome.events)] == [
        "claims/old/",
        "timeline/meeting/",
    ]
    assert [source.id for source in page.sources] == ["post"]  # the outcome names its own beside it
    assert [link.url for link in page.replaces] == ["claims/old/"]
    before = view_of(jobs, "claims/old/index.html", layouts.ClaimPageView).claim
    assert before.superseded_by is not None
    assert before.superseded_by.url == "claims/new/"
    assert before.speaker is not None
    assert before.speaker.label == "Mira Anand"


def test_an_event_shows_the_claims_whose_outcome_it_is() -> None:
    files = {
        CLAIMS: claim("one", OUTCOME + ", events: [meeting]}") + claim("two", OUTCOME + "}"),
        "content/timeline/a.yaml": event("meeting", "2025"),
    }
    view = view_of(planned(files), "timeline/meeting/index.html", layouts.EventView)
    assert [one.id for one in view.claims] == ["one"]


def test_a_person_shows_what_they_said() -> None:
    files = {
        CLAIMS: claim("one", ", speaker: mira") + claim("two"),
        "content/people/a.yaml": "- {id: mira, name: Mira, role: Mayor, description: She is., sources: [post]}\n",
    }
    view = view_of(planned(files), "people/mira/index.html", layouts.ActorView)
    assert [one.id for one in view.claims] == ["one"]


def test_questions_with_an_answer_stand_apart() -> None:
    files = {
        CLAIMS: claim("one"),
        "content/questions.yaml": (
            "- {id: open, question: What?, asked: 2026-01-01, topic: water}\n"
            "- {id: done, question: Who?, asked: 2026-01-01, topic: water, answer: one}\n"
        ),
    }
    view = view_of(planned(files), "questions/index.html", layouts.QuestionsView)
    assert ([one.id for one in view.open], [one.id for one in view.answered]) == (["open"], ["done"])
    assert [one.id for one in view_of(planned(files), "index.html", layouts.HomeView).questions] == ["open"]
