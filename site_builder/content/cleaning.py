"""Cleaning: what HTML may stand in a text, and what an editor is told about the rest."""

import re
from collections import Counter
from functools import cache
from html.parser import HTMLParser

import nh3

from site_builder.content.directives import Prose
from site_builder.content.references import Lift, restore
from site_builder.core.documents import TAG
from site_builder.core.problems import Place, Problem, error

TAGS = set(
    "a abbr b bdi blockquote br cite code dd del details div dfn dl dt em h3 h4 h5 h6 hr i ins kbd li mark ol p pre "
    "q s samp small span strong sub summary sup table tbody td tfoot th thead tr u ul var wbr".split()
)
ATTRIBUTES = {
    "*": {"lang", "dir", "id", "title"},
    "a": {"href", "class"},
    "td": {"colspan", "rowspan", "align"},
    "th": {"colspan", "rowspan", "align", "scope"},
    "ol": {"start", "reversed"},
    "li": {"value"},
    "code": {"class"},
    "div": {"class"},
}
SCHEMES = {"http", "https", "mailto"}
SCHEME = re.compile(r"[\s\x00-\x20]*([a-zA-Z][a-zA-Z0-9+.\-]*)[\s\x00-\x20]*:")


def clean(rendered: str) -> str:
    """HTML with nothing in it that could run, load or restyle."""
    return _cleaner().clean(rendered)


@cache
def _cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel=None, strip_comments=True)


def suspect(rendered: str, prose: Prose, lifts: list[Lift]) -> tuple[Problem, ...]:
    """What is not allowed in HTML that Markdown made of `prose`."""
    # Where every `<` begins a tag that is allowed as it stands, there is nothing to tell. That is so on most pages,
    # and seen in a fifteenth of the time that the parser below takes.
    tags = TAG.findall(rendered)
    if len(tags) == rendered.count("<") and all(ALLOWED_TAG.fullmatch(tag) for tag in set(tags) - BARE_TAGS):
        return ()
    return Suspicion(prose, lifts).read(rendered)


def _allowed_tag() -> str:
    """The regular expression of an allowed tag with allowed attributes, and an address that nobody need look at."""
    others = TAGS - ATTRIBUTES.keys()
    shapes = []
    for tags, own in [
        ("|".join(sorted(others)), set[str]()),
        *((tag, ATTRIBUTES[tag]) for tag in sorted(TAGS & ATTRIBUTES.keys())),
    ]:
        names = "|".join(sorted((ATTRIBUTES["*"] | own) - {"href"}))
        address = '| href="(?:https?://|mailto:|#)[^"<>]*"' if "href" in own else ""
        shapes.append(f'(?:{tags})(?: (?:{names})="[^"<>]*"{address})+')
    return f"<(?:{'|'.join(shapes)})>"


BARE_TAGS = {f"<{slash}{tag}>" for tag in TAGS for slash in ("", "/")}
ALLOWED_TAG = re.compile(_allowed_tag())


