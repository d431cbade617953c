"""The whole site: what is published, who is called what, and who speaks of whom."""

from typing import Any

import pytest

from site_builder.core import layouts
from site_builder.core.jobs import Job
from site_builder.core.model import Event
from site_builder.engine.result import LeftOut
from site_builder.weave.graph import missing_config
from tests.weaving import claim, event, job_of, planned, section, view_of, woven

TERM = "- {id: weir, term: weir, definition: A low dam., sources: [post]}\n"
SECTION = "content/topics/water/10-first.md"


def test_ids_are_unique_over_all_kinds_and_both_places_are_named() -> None:
    made = woven({"content/glossary/a.yaml": TERM, "content/timeline/a.yaml": event("weir", "2025")})
    (problem,) = made.problems
    assert problem.code == "duplicate-id"
    assert problem.place.path == "content/timeline/a.yaml"
    assert "the term in content/glossary/a.yaml:1:" in problem.message


def test_a_thrice_used_id_is_told_twice() -> None:
    made = woven({"content/timeline/a.yaml": event("weir", "2024") + event("weir", "2025") + event("weir", "2026")})
    assert made.codes == ["duplicate-id", "duplicate-id"]
    assert [problem.place.line for problem in made.problems] == [2, 3]


def test_an_id_used_twice_in_drafts_is_told_as_well() -> None:
    made = woven({"content/timeline/a.yaml": event("weir", "2024", ", draft: true") + event("weir", "2025")})
    assert made.codes == ["duplicate-id"]


def test_a_page_cannot_take_the_address_of_a_part_of_the_site() -> None:
    made = woven({"content/pages/glossary.md": "---\ntitle: Words\nsummary: Words.\n---\n"})
    assert made.codes == ["taken-id"]


def test_an_unknown_id_gets_the_nearest_name_with_its_file() -> None:
    made = woven({SECTION: section("See [[weer]]."), "content/glossary/a.yaml": TERM})
    (problem,) = made.problems
    assert (problem.code, problem.hint) == ("unknown-id", 'did you mean "weir" (content/glossary/a.yaml)?')
    assert (problem.place.path, problem.place.line) == (SECTION, 5)


def test_an_unknown_id_unlike_any_other_gets_no_hint() -> None:
    made = woven({SECTION: section("See [[zzzzzzzz]].")})
    assert [(problem.code, problem.hint) for problem in made.problems] == [("unknown-id", "")]


def test_a_name_of_another_kind_is_no_hint() -> None:
    made = woven({SECTION: section("So it is.[@wear]"), "content/glossary/a.yaml": TERM})
    assert [(problem.message, problem.hint) for problem in made.problems] == [('no source is called "wear"', "")]


@pytest.mark.parametrize("body", ["So it is.[@weir]", "```timeline\nevents: [weir]\n```"])
def test_a_thing_of_the_wrong_kind_is_an_error(body: str) -> None:
    made = woven({SECTION: section(body), "content/glossary/a.yaml": TERM})
    (problem,) = made.problems
    assert problem.code == "wrong-kind"
    assert problem.message.startswith('"weir" is a term, expected a')


def test_the_wrong_kind_in_a_field_is_an_error() -> None:
    made = woven({"content/timeline/a.yaml": event("meeting", "2025", ", people: [post]")})
    assert [problem.message for problem in made.problems] == [
        '"post" is a source, expected a person or an organisation'
    ]


def test_every_reference_of_the_home_page_is_checked() -> None:
    made = woven({"content/topics/water/index.md": "", "content/sources/press.yaml": ""})
    assert made.codes == ["unknown-id", "unknown-id"]
    assert {problem.place.path for problem in made.problems} == {"content/site.yaml"}


def test_a_site_without_site_yaml_is_no_site() -> None:
    assert woven({"content/site.yaml": ""}).site.index.config is None
    assert missing_config().place.path == "content/site.yaml"


# ---- What is left out ----

