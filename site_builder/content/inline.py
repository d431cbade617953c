"""Inline marks and smart quotes: Python-Markdown's own patterns, each tried only where it can match.

The library tries 15 patterns on every text, and 18 more for quotes and dashes; nearly none of them can match. A
gate asks first for a sign without which the pattern's regular expression matches nowhere. It makes the two walks
ten times as fast (5.1 to 0.5 ms of a page of 770 words).
"""

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.inlinepatterns import DelimiterProcessor, LinkInlineProcessor, ReferenceInlineProcessor
from markdown.inlinepatterns import InlineProcessor as InlinePattern
from markdown.treeprocessors import InlineProcessor
from markdown.util import INLINE_PLACEHOLDER, INLINE_PLACEHOLDER_PREFIX, INLINE_PLACEHOLDER_RE, AtomicString, Registry

from site_builder.content.survey import Survey

# What a text must hold for a pattern of the library to match; two signs where either will do.
SIGNS = {
    "backtick": ("`",),
    "escape": ("\\",),
    "footnote": ("[^",),
    "reference": ("[",),
    "link": ("](",),
    "image_link": ("![",),
    "image_reference": ("![",),
    "short_reference": ("[",),
    "short_image_ref": ("![",),
    "autolink": ("<",),
    "automail": ("<",),
    "linebreak": ("  \n",),
    "html": ("<",),
    "entity": ("&",),
    "em_strong": ("*", "_"),
    "smarty-em-dashes": ("---",),
    "smarty-en-dashes": ("--",),
    **{f"smarty-quotes-{number}": ("'",) for number in (0, 6, 7, 8, 9, 10)},
    **{f"smarty-quotes-{number}": ('"',) for number in (1, 11, 12, 13, 14)},
    **{f"smarty-quotes-{number}": ("\"'",) for number in (2, 5)},
    **{f"smarty-quotes-{number}": ("'\"",) for number in (3, 4)},
    "smarty-ellipses": ("...",),
}
# What must stand around the quotation mark as well, where the pattern itself begins with something slow to find.
AROUND: dict[str, Callable[[str], object]] = {
    "smarty-quotes-0": re.compile("'").match,
    "smarty-quotes-1": re.compile('"').match,
    "smarty-quotes-6": re.compile(r"'\d\ds").search,
    "smarty-quotes-7": re.compile(r"'(?<=[\s;\-–—]')\w").search,
    "smarty-quotes-8": re.compile(r"'(?!\s|\d)").search,
    "smarty-quotes-11": re.compile(r'"(?<=[\s;\-–—]")\w').search,
}
# The library's regular expressions, with what must not stand before a sign behind it: there is a fast way to look
# for a sign, and none to look for what is before one.
CLOSE = r"[^\ \t\r\n\[\{\(\-\u0002\u0003]"
FASTER = {
    "link": r"\[(?<!!\[)",
    "smarty-quotes-8": rf"'(?<={CLOSE}')(?!\s|s\b|\d)",
    "smarty-quotes-13": rf'"(?<={CLOSE}")',
}
EDUCATED = ("'", '"', "--", "...", INLINE_PLACEHOLDER_PREFIX)
# Signs whose neighbours leave the library's 18 patterns one way to read them. Each that is replaced is a neighbour no
# more; so those are left to the library that stand where its patterns look at one another's work, as in `'s"`.
PLAIN_SIGNS = (
    ("--", re.compile(r"-(?<!--)--(?!-)"), "&mdash;"),
    ("--", re.compile(r"-(?<!--)-(?!-)"), "&ndash;"),
    ("'", re.compile(r"""'(?<=[^\W\d_]')(?!["'\d]|s")"""), "&rsquo;"),
    ('"', re.compile(r'"(?:(?<=\s")|(?<=\A"))(?=[^\W_])'), "&ldquo;"),
    ('"', re.compile(r'"(?<=[\w.,!?)]")(?![\'"])'), "&rdquo;"),
    ("...", re.compile(r"\.(?<!\.\.)\.\.(?!\.)"), "&hellip;"),
)
# Words between the same one or two stars, with no other mark among them: no way to read it but one.
SIMPLE_EMPHASIS = re.compile(r"(\*\*?)(?![\s*])([^*_]+)(?<!\s)\1(?!\*)")
# Words in brackets and an address in parentheses, without a title and without anything put aside.
SIMPLE_LINK = re.compile(r"""([^\[\]]*)\]\(([^\s()<>'"\x02]*)\)""")

# Elements that a text became, each with its ancestors, which nobody asks for.
Made = list[tuple[Element, list[str]]]


class Gate(NamedTuple):
    """A pattern of the library, its place in the row, and what a text must hold for it: see the tables above."""

    place: int
    pattern: InlinePattern
    sign: str
    other: str
    around: Callable[[str], object] | None


