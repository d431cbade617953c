"""Datasets as tables and charts: nothing is guessed, nothing is joined over a gap."""

import pytest

from site_builder.core import layouts
from site_builder.core.chart import Annotation
from site_builder.core.views import ChartView
from site_builder.weave.datasets import number
from tests.weaving import checked, planned, section, view_of

DATA = "content/data/levels.yaml"
SECTION = "content/topics/water/10-one.md"
LEVELS = """\
title: Levels
description: The level of the river.
unit: metres
note: Measured at noon.
columns:
  - {key: day, label: Day, type: date}
  - {key: level, label: Level, type: number, unit: m}
  - {key: low, label: Low, type: number}
  - {key: gauge, label: Gauge, type: text}
  - {key: source, label: Source, type: sources}
rows:
  - [2025-01, '12.5', '11', bridge, [herald]]
  - [2024-01, '1000', null, bridge, ['post, p. 3', herald]]
  - [2024-07, null, '-2', bridge, null]
  - [2024-07, '7.0', '1', weir, [post]]
annotations:
  - {at: 2024-07, text: Dry summer}
"""


def block(more: str = "type: bar\ny: [level]\nwhere: {gauge: bridge}") -> str:
    return section(f"```chart\ndata: levels\nx: day\ntitle: The levels\ndescription: They fell.\n{more}\n```")


def chart(more: str = "type: bar\ny: [level]\nwhere: {gauge: bridge}", data: str = LEVELS) -> ChartView:
    view = view_of(planned({DATA: data, SECTION: block(more)}), "topics/water/index.html", layouts.TopicView)
    (part,) = [part for part in view.sections[0].prose if isinstance(part, ChartView)]
    return part


def test_numbers_keep_their_precision_and_say_what_they_lack_to_stand_in_line() -> None:
    data = LEVELS.replace("'1000'", "'1000.25'")
    table = chart(data=data).table
    assert [(row[1].text, row[1].pad) for row in table.rows[:2]] == [("12.5", "0"), ("1,000.25", "")]
    assert [(row[2].text, row[2].pad) for row in table.rows[:2]] == [("11", ""), ("", "")]


def test_what_is_not_known_stays_a_gap() -> None:
    (series,) = chart().chart.series
    assert series.values == (12.5, 1000.0, None)


def test_bars_keep_the_order_of_the_rows_and_stand_evenly() -> None:
    drawn = chart().chart
    assert drawn.labels == ("Jan 2025", "Jan 2024", "Jul 2024")
    assert drawn.positions == ()


@pytest.mark.parametrize("kind", ["line", "dot"])
def test_dates_on_an_axis_are_sorted_and_in_proportion(kind: str) -> None:
    drawn = chart(f"type: {kind}\ny: [level]\nwhere: {{gauge: bridge}}").chart
    assert drawn.labels == ("Jan 2024", "Jul 2024", "Jan 2025")
    assert drawn.series[0].values == (1000.0, None, 12.5)
    first, second, third = drawn.positions
    assert second - first == pytest.approx(0.5, abs=0.01)
    assert third - first == pytest.approx(1.0, abs=0.01)


def test_a_text_axis_keeps_the_order_of_the_rows() -> None:
    body = block("type: line\ny: [level]\nwhere: {day: [2025-01, 2024-07], level: ['12.5', '7.0']}")
    view = view_of(
        planned({DATA: LEVELS, SECTION: body.replace("x: day", "x: gauge")}),
        "topics/water/index.html",
        layouts.TopicView,
    )
    (part,) = [part for part in view.sections[0].prose if isinstance(part, ChartView)]
    assert (part.chart.labels, part.chart.positions) == (("bridge", "weir"), ())


def test_each_column_is_a_series_with_its_label() -> None:
    drawn = chart("type: bar\ny: [level, low]\nwhere: {gauge: bridge}").chart
    assert [(series.name, series.values) for series in drawn.series] == [
        ("Level", (12.5, 1000.0, None)),
        ("Low", (11.0, None, -2.0)),
    ]


def test_a_text_column_splits_one_column_into_series() -> None:
    drawn = chart("type: dot\ny: [level]\nseries: gauge").chart
    assert [(series.name, series.values) for series in drawn.series] == [
        ("bridge", (1000.0, None, 12.5)),
        ("weir", (None, 7.0, None)),
    ]


def test_where_chooses_the_rows_of_the_drawing_the_table_and_the_sources() -> None:
    view = chart("type: bar\ny: [level]\nwhere: {gauge: [weir]}")
    assert view.chart.labels == ("Jul 2024",)
    assert [[cell.text for cell in row] for row in view.table.rows] == [["July 2024", "7.0", "1", "weir", ""]]
    assert [link.id for link in view.sources] == ["post"]


def test_a_range_has_a_low_and_a_high_end() -> None:
    (series,) = chart("type: range\ny: [low, level]\nwhere: {gauge: bridge}").chart.series
    assert (series.name, series.values, series.high) == ("Low to Level", (11.0, None, -2.0), (12.5, 1000.0, None))


def test_a_remark_stands_at_its_label() -> None:
    assert chart().chart.annotations == (Annotation("Jul 2024", "Dry summer"),)


def test_a_remark_on_a_row_that_is_not_shown_goes_with_it() -> None:
    assert chart("type: bar\ny: [level]\nwhere: {day: 2025-01}").chart.annotations == ()


