"""The import as an editor asks for it: what it writes, what it refuses and tells, and the way back."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from site_builder.content.parse import parse
from site_builder.core.documents import Document
from site_builder.core.model import Event
from site_builder.doors import landing
from site_builder.doors.cli import commands
from site_builder.doors.landing import New, Refused, free_id, land
from site_builder.engine import disk

ROOT = Path(__file__).resolve().parents[2]
SMALL = ROOT / "tests/golden/small"
SLIDE = {"start_date": {"year": 2025, "month": 12, "day": 5}, "text": {"headline": "Signed", "text": "It was."}}


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(commands, [*map(str, words)], catch_exceptions=False)


def bring(site: Path, held: object, name: str = "theirs.json", *more: str) -> Result:
    """Imports what a file holds. held: bytes, a text, or slides."""
    file = site.parent / name
    text = held if isinstance(held, str | bytes) else json.dumps({"events": held}, ensure_ascii=False)
    file.write_bytes(text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text)
    return run("import", "timelinejs", file, "--site", site, "--topics", "water", "--sources", "town-herald", *more)


def exported(site: Path) -> list[dict[str, Any]]:
    done = run("export", "timelinejs", "--site", site)
    assert done.exit_code == 0, done.output
    return list(json.loads(done.stdout)["events"])


def events(site: Path) -> dict[str, Event]:
    """The events of a site by id; its files have no fault."""
    documents: list[Document] = []
    for file in disk.read_all(site)[0]:
        read = parse(file)
        assert read.problems == ()
        documents += read.documents
    return {one.id: one.meta for one in documents if isinstance(one.meta, Event)}


def files(site: Path) -> set[str]:
    return {file.name for file in (site / "content/timeline").iterdir()}


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """The small site in the theme's own templates."""
    for folder in ("content", "static"):
        shutil.copytree(SMALL / folder, tmp_path / "site" / folder)
    return tmp_path / "site"


def test_a_headline_that_nobody_sees_is_none(small: Path) -> None:
    """Found by fuzzing: it was taken for a title, and the file that came of it was refused."""
    slide = {"start_date": {"year": 2025}, "text": {"headline": "\u200b", "text": "<p>\u200b\u2060</p>"}}
    done = bring(small, [slide])
    assert done.exit_code == 0, done.output
    assert "has no headline and no text" in done.stderr


def test_a_key_that_no_file_can_hold_is_told_as_such(small: Path) -> None:
    """Found by fuzzing: it was refused as a key without a colon."""
    for key in ("x" * 1_001, "\x00" * 200):
        refused = bring(small, [{**SLIDE, key: "1"}])
        assert (refused.exit_code, "slide 1: a key of it has more than 1,000 characters" in refused.stderr) == (1, True)
    assert bring(small, [{**SLIDE, "x" * 990: "1"}]).exit_code == 0


def test_every_event_of_this_publication_comes_back_whole(tmp_path: Path) -> None:
    site = tmp_path / "site"
    shutil.copytree(ROOT / "content", site / "content")
    shutil.copytree(ROOT / "static", site / "static")
    was = events(site)
    assert len(was) > 50
    (tmp_path / "own.json").write_text(run("export", "timelinejs", "--site", site).stdout, "utf-8")
    slides = exported(site)
    shutil.rmtree(site / "content/timeline")
    sources = ",".join(dict.fromkeys(re.split(",", source)[0] for event in was.values() for source in event.sources))
    done = run("import", "timelinejs", tmp_path / "own.json", "--site", site, "--topics", "trade", "--sources", sources)
    assert (done.exit_code, "Not as it was" in done.stderr) == (0, False), done.output
    now = events(site)

    def held(event: Event) -> tuple[object, ...]:
        date = (event.date.text, event.date.earliest, event.date.latest)
        return event.title, date, event.importance, event.topics, event.summary, event.state, event.x_timelinejs

    assert {key: held(event) for key, event in now.items()} == {key: held(event) for key, event in was.items()}
    checked = run("check", "--site", site, "--format", "json")
    errors = [one for one in json.loads(checked.stdout)["problems"] if one["severity"] == "error"]
    faults = [one for one in errors if one["code"] != "orphan"]
    assert faults == []  # people and texts of events are gone, and what only they named
    assert len(slides) == len(now)


