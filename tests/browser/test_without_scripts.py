"""Without JavaScript a reader has the same text and the same ways on."""

from contextlib import closing
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser

from tests.browser.looking import WIDE
from tests.browser.publishing import Published

# Words of the text, without those on controls: a switch of colours may be there with JavaScript only.
WORDS = """() => {
    const controls = "body > * :is(fieldset, select, input, label, button:not(main *))";
    for (const control of document.querySelectorAll(controls)) control.remove();
    return document.body.innerText.split(/\\s+/).join(" ").trim();
}"""
LINKS = """() => [...document.querySelectorAll("a[href]")]
    .filter(link => link.checkVisibility())
    .map(link => [link.textContent.trim(), link.href])"""


@dataclass(frozen=True)
class Seen:
    """What a reader sees of a page: its words, and its links as (label, address)."""

    words: str
    links: tuple[tuple[str, str], ...]


def seen(published: Published, browser: Browser, *, javascript: bool) -> dict[str, Seen]:
    """What is seen of the longest page of each kind."""
    found = {}
    viewport = {"width": WIDE, "height": 800}
    with closing(browser.new_context(java_script_enabled=javascript, viewport=viewport)) as context:  # type: ignore[arg-type]
        page = context.new_page()
        for path in published.visited(page):
            links = tuple((label, address) for label, address in page.evaluate(LINKS))
            found[path] = Seen(page.evaluate(WORDS), links)
    return found


@pytest.fixture(scope="module")
def with_and_without(published: Published, browser: Browser) -> list[tuple[str, Seen, Seen]]:
    """Each page's address, with what is seen with JavaScript and without."""
    without = seen(published, browser, javascript=False)
    return [(path, full, without[path]) for path, full in seen(published, browser, javascript=True).items()]


def test_text_is_the_same_without_javascript(with_and_without: list[tuple[str, Seen, Seen]]) -> None:
    assert [path for path, full, plain in with_and_without if full.words != plain.words] == []
    assert all(len(plain.words) > 100 for _, _, plain in with_and_without)


def test_links_are_the_same_without_javascript(with_and_without: list[tuple[str, Seen, Seen]]) -> None:
    missing = {path: set(full.links) - set(plain.links) for path, full, plain in with_and_without}
    assert {path: links for path, links in missing.items() if links} == {}
    assert all(len(plain.links) > 10 for _, _, plain in with_and_without)