def test_a_chart_names_the_sources_of_its_rows_once_in_their_order() -> None:
    assert [(link.id, link.locator) for link in chart().sources] == [("herald", ""), ("post", "p. 3")]


def test_a_chart_carries_what_its_page_says_beside_it() -> None:
    view = chart()
    assert (view.title, view.description, view.unit, view.note) == (
        "The levels",
        "They fell.",
        "metres",
        "Measured at noon.",
    )
    assert (view.dataset.url, view.dataset.label) == ("data/levels/", "Levels")
    assert (view.chart.x_title, view.chart.stacked) == ("Day", False)


def test_charts_of_one_page_have_different_ids() -> None:
    two = block() + "\n" + block().partition("---\n")[2].partition("---\n")[2]
    view = view_of(planned({DATA: LEVELS, SECTION: two}), "topics/water/index.html", layouts.TopicView)
    assert [part.chart.id for part in view.sections[0].prose if isinstance(part, ChartView)] == ["chart-1", "chart-2"]


def test_bars_may_be_stacked() -> None:
    assert chart("type: bar\ny: [level, low]\nstacked: true\nwhere: {gauge: bridge}").chart.stacked


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("1000", "1,000"),
        ("1234567.50", "1,234,567.50"),
        ("7.0", "7.0"),
        ("-1234", "\u22121,234"),
        ("-0.5", "\u22120.5"),
        ("0", "0"),
        ("0.0000001", "0.0000001"),
        ("123456789012345.123456789012345", "123,456,789,012,345.123456789012345"),
    ],
)
def test_numbers_are_grouped_and_keep_their_decimals(text: str, shown: str) -> None:
    assert number(text) == shown


def test_the_whole_table_has_a_page_with_words_for_dates_and_blanks_for_gaps() -> None:
    view = view_of(planned({DATA: LEVELS}), "data/levels/index.html", layouts.DatasetView)
    assert [(column.label, column.type, column.unit) for column in view.table.columns][1] == ("Level", "number", "m")
    second, third = view.table.rows[1:3]
    assert [cell.text for cell in second] == ["January 2024", "1,000", "", "bridge", ""]
    assert [link.id for link in second[4].sources] == ["post", "herald"]
    assert third[4].sources == ()
    assert (view.unit, view.note) == ("metres", "Measured at noon.")


def test_a_table_says_where_it_is_drawn() -> None:
    view = view_of(planned({DATA: LEVELS, SECTION: block()}), "data/levels/index.html", layouts.DatasetView)
    assert [card.url for card in view.mentions] == ["topics/water/#one"]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ("type: bar\ny: [levl]", "unknown-column"),
        ("type: bar\ny: [level]\nseries: guage", "unknown-column"),
        ("type: bar\ny: [level]\nwhere: {guage: weir}", "unknown-column"),
        ("type: bar\ny: [gauge]\nwhere: {gauge: weir}", "not-a-number"),
        ("type: range\ny: [level]\nwhere: {gauge: bridge}", "range-columns"),
        ("type: range\ny: [level, low, level]\nwhere: {gauge: bridge}", "range-columns"),
        ("type: bar\ny: [level, low]\nseries: gauge", "series-columns"),
        ("type: bar\ny: [level]\nwhere: {gauge: pond}", "empty-chart"),
        ("type: bar\ny: [level]", "two-values"),
    ],
)
def test_a_chart_that_does_not_fit_its_table_is_an_error(more: str, code: str) -> None:
    problems = checked({DATA: LEVELS, SECTION: block(more)})
    assert {problem.code for problem in problems} == {code}
    assert {problem.place.path for problem in problems} == {SECTION}


# ---- Rows in a CSV file ----

CSV = LEVELS[: LEVELS.index("rows:")] + "file: levels.csv\n"
TABLE = "content/data/levels.csv"


def test_rows_may_stand_in_a_file_in_another_order_of_columns() -> None:
    table = 'level,day,gauge,low,source\n12.5,2025-01,bridge,,"herald; post, p. 3"\n'
    view = view_of(planned({DATA: CSV, TABLE: table}), "data/levels/index.html", layouts.DatasetView)
    assert [[cell.text for cell in row] for row in view.table.rows] == [["January 2025", "12.5", "", "bridge", ""]]
    assert [(link.id, link.locator) for link in view.table.rows[0][4].sources] == [("herald", ""), ("post", "p. 3")]


@pytest.mark.parametrize(
    ("table", "code", "line"),
    [
        ("day,level,low,gauge\n2025,1,1,a\n", "wrong-column", 1),
        ("day,level,low,gauge,source,more\n2025,1,1,a,post,x\n", "wrong-column", 1),
        ("day,level,low,gauge,source\n2025,1,1,a,post\n2025,many,1,a,post\n", "bad-cell", 3),
        ("day,level,low,gauge,source\n2025-13,1,1,a,post\n", "bad-cell", 2),
        ("day,level,low,gauge,source\n2025,1,1,a,poste\n", "unknown-id", 2),
    ],
)
def test_what_is_wrong_in_a_table_file_is_told_at_its_line(table: str, code: str, line: int) -> None:
    (problem,) = checked({DATA: CSV, TABLE: table})
    assert (problem.code, problem.place.path, problem.place.line) == (code, TABLE, line)


def test_a_table_file_that_is_not_there_is_told_where_it_is_named() -> None:
    (problem,) = checked({DATA: CSV, "content/data/level.csv": "day\n2025\n"})
    assert (problem.code, problem.place.path, problem.hint) == ("no-table", DATA, 'did you mean "level.csv"?')
