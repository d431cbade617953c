"""`site-builder new`: drafts that are sound from the first moment, and nothing overwritten."""

import os
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from site_builder.content.parse import parse
from site_builder.core.documents import File
from site_builder.doors import authoring, cli, scaffold
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


# ---- What is given ----

GIVEN = {
    "topic": ["--title", "Мост", "--question", "Почему так долго?", "--order", "30", "--accent", "plum"],
    "section": ["--title", "पुल", "--summary", "It's late: # and 'more'."],
    "event": ["--date", "2026-01-08", "--title", "null", "--topics", "water", "--sources", "treaty-text, art. 3",
              "--sources", "river-post", "--importance", "3"],
    "claim": ["--text", "It opens.", "--status", "expected", "--as-of", "2026~", "--sources", "river-post"],
    "source": ["--title", "[Exclusive] TODAY: SOURCE", "--publisher", "X", "--language", "hi", "--kind", "news"],
    "person": ["--name", "Анна", "--role", "- mayor", "--sources", "river-post"],
    "organisation": ["--name", "@Council", "--type", "council"],
    "term": ["--term", "5G", "--definition", "No: yes."],
    "question": ["--question", "Who?", "--asked", "2026-01-10", "--topic", "water"],
    "dataset": ["--title", "Water", "--unit", "%"],
    "page": ["--title", "About \"us\"", "--summary", "Who we are."],
}  # fmt: skip


def new(site: Path, *words: str) -> Result:
    return CliRunner().invoke(cli.commands, ["new", *words, "--site", str(site)])


@pytest.mark.parametrize(("kind", "identifier"), IDS)
def test_what_is_given_stands_in_the_file(site: Path, kind: str, identifier: str) -> None:
    done = new(site, kind, identifier, *GIVEN[kind])
    assert done.exit_code == 0, done.output
    assert problems(site) == []
    path = site / done.output.splitlines()[0].removeprefix("wrote ")
    (document,) = parse(File(path.relative_to(site).as_posix(), path.read_text("utf-8"))).documents
    words = iter(GIVEN[kind])
    for flag, value in zip(words, words, strict=True):
        held = getattr(document.meta, flag.removeprefix("--").replace("-", "_"))
        said = getattr(held, "text", held)
        assert value in said if isinstance(said, tuple) else str(said) == value


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["evnt", "x"], 'did you mean "event"?'),
        (["event", "x", "--date", "5.12.2025"], "`date`: "),
        (["event", "x", "--date", "2025-02-30"], "February 2025 has 28 days"),
        (["event", "x", "--topics", "watr"], '`topics`: no topic is called "watr"; did you mean "water"?'),
        (["event", "x", "--sources", "new-one"], "make it first: site-builder new source new-one"),
        (["event", "x", "--importance", "4"], "expected 1 (detail), 2 or 3"),
        (["claim", "x", "--status", "sure"], "'sure' is not one of 'confirmed'"),
        (["source", "x", "--url", "example.org"], "write https://example.org"),
        (["question", "x", "--colour", "red"], "No such option"),
        (["person"], "Missing argument 'ID'"),
        (["person", "--name", "Анна"], "Missing argument 'ID'"),
    ],
)
def test_what_cannot_be_given_is_told_and_nothing_is_written(site: Path, words: list[str], told: str) -> None:
    before = sorted(site.rglob("*"))
    done = new(site, *words)
    assert (done.exit_code, sorted(site.rglob("*"))) == (2, before)
    assert told in " ".join(done.output.split())


def test_id_is_made_of_the_name_where_that_can_be_spelled(site: Path) -> None:
    assert "content/timeline/the-cafe-opens.md" in new(site, "event", "--title", "The Café opens!").output


def test_kinds_of_the_command_are_those_of_the_schema() -> None:
    assert set(authoring.KINDS) == set(scaffold.FOLDER_BY_KIND)


@pytest.mark.parametrize("kind", scaffold.FOLDER_BY_KIND)
def test_every_needed_key_that_takes_words_is_an_option_with_its_meaning(kind: str) -> None:
    told = " ".join(CliRunner().invoke(cli.commands, ["new", kind, "--help"]).output.split())
    for one in scaffold.asked(kind):
        assert f"--{one.key.replace('_', '-')} " in told
        assert one.meaning.replace("`", "")[:30] in told


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no terminals of this kind")
def test_in_a_terminal_it_asks_for_what_was_not_given(site: Path) -> None:
    import pty

    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "site_builder", "new", "event", "--title", "Договор", "--site", str(site)]
    running = subprocess.Popen(command, cwd=ROOT, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    said = b""
    # A wrong answer is asked for again; an empty one is left for later.
    answers = {"date:": "5.12.2025", "Error:": "2025-12-05", "summary:": "Подписан.", "topics:": "water; water",
               "importance:": "", "sources:": "river-post", "id, its": "treaty"}  # fmt: skip
    for asked, answer in answers.items():
        while asked.encode() not in said:
            said += os.read(ours, 1000)
        said = b""
        os.write(ours, f"{answer}\n".encode())
    with suppress(OSError):  # what a terminal says when nobody is at its other end
        while os.read(ours, 1000):
            pass
    assert running.wait(60) == 0
    os.close(ours)
    text = (site / "content/timeline/treaty.md").read_text("utf-8")
    wanted = (
        "date: 2025-12-05|title: Договор|summary: Подписан.|topics: [water, water]|importance: 2|sources: [river-post]"
    )
    assert [line for line in wanted.split("|") if line not in text] == []
    assert problems(site) == []
