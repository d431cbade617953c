"""Options that several commands have, and what they ask for."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from site_builder.engine.result import Request

FORMATS = click.Choice(["text", "json", "github"])


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


def output_option(words: str) -> Callable[..., Any]:
    """The option that names the folder of the built site."""
    folder = click.Path(file_okay=False, path_type=Path)
    words += "  [default: dist in the site's folder]"
    return click.option("--output", type=folder, default=None, metavar="DIR", help=words)


def build_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """What `build` and `check` have in common."""
    processes = click.IntRange(1, 256)
    for option in (
        click.option(
            "--no-cache", is_flag=True, help="Build as if nothing were remembered, and remember it anew for the next."
        ),
        click.option(
            "--jobs",
            type=processes,
            default=None,
            metavar="N",
            help="Share the work among N processes where it is much.  [default: one for each processor]",
        ),
        click.option(
            "--reference-markdown",
            "reference",
            is_flag=True,
            help="Leave all text to Python-Markdown, also what can be read faster. The site is the same, and comes "
            "later.",
        ),
        click.option("--future", is_flag=True, help="Include what has a `publish` date still to come."),
        click.option("--drafts", is_flag=True, help="Include drafts."),
        click.option(
            "--format",
            "form",
            type=FORMATS,
            default="text",
            show_default=True,
            help="How problems are told: as text, as one JSON object, or as annotations for GitHub.",
        ),
        click.option(
            "--base-url",
            default="",
            metavar="URL",
            help="The address at which the site will stand.  [default: base_url in content/site.yaml]",
        ),
        site_option,
    ):
        command = option(command)
    return command


def request_of(
    output: Path | None,
    *,
    site: Path,
    base_url: str,
    drafts: bool,
    future: bool,
    jobs: int | None = None,
    no_cache: bool = False,
    thorough: bool = False,
) -> "Request":
    """What the options of a command ask for."""
    from site_builder.engine.result import CACHE, Request

    need_site(site)
    _need_address(base_url)
    _need_room(site, output)
    return Request(site, output, base_url, drafts, future, jobs or _processors(), site / CACHE, no_cache, thorough)


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _need_address(base_url: str) -> None:
    if not base_url:
        return
    from site_builder.core.fields import FieldError, read_base_address

    try:
        read_base_address(base_url)
    except FieldError as fault:
        raise click.BadParameter(str(fault), param_hint="--base-url") from fault


def _need_room(site: Path, output: Path | None) -> None:
    """The output has a folder of its own: what is written into content/ would be read by the next build."""
    for folder in ("content", "templates", "static") if output else ():
        assert output is not None
        if output.resolve().is_relative_to((site / folder).resolve()):
            raise click.BadParameter(
                f"{output} lies in {folder}/, which the site is made from; choose another folder",
                param_hint="--output",
            )
