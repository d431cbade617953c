"""How a page is cited: the record of it, its entry in each style, and what becomes of odd letters on the way."""

import re
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.core.jobs import Job
from site_builder.core.layouts import CitedRecord, CitedView
from site_builder.engine import program
from site_builder.engine.build import build
from site_builder.engine.result import Request
from site_builder.pages.cited import STYLES, entry
from site_builder.weave.index import NEED_LIBRARIES, Terms
from tests.sites import FILES, MORE, write_site
from tests.weaving import TODAY, documents, job_of, jobs_of, planned, view_of, woven_of

RECORD = CitedRecord(
    "Who may take how much water?", "Two Rivers", ("The editors",), "2026-01-10", "https://example.org/a/", "en"
)
TAGS = re.compile(r"</?(?:i|b|sup|sub)>")


@pytest.fixture(scope="module")
def jobs() -> list[Job]:
    terms = Terms(TODAY, assets=frozenset({"static/river.svg"}))
    return jobs_of(woven_of(documents(FILES | MORE), terms).site)


def words(html: str) -> str:
    return unescape(TAGS.sub("", html))


# As the handbooks have them: https://apastyle.apa.org/style-grammar-guidelines/references/examples/webpage-website-references,
# https://style.mla.org/works-cited/works-cited-a-quick-guide/, and the manuals of Chicago and of Cite Them Right.
@pytest.mark.parametrize(
    ("style", "expected"),
    [
        (
            "apa",
            "The editors. (2026, January 10). <i>Who may take how much water?</i> Two Rivers. https://example.org/a/",
        ),
        (
            "chicago",
            "The editors. 2026. “Who May Take How Much Water?” Two Rivers, January 10. https://example.org/a/.",
        ),
        (
            "harvard",
            "The editors (2026) <i>Who may take how much water?</i>, <i>Two Rivers</i>. "
            "Available at: https://example.org/a/.",
        ),
        (
            "mla",
            "The editors. “Who May Take How Much Water?” <i>Two Rivers</i>, 10 Jan. 2026, https://example.org/a/.",
        ),
    ],
)
def test_a_page_is_cited_as_the_handbooks_have_it(style: str, expected: str) -> None:
    assert entry(RECORD, style)[1] == expected


def test_the_styles_say_themselves_which_edition_they_follow() -> None:
    names = {style: entry(RECORD, style)[0] for style in STYLES}
    assert all(name.endswith(")") or "edition" in name for name in names.values())
    assert names["apa"].startswith("APA")
    assert names["mla"].startswith("MLA")


def test_a_stop_stands_within_the_quotation_where_the_language_has_it_so() -> None:
    whole = RECORD._replace(title="Two rivers", within="")
    assert "“Two Rivers.”" in entry(whole, "chicago")[1]
    british = entry(whole._replace(language="en-GB"), "chicago")[1]
    assert "Two Rivers’." in british


def test_months_are_said_in_the_language_of_the_site() -> None:
    assert "जनवरी" in entry(RECORD._replace(language="hi"), "mla")[1]
    assert "янв" in entry(RECORD._replace(language="ru"), "mla")[1]
    # A language that the library does not know is no reason to fail.
    assert "Jan." in entry(RECORD._replace(language="tlh"), "mla")[1]


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1), st.sampled_from([*STYLES]))
def test_no_title_brings_markup_of_its_own(title: str, style: str) -> None:
    html = entry(RECORD._replace(title=f"x{title}"), style)[1]
    assert "<" not in TAGS.sub("", html)
    assert "https://example.org/a/" in words(html)


@pytest.mark.parametrize("style", STYLES)
def test_letters_that_html_reads_come_through(style: str) -> None:
    odd = RECORD._replace(title="tea & <b>cake</b> हिन्दी", authors=("O'Brien <x>",), url="https://example.org/?a=1&b=2")
    html = entry(odd, style)[1]
    assert "&lt;b&gt;" in html.lower()
    assert {"O'Brien <x>", "हिन्दी", "https://example.org/?a=1&b=2"} <= {
        part for part in ("O'Brien <x>", "हिन्दी", "https://example.org/?a=1&b=2") if part in words(html)
    }


def test_every_topic_and_the_whole_are_cited(jobs: list[Job]) -> None:
    pages = {job.output for job in jobs if job.layout == "cite"}
    assert pages == {"cite/index.html", "topics/sand/cite/index.html", "topics/water/cite/index.html"}
    whole, topic = (view_of(jobs, output, CitedView) for output in ("cite/index.html", "topics/water/cite/index.html"))
    assert (whole.record.title, whole.record.within, whole.record.url) == (
        "Two Rivers",
        "",
        "https://example.org/rivers/",
    )
    assert topic.record == CitedRecord(
        "Who may take how much water?",
        "Two Rivers",
        ("The editors",),
        "2026-01-10",
        "https://example.org/rivers/topics/water/",
        "en-GB",
    )
    assert topic.styles == ("mla", "apa")


def test_every_page_leads_there_and_a_topic_to_its_own(jobs: list[Job]) -> None:
    assert ("How to cite", "cite/") in job_of(jobs, "claims/index.html").frame.footer
    assert ("How to cite", "topics/water/cite/") in job_of(jobs, "topics/water/index.html").frame.footer


def test_the_sitemap_leaves_them_out(jobs: list[Job]) -> None:
    pages = [address for address, _ in job_of(jobs, "sitemap.xml").view.pages]
    assert pages
    assert not [address for address in pages if address.endswith("cite/")]


def test_a_site_that_does_not_ask_has_no_such_page() -> None:
    jobs = planned({})
    assert not [job for job in jobs if job.layout == "cite"]
    assert not [label for label, _ in job_of(jobs, "index.html").frame.footer if label == "How to cite"]


def test_without_the_libraries_the_rest_is_built_and_it_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_site(tmp_path, **MORE, **{"static/river.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>'})
    monkeypatch.setitem(program.MODULES, "cite", ("no_such_module",))
    result = build(Request(tmp_path, tmp_path / "out"))
    (problem,) = [one for one in result.problems if one.code == "no-extra"]
    assert (problem.severity, problem.place.path) == ("warning", "content/site.yaml")
    assert "site-builder[cite]" in problem.hint
    assert not (tmp_path / "out/cite").exists()
    assert "How to cite" not in (tmp_path / "out/index.html").read_text("utf-8")


def test_every_key_that_needs_libraries_says_which() -> None:
    assert program.MODULES.keys() == NEED_LIBRARIES
