"""Every kind of page as pictures in one folder: at three widths, in light and dark, and as it prints.

python3 run.py contact-sheet FOLDER [--kinds home,topic] [--height 2400]

index.html shows them all; sheet-*.png are the same as one picture for each width and look; *.pdf are the real
pages of paper. FOLDER is made where it is missing; pictures of the same name in it are replaced.
"""

import argparse
import sys
import tempfile
from contextlib import closing
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, FloatRect, Page, sync_playwright

from tests import chromium
from tests.browser.looking import hold_still
from tests.browser.publishing import Published, publish


@dataclass(frozen=True)
class Look:
    """A way to look at a page. width: of the window, in CSS pixels."""

    name: str
    width: int
    scheme: Literal["light", "dark"] = "light"
    media: Literal["screen", "print"] = "screen"


# Paper: A4 with margins of one centimetre.
LOOKS = (
    *(Look(f"{width}-{scheme}", width, scheme) for scheme in ("light", "dark") for width in (360, 768, 1280)),
    Look("print", 718, media="print"),
)
STYLE = """
body { margin: 16px; font: 13px system-ui; background: #ccc; }
main { display: grid; grid-template-columns: repeat(auto-fill, 240px); gap: 16px; align-items: start; }
figure { margin: 0; }
img { display: block; width: 100%; max-height: 520px; object-fit: cover; object-position: top; }
"""


def main(words: list[str]) -> int:
    """Takes the pictures. Exit code 1 where there is no browser."""
    parser = argparse.ArgumentParser(prog="run.py contact-sheet", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--kinds", default="", help="only these, between commas")
    parser.add_argument("--height", type=int, default=2400, help="how much of a long page is shown, in CSS pixels")
    asked = parser.parse_args(words)
    path = chromium.find()
    if path is None:
        print(f"No Chromium: {chromium.CURE}", file=sys.stderr)
        return 1
    asked.folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as site,
        publish(Path(site)) as published,
        sync_playwright() as playwright,
        chromium.started(playwright, path) as browser,
    ):
        kinds = [kind for kind in published.layouts if not asked.kinds or kind in asked.kinds.split(",")]
        for look in LOOKS:
            photograph(published, browser, look, kinds, asked.folder, asked.height)
        compose(browser, kinds, asked.folder)
    print(asked.folder / "index.html")
    return 0


def photograph(published: Published, browser: Browser, look: Look, kinds: list[str], folder: Path, height: int) -> None:
    """Takes the picture of the longest page of each kind, down to `height`."""
    with closing(browser.new_context(viewport={"width": look.width, "height": 800})) as context:
        page = context.new_page()
        page.emulate_media(media=look.media, color_scheme=look.scheme, reduced_motion="reduce")
        for kind in kinds:
            page.goto(published.address + published.layouts[kind])
            hold_still(page)
            page.screenshot(path=folder / f"{kind}-{look.name}.png", clip=top_of(page, height), full_page=True)
            if look.media == "print":
                page.pdf(path=folder / f"{kind}.pdf", format="A4", prefer_css_page_size=True)


def top_of(page: Page, height: int) -> FloatRect:
    """The part of the page that is shown."""
    width, whole = page.evaluate("[innerWidth, document.documentElement.scrollHeight]")
    return FloatRect(x=0, y=0, width=width, height=min(whole, height))


def compose(browser: Browser, kinds: list[str], folder: Path) -> None:
    """Writes the page that shows all the pictures, and one picture for each look."""
    sections = {look.name: section(look, kinds) for look in LOOKS}
    (folder / "index.html").write_text(document("".join(sections.values())), "utf-8")
    with closing(browser.new_context(viewport={"width": 1568, "height": 800})) as context:
        page = context.new_page()
        for name, content in sections.items():
            sheet = folder / f"sheet-{name}.html"
            sheet.write_text(document(content), "utf-8")
            page.goto(sheet.absolute().as_uri())
            page.screenshot(path=sheet.with_suffix(".png"), full_page=True)
            sheet.unlink()


def section(look: Look, kinds: list[str]) -> str:
    """The pictures of one look, each with its kind."""
    names = [(kind, f"{escape(kind)}-{look.name}.png") for kind in kinds]
    shown = [f'<figure><a href="{name}"><img src="{name}" alt=""></a>{escape(kind)}</figure>' for kind, name in names]
    return f"<h2>{look.name}</h2><main>{''.join(shown)}</main>"


def document(content: str) -> str:
    """A whole page with that content."""
    head = f'<meta charset="utf-8"><title>Contact sheet</title><style>{STYLE}</style>'
    return f'<!doctype html><html lang="en">{head}{content}'


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
