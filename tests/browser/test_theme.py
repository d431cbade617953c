"""The theme in a real browser: directions, colours, the margin, paper, one font, and a policy that holds."""

import shutil
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route

from site_builder.engine.build import build
from site_builder.engine.result import Request
from tests.browser.publishing import Published
from tests.sites import FILES, write_site

WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}
IS_TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with closing(browser.new_context(viewport=WIDE)) as context:  # type: ignore[arg-type]
        yield context.new_page()


@pytest.fixture(scope="module")
def mirrored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site in Urdu, ready to be opened from disk."""
    root = tmp_path_factory.mktemp("mirrored")
    own = {"content/site.yaml": FILES["content/site.yaml"].replace("language: en-GB", "language: ur")}
    output = root / "dist"
    assert build(Request(write_site(root, **own), output)).ok
    return output


def left(page: Page, selector: str) -> float:
    box = page.locator(selector).first.bounding_box()
    assert box, selector
    return box["x"]


def is_dark(page: Page) -> bool:
    # oklch: the first number is how light it is.
    shade = page.evaluate("getComputedStyle(document.body).backgroundColor")
    return float(shade.partition("(")[2].split()[0]) < 0.5


def late(route: Route) -> None:
    time.sleep(0.3)
    route.continue_()


# Directions.


def test_a_page_in_a_script_from_the_right_is_mirrored(mirrored: Path, page: Page) -> None:
    page.goto((mirrored / "topics/water/index.html").as_uri())
    assert page.locator("html").get_attribute("dir") == "rtl"
    assert left(page, ".contents") > left(page, ".section-title")
    assert left(page, ".site-title") > left(page, ".site-nav")
    assert left(page, ".prose .who") < left(page, ".prose p")


@pytest.mark.parametrize("width", [320, 768, 1280])
@pytest.mark.parametrize("path", ["", "topics/water/", "timeline/", "claims/", "claims/treaty-expected/", "sources/"])
def test_a_mirrored_page_does_not_scroll_sideways(mirrored: Path, page: Page, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto((mirrored / path / "index.html").as_uri())
    assert not page.evaluate(IS_TOO_WIDE)


def test_foreign_names_say_their_language_and_stay_upright(published: Published, page: Page) -> None:
    page.goto(published.address + "people/vladimir-putin/")
    name = page.locator(".other-names bdi[lang=ru]").first
    assert name.evaluate("name => getComputedStyle(name).fontStyle") == "normal"


# The margin.


def test_sources_stand_in_the_margin_where_there_is_one(published: Published, page: Page) -> None:
    page.goto(published.address + published.layouts["topic"])
    text = page.locator(".prose > p:has(.who)").first.bounding_box()
    assert text
    assert left(page, ".prose > p .who") >= text["x"] + text["width"]
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert left(page, ".prose > p .who") < text["width"]


def test_a_name_in_the_margin_opens_its_source(published: Published, page: Page) -> None:
    page.goto(published.address + published.layouts["topic"])
    page.locator(".prose > p .who").first.click()
    assert page.locator(".reference-list > li:popover-open").count() == 1


# Colours.


def test_the_choice_of_colours_is_kept_and_stands_before_anything_is_drawn(published: Published, page: Page) -> None:
    page.emulate_media(color_scheme="light")
    page.goto(published.address)
    assert not is_dark(page)
    page.get_by_role("radio", name="Dark").check()
    assert is_dark(page)
    page.route("**/site.js", lambda route: route.abort())
    page.goto(published.address + "timeline/")
    assert is_dark(page)


def test_without_javascript_there_is_no_choice_and_the_system_decides(published: Published, browser: Browser) -> None:
    with closing(browser.new_context(java_script_enabled=False, color_scheme="dark")) as context:
        page = context.new_page()
        page.goto(published.address)
        assert page.get_by_role("radio", name="Dark").is_hidden()
        assert is_dark(page)


# What a page asks for.


def test_a_page_asks_for_one_font_and_shifts_nothing(published: Published, page: Page) -> None:
    fonts: list[str] = []
    page.on("request", lambda request: fonts.append(request.url) if request.resource_type == "font" else None)
    page.goto(published.address + published.layouts["topic"], wait_until="networkidle")
    shift = """() => new Promise(done => new PerformanceObserver(
        list => done(list.getEntries().reduce((sum, entry) => sum + entry.value, 0))
    ).observe({type: 'layout-shift', buffered: true}) || setTimeout(() => done(0), 500))"""
    assert page.evaluate(shift) == 0
    assert [font.removeprefix(published.address) for font in fonts] == ["static/fonts/newsreader-display.woff2"]


def test_nothing_shifts_when_styles_come_late(published: Published, browser: Browser) -> None:
    """The first screen is drawn with what the page carries within it; what arrives later changes nothing there."""
    shifted = {}
    for kind, path in published.layouts.items():
        with closing(browser.new_context(viewport=PHONE)) as context:  # type: ignore[arg-type]
            page = context.new_page()
            page.add_init_script(
                "new PerformanceObserver(list => { for (const each of list.getEntries())"
                " window.shift = (window.shift || 0) + each.value }).observe({type: 'layout-shift', buffered: true})"
            )
            page.route("**/*.css", late)
            page.goto(published.address + path)
            if found := page.evaluate("new Promise(done => setTimeout(() => done(window.shift || 0), 200))"):
                shifted[kind] = found
    assert shifted == {}


def test_the_policy_lets_no_foreign_script_or_picture_in(published: Published, page: Page) -> None:
    page.goto(published.address)
    blocked = page.evaluate(
        """() => new Promise(done => {
            const found = [];
            document.addEventListener('securitypolicyviolation', event => {
                found.push(event.effectiveDirective);
                if (found.length === 2) done(found.sort());
            });
            const script = document.createElement('script');
            script.textContent = 'window.ran = true';
            const picture = document.createElement('img');
            picture.src = 'https://example.org/pixel.png';
            document.body.append(script, picture);
            setTimeout(() => done(found), 2000);
        })"""
    )
    assert blocked == ["img-src", "script-src-elem"]
    assert page.evaluate("window.ran") is None


# Paper.


def test_paper_spells_addresses_out_and_shows_terms_as_a_glossary(published: Published, page: Page) -> None:
    page.goto(published.address + published.layouts["topic"])
    page.emulate_media(media="print")
    link = page.locator(".reference-list a[rel~=external]").first
    spelled = link.evaluate("link => getComputedStyle(link, '::after').content")
    assert str(link.get_attribute("href")) in spelled
    assert page.locator(".popovers .popover").first.is_visible()
    assert page.locator(".popovers-title").is_visible()


# A site's own look.


def test_a_site_has_its_own_hue_font_and_logo(tmp_path: Path, page: Page) -> None:
    own = "theme: {accents: {teal: 300}, fonts: {headings: monospace}, logo: mark.svg}\n"
    root = write_site(tmp_path, **{"content/site.yaml": FILES["content/site.yaml"] + own})
    (root / "static").mkdir(exist_ok=True)
    shutil.copy(Path(__file__).parents[2] / "static/favicon.svg", root / "static/mark.svg")
    assert build(Request(root, root / "dist")).ok
    page.goto((root / "dist/topics/water/index.html").as_uri())
    assert " 300)" in page.evaluate("getComputedStyle(document.querySelector('.kicker')).color")
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).fontFamily") == "monospace"
    assert page.locator(".logo").evaluate("logo => logo.naturalWidth") > 0