class Suspicion(HTMLParser):
    """Tells an editor what the cleaning takes away, so that nothing vanishes in silence.

    The rendered page says what is wrong; where it stands is found again in the source, each time one further on.
    """

    def __init__(self, prose: Prose, lifts: list[Lift]) -> None:
        super().__init__(convert_charrefs=True)
        self.prose, self.lifts = prose, lifts
        self.places: dict[str, list[tuple[int, int]]] = {}
        self.found: Counter[str] = Counter()
        self.problems: list[Problem] = []

    def read(self, rendered: str) -> tuple[Problem, ...]:
        """What is not allowed in HTML that Markdown made of `prose`."""
        self.feed(rendered)
        self.close()
        return tuple(self.problems)

    def place(self, pattern: str) -> Place:
        """The next place in the source that fits a pattern; the last one, or the text's begin, where none is left."""
        if pattern not in self.places:
            found = re.finditer(pattern, self.prose.text, re.IGNORECASE | re.MULTILINE)
            self.places[pattern] = [(each.start(), len(each[0])) for each in found]
        places = self.places[pattern]
        if not places:
            begin = len(self.prose.text) - len(self.prose.text.lstrip())
            return self.prose.place(0 if begin == len(self.prose.text) else begin, 1)
        spot = places[min(self.found[pattern], len(places) - 1)]
        self.found[pattern] += 1
        return self.prose.place(*spot)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "img":
            message = "pictures stand in a figure block, with a text for those who cannot see them"
            hint = "write a ```figure block with image, alt and caption"
            self.problems.append(error(self.place(r"!\[|<img\b"), "bare-image", message, hint))
        elif tag in {"h1", "h2"}:
            self.tell_heading(tag)
        elif tag not in TAGS:
            hint = "write Markdown, or one of the fenced blocks"
            place = self.place(rf"<{re.escape(tag)}\b")
            self.problems.append(error(place, "unsafe-html", f"<{tag}> is not allowed in a text", hint))
        else:
            self.check_attributes(tag, attrs)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_decl(self, decl: str) -> None:
        self.tell_odd(decl)

    def handle_pi(self, data: str) -> None:
        self.tell_odd(data)

    def unknown_decl(self, data: str) -> None:
        self.tell_odd(data)

    def parse_marked_section(self, i: int, report: bool = True) -> int:  # noqa: ARG002, FBT001, FBT002
        """Where `<![…` ends. The library's own way is an exception, until Python 3.13."""
        end = self.rawdata.find(">", i)
        self.tell_odd(self.rawdata[i : i + 30 if end < 0 else end + 1])
        return end + 1 if end >= 0 else -1

    def tell_odd(self, markup: str) -> None:
        """Tells of `<?…>` and `<!…>`, which are neither tags nor comments."""
        hint = "write &lt; for the character itself"
        shown = " ".join(markup.split())[:30]
        message = f'markup such as "{shown}" is not allowed in a text'
        self.problems.append(error(self.place(r"<[?!](?!--)"), "unsafe-html", message, hint))

    def tell_heading(self, tag: str) -> None:
        level = int(tag[1])
        underlined = rf"^(?=[^\n]*\S[^\n]*\n{'=-'[level - 1]}+[ ]*$)[^\n]+"
        place = self.place(rf"^ {{0,3}}#{{{level}}}(?!#)[^\n]*|{underlined}|<{tag}\b")
        hint = "the page's title and the section's title are the levels above"
        self.problems.append(error(place, "heading-level", "headings inside a text begin with ###", hint))

    def check_attributes(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        allowed = ATTRIBUTES["*"] | ATTRIBUTES.get(tag, set())
        for name, value in attributes:
            if name not in allowed:
                message = f"the attribute {name} is not allowed on <{tag}>"
                place = self.place(rf"\b{re.escape(name)}(?=\s*=)|\b{re.escape(name)}\b|\.(?=\w)")
                self.problems.append(error(place, "unsafe-html", message, "take it out"))
            elif name == "href":
                self.check_address(restore(value or "", self.lifts))

    def check_address(self, address: str) -> None:
        scheme = SCHEME.match(address.replace("\n", "").replace("\t", ""))
        if scheme and scheme[1].lower() not in SCHEMES:
            message = f"links to {scheme[1].lower()}: are not allowed"
            place = self.place(re.escape(scheme[1]))
            self.problems.append(error(place, "unsafe-link", message, "link to http, https or mailto"))
        elif not scheme and not address.startswith("#"):
            shown = " ".join(address.split())
            message = f'"{shown}" is not an address' if shown else "this link leads nowhere"
            hint = "link to a thing of this site with [[id]], to others with https://…"
            place = self.place(re.escape(address) if address else r"(?<=\]\()|\]\(|<a\b")
            self.problems.append(error(place, "relative-link", message, hint))
