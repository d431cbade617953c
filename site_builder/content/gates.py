"""Gates before the steps of Python-Markdown: each step is taken only where it can change something.

Everything here is the library's own work, reached through its subclasses and registries. A step is left out where
a sign that it needs is not in the text. What the gates rely on was read in the source of one release (see
`converter`), and `tests/unit/test_gating.py` holds them against the stock converter. Of the 6.5 ms that a page of
770 words took with one converter for all pages, 1.0 is left.
"""

import html
import re
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.blockprocessors import (
    BlockProcessor,
    BlockQuoteProcessor,
    HashHeaderProcessor,
    HRProcessor,
    ParagraphProcessor,
    ReferenceProcessor,
    SetextHeaderProcessor,
)
from markdown.extensions.attr_list import AttrListTreeprocessor
from markdown.extensions.def_list import DefListProcessor
from markdown.extensions.fenced_code import FencedBlockPreprocessor
from markdown.extensions.footnotes import FootnoteBlockProcessor, FootnotePostTreeprocessor
from markdown.extensions.tables import TableProcessor
from markdown.extensions.toc import (
    TocExtension,
    TocTreeprocessor,
    escape_cdata,
    remove_fnrefs,
    render_inner_html,
    strip_tags,
    unique,
)
from markdown.inlinepatterns import LINK_RE
from markdown.postprocessors import RawHtmlPostprocessor
from markdown.preprocessors import HtmlBlockPreprocessor, NormalizeWhitespace
from markdown.serializers import to_html_string
from markdown.treeprocessors import InlineProcessor, PrettifyTreeprocessor, UnescapeTreeprocessor
from markdown.util import HTML_PLACEHOLDER, HTML_PLACEHOLDER_RE

from site_builder.content.footnotes import Footnotes
from site_builder.content.inline import GatedEmphasis, GatedInline, GatedLink, GatedQuotes
from site_builder.content.survey import Survey

# A line that opens no block of its own: an item has a blank behind its mark, a rule holds nothing but its sign.
LINE = r"(?:[^\s#=\-_*+:>\[|\d]|\*\*?[^\s*|]|[0-9]+[^\d.\n|])[^\n|]*"
# A block that all other processors would hand on to the paragraph's; a table would have a column.
PLAIN = re.compile(rf"{LINE}(?:\n{LINE})*")
PLAIN_HEADING = re.compile(r"#{1,6}[^\n\\#|]*")
HEADING = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
RULE = re.compile(r"\n {0,3}[-_*][-_* ]*(?:\n|$)")
COLON = re.compile(r"\n {0,3}: ")
# Without these there is nothing in a heading to escape, to restore or to take away.
MARKUP = re.compile("[&<>\x02]")
VOID = frozenset({"br", "hr", "img"})
# The elements that this dialect makes, without raw HTML, each with its end, if it has one.
MADE = {
    tag: "" if tag in VOID else f"</{tag}>"
    for tag in (
        "a blockquote br code dd div dl dt em h1 h2 h3 h4 h5 h6 hr img li ol p pre strong sup "
        "table tbody td th thead tr ul"
    ).split()
}
BLOCK = MADE.keys() - {"a", "br", "code", "em", "img", "strong", "sup"}
# What an attribute cannot hold as it is.
AMISS = re.compile('[&<>"]')
STASHED = HTML_PLACEHOLDER.partition("%")[0]
ALONE = re.compile(HTML_PLACEHOLDER_RE.pattern.join(("<p>", "</p>")))
# So much HTML put aside that one look through the text for all of it is less work than one for each.
MANY = 20


def gate(dialect: Markdown, notes: Footnotes) -> None:
    """Puts a gate in the place of each step that can be left out. notes: the extension of the converter."""
    survey = Survey(dialect)
    trees, first = dialect.treeprocessors, dialect.inlinePatterns
    walk, quotes = trees["inline"], trees["smarty"]
    assert isinstance(walk, InlineProcessor)
    assert isinstance(quotes, InlineProcessor)
    notes.survey = survey
    first.register(GatedLink(LINK_RE, dialect), "link", 160)
    delimiters = GatedEmphasis("*", "strong,em", dialect)
    delimiters.add("_", "strong,em", smart=True)
    first.register(delimiters, "em_strong", 60)
    lines = dialect.preprocessors
    lines.register(GatedWhitespace(dialect), "normalize_whitespace", 30)
    lines.register(GatedFences(dialect, {"lang_prefix": "language-"}), "fenced_code_block", 25)
    lines.register(GatedHtml(dialect), "html_block", 20)
    lines.register(survey, "survey", 0)
    parser, blocks = dialect.parser, dialect.parser.blockprocessors
    blocks.register(PlainParagraphs(parser), "plain", 200)
    blocks.register(PlainHeadings(parser), "heading", 199)
    blocks.register(GatedTable(parser, {"use_align_attribute": True}), "table", 75)
    blocks.register(GatedHeader(parser), "hashheader", 70)
    blocks.register(GatedUnderlines(parser), "setextheader", 60)
    blocks.register(GatedRule(parser), "hr", 50)
    blocks.register(GatedQuotations(parser), "quote", 20)
    blocks.register(GatedDefinitions(parser), "deflist", 25)
    blocks.register(GatedNotes(notes), "footnote", 17)
    blocks.register(GatedReferences(parser), "reference", 15)
    # The library makes a list of its registry for each block; it walks over this and asks it nothing else.
    parser.blockprocessors = tuple(blocks)  # type: ignore[assignment]
    trees.register(GatedInline(dialect, walk, survey), "inline", 20)
    trees.register(GatedBacklinks(notes), "footnote-duplicate", 15)
    trees.register(Prettify(dialect), "prettify", 10)
    trees.register(GatedAttributes(dialect, survey), "attr_list", 8)
    trees.register(GatedQuotes(dialect, quotes, survey), "smarty", 6)
    trees.register(Anchors(dialect, TocExtension(marker="").getConfigs()), "toc", 5)
    trees.register(GatedUnescape(dialect, survey), "unescape", 0)
    dialect.postprocessors.register(GatedRawHtml(dialect), "raw_html", 30)
    dialect.serializer = serialize


