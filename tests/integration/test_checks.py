"""The checks: each tells its fault at its place, keeps quiet where there is none, and is as loud as the site wants."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from site_builder.engine import scan
from site_builder.engine.build import Memory, build
from site_builder.engine.result import Request
from site_builder.engine.unchanged import glance, unchanged
from tests.sites import CLAIMS, EVENT_ONE, FILES, QUESTIONS, SECTION_ONE, SITE_YAML, SOURCES, TERMS, write_site

PAGE = "content/pages/checked.md"
SECTION = "content/topics/water/50-checked.md"
EVENT = "content/timeline/treaty-signed.md"
Site = Callable[..., Path]


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1769850000")  # 31 January 2026


def page(text: str) -> dict[str, str]:
    """A page with a text, which begins on its line 5."""
    return {PAGE: f"---\ntitle: Checked\nsummary: A page.\n---\n{text}\n"}


def found(folder: Path, code: str, **files: str) -> list[str]:
    """What a check tells of the small site with these files: path below content/, line, column and message."""
    result = build(Request(write_site(folder, **files), None, thorough=True))
    assert result.ok, result.problems
    return [
        f"{one.place.path.removeprefix('content/')}:{one.place.line}:{one.place.column} {one.message}"
        for one in result.problems
        if one.code == code
    ]


# ---- In a text ----

TOLD = {
    "uncited-number": [
        "The bridge cost 14 million.",
        "Both came.[@river-post] It took 30 days to build it.",
        "| Town | Share |\n|---|---|\n| Upper | 51 per cent |",
        "These are the parts:\n\n- Upper Town takes 51 per cent",
    ],
    "uncited-quotation": [
        "She said: “This is not enough for us.” He left.[@river-post]",
        'She said "this is not enough for us" and left.',
        "> «Этого нам совсем не хватит», сказала она.",
    ],
    "other-date": [
        "The [[treaty-signed|treaty]] was signed on 6 December 2025.[@river-post]",
        "Since November 2025, when [[treaty-signed]], it rained.[@river-post]",
        "[[talks-begin|Talks]] began in 2023.[@river-post]",
        "It was [[treaty-signed|signed]] on 4 December.[@river-post]",
    ],
    "unexplained-acronym": ["The WXYZ met.", "The council (WXYZ) met; no word has that letter."],
    "skipped-heading": ["### One\n\nText.\n\n##### Three\n\nText.", "#### Below nothing\n\nText."],
    "link-syntax": [
        "See (the law)[https://example.org/law].",
        "See [the law] (https://example.org/law).",
        "See [the law](https://example.org/the law).",
        "See https://example.org/law for it.",
        "See www.example.org for it.",
        "See [the law](https://examplelaw).",
        "See https:/example.org/law for it.",
        "See htps://example.org/law for it.",
        "See [the law](https://https://example.org).",
    ],
    "long-sentence": [" ".join(["word"] * 31) + "."],
    "hard-reading": [" ".join(["Responsibilities notwithstanding, intergovernmental organisations deliberated."] * 40)],
    "weak-description": [
        "```figure\nimage: river.svg\nalt: River.\ncaption: The river\n```",
        "```figure\nimage: river.svg\nalt: The wide river\ncaption: The wide river.\n```",
        "```figure\nimage: river.svg\nalt: river-2025.jpg\n```",
        "```chart\ndata: water-levels\ntype: bar\nx: year\ny: [level]\ntitle: Water by year\n"
        "description: Water by year.\n```",
    ],
}
QUIET = {
    "uncited-number": [
        "The bridge cost 14 million.[@river-post]",
        "It is the 3rd bridge since 1971, opened on 5 December 2025 under Article 4.",
        "It cost much.[^cost]\n\n[^cost]: Some 14 million.[@river-post]",
        "`x = 5` and <!-- 7 --> [the law](https://example.org/12).",
        "```keyfacts\nfacts:\n  - {value: '11', label: cubic metres, sources: [river-post]}\n```",
        "### 14 million for a bridge\n\nText.",
        "The shares:[@river-post]\n\n- Upper Town takes 51 per cent\n- Lower Town takes 49 per cent",
        "The shares.[@river-post]\n\n| Town | Share |\n|---|---|\n| Upper | 51 per cent |",
        "    a = 14",
    ],
    "uncited-quotation": [
        "She called it “not enough”.",
        "She said: “This is not enough for us.”[@river-post]",
        "“This is not enough for us. We want more of it,” she said.[@river-post]",
        'It is 5" wide, and 6" in the other direction.[@river-post]',
    ],
    "other-date": [
        "The [[treaty-signed|treaty]] was signed on 5 December 2025.[@river-post]",
        "In December [[treaty-signed|it was signed]], after talks that began in 2024.[@river-post]",
        "In December 2025 or on 5 December: [[treaty-signed]].[@river-post]",
        "[[talks-begin|Talks]] began in 2023-24.[@river-post]",
        "Between [[talks-begin]] and [[treaty-signed]] lay 2019.[@river-post]",
        "In 2019 [[mayor-anand]] came.[@river-post]",
        "It happened on 31 November, they say, when [[treaty-signed]].[@river-post]",
    ],
    "unexplained-acronym": [
        "The Worthy Experts (WXYZ) met. The WXYZ left.",
        "The [[river-council|WXYZ]] met.",
        "The EU met in World War II.",
        "The ABCT met.",
    ],
    "skipped-heading": ["### One\n\n#### Two\n\n### Three\n\nText.", "```text\n##### code\n```"],
    "link-syntax": [
        'See [the law](https://example.org/law), [more](https://example.org/a_(b) "title"), <https://example.org>.',
        "See `https://example.org/law` and [[water]] (https is a protocol).",
        "Write [to us](mailto:desk@example.org) or [above](#main).",
        "[see][law] here\n\n[law]: https://example.org/law",
    ],
    "long-sentence": [" ".join(["word"] * 30) + ".", " ".join(["word"] * 20) + ". " + " ".join(["Word"] * 20)],
    "hard-reading": [" ".join(["The river is low and the two towns want to share it."] * 40), "Responsibilities."],
    "weak-description": ["```figure\nimage: river.svg\nalt: A river between two towns\ncaption: The river\n```"],
}


def with_picture(folder: Path) -> Path:
    """The folder, in which a picture lies for figures to show."""
    (folder / "static").mkdir(exist_ok=True)
    (folder / "static/river.svg").write_text("<svg/>", "utf-8")
    return folder


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, texts in TOLD.items() for text in texts])
def test_fault_in_a_text_is_told_at_its_place(tmp_path: Path, code: str, text: str) -> None:
    told = found(with_picture(tmp_path), code, **page(text))
    assert len(told) == 1
    assert re.match(r"pages/checked\.md:([5-9]|1\d):\d", told[0])


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, texts in QUIET.items() for text in texts])
def test_what_is_no_fault_is_not_told(tmp_path: Path, code: str, text: str) -> None:
    terms = TERMS + "- {id: abct, term: A Big Cold Thing (ABCT), definition: A thing., sources: [treaty-text]}\n"
    files = page(text) | {"content/glossary/measures.yaml": terms}
    assert found(with_picture(tmp_path), code, **files) == []


def test_place_is_the_very_words(tmp_path: Path) -> None:
    text = "Water is shared.[@river-post] The\n**bridge** cost 14 million, they say."
    told = found(tmp_path, "uncited-number", **page(text))
    assert told == ["pages/checked.md:6:17 the sentence with the figure 14 million names no source"]


def test_words_in_keys_are_found_where_they_stand(tmp_path: Path) -> None:
    claim = "- id: odd\n  text: >-\n    The towns and\n    the WXYZ met.\n"
    claim += "  status: reported\n  as_of: 2026-01-10\n  topic: water\n  sources: [river-post]\n"
    told = found(tmp_path, "unexplained-acronym", **{"content/claims/odd.yaml": claim})
    assert told == ['claims/odd.yaml:4:9 "WXYZ" is explained nowhere']


def test_other_languages_are_not_read_as_english(tmp_path: Path) -> None:
    files = page("Мост стоил 14 млн; [[treaty-signed|договор]] в 2019.")
    files["content/site.yaml"] = SITE_YAML.replace("language: en-GB", "language: ru")
    assert found(tmp_path, "uncited-number", **files) == found(tmp_path, "other-date", **files) == []


# ---- In the keys, and between the files ----


def test_passed_review_is_told_from_the_day_after(tmp_path: Path) -> None:
    section = SECTION_ONE.replace("summary:", "review_by: {}\nsummary:")
    for day, count in (("2026-01-30", 1), ("2026-01-31", 0)):
        assert len(found(tmp_path, "overdue-review", **{SECTION: section.format(day)})) == count


def test_question_whose_event_is_past_is_told_until_it_is_answered(tmp_path: Path) -> None:
    path, asked = "content/questions.yaml", QUESTIONS + "  resolve_by: treaty-signed\n"
    told = found(tmp_path, "past-question", **{path: asked})
    assert told == ['questions.yaml:6:15 the event that may answer it, "Treaty signed", is past']
    assert found(tmp_path, "past-question", **{path: asked + "  answer: equal-shares\n"}) == []
    later = EVENT_ONE.replace("date: 2025-12-05", "date: 2027-01-05\nstate: scheduled")
    assert found(tmp_path, "past-question", **{path: asked, EVENT: later}) == []


def test_event_that_is_still_scheduled_after_its_date_is_told(tmp_path: Path) -> None:
    for date, count in (("2025-12-05", 1), ("2026-01-30/2026-01-31", 0), ("2026", 0)):
        event = EVENT_ONE.replace("date: 2025-12-05", f"date: {date}\nstate: scheduled")
        assert len(found(tmp_path, "past-event", **{EVENT: event})) == count


CLAIM = "content/claims/water.yaml"


@pytest.mark.parametrize(
    ("sources", "told"),
    [
        ("[river-post]", "this claim rests on one source, River Post"),
        ("['river-post, p. 1', 'river-post, p. 2']", "this claim rests on one source, River Post"),
        ("[river-post, twin]", "this claim rests on 2 sources that are not independent of each other"),
        ("[river-post, town-herald]", ""),
    ],
)
def test_claim_that_rests_on_one_source_is_told(tmp_path: Path, sources: str, told: str) -> None:
    claims = CLAIMS.replace("['treaty-text, art. 2']", sources)
    twin = SOURCES + "- {id: twin, title: Twin, publisher: Town Wire / River Post, url: https://example.org/t,\n"
    files = {CLAIM: claims, "content/sources/press.yaml": twin + "   language: en, kind: news}\n"}
    about = [one for one in found(tmp_path, "single-source", **files) if one.startswith("claims/water.yaml:19:")]
    assert [one.partition(" ")[2] for one in about] == ([told] if told else [])


def test_claim_that_rests_on_cautioned_sources_alone_is_told(tmp_path: Path) -> None:
    assert [one.partition(" ")[2] for one in found(tmp_path, "cautioned-source")] == [
        "this claim rests on a source that carries a caution"
    ]
    claims = CLAIMS.replace("['treaty-text, art. 2']", "[treaty-text, river-post]")
    assert found(tmp_path, "cautioned-source", **{CLAIM: claims}) == []


def test_what_nothing_refers_to_is_told(tmp_path: Path) -> None:
    assert found(tmp_path, "orphan") == []
    term = "- {id: weir, term: weir, definition: A dam., sources: [treaty-text]}\n"
    own = "---\nterm: sluice\ndefinition: A gate.\nsources: [river-post]\n---\nA [[sluice]] is a gate.\n"
    files = {"content/glossary/measures.yaml": TERMS + term, "content/glossary/sluice.md": own}
    assert found(tmp_path, "orphan", **files) == [
        'glossary/measures.yaml:5:8 nothing refers to the term "weir"',
        'glossary/sluice.md:2:1 nothing refers to the term "sluice"',
    ]


def test_drafts_are_told_only_where_they_are_shown(tmp_path: Path) -> None:
    text = page("The WXYZ met.")[PAGE].replace("---\ntitle", "---\ndraft: true\ntitle")
    assert found(tmp_path, "unexplained-acronym", **{PAGE: text}) == []
    result = build(Request(tmp_path, None, drafts=True, thorough=True))
    assert [one.code for one in result.problems if one.place.path == PAGE] == ["unexplained-acronym"]


# ---- Settings ----


def settings(text: str) -> dict[str, str]:
    """A page with one fault, on a site with these settings."""
    return page("The bridge cost 14 million.") | {"content/site.yaml": SITE_YAML + text}


@pytest.mark.parametrize("level", ["info", "warning", "error"])
def test_check_is_as_loud_as_the_site_wants(tmp_path: Path, level: str) -> None:
    write_site(tmp_path, **settings(f"checks: {{uncited-number: {level}}}\n"))
    result = build(Request(tmp_path, None, thorough=True))
    assert [one.severity for one in result.problems if one.code == "uncited-number"] == [level]
    assert result.ok is (level != "error")


def test_draft_is_shown_in_a_preview_however_loud_the_checks_are(tmp_path: Path) -> None:
    files = settings("checks: {uncited-number: error, orphan: error, unused-exception: off}\n")
    files[PAGE] = files[PAGE].replace("---\ntitle", "---\ndraft: true\ntitle")
    term = "---\ndraft: true\nterm: sluice\ndefinition: A gate.\nsources: [river-post]\n---\n"
    write_site(tmp_path, **files, **{"content/glossary/sluice.md": term})
    result = build(Request(tmp_path, None, drafts=True, thorough=True))
    assert {(one.code, one.severity) for one in result.problems if one.code in {"uncited-number", "orphan"}} == {
        ("uncited-number", "warning"), ("orphan", "warning"),
    }  # fmt: skip
    assert result.ok


def test_check_that_is_off_tells_nothing(tmp_path: Path) -> None:
    assert found(tmp_path, "uncited-number", **settings("checks: {uncited-number: off}\n")) == []


def test_build_tells_and_refuses_only_what_the_site_has_made_an_error(tmp_path: Path) -> None:
    write_site(tmp_path, **settings("checks: {uncited-number: error, shared-accent: off}\n"))
    result = build(Request(tmp_path, tmp_path / "dist"))
    assert [one.code for one in result.problems] == ["uncited-number"]
    assert not (tmp_path / "dist").exists()
    write_site(tmp_path, **settings("\n"))
    assert build(Request(tmp_path, tmp_path / "dist")).problems == ()


def test_warning_of_the_build_follows_the_settings_too(tmp_path: Path) -> None:
    topic = FILES["content/topics/water/index.md"].replace("title: Water", "title: Sand")
    files = {"content/topics/sand/index.md": topic, "content/site.yaml": SITE_YAML + "checks: {shared-accent: error}\n"}
    write_site(tmp_path, **files)
    assert [(one.code, one.severity) for one in build(Request(tmp_path, None)).problems] == [("shared-accent", "error")]
    write_site(tmp_path, **{"content/site.yaml": SITE_YAML + "checks: {shared-accent: off}\n"})
    assert build(Request(tmp_path, None)).problems == ()


@pytest.mark.parametrize(
    ("text", "place", "told", "hint"),
    [
        ("checks: {uncited-nmber: off}", 10, "there is no check", 'did you mean "uncited-number"?'),
        ("checks: {uncited-number: of}", 10, 'expected off, info, warning or error, found "of"', 'did you mean "off"?'),
        ("checks: {uncited-number: [off]}", 10, "found something else", ""),
        ("checks: [uncited-number]", 9, "expected a mapping of checks", ""),
        ("exceptions: [{check: orphn, where: x, reason: y}]", 22, 'there is no check "orphn"', '"orphan"'),
        ("exceptions: [{check: orphan, where: x}]", 15, "needs `reason`", ""),
    ],
)
def test_wrong_settings_are_told_with_a_cure(tmp_path: Path, text: str, place: int, told: str, hint: str) -> None:
    write_site(tmp_path, **settings(text + "\n"))
    problems = build(Request(tmp_path, None)).problems
    assert [(one.severity, one.place.column) for one in problems] == [("error", place)]
    assert told in problems[0].message
    assert hint in problems[0].hint


@pytest.mark.parametrize("where", ["checked", PAGE, "pages/*.md", "content/pages/*"])
def test_exception_excuses_a_thing_or_its_files(tmp_path: Path, where: str) -> None:
    exception = f"exceptions: [{{check: uncited-number, where: '{where}', reason: We counted it.}}]\n"
    assert found(tmp_path, "uncited-number", **settings(exception)) == []
    assert found(tmp_path, "unused-exception", **settings(exception)) == []


@pytest.mark.parametrize(
    "exception",
    [
        "{check: uncited-number, where: about, reason: No figure there.}",
        "{check: uncited-number, where: checked, words: 15 million, reason: Another figure.}",
        "{check: orphan, where: checked, reason: Another check.}",
    ],
)
def test_exception_that_fits_nothing_is_told(tmp_path: Path, exception: str) -> None:
    files = settings(f"exceptions: [{exception}]\n")
    assert len(found(tmp_path, "uncited-number", **files)) == 1
    told = found(tmp_path, "unused-exception", **files)
    assert len(told) == 1
    assert re.search(r"site\.yaml:\d+:\d+ the exception from [a-z-]+ at .+ fits nothing", told[0])


def test_exception_from_a_check_that_is_off_is_left_in_peace(tmp_path: Path) -> None:
    files = settings("checks: {orphan: off}\nexceptions: [{check: orphan, where: nothing, reason: For later.}]\n")
    assert found(tmp_path, "unused-exception", **files) == []


def test_of_very_many_findings_the_first_are_listed_and_the_others_counted(tmp_path: Path) -> None:
    told = found(tmp_path, "uncited-number", **page("It cost 14 million.\n\n" * 620))
    assert len(told) == 501
    assert sum("there are 120 more findings of uncited-number" in one for one in told) == 1


def test_what_might_stand_in_a_faulty_file_is_not_missed(tmp_path: Path) -> None:
    files = page("The WXYZ met.") | {"content/glossary/measures.yaml": TERMS.replace("term:", "trem:")}
    write_site(tmp_path, **files)
    codes = {one.code for one in build(Request(tmp_path, None, thorough=True)).problems}
    assert "unknown-key" in codes
    assert codes & {"unexplained-acronym", "orphan"} == set()


# ---- Remembered ----


def test_findings_are_remembered_and_follow_the_whole_site(tmp_path: Path) -> None:
    cache, memory = tmp_path / "cache", Memory()
    site = write_site(tmp_path / "site", **page("The WXYZ met on 5 May 2020, when [[treaty-signed]]."))
    edits = [
        {},
        {"content/glossary/measures.yaml": TERMS + "- {id: w, term: WXYZ, definition: A., sources: [river-post]}\n"},
        {EVENT: EVENT_ONE.replace("2025-12-05", "2020-05-05")},
        {"content/site.yaml": SITE_YAML + "checks: {orphan: off}\n"},
        {PAGE: page("No fault.")[PAGE]},
        {"content/glossary/measures.yaml": TERMS},
    ]
    for number in range(len(edits)):
        files = {path: text for edit in edits[: number + 1] for path, text in edit.items()}
        write_site(site, **page("The WXYZ met on 5 May 2020, when [[treaty-signed]].") | files)
        clean = build(Request(site, None, thorough=True)).problems
        for request in (Request(site, None, cache=cache, thorough=True), Request(site, None, thorough=True)):
            told = build(request, memory=None if request.cache else memory).problems
            assert told == clean


def test_build_and_check_remember_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a plain build said is not what a thorough one would say, though nothing has changed."""
    monkeypatch.setattr(scan, "UNSURE", 0)  # files that were written just now are believed
    site, cache = write_site(tmp_path / "site", **page("The WXYZ met.")), tmp_path / "cache"
    for thorough, count in ((False, 0), (True, 1), (False, 0), (True, 1)):
        request = Request(site, None, cache=cache, thorough=thorough)
        seen = glance(request)
        result = unchanged(request, seen) or build(request)
        assert [one.code for one in result.problems].count("unexplained-acronym") == count
