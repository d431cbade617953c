"""The timeline in the form of another program."""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

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
    found = slides.in_order(_slides(site, output, index))
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


def _slides(site: Path, output: Path, index: "Index") -> "Iterator[Slide]":
    """The events of a built site, from what it publishes for other programs and what its files keep of an import."""
    from site_builder.pages.slides import Slide

    records = json.loads((output / "timeline/events.json").read_text("utf-8"))["events"]
    sources = {one["id"]: one for one in json.loads((output / "sources/sources.json").read_text("utf-8"))}
    topics = {name.casefold(): key for key in index.ids("topic") for name in (key, index.public[key].title)}
    kept_by_id = _kept(site, index)
    for record in records:
        kept = kept_by_id.get(record["id"])
        first = record["topics"][0]
        group = _group(kept or {})
        others = bool(group) and topics.get(group.casefold(), first) == first
        yield Slide(
            record,
            str((kept or {}).get("group")) if others else index.public[first].title,
            tuple((sources[one["source"]]["title"], sources[one["source"]]["URL"]) for one in record["sources"]),
            kept,
        )


def _group(kept: Mapping[str, Any]) -> str:
    """The group that was kept of an imported slide, in plain words; "" where there is none."""
    from site_builder.pages.foreign import plain

    return plain(kept["group"]) if isinstance(kept.get("group"), str) else ""


def _kept(site: Path, index: "Index") -> dict[str, Mapping[str, Any]]:
    """What an import kept, by the id of the event."""
    from site_builder.content.extras import extras

    kept: dict[str, Mapping[str, Any]] = {}
    for path in dict.fromkeys(index.public[identifier].path for identifier in index.ids("event")):
        found = extras((site / path).read_text("utf-8-sig"), path)
        stem = path.rpartition("/")[2].rpartition(".")[0]
        kept |= {identifier or stem: value for identifier, value in found.items()}
    return kept
