"""Embeds in a real browser: a frame on another site shows one thing, without a script, and is light."""

import json
import re
import threading
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.publishing import Published
from tests.browser.test_budgets import KB, compressed

HEAVIEST = 14 * KB
KINDS = ("timeline/2", "timeline/topics", "claims", "data")


def longest(published: Published, kind: str) -> str:
    """The longest embed of a kind."""
    return next(path for path in published.paths_by_kind["embed"] if path.startswith(f"embed/{kind}"))


@pytest.fixture(scope="module")
def newsroom() -> Iterator[ThreadingHTTPServer]:
    """Another site, which shows whatever it is given."""

    class Newsroom(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = f"<!doctype html><title>News</title><p>Before.</p>{self.server.frame}<p>After.</p>".encode()  # type: ignore[attr-defined]
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *words: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Newsroom)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("kind", KINDS)
def test_another_site_shows_what_a_program_is_told_to_show(
    published: Published, browser: Browser, newsroom: ThreadingHTTPServer, kind: str
) -> None:
    path = longest(published, kind)
    told = json.loads((published.folder / path / "oembed.json").read_bytes())
    # The address of the site as it will be published, and as it is served here.
    newsroom.frame = told["html"].replace(told["provider_url"], published.address)  # type: ignore[attr-defined]
    with closing(browser.new_context(viewport={"width": 360, "height": 800})) as context:
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{newsroom.server_port}/")
        frame = page.frame_locator("iframe")
        expect(frame.locator("h1")).to_have_count(1)
        link = frame.locator("footer a").first
        expect(link).to_be_visible()
        with context.expect_page() as opened:
            link.click()
        # A click does not take the reader's article away.
        assert page.url.endswith(f":{newsroom.server_port}/")
        opened.value.wait_for_load_state()
        assert opened.value.locator(".site-footer").count() == 1


def test_every_embed_is_light_and_holds_no_script(published: Published) -> None:
    heavy = {}
    for path in published.paths_by_kind["embed"]:
        file = published.folder / path / "index.html"
        text = file.read_text("utf-8")
        assert "<script" not in text, path
        sheets = re.findall(r'<link rel="stylesheet" href="(.*?)">', text)
        total = compressed(file) + sum(compressed((file.parent / sheet).resolve()) for sheet in sheets)
        if total > HEAVIEST:
            heavy[path] = total
    assert heavy == {}


@pytest.mark.parametrize("kind", KINDS)
def test_an_embed_asks_for_its_styles_and_nothing_else(published: Published, browser: Browser, kind: str) -> None:
    asked: list[str] = []
    with closing(browser.new_context(viewport={"width": 360, "height": 800})) as context:
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url.removeprefix(published.address)))
        page.goto(published.address + longest(published, kind), wait_until="networkidle")
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert [path for path in asked[1:] if not path.startswith(("static/css/", "static/favicon"))] == []


def test_the_lines_to_paste_can_be_read_on_a_phone(published: Published, browser: Browser) -> None:
    with closing(browser.new_context(viewport={"width": 360, "height": 800})) as context:
        page = context.new_page()
        for kind in ("event", "claim", "dataset"):
            page.goto(published.address + published.layouts[kind])
            page.get_by_text("Show this on another site").click()
            expect(page.locator("code:has-text('<iframe')").first).to_be_visible()
            assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), kind
