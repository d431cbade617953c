"""`site-builder new`: drafts that are sound from the first moment, and nothing overwritten."""

import shutil
from pathlib import Path

import pytest

from site_builder.doors import scaffold
from site_builder.engine.build import build
from site_builder.engine.result import Request
from tests.sites import write_site

ROOT = Path(__file__).resolve().parents[2]
IDS = [(kind, "water/new-thing" if kind == "section" else "new-thing") for kind in scaffold.FOLDER_BY_KIND]


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800000000")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return write_site(tmp_path / "site")


def problems(site: Path) -> list[str]:
    result = build(Request(site, None, drafts=True, future=True))
    return [f"{problem.place.path}:{problem.place.line}: {problem.message}" for problem in result.problems]


@pytest.mark.parametrize(("kind", "identifier"), IDS)
def test_draft_of_every_kind_is_accepted_as_it_is(site: Path, kind: str, identifier: str) -> None:
    scaffold.write(site, kind, identifier)
    assert problems(site) == []


@pytest.mark.parametrize(("kind", "identifier"), IDS)
def test_draft_is_left_out_until_its_line_is_taken_out(site: Path, kind: str, identifier: str) -> None:
    path = scaffold.write(site, kind, identifier)
    assert [item.id for item in build(Request(site, None)).left_out] == [identifier]
    file = site / path
    file.write_text(file.read_text("utf-8").replace("draft: true\n", ""), "utf-8")
    assert build(Request(site, None)).left_out == ()


def test_drafts_of_all_kinds_fit_the_repositorys_own_content(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "content", tmp_path / "content")
    for kind in scaffold.FOLDER_BY_KIND:
        scaffold.write(tmp_path, kind, "new-topic/first" if kind == "section" else f"new-{kind}")
    # The publication's eight topics have taken all accents, so a ninth shares one; that is a warning.
    assert [problem for problem in problems(tmp_path) if "has the accent" not in problem] == []


@pytest.mark.parametrize(("kind", "identifier"), IDS)
def test_every_commented_key_is_a_key_of_the_kind(site: Path, kind: str, identifier: str) -> None:
    """A comment that is uncommented is asked for its value, and never called unknown."""
    file = site / scaffold.write(site, kind, identifier)
    head, mark, rest = file.read_text("utf-8").partition("# You may also write:\n")
    assert mark
    file.write_text(head + "\n".join(line.removeprefix("# ") for line in rest.split("\n")), "utf-8")
    assert {problem.code for problem in build(Request(site, None, drafts=True)).problems} == {"empty-value"}


def test_sections_are_numbered_behind_their_sisters(site: Path) -> None:
    written = [scaffold.write(site, "section", f"water/{name}") for name in ("one", "two")]
    assert written == ["content/topics/water/30-one.md", "content/topics/water/40-two.md"]


def test_sections_behind_the_ninth_stay_in_order(site: Path) -> None:
    written = [scaffold.write(site, "section", f"water/s{number}") for number in range(9)]
    assert written[-3:] == [
        f"content/topics/water/{number}-s{index}.md" for number, index in ((90, 6), (91, 7), (92, 8))
    ]


def test_first_section_of_a_topic_is_number_10(site: Path) -> None:
    scaffold.write(site, "topic", "bridges")
    assert scaffold.write(site, "section", "bridges/first") == "content/topics/bridges/10-first.md"


@pytest.mark.parametrize(
    ("kind", "identifier", "told"),
    [
        ("evnt", "x", 'there is no kind "evnt"; did you mean "event"?'),
        ("Event", "x", 'did you mean "event"?'),
        ("poem", "x", 'there is no kind "poem"; there are topic, section, event'),
        ("site", "x", 'there is no kind "site"'),
        ("event", "Relos Signed", '"Relos Signed" cannot be the id of a new event; write lower-case words'),
        ("event", "../x", "cannot be the id"),
        ("event", "water/x", "cannot be the id"),
        ("event", "", "cannot be the id"),
        ("event", "x" * 101, "at most 100"),
        ("section", "first", "write the topic's id, a slash and a name"),
        ("section", "../x", "cannot be the id"),
        ("section", "watr/first", 'there is no topic "watr"; did you mean "water"?'),
        ("section", "bridges/first", "make it first: site-builder new topic bridges"),
        ("event", "treaty-signed", '"treaty-signed" is there already, in content/timeline/treaty-signed.md'),
        ("event", "water", '"water" is there already, in content/topics/water/index.md'),
        ("person", "mayor-anand", "is there already, in content/people/mayors.yaml"),
        ("section", "water/what-was-signed", "is there already, in content/topics/water/10-what-was-signed.md"),
    ],
)
def test_what_cannot_be_is_refused_with_a_cure(site: Path, kind: str, identifier: str, told: str) -> None:
    before = {file: file.read_bytes() for file in site.rglob("*") if file.is_file()}
    with pytest.raises(scaffold.Impossible) as refusal:
        scaffold.write(site, kind, identifier)
    assert told in str(refusal.value)
    assert {file: file.read_bytes() for file in site.rglob("*") if file.is_file()} == before


def test_file_that_cannot_be_read_is_not_overwritten(site: Path) -> None:
    (site / "content/timeline/mine.md").write_text("no front matter", "utf-8")
    with pytest.raises(scaffold.Impossible, match="is there already"):
        scaffold.write(site, "event", "mine")