class GatedWhitespace(NormalizeWhitespace):
    """Tabs, foreign line ends and blank lines made plain, where there are any."""

    def run(self, lines: list[str]) -> list[str]:
        """The lines, and two empty ones."""
        text = "\n".join(lines) + "\n"
        is_plain = not ("\t" in text or "\r" in text or " \n" in text or "\x02" in text or "\x03" in text)
        return [*lines, "", ""] if is_plain else super().run(lines)


class GatedFences(FencedBlockPreprocessor):
    """Fences of code, where there is a fence."""

    def run(self, lines: list[str]) -> list[str]:
        """The lines without fences."""
        text = "\n".join(lines)
        return super().run(lines) if "```" in text or "~~~" in text else lines


class GatedHtml(HtmlBlockPreprocessor):
    """Blocks of HTML, where there is any HTML; its parser stops at `<` and `&` alone."""

    def run(self, lines: list[str]) -> list[str]:
        """The lines without blocks of HTML."""
        text = "\n".join(lines)
        return super().run(lines) if "<" in text or "&" in text else lines


class PlainParagraphs(ParagraphProcessor):
    """Paragraphs that no other processor could want, before all others: most blocks of most pages."""

    def test(self, parent: Element, block: str) -> bool:  # noqa: ARG002 - the library's own
        """Whether this block is one."""
        return PLAIN.fullmatch(block) is not None

    def run(self, parent: Element, blocks: list[str]) -> None:
        """Takes this block and all like it that follow: as paragraphs, or the first as the words of a list's item."""
        if self.parser.state.isstate("list"):
            if len(parent) or parent.text:
                super().run(parent, blocks)
            else:
                parent.text = blocks.pop(0)
            return
        SubElement(parent, "p").text = blocks.pop(0)
        while blocks and PLAIN.fullmatch(blocks[0]):
            SubElement(parent, "p").text = blocks.pop(0)


class PlainHeadings(BlockProcessor):
    """Headings of one line without anything that they could be read otherwise for, before all others as well."""

    def test(self, parent: Element, block: str) -> bool:  # noqa: ARG002 - the library's own
        """Whether this block is one."""
        return PLAIN_HEADING.fullmatch(block) is not None

    def run(self, parent: Element, blocks: list[str]) -> None:
        """Takes this block."""
        marks, _, words = blocks.pop(0).rpartition("#")
        SubElement(parent, f"h{len(marks) + 1}").text = words.strip()


class GatedTable(TableProcessor):
    """Tables, where there is a column's sign."""

    def test(self, parent: Element, block: str) -> bool:
        """Whether the block is a table."""
        return "|" in block and super().test(parent, block)


class GatedHeader(HashHeaderProcessor):
    """Headings, where there is a hash."""

    def test(self, parent: Element, block: str) -> bool:
        """Whether there is a heading."""
        return "#" in block and super().test(parent, block)


class GatedUnderlines(SetextHeaderProcessor):
    """Headings that have a line below them, where a line begins like that."""

    def test(self, parent: Element, block: str) -> bool:
        """Whether there is a heading."""
        return ("\n=" in block or "\n-" in block) and super().test(parent, block)


class GatedRule(HRProcessor):
    """Rules, where a line is made of their signs. Behind a line's end is looked for 20 times as fast as `^`."""

    def test(self, parent: Element, block: str) -> bool:
        """Whether there is a rule."""
        return RULE.search("\n" + block) is not None and super().test(parent, block)


class GatedQuotations(BlockQuoteProcessor):
    """Quotations, where there is their mark."""

    def test(self, parent: Element, block: str) -> bool:
        """Whether there is a quotation."""
        return ">" in block and super().test(parent, block)


class GatedDefinitions(DefListProcessor):
    """Lists of definitions, where a line begins with a colon."""

    def test(self, parent: Element, block: str) -> bool:
        """Whether there is a definition."""
        return COLON.search("\n" + block) is not None and super().test(parent, block)


