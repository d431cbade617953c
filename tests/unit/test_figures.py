"""What is a figure, a date or an acronym, and what only looks like one."""

import pytest

from site_builder.content import figures
from site_builder.content.notes import note
from site_builder.core.documents import Document, File
from site_builder.core.model import Page
from site_builder.core.problems import Place


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Trade came to 68.72 billion US dollars.", ["68.72 billion"]),
        ("It fell by 40.5 per cent, to 2,860 tonnes.", ["40.5 per cent", "2,860"]),
        ("About 71,817 workers, $5 and 18 months.", ["71,817", "$5", "18"]),
        ("An 18-month plan and a 30-day visa.", ["18", "30"]),
        ("Exactly 5 reactors of 35 megawatts.", ["5", "35"]),
        ("More than 3 of 10.", ["3", "10"]),
        # Names, ranks, places of a document, dates.
        ("The S-400, the Su-57, MiG-21s, G20, AK-203, BSMR-200 and 5G.", []),
        ("The 23rd summit, the 18th package and the 1990s.", []),
        ("Under Article 5, sections 3 and 4, Resolution 2231 and page 12.", []),
        ("Units 1 and 2 run; units 3 to 6 do not.", []),
        ("Unit 3 cost 700 million.", ["700 million"]),
        ("On 5 December 2025, on 4-5 December, December 4 and 5 or 20 Feb. 2026.", []),
        ("In December 2025, in 2024-25, 2024/25, 2021–22 and 1971.", []),
        ("The 2+2 talks at 12:30, 24/7.", []),
        ("By 2030 it is 100 billion.", ["100 billion"]),
        ("No figure at all.", []),
    ],
)
def test_figures_are_told_from_dates_names_and_ranks(text: str, found: list[str]) -> None:
    assert [figure[0] for figure in figures.figures(text)] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("On 5 December 2025 and in March 2024.", ["2025-12-05", "2024-03"]),
        ("On 4-5 December 2025 or 17 and 18 December.", ["2025-12-04/2025-12-05", "--12-17/--12-18"]),
        ("December 5, 2025", ["2025-12-05"]),
        ("on Sept. 3 or on 4 Feb 2026", ["--09-03", "2026-02-04"]),
        ("in 1971, 2024-25 and 1999-2000", ["1971", "2024/2025", "1999/2000"]),
        ("In December, since May and early March they may go.", ["--12", "--05", "--03"]),
        ("The May offer of 300 dollars and 2,025 men.", []),
    ],
)
def test_dates_are_read_as_far_as_they_go(text: str, found: list[str]) -> None:
    assert [date for _, date in figures.dates(text)] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("CAATSA and the SRVA, ДСНВ too.", ["CAATSA", "SRVA", "ДСНВ"]),
        ("The US, the EU, NATO and World War II, Louis XIV.", []),
        ("The S-400, BSMR-200, Zapad and A to Z.", []),
        ("एस जयशंकर", []),
        ("The SMRs of the IAEA’s list.", []),
    ],
)
def test_acronyms_are_words_in_capitals(text: str, found: list[str]) -> None:
    assert [one[0] for one in figures.acronyms(text)] == found


def test_an_acronym_is_explained_in_parentheses_on_either_side() -> None:
    text = "The Reserve Bank of India (RBI) and CAATSA (an American law) met the IAEA (2024) and (PIB) alone."
    assert list(figures.explained(text)) == ["RBI", "CAATSA"]


@pytest.mark.parametrize("text", ["a" * 200_000 + " 1", "A. " * 50_000, "“a " * 50_000, "1" * 200_000, "([" * 100_000])
def test_no_text_takes_its_square(text: str) -> None:
    """With any pattern that looked again from each sign, one of these would take minutes."""
    body = f"---\ntitle: A\nsummary: B.\n---\n{text}\n"
    file = File("content/pages/a.md", body)
    meta = Page(id="a", title="A", summary="B.")
    assert note(file, (Document("page", "a", Place(file.path, 2), meta, (), (), None),)) is not None