def gates(patterns: Registry[InlinePattern]) -> tuple[Gate, ...]:
    """A gate for each pattern, in the order in which they are tried."""
    made = sorted((patterns.get_index_for_name(name), name, signs) for name, signs in SIGNS.items() if name in patterns)
    assert len(made) == len(patterns)
    for _, name, _ in made:
        if name in FASTER:
            patterns[name].compiled_re = re.compile(FASTER[name], re.DOTALL)
    return tuple(Gate(index, patterns[name], signs[0], signs[-1], AROUND.get(name)) for index, name, signs in made)


class GatedInline(InlineProcessor):
    """The library's walk over the texts of a page, for those alone in which something can match."""

    # The library's own, of a private name.
    _InlineProcessor__processElementText: Callable[..., None]
    stashed_nodes: dict[str, Element | str]

    def __init__(self, md: Markdown, walk: InlineProcessor, survey: Survey) -> None:
        super().__init__(md)
        self.inlinePatterns = walk.inlinePatterns
        self.survey = survey
        # The published types take the patterns for walks.
        self.gates = gates(walk.inlinePatterns)  # type: ignore[arg-type]
        self.signs = {sign for gate in self.gates for sign in (gate.sign, gate.other)}
        self.met: tuple[Gate, ...] = ()

    def run(self, tree: Element, ancestors: list[str] | None = None) -> Element:  # noqa: ARG002 - the library's own
        """The tree with its texts marked up.

        The library's walk, in its order, without the ancestors of each element: none of its patterns asks for them.
        """
        page = self.survey.text
        present = {sign for sign in self.signs if sign in page}
        self.met = tuple(gate for gate in self.gates if self.is_met(gate, present))
        # One character of each is looked for much faster, and seldom stands alone.
        signs = {sign[0] for gate in self.met for sign in (gate.sign, gate.other)} | {INLINE_PLACEHOLDER_PREFIX[0]}
        self.stashed_nodes = {}
        rest = [tree]
        for element in rest:  # which grows on the way
            made: list[tuple[Element, Made]] = []
            for child in element:
                text, tail = child.text, child.tail
                if text and _holds(text, signs) and not isinstance(text, AtomicString):
                    child.text = None
                    found = self._InlineProcessor__processPlaceholders(self._InlineProcessor__handleInline(text), child)
                    rest += [each for each, _ in found]
                    made.append((child, found))
                if tail and _holds(tail, signs):
                    self.mark_up_tail(element, child, tail)
                if len(child):
                    rest.append(child)
            for child, found in made:
                for place, (new, _) in enumerate(found):
                    child.insert(place, new)
        return tree

    def mark_up_tail(self, parent: Element, child: Element, tail: str) -> None:
        """Puts behind a child what its tail tells; the walk meets it next."""
        child.tail = None
        found = self._InlineProcessor__processPlaceholders(
            self._InlineProcessor__handleInline(tail), child, isText=False
        )
        place = list(parent).index(child) + 1
        parent[place:place] = [each for each, _ in found]

    def is_met(self, gate: Gate, present: set[str]) -> bool:
        """Whether the page holds what a pattern needs; of a page without references, none can be met."""
        if isinstance(gate.pattern, ReferenceInlineProcessor) and not self.md.references:
            return False
        return gate.sign in present or gate.other in present

    # The library's own method tries all patterns in a row. It is private, and nothing public does the same.
    def _InlineProcessor__handleInline(self, data: str, patternIndex: int = 0) -> str:  # noqa: N802, N803
        if isinstance(data, AtomicString):
            return data
        for place, pattern, sign, other, around in self.met:
            if place >= patternIndex and (sign in data or other in data) and (around is None or around(data)):
                matched, begin = True, 0
                while matched and (data.find(sign, begin) >= 0 or data.find(other, begin) >= 0):
                    data, matched, begin = self._InlineProcessor__applyPattern(pattern, data, place, begin)
        return data

    # Nor is there a public way to what it does with one pattern; its own looks at what no pattern of ours has.
    def _InlineProcessor__applyPattern(  # noqa: N802
        self,
        pattern: InlinePattern,
        data: str,
        patternIndex: int,  # noqa: N803
        startIndex: int = 0,  # noqa: N803
    ) -> tuple[str, bool, int]:
        for found in pattern.compiled_re.finditer(data, startIndex):
            node, start, end = pattern.handleMatch(found, data)
            if start is not None and end is not None:
                break
        else:
            return data, False, 0
        if node is None:
            return data, True, end
        if not isinstance(node, str) and not isinstance(node.text, AtomicString):
            for child in (node, *node):
                if child.text:
                    child.text = self._InlineProcessor__handleInline(child.text, patternIndex + 1)
                if child.tail:
                    child.tail = self._InlineProcessor__handleInline(child.tail, patternIndex)
        number = f"{len(self.stashed_nodes):04d}"
        self.stashed_nodes[number] = node
        placeholder = INLINE_PLACEHOLDER % number
        return data[:start] + placeholder + data[end:], True, start + len(placeholder)

    def _InlineProcessor__processPlaceholders(  # noqa: N802
        self,
        data: str,
        parent: Element,
        isText: bool = True,  # noqa: FBT001, FBT002, N803
    ) -> Made:
        parts = INLINE_PLACEHOLDER_RE.split(data)
        if isinstance(data, AtomicString) or not self.stashed_nodes.keys() >= set(parts[1::2]):
            return super()._InlineProcessor__processPlaceholders(data, parent, isText)  # type: ignore[misc, no-any-return]
        made: Made = []
        last, is_text, text = parent, isText, parts[0]
        for number, following in zip(parts[1::2], parts[2::2], strict=True):
            node = self.stashed_nodes[number]
            if isinstance(node, str):
                text += node + following
                continue
            _link(last, text, is_text=is_text)
            for child in (node, *node):
                if child.tail and INLINE_PLACEHOLDER_PREFIX in child.tail:
                    self._InlineProcessor__processElementText(node, child, False)  # noqa: FBT003
                if child.text and INLINE_PLACEHOLDER_PREFIX in child.text:
                    self._InlineProcessor__processElementText(child, child)
            made.append((node, []))
            last, is_text, text = node, False, following
        _link(last, text, is_text=is_text)
        return made


