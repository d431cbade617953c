"""The preview: a real server, real files, a real browser. Nothing here waits for a time, only for what must come."""

import asyncio
import gc
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from site_builder.doors import desk as desks
from site_builder.doors import preview, watching
from site_builder.doors.desk import Desk
from site_builder.doors.notices import Scope, Shown, snippet
from site_builder.doors.serving import Stand
from site_builder.engine import scan
from site_builder.engine.build import build
from site_builder.engine.disk import Refused
from site_builder.engine.result import Request, Result
from tests.previewing import (
    PATIENCE,
    UPGRADE,
    Served,
    connected,
    free_port,
    is_clean,
    output,
    saying,
    serving,
    shows,
    times,
    tree,
    until,
)
from tests.sites import PAGE, SECTION_ONE, TOPIC, write_site

ROOT = Path(__file__).resolve().parents[2]
ABOUT = "content/pages/about.md"


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A preview for the tests that only ask."""
    with serving(write_site(tmp_path_factory.mktemp("site"))) as served:
        yield served


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """A preview for a test that changes files."""
    with serving(write_site(tmp_path / "site")) as served:
        yield served


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with closing(browser.new_context()) as context:
        yield context.new_page()


# What it answers.


def test_page_is_served_with_the_script_that_listens(still: Served) -> None:
    answer, text = still.get("/topics/water/")
    assert answer.status == 200
    assert re.search(r'<script src="/\.preview/preview\.js\?\d+" defer></script></body>', text)
    for name, word in (("preview", "LiveReloadPluginPreview"), ("livereload", "LiveReload")):
        script, code = still.get(f"/.preview/{name}.js")
        assert script.status == 200
        assert word in code


def test_missing_page_is_the_sites_own_404_page(still: Served) -> None:
    answer, text = still.get("/nothing/here/")
    assert answer.status == 404
    assert "This page does not exist" in text
    assert 'href="/static/css/site.css"' in text


def test_folder_without_its_slash_is_redirected(still: Served) -> None:
    answer, _ = still.get("/topics")
    assert (answer.status, answer.headers["Location"]) == (301, "/topics/")
    assert answer.headers["Cache-Control"] == "no-store"  # else the browser would never ask again


def test_page_is_found_without_its_suffix_as_on_github(still: Served) -> None:
    assert still.get("/404")[0].status == 200


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/static/css/site.css", "text/css; charset=utf-8"),
        ("/static/js/site.js", "text/javascript; charset=utf-8"),
        ("/static/favicon.svg", "image/svg+xml; charset=utf-8"),
    ],
)
def test_content_type_tells_the_encoding(still: Served, path: str, kind: str) -> None:
    answer, _ = still.get(path)
    assert (answer.status, answer.headers["Content-Type"]) == (200, kind)
    assert answer.headers["Cache-Control"] == "no-store"


def test_head_is_answered_without_a_body(still: Served) -> None:
    answer, text = still.get("/", method="HEAD")
    assert (answer.status, text) == (200, "")
    assert int(answer.headers["Content-Length"]) > 1000


@pytest.mark.parametrize(
    "path",
    [
        "/../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/..%2f..%2fetc%2fpasswd",
        "//etc/passwd",
        "/%2fetc%2fpasswd",
        "/static/../../../etc/passwd",
        "/..%5c..%5cetc%5cpasswd",
        "/.site-builder.json",
        "/.nojekyll",
        "/static/.hidden",
        "/%00",
        "/" + "x" * 5000,
        "/topics/water/%ff",
    ],
)
def test_what_is_not_of_the_site_is_not_served(still: Served, path: str) -> None:
    answer, text = still.get(path)
    assert answer.status in {400, 404}
    assert "root:" not in text


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example:80", "192.168.1.7"])
def test_foreign_name_of_our_address_is_not_answered(still: Served, host: str) -> None:
    """Else a page in the editor's browser could read drafts, through a name that leads here."""
    for path in ("/", "/livereload", "/.preview/preview.js", "/nothing"):
        answer, text = still.get(path, Host=host)
        assert (answer.status, text) == (403, "")


@pytest.mark.parametrize(
    ("origin", "status"), [("http://evil.example", 403), ("null", 403), ("https://localhost:1", 403), ("own", 101)]
)
def test_socket_is_open_to_pages_of_this_server_alone(still: Served, origin: str, status: int) -> None:
    origin = f"http://127.0.0.1:{still.port}" if origin == "own" else origin
    answer, _ = still.get("/livereload", Origin=origin, **UPGRADE)
    assert answer.status == status


