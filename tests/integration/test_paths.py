"""Names and places: what cannot lie on every computer, or leads out of the site, is told and never followed."""

import os
import socket
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.core.limits import USUAL, Limits
from site_builder.core.problems import Problem
from site_builder.core.slugs import LONGEST_NAME, folded, is_id, name_fault, unseen
from site_builder.engine import disk
from site_builder.engine.build import build
from site_builder.engine.result import Request
from site_builder.engine.scan import DEEPEST
from tests.sites import PAGE, write_site

ABOUT = "content/pages/about.md"
WORDS = "content/glossary/words.yaml"
TERM = "- id: {}\n  term: A word\n  definition: It is one.\n  sources: [river-post]\n"


def errors(site: Path) -> list[Problem]:
    """What a build says is wrong; nothing may lie in its output."""
    result = build(Request(site, site / "dist", cache=site / ".cache"))
    found = [problem for problem in result.problems if problem.severity == "error"]
    assert not found or not (site / "dist").exists()
    return found


def put(site: Path, path: str, text: str = "x") -> None:
    (site / path).parent.mkdir(parents=True, exist_ok=True)
    (site / path).write_text(text, "utf-8")


# Names.


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"static/con.png": "x"}, "Windows keeps it for a device"),
        ({"static/Lpt1": "x"}, "Windows keeps it for a device"),
        ({"static/nul .tar.gz": "x"}, "Windows keeps it for a device"),
        ({"static/what?.pdf": "x"}, "Windows has no ? in a name"),
        ({"static/a:b.pdf": "x"}, "Windows has no : in a name"),
        ({"static/back\\slash.pdf": "x"}, "Windows has no \\ in a name"),
        ({"static/ends./a.pdf": "x"}, "Windows leaves out the dot or blank at its end"),
        ({"static/ends ": "x"}, "Windows leaves out the dot or blank at its end"),
        ({"static/two\nlines.pdf": "x"}, "it holds the invisible sign U+000A"),
        ({"static/no\u200bthing.pdf": "x"}, "it holds the invisible sign U+200B"),
        ({"static/turned\u202efdp.exe": "x"}, "it holds the invisible sign U+202E"),
        ({"static/broken\udcff.pdf": "x"}, "it is not UTF-8"),
        ({f"static/{'नदी' * 27}.pdf": "x"}, f"it has more than {LONGEST_NAME} bytes"),
        ({"templates/aux.html": "x"}, "Windows keeps it for a device"),
        ({"content/aux/words.yaml": "[]"}, "Windows keeps it for a device"),
    ],
    ids=str,
)
def test_a_name_that_not_every_computer_has_is_refused(files: dict[str, str], told: str, tmp_path: Path) -> None:
    site = write_site(tmp_path)
    for path, text in files.items():
        put(site, path, text)
    (path,) = files
    found = [problem for problem in errors(site) if problem.code == "odd-name"]
    assert [(problem.place.path, problem.hint) for problem in found] == [(path, "rename it")]
    assert told in found[0].message


@pytest.mark.parametrize("name", ["मानसून.svg", "река 2025.png", "نهر.csv", "a'b & c (1).pdf", "console.css", "c#.txt"])
def test_a_name_of_any_script_is_taken(name: str, tmp_path: Path) -> None:
    site = write_site(tmp_path)
    put(site, f"static/{name}")
    assert errors(site) == []
    assert (site / "dist/static" / name).is_file()


@pytest.mark.skipif(sys.platform in {"darwin", "win32"}, reason="this disk takes the two names for one itself")
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("static/A.png", "static/a.png"),
        ("static/Maps/one.png", "static/maps/one.png"),
        ("static/A\u0308.png", "static/\u00c4.png"),
        ("static/STRASSE.png", "static/straße.png"),
        ("static/\u03b1\u0301\u0345.png", "static/\u03b1\u0345\u0301.png"),
        ("templates/Mine.html", "templates/mine.html"),
    ],
)
def test_names_that_are_one_on_other_disks_are_refused(one: str, other: str, tmp_path: Path) -> None:
    site = write_site(tmp_path)
    put(site, one)
    put(site, other)
    (problem,) = [problem for problem in errors(site) if problem.code == "name-clash"]
    assert (problem.place.path, one in problem.message) == (other, True)


def test_a_file_that_nearly_replaces_one_of_ours_is_told_how(tmp_path: Path) -> None:
    site = write_site(tmp_path)
    put(site, "static/css/Site.css")
    (problem,) = errors(site)
    assert (problem.place.path, problem.code) == ("static/css/Site.css", "name-clash")
    assert "call it static/css/site.css" in problem.hint


