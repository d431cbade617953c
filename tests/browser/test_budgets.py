"""How many bytes readers wait for, so that a page comes quickly on a slow line.

A KB is 1,024 bytes. Text is counted as `gzip -9` makes it, each answer by itself, since that is how it travels;
woff2 and pictures as they are. Headers are not counted. (GitHub Pages compresses a little less than that.)
"""

import gzip
import re
from contextlib import closing
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.browser.looking import PHONE, WIDE
from tests.browser.publishing import Published

KB = 1024
FIRST_VIEW, WHOLE_PAGE, FONT, SCRIPTS = 14 * KB, 50 * KB, 40 * KB, 10 * KB
FONTS = (".woff2", ".woff", ".ttf", ".otf")
PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".avif", ".gif", ".svg", ".ico")
# The mark of the last element that begins on the first screen, and the files that were waited for before the first
# paint: Chromium itself says which those are.
FIRST_SCREEN = """() => {
    const begun = [...document.body.querySelectorAll('[data-place]')].filter(element => {
        const box = element.getBoundingClientRect();
        return box.width > 0 && box.height > 0 && box.top < innerHeight && box.bottom > 0
            && element.checkVisibility() && !element.closest('[popover]')
            && getComputedStyle(element).position !== 'fixed';
    });
    const waited = performance.getEntriesByType('resource').filter(entry => entry.renderBlockingStatus === 'blocking');
    return [Math.max(...begun.map(element => Number(element.dataset.place))), waited.map(entry => entry.name)];
}"""


class Tags(HTMLParser):
    """Collects where in the text each start tag begins, and where its name ends."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.lines = [0, *(end.end() for end in re.finditer("\\n", text))]
        self.starts: list[tuple[int, int]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, _: object) -> None:
        line, column = self.getpos()
        begin = self.lines[line - 1] + column
        self.starts.append((begin, begin + 1 + len(tag)))


@dataclass(frozen=True)
class FirstView:
    """What a reader waits for before the first screen is whole: bytes of HTML and of what blocks its painting."""

    html: int
    blocking: int


def numbered(text: str, tags: Tags) -> str:
    """The page with the number of its start tag on each element. What it looks like stays the same."""
    pieces, done = [], 0
    for number, (_, name_end) in enumerate(tags.starts):
        pieces += [text[done:name_end], f' data-place="{number}"']
        done = name_end
    return "".join([*pieces, text[done:]])


def compressed(file: Path) -> int:
    """Bytes of a file on its way; 0 of one that is missing, which is test_loading's to tell."""
    if not file.is_file():
        return 0
    content = file.read_bytes()
    return len(content) if file.suffix in (*FONTS, *PICTURES) and file.suffix != ".svg" else weight(content)


def weight(content: bytes) -> int:
    """Bytes after `gzip -9`."""
    return len(gzip.compress(content, 9, mtime=0))


def first_view(published: Published, page: Page, path: str) -> FirstView:
    """What the first screen of a page needs.

    HTML: from its first byte to the start tag of the first element that comes after the last one whose box begins
    on the first screen; inlined styles and scripts are in it. Blocking: the style sheets and scripts outside that
    Chromium waits for before it paints. Boxes fixed to the window and popovers do not count as begun: they may
    stand at the very end of the page.
    """
    text = (published.folder / path / "index.html").read_text("utf-8")
    tags = Tags(text)
    body = numbered(text, tags)

    def answer(route: Route) -> None:
        route.fulfill(body=body, content_type="text/html; charset=utf-8")

    address = published.address + path
    page.route(address, answer)
    page.goto(address)
    last, waited = page.evaluate(FIRST_SCREEN)
    page.unroute(address)
    end = tags.starts[last + 1][0] if last + 1 < len(tags.starts) else len(text)
    files = [published.folder / name.removeprefix(published.address) for name in waited]
    return FirstView(weight(text[:end].encode()), sum(compressed(file) for file in files))


@pytest.mark.parametrize("size", [(PHONE, 800), (WIDE, 800)], ids=["phone", "window"])
def test_first_view_of_every_topic_is_light(published: Published, browser: Browser, size: tuple[int, int]) -> None:
    views = {}
    with closing(browser.new_context(viewport={"width": size[0], "height": size[1]})) as context:
        page = context.new_page()
        for path in published.paths_by_kind["topic"]:
            views[path] = first_view(published, page, path)
    assert {path: view for path, view in views.items() if view.html + view.blocking > FIRST_VIEW} == {}


@dataclass(frozen=True)
class Weight:
    """What came with a page, in bytes on their way; fonts and scripts as files."""

    total: int
    by_file: dict[str, int]


@pytest.fixture(scope="module")
def weights(published: Published, browser: Browser) -> dict[str, Weight]:
    """What the longest page of each kind asks for until its end is reached, without pictures."""
    found = {}
    with closing(browser.new_context(viewport={"width": PHONE, "height": 800})) as context:
        page = context.new_page()
        asked: set[str] = set()
        page.on("request", lambda request: asked.add(request.url.partition("#")[0]))
        for path in published.visited(page):
            page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
            page.wait_for_load_state("networkidle")
            found[path] = weight_of(published, asked)
            asked.clear()
    return found


def weight_of(published: Published, asked: set[str]) -> Weight:
    """The weight of the addresses asked for, those of pictures left out."""
    by_file = {}
    for address in sorted(asked):
        file = published.folder / address.removeprefix(published.address).partition("?")[0]
        file = file / "index.html" if file.is_dir() else file
        if file.suffix not in PICTURES and not address.startswith("data:"):
            by_file[file.relative_to(published.folder).as_posix()] = compressed(file)
    return Weight(sum(by_file.values()), by_file)


def test_whole_page_is_light(weights: dict[str, Weight]) -> None:
    assert {path: weight for path, weight in weights.items() if weight.total > WHOLE_PAGE} == {}


def test_page_asks_for_one_font_at_most(weights: dict[str, Weight]) -> None:
    fonts = {path: [name for name in weight.by_file if name.endswith(FONTS)] for path, weight in weights.items()}
    assert {path: names for path, names in fonts.items() if len(names) > 1} == {}


def test_each_font_is_light(published: Published) -> None:
    fonts = {file.name: compressed(file) for file in published.folder.rglob("*") if file.suffix in FONTS}
    assert {name: size for name, size in fonts.items() if size > FONT} == {}


def test_all_scripts_together_are_light(published: Published) -> None:
    """Every file of JavaScript on the site, and every different script that stands in a page."""
    inline = {
        script
        for file in published.folder.rglob("*.html")
        for attributes, script in re.findall(r"<script([^>]*)>(.*?)</script>", file.read_text("utf-8"), re.DOTALL)
        if "json" not in attributes and script.strip()
    }
    files = [file for file in published.folder.rglob("*") if file.suffix in (".js", ".mjs")]
    total = sum(map(compressed, files)) + sum(weight(script.encode()) for script in inline)
    assert 0 < total <= SCRIPTS


def test_first_view_ends_where_the_screen_does(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(
        '<!doctype html><html lang="en"><head><title>x</title></head><body>\n<p style="height: 500px">One</p>'
        '<p style="height: 500px">Two</p><p>Three</p></body></html>',
        "utf-8",
    )
    text = (tmp_path / "index.html").read_text("utf-8")
    with closing(browser.new_context(viewport={"width": PHONE, "height": 800})) as context:
        view = first_view(Published(tmp_path, "http://site.test/", {}, {}), context.new_page(), "")
    assert view == FirstView(weight(text.partition("<p>Three")[0].encode()), 0)
