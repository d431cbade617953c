"""What is promised of the project's files: pins that agree with the floors, and a wheel that is complete."""

import json
import random
import re
import shutil
import subprocess
import tomllib
import zipfile
from contextlib import closing
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from playwright.sync_api import Browser, BrowserContext

from benchmarks import corpus
from benchmarks.bench import write_site
from site_builder.doors import starting
from site_builder.engine import disk
from site_builder.engine.build import build
from site_builder.engine.result import Request
from site_builder.weave.index import NEED_LIBRARIES
from tests.browser.publishing import hosted
from tests.installing import built, installed, wheel_of
from tests.machine import NPM
from tests.previewing import serving, tree

ROOT = Path(__file__).resolve().parents[2]
ADDRESS = "https://somebody.github.io/my-explainer/"


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


def test_every_dependency_has_its_reason() -> None:
    """In the tables of decision 2, and none stands there that is no more."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    asked = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    asked += [one for extra in project["project"]["optional-dependencies"].values() for one in extra]
    names = {re.split(r"[\[<>=;! ]", one)[0].lower() for one in asked}
    text = (ROOT / "docs/decisions/0002-dependencies-and-floors.md").read_text("utf-8")
    assert set(re.findall(r"^\| ([a-z0-9-]+) \| ", text, re.MULTILINE)) - {"dependency"} == names


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
    return built("wheel", tmp_path_factory.mktemp("wheel"))


def test_wheel_carries_every_template_static_file_and_file_of_the_starter(wheel: Path) -> None:
    carried = set(zipfile.ZipFile(wheel).namelist())
    files = [file for tree in ("templates", "static") for file in (ROOT / tree).rglob("*") if file.is_file()]
    paths = {file.relative_to(ROOT).as_posix() for file in files} | {f"starter/{path}" for path in starting.starter()}
    assert {"starter/.gitignore", "starter/content/site.yaml"} <= paths
    missing = {f"site_builder/_data/{path}" for path in paths} - carried
    assert missing == set()
    assert "site_builder/doors/preview.js" in carried


@pytest.fixture(scope="module")
def command(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return installed(wheel, tmp_path_factory.mktemp("installed"))


@pytest.fixture(scope="module")
def site(command: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `new site` and `build` of the installed command make, away from the clone."""
    return made(command, tmp_path_factory.mktemp("somebody"))


def made(command: Path, folder: Path) -> Path:
    assert "Made a site" in said(command, folder, "new", "site", "my-explainer", "--base-url", ADDRESS)
    assert "No problem found" in said(command, folder / "my-explainer", "check")
    assert "No problem found" in said(command, folder / "my-explainer", "build")
    return folder / "my-explainer"


