"""The tutorial is followed word by word, in an empty folder, with the command as others install it.

A fence says what is done with it: `console` has commands behind `$` and what they say, where `…` stands for any words;
`yaml` and `markdown` with a path are whole files; `diff` with a path is a change. `sh` alone is only read: it installs.
"""

import re
import shlex
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.installing import built, installed
from tests.previewing import Served, serving, shows

ROOT = Path(__file__).resolve().parents[2]
TUTORIAL = (ROOT / "docs/tutorial.md").read_text("utf-8")
READ_ONLY = {"sh"}


class Fence(NamedTuple):
    """A fenced block of the tutorial. path: of the file that it is or changes, "" for commands."""

    name: str
    path: str
    text: str


FENCES = [
    Fence(name, path, text)
    for _, name, path, text in re.findall(r"^(`{3,})(\w*) ?(\S*)\n(.*?\n)\1$", TUTORIAL, re.DOTALL | re.MULTILINE)
]


@dataclass
class Reader:
    """Somebody who does what the tutorial says. folder: in which the terminal is; preview: once it was started."""

    command: Path
    folder: Path
    ends: ExitStack
    preview: Served | None = None
    codes: list[int] = field(default_factory=list)

    def follow(self, fence: Fence) -> None:
        """Does what a fence says, and compares what came of it."""
        file = self.folder / fence.path
        if fence.name == "console":
            for words, told in commands(fence.text):
                self.type(words, told)
        elif fence.name == "diff":
            old, new = ("".join(re.findall(rf"^[{sign} ](.*\n)", fence.text, re.MULTILINE)) for sign in ("-", "+"))
            text = file.read_text("utf-8")
            assert text.count(old) == 1, f"{fence.path} has no single {old!r}"
            file.write_text(text.replace(old, new), "utf-8")
        elif fence.name not in READ_ONLY:
            assert fence.name in {"yaml", "markdown"}
            with file.open("x", encoding="utf-8") as new_file:
                new_file.write(fence.text)

    def type(self, words: list[str], told: str) -> None:
        """Types a command, and compares what it says."""
        if words[0] == "cd":
            self.folder /= words[1]
            return
        assert words[0] == "site-builder"
        if words[1] == "serve":
            self.preview = self.ends.enter_context(serving(self.folder, *words[2:], program=(str(self.command),)))
            assert fits(told, self.preview.words), self.preview.words
            return
        done = subprocess.run(
            [self.command, *words[1:]],
            cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8", check=False,
        )  # fmt: skip
        self.codes.append(done.returncode)
        assert fits(told, done.stdout), done.stdout
        for message in re.findall(r"error\[.*", told):
            assert self.preview
            self.preview.has(message)  # before it is mended


def commands(text: str) -> Iterator[tuple[list[str], str]]:
    """The commands of a console, each with what it says."""
    for entry in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        line, _, told = entry.partition("\n")
        yield shlex.split(line), told


def fits(wanted: str, found: str) -> bool:
    """Whether a text is the one that is shown, in which … stands for any words."""
    return re.fullmatch(".*".join(map(re.escape, wanted.strip().split("…"))), found.strip(), re.DOTALL) is not None


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    """One who has come to the end of the tutorial, with the preview still open."""
    command = installed(built("wheel", tmp_path_factory.mktemp("wheel")), tmp_path_factory.mktemp("installed"))
    with ExitStack() as ends:
        reader = Reader(command, tmp_path_factory.mktemp("work"), ends)
        for fence in FENCES:
            reader.follow(fence)
        yield reader


def test_every_fence_says_what_is_done_with_it() -> None:
    assert {fence.name for fence in FENCES} == {"sh", "console", "yaml", "markdown", "diff"}
    assert len(FENCES) == len(re.findall(r"^```", TUTORIAL, re.MULTILINE)) / 2 >= 15


def test_every_command_does_as_shown_and_one_meets_the_mistake(reader: Reader) -> None:
    assert [code for code in reader.codes if code] == [1]
    assert len(reader.codes) == 6


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("index.html", "The metre and the inch"),
        ("topics/light/index.html", "Since July 1959 an"),
        ("timeline/index.html", "The inch is defined by the metre"),
        ("timeline/inch-agreed/index.html", "The American yard became a little shorter by it"),
        ("claims/inch-is-25-4-millimetres/index.html", "An inch is exactly 25.4 millimetres."),
        ("sources/wikipedia-inch/index.html", "An inch is exactly 25.4 millimetres."),
    ],
)
def test_the_tutorial_ends_with_the_site_that_it_promises(reader: Reader, path: str, words: str) -> None:
    assert words in (reader.folder / "dist" / path).read_text("utf-8")
    assert reader.preview
    shows(reader.preview, "/" + path.removesuffix("index.html"), words)