def test_busy_port_gives_way_to_the_next(tmp_path: Path, still: Served) -> None:
    with serving(write_site(tmp_path / "site"), port=still.port) as other:
        assert other.port > still.port
        assert f"Port {still.port} is in use: the preview takes {other.port}." in other.words
        assert other.get("/")[0].status == 200


def test_host_that_is_not_ours_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with serving(write_site(tmp_path / "site"), "--host", "203.0.113.1") as served:
        assert served.process.wait(PATIENCE) == 1
    assert "cannot listen on port" in served.words


def test_summary_and_address_are_said_in_plain_text(still: Served) -> None:
    assert re.search(r"^\d+ pages: ", still.words)
    assert "\x1b" not in still.words


# How it ends.


def test_ctrl_c_ends_it_without_a_traceback(tmp_path: Path) -> None:
    with serving(write_site(tmp_path / "site")) as served:
        served.process.send_signal(signal.SIGINT)
        assert served.process.wait(PATIENCE) in {0, 130}
    assert "The preview has ended." in served.words


def test_ctrl_c_ends_it_while_a_browser_is_waiting(served: Served, page: Page) -> None:
    connected(page, served.address)
    served.process.send_signal(signal.SIGINT)
    assert served.process.wait(PATIENCE) in {0, 130}


# How it follows.


def test_saved_text_is_in_the_browser_by_itself(served: Served, page: Page) -> None:
    connected(page, served.address + "about/")
    served.save(ABOUT, saying("The first new word."))
    expect(page.locator("main")).to_contain_text("The first new word.", timeout=PATIENCE * 1000)
    served.save(ABOUT, saying("The second new word."))
    expect(page.locator("main")).to_contain_text("The second new word.", timeout=PATIENCE * 1000)
    served.has("Built anew in", times=2)


def test_page_that_was_opened_before_a_build_ended_is_not_left_behind(served: Served, page: Page) -> None:
    """The browser connects only after the build of its page has been told: it must hear of it all the same."""
    held: list[Route] = []
    page.route("**/livereload.js*", lambda route: held.append(route) if not held else route.continue_())
    page.goto(served.address + "about/", wait_until="commit")
    until(lambda: page.evaluate("true") and bool(held), lambda: "the page asked for no script")
    served.save(ABOUT, saying("A new word."))
    served.has("Built anew in")
    held[0].continue_()
    expect(page.locator("main")).to_contain_text("A new word.", timeout=PATIENCE * 1000)


def test_broken_save_keeps_the_last_good_page_and_says_the_problem(served: Served, page: Page) -> None:
    connected(page, served.address + "about/")
    served.save(ABOUT, saying("A link to [[nothing-at-all]]."))
    served.has("error[unknown-id]")
    served.has("The browser keeps the last good page")
    assert "nothing-at-all" not in (output(served) / "about/index.html").read_text("utf-8")
    assert served.get("/about/")[0].status == 200
    served.save(ABOUT, saying("All is well again."))
    expect(page.locator("main")).to_contain_text("All is well again.", timeout=PATIENCE * 1000)


def test_several_files_saved_at_once_end_with_the_right_pages(served: Served, page: Page) -> None:
    connected(page, served.address + "about/")
    for number in range(20):
        served.save(f"content/pages/page-{number}.md", saying(f"Page {number}."))
        served.save(ABOUT, saying(f"Now there are {number}."))
    expect(page.locator("main")).to_contain_text("Now there are 19.", timeout=PATIENCE * 1000)
    until(lambda: all("Page" in served.get(f"/page-{number}/")[1] for number in range(20)), lambda: served.words)


