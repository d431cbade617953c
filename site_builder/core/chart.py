"""What one chart shows: the nouns between a dataset and its drawing."""

from dataclasses import dataclass
from math import isfinite
from typing import Literal


@dataclass(frozen=True, slots=True)
class Series:
    """One row of numbers with a name.

    values: one for each x label; None was not found and is never guessed.
    high: for kind "range" the upper ends, values then being the lower; else empty.
    """

    name: str
    values: tuple[float | None, ...]
    high: tuple[float | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Annotation:
    """A remark that belongs to one x label."""

    at: str
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart, complete: nothing else is needed to draw it.

    id: unique on its page, without white space; the ids inside the drawing begin with it.
    title, description: what a screen reader says; the page shows the title as a caption.
    positions: empty when the labels stand evenly spaced, else one number for each label
    (a year with its fraction, say) for an axis in proportion; kinds line and dot only.
    stacked: bars stand on one another; other kinds ignore it.
    annotations: each stands at one of the labels.
    Parts that do not fit together raise ValueError: the content was checked before.
    """

    id: str
    kind: Literal["bar", "line", "dot", "range"]
    title: str
    description: str
    labels: tuple[str, ...]
    positions: tuple[float, ...]
    series: tuple[Series, ...]
    unit: str
    x_title: str
    stacked: bool
    annotations: tuple[Annotation, ...]

    def __post_init__(self) -> None:
        if not self.id or self.id.split() != [self.id]:
            raise ValueError(f"expected a chart id without white space, found {self.id!r}")
        if self.positions and self.kind not in ("line", "dot"):
            raise ValueError(f"expected no positions for kind {self.kind}")
        for name, row in _rows(self):
            if len(row) != len(self.labels):
                expected = f"expected {len(self.labels)} numbers, one for each label"
                raise ValueError(f"{expected}, found {len(row)} in {name!r}")
            if not all(number is None or isfinite(number) for number in row):
                raise ValueError(f"expected finite numbers in {name!r}")
        for annotation in self.annotations:
            if annotation.at not in self.labels:
                raise ValueError(f"expected an x label, found {annotation.at!r}")


def _rows(chart: Chart) -> list[tuple[str, tuple[float | None, ...]]]:
    """Every row of numbers of a chart with its name; a range has two for each series."""
    rows = [(series.name, series.values) for series in chart.series]
    if chart.kind == "range":
        rows += [(series.name, series.high) for series in chart.series]
    return rows + ([("positions", chart.positions)] if chart.positions else [])
