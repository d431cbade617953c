"""From a package to a site of one's own: installed into an empty environment, made, built, served and read."""

import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from site_builder.content import schema
from site_builder.engine.build import build
from site_builder.engine.result import Request
from tests.browser.publishing import served
from tests.machine import under_ci

ROOT = Path(__file__).resolve().parents[2]
STARTER = ROOT / "starter"
BASE = "/my-explainer/"


def run(*command: str | Path, folder: Path) -> str:
    """What a command says; it ends with 0."""
    kept = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "PYTHONHOME"}}
    done = subprocess.run(command, cwd=folder, env=kept, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this tree."""
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, folder=ROOT)
    return next(folder.glob("*.whl"))


def pip_install(python: Path, wheel: Path) -> str:
    """Installs a wheel with what it needs, pinned, and says what went wrong."""
    base = getattr(sys, "_base_executable", sys.executable)
    pips = [[each, "-m", "pip", "--python", str(python), "install"] for each in (sys.executable, base)]
    pips += [["uv", "pip", "install", "--python", str(python)]] if shutil.which("uv") else []
    said = ""
    for pip in pips:
        command = [*pip, "--quiet", "--constraint", str(constraints(python.parent)), str(wheel)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode == 0:
            return ""
        said += done.stderr
    return said


def constraints(folder: Path) -> Path:
    """The versions that we pin, without their hashes, which pip takes in a list of requirements alone."""
    pins = re.findall(r"^[a-z0-9.-]+==[^ ;]+", (ROOT / "constraints.txt").read_text("utf-8"), re.MULTILINE)
    path = folder / "constraints.txt"
    path.write_text("\n".join(pins) + "\n", "utf-8")
    return path


@pytest.fixture(scope="module")
def command(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command in an environment that holds nothing but the package and what it needs."""
    folder = tmp_path_factory.mktemp("environment")
    run(sys.executable, "-m", "venv", "--without-pip", folder, folder=ROOT)
    python = folder / "bin/python"
    fault = pip_install(python, wheel)
    if fault:
        (pytest.fail if under_ci() else pytest.skip)(f"the wheel could not be installed; offline? {fault[-300:]}")
    return folder / "bin/site-builder"


@pytest.fixture(scope="module")
def site(command: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """The folder of a site that was made anew, and the address at which it is served."""
    folder = tmp_path_factory.mktemp("new")
    said = run(command, "new", "site", "my-explainer", folder=folder)
    assert "cd my-explainer\n    site-builder serve" in said
    with served(folder / "my-explainer/dist", BASE) as address:
        run(command, "build", "--base-url", address, folder=folder / "my-explainer")
        yield folder / "my-explainer", address


def test_sdist_holds_what_the_wheel_is_made_of(wheel: Path, tmp_path: Path) -> None:
    run(sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", tmp_path, folder=ROOT)
    with tarfile.open(next(tmp_path.glob("*.tar.gz"))) as archive:
        archive.extractall(tmp_path / "tree", filter="data")
    tree = next((tmp_path / "tree").iterdir())
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path, folder=tree)
    ours, theirs = zipfile.ZipFile(wheel), zipfile.ZipFile(next(tmp_path.glob("*.whl")))
    assert ours.namelist() == theirs.namelist()
    assert [name for name in ours.namelist() if ours.read(name) != theirs.read(name)] == []


def test_wheel_carries_the_starter_whole(wheel: Path) -> None:
    left_out = {"__pycache__", ".cache", "dist"}
    files = {
        path.as_posix()
        for path in (file.relative_to(ROOT) for file in STARTER.rglob("*") if file.is_file())
        if left_out.isdisjoint(path.parts)
    }
    carried = {name.removeprefix("site_builder/_data/") for name in zipfile.ZipFile(wheel).namelist()}
    assert files <= carried
    assert "starter/.gitignore" in files


def test_every_page_of_a_new_site_is_sound(site: tuple[Path, str], browser: Browser) -> None:
    """Every link inside it is followed; nothing is missing, nothing is said by the console, nothing asked of others."""
    address, faults, seen, asked, waiting = site[1], list[str](), set[str](), set[str](), [site[1]]
    with closing(browser.new_context()) as context:
        page = context.new_page()
        page.on("console", lambda message: faults.append(f"{page.url}: {message.text}"))
        page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
        page.on("request", lambda request: asked.add(request.url))
        while waiting:
            here = waiting.pop()
            answer = page.goto(here)
            if answer is None or answer.status != 200:
                faults.append(f"{here}: {answer and answer.status}")
            links = page.evaluate("[...document.querySelectorAll('a[href]')].map(link => link.href.split('#')[0])")
            new = {link for link in links if link.startswith(address) and re.search(r"/$|\.html$", link)} - seen
            seen |= new
            waiting += new
    assert faults == []
    assert [url for url in asked if not url.startswith(address)] == []
    assert len(seen) > 40


def test_a_new_site_can_be_added_to_and_looks_as_one_likes(command: Path, site: tuple[Path, str]) -> None:
    folder, address = site
    run(command, "new", "event", "kilometre-run", "--date", "2025", "--title", "A run", folder=folder)
    (folder / "templates").mkdir()
    (folder / "templates/404.html").write_text("{% extends 'base.html' %}{% block main %}Gone.{% endblock %}", "utf-8")
    run(command, "build", "--base-url", address, "--drafts", folder=folder)
    assert (folder / "dist/timeline/kilometre-run/index.html").is_file()
    assert "Gone." in (folder / "dist/404.html").read_text("utf-8")


def test_the_starter_has_one_of_everything(tmp_path: Path) -> None:
    result = build(Request(STARTER, tmp_path / "dist", thorough=True))
    assert result.problems == ()
    folders = {path.name for path in (STARTER / "content").iterdir()}
    kinds = {"questions.yaml" if folder == "questions" else folder for folder in schema.KIND_BY_FOLDER}
    assert kinds <= folders
    texts = [path.read_text("utf-8") for path in (STARTER / "content").rglob("*.md")]
    used = {name for text in texts for name in re.findall(r"^```(\w+)$", text, re.MULTILINE)}
    assert used >= set(schema.BLOCK_BY_NAME)


def test_every_file_of_the_starter_says_what_it_is_for() -> None:
    texts = {path: path.read_text("utf-8") for path in (STARTER / "content").rglob("*") if path.is_file()}
    assert [path.name for path, text in texts.items() if not re.search(r"^# \w", text, re.MULTILINE)] == []


@pytest.mark.parametrize("year", [2030, 2040])
def test_a_starter_grows_old_without_a_word(year: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str((year - 1970) * 31_556_952))
    assert build(Request(STARTER, None, thorough=True)).problems == ()