@pytest.mark.parametrize("identifier", ["con", "nul", "com1", "lpt9"])
def test_an_id_that_is_a_device_is_refused(identifier: str, tmp_path: Path) -> None:
    site = write_site(tmp_path, **{WORDS: TERM.format(identifier), f"content/pages/{identifier}.md": PAGE})
    found = {(problem.place.path, problem.code) for problem in errors(site)}
    assert {(WORDS, "bad-id"), (f"content/pages/{identifier}.md", "bad-id")} <= found
    assert not is_id(identifier)
    assert not is_id(f"water/{identifier}")


@pytest.mark.parametrize("identifier", ["a\u00a0b", "a\u200bb", "\ufeffab", "a\u2060b", "ab\u00ad", "a\u2028b"])
def test_a_sign_in_an_id_that_nobody_sees_is_named(identifier: str, tmp_path: Path) -> None:
    """In front matter, in a link and in a citation; where a line ends in it, the control sign itself is told."""
    text = f"{PAGE}\nSee [[{identifier}]] and this.[@{identifier}]\n"
    site = write_site(tmp_path, **{WORDS: TERM.format(f'"{identifier}"'), ABOUT: text})
    found = errors(site)
    assert {problem.place.path for problem in found} == {WORDS, ABOUT}
    sign = f"U+{ord(next(sign for sign in identifier if not sign.isascii())):04X}"
    assert all(sign in problem.hint or sign in problem.message for problem in found)


@pytest.mark.parametrize(
    "alias",
    [
        "/../x/", "/a/../../x/", "/%2e%2e/x/", "/a/%2E%2E/%2e%2e/x/", "/..%2fx/", "/con/", "/a/nul.html", "/a:b/",
        "/a\\\\b/", "/.git/config", "/a./", "/a\u200bb/", f"/{'a' * 300}/", "con", "https://example.org/x/",
    ],
)  # fmt: skip
def test_an_alias_that_is_no_place_in_the_site_is_refused(alias: str, tmp_path: Path) -> None:
    site = write_site(tmp_path, **{ABOUT: PAGE.replace("---\n", f'---\naliases: ["{alias}"]\n', 1)})
    (problem,) = errors(site)
    assert (problem.place.path, problem.place.line) == (ABOUT, 2)
    assert problem.hint


@pytest.mark.parametrize("alias", ["/Topics/Water/", "/TIMELINE/", "/STATIC/css/site.css/", "/Static/Ä.png/x/"])
def test_an_alias_that_some_disks_take_for_another_page_is_refused(alias: str, tmp_path: Path) -> None:
    site = write_site(tmp_path, **{ABOUT: PAGE.replace("---\n", f'---\naliases: ["{alias}"]\n', 1)})
    put(site, "static/A\u0308.png")
    (problem,) = errors(site)
    assert (problem.place.path, problem.code) == (ABOUT, "taken-alias")


@pytest.mark.parametrize("path", ["../../etc/passwd", "/etc/passwd", "a/../../../x", "..\\x", "C:\\x", "a//b"])
def test_a_file_that_content_names_stays_below_its_folder(path: str, tmp_path: Path) -> None:
    figure = f"\n```figure\nimage: '{path}'\nalt: A map\ncaption: A map.\ncredit: The desk\n```\n"
    site = write_site(tmp_path, **{ABOUT: PAGE + figure})
    data = site / "content/data/water-levels.yaml"
    data.write_text(data.read_text("utf-8") + f"file: '{path}'\n", "utf-8")
    found = errors(site)
    assert {problem.place.path for problem in found} == {ABOUT, "content/data/water-levels.yaml"}


@given(name=st.text(min_size=1, max_size=300))
def test_a_name_without_a_fault_can_be_written_and_read_again(name: str) -> None:
    fault = name_fault(name)
    assert fault or (name.encode("utf-8") and "\0" not in name and len(name.encode()) <= LONGEST_NAME)


@given(one=st.text(max_size=20))
def test_paths_that_differ_in_capitals_or_forms_are_folded_into_one(one: str) -> None:
    assert folded(one) == folded(one.upper().lower()) or one.casefold() != one.upper().lower().casefold()
    assert folded(folded(one)) == folded(one)


def test_signs_that_are_seen_are_no_cure() -> None:
    assert unseen("plain") == unseen("नदी") == unseen("“quoted”") == ""


