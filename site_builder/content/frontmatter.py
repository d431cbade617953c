"""YAML with places: a tree of nodes that know their line and column, and every fault of the YAML itself.

Only the plain part of YAML is read: text, lists, mappings. Anchors, aliases, tags and several documents are
errors, so that no value means more than it says and no alias can grow a small file into a large one.
"""

import re
from collections.abc import Iterator
from typing import Protocol

import yaml

from site_builder.content.nodes import Key, Node
from site_builder.content.text import UNPRINTABLE, control_character, is_printable
from site_builder.core.limits import USUAL, beyond
from site_builder.core.problems import Place, Problem, error

LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
# A key and a text in quotes without escapes, a list of plain words, or one of them.
PLAIN_LINE = re.compile(
    r"""([a-z_]+):[ ](?:"([^"\\\t\ufeff]*)"|\[([a-z0-9][a-z0-9-]*(?:,[ ][a-z0-9][a-z0-9-]*)*)\]|([a-z0-9][a-z0-9-]*))"""
)
NULLS = {"", "~", "null"}
LOST_WORDS = re.compile(r"[ \t]+(#[^\s#].*)")
MAX_DEPTH = 50
QUOTES = "put the text in quotes, as in `title: 'Oil: who pays'`"
COLUMN = "keys that belong together begin in the same column; a key ends in a colon and a blank"

# Fragments of the YAML library's English; what each means for an editor, and a cure.
# "context" points to where the thing began that went wrong, "problem" to where reading it stopped.
EXPLANATIONS = (
    ("unexpected end of stream", "context", "this quotation mark is never closed", "close it"),
    ("unexpected document indicator", "context", "this quotation mark is never closed", "close it"),
    ("unknown escape character", "problem", "this backslash means nothing", "use single quotes around the text"),
    ("hexdecimal number", "problem", "this backslash means nothing", "use single quotes around the text"),
    ("invalid Unicode character", "context", "a \\u escape in this text names no character", "write the character"),
    ("scanning a block scalar", "problem", "text behind > or | begins on the next line", "indent it there"),
    ("expected ',' or ']'", "context", "this bracket is never closed", "close it with ], and quote text with commas"),
    ("expected ',' or '}'", "context", "this brace is never closed", "close it with }, and quote text with commas"),
    ("node content", "problem", "a value is missing here", "write one, or put quotes around the text"),
    ("expected ':'", "context", "a key has no colon and blank behind it", "write it as `title: The visit`"),
    ("expected '-' indicator", "problem", "this line is not part of the list above", "begin it with `- `"),
    ("entries are not allowed", "problem", "a list begins on its own line", "quote a text that begins with -"),
    ("document start", "problem", "text stands behind the end of the YAML", "take the line `...` out"),
    ("directive", "problem", "a line cannot begin with %", QUOTES),
)  # fmt: skip


class Mark(Protocol):
    """Where the library stopped, counted from 0; its two parsers have a class of their own each."""

    @property
    def line(self) -> int: ...
    @property
    def column(self) -> int: ...


class Parser(Protocol):
    """What is asked of the library's two parsers."""

    def check_event(self) -> bool: ...
    def get_event(self) -> yaml.Event: ...


class _Fault(Exception):
    """A fault that ends the reading of one YAML text; it never leaves this module."""

    def __init__(self, place: Place, code: str, message: str, hint: str) -> None:
        self.problem = error(place, code, message, hint)


def compose(
    text: str, path: str, first_line: int = 1, most: int = USUAL.keys
) -> tuple[Node | None, tuple[Problem, ...]]:
    """The tree of a YAML text that begins at `first_line` of its file, and its faults.

    The node is None where the text is not YAML at all or holds nothing. most: keys in one mapping.
    """
    reader = _Reader(text, path, first_line, most)
    bad = None if is_printable(text) else UNPRINTABLE.search(text)
    if bad:
        line, column = text.count("\n", 0, bad.start()), bad.start() - text.rfind("\n", 0, bad.start()) - 1
        return None, (control_character(reader.place(line, column, 1), bad[0]),)
    plain = _plain(text, path, first_line)
    if plain:
        return plain, ()
    try:
        return reader.document(), tuple(reader.problems)
    except _Fault as fault:
        return None, (*reader.problems, fault.problem)
    except yaml.MarkedYAMLError as fault:
        return None, (*reader.problems, reader.explain(fault))