def test_policy_of_the_page_holds_in_the_preview(served: Served, page: Page) -> None:
    """The script that listens is let in, its socket too, and nothing that is not the site's own."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    connected(page, served.address)
    assert said == []
    page.evaluate("document.body.append(Object.assign(document.createElement('script'), {textContent: 'ran = 1'}))")
    until(lambda: bool(said), lambda: "nothing was refused")
    assert page.evaluate("window.ran") is None
    assert "script-src" in said[0]


def test_style_is_swapped_without_a_reload(served: Served, page: Page) -> None:
    connected(page, served.address)
    page.evaluate("window.kept = true")
    (served.site / "static/css").mkdir(parents=True)
    shutil.copy(ROOT / "static/css/site.css", served.site / "static/css/site.css")
    with (served.site / "static/css/site.css").open("a", encoding="utf-8") as file:
        file.write("\nbody { outline: 7px solid rgb(1, 2, 3) !important; }\n")
    # Not wait_for_function: the page's policy allows no eval.
    colour = "getComputedStyle(document.body).outlineColor"
    until(lambda: bool(page.evaluate(colour) == "rgb(1, 2, 3)"), lambda: "the style was not swapped")
    assert page.evaluate("window.kept") is True


def test_first_build_that_is_broken_lists_its_problems_until_mended(tmp_path: Path, page: Page) -> None:
    with serving(write_site(tmp_path / "site", **{ABOUT: PAGE.replace("title", "titel")})) as served:
        for path in ("", "about/", "nowhere/"):
            connected(page, served.address + path)
            expect(page.get_by_role("alertdialog")).to_contain_text('"titel" is not a key of a page')
        served.save(ABOUT, saying("Now it stands."))
        served.has("in the preview: ")
        # The open page follows by itself; then we may leave it.
        expect(page.get_by_role("alertdialog")).to_have_count(0)
        connected(page, served.address + "about/")
        expect(page.locator("main")).to_contain_text("Now it stands.")


def test_page_of_problems_follows_by_itself(tmp_path: Path, page: Page) -> None:
    with serving(write_site(tmp_path / "site", **{ABOUT: PAGE.replace("title", "titel")})) as served:
        connected(page, served.address + "about/")
        served.save(ABOUT, PAGE.replace("title", "tytle"))
        expect(page.get_by_role("alertdialog")).to_contain_text('"tytle" is not a key', timeout=PATIENCE * 1000)
        served.save(ABOUT, saying("Now it stands."))
        expect(page.locator("main")).to_contain_text("Now it stands.", timeout=PATIENCE * 1000)


def test_taking_the_content_away_and_putting_it_back_does_not_end_it(served: Served) -> None:
    content, aside = served.site / "content", served.site / "aside"
    content.rename(aside)
    served.has("The browser keeps the last good page")
    assert served.get("/about/")[0].status == 200
    aside.rename(content)
    served.has("Built anew in")
    served.save(ABOUT, saying("Back again."))
    until(lambda: "Back again." in served.get("/about/")[1], lambda: served.words)


def test_removed_page_is_gone_and_a_renamed_one_is_found(served: Served) -> None:
    (served.site / ABOUT).rename(served.site / "content/pages/imprint.md")
    until(lambda: served.get("/imprint/")[0].status == 200, lambda: served.words)
    assert served.get("/about/")[0].status == 404


def test_drafts_are_shown_unless_they_are_not_wanted(tmp_path: Path) -> None:
    site = write_site(tmp_path / "site", **{"content/pages/later.md": PAGE.replace("---\n", "---\ndraft: true\n", 1)})
    with serving(site) as served:
        assert served.get("/later/")[0].status == 200
    with serving(site, "--no-drafts") as served:
        assert served.get("/later/")[0].status == 404


def test_section_shows_under_its_topic_once_it_is_written(served: Served, page: Page) -> None:
    connected(page, served.address + "topics/water/")
    served.save("content/topics/water/30-who-pays.md", SECTION_ONE.replace("What was signed", "Who pays"))
    expect(page.get_by_role("heading", name="Who pays", exact=True)).to_be_visible(timeout=PATIENCE * 1000)


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (FileNotFoundError(2, "No such file", "x.md"), "The site could not be built: [Errno 2] No such file: 'x.md'"),
        (Refused("the disk is full"), "The site could not be built: the disk is full"),
        (ZeroDivisionError("oh"), "ZeroDivisionError: oh\n\nThis is a fault in site-builder itself"),
    ],
)
def test_build_that_fails_leaves_the_last_good_site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], fault: Exception, told: str
) -> None:
    def failing_build(request: Request, **_: object) -> Result:
        raise fault

    desk = Desk(Request(tmp_path, tmp_path), Stand(tmp_path, Scope(tmp_path), ready=True, shown=Shown(17)))
    monkeypatch.setattr(desks, "build", failing_build)
    outcome = desks.rebuild(desk, scan.look(str(tmp_path)), trusting=True)
    assert outcome is not None
    assert (outcome.changed, outcome.everything) == (frozenset(), False)
    preview.say(desk, outcome)
    assert desk.stand.ready
    assert told in desk.stand.shown.fault
    words = capsys.readouterr().out
    assert told in words
    assert words.endswith(
        "The browser keeps the last good page, with the problems laid over it, until this is mended.\n\n"
    )


def test_browsers_load_everything_after_a_build_that_broke_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody knows which style sheets and scripts it had written before."""
    site = write_site(tmp_path / "site")
    desk = Desk(Request(site, tmp_path / "out"), Stand(tmp_path / "out", Scope(site)))
    desks.begin(desk)

    def failing_build(request: Request, **_: object) -> Result:
        raise OSError(28, "No space left")

    found = []
    for number, makes in enumerate((build, failing_build, build, build)):
        monkeypatch.setattr(desks, "build", makes)
        (site / ABOUT).write_text(saying(f"Word {number}."), "utf-8")
        outcome = desks.follow_hints(desk, {ABOUT})
        assert outcome is not None
        found.append(outcome.everything)
    assert found == [False, False, True, False]


