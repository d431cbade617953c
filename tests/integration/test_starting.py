"""`site-builder new site`: a sample with one of everything that builds at once, today and in years, over nothing."""

import re
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from site_builder.content import versions
from site_builder.content.parse import parse
from site_builder.content.schema import BLOCK_BY_NAME, NOUN_BY_KIND
from site_builder.core.documents import BlockSlot, Document
from site_builder.core.fields import STARTER as STARTER_TEXT
from site_builder.core.model import Source
from site_builder.doors import cli, scaffold, starting
from site_builder.engine import disk
from site_builder.engine.build import build
from site_builder.engine.result import Request
from tests.previewing import tree

ROOT = Path(__file__).resolve().parents[2]
STARTER = ROOT / "starter"
BEFORE_ITS_FIRST_EDITION, IN_FIVE_YEARS, IN_TWENTY_YEARS = "2026-02-01", "2031-11-23", "2046-11-23"


def on(day: str) -> str:
    """Noon of a day, in seconds since 1970."""
    return str((date.fromisoformat(day) - date(1970, 1, 1)).days * 86400 + 43200)


def new_site(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(cli.commands, ["new", "site", str(folder), *words])


def problems(site: Path) -> list[str]:
    result = build(Request(site, None, drafts=True, thorough=True))
    return [f"{problem.place.path}:{problem.place.line}: {problem.message}" for problem in result.problems]


@pytest.fixture(scope="module")
def documents() -> tuple[Document, ...]:
    return tuple(document for file in disk.read_all(STARTER)[0] for document in parse(file).documents)


def test_sample_has_every_kind(documents: tuple[Document, ...]) -> None:
    assert {document.kind for document in documents} == {*NOUN_BY_KIND, "table"}


def test_sample_has_every_block(documents: tuple[Document, ...]) -> None:
    slots = [slot for document in documents if document.body for slot in document.body.slots]
    shown = {type(slot.block) for slot in slots if isinstance(slot, BlockSlot)}
    assert [name for name, block in BLOCK_BY_NAME.items() if block not in shown] == []


def test_sample_has_the_form_of_this_version() -> None:
    site = (STARTER / versions.SITE).read_text("utf-8")
    assert f"\nschema: {versions.CURRENT}\n" in site


def test_every_source_of_the_sample_can_be_read_by_everybody(documents: tuple[Document, ...]) -> None:
    sources = [document.meta for document in documents if isinstance(document.meta, Source)]
    assert len(sources) > 10
    assert [source.id for source in sources if not source.url or "example" in source.url] == []


def test_every_folder_of_the_sample_is_explained() -> None:
    """Its first file begins with a comment, in Markdown behind the first line of the front matter."""
    folders = [STARTER / "content", *(file for file in (STARTER / "content").rglob("*") if file.is_dir())]
    firsts = [sorted(folder.glob("*.yaml")) or sorted(folder.glob("*.md")) for folder in folders]
    texts = {files[0]: files[0].read_text("utf-8").removeprefix("---\n") for files in firsts if files}
    silent = [file for file, text in texts.items() if not text.startswith("#") and file.parent.name != "light"]
    assert silent == []


@pytest.mark.parametrize("day", [BEFORE_ITS_FIRST_EDITION, IN_FIVE_YEARS, IN_TWENTY_YEARS])
def test_new_site_has_no_problem_on_its_first_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, day: str) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", on(day))
    assert new_site(tmp_path / "site").exit_code == 0
    assert problems(tmp_path / "site") == []
    assert f"published: {day}" in (tmp_path / "site/content/topics/earth/index.md").read_text("utf-8")


def test_new_site_has_no_problem_twenty_years_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", on(BEFORE_ITS_FIRST_EDITION))
    new_site(tmp_path / "site")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", on(IN_TWENTY_YEARS))
    assert problems(tmp_path / "site") == []


def test_new_site_has_every_file_of_the_sample_also_hidden_ones(tmp_path: Path) -> None:
    assert new_site(tmp_path / "site").exit_code == 0
    sample = {path for path in tree(STARTER) if not path.startswith(("dist/", ".cache/"))}
    assert set(tree(tmp_path / "site")) == sample
    assert ".gitignore" in sample


