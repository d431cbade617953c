"""The proof's bench: a site on disk that is edited and built again and again, each time compared with a clean build."""

import hashlib
import os
import random
import re
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import pytest

from site_builder.engine import disk, exchanging, placing
from site_builder.engine.build import Memory, build
from site_builder.engine.result import Request, Result
from site_builder.engine.store import Store
from site_builder.engine.unchanged import glance, unchanged
from tests.edits import EDITS
from tests.rich import RICH, Site

# 31 January 2026 in Kolkata ends at half past six in the evening of UTC.
LAST_SECOND = 1769884199
DAY = 86_400
# What a build that was killed can leave of a file that it was writing.
UNFINISHED = re.compile(r"\..*\.[0-9]+\.tmp")


class Stale(AssertionError):
    """The incremental build is not the clean build."""


class Killed(BaseException):
    """The build is dead from here on."""


@dataclass(frozen=True)
class Told:
    """What came of a build, as far as it must be the same with and without a memory. tree: digests by path."""

    ok: bool
    problems: tuple[object, ...]
    left_out: tuple[object, ...]
    pages_by_kind: tuple[tuple[str, int], ...]
    written: tuple[int, int, str] | None
    tree: dict[str, str]

    def differences(self, other: "Told") -> list[str]:
        """In what two of them differ, in words."""
        names = ("ok", "problems", "left_out", "pages_by_kind", "written")
        found = [f"{name}: {getattr(self, name)} {getattr(other, name)}" for name in names
                 if getattr(self, name) != getattr(other, name)]  # fmt: skip
        paths = sorted(self.tree.keys() | other.tree.keys())
        return found + [path for path in paths if self.tree.get(path) != other.tree.get(path)]


CLEAN: dict[bytes, Told] = {}


@dataclass
class Desk:
    """A site, its output and its cache in one folder. site: as it lies on disk; good: the tree of the last good build.

    memory: kept from build to build as a preview does, instead of the cache.
    """

    folder: Path
    jobs: int = 1
    drafts: bool = False
    future: bool = False
    thorough: bool = False
    executor: Executor | None = None
    memory: Memory | None = None
    site: Site = field(default_factory=dict)
    good: dict[str, str] = field(default_factory=dict)
    clock: int = LAST_SECOND
    stirred: random.Random | None = None
    atomic: bool = False

    def __post_init__(self) -> None:
        self.put(RICH)

    @property
    def root(self) -> Path:
        """The site's folder."""
        return self.folder / "site"

    @property
    def output(self) -> Path:
        """Where it is built."""
        return self.folder / "out"

    @property
    def cache(self) -> Path:
        """Where builds leave what they remember."""
        return self.folder / "cache"

    def request(self, *, fresh: bool = False, check: bool = False) -> Request:
        """What is asked of an incremental build."""
        cache = None if self.memory is not None else self.cache
        output = None if check else self.output
        flags = self.drafts, self.future, self.jobs, cache, fresh, self.thorough, self.atomic
        return Request(self.root, output, "", *flags)

    def put(self, site: Site) -> None:
        """Makes the folder hold this site; files that stay the same are not touched."""
        # Of a file and a folder of one name, the file stands.
        site = {path: one for path, one in site.items() if site.keys().isdisjoint(map(str, Path(path).parents))}
        for path in self.site.keys() - site.keys():
            (self.root / path).unlink()
            for parent in (self.root / path).parents:
                if parent == self.root or any(parent.iterdir()):
                    break
                parent.rmdir()
        for path, content in site.items():
            if self.site.get(path) != content:
                (self.root / path).parent.mkdir(parents=True, exist_ok=True)
                (self.root / path).write_bytes(content)
        self.site = dict(site)

    def edit(self, *names: str) -> None:
        """Makes edits, by their names."""
        site = self.site
        for name in names:
            site = EDITS[name](site)
        self.put(site)

    def build(self, *, fresh: bool = False, check: bool = False) -> Result:
        """An incremental build, through both of its doors."""
        os.environ["SOURCE_DATE_EPOCH"] = str(self.clock)
        request = self.request(fresh=fresh, check=check)
        with _stirred(self.stirred):
            # A preview has no state on disk, and never asks whether one has changed.
            seen = glance(request)
            return unchanged(request, seen) or build(
                request, executor=self.executor, memory=self.memory, listing=seen.listing, outputs=seen.outputs
            )

    def clean(self) -> Told:
        """What a build into an empty folder makes of the same site, with nothing remembered."""
        named = repr((sorted(self.site.items()), self.clock, self.drafts, self.future, self.thorough))
        key = hashlib.blake2b(named.encode()).digest()
        if key not in CLEAN:
            os.environ["SOURCE_DATE_EPOCH"] = str(self.clock)
            output = self.folder / f"clean-{len(CLEAN)}"
            result = build(Request(self.root, output, "", self.drafts, self.future, thorough=self.thorough))
            CLEAN[key] = told(result, tree(output))
        return CLEAN[key]

    def prove(self, *, fresh: bool = False) -> Result:
        """Builds, and raises Stale where that is not what a clean build makes."""
        result = self.build(fresh=fresh)
        self.compare(result)
        return result

    def compare(self, result: Result) -> None:
        """Raises Stale where a build is not what a clean one is; one with an error leaves the last good site."""
        clean = self.clean()
        expected = clean if clean.ok else replace(clean, tree=self.good)
        differences = expected.differences(told(result, tree(self.output)))
        if differences:
            raise Stale("; ".join(differences))
        self.good = expected.tree


