"""The keyboard alone reaches everything, shows where it is, works what it finds, and gets away again."""

from collections.abc import Iterator
from contextlib import closing

import pytest
from playwright.sync_api import Browser, CDPSession, Locator, Page, expect

from tests.browser.looking import PHONE, hold_still, script
from tests.browser.publishing import Published

# For every kind of control on the page, told by its element and classes, the place of the first that can be seen.
KINDS_OF_CONTROL = """selector => {
    const all = [...document.querySelectorAll(selector)];
    const kinds = all.map(each => `${each.localName}.${each.className}`);
    return all.map((_, place) => place)
        .filter(place => all[place].checkVisibility({visibilityProperty: true}) && !all[place].closest('[popover]'))
        .filter((place, _, shown) => shown.find(other => kinds[other] === kinds[place]) === place);
}"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of a phone's width."""
    with closing(browser.new_context(viewport={"width": PHONE, "height": 740})) as context:
        yield context.new_page()


def controls(page: Page, selector: str) -> list[Locator]:
    """One control of each kind that `selector` finds on the open page."""
    return [page.locator(selector).nth(place) for place in page.evaluate(KINDS_OF_CONTROL, selector)]


def press_tab(devtools: CDPSession, times: int) -> None:
    """Presses Tab. Straight into the browser, because hundreds of pages' links are walked through."""
    for _ in range(times):
        devtools.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", "key": "Tab", "windowsVirtualKeyCode": 9})


def faults_of_walk(page: Page, devtools: CDPSession, alike: int) -> list[str]:
    """What is wrong with a walk by Tab through the open page, and out at its end; of stops alike that many."""
    hold_still(page)
    page.evaluate(script("keyboard.js"), alike)
    # One more for each end, and a few for what only the browser makes a stop of: boxes that scroll.
    press_tab(devtools, page.evaluate("keyboard.expected.length") + 2)
    for _ in range(10):
        if page.evaluate("keyboard.steps.slice(1).some(step => !step.element)"):
            break
        press_tab(devtools, 5)
    faults: list[str] = page.evaluate("keyboard.faultsOfWalk()")
    return faults


def test_tab_reaches_and_leaves_everything_and_its_focus_shows(published: Published, page: Page, *, long: bool) -> None:
    """With --long every stop of every page, else the first three of those that are alike."""
    devtools = page.context.new_cdp_session(page)
    found = {path: faults_of_walk(page, devtools, 10_000 if long else 3) for path in published.visited(page)}
    assert {path: wrong for path, wrong in found.items() if wrong} == {}


def test_focus_shows_in_the_readers_own_colours(published: Published, page: Page) -> None:
    page.emulate_media(forced_colors="active")
    found = {}
    for path in published.visited(page):
        hold_still(page)
        page.evaluate(script("keyboard.js"), 1)
        found[path] = page.evaluate("keyboard.faultsOfLook()")
    assert {path: wrong for path, wrong in found.items() if wrong} == {}


def test_keys_open_what_pops_up_and_escape_gives_the_focus_back(published: Published, page: Page) -> None:
    opened = 0
    for _ in published.visited(page):
        hold_still(page)
        for button in controls(page, "[popovertarget], [commandfor]"):
            name = button.get_attribute("popovertarget") or button.get_attribute("commandfor")
            # An entry of a list may be shown in its place as well: what counts is whether it pops up.
            card = page.locator(f"[id='{name}']:popover-open")
            for key in ("Enter", "Space"):
                button.focus()
                page.keyboard.press(key)
                expect(card).to_be_visible()
                page.keyboard.press("Tab")
                assert card.evaluate("card => card.contains(document.activeElement)"), button
                page.keyboard.press("Escape")
                expect(card).to_be_hidden()
                expect(button).to_be_focused()
                opened += 1
    assert opened > 0


def test_keys_open_and_close_what_folds(published: Published, page: Page) -> None:
    folded = 0
    for _ in published.visited(page):
        for summary in controls(page, "details > summary:first-of-type"):
            was = summary.evaluate("summary => summary.parentElement.open")
            for key, is_open in (("Enter", not was), ("Space", was)):
                summary.focus()
                page.keyboard.press(key)
                assert summary.evaluate("summary => summary.parentElement.open") is is_open, summary
            folded += 1
    assert folded > 0


def test_arrows_walk_through_a_choice(published: Published, page: Page) -> None:
    chosen = 0
    for _ in published.visited(page):
        groups = page.evaluate("[...new Set([...document.querySelectorAll('[type=radio]')].map(each => each.name))]")
        for group in groups:
            choices = page.locator(f"[type=radio][name='{group}']")
            choices.first.focus()
            page.keyboard.press("Space")
            for place in range(choices.count()):
                expect(choices.nth(place)).to_be_checked()
                expect(choices.nth(place)).to_be_focused()
                page.keyboard.press("ArrowDown")
            chosen += 1
    assert chosen > 0
