"""Social cards as others load them: a picture of the promised size, with all its words within the margins."""

from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from site_builder.core.jobs import Job
from site_builder.core.layouts import CardView
from site_builder.core.model import Accent
from site_builder.pages.picture import shade
from site_builder.pages.render import Theme, render
from tests.browser.publishing import Published
from tests.weaving import job_of, planned

ROOT = Path(__file__).resolve().parents[2]
THEME = Theme(
    tuple(sorted((file.name, file.read_text("utf-8")) for file in (ROOT / "templates").iterdir())),
    tuple((file.name, str(file), "") for file in sorted((ROOT / "static/cards").glob("*.ttf"))),
)
# How many pixels are of another colour than the one in the corner of their row, in the margins and between them.
INK = """async address => {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
    const brush = canvas.getContext('2d');
    brush.drawImage(image, 0, 0);
    const {data} = brush.getImageData(0, 0, canvas.width, canvas.height);
    const found = {width: canvas.width, height: canvas.height, left: 0, right: 0, within: 0, foot: 0};
    for (let y = 0; y < canvas.height; y++)
        for (let x = 0; x < canvas.width; x++) {
            const [here, first] = [4 * (y * canvas.width + x), 4 * y * canvas.width];
            if ([0, 1, 2].some(part => Math.abs(data[here + part] - data[first + part]) > 9))
                found[x < 60 ? 'left' : x >= 1140 ? 'right' : y >= 600 ? 'foot' : 'within']++;
        }
    return found;
}"""
TITLES = {
    "en": "What happened to India’s purchases of Russian oil under American tariffs and sanctions?",
    "ru": "Что принёс визит Путина в Нью-Дели в декабре 2025 года и о чём не договорились?",
    "hi": "दिसंबर 2025 में पुतिन की नई दिल्ली यात्रा से क्या मिला, और क्या नहीं?",
    "ar": "ماذا حققت زيارة بوتين إلى نيودلهي في ديسمبر 2025 وما الذي لم يتحقق؟",
}


@pytest.fixture(scope="module")
def card() -> Job:
    site = planned({})
    home = job_of(site, "index.html")
    return Job("card.png", "card", CardView("", "", ""), home.frame)


@pytest.fixture
def page(browser: Browser, published: Published) -> Page:
    made = browser.new_page()
    made.goto(published.address)
    return made


def drawn(card: Job, language: str, title: str, accent: str = "") -> bytes:
    frame = replace(card.frame, language=language, site_title=title[:40], accent=accent)
    made = render(THEME, replace(card, frame=frame, view=CardView(title[:30], title, title[:24])))
    assert made.problems == ()
    assert made.output
    return made.output.data


def test_the_card_that_a_page_names_is_there_in_the_promised_size(published: Published, page: Page) -> None:
    named = page.locator('meta[property="og:image"]').get_attribute("content") or ""
    assert named.endswith("/card.png")
    found = page.evaluate(INK, "card.png")
    assert (found["width"], found["height"]) == (1200, 630)
    assert page.locator('meta[property="og:image:width"]').get_attribute("content") == "1200"
    assert page.locator('meta[property="og:image:height"]').get_attribute("content") == "630"
    topics = [path for path in published.paths_by_kind["topic"] if path.count("/") == 2]
    assert topics
    for topic in topics:
        assert (published.folder / topic / "card.png").read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"


@pytest.mark.parametrize("language", TITLES)
@pytest.mark.parametrize("length", [1, 4])
def test_no_word_leaves_the_margins(page: Page, tmp_path: Path, card: Job, language: str, length: int) -> None:
    picture = drawn(card, language, " ".join([TITLES[language]] * length))
    page.context.route("**/drawn.png", lambda route: route.fulfill(body=picture, content_type="image/png"))
    found = page.evaluate(INK, "drawn.png")
    assert (found["left"], found["right"], found["foot"]) == (0, 0, 0)
    assert found["within"] > 10_000


def test_the_colours_are_those_that_the_browser_makes_of_the_theme(page: Page) -> None:
    css = (ROOT / "templates/first.css").read_text("utf-8")
    told = """name => {
        const box = document.body.appendChild(document.createElement('div'));
        box.style.cssText = `color-scheme: light; color: var(--${name})`;
        const brush = document.createElement('canvas').getContext('2d');
        brush.fillStyle = getComputedStyle(box).color;
        brush.fillRect(0, 0, 1, 1);
        return [...brush.getImageData(0, 0, 1, 1).data].slice(0, 3);
    }"""
    for name in ("paper", "ink", "ink-soft", "bar", *Accent.__args__):  # type: ignore[attr-defined]
        expected = page.evaluate(told, name)
        own = [int(shade(css, name)[at : at + 2], 16) for at in (1, 3, 5)]
        assert all(abs(one - other) <= 1 for one, other in zip(own, expected, strict=True)), name