# What it makes, and what it remembers.


@pytest.fixture
def aside(tmp_path: Path) -> Path:
    folder = tmp_path / "aside"
    folder.mkdir()
    return folder


def test_burst_of_saves_ends_with_the_last_of_them(served: Served, aside: Path) -> None:
    for number in range(40):
        served.save(ABOUT, saying(f"Word {number}."))
        served.save(f"content/pages/page-{number % 5}.md", saying(f"Page {number}."))
    shows(served, "/about/", "Word 39.")
    shows(served, "/page-4/", "Page 39.")
    is_clean(served, aside)


def test_file_saved_while_a_build_is_under_way_is_built_next(served: Served, aside: Path) -> None:
    for number in range(8):
        served.save(ABOUT, saying(f"Word {number}."))
        shows(served, "/about/", f"Word {number}.")
        served.save("content/pages/other.md", saying(f"Other {number}."))
    shows(served, "/other/", "Other 7.")
    is_clean(served, aside)


def test_files_that_come_move_and_go_leave_a_clean_site(served: Served, aside: Path) -> None:
    pages = served.site / "content/pages"
    served.save("content/pages/second.md", saying("The second."))
    shows(served, "/second/", "The second.")
    (pages / "second.md").rename(pages / "third.md")
    until(lambda: served.get("/third/")[0].status == 200, lambda: served.words)
    is_clean(served, aside)
    (pages / "third.md").unlink()
    until(lambda: served.get("/third/")[0].status == 404, lambda: served.words)
    is_clean(served, aside)


def test_file_that_is_saved_by_renaming_another_over_it_is_followed(served: Served, aside: Path) -> None:
    for number in range(3):
        served.save("content/pages/.about.md.tmp", saying(f"Renamed {number}."))
        (served.site / "content/pages/.about.md.tmp").rename(served.site / ABOUT)
        shows(served, "/about/", f"Renamed {number}.")
    is_clean(served, aside)


def test_folder_of_content_is_followed_from_when_it_is_made(served: Served, aside: Path) -> None:
    folder = served.site / "content/topics/rain"
    folder.mkdir()
    topic = TOPIC.replace("title: Water", "title: Rain").replace("order: 10", "order: 20")
    for words in ("How much falls?", "How much fell?"):
        (folder / "index.md").write_text(topic.replace("Who may take how much water?", words), "utf-8")
        shows(served, "/topics/rain/", words)
    folder.rename(served.site / "content/topics/snow")
    served.save("content/topics/snow/index.md", topic.replace("Who may take how much water?", "How much melts?"))
    shows(served, "/topics/snow/", "How much melts?")
    is_clean(served, aside)


def test_templates_and_static_files_that_come_later_are_followed(served: Served, aside: Path) -> None:
    (served.site / "templates").mkdir()
    head, end, tail = (ROOT / "templates/page.html").read_text("utf-8").rpartition("{% endblock")
    for words in ("One layout", "Another layout"):
        served.save("templates/page.html", f"{head}<p>{words}</p>{end}{tail}")
        shows(served, "/about/", words)
    is_clean(served, aside)
    (served.site / "static/images").mkdir(parents=True)
    for drawing in ("<svg>1</svg>", "<svg>2</svg>"):
        served.save("static/images/map.svg", drawing)
        shows(served, "/static/images/map.svg", drawing)
    shutil.rmtree(served.site / "static")
    until(lambda: served.get("/static/images/map.svg")[0].status == 404, lambda: served.words)
    is_clean(served, aside)


