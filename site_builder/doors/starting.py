"""The command `new site`: a small explainer to begin with, which builds at once and tells how it is made."""

import json
from pathlib import Path

import click

CONFIG = "content/site.yaml"
LEFT_OUT = {"__pycache__", ".cache", "dist"}


@click.command("site")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--title", default="", metavar="TEXT", help="The site's name.")
@click.option("--base-url", default="", metavar="URL", help="The address at which the site will stand.")
def start(*, folder: Path, title: str, base_url: str) -> None:
    """Makes a site to begin with in FOLDER: a small explainer that builds at once.

    Its remarks tell what each file is for; make it yours file by file. Files that are in the folder stay as they are.
    """
    from site_builder.core.fields import FieldError, read_base_address
    from site_builder.doors.landing import Refused

    try:
        address = read_base_address(base_url) if base_url else ""
    except FieldError as fault:
        raise click.BadParameter(str(fault), param_hint="--base-url") from fault
    try:
        number = write(folder, {"title": title, "base_url": address})
    except Refused as refusal:
        raise click.ClickException(str(refusal)) from refusal
    click.echo(f"Made a site of {number} files in {folder}. See it in your browser:\n")
    click.echo(f"    cd {folder}\n    site-builder serve")


def write(folder: Path, keys: dict[str, str]) -> int:
    """Writes the files of the starter, and says how many. keys: of site.yaml, with other values where not empty.

    Raises Refused, and leaves all as it was, where one of the files is there already or cannot be written.
    """
    from site_builder.doors.landing import New, Refused, put
    from site_builder.engine.scan import defaults

    starter = Path(defaults()) / "starter"
    files = []
    for file in sorted(starter.rglob("*")):
        path = file.relative_to(starter)
        if file.is_file() and LEFT_OUT.isdisjoint(path.parts):
            text = file.read_text("utf-8")
            files.append(New(path.as_posix(), _with(text, keys) if path.as_posix() == CONFIG else text))
    there = [new.path for new in files if (folder / new.path).exists()]
    if there:
        more = f", and {len(there) - 1} more" if len(there) > 1 else ""
        raise Refused(f"nothing was written, because this is there already: {folder / there[0]}{more}")
    put(folder, files)
    return len(files)


def _with(config: str, keys: dict[str, str]) -> str:
    """The site's file with other values of some keys. JSON's quotes are YAML's as well."""
    lines = config.split("\n")
    for number, line in enumerate(lines):
        key = line.partition(":")[0]
        if keys.get(key):
            lines[number] = f"{key}: {json.dumps(keys[key], ensure_ascii=False)}"
    return "\n".join(lines)
