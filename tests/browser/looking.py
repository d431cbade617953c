"""Ways to look at an open page that several tests share."""

from functools import cache
from pathlib import Path

from playwright.sync_api import Page

# The widths of a small phone, of a phone, and of a wide window; 320 is also a wide window at 400 %.
NARROW, PHONE, WIDE = 320, 360, 1280
# What a page lays out only when it comes near, it lays out at once.
LAID_OUT = "* { content-visibility: visible !important; }"


@cache
def script(name: str) -> str:
    """The function in the file `name` beside this one, to evaluate in a page."""
    return (Path(__file__).parent / name).read_text("utf-8")


def add_style(page: Page, rules: str) -> None:
    """Adds rules to the page in a way that no content security policy forbids."""
    page.evaluate(
        """rules => {
            const sheet = new CSSStyleSheet();
            sheet.replaceSync(rules);
            document.adoptedStyleSheets.push(sheet);
        }""",
        rules,
    )


def hold_still(page: Page) -> None:
    """Ends what moves and what waits, so that what is seen at any moment is what there is to see."""
    add_style(page, "*, ::before, ::after { transition: none !important; animation: none !important; }" + LAID_OUT)