def test_broken_site_is_left_as_it_was_and_a_mended_one_is_clean(served: Served, aside: Path) -> None:
    is_clean(served, aside)
    good = tree(output(served))
    served.save(ABOUT, saying("A link to [[nothing-at-all]]."))
    served.save("content/pages/second.md", saying("The second."))
    served.has("error[unknown-id]")
    assert tree(output(served)) == good
    served.save(ABOUT, saying("Mended."))
    shows(served, "/about/", "Mended.")
    shows(served, "/second/", "The second.")
    is_clean(served, aside)


def test_what_editors_leave_beside_a_file_builds_nothing(served: Served) -> None:
    for name in (".about.md.swp", "about.md~", "about.md.tmp", ".#about.md"):
        served.save(f"content/pages/{name}", "left")
    (served.site / ".cache/other.md").write_text("not content", "utf-8")
    served.save(ABOUT, saying("A new word."))
    shows(served, "/about/", "A new word.")
    served.has("Built anew in")
    assert served.words.count("Built anew in") == 1


def test_change_that_no_event_tells_of_is_found(served: Served, tmp_path: Path, aside: Path) -> None:
    """The file is written through another name of it, elsewhere: of that the watched folder hears nothing."""
    (tmp_path / "elsewhere.md").hardlink_to(served.site / ABOUT)
    served.has("Built anew in")  # the link itself changes the time of the file
    (tmp_path / "elsewhere.md").write_text(saying("Not told."), "utf-8")
    shows(served, "/about/", "Not told.")
    is_clean(served, aside)


def test_output_that_is_harmed_is_made_whole_again(served: Served, aside: Path) -> None:
    is_clean(served, aside)
    (output(served) / "about/index.html").unlink()
    (output(served) / "index.html").write_text("harmed", "utf-8")
    shows(served, "/about/", "About")
    is_clean(served, aside)


def test_next_preview_begins_where_the_last_one_ended(tmp_path: Path, aside: Path) -> None:
    site = write_site(tmp_path / "site")
    with serving(site) as served:
        served.save(ABOUT, saying("Before the end."))
        shows(served, "/about/", "Before the end.")
        is_clean(served, aside)
        port, written = served.port, times(output(served))
    with serving(site, port=port) as served:
        assert "Before the end." in served.get("/about/")[1]
        assert served.port == port
        served.save(ABOUT, saying("After the beginning."))
        shows(served, "/about/", "After the beginning.")
        is_clean(served, aside)
        now = times(output(served))
    changed = {path for path in written if path.endswith(".html") and written[path] != now[path]}
    assert changed == {"about/index.html"}


def test_what_changed_between_two_previews_is_in_the_second(tmp_path: Path, aside: Path) -> None:
    site = write_site(tmp_path / "site")
    with serving(site) as served:
        port = served.port
    (site / ABOUT).write_text(saying("In between."), "utf-8")
    (output(served) / "topics/index.html").unlink()
    with serving(site, port=port) as served:
        assert "In between." in served.get("/about/")[1]
        is_clean(served, aside)


@pytest.mark.parametrize("patience", [0.0, 0.01, 0.03, 0.1])
def test_preview_that_is_killed_does_not_harm_the_next(tmp_path: Path, aside: Path, patience: float) -> None:
    site = write_site(tmp_path / "site")
    with serving(site) as served:
        port = served.port
        served.save(ABOUT, saying("Before the kill."))
        shows(served, "/about/", "Before the kill.")
        served.save(ABOUT, saying("While it was killed."))
        served.save("content/pages/new.md", saying("New."))
        time.sleep(patience)
        served.process.kill()
    with serving(site, port=port) as served:
        assert "While it was killed." in served.get("/about/")[1]
        is_clean(served, aside)


def test_preview_that_is_killed_in_its_first_moment_does_not_harm_the_next(tmp_path: Path, aside: Path) -> None:
    site, port = write_site(tmp_path / "site"), free_port()
    (site / f".cache/preview-{port}").mkdir(parents=True)
    (site / f".cache/preview-{port}/.site-builder.tmp-17").write_text("{", "utf-8")
    with serving(site, port=port) as served:
        assert "will begin anew" not in served.words
        is_clean(served, aside)


