"""The form of content: which version of it this program reads, and how older content is carried over.

A step turns one file of one version into the next. It must leave alone what it has carried over already, because a
machine may stop between two files.
"""

import re
from collections.abc import Callable, Mapping, Sequence

from site_builder.content.nodes import Node
from site_builder.content.text import split
from site_builder.core.documents import File
from site_builder.core.problems import Place, Problem, error

SITE = "content/site.yaml"
Step = Callable[[File], str]
# The step at place 0 carries version 1 over to version 2, and so on. None is needed yet.
STEPS: tuple[Step, ...] = ()
CURRENT = 1 + len(STEPS)
CODES = {"older-content", "newer-content"}
# What some editors of Windows begin a file with.
MARK = "\ufeff"
WRITTEN = re.compile(r"^schema:[ \t]*([0-9]{1,6})(?=[ \t]*(?:#.*)?\r?$)", re.MULTILINE)


def version_of(site: str) -> int:
    """The version that the text of site.yaml names; 1 where it names none."""
    found = WRITTEN.search(site)
    return int(found[1]) if found else 1


def check(file: File, current: int = CURRENT) -> Problem | None:
    """What is wrong with the version of a site, of which the file is the site.yaml."""
    found, version = WRITTEN.search(file.text), version_of(file.text)
    place = Place(file.path, 1 + file.text.count("\n", 0, found.start()), 1, len(found[0])) if found else Place(SITE)
    if version < current:
        message = f"this content has the form of version {version}; this program reads version {current}"
        return error(place, "older-content", message, "run `site-builder upgrade`, which carries it over")
    if version > current:
        message = f"this content has the form of version {version}; this program reads up to version {current}"
        return error(place, "newer-content", message, "install a later version of the generator")
    return None


def carried_over(files: Mapping[str, str], steps: Sequence[Step] = STEPS) -> dict[str, str]:
    """The files of a site, by path, that are not the same in the last version; site.yaml last, which names it."""
    texts = {path: text.removeprefix(MARK) for path, text in files.items()}
    first = version_of(texts[SITE])
    for step in steps[first - 1 :]:
        texts = {path: step(File(path, text)) for path, text in texts.items()}
    if first <= len(steps):
        texts[SITE] = _with_version(texts[SITE], 1 + len(steps))
    whole = {path: MARK + text if files[path].startswith(MARK) else text for path, text in texts.items()}
    paths = (*(path for path in files if path != SITE), SITE)
    return {path: whole[path] for path in paths if whole[path] != files[path]}


def _with_version(site: str, version: int) -> str:
    line = f"schema: {version}"
    if WRITTEN.search(site):
        return WRITTEN.sub(line, site)
    return line + ("\r\n" if site.partition("\n")[0].endswith("\r") else "\n") + site


def with_key_renamed(file: File, old: str, new: str) -> str:
    """The text of a file in which a key of its things has another name; all else stays as it was written.

    Where the new name is there already, the old one is left alone.
    """
    from site_builder.content.frontmatter import compose  # a build needs it only where keys are read

    text = file.text.replace("\r\n", "\n")
    front, first = text, 1
    if file.path.endswith(".md"):
        cut = split(text, file.path)
        if isinstance(cut, Problem):
            return file.text
        front, first = cut[0], cut[1]
    node, _ = compose(front, file.path, first)
    lines = file.text.split("\n")
    for thing in _things(node):
        keys = {key.name: key.place for key, _ in thing.pairs or ()}
        if old in keys and new not in keys:
            line, column = keys[old].line - 1, keys[old].column - 1
            column += lines[line][column : column + 1] in {"'", '"'}
            if lines[line][column:].startswith(old):
                lines[line] = lines[line][:column] + new + lines[line][column + len(old) :]
    return "\n".join(lines)


def _things(node: Node | None) -> tuple[Node, ...]:
    """The mappings of a file: the one that it is, or those of its list."""
    if node is None:
        return ()
    return tuple(item for item in node.items if item.pairs) if node.items is not None else (node,)
