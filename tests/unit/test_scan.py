"""The scan: files as one text and one row of bytes, and what of them moved."""

import os
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
