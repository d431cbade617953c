"""The workflows for GitHub Pages: valid by GitHub's schema and by a linter, pinned, and made of commands that work."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from site_builder.doors import cli, starting

ROOT = Path(__file__).resolve().parents[2]
WORKFLOWS = [ROOT / ".github/workflows/pages.yml", ROOT / "starter/.github/workflows/pages.yml"]
each_workflow = pytest.mark.parametrize("path", WORKFLOWS, ids=["ours", "starter"])


def jobs(path: Path) -> dict[str, Any]:
    """The jobs of a workflow. BaseLoader: `on` is no boolean."""
    found: dict[str, Any] = yaml.load(path.read_text("utf-8"), yaml.BaseLoader)["jobs"]  # noqa: S506 - texts alone
    return found


def run(*command: str | Path) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@each_workflow
def test_workflow_is_one_by_the_schema_of_github(path: Path) -> None:
    run(sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows", path)


@each_workflow
def test_a_linter_for_weaknesses_finds_nothing(path: Path) -> None:
    run(Path(sys.executable).with_name("zizmor"), "--offline", "--no-progress", "--persona", "pedantic", path)


@each_workflow
def test_every_action_is_pinned_by_digest_with_its_version_beside_it(path: Path) -> None:
    used = re.findall(r"uses: (.+)", path.read_text("utf-8"))
    assert len(used) == 7
    assert [one for one in used if not re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", one)] == []


def test_both_workflows_pin_the_same_actions() -> None:
    ours, starter = (set(re.findall(r"uses: (.+)", path.read_text("utf-8"))) for path in WORKFLOWS)
    assert ours == starter


@each_workflow
def test_each_job_may_do_no_more_than_it_must(path: Path) -> None:
    text: dict[str, Any] = yaml.load(path.read_text("utf-8"), yaml.BaseLoader)  # noqa: S506 - texts alone
    assert text["permissions"] == {}
    assert {name: job["permissions"] for name, job in text["jobs"].items()} == {
        "build": {"contents": "read", "pages": "read"},
        "deploy": {"pages": "write", "id-token": "write"},
    }
    assert text["jobs"]["deploy"]["if"] == "github.event_name != 'pull_request'"


def test_every_command_of_our_workflow_is_one() -> None:
    lines = [line for step in jobs(WORKFLOWS[0])["build"]["steps"] for line in step.get("run", "").splitlines()]
    assert len(lines) == 5
    for line in lines:
        words = re.fullmatch(r"python3 run\.py (?:docs )?(\w+)(.*)", line)
        assert words, line
        told = CliRunner().invoke(cli.commands, [words[1], "--help"])
        assert told.exit_code == 0
        assert all(option in told.output for option in re.findall("--[a-z-]+", words[2])), line


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("https://name.github.io/my-explainer", "https://name.github.io/my-explainer/"),
        ("https://name.github.io", "https://name.github.io/"),
        ("", "https://example.org/"),
    ],
    ids=["project", "user", "pull request"],
)
def test_the_steps_of_a_new_site_build_it_at_its_address(given: str, address: str, tmp_path: Path) -> None:
    site = tmp_path / "site"
    starting.write(site, starting.starter())
    (tmp_path / "bin").mkdir()
    command = tmp_path / "bin/site-builder"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m site_builder "$@"\n', "utf-8")
    command.chmod(0o755)
    around = os.environ | {"BASE_URL": given, "PYTHONPATH": str(ROOT)}
    around["PATH"] = f"{command.parent}{os.pathsep}{os.environ['PATH']}"
    steps = [step for step in jobs(site / ".github/workflows/pages.yml")["build"]["steps"] if "run" in step]
    install, *others = steps
    assert install["run"] == "pip install -r requirements.txt"
    for step in others if given else (step for step in others if "if" not in step):
        # As GitHub runs it.
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
            cwd=site, env=around, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
    page = (site / "dist/topics/earth/index.html").read_text("utf-8")
    assert f'<link rel="canonical" href="{address}topics/earth/">' in page
    assert (site / "dist/pagefind/pagefind.js").is_file()
