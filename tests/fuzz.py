"""Coverage-guided fuzzing of everything that reads what others wrote: python3 run.py fuzz [TARGET ...] [--minutes N]

Atheris (https://github.com/google/atheris) drives libFuzzer: it changes inputs, watches which branches of our code are
reached, and keeps those that reach a new one. A finding is any exception, a problem whose place the input does not
have, anything left that a browser would run, or an input that takes more than ten seconds. What was kept lies in
.cache/fuzz, so that the next run goes on from there; a finding lies beside it, and becomes a test.
"""

import argparse
import re
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / ".cache/fuzz"
SECONDS = 10  # for one input
LONGEST = 4_000  # bytes of one input; what is long and slow is tried by tests/unit/test_bounds.py
# What mutations are made of, besides single bytes.
WORDS = (
    "---\n", "\n---\n", "+++\n", "title: ", "summary: ", "date: ", "sources: [", "aliases: [", "draft: true\n",
    "topics: [", "- id: ", "&a ", "*a", "!!", "<<: ", "|-\n", ">\n", "\\u202e", "[[", "]]", "[@", "; @", "[^1]",
    "[^1]: ", "](", "![", "](#", "```chart\n", "```timeline\n", "```claims\n", "```figure\n", "```compare\n",
    "```keyfacts\n", "```quote\n", "```\n", "~~~", "    ", "\t", "> ", "- ", "1. ", "### ", "| a | b |\n|---|---|\n",
    "<b>", "</b>", "<details>", "<script>", "<!--", "-->", "javascript:", "https://", "mailto:", "{% raw %}", "{{ ",
    " }}", '{{< ref "', "{: .x}", "&#x", "&lt;", "**", "~~", "`", "2025-12", "2030~", "196X", "/..", "../", "?%", "{",
    "}", "[1667,1668]", "Y170000002", '"start_date"', '"year"', '"events"', '"text"', '"headline"', "Year,Month,Day",
    "क", "й", "ع", "\u200b", "\ufeff", "\r\n", "\x00", "\u2028", "\ud83d",
)  # fmt: skip
HEAD = "---\ntitle: T\nsummary: S.\n---\n"
EVENT = "---\ndate: 2025-12-05\ntitle: T\nsummary: S.\ntopics: [a]\nsources: [b]\nimportance: 1\n"


class Finding(AssertionError):
    """Something that may not be."""


def text_of(data: bytes) -> str:
    """An input as a file holds it once it is read: UTF-8, with line feeds only."""
    return data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")


def _read(path: str, text: str) -> None:
    """A content file: no exception, and every problem at a place that the file has."""
    from site_builder.content.parse import parse
    from site_builder.core.documents import File

    lines = text.split("\n")
    for problem in parse(File(path, text)).problems:
        place = problem.place
        if place.line and not (place.line <= len(lines) and place.column <= len(lines[place.line - 1]) + 1):
            raise Finding(f"{problem.code} at {place}, of {len(lines)} lines")
        if not problem.message:
            raise Finding(f"{problem.code} says nothing")


def front(data: bytes) -> None:
    """The front matter of an event."""
    _read("content/timeline/e.md", f"---\n{text_of(data)}\n---\n")


def listed(data: bytes) -> None:
    """A file of YAML that holds a list; the first byte says of which kind."""
    folders = ("timeline", "claims", "sources", "people", "organisations", "glossary", "data")
    path = f"content/{folders[data[0] % 7]}/x.yaml" if data else "content/site.yaml"
    _read(path, text_of(data[1:]))


def event(data: bytes) -> None:
    """Any further key of an event that is sound."""
    _read("content/timeline/e.md", f"{EVENT}{text_of(data)}\n---\n")


def table(data: bytes) -> None:
    """The rows of a dataset."""
    _read("content/data/x.csv", text_of(data))


def prose(data: bytes) -> None:
    """A text in our Markdown, with references, notes and blocks; nothing that would run comes of it."""
    from site_builder.content.markup import render

    text = text_of(data)
    _read("content/pages/p.md", HEAD + text)
    body = render(text, "content/pages/p.md", 5, "").body
    if body:
        _harmless("".join(body.fragments))


def _harmless(html: str) -> None:
    """Every tag is one that we allow, with attributes that we allow, and no address that runs."""
    from site_builder.content.cleaning import ATTRIBUTES, SCHEMES, TAGS

    own = {"rel", "role", "aria-hidden", "aria-label", "hidden", "tabindex", "data-from", "translate"}
    for tag, attributes in re.findall(r"<([a-zA-Z][^\s/>]*)([^<>]*)>", html):
        if tag.lower() not in {*TAGS, "mark", "figure", "figcaption", "section", "nav"}:
            raise Finding(f"<{tag}> is left")
        for name, value in re.findall(r"([^\s=\"'/]+)\s*=\s*\"([^\"]*)\"", attributes):
            allowed = {*ATTRIBUTES["*"], *ATTRIBUTES.get(tag, ()), *own}
            if name.lower() not in allowed:
                raise Finding(f"<{tag} {name}> is left")
            scheme = re.match(r"\s*([a-z][a-z0-9+.-]*):", value, re.IGNORECASE) if name == "href" else None
            if scheme and scheme[1].lower() not in SCHEMES:
                raise Finding(f"a link to {value} is left")


