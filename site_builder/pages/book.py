"""The explainer as a book: what stands on pages that were made, as leaves whose links lead to one another."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urldefrag, urljoin
from xml.etree.ElementTree import Element

from site_builder.core import dates
from site_builder.pages.trees import Untidy, classes, drop, parsed, words

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
# What a page has for its own sake: a book has its own way from one leaf to the next.
LEFT_OUT = {"link", "script", "style"}
# Parts of home that are told in full on leaves of their own, by the title they have there.
IN_FULL = {"topics-title", "timeline-title", "questions-title", "changes-title"}
IDS = {"for", "popovertarget", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "headers", "list"}


@dataclass(frozen=True, slots=True)
class Imprint:
    """What a book says of itself. updated: the moment of its last change, from the content, as 2026-01-10T12:00:00Z."""

    title: str
    description: str
    language: str
    publisher: str
    licence_name: str
    licence_url: str
    base_url: str
    updated: str

    @property
    def day(self) -> str:
        """The day of its last change, as 2026-01-10."""
        return self.updated[:10]

    @property
    def date(self) -> str:
        """The day of its last change, in words."""
        return dates.words(dates.parse(self.day))


@dataclass(frozen=True)
class Leaf:
    """A page in a book. look: the classes of its body; body: its elements in one, whose tag is `article`."""

    address: str
    title: str
    look: str
    body: Element
    ids: set[str] = field(default_factory=set)

    @property
    def name(self) -> str:
        """The leaf's own name, which no id has: ids have no point and no capital letter."""
        return self.address.strip("/").replace("/", ".") or "Home"

    @property
    def is_topic(self) -> bool:
        """Whether it is one of the topics."""
        return self.address.startswith("topics/")


@dataclass(frozen=True, slots=True)
class Target:
    """Where a link leads: a place on a leaf, fragment "" for its beginning, or an address on the web."""

    leaf: str
    fragment: str
    url: str


class Book:
    """Leaves with the places to which their links lead."""

    def __init__(self, imprint: Imprint, pages: Iterable[tuple[str, str]]) -> None:
        """pages: (address, HTML), home first. Raises trees.Untidy."""
        self.imprint = imprint
        self.sheets: list[str] = []
        self.style, self.note, self.icon = "", "", ""
        self.leaves = [self._leaf(address, parsed(html)) for address, html in pages]
        self.by_address = {leaf.address: leaf for leaf in self.leaves}
        self.homes: dict[str, tuple[str, str]] = {}
        for leaf in self.leaves:
            self._find_homes(leaf)

    def _leaf(self, address: str, page: Element) -> Leaf:
        body = page.find("body")
        if body is None:
            raise Untidy(f"the page {address or 'of home'} has no <body>")
        for link in page.iter("link"):
            target = urljoin(self.imprint.base_url + address, link.get("href", ""))
            if link.get("rel") == "stylesheet" and target not in self.sheets:
                self.sheets.append(target)
            if link.get("rel") == "icon":
                self.icon = target
        if not address:
            self.style = "\n".join(one.text or "" for one in page.iter("style"))
            self.note = next((words(one) for one in body.iter("p") if "as-of-note" in classes(one)), "")
        article = Element("article")
        article.extend(_text_of(body))
        drop(article, _is_left_out)
        if not address:
            drop(article, lambda one: one.tag == "section" and one.get("aria-labelledby") in IN_FULL)
        title = next((words(one) for one in article.iter("h1")), address)
        ids = {one.get("id", "") for one in article.iter()} - {""}
        return Leaf(address, title, body.get("class", ""), article, ids)

    def _find_homes(self, leaf: Leaf) -> None:
        """Notes which things have no leaf, but a place on one: a list is the home of what it tells of."""
        for one in leaf.body.iter():
            if one.get("id"):
                self.homes.setdefault(f"{leaf.address}{one.get('id')}/", (leaf.address, one.get("id", "")))
        for one in leaf.body.iter():
            for link in one.iter("a") if one.tag in {*HEADINGS, "dt"} else ():
                thing = self._path(leaf, link.get("href", ""))[0]
                name = thing.removeprefix(leaf.address).strip("/")
                is_ours = leaf.address and thing == f"{leaf.address}{name}/" and "/" not in name
                if is_ours and thing not in self.homes and not one.get("id") and name not in leaf.ids:
                    one.set("id", name)
                    leaf.ids.add(name)
                    self.homes[thing] = (leaf.address, name)

    def _path(self, leaf: Leaf, href: str) -> tuple[str, str, str]:
        """The address on the site to which a link leads, its fragment, and all of it as an address on the web."""
        whole = urljoin(self.imprint.base_url + leaf.address, href)
        path, fragment = urldefrag(whole)
        inside = path.startswith(self.imprint.base_url)
        return (path.removeprefix(self.imprint.base_url) if inside else "//"), fragment, whole

    def target(self, leaf: Leaf, href: str, around: Iterable[Element] = ()) -> Target:
        """Where a link on a leaf leads. around: the elements in which it stands: from where a thing is told of, a link
        to that thing leads to its page on the web."""
        path, fragment, whole = self._path(leaf, href)
        if path in self.by_address:
            return Target(path, fragment if fragment in self.by_address[path].ids else "", "")
        address, name = self.homes.get(path, ("//", ""))
        if address == "//" or (address == leaf.address and any(one.get("id") == name for one in around)):
            return Target("//", "", whole)
        return Target(address, name, "")

    def links(self, leaf: Leaf) -> Iterator[tuple[Element, Target]]:
        """The links of a leaf with where they lead."""
        yield from self._links(leaf, leaf.body, ())

    def _links(self, leaf: Leaf, element: Element, around: tuple[Element, ...]) -> Iterator[tuple[Element, Target]]:
        if element.tag == "a" and element.get("href") is not None:
            yield element, self.target(leaf, element.get("href", ""), around)
        for child in element:
            yield from self._links(leaf, child, (*around, element))

    def file(self, leaf: Leaf, source: str) -> str:
        """The path of a picture below the site's root, "" for one that lies elsewhere."""
        path = self._path(leaf, source)[0]
        return path if path != "//" else ""


def _text_of(body: Element) -> Iterator[Element]:
    """What a page says: all in `main`, and what stands between it and the footer."""
    has_begun = False
    for one in body:
        if one.tag == "main":
            has_begun = True
            yield from one
        elif one.tag == "footer":
            return
        elif has_begun:
            yield one


def _is_left_out(one: Element) -> bool:
    is_way = one.tag == "nav" and any(link.get("rel") in {"prev", "next"} for link in one.iter("a"))
    return one.tag in LEFT_OUT or is_way
