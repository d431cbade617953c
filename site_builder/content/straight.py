"""The straight way: text in which everything is plain becomes HTML without Python-Markdown, in a tenth of its time.

Plain are paragraphs, headings, simple lists, quotations and tables, notes of one paragraph, emphasis, links to the web,
and the marks that `references` left. Whatever is not fully judged here is unusual, and with one unusual block the whole
text is left to Python-Markdown: see `markup`. What comes out is what comes out there, to the byte, because
`tests/unit/test_straight.py` compares the two for documents without end.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import NoReturn

from site_builder.content.references import MARK, OPEN, Lift
from site_builder.core.documents import TAG, Body, Heading
from site_builder.core.slugs import slug

# Signs that may begin something that is not judged here, wherever they stand. (To look for one after the other takes a
# twentieth of the time of one expression for all.)
UNUSUAL = (*"\\`<&{", "///", " \n")
# Signs that may pass for a blank: a printable text has none of them.
BLANKS = (*"\t\xa0\u1680\u202f\u205f\u3000", *map(chr, range(0x2000, 0x200B)))
# A line that opens no block of its own; an item has a blank behind its mark, a rule holds nothing but its sign.
LINE = r"(?:[^\s#=\-*+:>|\d~]|\*(?! )|[0-9]+(?:\.(?! )|(?![\d.])))[^\n]*"
PARAGRAPH = re.compile(rf"{LINE}(?:\n{LINE})*")
# A part of the name of a host, and the name of a note.
LABEL = r"[a-z0-9]+(?:-[a-z0-9]+)*"
BLANK = re.compile("\n\n+")
HEADING = re.compile(r"(#{3,6}) *([^\n#]+)")
BULLET = re.compile(r"[*+-] +")
NUMBER = re.compile(r"[0-9]+\. +")
INDENT = re.compile(r"\n +")
QUOTED = re.compile(r"^> ?", re.MULTILINE)
ROW = re.compile(r"\|([^\n]*)\|")
RULE = re.compile(r" *(:?)-+(:?) *")
NOTE = re.compile(rf"\[\^({LABEL})\]: *")
ALIGNED = {("", ""): "", (":", ""): "left", ("", ":"): "right", (":", ":"): "center"}

# Where one of these is left, it was not understood.
LEFT = ("[", "*", "_", "'", '"')
# All texts of a page are marked up at once. No text has these signs, which are blanks to an expression: where a text
# ends, and where its place is on the page; a tag with attributes, or the mark of a note; the end of a link.
HOLE, TAGGED, CLOSED = "\x1e", "\x1c", "\x1d"
OPENED = re.compile(TAGGED)
LINK = re.compile(
    rf"\[(?:\^({LABEL})\](?!:)"  # the mark of a note
    r"|(?<!!\[)([^\[\]*^\ue000\x1e]+)\]"
    rf"\((https?://{LABEL}(?:\.{LABEL})*\.[a-z]{LABEL}(?:[/?#][A-Za-z0-9/?#%+=:,;@!$._~-]*)?)\))"
)
EMPHASIS = re.compile(r"(\*\*?)(?![ \n*])([^*\x1e]+)(?<![ \n])\1(?!\*)")
# What a sign becomes where its neighbours leave one way to read it; with a quotation mark left, the text is unusual.
SIGNS = (
    ("--", re.compile(r"-(?<!--)--?(?!-)"), lambda found: "–" if len(found[0]) == 2 else "—"),
    ("'", re.compile(r"""'(?<=[\w\ue001]')(?!\d|s")"""), "’"),
    ('"', re.compile(r'"(?:(?<=\s")|(?<=\A")|(?<=>"))(?=[^\W_])'), "“"),
    ('"', re.compile(r'"(?<=[\w.,!?)]")'), "”"),
    ("...", re.compile(r"\.(?<!\.\.)\.\.(?!\.)"), "…"),
)
ID = re.compile(' id="([^"]*)"')
NOTED = re.compile("\x04([^\x04]*)\x04")


class _Unusual(Exception):
    """Something that Python-Markdown has to read."""


def read(marked: str, lifts: list[Lift], prefix: str, *, printable: bool = False) -> Body | None:
    """The body of a text from which links, citations and blocks were lifted; None where it is unusual or has a fault.

    prefix: put before every anchor. printable: whether it is known that `is_printable` holds of the text. The result is
    that of the long way, through Python-Markdown and the cleaning.
    """
    signs = UNUSUAL if printable else UNUSUAL + BLANKS
    if any(map(marked.__contains__, signs)) or marked.endswith(" ") or any(lift.problems for lift in lifts):
        return None
    try:
        return _Page(lifts, prefix).body(marked)
    except _Unusual:
        return None


