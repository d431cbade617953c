"""Datasets as tables and charts."""

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from functools import partial

from site_builder.content import tables
from site_builder.core import dates
from site_builder.core.blocks import ChartBlock
from site_builder.core.chart import Annotation, Chart, Series
from site_builder.core.fields import Cell, split_citation
from site_builder.core.model import Column, Dataset
from site_builder.core.problems import Place, Problem, did_you_mean, error
from site_builder.core.slugs import address
from site_builder.core.views import CellView, ChartView, ColumnView, LinkView, SourceLink, TableView
from site_builder.weave.citations import Apparatus, source_links
from site_builder.weave.graph import Site

Row = tuple[Cell, ...]


def check(site: Site, identifier: str) -> Iterator[Problem]:
    """What is wrong between a dataset and the CSV file that it names."""
    dataset = site.get(identifier, Dataset)
    if dataset.file and dataset.file not in site.lost:
        yield from _check_file(site, dataset)


def _check_file(site: Site, dataset: Dataset) -> Iterator[Problem]:
    path = site.path_of_table(dataset)
    table = site.table(path)
    if table is None:
        known = [key.rpartition("/")[2] for key in site.tables()]
        hint = did_you_mean(dataset.file, known) or "the file stands beside the dataset"
        message = f'there is no table "{dataset.file}" beside this file'
        yield error(site.at(dataset.id, "file"), "no-table", message, hint)
        return
    missing = [column.key for column in dataset.columns if column.key not in table.header]
    extra = [key for key in table.header if key not in {column.key for column in dataset.columns}]
    for key in missing + extra:
        where = "no column of this table is" if key in missing else f"the dataset {dataset.id} knows no column"
        yield error(
            Place(path, 1, 1),
            "wrong-column",
            f'{where} called "{key}"',
            did_you_mean(key, extra if key in missing else missing),
        )
    if missing or extra:
        return
    for row, line in zip(rows_of(site, dataset), table.lines, strict=True):
        yield from tables.check_row(dataset.columns, row, Place(path, line, 1), [])[1]


def rows_of(site: Site, dataset: Dataset) -> tuple[Row, ...]:
    """The rows of a dataset in the order of its columns, wherever they stand."""
    if not dataset.file:
        return dataset.rows
    table = site.table(site.path_of_table(dataset))
    assert table is not None
    order = [table.header.index(column.key) for column in dataset.columns]
    return tuple(tuple(row[index] for index in order) for row in table.rows)


def check_chart(site: Site, block: ChartBlock, place: Place) -> Iterator[Problem]:
    """What is wrong between a chart block and its dataset; nothing where the dataset is not known."""
    one = site.face(block.data)
    if one is None or one.kind != "dataset":
        return
    dataset = site.get(block.data, Dataset)
    types_by_key = {column.key: column.type for column in dataset.columns}
    for key in (
        block.x,
        *block.y,
        *([block.series] if block.series else []),
        *(key for key, _ in block.where),
    ):
        if key not in types_by_key:
            hint = did_you_mean(key, types_by_key) or "its columns: " + ", ".join(types_by_key)
            yield error(place, "unknown-column", f'the dataset {block.data} has no column "{key}"', hint)
    for key in block.y:
        if types_by_key.get(key, "number") != "number":
            hint = "give a number column: " + ", ".join(name for name, kind in types_by_key.items() if kind == "number")
            yield error(place, "not-a-number", f'column "{key}" holds {types_by_key[key]}, a chart draws numbers', hint)
    if types_by_key.get(block.x) == "sources":
        yield error(place, "bad-axis", f'column "{block.x}" holds sources', "give a text, date or number column as `x`")
    if block.type == "range" and len(block.y) != 2:
        yield error(place, "range-columns", "a range has exactly two columns: low and high", "y: [low, high]")
    if block.series and len(block.y) != 1:
        yield error(place, "series-columns", "`series` splits one column; give one in `y`")


def check_rows(site: Site, block: ChartBlock, place: Place) -> Iterator[Problem]:
    """What is wrong with the rows a chart selects; the block itself was checked before."""
    dataset = site.get(block.data, Dataset)
    if dataset.file and any(_check_file(site, dataset)):
        return  # told there
    rows = _selected(site, dataset, block)
    keys = [column.key for column in dataset.columns]
    if not rows:
        hint = "compare the values in `where` with the cells, letter by letter"
        yield error(place, "empty-chart", "no row of the dataset fits `where`", hint)
    elif all(row[keys.index(key)] is None for row in rows for key in block.y):
        yield error(place, "empty-chart", "every value of this chart is missing", "choose other rows or columns")
    seen: set[tuple[Cell, Cell]] = set()
    for row in rows:
        if row[keys.index(block.x)] is None:
            yield error(
                place,
                "no-x",
                f"a row has nothing in its column {block.x}",
                "fill the cell, or leave the row out with `where`",
            )
            continue
        point = row[keys.index(block.x)], row[keys.index(block.series)] if block.series else None
        if point in seen:
            hint = "choose rows with `where`, or tell them apart with `series`"
            yield error(
                place,
                "two-values",
                f"two rows have a value for {' and '.join(str(part) for part in point if part)}",
                hint,
            )
        seen.add(point)


def _selected(site: Site, dataset: Dataset, block: ChartBlock) -> tuple[Row, ...]:
    keys = [column.key for column in dataset.columns]
    return tuple(
        row for row in rows_of(site, dataset) if all(row[keys.index(key)] in wanted for key, wanted in block.where)
    )


