"""What an import has kept of other programs: read as it was written, strings apart from numbers."""

import json
from collections.abc import Mapping
from typing import Any

from site_builder.content.text import split
from site_builder.core.problems import Problem

KEY = "x_timelinejs"


def extras(text: str, path: str) -> Mapping[str, Mapping[str, Any]]:
    """What stands under `x_timelinejs` in a sound content file, by the id that is written there ("" where none is)."""
    if KEY not in text:
        return {}
    import yaml

    cut = split(text, path) if path.endswith(".md") else None
    front = text if cut is None else "" if isinstance(cut, Problem) else cut[0]
    root = yaml.compose(front, Loader=yaml.CSafeLoader if hasattr(yaml, "CSafeLoader") else yaml.SafeLoader)
    held = _value(root) if root is not None else None
    things = held if isinstance(held, list) else [held]
    return {
        str(thing.get("id", "")): thing[KEY]
        for thing in things
        if isinstance(thing, dict) and isinstance(thing.get(KEY), dict)
    }


def _value(node: Any) -> Any:  # noqa: ANN401 - what YAML can hold
    """A node as JSON has it: in quotes a text, plain a number or a truth value where JSON has one, else a text."""
    if isinstance(node.value, str):
        return node.value if node.style else _plain(node.value)
    if node.id == "mapping":
        return {key.value: _value(value) for key, value in node.value}
    return [_value(item) for item in node.value]


def _plain(text: str) -> Any:  # noqa: ANN401 - what JSON can hold
    if text in {"", "~"}:
        return None
    try:
        return json.loads(text, parse_constant=_no_number)
    except ValueError:
        return text


def _no_number(text: str) -> float:
    raise ValueError(text)
