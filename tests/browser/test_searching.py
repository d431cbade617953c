"""The search in a real browser, below a path as on GitHub Pages, with the index that Pagefind makes."""

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from site_builder.doors import searching
from site_builder.engine.build import build
from site_builder.engine.disk import MANIFEST
from site_builder.engine.result import Request
from tests.browser.publishing import BASE, Pages
from tests.previewing import serving, until
from tests.sites import FILES, MORE, write_site

SITE, TOPIC = "content/site.yaml", "content/topics/water/index.md"
# The question of the topic in a language, what readers type, and the word in another form in the text.
LANGUAGES = {
    "en-GB": ("Who may take how much water?", "signing"),
    "hi": ("लड़कियों की शिक्षा कैसी है?", "लड़की"),
    "ru": ("Какие исследования идут?", "исследование"),
}


def published(root: Path, language: str) -> Path:
    """A small site in a language, built and indexed."""
    files = FILES | MORE | {"static/river.svg": "<svg/>\n"}
    files[SITE] = files[SITE].replace("language: en-GB", f"language: {language}")
    files[TOPIC] = files[TOPIC].replace("Who may take how much water?", LANGUAGES[language][0])
    result = build(Request(write_site(root, **files), root / "dist"))
    assert result.ok, result.problems
    assert searching.index(root / "dist") > 0
    return root / "dist"


@contextmanager
def served(folder: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Pages, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}{BASE}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def english(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return published(tmp_path_factory.mktemp("english"), "en-GB")


@pytest.fixture(scope="module")
def address(english: Path) -> Iterator[str]:
    with served(english) as found:
        yield found


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with closing(browser.new_context(viewport={"width": 360, "height": 800})) as context:
        yield context.new_page()


def titles(page: Page) -> list[str]:
    return page.locator(".search-title").all_inner_texts()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_word_is_found_in_its_other_forms(tmp_path: Path, page: Page, language: str) -> None:
    question, typed = LANGUAGES[language]
    with served(published(tmp_path, language)) as address:
        page.goto(f"{address}search/")
        page.get_by_label("Words").fill(typed)
        expect(page.get_by_role("link", name=question).and_(page.locator(".search-title a"))).to_be_visible()
        page.locator(".search-title a", has_text=question).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(question)


def test_kind_and_topic_narrow_what_is_found(page: Page, address: str) -> None:
    page.goto(f"{address}search/")
    page.get_by_label("Words").fill("water")
    expect(page.locator(".search-result").nth(2)).to_be_visible()
    page.get_by_label("What").select_option(label="Claims")
    expect(page.locator(".search-kind").first).to_have_text("claim")
    expect(page.locator(".search-result:not(:has(.search-kind:text-is('claim')))")).to_have_count(0)
    page.get_by_label("Topic", exact=True).select_option(label="Sand")
    expect(page.get_by_role("status")).to_have_text("Nothing found. The lists below name everything.")
    page.get_by_label("Words").fill("")
    expect(page.locator(".search-kind").first).to_have_text("claim")
    page.get_by_label("What").select_option(label="Everything")
    expect(page.locator(".search-kind", has_text="topic")).to_have_count(1)


def test_an_address_holds_the_search(page: Page, address: str) -> None:
    page.goto(f"{address}search/")
    page.get_by_label("Words").fill("treaty")
    page.get_by_label("What").select_option(label="Events")
    expect(page.locator(".search-result").first).to_be_visible()
    page.wait_for_url(f"{address}search/?q=treaty&kind=event")
    found = titles(page)
    page.reload()
    expect(page.locator(".search-result")).to_have_count(len(found))
    assert titles(page) == found
    expect(page.get_by_label("Words")).to_have_value("treaty")


def test_the_keyboard_is_enough(page: Page, address: str) -> None:
    page.goto(f"{address}search/")
    words = page.get_by_label("Words")
    words.focus()
    page.keyboard.type("treaty")
    expect(page.locator(".search-results[aria-busy=false] .search-result").first).to_be_visible()
    for _ in range(3):  # over the two choices
        page.keyboard.press("Tab")
    expect(page.locator(".search-title a").first).to_be_focused()
    way = page.locator(".search-title a").first.get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{way}")


def test_nothing_is_asked_for_before_the_search_is_used(page: Page, address: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}search/", wait_until="networkidle")
    assert not any("/pagefind/" in url for url in asked)
    page.get_by_label("Words").fill("treaty")
    expect(page.locator(".search-result").first).to_be_visible()
    assert any("/pagefind/" in url for url in asked)
    assert all(url.startswith(address) for url in asked)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser: Browser, address: str, scheme: str) -> None:
    with closing(browser.new_context(color_scheme=scheme, bypass_csp=True)) as context:  # type: ignore[arg-type]
        page = context.new_page()
        page.goto(f"{address}search/?q=treaty")
        expect(page.locator(".search-result").first).to_be_visible()
        found = Axe().run(page)
        assert found.response["violations"] == []


