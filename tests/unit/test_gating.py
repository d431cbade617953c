"""Gates: a step of Markdown that is left out would have changed nothing."""

import hashlib
import re
from html.parser import HTMLParser
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, tostring

import markdown
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown import Markdown
from markdown.treeprocessors import InlineProcessor

from site_builder.content import footnotes, longway, markup
from site_builder.content.cleaning import Suspicion, clean, suspect
from site_builder.content.converter import READ_RELEASE, Dialect, Slugify, lent
from site_builder.content.directives import Prose
from site_builder.content.inline import gates
from site_builder.content.text import UNPRINTABLE, is_printable

CONTENT = sorted((Path(__file__).parent.parent.parent / "content").rglob("*.md"))
# Every sign that means something to some step, and the letters, blanks and lines that stand between them.
TOKENS = (
    "` `` ``` ~~~ * ** *** _ __ [ ] ( ) ]( ![ [^ < > & ' \" '' \"' '\" - -- --- . .. ... \\ \\\\ { } {#x} {:.y} | ! = "
    "# ### + : ; , 1 7. '80s it's dogs' \"q\" 'q' a b word नमस्ते Ярославль é — – “ *a* **b** _c_ `d` {title='x'} "
    "{data-toc-label='x'} [^1] [^1]: [^2]: [a](b) [a](https://e.org) ![a](b) [x][y] [y] [y]: https://e.org <b> </b> "
    "<em> <div> </div> <p> </p> <br> <!-- --> <? ?> <https://e.org> <a@b.org> &amp; &nbsp; &#39; &lt; &copy; "
    "<script> </script>"
).split()
BLANKS = (" ", "  ", "\n", "\n\n", "  \n", "\t", "    ", "\n    ", "\u00a0", "\u2028", "\r")
LINES = ("- ", "* ", "1. ", "> ", ": ", "[^1]: ", "=\n", "---\n", "***\n", "```x\n", "~~~\n", "| a | b |\n|--|:-:|\n")
# What the library itself writes into a text for a while, and what it replaces.
INNER = ("\x02", "\x03", "\x02klzzwxh:0000\x03", "\x02wzxhzdk:0\x03", "///Footnotes Go Here///")
SOUPS = st.lists(st.sampled_from([*TOKENS, *BLANKS, *(f"\n{line}" for line in LINES), *INNER]), max_size=16).map(
    "".join
)
# What was read for the gates. A change here is no fault: read it, then put down the new digest and READ_RELEASE.
READ = {
    "core": "3f96c203c9f9d3ca",
    "blockparser": "46448ee53d7ec5d5",
    "blockprocessors": "8b0e0bd08ba8bb58",
    "htmlparser": "3a7a0427daf14570",
    "inlinepatterns": "ea492e98dcccda19",
    "postprocessors": "c5094a0f149c0ee5",
    "preprocessors": "57e58af96a77240b",
    "serializers": "d284a95f1f621daf",
    "treeprocessors": "efb2c4214959cef3",
    "util": "23f1324360caaabc",
    "extensions/attr_list": "511b8a0a68e3aa07",
    "extensions/def_list": "7319df6b8557cead",
    "extensions/fenced_code": "6e975e3f9d86c329",
    "extensions/footnotes": "8d7e6aeb06e663fe",
    "extensions/sane_lists": "773fd40326dd877d",
    "extensions/smarty": "9cb9c164ad7de043",
    "extensions/tables": "99393f43fa209d4b",
    "extensions/toc": "babdd3d46fb49892",
}  # fmt: skip


def slugify(words: str, _separator: str) -> str:
    return "x-" + "-".join(words.lower().split())


def convert(text: str, slugify: Slugify = slugify) -> str:
    with lent("x-", slugify) as converter:
        return converter.convert(text)


def stock() -> Markdown:
    """The library as anybody gets it, with our extensions."""
    notes = footnotes.Footnotes()
    notes.prefix = "x-"
    names = ["tables", "def_list", "attr_list", "fenced_code", "sane_lists", "smarty", "toc"]
    return Markdown(
        extensions=[*names, notes],
        extension_configs={"toc": {"slugify": slugify, "marker": ""}, "tables": {"use_align_attribute": True}},
        output_format="html",
    )


def test_the_library_is_the_one_that_was_read() -> None:
    """Without this release the site is built at a third of the speed: read the new one, and all in READ below."""
    assert markdown.__version__ == READ_RELEASE


@pytest.mark.parametrize("name", READ)
def test_what_the_gates_rely_on_is_as_it_was_read(name: str) -> None:
    source = (Path(markdown.__file__).parent / f"{name}.py").read_bytes()
    assert hashlib.blake2b(source, digest_size=8).hexdigest() == READ[name]


