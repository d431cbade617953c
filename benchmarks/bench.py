"""Measures this generator and its peers in one run, on the same text, and prints tables of ratios.

    python3 run.py bench                                       every installed tool, at 100 and 1,000
    python3 run.py bench --tools ours,hugo --sizes 10000 --rounds 5 --scenes cold,nochange,edit,title

Every figure is of whole processes, their start included. The tools take turns round by round, so that a slow
spell of the machine falls on all; a ratio is the median of the rounds' own ratios. A tool that fails once in a
scene has no figure there. README.md says how to read the tables.
"""

import argparse
import json
import os
import platform
import random
import re
import shlex
import shutil
import socket
import statistics
import subprocess
import sys
import time
import tomllib
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path

from benchmarks import browser, corpus, processes
from benchmarks.processes import Command

ROOT = Path(__file__).resolve().parent.parent
BARE = "python -c pass"
REFERENCES = (BARE, "hugo", "pelican")
STARTS = 20
TIMEOUT, SERVE_TIMEOUT = 900.0, 120.0
POLL = 0.01  # seconds between two requests: what a server's figure cannot go below
REST = 1.0
# Code, a sign of HTML and a sign that is escaped: any tool reads them, and ours not on its fast way.
ODD = "The rule is called `cap` in the text, R&D is exempt, and \\*all\\* of it lapses."


# ---- Tools, and the sites they build ----


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things are. tree: the repository whose generator is measured; python: what runs it."""

    work: Path
    peers: Path
    tree: Path
    python: str


@dataclass(frozen=True, slots=True)
class Tool:
    """A table of peers.toml; what stands there is explained at its top."""

    name: str
    version: str
    out: str
    state: tuple[str, ...]
    build: str = ""
    warm: str = ""
    serve: str = ""
    prepare: str = ""
    list: str = "explainers/index.html"
    folder: str = "explainers"
    env: Mapping[str, str] | None = None
    follows: bool = False
    limit: int = 10**9
    serve_limit: int = 10**9

    def command(self, settings: Settings, text: str, folder: Path, port: int = 0) -> Command:
        """One of the tool's commands, ready to run in a folder."""
        words = {"tools": settings.peers, "python": settings.python, "tree": settings.tree, "port": port}
        own = {name: value.format(**words) for name, value in (self.env or {}).items()}
        # Compiled Python is state that every installed tool has, ours too. A server that works in a temporary
        # folder must not write to another file system than the others.
        environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "", "TMPDIR": str(settings.work / "tmp")} | own
        log = settings.work / "logs" / f"{self.name}.log"
        return Command(shlex.split(text.format(**words)), folder, environment, log)


@dataclass(frozen=True, slots=True)
class Head:
    """What the driver knows of a page of the corpus."""

    kind: str
    slug: str
    title: str


@dataclass(frozen=True, slots=True)
class Site:
    """The corpus in one tool's dialect."""

    tool: Tool
    settings: Settings
    number: int
    pages: tuple[Head, ...]

    @property
    def folder(self) -> Path:
        return self.settings.work / str(self.number) / self.tool.name

    def explainer(self, turn: int) -> Head:
        """Another explainer at each turn."""
        return self.pages[(turn * 37 + 11) % self.number]

    def address(self, page: Head) -> str:
        return f"{self.tool.folder if page.kind == 'explainers' else page.kind}/{page.slug}/"

    def built(self, page: Head) -> Path:
        return self.folder / self.tool.out / self.address(page) / "index.html"

    def source(self, page: Head) -> Path:
        return self.folder / corpus.DIALECTS[self.tool.name].path(page.kind, page.slug)

    def command(self, text: str, port: int = 0) -> Command:
        return self.tool.command(self.settings, text, self.folder, port)


def load_tools() -> dict[str, Tool]:
    """Every tool of peers.toml by its name."""
    tables = tomllib.loads((ROOT / "benchmarks" / "peers.toml").read_text("utf-8"))
    return {name: Tool(name, **table | {"state": tuple(table["state"])}) for name, table in tables.items()}


