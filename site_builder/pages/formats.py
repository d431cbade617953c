"""The formats for machines: what `core.exports` says, as bytes. Each is pure, and none needs a template."""

import csv
import io
import json
import re
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from html import escape
from typing import Any
from xml.etree import ElementTree as ET

from site_builder.core.exports import (
    CalendarEntry,
    CalendarView,
    CsvView,
    DataView,
    FeedEntry,
    FeedView,
    OembedView,
    RedirectView,
    RobotsView,
    SchemaView,
    SourceRecord,
    SourcesView,
)
from site_builder.core.slugs import relative
from site_builder.pages.plain import contents, topic
from site_builder.pages.shapes import schema_of

ATOM = "http://www.w3.org/2005/Atom"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
# How CSL calls what the register knows (https://docs.citationstyles.org/en/stable/specification.html).
CSL_TYPES = {"primary": "document", "news": "article-newspaper", "analysis": "article", "reference": "entry"}
# A spreadsheet takes a cell that begins so for a formula (https://owasp.org/www-community/attacks/CSV_Injection).
FORMULA = re.compile(r"[=+\-@\t\r]")
FOLD = 75
# Where there is no server, nothing turns a folder into its page.
SEND_ON = (
    "const to = document.links[0].href + (location.protocol === 'file:' ? 'index.html' : '');"
    "location.replace(to + location.hash);"
)
SEND_ON_HASH = f"'sha256-{b64encode(sha256(SEND_ON.encode()).digest()).decode()}'"


def atom(view: FeedView) -> bytes:
    """An Atom feed (RFC 4287)."""
    feed = ET.Element("feed", {"xmlns": ATOM, LANGUAGE: view.language})
    _texts(feed, id=view.home, title=view.title, subtitle=view.subtitle, updated=view.updated, rights=view.rights)
    ET.SubElement(feed, "link", rel="self", type="application/atom+xml", href=view.own)
    ET.SubElement(feed, "link", rel="alternate", type="text/html", href=view.home)
    _authors(feed, view.authors)
    for entry in view.entries:
        item = ET.SubElement(feed, "entry")
        _texts(item, id=entry.id, title=entry.title, published=entry.published, updated=entry.updated)
        ET.SubElement(item, "link", rel="alternate", type="text/html", href=entry.url)
        _authors(item, entry.authors)
        for tag in entry.tags:
            ET.SubElement(item, "category", term=tag)
        ET.SubElement(item, "summary").text = entry.text
        ET.SubElement(item, "content", type="html").text = content(entry)
    ET.indent(feed, "")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(feed, "unicode").encode() + b"\n"


def _texts(parent: ET.Element, **texts: str) -> None:
    for name, text in texts.items():
        ET.SubElement(parent, name).text = text


def _authors(parent: ET.Element, names: tuple[str, ...]) -> None:
    for name in names:
        ET.SubElement(ET.SubElement(parent, "author"), "name").text = name


def content(entry: FeedEntry) -> str:
    """The HTML of an entry; its links are whole addresses."""
    parts = "".join(
        f'<h2><a href="{escape(part.url)}">{escape(part.title)}</a></h2><p>{escape(part.text)}</p>'
        for part in entry.parts
    )
    return f"<p>{escape(entry.text)}</p>{parts}"


def jsonfeed(view: FeedView) -> bytes:
    """A JSON Feed (https://www.jsonfeed.org/version/1.1/)."""
    return _json(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": view.title,
            "home_page_url": view.home,
            "feed_url": view.own,
            "description": view.subtitle,
            "language": view.language,
            "authors": [{"name": name} for name in view.authors],
            "items": [
                {
                    "id": entry.id,
                    "url": entry.url,
                    "title": entry.title,
                    "summary": entry.text,
                    "content_html": content(entry),
                    "date_published": entry.published,
                    "date_modified": entry.updated,
                    "authors": [{"name": name} for name in entry.authors],
                    "tags": list(entry.tags),
                }
                for entry in view.entries
            ],
        }
    )


