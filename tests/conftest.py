"""What every test may ask for: a browser, and whether goldens are to be written."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests import chromium, nu
from tests.machine import under_ci

# A shell that starts the tests in the background has them ignore Ctrl-C, and so would every server that they start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

NO_CHROMIUM = f"no Chromium; {chromium.CURE}"
NO_NU = f"no Nu checker; {nu.CURE}"


@pytest.fixture(autouse=True, scope="session")
def _own_secret(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Tests seal what they remember with a secret of their own, and leave the user's alone."""
    os.environ["XDG_CACHE_HOME"] = str(tmp_path_factory.mktemp("user"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the expected files of tests/golden")
    parser.addoption("--long", action="store_true", help="run what takes long, and nothing of it twice the same")
    parser.addoption("--minutes", type=float, default=10, help="for how long random walks go on with --long")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if item.get_closest_marker("long") and not config.getoption("--long"):
            item.add_marker(pytest.mark.skip(reason="takes long; asked for with --long"))
        if "chromium_path" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = terminalreporter.stats.get("skipped", [])
    for reason in (NO_CHROMIUM, NO_NU):
        skipped = [report for report in reports if reason in str(report.longrepr)]
        if skipped:
            terminalreporter.write_sep("*", f"{len(skipped)} BROWSER TESTS SKIPPED: {reason}", yellow=True)


@pytest.fixture(scope="session")
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Whether this run writes the golden files instead of comparing with them. Never in CI."""
    asked = bool(request.config.getoption("--update-golden"))
    if asked and under_ci():
        pytest.fail("goldens are written on an editor's machine and read in review, never made in CI")
    return asked


@pytest.fixture(scope="session")
def long(request: pytest.FixtureRequest) -> bool:
    """Whether everything is to be tried, however long that takes."""
    return bool(request.config.getoption("--long"))


@pytest.fixture(scope="session")
def minutes(request: pytest.FixtureRequest) -> float:
    """For how long random walks go on."""
    return float(request.config.getoption("--minutes"))


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Path of a Chromium that starts. Without one the test is skipped; under CI=true it fails."""
    path = chromium.find()
    if path is None:
        leave = pytest.fail if under_ci() else pytest.skip
        leave(NO_CHROMIUM)
    return path


@pytest.fixture(scope="session")
def browser(chromium_path: str) -> Iterator[Browser]:
    """A headless Chromium, one for the whole run. Ask it for a new context in each test, and close that."""
    with sync_playwright() as playwright, chromium.started(playwright, chromium_path) as browser:
        yield browser


@pytest.fixture(scope="session")
def nu_jar() -> Path:
    """The jar of the Nu checker, on a machine with Java. Without them the test is skipped; under CI=true it fails."""
    jar = nu.find()
    if jar is None:
        leave = pytest.fail if under_ci() else pytest.skip
        leave(NO_NU)
    return jar