DRAFTS = {
    "content/topics/drought/index.md": """\
---
title: Drought
question: How dry is it?
standfirst: It is dry.
order: 20
accent: plum
published: 2025-12-01
updated: 2025-12-01
as_of: 2025-12-01
draft: true
changes: [{date: 2025-12-01, kind: major, note: Drought drafted.}]
---
""",
    "content/topics/drought/10-wells.md": section("The drought's well."),
    SECTION: section("See [[weir]].[@post]"),
    "content/topics/water/20-hidden.md": (
        "---\ntitle: Hidden part\nsummary: Unseen.\ndraft: true\n---\nThe [[weir]].[@herald]\n"
    ),
    "content/glossary/a.yaml": (
        TERM + "- {id: sluice, term: sluice, definition: A gate., sources: [post], draft: true}\n"
    ),
    "content/timeline/a.yaml": event("seen", "2025") + event("unseen", "2025", ", draft: true, people: [unseen-mayor]"),
    "content/claims/a.yaml": claim("known") + claim("unknown", ", draft: true, speaker: unseen-mayor"),
    "content/people/a.yaml": (
        "- {id: unseen-mayor, name: U N Seen, role: Mayor, description: Was., sources: [post], draft: true}\n"
    ),
    "content/questions.yaml": (
        "- {id: when, question: When then?, asked: 2026-01-01, topic: water, sources: [post]}\n"
        "- {id: how-dry, question: How dry then?, asked: 2026-01-01, topic: drought, sources: [post], draft: true}\n"
    ),
    "content/pages/plan.md": "---\ntitle: Our plan\nsummary: Ours.\ndraft: true\n---\nA [[weir]].\n",
    "content/data/levels.yaml": (
        "title: Unseen levels\ndescription: Levels.\nunit: m\ndraft: true\n"
        "columns: [{key: year, label: Year, type: date}]\nrows: [['2024']]\n"
    ),
    "content/sources/more.yaml": (
        "- {id: gazette, title: Gazette piece, publisher: Gazette, url: https://example.org/g, language: en, "
        "kind: news, draft: true}\n"
    ),
}  # fmt: skip
HIDDEN_WORDS = (
    "drought Drought wells unseen Hidden sluice unknown unseen-mayor how-dry plan levels gazette Gazette".split()
)


def words(value: object) -> str:
    return repr(value)


@pytest.mark.parametrize("word", HIDDEN_WORDS)
def test_a_draft_is_in_no_page_no_list_and_no_sitemap(word: str) -> None:
    jobs = planned(DRAFTS)
    assert [job.output for job in jobs if word in job.output] == []
    assert [job.output for job in jobs if word in words(job.view) or word in words(job.frame)] == []


@pytest.mark.parametrize("word", HIDDEN_WORDS)
def test_a_draft_is_there_when_drafts_are_asked_for(word: str) -> None:
    assert any(word in words(job.view) for job in planned(DRAFTS, drafts=True))


def test_future_does_not_show_drafts() -> None:
    assert [job.output for job in planned(DRAFTS, future=True)] == [job.output for job in planned(DRAFTS)]


def test_a_draft_speaks_of_nobody() -> None:
    view = view_of(planned(DRAFTS), "glossary/weir/index.html", layouts.TermView)
    assert [card.id for card in view.mentions] == ["water/first"]
    view = view_of(planned(DRAFTS, drafts=True), "glossary/weir/index.html", layouts.TermView)
    assert [card.id for card in view.mentions] == ["plan", "water/first", "water/hidden"]


def test_counts_leave_drafts_out() -> None:
    jobs = planned(DRAFTS)
    assert view_of(jobs, "timeline/index.html", layouts.ChronologyView).total == 1
    assert view_of(jobs, "claims/index.html", layouts.LedgerView).total == 1
    register = view_of(jobs, "sources/index.html", layouts.RegisterView)
    uses = {row.source.id: row.uses for _, _, _, rows in register.groups for row in rows}
    # herald: only a hidden section cites it. post: home, one section, term, event, claim and question.
    assert (register.total, uses) == (2, {"herald": 0, "post": 6})


def test_a_section_goes_with_its_topic() -> None:
    left_out = woven(DRAFTS).left_out
    assert LeftOut("section", "drought/wells", "content/topics/drought/10-wells.md", "") in left_out


def test_a_section_goes_with_a_topic_of_a_later_day() -> None:
    text = DRAFTS["content/topics/drought/index.md"].replace("draft: true", "publish: 2026-02-01")
    files = {"content/topics/drought/index.md": text, "content/topics/drought/10-wells.md": section("A well.")}
    appears = {item.id: item.appears for item in woven(files).left_out}
    assert appears == {"drought": "2026-02-01", "drought/wells": "2026-02-01"}
    assert woven(files, (2026, 2, 1)).left_out == ()


@pytest.mark.parametrize(("today", "there"), [((2026, 2, 13), False), ((2026, 2, 14), True), ((2026, 3, 1), True)])
def test_publish_shows_a_thing_from_its_day_on(today: tuple[int, int, int], there: bool) -> None:
    jobs = planned({"content/timeline/a.yaml": event("meeting", "2025", ", publish: 2026-02-14")}, today)
    assert any(job.output == "timeline/meeting/index.html" for job in jobs) is there


