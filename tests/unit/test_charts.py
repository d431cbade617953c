"""What pages.charts draws, read back from its SVG."""

import re
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import Literal
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from site_builder.core.chart import Annotation, Chart, Series
from site_builder.core.lettering import measure
from site_builder.pages.charts import draw
from site_builder.pages.plot import FONT, number, scale

SVG = "{http://www.w3.org/2000/svg}"
YEARS = ("2019", "2020", "2021", "2022", "2023")
DASH = "\N{EN DASH}"
# A word of this length finds no room below a bar if there are three.
LONG = ("telecommunication equipment", "pharmaceuticals, intermediates", "transport, infrastructure")


def chart(
    kind: Literal["bar", "line", "dot", "range"],
    labels: tuple[str, ...],
    *series: Series,
    positions: tuple[float, ...] = (),
    stacked: bool = False,
    annotations: tuple[Annotation, ...] = (),
) -> Chart:
    return Chart(
        id="trade",
        kind=kind,
        title="Trade by year",
        description="Trade grew.",
        labels=labels,
        positions=positions,
        series=series,
        unit="billion US dollars",
        x_title="Year",
        stacked=stacked,
        annotations=annotations,
    )


def drawn(one: Chart) -> ET.Element:
    return ET.fromstring(draw(one))  # noqa: S314, we drew it ourselves


def parts(one: Chart, kind: str) -> list[ET.Element]:
    return [part for part in drawn(one).iter() if f"chart-{kind}" in part.get("class", "").split()]


def words(one: Chart, kind: str) -> list[str]:
    return [part.text or "" for part in parts(one, kind)]


def points(path: ET.Element) -> list[tuple[float, float]]:
    """The absolute points of a path: those after M or L."""
    found = re.findall(r"[ML](-?[\d.]+) (-?[\d.]+)", path.get("d", ""))
    return [(float(x), float(y)) for x, y in found]