def test_what_is_written_builds_and_comes_back(small: Path) -> None:
    slides = [
        SLIDE | {"media": {"url": "https://example.org/a.jpg", "title": "t"}, "unique_id": "one", "group": "Bridge"},
        SLIDE | {"start_date": {"year": "-44"}, "background": {"color": "red"}, "unique_id": "two", "y": [1, "1"]},
        SLIDE | {"text": {"headline": "भारत रूस", "text": "<script>a()</script><p>तीन</p>"}, "unique_id": "three"},
    ]  # fmt: skip
    done = bring(small, slides)
    assert done.exit_code == 0, done.output
    assert "Wrote 3 events" in done.stdout
    checked = run("check", "--site", small)
    assert checked.exit_code == 0, checked.output
    back = {event["unique_id"]: event for event in exported(small)}
    for slide in slides:
        event = back[slide["unique_id"]]
        assert {key: event[key] for key in event if not key.startswith("x_")} == slide
    assert events(small)["one"].topics == ("bridge",)


def test_nothing_of_what_is_kept_reaches_readers(small: Path) -> None:
    marked = "<script>kept9</script>"
    bring(small, [SLIDE | {"media": {"url": marked}, "x9": marked, "text": {"headline": "H", "text": f"T {marked}"}}])
    assert run("build", "--site", small).exit_code == 0
    built = [file.read_bytes() for file in (small / "dist").rglob("*") if file.is_file()]
    assert built
    assert not any(b"kept9" in data or b"x_timelinejs" in data for data in built)
    assert "kept9" in json.dumps(exported(small))


def test_an_edit_of_what_is_kept_changes_no_output(small: Path) -> None:
    bring(small, [SLIDE | {"media": {"url": "https://example.org/a.jpg"}}])
    assert run("build", "--site", small).exit_code == 0
    before = {file: (file.read_bytes(), file.stat().st_mtime_ns) for file in (small / "dist").rglob("*.*")}
    file = small / "content/timeline/signed.md"
    file.write_text(file.read_text("utf-8").replace("a.jpg", "b.jpg"), "utf-8")
    assert run("build", "--site", small).exit_code == 0
    assert {file: (file.read_bytes(), file.stat().st_mtime_ns) for file in (small / "dist").rglob("*.*")} == before
    assert "b.jpg" in json.dumps(exported(small))


def test_ids_come_from_unique_id_or_headline_or_date_and_are_free(small: Path) -> None:
    words = [("Größe", None), ("भारत रूस", None), ("قمة", None), ("Signed", "Mein Id!"), ("Größe", None), ("W", "water")]
    done = bring(small, [
        SLIDE | {"text": {"headline": headline, "text": "x"}} | ({"unique_id": name} if name else {})
        for headline, name in words
    ])  # fmt: skip
    assert done.exit_code == 0, done.output
    assert files(small) - files(SMALL) == {
        "groe.md", "2025-12-05.md", "2025-12-05-2.md", "mein-id.md", "groe-2.md", "water-2.md",
    }  # fmt: skip
    assert 'slide 4: is called "mein-id", as "Mein Id!" cannot be its id' in done.stderr
    assert 'slide 6: is called "water-2"' in done.stderr


