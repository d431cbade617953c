"""Ids, addresses and names: how words become anchors, ids become places on the site, and what a file can be called."""

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

# Names that Windows keeps for devices, and signs that it has in no name:
# https://learn.microsoft.com/en-us/windows/win32/fileio/naming-a-file
DEVICES = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))}
)
NOT_ON_WINDOWS = frozenset('<>:"\\|?*')
LONGEST_NAME = 240  # bytes, of a file or folder; some disks take no more than 255


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
    """Whether `text` can be an id: lower-case ASCII words joined by hyphens, a slash before a section.

    An id becomes a folder's name, so what Windows keeps for devices is none.
    """
    return ID_PATTERN.fullmatch(text) is not None and text.rpartition("/")[2] not in DEVICES


def name_fault(name: str) -> str:
    """Why a file or folder cannot be called so on every computer, as a part of a sentence; "" where it can."""
    if not name.isprintable():
        sign = next(sign for sign in name if not sign.isprintable())
        return "it is not UTF-8" if "\ud800" <= sign <= "\udfff" else f"it holds the invisible sign U+{ord(sign):04X}"
    if name.partition(".")[0].rstrip().lower() in DEVICES:
        return "Windows keeps it for a device"
    if not NOT_ON_WINDOWS.isdisjoint(name):
        return f"Windows has no {next(sign for sign in name if sign in NOT_ON_WINDOWS)} in a name"
    if name.endswith((".", " ")):
        return "Windows leaves out the dot or blank at its end"
    return f"it has more than {LONGEST_NAME} bytes" if len(name.encode()) > LONGEST_NAME else ""


def folded(path: str) -> str:
    """What two paths share that some disks take for one: they differ in capitals, or in how marks are written.

    As Unicode's caseless match of canonical forms: https://www.unicode.org/versions/latest/core-spec/chapter-3/ (D145).
    """
    if path.isascii():
        return path.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", path).casefold())


def unseen(text: str) -> str:
    """The first sign that looks like nothing, or like a blank and is none, such as "U+200B"; "" without one."""
    for sign in text if not text.isascii() else "":
        if unicodedata.category(sign) in {"Cf", "Zs", "Zl", "Zp"}:
            return f"U+{ord(sign):04X}"
    return ""


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
    path, mark, fragment = target.partition("#")
    shared = 0
    while (end := path.find("/", shared) + 1) and page.startswith(path[shared:end], shared):
        shared = end
    steps = "../" * page.count("/", shared) + path[shared:]
    if not steps:
        steps = "" if mark and path == page else "./"
    return steps + mark + fragment
