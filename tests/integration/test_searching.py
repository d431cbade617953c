"""The search index: whose folder it is, and that builds and Pagefind leave each other alone."""

import json
from pathlib import Path

import pytest

from site_builder.doors import searching
from site_builder.engine import disk


@pytest.fixture
def built(tmp_path: Path) -> Path:
    folder = tmp_path / "dist"
    words = "<!doctype html><html lang=hi><title>T</title><main><h1>T</h1><p>लड़कियों की शिक्षा</p></main></html>"
    folder.mkdir()
    (folder / "index.html").write_text(words, encoding="utf-8")
    (folder / disk.MANIFEST).write_text(json.dumps({"files": {"index.html": ""}}), encoding="utf-8")
    return folder


def test_index_is_no_file_of_the_build(built: Path) -> None:
    pytest.importorskip("pagefind", reason="Pagefind is not installed")
    before = {path: (built / path).read_bytes() for path in ("index.html", disk.MANIFEST)}
    assert searching.index(built) > 0
    assert {path: (built / path).read_bytes() for path in before} == before
    assert disk.owned(built) == {"index.html"}
    assert not (built / searching.UNFINISHED).exists()


def test_removing_takes_the_index_and_nothing_else(built: Path) -> None:
    (built / "pagefind").mkdir()
    (built / "pagefind" / searching.ENTRY).write_text("{}", encoding="utf-8")
    searching.remove(built)
    assert sorted(file.name for file in built.iterdir()) == [disk.MANIFEST, "index.html"]


def test_folder_that_pagefind_did_not_write_stays(built: Path) -> None:
    (built / "pagefind").mkdir()
    (built / "pagefind" / "notes.txt").write_text("mine", encoding="utf-8")
    searching.remove(built)
    assert (built / "pagefind" / "notes.txt").read_text(encoding="utf-8") == "mine"
    with pytest.raises(searching.CannotIndex):
        searching._need_ours(built)
