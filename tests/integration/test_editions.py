"""The editions as an editor asks for them: what they hold, when they are refused, what they leave alone."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from site_builder.doors.cli import commands
from site_builder.pages.trees import parsed, words
from tests.sites import PAGE, write_site

ROOT = Path(__file__).resolve().parents[2]
SMALL = ROOT / "tests/golden/small"


def export(site: Path, form: str, *more: str) -> Result:
    return CliRunner().invoke(commands, ["export", form, "--site", str(site), *more], catch_exceptions=False)


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """The small site in the theme's own templates."""
    for folder in ("content", "static"):
        shutil.copytree(SMALL / folder, tmp_path / "site" / folder)
    return tmp_path / "site"


def test_edition_is_named_after_the_site_and_stands_beside_its_content(small: Path) -> None:
    done = export(small, "html")
    assert done.exit_code == 0, done.output
    assert (small / "rivers.html").is_file()
    assert {file.name for file in small.iterdir()} == {".cache", "content", "static", "rivers.html"}


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
    assert export(small, "html", str(tmp_path / "after.html")).exit_code == 0
    CliRunner().invoke(commands, ["build", "--site", str(small)])
    assert sentence in words(parsed((tmp_path / "after.html").read_text("utf-8")))
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


def test_edition_has_the_same_bytes_wherever_it_is_made(small: Path, tmp_path: Path) -> None:
    export(small, "html", str(tmp_path / "a.html"))
    shutil.rmtree(small / ".cache")
    small.rename(tmp_path / "elsewhere")
    export(tmp_path / "elsewhere", "html", str(tmp_path / "b.html"))
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()


def test_site_with_templates_of_its_own_has_an_edition(small: Path) -> None:
    shutil.copytree(SMALL / "templates", small / "templates")
    assert export(small, "html").exit_code == 0
    assert "Who may take how much water?" in (small / "rivers.html").read_text("utf-8")
