"""Wiring: the schemas put where an editor finds them, beside whatever settings there are."""

import json
import re
from pathlib import Path

from site_builder.content.schema import KIND_BY_FOLDER
from site_builder.doors import reference

SETTINGS, SCHEMAS = ".vscode/settings.json", ".vscode/schemas"
LUA, LUA_SCHEMAS = ".nvim.lua", ".schemas"
# Which files of a site are YAML of which kind. What stands in front of a text no editor looks into.
FILES = {"site": ["content/site.yaml"], "question": ["content/questions.yaml"]}


class Occupied(ValueError):
    """A file of the editor's holds something that cannot be kept; says what to write there oneself."""


def write_schemas(folder: Path) -> list[str]:
    """Writes the schema of every kind into a folder, and returns the names of the files."""
    folder.mkdir(parents=True, exist_ok=True)
    names = []
    for kind, content in reference.json_schemas().items():
        names.append(f"{kind}.schema.json")
        (folder / names[-1]).write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", "utf-8")
    return names


def globs() -> dict[str, list[str]]:
    """The YAML files of each kind that has some, as patterns below the site's folder."""
    found = {kind: list(paths) for kind, paths in FILES.items()}
    for folder, kind in KIND_BY_FOLDER.items():
        if kind != "page":  # its files are Markdown
            found.setdefault(kind, []).append(f"content/{folder}/*.yaml")
    return found


def wire(site: Path, editor: str) -> list[str]:
    """Sets an editor up for a site, "vscode" or "neovim", and returns what was written. Raises Occupied."""
    if editor == "vscode":
        settings = _settings(site / SETTINGS)
        folder, path, text = SCHEMAS, SETTINGS, settings
    else:
        folder, path, text = LUA_SCHEMAS, LUA, _lua(site / LUA)
    names = write_schemas(site / folder)
    (site / path).write_text(text, "utf-8")
    return [*(f"{folder}/{name}" for name in names), path]


def _settings(file: Path) -> str:
    """The settings of VS Code with ours among them; all others stay, in their order."""
    ours = {f"{SCHEMAS}/{kind}.schema.json": paths for kind, paths in globs().items()}
    if not file.exists():
        return json.dumps({"yaml.schemas": ours}, indent=2) + "\n"
    text = file.read_text("utf-8-sig")
    try:
        held = json.loads(text or "{}")
        known = held.get("yaml.schemas", {})
        if not isinstance(known, dict):
            raise TypeError
    except (ValueError, AttributeError, TypeError):
        lines = json.dumps({"yaml.schemas": ours}, indent=2)
        message = "holds comments or is not as VS Code writes it, and is left alone; write these lines into it:"
        raise Occupied(f"{file} {message}\n{lines}") from None
    indent = re.search(r"\n([ \t]+)\S", text)
    held["yaml.schemas"] = known | ours
    return json.dumps(held, indent=indent[1] if indent else 2, ensure_ascii=False) + "\n"


def _lua(file: Path) -> str:
    """What tells Neovim's YAML server of the schemas."""
    rows = [
        f'  [schemas .. "{kind}.schema.json"] = {{ {", ".join(json.dumps(path) for path in paths)} }},'
        for kind, paths in globs().items()
    ]
    lines = [
        "-- Written by `site-builder schema --neovim`. Neovim reads it where `exrc` is set and the file is trusted.",
        f'local schemas = vim.uri_from_fname(vim.fn.getcwd() .. "/{LUA_SCHEMAS}") .. "/"',
        'vim.lsp.config("yamlls", { settings = { yaml = { schemas = {',
        *rows,
        "} } } })",
    ]
    text = "\n".join([*lines, ""])
    if file.exists() and file.read_text("utf-8") != text:
        raise Occupied(f"{file} is there already, and is left alone; write these lines into it:\n{text}")
    return text
