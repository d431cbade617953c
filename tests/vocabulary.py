"""The words of schema.org that this site uses: an extract of the vocabulary, and a judge of graphs against it.

To take the extract anew, with more TYPES or of a newer version:

    npm pack schema-dts && tar xf schema-dts-*.tgz
    python -m tests.vocabulary package/package.json package/dist/schema.d.ts
"""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("vocabulary.json")
TYPES = (
    "AboutPage BackgroundNewsArticle BreadcrumbList Claim CollectionPage CorrectionComment CreativeWork DataDownload "
    "Dataset DefinedTerm DefinedTermSet Event ItemList ListItem NewsArticle NewsMediaOrganization Organization Person "
    "ProfilePage Question WebPage WebPageElement WebSite"
).split()
LITERALS = {"Text", "URL", "Date", "DateTime", "Time", "Boolean", "Integer", "Number"}
# The forms of literals; text is any. A date may be a year or a month, as ISO 8601 has them.
FORMS = {
    "URL": re.compile(r"https?://\S+"),
    "Date": re.compile(r"\d{4}(-\d\d(-\d\d)?)?"),
}


def faults(graph: list[dict[str, Any]]) -> list[str]:
    """What schema.org would not understand in a graph."""
    vocabulary = json.loads(FILE.read_text("utf-8"))["types"]
    known = {node["@id"]: node["@type"] for node in graph if "@id" in node and "@type" in node}
    return [fault for node in graph for fault in _faults(node, vocabulary, known)]


def _faults(node: dict[str, Any], vocabulary: dict[str, Any], known: dict[str, Any]) -> Iterator[str]:
    types = _list(node.get("@type", []))
    if missing := [one for one in types if one not in vocabulary]:
        yield f"no type {missing}"
        return
    ranges = {name: found for one in types for name, found in _properties(one, vocabulary).items()}
    for name, value in node.items():
        if name.startswith("@"):
            continue
        if name not in ranges:
            yield f"{types} has no {name}"
            continue
        for item in _list(value):
            yield from (f"{name}: {fault}" for fault in _misfits(item, ranges[name], vocabulary, known))


def _misfits(item: Any, wanted: list[str], vocabulary: dict[str, Any], known: dict[str, Any]) -> Iterator[str]:  # noqa: ANN401 - any value of JSON
    if isinstance(item, dict) and "@value" in item:
        item = item["@value"]
    if isinstance(item, dict):
        types = _list(item.get("@type", known.get(item.get("@id", ""), [])))
        if types and not any(one in wanted for kind in types for one in _ancestry(kind, vocabulary)):
            yield f"{types} is none of {wanted}"
        if item.keys() - {"@id"}:
            yield from _faults(item, vocabulary, known)
    elif not any(_is_literal(item, one) for one in wanted):
        yield f"{item!r} is none of {wanted}"


def _is_literal(item: object, wanted: str) -> bool:
    if isinstance(item, bool):
        return wanted == "Boolean"
    if isinstance(item, int):
        return wanted in {"Integer", "Number"}
    form = FORMS.get(wanted)
    return isinstance(item, str) and (wanted == "Text" or bool(form and form.fullmatch(item)) or (wanted in ENUMERATIONS
                                      and item.startswith("https://schema.org/")))  # fmt: skip


ENUMERATIONS = {"EventStatusType", "ItemListOrderType"}


def _ancestry(kind: str, vocabulary: dict[str, Any]) -> Iterator[str]:
    yield kind
    for parent in vocabulary[kind]["parents"]:
        yield from _ancestry(parent, vocabulary)


def _properties(kind: str, vocabulary: dict[str, Any]) -> dict[str, list[str]]:
    return {name: found for one in _ancestry(kind, vocabulary) for name, found in vocabulary[one]["properties"].items()}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]


def extract(package: Path, declarations: Path) -> dict[str, Any]:
    """The types with their ancestors: parents, and the ranges of each property."""
    text = declarations.read_text("utf-8")
    bases = {
        name: (
            re.findall(r"(\w+)Base", parents),
            dict(re.findall(r'^    "(\w+)"\?: SchemaValue<(.*), "\w+">;', body, re.MULTILINE)),
        )
        for name, parents, body in re.findall(
            r"^interface (\w+)Base extends (.*?) \{\n(.*?)^\}", text, re.MULTILINE | re.DOTALL
        )
    }
    leaves = dict(re.findall(r"^export interface (\w+)Leaf extends (.*?) \{", text, re.MULTILINE))
    types: dict[str, Any] = {}
    waiting = list(TYPES)
    while waiting:
        name = waiting.pop()
        if name in types:
            continue
        parents, properties = bases.get(name) or (re.findall(r"(\w+)Base", leaves[name]), {})
        types[name] = {
            "parents": parents,
            "properties": {
                key: sorted(set(re.findall(r"\w+", found)) - {"IdReference"})
                for key, found in sorted(properties.items())
            },
        }
        waiting += parents
    version = json.loads(package.read_text("utf-8"))["version"]
    return {
        "origin": f"schema.org (https://schema.org/docs/terms.html, CC BY-SA 3.0) as schema-dts {version} tells it",
        "types": dict(sorted(types.items())),
    }


if __name__ == "__main__":
    made = extract(Path(sys.argv[1]), Path(sys.argv[2]))
    FILE.write_text(json.dumps(made, indent=1) + "\n", "utf-8")
