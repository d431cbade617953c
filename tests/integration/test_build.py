"""The build as a whole: what it writes, what it leaves alone, and that it is the same everywhere."""

import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from site_builder.engine import disk, making, placing, workshop
from site_builder.engine.build import build
from site_builder.engine.disk import MANIFEST, Refused
from site_builder.engine.result import Request, Result
from site_builder.weave.plan import Sheet
from tests.sites import EVENT_ONE, FILES, PAGE, SITE_YAML, write_site

REPOSITORY = Path(__file__).parent.parent.parent
# 31 January 2026 in Kolkata ends at half past six in the evening of UTC.
LAST_SECOND = 1769884199
ABOUT = "content/pages/about.md"


@pytest.fixture(autouse=True)
def end_of_january(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(LAST_SECOND))


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """The small site on disk."""
    return write_site(tmp_path / "site")


@pytest.fixture(params=[None, ".cache"], ids=["afresh", "remembering"], autouse=True)
def cache(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything here holds for builds that remember and for builds that do not."""
    monkeypatch.setenv("CACHE_OF_TESTS", request.param or "")


def asked(site: Path, output: Path | None, **options: Any) -> Request:  # noqa: ANN401 - the fields of a request
    name = os.environ["CACHE_OF_TESTS"]
    return Request(site, output, cache=site / name if name else None, **options)


def built(site: Path, output: Path, **options: Any) -> Result:  # noqa: ANN401 - the fields of a request
    result = build(asked(site, output, **options))
    assert {problem.code for problem in result.problems} <= {"lost-address"}  # what was there before is told
    return result


def tree(folder: Path) -> dict[str, bytes]:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def write(folder: Path, files: dict[str, bytes]) -> None:
    digests = {path: disk.digest_of(data) for path, data in files.items()}
    placing.write(folder, files, digests, ("", b""), disk.Owned(disk.owned(folder)))


def listed(folder: Path) -> set[str]:
    return set(json.loads((folder / MANIFEST).read_text("utf-8"))["files"])


# ---- Writing ----


def test_a_build_leaves_its_files_its_manifest_and_nothing_else(site: Path, tmp_path: Path) -> None:
    result = built(site, tmp_path / "out")
    assert result.written is not None
    found = tree(tmp_path / "out")
    assert set(found) - listed(tmp_path / "out") == {MANIFEST, ".nojekyll"}
    assert listed(tmp_path / "out") <= set(found)
    assert result.written.total == len(listed(tmp_path / "out")) == len(result.written.changed)
    assert result.written.size == sum(len(data) for path, data in found.items() if path in listed(tmp_path / "out"))


def test_unchanged_files_are_not_touched(site: Path, tmp_path: Path) -> None:
    built(site, tmp_path / "out")
    files = [file for file in (tmp_path / "out").rglob("*") if file.is_file()]
    for file in files:
        os.utime(file, (1, 1))
    again = built(site, tmp_path / "out").written
    assert again is not None
    assert (again.changed, again.removed) == (frozenset(), 0)
    assert {file.stat().st_mtime for file in files} == {1.0}


def test_a_changed_text_changes_its_page_alone(site: Path, tmp_path: Path) -> None:
    built(site, tmp_path / "out")
    before = tree(tmp_path / "out")
    write_site(site, **{ABOUT: PAGE.replace("small desk", "large desk")})
    written = built(site, tmp_path / "out").written
    assert written is not None
    assert written.changed == {"about/index.html"}
    after = tree(tmp_path / "out")
    assert {path for path in after if after[path] != before.get(path)} == {"about/index.html", MANIFEST}


def test_a_page_that_is_no_more_is_told_once_and_an_alias_keeps_it(site: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    built(site, out)
    (site / ABOUT).rename(site / "content/pages/imprint.md")
    told = [(problem.severity, problem.code, problem.place.path) for problem in built(site, out).problems]
    assert told == [("warning", "lost-address", "content/pages/imprint.md")]
    assert built(site, out).problems == ()
    write_site(site, **{ABOUT: None, "content/pages/imprint.md": PAGE.replace("title:", "aliases: [about]\ntitle:")})
    assert built(site, out).problems == ()
    assert b'<a href="../imprint/">https://example.org/rivers/imprint/</a>' in (out / "about/index.html").read_bytes()


def test_a_changed_file_is_replaced_not_written_over(site: Path, tmp_path: Path) -> None:
    built(site, tmp_path / "out")
    page = tmp_path / "out/about/index.html"
    os.link(page, tmp_path / "reader")
    write_site(site, **{ABOUT: PAGE.replace("small desk", "large desk")})
    built(site, tmp_path / "out")
    assert b"small desk" in (tmp_path / "reader").read_bytes()
    assert b"large desk" in page.read_bytes()


def test_a_removed_pages_file_and_its_empty_folder_go(site: Path, tmp_path: Path) -> None:
    built(site, tmp_path / "out")
    (site / ABOUT).unlink()
    written = built(site, tmp_path / "out").written
    assert written is not None
    assert written.removed == 1
    assert not (tmp_path / "out/about").exists()


def test_files_of_others_in_our_folders_stay(site: Path, tmp_path: Path) -> None:
    built(site, tmp_path / "out")
    (tmp_path / "out/about/notes.txt").write_text("mine", "utf-8")
    (tmp_path / "out/CNAME").write_text("example.org", "utf-8")
    (site / ABOUT).unlink()
    built(site, tmp_path / "out")
    assert tree(tmp_path / "out")["about/notes.txt"] == b"mine"
    assert tree(tmp_path / "out")["CNAME"] == b"example.org"
    assert not (tmp_path / "out/about/index.html").exists()


def test_what_somebody_else_took_away_or_changed_is_put_right(site: Path, tmp_path: Path) -> None:
    built(site, tmp_path / "out")
    before = tree(tmp_path / "out")
    (tmp_path / "out/index.html").write_text("spoilt", "utf-8")
    (tmp_path / "out/about/index.html").unlink()
    built(site, tmp_path / "out")
    assert tree(tmp_path / "out") == before


@pytest.mark.parametrize("present", [{"thesis.txt": "mine"}, {MANIFEST: "{"}, {MANIFEST: "[]", "a": ""}])
def test_a_folder_of_others_is_refused_and_left_as_it_is(site: Path, tmp_path: Path, present: dict[str, str]) -> None:
    (tmp_path / "out").mkdir()
    for name, text in present.items():
        (tmp_path / "out" / name).write_text(text, "utf-8")
    with pytest.raises(Refused, match="holds files that this program did not write"):
        build(asked(site, tmp_path / "out"))
    assert tree(tmp_path / "out") == {name: text.encode() for name, text in present.items()}


def test_an_empty_folder_is_fine(site: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    built(site, tmp_path / "out")
    assert (tmp_path / "out/index.html").is_file()


@pytest.mark.parametrize("output", ["taken", "taken/out", "taken/deep/out"])
def test_where_nothing_can_be_written_the_refusal_says_so(site: Path, tmp_path: Path, output: str) -> None:
    (tmp_path / "taken").write_text("a file", "utf-8")
    with pytest.raises(Refused, match=r"taken.*give another folder with --output"):
        build(asked(site, tmp_path / output))
    assert (tmp_path / "taken").read_text("utf-8") == "a file"


def test_a_folder_of_others_where_a_page_should_be_is_refused(site: Path, tmp_path: Path) -> None:
    built(site, tmp_path / "out")
    (tmp_path / "out/about/index.html").unlink()
    (tmp_path / "out/about/index.html/deep").mkdir(parents=True)
    with pytest.raises(Refused, match=r"about/index\.html cannot be written"):
        build(asked(site, tmp_path / "out"))
    assert [path for path in tree(tmp_path / "out") if path.endswith(".tmp")] == []


def test_the_manifest_comes_last(site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    built(site, tmp_path / "out")
    (site / ABOUT).unlink()
    write_site(site, **{"content/pages/method.md": PAGE, ABOUT: None})
    done: list[str] = []
    replace, unlink = os.replace, Path.unlink

    def replaced(source: Path, target: Path) -> None:
        if not Path(target).is_relative_to(site / ".cache"):
            done.append(Path(target).name)
        replace(source, target)

    def unlinked(file: Path) -> None:
        done.append(f"{file.name} gone")
        unlink(file)

    monkeypatch.setattr(os, "replace", replaced)
    monkeypatch.setattr(Path, "unlink", unlinked)
    built(site, tmp_path / "out")
    assert done[-2:] == ["index.html gone", MANIFEST]


def test_a_build_that_is_cut_off_is_healed_by_the_next(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = os.replace

    def full(source: Path, target: Path) -> None:
        if str(target).endswith("sitemap.xml"):
            raise OSError(28, "No space left on device")
        replace(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", full)
        with pytest.raises(Refused, match="No space left on device"):
            build(asked(site, tmp_path / "out"))
    assert (tmp_path / "out/about/index.html").exists()
    (site / ABOUT).unlink()
    built(site, tmp_path / "out")
    built(site, tmp_path / "clean")
    assert tree(tmp_path / "out") == tree(tmp_path / "clean")


@pytest.mark.parametrize(("before", "after"), [("static/a", "static/a/b"), ("static/a/b", "static/a")])
def test_a_file_may_become_a_folder_and_a_folder_a_file(tmp_path: Path, before: str, after: str) -> None:
    write(tmp_path / "out", {before: b"old", "index.html": b""})
    write(tmp_path / "out", {after: b"new", "index.html": b""})
    assert (tmp_path / "out" / after).read_bytes() == b"new"
    assert listed(tmp_path / "out") == {after, "index.html"}


@pytest.mark.parametrize("path", ["../keep.txt", "a/../../keep.txt", "{root}/keep.txt"])
def test_a_manifest_cannot_make_us_remove_a_file_elsewhere(tmp_path: Path, path: str) -> None:
    (tmp_path / "keep.txt").write_text("mine", "utf-8")
    (tmp_path / "out").mkdir()
    files = {path.format(root=tmp_path.as_posix()): ""}
    (tmp_path / "out" / MANIFEST).write_text(json.dumps({"files": files}), "utf-8")
    write(tmp_path / "out", {"index.html": b""})
    assert (tmp_path / "keep.txt").exists()


def test_two_pages_at_one_address_are_our_own_fault(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Sheet("index.html", "home", "", "home")
    monkeypatch.setattr(making, "sheets", lambda _index: [home, home])
    with pytest.raises(RuntimeError, match=r"two pages want to be index\.html"):
        build(asked(site, tmp_path / "out"))
    assert not (tmp_path / "out").exists()


# ---- Errors ----


def test_while_an_error_stands_the_last_good_site_stays(site: Path, tmp_path: Path) -> None:
    built(site, tmp_path / "out")
    before = tree(tmp_path / "out")
    write_site(site, **{ABOUT: PAGE + "See [[nobody]].\n", "content/pages/new.md": PAGE})
    result = build(asked(site, tmp_path / "out"))
    assert (result.ok, result.written) == (False, None)
    assert [problem.code for problem in result.problems] == ["unknown-id"]
    assert tree(tmp_path / "out") == before


@pytest.mark.parametrize(
    "broken",
    [
        {ABOUT: "no front matter"},
        {"content/site.yaml": None},
        {"templates/page.html": "{% if %}"},
        {"templates/page.html": "{{ view.nothing }}"},
    ],
)
def test_an_error_on_any_floor_leaves_no_folder(tmp_path: Path, broken: dict[str, str | None]) -> None:
    result = build(Request(write_site(tmp_path / "site", **broken), tmp_path / "out"))
    assert not result.ok
    assert not (tmp_path / "out").exists()


def test_a_fault_of_a_sites_own_template_is_told_at_its_line(tmp_path: Path) -> None:
    site = write_site(tmp_path / "site", **{"templates/page.html": "one\n{{ view.nothing }}\n"})
    result = build(asked(site, None))
    (problem,) = result.problems
    assert (problem.place.path, problem.place.line, problem.code) == ("templates/page.html", 2, "template")
    (site / "templates/page.html").unlink()
    sound = build(asked(site, None))
    assert result.made == sound.made - dict(sound.pages_by_kind)["page"], (
        "a page that could not be rendered is not made"
    )


def test_checking_writes_nothing_and_finds_the_same(site: Path) -> None:
    before = tree(site / "content")
    result = build(asked(site, None))
    assert (result.ok, result.written) == (True, None)
    assert tree(site / "content") == before
    assert {folder.name for folder in site.iterdir()} <= {"content", "static", ".cache"}


# ---- What a build says ----


def test_a_build_counts_its_pages_by_kind_and_tells_what_is_left_out(tmp_path: Path) -> None:
    later = EVENT_ONE.replace("importance: 3", "importance: 3\npublish: 2026-02-01")
    site = write_site(tmp_path / "site", **{"content/timeline/later.md": later})
    result = built(site, tmp_path / "out")
    counts = dict(result.pages_by_kind)
    assert (counts["event"], counts["claim"], counts["source"], counts["home"]) == (2, 2, 3, 1)
    assert [number for _, number in result.pages_by_kind] == sorted(counts.values(), reverse=True)
    assert [(item.kind, item.id, item.appears) for item in result.left_out] == [("event", "later", "2026-02-01")]


def test_a_readme_among_the_content_is_for_editors_and_not_read(tmp_path: Path) -> None:
    notes = {"content/README.md": "No front matter.", "content/glossary/README.md": "# How we write terms\n"}
    built(write_site(tmp_path / "site", **notes), tmp_path / "out")


def test_a_sites_own_templates_and_static_files_come_before_ours(tmp_path: Path) -> None:
    own = {"templates/page.html": "Our own: {{ view.title }}", "static/favicon.svg": "<svg/>", "static/map.svg": "map"}
    built(write_site(tmp_path / "site", **own), tmp_path / "out")
    found = tree(tmp_path / "out")
    assert found["about/index.html"] == b"Our own: About"
    assert (found["static/favicon.svg"], found["static/map.svg"]) == (b"<svg/>", b"map")
    assert "static/css/site.css" in found


# ---- The same everywhere ----


def large(folder: Path) -> Path:
    """The small site with so many files that both stages go to worker processes."""
    terms = {
        f"content/glossary/word-{number}.md": (
            f"---\nterm: Word {number}\ndefinition: A word.\nsources: [river-post]\n---\n"
            "See [[cubic-metre]].[@river-post]\n"
        )
        for number in range(70)
    }
    return write_site(folder, **terms)


def test_one_and_two_processes_write_the_same_bytes(tmp_path: Path) -> None:
    site = large(tmp_path / "site")
    assert len(disk.read_all(site)[0]) > workshop.SMALLEST_BATCH
    for jobs in (1, 2):
        assert build(Request(site, tmp_path / f"out{jobs}", jobs=jobs)).problems == ()
    assert tree(tmp_path / "out1") == tree(tmp_path / "out2")


def test_two_processes_tell_the_same_problems_as_one(tmp_path: Path) -> None:
    site = large(tmp_path / "site")
    for number in range(3, 70, 7):
        (site / f"content/glossary/word-{number}.md").write_text("---\nterm: A\nterms: B\n---\n[[nobody]]\n", "utf-8")
    one, two = (build(Request(site, None, jobs=jobs)) for jobs in (1, 2))
    assert len(one.problems) > 10
    assert one == two


BUILD = "from site_builder.doors.cli import main; main()"


def test_seed_zone_language_and_folder_do_not_change_a_byte(tmp_path: Path) -> None:
    worlds = (
        {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "2", "TZ": "America/Los_Angeles", "LC_ALL": "C.UTF-8"},
    )
    for number, world in enumerate(worlds):
        folder = tmp_path / ("here" if number else "quite/another place")
        site = write_site(folder / "site")
        command = [
            sys.executable,
            "-c",
            BUILD,
            "build",
            "--site",
            str(site),
            "--output",
            str(tmp_path / f"out{number}"),
        ]
        environment = os.environ | world | {"PYTHONPATH": str(REPOSITORY)}
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    assert tree(tmp_path / "out0") == tree(tmp_path / "out1")


@pytest.mark.parametrize(("epoch", "there"), [(LAST_SECOND, False), (LAST_SECOND + 1, True)])
def test_the_clock_is_that_of_source_date_epoch_in_the_sites_zone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, epoch: int, there: bool
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(epoch))
    later = EVENT_ONE.replace("importance: 3", "importance: 3\npublish: 2026-02-01")
    built(write_site(tmp_path / "site", **{"content/timeline/later.md": later}), tmp_path / "out")
    assert (tmp_path / "out/timeline/later/index.html").exists() is there


def test_the_same_instant_is_another_day_in_another_zone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(LAST_SECOND + 1))
    files = {
        "content/site.yaml": SITE_YAML.replace("Asia/Kolkata", "America/New_York"),
        "content/timeline/later.md": EVENT_ONE.replace("importance: 3", "importance: 3\npublish: 2026-02-01"),
    }
    built(write_site(tmp_path / "site", **files), tmp_path / "out")
    assert not (tmp_path / "out/timeline/later/index.html").exists()


def test_future_shows_what_is_to_come_marked_and_outside_the_sitemap(tmp_path: Path) -> None:
    later = EVENT_ONE.replace("2025-12-05", "2027-12-05")
    built(write_site(tmp_path / "site", **{"content/timeline/later.md": later}), tmp_path / "out", future=True)
    assert "noindex" in (tmp_path / "out/timeline/later/index.html").read_text("utf-8")
    assert "noindex" not in (tmp_path / "out/index.html").read_text("utf-8")
    assert "/later/" not in (tmp_path / "out/sitemap.xml").read_text("utf-8")


# ---- Hostile words ----

HOSTILE = """</title><script>alert("1")</script><img src=x onerror='alert(2)'> & "quoted" ]]> 'too'"""


class Tags(HTMLParser):
    """Every start tag of a page with its attributes, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


