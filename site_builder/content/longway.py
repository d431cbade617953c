"""The long way: a marked text becomes HTML by Python-Markdown, is cleaned, and is cut at its marks."""

import html
import re
from urllib.parse import unquote

from site_builder.content import footnotes
from site_builder.content.cleaning import SCHEME, clean, suspect
from site_builder.content.converter import lent
from site_builder.content.directives import Prose, without_code
from site_builder.content.references import CLOSE, MARK, OPEN, Lift, restore
from site_builder.core.documents import TAG, Body, CiteSlot, Heading, Ref, Slot
from site_builder.core.problems import Place, Problem, error
from site_builder.core.slugs import slug

LONE_MARK = re.compile(f"<p>({OPEN}[0-9]+{CLOSE})</p>")
# The tags that a reader of clean HTML must see: with attributes, of a heading, of a link or of code.
NOTABLE = re.compile(
    r"""<(?:/(a|code|pre|h[3-6])|(a|code|pre|h[3-6]|[a-z][a-z0-9]*(?=[ ]))((?: [^\s"'<>/=]+="[^"]*")*))>"""
)
# What an attribute holds that is not shown as it is written, or would be taken for a tag.
MARKED = re.compile(f"[&<>'{OPEN}]")
ATTRIBUTE = re.compile(r' ([^\s=]+)="([^"]*)"')
BEGIN = re.compile("<([a-z][a-z0-9]*)")
ENCLOSING = {"a", "code", "pre"}
HEADINGS = {"h3", "h4", "h5", "h6"}
VOID = {"br", "hr", "wbr"}


def read(
    marked: str, lifts: list[Lift], prefix: str, prose: Prose
) -> tuple[Body | None, tuple[Ref, ...], tuple[Problem, ...]]:
    """The body of a text from which links, citations and blocks were lifted, what its blocks refer to, and its faults.

    prefix: put before every anchor. prose: the text as it was. The body is None only where it stands too deep.
    """
    try:
        rendered = _markdown(marked, prefix, lifts)
    except RecursionError:
        hint = "look for long rows of >, * or brackets"
        message = "lists, quotations or brackets stand too deep in one another"
        return None, (), (error(prose.place(0, 1), "too-deep", message, hint),)
    bare = without_code(prose)
    suspicions = suspect(rendered, bare, lifts)
    reader = _Reader(lifts, bare)
    reader.read(clean(rendered))
    return reader.body(), tuple(reader.refs), (*footnotes.check(bare), *suspicions, *reader.problems)


def _markdown(text: str, prefix: str, lifts: list[Lift]) -> str:
    """HTML of a marked text, as Markdown makes it: not yet clean."""

    def anchor(words: str, _separator: str) -> str:
        return prefix + slug(MARK.sub(lambda found: lifts[int(found[1])].label, words))

    with lent(prefix, anchor) as converter:
        return converter.convert(text)