def _plain(text: str, path: str, first_line: int) -> Node | None:
    """The tree of a text whose lines are all plain, as most front matters are; else None, and the library reads it.

    What a plain line is leaves YAML nothing to decide, and is read here in a third of the time.
    """
    pairs: dict[str, tuple[Key, Node]] = {}
    for number, line in enumerate(text.split("\n"), first_line):
        found = PLAIN_LINE.fullmatch(line)
        if found is None or found[1] in pairs or found[1] in NULLS:
            return None
        name, quoted, items, word = found.groups()
        column = len(name) + 3
        if items is not None:
            value = Node(Place(path, number, column, 1), items=tuple(_words(items, path, number, column + 1)))
        elif quoted is not None:
            value = Node(Place(path, number, column, len(quoted) + 2), quoted)
        else:
            value = next(_words(word, path, number, column))
        pairs[name] = Key(name, Place(path, number, 1, len(name))), value
    return Node(Place(path, first_line, 1, 1), pairs=tuple(pairs.values()))


def _words(text: str, path: str, line: int, column: int) -> Iterator[Node]:
    """The nodes of words that are joined by ", "."""
    for word in text.split(", "):
        yield Node(Place(path, line, column, len(word)), None if word in NULLS else word)
        column += len(word) + 2


class _Reader:
    """Builds nodes from the parser's events, so that nothing is resolved or coerced on the way."""

    def __init__(self, text: str, path: str, first_line: int, most: int = USUAL.keys) -> None:
        self.text, self.path, self.first_line, self.most = text, path, first_line, most
        self.lines = text.split("\n") if "#" in text else []  # of a text without # nobody asks
        self.problems: list[Problem] = []
        self.parser: Parser

    def place(self, line: int, column: int, length: int) -> Place:
        """A place of the file. line, column: in the text, from 0."""
        return Place(self.path, self.first_line + line, 1 + column, max(1, length))

    def place_of(self, event: yaml.Event, length: int = 0) -> Place:
        """Where an event stands. length: of what to underline, 0 for all of it, on one line."""
        start, end = event.start_mark, event.end_mark
        assert start is not None
        assert end is not None
        line, column = start.line, start.column
        if not length and end.line == line:
            length = end.column - column
        return Place(self.path, self.first_line + line, 1 + column, max(1, length))

    def document(self) -> Node | None:
        """The root of the one document, or None where there is nothing in it."""
        root: Node | None = None
        self.parser = LOADER(self.text)
        while self.parser.check_event():
            event = self.parser.get_event()
            if isinstance(event, yaml.DocumentStartEvent):
                if event.version or event.tags:
                    raise _Fault(self.place(0, 0, 1), "yaml", "a line cannot begin with %", QUOTES)
                if root is not None:
                    message, cure = "a second YAML document begins here", "take this `---` out"
                    raise _Fault(self.place_of(event), "yaml", message, cure)
                root = self.node(self.parser.get_event(), 0)
        return None if root is None or root.is_nothing else root

    def node(self, event: yaml.Event, depth: int) -> Node:
        """The node that begins with `event`; takes the events that belong to it."""
        if getattr(event, "anchor", None) or getattr(event, "tag", None):
            self.refuse_magic(event)
        if depth > MAX_DEPTH:
            message = f"these are more than {MAX_DEPTH} levels, one inside the other"
            raise _Fault(self.place_of(event, 1), "yaml-depth", message, "take some of the brackets out")
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event)
        if isinstance(event, yaml.MappingStartEvent):
            return Node(self.place_of(event, 1), pairs=self.pairs(depth))
        items = []
        while not isinstance(following := self.parser.get_event(), yaml.SequenceEndEvent):
            items.append(self.node(following, depth + 1))
        return Node(self.place_of(event, 1), items=tuple(items))

    def scalar(self, event: yaml.ScalarEvent) -> Node:
        """The node of a text."""
        place = self.place_of(event)
        if event.style:
            bad = UNPRINTABLE.search(event.value) if event.style == '"' else None  # written as an escape, such as "\0"
            if bad:
                self.problems.append(control_character(place, bad[0]))
        elif event.value in NULLS:
            return Node(place)
        elif self.lines:
            self.refuse_lost_words(event)
        return Node(place, event.value)

    def refuse_lost_words(self, event: yaml.ScalarEvent) -> None:
        """Tells of words behind " #", which YAML takes for a comment; a comment of an editor has a blank behind #."""
        end = event.end_mark
        assert end is not None
        lost = LOST_WORDS.match(self.lines[end.line], end.column) if end.line < len(self.lines) else None
        if lost:
            place = self.place(end.line, lost.start(1), len(lost[1]))
            hint = "put the whole text in quotes; a remark has a blank behind the #"
            self.problems.append(error(place, "lost-words", "nothing behind this # is read", hint))

    def refuse_magic(self, event: yaml.Event) -> None:
        """Raises where a value would be something else than it says."""
        if isinstance(event, yaml.AliasEvent) or (isinstance(event, yaml.NodeEvent) and event.anchor):
            message = "anchors and aliases (& and *) are not used here"
            hint = "write the value out, or put quotes around text that begins with & or *"
            raise _Fault(self.place_of(event), "yaml-alias", message, hint)
        tag = getattr(event, "tag", None)
        if tag:
            hint = "take it out, or put quotes around text that begins with !"
            written = tag.replace("tag:yaml.org,2002:", "!!")
            raise _Fault(self.place_of(event), "yaml-tag", f'the tag "{written}" is not used here', hint)

    def pairs(self, depth: int) -> tuple[tuple[Key, Node], ...]:
        """The keys and values of a mapping; of a key that is given twice, the first."""
        pairs: dict[str, tuple[Key, Node]] = {}
        while not isinstance(event := self.parser.get_event(), yaml.MappingEndEvent):
            key = self.node(event, depth + 1)
            value = self.node(self.parser.get_event(), depth + 1)
            if key.text is None:
                hint = "write it as `title: The visit`; quote a text that begins with [ or {"
                self.problems.append(error(key.place, "bad-key", f"a key is a word, found {key.found()}", hint))
            elif key.text in pairs:
                first = pairs[key.text][0].place
                message = f'"{key.text}" is given twice: here and in line {first.line}, column {first.column}'
                self.problems.append(error(key.place, "duplicate-key", message, "keep one of the two"))
            else:
                pairs[key.text] = Key(key.text, key.place), value
            if len(pairs) > self.most:
                raise _Fault(key.place, "too-large", f"more than {self.most:,} keys in one place", beyond("keys"))
        return tuple(pairs.values())

    def explain(self, fault: yaml.MarkedYAMLError) -> Problem:
        """A fault of the library in our words, at the place where an editor can mend it."""
        words = f"{fault.context or ''}; {fault.problem or ''}"
        marks = {"problem": fault.problem_mark or fault.context_mark, "context": fault.context_mark}
        for part, where, message, hint in EXPLANATIONS:
            if part in words:
                mark = marks[where] or marks["problem"]
                return error(self.place_at(mark), "yaml", message, hint)
        return self.explain_by_line(words, marks["context" if "alphabetic or numeric" in words else "problem"])

    def explain_by_line(self, words: str, mark: Mark | None) -> Problem:
        """The problem of a fault that means different things in different lines."""
        line, above = self.line_and_above(mark)
        column = mark.column if mark else 0
        before, rest, place = line[:column], line[column:], self.place_at(mark)
        if rest.startswith("\t") or "tab character" in words:
            return error(place, "yaml", "a tab cannot indent a line", "indent with blanks")
        if "cannot start any token" in words or "alphabetic or numeric" in words:
            return error(place, "yaml", f"text cannot begin with {rest[:1]}", QUOTES)
        if "expected key" in words and re.search(r"""['"]\s*$""", before):
            hint = "inside '…' write '' for an apostrophe, and put the whole text in quotes"
            return error(place, "yaml", "text stands behind a closing quotation mark", hint)
        if "expected key" in words:
            return error(place, "yaml", "this cannot stand here", COLUMN)
        if "mapping values" not in words:
            return error(place, "yaml", f"this YAML cannot be read: {words.strip('; ')}")
        if re.search(r":\s", before):
            return error(place, "yaml", 'a second ": " in one line looks like another key', QUOTES)
        return self.explain_indentation(place, line, above)

    def explain_indentation(self, place: Place, line: str, above: str) -> Problem:
        """The problem of a line that is read as a part of the one above it."""
        if re.search(r":(?:\s|$)", above):
            place = place._replace(column=1 + len(line) - len(line.lstrip()))
            return error(place, "yaml", "this line is read as a part of the line above", COLUMN)
        place = place._replace(line=place.line - 1, column=1 + len(above) - len(above.lstrip()))
        return error(place, "yaml", "a key has no colon and blank behind it", "write it as `title: The visit`")

    def line_and_above(self, mark: Mark | None) -> tuple[str, str]:
        """The line of a mark and the one above it, "" where there is none."""
        lines = ["", *self.text.split("\n"), ""]
        number = min(mark.line if mark else 0, len(lines) - 2)
        return lines[number + 1], lines[number]

    def place_at(self, mark: Mark | None) -> Place:
        """The place of a mark; one behind the last character stands on the last line that says something."""
        lines = self.text.rstrip().split("\n")
        if mark is None:
            return self.place(0, 0, 1)
        if mark.line >= len(lines):
            return self.place(len(lines) - 1, len(lines[-1]), 1)
        return self.place(mark.line, mark.column, 1)