PLAIN = set(
    "title question standfirst summary text definition description name role term note label tagline publisher caution "
    "unit type expansion alt caption credit heading".split()
)


def hostile() -> dict[str, str]:
    """The small site with markup in every plain text of its files."""
    quoted = "'" + HOSTILE.replace("'", "''") + "'"
    files = {}
    for path, text in FILES.items():
        lines = []
        for line in text.split("\n"):
            begin, colon, rest = line.partition(": ")
            key = begin.strip().removeprefix("- ").strip()
            plain = colon and key in PLAIN and rest[:1] not in {"{", "["} and rest not in {"council", "bar"}
            lines.append(f"{begin}: {quoted}" if plain else line)
        files[path] = "\n".join(lines)
    return files


FIRST_SCRIPT = (Path(__file__).parents[2] / "templates/first.js").read_text("utf-8")


def test_markup_in_plain_texts_is_shown_and_never_run(tmp_path: Path) -> None:
    built(write_site(tmp_path / "site", **hostile()), tmp_path / "out")
    shown = 0
    for path, data in tree(tmp_path / "out").items():
        if not path.endswith(".html"):
            continue
        page = Tags(data.decode())
        run = [values for tag, values in page.tags if tag == "script" and values.get("type") != "application/ld+json"]
        scripts = [values.get("src") or "" for values in run]
        # One that runs stands in the page itself, word for word as the theme has it.
        assert [src for src in scripts if "static/js/" not in src] == [""], path
        assert data.decode().count(f"<script>{FIRST_SCRIPT}</script>") == 1, path
        assert [tag for tag, values in page.tags if any(key.startswith("on") for key in values)] == [], path
        assert [values for tag, values in page.tags if tag == "img" and values.get("src") == "x"] == [], path
        shown += "<script>" in page.text
    assert shown > 15