def test_new_site_says_what_was_made_and_what_comes_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    told = new_site(Path("my site")).output
    assert told.startswith(f"Made a site of {len(tree(tmp_path / 'my site'))} files in my site.")
    assert told.endswith("    cd 'my site'\n    site-builder serve\n")


def test_new_site_can_be_made_in_the_empty_folder_in_which_one_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    told = new_site(Path())
    assert told.exit_code == 0
    assert "cd " not in told.output
    assert (tmp_path / "content/site.yaml").is_file()


def test_new_site_has_the_title_and_address_that_are_given(tmp_path: Path) -> None:
    title, address = r"Who owns the \1: a “river”", "https://somebody.github.io/river/"
    assert new_site(tmp_path / "site", "--title", title, "--base-url", address).exit_code == 0
    assert problems(tmp_path / "site") == []
    assert build(Request(tmp_path / "site", tmp_path / "out")).ok
    home = (tmp_path / "out/index.html").read_text("utf-8")
    assert re.search(r"<title>[^<]*Who owns the \\1: a “river”", home)
    assert f'<link rel="canonical" href="{address}">' in home


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--base-url", "somebody.github.io"], "write https://somebody.github.io"),
        (["--title", "\t "], "found nothing between the quotes"),
        (["--title", f"{STARTER_TEXT} a title"], "this is still the text of a new file"),
    ],
)
def test_wrong_title_or_address_is_told_and_nothing_made(tmp_path: Path, words: list[str], told: str) -> None:
    done = new_site(tmp_path / "site", *words)
    assert done.exit_code == 2
    assert told in done.output
    assert list(tmp_path.iterdir()) == []


def test_folder_with_a_file_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / ".hidden").write_text("mine", "utf-8")
    done = new_site(tmp_path)
    assert done.exit_code == 2
    assert f"{tmp_path} is not empty" in done.output
    assert tree(tmp_path) == {".hidden": b"mine"}


@pytest.mark.parametrize("what", ["file", "dangling link"])
def test_what_is_no_folder_is_left_alone(tmp_path: Path, what: str) -> None:
    thing = tmp_path / "site"
    thing.write_text("mine", "utf-8") if what == "file" else thing.symlink_to(tmp_path / "nowhere")
    done = new_site(thing)
    assert done.exit_code == 2
    assert f"{thing} is no folder" in done.output
    assert [each.name for each in tmp_path.iterdir()] == ["site"]


def test_site_that_cannot_be_written_whole_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="too long"):
        starting.write(tmp_path / "a/site", {"content/site.yaml": b"", "x" * 300: b""})
    assert list(tmp_path.iterdir()) == []


def test_folder_below_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", "utf-8")
    done = new_site(tmp_path / "file/site")
    assert done.exit_code == 1
    assert "cannot be written" in done.output
    assert tree(tmp_path) == {"file": b"mine"}


@pytest.mark.parametrize("kind", scaffold.FOLDER_BY_KIND)
def test_draft_of_every_kind_fits_into_a_new_site(tmp_path: Path, kind: str) -> None:
    new_site(tmp_path / "site")
    scaffold.write(tmp_path / "site", kind, "earth/new-thing" if kind == "section" else "new-thing")
    unlike_new = ("nothing refers to", "this claim rests on one source")
    assert [told for told in problems(tmp_path / "site") if not any(words in told for words in unlike_new)] == []


def test_misspelt_site_is_told(tmp_path: Path) -> None:
    done = CliRunner().invoke(cli.commands, ["new", "sit", str(tmp_path / "site")])
    assert done.exit_code == 2
    assert 'did you mean "site"?' in done.output


def test_commands_in_the_readme_of_the_sample_are_ours() -> None:
    commands = re.findall(r"site-builder ([a-z]+)", (STARTER / "README.md").read_text("utf-8"))
    assert {"serve", "check", "build", "new"} == set(commands) <= set(cli.commands.commands)
