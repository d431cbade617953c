"""The proof: whatever is edited, harmed or cut off, an incremental build is the clean build, byte for byte.

The ordinary run is the same every time. `pytest --long` walks at random for ten minutes (`--minutes N` for others)
and prints the seed of each walk; `tests/integration/test_sensitivity.py` shows that the proof can fail.
"""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import hypothesis
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from site_builder.content import longway, straight
from site_builder.content.references import Lift
from site_builder.engine import scan
from site_builder.engine.build import Memory, build
from site_builder.engine.disk import Refused
from site_builder.engine.result import Request
from tests import accidents, proof
from tests.accidents import ACCIDENTS, HARMS_OUTPUT
from tests.edits import BROKEN, EDITS, SOUND
from tests.proof import DAY, LAST_SECOND, Desk, Killed, killed_at, tree
from tests.rich import RICH

REPOSITORY = Path(__file__).parent.parent.parent
Step = tuple[str, ...]
# A file that is older than the build is believed; the bench writes them faster than a person, so all would be doubted.
BELIEVING = pytest.mark.parametrize("doubt", [scan.UNSURE, 0], ids=["doubting", "believing"])


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The desk sets the clock; here it is put back."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(LAST_SECOND))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """The rich site, built once."""
    made = Desk(tmp_path)
    made.prove()
    return made


# ---- Every edit ----


@pytest.mark.parametrize("part", range(8))
def test_every_edit_is_built_as_if_for_the_first_time(desk: Desk, part: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "UNSURE", 0 if part % 2 else scan.UNSURE)
    chance = random.Random(part)
    names = list(SOUND[part::8])
    chance.shuffle(names)
    for begin in range(0, len(names), 5):
        desk.edit(*names[begin : begin + 5])
        desk.prove()
    desk.put(RICH)
    desk.prove()


@pytest.mark.parametrize("held", [None, Memory()], ids=["cache", "memory"])
def test_what_the_checks_find_is_told_as_if_for_the_first_time(tmp_path: Path, held: Memory | None) -> None:
    desk = Desk(tmp_path, thorough=True, drafts=held is not None, memory=held)
    counted = dict(RICH) | {"content/pages/counted.md": b"---\ntitle: A\nsummary: B.\n---\nIt fell by 14 per cent.\n"}
    desk.put(counted)
    found = {problem.code for problem in desk.prove().problems}
    chance = random.Random(5)
    names = list(EDITS)
    chance.shuffle(names)
    for begin in range(0, len(names), 8):
        desk.edit(*names[begin : begin + 8])
        found |= {problem.code for problem in desk.prove().problems}
        if begin % 3 == 2:
            desk.put(counted)
            desk.clock += DAY
    assert {"uncited-number", "single-source", "cautioned-source", "orphan", "overdue-review"} <= found


@pytest.mark.parametrize("part", range(4))
def test_a_broken_site_keeps_its_last_good_build_until_it_is_mended(desk: Desk, part: int) -> None:
    for number, name in enumerate(sorted(BROKEN)[part::4]):
        desk.edit(name)
        assert not desk.prove().ok
        desk.edit(("title of a topic", "sources of a claim")[number % 2])
        if number % 3 == 0:
            assert not desk.prove().ok
        desk.edit(name)
        assert desk.prove().ok


def test_an_edit_and_its_undoing_between_two_builds_change_nothing(desk: Desk) -> None:
    desk.edit("title of a topic")
    desk.edit("title of a topic")
    assert desk.prove().made == 0


def test_a_site_that_nobody_touches_is_not_built_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "UNSURE", 0)
    time.sleep(0.06)  # outputs are doubted for a twentieth of a second
    desk.prove()
    monkeypatch.setattr(proof, "build", None)  # whoever called it would fail
    assert desk.prove().made == 0


@pytest.mark.parametrize("seconds", [1, DAY, 2 * DAY, 3 * DAY, -60 * DAY, 1600 * DAY])
@pytest.mark.parametrize("future", [False, True])
def test_a_day_that_comes_changes_what_it_should(tmp_path: Path, seconds: int, future: bool) -> None:
    desk = Desk(tmp_path, drafts=future, future=future)
    desk.prove()
    desk.clock += seconds
    desk.prove()
    desk.edit("draft section", "draft no more", "publish another day")
    desk.prove()


# ---- Random walks ----

EDIT = st.lists(st.sampled_from(tuple(EDITS)), min_size=1, max_size=3).map(tuple)
ACCIDENT = st.sampled_from(tuple(ACCIDENTS)).map(lambda name: (name,))
WALKS = st.lists(st.one_of(EDIT, EDIT, ACCIDENT), min_size=2, max_size=6)


def walk(steps: list[Step], number: int, doubt: int, *, shown: bool) -> None:
    """Edits and accidents one after the other; after each the build must be the clean build."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(scan, "UNSURE", doubt)
        chance = random.Random(number)
        desk = Desk(Path(folder), stirred=chance, drafts=shown, future=shown)
        desk.prove()
        for step in steps:
            take(desk, step, chance)


