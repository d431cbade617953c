"""The documentation as a site of our own: every document is a page of it, and what it names is there."""

import re
from html import unescape
from pathlib import Path

import pytest
from click.testing import CliRunner

from docs.site import commands
from docs.site.__main__ import write
from docs.site.content import DOCS, GROUPS, Group, documents, path_of
from site_builder.core.limits import USUAL
from site_builder.core.slugs import slug
from site_builder.doors import cli, report
from site_builder.engine.build import build
from site_builder.engine.result import Request

REPOSITORY = DOCS.parent
TEXTS = sorted(
    [*DOCS.glob("*.md"), *DOCS.glob("decisions/*.md"), REPOSITORY / "README.md", REPOSITORY / "CONTRIBUTING.md"]
)
NAMES = [name for group in GROUPS for name in group.documents]
COMMAND = re.compile(r"(?:python3 run\.py|site-builder)((?: +(?:--?)?[\w./:=-]+)+)")
# Commands of this clone that are none of `site-builder`.
OURS = {"fuzz", "straight", "test", "lint", "bench", "docs", "lighthouse", "contact-sheet", "pictures"}


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the site, built without a problem and without a remark."""
    folder = tmp_path_factory.mktemp("documentation")
    write(folder)
    result = build(Request(folder, folder / "dist", thorough=True))
    assert report.problems_as_text(result.problems, folder) == ""
    return folder / "dist"


def test_every_document_is_a_page_of_the_site() -> None:
    assert sorted(map(path_of, NAMES)) == [path for path in TEXTS if path.name != "README.md"]


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group.id)
def test_a_page_holds_the_whole_document(published: Path, group: Group) -> None:
    for document in documents(group):
        page = (published / document.id / "index.html").read_text("utf-8")
        text = re.sub(r"^(`{3,}).*?^\1$", "", path_of(document.id).read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
        headings = re.findall(r"^##+ (.+)$", text, re.MULTILINE)
        assert [words for words in headings if f' id="{slug(re.sub("[`*]", "", words))}' not in page] == []
        assert document.title in unescape(page)
        assert ".md)" not in page


def test_what_a_document_no_longer_has_is_removed(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "content/pages/gone.md").write_text("---\ntitle: Gone\nsummary: Gone.\n---\n", "utf-8")
    write(tmp_path)
    assert not (tmp_path / "content/pages/gone.md").exists()


def test_commands_are_told_as_they_are(update_golden: bool) -> None:
    path = DOCS / "commands.md"
    if update_golden:
        path.write_text(commands.as_markdown(), "utf-8")
    assert path.read_text("utf-8") == commands.as_markdown()


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_every_command_that_is_named_is_one(path: Path) -> None:
    for found in COMMAND.finditer(path.read_text("utf-8")):
        words = found[1].split()
        if words[0] in OURS or not re.fullmatch("[a-z]+", words[0]):
            continue
        named = words[: 2 if words[0] in {"new", "export", "import"} and len(words) > 1 and "-" not in words[1] else 1]
        known = CliRunner().invoke(cli.commands, [*named, "--help"])
        assert known.exit_code == 0, found[0]
        options = {word.partition("=")[0] for word in words if word.startswith("-")}
        assert {option for option in options if option not in known.output} == set(), found[0]


def test_every_test_that_the_security_page_names_is_there() -> None:
    named = set(re.findall(r"`(test_\w+)`", (DOCS / "security.md").read_text("utf-8")))
    files = [*(REPOSITORY / "tests").glob("*/test_*.py")]
    there = {name for file in files for name in re.findall(r"^def (test_\w+)\(", file.read_text("utf-8"), re.MULTILINE)}
    assert len(named) > 30
    assert named - there == set()


def test_the_security_page_tells_the_limits() -> None:
    rows = re.findall(r"^\| `(\w+)` \| ([\d,]+) \|", (DOCS / "security.md").read_text("utf-8"), re.MULTILINE)
    assert {name: int(most.replace(",", "")) for name, most in rows} == USUAL._asdict()
