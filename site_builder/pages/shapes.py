"""What the published records look like, as a JSON Schema made of the records themselves."""

from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from site_builder.core.exports import ClaimRecord, EventRecord, SchemaView
from site_builder.core.fields import Status
from site_builder.core.model import Event, Outcome

RECORDS: dict[str, type] = {"claims": ClaimRecord, "events": EventRecord}
# The words that a text may be, by the record and the field that hold it.
WORDS = {
    ("ClaimRecord", "status"): get_args(Status),
    ("EventRecord", "state"): get_args(get_type_hints(Event)["state"]),
    ("OutcomeRecord", "result"): get_args(get_type_hints(Outcome)["result"]),
}
MEANINGS = {
    "id": "the id by which other records name this one",
    "url": "the address of its page",
    "text": "one sentence that can be right or wrong, or what became of it",
    "status": "how sure it is",
    "as_of": "up to when this holds, in EDTF (ISO 8601-2)",
    "date": "when it happened or is to happen, in EDTF (ISO 8601-2), as it was written",
    "topic": "id of its topic",
    "topics": "ids of its topics",
    "speaker": "id of the person or organisation that said it; null where nobody is named",
    "people": "ids of the people and organisations that took part",
    "sources": "what it rests on",
    "source": "id of a source",
    "locator": "the place in the source, or an empty text",
    "note": "what a reader has to know beside it, or an empty text",
    "superseded_by": "id of the claim that took its place, or null",
    "versions": "the sides of a dispute",
    "outcome": "what became of it; null where nothing is known yet",
    "result": "what became of it, in a word",
    "claims": "ids of claims that tell more",
    "events": "ids of events that tell more",
    "state": "whether it has happened",
    "importance": "3 for turning points to 1 for details",
    "title": "its name in a few words",
    "summary": "what happened, in a sentence or two",
}


def schema_of(view: SchemaView) -> dict[str, Any]:
    """The schema of a whole file: where it comes from, on which terms, and its records."""
    text = {"type": "string"}
    licence = {"name": text, "url": {"type": "string", "format": "uri"}}
    properties = {
        "$schema": {"const": view.url},
        "title": text,
        "url": {"type": "string", "format": "uri"},
        "publisher": text,
        "licence": {"description": "the terms on which the records may be used", **_object(licence)},
        "language": text,
        "as_of": {"description": MEANINGS["as_of"], **text},
        view.name: {"type": "array", "items": _record(RECORDS[view.name])},
    }
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": view.url, "title": view.title}
    return head | _object(properties)


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _record(record: type) -> dict[str, Any]:
    properties = {}
    for name, hint in get_type_hints(record).items():
        words = WORDS.get((record.__name__, name))
        shape = {"enum": list(words)} if words else _shape(hint)
        properties[name] = {"description": MEANINGS[name], **shape}
    return _object(properties)


def _shape(hint: Any) -> dict[str, Any]:  # noqa: ANN401 - a type, or types joined
    """The shape of a value of a type that records are made of."""
    if get_origin(hint) is UnionType:
        return {"anyOf": [_shape(one) for one in get_args(hint)]}
    if get_origin(hint) is tuple:
        return {"type": "array", "items": _shape(get_args(hint)[0])}
    simple = {str: "string", int: "integer", NoneType: "null"}
    return {"type": simple[hint]} if hint in simple else _record(hint)