def take(desk: Desk, step: Step, chance: random.Random) -> None:
    """One step, and its proof."""
    if step[0] in ACCIDENTS:
        ACCIDENTS[step[0]](desk, chance)
    else:
        desk.edit(*step)
    result = desk.build()
    if not result.ok and step[0] in HARMS_OUTPUT:
        desk.good = tree(desk.output)  # what was harmed waits until the site is mended
    desk.compare(result)


def walks(examples: int, seed: int | None) -> None:
    """Random walks. seed: None for the same ones every time."""

    @settings(
        max_examples=examples,
        deadline=None,
        derandomize=seed is None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink],
        print_blob=False,
    )
    @given(WALKS, st.integers(0, 999), st.sampled_from([0, scan.UNSURE]), st.booleans())
    def walking(steps: list[Step], number: int, doubt: int, shown: bool) -> None:
        walk(steps, number, doubt, shown=shown)

    (walking if seed is None else hypothesis.seed(seed)(walking))()


def test_random_walks_end_where_a_clean_build_does() -> None:
    walks(8, None)


@pytest.mark.long
def test_random_walks_for_long(minutes: float) -> None:
    end = time.monotonic() + 60 * minutes
    while time.monotonic() < end:
        seed = random.SystemRandom().randrange(10**9)
        print(f"walks with the seed {seed}", flush=True)
        walks(40, seed)
        proof.CLEAN.clear()


# ---- What is harmed ----


@pytest.mark.parametrize("name", sorted(HARMS_OUTPUT - {"killed"}))
@BELIEVING
def test_a_harmed_output_is_put_right(desk: Desk, name: str, doubt: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "UNSURE", doubt)
    desk.prove()
    for number in range(4):
        ACCIDENTS[name](desk, random.Random(number))
        desk.prove()
    desk.edit("title of an event")
    ACCIDENTS[name](desk, random.Random(9))
    desk.prove()


def test_what_was_just_written_and_is_gone_is_written_again(desk: Desk) -> None:
    desk.edit("body of a page")
    desk.prove()
    (desk.output / "about/index.html").unlink()
    desk.prove()


@pytest.mark.parametrize("name", ["harmed_memory", "older_memory", "foreign_store", "forgotten"])
def test_a_harmed_memory_costs_time_and_nothing_else(desk: Desk, name: str) -> None:
    edits = ["title of an event", "body of a page", "topics of an event", "publisher", "definition", "speaker"]
    for number, edit in enumerate(edits):
        ACCIDENTS[name](desk, random.Random(number))
        desk.edit(edit)
        desk.prove()
        ACCIDENTS[name](desk, random.Random(number + 100))
        desk.prove()


