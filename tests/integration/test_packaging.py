"""What is promised of the project's files: pins that agree with the floors, and a wheel that is complete."""

import json
import os
import random
import re
import subprocess
import sys
import tomllib
import zipfile
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from benchmarks import corpus
from benchmarks.bench import write_site
from site_builder.engine.build import build
from site_builder.engine.result import Request
from site_builder.weave.index import NEED_LIBRARIES
from tests.machine import NPM

ROOT = Path(__file__).resolve().parents[2]


def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def pins(name: str) -> dict[str, str]:
    """Version by name of what a list of pins holds."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9.-]+)==([^ ;]+)", text, flags=re.MULTILINE))


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("constraints.txt", project()["project"]["dependencies"]),
        *(("constraints.txt", wanted) for wanted in project()["project"]["optional-dependencies"].values()),
        ("constraints-dev.txt", project()["dependency-groups"]["dev"]),
    ],
)
def test_every_dependency_is_pinned_within_its_floor(name: str, wanted: list[str]) -> None:
    pinned = pins(name)
    requirements = [Requirement(line) for line in wanted]
    stale = [str(each) for each in requirements if pinned.get(each.name.lower(), "0") not in each.specifier]
    assert stale == [], "write the lists anew: Dependencies in CONTRIBUTING.md"


def test_every_key_that_needs_libraries_has_an_extra_of_its_name() -> None:
    assert project()["project"]["optional-dependencies"].keys() >= NEED_LIBRARIES


def test_both_lists_pin_the_same_versions() -> None:
    everything = pins("constraints-dev.txt")
    assert {name: everything.get(name) for name in pins("constraints.txt")} == pins("constraints.txt")


@pytest.mark.parametrize("name", ["constraints.txt", "constraints-dev.txt"])
def test_pins_have_hashes_and_name_no_host(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in text
    without = [pin for pin in re.split(r"\n(?=\S)", text) if "==" in pin and "--hash=sha256:" not in pin]
    assert without == []


def test_no_version_that_we_pin_or_allow_is_known_to_be_weak() -> None:
    """By tests/advisories.yaml, which needs no network."""
    known = yaml.safe_load((ROOT / "tests/advisories.yaml").read_text("utf-8"))
    extras = project()["project"]["optional-dependencies"].values()
    wanted = [*project()["project"]["dependencies"], *chain.from_iterable(extras)]
    floors = {one.name.lower(): spec.version for one in map(Requirement, wanted) for spec in one.specifier}
    versions = [*floors.items(), *pins("constraints-dev.txt").items()]
    weak = [f"{one['id']}: {name} {version}" for one in known for name, version in versions
            if name == one["package"] and SpecifierSet(one["weak"]).contains(version, prereleases=True)]  # fmt: skip
    assert weak == []
    assert {one["package"] for one in known} <= {name for name, _ in versions}


@pytest.mark.parametrize("name", ["nu", "lighthouse", "timelinejs", "schemas"])
def test_program_from_npm_is_locked_by_hashes_and_names_no_host(name: str) -> None:
    wanted = json.loads((NPM / name / "package.json").read_text("utf-8"))["dependencies"]
    locked = json.loads((NPM / name / "package-lock.json").read_text("utf-8"))["packages"]
    packages = {way.removeprefix("node_modules/"): package for way, package in locked.items() if way}
    assert {each: packages[each]["version"] for each in wanted} == wanted
    assert [each for each, package in packages.items() if "resolved" in package or "integrity" not in package] == []


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(build, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return next(folder.glob("*.whl"))


def test_wheel_carries_every_template_and_static_file(wheel: Path) -> None:
    carried = set(zipfile.ZipFile(wheel).namelist())
    trees = [ROOT / "templates", ROOT / "static"]
    files = [file for tree in trees for file in tree.rglob("*") if file.is_file()]
    missing = {f"site_builder/_data/{file.relative_to(ROOT).as_posix()}" for file in files} - carried
    assert missing == set()
    assert "site_builder/doors/preview.js" in carried


def test_installed_package_works_away_from_the_clone(wheel: Path, tmp_path: Path) -> None:
    # Unpacked, not installed: an install would ask a registry, and a pure wheel is the same tree.
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "packages")
    write_site(tmp_path / "site", 20, random.Random(1))
    command = [sys.executable, "-m", "site_builder", "build", "--site", "site", "--output", "output"]
    environment = os.environ | {"PYTHONPATH": str(tmp_path / "packages")}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "output" / "index.html").is_file()


def test_the_corpus_of_the_benchmark_builds_with_its_own_theme(tmp_path: Path) -> None:
    corpus.write_site("ours", corpus.make(20, 1), tmp_path / "site")
    result = build(Request(tmp_path / "site", tmp_path / "output"))
    assert [problem for problem in result.problems if problem.severity == "error"] == []
