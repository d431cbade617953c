"""Social cards: what stands on them, where the words break, and which pages name them."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.core.jobs import Job
from site_builder.core.layouts import CardView
from site_builder.core.lettering import measure
from site_builder.pages.picture import FAMILIES, family, fitted, png, shade
from site_builder.weave.cards import OWN, SAYS, SCRIPTS
from site_builder.weave.index import Terms
from tests.sites import FILES, MORE, SITE_YAML
from tests.weaving import LEAST, TODAY, checked, documents, event, job_of, jobs_of, planned, view_of, woven_of

ROOT = Path(__file__).resolve().parents[2]
SITE = "content/site.yaml"
CSS = (ROOT / "templates/first.css").read_text("utf-8")
FONTS = sorted(str(file) for file in (ROOT / "static/cards").glob("*.ttf"))
EVERY = f"[home, {', '.join(SAYS)}]"


@pytest.fixture(scope="module")
def jobs() -> list[Job]:
    files = FILES | MORE | {SITE: f"{SITE_YAML}cards: {EVERY}\n"}
    return jobs_of(woven_of(documents(files), Terms(TODAY, assets=frozenset({"static/river.svg"}))).site)


def asking(kinds: str) -> dict[str, str]:
    return {SITE: LEAST[SITE] + f"cards: {kinds}\n"}


def pictured(jobs: list[Job]) -> set[str]:
    return {job.output for job in jobs if job.layout == "card"}


# ---- Which pages have one ----


def test_no_page_has_a_card_unless_the_site_says_so() -> None:
    jobs = planned({})
    assert pictured(jobs) == set()
    assert {job.frame.card for job in jobs} == {""}


def test_only_the_kinds_that_are_named_have_cards() -> None:
    files = {"content/timeline/a.yaml": event("signed", "2025-12-05")}
    assert pictured(planned(files | asking("[home, event]"))) == {"card.png", "timeline/signed/card.png"}
    assert pictured(planned(files | asking("[topic]"))) == {"topics/water/card.png"}


def test_a_page_names_the_card_that_lies_beside_it_and_no_other(jobs: list[Job]) -> None:
    named = {f"{job.frame.url}{job.frame.card}" for job in jobs if job.frame.card}
    assert named == pictured(jobs)
    assert len(named) > len(SAYS)


# ---- What stands on them ----


def test_a_card_says_what_its_page_is(jobs: list[Job]) -> None:
    said = {
        output: view_of(jobs, f"{output}card.png", CardView)
        for output in ("", "topics/water/", "timeline/treaty-signed/", "claims/equal-shares/", "glossary/cubic-metre/")
    }
    assert said == {
        "": CardView("How a treaty came about", "Who may take water from the river?", ""),
        "topics/water/": CardView("Water", "Who may take how much water?", "Updated 10 January 2026"),
        "timeline/treaty-signed/": CardView("5 December 2025", "Treaty signed", "Water"),
        "claims/equal-shares/": CardView(
            "Confirmed, as of 10 January 2026", "Each town may take half of the water.", "Water"
        ),
        "glossary/cubic-metre/": CardView("", "cubic metre", "Glossary"),
    }


def test_an_event_that_is_to_come_says_so(jobs: list[Job]) -> None:
    assert view_of(jobs, "timeline/meeting/card.png", CardView).kicker == "2030 (scheduled)"


def test_a_card_has_the_colour_of_its_topic(jobs: list[Job]) -> None:
    assert job_of(jobs, "claims/equal-shares/card.png").frame.accent == "teal"
    assert job_of(jobs, "card.png").frame.accent == ""


# ---- Fonts ----


def test_the_fonts_that_are_told_are_those_that_lie_there() -> None:
    assert {f"static/cards/{Path(file).name}" for file in FONTS} == OWN
    assert {"", "LATIN", *FAMILIES} == SCRIPTS


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Who may?", "Newsreader"),
        ("Кто может?", "Noto Serif"),
        ("2025 में, NATO", "Noto Serif Devanagari"),
        ("2025 الزيارة", "Noto Naskh Arabic"),
        ("", "Newsreader"),
    ],
)
def test_a_text_is_set_in_the_font_of_its_script(text: str, expected: str) -> None:
    assert family(text) == expected


def test_a_title_that_no_font_can_write_is_told_where_it_stands() -> None:
    tamil = event("signed", "2025-12-05").replace("About signed", "ஒப்பந்தம்")
    files = {"content/timeline/a.yaml": tamil} | asking("[home, event]")
    (problem,) = checked(files)
    assert (problem.code, problem.severity, problem.place.path) == ("no-font", "warning", "content/timeline/a.yaml")
    assert "Tamil" in problem.message
    assert checked(files, frozenset({"static/cards/tamil.ttf"})) == []
    assert [one.code for one in checked(files, frozenset(OWN))] == ["no-font"]


SAMPLES = (
    "Who may take 2025?", "Кто может: 2025?", "दिसंबर 2025, नहीं?", "ماذا 2025؟", "Ποιος 2025;", "Łódź 2025",
    "Tiếng Việt, Łódź", "हिन्दी, Łódź", "ب Łódź", "Қазақ Δ",
)  # fmt: skip


def drawn(text: str) -> bytes:
    return png(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="900" height="90"><text x="9" y="60" font-size="48" '
        f'font-family="{family(text)}">{text}</text></svg>',
        FONTS,
    )


@pytest.mark.parametrize("text", SAMPLES)
def test_every_letter_is_drawn_as_itself(text: str) -> None:
    """A letter that a font lacks is an empty box, whichever letter it is."""
    whole = drawn(text)
    for place, letter in enumerate(text):
        other = {"2": "3", "0": "3", "5": "3"}.get(letter)
        if letter.isalpha():
            other = {"Newsreader": "g", "Noto Serif": "ж", "Noto Serif Devanagari": "भ", "Noto Naskh Arabic": "ض"}[
                family(text)
            ]
        if other and other != letter:
            assert drawn(text[:place] + other + text[place + 1 :]) != whole, letter


def test_a_box_is_what_stands_for_a_letter_without_a_font() -> None:
    """What the test above rests on."""
    assert drawn("அ") == drawn("ஆ")


def test_the_same_words_give_the_same_picture() -> None:
    assert drawn("Who may?") == drawn("Who may?")


# ---- Where the words break ----

SIZES = (92, 60, 40)


@given(st.lists(st.text("abcdefgh", min_size=1, max_size=12), min_size=1, max_size=60))
def test_a_text_fits_whole_or_is_cut_with_an_ellipsis(words: list[str]) -> None:
    fit = fitted(" ".join(words), 1040, 330, SIZES)
    assert fit.size in SIZES
    assert fit.size + fit.step * (len(fit.lines) - 1) <= 330
    assert all(measure(line, fit.size) <= 1040 for line in fit.lines)
    told = " ".join(fit.lines)
    if told != " ".join(words):
        assert fit.size == SIZES[-1]
        assert told.endswith("…")
        assert " ".join(words).startswith(told[:-1])


def test_a_short_text_is_large_and_its_lines_are_even() -> None:
    fit = fitted("Who may take how much water?", 1040, 330, SIZES)
    assert fit.size == 92
    assert fit.lines == ("Who may take", "how much water?")


# ---- Colours ----


def test_a_colour_of_the_site_s_own_is_taken() -> None:
    assert shade(CSS, "teal") != shade(CSS, "teal", ":root { --hue-teal: 20; }")
    assert shade(CSS, "teal") == shade(CSS, "teal", ":root { --hue-plum: 20; }")


def test_a_colour_that_the_theme_does_not_define_is_an_error() -> None:
    with pytest.raises(ValueError, match="--mauve"):
        shade(CSS, "mauve")