def test_two_previews_of_one_site_do_not_disturb_each_other(tmp_path: Path, aside: Path) -> None:
    site = write_site(tmp_path / "site")
    with serving(site) as one, serving(site) as other:
        assert one.port != other.port
        for number in range(3):
            one.save(ABOUT, saying(f"For both {number}."))
            shows(one, "/about/", f"For both {number}.")
            shows(other, "/about/", f"For both {number}.")
        is_clean(one, aside)
        is_clean(other, aside)


@pytest.mark.parametrize("foreign", [".cache", "preview"])
def test_site_whose_cache_cannot_be_used_is_shown_all_the_same(tmp_path: Path, foreign: str) -> None:
    site, port = write_site(tmp_path / "site"), free_port()
    if foreign == ".cache":
        (site / ".cache").write_text("a file of somebody else", "utf-8")
    else:
        (site / f".cache/preview-{port}").mkdir(parents=True)
        (site / f".cache/preview-{port}/letter.txt").write_text("a file of somebody else", "utf-8")
    before = tree(site)
    with serving(site, port=port) as served:
        assert "The next preview will begin anew" in served.words
        served.save(ABOUT, saying("A new word."))
        shows(served, "/about/", "A new word.")
        (site / ABOUT).write_bytes(before[ABOUT])
    assert tree(site) == before


def test_clean_takes_away_what_previews_made_and_leaves_other_folders(tmp_path: Path) -> None:
    site = write_site(tmp_path / "site")
    with serving(site) as served:
        assert (output(served) / "about/index.html").is_file()
    foreign = site / ".cache/preview-of-mine"
    foreign.mkdir()
    (foreign / "letter.txt").write_text("mine", "utf-8")
    subprocess.run([sys.executable, "-m", "site_builder", "clean", "--site", str(site)], cwd=ROOT, check=True)
    assert tree(site / ".cache").keys() <= {"preview-of-mine/letter.txt"}
    assert not output(served).exists()
    assert (foreign / "letter.txt").read_text("utf-8") == "mine"


@pytest.mark.parametrize(
    ("file", "hint"),
    [
        ("/site/content/pages/about.md", "content/pages/about.md"),
        ("/site/content/pages", "content/pages"),
        ("/site/content/pages/.about.md.swp", None),
        ("/site/content/.git/index", None),
        ("/site/content/pages/about.md~", None),
        ("/elsewhere/about.md", ""),
    ],
)
def test_hint_is_the_path_below_the_site(file: str, hint: str | None) -> None:
    assert watching.hint_of("/site", file) == hint


def test_second_look_sees_what_changed_and_knows_when_it_cannot(tmp_path: Path) -> None:
    site = write_site(tmp_path / "site")
    listing = scan.look(str(site))
    (site / ABOUT).write_text(saying("Other words."), "utf-8")
    again = scan.look_again(listing, [ABOUT])
    assert again is not None
    assert again.packed == scan.look(str(site)).packed != listing.packed
    assert again.began > listing.began
    (site / "content/pages/new.md").write_text(PAGE, "utf-8")
    assert scan.look_again(listing, ["content/pages/new.md"]) is None
    assert scan.look_again(listing, [""]) is None
    assert scan.look_again(listing, ["templates/base.html"]) is None
    (site / ABOUT).unlink()
    assert scan.look_again(listing, [ABOUT]) is None


def test_problems_of_the_page_that_is_looked_at_come_first(tmp_path: Path) -> None:
    """Three topics look alike, and one of them has a section: two warnings, and each page tells its own first."""
    topics = {
        f"content/topics/{name}/index.md": TOPIC.replace("title: Water", f"title: {name}") for name in ("ice", "snow")
    }
    with serving(write_site(tmp_path / "site", **topics)) as served:
        told = re.compile(r'"where": "content/topics/(\w+)/index\.md:\d+:\d+"')
        all_of_them = set(told.findall(served.get("/")[1]))
        assert len(all_of_them) == 2
        for name in all_of_them:
            found = told.findall(served.get(f"/topics/{name}/")[1])
            assert (found[0], set(found)) == (name, all_of_them)


