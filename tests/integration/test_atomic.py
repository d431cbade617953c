"""A build with --atomic: the folder is the site of before or the new one at every moment, whatever happens."""

import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from site_builder.engine import exchanging
from site_builder.engine.disk import Refused
from tests.integration.test_faults import mounted
from tests.integration.test_incremental import command
from tests.proof import LAST_SECOND, Desk, Killed, killed_at, tree

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets two folders change places")


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The desk sets the clock; here it is put back."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(LAST_SECOND))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """The rich site, built once."""
    made = Desk(tmp_path, atomic=True)
    made.prove()
    return made


def around(desk: Desk) -> list[str]:
    """What lies beside the output."""
    return sorted(path.name for path in desk.output.parent.iterdir() if not path.name.startswith("clean-"))


@pytest.mark.parametrize("names", [("title of a source",), ("page renamed", "static file renamed"), ("event gone",)])
def test_a_kill_at_any_write_leaves_the_site_of_before_or_the_new_one(
    desk: Desk, names: tuple[str, ...], long: bool
) -> None:
    before = tree(desk.output)
    with killed_at(10**9) as writes:
        desk.edit(*names)
        desk.prove()
    after = tree(desk.output)
    assert before != after
    last = writes.index("exchange") + 1
    numbers = range(1, len(writes) + 1) if long else sorted({*range(1, len(writes), len(writes) // 12), last, last + 1})
    met = set()
    for number in numbers:
        desk.edit(*names)
        held = tree(desk.output)
        with killed_at(number), suppress(Killed):
            desk.build()
        assert tree(desk.output) in (before, after), f"half a site after write {number}, {writes[number - 1]}"
        met.add(tree(desk.output) == held)
        desk.prove()
        assert around(desk) == ["cache", "out", "site"]
    assert met == {True, False}


def test_what_others_put_there_stays(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    (desk.output / "CNAME").write_text("a.example")
    (desk.output / "theirs").mkdir()
    (desk.output / "theirs/link").symlink_to("../CNAME")
    exchange = exchanging._exchange

    def late(twin: Path, folder: Path) -> None:
        (folder / "theirs/late.txt").write_text("put there while the twin was made")
        (folder / "CNAME").unlink()
        (folder / "CNAME").write_text("b.example")
        exchange(twin, folder)

    monkeypatch.setattr(exchanging, "_exchange", late)
    desk.edit("page renamed")
    desk.build()
    assert (desk.output / "theirs/late.txt").read_text() == "put there while the twin was made"
    assert (desk.output / "theirs/link").read_text() == (desk.output / "CNAME").read_text() == "b.example"
    assert around(desk) == ["cache", "out", "site"]


def test_a_folder_that_cannot_be_exchanged_is_told_and_left(desk: Desk) -> None:
    """Where a disk of its own is put at the very folder, no other folder can take its place."""
    desk.edit("page renamed")
    out = desk.output
    held = tree(out)
    out.rename(out.with_name("kept"))
    with mounted(out, "8m"):
        subprocess.run(["cp", "-a", f"{out.with_name('kept')}/.", str(out)], check=True)
        with pytest.raises(Refused, match=r"cannot be exchanged for its new site: .*; build without --atomic"):
            desk.build()
        assert tree(out) == held
        assert around(desk) == ["cache", "kept", "out", "site"]


def test_a_twin_that_is_not_ours_is_refused(desk: Desk) -> None:
    twin = desk.output.with_name(".out.next")
    twin.mkdir()
    (twin / "mine.txt").write_text("mine")
    desk.edit("page renamed")
    with pytest.raises(Refused, match=r"\.out\.next holds files that this program did not write"):
        desk.build()
    assert (twin / "mine.txt").read_text() == "mine"


def test_the_build_after_it_has_nothing_to_do(desk: Desk) -> None:
    desk.edit("title of a source")
    desk.prove()
    inode = desk.output.stat().st_ino
    for _ in range(2):
        result = desk.prove()
        assert (result.made, result.written and result.written.changed) == (0, frozenset())
    assert desk.output.stat().st_ino == inode, "with nothing to change, nothing is exchanged"


def test_the_command_builds_so(desk: Desk) -> None:
    desk.edit("title of a source")
    inode = desk.output.stat().st_ino
    assert command(desk, "--atomic").wait() == 0
    assert tree(desk.output) == desk.clean().tree
    assert desk.output.stat().st_ino != inode
