"""What an editor sees of the preview: a page that follows and stays where it was, and notices laid over it."""

import random
import re
from collections.abc import Iterator
from contextlib import closing
from difflib import unified_diff
from importlib.resources import files
from itertools import islice
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests import proof
from tests.browser.looking import hold_still, script
from tests.browser.test_axe import COLOURS, EVERYTHING
from tests.edits import EDITS
from tests.previewing import ROOT, Served, connected, is_clean, saying, serving, shows, until
from tests.rich import RICH
from tests.sites import FILES, PAGE, SECTION_ONE, TOPIC, write_site

ABOUT = "content/pages/about.md"
ONE = "content/topics/water/10-what-was-signed.md"
FILLED = "\n\n".join(f"Paragraph {number} has a [link {number}](https://example.org/{number})." for number in range(80))
LONG = SECTION_ONE + "\n<details><summary>Depth</summary>\n\nInside.\n\n</details>\n\n" + FILLED + "\n"
SOON = 60_000
# Two topics that look alike: a warning about each page that is made of the second file.
ALIKE = {"content/topics/sand/index.md": TOPIC.replace("title: Water", "title: Sand").replace("order: 10", "order: 20")}


@pytest.fixture(autouse=True)
def _patience() -> Iterator[None]:
    """What is expected comes when it comes, however busy the machine is."""
    expect.set_options(timeout=SOON)
    yield
    expect.set_options()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with closing(browser.new_context()) as context:
        context.set_default_timeout(SOON)
        yield context.new_page()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with serving(write_site(tmp_path / "site", **{ONE: LONG})) as served:
        yield served


def ready(page: Page, address: str) -> None:
    """Opens a page, connected, and waits until it knows how the server sent it."""
    with page.expect_event("requestfinished", lambda request: request.resource_type == "fetch"):
        connected(page, address)
    page.evaluate("window.kept = true")


def overlay(page: Page) -> Locator:
    return page.get_by_role("alertdialog")


def panel(page: Page) -> Locator:
    return page.get_by_role("region", name="Problems in this preview")


def take_a_place(page: Page) -> float:
    """Scrolls into the text, opens the details and focuses a link; gives where the link stands on the screen."""
    page.evaluate("document.querySelector('details').open = true")
    link = page.get_by_role("link", name="link 40", exact=True)
    link.focus()
    page.evaluate("document.activeElement.scrollIntoView({block: 'center'})")
    return top_of(link)


def top_of(link: Locator) -> float:
    return float(link.evaluate("element => element.getBoundingClientRect().top"))


def is_in_its_place(page: Page, top: float) -> None:
    expect(page.locator("details[open]")).to_be_attached()
    link = page.get_by_role("link", name="link 40", exact=True)
    expect(link).to_be_focused()
    until(lambda: abs(top_of(link) - top) < 2, lambda: f"{top_of(link)} is not {top}")


# Following.


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Paragraph 3 has", "Paragraph three has, as everybody knows,"),
        ("Paragraph 3 has", "A new paragraph, with *emphasis*.\n\nParagraph 3 has"),
        ("Paragraph 70 has", "A later one.\n\nParagraph 70 has"),
    ],
)
def test_changed_text_is_put_into_the_open_page(served: Served, page: Page, old: str, new: str) -> None:
    ready(page, served.address + "topics/water/")
    top = take_a_place(page)
    served.save(ONE, LONG.replace(old, new))
    expect(page.locator("main")).to_contain_text(new.partition(",")[0].partition("\n")[0])
    assert page.evaluate("window.kept") is True
    is_in_its_place(page, top)


def test_page_that_has_to_be_loaded_anew_keeps_its_place(served: Served, page: Page) -> None:
    ready(page, served.address + "topics/water/")
    top = take_a_place(page)
    served.save(ONE, LONG.replace("Paragraph 3 has", "### A new heading\n\nParagraph 3 has"))
    expect(page.get_by_role("heading", name="A new heading")).to_be_attached()
    assert page.evaluate("window.kept") is None
    is_in_its_place(page, top)


