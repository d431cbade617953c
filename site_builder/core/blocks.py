"""What fenced blocks say. A block's YAML is read with the same strictness as a file."""

from typing import Annotated, Literal

from site_builder.core.dates import When
from site_builder.core.fields import (
    ActorId,
    Citation,
    ClaimId,
    DatasetId,
    EventId,
    FilePath,
    Filled,
    Flag,
    Importance,
    Language,
    Status,
    TopicId,
    Where,
    Words,
)
from site_builder.core.model import Texts
from site_builder.core.parts import Citations, noun


@noun
class ChartBlock:
    """A picture of a dataset."""

    data: DatasetId
    type: Literal["bar", "line", "dot", "range"]
    x: Words
    y: Annotated[Texts, Filled(1, "column")]
    series: Words = ""
    where: Where = ()
    stacked: Flag = False
    title: Words
    description: Words


@noun
class TimelineBlock:
    """A part of the chronology."""

    topic: TopicId | None = None
    events: tuple[EventId, ...] = ()
    importance: Importance = 1
    since: When | None = None
    until: When | None = None
    title: Words = ""


@noun
class ClaimsBlock:
    """A part of the ledger."""

    topic: TopicId | None = None
    claims: tuple[ClaimId, ...] = ()
    status: tuple[Status, ...] = ()
    outcomes: Flag = False
    title: Words = ""


@noun
class FigureBlock:
    """A picture from the site's static folder."""

    image: FilePath
    alt: Words
    caption: Words = ""
    credit: Words = ""


@noun
class QuoteBlock:
    """Somebody's words."""

    text: Words
    source: Citation
    speaker: ActorId | None = None
    language: Language = ""
    original: Words = ""


@noun
class Fact:
    """A number or a short answer, with what it tells."""

    value: Words
    label: Words
    sources: Annotated[Citations, Filled(1, "source")]


@noun
class KeyfactsBlock:
    """A few numbers in a box."""

    title: Words = ""
    facts: Annotated[tuple[Fact, ...], Filled(1, "fact")]


@noun
class CompareItem:
    """One side of a comparison."""

    heading: Words
    text: Words
    sources: Annotated[Citations, Filled(1, "source")]


@noun
class CompareBlock:
    """Versions laid side by side."""

    title: Words
    items: Annotated[tuple[CompareItem, ...], Filled(2, "item")]


Block = ChartBlock | TimelineBlock | ClaimsBlock | FigureBlock | QuoteBlock | KeyfactsBlock | CompareBlock
