"""Editions: the whole explainer in one file, to keep, to print and to read on the way."""

import json
import sys
from collections.abc import Callable, Iterator
from importlib.resources import files as package_files
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from site_builder.doors.options import need_site, site_option

if TYPE_CHECKING:
    from site_builder.engine.result import Result
    from site_builder.pages.book import Book
    from site_builder.weave.index import Index

# The lists of a book, behind its topics.
LISTS = ("timeline/", "claims/", "questions/", "people/", "organisations/", "glossary/")
Make = Callable[["Book", Callable[[str], bytes | None], str], bytes]


def edition_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """What the editions have in common."""
    words = "The address of the site, to which links lead.  [default: base_url in content/site.yaml]"
    command = click.option("--base-url", default="", metavar="URL", help=words)(command)
    command = click.argument("file", type=click.Path(dir_okay=False, path_type=Path), required=False)(command)
    return site_option(command)


@click.command("html")
@edition_options
def one_file(*, site: Path, file: Path | None, base_url: str) -> None:
    """Writes the whole explainer into one HTML file.

    FILE needs no network, no server and no script, and prints as a booklet. Without FILE it is named after the site's
    address, beside the folder content/.
    """
    from site_builder.pages import onefile

    _write(site, file, base_url, "html", onefile.one_file)


@click.command("epub")
@edition_options
def book(*, site: Path, file: Path | None, base_url: str) -> None:
    """Writes the whole explainer as an EPUB 3, for readers of books.

    FILE holds each topic and each list as a chapter, with its charts. Without FILE it is named after the site's
    address, beside the folder content/.
    """
    from site_builder.pages import epub

    _write(site, file, base_url, "epub", epub.epub)


def _write(site: Path, file: Path | None, base_url: str, form: str, make: Make) -> None:
    """Builds the site aside, makes the edition of it and puts that in its place."""
    import os

    from site_builder.pages.trees import Untidy

    output, index = built(site, base_url)
    try:
        whole = _book(output, index)
        data = make(whole, _files(output), (package_files(__package__) / f"{form}.css").read_text("utf-8"))
    except Untidy as fault:
        raise click.ClickException(f"a template writes HTML that has no tree: {fault}") from fault
    file = file or site / f"{_slug(whole.imprint.base_url)}.{form}"
    unfinished = file.with_name(f".{file.name}.unfinished")
    try:
        unfinished.write_bytes(data)
        os.replace(unfinished, file)
    except OSError as fault:
        raise click.ClickException(f"{file} cannot be written: {fault.strerror}") from fault
    click.echo(f"Wrote {file}: {len(whole.leaves)} parts, {len(data) / 1e6:.1f} MB.")


def built(site: Path, base_url: str) -> "tuple[Path, Index]":
    """The folder of a site that is built aside, and its index; ends the program where the site has an error."""
    from site_builder.engine.build import Memory, build
    from site_builder.engine.disk import PREVIEW, Refused
    from site_builder.engine.result import CACHE, Request

    need_site(site)
    output, memory = site / CACHE / f"{PREVIEW}edition", Memory()
    try:
        result = build(Request(site, output, base_url, cache=site / CACHE), memory=memory)
    except Refused as refusal:
        raise click.ClickException(str(refusal)) from refusal
    if not result.ok or memory.index is None:
        _tell(result, site)
    return output, memory.index


def _tell(result: "Result", site: Path) -> NoReturn:
    """Says what is wrong, and ends."""
    from site_builder.doors import report

    click.echo(report.problems_as_text(result.problems, site, 100), err=True)
    click.echo("Nothing was written: a site with an error has no edition.")
    sys.exit(1)


def _book(output: Path, index: "Index") -> "Book":
    """The pages of a built site that make a book, in its order."""
    from site_builder.pages.book import Book, Imprint

    ledger = json.loads((output / "claims/claims.json").read_text("utf-8"))
    feeds = [json.loads((output / path).read_text("utf-8")) for path in ("feed.json", "changes/feed.json")]
    imprint = Imprint(
        title=feeds[0]["title"],
        description=feeds[0]["description"],
        language=ledger["language"],
        publisher=ledger["publisher"],
        licence_name=ledger["licence"]["name"],
        licence_url=ledger["licence"]["url"],
        base_url=feeds[0]["home_page_url"],
        updated=max(item["date_modified"] for feed in feeds for item in feed["items"]),
    )
    return Book(imprint, _pages(output, index))


def _pages(output: Path, index: "Index") -> Iterator[tuple[str, str]]:
    from site_builder.core.slugs import address

    topics = [address("topic", identifier) for identifier in index.ids("topic")]
    others = [address("page", identifier) for identifier in index.ids("page")]
    for each in ("", *topics, *LISTS, *others, "changes/"):
        yield each, (output / each / "index.html").read_text("utf-8")


def _files(output: Path) -> Callable[[str], bytes | None]:
    """Gives what was built at a path; None where nothing was."""

    def read(path: str) -> bytes | None:
        file = output / path
        return file.read_bytes() if file.is_file() and file.resolve().is_relative_to(output.resolve()) else None

    return read


def _slug(base_url: str) -> str:
    """A file's name for the site at an address: the last part of its path, or else its host."""
    from urllib.parse import urlsplit

    parts = urlsplit(base_url)
    return parts.path.strip("/").rpartition("/")[2] or (parts.hostname or "explainer").replace(".", "-")
