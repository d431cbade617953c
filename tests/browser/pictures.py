"""The pictures of docs/editors.md, taken of a real preview: the guide's own example, as an editor sees it.

python3 run.py pictures [FOLDER]

They are written into docs/pictures/, or into FOLDER. Each shows what the guide's examples look like at a step: the
page, the page with a problem over it, and the remarks of the checks beside it. WebP, because it is a third of PNG.
"""

import argparse
import base64
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, Page, sync_playwright

from tests import chromium
from tests.browser.looking import hold_still
from tests.sites import write_site

ROOT = Path(__file__).resolve().parents[2]
SECTION = "content/topics/bridge/10-what-it-cost.md"
SOURCED = "14 million.[@valley-gazette-20260108; @council-report-2026, p. 4]"
# No picture in the repository is larger.
LARGEST = 60_000
# Milliseconds for the preview to follow a save; a picture taken too early shows the page before it.
SETTLED = 1500


class Step(NamedTuple):
    """A picture: its name, the page it shows, and what an editor has done to the section before."""

    name: str
    page: str
    old: str = ""
    new: str = ""


STEPS = (
    Step("preview", "topics/bridge/"),
    Step("preview-problem", "topics/bridge/", "[[box-girder]]", "[[box-grider]]"),
    Step("preview-remarks", "topics/bridge/", SOURCED, "14 million."),
)


def main(words: list[str]) -> int:
    """Takes the pictures. Exit code 1 where there is no browser, or a picture is too large."""
    parser = argparse.ArgumentParser(prog="run.py pictures", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path, nargs="?", default=ROOT / "docs/pictures")
    folder = parser.parse_args(words).folder
    path = chromium.find()
    if path is None:
        print(f"No Chromium: {chromium.CURE}", file=sys.stderr)
        return 1
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as held,
        previewed(write_site(Path(held), **examples())) as address,
        sync_playwright() as playwright,
        chromium.started(playwright, path) as browser,
    ):
        sizes = [photograph(browser, Path(held), address, step, folder) for step in STEPS]
    return int(max(sizes) > LARGEST)


def examples() -> dict[str, str]:
    """The files that the guide gives as examples."""
    guide = (ROOT / "docs/editors.md").read_text("utf-8")
    fence = re.compile(r"^(`{3,})(?:yaml|markdown) (\S+)\n(.*?\n)\1$", re.DOTALL | re.MULTILINE)
    return {path: text for _, path, text in fence.findall(guide)}


@contextmanager
def previewed(site: Path) -> Iterator[str]:
    """The address of a preview of a site, for as long as it runs."""
    command = [sys.executable, "-m", "site_builder", "serve", "--site", str(site)]
    running = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, env=os.environ | {"PYTHONUNBUFFERED": "1"})
    assert running.stdout
    try:
        for line in running.stdout:
            if found := re.search(rb"The preview is at (\S+)", line):
                yield found[1].decode()
                return
        raise RuntimeError("the preview has not begun")
    finally:
        running.terminate()
        running.communicate()


def photograph(browser: Browser, site: Path, address: str, step: Step, folder: Path) -> int:
    """Takes a picture, puts the section back as it was, and gives the size of the picture in bytes."""
    file, text = site / SECTION, examples()[SECTION]
    with closing(browser.new_context(viewport={"width": 1000, "height": 700})) as context:
        page = context.new_page()
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        page.goto(address + step.page)
        hold_still(page)
        file.write_text(text.replace(step.old, step.new) if step.old else text, "utf-8")
        page.wait_for_timeout(SETTLED)
        page.locator("section h2").first.scroll_into_view_if_needed()
        taken = folder / f"{step.name}.webp"
        taken.write_bytes(as_webp(page))
        file.write_text(text, "utf-8")
        page.wait_for_timeout(SETTLED)
    print(f"{taken} {taken.stat().st_size:,} bytes")
    return taken.stat().st_size


def as_webp(page: Page) -> bytes:
    """What a window shows, as Chromium itself writes WebP."""
    session = page.context.new_cdp_session(page)
    shot = session.send("Page.captureScreenshot", {"format": "webp", "quality": 80})
    return base64.b64decode(shot["data"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
