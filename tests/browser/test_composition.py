"""What a designer checks with a ruler: columns in line, one order everywhere, rows of figures, the ends of pages."""

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from site_builder.engine.build import build
from site_builder.engine.result import Request
from tests.browser.publishing import Published
from tests.sites import FILES, write_site

# Where the decimal point of each number stands, or would stand: distances from the end of its column's cells.
POINTS = """table => {
    const places = {};
    for (const cell of table.querySelectorAll('tbody .cell-number')) {
        const text = cell.firstChild;
        if (text.nodeType !== Node.TEXT_NODE) continue;
        const range = document.createRange(), at = text.data.indexOf('.');
        range.setStart(text, 0);
        range.setEnd(text, at < 0 ? text.length : at);
        const box = cell.getBoundingClientRect();
        (places[cell.cellIndex] ??= new Set()).add(Math.round(2 * (box.right - range.getBoundingClientRect().right)));
    }
    return Object.values(places).map(found => found.size);
}"""
# The parts of each block of the record, in the order of the page.
PARTS = """block => [...block.querySelectorAll('*')].map(element =>
    element.closest('.sides') ? -1
    : element.matches('.entry-date, .claim-head, .question-head, .verdict-label') ? 0
    : element.matches('.entry-title, .claim-text, .question-text, .verdict-text, .answer-text') ? 1
    : element.matches('.topic') ? 2
    : element.matches('.sources') ? 3 : -1
).filter(part => part >= 0)"""
BLOCKS = ".entry, .claim, .question, .then, .answer"
# How far the footer stands below the last words or rule of the text.
FOOT = """() => {
    const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
    let last = 0;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const range = document.createRange();
        range.selectNodeContents(node);
        const seen = node.data.trim() && node.parentElement.checkVisibility();
        if (seen) last = Math.max(last, range.getBoundingClientRect().bottom);
    }
    return document.querySelector('.site-footer').getBoundingClientRect().top - last;
}"""
# Whether the number of each source stands on one line with the beginning of its name.
GLUED = """cites => cites.map(cite => {
    const middle = element => (box => (box.top + box.bottom) / 2)(element.getClientRects()[0]);
    return Math.abs(middle(cite) - middle(cite.nextElementSibling)) < 8;
})"""
STARTS = "figures => figures.map(figure => figure.getBoundingClientRect().top)"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with closing(browser.new_context(viewport={"width": 1280, "height": 900})) as context:
        yield context.new_page()


def test_decimal_points_stand_in_line(published: Published, page: Page) -> None:
    measured = 0
    for path in published.paths_by_kind["dataset"]:
        page.goto(published.address + path)
        found = page.locator("table").first.evaluate(POINTS)
        assert set(found) <= {1}, path
        measured += len(found)
    assert measured


def test_every_block_of_the_record_says_its_parts_in_one_order(published: Published, page: Page) -> None:
    """How it stands and since when; the words; the topic; the sources."""
    seen = set()
    for path in published.visited(page):
        for block in page.locator(BLOCKS).all()[:40]:
            parts = block.evaluate(PARTS)
            assert parts == sorted(parts), (path, block.inner_text())
            seen.add(tuple(dict.fromkeys(parts)))
    assert (0, 1, 2, 3) in seen


def test_key_figures_stand_in_rows(published: Published, page: Page) -> None:
    page.goto(published.address)
    for part in (".figure dt", ".figure-foot"):
        first, second, third, *_ = page.locator(part).evaluate_all(STARTS)
        assert first == second == third, part
    page.set_viewport_size({"width": 900, "height": 900})
    first, second, third, *_ = page.locator(".figure dt").evaluate_all(STARTS)
    assert first == second < third


def test_no_page_ends_in_an_empty_foot(published: Published, page: Page) -> None:
    ends = {path: page.evaluate(FOOT) for path in published.visited(page) if not path.startswith("embed/")}
    assert {path: end for path, end in ends.items() if not 24 <= end <= 104} == {}


def test_a_number_of_a_source_never_parts_from_its_name(published: Published, page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    for path in published.paths_by_kind["topic"]:
        page.goto(published.address + path)
        glued = page.locator(".cite:has(+ .who)").evaluate_all(GLUED)
        assert glued
        assert all(glued), path


def test_dates_in_words_are_never_broken(published: Published, page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    for path in published.visited(page):
        lines = page.locator("main :is(time, .date)").evaluate_all(
            "dates => dates.map(date => date.getClientRects().length)"
        )
        assert set(lines) <= {1}, path


def test_blocks_that_follow_each_other_share_a_line(published: Published, page: Page) -> None:
    page.goto(published.address + "topics/oil-and-sanctions/")
    seconds = page.locator(".prose > .block + .block")
    assert seconds.count()
    assert set(seconds.evaluate_all("blocks => blocks.map(block => getComputedStyle(block).borderTopWidth)")) == {"0px"}


def test_a_choice_not_taken_is_drawn_as_strongly_as_its_word(published: Published, page: Page) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(published.address + "timeline/")
    for choice in page.locator(".choice:has(input:not(:checked))").all():
        ring = choice.locator("input").evaluate("input => getComputedStyle(input).borderTopColor")
        assert ring == choice.evaluate("word => getComputedStyle(word).color")


def test_changes_stand_under_their_day_newest_first_and_say_what_changed_first(tmp_path: Path, page: Page) -> None:
    first = "  - {date: 2025-12-01, kind: major, note: First edition.}\n"
    later = "".join(
        f"  - {{date: 2026-01-10, kind: {kind}, note: {note}}}\n"
        for kind, note in (("correction", "The share was wrong."), ("minor", "New figures."))
    )
    topic = "content/topics/water/index.md"
    root = write_site(tmp_path, **{topic: FILES[topic].replace(first, first + later)})
    assert build(Request(root, root / "dist")).ok
    page.goto((root / "dist/changes/index.html").as_uri())
    assert page.locator("main h2").all_inner_texts() == ["10 January 2026", "1 December 2025"]
    words = re.sub(r"\s+", " ", page.locator("main section").first.inner_text())
    assert words.startswith("10 January 2026 Water: The share was wrong. Correction")
