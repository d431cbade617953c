"""Footnotes: asides below a text, with ids that can share a page."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement

from markdown.extensions.footnotes import FootnoteExtension

from site_builder.content.directives import Prose
from site_builder.content.survey import Survey
from site_builder.core.problems import Problem, did_you_mean, error, first
from site_builder.core.slugs import slug

# Both begin with plain signs, which are looked for ten times as fast as `^` or what is not before a sign.
DEFINITION = re.compile(r"\[\^([^\]\n]*)\]:")
NESTED = re.compile(r"^( *)\[\^(?=[^\]\n]*\]:)", re.MULTILINE)
EMPTY = re.compile(r"[ \t]*(?:\n[ \t]*)*(?:\n(?! {4}|\t)|\Z)")
# The target of a link, `[name]: address`, which readers never see.
TARGET = re.compile(r"[ \t]*\[[^\^\]\n][^\]\n]*\]:")
USE = re.compile(r"\[\^(?<!\\\[\^)([^\]\n]*)\]")


class Footnotes(FootnoteExtension):
    """The library's footnotes, whose ids carry the section's prefix, so that several sections can share a page.

    The library finds a note's marks by its id: "xnote--1" belongs to "xnoteref--1", "xnoteref2--1" and so on.
    """

    prefix = ""
    # Of a converter with gates: the text of the page, which then holds everything that the notes hold.
    survey: Survey | None = None

    def __init__(self) -> None:
        super().__init__(
            SEPARATOR="--", BACKLINK_TEXT="↩", BACKLINK_TITLE="Back to the text, note {}", USE_DEFINITION_ORDER=False
        )

    def setFootnote(self, id: str, text: str) -> None:  # noqa: A002, N802
        # The library breaks on a note without words, and on a note that is written inside another one.
        mended = NESTED.sub(r"\1\\[^", text) if text.strip() else "&nbsp;"
        if self.survey and mended != text:
            self.survey.text += mended
        super().setFootnote(id, mended)

    def makeFootnotesDiv(self, root: Element) -> Element | None:  # noqa: N802
        div = super().makeFootnotesDiv(root)
        # A note that only says where a link leads comes out empty, and the library looks in it for the way back.
        for item in div.iterfind("ol/li") if div is not None else ():
            if not len(item):
                way = {"class": "footnote-backref", "href": f"#{item.get('id')}"}
                SubElement(SubElement(item, "p"), "a", way)
        return div

    def findFootnotesPlaceholder(self, root: Element) -> tuple[Element, Element, bool] | None:  # noqa: N802
        # The library walks over the whole page.
        if self.survey and self.getConfig("PLACE_MARKER") not in self.survey.text:
            return None
        return super().findFootnotesPlaceholder(root)

    def makeFootnoteId(self, id: str) -> str:  # noqa: A002, N802 - the library's own name
        return f"{self.prefix}note--{slug(id)}"

    def makeFootnoteRefId(self, id: str, found: bool = False) -> str:  # noqa: A002, FBT001, FBT002, N802
        first = f"{self.prefix}noteref--{slug(id)}"
        if not found:
            return first
        self.found_refs[first] = self.found_refs.get(first, 0) + 1
        number = self.found_refs[first]
        return first if number == 1 else f"{self.prefix}noteref{number}--{slug(id)}"


def check(prose: Prose) -> Iterator[Problem]:
    """Notes that are used and not written, written and not used, or written twice.

    prose: a body in which code is blanked out.
    """
    written: dict[str, str] = {}
    if "[^" not in prose.text:
        return
    definitions = [found for found in DEFINITION.finditer(prose.text) if _begins_a_line(prose.text, found.start())]
    begins = {found.end() - 1 for found in definitions}
    uses = [found for found in USE.finditer(prose.text) if found.end() not in begins]
    names = {found[1] for found in uses}
    for found in definitions:
        place = prose.place(found.start(), len(found[1]) + 3)
        if slug(found[1]) in written:
            hint = "give one of the two another name"
            yield error(place, "duplicate-footnote", f'there is another footnote "{written[slug(found[1])]}"', hint)
        elif found[1] not in names:
            hint = f"put [^{found[1]}] where it belongs, or take the footnote out"
            yield error(place, "unused-footnote", "nothing points to this footnote", hint)
        elif EMPTY.match(prose.text, found.end()) and not re.match(r"[ \t]*\n[ \t]*\S", prose.text[found.end() :]):
            yield error(place, "empty-footnote", "this footnote says nothing", "write the aside behind the colon")
        elif TARGET.match(prose.text, found.end()):
            hint = "begin with words, or write the target of the link in a line of its own"
            yield error(
                place, "empty-footnote", "this footnote begins with the target of a link, which is not seen", hint
            )
        written.setdefault(slug(found[1]), found[1])
    known = {found[1] for found in definitions}
    yield from first(_unknown(prose, found, known) for found in uses if found[1] not in known)


def _unknown(prose: Prose, found: re.Match[str], known: set[str]) -> Problem:
    hint = did_you_mean(found[1], known) or f"write it below the text, as in `[^{found[1]}]: The aside.`"
    place = prose.place(found.start(), len(found[0]))
    return error(place, "unknown-footnote", f'there is no footnote "{found[1]}"', hint)


def _begins_a_line(text: str, offset: int) -> bool:
    """Whether there are at most three blanks before a place in its line."""
    return text[text.rfind("\n", 0, offset) + 1 : offset] in {"", " ", "  ", "   "}
