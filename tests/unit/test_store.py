"""The store: it may be lost, damaged or somebody else's at any time; then there is less in it, and nothing wrong."""

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from site_builder.engine import seal, store
from site_builder.engine.store import NAME, Store


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A store that holds one result, "old" by its key."""
    filled(tmp_path / "cache", old=b"of yesterday")
    return tmp_path / "cache"


def filled(folder: Path, **results: bytes) -> None:
    held = Store(folder)
    for key, data in results.items():
        held.put(key, seal.seal(key, data, seal.secret()))
    held.close()


def got(folder: Path, key: str = "old", *, fresh: bool = False) -> bytes | None:
    held = Store(folder, fresh=fresh)
    found = value(held, key)
    held.close()
    return found


def value(held: Store, key: str) -> bytes | None:
    found = held.get(key)
    return None if found is None else bytes(found)


def keys(folder: Path) -> set[str]:
    connection = sqlite3.connect(folder / NAME)
    found = {row[0] for row in connection.execute("SELECT key FROM results")}
    connection.close()
    return found


def test_a_result_is_there_for_the_next_build(folder: Path) -> None:
    assert got(folder) == b"of yesterday"


def test_an_unknown_key_has_no_result(folder: Path) -> None:
    assert got(folder, "new") is None


def test_without_a_folder_it_lasts_for_one_build() -> None:
    held = Store(None)
    held.put("key", seal.seal("key", b"data", seal.secret()))
    assert value(held, "key") == b"data"
    held.close()
    assert value(Store(None), "key") is None


def test_a_fresh_store_knows_only_what_this_build_made(folder: Path) -> None:
    held = Store(folder, fresh=True)
    assert value(held, "old") is None
    held.put("new", seal.seal("new", b"of today", seal.secret()))
    assert value(held, "new") == b"of today"
    held.close()
    assert (got(folder), got(folder, "new")) == (b"of yesterday", b"of today")


def test_a_result_is_replaced(folder: Path) -> None:
    filled(folder, old=b"of today")
    assert got(folder) == b"of today"


def test_the_folder_is_marked_so_that_others_pass_it_by(folder: Path) -> None:
    assert (folder / ".gitignore").read_text("utf-8") == "*\n"
    assert (folder / "CACHEDIR.TAG").read_text("utf-8").startswith("Signature: 8a477f597d28d172789f06886806bc55\n")


# ---- What cannot be believed ----


def test_a_result_with_another_users_seal_is_a_miss(folder: Path) -> None:
    held = Store(folder)
    held.put("old", seal.seal("old", b"not ours", b"o" * 32))
    held.close()
    assert got(folder) is None


def test_a_result_under_another_key_is_a_miss(folder: Path) -> None:
    connection = sqlite3.connect(folder / NAME)
    connection.execute("UPDATE results SET key = 'new'")
    connection.commit()
    connection.close()
    assert got(folder, "new") is None


@pytest.mark.parametrize("value", [None, 5, "text", b""])
def test_a_value_of_another_type_is_a_miss(folder: Path, value: object) -> None:
    connection = sqlite3.connect(folder / NAME)
    connection.executescript("DROP TABLE results; CREATE TABLE results (key, value, used)")
    connection.execute("INSERT INTO results VALUES ('old', ?, 1)", (value,))
    connection.commit()
    connection.close()
    assert got(folder) is None


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:5000])


def overwritten(file: Path) -> None:
    file.write_bytes(b"This is no database. " * 500)


def emptied(file: Path) -> None:
    file.write_bytes(b"")


def harmed_inside(file: Path) -> None:
    held = file.read_bytes()
    file.write_bytes(held[:4096] + b"\xff" * (len(held) - 4096))


def foreign(file: Path) -> None:
    file.unlink()
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE results (mine)")
    connection.commit()
    connection.close()


def folder_instead(file: Path) -> None:
    file.unlink()
    (file / "deep").mkdir(parents=True)


@pytest.mark.parametrize("harm", [cut, overwritten, emptied, harmed_inside, foreign, folder_instead])
def test_a_harmed_store_is_a_miss_and_still_serves_its_build(folder: Path, harm: Callable[[Path], None]) -> None:
    filled(folder, **{f"more{number}": bytes(3000) for number in range(20)})
    harm(folder / NAME)
    held = Store(folder)
    assert value(held, "old") is None
    held.put("new", seal.seal("new", b"of today", seal.secret()))
    assert value(held, "new") == b"of today"
    held.close()


@pytest.mark.parametrize("harm", [cut, overwritten, emptied, harmed_inside, foreign])
def test_a_harmed_store_is_whole_again_two_builds_later(folder: Path, harm: Callable[[Path], None]) -> None:
    filled(folder, **{f"more{number}": bytes(3000) for number in range(20)})
    harm(folder / NAME)
    for _ in range(2):
        filled(folder, new=b"of today")
    assert got(folder, "new") == b"of today"


def test_a_file_where_the_folder_should_be_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("mine", "utf-8")
    held = Store(tmp_path / "cache")
    held.put("key", seal.seal("key", b"data", seal.secret()))
    assert value(held, "key") == b"data"
    held.close()
    assert (tmp_path / "cache").read_text("utf-8") == "mine"


def test_a_store_that_another_process_holds_is_done_without(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda file, **_: connect(file, timeout=0.05))
    other = connect(folder / NAME)
    other.execute("BEGIN EXCLUSIVE")
    held = Store(folder)
    held.put("new", seal.seal("new", b"of today", seal.secret()))
    assert value(held, "new") == b"of today"
    held.close()
    other.rollback()
    other.close()
    assert got(folder) == b"of yesterday"


def test_a_store_that_cannot_be_written_is_done_without(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    connect = sqlite3.connect
    # As root every folder can be written, so the file itself is opened for reading alone.
    monkeypatch.setattr(sqlite3, "connect", lambda file, **_: connect(f"file:{file}?mode=ro", uri=True))
    held = Store(folder)
    held.put("new", seal.seal("new", b"of today", seal.secret()))
    assert value(held, "new") == b"of today"
    held.close()


# ---- What is kept ----


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A store whose megabytes are kilobytes."""
    monkeypatch.setattr(store, "MEGABYTE", 1000)


def filled_on(day: int, folder: Path, monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    monkeypatch.setattr(time, "time", lambda: float(day * store.DAY))
    filled(folder, **{name: bytes(30_000) for name in names})


def test_the_oldest_results_go_first_and_what_the_last_build_needs_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small: None
) -> None:
    for day in range(1, 6):
        filled_on(day, tmp_path, monkeypatch, f"a{day}")
    monkeypatch.setattr(time, "time", lambda: 9.0 * store.DAY)
    held = Store(tmp_path)
    for name in ("b1", "b2", "b3"):
        held.put(name, seal.seal(name, bytes(30_000), seal.secret()))
    assert value(held, "a1")
    held.close(["a2"])
    # One too many for the room that there is: a1 was used and a2 is needed, so a3 is the oldest that can go.
    assert keys(tmp_path) == {"a1", "a2", "a4", "a5", "b1", "b2", "b3"}


def test_what_the_last_build_needs_stays_however_much_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small: None
) -> None:
    names = [f"a{number}" for number in range(12)]
    filled_on(1, tmp_path, monkeypatch, *names)
    held = Store(tmp_path)
    held.close(names)
    assert keys(tmp_path) == set(names)


def test_a_small_store_is_left_alone(folder: Path) -> None:
    held = Store(folder)
    held.close()
    assert keys(folder) == {"old"}
