"""A fault of ours is told in short, and its report holds what a maintainer needs and nothing of the content."""

import os
import re
import sys
import tempfile
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader

from site_builder import __version__
from site_builder.core import dates
from site_builder.doors import fault

WORDS = "the minister's secret"


def break_in_code() -> None:
    dates.words(WORDS)  # type: ignore[arg-type]


def break_with_words() -> None:
    raise KeyError(WORDS)


def break_with_a_path() -> None:
    Path("/home/editor/secret plans/x.md").read_bytes()


def break_after_another() -> None:
    try:
        break_with_words()
    except KeyError as before:
        raise ValueError(f'no "{WORDS}" in {before}') from before


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where reports go."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setattr(sys, "argv", ["site-builder", "build", "--site", "/home/editor/secret"])
    return tmp_path


def told(broken: object) -> str:
    try:
        broken()  # type: ignore[operator]
    except Exception:  # noqa: BLE001 - whatever it is
        return fault.our_fault()
    raise AssertionError


@pytest.mark.parametrize("broken", [break_in_code, break_with_words, break_with_a_path, break_after_another])
def test_a_report_holds_nothing_of_the_content(broken: object, folder: Path) -> None:
    words = told(broken)
    (path,) = folder.iterdir()
    assert words.endswith(f"{path}\n")
    report = path.read_text("utf-8")
    assert "secret" not in report
    assert str(Path.home()) not in report
    assert "minister" not in report


def test_a_report_says_what_a_maintainer_needs(folder: Path) -> None:
    told(break_in_code)
    report = next(folder.iterdir()).read_text("utf-8")
    assert report.startswith(f"site-builder {__version__} build\nPython ")
    assert "jinja2 " in report.lower()
    assert re.search(r"^  site_builder/core/dates\.py:\d+ in words$", report, re.MULTILINE)
    assert "AttributeError" in report


def test_of_a_fault_in_a_template_only_the_code_is_told(folder: Path) -> None:
    (folder / "mine").mkdir()
    (folder / "mine/secret.html").write_text("{{ 1 // nothing }}", "utf-8")
    page = Environment(loader=FileSystemLoader(folder / "mine"), autoescape=True).get_template("secret.html")
    told(lambda: page.render(nothing=0))
    report = next(folder.glob("*.txt")).read_text("utf-8")
    assert "secret" not in report
    assert "a file of the site:1 in it" in report
    assert "ZeroDivisionError" in report


def test_what_came_before_a_fault_is_told_first(folder: Path) -> None:
    told(break_after_another)
    report = next(folder.iterdir()).read_text("utf-8")
    assert report.index("KeyError") < report.index("which led to") < report.index("ValueError")


def test_the_same_fault_has_one_report_that_only_its_reader_may_read(folder: Path) -> None:
    assert [told(broken) for broken in (break_with_words, break_with_words)]
    (path,) = folder.iterdir()
    assert os.name == "nt" or path.stat().st_mode & 0o777 == 0o600


def test_without_a_place_for_it_the_report_stands_in_the_words(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(folder / "missing"))
    assert "site_builder/core/dates.py" in told(break_in_code)


def test_in_ci_the_report_stands_in_the_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    assert "site_builder/core/dates.py" in told(break_in_code)