def test_what_is_there_is_not_written_over_and_not_doubled(small: Path) -> None:
    path = small / "content/timeline/signed.md"
    assert bring(small, [SLIDE | {"unique_id": "signed"}]).exit_code == 0
    path.write_text(path.read_text("utf-8").replace("It was.", "It was mine."), "utf-8")
    again = bring(small, [SLIDE | {"unique_id": "new"}, SLIDE | {"unique_id": "signed"}])
    assert again.exit_code == 1
    assert 'slide 2: the site has an event "signed" already' in again.stderr
    assert "mine" in path.read_text("utf-8")
    assert "new.md" not in files(small)
    assert bring(small, [SLIDE]).exit_code == 0  # its name is only made of its title
    assert {"signed.md", "signed-2.md"} <= files(small)
    assert bring(small, [SLIDE | {"unique_id": "An id!"}]).exit_code == 0
    assert bring(small, [SLIDE | {"unique_id": "An id!"}]).exit_code == 1


def test_events_that_an_editor_wrote_are_known_and_so_are_files_at_fault(small: Path) -> None:
    done = bring(small, [SLIDE | {"unique_id": "treaty-signed"}])
    assert (done.exit_code, 'has an event "treaty-signed" already' in done.stderr) == (1, True)
    (small / "content/timeline/signed.md").write_text("half a file", "utf-8")
    assert bring(small, [SLIDE]).exit_code == 0
    assert "signed-2.md" in files(small)


@pytest.mark.parametrize(
    ("held", "name", "said"),
    [
        (b"", "a.json", "it is empty"),
        (b"\xef\xbb\xbf \n", "a.csv", "it is empty"),
        (b'{"events": []}', "a.json", "no event in it"),
        (b'{"events"\n: [}', "a.json", "line 2: this is no JSON"),
        (b"[1]", "a.json", "no list `events`"),
        (b"Year,Headline\n2025,\xff\n", "a.csv", "line 2: this is not UTF-8"),
        (b"Year,Headline\n2025,A\nsoon,B\n", "a.csv", 'line 3: its Year is no whole number but "soon"'),
        ([SLIDE, SLIDE | {"start_date": None}, SLIDE | {"start_date": {"year": "x"}}], "a.json", "slide 3: "),
        ([SLIDE, 7], "a.json", "slide 2: it is no object"),
        ([SLIDE | {"text": {"headline": "a\u0007b"}}], "a.json", "slide 1: the character U+0007"),
        *(([SLIDE | {"x": f"a{sign}b"}], "a.json", f"U+{ord(sign):04X}") for sign in "\x7f\x85\u2028\u2029"),
        ('{"events": [{"start_date": {"year": 1}, "text": {"headline": "\\ud83d"}}]}', "a.json", "slide 1: "),
        ([SLIDE | {"deep": json.loads("[" * 60 + "]" * 60)}], "a.json", "slide 1: these are more than 50 levels"),
        (b" " * 50_000_000, "a.json", "more than 16 MB"),
    ],
)  # fmt: skip
def test_bad_input_is_told_with_its_place_and_nothing_is_written(
    small: Path, held: object, name: str, said: str
) -> None:
    before = files(small)
    done = bring(small, held, name)
    assert (done.exit_code, files(small)) == (1, before)
    assert f"{small.parent / name}: " in done.stderr
    assert said in done.stderr
    assert "Nothing was written." in done.stderr


def test_all_slides_at_fault_are_told_at_once(small: Path) -> None:
    done = bring(small, [SLIDE | {"start_date": {}}, SLIDE, SLIDE | {"start_date": {"year": 1, "month": 13}}])
    assert "slide 1: it has no `start_date`" in done.stderr
    assert "slide 3: there is no month 13" in done.stderr


def test_topics_and_sources_must_be_there(small: Path) -> None:
    done = bring(small, [SLIDE], "a.json", "--topics", "watr")
    assert (done.exit_code, 'no topic is called "watr"; did you mean "water"' in done.stderr) == (2, True)
    done = bring(small, [SLIDE], "a.json", "--sources", "nobody")
    assert (done.exit_code, 'no source is called "nobody"' in done.stderr) == (2, True)
    assert files(small) == files(SMALL)


