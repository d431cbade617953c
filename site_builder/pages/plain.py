"""A topic as Markdown, for those who read text: made of the view of its page, with sources as footnotes."""

import re
from collections.abc import Callable, Iterable, Iterator
from html import unescape
from typing import Any

from site_builder.core.exports import ContentsView, MarkdownView
from site_builder.core.views import (
    ChartView,
    CiteView,
    ClaimsView,
    CompareView,
    EntryView,
    FigureView,
    Fragment,
    KeyfactsView,
    LinkView,
    Prose,
    QuoteView,
    ReferenceView,
    SourceLink,
    TableView,
    TimelineView,
    When,
)

# What Markdown would take for its own, everywhere and at the beginning of a line. (Two expressions, of which each looks
# only where it may be, take a quarter of the time of one.)
SIGNS = re.compile(r"[\\`*_\[\]><]|&(?=#|\w+;)")
HELD = {"<": "&lt;", "&": "&amp;"}
BEGIN = re.compile(r"^(\s*)([#+-])(?=\s|[#=-]|$)|^(\s*\d+)(\.)(?=\s|$)", re.MULTILINE)
# A tag of clean HTML, and where a link leads.
TAG = re.compile(r'<(/?)([a-z][a-z0-9]*)((?:[^">]|"[^"]*")*)>')
HREF = re.compile(r' href="([^"]*)"')
MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*", "code": "`"}
BLOCKS = {"p", "div", "ul", "ol", "blockquote", "pre", "table", "details", "summary", "dl", "dt", "dd"}
LISTS, CELLS = {"ul", "ol"}, {"td", "th"}
HEADINGS = {f"h{level}" for level in range(1, 7)}


def contents(view: ContentsView) -> bytes:
    """What there is to read (https://llmstxt.org)."""
    lines = [f"# {escaped(view.title)}", "", f"> {escaped(view.summary)}", "", escaped(view.note)]
    for heading, links in view.groups:
        lines += ["", f"## {heading}", ""]
        lines += [f"- [{escaped(title)}]({url}): {escaped(text)}" for title, url, text in links]
    return ("\n".join(lines) + "\n").encode()


def topic(view: MarkdownView) -> bytes:
    """A topic with its sections, claims, sources and changes."""
    return ("\n\n".join(part for part in _topic(view) if part) + "\n").encode()


def escaped(text: str) -> str:
    """A text in which Markdown finds nothing of its own."""
    held = SIGNS.sub(_held, text)
    return BEGIN.sub(r"\1\3\\\2\4", held) if "\n" in held or BEGIN.match(held) else held


def _held(found: re.Match[str]) -> str:
    return HELD.get(found[0], f"\\{found[0]}")


def _topic(view: MarkdownView) -> Iterator[str]:
    topic = view.topic
    yield f"# {escaped(topic.question)}"
    yield escaped(topic.standfirst)
    by = f"By {', '.join(topic.authors)}. " if topic.authors else ""
    yield escaped(f"{by}Updated {_when(topic.updated)}. What sources say as of {_when(topic.as_of)}.")
    yield f"{escaped(view.site_title)}: <{view.url}>"
    yield f"{escaped(view.publisher)}, [{escaped(view.licence)}]({view.licence_url})"
    yield _items(
        f"**{escaped(figure.value)}**: {escaped(figure.label)}{_cited(figure.sources)}" for figure in topic.key_figures
    )
    yield _prose(topic.prose, view)
    for section in topic.sections:
        yield f"## {escaped(section.title)}"
        yield f"**{escaped(section.summary)}**"
        yield _prose(section.prose, view)
    for group in topic.claims:
        yield f"## Claims: {escaped(group.status_word)}"
        yield _items(f"{escaped(claim.text)}{_cited(claim.sources)}" for claim in group.claims)
    if topic.questions:
        yield "## Still unknown"
        yield _items(escaped(question.question) for question in topic.questions)
    yield "## Changes"
    yield _items(escaped(f"{_when(one.date)}, {one.kind_word.lower()}: {one.note}") for one in topic.changes)
    yield "\n".join(_reference(one) for one in topic.references)


def _when(when: When) -> str:
    return "".join(time.text for time in when)


def _items(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _cited(sources: Iterable[SourceLink]) -> str:
    return "".join(_note(source.number, source.locator) for source in sources if source.number)


def _note(number: int, locator: str) -> str:
    return f"[^{number}]" + (f" ({escaped(locator)})" if locator else "")


def _reference(one: ReferenceView) -> str:
    source = one.source
    day = f", {_when(source.published)}" if source.published else ""
    told = f"{source.title}. {source.publisher}{day}. {source.kind_word}."
    care = f" Read with care: {source.caution}" if source.caution else ""
    address = f" <{source.external}>" if source.external else ""
    return f"[^{one.number}]: {escaped(told)}{escaped(care)}{address}"


# ---- Running text ----


def _prose(prose: Prose, view: MarkdownView) -> str:
    writer = _Writer(view.url)
    for part in prose:
        if isinstance(part, Fragment):
            writer.feed(part.html)
        elif isinstance(part, LinkView):
            writer.write(f"[{escaped(part.label)}]({view.base}{part.url})")
        elif isinstance(part, CiteView):
            writer.write("".join(_note(mark.number, mark.locator) for mark in part.marks))
        else:
            writer.block(PIECES[type(part)](part, view.base))
    return writer.text()


class _Writer:
    """Writes clean HTML as Markdown. It is fed in pieces, between which other things are written."""

    def __init__(self, page: str) -> None:
        self.page = page
        self.blocks: list[str] = [""]
        self.links: list[str] = []
        # The number of the next item of each list that is open; 0 where items have none.
        self.lists: list[int] = []
        # How many cells the first row of an open table has; None outside of tables.
        self.cells: int | None = None
        self.is_code = False

    def text(self) -> str:
        """All that was written."""
        return "\n\n".join(block for block in map(str.strip, self.blocks) if block)

    def feed(self, html: str) -> None:
        """Writes a piece, which ends between two tags."""
        done = 0
        for found in TAG.finditer(html):
            self._say(html[done : found.start()])
            done = found.end()
            if found[1]:
                self._close(found[2])
            else:
                self._open(found[2], found[3])
        self._say(html[done:])

    def write(self, text: str) -> None:
        """Goes on in the same paragraph."""
        self.blocks[-1] += text

    def block(self, text: str) -> None:
        """A paragraph of its own."""
        self.blocks += [text, ""]

    def _open(self, tag: str, attributes: str) -> None:
        """Opens what Markdown has a sign for."""
        if tag in MARKS:
            self.write(MARKS[tag])
        elif tag == "a":
            found = HREF.search(attributes)
            target = unescape(found[1]) if found else ""
            self.links.append(self.page + target if target.startswith("#") else target)
            self.write("[")
        elif tag == "li":
            self._item()
        elif tag in HEADINGS:
            self.blocks.append("#" * int(tag[1]) + " ")
        elif tag == "br":
            self.write("  \n")
        elif tag in BLOCKS and not self.lists:
            self.blocks.append("")
        self._begin(tag)

    def _begin(self, tag: str) -> None:
        if tag in LISTS:
            self.lists.append(1 if tag == "ol" else 0)
        elif tag == "table":
            self.cells = 0
        elif tag == "tr":
            self.write("\n|")
        elif tag in CELLS:
            self.write(" ")
        self.is_code = self.is_code or tag == "code"

    def _item(self) -> None:
        number = self.lists.pop() if self.lists else 0
        self.write("\n" + "    " * len(self.lists) + (f"{number}. " if number else "- "))
        self.lists.append(number + 1 if number else 0)

    def _close(self, tag: str) -> None:
        """Closes it."""
        if tag in MARKS:
            self.write(MARKS[tag])
        elif tag == "a":
            self.write(f"]({self.links.pop()})")
        elif tag in CELLS:
            self.write(" |")
            self.cells = self.cells + 1 if self.cells is not None else None
        elif tag == "tr" and self.cells:
            self.write("\n|" + "---|" * self.cells)
            self.cells = None
        elif tag in LISTS and self.lists:
            self.lists.pop()
        self.is_code = self.is_code and tag != "code"
        if (tag in BLOCKS and not self.lists) or tag in HEADINGS:
            self.blocks.append("")

    def _say(self, data: str) -> None:
        """Words, with the space between them."""
        words = unescape(data) if "&" in data else data
        if words.strip() or "\n" not in words:
            text = words if self.is_code else escaped(words)
            text = text.replace("|", "\\|") if self.blocks[-1].startswith("\n|") else text
            self.write(re.sub(r"\s+", " ", text))


# ---- Blocks ----


def _chart(chart: ChartView, _base: str) -> str:
    head = f"**{escaped(chart.title)}**" + (f" ({escaped(chart.unit)})" if chart.unit else "")
    return "\n\n".join(filter(None, (head, escaped(chart.description), _table(chart.table), escaped(chart.note))))


def _table(table: TableView) -> str:
    rows = [[column.label for column in table.columns], *([_cell(cell) for cell in row] for row in table.rows)]
    lines = ["| " + " | ".join(escaped(cell).replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join([lines[0], "|---" * len(table.columns) + "|", *lines[1:]])


def _cell(cell: Any) -> str:  # noqa: ANN401 - a CellView
    return cell.text or ", ".join(source.label for source in cell.sources)


def _timeline(timeline: TimelineView, _base: str) -> str:
    head = f"**{escaped(timeline.title)}**\n\n" if timeline.title else ""
    return head + _items(_entry(entry) for year in timeline.years for entry in year.entries)


def _entry(entry: EntryView) -> str:
    return f"{escaped(_when(entry.date))}: {escaped(entry.title)}. {escaped(entry.summary)}"


def _claims(block: ClaimsView, _base: str) -> str:
    return _items(
        f"{escaped(claim.status_word)}: {escaped(claim.text)}{_cited(claim.sources)}" for claim in block.claims
    )


def _figure(figure: FigureView, base: str) -> str:
    return f"![{escaped(figure.alt)}]({base}{figure.image})\n\n{escaped(figure.caption)}"


def _quote(quote: QuoteView, _base: str) -> str:
    speaker = f"{escaped(quote.speaker.label)}: " if quote.speaker else ""
    return f"> {speaker}{escaped(quote.text)}{_cited((quote.source,))}"


def _keyfacts(block: KeyfactsView, _base: str) -> str:
    return _items(f"**{escaped(one.value)}**: {escaped(one.label)}{_cited(one.sources)}" for one in block.facts)


def _compare(block: CompareView, _base: str) -> str:
    return _items(f"**{escaped(one.heading)}**: {escaped(one.text)}{_cited(one.sources)}" for one in block.items)


PIECES: dict[type, Callable[[Any, str], str]] = {
    ChartView: _chart,
    TimelineView: _timeline,
    ClaimsView: _claims,
    FigureView: _figure,
    QuoteView: _quote,
    KeyfactsView: _keyfacts,
    CompareView: _compare,
}
