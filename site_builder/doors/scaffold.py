"""New content: a valid draft of any kind, made from the schema so that it cannot drift from it."""

import os
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal, NamedTuple, get_args, get_origin, get_type_hints

from site_builder.content import schema
from site_builder.content.parse import WITH_TEXT, parse
from site_builder.core.dates import DateError, When
from site_builder.core.dates import parse as parse_date
from site_builder.core.documents import Document, File
from site_builder.core.fields import LONGEST_ID, STARTER, Cites, FieldError, Reads, Target, split_citation
from site_builder.core.model import Topic
from site_builder.core.problems import did_you_mean
from site_builder.core.slugs import is_id, slug
from site_builder.doors.reference import meaning
from site_builder.engine import disk

FOLDER_BY_KIND = {"topic": "topics", "section": "topics"}
FOLDER_BY_KIND |= {kind: folder for folder, kind in schema.KIND_BY_FOLDER.items()}
# Keys that take more than words: a list of things, each with keys of its own.
COMPOSED = {"changes", "columns", "rows"}
# The keys that name a thing.
NAMES = ("title", "name", "term", "question", "text")
# What YAML reads as itself without quotes; more would do, but need not.
PLAIN = re.compile(r"[^\W_][\w ./()+'’–-]*[\w.)’]|[^\W_]")
Given = Mapping[str, tuple[str, ...]]
# Not needed by the schema, but by the rules of the ledger or by common sense.
ALWAYS = {("dataset", "rows"), ("source", "url")}
SENTENCES = {"summary", "standfirst", "text", "description", "definition", "question"}
SAMPLES = {
    "sources": "[SOURCE]", "topics": "[TOPIC]", "topic": "TOPIC", "order": "ORDER", "importance": "2", "language": "en",
    "as_of": "TODAY", "published": "TODAY", "updated": "TODAY", "date": "TODAY", "asked": "TODAY",
    "publisher": f"{STARTER} who published it", "role": f"{STARTER} an office or work", "type": f"{STARTER} what it is",
    "unit": "units", "status": "reported", "accent": "ACCENT",
    "url": "https://example.org/the-document",
    "columns": """
  - {key: year, label: Year, type: date}
  - {key: amount, label: Amount, type: number}
  - {key: sources, label: Sources, type: sources}""",
    "rows": "\n  - [2025, 1, [SOURCE]]",
    "changes": "\n  - {date: TODAY, kind: major, note: First edition.}",
}  # fmt: skip
TEXT = f"{STARTER}, and name the source at the end of a sentence.[@SOURCE]"


class Impossible(ValueError):
    """Why nothing can be written, and what to do instead."""


class Asked(NamedTuple):
    """A key that `new` takes or asks for. choices: the words that it may have, where they are few."""

    key: str
    is_list: bool
    choices: tuple[str, ...]
    meaning: str


def asked(kind: str) -> tuple[Asked, ...]:
    """The keys that a thing of a kind cannot be without, but for those that take more than words."""
    cls = schema.NOUN_BY_KIND[kind]
    hints = get_type_hints(cls, include_extras=True)
    keys = (key for key in _needed(kind) if key not in COMPOSED)
    return tuple(Asked(key, _is_list(hints[key]), _choices(hints[key]), meaning(cls, key)) for key in keys)


def likely_id(kind: str, given: Given) -> str:
    """An id made of a thing's name, or "" where that gives none: names in other scripts are not spelled out."""
    named = next((given[key][0] for key in NAMES if given.get(key)), "")
    if kind == "section":
        return ""  # it begins with the topic
    words = unicodedata.normalize("NFKD", named).encode("ascii", "ignore").decode() if _is_latin(named) else ""
    found = slug(words)[:LONGEST_ID].strip("-") if words.strip() else ""
    return found if is_id(found) else ""


def _is_latin(text: str) -> bool:
    return all("LATIN" in unicodedata.name(sign, "") for sign in text if sign.isalpha())


