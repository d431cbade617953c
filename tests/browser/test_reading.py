"""The explainer as a reader meets it, in a real browser."""

import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from site_builder.core.exports import FORMATS
from tests.browser.publishing import BASE, Published

WIDTHS = (320, 360, 768, 1280)


@pytest.fixture(params=[True, False], ids=["javascript", "no-javascript"])
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A page of a phone's width, once with JavaScript and once without."""
    phone = {"width": 360, "height": 740}
    with closing(browser.new_context(java_script_enabled=request.param, viewport=phone)) as context:  # type: ignore[arg-type]
        yield context.new_page()


@pytest.fixture
def scripted(browser: Browser) -> Iterator[Page]:
    with closing(browser.new_context()) as context:
        yield context.new_page()


def to_first_topic(page: Page) -> str:
    """From the home page into the first topic; its address."""
    link = page.locator(".topic-card a").first
    question = link.text_content() or ""  # what is not laid out yet has no inner text
    link.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(question)
    return page.url


def popover_of(page: Page, button: Locator) -> Locator:
    return page.locator(f"#{button.get_attribute('popovertarget')}")


# The walk.


def test_reader_walks_from_home_to_a_source_and_back(published: Published, page: Page) -> None:
    page.goto(published.address)
    topic = to_first_topic(page)

    cite = page.locator("button.cite").first
    cite.click()
    preview = popover_of(page, cite)
    expect(preview).to_be_in_viewport()
    title = preview.locator(".source-title").inner_text()
    preview.locator(".source-title a").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text(title)
    page.locator(f"main a[href*='{topic.removeprefix(published.address)}']").first.click()
    assert page.url.startswith(topic)


def test_term_opens_by_click_and_leads_to_its_page(published: Published, page: Page) -> None:
    page.goto(published.address)
    to_first_topic(page)
    term = page.locator("button.term").first
    card = popover_of(page, term)
    expect(card).to_be_hidden()
    term.click()
    expect(card).to_be_visible()
    title = card.locator(".popover-title").inner_text()
    card.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)


@pytest.mark.parametrize("kind", ["term", "cite"])
def test_popover_opens_and_closes_by_keyboard_and_gives_the_focus_back(
    published: Published, page: Page, kind: str
) -> None:
    page.goto(published.address + published.layouts["topic"])
    button = page.locator(f"button.{kind}").first
    card = popover_of(page, button)
    button.focus()
    page.keyboard.press("Enter")
    assert card.evaluate("card => card.matches(':popover-open')")
    page.keyboard.press("Tab")
    expect(card.get_by_role("link").first).to_be_focused()
    page.keyboard.press("Escape")
    assert not card.evaluate("card => card.matches(':popover-open')")
    expect(button).to_be_focused()


def test_popover_has_a_button_that_closes_it(published: Published, page: Page) -> None:
    page.goto(published.address + published.layouts["topic"])
    button = page.locator("button.term").first
    button.click()
    popover_of(page, button).get_by_role("button", name="Close").click()
    expect(popover_of(page, button)).to_be_hidden()


def test_timeline_is_filtered_by_topic_and_by_weight(published: Published, page: Page) -> None:
    page.goto(published.address + "timeline/")
    entries = page.locator(".timeline .entry:visible")
    everything = entries.count()
    page.get_by_text("Turning points", exact=True).click()
    important = entries.count()
    page.locator(".filters input[name=topic]").nth(1).locator("..").click()
    both = entries.count()
    assert everything > important > both > 0


def test_data_of_a_chart_stands_below_it_as_a_table(published: Published, page: Page) -> None:
    page.goto(published.address + published.layouts["topic"])
    details = page.locator(".block-chart details").first
    expect(details.locator("table")).to_be_hidden()
    details.locator("summary").click()
    expect(details.locator("table")).to_be_visible()


# Where it stands.


def test_pages_opened_from_disk_lead_to_each_other(published: Published, scripted: Page) -> None:
    scripted.goto((published.folder / "index.html").as_uri())
    topic = to_first_topic(scripted)
    assert topic.startswith("file:")
    scripted.locator(".site-title a").click()
    expect(scripted.locator(".topic-card").first).to_be_visible()