def table_view(site: Site, dataset: Dataset, rows: tuple[Row, ...], apparatus: Apparatus | None) -> TableView:
    """Rows as a table, numbers with thousands separators and dates in words. apparatus: None without references."""
    note = apparatus.note if apparatus else partial(source_links, site)
    columns = tuple(ColumnView(column.label, column.type, column.unit) for column in dataset.columns)
    cells = [
        tuple(_cell(column, cell, note) for column, cell in zip(dataset.columns, row, strict=True)) for row in rows
    ]
    return TableView(columns, _aligned(columns, cells))


def _aligned(columns: tuple[ColumnView, ...], rows: list[tuple[CellView, ...]]) -> tuple[tuple[CellView, ...], ...]:
    """The rows, each number with what it lacks to the longest fraction of its column."""
    longest = [
        max((len(_fraction(row[at].text)) for row in rows if column.type == "number"), default=0)
        for at, column in enumerate(columns)
    ]
    return tuple(
        tuple(cell._replace(pad=_pad(cell.text, length)) for cell, length in zip(row, longest, strict=True))
        for row in rows
    )


def _pad(text: str, length: int) -> str:
    have = len(_fraction(text))
    missing = "0" * (length - have)
    return missing if have or not (text and missing) else "." + missing


def _fraction(text: str) -> str:
    return text.partition(".")[2]


def _cell(column: Column, cell: Cell, note: Callable[[Iterable[str]], tuple[SourceLink, ...]]) -> CellView:
    if column.type == "sources":
        return CellView("", note(tables.citations(cell)), "")
    if not isinstance(cell, str):
        return CellView("", (), "")
    if column.type == "number":
        return CellView(number(cell), (), "")
    return CellView(dates.words(dates.parse(cell)) if column.type == "date" else cell, (), "")


def number(text: str) -> str:
    """A number as readers write it: digits in groups of three, a true minus sign, decimals as given."""
    return f"{Decimal(text):,f}".replace("-", "\u2212")


def chart_view(site: Site, block: ChartBlock, apparatus: Apparatus) -> ChartView:
    """A chart with its rows as a table, and the sources of those rows."""
    dataset = site.get(block.data, Dataset)
    rows = _selected(site, dataset, block)
    chart = _chart(dataset, block, rows, apparatus.next_chart())
    first_by_source: dict[str, str] = {}
    for row in rows:
        for column, cell in zip(dataset.columns, row, strict=True):
            for citation in tables.citations(cell) if column.type == "sources" else ():
                first_by_source.setdefault(split_citation(citation)[0], citation)
    return ChartView(
        block="chart",
        title=block.title,
        description=block.description,
        unit=dataset.unit,
        note=dataset.note,
        chart=chart,
        table=table_view(site, dataset, rows, apparatus),
        sources=apparatus.note(first_by_source.values()),
        dataset=LinkView(address("dataset", dataset.id), dataset.title, "dataset", ""),
    )


def _chart(dataset: Dataset, block: ChartBlock, rows: tuple[Row, ...], identifier: str) -> Chart:
    keys = [column.key for column in dataset.columns]
    x = keys.index(block.x)
    is_date = dataset.columns[x].type == "date"
    is_number = dataset.columns[x].type == "number"
    on_axis = (is_date or is_number) and block.type in {"line", "dot"}
    values = list(dict.fromkeys(str(row[x] or "") for row in rows))
    # Bars keep the order of the rows: an editor may tell a sequence that dates of unequal precision would mix up.
    if on_axis:
        values.sort(key=_position if is_date else float)
    labels_by_value = {value: _short(value) if is_date else value for value in values}
    return Chart(
        id=identifier,
        kind=block.type,
        title=block.title,
        description=block.description,
        labels=tuple(labels_by_value.values()),
        positions=tuple(_position(value) if is_date else float(value) for value in values) if on_axis else (),
        series=_series(dataset, block, rows, values),
        unit=dataset.unit,
        # What names are of goes without saying; what numbers and days are of does not.
        x_title=dataset.columns[x].label if is_date or is_number else "",
        stacked=block.stacked,
        annotations=tuple(
            Annotation(labels_by_value[note.at], note.text)
            for note in dataset.annotations
            if note.at in labels_by_value
        ),
    )


def _series(dataset: Dataset, block: ChartBlock, rows: tuple[Row, ...], values: list[str]) -> tuple[Series, ...]:
    """The rows as series: one for each y column, or for each value of the column `series`, or low with high."""
    keys = [column.key for column in dataset.columns]
    labels = {column.key: column.label for column in dataset.columns}
    x = keys.index(block.x)

    def numbers(key: str, chosen: Iterable[Row]) -> tuple[float | None, ...]:
        cells = {str(row[x] or ""): row[keys.index(key)] for row in chosen}
        return tuple(float(cell) if isinstance(cell := cells.get(value), str) else None for value in values)

    if block.type == "range":
        low, high = block.y
        return (Series(f"{labels[low]} to {labels[high]}", numbers(low, rows), numbers(high, rows)),)
    if not block.series:
        return tuple(Series(labels[key], numbers(key, rows)) for key in block.y)
    split = keys.index(block.series)
    names = dict.fromkeys(str(row[split] or "") for row in rows)
    return tuple(
        Series(name, numbers(block.y[0], [row for row in rows if str(row[split] or "") == name])) for name in names
    )


def _short(value: str) -> str:
    """A date short enough for an axis: "5 Dec 2025", "Dec 2025", "2025"."""
    words = dates.words(dates.parse(value)).split(" ")
    return " ".join(word[:3] if word in dates.MONTHS else word for word in words)


def _position(value: str) -> float:
    """The middle of a date as a year with its fraction."""
    when = dates.parse(value)
    ends = [year + (month - 1) / 12 + (day - 1) / 372 for year, month, day in (when.earliest, when.latest)]
    return round(sum(ends) / 2, 4)
