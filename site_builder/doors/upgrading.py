"""The command `upgrade`: content of an earlier form carried over to the one that this program reads."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from site_builder.doors.options import need_site, site_option

if TYPE_CHECKING:
    from site_builder.content.versions import Step

UNFINISHED = ".upgrade.tmp"


class Unready(ValueError):
    """Why nothing is carried over, and what to do."""


@click.command()
@click.option("--dry-run", is_flag=True, help="Tell what would change, and change nothing.")
@site_option
def upgrade(*, site: Path, dry_run: bool) -> None:
    """Carries the content over to the form that this version reads.

    Only what a new form asks for is changed: comments, order and line ends stay. With a fault in a file that cannot be
    carried over nothing is written.
    """
    from site_builder.content.versions import STEPS

    need_site(site)
    try:
        texts = changes(site, STEPS)
        if not dry_run:
            write(site, texts)
    except (OSError, Unready) as fault:
        raise click.ClickException(str(fault)) from fault
    for path in texts:
        click.echo(f"{'would change' if dry_run else 'changed'} {site / path}")
    if not texts:
        click.echo("The content has the form of this version already.")


def changes(site: Path, steps: "Sequence[Step]") -> dict[str, str]:
    """The files of a site that have to change, by their paths, with their new texts. Raises Unready, OSError."""
    from site_builder.content.versions import SITE, carried_over, check
    from site_builder.core.documents import File

    texts = {}
    for file in sorted((site / "content").rglob("*")):
        if file.is_file() and file.suffix in {".md", ".yaml"}:
            path = file.relative_to(site).as_posix()
            try:
                texts[path] = file.read_bytes().decode("utf-8")
            except UnicodeDecodeError as fault:
                message = f"{path} is not UTF-8 text (byte {fault.start}); save it so, and run this again"
                raise Unready(message) from fault
    if SITE not in texts:
        raise Unready(f"{site / SITE} is missing: without it nobody knows which form this content has")
    problem = check(File(SITE, texts[SITE]), 1 + len(steps))
    if problem and problem.code == "newer-content":
        raise Unready(f"{problem.message}; {problem.hint}")
    return carried_over(texts, steps)


def write(site: Path, texts: Mapping[str, str]) -> None:
    """Puts texts into their files; none of them until all of them could be written. The last names the version."""
    finished = []
    try:
        for path, text in texts.items():
            aside = site / f"{path}{UNFINISHED}"
            finished.append(aside)
            aside.write_bytes(text.encode("utf-8"))
        for path in texts:
            os.replace(site / f"{path}{UNFINISHED}", site / path)
    finally:
        for aside in finished:
            aside.unlink(missing_ok=True)
