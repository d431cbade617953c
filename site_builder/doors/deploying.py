"""The command that publishes a built site, or tells what a host would not take of it."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from site_builder.doors.options import output_option, request_of, site_option

if TYPE_CHECKING:
    from site_builder.core.problems import Problem
    from site_builder.doors.branches import Repository
    from site_builder.doors.hosts import Lying
    from site_builder.engine.result import Request


@click.command()
@site_option
@output_option("The folder that was written.")
@click.option("--check", is_flag=True, help="Only tell what a host would refuse, leave out or mix up; publish nothing.")
@click.option("--branch", default="gh-pages", show_default=True, help="The branch to publish on.")
@click.option(
    "--remote", default="origin", show_default=True, help="Where to: a remote of the repository, or an address."
)
@click.option("--base-url", default="", metavar="URL", help="As it was given to `build`.")
@click.option("--drafts", is_flag=True, help="As it was given to `build`.")
@click.option("--future", is_flag=True, help="As it was given to `build`.")
def deploy(*, output: Path | None, check: bool, branch: str, remote: str, **options: Any) -> None:  # noqa: ANN401
    """Publishes the site that `build` wrote as the next commit of a branch.

    Of GitHub Pages, for instance, where *Deploy from a branch* is chosen there; docs/publishing.md tells of the way
    without a branch. What others put on the branch stays, and nothing is forced. Your files, and the branch that you
    work on, are not touched.
    """
    from site_builder.core.problems import has_error
    from site_builder.doors import branches, hosts, report

    request = request_of(output or options["site"] / "dist", **options)
    try:
        lying = _lying(request)
        found = [*_standing(request), *hosts.faults(_shown(request), lying), *_address(request)]
        repository = None if check else branches.Repository(request.root)
        if repository:
            # Git writes its own permissions.
            found = [problem for problem in found if problem.code != "permission"]
            found += _other_address(request, repository.remote_address(remote))
        if found:
            click.echo(report.problems_as_text(tuple(sorted(found)), request.root), err=True)
        if has_error(found):
            click.echo("A host would not take the site as it is." if check else "Nothing was published.")
            sys.exit(1)
        if repository:
            _publish(request, repository, lying, remote, branch)
        else:
            files = [one for one in lying if not one.is_folder]
            click.echo(f"{len(files):,} files, {sum(one.size for one in files) / 1e6:.1f} MB: ready to publish.")
    except branches.Refused as refusal:
        raise click.ClickException(str(refusal)) from refusal


def _lying(request: "Request") -> "list[Lying]":
    """What lies in the folder of a built site, but for what killed commands left."""
    from site_builder.doors import hosts, searching
    from site_builder.engine import disk

    assert request.output is not None
    try:
        if not disk.owned(request.output):
            raise click.ClickException(f"{request.output} holds no site; run `site-builder build` first")
        lying = hosts.walk(str(request.output))
    except disk.Refused as refusal:
        raise click.ClickException(str(refusal)) from refusal
    except OSError as fault:
        raise click.ClickException(f"{fault.filename} cannot be read: {fault.strerror}") from fault
    return [one for one in lying if not one.path.startswith((disk.UNFINISHED, searching.UNFINISHED))]


def _shown(request: "Request") -> str:
    """The folder of the built site as places call it: below the site's folder, or as it was given."""
    assert request.output is not None
    here, site = request.output.resolve(), request.root.resolve()
    return here.relative_to(site).as_posix() if here.is_relative_to(site) else str(request.output)


def _standing(request: "Request") -> "Iterator[Problem]":
    """Whether the folder holds what a build writes now: another is built aside, and the two are compared."""
    from dataclasses import replace

    from site_builder.core.problems import Place, error, warning
    from site_builder.doors import searching
    from site_builder.engine import disk
    from site_builder.engine.build import build

    assert request.output is not None
    assert request.cache is not None
    place = Place(_shown(request))
    aside = request.cache / f"{disk.PREVIEW}deploy"
    result = build(replace(request, output=aside))
    if not result.ok:
        yield from (problem for problem in result.problems if problem.severity == "error")
        yield error(place, "stale-build", "the content has errors now, and this is a site of before", "mend them")
        return
    now, there = disk.listed(aside), disk.listed(request.output)
    changed = [path for path in now | there if not disk.is_as_written(request.output, path, now.get(path, ""))]
    if changed:
        message = f"{len(changed):,} of its files are not as a build writes them now, {min(changed)} among them"
        hint = "run `site-builder build` again, or give the options that it had: --base-url, --drafts, --future"
        yield error(place, "stale-build", message, hint)
    if searching.is_old(request.output):
        hint = "run `site-builder search` again"
        yield warning(place, "stale-search", "the search index is older than the pages", hint)


def _base_url(request: "Request") -> str:
    """The address that the built site gives as its own; "" where it gives none."""
    assert request.output is not None
    try:
        return str(json.loads((request.output / "feed.json").read_text("utf-8"))["home_page_url"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _address(request: "Request") -> "Iterator[Problem]":
    """Whether the site knows where it will stand."""
    from site_builder.core.problems import Place, error
    from site_builder.doors.hosts import is_nowhere

    base_url = _base_url(request)
    if not base_url or is_nowhere(base_url):
        message = f"feeds, the site map and cards lead to {base_url or 'nowhere'}, where no reader finds the site"
        hint = "set base_url in content/site.yaml, or give `build` the --base-url at which the site will stand"
        yield error(Place(_shown(request)), "missing-base-url", message, hint)


def _other_address(request: "Request", remote: str) -> "Iterator[Problem]":
    """Whether GitHub would show the site elsewhere than where it says that it stands, at a domain of GitHub's."""
    from urllib.parse import urlsplit

    from site_builder.core.problems import Place, error
    from site_builder.doors.hosts import address_on_pages

    base_url, expected = _base_url(request), address_on_pages(remote)
    is_theirs = (urlsplit(base_url).hostname or "").endswith(".github.io")
    if expected and is_theirs and base_url.rstrip("/").lower() != expected.rstrip("/").lower():
        message = f"the site says that it stands at {base_url}, but GitHub shows this repository's at {expected}"
        yield error(Place(_shown(request)), "other-base-url", message, f"build it with --base-url {expected}")


def _publish(request: "Request", repository: "Repository", lying: "list[Lying]", remote: str, branch: str) -> None:
    from site_builder.doors import branches

    assert request.output is not None
    files = [one.path for one in lying if not one.is_folder]
    done = branches.publish(repository, request.output, files, remote, branch)
    kept = f" Kept what others put there: {', '.join(done.kept)}." if done.kept else ""
    if not done.commit:
        click.echo(f"{branch} of {remote} holds this very site: nothing to publish.{kept}")
        return
    click.echo(
        f"Published {len(files):,} files on {branch} of {remote}: {done.changed:,} changed, {done.removed:,} removed,"
        f" as commit {done.commit[:12]}.{kept}"
    )
