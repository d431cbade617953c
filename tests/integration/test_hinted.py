"""A preview looks at what it is told of alone, and saves what it knows when it ends: the same proof."""

import random
from pathlib import Path

import pytest

from site_builder.engine import scan
from site_builder.engine.build import Memory, build, keep
from site_builder.engine.result import Result
from tests.edits import EDITS, SOUND
from tests.proof import LAST_SECOND, Desk
from tests.rich import RICH, Site


class Preview:
    """A preview of a desk's site in this process. last: what it saw last."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.memory, self.last = desk, Memory(), scan.look(str(desk.root))
        desk.compare(self.build())
        self.memory.trusting = True

    def build(self) -> Result:
        return build(self.desk.request(), memory=self.memory, listing=self.last)

    def put(self, site: Site) -> Result:
        """Takes an edit over as the watcher tells of it."""
        before = self.desk.site
        self.desk.put(site)
        hints = {path for path in before.keys() | site.keys() if before.get(path) != site.get(path)}
        self.last = scan.look_again(self.last, hints) or scan.look(str(self.desk.root))
        result = self.build()
        self.desk.compare(result)
        return result

    def edit(self, *names: str) -> Result:
        site = self.desk.site
        for name in names:
            site = EDITS[name](site)
        return self.put(site)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The desk sets the clock; here it is put back."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(LAST_SECOND))


@pytest.mark.parametrize("seed", range(2))
def test_what_hints_name_is_built_as_if_for_the_first_time(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    preview = Preview(Desk(tmp_path))
    for number in range(6):
        preview.edit(*chance.sample(tuple(EDITS) if number % 3 == 2 else SOUND, 2))
        if number % 3 == 2:
            preview.put(RICH)


@pytest.mark.parametrize("ends", [True, False], ids=["ended", "killed"])
def test_the_next_process_goes_on_from_a_preview_that_ended_or_was_killed(tmp_path: Path, ends: bool) -> None:
    desk = Desk(tmp_path)
    preview = Preview(desk)
    preview.edit("title of an event")
    preview.edit("page renamed", "topics of an event")
    preview.edit("body of a page")
    if ends:
        keep(preview.memory)
    desk.prove()
    desk.edit("page renamed", "definition")
    desk.prove()


def test_a_preview_that_is_told_of_an_output_that_went_looks_at_it_when_it_no_longer_trusts(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    preview = Preview(desk)
    preview.edit("title of an event")
    (desk.output / "about/index.html").unlink()
    preview.memory.trusting = False
    preview.edit("title of a source")


def test_a_preview_and_a_build_of_the_same_folder_do_not_mislead_each_other(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    preview = Preview(desk)
    preview.edit("title of an event")
    keep(preview.memory)
    desk.edit("title of a topic", "page more")
    desk.prove()
    preview.memory.trusting = False
    preview.last = scan.look(str(desk.root))
    preview.edit("speaker")
    keep(preview.memory)
    desk.edit("body of a page")
    desk.prove()
