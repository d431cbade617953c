"""The checks that judge whole pages see what they are there to see: each fault alone, on a page of a few words."""

from collections.abc import Iterator
from contextlib import closing

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.looking import PHONE, script
from tests.browser.test_keyboard import press_tab


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with closing(browser.new_context(viewport={"width": PHONE, "height": 740})) as context:
        yield context.new_page()


def show(page: Page, body: str) -> None:
    """Shows a page with that body."""
    page.set_content(f'<!doctype html><html lang="en"><title>x</title><body style="margin: 0">{body}</body></html>')


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("<p>Fits</p>", ""),
        ('<p style="width: 400px">Wide</p>', "the page scrolls sideways: 400 > 360 px"),
        ('<div style="overflow: auto"><p style="width: 400px">Can be scrolled to</p></div>', ""),
        ('<p style="overflow: hidden; height: 9px">Too low</p>', 'cut off: <p> "Too low"'),
        ('<p style="overflow: hidden; width: 20px; white-space: nowrap">Too narrow</p>', 'cut off: <p> "Too narrow"'),
        ('<p style="clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden">For a screen reader</p>', ""),
        ('<p>Here</p><p style="margin-top: -2.1em">Over it</p>', '<p> "Here" lies over <p> "Over it"'),
        ('<p style="margin-left: -20px">Begins outside</p>', 'outside the window: <p> "Begins outside"'),
    ],
)  # fmt: skip
def test_fault_of_text_is_seen(page: Page, body: str, fault: str) -> None:
    show(page, body)
    assert page.evaluate(script("text_faults.js")) == [fault] * bool(fault)


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ('<a href="#a">One</a> <a href="#b">Two</a>', ""),
        ('<a href="#a" style="outline: none">One</a>', 'focus does not show: <a> "One"'),
        ('<a href="#a" style="position: absolute; left: -99px">One</a>', 'out of sight: <a> "One"'),
        ('<a href="#a">One</a><div style="position: fixed; inset: 0">Over it</div>', 'out of sight: <a> "One"'),
        ("<button onkeydown='event.preventDefault()'>Stay</button>", 'not left: <button> "Stay"'),
        ("<button>One</button><a href='#a' onfocus='this.blur()'>Two</a>", 'not reached: <a> "Two"'),
        ("<label><input type=radio name=a>A</label><label><input type=radio name=a>B</label>", ""),
    ],
)  # fmt: skip
def test_fault_of_focus_is_seen(page: Page, body: str, fault: str) -> None:
    show(page, body)
    page.evaluate(script("keyboard.js"), 3)
    press_tab(page.context.new_cdp_session(page), 4)
    assert page.evaluate("keyboard.faultsOfWalk()") == [fault] * bool(fault)
