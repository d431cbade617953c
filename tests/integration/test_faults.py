"""Faults of the machine: a full disk, one that cannot be written, files that go or change while they are read, clocks.

After each, the published folder is the site of before or the new one, every file of it whole; nothing that was not
finished lies about; and the next build is right.
"""

import errno
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from site_builder.engine import disk, placing
from site_builder.engine.build import Memory, build
from site_builder.engine.disk import Refused
from site_builder.engine.result import Request, Result
from site_builder.engine.unchanged import glance
from tests.proof import LAST_SECOND, Desk, tree

REPOSITORY = Path(__file__).resolve().parents[2]
FULL = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
LARGE = "static/large.bin"


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The desk sets the clock; here it is put back."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(LAST_SECOND))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path)
    desk.prove()
    return desk


def unfinished(desk: Desk) -> list[str]:
    return [file.name for folder in (desk.output, desk.cache) for file in folder.rglob("*") if ".tmp" in file.name]


# Real file systems, of a size of their own.


@contextmanager
def mounted(folder: Path, size: str) -> Iterator[Callable[[str], str]]:
    """A file system of its own in a folder; what is given changes how it is mounted."""
    folder.mkdir(parents=True, exist_ok=True)
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root can mount a file system, and only Linux has this one")
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip(f"nothing can be mounted here: {done.stderr.decode().strip()}")
    try:
        yield lambda how: str(subprocess.run(["mount", "-o", f"remount,{how}", folder], check=True))
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


