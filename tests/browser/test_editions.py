"""The edition in one file, opened from a disk: whole, silent, readable by everybody, and a booklet on paper."""

import re
from collections.abc import Iterator
from contextlib import closing
from importlib.resources import files
from pathlib import Path
from typing import Literal

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser, Page

from site_builder.doors.cli import commands
from site_builder.pages.trees import parsed
from tests import nu
from tests.conftest import NO_NU
from tests.machine import under_ci

ROOT = Path(__file__).resolve().parents[2]
NAMES = """() => {
  const ids = [...document.querySelectorAll('[id]')].map(one => one.id);
  const asked = [...document.querySelectorAll('a[href^="#"]')].map(one => one.getAttribute('href').slice(1));
  for (const name of ['for', 'popovertarget', 'aria-labelledby', 'aria-describedby', 'aria-controls'])
    for (const one of document.querySelectorAll(`[${name}]`)) asked.push(...one.getAttribute(name).split(' '));
  return {ids, asked: [...new Set(asked)]};
}"""


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository's own explainer in one file."""
    file = tmp_path_factory.mktemp("edition") / "edition.html"
    done = CliRunner().invoke(commands, ["export", "html", "--site", str(ROOT), str(file)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return file


@pytest.fixture(scope="module")
def opened(edition: Path, browser: Browser) -> Iterator[tuple[Page, list[str], list[str]]]:
    """It on a phone, with what it asked for and what the console said."""
    asked: list[str] = []
    said: list[str] = []
    with closing(browser.new_context(viewport={"width": 360, "height": 800}, offline=True)) as context:
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda fault: said.append(str(fault)))
        page.goto(edition.as_uri())
        page.wait_for_load_state("load")
        yield page, asked, said


def test_opens_from_a_disk_and_asks_for_nothing(opened: tuple[Page, list[str], list[str]], edition: Path) -> None:
    page, asked, said = opened
    assert [each for each in asked if not each.startswith("data:")] == [edition.as_uri()]
    assert said == []
    assert page.evaluate("document.fonts.check('500 20px Headings')")


def test_tree_is_the_one_that_a_browser_builds(opened: tuple[Page, list[str], list[str]], edition: Path) -> None:
    """Our reading of HTML and the browser's agree on every element and its attributes' names."""
    theirs = opened[0].evaluate(
        "[...document.querySelectorAll('body *')].map(one => `${one.localName} ${one.getAttributeNames().sort()}`)"
    )
    body = parsed(edition.read_text("utf-8")).find("body")
    assert body is not None
    ours = [f"{one.tag} {','.join(sorted(one.keys()))}" for one in body.iter()][1:]
    assert ours == theirs


def test_every_name_that_is_spoken_of_is_there_once(opened: tuple[Page, list[str], list[str]]) -> None:
    names = opened[0].evaluate(NAMES)
    assert sorted(set(names["ids"])) == sorted(names["ids"])
    assert set(names["asked"]) - set(names["ids"]) == set()


def test_phone_shows_it_without_sideways_scrolling(opened: tuple[Page, list[str], list[str]]) -> None:
    assert opened[0].evaluate("document.documentElement.scrollWidth") == 360


def test_source_opens_in_place_without_a_script(edition: Path, browser: Browser) -> None:
    with closing(browser.new_context(java_script_enabled=False)) as context:
        page = context.new_page()
        page.goto(edition.as_uri())
        mark = page.locator("button.cite").first
        mark.click()
        opened = page.locator(":popover-open")
        assert opened.count() == 1
        assert opened.get_attribute("id") == mark.get_attribute("popovertarget")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_axe_violation(edition: Path, browser: Browser, scheme: Literal["light", "dark"]) -> None:
    axe = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
    # The other parts are made alike; all of them take a minute.
    page_parts = ["[id='Home']", "[id='topics.visit']", "[id='glossary']", ".site-footer"]
    with closing(browser.new_context(viewport={"width": 390, "height": 844}, color_scheme=scheme)) as context:
        page = context.new_page()
        page.goto(edition.as_uri())
        page.evaluate(axe)
        result = page.evaluate(
            "parts => axe.run({include: parts}, {resultTypes: ['violations'], preload: false})", page_parts
        )
    assert [(fault["id"], [node["html"] for node in fault["nodes"]][:3]) for fault in result["violations"]] == []


def test_paper_begins_each_part_on_a_new_page(edition: Path, browser: Browser) -> None:
    """The outline of the PDF names every part; there are more pages than parts, and none is sideways."""
    with closing(browser.new_context()) as context:
        page = context.new_page()
        page.goto(edition.as_uri())
        parts = page.locator("article.leaf").count()
        page.emulate_media(media="print")
        broken = page.evaluate(
            "[...document.querySelectorAll('article.leaf')].map(one => getComputedStyle(one).breakBefore)"
        )
        titles = page.evaluate("[...document.querySelectorAll('article.leaf h1, article.leaf > .opening h2')].length")
        pdf = page.pdf(prefer_css_page_size=True, outline=True, tagged=True)
    assert parts == titles
    assert broken == ["auto", *["page"] * (parts - 1)]
    pages = len(re.findall(rb"/Type /Page\b", pdf))
    assert 100 < pages < 400
    outline = pdf.count(b"/Title ")
    assert outline > 10 * parts


def test_html_is_valid(edition: Path) -> None:
    jar = nu.find()
    if jar is None:
        leave = pytest.fail if under_ci() else pytest.skip
        leave(NO_NU)
    # Nu knows neither the CSS of today nor a policy by hash (test_validity.py); Chromium knows both.
    unknown = re.compile("CSS:|.*violates Content Security Policy")
    found = [one for one in nu.check(jar, [edition]) if not unknown.match(one.text) and one.weight != "info"]
    assert [(one.weight, one.text, one.excerpt[:120]) for one in found] == []