class _Reader:
    """Cuts clean HTML at its marks, and notes headings, anchors and local links on the way.

    What the cleaning hands over is well-formed: every tag is closed, every attribute stands in double quotes. So a
    regular expression finds the few tags that matter, in a quarter of the time of an HTML parser; all that stands
    between two of them comes out as it is.
    """

    def __init__(self, lifts: list[Lift], prose: Prose) -> None:
        self.lifts, self.prose = lifts, prose
        self.page = ""
        self.done = self.next_mark = 0  # up to where it has come out; where the next mark stands, or the end
        self.fragments: list[str] = []
        self.pieces: list[str] = []
        self.slots: list[Slot] = []
        self.headings: list[Heading] = []
        self.anchors: dict[str, None] = {}
        self.local_links: list[tuple[Place, str]] = []
        self.refs: list[Ref] = []
        self.problems: list[Problem] = []
        self.open: list[str] = []  # of the tags that matter
        self.heading: tuple[int, str] | None = None
        self.heading_words: list[str] = []

    def read(self, clean_html: str) -> None:
        # A block's mark stands alone in its paragraph; the paragraph goes, because a block is not one.
        self.page = LONE_MARK.sub(self._unwrap, clean_html) if self.lifts else clean_html
        self._cut(0)
        for found in NOTABLE.finditer(self.page):
            begin = found.start()
            if self.next_mark < begin:
                self._cut(begin)
            end, tag, attributes = found.groups()
            if tag:
                self._begin(found, tag, attributes)
            elif end in ENCLOSING:
                self.open.pop()
            else:
                self._end_heading(begin)
        self._cut(len(self.page))
        self._run(len(self.page))

    def _cut(self, end: int) -> None:
        """Puts what each mark stands for in its place, up to a place."""
        for found in MARK.finditer(self.page, self.done, end):
            self._run(found.start())
            self.done = found.end()
            lift = self.lifts[int(found[1])]
            self._mark(lift, is_nested=not lift.text and _is_open(self.page[: found.start()]))
        following = self.page.find(OPEN, end)
        self.next_mark = len(self.page) if following < 0 else following

    def _unwrap(self, found: re.Match[str]) -> str:
        is_block = not self.lifts[int(found[1][1:-1])].text
        return found[1] if is_block else found[0]

    def body(self) -> Body:
        """The finished body."""
        return Body(
            (*self.fragments, "".join(self.pieces).rstrip("\n")),
            tuple(self.slots),
            tuple(self.headings),
            tuple(self.anchors),
            tuple(self.local_links),
        )

    def _begin(self, found: re.Match[str], tag: str, attributes: str) -> None:
        given = dict(ATTRIBUTE.findall(attributes))
        is_as_written = not MARKED.search(attributes)
        if not is_as_written:
            given = {name: self._value(value) for name, value in given.items()}
        if tag == "a":
            self._link(given)
        if given.get("id"):
            self._anchor(given["id"])
        if tag in HEADINGS:
            self._run(found.start())
            self.heading, self.heading_words = (int(tag[1]), given.get("id", "")), []
        if tag in ENCLOSING:
            self.open.append(tag)
        if given.get("class") == "footnote":
            given = {"class": "footnotes", "role": "doc-endnotes"}
        elif is_as_written and tag != "a":
            return  # comes out with what stands around it
        self._run(found.start())
        self.done = found.end()
        shown = given if is_as_written else {name: html.escape(value) for name, value in given.items()}
        self.pieces.append("".join([f"<{tag}", *[f' {name}="{value}"' for name, value in shown.items()], ">"]))

    def _value(self, written: str) -> str:
        """What an attribute says, with the own text of each reference in it."""
        value = html.unescape(written) if "&" in written else written
        return restore(value, self.lifts) if OPEN in value else value

    def _anchor(self, name: str) -> None:
        if name in self.anchors:
            offset = max(0, self.prose.text.rfind(f"#{name}"))
            place = self.prose.place(offset, len(name) + 1)
            hint = "give one of the two another name"
            self.problems.append(error(place, "duplicate-anchor", f'two places here are called "#{name}"', hint))
        self.anchors[name] = None

    def _link(self, given: dict[str, str]) -> None:
        address = given.get("href", "")
        found_scheme = SCHEME.match(address)
        scheme = found_scheme[1].lower() if found_scheme else ""
        if scheme in {"http", "https"}:
            given["rel"] = "external noopener"
        elif given.get("class") == "footnote-ref":
            given["role"] = "doc-noteref"
        elif given.get("class") == "footnote-backref":
            given["role"] = "doc-backlink"
        elif not address.startswith("#") and scheme != "mailto":
            given.pop("href", None)  # told by the suspicion; nothing that was told comes out
        elif address.startswith("#"):
            found = re.search(rf"{re.escape(address)}(?![\w-])", self.prose.text)
            self.local_links.append(
                (self.prose.place(found.start() if found else 0, len(address)), unquote(address[1:]))
            )

    def _end_heading(self, place: int) -> None:
        self._run(place)
        if self.heading:
            self.headings.append(Heading(*self.heading, " ".join("".join(self.heading_words).split())))
            self.heading = None

    def _run(self, end: int) -> None:
        """Running text up to a place, with the tags that stay as they are."""
        running = self.page[self.done : end]
        self.done = end
        self.pieces.append(running)
        if self.heading:
            self.heading_words.append(html.unescape(TAG.sub("", running)))

    def _mark(self, lift: Lift, *, is_nested: bool) -> None:
        """What a mark becomes where it comes out."""
        if lift.text and ("code" in self.open or "pre" in self.open):
            self.pieces.append(html.escape(lift.text, quote=False))
            if self.heading:
                self.heading_words.append(lift.text)
            return
        self.refs += lift.refs
        self.problems += lift.problems
        fault = self._misplaced(lift, is_nested=is_nested)
        if fault:
            self.problems.append(fault)
        elif lift.slot:
            self.slots.append(lift.slot)
            self.fragments.append("".join(self.pieces))
            self.pieces = []

    def _misplaced(self, lift: Lift, *, is_nested: bool) -> Problem | None:
        """Why something cannot stand where it came out, or None."""
        if not lift.text:
            hint = "leave an empty line before and after it, and take tags around it away"
            message = "a block cannot stand inside other text"
            return error(lift.place, "nested-block", message, hint) if is_nested else None
        if "a" in self.open:
            hint = "take one of the two away"
            return error(lift.place, "nested-link", "a link or citation cannot stand inside a link", hint)
        if self.heading:
            what = "citation" if isinstance(lift.slot, CiteSlot) else "link"
            hint = "move it to the sentence below the heading"
            return error(lift.place, "linked-heading", f"a heading cannot carry a {what}", hint)
        return None


def _is_open(clean_html: str) -> bool:
    """Whether some element is still open at the end of it."""
    begins = [tag for tag in BEGIN.findall(clean_html) if tag not in VOID]
    return len(begins) > clean_html.count("</")
