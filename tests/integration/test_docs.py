"""What the guides say is true: their examples make a site, and their tables are those of the schema."""

import re
from pathlib import Path

import pytest

from site_builder.content.parse import parse
from site_builder.core.documents import File
from site_builder.doors import reference, report, scaffold
from site_builder.engine.build import build
from site_builder.engine.result import Request
from tests.sites import write_site

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


def test_tables_of_the_content_model_are_those_of_the_schema() -> None:
    written = (DOCS / "content-model.md").read_text("utf-8")
    assert reference.as_markdown() == written, "python3 run.py schema --format markdown > docs/content-model.md"


def test_guide_names_every_kind_that_can_be_made() -> None:
    sentence = re.search(r"There are ([^.]+)\.", GUIDE)
    assert sentence
    assert set(re.findall("[a-z]+", sentence[1])) - {"and"} == set(scaffold.FOLDER_BY_KIND)
