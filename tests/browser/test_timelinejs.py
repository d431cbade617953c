"""TimelineJS3 itself, from npm, loads our export and shows every event."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser, Page, Route, expect

from site_builder.doors.cli import commands
from tests.browser.publishing import ROOT
from tests.machine import npm_install, npm_installed, under_ci

HOST = "http://timeline.test/"
PAGE = """<!doctype html><html lang="en"><title>Timeline</title><link rel="stylesheet" href="css/timeline.css">
<div id="here" style="height: 700px"></div><script src="js/timeline.js"></script>
<script>window.made = new TL.Timeline("here", "/timeline.FORM", {hash_bookmark: true});</script></html>"""


@pytest.fixture(scope="module")
def library() -> Path:
    """The folder of TimelineJS3's files."""
    if npm_installed("timelinejs") is None and not npm_install("timelinejs"):
        words = "TimelineJS3 could not be had from npm"
        pytest.fail(words) if under_ci() else pytest.skip(words)
    modules = npm_installed("timelinejs")
    assert modules is not None
    return modules / "@knight-lab/timelinejs/dist"


@pytest.fixture(scope="module", params=["json", "csv"])
def export(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, bytes]:
    """The form of an export of this repository's timeline, and its bytes."""
    file = tmp_path_factory.mktemp("timelinejs") / f"timeline.{request.param}"
    words = ["export", "timelinejs", "--site", str(ROOT), str(file)]
    done = CliRunner().invoke(commands, words + (["--csv"] if request.param == "csv" else []))
    assert done.exit_code == 0, done.output
    return request.param, file.read_bytes()


@pytest.fixture
def page(browser: Browser, library: Path, export: tuple[str, bytes]) -> Iterator[Page]:
    """A page that shows the export; nothing else is asked of anybody."""
    form, data = export

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(HOST).partition("?")[0]
        if not path:
            route.fulfill(body=PAGE.replace("FORM", form), content_type="text/html")
        elif path == f"timeline.{form}":
            route.fulfill(body=data, content_type="application/json" if form == "json" else "text/csv")
        elif route.request.url.startswith(HOST) and (library / path).is_file():
            route.fulfill(path=library / path)
        else:
            route.abort()

    with closing(browser.new_context(viewport={"width": 1280, "height": 800})) as context:
        page = context.new_page()
        page.route("**/*", answer)
        page.goto(HOST)
        yield page


def test_timelinejs_shows_every_event(page: Page, export: tuple[str, bytes], tmp_path: Path) -> None:
    done = CliRunner().invoke(commands, ["export", "timelinejs", "--site", str(ROOT), str(tmp_path / "all.json")])
    assert done.exit_code == 0, done.output
    events = json.loads((tmp_path / "all.json").read_bytes())["events"]
    assert len(events) > 50
    expect(page.locator(".tl-timemarker")).to_have_count(len(events))
    headlines = page.locator(".tl-timemarker .tl-headline").all_text_contents()
    assert sorted(headlines) == sorted(event["text"]["headline"] for event in events)
    if export[0] == "json":
        ids = page.evaluate("window.made.config.events.map(event => event.unique_id)")
        assert set(ids) == {event["unique_id"] for event in events}
        doubtful = [event["display_date"] for event in events if "display_date" in event]
        assert doubtful
        shown = page.locator(".tl-slide .tl-headline-date").all_text_contents()
        assert set(doubtful) <= {words.strip() for words in shown}