class GatedReferences(ReferenceProcessor):
    """Addresses of links, where there is one."""

    def test(self, parent: Element, block: str) -> bool:
        """Whether there may be one."""
        return "]:" in block and super().test(parent, block)


class GatedNotes(FootnoteBlockProcessor):
    """Notes, where there is one."""

    def test(self, parent: Element, block: str) -> bool:
        """Whether there may be one."""
        return "[^" in block and super().test(parent, block)


class GatedBacklinks(FootnotePostTreeprocessor):
    """The ways back from notes that have several marks, where there are notes."""

    def run(self, root: Element) -> None:
        """Adds the ways back."""
        if self.footnotes.footnotes:
            super().run(root)


class Prettify(PrettifyTreeprocessor):
    """The library's line ends between blocks. Its own asks the converter about each element, and twice."""

    def _prettifyETree(self, elem: Element) -> None:  # noqa: N802
        if elem.tag in BLOCK and elem.tag not in {"code", "pre"}:
            if not (elem.text and elem.text.strip()) and len(elem) and elem[0].tag in BLOCK:
                elem.text = "\n"
            for below in elem:
                if below.tag in BLOCK:
                    self._prettifyETree(below)
        if not (elem.tail and elem.tail.strip()):
            elem.tail = "\n"


class GatedAttributes(AttrListTreeprocessor):
    """Lists of attributes, where there is a brace."""

    def __init__(self, md: Markdown, survey: Survey) -> None:
        super().__init__(md)
        self.survey = survey

    def run(self, doc: Element) -> None:
        """Sets the attributes."""
        if "{" in self.survey.text:
            super().run(doc)


class GatedUnescape(UnescapeTreeprocessor):
    """Escaped characters, where there is a backslash."""

    def __init__(self, md: Markdown, survey: Survey) -> None:
        super().__init__(md)
        self.survey = survey

    def run(self, root: Element) -> None:
        """Puts the characters back."""
        if "\\" in self.survey.text:
            super().run(root)


class Anchors(TocTreeprocessor):
    """The library's ids for headings, without the table of contents that it makes on the way."""

    def run(self, doc: Element) -> None:
        """Gives an id to each heading that has none."""
        headings = [element for element in doc.iter() if element.tag in HEADING]
        if not headings:
            return
        taken = {element.get("id", "") for element in doc.iter() if element.get("id") is not None}
        last: dict[str, str] = {}  # else the thousandth heading of one name would ask for all before it
        for heading in headings:
            words = html.unescape(self.words(heading))
            if heading.get("id") is None:
                name = self.slugify(words, self.sep)
                last[name] = unique(last.get(name, name), taken)
                heading.set("id", last[name])
            heading.attrib.pop("data-toc-label", None)

    def words(self, heading: Element) -> str:
        """The words of a heading without their marks."""
        if not len(heading) and not MARKUP.search(heading.text or ""):
            return " ".join((heading.text or "").split())
        return strip_tags(render_inner_html(remove_fnrefs(heading), self.md))


class GatedRawHtml(RawHtmlPostprocessor):
    """HTML put back in its place; at once where none of it stands alone in its paragraph or holds another."""

    def run(self, text: str) -> str:
        """The text with all that was put aside."""
        held = self.md.htmlStash.rawHtmlBlocks
        if ALONE.search(text) or any(STASHED in str(each) for each in held):
            return super().run(text)
        if len(held) < MANY:
            for number, each in enumerate(held):
                text = text.replace(HTML_PLACEHOLDER % number, str(each))
            return text
        return HTML_PLACEHOLDER_RE.sub(
            lambda found: str(held[int(found[1])]) if int(found[1]) < len(held) else found[0], text
        )


def serialize(root: Element) -> str:
    """The HTML of an element, as the library writes it where there is nothing unusual.

    The library's own asks of each element whether it is a comment or has a namespace, and takes twice as long.
    """
    written: list[str] = []
    rest: list[Element | str] = [root]
    while rest:
        element = rest.pop()
        if isinstance(element, str):
            written.append(element)
            continue
        tag, text, tail = element.tag, element.text or "", element.tail or ""
        if tag not in MADE:
            return to_html_string(root)
        begin, end = f"<{tag}", MADE[tag]
        for name, value in sorted(element.items()):
            if value in (None, name):
                return to_html_string(root)
            begin += f' {name}="{_escaped(value) if AMISS.search(value) else value}"'
        if "&" in text or "<" in text or ">" in text:
            text = escape_cdata(text)
        if "&" in tail or "<" in tail or ">" in tail:
            tail = escape_cdata(tail)
        if len(element):
            written.append(f"{begin}>{text}")
            rest.append(end + tail)
            rest += element[::-1]
        else:
            written.append(f"{begin}>{text}{end}{tail}")
    return "".join(written)


def _escaped(value: str) -> str:
    """An attribute without what HTML would take for its own."""
    return escape_cdata(value).replace('"', "&quot;")
