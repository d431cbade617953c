"""Fenced blocks: found in the source line by line, and read with the same strictness as a file."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import NamedTuple

from site_builder.content import schema
from site_builder.core.blocks import Block
from site_builder.core.documents import Ref
from site_builder.core.problems import Place, Problem, error

FENCE = re.compile(r"( {0,3})(`{3,}|~{3,})[ \t]*([^\s`{]*)([^`]*)")
NESTED = re.compile(r"[ \t>*+\-0-9.]*(?:`{3,}|~{3,})[ \t]*([a-z]+)[ \t]*")
CLOSE = 0.75  # closer than elsewhere: "dart" is a language, not a misspelt "chart"
CODE = re.compile(
    r"^(`{3,}|~{3,})[^\n]*\n.*?^\1[ \t]*$"  # a fence
    r"|(?<![\\`])(`+)(?!`)(?:[^`\n]|`(?!\2)|\n(?!\s*\n))*?(?<!`)\2(?!`)",  # a span, which ends with its paragraph
    re.MULTILINE | re.DOTALL,
)
# What Markdown itself takes as the name of a code's language.
LANGUAGE = re.compile(r"[\w#.+-]*")


class Prose(NamedTuple):
    """A stretch of a body. line: the file's line on which it begins."""

    text: str
    path: str
    line: int

    def place(self, offset: int, length: int) -> Place:
        """Where the character at `offset` stands in the file; at most the rest of its line is underlined."""
        return Places(self).place(offset, length)


class Places:
    """The places of a stretch, one after the other: no line of it is counted twice."""

    def __init__(self, prose: Prose) -> None:
        self.text, self.path, self.line = prose
        self.offset = 0

    def place(self, offset: int, length: int) -> Place:
        """Like that of the prose, of an offset that is not before the last one."""
        begin, end = self.text.rfind("\n", 0, offset) + 1, self.text.find("\n", offset)
        rest = (len(self.text) if end < 0 else end) - offset
        self.line += self.text.count("\n", self.offset, offset)
        self.offset = offset
        return Place(self.path, self.line, offset - begin + 1, max(1, min(length, rest)))


def without_code(prose: Prose) -> Prose:
    """The prose with blanks in place of code, each character where it was."""
    if "`" not in prose.text and "~~~" not in prose.text:
        return prose
    return prose._replace(text=CODE.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), prose.text))


class Fenced(NamedTuple):
    """A block's name and YAML. place: of its opening fence; the YAML begins on the next line."""

    name: str
    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class _Fence:
    """An opening fence: the index of its line, and its parts."""

    number: int
    indent: int
    mark: str
    name: str
    words: str

    def closing(self, lines: list[str]) -> int | None:
        """The index of the line that closes it, or None."""
        pattern = re.compile(rf" {{0,3}}{re.escape(self.mark[0])}{{{len(self.mark)},}}[ \t]*")
        return next((number for number in range(self.number + 1, len(lines)) if pattern.fullmatch(lines[number])), None)

    def place(self, path: str, first_line: int) -> Place:
        """Where it stands, with its name."""
        return Place(path, first_line + self.number, self.indent + 1, len(self.mark) + len(self.name))

    def name_place(self, path: str, first_line: int) -> Place:
        """Where its name stands."""
        whole = self.place(path, first_line)
        return Place(path, whole.line, whole.column + len(self.mark), max(1, len(self.name)))


