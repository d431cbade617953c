"""The Chromium that the browser tests drive: found on this machine, else installed where that can be done.

`python3 run.py test` runs this file before pytest; plain pytest only looks.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Playwright

from tests.machine import apt_install, may_apt, succeeds, under_ci

CURE = "install Chromium or Chrome (Debian: apt install chromium libatomic1), or set CHROMIUM to its path"
USUAL = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
)
ASK_PLAYWRIGHT = """
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)
"""
# Left in .venv after an install that came to nothing, so that the next run does not wait for it again.
TRIED = Path(sys.prefix) / "chromium.tried"


def main() -> int:
    """Exit code 1 where the browser tests must run and cannot."""
    if find() or (may_install() and install() and find()):
        return 0
    if under_ci():
        print(f"No Chromium, and under CI=true the browser tests must run: {CURE}", file=sys.stderr)
        return 1
    print(f"\n*** NO CHROMIUM: THE BROWSER TESTS ARE SKIPPED. To run them, {CURE}. ***\n", file=sys.stderr)
    return 0


def find() -> str | None:
    """Path of a Chromium that can be driven, None without one.

    CHROMIUM alone counts if it is set; else the usual places, then Playwright's own.
    """
    # In a process of its own: on a bare Debian the driver lacks a library (libatomic) and dies.
    ask = [sys.executable, "-c", ASK_PLAYWRIGHT]
    asked = subprocess.run(ask, capture_output=True, text=True, check=False)
    if asked.returncode != 0:
        return None
    given = os.environ.get("CHROMIUM")
    for name in [given] if given else [*USUAL, asked.stdout.strip()]:
        path = shutil.which(name)
        # Started, because Ubuntu has a chromium-browser that only says to use snap, and a browser may lack
        # its libraries too. Not on Windows, where `--version` opens a window.
        if path and (os.name == "nt" or succeeds(path, "--version")):
            return path
    return None


def may_install() -> bool:
    """Whether to try: never against an explicit CHROMIUM, and once, but always in CI."""
    return not os.environ.get("CHROMIUM") and (under_ci() or not TRIED.exists())


def install() -> bool:
    """Whether an install went through: Debian's package for root, else Playwright's download."""
    print("Setting up: no Chromium found, installing one for the browser tests ...", file=sys.stderr)
    TRIED.touch()
    if apt_install("chromium", "libatomic1") and find():
        return True
    libraries = ["--with-deps"] if may_apt() else []
    return succeeds(sys.executable, "-m", "playwright", "install", *libraries, "chromium")


@contextmanager
def started(playwright: Playwright, path: str) -> Iterator[Browser]:
    """The Chromium at `path`, in silence and without a window."""
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    # Chromium's sandbox refuses to start for root, which is what containers and CI are.
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    arguments = quiet + ["--no-sandbox"] * as_root
    with playwright.chromium.launch(executable_path=path, args=arguments, headless=True) as browser:
        yield browser


if __name__ == "__main__":
    sys.exit(main())
