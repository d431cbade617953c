"""The proof can fail: each thing that keeps a build from being stale is taken away in turn, and the proof turns red.

Here stands what `test_incremental.py` cannot say of itself. A question, or a field of a key, without which nothing
turns red has no right to be there; the few that stand for no page are named in IDLE and in REDUNDANT.
"""

import os
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from site_builder.core.digest import digest
from site_builder.engine import build, disk, making, placing, program, reading, scan, seal, state, unchanged
from site_builder.pages.render import Theme, layouts_of, render
from site_builder.weave import index
from site_builder.weave.facts import Facts
from site_builder.weave.index import ANSWERS, Index, changed
from tests import proof
from tests.proof import DAY, LAST_SECOND, Desk, Stale

Patch = pytest.MonkeyPatch
STATE: Any = state.PageState
TODAY = build._Today


@pytest.fixture(autouse=True)
def clock(monkeypatch: Patch) -> None:
    """The desk sets the clock; here it is put back."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(LAST_SECOND))


# ---- Every question ----

# By question, edits that only it tells of; each inner list is one step, and the last one must turn the proof red.
NEEDED: dict[str, list[list[str]]] = {
    "face": [["title of a section"]],
    "meta": [["summary of an event"]],
    "body": [["body of a section"]],
    "text": [["shared accent"], ["line above an accent"]],
    "hidden": [["draft page"]],
    "future": [["a day more"]],
    "latest": [["importance"]],
    "minutes": [["many words"]],
    "all": [["name of a person"]],
    "beside": [["date within the past"]],
    "sections": [["section more"]],
    "speakers": [["link away"]],
    "site": [["title of the site"]],
    "table": [["cell of a CSV file"]],
    "asset": [["picture gone"]],
    "pages": [["draft page"]],
}
# Asked only where a page has a problem: an error, after which nothing is kept, or a warning that stands elsewhere.
IDLE = {"lost", "tables", "assets", "site-text"}


def take(desk: Desk, steps: list[str]) -> None:
    for step in steps:
        if step == "a day more":
            desk.clock += DAY
        else:
            desk.edit(step)


def broken(desk: Desk, steps: list[list[str]]) -> None:
    """Proves that the proof turns red at the last step, and not before."""
    desk.prove()
    for step in steps[:-1]:
        take(desk, step)
        desk.prove()
    take(desk, steps[-1])
    with pytest.raises(Stale):
        desk.prove()


def test_every_question_is_needed_or_known_to_be_idle() -> None:
    assert NEEDED.keys() | IDLE == ANSWERS.keys()


def drop_from_notes(monkeypatch: Patch, name: str) -> None:
    """A page does not note that it asked this."""

    def forgetful(ask: Callable[..., tuple[Any, frozenset[str]]]) -> Callable[..., tuple[Any, frozenset[str]]]:
        def asked(*given: object) -> tuple[Any, frozenset[str]]:
            result, questions = ask(*given)
            return result, frozenset(one for one in questions if one.partition(" ")[0] != name)

        return asked

    for part in ("check", "job_of"):
        monkeypatch.setattr(making, part, forgetful(getattr(making, part)))


def drop_from_answers(monkeypatch: Patch, name: str) -> None:
    """Nobody notices that this has another answer."""

    def blind(old: Index, new: Index) -> set[str]:
        return {one for one in changed(old, new) if one.partition(" ")[0] != name}

    monkeypatch.setattr(making, "changed", blind)


@pytest.mark.parametrize("drop", [drop_from_notes, drop_from_answers])
@pytest.mark.parametrize("name", sorted(NEEDED))
def test_a_question_that_is_forgotten_turns_the_proof_red(
    tmp_path: Path, monkeypatch: Patch, name: str, drop: Callable[[Patch, str], None]
) -> None:
    drop(monkeypatch, name)
    # Drafts and what is to come are shown, because only then anything is hidden.
    shown = name in {"hidden", "pages"}
    broken(Desk(tmp_path, drafts=shown, future=shown), NEEDED[name])


@pytest.mark.parametrize("shown", [False, True])
def test_the_same_edits_are_sound_while_nothing_is_forgotten(tmp_path: Path, shown: bool) -> None:
    desk = Desk(tmp_path, drafts=shown, future=shown)
    desk.prove()
    for name in sorted(NEEDED):
        for steps in NEEDED[name] if shown is (name in {"hidden", "pages"}) else ():
            take(desk, steps)
            desk.prove()


# ---- Every field of a key ----


@pytest.mark.parametrize(("name", "edit"), [("text", "body of a page"), ("path", "page renamed")])
def test_a_field_left_out_of_the_key_of_a_file_turns_the_proof_red(
    tmp_path: Path, monkeypatch: Patch, name: str, edit: str
) -> None:
    key_of = reading.key_of
    monkeypatch.setattr(reading, "key_of", lambda digests, code: key_of(digests._replace(**{name: ""}), code))
    broken(Desk(tmp_path), [[edit]])


@pytest.mark.parametrize("code", ["other", program.digest()])
def test_another_program_makes_every_page_anew_and_only_because_of_its_digest(
    tmp_path: Path, monkeypatch: Patch, code: str
) -> None:
    desk = Desk(tmp_path)
    desk.prove()

    def otherwise(*given: Any) -> Any:  # noqa: ANN401 - whatever it is given
        made: Any = render(*given)
        return replace(made, output=replace(made.output, data=made.output.data + b"<!-- another program -->"))

    monkeypatch.setattr(making, "render", otherwise)
    monkeypatch.setattr(program, "marks", lambda: (("another", 1),))
    monkeypatch.setattr(program, "digest", lambda: code)
    monkeypatch.setattr(proof, "CLEAN", {})
    if code == "other":
        desk.prove()
    else:
        with pytest.raises(Stale):
            desk.prove()


# ---- What is believed without a look ----


def test_a_closure_of_templates_that_misses_one_turns_the_proof_red(tmp_path: Path, monkeypatch: Patch) -> None:
    def shallow(theme: Theme) -> Any:  # noqa: ANN401 - what it made
        layouts, problems = layouts_of(theme)
        texts = dict(theme.templates)
        return {name: (digest(texts.get(f"{name}.html", "")), read) for name, (_, read) in layouts.items()}, problems

    monkeypatch.setattr(making, "layouts_of", shallow)
    broken(Desk(tmp_path), [["partial"]])


def test_a_face_without_its_place_in_the_order_turns_the_proof_red(tmp_path: Path, monkeypatch: Patch) -> None:
    monkeypatch.setattr(Facts, "face", property(lambda one: (*one[:7],)))
    broken(Desk(tmp_path), [["order of topics"]])


def test_a_renewed_index_that_takes_any_facts_turns_the_proof_red(tmp_path: Path, monkeypatch: Patch) -> None:
    monkeypatch.setattr(index, "_is_steady", lambda *_: True)
    broken(Desk(tmp_path), [["draft page"]])


def test_times_that_are_believed_alone_turn_the_proof_red(tmp_path: Path, monkeypatch: Patch) -> None:
    look = scan.look

    def trusting(root: str) -> scan.Listing:
        listing = look(root)
        seen = {path: (one[0], one[1], 0, 0, one[4]) for path, one in scan.unpack(listing.packed).items()}
        return listing._replace(packed=scan.pack(seen))

    monkeypatch.setattr(scan, "look", trusting)
    monkeypatch.setattr(unchanged, "look", trusting)
    monkeypatch.setattr(scan, "UNSURE", 0)
    desk = Desk(tmp_path)
    file = desk.root / "content/pages/about.md"
    os.utime(file, (1, 1))
    desk.prove()
    desk.edit("body of a page")
    os.utime(file, (1, 1))
    with pytest.raises(Stale):
        desk.prove()


def test_a_young_file_that_is_believed_turns_the_proof_red(tmp_path: Path, monkeypatch: Patch) -> None:
    look, tick = scan.look, time.time_ns()

    def coarse(root: str) -> scan.Listing:
        listing = look(root)
        seen = {path: (one[0], tick, tick, *one[3:]) for path, one in scan.unpack(listing.packed).items()}
        return listing._replace(packed=scan.pack(seen))

    monkeypatch.setattr(scan, "look", coarse)
    monkeypatch.setattr(unchanged, "look", coarse)
    monkeypatch.setattr(scan, "sure", lambda one, _: one)
    broken(Desk(tmp_path), [["body of a page"]])


def test_a_day_that_is_never_over_turns_the_proof_red(tmp_path: Path, monkeypatch: Patch) -> None:
    monkeypatch.setattr(build, "_Today", lambda day, *_: TODAY(day, 0.0, float(2**40)))
    monkeypatch.setattr(scan, "UNSURE", 0)
    desk = Desk(tmp_path)
    desk.prove()
    time.sleep(0.06)
    broken(desk, [["a day more"]])


def test_an_output_that_is_not_looked_at_turns_the_proof_red(tmp_path: Path, monkeypatch: Patch) -> None:
    def trusting(_output: Path, memory: build.Memory, _outputs: object) -> tuple[scan.Packed, set[str]]:
        return memory.outline.outputs if memory.outline else ("", b""), set()

    monkeypatch.setattr(build, "_lost", trusting)
    desk = Desk(tmp_path)
    desk.prove()
    (desk.output / "about/index.html").write_text("spoilt", "utf-8")
    desk.edit("title of an event")
    with pytest.raises(Stale):
        desk.prove()


def test_an_output_whose_bytes_are_not_compared_turns_the_proof_red(tmp_path: Path, monkeypatch: Patch) -> None:
    monkeypatch.setattr(disk, "is_as_written", lambda folder, path, _: scan.seen(os.lstat(f"{folder}/{path}")))
    desk = Desk(tmp_path)
    desk.prove()
    (desk.output / "about/index.html").write_text("spoilt", "utf-8")
    with pytest.raises(Stale):
        desk.prove()


def test_pruning_that_is_skipped_turns_the_proof_red(tmp_path: Path, monkeypatch: Patch) -> None:
    monkeypatch.setattr(placing, "remove", lambda *_: None)
    broken(Desk(tmp_path), [["page renamed"]])


def test_warnings_that_are_not_kept_with_their_pages_turn_the_proof_red(tmp_path: Path, monkeypatch: Patch) -> None:
    monkeypatch.setattr(making, "PageState", lambda *given: STATE(*given[:5], (), *given[6:]))
    broken(Desk(tmp_path), [["shared accent"], ["body of a page"]])


def test_a_seal_that_is_not_looked_at_turns_the_proof_red(tmp_path: Path, monkeypatch: Patch) -> None:
    desk = Desk(tmp_path)
    desk.prove()
    monkeypatch.setattr(seal, "opened", lambda _, sealed, __: sealed[seal.SIZE :])
    pages = next(desk.cache.glob("state-*.pages"))
    held = pages.read_bytes()
    pages.write_bytes(held.replace(b"Mira Anand", b"Vera Ahmed"))
    desk.edit("body of a section")
    with pytest.raises(Stale):
        desk.prove()