def test_nothing_is_missed_between_a_look_at_a_new_folder_and_its_watching(tmp_path: Path) -> None:
    """The hint to look at everything comes when the new folder is watched, not before."""
    site = write_site(tmp_path / "site")

    class Saving(watching.Hints):
        def add(self, paths: set[str]) -> None:
            super().add(paths)
            if paths == {watching.ANYTHING}:
                (site / "content/pages/after-the-look.md").write_text(PAGE, "utf-8")

    async def told() -> bool:
        hints = Saving()
        task = asyncio.create_task(watching.watch(str(site), hints))
        await asyncio.sleep(0)
        (site / "content").rename(site / "away")
        shutil.copytree(site / "away", site / "content")
        try:
            async with asyncio.timeout(PATIENCE):
                while not any(path.endswith("after-the-look.md") for path in await hints.take(soon=False)):
                    pass
        finally:
            task.cancel()
        return True

    with ThreadPoolExecutor(1) as aside:  # a loop of its own: that of the browser runs in this thread
        assert aside.submit(asyncio.run, told()).result()


def test_burst_of_hints_is_taken_as_one() -> None:
    async def taken() -> tuple[set[str], set[str]]:
        hints = watching.Hints(interval=0.0)
        loop = asyncio.get_running_loop()
        hints.add({"a", "b", "c"})
        for number in range(5):
            loop.call_later(number * watching.QUIET / 5, hints.add, {f"later-{number}"})
        return await hints.take(soon=False), hints.paths

    with ThreadPoolExecutor(1) as aside:  # a loop of its own: that of the browser runs in this thread
        burst, left = aside.submit(asyncio.run, taken()).result()
    assert (burst, left) == ({"a", "b", "c", *(f"later-{number}" for number in range(5))}, set())


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--base-path", "/a b/"], "expected a path such as /repo/"),
        (["--base-path", "/../"], "expected a path such as /repo/"),
        (["--base-path", "/.preview/"], "expected a path such as /repo/"),
        (["--editor", "vscode"], "expected an address such as vscode://file/"),
        (["--editor", "javascript:{path}"], "expected an address such as vscode://file/"),
    ],
)
def test_wish_that_cannot_be_granted_is_refused_in_a_sentence(tmp_path: Path, words: list[str], told: str) -> None:
    with serving(write_site(tmp_path / "site"), *words) as served:
        assert served.process.wait(PATIENCE) == 2
    assert told in served.words


def test_what_is_outside_the_base_path_is_not_of_the_site(tmp_path: Path) -> None:
    with serving(write_site(tmp_path / "site"), "--base-path", "repo") as served:
        assert served.address.endswith("/repo/")
        assert served.get("/repo/about/")[0].status == 200
        answer, text = served.get("/repo/nothing/here/")
        assert answer.status == 404
        assert 'href="/repo/static/css/site.css"' in text
        assert served.get("/repo")[0].headers["Location"] == "/repo/"
        assert served.get("/repo/topics?a=b")[0].headers["Location"] == "/repo/topics/?a=b"
        for path in ("/", "/about/", "/repository/", "/static/css/site.css"):
            answer, text = served.get(path)
            assert answer.status == 404
            assert 'href="/repo/"' in text


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="only Linux tells what a process holds")
def test_a_thousand_builds_leave_nothing_behind(tmp_path: Path) -> None:
    """Neither memory nor open files: good saves, broken ones and new files in turn, as a preview builds them."""
    site = write_site(tmp_path / "site")
    output, cache = tmp_path / "site/.cache/preview-1", tmp_path / "site/.cache"
    cache.mkdir()
    output.mkdir()
    desk = Desk(
        Request(site, output, "http://localhost/", drafts=True, future=True, cache=cache), Stand(output, Scope(site))
    )
    desks.begin(desk)

    def build(number: int) -> None:
        words = "See [[nothing-at-all]]." if number % 5 == 4 else f"Word {number}."
        (site / ABOUT).write_text(saying(words), "utf-8")
        outcome = desks.follow_hints(desk, {ABOUT})
        assert outcome is not None
        snippet(desk.stand.shown, desk.stand.scope, "about/index.html", b"")
        if number % 50 == 49:
            desks.check(desk, thorough=True)

    def held() -> tuple[int, int, int]:
        gc.collect()
        pages = int(Path("/proc/self/statm").read_text("utf-8").split()[1])
        return len(gc.get_objects()), len(os.listdir("/proc/self/fd")), pages * os.sysconf("SC_PAGE_SIZE")

    for number in range(100):
        build(number)
    objects, files, memory = held()
    for number in range(1000):
        build(number)
    more_objects, more_files, more_memory = held()
    assert more_files == files
    assert more_objects < objects + 500  # not one for each build
    assert more_memory < memory + 8_000_000
