"""One chart as SVG text for the page: no script, no style, no colour, only classes.

The drawing is 360 units wide and as high as it needs to be, so that its letters stay above
11 pixels in a column of 330. Where labels are too long to stand side by side below the
axis, the chart lies down: each label gets a line of its own above its marks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from site_builder.core.chart import Chart
from site_builder.core.lettering import measure, say, wrap
from site_builder.pages import plot as drawing
from site_builder.pages.plot import FONT, ZERO, Anchor, Plot, Scale, text

WIDTH, LINE, HEIGHT = 360.0, 15.0, 170.0
LABEL = 110.0  # the widest that one label below the axis may grow before it breaks
Box = tuple[float, float]  # left and right end


@dataclass(frozen=True, slots=True)
class Note:
    """An annotation put in place, its lines between `low` and `high` above the plot.

    anchor: which side of the text the mark touches; span: what text and mark cover.
    """

    label: int
    lines: tuple[str, ...]
    anchor: Anchor
    span: Box
    low: float

    @property
    def high(self) -> float:
        return self.low + len(self.lines) * LINE + 3


def draw(chart: Chart) -> str:
    """One `<svg>` element that shows a chart; equal charts give equal text."""
    axis = drawing.scale(chart)
    body, height = (_lying if _lies(chart, axis) else _standing)(chart, axis)
    name = drawing.escaped(chart.id)
    return "".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" class="chart chart-kind-{chart.kind}{_alone(chart)}"',
            f' viewBox="0 0 {drawing.number(WIDTH)} {drawing.number(height)}"',
            f' direction="ltr" role="img" aria-labelledby="{name}-title {name}-desc">',
            f'<title id="{name}-title">{drawing.escaped(chart.title)}</title>',
            f'<desc id="{name}-desc">{drawing.escaped(chart.description)}</desc>',
            *drawing.patterns(chart),
            *body,
            "</svg>",
        ]
    )


def _alone(chart: Chart) -> str:
    """The class of a chart of one series, which takes the accent of its topic."""
    return " chart-single" if len(chart.series) == 1 else ""


def _standing(chart: Chart, axis: Scale) -> tuple[list[str], float]:
    """A chart whose numbers go upwards, and its height."""
    names = _end_names(chart, axis)
    right = WIDTH - max((_width(name) + 10 for _, name in names), default=8)
    # Bars that all carry their numbers need no axis beside them, and no room for one.
    is_said = _is_said(chart, _centres(chart, 1, right)[1], across=False)
    left = 1 if is_said else _margin(axis)
    header, top = _header(chart, legend=not names)
    centres, band = _centres(chart, left, right)
    notes = _notes(chart, centres)
    top += max((note.high for note in notes), default=0) + LINE + 4
    plot = Plot(left, right, top, top + HEIGHT, axis, across=False, centres=centres, band=band)
    labels, bottom = _labels(chart, plot)
    beside = [
        drawing.group(index, [text("name", (right + 8, top + y + 4), name)]) for index, (y, name) in enumerate(names)
    ]
    remarks = [part for note in notes for part in _remark(chart, plot, note)]
    grid = _grid(plot, bars=chart.kind == "bar", is_said=is_said)
    return [*header, *grid, *labels, *drawing.marks(chart, plot), *beside, *remarks], bottom


def _lying(chart: Chart, axis: Scale) -> tuple[list[str], float]:
    """A chart whose numbers go to the right, and its height."""
    texts, top = _header(chart, legend=True)
    texts += _lines("axis", (0, top), wrap(chart.x_title, FONT, WIDTH))
    top += LINE * len(wrap(chart.x_title, FONT, WIDTH)) + 4
    band, centres, y = 15.0 * drawing.slots(chart), [], top
    for label in chart.labels:
        name = wrap(label, FONT, WIDTH)
        remarks = [line for note in chart.annotations if note.at == label for line in wrap(note.text, FONT, WIDTH)]
        marks = y + LINE * len(name) + 1
        texts += _lines("label", (0, y), name)
        texts += _lines("note", (0, marks + band), remarks)
        centres.append(marks + band / 2)
        y = marks + band + LINE * len(remarks) + 9
    printed = drawing.values(chart, band, across=True)
    edge = 1 if chart.kind == "bar" else 6
    left, right = (
        max((_width(value.text) + 12 for value in printed if value.below == side), default=edge)
        for side in (True, False)
    )
    plot = Plot(left, WIDTH - right, top, y, axis, across=True, centres=tuple(centres), band=band)
    is_said = _is_said(chart, band, across=True)
    grid = _grid(plot, bars=chart.kind == "bar", is_said=is_said)
    return [*grid, *texts, *drawing.marks(chart, plot)], y if is_said else y + LINE + 5


def _is_said(chart: Chart, band: float, *, across: bool) -> bool:
    """Whether every bar carries its number."""
    printed = drawing.values(chart, band, across=across) if chart.kind == "bar" and not chart.stacked else ()
    return len(printed) == len(chart.labels) * len(chart.series) > 0


def _lies(chart: Chart, axis: Scale) -> bool:
    """Whether labels are too long to stand side by side; time always goes to the right."""
    if chart.kind == "line" or chart.positions:
        return False
    return not _abreast(chart, (WIDTH - _margin(axis) - 8) / max(1, len(chart.labels)))


def _abreast(chart: Chart, step: float) -> bool:
    """Whether every label breaks into at most three lines of whole words below its marks."""
    words = [_width(word) for label in chart.labels for word in label.split()]
    short = all(len(wrap(label, FONT, step - 4)) <= 3 for label in chart.labels)
    return short and max(words, default=0) <= step - 4


def _margin(axis: Scale) -> float:
    """The room that the numbers left of a plot need."""
    return max((_width(say(tick)) for tick in axis.ticks), default=0) + 6


def _centres(chart: Chart, left: float, right: float) -> tuple[tuple[float, ...], float]:
    """Where each label stands between two ends, and the room that its marks have."""
    if not chart.positions:
        step = (right - left) / max(1, len(chart.labels))
        centres = tuple(left + step * (index + 0.5) for index in range(len(chart.labels)))
        return centres, min(step * 0.76, 48.0 * drawing.slots(chart))
    first, last = min(chart.positions), max(chart.positions)
    # Halves, because the distance between two large numbers may be no number.
    whole = last / 2 - first / 2 or 1.0
    shares = [(at / 2 - first / 2) / whole if last > first else 0.5 for at in chart.positions]
    return tuple(left + 8 + share * (right - left - 16) for share in shares), 12.0


def _header(chart: Chart, *, legend: bool) -> tuple[list[str], float]:
    """The unit and, where it is wanted, what each series looks like; and where they end."""
    lines = wrap(chart.unit, FONT, WIDTH)
    # Three units of air: letters with marks above them rise out of their line.
    x, y, parts = 0.0, LINE * len(lines) + 3, _lines("unit", (0, 3), lines)
    if not legend or len(chart.series) < 2:
        return parts, y + 4
    y += 4
    for index, series in enumerate(chart.series):
        lines = wrap(series.name, FONT, WIDTH - 28)
        width = 24 + max(map(_spaced_out, lines), default=0)
        if x + width > WIDTH:
            x, y = 0.0, y + LINE + 2
        parts += [_sample(chart, index, x, y + 8), *_lines("name", (x + 24, y), lines)]
        x, y = x + width + 14, y + LINE * max(0, len(lines) - 1)
    return parts, y + LINE + 6


def _sample(chart: Chart, index: int, x: float, y: float) -> str:
    """What one series looks like, for the legend."""
    if chart.kind == "bar":
        return drawing.group(index, [drawing.bar(chart, index, (x, y - 6), (18, 12))])
    kind = "span" if chart.kind == "range" else "line"
    rule = [drawing.path(kind, [(x + 1, y), (x + 17, y)])] if chart.kind != "dot" else []
    return drawing.group(index, [*rule, drawing.mark(index, x + 9, y)])


def _end_names(chart: Chart, axis: Scale) -> list[tuple[float, str]]:
    """Each series' name at the height of its line's end; none if they do not all find room.

    Heights count from the top of the plot. Names may move a little to keep clear of others.
    """
    last = [one.values[-1] for one in chart.series if one.values]
    widest = max((_width(series.name) for series in chart.series), default=0)
    if chart.kind != "line" or len(last) < 2 or None in last or widest > 0.28 * WIDTH:
        return []
    box = Plot(0, 0, 0, HEIGHT, axis, across=False, centres=(), band=0)
    wanted = [box.along(drawing.decimal(value)) for value in last if value is not None]
    order = sorted(range(len(wanted)), key=wanted.__getitem__)
    down, up, least, most = dict(enumerate(wanted)), dict(enumerate(wanted)), 0.0, HEIGHT
    for first, last_one in zip(order, reversed(order), strict=True):
        down[first] = max(wanted[first], least)
        up[last_one] = min(wanted[last_one], most)
        least, most = down[first] + LINE - 1, up[last_one] - LINE + 1
    # Pushed down and pushed up in equal parts: the middle keeps every distance of both.
    found = [(down[index] + up[index]) / 2 for index in range(len(wanted))]
    if any(abs(y - at) > 9 for y, at in zip(found, wanted, strict=True)):
        return []
    return [(y, one.name) for y, one in zip(found, chart.series, strict=True)]


def _grid(plot: Plot, *, bars: bool, is_said: bool) -> list[str]:
    """A light line for each tick, a stronger one for zero, numbers where they find room; zero alone where bars say all.

    is_said: whether every bar carries its number.
    """
    lines, texts = [], []
    for tick in (ZERO,) if is_said else plot.scale.ticks or (plot.scale.low,):
        kind, at = ("zero" if tick == 0 else "grid"), plot.along(tick)
        if not plot.across:
            lines.append(drawing.path(kind, [(plot.left, at), (plot.right, at)]))
        elif tick != 0 or not bars:
            lines.append(drawing.path("grid", [(at, plot.top), (at, plot.bottom)]))
        else:
            # Zero stands beside the bars only: on its way down it would cut into the labels.
            half = plot.band / 2 + 1
            spots = [[(at, one - half), (at, one + half)] for one in plot.centres]
            lines += [drawing.path(kind, ends) for ends in spots]
    if plot.across and not bars:
        spots = [[(plot.left, one), (plot.right, one)] for one in plot.centres]
        lines += [drawing.path("grid", ends) for ends in spots]
    for tick in () if is_said else _spoken(plot):
        if plot.across:
            place = sum(_tick_box(plot, tick)) / 2, plot.bottom + LINE
            texts.append(text("tick", place, say(tick), "middle"))
        else:
            place = plot.left - 6, plot.along(tick) + 4.5
            texts.append(text("tick", place, say(tick), "end"))
    return lines + texts


def _spoken(plot: Plot) -> tuple[Decimal, ...]:
    """The ticks that get a number: all, or every second or third so that they keep clear."""
    ticks = plot.scale.ticks
    if not plot.across or len(ticks) < 2:
        return ticks
    for stride in range(1, len(ticks)):
        kept = tuple(tick for tick in ticks if tick / (ticks[1] - ticks[0]) % stride == 0)
        boxes = [_tick_box(plot, tick) for tick in kept]
        if all(one[1] + 8 <= other[0] for one, other in pairwise(boxes)):
            return kept
    return ticks[-1:]


def _tick_box(plot: Plot, tick: Decimal) -> Box:
    return _inside(plot.along(tick), _width(say(tick)))


def _labels(chart: Chart, plot: Plot) -> tuple[list[str], float]:
    """As many labels below the plot as find room, the axis title, and where they end."""
    below = any(value.below for value in drawing.values(chart, plot.band, across=False))
    y, left = plot.bottom + 6 + LINE * below, list(range(len(chart.labels)))
    left.sort(key=plot.centres.__getitem__, reverse=True)
    step = (plot.right - plot.left) / max(1, len(chart.labels))
    width = step - 4 if not chart.positions and _abreast(chart, step) else LABEL
    names = [wrap(label, FONT, width) for label in chart.labels]
    boxes = [_inside(x, max(map(_width, name), default=0)) for x, name in zip(plot.centres, names, strict=True)]
    parts = [drawing.path("notch", [(x, plot.bottom), (x, plot.bottom + 4)]) for x in plot.centres]
    # A second row is for a few uneven dates; under many labels it would read as a zigzag.
    for _ in range(2 if chart.positions and len(boxes) <= 6 else 1):
        row = _thin(boxes, left)
        for index in row:
            parts += _lines("label", (sum(boxes[index]) / 2, y), names[index], "middle")
        y += LINE * max((len(names[index]) for index in row), default=0)
        left = [index for index in left if index not in row]
    title = wrap(chart.x_title, FONT, WIDTH)
    middle = sum(_inside((plot.left + plot.right) / 2, max(map(_width, title), default=0))) / 2
    return parts + _lines("axis", (middle, y + 2), title, "middle"), y + LINE * len(title) + 8


def _thin(boxes: Sequence[Box], waiting: Sequence[int]) -> list[int]:
    """Those of the waiting boxes, last first, that stand clear of the ones kept before."""
    kept: list[int] = []
    for index in waiting:
        if not kept or boxes[index][1] + 8 <= boxes[kept[-1]][0]:
            kept.append(index)
    return kept


def _notes(chart: Chart, centres: Sequence[float]) -> list[Note]:
    """Annotations from the lowest to the highest, none across the mark of another.

    The lowest is the one with the most room to the next mark at its side. Its mark is then
    out of the way, and the same question is asked of those that are left.
    """
    waiting = [(chart.labels.index(one.at), one.text) for one in chart.annotations]
    placed: list[Note] = []
    while waiting:
        marks = [centres[label] for label, _ in waiting]
        rooms = [_room(at, marks) for at in marks]
        index = max(range(len(rooms)), key=lambda one: abs(rooms[one]))
        label, words = waiting.pop(index)
        at, side = centres[label], rooms[index]
        lines = wrap(words, FONT, min(max(abs(side) - 10, 2 * FONT), 150))
        reach = max(map(_width, lines), default=0) + 8
        span = (at, at + reach) if side > 0 else (at - reach, at)
        low = max((one.high for one in placed if _meet(one.span, span)), default=0)
        placed.append(Note(label, lines, "start" if side > 0 else "end", span, low))
    return placed


def _room(at: float, marks: Sequence[float]) -> float:
    """The way to the next mark or edge on the wider side, negative to the left."""
    after = min((one for one in marks if one > at), default=WIDTH) - at
    before = at - max((one for one in marks if one < at), default=0.0)
    return after if after >= before else -before


def _meet(one: Box, other: Box) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def _remark(chart: Chart, plot: Plot, note: Note) -> list[str]:
    """An annotation's text and its mark, which ends above what it speaks of."""
    x, y = plot.centres[note.label], plot.top - LINE - 4 - note.high
    reached = [plot.along(end) for end in drawing.ends(chart, note.label)]
    clear = 20 if drawing.values(chart, plot.band, across=False) else 8
    foot = max(min(reached, default=plot.bottom) - clear, plot.top - LINE)
    side = 5 if note.anchor == "start" else -5
    stem = drawing.path("stem", [(x, y), (x, foot)])
    return [stem, *_lines("note", (x + side, y), note.lines, note.anchor)]


def _lines(kind: str, at: tuple[float, float], lines: Sequence[str], anchor: Anchor = "start") -> list[str]:
    """Lines of text below each other; `at` is the top of the first."""
    x, y = at
    return [text(kind, (x, y + LINE * (n + 1) - 3), line, anchor) for n, line in enumerate(lines)]


def _inside(middle: float, width: float) -> Box:
    """Both ends of something wide, moved into the drawing if it would stick out."""
    start = max(0.0, min(middle - width / 2, WIDTH - width))
    return start, start + width


def _width(words: str) -> float:
    return measure(words, FONT)


def _spaced_out(words: str) -> float:
    """The width where a reader sets letters and words apart as far as WCAG 1.4.12 asks a page to bear."""
    return _width(words) + FONT * (0.12 * len(words) + 0.16 * words.count(" "))
