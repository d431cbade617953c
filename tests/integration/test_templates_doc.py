"""docs/templates.md lists every field that each layout sees: its tables are made from the views themselves."""

import inspect
import re
import types
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest

from site_builder.core import chart, jobs, layouts, views
from site_builder.pages.render import LAYOUTS, Theme, environment, file_name

ROOT = Path(__file__).resolve().parents[2]
DOC = ROOT / "docs/templates.md"
MARK = "<!-- Made from site_builder/core: pytest tests/integration/test_templates_doc.py --update-golden -->\n"
OWN = {"404": "NotFoundView", "cite": "CitedView", "claim": "ClaimPageView", "source": "SourcePageView"}


def view_of(layout: str) -> type:
    """The view of a layout."""
    name = OWN.get(layout, f"{layout.capitalize()}View")
    found: type = getattr(layouts, name)
    return found


def said(hint: Any) -> str:  # noqa: ANN401 - whatever a field is annotated with
    """A type in words, pieces as links to their tables."""
    if get_origin(hint) in {Union, types.UnionType}:
        return " or ".join("nothing" if one is type(None) else said(one) for one in get_args(hint))
    if get_origin(hint) is tuple:
        parts = get_args(hint)
        return f"list: {said(parts[0])}" if parts[-1] is ... else f"({', '.join(map(said, parts))})"
    if get_args(hint):
        return ", ".join(f'"{one}"' for one in get_args(hint))
    if isinstance(hint, type) and is_piece(hint):
        return f"[{hint.__name__}](#{hint.__name__.lower()})"
    return {str: "text", int: "number", float: "number", bool: "yes or no"}.get(hint, "anything")


def is_piece(cls: type) -> bool:
    return hasattr(cls, "_fields") or is_dataclass(cls)


def table(cls: type) -> list[str]:
    """What a noun says of itself, and a row for each of its fields."""
    hints = get_type_hints(cls)
    names = getattr(cls, "_fields", None) or [field.name for field in fields(cls)]
    told = " ".join((inspect.getdoc(cls) or "").split())
    return ["", told, "", "| field | value |", "|---|---|", *(f"| `{name}` | {said(hints[name])} |" for name in names)]


def pieces() -> list[type]:
    """Everything that views are made of, by name."""
    held = [one for module in (views, chart) for one in vars(module).values() if isinstance(one, type)]
    inner = [one for one in vars(layouts).values() if isinstance(one, type) and one.__module__ == layouts.__name__]
    outer = {view_of(layout) for layout in LAYOUTS}
    own = [one for one in held if one.__module__ in {views.__name__, chart.__name__}]
    return sorted({one for one in (*own, *inner) if is_piece(one) and one not in outer}, key=lambda one: one.__name__)


def tables() -> str:
    lines = ["## frame", *table(jobs.Frame)]
    for layout in LAYOUTS:
        lines += ["", f"## {file_name(layout)}", *table(view_of(layout))]
    for piece in pieces():
        lines += ["", f"## {piece.__name__}", *table(piece)]
    return "\n".join(lines) + "\n"


def test_every_field_is_listed(update_golden: bool) -> None:
    prose, mark, found = DOC.read_text("utf-8").partition(MARK)
    assert mark
    if update_golden:
        DOC.write_text(prose + mark + "\n" + tables(), "utf-8")
        return
    assert found == "\n" + tables()


def test_every_filter_and_block_is_told() -> None:
    prose = DOC.read_text("utf-8").partition(MARK)[0]
    made = environment(Theme(()))
    own = {name for name, one in made.filters.items() if getattr(one, "__module__", "").startswith("site_builder")}
    blocks = set(re.findall(r"{% block (\w+) %}", (ROOT / "templates/base.html").read_text("utf-8")))
    assert [name for name in sorted(own | blocks) if f"`{name}`" not in prose] == []


@pytest.mark.parametrize("file", sorted((ROOT / "templates").glob("*.html")), ids=lambda file: file.name)
def test_templates_say_in_the_language_of_the_page_what_is_foreign(file: Path) -> None:
    """A language is written by the filter that knows its direction, never by hand."""
    assert re.findall(r'lang="\{\{', file.read_text("utf-8")) == []