def test_the_memory_of_another_site_is_not_believed(desk: Desk, tmp_path: Path) -> None:
    other = Desk(tmp_path / "other")
    other.edit("title of the site")
    other.prove()
    for own, foreign in zip(sorted(desk.cache.glob("state-*.*")), sorted(other.cache.glob("state-*.*")), strict=True):
        own.write_bytes(foreign.read_bytes())
    (desk.cache / "store.sqlite").write_bytes((other.cache / "store.sqlite").read_bytes())
    desk.edit("body of a page")
    desk.prove()


def test_a_cache_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("A file.", "utf-8")
    desk = Desk(tmp_path)
    for edit in ("title of an event", "body of a page"):
        desk.prove()
        desk.edit(edit)
    desk.prove()


def test_a_folder_that_is_no_longer_known_as_ours_is_refused_and_then_built_anew(desk: Desk) -> None:
    (desk.output / ".site-builder.json").unlink()
    with pytest.raises(Refused):
        desk.build()
    accidents.emptied(desk, random.Random(0))
    desk.prove()


def test_a_folder_where_a_page_was_is_refused_until_it_goes(desk: Desk) -> None:
    page = desk.output / "about/index.html"
    page.unlink()
    (page / "deep").mkdir(parents=True)
    with pytest.raises(Refused):
        desk.build()
    (page / "deep").rmdir()
    page.rmdir()
    desk.prove()


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="this system does not list what a process has open")
def test_a_folder_where_a_page_was_is_not_left_open(desk: Desk) -> None:
    page = desk.output / "about/index.html"
    page.unlink()
    page.mkdir()
    before = os.listdir("/proc/self/fd")
    for _ in range(3):
        with suppress(Refused):
            desk.build()
    assert os.listdir("/proc/self/fd") == before


# ---- What is cut off ----