def test_an_address_with_an_ampersand_makes_a_sound_sitemap(site: Path, tmp_path: Path) -> None:
    build(asked(site, tmp_path / "out", base_url="https://example.org/?a=1&b=2#"))
    root = ET.fromstring((tmp_path / "out/sitemap.xml").read_bytes())  # noqa: S314 - our own file
    found = [place.text or "" for place in root.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert found
    assert all(address.startswith("https://example.org/?a=1&b=2#") for address in found)


# ---- Addresses ----


def test_pages_are_linked_by_relative_ways_and_the_404_page_from_its_root(site: Path, tmp_path: Path) -> None:
    build(asked(site, tmp_path / "out", base_url="https://example.org/some/repo"))
    for path, data in tree(tmp_path / "out").items():
        if not path.endswith(".html"):
            continue
        for tag, values in Tags(data.decode()).tags:
            for name in ("href", "src"):
                way = values.get(name)
                if way is None or values.get("rel") == "canonical" or "external" in (values.get("rel") or ""):
                    continue
                if way.startswith("mailto:"):
                    continue
                if path == "404.html" and not way.startswith("#"):
                    assert way.startswith("/some/repo/"), (path, tag, way)
                else:
                    assert not way.startswith("/"), (path, tag, way)
                    assert ":" not in way.partition("#")[0], (path, tag, way)


def test_the_base_url_of_the_command_goes_before_that_of_the_site(site: Path, tmp_path: Path) -> None:
    build(asked(site, tmp_path / "out", base_url="https://example.org/some/repo"))
    page = Tags((tmp_path / "out/about/index.html").read_text("utf-8"))
    canonical = [values["href"] for tag, values in page.tags if values.get("rel") == "canonical"]
    assert canonical == ["https://example.org/some/repo/about/"]
