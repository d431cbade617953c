"""Posts: files of Jekyll, Hugo and Pelican, their front matter read and put into our words.

Their forms, by their own manuals: YAML between `---` (https://jekyllrb.com/docs/front-matter/), also TOML between `+++`
and JSON (https://gohugo.io/content-management/front-matter/), and `Key: value` lines
(https://docs.getpelican.com/en/latest/content.html#file-metadata).
"""

import json
import re
import tomllib
from calendar import monthrange
from collections.abc import Iterator, Mapping
from html import unescape
from typing import NamedTuple

import yaml

from site_builder.core.dates import MONTHS

LIST = re.compile(r"^(tags|category|categories|authors?|keywords)$", re.IGNORECASE)
FIELD = re.compile(r"([A-Za-z][\w-]*):[ \t]*(.*)")
MARKUP = re.compile(
    r"<[^<>]*>|!?\[([^\[\]]*)\](?:\([^()]*\)|\[[^\[\]]*\])|(?:\*\*|__|~~|`+|(?<!\w)[*_](?=\S)|(?<=\S)[*_](?!\w))"
)
TEMPLATE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
MONTH = {name[:3].lower(): number for number, name in enumerate(MONTHS, 1)}
# What a key of theirs is with us; of several, the first that a file has counts.
TITLE, SUMMARY = ("title",), ("description", "summary", "excerpt", "subtitle", "lead")
DATE, MODIFIED = ("date", "publishdate"), ("lastmod", "modified", "last_modified_at", "updated")
FORMER = ("aliases", "redirect_from", "permalink", "url", "save_as")
SLUG, DRAFT = ("slug",), ("draft", "published", "status")
MAPPED = {*TITLE, *SUMMARY, *DATE, *MODIFIED, *FORMER, *SLUG, *DRAFT}


class Unreadable(ValueError):
    """Why a file makes no page; says what would cure it. line: of the file, 0 for the whole."""

    def __init__(self, words: str, line: int = 0) -> None:
        super().__init__(words)
        self.line = line


class Post(NamedTuple):
    """A file of another generator. meta: its front matter, keys in small letters; line: on which the text begins."""

    meta: Mapping[str, object]
    text: str
    line: int


class Day(NamedTuple):
    """A day as we write it, "" where none could be read; remark: what is not sure about it."""

    day: str
    remark: str = ""


def read(text: str) -> Post:
    """A file's front matter and its text. Raises Unreadable with the line at fault."""
    head = text.partition("\n")[0].rstrip()
    if head in {"---", "+++"}:
        return _fenced(text, head)
    if head.startswith("{") and not head.startswith(("{%", "{{")):
        return _json(text)
    if FIELD.fullmatch(head):
        return _lines(text)
    return Post({}, text, 1)


def _fenced(text: str, mark: str) -> Post:
    lines = text.split("\n")
    ends = {mark, "..."} if mark == "---" else {mark}
    end = next((at for at, line in enumerate(lines[1:], 1) if line.rstrip() in ends), 0)
    if not end:
        raise Unreadable(f"its front matter begins with {mark} and never ends; close it with {mark}", 1)
    front = "\n".join(lines[1:end])
    meta = _yaml(front) if mark == "---" else _toml(front)
    return Post(_small(meta), "\n".join(lines[end + 1 :]), end + 2)


def _yaml(front: str) -> object:
    try:
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(front, yaml.BaseLoader)):
            raise Unreadable("its front matter refers to a part of itself by *; write that part out", 1)
        return yaml.load(front, yaml.BaseLoader)  # noqa: S506 - it makes texts, lists and mappings only
    except (yaml.YAMLError, ValueError, RecursionError) as fault:
        if isinstance(fault, Unreadable):
            raise
        mark = getattr(fault, "problem_mark", None)
        why = getattr(fault, "problem", None) or "it cannot be read"
        raise Unreadable(f"its front matter is no YAML: {why}; mend it there", mark.line + 2 if mark else 1) from fault


def _toml(front: str) -> object:
    try:
        return tomllib.loads(front)
    except (tomllib.TOMLDecodeError, RecursionError) as fault:
        at = re.search(r"line (\d+)", str(fault))
        raise Unreadable(f"its front matter is no TOML: {fault}; mend it there", int(at[1]) + 1 if at else 1) from fault


