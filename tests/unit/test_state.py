"""The state: its parts belong together or count for nothing, and no harm done to them ever breaks a build."""

import marshal
import os
from pathlib import Path
from typing import Any

import pytest

from site_builder.engine import seal, state
from site_builder.engine.state import KEPT, MARSHAL, Files, FileState, Outline, Pages, PageState

PAGE = PageState("term", "relos", "term", b"8 bytes.", "digest", (), 1, ("first",), same=False)
FILE = FileState("key", (("a", 1),), (), (), "front", ((), ()))


def outline(token: str = "one") -> Outline:  # noqa: S107 - no secret
    empty = ("", b"")
    return Outline(token, ("code", (("file", 1),)), (0.0, 1.0), empty, empty, (), (), (("term", 1),), 9, "digest")


def pages(token: str = "one", number: int = 1, **files: str) -> Pages:  # noqa: S107 - no secret
    held = {f"content/{name}.md": FILE._replace(key=key) for name, key in (files or {"a": "key"}).items()}
    return Pages(token, number, held, {"a/index.html": PAGE}, {}, {}, (2026, 1, 31), {}, {"static/a": "digest"})


@pytest.fixture
def files(tmp_path: Path) -> Files:
    """Where a state lies that was saved once."""
    made = Files(str(tmp_path / "cache"), ("out", "site"))
    with made.locked():
        made.save(outline(), pages(), None)
    return made


def again(files: Files) -> Files:
    """The same state as another process finds it."""
    return Files(files.folder, ("out", "site"))


def loaded(files: Files) -> Pages | None:
    found = again(files)
    held = found.outline()
    return found.pages(held, tuple) if held else None


def test_what_was_saved_is_read(files: Files) -> None:
    assert again(files).outline() == outline()
    assert loaded(files) == pages()


def test_another_request_has_another_state(files: Files) -> None:
    other = Files(files.folder, ("out", "other site"))
    assert other.outline() is None
    assert Files(files.folder, ("out", "site", "")).outline() is None


def test_pages_of_another_build_do_not_count(files: Files) -> None:
    assert again(files).pages(outline("two"), tuple) is None


