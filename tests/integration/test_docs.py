"""What the guides say is true: their examples make a site, and their tables are those of the schema."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

import run as clone
from site_builder.content.parse import parse
from site_builder.core.documents import File
from site_builder.doors import cli, reference, report, scaffold
from site_builder.engine.build import build
from site_builder.engine.result import Request
from tests.sites import SITE_YAML, write_site

DOCS = Path(__file__).resolve().parents[2] / "docs"
GUIDE = (DOCS / "editors.md").read_text("utf-8")
# A fence with a path behind its language holds that whole file.
SNIPPETS = {
    path: text
    for _, path, text in re.findall(r"^(`{3,})(?:yaml|markdown) (\S+)\n(.*?\n)\1$", GUIDE, re.DOTALL | re.MULTILINE)
}


def test_guide_has_an_example_for_every_step() -> None:
    assert len(SNIPPETS) == len(re.findall(r"^`{3,}(?:yaml|markdown)", GUIDE, re.MULTILINE)) >= 8


@pytest.mark.parametrize("path", SNIPPETS)
def test_example_is_read_without_a_problem(path: str) -> None:
    parsed = parse(File(path, SNIPPETS[path]))
    assert parsed.problems == ()
    assert parsed.documents != ()


def test_examples_together_make_a_site(tmp_path: Path) -> None:
    result = build(Request(write_site(tmp_path, **SNIPPETS), tmp_path / "dist", future=True))
    assert report.problems_as_text(result.problems, tmp_path) == ""
    assert (tmp_path / "dist/topics/bridge/index.html").is_file()


def test_problem_in_the_guide_is_what_an_editor_sees(tmp_path: Path) -> None:
    path = "content/topics/bridge/10-what-it-cost.md"
    broken = SNIPPETS | {path: SNIPPETS[path].replace("[[box-girder]]", "[[box-grider]]")}
    result = build(Request(write_site(tmp_path, **broken), None, future=True))
    assert f"```text\n{report.problems_as_text(result.problems, tmp_path)}```" in GUIDE


def test_finding_in_the_guide_is_what_an_editor_sees(tmp_path: Path) -> None:
    path = "content/topics/bridge/10-what-it-cost.md"
    source = "14 million.[@valley-gazette-20260108; @council-report-2026, p. 4]"
    assert source in SNIPPETS[path]
    unsourced = SNIPPETS | {path: SNIPPETS[path].replace(source, "14 million.")}
    result = build(Request(write_site(tmp_path, **unsourced), None, future=True, thorough=True))
    told = tuple(problem for problem in result.problems if problem.code == "uncited-number")
    assert f"```text\n{report.problems_as_text(told, tmp_path)}```" in GUIDE


def test_examples_give_the_checks_no_cause_to_warn(tmp_path: Path) -> None:
    result = build(Request(write_site(tmp_path, **SNIPPETS), None, future=True, thorough=True))
    assert {problem.severity for problem in result.problems} == {"info"}


def test_settings_in_the_guide_are_read(tmp_path: Path) -> None:
    lines = re.search(r"^```text\n(checks:\n.*?)^```$", GUIDE, re.DOTALL | re.MULTILINE)
    assert lines
    parsed = parse(File("content/site.yaml", SITE_YAML + lines[1]))
    assert parsed.problems == ()


def test_every_command_in_the_guide_is_one() -> None:
    commands = set(re.findall(r"python3 run\.py ([a-z][^`\n]*)", GUIDE))
    assert len(commands) >= 8
    for command in commands:
        words = command.split()
        options = {word for word in words if word.startswith("--")}
        named = words[: 2 if words[0] in {"new", "export", "import"} else 1]
        known = CliRunner().invoke(cli.commands, [*named, "--help"]).output
        assert {option for option in options if option not in known} == set(), command


def test_pictures_of_the_guide_are_there_and_small() -> None:
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", GUIDE)
    assert pictures
    assert [path for path in pictures if (DOCS / path).stat().st_size > 60_000] == []


def test_tables_of_the_content_model_are_those_of_the_schema() -> None:
    written = (DOCS / "content-model.md").read_text("utf-8")
    assert reference.as_markdown() == written, "python3 run.py schema --format markdown > docs/content-model.md"


def test_guide_names_every_kind_that_can_be_made() -> None:
    sentence = re.search(r"There are ([^.]+)\.", GUIDE)
    assert sentence
    assert set(re.findall("[a-z]+", sentence[1])) - {"and"} == set(scaffold.FOLDER_BY_KIND)


@pytest.mark.parametrize("file", ["README.md", "CONTRIBUTING.md", "run.py", "docs/editors.md", "docs/editorial.md"])
def test_every_command_of_the_clone_is_one(file: str) -> None:
    """Of `run.py`: `import` stood in the README for weeks, and was unknown to it."""
    text = (DOCS.parent / file).read_text("utf-8")
    named = set(re.findall(r"python3 run\.py ([a-z-]+)", text))
    known = {*clone.SITE, *clone.TOOLS, *clone.LOOKS, "test", "lint"}
    assert named - known == set()


def test_every_command_can_be_called_from_the_clone() -> None:
    assert set(cli.commands.commands) == set(clone.SITE)