def said(command: Path, folder: Path, *words: str) -> str:
    """What the installed command says in a folder, where all is well."""
    done = subprocess.run([command, *words], cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""
    return done.stdout


def test_installed_package_works_away_from_the_clone(command: Path, tmp_path: Path) -> None:
    write_site(tmp_path / "site", 20, random.Random(1))
    said(command, tmp_path, "build", "--site", "site", "--output", "output")
    assert (tmp_path / "output" / "index.html").is_file()


def test_sdist_makes_the_same_site_as_the_wheel(site: Path, tmp_path: Path) -> None:
    sdist = built("sdist", tmp_path / "sdist")
    command = installed(wheel_of(sdist, tmp_path), tmp_path / "installed")
    assert tree(made(command, tmp_path) / "dist") == tree(site / "dist")


def test_new_things_fit_into_a_new_site(command: Path, site: Path, tmp_path: Path) -> None:
    shutil.copytree(site, tmp_path / "site")
    wrote = said(command, tmp_path / "site", "new", "event", "first-kilogram", "--date", "1799-06-22")
    assert Path("content/timeline/first-kilogram.md") in [Path(word) for word in wrote.split()]
    assert "No problem found" in said(command, tmp_path / "site", "check", "--drafts")


def test_own_template_and_static_file_take_the_place_of_the_themes(command: Path, site: Path, tmp_path: Path) -> None:
    shutil.copytree(site, tmp_path / "site")
    (tmp_path / "site/templates").mkdir()
    own = (ROOT / "templates/404.html").read_text("utf-8")
    (tmp_path / "site/templates/404.html").write_text(own.replace("<h1", '<h1 data-own=""'), "utf-8")
    (tmp_path / "site/static/favicon.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", "utf-8")
    said(command, tmp_path / "site", "build")
    before, after = tree(site / "dist"), tree(tmp_path / "site/dist")
    assert "data-own" in after["404.html"].decode("utf-8")
    assert after["static/favicon.svg"] == b"<svg xmlns='http://www.w3.org/2000/svg'/>"
    differing = {path for path in before if before[path] != after[path]} - {disk.MANIFEST}
    assert differing == {"404.html", "static/favicon.svg"}


def test_new_site_is_previewed(command: Path, site: Path, tmp_path: Path) -> None:
    shutil.copytree(site, tmp_path / "site")
    with serving(tmp_path / "site", program=(str(command),)) as served:
        answer, text = served.get("/")
    assert answer.status == 200
    assert "How long is a metre" in text


def test_new_site_is_whole_where_it_is_published(site: Path, browser: Browser) -> None:
    with hosted(site / "dist", "/my-explainer/") as address, closing(browser.new_context()) as context:
        walked = walk(context, address)
        pages = {address + file.relative_to(site / "dist").as_posix() for file in (site / "dist").rglob("*.html")}
        assert walked.faults == []
        # Nothing leads to the page for what is not there, to a former address, or to what others show in a frame.
        lone = {page for page in pages if re.search("/(404[.]html|embed/.*|first-metre/index[.]html)$", page)}
        assert {page.removesuffix("index.html") for page in pages - lone} <= walked.seen
        page = context.new_page()
        for path, status in (("glossary/first-metre/", 200), ("about", 200), ("nowhere/at/all", 404), ("About/", 404)):
            answer = page.goto(address + path)
            assert answer
            assert answer.status == status, path
            page.get_by_role("link", name="Timeline").first.click()
            page.wait_for_url(f"{address}timeline/")


# Where an open page leads, and what it asked for, itself included, with the answers' codes.
LOOK_AROUND = """() => [
    Array.from(document.querySelectorAll('a[href], link[href]'), (one) => one.href.split('#')[0]),
    ['navigation', 'resource'].flatMap((type) => performance.getEntriesByType(type))
        .map((entry) => [entry.name, entry.responseStatus]),
]"""


class Walk(NamedTuple):
    """A walk through a site. seen: addresses without their fragments; faults: what a reader should not meet."""

    seen: set[str]
    faults: list[str]


def walk(context: BrowserContext, address: str) -> Walk:
    """Opens the page at an address, and everything that pages below it link to."""
    page, seen, faults, waiting = context.new_page(), {address}, list[str](), [address]
    page.on("console", lambda told: faults.append(f"{page.url}: {told.text}") if told.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
    while waiting:
        page.goto(waiting.pop())
        links, asked = page.evaluate(LOOK_AROUND)
        faults += [f"{page.url}: {status} {url}" for url, status in asked if status != 200 or address not in url]
        for link in sorted({link for link in links if link.startswith(address)} - seen):
            seen.add(link)
            if link.endswith(("/", ".html")):
                waiting.append(link)
            elif (answer := context.request.get(link, max_redirects=0)).status != 200:
                faults.append(f"{page.url}: {answer.status} {link}")
    return Walk(seen, faults)


def test_the_corpus_of_the_benchmark_builds_with_its_own_theme(tmp_path: Path) -> None:
    corpus.write_site("ours", corpus.make(20, 1), tmp_path / "site")
    result = build(Request(tmp_path / "site", tmp_path / "output"))
    assert [problem for problem in result.problems if problem.severity == "error"] == []