def test_without_a_folder_nothing_is_read_and_nothing_breaks(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("A file.", "utf-8")
    files = Files(str(tmp_path / "cache"), ("out",))
    with files.locked():
        files.save(outline(), pages(), None)
    assert files.outline() is None
    assert files.pages(outline(), tuple) is None


@pytest.mark.parametrize("part", ["outline", "pages"])
@pytest.mark.parametrize("harm", ["cut", "flipped", "emptied", "gone", "foreign", "folder"])
def test_a_harmed_part_is_none(files: Files, part: str, harm: str) -> None:
    file = Path(f"{files.name}.{part}")
    held = file.read_bytes()
    file.unlink()
    match harm:
        case "cut":
            file.write_bytes(held[:-1])
        case "flipped":
            file.write_bytes(held[:-1] + bytes([held[-1] ^ 1]))
        case "emptied":
            file.write_bytes(b"")
        case "foreign":
            file.write_bytes(seal.seal(file.name, held[seal.SIZE :], b"o" * 32))
        case "folder":
            file.mkdir()
    assert loaded(files) is None


def test_parts_that_changed_places_are_none(files: Files) -> None:
    one, other = (Path(f"{files.name}.{part}") for part in ("outline", "pages"))
    held = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(held)
    assert loaded(files) is None


def write_sealed(file: Path, value: Any) -> None:  # noqa: ANN401 - plain values
    file.write_bytes(seal.seal(file.name, marshal.dumps(value, MARSHAL), seal.secret()))


def test_the_outline_of_another_version_of_the_program_is_none(files: Files) -> None:
    shapes: list[Any] = [(*outline(), "more"), tuple(outline())[:-1], (), {}]
    for shape in shapes:
        write_sealed(Path(f"{files.name}.outline"), shape)
        assert again(files).outline() is None


def test_the_pages_of_another_version_of_the_program_are_none(files: Files) -> None:
    """The seal is the user's, not the program's: after an upgrade an older shape is opened as well."""
    held = pages()
    plain = (*held[:2], {"content/a.md": tuple(FILE)}, {"a/index.html": tuple(PAGE)}, *held[4:])
    more_of_a_page = (*plain[:3], {"a/index.html": (*PAGE, "more")}, *plain[4:])
    less_of_a_file = (*plain[:2], {"content/a.md": tuple(FILE)[:-1]}, *plain[3:])
    for shape in (more_of_a_page, less_of_a_file, (*plain, "more"), plain[:-1], ("one",), ()):
        write_sealed(Path(f"{files.name}.pages"), shape)
        assert loaded(files) is None


# ---- Steps ----


def many(**changed: str) -> dict[str, str]:
    return {f"file{number:03}": "key" for number in range(200)} | changed


@pytest.fixture
def stepped(tmp_path: Path) -> Files:
    """A state of many files, and two steps after it."""
    made = Files(str(tmp_path / "cache"), ("out", "site"))
    with made.locked():
        made.save(outline("one"), pages("one", 1, **many()), None)
        made.save(outline("two"), pages("two", 2, **many(file007="new")), pages("one", 1, **many()))
    return made


def save_after(files: Files, token: str, number: int, **more: str) -> None:
    """One more build, as another process makes it."""
    found = again(files)
    last = found.outline()
    held = found.pages(last, tuple) if last else None
    now = pages(token, number, **many(**more))
    if held:
        same = {path: held.files[path] if held.files.get(path) == one else one for path, one in now.files.items()}
        now = now._replace(files=same, pages={path: held.pages.get(path, one) for path, one in now.pages.items()})
    found.save(outline(token), now, held)


def test_a_step_is_read_with_what_it_changed(stepped: Files) -> None:
    save_after(stepped, "three", 3, file008="new")
    assert os.path.exists(f"{stepped.name}.steps")
    assert loaded(stepped) == pages("three", 3, **many(file008="new"))


def test_a_file_that_came_stands_in_its_place_and_one_that_went_is_gone(stepped: Files) -> None:
    save_after(stepped, "three", 3, file0075="new")
    found = loaded(stepped)
    assert found is not None
    assert list(found.files) == sorted(found.files)
    save_after(stepped, "four", 4)
    assert loaded(stepped) == pages("four", 4, **many())


def test_a_step_that_no_outline_followed_does_not_count(stepped: Files) -> None:
    before = Path(f"{stepped.name}.outline").read_bytes()
    save_after(stepped, "three", 3, file008="new")
    Path(f"{stepped.name}.outline").write_bytes(before)
    held = loaded(stepped)
    assert held == pages("two", 2, **many(file007="new"))
    save_after(stepped, "other", 3, file009="new")
    assert loaded(stepped) == pages("other", 3, **many(file009="new"))


@pytest.mark.parametrize("bit", [0, 3, 12, 62, 63])
def test_a_harmed_length_of_a_step_is_none(stepped: Files, bit: int) -> None:
    save_after(stepped, "three", 3, file008="new")
    file = Path(f"{stepped.name}.steps")
    held = file.read_bytes()
    length = int.from_bytes(held[:8], "big") ^ (1 << bit)
    file.write_bytes(length.to_bytes(8, "big") + held[8:])
    assert loaded(stepped) is None


@pytest.mark.parametrize("harm", ["cut", "flipped", "emptied", "gone", "more"])
def test_harmed_steps_are_none_or_as_they_were(stepped: Files, harm: str) -> None:
    save_after(stepped, "three", 3, file008="new")
    file = Path(f"{stepped.name}.steps")
    held = file.read_bytes()
    file.unlink()
    harmed = {
        "cut": held[:-1],
        "flipped": held[:-1] + bytes([held[-1] ^ 1]),
        "emptied": b"",
        "more": held + b"\0\0\0\0\0\0\0\1x",
    }
    if harm in harmed:
        file.write_bytes(harmed[harm])
    expected = pages("three", 3, **many(file008="new")) if harm == "more" else None
    assert loaded(stepped) == expected
    save_after(stepped, "four", 4, file009="new")
    assert loaded(stepped) == pages("four", 4, **many(file009="new"))


def test_steps_that_have_become_long_are_folded_into_the_pages(stepped: Files) -> None:
    for number in range(3, 60):
        save_after(stepped, f"t{number}", number, **{f"file{number:03}": "new"})
        assert loaded(stepped) == pages(f"t{number}", number, **many(**{f"file{number:03}": "new"}))
    steps = Path(f"{stepped.name}.steps")
    assert not steps.exists() or steps.stat().st_size * state.STEPS <= Path(f"{stepped.name}.pages").stat().st_size


# ---- What is kept ----


def test_states_of_folders_that_nobody_builds_any_more_go(tmp_path: Path) -> None:
    made = []
    for number in range(KEPT + 3):
        files = Files(str(tmp_path), (f"out{number}",))
        with files.locked():
            files.save(outline(), pages(), None)
        made.append(files)
        for file in tmp_path.glob(f"{os.path.basename(files.name)}.*"):
            os.utime(file, (1000 + number, 1000 + number))
    with made[0].locked():
        made[0].save(outline("two"), pages("two"), None)
    kept = [number for number, files in enumerate(made) if files.outline()]
    assert kept == [0, *range(4, KEPT + 3)]
    assert len(list(tmp_path.glob("state-*.pages"))) == KEPT