def told(result: Result, lies: dict[str, str]) -> Told:
    """What came of a build. lies: what lies in its output folder. What the build before it had is not told."""
    problems = tuple(problem for problem in result.problems if problem.code != "lost-address")
    written = (result.written.total, result.written.size, result.written.digest) if result.written else None
    return Told(result.ok, problems, result.left_out, result.pages_by_kind, written, lies)


def tree(folder: Path) -> dict[str, str]:
    """The digest of every file below a folder, and "" for every folder."""
    found: dict[str, str] = {}
    for here, _, names in os.walk(folder):
        base = os.path.relpath(here, folder).replace(os.sep, "/")
        if not names or not all(map(UNFINISHED.fullmatch, names)):
            found[f"{base}/"] = ""
        for name in names:
            if not UNFINISHED.fullmatch(name):
                file = Path(here, name)
                found[f"{base}/{name}"] = "a link" if file.is_symlink() else disk.digest_of(file.read_bytes())
    return found


@contextmanager
def _stirred(chance: random.Random | None) -> Iterator[None]:
    """Lists every folder in another order each time. chance: None to leave the order alone."""
    if chance is None:
        yield
        return
    scandir, shuffle = os.scandir, chance.shuffle

    class Stirred:
        """A folder's entries in any order."""

        def __init__(self, folder: str) -> None:
            with scandir(folder) as held:
                self.entries = list(held)
            shuffle(self.entries)

        def __enter__(self) -> Iterator[os.DirEntry[str]]:
            return iter(self.entries)

        def __iter__(self) -> Iterator[os.DirEntry[str]]:
            return iter(self.entries)

        def __exit__(self, *_: object) -> None:
            """Nothing is open."""

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "scandir", Stirred)
        yield


@contextmanager
def killed_at(number: int) -> Iterator[list[str]]:
    """The build dies at this of its writes and never writes again; yields a list that will name each of them.

    Writes are: "fill" (half a file), "replace", "unlink", "rmdir", "link", "exchange", "put" of a result into the
    store, the store's "close".
    """
    done: list[str] = []

    def step(name: str) -> None:
        done.append(name)
        if len(done) >= number:
            raise Killed

    with pytest.MonkeyPatch.context() as patch:
        fill, put, close = placing._fill, Store.put, Store.close

        def half(file: str, data: bytes) -> None:
            try:
                step("fill")
            except Killed:
                fill(file, data[: len(data) // 2])
                raise
            fill(file, data)

        def put_in(store: Store, key: str, sealed: bytes) -> None:
            step("put")
            put(store, key, sealed)

        def closed(store: Store, kept: Iterable[str] = ()) -> None:
            try:
                step("close")
            except Killed:
                store._leave()  # nothing was committed
                return
            close(store, kept)

        for name in ("replace", "unlink", "rmdir", "link"):
            patch.setattr(os, name, _after(partial(step, name), getattr(os, name)))
        patch.setattr(exchanging, "_exchange", _after(partial(step, "exchange"), exchanging._exchange))
        patch.setattr(os, "getpid", lambda: 4_000_000 + number)  # the next build is another process
        patch.setattr(placing, "_fill", half)
        patch.setattr(Store, "put", put_in)
        patch.setattr(Store, "close", closed)
        yield done


def _after(step: Callable[[], None], work: Callable[..., object]) -> Callable[..., object]:
    def done(*given: object, **named: object) -> object:
        step()
        return work(*given, **named)

    return done
