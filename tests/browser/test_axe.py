"""No rule of axe-core is broken, on the longest page of each kind, in light and in dark."""

from contextlib import closing
from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.browser.conftest import Published

# In dark only what colours can break; everything else is the same page.
OPTIONS: dict[Literal["light", "dark"], dict[str, Any]] = {
    "light": {"resultTypes": ["violations"]},
    "dark": {"resultTypes": ["violations"], "runOnly": ["color-contrast", "link-in-text-block"]},
}


def test_no_axe_violation_on_any_kind_of_page(published: Published, browser: Browser) -> None:
    found = []
    # A phone, because what a wide window shows beside the text stands below it there.
    with closing(browser.new_context(viewport={"width": 390, "height": 844})) as context:
        for path in published.layouts.values():
            with closing(context.new_page()) as page:
                page.goto(published.address + path)
                for scheme, options in OPTIONS.items():
                    page.emulate_media(color_scheme=scheme)
                    violations = Axe().run(page, options=options).response["violations"]
                    found += [f"{path} in {scheme}: {each['id']}: {each['nodes'][0]['html']}" for each in violations]
    assert found == []