def test_words_of_the_content_are_no_html(tmp_path: Path, page: Page) -> None:
    odd = FILES[TOPIC].replace("Two towns share a river.", "Type <img src=x onerror=alert(1)> & more of rivers.")
    root = tmp_path / "odd"
    write_site(root, **(FILES | {TOPIC: odd}))
    assert build(Request(root, root / "dist")).ok
    searching.index(root / "dist")
    with served(root / "dist") as address:
        page.goto(f"{address}search/?q=onerror")
        expect(page.locator(".search-excerpt").first).to_contain_text("<img src=x onerror=alert(1)>")
        assert page.locator(".search-results img").count() == 0


def test_without_an_index_the_lists_are_the_page(tmp_path: Path, page: Page) -> None:
    root = write_site(tmp_path, **FILES)
    assert build(Request(root, root / "dist")).ok
    with served(root / "dist") as address:
        page.goto(f"{address}search/?q=treaty")
        expect(page.get_by_role("status")).to_contain_text("no search index")
        page.get_by_role("link", name="Treaty signed").first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Treaty signed")


def test_from_disk_the_lists_are_the_page(page: Page, english: Path) -> None:
    page.goto((english / "search/index.html").as_uri())
    page.get_by_label("Words").fill("treaty")
    expect(page.get_by_role("status")).to_contain_text("no search index")
    expect(page.get_by_role("link", name="Treaty signed").first).to_be_visible()


def test_without_a_script_there_is_no_form(browser: Browser, address: str) -> None:
    with closing(browser.new_context(java_script_enabled=False)) as context:
        page = context.new_page()
        page.goto(address)
        page.get_by_role("link", name="Search").first.click()
        expect(page.locator(".search")).to_be_hidden()
        expect(page.get_by_role("link", name="Treaty signed").first).to_be_visible()


def test_builds_and_the_index_leave_each_other_alone(tmp_path: Path, page: Page) -> None:
    root = write_site(tmp_path, **FILES)
    request = Request(root, root / "dist", cache=root / ".cache")
    assert build(request).ok
    manifest = (root / "dist" / MANIFEST).read_bytes()
    searching.index(root / "dist")
    assert (root / "dist" / MANIFEST).read_bytes() == manifest
    write_site(root, **{TOPIC: FILES[TOPIC].replace("Who may take", "Who should take")})
    assert build(request).ok
    with served(root / "dist") as address:
        page.goto(f"{address}search/?q=treaty")
        expect(page.locator(".search-result").first).to_be_visible()


def test_the_preview_makes_the_index_when_it_is_asked_for(tmp_path: Path, page: Page) -> None:
    with serving(write_site(tmp_path / "site", **FILES), "--base-path", "/some/repo/") as preview:
        pages = tmp_path / "site/.cache" / f"preview-{preview.port}"
        assert (pages / "index.html").is_file()
        assert not (pages / "pagefind").exists()
        page.goto(f"{preview.address}search/?q=treaty")
        expect(page.locator(".search-result").first).to_be_visible()
        preview.save(TOPIC, FILES[TOPIC].replace("Who may take how much water?", "Whose is the marmalade?"))
        until(lambda: "marmalade" in (pages / "topics/water/index.html").read_text("utf-8"), lambda: preview.words)
        page.goto(f"{preview.address}search/?q=marmalade")
        expect(page.locator(".search-title", has_text="marmalade")).to_be_visible()
