"""Spans: what stands within the lines of a text of another generator, in our words.

That is links, pictures, tags of HTML, template code, and signs that mean something with us alone.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from site_builder.content.cleaning import TAGS
from site_builder.core.slugs import slug
from site_builder.pages.posts import plain

ALERT = re.compile(r"( *> *)\[!(\w+)\][-+]?[ \t]*(.*)")
TO = r"\(\s*(?P<{0}><[^<>\n]*>|[^\s()<>]*(?:(?: (?![\"'])|\([^\s()]*\))[^\s()<>]*)*)(?:\s+(?:\"[^\"]*\"|'[^']*'))?\s*\)"
LABEL = r"(?:[^\[\]\\]|\\.|\[[^\[\]]*\])*"
TOKEN = re.compile(
    r"(?P<escape>\\.)"
    r"|(?P<code>(?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`))"
    r"|(?P<template>\{\{.*?\}\}|\{%.*?%\})"
    r"|(?P<attributes>\{:[^{}]*\})|(?P<brace>\{)"
    rf"|(?P<picture>!\[(?P<alt>{LABEL})\](?:{TO.format('source')}|\[(?P<named>[^\]]*)\]))"
    rf"|(?P<link>\[(?P<label>{LABEL})\](?:{TO.format('target')}|\[(?P<name>[^\]^]*)\]))"
    r"|(?P<bracket>\[[\[@])"
    r"|(?P<auto><(?:https?:|mailto:)[^<>\s]*>|<[\w.+-]+@[\w.-]+>)"
    r"|(?P<anchor><a\b(?P<given>[^<>]*)>(?P<inner>.*?)</a\s*>)"
    r"|(?P<tag></?(?P<called>[A-Za-z][A-Za-z0-9-]*)(?P<with>\s[^<>]*)?/?>)"
    r"|(?P<odd><(?=[<!?/A-Za-z]))"
    r"|(?P<bare>(?<![\w/])https?://[^\s<>\[\]\"'`|]*[\w/#=&%~-])"
    r"|(?P<struck>~~(?=\S)(?P<was>.+?)(?<=\S)~~)"
)
WITHIN = re.compile(r"^((?: *(?:>|[-*+]|\d{1,9}\.)(?: +|(?=[>#])))+)#{1,6}[ \t]+(.*?)[ \t]*#*$")
GIVEN = re.compile(r"\b(href|src|alt)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE)
# Elements of HTML that no text of ours holds; a name that is none of HTML's, as in <email>, was meant to be read.
OTHERS = set(
    "h1 h2 h3 h4 h5 h6 a area audio base body button canvas datalist dialog embed fieldset form frame frameset "
    "head hgroup html iframe img input label legend link map marquee math meta meter nav noscript object "
    "optgroup option output param picture progress rp rt ruby script search select slot source style svg "
    "template textarea title track video applet basefont big blink nobr strike tt u acronym dir menu address "
    "caption col colgroup data time".split()
)
LAYOUT = {"div", "span", "p", "section", "article", "center", "font", "figure", "main", "header", "footer", "aside"}


class Way(NamedTuple):
    """What their links lead to. page: gives the id of what an address means, "" where nothing is known of it.

    picture: gives the path below static/ of a picture that comes along, "" where it does not.
    """

    page: Callable[[str], str]
    picture: Callable[[str], str]


class Remark(NamedTuple):
    """Something that is not as it was. line: of the file."""

    line: int
    words: str


class Line(NamedTuple):
    """A line and its number in the file. kind: "text", "code", "heading" or "figure"; level: of a heading."""

    number: int
    text: str
    kind: str = "text"
    level: int = 0


@dataclass
class Spans:
    """Rewrites line after line, and gathers what is to be told. number: of the line."""

    way: Way
    remarks: list[Remark] = field(default_factory=list)
    definitions: dict[str, str] = field(default_factory=dict)
    anchors: set[str] = field(default_factory=set)
    figures: list[Line] = field(default_factory=list)
    number: int = 0
    in_block: bool = False
    in_label: bool = False

    def tell(self, words: str) -> None:
        self.remarks.append(Remark(self.number, words))

    def inline(self, text: str) -> str:
        """A line, or what a link stands on, in our words."""
        return TOKEN.sub(self._token, text)

    def _token(self, found: re.Match[str]) -> str:
        written: dict[str, Callable[[], str]] = {
            "template": lambda: self._template(found[0]),
            "attributes": lambda: "",
            "picture": lambda: self._shown(found),
            "link": lambda: self._named(found),
            "anchor": lambda: self._anchor(found),
            "brace": lambda: "\\{",  # with what stands before it, it would be attributes with us
            "bracket": lambda: f"\\{found[0]}",
            "tag": lambda: self._tag(found),
            "odd": lambda: "&lt;",
            "bare": lambda: f"<{found[0]}>",
            "struck": lambda: f"<del>{self.inline(found['was'])}</del>",
        }
        return next((write() for kind, write in written.items() if found[kind] is not None), found[0])

    def _named(self, found: re.Match[str]) -> str:
        return self._link(found["label"], self._target(found["target"], found["name"] or found["label"]), found)

    def _shown(self, found: re.Match[str]) -> str:
        return self._picture(found["alt"], self._target(found["source"], found["named"] or found["alt"]))

    def _anchor(self, found: re.Match[str]) -> str:
        given = _given(found["given"])
        return self._link(found["inner"], given["href"], found) if "href" in given else self.inline(found["inner"])

    def _template(self, code: str) -> str:
        self.tell(f"template code is shown as it stands: {code[:60]}")
        ticks = "`" * (1 + max(map(len, re.findall("`+", code)), default=0))
        return f"{ticks} {code} {ticks}" if "`" in code else f"`{code}`"

    def _target(self, target: str | None, name: str) -> str:
        """Where a link leads: as it says, or as a definition elsewhere says of its name."""
        if target is not None:
            return target.strip("<>")
        return self.definitions.get(" ".join(name.lower().split()), "\0")

    def _link(self, label: str, target: str, found: re.Match[str]) -> str:
        if target == "\0":  # a name that is none, or whose definition stays
            escape = "\\" if found[0][:2] in {"[[", "[@"} else ""
            return f"{escape}[{self.inline(label)}]{self.inline(found[0][len(label) + 2 :])}"
        shown = self._label(label)
        if re.match(r"https?://[^\s/]|mailto:.|//[^/]", target, re.IGNORECASE):
            whole = f"https:{target}" if target[0] == "/" else target
            if not shown.strip():
                return f"<{whole}>" if re.match("https?:", whole, re.IGNORECASE) else ""
            return f"[{shown}](<{whole}>)" if re.search(r"[() ]", whole) else f"[{shown}]({whole})"
        if target.startswith("#") and slug(target[1:]) in self.anchors:
            return f"[{shown}](#{slug(target[1:])})"
        identifier = self.way.page(target) if not re.match(r"[a-z][a-z0-9+.-]*:|#", target, re.IGNORECASE) else ""
        words = re.sub(r"[\[\]|]", "", plain(label))
        if identifier and words:
            if "#" in target:
                self.tell(f"the link {target} leads to the page as a whole now")
            return f"[[{identifier}|{words}]]"
        self.tell(f"a link leads nowhere here, and only its words are left: {target[:80] or 'nothing'}")
        return shown

    def _label(self, label: str) -> str:
        """What a link stands on: a picture in it is its words, and it begins with no sign that means something here."""
        within, self.in_label = self.in_label, True
        shown = self.inline(label)
        self.in_label = within
        return re.sub(r"^[\[@]", lambda found: f"&#{ord(found[0])};", shown)

    def _picture(self, alt: str, source: str) -> str:
        words = plain(alt)
        if re.match(r"https?://|//", source):
            if self.in_label:
                return words
            self.tell(f"a picture of another site is a link now: {source[:80]}")
            return f"[{words or 'a picture'}](<{source if source[0] != '/' else 'https:' + source}>)"
        path = self.way.picture(source) if source != "\0" else ""
        if not path or self.in_block:
            self.tell(f"a picture did not come along: {source[:80].strip(chr(0)) or 'it has no address'}")
            return f"*{words}*" if words else ""
        if not words:
            self.tell(f"a picture says nothing to those who cannot see it, mend its `alt`: {source[:80]}")
        quoted = (words or f"Picture {path.rpartition('/')[2]}").replace("'", "''")
        block = ["```figure", f"image: '{path}'", f"alt: '{quoted}'", "```"]
        self.figures += [Line(self.number, line, "figure") for line in ("", *block, "")]
        return ""

    def _tag(self, found: re.Match[str]) -> str:
        name = found["called"].lower()
        if name == "img":
            given = _given(found["with"] or "")
            return self._picture(given.get("alt", ""), given.get("src", "\0"))
        if name not in TAGS | LAYOUT | OTHERS:
            return f"&lt;{self.inline(found[0][1:])}"
        if name in LAYOUT or name not in TAGS or re.fullmatch("h[1-6]|a", name):
            if name not in LAYOUT:
                self.tell(f"<{name}> is left out, what it stands around is kept")
            return ""
        if (found["with"] or "").strip(" /"):
            self.tell(f"attributes of <{name}> are left out")
        return f"<{'/' if found[0][1] == '/' else ''}{name}>"

    def line(self, line: Line) -> Iterator[Line]:
        """A line of text in our words; pictures stand behind the paragraph that they stood in."""
        self.number = line.number
        self.in_block = bool(re.match(r" {4}| *(?:[-*+>|]|\d{1,9}[.)]) ?", line.text)) or line.kind == "heading"
        text = ALERT.sub(lambda found: f"{found[1]}**{found[2].capitalize()}** {found[3]}".rstrip(), line.text)
        text = re.sub(r"^( *\d{1,9})\)(?= )", r"\1.", text)
        text = WITHIN.sub(r"\1**\2**", text)  # a heading within a list or a quotation
        new = self.inline(text)
        if not new.strip() and self.figures:
            yield from self._pictures()
        yield line._replace(text=new if new.strip() or not line.text.strip() else "")

    def _pictures(self) -> Iterator[Line]:
        yield from self.figures
        self.figures.clear()

    def end_of_paragraph(self, line: Line) -> Iterator[Line]:
        """The pictures of the paragraph that ends before a line."""
        if self.figures and (line.kind != "text" or not line.text.strip()):
            yield from self._pictures()


def _given(attributes: str) -> dict[str, str]:
    """The address and the words of a tag of HTML."""
    return {found[1].lower(): found[2] or found[3] or found[4] or "" for found in GIVEN.finditer(attributes)}