@pytest.mark.parametrize(
    ("date", "appears"),
    [("2026-02-01", "2026-02-01"), ("2026-02", "2026-02-01"), ("2026-03/..", "2026-03-01"), ("2027", "2027-01-01")],
)
def test_an_event_said_to_have_happened_waits_for_its_date(date: str, appears: str) -> None:
    left_out = woven({"content/timeline/a.yaml": event("meeting", date)}).left_out
    assert [(item.id, item.appears) for item in left_out] == [("meeting", appears)]


@pytest.mark.parametrize("date", ["2026-01-31", "2026-01", "2026", "../2027", "202X"])
def test_an_event_whose_time_has_begun_is_there(date: str) -> None:
    assert woven({"content/timeline/a.yaml": event("meeting", date)}).left_out == ()


@pytest.mark.parametrize("state", ["scheduled", "cancelled"])
def test_what_is_announced_for_a_later_day_is_there(state: str) -> None:
    jobs = planned({"content/timeline/a.yaml": event("meeting", "2030", f", state: {state}")})
    assert view_of(jobs, "timeline/meeting/index.html", layouts.EventView).entry.is_future


def test_a_claim_of_a_later_day_waits() -> None:
    files = {"content/claims/a.yaml": claim("known").replace("2025-12", "2026-02-03")}
    assert [(item.id, item.appears) for item in woven(files).left_out] == [("known", "2026-02-03")]
    assert woven(files, (2026, 2, 3)).left_out == ()


def test_the_later_of_two_days_counts() -> None:
    files = {"content/timeline/a.yaml": event("meeting", "2026-04-01", ", publish: 2026-03-01")}
    assert [item.appears for item in woven(files).left_out] == ["2026-04-01"]


def test_future_shows_what_is_to_come_but_says_that_it_is_hidden() -> None:
    files = {"content/timeline/a.yaml": event("later", "2026-04-01") + event("past", "2025-04-01")}
    jobs = planned(files, future=True)
    hidden = {job.output: job.frame.hidden for job in jobs if job.layout == "event"}
    assert hidden == {"timeline/past/index.html": "", "timeline/later/index.html": "2026-04-01"}


def test_a_shown_draft_is_called_a_draft() -> None:
    assert job_of(planned(DRAFTS, drafts=True), "plan/index.html").frame.hidden == "draft"


def test_speaking_of_a_draft_is_an_error_that_says_so() -> None:
    made = woven({SECTION: section("See [[weir]]."), "content/glossary/a.yaml": TERM.replace("}", ", draft: true}")})
    assert [(problem.code, problem.message) for problem in made.problems] == [("hidden-target", '"weir" is a draft')]


def test_speaking_of_what_is_to_come_says_when_it_appears() -> None:
    files = {SECTION: section("[[later]]"), "content/timeline/a.yaml": event("later", "2026-04-01")}
    assert [problem.message for problem in woven(files).problems] == ['"later" appears only on 2026-04-01']
    assert woven(files, future=True).problems == ()


def test_a_draft_may_speak_of_a_draft() -> None:
    files = {
        SECTION: section("See [[weir]].").replace("---\ntitle", "---\ndraft: true\ntitle", 1),
        "content/glossary/a.yaml": TERM.replace("}", ", draft: true}"),
    }
    assert woven(files).problems == ()


# ---- Who speaks of whom ----


def mentions(jobs: list[Job], output: str) -> list[str]:
    view: Any = job_of(jobs, output).view
    return [card.id for card in view.mentions]


def test_backlinks_come_once_each_in_the_order_of_the_site() -> None:
    files = {
        "content/glossary/a.yaml": TERM,
        "content/topics/water/20-second.md": section("A [[weir]]."),
        SECTION: section("A [[weir]], a [[weir|low dam]], the [[weir]]."),
        "content/timeline/2025-opening.md": (
            "---\ndate: 2025\ntitle: Opening\nsummary: Opened.\ntopics: [water]\nimportance: 1\nsources: [post]\n---\n"
            "The [[weir]] opened.\n"
        ),
    }
    assert mentions(planned(files), "glossary/weir/index.html") == ["2025-opening", "water/first", "water/second"]


def test_a_thing_does_not_mention_itself() -> None:
    head = "---\ndate: 2025\ntitle: Opening\nsummary: Opened.\ntopics: [water]\nimportance: 1\nsources: [post]\n---\n"
    files = {
        "content/timeline/opening.md": head + "The [[opening]] was late.\n",
        "content/timeline/closing.md": head + "After the [[opening]].\n",
    }
    assert mentions(planned(files), "timeline/opening/index.html") == ["closing"]


