"""Text stays whole and in its place: on the smallest phone, spaced out by its reader, and from right to left."""

from contextlib import closing

import pytest
from playwright.sync_api import Browser

from tests.browser.looking import LAID_OUT, NARROW, PHONE, WIDE, add_style, script
from tests.browser.publishing import Published

# WCAG 1.4.12, as readers set it who need it.
SPACING = """
* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
p { margin-block-end: 2em !important; }
"""


def faults(
    published: Published, browser: Browser, width: int, change: str = "", style: str = ""
) -> dict[str, list[str]]:
    """For each kind of page what is wrong with its text at that width, after a change by script and by style."""
    found = {}
    with closing(browser.new_context(viewport={"width": width, "height": 800})) as context:
        page = context.new_page()
        for path in published.visited(page):
            page.evaluate(f"{change}; document.querySelectorAll('details').forEach(each => each.open = true)")
            add_style(page, LAID_OUT + style)
            found[path] = page.evaluate(script("text_faults.js"))
    return {path: wrong for path, wrong in found.items() if wrong}


def test_text_fits_on_the_smallest_phone(published: Published, browser: Browser) -> None:
    assert faults(published, browser, NARROW) == {}


@pytest.mark.parametrize("width", [PHONE, WIDE])
def test_text_that_its_reader_spaces_out_stays_whole(published: Published, browser: Browser, width: int) -> None:
    assert faults(published, browser, width, style=SPACING) == {}


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_page_from_right_to_left_fits(published: Published, browser: Browser, width: int) -> None:
    assert faults(published, browser, width, change="document.documentElement.dir = 'rtl'") == {}