def test_a_disk_that_is_full_keeps_the_site_of_before(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    with mounted(desk.output, "3m"):
        desk.prove()
        before = tree(desk.output)
        desk.edit("title of an event")
        desk.put({**desk.site, LARGE: b"x" * 4_000_000})
        with pytest.raises(
            Refused, match=r"No space left on device; make room there, or give another folder with --output"
        ):
            desk.build()
        assert tree(desk.output) == before
        assert unfinished(desk) == []
        desk.put({path: held for path, held in desk.site.items() if path != LARGE})
        desk.prove()


def test_a_cache_that_is_full_costs_time_and_nothing_else(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    with mounted(desk.cache, "64k"):
        for names in ((), ("title of an event",), ("page renamed",), ("body of a page",)):
            desk.edit(*names)
            desk.prove()


def test_an_output_that_cannot_be_written_is_told_and_left(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    with mounted(desk.output, "8m") as remount:
        desk.prove()
        before = tree(desk.output)
        remount("ro")
        desk.edit("title of an event", "event gone")
        with pytest.raises(Refused, match=r"Read-only file system; make it writable"):
            desk.build()
        assert tree(desk.output) == before
        remount("rw")
        desk.prove()


def test_a_cache_that_cannot_be_written_costs_time_and_nothing_else(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    with mounted(desk.cache, "8m") as remount:
        desk.prove()
        remount("ro")
        for names in (("title of an event",), ("page renamed",)):
            desk.edit(*names)
            desk.prove()


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such limits on Windows")
def test_the_command_says_it_in_one_line(tmp_path: Path) -> None:
    """In a process of its own, of which every file is at most 100 KB: the system says that the file is too large."""
    desk = Desk(tmp_path)
    desk.put({**desk.site, LARGE: b"x" * 400_000})
    code = (
        "import resource, runpy, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000)); "
        f"sys.argv = ['site-builder', 'build', '--site', {str(desk.root)!r}]; "
        "runpy.run_module('site_builder', run_name='__main__')"
    )
    around = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    done = subprocess.run([sys.executable, "-c", code], env=around, capture_output=True, text=True, check=False)
    assert (done.returncode, "Traceback" in done.stderr) == (1, False), done.stderr
    assert f"{LARGE} cannot be written: File too large; make it writable, or give another folder" in done.stderr


def test_a_worker_that_finds_the_disk_full_is_heard(tmp_path: Path) -> None:
    """Workers write the pages that they render; a process of its own, because one that has threads forks none."""
    desk = Desk(tmp_path)
    command = [sys.executable, "-m", "site_builder", "build", "--jobs", "2"]
    with mounted(tmp_path / "disk", "300k"):
        output = tmp_path / "disk/out"
        done = subprocess.run(
            [*command, "--site", desk.root, "--output", output],
            env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, "Traceback" in done.stderr) == (1, False), done.stderr
        assert "cannot be written: No space left on device; make room there, or give another folder" in done.stderr
        assert not output.exists()


# At every write.


@contextmanager
def failing_at(number: int, fault: OSError) -> Iterator[list[int]]:
    """From this of the writes on, each is refused by the system; yields a list that will hold how many there were."""
    count = [0]

    def refusing(work: Callable[..., object]) -> Callable[..., object]:
        def done(*given: object, **named: object) -> object:
            count[0] += 1
            if count[0] >= number:
                raise OSError(fault.errno, fault.strerror, given[0] if given else None)
            return work(*given, **named)

        return done

    def half(file: str, data: bytes) -> None:
        count[0] += 1
        if count[0] >= number:
            fill(file, data[: len(data) // 2])
            raise OSError(fault.errno, fault.strerror, file)
        fill(file, data)

    fill = placing._fill
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(placing, "_fill", half)
        for name in ("replace", "makedirs"):
            patch.setattr(os, name, refusing(getattr(os, name)))
        if fault.errno != errno.ENOSPC:  # to remove needs no room
            patch.setattr(Path, "unlink", refusing(Path.unlink))
        yield count


NAMES = [("title of a source",), ("page renamed", "static file renamed"), ("event gone",)]


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EACCES, errno.EIO, errno.EROFS], ids=errno.errorcode.get)
@pytest.mark.parametrize("names", NAMES, ids=str)
def test_a_write_that_the_system_refuses_leaves_every_file_whole(
    desk: Desk, names: tuple[str, ...], code: int, long: bool
) -> None:
    old = tree(desk.output)
    fault = OSError(code, os.strerror(code))
    with failing_at(10**9, fault) as count:
        desk.edit(*names)
        desk.prove()
    new = tree(desk.output)
    desk.edit(*names)
    desk.prove()
    assert tree(desk.output) == old
    every = range(1, count[0] + 1)
    for number in every if long else every[:: max(1, len(every) // 9)]:
        desk.edit(*names)
        with failing_at(number, fault):
            try:
                desk.build()
            except Refused as refusal:
                assert os.strerror(code) in str(refusal)  # noqa: PT017 - there may be none
        now = tree(desk.output)
        now.pop(f"./{disk.MANIFEST}", None)
        mixed = {path: held for path, held in now.items() if held not in (old.get(path), new.get(path))}
        assert mixed == {}, f"at write {number}"
        assert unfinished(desk) == [] or code != errno.ENOSPC
        desk.prove()
        desk.edit(*names)
        desk.prove()


def test_a_full_disk_changes_nothing_until_all_is_written(desk: Desk) -> None:
    """Whatever number of files fit: the first is put in its place when the last one lies on the disk."""
    before = tree(desk.output)
    fill, room = placing._fill, [0]

    def some(file: str, data: bytes) -> None:
        room[0] -= 1
        if room[0] < 0:
            raise FULL
        fill(file, data)

    desk.edit("title of a source", "page renamed")
    for fits in range(0, 200, 3):
        room[0] = fits
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(placing, "_fill", some)
            try:
                desk.build()
            except Refused:
                assert tree(desk.output) == before
                assert unfinished(desk) == []
            else:
                break
    assert room[0] < 3
    desk.prove()


# What changes under the build's hands.


def _gone(file: Path) -> None:
    file.unlink()


def _folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def _longer(file: Path) -> None:
    file.write_bytes(file.read_bytes() + b"\n\n<!-- more -->\n")


def _hidden(file: Path) -> None:
    """As another user's would be: for root, to whom nothing is hidden, a link that leads nowhere."""
    file.unlink()
    file.symlink_to("nowhere")


@pytest.mark.parametrize("path", ["content/pages/about.md", "content/topics/water/index.md", "content/site.yaml",
                                  "content/data/water-levels.yaml", "static/site.css"])  # fmt: skip
@pytest.mark.parametrize("happens", [_gone, _folder, _longer, _hidden], ids=lambda happens: happens.__name__)
@pytest.mark.parametrize("is_first", [True, False], ids=["first build", "later build"])
def test_a_file_that_changes_between_look_and_read_is_no_fault_of_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, happens: Callable[[Path], None], is_first: bool
) -> None:
    desk = Desk(tmp_path)
    if path not in desk.site:
        desk.put({**desk.site, path: b"/* ours */\n"})
    sound = dict(desk.site)
    if not is_first:
        desk.prove()
        (desk.root / path).write_bytes(desk.site[path] + b"\n")
    tree_of, done = disk.tree_of, list[str]()

    def changed(*given: object) -> disk.Tree:
        found = tree_of(*given)  # type: ignore[arg-type]
        if not done:
            done.append(path)
            happens(desk.root / path)
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(disk, "tree_of", changed)
        try:
            result: Result | None = build(desk.request())
        except Refused:
            result = None
    assert done
    assert result is None or result.ok or all(problem.place.path for problem in result.problems)
    target = desk.root / path
    if target.is_dir():
        shutil.rmtree(target)
    target.unlink(missing_ok=True)
    desk.site = {held: data for held, data in desk.site.items() if held != path}
    desk.put(sound)
    desk.prove()


# Clocks.


@pytest.mark.parametrize("hours", [-1, -24 * 400, 24 * 400])
def test_a_clock_that_goes_back_or_far_ahead_costs_time_and_nothing_else(
    desk: Desk, hours: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The machine's own, from which we tell whether a file may have changed since it was read."""
    now, now_ns = time.time, time.time_ns
    monkeypatch.setattr(time, "time", lambda: now() + 3600 * hours)
    monkeypatch.setattr(time, "time_ns", lambda: now_ns() + 3600 * hours * 10**9)
    for names in (("title of an event",), ("body of a page",), ("page renamed",), ("event gone",)):
        desk.edit(*names)
        desk.prove()
        for file in desk.root.rglob("*.md"):
            os.utime(file, (now() + 3600 * hours, now() + 3600 * hours))
        desk.prove()


# Two builds at once, of two requests.


def test_two_requests_into_one_folder_make_one_of_the_two_sites(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    args = [sys.executable, "-m", "site_builder", "build", "--site", str(desk.root), "--output", str(desk.output)]
    around = {**os.environ, "PYTHONPATH": str(REPOSITORY), "SOURCE_DATE_EPOCH": str(desk.clock)}
    addresses = ("https://one.example.org/", "https://two.example.org/some/where/")
    clean = []
    for number, address in enumerate(addresses):
        build(Request(desk.root, tmp_path / f"clean-{number}", address, cache=tmp_path / f"cache-{number}"))
        clean.append(tree(tmp_path / f"clean-{number}"))
    for _ in range(3):
        both = [
            subprocess.Popen([*args, "--base-url", address], env=around, stdout=subprocess.DEVNULL)
            for address in (*addresses, *addresses)
        ]
        assert [process.wait() for process in both] == [0] * 4
        assert tree(desk.output) in clean


def test_what_was_seen_before_another_request_built_is_not_believed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the first look, which needs no lock, and the lock, another build may have come and gone."""
    monkeypatch.setattr(placing, "UNSURE", -(10**15))  # what was written just now is believed
    desk.edit("title of an event")
    desk.prove()
    mine = tree(desk.output)
    seen = glance(desk.request())
    assert seen.outputs is not None
    rows = seen.outputs()
    build(Request(desk.root, desk.output, "https://two.example.org/", cache=desk.cache))
    assert tree(desk.output) != mine
    build(desk.request(), memory=Memory(files=seen.files), listing=seen.listing, outputs=lambda: rows)
    assert tree(desk.output) == mine