def block(data: bytes) -> None:
    """The YAML of a fenced block; the first byte says of which."""
    from site_builder.content.schema import BLOCK_BY_NAME

    names = sorted(BLOCK_BY_NAME)
    name = names[data[0] % len(names)] if data else "chart"
    _read("content/pages/p.md", f"{HEAD}\n```{name}\n{text_of(data[1:])}\n```\n")


def date(data: bytes) -> None:
    """A date in EDTF: what is read can be told in words, and as times for machines."""
    from site_builder.core import dates

    with suppress(dates.DateError):
        when = dates.parse(text_of(data))
        if not dates.words(when) or not dates.html_datetime(when):
            raise Finding("a date without words")


def timelinejs(data: bytes) -> None:
    """A timeline for TimelineJS3, as JSON and as CSV: what makes an event makes a file without a fault.

    But for signs that no text can hold, of which the import itself tells at which slide they stand.
    """
    from site_builder.doors.scaffold import quoted
    from site_builder.pages import arrivals

    text = text_of(data)
    for read in (arrivals.from_json, arrivals.from_csv):
        try:
            found = read(text)[0]
        except arrivals.Unreadable:
            continue
        for number, one in enumerate(found, 1):
            try:
                made = arrivals.arrival(one, number)
            except ValueError:
                continue
            _sound(arrivals.front_matter(made, ("a",), 2, ("b",), quoted))


def _sound(text: str) -> None:
    from site_builder.content.parse import parse
    from site_builder.core.documents import File

    for problem in parse(File("content/timeline/x.md", text)).problems:
        if problem.severity == "error" and problem.code != "control-character":
            raise Finding(f"{problem.code} in a file that was made: {problem.message}\n{text}")


def post(data: bytes) -> None:
    """A file of Jekyll, Hugo or Pelican: read or told, and each remark at a line that it has."""
    from site_builder.pages.posts import Unreadable, day, plain, read, texts
    from site_builder.pages.rewriting import rewrite
    from site_builder.pages.spans import Way

    text = text_of(data)
    try:
        found = read(text)
    except Unreadable as fault:
        if fault.line > text.count("\n") + 1:
            raise Finding(f"line {fault.line} of {text.count(chr(10)) + 1}") from fault
        return
    for key in found.meta:
        for value in texts(found.meta, (key,)):
            day(plain(value))
    way = Way(lambda target: "a" if "a" in target else "", lambda source: "b.png" if "b" in source else "")
    new = rewrite(found.text, found.line, way, hashes=len(data) % 2 == 0)
    if any(not found.line <= remark.line <= text.count("\n") + 1 for remark in new.remarks):
        raise Finding(f"{new.remarks} in {text.count(chr(10)) + 1} lines")
    _read("content/pages/p.md", HEAD + new.text)


def trap(data: bytes) -> None:
    """A fault that is there, behind steps of which each is a branch: the tests see that it is found."""
    from site_builder.content.text import split
    from site_builder.core.problems import Problem

    found = split(text_of(data), "x.md")
    if not isinstance(found, Problem) and "[[" in found[2]:
        raise Finding("a reference behind front matter")


TARGETS: dict[str, Callable[[bytes], None]] = {
    target.__name__: target for target in (front, listed, event, table, prose, block, date, timelinejs, post)
}


def seeds(target: str) -> list[bytes]:
    """Sound inputs to begin with, from the publication and from the sample of a new site."""
    files = [file for folder in ("content", "starter/content") for file in sorted((ROOT / folder).rglob("*.*"))]
    read = {file: file.read_bytes()[:LONGEST] for file in files if file.suffix in {".md", ".yaml", ".csv"}}
    if target == "date":
        return b"2025-12-05 2025-12 2030~ 2022-02/.. 196X 2025-24 1964~/2008? ../2022 Y-170002".split()
    if target == "timelinejs":
        slide = b'{"start_date": {"year": 2025, "month": 12}, "text": {"headline": "A", "text": "<p>B</p>"}}'
        return [b'{"events": [%s]}' % slide, b"Year,Month,Day,Headline,Text\n2025,12,5,A,B\n"]
    if target == "table":
        return [held for file, held in read.items() if file.suffix == ".csv"]
    if target in {"front", "event", "prose"}:
        parts = [held.split(b"---\n", 2) for file, held in read.items() if file.suffix == ".md"]
        return [part[2 if target == "prose" else 1] for part in parts if len(part) == 3]
    if target == "block":
        fences = [found for held in read.values() for found in re.findall(rb"```[a-z]+\n(.*?)```", held, re.DOTALL)]
        return [bytes([number % 9]) + fence for number, fence in enumerate(fences)]
    if target == "listed":
        return [bytes([number % 7]) + held for number, held in enumerate(read.values())]
    return list(read.values())


