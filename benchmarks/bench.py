"""Measures builds from cold: this repository's site, and a generated one of a given size.

    python3 run.py bench                         # three runs each, 1,000 generated things
    python3 run.py bench --things 10000 --runs 1

Every run is a process of its own that writes into an empty folder, so that the start of Python and the
imports are in the time. The least of the runs is what the machine can do, the median what to expect on it.
"""

import argparse
import platform
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORDS = (
    "trade port rouble quota worker court tariff reactor treaty summit minister envoy ledger market"
    " river harvest rail signal factory bridge harbour archive census budget region station"
).split()
SITE = """\
title: A generated site
tagline: For measuring
description: Generated text without meaning.
base_url: https://example.org/
language: en
timezone: UTC
publisher: {name: The editors, description: Nobody.}
authors: [The editors]
licence: {name: CC BY 4.0, url: https://creativecommons.org/licenses/by/4.0/}
home:
  question: How long does it take?
  standfirst: It is measured below.
  answer: [{text: It takes a while., topic: topic-0, sources: [source-0]}]
"""
TOPIC = """\
---
title: Topic {n}
question: What is topic {n}?
standfirst: {prose}
order: {n}
accent: teal
published: 2025-12-01
updated: 2025-12-05
as_of: 2025-12-05
changes: [{{date: 2025-12-01, kind: major, note: First published.}}]
---
"""
SOURCE = """\
- {{id: source-{n}, title: Report {n}, publisher: The Paper, language: en, kind: news, published: 2025-{month:02},
   url: 'https://example.org/{n}'}}
"""
TERM = "- {{id: term-{n}, term: Term {n}, definition: {prose}, sources: [source-{n}]}}\n"
EVENT = """\
---
date: {date}
title: Event {n}
summary: {prose}
topics: [topic-{topic}]
importance: {importance}
sources: [source-{source}]
---
"""


def main() -> None:
    parser = argparse.ArgumentParser(description="Measures builds from cold.")
    parser.add_argument("--things", type=int, default=1000, help="how large the generated site is")
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    print(f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, cold builds\n")
    print(f"{'site':<32}{'least s':>9}{'median s':>10}{'pages':>8}{'pages/s':>9}")
    with tempfile.TemporaryDirectory() as folder:
        generated = Path(folder) / "site"
        write_site(generated, arguments.things, random.Random(1))
        for name, site in (("this repository", ROOT), (f"generated, {arguments.things} things", generated)):
            runs = [build(site, Path(folder) / "output") for _ in range(arguments.runs)]
            least, pages = min(runs)
            median = statistics.median(seconds for seconds, _ in runs)
            print(f"{name:<32}{least:>9.2f}{median:>10.2f}{pages:>8}{pages / least:>9.0f}", flush=True)


def build(site: Path, output: Path) -> tuple[float, int]:
    """Seconds of one build into an empty folder, and how many pages it made. A failing build ends it all."""
    shutil.rmtree(output, ignore_errors=True)
    shutil.rmtree(site / ".site-builder", ignore_errors=True)
    command = [sys.executable, "-m", "site_builder", "build", "--site", str(site), "--output", str(output)]
    start = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - start
    if done.returncode != 0:
        sys.exit(f"the build of {site.name} failed:\n{done.stdout}{done.stderr}")
    return seconds, sum(1 for _ in output.rglob("*.html"))


def write_site(folder: Path, things: int, chance: random.Random) -> None:
    """A site in which 2 of 10 things are sections, 4 events, 2 terms and 2 sources."""
    for path, text in generate(max(things // 10, 1), chance):
        file = folder / "content" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


def generate(tenths: int, chance: random.Random) -> Iterator[tuple[str, str]]:
    """Path below content/ and text of every file."""
    pairs, topics = range(tenths * 2), max(tenths // 5, 1)
    sources = [SOURCE.format(n=n, month=n % 12 + 1) for n in pairs]
    terms = [TERM.format(n=n, prose=prose(chance, 12)) for n in pairs]
    yield "site.yaml", SITE
    yield "sources/all.yaml", "".join(sources)
    yield "glossary/all.yaml", "".join(terms)
    for n in range(topics):
        yield f"topics/topic-{n}/index.md", TOPIC.format(n=n, prose=prose(chance, 30))
    for n in pairs:
        cited = [(chance.choice(pairs), chance.choice(pairs)) for _ in range(6)]
        body = [f"{prose(chance, 60)} [[term-{term}]][@source-{source}; @source-{n}, p. 4]" for term, source in cited]
        text = f"---\ntitle: Section {n}\nsummary: {prose(chance, 15)}\n---\n" + "\n\n".join(body) + "\n"
        yield f"topics/topic-{n % topics}/section-{n}.md", text
    for n in range(tenths * 4):
        date = f"{1950 + n % 75}-{n % 12 + 1:02}-{n % 28 + 1:02}"
        numbers = {"n": n, "topic": n % topics, "source": n % len(pairs), "importance": n % 3 + 1}
        yield f"timeline/event-{n}.md", EVENT.format(date=date, prose=prose(chance, 15), **numbers)


def prose(chance: random.Random, length: int) -> str:
    """A sentence of that many words."""
    return " ".join(chance.choices(WORDS, k=length)).capitalize() + "."


if __name__ == "__main__":
    main()