def version(tool: Tool, settings: Settings) -> str:
    """The version that a tool tells; "" when it is not installed or does not run here."""
    command = tool.command(settings, tool.version, settings.work)
    try:
        done = subprocess.run(
            command.words, env=command.environment, cwd=command.folder, capture_output=True, text=True, check=False
        )
    except OSError:
        return ""
    found = re.search(r"\d+\.\d+[\w.]*", re.sub(r"(?i)python ?\d\S*", "", done.stdout + done.stderr))
    return found[0] if found and done.returncode == 0 else ""


def write_site(folder: Path, things: int, chance: random.Random) -> None:
    """Our site with that many explainers, in the default theme."""
    corpus.write_site("ours", corpus.make(things, chance.randrange(1000)), folder, theme=False)


def write_sites(tools: list[Tool], number: int, settings: Settings) -> list[Site]:
    """Every tool's site, written anew."""
    names = ",".join(tool.name for tool in tools)
    out = str(settings.work / str(number))
    # In a process of its own: what is in memory here would be the least that a child's peak can show.
    command = [sys.executable, "-m", "benchmarks.corpus", str(number), "--out", out, "--tools", names]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    pages = tuple(Head(*line.split("\t")) for line in told.splitlines())
    sites = [Site(tool, settings, number, pages) for tool in tools]
    for site in sites:
        if site.tool.prepare:
            processes.run(site.command(site.tool.prepare), TIMEOUT)
    return sites


