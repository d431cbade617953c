"""Ids and addresses: how words become anchors, and ids become places on the site."""

import re
import unicodedata

ID_PATTERN = re.compile(r"[a-z0-9]+(?:[-/][a-z0-9]+)*")
# Of ASCII, all letters and digits that stand together; there are no marks. Three times as fast as what follows.
PLAIN_WORD = re.compile("[a-z0-9]+")

FOLDER_BY_KIND = {
    "topic": "topics",
    "event": "timeline",
    "claim": "claims",
    "source": "sources",
    "person": "people",
    "organisation": "organisations",
    "term": "glossary",
    "dataset": "data",
}


def slug(text: str) -> str:
    """An anchor made of the letters, marks and digits of `text`, in any script; "section" if it has none.

    Marks are kept because vowel signs of Devanagari are marks: dropping them turns one word into another.
    """
    if text.isascii():
        return "-".join(PLAIN_WORD.findall(text.lower())) or "section"
    kept = "".join(
        character if unicodedata.category(character)[0] in "LNM" else " "
        for character in unicodedata.normalize("NFC", text).casefold()
    )
    return "-".join(kept.split()) or "section"


def is_id(text: str) -> bool:
    """Whether `text` can be an id: lower-case ASCII words joined by hyphens, a slash before a section."""
    return ID_PATTERN.fullmatch(text) is not None


def address(kind: str, identifier: str) -> str:
    """The address of a thing, relative to the site's root: "" is home, folders end in a slash.

    Sections and questions are places on another page; a page's address is its id.
    """
    if kind == "section":
        topic, _, name = identifier.partition("/")
        return f"topics/{topic}/#{name}"
    if kind == "question":
        return f"questions/#{identifier}"
    if kind == "page":
        return f"{identifier}/"
    return f"{FOLDER_BY_KIND[kind]}/{identifier}/"


def relative(target: str, page: str) -> str:
    """The way from the page at address `page` to the address `target`, both relative to the site's root.

    Addresses of pages end in a slash or are ""; a fragment stays. "topics/a/" from "topics/b/" is "../a/".
    """
    if target[:1] not in {"", "#"} and target.partition("/")[0] != page.partition("/")[0]:
        return "../" * page.count("/") + target  # most ways: to another part of the site
    path, mark, fragment = target.partition("#")
    here, there = page.split("/")[:-1], path.split("/")
    folders, name = there[:-1], there[-1]
    shared = 0
    while shared < min(len(here), len(folders)) and here[shared] == folders[shared]:
        shared += 1
    steps = "../" * (len(here) - shared) + "".join(f"{part}/" for part in folders[shared:]) + name
    if not steps:
        steps = "" if mark and path == page else "./"
    return steps + mark + fragment
