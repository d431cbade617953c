"""Sentences: a text cut into what readers read as one, each character where it stands in the file."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import Literal, NamedTuple

from site_builder.content.directives import Prose, without_code

# What stands in place of marks, one for each character, so that every word keeps its place: of a citation, of what is
# not read (a link's target, a tag), of a link without words of its own.
CITED, UNREAD, NAMED = "\ue000", "\ue002", "\ue003"
MARKS = re.compile(
    r"\[@[^\[\]]*\]|\[\^[^\[\]\s]+\](?!:)"  # a citation, or the mark of a note, which may hold one
    r"|\[\[([^\[\]|]*)(\||\]\])"
    r"|\]\]|\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?:\s+\"[^\"]*\")?\)"
    r"|<[a-zA-Z/!][^<>]*>"
    r"|\{[:#.][^{}\n]*\}"
    r"|^[ \t]*>[> \t]*",
    re.MULTILINE,
)
BLANK = f" \t{UNREAD}"
ITEM = re.compile(rf"[{BLANK}]*(?:(?:[-*+]|\d{{1,3}}[.)])[ \t]+|\[\^[^\[\]\s]+\]:[ \t]*|:[ \t]+)")
TABLE = re.compile(rf"[{BLANK}]*\|")
SKIPPED = re.compile(rf"[{BLANK}]*+(?:#{{1,6}}\s|[-=*_:| \t]*+$|\*\[[^\]]+\]:|\[[^\]]+\]:\s)")
INDENTED = re.compile(r"(?: {4}|\t)")
# The end of a sentence, with the closing marks and the citations behind it.
END = re.compile(
    rf"[.!?…।](?:[\"”’'»)\]*_{UNREAD}]|\s*{CITED})*"
    rf"(?=\s+[\"“‘'«(\[*_{UNREAD}]*(?:[^\W_a-zа-я]|{NAMED})|\s*\Z)"
)
ABBREVIATED = re.compile(
    r"(?:(?<![\w.])|(?<=\.))(?:[^\W\d_]|Mr|Mrs|Ms|Dr|Prof|Gen|Col|Lt|Capt|Sen|Rep|Gov|St|No|Nos|Art|Sec|vs|cf|approx|"
    r"Inc|Ltd|Co|Corp|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|e\.g|i\.e)\.$"
)
WORD = re.compile(rf"\w+(?:[’'.,/–-]\w+)*|{NAMED}+")


Kind = Literal["text", "item", "table"]


class Link(NamedTuple):
    """A link to a thing of the site. target: its id; offset, end: where it begins in its prose, and its label ends."""

    target: str
    offset: int
    end: int


class Sentence(NamedTuple):
    """A sentence. text: with marks blanked; offset: where it begins in its prose; links: those in it.

    words: its words; a link without words of its own is one.
    """

    prose: Prose
    text: str
    offset: int
    links: tuple[Link, ...]
    words: tuple[str, ...]

    @property
    def is_cited(self) -> bool:
        """Whether it names a source, or has a note that may."""
        return CITED in self.text


class Paragraph(NamedTuple):
    """A paragraph, an item of a list, a note, or a table, whose rows are one sentence."""

    kind: Kind
    sentences: tuple[Sentence, ...]


def paragraphs(prose: Prose) -> Iterator[Paragraph]:
    """What stands in a text, in order; headings and code are left out."""
    whole = without_code(prose)
    links: list[Link] = []
    text = MARKS.sub(lambda found: _blank(found, links), whole.text)
    for kind, begin, end in _stretches(text):
        if kind == "table":
            yield Paragraph(kind, (_sentence(whole, text, begin, end, links),))
        else:
            yield Paragraph(kind, tuple(_sentences(whole, text, begin, end, links)))


def _blank(found: re.Match[str], links: list[Link]) -> str:
    """What stands in place of a mark, as long as it."""
    if found[0].startswith(("[@", "[^")):
        sign = CITED
    elif found[2]:
        links.append(Link(" ".join(found[1].split()), found.start(), found.end()))
        sign = UNREAD if found[2] == "|" else NAMED
    else:
        if found[0] == "]]" and links:
            links[-1] = links[-1]._replace(end=found.start())
        sign = UNREAD
    return sign * len(found[0])


def _stretches(text: str) -> Iterator[tuple[Kind, int, int]]:
    """Where each paragraph, list item, note and table begins and ends."""
    begin, at, kind = 0, 0, None
    for line in text.split("\n"):
        item = ITEM.match(line)
        new = _kind(line, kind, is_item=item is not None)
        if kind and (new != kind or item):
            yield kind, begin, at - 1
        if new and (new != kind or item):
            begin = at + (item.end() if item else 0)
        kind = new
        at += len(line) + 1
    if kind:
        yield kind, begin, len(text)


def _kind(line: str, before: Kind | None, *, is_item: bool) -> Kind | None:
    """What a line belongs to, with the kind of the one before; None for a blank line, a heading, code."""
    if not line.strip(BLANK):
        return None
    if TABLE.match(line):
        return "table"
    if is_item:
        return "item"
    if SKIPPED.match(line) or (before is None and INDENTED.match(line)):
        return None
    return before if before in {"text", "item"} else "text"


def _sentences(prose: Prose, text: str, begin: int, end: int, links: list[Link]) -> Iterator[Sentence]:
    start = begin
    for found in END.finditer(text, begin, end):
        # The last word alone is looked at: a row of initials would else be read again from each.
        last = text[max(start, found.start() - 8) : found.start() + 1]
        is_end = CITED in found[0] or found[0][0] != "." or not ABBREVIATED.search(last)
        if is_end or found.end() == end:
            yield _sentence(prose, text, start, found.end(), links)
            start = found.end()
    if text[start:end].strip():
        yield _sentence(prose, text, start, end, links)


def _sentence(prose: Prose, text: str, start: int, end: int, links: list[Link]) -> Sentence:
    while text[start].isspace():
        start += 1
    first, last = (bisect_left(links, offset, key=_begin) for offset in (start, end))
    return Sentence(prose, text[start:end], start, tuple(links[first:last]), tuple(WORD.findall(text, start, end)))


def _begin(link: Link) -> int:
    return link.offset
