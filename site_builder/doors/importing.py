"""The commands that bring content of other programs into a site."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from site_builder.doors.options import need_site, site_option

if TYPE_CHECKING:
    from site_builder.core.documents import Document
    from site_builder.doors.landing import New, Remark
    from site_builder.doors.scaffold import Desk
    from site_builder.pages.arrivals import Arrival, Found

LARGEST = 16_000_000  # bytes; TimelineJS itself becomes slow at some hundred slides


@click.group("import")
def bring() -> None:
    """Writes content files from what another program holds."""


def _ids(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:  # noqa: ARG001
    ids = tuple(dict.fromkeys(part.strip() for one in value for part in one.split(",") if part.strip()))
    if not ids:
        raise click.BadParameter("name at least one id")
    return ids


@bring.command("timelinejs")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--topics",
    required=True,
    multiple=True,
    callback=_ids,
    metavar="ID[,ID]",
    help="The topics of events whose group names none of the site.",
)
@click.option(
    "--sources", required=True, multiple=True, callback=_ids, metavar="ID[,ID]", help="What the events rest on."
)
@click.option("--importance", type=click.IntRange(1, 3), default=2, show_default=True, help="Of all its events.")
@site_option
def timelinejs(*, file: Path, topics: tuple[str, ...], sources: tuple[str, ...], importance: int, site: Path) -> None:
    """Writes an event for each slide of a timeline for TimelineJS3.

    FILE is its JSON, or its spreadsheet as CSV. Each event gets a file of its own in content/timeline/; none that is
    there is changed, and with one fault nothing is written. What events have no key for is kept in their files for
    `export timelinejs`. What is not as it was is told.
    """
    from site_builder.doors import landing, scaffold

    need_site(site)
    desk = scaffold.Desk(site)
    try:
        for key, values in (("topics", topics), ("sources", sources)):
            for value in values:
                desk.need("event", key, value)
    except scaffold.Impossible as fault:
        raise click.UsageError(str(fault)) from fault
    try:
        found, left = _read(file)
        arrivals = _arrivals(found)
        new, remarks = _events(desk, arrivals, topics, sources, importance)
        landing.land(site, new)
    except landing.Refused as refusal:
        lines = str(refusal).split("\n")
        told = [f"{file}: {line}" for line in lines[:20]] + ([f"… and {len(lines) - 20} more"] if lines[20:] else [])
        raise click.ClickException("\n".join([*told, "Nothing was written."])) from refusal
    click.echo(f"Wrote {len(new):,} event{'s' if len(new) > 1 else ''} to {site / 'content/timeline'}.")
    for words in left:
        click.echo(f"Left out: {words}; an event cannot hold it.", err=True)
    for line in landing.told(remarks):
        click.echo(f"Not as it was: {line}.", err=True)


@bring.command("markdown")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--from",
    "whose",
    type=click.Choice(["jekyll", "hugo", "pelican"]),
    default=None,
    help="Whose folder it is.  [default: as its settings say]",
)
@site_option
def markdown(*, folder: Path, whose: str | None, site: Path) -> None:
    """Writes a page for each Markdown file of Jekyll, Hugo or Pelican.

    FOLDER is theirs, or the part of it that is wanted; it is only read. Links between its files and pictures come
    along, and former addresses lead to the new pages. Nothing of the site is changed, and it builds as before: what
    cannot be said here is shown as it was written, or left out, and told with its place.
    """
    from site_builder.doors import landing, moving

    need_site(site)
    try:
        moved = moving.move(site, folder, whose or moving.generator(folder))
        landing.land(site, moved.new, moved.pictures)
    except landing.Refused as refusal:
        lines = str(refusal).split("\n")
        told = lines[:20] + ([f"… and {len(lines) - 20} more"] if lines[20:] else [])
        raise click.ClickException("\n".join([f"{folder}: {told[0]}", *told[1:], "Nothing was written."])) from refusal
    pictures = f" and {len(moved.pictures):,} picture{'s' * (len(moved.pictures) != 1)}" if moved.pictures else ""
    click.echo(f"Wrote {len(moved.new):,} page{'s' * (len(moved.new) != 1)}{pictures} to {site}.")
    for line in landing.told(moved.out):
        click.echo(f"Left out: {line}.", err=True)
    for line in landing.told(moved.remarks):
        click.echo(f"Not as it was: {line}.", err=True)


def _read(file: Path) -> "tuple[list[Found], list[str]]":
    """The slides of a file, and what of it makes no event. Raises Refused."""
    from site_builder.doors.landing import Refused
    from site_builder.pages import arrivals

    try:
        with file.open("rb") as opened:
            held = opened.read(LARGEST + 1)
    except OSError as fault:
        raise Refused(f"it cannot be read: {fault.strerror}") from fault
    if len(held) > LARGEST:
        raise Refused(f"it has more than {LARGEST // 1_000_000} MB, which no timeline has; cut it into several files")
    try:
        text = held.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = held.count(b"\n", 0, fault.start) + 1
        raise Refused(f"line {line}: this is not UTF-8; save the file anew in that encoding") from fault
    if not text.strip():
        raise Refused("it is empty; export the timeline anew")
    is_json = file.suffix.lower() == ".json" or (file.suffix.lower() != ".csv" and text.lstrip()[0] in "{[")
    try:
        found, left = (arrivals.from_json if is_json else arrivals.from_csv)(text)
    except arrivals.Unreadable as fault:
        raise Refused(str(fault)) from fault
    if not found:
        raise Refused("there is no event in it")
    return found, left


def _arrivals(found: "list[Found]") -> "list[Arrival]":
    """The events of all slides. Raises Refused with every slide that makes none."""
    from site_builder.doors.landing import Refused
    from site_builder.pages.arrivals import arrival

    made, faults = [], []
    for number, one in enumerate(found, 1):
        try:
            made.append(arrival(one, number))
        except ValueError as fault:
            faults.append(f"{one.place}: {fault}")
    if faults:
        raise Refused("\n".join([*faults, "mend these slides, or take them out of the file"]))
    return made


def _events(
    desk: "Desk", arrivals: "list[Arrival]", topics: tuple[str, ...], sources: tuple[str, ...], importance: int
) -> "tuple[list[New], list[Remark]]":
    """The files of all events, and what is not as it was. Raises Refused where one is on the site already."""
    from site_builder.doors.landing import New, Refused, Remark, free_id
    from site_builder.doors.scaffold import quoted
    from site_builder.pages.arrivals import front_matter

    there = set(_imported(desk.documents))
    again = [one for one in arrivals if desk.kinds.get(one.name) == "event" or one.name in there]
    if again:
        told = [f'{one.place}: the site has an event "{one.name}" already' for one in again]
        raise Refused("\n".join([*told, "take these slides out, or give them another unique_id"]))
    topic_by_name = _topics(desk.documents)
    taken, files, remarks = {*desk.kinds, *_stems(desk.site)}, [], []
    for one in arrivals:
        own = _own_topics(one, topic_by_name)
        if not own and one.group:
            remarks.append(Remark(one.place, f'the group "{one.group}" is no topic here; it is in {", ".join(topics)}'))
        wish = _likely_id(one)
        identifier = free_id(wish, taken)
        if one.name and identifier != one.name:
            remarks.append(Remark(one.place, f'is called "{identifier}", as "{one.name}" cannot be its id'))
        text = front_matter(one, own or topics, one.importance or importance, sources, quoted)
        files.append(New(f"content/timeline/{identifier}.md", text, one.place))
        remarks += [Remark(one.place, words) for words in one.remarks]
    return files, remarks


def _imported(documents: "Sequence[Document]") -> Iterator[str]:
    """What the events that were imported before were called there."""
    import json

    from site_builder.core.model import Event

    for document in documents:
        if isinstance(document.meta, Event) and document.meta.x_timelinejs:
            name = json.loads(document.meta.x_timelinejs).get("unique_id")
            if isinstance(name, str) and name:
                yield name


def _topics(documents: "Sequence[Document]") -> dict[str, str]:
    """The ids of the site's topics by id and title, in small letters."""
    from site_builder.core.model import Topic

    topics = [document.meta for document in documents if isinstance(document.meta, Topic)]
    return {name.casefold(): topic.id for topic in topics for name in (topic.title, topic.id)}


def _own_topics(one: "Arrival", topic_by_name: dict[str, str]) -> tuple[str, ...]:
    """The topics of the site that a slide itself names: those that our export wrote, or else its group."""
    written = tuple(topic for topic in one.topics if topic_by_name.get(topic) == topic)
    group = topic_by_name.get(one.group.casefold())
    return written or ((group,) if group else ())


def _stems(site: Path) -> Iterator[str]:
    """The names of the files that lie among the events, sound or not."""
    yield from (file.stem for file in (site / "content/timeline").glob("*"))


def _likely_id(one: "Arrival") -> str:
    """An id made of a slide's own, of its title, or of its date where these have no Latin letters."""
    from site_builder.core.fields import LONGEST_ID
    from site_builder.core.slugs import is_id, slug
    from site_builder.doors.scaffold import likely_id

    if is_id(one.name) and "/" not in one.name and len(one.name) <= LONGEST_ID:
        return one.name
    date = slug("".join(sign for sign in one.date if sign.isascii()))
    return likely_id("event", {"title": (one.name,)}) or likely_id("event", {"title": (one.title,)}) or date