@pytest.mark.parametrize("names", [("title of a source",), ("page renamed", "static file renamed"), ("event gone",)])
def test_a_build_that_is_killed_at_any_of_its_writes_leaves_nothing_wrong(desk: Desk, names: Step, long: bool) -> None:
    with killed_at(10**9) as writes:
        desk.edit(*names)
        desk.prove()
    every = range(1, len(writes) + 2)
    # The moments in which the folder changes are few and late; each kind of write is met at its first and its last.
    turns = {number for name in writes for number in (writes.index(name) + 1, len(writes) - writes[::-1].index(name))}
    for number in (
        every if long else sorted({*every[:: max(1, len(every) // 9)], *turns, *(turn + 1 for turn in turns)})
    ):
        for undone in (False, True):  # before it is built again: what the dead build wrote must go
            desk.edit(*names)
            with killed_at(number), suppress(Killed):
                desk.build()
            if undone:
                desk.edit(*names)
            desk.prove()


def test_a_build_that_is_killed_leaves_no_unfinished_file_behind(desk: Desk) -> None:
    for number in range(1, 60, 7):
        desk.edit("title of a source")
        with killed_at(number), suppress(Killed):
            desk.build()
        desk.prove()
        left = [file.name for folder in (desk.output, desk.cache) for file in folder.rglob("*.tmp*")]
        assert left == [], f"killed at write {number}"


def command(desk: Desk, *options: str, **environment: str) -> "subprocess.Popen[bytes]":
    """The build as another process."""
    given = {"PYTHONPATH": str(REPOSITORY), "SOURCE_DATE_EPOCH": str(desk.clock), **environment}
    args = [sys.executable, "-m", "site_builder", "build", "--site", str(desk.root), "--output", str(desk.output)]
    silent = subprocess.DEVNULL
    return subprocess.Popen([*args, *options], env={**os.environ, **given}, stdout=silent, stderr=silent)


@pytest.mark.long
def test_a_process_that_is_killed_at_random_moments_leaves_nothing_wrong(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.cache.symlink_to(desk.root / ".cache")
    chance = random.Random()
    for _ in range(40):
        desk.edit(*chance.sample(SOUND, 3))
        process = command(desk)
        time.sleep(chance.uniform(0.2, 1.2))
        process.send_signal(signal.SIGKILL)
        process.wait()
        if desk.output.exists() and not any(file.name == ".site-builder.json" for file in desk.output.iterdir()):
            accidents.emptied(desk, chance)
        desk.prove()


def test_two_builds_at_once_make_one_site(desk: Desk) -> None:
    desk.edit("title of an event", "page renamed")
    assert [process.wait() for process in [command(desk), command(desk)]] == [0, 0]
    assert tree(desk.output) == desk.clean().tree


def test_the_reference_builds_the_same_site_and_believes_no_result_of_the_straight_way(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts: list[str] = []
    long_way = longway._markdown

    def noted(text: str, prefix: str, lifts: list[Lift]) -> str:
        texts.append(text)
        return long_way(text, prefix, lifts)

    monkeypatch.setattr(longway, "_markdown", noted)
    monkeypatch.setattr(straight, "read", None)
    before = tree(desk.output)
    build(replace(desk.request(), reference=True))
    assert tree(desk.output) == before
    assert len(texts) == sum(path.endswith(".md") and path.startswith("content/") for path in desk.site)


# ---- What changes under the build's hands ----


def test_a_file_that_is_edited_between_look_and_read_is_found_by_the_next(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scan, "UNSURE", 0)
    look = scan.look

    def edited(root: str) -> scan.Listing:
        listing = look(root)
        desk.edit("body of a page")
        return listing

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scan, "look", edited)
        desk.edit("title of an event")
        desk.build()
    desk.prove()


@pytest.mark.parametrize("remembering", ["cache", "memory"])
def test_an_edit_of_the_same_size_within_one_tick_of_the_clock_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, remembering: str
) -> None:
    """File systems tell times in steps, of two seconds at most: two edits of one step look the same."""
    look = scan.look

    def coarse(root: str) -> scan.Listing:
        listing = look(root)
        seen = {path: (one[0], tick, tick, *one[3:]) for path, one in scan.unpack(listing.packed).items()}
        return listing._replace(packed=scan.pack(seen))

    tick = time.time_ns() // 10**9 * 10**9
    monkeypatch.setattr(scan, "look", coarse)
    monkeypatch.setattr("site_builder.engine.unchanged.look", coarse)
    desk = Desk(tmp_path, memory=Memory() if remembering == "memory" else None)
    desk.prove()
    desk.edit("body of a page")
    desk.prove()


def test_an_edit_of_the_same_size_whose_time_is_set_back_is_found(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "UNSURE", 0)
    file = desk.root / "content/pages/about.md"
    os.utime(file, (1, 1))
    desk.prove()
    desk.edit("body of a page")
    os.utime(file, (1, 1))
    desk.prove()


def test_a_preview_remembers_in_its_own_process(tmp_path: Path) -> None:
    desk = Desk(tmp_path, drafts=True, future=True, memory=Memory())
    chance = random.Random(5)
    for number in range(5):
        desk.edit(*chance.sample(tuple(EDITS) if number % 4 == 3 else SOUND, 2))
        desk.prove()
        if number % 4 == 3:
            desk.put(RICH)
            desk.prove()


# ---- One, four, many and elsewhere ----


ELSEWHERE = [
    {"PYTHONHASHSEED": "1", "TZ": "America/New_York", "LC_ALL": "C"},
    {"PYTHONHASHSEED": "2", "TZ": "Asia/Tokyo", "LC_ALL": "C.UTF-8"},
]


def test_another_hash_seed_zone_and_language_change_nothing(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    for surroundings, names in zip(ELSEWHERE, [(), ("topics of an event", "speaker", "page renamed")], strict=True):
        desk.edit(*names)
        assert command(desk, **surroundings).wait() == 0
        assert tree(desk.output) == desk.clean().tree


def test_the_same_site_is_built_the_same_by_another_request(desk: Desk) -> None:
    desk.edit("title of an event")
    result = build(Request(desk.root, desk.folder / "again", cache=desk.cache))
    assert tree(desk.folder / "again") == desk.clean().tree
    assert result.written
    assert result.written.digest == desk.prove().written.digest  # type: ignore[union-attr]
