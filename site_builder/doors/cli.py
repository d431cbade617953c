"""The command `site-builder`."""

# Only click is imported here: every command imports the rest itself, so that --help and --version answer at once.
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from site_builder import __version__
from site_builder.doors import authoring, deploying, editions, importing, timelines, upgrading
from site_builder.doors.options import build_options, need_site, output_option, request_of, site_option

if TYPE_CHECKING:
    from site_builder.engine.result import Request, Result
    from site_builder.engine.unchanged import Glance

EXIT_PROBLEMS, EXIT_OUR_BUG = 1, 70


class InOrder(click.Group):
    """Commands listed in the order in which a newcomer meets them."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's own signature
        return list(self.commands)


@click.group(cls=InOrder, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="site-builder", message="%(prog)s %(version)s")
def commands() -> None:
    """Makes a website of a folder of Markdown and YAML: an explainer, in which every claim names its sources.

    Begin with `serve`: it shows the site in your browser and follows as you write. Run a command in the site's
    folder (the one that holds content/), or name that folder with --site.
    """


def main() -> None:
    """Runs the command; a fault of ours ends with code 70 and says how to report it."""
    for stream in (sys.stdout, sys.stderr):
        # A letter that the terminal's encoding lacks is spelled out, and ends nothing.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        commands()
    except Exception:  # noqa: BLE001 - the last door: what comes here is our own fault
        from site_builder.doors.fault import our_fault

        click.echo(our_fault(), err=True, nl=False)
        sys.exit(EXIT_OUR_BUG)


@commands.command()
@site_option
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="The first port to try.")
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="The address to listen on; 0.0.0.0 lets others in your network read along.",
)
@click.option("--drafts/--no-drafts", default=True, show_default=True, help="Include drafts, or leave them out.")
@click.option(
    "--future/--no-future",
    default=True,
    show_default=True,
    help="Include what has a `publish` date still to come, or leave it out.",
)
@click.option(
    "--base-path",
    default="/",
    metavar="PATH",
    help="Show the site below a path such as /repo/, as GitHub Pages shows a project's.",
)
@click.option(
    "--editor",
    default="",
    metavar="URL",
    help="Make places in files links that open them, such as vscode://file/{path}:{line}:{column}.",
)
@click.option("--follow", is_flag=True, help="Let the browser go to the page whose file you saved.")
def serve(*, site: Path, port: int, host: str, base_path: str, **wishes: Any) -> None:  # noqa: ANN401 - click's values
    """Shows the site in your browser and follows as you save.

    Says at which address the site is. Ctrl-C ends it. When a file has a problem, the browser keeps the last good page
    and shows over it what is wrong and where; the terminal says it too.
    """
    from site_builder.doors.preview import Wishes, run

    need_site(site)
    _need_editor(wishes["editor"])
    run(site, host, port, Wishes(base=_as_base(base_path), **wishes))


def _as_base(path: str) -> str:
    """A base path with a slash at either end."""
    import re

    base = f"/{path.strip('/')}/" if path.strip("/") else "/"
    if not re.fullmatch(r"/(?:[\w~-][\w.~-]*/)*", base, re.ASCII):
        raise click.BadParameter(f'expected a path such as /repo/, found "{path}"', param_hint="--base-path")
    return base


def _need_editor(pattern: str) -> None:
    import re

    if pattern and not ("{path}" in pattern and re.match(r"(?!javascript:|data:)[a-z][a-z0-9+.-]*:", pattern)):
        wanted = "an address such as vscode://file/{path}:{line}:{column}"
        raise click.BadParameter(f'expected {wanted}, found "{pattern}"', param_hint="--editor")


@commands.command()
@build_options
@click.option("--external", is_flag=True, help="Ask also for every address on the web; answers are believed for days.")
@click.option("--private", is_flag=True, help="With --external: ask also for addresses in private networks.")
def check(*, external: bool, private: bool, **options: Any) -> None:  # noqa: ANN401 - click's values
    """Lists every problem of the content and all that the checks find, and writes nothing.

    Ends with code 0 when the site can be built, else with 1. Which checks there are, and how to set them, is told in
    docs/content-model.md.
    """

    def links(request: "Request", result: "Result") -> "Result":
        return _with_links(request, result, private=private)

    _run(None, links if external else None, thorough=True, **options)


@commands.command()
@build_options
@output_option("The folder to write.")
@click.option(
    "--atomic",
    is_flag=True,
    help="Let the finished site take the place of the one before in a single step, for a folder that is served as it "
    "lies. Linux only.",
)
def build(*, output: Path | None, atomic: bool, **options: Any) -> None:  # noqa: ANN401 - click's values
    """Writes the site into a folder, ready to publish.

    Nothing is written while there is an error, so the site that was built before stays as it is.
    """
    _run(output or options["site"] / "dist", atomic=atomic, **options)


def _run(
    output: Path | None,
    more: "Callable[[Request, Result], Result] | None" = None,
    *,
    form: str,
    reference: bool,
    atomic: bool = False,
    **options: Any,  # noqa: ANN401 - click's values
) -> None:
    """Builds and tells what came of it. more: what is looked at after the build."""
    from site_builder.doors import report
    from site_builder.engine.unchanged import glance, unchanged

    begun = time.perf_counter()
    request = replace(request_of(output, **options), atomic=atomic, reference=reference)
    site = request.root
    seen = glance(request)
    result = unchanged(request, seen) or _build(request, seen, progress=form == "text" and sys.stderr.isatty())
    result = more(request, result) if more else result
    seconds = time.perf_counter() - begun
    if form == "json":
        click.echo(report.as_json(result, seconds), nl=False)
    elif form == "github":
        click.echo(report.problems_as_github(result.problems, _below_here(site)), nl=False)
        click.echo(report.summary(result, seconds, str(output)), nl=False, err=True)
    else:
        if result.problems:
            import shutil

            width = min(100, shutil.get_terminal_size((120, 24)).columns - 12)
            click.echo(report.problems_as_text(result.problems, site, max(40, width)), err=True)
        click.echo(report.summary(result, seconds, str(output)), nl=False)
    if not result.ok:
        sys.exit(EXIT_PROBLEMS)


def _with_links(request: "Request", result: "Result", *, private: bool) -> "Result":
    """The result with what is wrong with addresses on the web."""
    from site_builder.doors import external

    manners = external.Manners(private=private)
    try:
        problems = external.check(request, manners, _progress)
    except external.Offline:
        raise click.ClickException("no server on the web could be found: is this computer online?") from None
    finally:
        _progress("")
    return replace(result, problems=tuple(sorted({*result.problems, *problems})))


def _progress(words: str) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r\033[K{words}{' …' if words else ''}", err=True, nl=False)


def _build(request: "Request", seen: "Glance", *, progress: bool) -> "Result":
    from site_builder.engine.build import Memory, build
    from site_builder.engine.disk import Refused

    tell = _progress if progress else None
    try:
        return build(request, tell, memory=Memory(files=seen.files), listing=seen.listing, outputs=seen.outputs)
    except Refused as refusal:
        raise click.ClickException(str(refusal)) from refusal
    finally:
        if progress:
            _progress("")


def _below_here(site: Path) -> str:
    """The site's folder as GitHub must call it: below the current folder, where the repository begins."""
    where, here = site.resolve(), Path.cwd()
    return where.relative_to(here).as_posix() if where != here and where.is_relative_to(here) else ""