def test_a_backlink_leads_to_the_section_itself() -> None:
    files = {"content/glossary/a.yaml": TERM, SECTION: section("A [[weir]].")}
    view = view_of(planned(files), "glossary/weir/index.html", layouts.TermView)
    assert [card.url for card in view.mentions] == ["topics/water/#first"]


def test_blocks_mention_what_they_show() -> None:
    files = {
        SECTION: section("```claims\nclaims: [known]\n```"),
        "content/claims/a.yaml": claim("known") + claim("other"),
    }
    jobs = planned(files)
    assert mentions(jobs, "claims/known/index.html") == ["water/first"]
    assert mentions(jobs, "claims/other/index.html") == []


def test_a_source_shows_everything_that_rests_on_it() -> None:
    files = {
        SECTION: section("It is so.[@herald]"),
        "content/glossary/a.yaml": TERM.replace("post", "herald"),
        "content/claims/a.yaml": claim("known").replace("post", "'herald, p. 2'") + claim("other"),
        "content/timeline/a.yaml": event("meeting", "2025").replace("post", "herald"),
    }
    view = view_of(planned(files), "sources/herald/index.html", layouts.SourcePageView)
    assert [one.id for one in view.claims] == ["known"]
    assert [entry.id for entry in view.entries] == ["meeting"]
    assert [card.id for card in view.mentions] == ["weir", "water/first"]


# ---- Order ----


def test_topics_stand_in_their_order_and_sections_in_that_of_their_files() -> None:
    drought = DRAFTS["content/topics/drought/index.md"].replace("draft: true\n", "")
    files = {
        "content/topics/drought/index.md": drought.replace("order: 20", "order: 5"),
        "content/topics/water/20-first.md": section("Two."),
        "content/topics/water/10-second.md": section("One."),
    }
    site = woven(files).site
    assert site.ids("topic") == ("drought", "water")
    assert site.sections("water") == ("water/second", "water/first")


def test_sections_belong_to_the_topic_of_their_folder_alone() -> None:
    drought = DRAFTS["content/topics/drought/index.md"].replace("draft: true\n", "")
    files = {
        "content/topics/water-works/index.md": drought,
        "content/topics/water-works/10-wells.md": section("A well."),
        SECTION: section("A river."),
    }
    site = woven(files).site
    assert site.sections("water") == ("water/first",)
    assert site.sections("water-works") == ("water-works/wells",)


def test_people_are_sorted_by_their_last_name_and_bodies_by_their_name() -> None:
    files = {
        "content/people/a.yaml": (
            "- {id: one, name: Adam Zeta, role: Mayor, description: He is., sources: [post]}\n"
            "- {id: two, name: Zoe Alpha, role: Mayor, description: She is., sources: [post]}\n"
        ),
        "content/organisations/a.yaml": (
            "- {id: three, name: The Zoo, type: zoo, description: It is., sources: [post]}\n"
            "- {id: four, name: a council, type: council, description: It is., sources: [post]}\n"
        ),
    }
    site = woven(files).site
    assert site.ids("person") == ("two", "one")
    assert site.ids("organisation") == ("four", "three")


def test_getting_a_thing_of_another_kind_is_our_own_fault() -> None:
    with pytest.raises(AssertionError):
        woven({}).site.get("water", Event)


def test_sections_stand_in_the_order_of_their_numbers() -> None:
    files = {
        "content/topics/water/10-later.md": section("Later."),
        "content/topics/water/9-sooner.md": section("Sooner."),
    }
    view = view_of(planned(files), "topics/water/index.html", layouts.TopicView)
    names = [one.id for one in view.sections]
    assert names.index("sooner") < names.index("later")


def test_home_is_named_among_what_rests_on_a_source() -> None:
    view = view_of(planned({}), "sources/post/index.html", layouts.SourcePageView)
    assert ("Home page", "") in [(card.detail, card.url) for card in view.mentions]


def test_topic_published_in_the_future_is_left_out_until_then() -> None:
    later = (
        DRAFTS["content/topics/drought/index.md"]
        .replace("draft: true\n", "")
        .replace("published: 2025-12-01", "published: 2099-01-01")
    )
    made = woven({"content/topics/drought/index.md": later})
    assert [(item.id, item.appears) for item in made.left_out] == [("drought", "2099-01-01")]