# ---- Scenes: what is done, and what must be true afterwards ----


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured run. value: seconds, or MiB; beside: processor seconds, or seconds until a server is ready.

    error: why there is no figure, else ""; stale: the page is right and a list that names it is not.
    """

    value: float
    beside: float
    error: str = ""
    stale: bool = False


class Edits:
    """Changes to sources, until they are all taken back. Each round changes one file and leaves the others."""

    def __init__(self) -> None:
        self.text_by_file: dict[Path, str] = {}

    def save(self, file: Path, old: str, new: str) -> None:
        """Replaces the first `old` in a file."""
        text = file.read_text("utf-8")
        if old not in text:
            raise ValueError(f"{file} has no {old!r}")
        self.text_by_file.setdefault(file, text)
        file.write_text(text.replace(old, new, 1), encoding="utf-8")

    def take_back(self) -> None:
        for file, text in self.text_by_file.items():
            file.write_text(text, encoding="utf-8")


def cold(site: Site, _edits: Edits, _turn: int) -> Figure:
    """A full build, output and caches taken away."""
    take_away(site)
    return complete(site, build(site, site.tool.build))


def unusual(site: Site, edits: Edits, _turn: int) -> Figure:
    """A full build in which every fifth explainer holds what few texts hold; tools that care read it in another way."""
    for page in (site.explainer(number) for number in range(0, site.number, 5)):
        file = site.source(page)
        text = file.read_text("utf-8")
        heading = re.search(r"\n\n##+ ", text)
        if heading and ODD not in text:
            edits.save(file, heading[0], f"\n\n{ODD}{heading[0]}")
    return cold(site, edits, _turn)


def nochange(site: Site, _edits: Edits, _turn: int) -> Figure:
    """A build of the same sources again."""
    return complete(site, warm_build(site))


def edit(site: Site, edits: Edits, turn: int) -> Figure:
    """A build after a sentence was added to one page."""
    page = site.explainer(turn)
    marker = add_sentence(site, edits, page)
    figure = warm_build(site)
    return figure if marker in read(site.built(page)) else failed(figure, "the sentence is not on the page")


def title(site: Site, edits: Edits, turn: int) -> Figure:
    """A build after the title of one page was changed."""
    page, marker = site.explainer(turn), new_marker()
    edits.save(site.source(page), page.title, f"{page.title} {marker}")
    figure = warm_build(site)
    if marker not in read(site.built(page)):
        return failed(figure, "the title is not on the page")
    return replace(figure, stale=marker not in read(site.folder / site.tool.out / site.tool.list))


def memory(site: Site, _edits: Edits, _turn: int) -> Figure:
    """The most memory that all processes of a cold build hold together. Nothing is timed meanwhile."""
    take_away(site)
    most, error = processes.peak(site.command(site.tool.build), TIMEOUT)
    return complete(site, Figure(most, 0, error))


def build(site: Site, text: str) -> Figure:
    os.sync()
    ended = processes.run(site.command(text), TIMEOUT)
    return Figure(ended.wall, ended.cpu, ended.error)


def warm_build(site: Site) -> Figure:
    return build(site, site.tool.warm or site.tool.build)


def complete(site: Site, figure: Figure) -> Figure:
    """The figure, if every page is there."""
    missing = sum(not site.built(page).is_file() for page in site.pages)
    return failed(figure, f"{missing} of {len(site.pages)} pages are missing") if missing else figure


def failed(figure: Figure, error: str) -> Figure:
    return figure if figure.error else replace(figure, error=error)


def add_sentence(site: Site, edits: Edits, page: Head) -> str:
    """Adds a sentence above the first heading and returns the word to look for."""
    marker, file = new_marker(), site.source(page)
    heading = re.search(r"\n\n##+ ", file.read_text("utf-8"))
    found = heading[0] if heading else ""
    edits.save(file, found, f"\n\nA new line, {marker}, was added.{found}")
    return marker


def new_marker() -> str:
    return f"marker{time.time_ns():x}"


def read(file: Path) -> str:
    return file.read_text("utf-8") if file.is_file() else ""


def take_away(site: Site) -> None:
    """Moves output and caches out of the site. They are deleted later: that would slow the build."""
    trash = site.settings.work / "trash"
    for path in (site.folder / name for name in site.tool.state):
        if path.exists():
            path.rename(trash / str(time.time_ns()))


# ---- The server's scene ----


Save = Callable[[Site, Edits, str, int], Figure]


def serve(site: Site, rounds: int) -> list[Figure]:
    """For each of some saves the seconds until the changed page comes over HTTP."""
    return serve_and(save, site, rounds)


def browse(site: Site, rounds: int) -> list[Figure]:
    """For each of some saves the seconds until the open page of a browser holds the change."""
    if not site.tool.follows:
        return [Figure(0, 0, "not run: nobody has tried whether its pages follow by themselves")]
    try:
        with browser.watching() as watcher:
            return serve_and(partial(save_and_see, watcher), site, rounds)
    except browser.Unavailable as reason:
        return [Figure(0, 0, f"not run: {reason}")]


def serve_and(save: Save, site: Site, rounds: int) -> list[Figure]:
    """The figures of some saves while a server runs."""
    port = free_port()
    command, base = site.command(site.tool.serve, port), f"http://127.0.0.1:{port}/"
    edits, began = Edits(), time.perf_counter()
    with processes.started(command) as child:
        try:
            if error := until_ready(base + site.address(site.pages[5]), child):
                return [Figure(0, 0, f"{error}: {command.last_words()}")]
            ready = time.perf_counter() - began
            until_calm(child.pid)
            figures: list[Figure] = []
            while len(figures) <= rounds and not any(figure.error for figure in figures):
                figures.append(replace(save(site, edits, base, len(figures)), beside=ready))
                until_calm(child.pid)
            # The first save only warms the server up.
            return figures[1:] or figures
        finally:
            edits.take_back()


def until_ready(url: str, child: "subprocess.Popen[bytes]") -> str:
    """Waits for a first page; returns what went wrong, "" if nothing."""
    began = time.perf_counter()
    while b"</article>" not in fetch(url):
        if child.poll() is not None:
            return f"the server ended, exit {child.returncode}"
        if time.perf_counter() - began > TIMEOUT / 3:
            return "the server was not ready in time"
        time.sleep(POLL)
    return ""


def save(site: Site, edits: Edits, base: str, turn: int) -> Figure:
    """Seconds from the end of a save to the changed page."""
    page = site.explainer(turn)
    url = base + site.address(page)
    fetch(url)
    marker = add_sentence(site, edits, page).encode()
    began = time.perf_counter()
    while marker not in fetch(url):
        if time.perf_counter() - began > SERVE_TIMEOUT:
            return Figure(0, 0, f"not served within {SERVE_TIMEOUT:.0f} s")
        time.sleep(POLL)
    return Figure(time.perf_counter() - began, 0)


def save_and_see(watcher: browser.Watcher, site: Site, edits: Edits, base: str, turn: int) -> Figure:
    """Seconds from the end of a save to the changed text in the open page."""
    page = site.explainer(turn)
    watcher.open(base + site.address(page))
    marker = add_sentence(site, edits, page)
    began = time.time()
    moment = watcher.wait(marker, SERVE_TIMEOUT)
    return Figure(moment - began, 0) if moment else Figure(0, 0, f"not in the page within {SERVE_TIMEOUT:.0f} s")


def until_calm(process: int) -> None:
    """Waits until a server hardly works any more, for a minute at most."""
    for _ in range(40):
        before = processes.processor_seconds(process)
        time.sleep(1.5)
        if processes.processor_seconds(process) - before < 0.15:
            return


def fetch(url: str) -> bytes:
    """What an address answers; nothing while it does not, or answers with an error."""
    try:
        with urllib.request.urlopen(url, timeout=20) as answer:  # noqa: S310 - our own http address
            return bytes(answer.read())
    except OSError:
        return b""


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


# ---- A run: rounds of scenes ----

Rows = dict[str, list[Figure]]


@dataclass(frozen=True, slots=True)
class Scene:
    """A scene in words. run: one round of it, None for those that are measured in another way."""

    words: str
    run: Callable[[Site, Edits, int], Figure] | None
    warm: bool = False
    beside: str = "CPU"
    unit: str = "s"


SCENES = {
    "start": Scene("start: --version", None),
    "cold": Scene("cold build", cold),
    "unusual": Scene("cold build, a fifth of the texts unusual", unusual),
    "nochange": Scene("build without a change", nochange, warm=True),
    "edit": Scene("build after one sentence, fresh process", edit, warm=True),
    "title": Scene("build after one title, fresh process", title, warm=True),
    "serve": Scene("server: save to changed page", None, beside="ready"),
    "browser": Scene("browser: save to changed page on the screen", None, beside="ready"),
    "memory": Scene("memory of all processes, cold build", memory, beside="", unit="MiB"),
}


def in_turns(names: list[str], rounds: int, run: Callable[[str, int], Figure], rest: Callable[[], None]) -> Rows:
    """Figures by name, after as many rounds; nobody is always the first. Who fails is not run again."""
    rows: Rows = {name: [] for name in names}
    for turn in range(rounds if names else 0):
        at = turn % len(names)
        for name in names[at:] + names[:at]:
            if not any(figure.error for figure in rows[name]):
                rows[name].append(run(name, turn))
        rest()
    return rows


def measure(scene: Scene, sites: list[Site], rounds: int) -> Rows:
    """The figures of one scene, by tool."""
    if scene.run is None:
        measured = browse if scene is SCENES["browser"] else serve
        return {site.tool.name: serve_or_not(measured, site, rounds) for site in sites}
    site_by_name, run = {site.tool.name: site for site in sites}, scene.run
    primed = {name: warm_build(site) if scene.warm else Figure(0, 0) for name, site in site_by_name.items()}
    faulty = {name: [figure] for name, figure in primed.items() if figure.error}
    names = [name for name in site_by_name if name not in faulty]
    edits, settings = Edits(), sites[0].settings
    try:
        rows = in_turns(names, rounds, lambda name, turn: run(site_by_name[name], edits, turn), partial(tidy, settings))
        return rows | faulty
    finally:
        edits.take_back()


def serve_or_not(measured: Callable[[Site, int], list[Figure]], site: Site, rounds: int) -> list[Figure]:
    if site.number > site.tool.serve_limit:
        return [Figure(0, 0, f"not run above {site.tool.serve_limit}")]
    try:
        return measured(site, rounds)
    finally:
        tidy(site.settings)


def measure_starts(tools: list[Tool], settings: Settings) -> Rows:
    """Seconds that each tool takes to tell its version, and Python to do nothing."""
    bare = Tool(BARE, "{python} -c pass", "", ())
    tool_by_name = {tool.name: tool for tool in (*tools, bare)}

    def run(name: str, _turn: int) -> Figure:
        tool = tool_by_name[name]
        ended = processes.run(tool.command(settings, tool.version, settings.work), TIMEOUT)
        return Figure(ended.wall, ended.cpu, ended.error)

    return in_turns(list(tool_by_name), STARTS, run, lambda: None)


def tidy(settings: Settings) -> None:
    """Deletes what was taken away, and what a server that was killed has left."""
    for name in ("trash", "tmp"):
        shutil.rmtree(settings.work / name, ignore_errors=True)
        (settings.work / name).mkdir()
    os.sync()
    time.sleep(REST)  # a disk goes on discarding for a while


# ---- The report ----


def report(scene: Scene, number: int, rows: Rows) -> None:
    """Prints a table, the best first and the failures last."""
    against = [name for name in REFERENCES if name in rows]
    beside = [scene.beside] if scene.beside else []
    head = ["tool", "median", "min-max", *(f"x {name}" for name in against), *beside, "runs"]
    print(f"\n### {scene.words}{f', N = {number:,}' if number else ''}\n")
    print(f"| {' | '.join(head)} |\n| --- |{' ---: |' * (len(head) - 1)}")
    good = {name: figures for name, figures in rows.items() if figures and not any(f.error for f in figures)}
    for name in sorted(good, key=lambda name: middle(good[name])):
        ratios = [ratio(good[name], good.get(other, [])) for other in against]
        print(f"| {' | '.join([name, *cells(scene, good[name], ratios)])} |")
    for name in (name for name in rows if name not in good):
        error = next((figure.error for figure in rows[name] if figure.error), "no run")
        print(f"| {name} | {'' if error.startswith('not run') else 'FAILED: '}{error} |{' |' * (len(head) - 2)}")
    sys.stdout.flush()


def cells(scene: Scene, figures: list[Figure], ratios: list[str]) -> list[str]:
    """A row without its name. Where lists are stale, time and ratios stand in brackets: less was done."""
    values = [figure.value for figure in figures]
    least, most = shown(min(values), scene.unit), shown(max(values), scene.unit)
    worth, stale = shown(middle(figures), scene.unit), any(figure.stale for figure in figures)
    if stale:
        worth, ratios = f"lists stale ({worth})", [f"({each})" for each in ratios]
    beside = [shown(statistics.median(figure.beside for figure in figures), "s")] if scene.beside else []
    return [worth, f"{least} - {most}", *ratios, *beside, str(len(figures))]


def ratio(figures: list[Figure], others: list[Figure]) -> str:
    """The median of the rounds' own ratios; "-" where the other failed."""
    pairs = [mine.value / other.value for mine, other in zip(figures, others, strict=False)]
    return f"{statistics.median(pairs):.3f}" if pairs else "-"


