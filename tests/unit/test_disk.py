"""The output folder: what its manifest may say, and what no manifest and no link can make a build do."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.engine import disk, placing
from site_builder.engine.build import build
from site_builder.engine.result import Request
from tests.sites import write_site

NAMES = st.text('ab",{}: \\é', min_size=1, max_size=6)


@given(st.dictionaries(NAMES, st.sampled_from(["0" * 32, "1" * 32])), st.data())
def test_a_patched_manifest_is_the_one_that_is_written_anew(files: dict[str, str], data: st.DataObject) -> None:
    new = data.draw(st.dictionaries(st.sampled_from(sorted(files)), st.just("2" * 32))) if files else {}
    patched = placing._relisted(placing._listing(files), new)
    # Nothing, which has it written anew, is right too; it is given for a name that looks like what is between names.
    assert patched == placing._listing({**files, **new}) or (patched == b"" and any(": " in name for name in new))
    assert placing._relisted(placing._listing(files), {"not among them": "2" * 32}) == b""


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A folder of somebody's own, with a file that must live."""
    folder = tmp_path / "outside"
    folder.mkdir()
    (folder / "index.html").write_text("mine")
    return folder


def shipped(out: Path, outside: Path, listed: str) -> Path:
    """An output folder as a hostile checkout may bring it: a link, and a manifest that claims what it leads to."""
    out.mkdir()
    (out / "topics").symlink_to(outside)
    (out / disk.MANIFEST).write_text(json.dumps({"files": {listed: "0" * 32}}))
    return out


@pytest.mark.parametrize("listed", ["topics/index.html", "topics/../../outside/index.html", "../outside/index.html"])
def test_a_manifest_that_others_wrote_removes_nothing_outside(tmp_path: Path, outside: Path, listed: str) -> None:
    site = write_site(tmp_path / "site")
    out = shipped(tmp_path / "out", outside, listed)
    with pytest.raises(disk.Refused, match="is a link"):
        build(Request(site, out))
    assert {file.name: file.read_text() for file in outside.iterdir()} == {"index.html": "mine"}


def test_a_name_that_looks_like_the_space_between_names_is_not_patched() -> None:
    files = {", ": "0" * 32, ": ": "0" * 32}
    assert placing._relisted(placing._listing(files), {": ": "2" * 32}) == b""


def test_an_absolute_path_in_a_manifest_is_not_ours(tmp_path: Path, outside: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / disk.MANIFEST).write_text(json.dumps({"files": {str(outside / "index.html"): "0" * 32}}))
    assert disk.owned(out) == set()
    disk.clean(out)
    assert (outside / "index.html").read_text() == "mine"


def test_to_clean_follows_no_link(tmp_path: Path, outside: Path) -> None:
    out = shipped(tmp_path / "out", outside, "topics/index.html")
    with pytest.raises(disk.Refused, match="is a link"):
        disk.clean(out)
    assert (outside / "index.html").read_text() == "mine"


def test_a_file_that_is_a_link_is_replaced_and_its_target_stays(tmp_path: Path, outside: Path) -> None:
    site, out = write_site(tmp_path / "site"), tmp_path / "out"
    assert build(Request(site, out)).ok
    (out / "index.html").unlink()
    (out / "index.html").symlink_to(outside / "index.html")
    assert build(Request(site, out)).ok
    assert not (out / "index.html").is_symlink()
    assert (outside / "index.html").read_text() == "mine"