# What is no file, and what leads elsewhere.


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    site = write_site(tmp_path / "site")
    (site / "static").mkdir()
    return site


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
@pytest.mark.parametrize("path", ["content/pages/pipe.md", "static/pipe.png", "templates/page.html"])
def test_a_pipe_is_refused_and_not_waited_for(sound: Path, path: str) -> None:
    (sound / path).parent.mkdir(exist_ok=True)
    os.mkfifo(sound / path)
    (problem,) = errors(sound)
    assert (problem.place.path, problem.code) == (path, "not-a-file")


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="there are no such sockets here")
def test_a_socket_is_refused(sound: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(sound / "content")
    with closing(socket.socket(socket.AF_UNIX)) as held:
        held.bind("ear.md")
        (problem,) = errors(sound)
    assert (problem.place.path, problem.code) == ("content/ear.md", "not-a-file")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can make a device file")
def test_a_device_file_is_refused_and_not_read(sound: Path) -> None:
    try:
        os.mknod(sound / "content/pages/zero.md", 0o20666, os.makedev(1, 5))
    except PermissionError:
        pytest.skip("this machine lets not even root make a device file")
    (problem,) = errors(sound)
    assert (problem.place.path, problem.code) == ("content/pages/zero.md", "not-a-file")


def links() -> Iterator[tuple[str, str, str]]:
    for folder, name in (
        ("content/pages", "x.md"),
        ("static", "x.png"),
        ("templates", "page.html"),
        ("content", "all"),
    ):
        yield f"{folder}/{name}", "/etc/passwd", "link-outside"
        yield f"{folder}/{name}", "/", "link-outside"
        yield f"{folder}/{name}", "../" * 30 + "etc/passwd", "link-outside"
        yield f"{folder}/{name}", "nowhere", "broken-link"
    yield "content/pages/x.md", "/dev/zero", "link-outside"
    yield "static/x.css", "../templates", "link-outside"
    yield "content/pages/x.md", "x.md", "broken-link"


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right of their own on Windows")
@pytest.mark.parametrize(("path", "target", "code"), list(links()))
def test_a_link_that_leads_out_is_refused_and_not_followed(sound: Path, path: str, target: str, code: str) -> None:
    (sound / path).parent.mkdir(exist_ok=True)
    (sound / path).symlink_to(target)
    (problem,) = errors(sound)
    assert (problem.place.path, problem.code) == (path, code)
    assert problem.hint


@pytest.mark.parametrize("is_mended", [True, False])
def test_a_folder_whose_names_were_refused_is_looked_at_again(sound: Path, is_mended: bool) -> None:
    """What the last build said of names is not believed at the next."""
    assert errors(sound) == []
    put(sound, "static/con.png")
    for _ in range(2):
        result = build(Request(sound, sound / "dist", cache=sound / ".cache"))
        assert [problem.code for problem in result.problems if problem.severity == "error"] == ["odd-name"]
    if is_mended:
        (sound / "static/con.png").unlink()
    else:
        put(sound, "static/con.png", "another picture")
    assert build(Request(sound, sound / "dist", cache=sound / ".cache")).ok is is_mended


# How many, and how deep.


@pytest.mark.parametrize("folder", ["static", "content", "templates"])
def test_folders_without_end_are_told(sound: Path, folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Deeper than Python's own stack would go; no path can name the last of them, so they are made from within."""
    (sound / folder).mkdir(exist_ok=True)
    monkeypatch.chdir(sound / folder)
    for _ in range(1_500):
        os.mkdir("a")
        os.chdir("a")
    os.chdir(sound)
    (problem,) = errors(sound)
    os.chdir(sound / folder)
    for _ in range(1_500):
        os.chdir("a")
    for _ in range(1_500):  # nor can they be removed from without
        os.chdir("..")
        os.rmdir("a")
    os.chdir(sound)
    assert (problem.code, problem.place.path.count("/")) == ("too-deep", DEEPEST + 1)
    put(sound, "static/" + "b/" * DEEPEST + "x.png")
    assert errors(sound) == []


def test_files_without_end_are_told_alone(sound: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(60):
        put(sound, f"static/many/{number}.txt")
    monkeypatch.setattr(disk, "limits", lambda: Limits(files=50))
    (problem,) = errors(sound)
    assert (problem.code, problem.place.path) == ("too-many-files", "static/many")
    assert "60 of them here" in problem.message
    assert "files=NUMBER" in problem.hint
    monkeypatch.setattr(disk, "limits", lambda: Limits(files=500))
    assert errors(sound) == []


@pytest.mark.parametrize("count", [1, 150])
def test_many_that_are_written_again_leave_a_manifest_of_all(sound: Path, count: int) -> None:
    """Of few, the manifest is mended where they stand in it; of many, it is written anew."""
    for number in range(200):
        put(sound, f"static/many/{number}.txt")
    assert errors(sound) == []
    for number in range(count):
        put(sound, f"static/many/{number}.txt", "another text")
    assert errors(sound) == []
    again = build(Request(sound, sound / "clean"))
    assert again.ok
    assert (sound / "dist" / disk.MANIFEST).read_bytes() == (sound / "clean" / disk.MANIFEST).read_bytes()


def test_a_hundred_thousand_files_in_one_folder_are_read(sound: Path, long: bool) -> None:
    """Twice, as the second build met them all once more: it took minutes, which nobody would wait for here."""
    for number in range(USUAL.files - 200 if long else 10_000):
        (sound / f"static/{number}.txt").write_bytes(b"x")
    assert errors(sound) == []
    for number in range(2_000):
        (sound / f"static/{number}.txt").write_bytes(b"y")
    assert errors(sound) == []