def split_blocks(body: str, path: str, first_line: int) -> tuple[tuple[Prose | Fenced, ...], tuple[Problem, ...]]:
    """A body cut into prose and blocks, in order, and what is wrong with the fences.

    Other fences (code) stay in the prose, so that a block's name inside an example is only text.
    """
    if not _has(body, "```") and not _has(body, "~~~"):
        return ((Prose(body, path, first_line),) if body else ()), ()
    parts: list[Prose | Fenced] = []
    problems: list[Problem] = []
    prose: list[str] = []
    lines, number, begin = body.split("\n"), 0, 0
    while number < len(lines):
        fence = _opening(lines[number], number)
        end = fence.closing(lines) if fence else None
        if fence is None:
            problems += _nested(lines[number], path, first_line + number)
            prose.append(lines[number])
            number += 1
        elif end is None:
            place, hint = fence.place(path, first_line), f"close it with {fence.mark} on a line of its own"
            problems.append(error(place, "open-fence", "this fence is never closed", hint))
            break
        else:
            problems += _misnamed(fence, path, first_line)
            if fence.name in schema.BLOCK_BY_NAME and not fence.indent:
                parts.append(Prose("\n".join(prose), path, first_line + begin))
                text = "\n".join(lines[fence.number + 1 : end])
                parts.append(Fenced(fence.name, text, fence.place(path, first_line)))
                prose, begin = [], end + 1
            else:
                prose += _code(fence, lines[number + 1 : end])
            number = end + 1
    parts.append(Prose("\n".join(prose), path, first_line + begin))
    return tuple(part for part in parts if part.text or isinstance(part, Fenced)), tuple(problems)


def _has(text: str, mark: str) -> bool:
    """Whether a mark of one sign stands in a text: the sign alone is looked for in a tenth of the time."""
    return mark[0] in text and mark in text


def _opening(line: str, number: int) -> _Fence | None:
    found = FENCE.fullmatch(line)
    return _Fence(number, len(found[1]), found[2], found[3], found[4].strip()) if found else None


def _code(fence: _Fence, lines: list[str]) -> list[str]:
    """A fence of code as Markdown's own extension reads it: at the margin, closed as it was opened."""
    name = fence.name if LANGUAGE.fullmatch(fence.name) else ""
    margin = re.compile(f" {{0,{fence.indent}}}")
    return [fence.mark + name, *(margin.sub("", line, count=1) for line in lines), fence.mark]


def _nested(line: str, path: str, number: int) -> Iterator[Problem]:
    found = NESTED.fullmatch(line)
    if found and found[1] in schema.BLOCK_BY_NAME:
        yield _misplaced(found[1], Place(path, number, found.start(1) + 1, len(found[1])))


def _misplaced(name: str, place: Place) -> Problem:
    hint = "put the fence at the left margin, outside of lists and quotations"
    return error(place, "nested-block", f"a {name} block cannot stand inside a list or quotation", hint)


def _misnamed(fence: _Fence, path: str, first_line: int) -> Iterator[Problem]:
    known = fence.name in schema.BLOCK_BY_NAME
    similar = get_close_matches(fence.name, schema.BLOCK_BY_NAME, n=1, cutoff=CLOSE)
    place = fence.name_place(path, first_line)
    if known and fence.indent:
        yield _misplaced(fence.name, place)
    elif known and fence.words:
        message = f'"{fence.words}" cannot stand behind the name of the {fence.name} block'
        yield error(place, "fence-words", message, "write the block's keys on the lines below")
    elif similar and not known:
        yield error(place, "unknown-block", f'there is no block called "{fence.name}"', f'did you mean "{similar[0]}"?')


def read_block(fenced: Fenced) -> tuple[Block | None, tuple[Ref, ...], tuple[Problem, ...]]:
    """The typed block of a fence, what it refers to, and its faults. None where there is a fault."""
    from site_builder.content.frontmatter import compose  # few texts have a block

    node, problems = compose(fenced.text, fenced.place.path, fenced.place.line + 1)
    if node is None:
        hint = "write its keys between the fences"
        empty = error(fenced.place, "empty-block", f"this {fenced.name} block says nothing", hint)
        return None, (), problems or (empty,)
    block, refs, faults = schema.read(schema.BLOCK_BY_NAME[fenced.name], f"{fenced.name} block", node)
    return (None if problems else block), refs, problems + faults