def _link(element: Element, text: str, *, is_text: bool) -> None:
    """Adds to the text in an element, or to that behind it."""
    if text and is_text:
        element.text = (element.text or "") + text
    elif text:
        element.tail = (element.tail or "") + text


def _holds(text: str, signs: Iterable[str]) -> bool:
    for sign in signs:  # noqa: SIM110 - a generator costs more than what it looks for
        if sign in text:
            return True
    return False


class GatedQuotes(GatedInline):
    """The library's smart quotes, dashes and ellipses, without its walk: they never make an element."""

    marks: dict[str, str]

    def run(self, tree: Element, ancestors: list[str] | None = None) -> Element:
        """The tree with its texts educated."""
        texts: list[tuple[Element, bool, str]] = []
        for element in tree.iter():
            text, tail = element.text, element.tail
            if text and _holds(text, EDUCATED):
                texts.append((element, False, text))
            if tail and _holds(tail, EDUCATED):
                texts.append((element, True, tail))
        met = "\n".join(text for _, _, text in texts)
        self.met = tuple(gate for gate in self.gates if gate.sign in met)
        if INLINE_PLACEHOLDER_PREFIX in met:
            # Left behind by the first walk; the library takes it for one of the second.
            return InlineProcessor.run(self, tree, ancestors)
        self.stashed_nodes = {}
        self.marks = {}
        for element, is_tail, text in texts:
            educated = self.educate(text)
            if is_tail:
                element.tail = educated
            else:
                element.text = educated
        return tree

    def educate(self, text: str) -> str:
        """The text with its signs replaced: by one expression each where that cannot be wrong, else by the library."""
        educated = text
        for sign, expression, entity in PLAIN_SIGNS:
            if sign in educated:
                educated = expression.sub(self.mark(entity), educated)
        if not ("'" in educated or '"' in educated or isinstance(text, AtomicString)):
            return educated
        return INLINE_PLACEHOLDER_RE.sub(self.unstash, self._InlineProcessor__handleInline(text))

    def mark(self, entity: str) -> str:
        """What holds the place of an entity until the end; the library makes one for each sign, we one for a page."""
        if entity not in self.marks:
            self.marks[entity] = self.md.htmlStash.store(entity)
        return self.marks[entity]

    def unstash(self, found: re.Match[str]) -> str:
        """What a placeholder stands for."""
        held = self.stashed_nodes[found[1]]
        assert isinstance(held, str)
        return held


class GatedEmphasis(DelimiterProcessor):
    """The library's pairing of stars and underscores, for all but the simplest pairs."""

    def handleMatch(  # type: ignore[override] # noqa: N802
        self, m: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        """The element that begins at a mark, and where it begins and ends."""
        simple = None if self.regions else SIMPLE_EMPHASIS.match(data, m.start())
        if simple is None:
            return super().handleMatch(m, data)
        made = Element("strong" if len(simple[1]) == 2 else "em")
        made.text = simple[2]
        return made, simple.start(), simple.end()


class GatedLink(LinkInlineProcessor):
    """The library's links, whose words and address it reads letter by letter where they are not simple."""

    def handleMatch(  # type: ignore[override] # noqa: N802
        self, m: re.Match[str], data: str
    ) -> tuple[Element | str | None, int | None, int | None]:
        """The link that begins at a bracket, and where it begins and ends."""
        simple = SIMPLE_LINK.match(data, m.end())
        if simple is None:
            return super().handleMatch(m, data)
        made = Element("a", href=simple[2])
        made.text = simple[1]
        return made, m.start(), simple.end()
