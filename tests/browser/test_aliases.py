"""Former addresses in a real browser: readers arrive where the thing stands now."""

import threading
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from site_builder.engine.build import build
from site_builder.engine.result import Request
from tests.browser.publishing import BASE, Pages
from tests.sites import FILES, write_site

TOPIC = "content/topics/water/index.md"


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A built site with a topic that was called otherwise."""
    root = tmp_path_factory.mktemp("moved")
    own = FILES[TOPIC].replace("title:", "aliases: [river, /2025/नदी/, /old/river.html]\ntitle:", 1)
    assert build(Request(write_site(root, **{TOPIC: own}), root / "dist")).ok
    return root / "dist"


@pytest.fixture(scope="module")
def address(moved: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Pages, directory=str(moved)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}{BASE}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("scripts", [True, False], ids=["with a script", "without"])
@pytest.mark.parametrize("former", ["topics/river/", "2025/नदी/", "old/river.html", "timeline/topics/river/"])
def test_a_former_address_leads_to_the_one_of_today(browser: Browser, address: str, former: str, scripts: bool) -> None:
    with closing(browser.new_context(java_script_enabled=scripts)) as context:
        page = context.new_page()
        page.goto(address + former)
        page.wait_for_url(f"{address}{'timeline/topics' if 'timeline' in former else 'topics'}/water/")
        expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_the_place_in_the_page_is_kept(browser: Browser, address: str) -> None:
    with closing(browser.new_context()) as context:
        page = context.new_page()
        page.goto(f"{address}topics/river/#how-much")
        page.wait_for_url(f"{address}topics/water/#how-much")
        expect(page.locator("#how-much")).to_be_in_viewport()


def test_the_way_back_does_not_lead_into_a_circle(browser: Browser, address: str) -> None:
    with closing(browser.new_context()) as context:
        page = context.new_page()
        page.goto(address)
        page.goto(f"{address}topics/river/")
        page.wait_for_url(f"{address}topics/water/")
        page.go_back()
        assert page.url == address


def test_a_former_address_works_from_disk(browser: Browser, moved: Path) -> None:
    with closing(browser.new_context()) as context:
        page = context.new_page()
        page.goto((moved / "topics/river/index.html").as_uri())
        page.wait_for_url((moved / "topics/water/index.html").as_uri())
        expect(page.get_by_role("heading", level=1)).to_be_visible()