@commands.command()
@click.argument("path")
@site_option
@output_option("The folder that was written.")
@click.option("--base-url", default="", metavar="URL", help="As it was given to `build`.")
@click.option("--drafts", is_flag=True, help="As it was given to `build`.")
@click.option("--future", is_flag=True, help="As it was given to `build`.")
def why(*, path: str, output: Path | None, **options: Any) -> None:  # noqa: ANN401 - click's values
    """Tells why the last build made a page anew, or did not.

    PATH is a page, such as topics/trade/index.html or its address topics/trade/, or a file of content, such as
    content/glossary/relos.md: then every page that shows something of it is told.
    """
    from site_builder.doors import reasons
    from site_builder.engine.unchanged import files_for

    request = request_of(output or options["site"] / "dist", **options)
    files = files_for(request)
    try:
        click.echo(reasons.tell(files, path, Path.cwd()), nl=False)
    except reasons.Unknown as fault:
        raise click.UsageError(str(fault)) from fault


@commands.command()
@site_option
@output_option("The folder that was written.")
def search(*, site: Path, output: Path | None) -> None:
    """Makes the index that readers search, from the site that `build` wrote; needs Pagefind."""
    from site_builder.doors import searching
    from site_builder.engine import disk

    need_site(site)
    folder = output or site / "dist"
    try:
        files = searching.index(folder)
    except (searching.CannotIndex, disk.Refused) as refusal:
        raise click.ClickException(str(refusal)) from refusal
    click.echo(f"Wrote a search index of {files:,} files to {folder / searching.FOLDER}.")


commands.add_command(deploying.deploy)


@commands.command()
@site_option
@output_option("The folder that was written.")
def clean(*, site: Path, output: Path | None) -> None:
    """Removes what `build` wrote and what is remembered between builds; other files stay."""
    from site_builder.doors import searching
    from site_builder.engine import disk
    from site_builder.engine.result import CACHE

    need_site(site)
    try:
        if disk.owned(output or site / "dist"):
            searching.remove(output or site / "dist")
        removed = disk.clean(output or site / "dist")
    except disk.Refused as refusal:
        raise click.ClickException(str(refusal)) from refusal
    freed = disk.clear(site / CACHE)
    click.echo(
        f"Removed {removed:,} files from {output or site / 'dist'}, and {freed / 1e6:.1f} MB from {site / CACHE}."
    )


commands.add_command(authoring.new)
commands.add_command(authoring.schema)
commands.add_command(upgrading.upgrade)


@commands.group()
def export() -> None:
    """Writes the explainer in another form, into one file."""


export.add_command(editions.one_file)
export.add_command(editions.book)
export.add_command(timelines.timelinejs)
commands.add_command(importing.bring)