def _json(text: str) -> Post:
    try:
        meta, end = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError) as fault:
        line = getattr(fault, "lineno", 1)
        raise Unreadable("its front matter is no JSON; mend it there", line) from fault
    rest = text[end:].lstrip("\n")
    return Post(_small(meta), rest, 1 + text[: len(text) - len(rest)].count("\n"))


def _lines(text: str) -> Post:
    """Pelican's: lines of `Key: value` up to the first blank one; what is indented goes on with the line before."""
    meta: dict[str, object] = {}
    lines, key, at = text.split("\n"), "", 0
    for at, line in enumerate(lines):  # noqa: B007 - where it ends is asked below
        found = FIELD.fullmatch(line.rstrip())
        if found:
            key = found[1].lower()
            meta[key] = [part.strip() for part in found[2].split(",")] if LIST.match(key) else found[2].strip()
        elif line.startswith("    ") and key and isinstance(meta[key], str):
            meta[key] = f"{meta[key]} {line.strip()}"
        else:
            break
    else:
        at = len(lines)
    return Post(meta, "\n".join(lines[at:]), at + 1)


def _small(meta: object) -> dict[str, object]:
    if meta in (None, ""):
        return {}
    if not isinstance(meta, dict):
        raise Unreadable("its front matter is no mapping of keys to values; write `title: …`", 1)
    return {str(key).lower(): value for key, value in meta.items()}


def texts(meta: Mapping[str, object], keys: tuple[str, ...]) -> Iterator[str]:
    """The texts under the first of these keys that says anything; of a list, each."""
    for key in keys:
        value = meta.get(key)
        found = [str(one).strip() for one in (value if isinstance(value, list | tuple) else [value]) if _says(one)]
        if found:
            yield from found
            return


def _says(value: object) -> bool:
    return value is not None and not isinstance(value, bool | dict | list) and bool(str(value).strip())


def plain(text: str) -> str:
    """A title or a sentence without Markdown, HTML and template code, on one line."""
    for _ in range(3):
        text = MARKUP.sub(lambda found: found[1] or "", TEMPLATE.sub("", text))
    words = unescape(re.sub(r"\\([^\w\s])", r"\1", text))
    return " ".join("".join(sign if sign.isprintable() else " " for sign in words).split())


def is_draft(meta: Mapping[str, object]) -> bool:
    """Whether their generator would leave a file out: `draft: true`, `published: false`, `Status: draft` or hidden."""
    said = {key: str(meta.get(key, "")).lower() for key in DRAFT}
    return said["draft"] == "true" or said["published"] == "false" or said["status"] in {"draft", "hidden", "skip"}


def day(text: str) -> Day:
    """A day of a date written as `2024-04-25 …`, `04/25/2024`, `25.04.2024`, `April 25, 2024` or `25 April 2024`."""
    if found := re.match(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)", text):
        return _day(text, int(found[1]), int(found[2]), int(found[3]))
    if found := re.match(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?!\d)", text):
        return _day(text, int(found[3]), int(found[2]), int(found[1]))
    if found := re.match(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?!\d)", text):
        one, two, year = (int(part) for part in found.groups())
        if one > 12:
            return _day(text, year, two, one)
        sure = two > 12 or one == two
        return _day(text, year, one, two, "" if sure else f'the date "{found[0]}" is read as month, day and year')
    if found := re.match(r"([A-Za-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})(?!\d)", text):
        return _day(text, int(found[3]), MONTH.get(found[1][:3].lower(), 0), int(found[2]))
    if found := re.match(r"(?:[A-Za-z]{3},? )?(\d{1,2})(?:st|nd|rd|th)? ([A-Za-z]{3,9})\.?,? (\d{4})(?!\d)", text):
        return _day(text, int(found[3]), MONTH.get(found[2][:3].lower(), 0), int(found[1]))
    return _day(text, 0, 0, 0)


def _day(text: str, year: int, month: int, number: int, remark: str = "") -> Day:
    if 1 <= month <= 12 and year and 1 <= number <= monthrange(year, month)[1]:
        return Day(f"{year:04}-{month:02}-{number:02}", remark)
    return Day("", f'the date "{" ".join(text.split())[:40]}" could not be read, and is left out')