def calendar(view: CalendarView) -> bytes:
    """A calendar (RFC 5545)."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//explainer-generator//site-builder//EN",
        "CALSCALE:GREGORIAN",
        f"NAME:{_ical(view.title)}",
        f"X-WR-CALNAME:{_ical(view.title)}",
        f"DESCRIPTION:{_ical(view.description)}",
    ]
    for entry in view.entries:
        lines += _event(entry)
    lines.append("END:VCALENDAR")
    return b"".join(_folded(line) + b"\r\n" for line in lines)


def _event(entry: CalendarEntry) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{_ical(entry.uid)}",
        f"DTSTAMP:{entry.stamp}",
        f"SEQUENCE:{entry.sequence}",
        f"DTSTART;VALUE=DATE:{entry.first}",
        f"DTEND;VALUE=DATE:{entry.after}",
        f"SUMMARY:{_ical(entry.title)}",
        f"DESCRIPTION:{_ical(entry.summary)}",
        f"URL:{entry.url}",
        f"CATEGORIES:{','.join(map(_ical, entry.categories))}",
        f"STATUS:{entry.status}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _ical(text: str) -> str:
    return re.sub(r"([\\;,])", r"\\\1", text).replace("\r\n", "\\n").replace("\n", "\\n")


def _folded(line: str) -> bytes:
    """A content line in pieces of 75 bytes at most, none of which ends within a character."""
    rest, pieces, most = line.encode(), [], FOLD
    while len(rest) > most:
        end = most
        while rest[end] & 0b1100_0000 == 0b1000_0000:  # what goes on with a character of UTF-8
            end -= 1
        pieces.append(rest[:end])
        rest, most = rest[end:], FOLD - 1  # behind the blank that tells that it goes on
    return b"\r\n ".join([*pieces, rest])


def data(view: DataView) -> bytes:
    """Records as one JSON object, with their origin and licence."""
    return _json(
        {
            "$schema": view.schema,
            "title": view.title,
            "url": view.url,
            "publisher": view.publisher,
            "licence": {"name": view.licence, "url": view.licence_url},
            "language": view.language,
            "as_of": view.as_of,
            view.name: [_plain(record) for record in view.records],
        }
    )


def _plain(value: Any) -> Any:  # noqa: ANN401 - a record, or what stands in one
    """A record as JSON has it: named fields as an object, others as a list."""
    if hasattr(value, "_asdict"):
        return {name: _plain(item) for name, item in value._asdict().items()}
    return [_plain(item) for item in value] if isinstance(value, tuple) else value


def schema(view: SchemaView) -> bytes:
    """What records look like, as a JSON Schema."""
    return _json(schema_of(view))


def bibliography(view: SourcesView) -> bytes:
    """Sources in CSL-JSON, as citation managers read them."""
    return _json([_csl(source) for source in view.sources])


def _csl(source: SourceRecord) -> dict[str, Any]:
    item: dict[str, Any] = {"id": source.id, "type": CSL_TYPES[source.kind], "title": source.title}
    if source.author:
        item["author"] = [{"literal": source.author}]
    item["container-title" if source.kind == "news" else "publisher"] = source.publisher
    for name, text in (("issued", source.published), ("accessed", source.accessed)):
        if text:
            item[name] = _csl_date(text)
    item |= {"URL": source.url, "language": source.language}
    if source.caution:
        item["note"] = source.caution
    return item


def _csl_date(text: str) -> dict[str, Any]:
    """A plain date or interval in parts, anything else as it was written."""
    points = text.split("/")
    if all(re.fullmatch(r"\d{4}(-\d\d){0,2}", point) for point in points):
        return {"date-parts": [[int(part) for part in point.split("-")] for point in points]}
    return {"raw": text}


def table(view: CsvView) -> bytes:
    """A table (RFC 4180). What a spreadsheet would take for a formula has an apostrophe before it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([_harmless(cell) for cell in view.header])
    for row in view.rows:
        writer.writerow([cell if numeric else _harmless(cell) for cell, numeric in zip(row, view.numeric, strict=True)])
    return out.getvalue().encode()


def _harmless(cell: str) -> str:
    return f"'{cell}" if FORMULA.match(cell) else cell


def robots(view: RobotsView) -> bytes:
    """What crawlers may read (RFC 9309): everything."""
    return f"User-agent: *\nAllow: /\n\nSitemap: {view.sitemap}\n".encode()


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def oembed(view: OembedView) -> bytes:
    """An answer of type "rich" (https://oembed.com)."""
    return _json(
        {
            "version": "1.0",
            "type": "rich",
            "title": view.title,
            "author_name": view.author,
            "provider_name": view.provider,
            "provider_url": view.provider_url,
            "html": view.html,
            "width": view.width,
            "height": view.height,
        }
    )


def redirect(view: RedirectView) -> bytes:
    """A page that sends readers on, with the place in the page that they asked for; without a script, to its top."""
    way, whole = escape(relative(view.today, view.former)), escape(view.canonical)
    return f"""<!doctype html>
<html lang="{view.language}">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src {SEND_ON_HASH}; base-uri 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<noscript><meta http-equiv="refresh" content="0; url={way}"></noscript>
<link rel="canonical" href="{whole}">
<title>{whole}</title>
<p>→ <a href="{way}">{whole}</a></p>
<script>{SEND_ON}</script>
</html>
""".encode()


FORMATS: dict[str, Callable[[Any], bytes]] = {
    "atom": atom,
    "jsonfeed": jsonfeed,
    "calendar": calendar,
    "data": data,
    "bibliography": bibliography,
    "csv": table,
    "robots": robots,
    "markdown": topic,
    "contents": contents,
    "schema": schema,
    "redirect": redirect,
    "oembed": oembed,
}