def _unusual() -> NoReturn:
    raise _Unusual


class _Page:
    """One text on its way. texts: what belongs into the holes, and how deep in the tree; titles: the first of the two
    holes of each heading, and its level; notes: their own texts; uses: how deep each of their marks stands, and whose.
    """

    def __init__(self, lifts: list[Lift], prefix: str) -> None:
        self.lifts, self.prefix = lifts, prefix
        self.texts: list[tuple[str, int]] = []
        self.titles: list[tuple[int, int]] = []
        self.notes: dict[str, str] = {}
        self.uses: list[tuple[int, str]] = []
        self.headings: list[Heading] = []
        self.names: Counter[str] = Counter()

    def body(self, marked: str) -> Body:
        """The finished body."""
        page = self.with_notes(self.filled("\n".join(self.blocks(marked))))
        parts = MARK.split(page)
        lifts = [self.lifts[int(number)] for number in parts[1::2]]
        slots = tuple([lift.slot for lift in lifts if lift.slot])
        anchors = ID.findall(page) if self.notes else [heading.id for heading in self.headings]
        return Body(tuple(parts[::2]), slots, tuple(self.headings), tuple(anchors), ())

    def hole(self, text: str, level: int) -> str:
        """A place for a text, which is marked up together with the others."""
        self.texts.append((text, level))
        return HOLE

    def filled(self, frame: str) -> str:
        """The page with all texts in their places."""
        if not self.texts:
            return frame
        shown = self.marked_up(HOLE.join([text for text, _ in self.texts])).split(HOLE)
        for place, level in self.titles:
            shown[place] = self.anchor(shown[place + 1], level)
        parts = [""] * (2 * len(shown) + 1)
        parts[::2], parts[1::2] = frame.split(HOLE), shown
        self.texts, self.titles = [], []
        return "".join(parts)

    def blocks(self, marked: str) -> Iterator[str]:
        """The HTML of each block, without its texts."""
        before = ""
        text = marked.strip("\n")
        rest = BLANK.split(text)[::-1] if text else []
        while rest:
            block = rest.pop()
            sign, kind = block[:1], ""
            if PARAGRAPH.fullmatch(block) and not block.startswith("[^"):
                yield self.paragraph(block)
            elif sign == "#":
                line, _, below = block.partition("\n")
                yield self.heading(line)
                rest += [below] if below else []
            elif sign == "|":
                yield self.table(block)
            elif sign == "[":
                self.define(block)
                kind = before  # nothing stands here
            else:
                kind = "blockquote" if sign == ">" else "ul" if BULLET.match(block) else "ol"
                if kind == before:
                    _unusual()  # two in a row are one
                yield self.quotation(block) if kind == "blockquote" else self.items(block, kind)
            before = kind

    def paragraph(self, block: str, level: int = 1) -> str:
        """A paragraph, or a block that stands in a place of its own."""
        if (found := MARK.fullmatch(block)) and not self.lifts[int(found[1])].text:
            return block
        return f"<p>{self.hole(block, level)}</p>"

    def heading(self, block: str) -> str:
        """A heading."""
        found = HEADING.fullmatch(block)
        if not found or OPEN in block or "[^" in block:
            _unusual()
        level = len(found[1])
        self.titles.append((len(self.texts), level))
        return f'<h{level} id="{self.hole("", 1)}">{self.hole(found[2], 1)}</h{level}>'

    def anchor(self, shown: str, level: int) -> str:
        """The name of a heading; of several that are called the same, all but the first have a number in theirs."""
        text = " ".join((TAG.sub("", shown) if "<" in shown else shown).split())
        name = self.prefix + slug(text)
        number = self.names[name]
        self.names[name] += 1
        self.headings.append(Heading(level, f"{name}_{number}" if number else name, text))
        return self.headings[-1].id

    def items(self, block: str, kind: str) -> str:
        """A list whose items are one paragraph each, without empty lines between them."""
        begin = BULLET if kind == "ul" else NUMBER
        if not begin.match(block) or (kind == "ol" and not block.startswith("1.")):
            _unusual()
        items: list[str] = []
        for line in block.split("\n"):
            found = begin.match(line)
            if found:
                items.append(line[found.end() :])
            else:
                items[-1] += "\n" + line
        return "\n".join([f"<{kind}>", *(f"<li>{self.item(item)}</li>" for item in items), f"</{kind}>"])

    def item(self, item: str) -> str:
        """The words of an item, whose lines may be set in."""
        if not PARAGRAPH.fullmatch(INDENT.sub("\n", item) if "\n" in item else item):
            _unusual()
        return self.hole(item, 2)

    def quotation(self, block: str) -> str:
        """A quotation of paragraphs."""
        paragraphs = QUOTED.sub("", block).split("\n\n")
        if not all(PARAGRAPH.fullmatch(each) for each in paragraphs):
            _unusual()
        return "\n".join(["<blockquote>", *(self.paragraph(each, 2) for each in paragraphs), "</blockquote>"])

    def table(self, block: str) -> str:
        """A table with a bar at both ends of each row, and the same number of cells in all."""
        rows = [found[1].split("|") if (found := ROW.fullmatch(row)) else _unusual() for row in block.split("\n")]
        if len(rows) < 3 or len({len(row) for row in rows}) > 1:
            _unusual()
        rules = [RULE.fullmatch(cell) or _unusual() for cell in rows[1]]
        sides = [ALIGNED[rule[1], rule[2]] for rule in rules]
        aligned = [f' align="{side}"' if side else "" for side in sides]
        head = ["<table>", "<thead>", *self.row(rows[0], "th", aligned), "</thead>", "<tbody>"]
        return "\n".join(
            [*head, *(line for row in rows[2:] for line in self.row(row, "td", aligned)), "</tbody>", "</table>"]
        )

    def row(self, cells: list[str], tag: str, aligned: list[str]) -> list[str]:
        """One row of a table, in lines."""
        made = (
            f"<{tag}{side}>{self.hole(cell.strip(), 4)}</{tag}>" for cell, side in zip(cells, aligned, strict=False)
        )
        return ["<tr>", *made, "</tr>"]

    def define(self, block: str) -> None:
        """Keeps the texts of notes."""
        name = ""
        for line in block.split("\n"):
            found = NOTE.match(line)
            if found:
                name = found[1]
                if name in self.notes:
                    _unusual()
                self.notes[name] = line[found.end() :]
            elif name:
                self.notes[name] += "\n" + line
            else:
                _unusual()

    def with_notes(self, page: str) -> str:
        """The page with a number at each mark, and the notes at its end in the order of their marks."""
        # The library walks over a page level by level, and counts on its way.
        order = [name for _, name in sorted(self.uses, key=lambda use: use[0])]
        if len(order) != len(set(order)) or set(order) != self.notes.keys():
            _unusual()
        if not order:
            return page
        numbers = {name: number for number, name in enumerate(order, 1)}
        page = NOTED.sub(lambda found: self.note_mark(found[1], numbers[found[1]]), page)
        notes = self.filled("\n".join([self.note(name, number) for name, number in numbers.items()]))
        if len(self.uses) != len(order):
            _unusual()  # a note within a note
        return f'{page}\n<div class="footnotes" role="doc-endnotes">\n<hr>\n<ol>\n{notes}\n</ol>\n</div>'

    def note_mark(self, name: str, number: int) -> str:
        """The number in a text that leads to a note."""
        link = f'<a class="footnote-ref" href="#{self.prefix}note--{name}" role="doc-noteref">{number}</a>'
        return f'<sup id="{self.prefix}noteref--{name}">{link}</sup>'

    def note(self, name: str, number: int) -> str:
        """A note, with the way back from it."""
        if not PARAGRAPH.fullmatch(self.notes[name]):
            _unusual()
        title = f'title="Back to the text, note {number}" role="doc-backlink"'
        back = f'<a class="footnote-backref" href="#{self.prefix}noteref--{name}" {title}>↩</a>'
        words = self.hole(self.notes[name], 1)
        return f'<li id="{self.prefix}note--{name}">\n<p>{words}&nbsp;{back}</p>\n</li>'

    def marked_up(self, text: str) -> str:
        """Running texts with their emphasis, links, notes and quotation marks."""
        if ">" in text:
            _unusual()
        tags: list[str] = []

        def open_link(found: re.Match[str]) -> str:
            if not found[1]:
                tags.append(f'<a href="{found[3]}" rel="external noopener">')
                return f"{TAGGED}{found[2]}{CLOSED}"
            self.uses.append((self.texts[text.count(HOLE, 0, found.start())][1], found[1]))
            tags.append(f"\x04{found[1]}\x04")
            return TAGGED

        marked = LINK.sub(open_link, text) if "[" in text else text
        shown = EMPHASIS.sub(_emphasis, marked) if "*" in marked else marked
        for sign, expression, printed in SIGNS:
            shown = expression.sub(printed, shown) if sign in shown else shown
        if any(map(shown.__contains__, LEFT)):
            _unusual()
        rest = iter(tags)
        return OPENED.sub(lambda _: next(rest), shown).replace(CLOSED, "</a>") if tags else shown


def _emphasis(found: re.Match[str]) -> str:
    return f"<strong>{found[2]}</strong>" if found[1] == "**" else f"<em>{found[2]}</em>"
