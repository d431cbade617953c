"""The command `new site`: a small explainer that builds at once, to be turned into one's own."""

import re
import shlex
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import click

SITE = "content/site.yaml"
# The day of the first edition in the sample itself.
FIRST_EDITION = b"2026-11-23"
# What a build in the starter's own folder leaves there.
LEFT_BEHIND = {"dist", ".cache"}


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--title", default="", metavar="TEXT", help="The name of the site.")
@click.option("--base-url", default="", metavar="URL", help="The address at which it will stand.")
def site(*, folder: Path, title: str, base_url: str) -> None:
    """Makes a new site in FOLDER: a small sample that builds at once.

    It has one of everything, with comments that say what each line is for. Replace its words by your own. A folder that
    has files in it is left as it is.
    """
    from site_builder.doors.scaffold import Impossible, today

    try:
        files = with_keys(begun_on(today(), starter()), {"title": title, "base_url": base_url})
        need_empty(folder)
        write(folder, files)
    except Impossible as fault:
        raise click.UsageError(str(fault)) from fault
    except OSError as fault:
        where = fault.filename or folder
        raise click.ClickException(f"{where} cannot be written: {fault.strerror}. Nothing was left there.") from fault
    click.echo(f"Made a site of {len(files)} files in {folder}. It is a sample; its comments say how to make it yours.")
    click.echo("See it in your browser:\n")
    if folder.resolve() != Path.cwd():
        click.echo(f"    cd {shlex.quote(str(folder))}")
    click.echo("    site-builder serve")


def starter() -> dict[str, bytes]:
    """The files of the sample by their paths below the site's folder, with those whose names begin with a dot."""
    from site_builder.engine.scan import defaults

    folder = Path(defaults()) / "starter"
    files = {file.relative_to(folder): file for file in sorted(folder.rglob("*")) if file.is_file()}
    return {path.as_posix(): file.read_bytes() for path, file in files.items() if path.parts[0] not in LEFT_BEHIND}


def begun_on(day: str, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files with their first edition on another day, because what is dated in the future is not shown."""
    return {path: text.replace(FIRST_EDITION, day.encode()) for path, text in files.items()}


def with_keys(files: Mapping[str, bytes], values: Mapping[str, str]) -> dict[str, bytes]:
    """The files with other values for keys of site.yaml, where one is not "". Raises Impossible where one is wrong."""
    from site_builder.content.parse import parse
    from site_builder.core.documents import File
    from site_builder.doors.scaffold import Impossible, quoted

    text = files[SITE].decode("utf-8")
    for key, value in values.items():
        if value:
            line = f"{key}: {quoted(value)}".replace("\\", r"\\")
            text = re.sub(rf"^{key}: .*$", line, text, count=1, flags=re.MULTILINE)
    if problems := parse(File(SITE, text)).problems:
        raise Impossible("; ".join(filter(None, (problems[0].message, problems[0].hint))))
    return {**files, SITE: text.encode("utf-8")}


def need_empty(folder: Path) -> None:
    """Raises Impossible where something is in the way."""
    from site_builder.doors.scaffold import Impossible

    if folder.is_dir() and any(folder.iterdir()):
        raise Impossible(f"{folder} is not empty, and nothing in it is to be lost; name a new folder")
    if not folder.is_dir() and (folder.exists() or folder.is_symlink()):
        raise Impossible(f"{folder} is no folder; name a new one")


def write(folder: Path, files: Mapping[str, bytes]) -> None:
    """Writes all files below a folder, over nothing that is there, or leaves none. Raises OSError."""
    made: list[Path] = []
    try:
        for path, text in files.items():
            file = folder / path
            for missing in reversed([each for each in file.parents if not each.exists()]):
                missing.mkdir()
                made.append(missing)
            with file.open("xb") as out:
                made.append(file)
                out.write(text)
    except BaseException:
        for each in reversed(made):
            with suppress(OSError):
                each.rmdir() if each.is_dir() else each.unlink()
        raise
