"""The marks of a chart: scale, box, and bars, lines, dots and ranges as SVG text."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from html import escape
from typing import Literal

from site_builder.core.chart import Chart
from site_builder.core.lettering import measure, say

FONT = 13.0  # the size that charts.css gives to letters, in units of the drawing
FEW = 12  # more values than this are not printed, more points on a line get no marks
ZERO = Decimal(0)
COLOURS = 6
DASH = "\N{EN DASH}"
# Where colours are forced to one, shapes alone tell series apart: after these seven they
# come again, open.
SHAPES = (
    "m-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z",
    "m-3.5-3.5h7v7h-7z",
    "m0-5.5l4.8 8.5h-9.6z",
    "m0-5.5l5.5 5.5l-5.5 5.5l-5.5-5.5z",
    "m-1.5-4.5h3v3h3v3h-3v3h-3v-3h-3v-3h3z",
    "m0 5.5l4.8-8.5h-9.6z",
    "m0-2l2.5-2.5l2 2l-2.5 2.5l2.5 2.5l-2 2l-2.5-2.5l-2.5 2.5l-2-2l2.5-2.5l-2.5-2.5l2-2z",
)
# Tiles of 8 units; the first colour stays plain.
HATCHES = (
    "",
    "M-2 2L2-2M0 8L8 0M6 10L10 6",
    "M3 4h2",
    "M0 4h8",
    "M-2 2L2-2M0 8L8 0M6 10L10 6M-2 6L2 10M0 0L8 8M6-2L10 2",
    "M4 0v8",
)
# What XML 1.0 cannot hold even as a reference.
UNSPEAKABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Anchor = Literal["start", "middle", "end"]
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Scale:
    """Both ends of the number axis and its ticks, none where there is no number at all."""

    low: Decimal
    high: Decimal
    ticks: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class Plot:
    """The box in which marks stand, in units from the top left corner.

    across: numbers go to the right and labels down, else numbers up and labels to the right.
    centres: for each label, along the label axis; band: how thick its marks may be together.
    """

    left: float
    right: float
    top: float
    bottom: float
    scale: Scale
    across: bool
    centres: tuple[float, ...]
    band: float

    def along(self, number: Decimal) -> float:
        """Where a number stands: x if the plot lies across, else y."""
        share = float((number - self.scale.low) / (self.scale.high - self.scale.low))
        if self.across:
            return self.left + share * (self.right - self.left)
        return self.bottom - share * (self.bottom - self.top)

    def spot(self, centre: float, number: Decimal) -> Point:
        """x and y of a number at a place on the label axis."""
        return (self.along(number), centre) if self.across else (centre, self.along(number))


@dataclass(frozen=True, slots=True)
class Value:
    """A number to be printed beside its mark.

    offset: from the centre of its label, in shares of the band; below: on the side of the
    smaller numbers.
    """

    label: int
    offset: float
    number: Decimal
    text: str
    below: bool


def marks(chart: Chart, plot: Plot) -> list[str]:
    """What stands in the box: one group for each series, then printed values."""
    draw: dict[str, Callable[[Chart, Plot, int], list[str]]] = {
        "bar": _bars,
        "line": _line,
        "dot": _dots,
        "range": _ranges,
    }
    groups = [group(n, draw[chart.kind](chart, plot, n)) for n in range(len(chart.series))]
    return groups + [_value(chart, plot, value) for value in values(chart, plot.band, across=plot.across)]


def scale(chart: Chart) -> Scale:
    """An axis in steps of 1, 2 or 5 that holds every number; bars always stand on zero."""
    numbers = [number for index in range(len(chart.labels)) for number in ends(chart, index)]
    if not numbers:
        return Scale(ZERO, Decimal(1), ())
    low, high = min(numbers), max(numbers)
    nearest, farthest = sorted((abs(low), abs(high)))
    if chart.kind == "bar" or low == high or nearest < farthest * 3 / 5:
        low, high = min(low, ZERO), max(high, ZERO)
    if low == high:
        high = Decimal(1)
    rough = (high - low) / 4
    power = Decimal(1).scaleb(rough.adjusted())
    step = next(power * times for times in (1, 2, 5, 10) if power * times >= rough)
    if all(number == number.to_integral_value() for number in numbers):
        step = max(step, Decimal(1))
    first = int((low / step).to_integral_value(ROUND_FLOOR))
    last = int((high / step).to_integral_value(ROUND_CEILING))
    return Scale(first * step, last * step, tuple(step * n for n in range(first, last + 1)))


def ends(chart: Chart, index: int) -> list[Decimal]:
    """The numbers that the marks at one label reach, none where all are missing."""
    rows = [one.values for one in chart.series] + [one.high for one in chart.series if one.high]
    found = [decimal(value) for row in rows if (value := row[index]) is not None]
    if chart.kind == "bar" and chart.stacked and found:
        return [sum((n for n in found if n > 0), ZERO), sum((n for n in found if n < 0), ZERO)]
    return found


def slots(chart: Chart) -> int:
    """How many marks stand side by side at each label."""
    side_by_side = chart.kind == "range" or (chart.kind == "bar" and not chart.stacked)
    return max(1, len(chart.series)) if side_by_side else 1


def values(chart: Chart, band: float, *, across: bool) -> tuple[Value, ...]:
    """The numbers to print beside the marks; none when they are many or find no room.

    band: how thick the marks of one label are together, in units.
    """
    if chart.kind == "bar":
        found = _totals(chart) if chart.stacked else _singles(chart)
    elif chart.kind == "dot" and len(chart.series) == 1 and not chart.positions:
        found = [value for value in _singles(chart) if value.text != DASH]
    elif chart.kind == "range" and across:
        found = _spans(chart)
    else:
        return ()
    room = band / slots(chart) - 2 if slots(chart) > 1 else 1.2 * band
    fit = across or all(measure(value.text, FONT) <= room for value in found)
    return tuple(found) if fit and len(found) <= FEW * (2 if across else 1) else ()


def path(kind: str, points: Sequence[Point]) -> str:
    """A line through points."""
    steps = "L".join(f"{number(x)} {number(y)}" for x, y in points)
    return f'<path class="chart-{kind}" d="M{steps}"/>'


def mark(index: int, x: float, y: float) -> str:
    """The shape that stands for one series at a point."""
    shape = SHAPES[index % len(SHAPES)]
    look = "chart-mark chart-open" if index // len(SHAPES) % 2 else "chart-mark"
    return f'<path class="{look}" d="M{number(x)} {number(y)}{shape}"/>'


def bar(chart: Chart, index: int, corner: Point, size: Point) -> str:
    """A rectangle, below the hatching of its series where there are several."""
    (x, y), (width, height) = corner, size
    place = f'x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{number(height)}"'
    solid = f'<rect class="chart-bar" {place}/>'
    if not _hatch(chart, index):
        return solid
    # Laid over the bar: a pattern that holds the colour too shows seams between its tiles.
    return f'{solid}<rect fill="url(#{_hatch_id(chart, index)})" {place}/>'


def patterns(chart: Chart) -> list[str]:
    """The hatching that tells the bars of several series apart without colour."""
    parts = [
        f'<pattern id="{_hatch_id(chart, index)}" width="8" height="8"'
        f' patternUnits="userSpaceOnUse"><path class="chart-hatch" d="{hatch}"/></pattern>'
        for index in range(len(chart.series))
        if (hatch := _hatch(chart, index))
    ]
    return ["<defs>", *parts, "</defs>"] if parts else []


def group(index: int, parts: Iterable[str]) -> str:
    """Parts that share the look of one series."""
    return f'<g class="{_class(index)}">{"".join(parts)}</g>'


def text(kind: str, at: Point, words: str, anchor: Anchor = "start") -> str:
    """One line of text, escaped."""
    side = "" if anchor == "start" else f' text-anchor="{anchor}"'
    x, y = at
    place = f'x="{number(x)}" y="{number(y)}"{side}'
    return f'<text class="chart-{kind}" {place}>{escaped(words)}</text>'


def escaped(words: str) -> str:
    """Text that XML can hold, in content and in attributes."""
    return escape(UNSPEAKABLE.sub("\ufffd", words))


def number(value: float) -> str:
    """A coordinate with two decimals at most, never "-0"."""
    digits = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if digits == "-0" else digits


def _bars(chart: Chart, plot: Plot, index: int) -> list[str]:
    """The bars of one series, from zero or from the end of the series below it."""
    thick, parts = plot.band / slots(chart), []
    for label, value in enumerate(chart.series[index].values):
        if value is None:
            continue
        size = decimal(value)
        start = _stand(chart, index, label, size) if chart.stacked else ZERO
        side = (0 if chart.stacked else index) * thick - plot.band / 2
        x1, y1 = plot.spot(plot.centres[label] + side, start)
        x2, y2 = plot.spot(plot.centres[label] + side + thick, start + size)
        corner = min(x1, x2), min(y1, y2)
        parts.append(bar(chart, index, corner, (abs(x2 - x1), abs(y2 - y1))))
    return parts


def _stand(chart: Chart, index: int, label: int, size: Decimal) -> Decimal:
    """Where a stacked bar begins: the sum of the bars before it on its side of zero."""
    before = [one.values[label] for one in chart.series[:index]]
    sizes = [decimal(value) for value in before if value is not None]
    return sum((one for one in sizes if (one < 0) == (size < 0)), ZERO)


def _line(chart: Chart, plot: Plot, index: int) -> list[str]:
    """A line for each unbroken run of numbers, a mark for each that stands alone."""
    runs: list[list[Point]] = [[]]
    for centre, value in zip(plot.centres, chart.series[index].values, strict=True):
        if value is None:
            runs.append([])
        else:
            runs[-1].append(plot.spot(centre, decimal(value)))
    few = len(chart.labels) <= FEW
    points = [run for run in runs if few or len(run) == 1]
    lines = [path("line", run) for run in runs if len(run) > 1]
    return lines + [mark(index, x, y) for run in points for x, y in run]


def _dots(chart: Chart, plot: Plot, index: int) -> list[str]:
    """A mark for each number."""
    places = zip(plot.centres, chart.series[index].values, strict=True)
    spots = [plot.spot(at, decimal(value)) for at, value in places if value is not None]
    return [mark(index, x, y) for x, y in spots]


def _ranges(chart: Chart, plot: Plot, index: int) -> list[str]:
    """A stroke from low to high with a mark at both ends; one mark if only one is known."""
    thick, parts = plot.band / slots(chart), []
    one = chart.series[index]
    for centre, pair in zip(plot.centres, zip(one.values, one.high, strict=True), strict=True):
        at = centre + (index + 0.5) * thick - plot.band / 2
        spots = [plot.spot(at, decimal(value)) for value in pair if value is not None]
        if len(spots) == 2:
            parts.append(path("span", spots))
        parts += [mark(index, x, y) for x, y in spots]
    return parts


def _singles(chart: Chart) -> list[Value]:
    """Each number of each series; a dash where one is missing, lest it pass for zero."""
    thick = 1 / slots(chart)
    return [
        Value(label, (n + 0.5) * thick - 0.5, decimal(value or 0), _said(value), (value or 0) < 0)
        for n, one in enumerate(chart.series)
        for label, value in enumerate(one.values)
    ]


def _totals(chart: Chart) -> list[Value]:
    """The sum of each stack that has all its parts and grows to one side only."""
    found = []
    for label in range(len(chart.labels)):
        parts = [one.values[label] for one in chart.series]
        reached = ends(chart, label)
        if not reached:
            found.append(Value(label, 0, ZERO, DASH, below=False))
        elif None not in parts and ZERO in reached:
            total = sum(reached, ZERO)
            found.append(Value(label, 0, total, say(total), total < 0))
    return found


def _spans(chart: Chart) -> list[Value]:
    """Both ends of each range, to be printed beyond the higher."""
    found, thick = [], 1 / slots(chart)
    for n, one in enumerate(chart.series):
        for label, pair in enumerate(zip(one.values, one.high, strict=True)):
            known = sorted(decimal(value) for value in pair if value is not None)
            if known:
                dash = DASH if known[0] >= 0 else f" {DASH} "
                words = dash.join(dict.fromkeys(map(say, known)))
                found.append(Value(label, (n + 0.5) * thick - 0.5, known[-1], words, below=False))
    return found


def _value(chart: Chart, plot: Plot, value: Value) -> str:
    """A printed number, outside the end of its mark."""
    gap = 5 if chart.kind == "bar" else 9
    x, y = plot.spot(plot.centres[value.label] + value.offset * plot.band, value.number)
    if plot.across:
        anchor: Anchor = "end" if value.below else "start"
        return text("value", (x + (-gap if value.below else gap), y + 4.5), value.text, anchor)
    return text("value", (x, y + (gap + 9 if value.below else -gap)), value.text, "middle")


def _hatch(chart: Chart, index: int) -> str:
    """The hatching of one series, none for the first and for what is not a bar."""
    if chart.kind != "bar":
        return ""
    # With more series than colours the hatches move on, so that a pair does not return.
    return HATCHES[(index + index // COLOURS) % len(HATCHES)]


def _hatch_id(chart: Chart, index: int) -> str:
    return f"{escaped(chart.id)}-hatch-{index + 1}"


def _said(value: float | None) -> str:
    return DASH if value is None else say(decimal(value))


def _class(index: int) -> str:
    return f"series-{index % COLOURS + 1}"


def decimal(value: float) -> Decimal:
    """The value by the digits that an editor wrote."""
    # The shortest digits: 0.1 itself would lie above its tick and ask for one tick more.
    return Decimal(repr(value))