def rect(part: ET.Element) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a rectangle."""
    x, y, width, height = (float(part.get(name, "")) for name in ("x", "y", "width", "height"))
    return x, y, round(x + width, 2), round(y + height, 2)


def extent(part: ET.Element) -> tuple[float, float]:
    """Where a text begins and ends, by the estimate of core.lettering."""
    x, width = float(part.get("x", "")), measure(part.text or "", FONT)
    share = {"start": 0.0, "middle": 0.5, "end": 1.0}[part.get("text-anchor", "start")]
    return x - share * width, x + (1 - share) * width


def test_line_breaks_at_a_missing_value_and_is_never_joined() -> None:
    one = chart("line", YEARS, Series("total", (1.0, 2.0, None, 4.0, 5.0)))
    lines = parts(one, "line")
    assert [len(points(line)) for line in lines] == [2, 2]
    assert points(lines[0])[-1][0] < points(lines[1])[0][0]
    assert all(re.fullmatch(r"M[^MLa-z]*(L[^MLa-z]*)+", line.get("d", "")) for line in lines)


def test_lone_point_between_gaps_is_a_mark() -> None:
    years = tuple(str(year) for year in range(2000, 2020))
    numbers = (*(float(n) for n in range(17)), None, 9.0, None)
    one = chart("line", years, Series("total", numbers))
    assert len(parts(one, "line")) == 1
    assert len(parts(one, "mark")) == 1


def test_single_point_has_a_mark_and_no_line() -> None:
    one = chart("line", ("2024",), Series("total", (3.0,)))
    assert not parts(one, "line")
    assert len(parts(one, "mark")) == 1


def test_missing_series_draws_nothing_and_keeps_its_name() -> None:
    one = chart("line", ("2023", "2024"), Series("A", (1.0, 2.0)), Series("B", (None, None)))
    assert words(one, "name") == ["A", "B"]
    groups = [part for part in drawn(one) if part.get("class") == "series-2"]
    assert len(groups[1:]) == 1, "its place in the legend, and its empty group"
    assert not list(groups[1])


def test_chart_without_any_number_has_no_ticks() -> None:
    one = chart("bar", ("2023", "2024"), Series("A", (None, None)))
    assert not words(one, "tick")
    assert not parts(one, "bar")
    assert words(one, "value") == [DASH, DASH]


def test_upright_bars_stand_on_zero() -> None:
    one = chart("bar", ("2023", "2024", "2025"), Series("A", (96.0, 100.0, -4.0)))
    (zero,) = parts(one, "zero")
    floor = points(zero)[0][1]
    first, second, third = (rect(part) for part in parts(one, "bar"))
    assert (floor, floor, floor) == (first[3], second[3], third[1])
    assert pytest.approx((floor - first[1]) / (floor - second[1]), abs=1e-3) == 96 / 100


def test_axis_of_a_line_may_begin_above_zero_but_that_of_bars_not() -> None:
    row = Series("A", (96.0, 100.0))
    assert Decimal(0) < scale(chart("line", ("2023", "2024"), row)).low
    assert Decimal(0) == scale(chart("bar", ("2023", "2024"), row)).low


@pytest.mark.parametrize(
    ("numbers", "ticks"),
    [
        ((8.14, 68.72), "0 20 40 60 80"),
        ((0.1, 0.4), "0 0.1 0.2 0.3 0.4"),
        ((1.0, 2.0), "0 1 2"),
        ((0.0, 0.0), "0 1"),
        ((-3.0, 4.0), "-4 -2 0 2 4"),
        ((35000.0, 72000.0), "0 20000 40000 60000 80000"),
        ((1e300, 2e300), "0 5E+299 1.0E+300 1.5E+300 2.0E+300"),
    ],
)
def test_ticks_are_steps_of_one_two_or_five(numbers: tuple[float, ...], ticks: str) -> None:
    found = scale(chart("bar", ("2023", "2024"), Series("A", numbers))).ticks
    assert [Decimal(tick) for tick in ticks.split()] == list(found)


def test_stacked_bars_begin_where_the_last_one_ended_and_reach_the_sum() -> None:
    rows = Series("exports", (4.88,)), Series("imports", (63.84,)), Series("returns", (-8.72,))
    one = chart("bar", ("2024-25",), *rows, stacked=True)
    drawn_bars = [
        rect(part)
        for part in parts(one, "bar")
        if float(part.get("height", "")) != 12  # samples of the legend
    ]
    exports, imports, returns = drawn_bars
    (zero,) = parts(one, "zero")
    floor = points(zero)[0][1]
    assert (floor, exports[1], floor) == pytest.approx((exports[3], imports[3], returns[1]), abs=0.02)
    unit = (exports[3] - exports[1]) / 4.88
    assert pytest.approx((floor - imports[1]) / unit, abs=0.2) == 68.72
    assert pytest.approx((returns[3] - floor) / unit, abs=0.2) == 8.72


def test_stack_prints_its_total_only_when_it_is_whole() -> None:
    rows = Series("a", (1.0, 1.0, None)), Series("b", (2.5, None, None))
    one = chart("bar", ("x", "y", "z"), *rows, stacked=True)
    assert words(one, "value") == ["3.5", DASH]


def test_grouped_bars_of_one_label_stand_side_by_side() -> None:
    rows = Series("a", (1.0, 2.0)), Series("b", (3.0, 4.0))
    bars = [rect(part) for part in parts(chart("bar", ("x", "y"), *rows), "bar")][2:]
    assert (bars[0][2], bars[1][2]) == pytest.approx((bars[2][0], bars[3][0]), abs=0.02)


def test_missing_bar_is_told_from_zero() -> None:
    one = chart("bar", ("2022", "2023", "2024"), Series("a", (0.0, None, 3.0)))
    assert words(one, "value") == ["0", DASH, "3"]


def test_long_labels_lay_bars_down() -> None:
    one = chart("bar", LONG, Series("a", (5000.0, 234900.0, 1.0)))
    first, second, third = (rect(part) for part in parts(one, "bar"))
    assert first[0] == second[0] == third[0]
    assert first[3] < second[1]
    assert list(LONG) == words(one, "label")


def test_short_labels_leave_bars_upright() -> None:
    first, second = (rect(part) for part in parts(chart("bar", ("A", "B"), Series("a", (1.0, 2.0))), "bar"))
    assert first[3] == second[3]


def test_negative_lying_bar_grows_to_the_left() -> None:
    one = chart("bar", LONG, Series("a", (-2.0, 3.0, None)))
    left, right = (rect(part) for part in parts(one, "bar"))
    assert left[2] == right[0]
    assert words(one, "value") == ["\N{MINUS SIGN}2", "3", DASH]


def test_range_is_a_stroke_with_a_mark_at_each_end() -> None:
    one = chart("range", ("2021", "2025"), Series("permits", (None, 56000.0), (None, 72000.0)))
    (span,) = parts(one, "span")
    (x1, low), (x2, high) = points(span)
    assert x1 == x2
    assert high < low
    assert points(span) == [points(mark)[0] for mark in parts(one, "mark")]


def test_positions_stand_in_proportion() -> None:
    one = chart("dot", ("a", "b", "c"), Series("s", (1.0, 1.0, 1.0)), positions=(2000, 2001, 2004))
    first, second, third = (points(mark)[0][0] for mark in parts(one, "mark"))
    assert (second - first) * 4 == pytest.approx(third - first, abs=0.05)


def test_series_differ_in_shape_even_beyond_the_colours() -> None:
    rows = tuple(Series(f"method {n}", (float(n),)) for n in range(14))
    marks = parts(chart("dot", ("2024",), *rows), "mark")[14:]
    looks = {(mark.get("class"), mark.get("d", "").partition("m")[2]) for mark in marks}
    assert len(looks) == 14


def test_several_bars_are_hatched_by_patterns_that_exist() -> None:
    one = chart("bar", ("x",), *(Series(f"s{n}", (1.0,)) for n in range(6)))
    wanted = set(re.findall(r'fill="url\(#([^)]+)\)"', draw(one)))
    assert {f"trade-hatch-{n}" for n in range(2, 7)} == wanted
    assert wanted == {part.get("id") for part in drawn(one).iter(f"{SVG}pattern")}


def test_names_stand_at_line_ends_and_in_a_legend_where_lines_end_together() -> None:
    years = ("2023", "2024")
    apart = chart("line", years, Series("A", (1.0, 9.0)), Series("B", (1.0, 2.0)))
    together = chart("line", years, *(Series(f"S{n}", (1.0, 9.0)) for n in range(4)))
    right = max(points(line)[-1][0] for line in parts(apart, "line"))
    assert all(float(part.get("x", "")) > right for part in parts(apart, "name"))
    top = min(points(line)[0][1] for line in parts(together, "grid"))
    assert all(float(part.get("y", "")) < top for part in parts(together, "name"))


def test_unit_is_said_once() -> None:
    one = chart("line", YEARS, Series("a", (1.0, 2.0, 3.0, 4.0, 5.0)))
    assert draw(one).count("billion US dollars") == 1


def test_labels_and_ticks_keep_clear_of_each_other() -> None:
    years = tuple(str(year) for year in range(1991, 2026))
    one = chart("line", years, Series("a", tuple(float(n) for n in range(35))))
    spans = sorted(extent(part) for part in parts(one, "label"))
    assert "2025" in words(one, "label")
    assert all(left[1] < right[0] for left, right in pairwise(spans))


def test_annotations_neither_overlap_nor_stand_across_a_mark() -> None:
    years = tuple(str(year) for year in range(1991, 2026))
    notes = tuple(
        Annotation(year, f"Something of importance happened in {year}")
        for year in ("1998", "2005", "2005", "2008", "2022", "2024")
    )
    numbers = tuple(float(n) for n in range(35))
    one = chart("line", years, Series("a", numbers), annotations=notes)
    boxes = [(*extent(part), float(part.get("y", ""))) for part in parts(one, "note")]
    for n, (left, right, y) in enumerate(boxes):
        for other_left, other_right, other in boxes[n + 1 :]:
            assert abs(y - other) >= FONT or right <= other_left or other_right <= left
        for (x, top), (_, foot) in map(points, parts(one, "stem")):
            assert not (left < x < right and top < y < foot)
    said = " ".join(words(one, "note"))
    assert all(said.count(word) == 6 for word in ("Something", "importance", "happened"))


def test_lying_chart_says_its_annotations_below_the_bar() -> None:
    note = Annotation(LONG[1], "Said of the second")
    one = chart("bar", LONG, Series("a", (1.0, 2.0, 3.0)), annotations=(note,))
    (said,) = parts(one, "note")
    _, second, third = (rect(part) for part in parts(one, "bar"))
    assert second[3] < float(said.get("y", "")) < third[1]


def test_title_and_description_are_wired_to_the_image() -> None:
    svg = drawn(chart("bar", ("A",), Series("a", (1.0,))))
    assert (svg.get("role"), svg.get("aria-labelledby")) == ("img", "trade-title trade-desc")
    assert [part.get("id") for part in list(svg)[:2]] == ["trade-title", "trade-desc"]
    assert [part.text for part in list(svg)[:2]] == ["Trade by year", "Trade grew."]


def test_all_text_is_escaped_and_none_is_lost() -> None:
    nasty = '<b onload="x">&\'\x00'
    one = Chart(
        id="c",
        kind="line",
        title=nasty,
        description=nasty,
        labels=(nasty,),
        positions=(),
        series=(Series(nasty, (1.0,)), Series("b", (2.0,))),
        unit=nasty,
        x_title=nasty,
        stacked=False,
        annotations=(Annotation(nasty, nasty),),
    )
    text = draw(one)
    said = "".join(drawn(one).itertext())
    assert "<b" not in text
    assert said.replace("\n", "").replace(" ", "").count('<bonload="x">&\'\ufffd') == 7


def test_drawing_carries_no_script_style_colour_or_size() -> None:
    one = chart("bar", YEARS, Series("a", (1.0, 2.0, 3.0, None, 5.0)), Series("b", (1.0,) * 5), stacked=True)
    for part in drawn(one).iter():
        assert part.tag.removeprefix(SVG) not in ("script", "style", "foreignObject")
        for name, value in part.items():
            assert name not in ("style", "stroke", "color", "href")
            assert not name.startswith("on")
            assert name != "fill" or value.startswith("url(#trade-")
    assert not {"width", "height"} & set(drawn(one).keys())
    assert drawn(one).get("viewBox", "").startswith("0 0 360 ")


@pytest.mark.parametrize(
    ("value", "digits"), [(-0.001, "0"), (12.0, "12"), (0.5, "0.5"), (1 / 3, "0.33"), (-100.0, "-100")]
)
def test_coordinates_have_two_decimals_at_most(value: float, digits: str) -> None:
    assert number(value) == digits


def test_equal_charts_give_equal_bytes() -> None:
    def make() -> Chart:
        return chart("line", YEARS, Series("a", (1 / 3, 2.0, None, -0.0, 1e-9)))

    assert draw(make()) == draw(make())
    assert not re.search(r"\d\.\d{3}|\.\d*0[\" LA-Zlm]|-0[\" L]|\de[-+\d]", draw(make()))


@pytest.mark.parametrize(
    "change",
    [
        {"id": "two words"},
        {"labels": ("A", "B")},
        {"positions": (1.0,)},
        {"series": (Series("a", (float("nan"),)),)},
        {"annotations": (Annotation("nowhere", "text"),)},
        {"kind": "range"},
    ],
)
def test_parts_that_do_not_fit_together_are_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="expected"):
        replace(chart("bar", ("A",), Series("a", (1.0,))), **change)  # type: ignore[arg-type]


NUMBERS = st.none() | st.floats(-1e12, 1e12) | st.floats(-10, 10) | st.integers(-99, 99).map(float)
TEXTS = st.text(max_size=12) | st.sampled_from(
    ["рабочая сила", "श्रमिकों की आवाजाही", "العمالة الهندية", "2024-25", "a" * 90, "long " * 20]
)


@st.composite
def charts(make: st.DrawFn) -> Chart:
    kinds: tuple[Literal["bar", "line", "dot", "range"], ...] = ("bar", "line", "dot", "range")
    kind = make(st.sampled_from(kinds))
    size = make(st.integers(0, 20))
    row = st.lists(NUMBERS, min_size=size, max_size=size).map(tuple)
    high = row if kind == "range" else st.just(())
    labels = make(st.lists(TEXTS, min_size=size, max_size=size).map(tuple))
    years = st.lists(st.floats(-4000, 3000), min_size=size, max_size=size).map(sorted).map(tuple)
    placed = kind in ("line", "dot") and make(st.booleans())
    notes = st.builds(Annotation, st.sampled_from(labels or ("",)), TEXTS)
    return chart(
        kind,
        labels,
        *make(st.lists(st.builds(Series, TEXTS, row, high), max_size=8)),
        positions=make(years) if placed else (),
        stacked=make(st.booleans()),
        annotations=tuple(make(st.lists(notes, max_size=4 if labels else 0))),
    )


@settings(deadline=None)  # a loaded machine is not a wrong drawing
@given(charts())
def test_every_chart_is_well_formed_and_inside_its_view_box(one: Chart) -> None:
    svg = drawn(one)
    _, _, width, height = map(float, svg.get("viewBox", "").split())
    for part in svg.iter():
        if part.tag == f"{SVG}text":
            left, right = extent(part)
            assert -0.01 <= left <= right <= width + 0.01
            assert 0 <= float(part.get("y", "")) <= height
        if part.tag == f"{SVG}rect":
            left, top, right, bottom = rect(part)
            assert 0 <= left <= right <= width + 0.01
            assert 0 <= top <= bottom <= height
        if part.tag == f"{SVG}path" and part.get("class") != "chart-hatch":
            assert all(0 <= x <= width and 0 <= y <= height for x, y in points(part))
    assert not re.search(r"nan|inf|-0[\" ]", " ".join(v for p in svg.iter() for v in p.attrib.values()))


@settings(deadline=None)
@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=6))
def test_any_finite_number_finds_its_place(numbers: list[float]) -> None:
    labels = tuple(str(n) for n in range(len(numbers)))
    for path in parts(chart("line", labels, Series("a", tuple(numbers))), "mark"):
        ((x, y),) = points(path)
        assert 0 <= x <= 360
        assert 0 <= y <= 400
