"""What befalls a build from outside: outputs and memory are harmed, clocks move, builds are killed."""

import os
import random
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

from site_builder.engine.build import build
from site_builder.engine.disk import MANIFEST
from site_builder.engine.result import Request
from tests.proof import DAY, LAST_SECOND, Desk, Killed, killed_at, tree

Accident = Callable[[Desk, random.Random], None]


def _output(desk: Desk, chance: random.Random) -> Path | None:
    """One of the files that were written, but the manifest."""
    found = sorted(file for file in desk.output.rglob("*") if file.is_file() and file.name != MANIFEST)
    return chance.choice(found) if found else None


def truncated(desk: Desk, chance: random.Random) -> None:
    """An output loses its second half."""
    if file := _output(desk, chance):
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def replaced(desk: Desk, chance: random.Random) -> None:
    """An output gets other bytes of the same number, and its old time back."""
    if file := _output(desk, chance):
        before = file.stat()
        file.write_bytes(b"x" * before.st_size)
        os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


def deleted(desk: Desk, chance: random.Random) -> None:
    """An output goes."""
    if file := _output(desk, chance):
        file.unlink()


def linked(desk: Desk, chance: random.Random) -> None:
    """An output becomes a link to a file with the very same bytes."""
    if file := _output(desk, chance):
        copy = desk.folder / "elsewhere"
        shutil.copy2(file, copy)
        file.unlink()
        file.symlink_to(copy)


def exchanged(desk: Desk, chance: random.Random) -> None:
    """Two outputs change places."""
    one, other = _output(desk, chance), _output(desk, chance)
    if one and other and one != other:
        held = one.read_bytes()
        one.write_bytes(other.read_bytes())
        other.write_bytes(held)


def touched(desk: Desk, chance: random.Random) -> None:
    """Files of the site and outputs get other times and nothing else."""
    for file in (*desk.root.rglob("*"), *desk.output.rglob("*")):
        if file.is_file() and chance.random() < 0.3:
            os.utime(file, (chance.randrange(10**9), chance.randrange(10**9)))


def emptied(desk: Desk, chance: random.Random) -> None:
    """The whole output folder goes."""
    shutil.rmtree(desk.output, ignore_errors=True)


def forgotten(desk: Desk, chance: random.Random) -> None:
    """The whole cache goes."""
    shutil.rmtree(desk.cache, ignore_errors=True)


def harmed_memory(desk: Desk, chance: random.Random) -> None:
    """One file of the cache is cut, flipped in one bit, taken away or overwritten."""
    found = sorted(file for file in desk.cache.glob("s*") if file.is_file() and file.stat().st_size)
    if not found:
        return
    file = chance.choice(found)
    held = bytearray(file.read_bytes())
    match chance.randrange(4):
        case 0:
            held = held[: chance.randrange(len(held))]
        case 1:
            held[chance.randrange(len(held))] ^= 1 << chance.randrange(8)
        case 2:
            file.unlink()
            return
        case _:
            held = bytearray(b"not ours")
    file.write_bytes(held)


def older_memory(desk: Desk, chance: random.Random) -> None:
    """Some files of the cache are those of an earlier build."""
    for file in sorted(desk.cache.glob("state-*")):
        kept = desk.folder / f"older-{file.name}"
        if kept.exists() and chance.random() < 0.5:
            shutil.copy2(kept, file)
        elif file.exists():
            shutil.copy2(file, kept)


def foreign_store(desk: Desk, chance: random.Random) -> None:
    """The store is a database of another program."""
    forget_store(desk)
    desk.cache.mkdir(exist_ok=True)
    connection = sqlite3.connect(desk.cache / "store.sqlite")
    columns = chance.choice(["mine", "key, value, used"])
    connection.execute(f"CREATE TABLE results ({columns})")
    connection.commit()
    connection.close()


def forget_store(desk: Desk) -> None:
    """The store goes."""
    for file in desk.cache.glob("store*"):
        file.unlink()


def later(desk: Desk, chance: random.Random) -> None:
    """The clock moves, onwards or back."""
    desk.clock = LAST_SECOND + chance.choice([0, 1, DAY, 2 * DAY, 3 * DAY, 1500 * DAY, -30 * DAY])


def killed(desk: Desk, chance: random.Random) -> None:
    """A build dies at one of its writes."""
    with killed_at(chance.choice([1, 2, 3, 5, 8, 13, 21, 34, 55, 89])):
        try:
            desk.build()
        except Killed:
            return
    desk.good = desk.clean().tree if desk.clean().ok else desk.good


def checked(desk: Desk, chance: random.Random) -> None:
    """A check, which writes nothing, says what a build would say."""
    result, clean = desk.build(check=True), desk.clean()
    assert (result.problems, result.left_out) == (clean.problems, clean.left_out)


def from_scratch(desk: Desk, chance: random.Random) -> None:
    """A build with --no-cache."""
    desk.prove(fresh=True)


def of_drafts(desk: Desk, chance: random.Random) -> None:
    """A build into the same folder that shows drafts and what is still to come."""
    os.environ["SOURCE_DATE_EPOCH"] = str(desk.clock)
    if build(Request(desk.root, desk.output, "", drafts=True, future=True, cache=desk.cache)).ok:
        desk.good = tree(desk.output)


ACCIDENTS: dict[str, Accident] = {
    accident.__name__: accident
    for accident in (
        truncated, replaced, deleted, linked, exchanged, touched, emptied, forgotten, harmed_memory, older_memory,
        foreign_store, later, killed, checked, from_scratch, of_drafts,
    )
}  # fmt: skip
HARMS_OUTPUT = {"truncated", "replaced", "deleted", "linked", "exchanged", "emptied", "killed"}
