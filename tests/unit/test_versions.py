"""Versions of the form of content: what is told of another one, and how older content is carried over."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from site_builder.content import versions
from site_builder.content.versions import check, version_of, with_key_renamed
from site_builder.core.documents import File
from site_builder.doors import upgrading
from site_builder.doors.cli import commands
from site_builder.doors.upgrading import Unready, changes, write
from site_builder.engine.build import build
from site_builder.engine.result import Request
from tests.sites import SITE_YAML, write_site

SITE = "content/site.yaml"
EVENT = "content/timeline/treaty-signed.md"
OLD = "content/people/mayors.yaml"


# A form of content that never was: people had a `job`, and events were `weighty`.
def people_have_roles(file: File) -> str:
    return with_key_renamed(file, "job", "role") if "/people/" in file.path else file.text


def events_have_importance(file: File) -> str:
    return with_key_renamed(file, "weight", "importance") if "/timeline/" in file.path else file.text


STEPS = (people_have_roles, events_have_importance)


def site_of_version(folder: Path, version: int) -> Path:
    """The small site as it would have been written for a version before those steps."""
    write_site(folder)
    if version < 3:
        turn(folder / "content/timeline/treaty-signed.md", "importance:", "weight:  # how much it matters\n  ")
        turn(folder / "content/timeline/before.yaml", "importance:", "weight:")
    if version < 2:
        turn(folder / "content/people/mayors.yaml", "role:", "job:")
    (folder / SITE).write_text((f"schema: {version}\n" if version > 1 else "") + SITE_YAML, "utf-8")
    return folder


def turn(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def tree(folder: Path) -> dict[str, bytes]:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("title: A\n", 1),
        ("schema: 4\n", 4),
        ("title: A\nschema: 12 # why\n", 12),
        ("# schema: 4\n", 1),
        ("schema: x\n", 1),
    ],
)
def test_the_version_is_read_without_the_rest(text: str, version: int) -> None:
    assert version_of(text) == version


def test_another_version_is_told_with_its_cure() -> None:
    older = check(File(SITE, "title: A\nschema: 2\n"), 3)
    assert older
    assert (older.code, older.place.line) == ("older-content", 2)
    assert "site-builder upgrade" in older.hint
    newer = check(File(SITE, "schema: 4\n"), 3)
    assert newer
    assert newer.code == "newer-content"
    assert check(File(SITE, "schema: 3\n"), 3) is None


def test_of_another_version_a_build_says_nothing_else(tmp_path: Path) -> None:
    site = site_of_version(tmp_path, 1)
    turn(site / SITE, "title:", f"schema: {versions.CURRENT + 1}\ntitle:")
    result = build(Request(site, tmp_path / "out"))
    assert [problem.code for problem in result.problems] == ["newer-content"]
    assert not (tmp_path / "out").exists()


def test_the_version_of_today_may_be_written_down(tmp_path: Path) -> None:
    write_site(tmp_path, **{SITE: f"schema: {versions.CURRENT}\n{SITE_YAML}"})
    assert build(Request(tmp_path, None)).ok


@pytest.mark.parametrize("version", [1, 2])
def test_content_of_an_earlier_version_is_carried_over(tmp_path: Path, version: int) -> None:
    site = site_of_version(tmp_path, version)
    assert not build(Request(site, None)).ok
    before = tree(site)
    write(site, changes(site, STEPS))
    after = tree(site)
    assert (site / SITE).read_text("utf-8").count("schema: 3\n") == 1
    # Beside the version nothing differs but the keys: comments, order and all else stay.
    kept = {path: data.replace(b"role:", b"job:").replace(b"importance:", b"weight:") for path, data in after.items()}
    old = {path: data.replace(b"role:", b"job:").replace(b"importance:", b"weight:") for path, data in before.items()}
    assert {path for path in old if old[path] != kept[path]} == {SITE}
    turn(site / SITE, "schema: 3\n", "")
    assert build(Request(site, None)).ok


def test_carrying_over_twice_changes_nothing(tmp_path: Path) -> None:
    site = site_of_version(tmp_path, 1)
    write(site, changes(site, STEPS))
    assert changes(site, STEPS) == {}


def test_what_a_stopped_upgrade_left_is_finished_by_the_next(tmp_path: Path) -> None:
    site = site_of_version(tmp_path, 1)
    texts = changes(site, STEPS)
    assert list(texts)[-1] == SITE  # until it is written, the content counts as old
    first = next(iter(texts))
    write(site, {first: texts[first]})
    write(site, changes(site, STEPS))
    whole = site_of_version(tmp_path / "other", 1)
    write(whole, changes(whole, STEPS))
    assert tree(site / "content") == tree(whole / "content")


def test_nothing_is_written_where_one_file_cannot_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = site_of_version(tmp_path, 1)
    before, texts = tree(site), changes(site, STEPS)
    (site / f"{SITE}{upgrading.UNFINISHED}").mkdir()
    with pytest.raises(OSError, match=r"site\.yaml"):
        write(site, texts)
    (site / f"{SITE}{upgrading.UNFINISHED}").rmdir()
    assert tree(site) == before


def test_line_ends_and_marks_of_windows_stay(tmp_path: Path) -> None:
    site = site_of_version(tmp_path, 2)
    file = site / "content/timeline/before.yaml"
    for each in (file, site / SITE):
        each.write_bytes(b"\xef\xbb\xbf" + each.read_bytes().replace(b"\n", b"\r\n"))
    texts = changes(site, STEPS)
    for text in (texts[SITE], texts["content/timeline/before.yaml"]):
        assert text.startswith("\ufeff")
        assert text.count("\r\n") == text.count("\n") > 3
    written = texts["content/timeline/before.yaml"]
    assert texts[SITE].startswith("\ufeffschema: 3\r\n")
    assert "importance:" in written
    assert "weight:" not in written


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\nold: 2 # old: stays\n", "a: 1\nnew: 2 # old: stays\n"),
        ("- {old: 1, b: {old: 2}}\n- {c: old}\n", "- {new: 1, b: {old: 2}}\n- {c: old}\n"),
        ("old: 1\nnew: 2\n", "old: 1\nnew: 2\n"),
        ("'old': 1\n", "'new': 1\n"),
        ("b: |\n  old: 1\n", "b: |\n  old: 1\n"),
        ("not: [yaml\n", "not: [yaml\n"),
        ("देश: १\nold: 2\n", "देश: १\nnew: 2\n"),
    ],
)
def test_only_the_keys_of_things_get_another_name(text: str, expected: str) -> None:
    assert with_key_renamed(File("content/people/a.yaml", text), "old", "new") == expected


def test_text_below_the_front_matter_is_left_alone() -> None:
    text = "---\nold: 1\n---\nold: 2\n"
    assert with_key_renamed(File("content/pages/a.md", text), "old", "new") == "---\nnew: 1\n---\nold: 2\n"


def test_files_that_are_no_text_and_sites_without_a_name_are_refused(tmp_path: Path) -> None:
    site = site_of_version(tmp_path, 1)
    (site / "content/people/odd.yaml").write_bytes(b"a: \xff\n")
    with pytest.raises(Unready, match=r"odd\.yaml"):
        changes(site, STEPS)
    (site / "content/people/odd.yaml").unlink()
    (site / SITE).unlink()
    with pytest.raises(Unready, match=r"site\.yaml"):
        changes(site, STEPS)


def test_content_of_a_later_version_is_not_touched(tmp_path: Path) -> None:
    site = site_of_version(tmp_path, 1)
    turn(site / SITE, "title:", "schema: 9\ntitle:")
    with pytest.raises(Unready, match=r"later version"):
        changes(site, STEPS)


def test_the_command_says_when_there_is_nothing_to_do(tmp_path: Path) -> None:
    write_site(tmp_path)
    before = tree(tmp_path)
    done = CliRunner().invoke(commands, ["upgrade", "--site", str(tmp_path)])
    assert (done.exit_code, done.output) == (0, "The content has the form of this version already.\n")
    assert tree(tmp_path) == before


def test_the_command_tells_what_it_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = site_of_version(tmp_path, 2)
    monkeypatch.setattr(versions, "STEPS", STEPS)
    before = tree(site)
    dry = CliRunner().invoke(commands, ["upgrade", "--dry-run", "--site", str(site)])
    assert dry.output.count("would change") == 3
    assert tree(site) == before
    done = CliRunner().invoke(commands, ["upgrade", "--site", str(site)])
    assert (done.exit_code, done.output.count("changed")) == (0, 3)
    assert tree(site) != before


def test_the_version_counts_the_steps() -> None:
    assert len(versions.STEPS) + 1 == versions.CURRENT