def opened_late(page: Page, address: str) -> Route:
    """Opens a page that knows how the server sent it, and holds back the script by which it connects."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/livereload.js*", hold, times=1)
    with page.expect_event("requestfinished", lambda request: request.resource_type == "fetch"):
        page.goto(address, wait_until="commit")
    until(lambda: bool(held), lambda: "no script was asked for", lambda: page.wait_for_timeout(20))
    page.evaluate("window.kept = true")
    return held[0]


@pytest.mark.parametrize("path", [ABOUT, ONE])
def test_page_that_connects_late_is_made_what_it_has_become(served: Served, page: Page, path: str) -> None:
    """Something was saved before it heard of anything: its own file, or another."""
    script = opened_late(page, served.address + "about/")
    served.save(path, saying("A late word.") if path == ABOUT else LONG.replace("Paragraph 3 has", "A late word has"))
    shows(served, "/about/" if path == ABOUT else "/topics/water/", "A late word")
    with page.expect_event("requestfinished", lambda request: request.resource_type == "fetch"):
        script.continue_()
    if path == ABOUT:
        expect(page.locator("main")).to_contain_text("A late word.")
    assert page.evaluate("window.kept") is True


def test_template_that_changed_is_seen_in_the_open_page(served: Served, page: Page) -> None:
    ready(page, served.address + "about/")
    (served.site / "templates").mkdir()
    base = (ROOT / "templates/base.html").read_text("utf-8")
    served.save("templates/base.html", base.replace("<meta charset", '<meta name="mine" content="1">\n<meta charset'))
    expect(page.locator("meta[name=mine]")).to_be_attached()


def test_script_of_the_site_that_changed_runs_anew(served: Served, page: Page) -> None:
    ready(page, served.address + "about/")
    (served.site / "static/js").mkdir(parents=True)
    served.save("static/js/site.js", "document.documentElement.dataset.mine = 'yes';")
    expect(page.locator("html[data-mine=yes]")).to_be_attached()


def test_what_a_pages_own_script_did_is_not_undone(served: Served, page: Page) -> None:
    ready(page, served.address + "about/")
    page.get_by_label("Dark").check()
    served.save(ABOUT, saying("A new word."))
    expect(page.locator("main")).to_contain_text("A new word.")
    assert page.evaluate("window.kept") is True
    assert page.evaluate("document.documentElement.dataset.scheme") == "dark"


def test_text_that_a_script_has_changed_is_loaded_anew(served: Served, page: Page) -> None:
    """What stands there is not what the server sent: nobody can say what of it is to stay."""
    ready(page, served.address + "about/")
    page.evaluate(
        "[...document.querySelectorAll('main p')].find((one) => one.textContent.includes('desk')).append(' Mine.')"
    )
    served.save(ABOUT, PAGE.replace("We are a small desk", "We are a large desk"))
    expect(page.locator("main")).to_contain_text("large desk")
    assert page.evaluate("window.kept") is None
    assert "Mine." not in page.locator("main").inner_text()


def test_browser_goes_to_the_page_that_was_saved_if_asked(tmp_path: Path, page: Page) -> None:
    with serving(write_site(tmp_path / "site"), "--follow") as served:
        ready(page, served.address)
        served.save(ONE, SECTION_ONE.replace("called it a start", "called it a beginning"))
        page.wait_for_url(served.address + "topics/water/#what-was-signed")
        expect(page.locator("main")).to_contain_text("called it a beginning")
        ready(page, served.address + "topics/water/")
        served.save(ONE, SECTION_ONE.replace("called it a start", "called it an end"))
        expect(page.locator("main")).to_contain_text("called it an end")
        assert page.evaluate("window.kept") is True  # it was there already


def test_site_below_a_base_path_is_followed_there(tmp_path: Path, page: Page) -> None:
    with serving(write_site(tmp_path / "site"), "--base-path", "/some/repo/") as served:
        assert served.address.endswith("/some/repo/")
        ready(page, served.address)
        page.get_by_role("link", name="Topics", exact=True).first.click()
        page.wait_for_url(served.address + "topics/")
        ready(page, served.address + "about/")
        served.save(ABOUT, saying("A new word."))
        expect(page.locator("main")).to_contain_text("A new word.")
        page.goto(served.address + "no/such/page/")
        page.get_by_role("link", name="Two Rivers").first.click()
        page.wait_for_url(served.address)


LOOK = """() => {
  const copy = document.documentElement.cloneNode(true);
  for (const own of copy.querySelectorAll('site-builder-preview')) own.remove();
  for (const link of copy.querySelectorAll('link')) link.setAttribute('href', link.href.split('?')[0]);
  for (const link of copy.querySelectorAll('[aria-current=true]')) link.removeAttribute('aria-current');
  return copy.outerHTML;
}"""


def difference(page: Page, fresh: Page, seed: int) -> str:
    """Where the open page is another than a fresh one."""
    shown, wanted = (one.evaluate(LOOK).replace("><", ">\n<").splitlines() for one in (page, fresh))
    lines = unified_diff(shown, wanted, "open", "fresh", n=1, lineterm="")
    return "\n".join([f"another page, seed {seed}", *islice(lines, 40)])


def test_browser_ends_with_the_clean_build_after_two_hundred_random_saves(
    tmp_path: Path, browser: Browser, page: Page, long: bool
) -> None:
    """Whatever is saved, and however quickly, also while it is broken: the open page ends as that of a clean build."""
    seed = random.randrange(2**32) if long else 5
    chance = random.Random(seed)
    desk = proof.Desk(tmp_path)
    (tmp_path / "aside").mkdir()
    with serving(desk.root) as served:
        ready(page, served.address + "topics/water/")
        for _ in range(200):
            desk.edit(chance.choice(list(EDITS)))
            page.wait_for_timeout(chance.choice([0, 0, 20, 60, 100]))
        desk.put({**RICH, ONE: RICH[ONE] + b"\nThe very end.\n"})
        expect(page.locator("main"), f"seed {seed}").to_contain_text("The very end.")
        is_clean(served, tmp_path / "aside")
        with closing(browser.new_context()) as context:
            fresh = context.new_page()
            connected(fresh, served.address + "topics/water/")
            expect(overlay(page)).to_have_count(0)
            until(lambda: page.evaluate(LOOK) == fresh.evaluate(LOOK), lambda: difference(page, fresh, seed))


# Errors.


def test_errors_are_laid_over_the_last_good_page_until_they_are_mended(served: Served, page: Page) -> None:
    ready(page, served.address + "about/")
    served.save(ABOUT, PAGE + "\nSee [[mayor-anan]] and [[river-counsil]].\n")
    expect(overlay(page)).to_contain_text("2 errors")
    first = overlay(page).get_by_role("listitem").first
    expect(first).to_contain_text("content/pages/about.md:7:5")
    expect(first).to_contain_text('error[unknown-id]: nothing here is called "mayor-anan"')
    expect(first).to_contain_text('hint: did you mean "mayor-anand" (content/people/mayors.yaml)?')
    marked = "  7 | See [[mayor-anan]] and [[river-counsil]].\n    |     ^^^^^^^^^^^^^^"
    assert first.locator("pre").text_content() == marked
    expect(page.locator("main")).to_contain_text("We are a small desk")  # what is seen below is the last good page
    assert "mayor-anan]" not in page.locator("main").inner_text()
    served.save(ABOUT, PAGE + "\nSee [[mayor-anand]] and [[river-counsil]].\n")
    expect(overlay(page)).to_contain_text("1 error")
    served.save(ABOUT, saying("Mended."))
    expect(overlay(page)).to_have_count(0)
    expect(page.locator("main")).to_contain_text("Mended.")
    assert page.evaluate("window.kept") is True


def test_errors_are_seen_on_every_page_and_on_pages_opened_later(served: Served, page: Page) -> None:
    served.save(ABOUT, saying("See [[nothing-at-all]]."))
    served.has("error[unknown-id]")
    for path in ("", "topics/water/", "no/such/page/"):
        page.goto(served.address + path)
        expect(overlay(page)).to_contain_text("nothing-at-all")


def test_place_of_a_problem_opens_in_the_editor(tmp_path: Path, page: Page) -> None:
    site = write_site(tmp_path / "a site", **{"content/pages/über uns.md": PAGE, ABOUT: PAGE + "\nSee [[nobody]].\n"})
    with serving(site, "--editor", "vscode://file/{path}:{line}:{column}") as served:
        page.goto(served.address)
        links = overlay(page).get_by_role("link")
        expect(links.first).to_be_visible()
        found = [link.get_attribute("href") or "" for link in links.all()]
    assert any(re.fullmatch(r"vscode://file//.*/a%20site/content/pages/about\.md:7:5", each) for each in found)
    assert any("/a%20site/content/pages/%C3%BCber%20uns.md:" in each for each in found)


def test_errors_can_be_put_aside_and_called_back_by_keyboard(served: Served, page: Page) -> None:
    ready(page, served.address + "about/")
    page.get_by_role("link", name="Topics", exact=True).first.focus()
    served.save(ABOUT, saying("See [[nothing-at-all]]."))
    expect(overlay(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(overlay(page)).to_be_hidden()
    assert page.evaluate("document.activeElement.textContent") == "Topics"
    page.reload()
    expect(panel(page).get_by_role("button", name="Show 1 error")).to_be_visible()  # what was put aside stays there
    expect(overlay(page)).to_be_hidden()
    page.keyboard.press("Shift+Tab")  # it is the last thing on the page
    page.keyboard.press("Enter")
    expect(overlay(page)).to_be_visible()
    page.keyboard.press("Enter")  # on its own button
    expect(overlay(page)).to_be_hidden()
    served.save(ABOUT, saying("See [[another-thing]]."))
    expect(overlay(page)).to_contain_text("another-thing")


def test_build_that_broke_off_is_told_on_the_page(served: Served, page: Page) -> None:
    ready(page, served.address + "about/")
    folder = served.site / f".cache/preview-{served.port}/about"
    for file in folder.iterdir():
        file.unlink()
    folder.rmdir()
    folder.write_text("a file where a folder has to be", "utf-8")
    served.save(ABOUT, saying("A new word."))
    expect(overlay(page)).to_contain_text("The site could not be built")
    folder.unlink()
    expect(overlay(page)).to_have_count(0)
    expect(page.locator("main")).to_contain_text("A new word.")


# Warnings.


def test_warnings_are_a_quiet_panel_that_stays_as_it_was_left(tmp_path: Path, page: Page) -> None:
    with serving(write_site(tmp_path / "site", **ALIKE)) as served:
        page.goto(served.address + "topics/water/")
        fold = panel(page).get_by_role("button", name="1 warning")
        expect(fold).to_have_attribute("aria-expanded", "false")  # it is about another page
        page.goto(served.address + "topics/sand/")
        expect(fold).to_have_attribute("aria-expanded", "true")
        expect(panel(page)).to_contain_text("warning[shared-accent]: the topic water has the accent")
        fold.click()
        expect(fold).to_have_attribute("aria-expanded", "false")
        expect(panel(page).get_by_role("listitem")).to_have_count(0)
        page.reload()
        expect(fold).to_have_attribute("aria-expanded", "false")
        fold.press("Enter")
        page.goto(served.address + "topics/water/")
        expect(fold).to_have_attribute("aria-expanded", "true")
        ready(page, served.address + "topics/sand/")
        served.save("content/topics/sand/index.md", ALIKE["content/topics/sand/index.md"].replace("teal", "ochre"))
        expect(panel(page).get_by_role("button", name="warning")).to_have_count(0)


def test_what_the_checks_find_comes_after_the_saved_page_and_goes_with_its_cause(served: Served, page: Page) -> None:
    ready(page, served.address + "topics/water/")
    served.save(ONE, LONG.replace("Paragraph 3 has", "In all 412 boats came. Paragraph three has"))
    expect(page.locator("main")).to_contain_text("Paragraph three has")
    expect(panel(page)).to_contain_text("the sentence with the figure 412 names no source")
    # The page is the one that was opened, with or without a panel.
    served.save(ONE, LONG.replace("Paragraph 3 has", "Many boats came. Paragraph three has"))
    expect(page.locator("main")).to_contain_text("Many boats came.")
    expect(panel(page)).not_to_contain_text("412")
    assert page.evaluate("window.kept") is True


def test_notices_break_no_rule_of_axe_and_no_policy(tmp_path: Path, page: Page) -> None:
    """With the real theme and its policy; the panel, and the errors over the page, in light and dark."""
    axe = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    found: list[str] = []
    with serving(write_site(tmp_path / "site", **ALIKE)) as served:
        for errors in (False, True):
            if errors:
                served.save(ABOUT, saying("See [[nothing-at-all]]."))
                served.has("error[unknown-id]")
            connected(page, served.address + "topics/sand/")
            expect(overlay(page) if errors else panel(page)).to_be_visible()
            hold_still(page)
            page.evaluate(axe)
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
                options = {"everything": EVERYTHING, "colours": COLOURS, "known": []}
                seen = page.evaluate(script("axe_findings.js"), options)
                found += [f"{scheme}: {each}" for each in seen["found"]]
    assert (found, said) == ([], [])


def test_notices_do_not_move_the_page(tmp_path: Path, page: Page) -> None:
    rectangles = """() => [...document.querySelectorAll('body, body *')].map((one) => {
        if (!one.checkVisibility()) return one.nodeName; // what is folded has no place
        const { x, y, width, height } = one.getBoundingClientRect();
        return [one.nodeName, x, y, width, height].join(' ');
    }).concat(document.documentElement.scrollWidth, document.documentElement.scrollHeight)"""
    with serving(write_site(tmp_path / "site")) as served:
        connected(page, served.address + "topics/water/")
        expect(panel(page)).to_be_visible()  # the checks have looked, and have remarks
        connected(page, served.address + "topics/water/")
        expect(panel(page)).to_be_visible()
        before = page.evaluate(rectangles)
        served.save(ABOUT, saying("[[nobody]]"))
        expect(overlay(page)).to_be_visible()
        assert page.evaluate(rectangles) == before
        page.keyboard.press("Escape")
        expect(panel(page)).to_be_visible()
        assert page.evaluate(rectangles) == before


# What is not public yet.


def test_drafts_and_future_things_are_marked_wherever_they_are_named(tmp_path: Path, page: Page) -> None:
    changes = {
        "content/timeline/draft.md": FILES["content/timeline/treaty-signed.md"]
        .replace("---\n", "---\ndraft: true\n", 1)
        .replace("Treaty signed", "A bridge falls"),
        "content/topics/water/30-later.md": SECTION_ONE.replace("---\n", "---\npublish: 2999-01-01\n", 1)
        .replace("What was signed", "What comes")
        .replace("[^half]", ""),
    }
    changes["content/glossary/later.md"] = RICH["content/glossary/later.md"].decode().replace("2026", "2999")
    marks = "[data-site-builder-hidden]"
    with serving(write_site(tmp_path / "site", **changes)) as served:
        page.goto(served.address + "timeline/")
        link = page.locator(f"main a{marks}")
        expect(link).to_have_text("A bridge falls")
        assert link.evaluate("element => getComputedStyle(element, '::after').content") == '"draft"'
        page.goto(served.address + "timeline/draft/")
        expect(page.locator("main")).to_contain_text("Only in this preview: draft")
        page.goto(served.address + "glossary/later/")
        expect(page.locator("main")).to_contain_text("Only in this preview: appears on 2999-02-01")
        page.goto(served.address + "topics/water/")
        section = page.locator(f"section{marks}")
        expect(section).to_contain_text("What comes")
        shown = section.evaluate("element => getComputedStyle(element, '::before').content")
        assert shown == '"appears on 2999-01-01"'
        shows(served, "/timeline/", "A bridge falls")
    with serving(write_site(tmp_path / "site"), "--no-drafts", "--no-future") as served:
        page.goto(served.address + "timeline/")
        expect(page.get_by_role("heading", name="Timeline", level=1)).to_be_visible()
        assert "A bridge falls" not in served.get("/timeline/")[1]
        assert "What comes" not in served.get("/topics/water/")[1]
