"""A browser reads the style sheets that travel as it reads those that were written."""

from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from site_builder.pages.styles import squeezed

ROOT = Path(__file__).resolve().parents[2]
RULES = """text => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    return [...sheet.cssRules].map(rule => rule.cssText.replace(/\\s+/g, ' ').replace(/ ?, ?/g, ','));
}"""


@pytest.mark.parametrize("file", sorted((ROOT / "static/css").glob("*.css")), ids=lambda file: file.name)
def test_a_squeezed_style_sheet_means_the_same(browser: Browser, file: Path) -> None:
    text = file.read_text("utf-8")
    assert len(squeezed(text)) < len(text)
    with closing(browser.new_page()) as page:
        rules = page.evaluate(RULES, text)
        assert rules
        assert page.evaluate(RULES, squeezed(text)) == rules