def fuzz(target: str, options: list[str]) -> None:
    """Runs one target in this process until libFuzzer ends it."""
    import atheris

    read = trap if target == trap.__name__ else TARGETS[target]
    with atheris.instrument_imports(include=["site_builder", "markdown"]), suppress(Finding):
        read(b"x")  # what it needs is loaded, and watched, now
    atheris.Setup([sys.argv[0], *options], read)
    atheris.Fuzz()


class Run(NamedTuple):
    """What came of a target. finding: "" where there is none; branches: that were reached; kept: inputs."""

    finding: str
    inputs: int
    branches: int
    kept: int
    seconds: float


def run(target: str, folder: Path, limit: str, seed: int) -> Run:
    """Runs one target in a process of its own. folder: for what is kept; limit: as libFuzzer takes it."""
    kept, first = folder / target, folder / f"{target}-seeds"
    for each in (kept, first):
        each.mkdir(parents=True, exist_ok=True)
    for number, held in enumerate(seeds(target) if target in TARGETS else [b"x"]):
        (first / str(number)).write_bytes(held)
    words = folder / f"{target}-words.txt"
    escaped = ("".join(f"\\x{byte:02x}" for byte in word.encode("utf-8", "surrogatepass")) for word in WORDS)
    words.write_text("".join(f'"{word}"\n' for word in escaped), "utf-8")
    options = [
        f"-dict={words}", f"-artifact_prefix={folder}/{target}-", f"-max_len={LONGEST}", f"-timeout={SECONDS}",
        f"-seed={seed}", "-rss_limit_mb=4096", "-print_final_stats=1", limit, str(kept), str(first),
    ]  # fmt: skip
    begun = time.monotonic()
    command = [sys.executable, "-m", "tests.fuzz", "--one", target, *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, errors="replace", check=False)
    told = done.stdout + done.stderr
    last = (re.findall(r"^#\d+\s+\S+\s+cov: (\d+) ft: \d+ corp: (\d+)", told, re.MULTILINE) or [("0", "0")])[-1]
    count = re.findall(r"number_of_executed_units:\s*(\d+)", told)
    finding = _finding(told) if done.returncode else ""
    return Run(finding, int(count[-1]) if count else 0, int(last[0]), int(last[1]), time.monotonic() - begun)


def _finding(told: str) -> str:
    """What was found, and the file that holds the input."""
    why = re.search(r"=== Uncaught Python exception: ===\n(.*?)(?=^INFO: |^==\d+==)", told, re.MULTILINE | re.DOTALL)
    where = re.findall(r"Test unit written to (\S+)", told)
    return f"{why[1][:5_000].strip() if why else told[-3_000:]}\nThe input: {where[-1] if where else 'unknown'}"


def main() -> int:
    """The exit code of the command: 1 where something was found."""
    if sys.argv[1:2] == ["--one"]:
        fuzz(sys.argv[2], sys.argv[3:])
        return 0
    parser = argparse.ArgumentParser(prog="python3 run.py fuzz", description="Fuzzes what reads others' words.")
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"{', '.join(TARGETS)}; without one, all in turn")
    parser.add_argument("--minutes", type=float, default=9.0, help="for all of them together (9)")
    parser.add_argument("--seed", type=int, default=int(time.time()) % 2**31, help="of the first target")
    given = parser.parse_args()
    if unknown := set(given.targets) - TARGETS.keys():
        parser.error(f"no target is called {', '.join(unknown)}; there are {', '.join(TARGETS)}")
    targets, findings = given.targets or list(TARGETS), 0
    print(f"Seeds from {given.seed}; what is kept lies in {KEPT.relative_to(ROOT)}.")
    seconds = max(1, round(60 * given.minutes / len(targets)))
    for number, target in enumerate(targets):
        done = run(target, KEPT, f"-max_total_time={seconds}", given.seed + number)
        findings += bool(done.finding)
        figures = f"{done.inputs:>9,} inputs, {done.branches:>5} branches, {done.kept:>5} kept, {done.seconds:6.0f} s"
        print(f"{target:10} {figures}{chr(10) + done.finding if done.finding else ''}", flush=True)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
