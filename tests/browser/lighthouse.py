"""What Lighthouse says of the home page, a topic and the timeline, as a phone on a slow line sees them.

python3 run.py lighthouse [--runs 3] [PATH ...]

The site is built and served as GitHub Pages serves it. Each score is the median of the runs, because the one for
performance wavers with what else the machine does. The exit code is 1 where a score is under 100; what cost points
is listed. Lighthouse comes from npm, at the version that tests/npm/lighthouse pins.
"""

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests import chromium
from tests.browser.publishing import publish
from tests.machine import npm_install, npm_installed

# Debian's npm 9 fails on the override beside the lock (tests/npm/lighthouse): a part asks for "latest" of another.
CURE = "install Node 18.20 or newer with npm 11"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")


@dataclass(frozen=True)
class Report:
    """One run on one page. scores: 0 to 100 by category; lost: what cost points, as sentences.

    speed: how fast Lighthouse found this machine, in its own measure; under about 1,000 it slows down what it
    measures more than it means to.
    """

    version: str
    speed: int
    scores: dict[str, int]
    lost: tuple[str, ...]


def main(words: list[str]) -> int:
    """Prints the scores. Exit code 1 where one is under 100, 2 where nothing can be measured."""
    parser = argparse.ArgumentParser(prog="run.py lighthouse", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("paths", nargs="*", metavar="PATH", help="below home; else home, a topic, the timeline")
    parser.add_argument("--runs", type=int, default=3, help="of which the median counts")
    asked = parser.parse_args(words)
    path, program = chromium.find(), lighthouse()
    if path is None or program is None:
        print(chromium.CURE if path is None else CURE, file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as site, publish(Path(site)) as published:
        paths = asked.paths or ["", published.layouts["topic"], "timeline/"]
        return max(
            show(each, [measure(program, path, published.address + each) for _ in range(asked.runs)]) for each in paths
        )


def lighthouse() -> list[str] | None:
    """The command that starts Lighthouse, installed where it is missing; None where it cannot be had."""
    if npm_installed("lighthouse") is None:
        print("Setting up: installing Lighthouse, once ...", file=sys.stderr)
        npm_install("lighthouse")
    node, modules = shutil.which("node"), npm_installed("lighthouse")
    return [node, str(modules / "lighthouse/cli/index.js")] if node and modules else None


def measure(program: list[str], path: str, address: str) -> Report:
    """What Lighthouse says of an address; its defaults are those of a phone."""
    flags = "--headless=new --no-sandbox --disable-background-networking --disable-component-update --disable-sync"
    options = [f"--only-categories={','.join(CATEGORIES)}", "--output=json", "--quiet"]
    command = [*program, address, f"--chrome-path={path}", f"--chrome-flags={flags}", *options]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    return report(json.loads(done.stdout))


def report(said: dict[str, Any]) -> Report:
    """The parts of Lighthouse's own report that count."""
    lost = []
    for category in CATEGORIES:
        for reference in said["categories"][category]["auditRefs"]:
            audit = said["audits"][reference["id"]]
            if reference["weight"] and audit["score"] is not None and audit["score"] < 1:
                value = audit.get("displayValue") or audit["title"]
                lost.append(f"{category}: {reference['id']} {audit['score']:.2f} of 1: {value}")
    scores = {category: round(100 * said["categories"][category]["score"]) for category in CATEGORIES}
    version = f"{said['lighthouseVersion']} on {said['environment']['hostUserAgent'].split()[-2]}"
    return Report(version, round(said["environment"]["benchmarkIndex"]), scores, tuple(lost))


def show(path: str, reports: list[Report]) -> int:
    """Prints one page's medians, and what cost points. Exit code 1 where a median is under 100."""
    medians = {name: round(statistics.median(each.scores[name] for each in reports)) for name in CATEGORIES}
    speeds = ", ".join(str(each.speed) for each in reports)
    print(f"/{path}  (Lighthouse {reports[0].version}; speed of this machine {speeds})")
    print("  " + ", ".join(f"{name} {score}" for name, score in medians.items()))
    for line in sorted({line for each in reports for line in each.lost}):
        print("  " + line)
    return int(min(medians.values()) < 100)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