class Desk:
    """A site in which something new is written."""

    def __init__(self, site: Path) -> None:
        self.site = site
        self.documents = [document for file in disk.read_all(site)[0] for document in parse(file).documents]
        self.kinds = {document.id: document.kind for document in self.documents}

    def need(self, kind: str, key: str, value: str) -> None:
        """Raises Impossible where a key cannot have a value."""
        hint = get_type_hints(schema.NOUN_BY_KIND[kind], include_extras=True)[key]
        choices = _choices(hint)
        if choices and value not in choices:
            raise Impossible(f'`{key}` is one of {", ".join(choices)}, found "{value}"')
        try:
            if hint is When:
                parse_date(value)
            for mark in _marks(hint):
                if isinstance(mark, Reads):
                    mark.read(value)
        except (FieldError, DateError) as fault:
            raise Impossible(f"`{key}`: {fault}{f'; {fault.hint}' if fault.hint else ''}") from fault
        for mark in _marks(hint):
            wanted = mark.kinds if isinstance(mark, Target) else ("source",) if isinstance(mark, Cites) else ()
            named = split_citation(value)[0] if isinstance(mark, Cites) else value
            if wanted and self.kinds.get(named) not in wanted:
                known = [identifier for identifier, one in self.kinds.items() if one in wanted]
                near = did_you_mean(named, known) or f"make it first: site-builder new {wanted[0]} {named}"
                raise Impossible(f'`{key}`: no {" or ".join(wanted)} is called "{named}"; {near}')

    def write(self, kind: str, identifier: str, given: Given) -> str:
        """Writes a draft and returns its path below the site's folder. Raises Impossible; overwrites nothing."""
        if not is_id(identifier) or ("/" in identifier) != (kind == "section") or len(identifier) > LONGEST_ID:
            raise Impossible(f'"{identifier}" cannot be the id of a new {kind}; {_example(kind)}')
        taken = next((document.place.path for document in self.documents if document.id == identifier), None)
        path = path_of(self.site, kind, identifier)
        if taken or (self.site / path).exists():
            where = taken or path
            raise Impossible(f'"{identifier}" is there already, in {where}; edit that file, or choose another id')
        text = draft(kind, identifier, given, examples(self.documents))
        if problems := parse(File(path, text)).problems:
            raise Impossible(f"this would make a file with a fault: {problems[0].message}")
        (self.site / path).parent.mkdir(parents=True, exist_ok=True)
        with (self.site / path).open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
        return path


def write(site: Path, kind: str, identifier: str, given: Given | None = None) -> str:
    """Writes a draft and returns its path below the site's folder. Raises Impossible; overwrites nothing."""
    if kind not in FOLDER_BY_KIND:
        hint = did_you_mean(kind, FOLDER_BY_KIND) or f"there are {', '.join(FOLDER_BY_KIND)}"
        raise Impossible(f'there is no kind "{kind}"; {hint}')
    return Desk(site).write(kind, identifier, given or {})


def _example(kind: str) -> str:
    if kind == "section":
        return "write the topic's id, a slash and a name, such as trade/rupees-and-roubles"
    return f"write lower-case words joined by hyphens, such as relos-signed, at most {LONGEST_ID} characters"


def examples(documents: list[Document]) -> dict[str, str]:
    """What a draft needs to show in the preview at once: a source, a topic, a free accent and place, and today."""
    first = {document.kind: document.id for document in reversed(documents)}
    topics = [document.meta for document in documents if isinstance(document.meta, Topic)]
    used = {topic.accent for topic in topics}
    accents = _choices(get_type_hints(Topic, include_extras=True)["accent"])
    return {
        "SOURCE": first.get("source", "source-id"),
        "TOPIC": first.get("topic", "topic-id"),
        "ORDER": str(max((topic.order for topic in topics), default=0) + 10),
        "ACCENT": next((accent for accent in accents if accent not in used), accents[0]),
        "TODAY": today(),
    }


