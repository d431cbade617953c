"""A page as a tree: read from its HTML, and written again as HTML or as XHTML."""

from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Literal
from xml.etree.ElementTree import Element, SubElement

from markupsafe import escape

Form = Literal["html", "xhtml"]
VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
RAW = frozenset({"script", "style"})
BLOCKS = frozenset(
    "address article aside blockquote details dialog div dl fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 "
    "header hgroup hr main menu nav ol p pre search section table ul".split()
)
# Elements that HTML lets end without a tag, with those whose beginning ends them; and what they cannot end beyond.
CELLS, ROWS = frozenset({"td", "th"}), frozenset({"thead", "tbody", "tfoot"})
ENDED_BY = {
    "html": frozenset[str](),
    "head": frozenset({"body"}),
    "body": frozenset[str](),
    "p": BLOCKS,
    "li": frozenset({"li"}),
    "dt": frozenset({"dt", "dd"}),
    "dd": frozenset({"dt", "dd"}),
    "td": CELLS | ROWS | {"tr"},
    "th": CELLS | ROWS | {"tr"},
    "tr": ROWS | {"tr"},
    "thead": ROWS,
    "tbody": ROWS,
    "option": frozenset({"option", "optgroup"}),
    "rt": frozenset({"rt", "rp"}),
    "rp": frozenset({"rt", "rp"}),
}
NAMESPACES = {"html": "http://www.w3.org/1999/xhtml", "svg": "http://www.w3.org/2000/svg"}
# Names that SVG spells with capitals; a parser of HTML hands them over without.
SPELT = {
    name.lower(): name
    for name in "viewBox preserveAspectRatio patternUnits patternContentUnits patternTransform gradientUnits "
    "gradientTransform clipPath clipPathUnits maskUnits maskContentUnits markerHeight markerWidth markerUnits "
    "linearGradient radialGradient textLength lengthAdjust textPath startOffset pathLength refX refY "
    "foreignObject".split()
}


class Untidy(ValueError):
    """A page whose tags do not pair; says which."""


def parsed(html: str) -> Element:
    """The `html` element of a page. Raises Untidy where an end tag has no beginning or a beginning no end."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.root()


class _Reader(HTMLParser):
    """Builds a tree of what valid pages hold."""

    def __init__(self) -> None:
        super().__init__()
        self.top = Element("")
        self.open = [self.top]

    def root(self) -> Element:
        """The tree, once everything was fed."""
        self._end_implied(lambda _tag: True)
        if len(self.open) > 1:
            raise Untidy(f"<{self.open[-1].tag}> has no end")
        found = self.top.find("html")
        if found is None:
            raise Untidy("there is no <html>")
        return found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begins an element, and ends those that HTML lets it end."""
        self._end_implied(lambda held: tag in ENDED_BY.get(held, ()))
        element = self._begun(tag, attrs)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """In SVG an element can end where it begins; in HTML the slash says nothing."""
        if any(one.tag == "svg" for one in self.open):
            self._begun(tag, attrs)
        else:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """Ends an element, and those in it that need no tag for that."""
        name = SPELT.get(tag, tag)
        if tag in VOID:
            return
        self._end_implied(lambda held: held != name)
        if self.open[-1].tag != name:
            line, column = self.getpos()
            raise Untidy(f"line {line}, column {column + 1}: </{tag}> ends <{self.open[-1].tag or 'nothing'}>")
        self.open.pop()

    def handle_data(self, data: str) -> None:
        """Adds text."""
        parent = self.open[-1]
        if len(parent):
            parent[-1].tail = (parent[-1].tail or "") + data
        else:
            parent.text = (parent.text or "") + data

    def _begun(self, tag: str, attrs: list[tuple[str, str | None]]) -> Element:
        attributes = {SPELT.get(name, name): value or "" for name, value in attrs}
        return SubElement(self.open[-1], SPELT.get(tag, tag), attributes)

    def _end_implied(self, is_ended: Callable[[str], bool]) -> None:
        while self.open[-1].tag in ENDED_BY and is_ended(self.open[-1].tag):
            self.open.pop()


def written(element: Element, form: Form) -> str:
    """An element with all that is in it, without the text behind it."""
    return "".join(_written(element, form))


def _written(element: Element, form: Form) -> Iterator[str]:
    tag = element.tag
    yield f"<{tag}"
    if form == "xhtml" and tag in NAMESPACES and not element.get("xmlns"):
        yield f' xmlns="{NAMESPACES[tag]}"'
    for name, value in element.items():
        yield f" {name}" if form == "html" and not value and name != "alt" else f' {name}="{escape(value)}"'
    if form == "xhtml" and tag in VOID:
        yield "/>"
        return
    yield ">"
    if tag in VOID:
        return
    yield (element.text or "") if tag in RAW else str(escape(element.text or ""))
    for child in element:
        yield from _written(child, form)
        yield str(escape(child.tail or ""))
    yield f"</{tag}>"


def drop(root: Element, is_dropped: Callable[[Element], bool]) -> None:
    """Takes elements out of a tree, and leaves the text behind them."""
    for parent in list(root.iter()):
        before: Element | None = None
        for child in list(parent):
            if not is_dropped(child):
                before = child
                continue
            if before is not None:
                before.tail = (before.tail or "") + (child.tail or "")
            else:
                parent.text = (parent.text or "") + (child.tail or "")
            parent.remove(child)


def words(element: Element) -> str:
    """The text of an element, in one line."""
    return " ".join("".join(element.itertext()).split())


def classes(element: Element) -> list[str]:
    """The classes of an element."""
    return element.get("class", "").split()
