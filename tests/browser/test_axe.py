"""No rule of axe-core is broken on any kind of page: in light, in dark, and in colours that the reader forces."""

from contextlib import closing
from importlib.resources import files
from typing import Any, Literal, TypedDict

import pytest
from playwright.sync_api import Browser

from tests.browser.looking import NARROW, hold_still, script
from tests.browser.publishing import Published

Scheme = Literal["light", "dark", "forced"]


class Media(TypedDict):
    """What a reader's system asks of a page."""

    color_scheme: Literal["light", "dark"]
    forced_colors: Literal["active", "none"]


MEDIA: dict[Scheme, Media] = {
    "light": {"color_scheme": "light", "forced_colors": "none"},
    "dark": {"color_scheme": "dark", "forced_colors": "none"},
    "forced": {"color_scheme": "dark", "forced_colors": "active"},
}
COMMON: dict[str, Any] = {"resultTypes": ["violations"], "preload": False}
# In other colours only what colours can break is asked again; everything else is the same page.
COLOURS = COMMON | {"runOnly": ["color-contrast", "link-in-text-block"]}
# axe leaves out by itself the rule that is new in WCAG 2.2.
RULES = {name: {"enabled": name == "target-size"} for name in ("target-size", *COLOURS["runOnly"])}
EVERYTHING = COMMON | {"rules": RULES}
TARGETS = COMMON | {"runOnly": ["target-size"]}


@pytest.fixture(scope="module")
def findings(published: Published, browser: Browser) -> dict[Scheme, list[str]]:
    """What is wrong in each colour scheme, on the longest page of each kind."""
    axe = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
    found: dict[Scheme, list[str]] = {scheme: [] for scheme in MEDIA}
    known: dict[Scheme, list[str]] = {scheme: [] for scheme in MEDIA}
    # A phone, because what a wide window shows beside the text stands below it there.
    with closing(browser.new_context(viewport={"width": 390, "height": 844})) as context:
        page = context.new_page()
        for path in published.visited(page):
            hold_still(page)
            page.evaluate(axe)
            for scheme, media in MEDIA.items():
                page.emulate_media(**media)
                everything = EVERYTHING if scheme == "light" else None
                options = {"everything": everything, "colours": COLOURS, "known": known[scheme]}
                seen = page.evaluate(script("axe_findings.js"), options)
                found[scheme] += [f"{path}: {each}" for each in seen["found"]]
                known[scheme] = seen["known"]
    assert known["light"], "no popover was looked at"
    return found


@pytest.mark.parametrize("scheme", MEDIA)
def test_no_axe_violation_on_any_kind_of_page(findings: dict[Scheme, list[str]], scheme: Scheme) -> None:
    assert findings[scheme] == []


@pytest.mark.parametrize("width", [NARROW, 412, 768])
def test_what_is_pressed_is_large_enough_at_any_width(published: Published, browser: Browser, width: int) -> None:
    """Wider, where a mouse is likely, the numbers of sources stand in the line, as WCAG 2.5.8 lets targets do."""
    axe = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
    found = []
    with closing(browser.new_context(viewport={"width": width, "height": 844})) as context:
        page = context.new_page()
        for path in {*published.layouts.values(), *published.paths_by_kind["chronology"]}:
            page.goto(published.address + path)
            hold_still(page)
            page.evaluate(axe)
            result = page.evaluate("options => axe.run(options)", TARGETS)
            found += [f"{path}: {node['target']}" for fault in result["violations"] for node in fault["nodes"]]
    assert found == []
