"""The commands that help while writing: `new` and `schema`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from site_builder.core.problems import did_you_mean
from site_builder.doors import starting
from site_builder.doors.options import need_site, site_option

if TYPE_CHECKING:
    from site_builder.doors.scaffold import Asked

# Nothing heavy is imported before a command needs it, so that help answers at once.
SCHEMA_FORMATS = click.Choice(["json", "markdown"])
KINDS = "topic section event claim source person organisation term question dataset page".split()


class Kinds(click.Group):
    """A command for each kind, made from its schema when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's own signature
        """The kinds, and the whole site."""
        return ["site", *KINDS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        """The command of a kind. Raises UsageError where there is no such kind."""
        if cmd_name == "site":
            return starting.site
        if cmd_name not in KINDS:
            known = self.list_commands(ctx)
            hint = did_you_mean(cmd_name, known) or f"there are {', '.join(known)}"
            raise click.UsageError(f'there is no kind "{cmd_name}"; {hint}')
        return _command(cmd_name)


@click.command(cls=Kinds, subcommand_metavar="KIND [ID] [OPTIONS]")
def new() -> None:
    """Writes a first file for a new thing, for you to fill in, or a whole new site.

    ID is its name in links: lower-case words joined by hyphens. What a kind needs can be given as options, which
    `new KIND --help` lists. In a terminal you are asked for the rest; an empty answer leaves it for later.

    \b
      site-builder new site my-explainer
      site-builder new event relos-signed --date 2025-02-18
      site-builder new section trade/rupees-and-roubles
    """


def _command(kind: str) -> click.Command:
    """The command that writes a new thing of a kind."""
    from site_builder.doors import scaffold

    def run(*, site: Path, identifier: str, **options: Any) -> None:  # noqa: ANN401 - click's values
        need_site(site)
        _write(site, kind, identifier, {key: values for key, values in options.items() if values})

    command = click.command(kind, help=f"Writes a first file for a new {kind}.")(run)
    command.params.append(click.Argument(["identifier"], metavar="[ID]", required=False, default=""))
    for one in scaffold.asked(kind):
        command.params.append(_option(one))
    site_option(command)
    return command


def _option(one: "Asked") -> click.Option:
    words = one.meaning + ("; may be given several times" if one.is_list else "")
    many = {"multiple": True} if one.is_list else {"default": None}
    kind = click.Choice(one.choices) if one.choices else str
    flag = f"--{one.key.replace('_', '-')}"
    metavar = None if one.choices else "TEXT"
    return click.Option([flag, one.key], type=kind, metavar=metavar, help=words.replace("`", ""), **many)


def _write(site: Path, kind: str, identifier: str, options: dict[str, str | tuple[str, ...]]) -> None:
    from site_builder.doors import scaffold

    given = {key: (value,) if isinstance(value, str) else value for key, value in options.items()}
    try:
        desk = scaffold.Desk(site)
        for key, values in given.items():
            for value in values:
                desk.need(kind, key, value)
        if sys.stdin.isatty() and sys.stdout.isatty():
            given |= _ask(desk, kind, given)
        identifier = identifier or scaffold.likely_id(kind, given) or _ask_id()
        written = desk.write(kind, identifier, given)
    except scaffold.Impossible as fault:
        raise click.UsageError(str(fault)) from fault
    click.echo(f"wrote {site / written}")
    click.echo("It is a draft, which only the preview shows. Fill it in; then take the line `draft: true` out.")


def _ask_id() -> str:
    """An id from the keyboard. Raises UsageError where there is none."""
    if sys.stdin.isatty() and sys.stdout.isatty():
        return str(click.prompt("id, its name in links"))
    raise click.UsageError("Missing argument 'ID': its name in links, such as relos-signed.")


def _ask(desk: Any, kind: str, given: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:  # noqa: ANN401
    """Answers from the keyboard to all that was not given; what is left empty is left out."""
    from site_builder.doors import scaffold

    answers = {}
    for one in scaffold.asked(kind):
        if one.key in given:
            continue
        many = ", several with a semicolon between them" if one.is_list else ""
        choices = f" ({', '.join(one.choices)})" if one.choices else ""

        def read(text: str, one: "Asked" = one) -> tuple[str, ...]:
            values = tuple(part.strip() for part in (text.split(";") if one.is_list else [text]) if part.strip())
            for value in values:
                try:
                    desk.need(kind, one.key, value)
                except scaffold.Impossible as fault:
                    raise click.BadParameter(str(fault)) from fault
            return values

        words = f"{one.key}: {one.meaning.replace('`', '')}{choices}{many}"
        answer = click.prompt(words, default="", show_default=False, value_proc=read)
        if answer:
            answers[one.key] = answer
    return answers


@click.command()
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    default=None,
    metavar="DIR",
    help="Write one file for each kind into this folder.",
)
@click.option(
    "--format",
    "form",
    type=SCHEMA_FORMATS,
    default="json",
    show_default=True,
    help="JSON Schema, or tables of all keys in Markdown.",
)
@click.option("--vscode", "editor", flag_value="vscode", help="Set up VS Code: completion in the site's YAML files.")
@click.option("--neovim", "editor", flag_value="neovim", help="Set up Neovim for the same.")
@site_option
def schema(*, output: Path | None, form: str, editor: str | None, site: Path) -> None:
    """Tells which keys every kind of file may have.

    As JSON Schema it lets an editor complete and check keys while you type: `schema --vscode` or `schema --neovim`,
    in the site's folder, sets that up and leaves your other settings as they are.
    """
    import json

    from site_builder.doors import reference, wiring

    if form == "markdown":
        click.echo(reference.as_markdown(), nl=False)
        return
    if output is None and not editor:
        click.echo(json.dumps(reference.json_schemas(), indent=2, ensure_ascii=False))
        return
    try:
        if editor:
            need_site(site)
            folder, written = site, wiring.wire(site, editor)
        elif output is not None:
            folder, written = output, wiring.write_schemas(output)
    except (OSError, wiring.Occupied) as fault:
        raise click.ClickException(str(fault)) from fault
    click.echo("\n".join(f"wrote {folder / path}" for path in written))