def test_groups_that_are_no_topic_are_told(small: Path) -> None:
    slides = [SLIDE | {"group": group} for group in ("<b>bridge</b>", "Elsewhere", "WATER")]
    done = bring(small, slides, "a.json", "--topics", "bridge", "--importance", "3")
    assert 'slide 2: the group "Elsewhere" is no topic here; it is in water, bridge' in done.stderr
    made = events(small)
    assert [made[key].topics for key in ("signed", "signed-2", "signed-3")] == [
        ("bridge",), ("water", "bridge"), ("water",),
    ]  # fmt: skip
    assert made["signed"].importance == 3
    assert [event["group"] for event in exported(small) if event["text"]["headline"] == "Signed"] == [
        "<b>bridge</b>", "Elsewhere", "WATER",
    ]  # fmt: skip


def test_a_spreadsheet_is_read_as_it_is_saved(small: Path) -> None:
    rows = (",,,,T,,,title", ",,,,,,,", '"2,025",12,5,9:30,A,B,Bridge,', "")
    text = "\r\n".join(("\ufeffYear,Month,Day,Time,Headline,Text,Tag,Type", *rows))
    done = bring(small, text, "theirs.csv")
    assert done.exit_code == 0, done.output
    assert 'Left out: line 2: title "T"' in done.stderr
    assert "line 4: has a time of day" in done.stderr
    assert events(small)["a"].date.text == "2025-12-05"
    (event,) = (event for event in exported(small) if event["unique_id"] == "a")
    assert event["start_date"] == {"year": 2025, "month": 12, "day": 5, "hour": 9, "minute": 30}


def test_slides_of_one_day_are_exported_in_their_order(small: Path) -> None:
    done = bring(small, [SLIDE | {"unique_id": name} for name in ("c", "a", "b")] + [SLIDE, SLIDE])
    assert "cannot be its id" not in done.stderr
    assert [one["unique_id"] for one in exported(small) if one["unique_id"] in "abc"] == ["c", "a", "b"]


def test_what_is_kept_is_found_in_a_list_too(small: Path) -> None:
    bring(small, [SLIDE | {"media": {"url": "https://example.org/a.jpg"}, "unique_id": "One!"}])
    lines = (small / "content/timeline/one.md").read_text("utf-8").strip("-\n").split("\n")
    (small / "content/timeline/one.md").unlink()
    (small / "content/timeline/list.yaml").write_text("- id: one\n" + "".join(f"  {line}\n" for line in lines), "utf-8")
    (event,) = (event for event in exported(small) if event["unique_id"] == "One!")
    assert event["media"] == {"url": "https://example.org/a.jpg"}


def test_an_import_lands_whole_or_not_at_all(small: Path) -> None:
    shutil.rmtree(small / "content/timeline")
    text = "---\ndate: 2025\ntitle: T\nsummary: S\ntopics: [water]\nimportance: 1\nsources: [town-herald]\n---\n"
    one = New("content/timeline/one.md", text, "slide 1")
    with pytest.raises(Refused, match='slide 2: "tittle" is not a key'):
        land(small, [one, New("content/timeline/two.md", text.replace("title", "tittle"), "slide 2")])
    assert not (small / "content/timeline").exists()
    with pytest.raises(Refused, match="cannot be written"):  # the same file twice: the second finds the first
        land(small, [one, one])
    assert not (small / "content/timeline").exists()
    land(small, [one])
    with pytest.raises(Refused, match="is there already"):
        land(small, [New("content/timeline/zero.md", text, "slide 1"), one])
    assert files(small) == {"one.md"}


def test_an_id_has_room_for_its_number() -> None:
    taken = {"a" * 100}
    assert free_id("a" * 100, taken) == "a" * 98 + "-2"
    assert free_id("a" * 100, taken) == "a" * 98 + "-3"


def test_remarks_on_many_places_are_one_line() -> None:
    remarks = [landing.Remark(f"slide {number}", "is odd") for number in range(1, 8)]
    assert list(landing.told(remarks)) == ["slide 1, slide 2, slide 3, slide 4, slide 5 and 2 more: is odd"]
