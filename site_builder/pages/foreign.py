"""What a slide of TimelineJS3 says in our words, whoever wrote it.

The import makes an event of it; the export asks the same again, to see what an editor has changed since.
"""

import re
from collections.abc import Mapping
from html import escape
from html.parser import HTMLParser
from typing import Any, NamedTuple

from site_builder.core.dates import DateError, parse, words
from site_builder.core.timelinejs import edtf, span

Slide = Mapping[str, Any]
UNSPOKEN = {"script", "style", "template"}
TIGHT = {"a", "abbr", "b", "cite", "code", "em", "i", "mark", "q", "small", "span", "strong", "sub", "sup", "u"}
# The text that our own export writes: the summary, then where the event and its sources are.
OURS = re.compile(
    r'<p>([^<]*)</p><p><a href="[^"<>]*">[^<]*</a>\. Sources: (?:<a href="[^"<>]*">[^<]*</a>(?: · )?)*</p>'
)
# Our own keys, which TimelineJS3 does not read, and all that our export writes of an event that was never imported.
OWN = ("x_edtf", "x_importance", "x_topics", "x_state")
WRITTEN = {"start_date", "end_date", "display_date", "text", "group", "unique_id", "autolink", *OWN}
ORDER = "x_order"


class Said(NamedTuple):
    """A slide in our words. date: in EDTF; lacking: which of "headline" and "text" it does not have."""

    title: str
    summary: str
    date: str
    lacking: tuple[str, ...]


def said(slide: Slide) -> Said:
    """The slide in our words. Raises DateError where it has no date that we can write, ValueError for a wrong type."""
    text = slide.get("text")
    if not isinstance(text, Mapping | None):
        raise ValueError("`text` is no object with a `headline` and a `text`")
    headline, body = (_plain(text or {}, key) for key in ("headline", "text"))
    ours = OURS.fullmatch((text or {}).get("text") or "")
    date = edtf(slide)
    title = headline or body or words(parse(date))
    lacking = tuple(key for key, found in (("headline", headline), ("text", body)) if not found)
    return Said(title, (plain(ours[1]) if ours else body) or title, date, lacking)


def own_date(slide: Slide) -> str:
    """The exact date that our export wrote beside a slide's own, "" where there is none. Raises DateError where the two
    do not agree: somebody has changed one of them."""
    exact = slide.get("x_edtf")
    if exact is None:
        return ""
    if not isinstance(exact, str):
        raise DateError("its `x_edtf` is no text")
    theirs = {key: slide.get(key) for key in ("start_date", "end_date")}
    ours = span(parse(exact))
    if edtf(slide) != exact and theirs != {key: ours.get(key) for key in theirs}:
        raise DateError(f'its `x_edtf`, "{exact}", is not its date, {edtf(slide)}')
    return exact


def is_ours(slide: Slide) -> bool:
    """Whether our export would write all of a slide anew, so that nothing of it need be kept."""
    text = slide.get("text")
    return (
        slide.keys() <= WRITTEN
        and {"x_edtf", "x_topics", "unique_id", "group"} <= slide.keys()
        and slide.get("autolink") is False
        and isinstance(text, Mapping)
        and text.keys() == {"headline", "text"}
        and escape(plain(text["headline"])) == text["headline"]
        and OURS.fullmatch(text["text"]) is not None
    )


def _plain(text: Mapping[str, Any], key: str) -> str:
    found = text.get(key)
    if not isinstance(found, str | None):
        raise ValueError(f"`text.{key}` is no text")
    return plain(found or "")


def plain(markup: str) -> str:
    """The words of HTML on one line, without scripts and styles; "" where nobody would see any."""
    reader = _Words()
    reader.feed(markup)
    reader.close()
    words = re.sub(r"[ \t\r\n\f]+", " ", "".join(reader.found)).strip()  # as our own texts are read
    return words if any(sign.isprintable() and not sign.isspace() for sign in words) else ""


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.unspoken = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - its signature
        self.unspoken += tag in UNSPOKEN
        self.part(tag)

    def handle_endtag(self, tag: str) -> None:
        self.unspoken = max(0, self.unspoken - (tag in UNSPOKEN))
        self.part(tag)

    def part(self, tag: str) -> None:
        """Parts the words at either side of a tag, unless it stands within a word."""
        self.found.append("" if tag in TIGHT else " ")

    def handle_data(self, data: str) -> None:
        if not self.unspoken:
            self.found.append(data)
