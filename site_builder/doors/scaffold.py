"""New content: a valid draft of any kind, made from the schema so that it cannot drift from it."""

import os
import re
from collections.abc import Iterator
from dataclasses import MISSING, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal, get_args, get_origin, get_type_hints

from site_builder.content import schema
from site_builder.content.parse import WITH_TEXT, parse
from site_builder.core.documents import Document
from site_builder.core.fields import LONGEST_ID, STARTER
from site_builder.core.model import Topic
from site_builder.core.problems import did_you_mean
from site_builder.core.slugs import is_id
from site_builder.doors.reference import meaning
from site_builder.engine import disk

FOLDER_BY_KIND = {"topic": "topics", "section": "topics"}
FOLDER_BY_KIND |= {kind: folder for folder, kind in schema.KIND_BY_FOLDER.items()}
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


def write(site: Path, kind: str, identifier: str) -> str:
    """Writes a draft and returns its path below the site's folder. Raises Impossible; overwrites nothing."""
    if kind not in FOLDER_BY_KIND:
        hint = did_you_mean(kind, FOLDER_BY_KIND) or f"there are {', '.join(FOLDER_BY_KIND)}"
        raise Impossible(f'there is no kind "{kind}"; {hint}')
    if not is_id(identifier) or ("/" in identifier) != (kind == "section") or len(identifier) > LONGEST_ID:
        raise Impossible(f'"{identifier}" cannot be the id of a new {kind}; {_example(kind)}')
    documents = [document for file in disk.read_all(site)[0] for document in parse(file).documents]
    taken = next((document.place.path for document in documents if document.id == identifier), None)
    path = path_of(site, kind, identifier)
    if taken or (site / path).exists():
        raise Impossible(f'"{identifier}" is there already, in {taken or path}; edit that file, or choose another id')
    text = draft(kind, identifier)
    for word, example in examples(documents).items():
        text = text.replace(word, example)
    (site / path).parent.mkdir(parents=True, exist_ok=True)
    (site / path).write_text(text, "utf-8")
    return path


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
        "TODAY": _today(),
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


def draft(kind: str, identifier: str) -> str:
    """The text of a new file: what is needed filled with examples, what is optional as comments."""
    lines = list(_lines(kind, identifier))
    return "\n".join(["---", *lines, "---", TEXT, ""] if kind in WITH_TEXT else [*lines, ""])


def _lines(kind: str, identifier: str) -> Iterator[str]:
    cls = schema.NOUN_BY_KIND[kind]
    hints = get_type_hints(cls, include_extras=True)
    yield "draft: true"
    needed = [field.name for field in fields(cls) if field.default is MISSING or (kind, field.name) in ALWAYS]
    for name in needed:
        choices = _choices(hints[name])
        sample = choices[0] if choices and name not in SAMPLES else _sample(name, identifier)
        says = f"  # {' | '.join(choices) or meaning(cls, name)}"
        yield f"{name}:{sample}" if sample.startswith("\n") else f"{name}: {sample}{says}"
    yield "# You may also write:"
    for field in fields(cls):
        if field.name not in {*needed, "id", "draft"}:
            yield f"# {field.name}:  # {' | '.join(_choices(hints[field.name])) or meaning(cls, field.name)}"


def _sample(name: str, identifier: str) -> str:
    if name in SENTENCES:
        return f"{STARTER} one sentence that makes sense alone."
    return SAMPLES.get(name) or identifier.rpartition("/")[2].replace("-", " ").capitalize()


def _choices(hint: object) -> tuple[str, ...]:
    """The words that a key may have, where they are few."""
    if get_origin(hint) is Literal:
        return get_args(hint)
    return _choices(get_args(hint)[0]) if get_origin(hint) is Annotated else ()


def _today() -> str:
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    now = datetime.fromtimestamp(int(given), UTC) if re.fullmatch("[0-9]{1,11}", given) else datetime.now(UTC)
    return now.date().isoformat()