def middle(figures: list[Figure]) -> float:
    return statistics.median(figure.value for figure in figures)


def shown(value: float, unit: str) -> str:
    if unit == "MiB":
        return f"{value:,.0f} MiB"
    return f"{value * 1000:.0f} ms" if value < 1 else f"{value:.2f} s"


def introduce(tools: list[Tool], versions: Mapping[str, str], settings: Settings) -> None:
    """Prints the machine, the versions, and what is missing."""
    cpus = Path("/proc/cpuinfo").read_text("utf-8")
    model = re.search(r"model name\s*: (.*)", cpus)
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    load = os.getloadavg()[0]
    print(f"Machine: {os.cpu_count()} x {model[1] if model else platform.machine()}, {memory:.0f} GiB, load {load:.1f}")
    print(f"System: {platform.platform()}, Python {platform.python_version()}")
    print(f"Work folder: on {file_system(settings.work)}")
    print("Versions: " + ", ".join(f"{tool.name} {versions[tool.name]}" for tool in tools))
    if missing := [name for name, found in versions.items() if not found]:
        print(f"Not installed, or not usable here: {', '.join(missing)}. To install: sh benchmarks/install_peers.sh")


def file_system(folder: Path) -> str:
    """The type of the file system that a folder is on."""
    mounts = [line.split() for line in Path("/proc/mounts").read_text("utf-8").splitlines()]
    around = [mount for mount in mounts if folder.is_relative_to(mount[1])]
    return max(around, key=lambda mount: len(mount[1]))[2]


