"""The scan: files as one text and one row of bytes, and what of them moved."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.engine import scan
from site_builder.engine.scan import Seen

NUMBERS = st.integers(-2, 2**40)
ROWS = st.tuples(NUMBERS, NUMBERS, NUMBERS, NUMBERS, st.integers(0, 1))
FILES = st.dictionaries(st.text("ab/é.", min_size=1, max_size=4), ROWS, max_size=200)


@given(FILES)
def test_files_come_out_of_the_pack_as_they_went_in(files: dict[str, Seen]) -> None:
    packed = scan.pack(files)
    assert scan.unpack(packed) == files
    assert scan.names(packed) == tuple(files)
    assert list(scan.sizes(packed)) == [row[0] for row in files.values()]


@given(FILES, FILES, st.data())
def test_moved_is_what_is_new_or_differs(old: dict[str, Seen], other: dict[str, Seen], data: st.DataObject) -> None:
    rows = data.draw(st.dictionaries(st.sampled_from(sorted(old)), ROWS)) if old else {}
    for new in (other, {**old, **rows}):
        expected = {path for path, row in new.items() if old.get(path) != row}
        assert scan.moved(scan.pack(old), scan.pack(new)) == expected


@given(FILES, st.data())
def test_rows_are_replaced_where_they_stand(files: dict[str, Seen], data: st.DataObject) -> None:
    rows = data.draw(st.dictionaries(st.sampled_from(sorted(files)), ROWS)) if files else {}
    same_root = {path: (*row[:4], files[path][4]) for path, row in rows.items()}
    assert scan.replaced(scan.pack(files), same_root) == scan.pack({**files, **same_root})
    assert scan.replaced(scan.pack(files), {**same_root, "not among them": scan.UNKNOWN}) is None


def test_a_row_of_another_root_replaces_none() -> None:
    packed = scan.pack({"templates/base.html": (1, 1, 1, 1, 1)})
    assert scan.replaced(packed, {"templates/base.html": (1, 1, 1, 1, 0)}) is None


def test_a_file_that_goes_while_we_look_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "content").mkdir()
    for name in ("a.md", "b.md"):
        (tmp_path / "content" / name).write_text("", "utf-8")
    lstat = os.lstat

    def gone(file: str) -> os.stat_result:
        if str(file).endswith("a.md"):
            (tmp_path / "content/a.md").unlink(missing_ok=True)
        return lstat(file)

    monkeypatch.setattr(os, "lstat", gone)
    listing = scan.look(str(tmp_path))
    assert [path for path in scan.names(listing.packed) if path.startswith("content/")] == ["content/b.md"]
    assert listing.odd == ()


ASIDE = """
import sys
from site_builder.engine import scan
paths = tuple(f"{number}.html" for number in range(int(sys.argv[2])))
assert scan.can_fork()
outputs = scan.aside(sys.argv[1], paths)
if sys.argv[3] == "ask":
    assert outputs() == outputs() == scan.as_they_lie(sys.argv[1], paths)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="looks are forked on Linux alone")
@pytest.mark.parametrize("asks", ["ask", "leave"])
@pytest.mark.parametrize("count", [0, 3, 5000])
def test_a_look_aside_sees_the_same_and_never_outlives_who_asked(tmp_path: Path, count: int, asks: str) -> None:
    for number in range(0, count, 2):
        (tmp_path / f"{number}.html").write_text("x" * number, "utf-8")
    # In a process of its own, because one with threads forks none. It ends only when all that hold its output do.
    command = [sys.executable, "-c", ASIDE, str(tmp_path), str(count), asks]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert (ran.returncode, ran.stderr) == (0, "")


def test_where_nothing_can_be_forked_the_look_is_taken_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "can_fork", lambda: False)
    (tmp_path / "a").write_text("x", "utf-8")
    assert scan.aside(str(tmp_path), ("a", "b"))() == scan.as_they_lie(str(tmp_path), ("a", "b"))