def test_missing_page_at_depth_is_styled_and_leads_home(published: Published, page: Page) -> None:
    answer = page.goto(published.address + "topics/no/such/page")
    assert answer is not None
    assert answer.status == 404
    expect(page.get_by_role("heading", level=1)).to_have_text("This page does not exist")
    assert page.locator(".skip").bounding_box() != page.locator(".site-title").bounding_box()
    assert page.evaluate("[...document.styleSheets].every(sheet => sheet.cssRules.length > 0)")
    page.locator("main a.topic").first.click()
    expect(page.locator(".contents")).to_be_visible()


# One page of each layout, visited once; the tests below ask what was seen.


@dataclass(frozen=True)
class Visit:
    """What was seen on a page: what the console said, at which widths it scrolls sideways, and so on."""

    said: tuple[str, ...]
    too_wide: tuple[int, ...]
    levels: tuple[int, ...]
    links: tuple[str, ...]
    repeated_ids: tuple[str, ...]
    shown_in_print: tuple[str, ...]


def visit(page: Page, address: str) -> Visit:
    said: list[str] = []
    page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda fault: said.append(f"error: {fault}"))
    page.goto(address)
    too_wide = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            too_wide.append(width)
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(h => Number(h.tagName[1]))")
    links = page.evaluate("[...document.querySelectorAll('a[href]')].map(a => a.href)")
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(element => element.id)")
    page.emulate_media(media="print")
    shown = page.evaluate(
        """() => [...document.querySelectorAll('.close, .cite + .who, .site-nav, .filters, details > :not(summary)')]
            .filter(element => element.checkVisibility({contentVisibilityAuto: true})
                               && element.getBoundingClientRect().height > 0)
            .map(element => element.parentElement.tagName === 'DETAILS' ? 'details' : element.className)"""
    )
    hidden_depth = page.evaluate("document.querySelectorAll('details > :not(summary)').length") - shown.count("details")
    in_print = [name for name in shown if name != "details"] + ["hidden details"] * hidden_depth
    repeated = sorted({identifier for identifier in ids if ids.count(identifier) > 1})
    return Visit(tuple(said), tuple(too_wide), tuple(levels), tuple(links), tuple(repeated), tuple(in_print))


@pytest.fixture(scope="module")
def visits(published: Published, browser: Browser) -> dict[str, Visit]:
    """What was seen on the longest page of each kind."""
    seen = {}
    with closing(browser.new_context()) as context:
        for kind, path in published.layouts.items():
            with closing(context.new_page()) as page:
                seen[f"{kind} ({path})"] = visit(page, published.address + path)
    return seen


def test_every_kind_of_page_was_visited(published: Published, visits: dict[str, Visit]) -> None:
    """What the build counts as a kind is what the tests take for one."""
    assert set(published.built) - {"sitemap", "card", *FORMATS} == set(published.layouts)
    assert len(visits) == len(published.layouts) >= 20


def test_no_page_scrolls_sideways(visits: dict[str, Visit]) -> None:
    assert {name: seen.too_wide for name, seen in visits.items() if seen.too_wide} == {}


def test_console_says_nothing(visits: dict[str, Visit]) -> None:
    assert {name: seen.said for name, seen in visits.items() if seen.said} == {}


def test_headings_begin_with_one_h1_and_skip_no_level(visits: dict[str, Visit]) -> None:
    wrong = {}
    for name, seen in visits.items():
        steps = zip(seen.levels, seen.levels[1:], strict=False)
        if seen.levels[:1] != (1,) or seen.levels.count(1) != 1 or any(below > above + 1 for above, below in steps):
            wrong[name] = seen.levels
    assert wrong == {}


def test_no_id_stands_twice_on_a_page(visits: dict[str, Visit]) -> None:
    assert {name: seen.repeated_ids for name, seen in visits.items() if seen.repeated_ids} == {}


def test_paper_shows_the_depth_and_leaves_the_controls_out(visits: dict[str, Visit]) -> None:
    assert {name: seen.shown_in_print for name, seen in visits.items() if seen.shown_in_print} == {}


def test_every_link_below_a_base_path_leads_to_a_page(published: Published, visits: dict[str, Visit]) -> None:
    links = {link.partition("#")[0] for seen in visits.values() for link in seen.links}
    own = sorted(link for link in links if link.startswith(published.address.removesuffix(BASE)))
    assert len(own) > 100
    dead = []
    for link in own:
        try:
            urllib.request.urlopen(link, timeout=60).close()  # noqa: S310 - our own server
        except urllib.error.HTTPError as answer:
            answer.close()
            dead.append(link)
    assert dead == []
