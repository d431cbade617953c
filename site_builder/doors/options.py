"""Options that several commands have."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click


def site_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """The option that names the site's folder."""
    folder = click.Path(exists=True, file_okay=False, path_type=Path)
    words = "The site's folder: the one that holds content/.  [default: the current folder]"
    return click.option("--site", type=folder, default=".", metavar="DIR", help=words)(command)


def need_site(site: Path) -> None:
    """Raises click's UsageError where a folder holds no site, or the limits of its files are wrongly set."""
    from site_builder.core.limits import VARIABLE, read

    try:
        read(os.environ.get(VARIABLE, ""))
    except ValueError as fault:
        raise click.UsageError(f"{VARIABLE}: {fault}") from None
    if not (site / "content").is_dir():
        where = site.resolve()
        raise click.UsageError(f"{where} is not a site: it has no folder content/. Name the site with --site DIR.")
