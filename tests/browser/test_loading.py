"""How pages arrive on a slow line: nothing moves, nothing is missing, nothing comes from elsewhere."""

import re
import time
from contextlib import closing
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Response, Route

from tests.browser.looking import PHONE, WIDE
from tests.browser.publishing import Published

# A phone on a slow line, about what Lighthouse takes for one.
SLOW = {"offline": False, "latency": 150, "downloadThroughput": 200 * 1024, "uploadThroughput": 90 * 1024}
WATCH = """
globalThis.shifts = [];
globalThis.shiftObserver = new PerformanceObserver((list) => noteShifts(list.getEntries()));
globalThis.noteShifts = (entries) => {
    for (const entry of entries) {
        const moved = entry.sources.map(({node}) => (node?.outerHTML ?? node?.data ?? '').slice(0, 60));
        if (!entry.hadRecentInput) shifts.push(`${entry.value.toFixed(5)}: ${moved.join(', ')}`);
    }
};
shiftObserver.observe({type: 'layout-shift', buffered: true});
"""
# Two frames after the fonts have come, so that what they moved has been seen.
SETTLED = """async () => {
    await document.fonts.ready;
    for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
    noteShifts(shiftObserver.takeRecords());
    return shifts;
}"""


@dataclass(frozen=True)
class Arrival:
    """How a page came. asked: addresses; failed: those that did not come, with the reason; shifts: what moved."""

    asked: tuple[str, ...]
    failed: tuple[str, ...]
    shifts: tuple[str, ...]


def hold_back(route: Route) -> None:
    """Lets a font come long after the text that is set in it."""
    time.sleep(0.3)
    route.continue_()


def slow_page(context: BrowserContext) -> Page:
    """A page on a slow line, on which what moves is noted."""
    page = context.new_page()
    page.add_init_script(WATCH)
    page.route(re.compile(r"\.(woff2?|ttf)$"), hold_back)
    devtools = context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.send("Network.emulateNetworkConditions", SLOW)
    devtools.send("Network.setCacheDisabled", {"cacheDisabled": True})
    return page


def read_through(page: Page) -> tuple[str, ...]:
    """What moved on the open page, while it came and while its reader went down a few screens."""
    page.evaluate(SETTLED)
    for _ in range(3):
        page.mouse.wheel(0, 900)
        page.evaluate(SETTLED)
    return tuple(page.evaluate("shifts"))


@pytest.fixture(scope="module")
def arrivals(published: Published, browser: Browser) -> dict[str, Arrival]:
    """How the longest page of each kind comes, to a phone and to a wide window, as if for the first time."""
    return arrivals_at(PHONE, published, browser) | arrivals_at(WIDE, published, browser)


def arrivals_at(width: int, published: Published, browser: Browser) -> dict[str, Arrival]:
    """How the pages come to a window of that width."""
    found = {}
    with closing(browser.new_context(viewport={"width": width, "height": 800})) as context:
        page = slow_page(context)
        asked: list[str] = []
        failed: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("response", lambda answer: failed.extend(refusal(answer)))
        page.on("requestfailed", lambda request: failed.append(f"{request.url}: {request.failure}"))
        for path in published.visited(page):
            shifts = read_through(page)
            found[f"{path} at {width}"] = Arrival(tuple(asked), tuple(failed), shifts)
            asked.clear()
            failed.clear()
    return found


def refusal(answer: Response) -> list[str]:
    """The address with the status, if that is one of failure."""
    return [f"{answer.url}: {answer.status}"] if answer.status >= 400 else []


def test_nothing_moves_while_a_page_comes(arrivals: dict[str, Arrival]) -> None:
    assert {name: page.shifts for name, page in arrivals.items() if page.shifts} == {}


def test_no_request_leaves_the_site(published: Published, arrivals: dict[str, Arrival]) -> None:
    asked = {url for page in arrivals.values() for url in page.asked}
    assert len(asked) > len(published.layouts)
    assert {url for url in asked if not url.startswith((published.address, "data:"))} == set()


def test_every_request_is_answered(published: Published, arrivals: dict[str, Arrival]) -> None:
    assert [fault for page in arrivals.values() for fault in page.failed] == []


def test_all_of_a_topic_is_laid_out_once_it_is_scrolled(published: Published, browser: Browser) -> None:
    with closing(browser.new_context(viewport={"width": PHONE, "height": 800})) as context:
        page = context.new_page()
        page.goto(published.address + published.layouts["topic"])
        assert page.evaluate("getComputedStyle(document.querySelector('.references')).contentVisibility") == "auto"
        page.mouse.wheel(0, 100)
        page.wait_for_function(
            """() => [...document.querySelectorAll('.section, .band')].every(
                part => getComputedStyle(part).contentVisibility === 'visible')"""
        )
        page.goto(published.address + published.layouts["topic"] + "#references")
        assert page.evaluate("Math.abs(document.getElementById('references').getBoundingClientRect().top) < 800")
