"""docs/commands.md: every command with all that it takes, as it tells of itself."""

import re
from collections.abc import Iterator

import click

from site_builder.doors.cli import commands

INTRODUCTION = """\
# Commands

<!-- Made of the commands themselves: pytest tests/integration/test_docs.py --update-golden -->

Every command, with all that it takes.

`site-builder COMMAND` in a site's folder, or with `--site DIR`; in a clone of this repository
`python3 run.py COMMAND`. It ends with code 0 when all is well, 1 when the content has problems, 2 when it was called
wrongly, and 70 when the fault is ours.
"""


def as_markdown() -> str:
    """The whole document."""
    return "\n".join([INTRODUCTION, *_told(commands, "site-builder")])


def _told(group: click.Group, name: str) -> Iterator[str]:
    context = click.Context(group, info_name=name)
    for word in group.list_commands(context):
        command = group.get_command(context, word)
        assert command is not None, word
        whole = f"{name} {word}"
        if isinstance(command, click.Group):
            yield from _told(command, whole)
            continue
        yield f"## {whole.partition(' ')[2]}\n"
        usage = command.collect_usage_pieces(click.Context(command, info_name=whole))
        yield f"    {' '.join([whole, *usage])}\n"
        yield _paragraphs(command.help or "")
        if rows := [_row(one, context) for one in command.params if isinstance(one, click.Option)]:
            yield "\n".join(["| option | does |", "|---|---|", *rows]) + "\n"


def _paragraphs(text: str) -> str:
    parts = text.replace("\f", "").split("\n\n")
    return "\n\n".join(" ".join(part.split()) for part in parts if part.strip() != "\b") + "\n"


def _row(option: click.Option, context: click.Context) -> str:
    named, words = option.get_help_record(context) or ("", "")
    name, _, value = named.partition(" ")
    return f"| `{name}`{_cell(f' {value}' if value else '')} | {_cell(words)} |"


def _cell(words: str) -> str:
    return re.sub(r"\s+", " ", words).replace("|", " &#124; ").replace("<", "&lt;")