@settings(max_examples=300, deadline=None)
@given(SOUPS)
@example("*a * b* **c ** d**")
@example("#\n\n##a\n\n### b ###\n\n#### c \\# d\n\n####### e\n\n- # f\n\n# g | h\n\n#\ti\n\n> # j")
@example("a\n=\n\nb\n-\n\nc\n--- \n\nd\ne\n---\n\n> f\n\ng\n>h\n\n    > i")
@example("- a\n- # b\n  c\n\n- d\n\n  e\n\n    f\n1. g\nh\n\n- i\n    - j\n\n    k\n\nl\nm\n\nn")
@example("### a {checked=checked title='b < c &amp; d & e' lang}\n\n*f*{hidden}\n\n| g |\n|:-:|\n| `<h>` & i |")
@example("*f*{title='\"q\" > r'}")
@example("[^1]\n\n[^1]: a\n    [^2]: b\n")
@example("[^1]\n\n[^1]: a\n    [^2]: b *c* \\*\n")
@example("[^1]:[y]:`")
@example("A[^1] b[^2] c[^2]\n\n[^2]: [y]: z\n[^1]: c")
@example("It's *it*'s \"--\" `a`'s\n\n* **a**: b\n\n  ---\n\n1905. c")
def test_any_text_becomes_what_the_stock_converter_makes_of_it(text: str) -> None:
    assert convert(text) == stock().convert(text)


@pytest.mark.parametrize("file", CONTENT, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_our_own_pages_become_what_the_stock_converter_makes_of_them(file: Path) -> None:
    text = file.read_text("utf-8")
    assert convert(text) == stock().convert(text)


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_a_page_with_something_odd_in_it_becomes_what_the_stock_converter_makes_of_it(data: st.DataObject) -> None:
    blocks = data.draw(st.sampled_from(CONTENT)).read_text("utf-8").split("\n\n")
    block = data.draw(st.sampled_from(blocks))
    offset = data.draw(st.integers(0, len(block)))
    text = block[:offset] + data.draw(SOUPS) + block[offset:]
    assert convert(text) == stock().convert(text)


@settings(max_examples=50, deadline=None)
@given(SOUPS)
def test_without_gates_the_converter_is_the_stock_one(text: str) -> None:
    converter = Dialect(gated=False)
    converter.prepare("x-", slugify)
    assert converter.convert(text) == stock().convert(text)


def test_the_steps_stand_in_their_order() -> None:
    def names(dialect: Markdown) -> list[list[str]]:
        rows = (dialect.preprocessors, dialect.inlinePatterns, dialect.treeprocessors, dialect.postprocessors)
        return [[each.__class__.__mro__[-3].__name__ for each in row if "Survey" not in repr(each)] for row in rows]

    assert names(Dialect(gated=True)) == names(stock())


def test_one_text_leaves_nothing_for_the_next() -> None:
    noted = "### A\n\nIt's[^1] [b][c] `d`\n\n7. e\n\n[^1]: F.\n\n[c]: https://e.org\n"
    plain = "### A\n\nIt's[^1] [b][c]\n\n1. e\n"
    first = convert(noted), convert(plain)
    assert (convert(noted), convert(plain)) == first
    assert first[1] == stock().convert(plain)


def test_a_text_that_breaks_off_leaves_nothing_for_the_next() -> None:
    with pytest.raises(RecursionError):
        convert("* " * 1000 + "a")
    assert convert("a") == "<p>a</p>"


def test_what_the_first_walk_leaves_behind_means_to_the_second_what_it_means_to_the_library() -> None:
    # No text is known that comes to this.
    made = []
    for converter in (Dialect(gated=True), stock()):
        page = Element("div")
        SubElement(page, "p").text = "\x02klzzwxh:0007\x03 it's"
        converter.treeprocessors["smarty"].run(page)
        made.append(tostring(page, "unicode"))
    assert made[0] == made[1]


CONVERTERS = Dialect(gated=True), stock()


@settings(max_examples=500, deadline=None)
@given(st.text("'\"-.aés 1_(—;!\n[&\x03", max_size=9))
@example("a's\"")
@example('It\'s "dogs\'" -- the \'80s... "a"')
def test_signs_become_what_the_library_makes_of_them(text: str) -> None:
    made = []
    for converter in CONVERTERS:
        converter.htmlStash.reset()
        page = Element("div")
        SubElement(page, "p").text = text
        converter.treeprocessors["smarty"].run(page)
        made.append(converter.postprocessors["raw_html"].run(page[0].text or ""))
    assert made[0] == made[1]


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.sampled_from(["*", "**", "_", "`", "[", "](b)", "a", " ", "\\*", "&lt;", "<b>", "[^1]"]), max_size=14)
)
def test_marks_in_marks_become_what_the_library_makes_of_them(parts: list[str]) -> None:
    text = "".join(parts) + "\n\n[^1]: a"
    assert convert(text) == stock().convert(text)


