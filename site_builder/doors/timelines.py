"""The timeline in the form of another program."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from site_builder.doors.editions import built, edition_options

if TYPE_CHECKING:
    from site_builder.pages.slides import Slide
    from site_builder.weave.index import Index


@click.command("timelinejs")
@edition_options
@click.option("--csv", "as_table", is_flag=True, help="The CSV of its spreadsheet, which holds less.")
def timelinejs(*, site: Path, file: Path | None, base_url: str, as_table: bool) -> None:
    """Writes all events for TimelineJS3, as JSON.

    Without FILE they go to the standard output. What TimelineJS3 cannot hold is told.
    """
    from site_builder.pages import slides

    output, index = built(site, base_url)
    found = _slides(output, index)
    config = json.loads((output / "feed.json").read_text("utf-8"))
    data = slides.as_csv(found) if as_table else slides.as_json(config["title"], config["description"], found)
    if file is None:
        sys.stdout.buffer.write(data)
    else:
        try:
            file.write_bytes(data)
        except OSError as fault:
            raise click.ClickException(f"{file} cannot be written: {fault.strerror}") from fault
        click.echo(f"Wrote {file}: {len(found):,} events.")
    for loss in slides.losses(found, as_table=as_table):
        click.echo(f"Lost: {loss}.", err=True)


def _slides(output: Path, index: "Index") -> "tuple[Slide, ...]":
    """The events of a built site in their order, from what it publishes for other programs."""
    from site_builder.pages.slides import Slide

    records = json.loads((output / "timeline/events.json").read_text("utf-8"))["events"]
    sources = {one["id"]: one for one in json.loads((output / "sources/sources.json").read_text("utf-8"))}
    return tuple(
        Slide(
            record,
            index.public[record["topics"][0]].title,
            tuple((sources[one["source"]]["title"], sources[one["source"]]["URL"]) for one in record["sources"]),
        )
        for record in records
    )
