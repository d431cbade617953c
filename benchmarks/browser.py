"""A browser that has a page open, and says when a word that was saved stands in it."""

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

USUAL = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# In every document before its own scripts: the moment at which a mark first stands in it, told at once.
LOOK = """
(() => {
  const known = new Set();
  const look = () => {
    for (const [mark] of (document.body?.textContent ?? "").matchAll(/marker[0-9a-f]+/g)) {
      if (known.has(mark)) continue;
      known.add(mark);
      window.seen(mark, (performance.timeOrigin + performance.now()) / 1000);
    }
  };
  new MutationObserver(look).observe(document, { childList: true, subtree: true, characterData: true });
})();
"""


class Unavailable(Exception):
    """There is no browser that could be driven; str() says why."""


class Watcher:
    """An open page. seen: when each mark first stood in it, in seconds since 1970."""

    def __init__(self, page: "Page") -> None:
        self.page = page
        self.seen: dict[str, float] = {}
        page.expose_function("seen", self.note)
        page.add_init_script(LOOK)

    def note(self, mark: str, moment: float) -> None:
        """Notes the first moment at which a mark stood in the page."""
        self.seen.setdefault(mark, moment)

    def open(self, url: str) -> None:
        """Opens an address and gives its script time to connect to the server."""
        self.page.goto(url)
        self.page.wait_for_timeout(1500)

    def wait(self, mark: str, seconds: float) -> float:
        """The moment at which a mark stood in the page; 0 where it never did."""
        end = time.perf_counter() + seconds
        while mark not in self.seen and time.perf_counter() < end:
            self.page.wait_for_timeout(5)
        return self.seen.get(mark, 0)


@contextmanager
def watching() -> Iterator[Watcher]:
    """A browser without a window. Raises Unavailable where none can be started."""
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError as fault:
        raise Unavailable("playwright is not installed: `python3 run.py test` installs it") from fault
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, USUAL)), None)
    # Chromium's sandbox refuses to start for root.
    arguments = ["--no-sandbox"] * (os.geteuid() == 0)
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=path, args=arguments)
        except Error as fault:
            raise Unavailable(f"no browser starts: {str(fault).splitlines()[0]}") from fault
        with browser:
            yield Watcher(browser.new_page())