def tell_straight(settings: Settings) -> None:
    """Prints how much of the content of the measured tree needs no Python-Markdown."""
    command = [settings.python, str(ROOT / "benchmarks/straight.py"), str(settings.tree)]
    around = {**os.environ, "PYTHONPATH": str(settings.tree)}
    told = subprocess.run(command, env=around, capture_output=True, text=True, check=False)
    print(f"Straight: {told.stdout.strip() or 'not known of this tree'}")


def keep(file: Path, scene: str, number: int, rows: Rows) -> None:
    """Appends every figure to a file, one JSON object a line."""
    with file.open("a", encoding="utf-8") as lines:
        for name, figures in rows.items():
            for figure in figures:
                lines.write(json.dumps({"scene": scene, "n": number, "tool": name, **asdict(figure)}) + "\n")


# ---- The command ----


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="run.py bench", description="Measures this generator and its peers.")
    parser.add_argument("--tools", default=",".join(load_tools()), help="default: %(default)s")
    parser.add_argument("--sizes", default="100,1000", help="numbers of explainers; default: %(default)s")
    parser.add_argument("--scenes", default=",".join(SCENES), help="default: %(default)s")
    parser.add_argument("--rounds", type=int, default=3, help="default: %(default)s")
    parser.add_argument("--tree", type=Path, default=ROOT, help="another checkout to measure in place of this one")
    parser.add_argument("--json", type=Path, help="a file that every figure is added to")
    asked = parser.parse_args()
    for kind, known in (("tools", load_tools()), ("scenes", SCENES)):
        if unknown := set(getattr(asked, kind).split(",")) - set(known):
            parser.error(f"no such {kind}: {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    return asked


def settle(tree: Path) -> Settings:
    """Where to work: in memory if possible, because making many files on a disk measures the disk."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "explainer-bench"
    shared = Path("/dev/shm")  # noqa: S108 - the folder in memory that Linux has
    usual = shared / "explainer-bench" if os.access(shared, os.W_OK) else cache / "work"
    work = Path(os.environ.get("PERF_WORK") or usual).resolve()
    peers = Path(os.environ.get("PERF_TOOLS") or cache / "tools").resolve()
    for name in ("logs", "tmp", "trash"):
        (work / name).mkdir(parents=True, exist_ok=True)
    return Settings(work, peers, tree.resolve(), sys.executable)


@contextmanager
def alone(settings: Settings) -> Iterator[None]:
    """Refuses a second run in the same folder: each would measure the other."""
    import fcntl  # Windows has none, and the tests import this file there too

    with (settings.work / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sys.exit("run.py bench: another run is at work; wait for it, or name another folder in PERF_WORK")
        yield


def main() -> int:
    """Runs what was asked for; 1 when something failed."""
    asked = arguments()
    if not Path("/proc/self/smaps_rollup").exists():
        sys.exit("run.py bench: this needs Linux, whose /proc tells memory and processor time")
    settings = settle(asked.tree)
    with alone(settings):
        tool_by_name = load_tools()
        wanted = [tool_by_name[name] for name in asked.tools.split(",")]
        versions = {tool.name: version(tool, settings) for tool in wanted}
        tools = [tool for tool in wanted if versions[tool.name]]
        introduce(tools, versions, settings)
        tell_straight(settings)
        sound = bool(tools)
        for name, number, rows in all_rows(tools, asked, settings):
            report(SCENES[name], number, rows)
            if asked.json:
                keep(asked.json, name, number, rows)
            errors = [figure.error for figures in rows.values() for figure in figures if figure.error]
            sound = sound and all(error.startswith("not run") for error in errors)
    return 0 if sound else 1


def all_rows(tools: list[Tool], asked: argparse.Namespace, settings: Settings) -> Iterator[tuple[str, int, Rows]]:
    """Scene, size and figures, one table after the other."""
    scenes = asked.scenes.split(",")
    if "start" in scenes and tools:
        yield "start", 0, measure_starts(tools, settings)
    for number in map(int, asked.sizes.split(",")):
        sites = write_sites([tool for tool in tools if number <= tool.limit], number, settings)
        for name in (name for name in scenes if name != "start" and sites):
            rounds = 1 if name == "memory" else asked.rounds
            print(f"... {SCENES[name].words}, N = {number:,}", file=sys.stderr)  # minutes may pass now
            yield name, number, measure(SCENES[name], sites, rounds)


if __name__ == "__main__":
    sys.exit(main())