def path_of(site: Path, kind: str, identifier: str) -> str:
    """Where a new thing goes, below the site's folder; a section is numbered behind its sisters."""
    folder = f"content/{FOLDER_BY_KIND[kind]}"
    if kind == "topic":
        return f"{folder}/{identifier}/index.md"
    if kind == "section":
        topic, _, name = identifier.partition("/")
        if not (site / folder / topic / "index.md").is_file():
            topics = [file.parent.name for file in (site / folder).glob("*/index.md")]
            hint = did_you_mean(topic, topics) or f"make it first: site-builder new topic {topic}"
            raise Impossible(f'there is no topic "{topic}"; {hint}')
        last = max((int(file.name[:2]) for file in (site / folder / topic).glob("[0-9][0-9]-*.md")), default=0)
        number = last // 10 * 10 + 10 if last < 90 else last + 1
        if number > 99:
            raise Impossible(f"{folder}/{topic} has a section 99; number its files anew, so that there is room behind")
        return f"{folder}/{topic}/{number}-{name}.md"
    return f"{folder}/{identifier}.{'md' if kind in WITH_TEXT else 'yaml'}"


def draft(kind: str, identifier: str, given: Given, samples: Mapping[str, str]) -> str:
    """The text of a new file: what is needed as it was given or as an example, what is optional as comments."""
    lines = list(_lines(kind, identifier, given, samples))
    text = _with_examples(TEXT, samples)
    return "\n".join(["---", *lines, "---", text, ""] if kind in WITH_TEXT else [*lines, ""])


def _needed(kind: str) -> list[str]:
    cls = schema.NOUN_BY_KIND[kind]
    return [field.name for field in fields(cls) if field.default is MISSING or (kind, field.name) in ALWAYS]


def _lines(kind: str, identifier: str, given: Given, samples: Mapping[str, str]) -> Iterator[str]:
    cls = schema.NOUN_BY_KIND[kind]
    hints = get_type_hints(cls, include_extras=True)
    yield "draft: true"
    needed = _needed(kind)
    for name in needed:
        if name in given:
            values = ", ".join(map(quoted, given[name]))
            yield f"{name}: [{values}]" if _is_list(hints[name]) else f"{name}: {values}"
            continue
        choices = _choices(hints[name])
        sample = choices[0] if choices and name not in SAMPLES else _sample(name, identifier)
        sample = _with_examples(sample, samples)
        says = f"  # {' | '.join(choices) or meaning(cls, name)}"
        yield f"{name}:{sample}" if sample.startswith("\n") else f"{name}: {sample}{says}"
    yield "# You may also write:"
    for field in fields(cls):
        if field.name not in {*needed, "id", "draft"}:
            yield f"# {field.name}:  # {' | '.join(_choices(hints[field.name])) or meaning(cls, field.name)}"


def _with_examples(text: str, samples: Mapping[str, str]) -> str:
    for word, example in samples.items():
        text = text.replace(word, example)
    return text


def quoted(text: str) -> str:
    """A text as YAML takes it for itself, on one line."""
    line = " ".join(text.split())
    is_plain = PLAIN.fullmatch(line) and line.lower() != "null"
    return line if is_plain else "'" + line.replace("'", "''") + "'"


def _sample(name: str, identifier: str) -> str:
    if name in SENTENCES:
        return f"{STARTER} one sentence that makes sense alone."
    return SAMPLES.get(name) or identifier.rpartition("/")[2].replace("-", " ").capitalize()


def _is_list(hint: object) -> bool:
    inner = get_args(hint)[0] if get_origin(hint) is Annotated else hint
    return get_origin(inner) is tuple


def _marks(hint: object) -> tuple[object, ...]:
    """What the type of a key, or of an item of its list, says of how it is read."""
    if get_origin(hint) is Annotated:
        inner, *marks = get_args(hint)
        return (*marks, *_marks(inner))
    return _marks(get_args(hint)[0]) if get_origin(hint) is tuple else ()


def _choices(hint: object) -> tuple[str, ...]:
    """The words that a key may have, where they are few."""
    if get_origin(hint) is Literal:
        return get_args(hint)
    return _choices(get_args(hint)[0]) if get_origin(hint) is Annotated else ()


def today() -> str:
    """The day on which something new is written, in UTC. SOURCE_DATE_EPOCH overrides it."""
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    now = datetime.fromtimestamp(int(given), UTC) if re.fullmatch("[0-9]{1,11}", given) else datetime.now(UTC)
    return now.date().isoformat()
