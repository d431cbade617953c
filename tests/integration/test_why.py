"""`site-builder why PATH`: what it says of each kind of change is true."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from site_builder.doors.cli import commands
from site_builder.doors.reasons import WORDS
from site_builder.weave.index import ANSWERS
from tests.edits import EDITS
from tests.proof import LAST_SECOND
from tests.rich import RICH, Site

ABOUT, EVENT, HOME = "about/index.html", "timeline/treaty-signed/index.html", "index.html"


class Editor:
    """Somebody who edits a site and runs the command in its folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.site: Site = {}
        self.put(RICH)

    def put(self, site: Site) -> None:
        for path in self.site.keys() - site.keys():
            (self.folder / path).unlink()
        for path, content in site.items():
            (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / path).write_bytes(content)
        self.site = site

    def run(self, *words: str) -> Result:
        return CliRunner().invoke(commands, words, catch_exceptions=False)

    def build(self, *edits: str, options: Iterable[str] = ()) -> None:
        for name in edits:
            self.put(EDITS[name](self.site))
        done = self.run("build", *options)
        assert done.exit_code == 0, done.output

    def why(self, path: str, *options: str) -> str:
        done = self.run("why", path, *options)
        assert done.exit_code == 0, done.output
        return done.output


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Editor:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(LAST_SECOND))
    monkeypatch.chdir(tmp_path)
    made = Editor(tmp_path)
    made.build()
    return made


def made_anew(path: str, *reasons: str) -> str:
    return "".join((f"{path} was made anew by the last build:\n", *(f"  - {reason}\n" for reason in reasons)))


FIRST = "nothing was remembered: a first build, another version of the program, or --no-cache"


def test_a_first_build_makes_everything(editor: Editor) -> None:
    assert editor.why(ABOUT) == made_anew(ABOUT, FIRST)


def test_a_build_without_its_cache_makes_everything_and_says_that_nothing_came_of_it(editor: Editor) -> None:
    editor.build(options=["--no-cache"])
    assert FIRST in editor.why(ABOUT)


CARD = "the card of treaty-signed changed: its title, summary, kind or place among others"


@pytest.mark.parametrize(
    ("edit", "path", "reasons"),
    [
        ("body of a page", ABOUT, ["the text of about changed"]),
        ("title of an event", "people/mayor-anand/index.html", [CARD, "the keys of treaty-signed changed"]),
        ("partial", ABOUT, ["the template parts/note.html changed"]),
        ("leaf template", ABOUT, ["the template page.html changed"]),
        ("page more", "contact/index.html", ["it is a new page"]),
        ("tagline", ABOUT, ["content/site.yaml changed"]),
        ("cell of a CSV file", "data/rainfall/index.html", ["the cells of content/data/rainfall.csv changed"]),
        ("many words", "topics/index.html", ["reading sand takes another time"]),
        ("importance", HOME, ["other turning points are the last ones now"]),
        ("caution", "claims/new/index.html", ["the keys of river-post changed"]),
        ("link away", "organisations/river-council/index.html", ["what speaks of river-council changed"]),
    ],
)
def test_what_changed_is_said_and_nothing_else(editor: Editor, edit: str, path: str, reasons: list[str]) -> None:
    editor.build(edit)
    assert editor.why(path) == made_anew(path, *reasons)


def test_a_harmed_output_is_said(editor: Editor) -> None:
    (Path("dist") / ABOUT).write_text("spoilt", "utf-8")
    editor.build()
    told = editor.why(ABOUT)
    assert told.startswith(made_anew(ABOUT, "its file was not as it had been written"))
    assert "was not made anew" in editor.why(HOME)


def test_a_page_that_stayed_says_when_and_why_it_was_made(editor: Editor) -> None:
    editor.build("body of a page")
    editor.build("title of an event")
    told = editor.why(ABOUT)
    assert f"{ABOUT} was not made anew by the last build: none of the " in told
    assert "It was made 1 builds before that:" in told or "It was made 1 build before that:" in told
    assert "the text of about changed" in told


def test_nothing_changed_is_the_same_answer(editor: Editor) -> None:
    editor.build("body of a page")
    before = editor.why(EVENT)
    editor.build()
    assert "was not made anew" in before
    assert "was not made anew" in editor.why(EVENT)


def test_bytes_that_stayed_the_same_are_said(editor: Editor) -> None:
    editor.build("text for a topic")
    same = "Its bytes stayed the same."
    assert same not in editor.why("topics/sand/index.html")
    told = editor.why("topics/water/index.html")
    assert "topics/water/index.html was made anew by the last build:" in told
    assert same in told


def test_every_question_has_its_words() -> None:
    assert ANSWERS.keys() <= WORDS.keys()


def test_a_site_that_is_broken_keeps_the_answer_of_its_last_good_build(editor: Editor) -> None:
    editor.build("body of a page")
    editor.put(EDITS["unknown link"](editor.site))
    assert editor.run("build").exit_code == 1
    assert editor.why(ABOUT) == made_anew(ABOUT, "the text of about changed")


# ---- How a page is named ----


@pytest.mark.parametrize("path", [ABOUT, "about/", "about", "./about/"])
def test_a_page_is_found_by_its_file_and_by_its_address(editor: Editor, path: str) -> None:
    assert editor.why(path) == made_anew(ABOUT, FIRST)


@pytest.mark.parametrize("path", [HOME, "", "/"])
def test_the_home_page_is_found(editor: Editor, path: str) -> None:
    assert editor.why(path) == made_anew(HOME, FIRST)


def test_an_absolute_path_of_a_content_file_is_found(editor: Editor) -> None:
    editor.build("body of a page")
    assert editor.why(str(editor.folder / "content/pages/about.md")) == editor.why("content/pages/about.md")


def test_a_content_file_tells_of_every_page_that_shows_it(editor: Editor) -> None:
    editor.build("body of a page")
    lines = editor.why("content/pages/about.md").splitlines()
    assert lines[0].endswith(" pages show something of content/pages/about.md.")
    assert lines[1:-1] == made_anew(ABOUT, "the text of about changed").splitlines()
    assert lines[-1] == "The last build made 1 of them anew."


@pytest.mark.parametrize(
    ("edit", "path"), [("cell of a CSV file", "content/data/rainfall.csv"), ("caution", "content/sources/press.yaml")]
)
def test_a_list_and_a_table_tell_of_their_pages(editor: Editor, edit: str, path: str) -> None:
    editor.build(edit)
    lines = editor.why(path).splitlines()
    count = sum(" was made anew by the last build:" in line for line in lines)
    assert count > 0
    assert lines[-1] == f"The last build made {count} of them anew."


def test_a_static_file_is_a_copy(editor: Editor) -> None:
    assert "static/river.svg is a copy of a static file" in editor.why("static/river.svg")


# ---- What cannot be answered ----


@pytest.mark.parametrize("path", ["nowhere/index.html", "content/pages/nobody.md", "../about/", "site.yaml"])
def test_an_unknown_path_is_a_usage_error(editor: Editor, path: str) -> None:
    done = editor.run("why", path)
    assert done.exit_code == 2
    assert f'no page or content file is called "{path}"' in done.output


def test_before_any_build_it_is_a_usage_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = Editor(tmp_path).run("why", ABOUT)
    assert done.exit_code == 2
    assert "run `site-builder build` first" in done.output


def test_another_request_is_another_build(editor: Editor) -> None:
    assert editor.run("why", ABOUT, "--drafts").exit_code == 2
    editor.build(options=["--drafts", "--output", "other"])
    assert editor.why(ABOUT, "--drafts", "--output", "other") == made_anew(ABOUT, FIRST)