def walk(converter: Markdown, name: str) -> InlineProcessor:
    found = converter.treeprocessors[name]
    assert isinstance(found, InlineProcessor)
    return found


PATTERNS = [
    (gate, reference)
    for name in ("inline", "smarty")
    for gate, reference in zip(
        gates(walk(Dialect(gated=True), name).inlinePatterns),  # type: ignore[arg-type] # the published types are wrong
        walk(stock(), name).inlinePatterns,
        strict=True,
    )
]


@settings(max_examples=300, deadline=None)
@given(SOUPS, st.integers(0, 8))
def test_a_gate_is_open_wherever_its_pattern_matches(text: str, begin: int) -> None:
    for gate, reference in PATTERNS:
        expression = reference.compiled_re  # type: ignore[attr-defined]
        spans = [found.span() for found in expression.finditer(text, begin)]
        assert [found.span() for found in gate.pattern.compiled_re.finditer(text, begin)] == spans
        # A link is looked for by its bracket, and then refused where no address follows.
        sign = "[" if gate.sign == "](" else gate.sign
        if spans:
            assert sign in text[begin:] or gate.other in text[begin:]
            assert gate.around is None or begin or gate.around(text)


# The reader of clean HTML


class Tags(HTMLParser):
    """All that a reader of clean HTML must see, as an HTML parser sees it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.seen: list[tuple[str, list[tuple[str, str | None]]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if attrs or tag in {"a", "code", "pre", "h3", "h4", "h5", "h6"}:
            self.seen.append((tag, attrs))

    def handle_endtag(self, tag: str) -> None:
        if tag in {"a", "code", "pre", "h3", "h4", "h5", "h6"}:
            self.seen.append(("/" + tag, []))


TAGS = (
    "<p> </p> <div> </div> </a> <h3> </h3> <h1> <code> </code> <pre> </pre> <li> <ul> <table> <tr> <br> <br/> <script> "
    "</script> < > & &amp; &nbsp; &rsquo; \" ' = x <!-- --> <? <! <P> <span"
).split()
ATTRIBUTED = (
    '<a href="https://e.org/?a=1&amp;b=2">',
    '<a href="#x">',
    "<a href=x>",
    '<a href="a/b">',
    "<a\nhref='#y'>",
    '<a href=" https://e.org">',
    '<a href="javascript:x">',
    '<A HREF="mailto:a@b.org">',
    '<a class="c" href="https://e.org" id="d">',
    '<h3 id="y">',
    '<code class="z">',
    '<em title="1 &lt; 2">',
    "<em title='\"q\"'>",
    "<em lang=hi>",
    '<td align="left">',
    '<ol start="3">',
    '<img src="s">',
    '<b onclick="w()">',
)
HTML = st.lists(st.sampled_from([*TAGS, *ATTRIBUTED, " ", "\n"]), max_size=12).map("".join)


@settings(max_examples=300, deadline=None)
@given(HTML)
def test_the_reader_sees_what_an_html_parser_sees(text: str) -> None:
    page = clean(text)
    parser = Tags()
    parser.feed(page)
    parser.close()
    found = [
        ("/" + end, []) if end else (tag, [(name, value) for name, value in longway.ATTRIBUTE.findall(attributes)])
        for end, tag, attributes in longway.NOTABLE.findall(page)
    ]
    reader = longway._Reader([], Prose("", "a.md", 1))
    assert [(tag, [(name, reader._value(value)) for name, value in attrs]) for tag, attrs in found] == parser.seen


@settings(max_examples=500, deadline=None)
@given(HTML)
def test_html_without_suspicion_is_such_that_the_parser_finds_none(rendered: str) -> None:
    prose = Prose(rendered, "a.md", 1)
    assert suspect(rendered, prose, []) == Suspicion(prose, []).read(rendered)


# Expressions that were turned round, so that they begin with a plain sign


@settings(max_examples=300, deadline=None)
@given(SOUPS)
def test_notes_are_found_where_they_were_found_before(text: str) -> None:
    definition = re.compile(r"^ {0,3}\[\^([^\]\n]*)\]:", re.MULTILINE)
    use = re.compile(r"(?<!\\)\[\^([^\]\n]*)\]")
    definitions = [
        found for found in footnotes.DEFINITION.finditer(text) if footnotes._begins_a_line(text, found.start())
    ]
    assert [found.end() for found in definitions] == [found.end() for found in definition.finditer(text)]
    assert [found.span() for found in footnotes.USE.finditer(text)] == [found.span() for found in use.finditer(text)]


def test_no_printable_character_is_refused() -> None:
    printable = "".join(chr(number) for number in range(0x110000) if is_printable(chr(number)))
    assert UNPRINTABLE.search(printable.replace("\n", "")) is None
    assert markup.RESERVED.search(printable) is None
