"""Tables: the cells of a dataset, in YAML or in a CSV file, checked against its columns."""

import csv
import io
import re
from collections.abc import Iterable, Iterator

from site_builder.content.nodes import Node
from site_builder.content.text import UNPRINTABLE, control_character
from site_builder.core import dates
from site_builder.core.documents import Document, File, Ref
from site_builder.core.fields import NUMBER, Cell, FieldError, read_citation, split_citation
from site_builder.core.limits import USUAL, beyond
from site_builder.core.model import Column, Dataset, Table
from site_builder.core.problems import Place, Problem, did_you_mean, error


def read_csv(file: File, most: int = USUAL.rows) -> tuple[Document | None, tuple[Problem, ...]]:
    """A CSV file as a table, and its faults; the dataset that names it says what its columns are. most: rows."""
    bad = UNPRINTABLE.search(file.text)
    if bad:
        begin = file.text.rfind("\n", 0, bad.start()) + 1
        place = Place(file.path, 1 + file.text.count("\n", 0, bad.start()), 1 + bad.start() - begin)
        return None, (control_character(place, bad[0]),)
    rows: list[tuple[int, list[str]]] = []
    reader, line = csv.reader(io.StringIO(file.text), strict=True), 1
    try:
        for row in reader:
            if row:
                rows.append((line, row))
            line = reader.line_num + 1
            if len(rows) > most + 1:
                return None, (
                    error(Place(file.path, line, 1), "too-large", f"more than {most:,} rows", beyond("rows")),
                )
    except csv.Error as fault:
        hint = 'a cell with a comma or a quotation mark stands in quotes, and a mark inside is doubled: "a ""b"" c"'
        return None, (error(Place(file.path, line, 1), "csv", f"this line is not CSV: {fault}", hint),)
    if not rows:
        hint = "the first line holds the columns' keys"
        return None, (error(Place(file.path, 1, 1), "csv", "this table is empty", hint),)
    problems = (*_header(file.path, *rows[0]), *_lengths(file.path, rows))
    header: tuple[str, ...] = tuple(cell.strip() for cell in rows[0][1])
    cells: tuple[tuple[Cell, ...], ...] = tuple(tuple(cell.strip() or None for cell in row) for _, row in rows[1:])
    table = Table(id="table", header=header, rows=cells, lines=tuple(line for line, _ in rows[1:]))
    document = Document("table", file.path, Place(file.path, 1, 1), table, (), (), None)
    return None if problems else document, problems


def _header(path: str, line: int, cells: list[str]) -> Iterator[Problem]:
    keys = [cell.strip() for cell in cells]
    if len(keys) == 1 and re.search(r"[;\t]", keys[0]):
        hint = "save the table as CSV with commas"
        yield error(Place(path, line, 1), "csv", "the cells of this table are not separated by commas", hint)
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        yield error(Place(path, line, 1), "csv", f'two columns are called "{key}"', "give each its own key")


def _lengths(path: str, rows: list[tuple[int, list[str]]]) -> Iterator[Problem]:
    wanted = len(rows[0][1])
    for line, row in rows[1:]:
        if len(row) != wanted:
            cells = f"{len(row)} cell{'' if len(row) == 1 else 's'}"
            hint = "a cell with a comma stands in quotes" if len(row) > wanted else "an empty cell still has its comma"
            yield error(Place(path, line, 1), "csv", f"this line has {cells}, the first line has {wanted}", hint)


def check(dataset: Dataset, node: Node) -> tuple[tuple[Ref, ...], tuple[Problem, ...]]:
    """The sources that a dataset's own rows name, and what is wrong with its columns and rows."""
    problems = [*_columns(dataset, node), *_annotations(dataset, node)]
    if bool(dataset.rows) == bool(dataset.file):
        found = "both" if dataset.rows else "neither"
        hint = "write `rows`, or name a CSV file beside this one in `file`"
        place = node.key_place("file" if dataset.rows else "columns")
        problems.append(error(place, "no-rows", f"a dataset has either `rows` or a `file`, found {found}", hint))
    refs: list[Ref] = []
    rows = node.child("rows")
    for number, row in enumerate(dataset.rows):
        below = rows.child(number) if rows else None
        places = [item.place for item in below.items or ()] if below else []
        row_refs, faults = check_row(dataset.columns, row, below.place if below else node.place, places)
        refs += row_refs
        problems += faults
    return tuple(refs), tuple(problems)


def check_row(
    columns: tuple[Column, ...], row: tuple[Cell, ...], place: Place, places: list[Place]
) -> tuple[list[Ref], list[Problem]]:
    """The sources that one row names, and what is wrong with it. places: of the cells, or empty where not known."""
    if len(row) != len(columns):
        return [], [error(place, "row-length", f"this row has {len(row)} cells, there are {len(columns)} columns")]
    refs, problems = [], []
    for number, (column, cell) in enumerate(zip(columns, row, strict=True)):
        spot = places[number] if places else place
        try:
            refs += [Ref(spot, source, ("source",), column.key) for source in _read_cell(column, cell)]
        except (FieldError, dates.DateError) as fault:
            problems.append(error(spot, "bad-cell", f"column {column.key}: {fault}", fault.hint))
    return refs, problems


def _columns(dataset: Dataset, node: Node) -> Iterator[Problem]:
    seen: set[str] = set()
    for number, column in enumerate(dataset.columns):
        if column.key in seen:
            place = node.follow(("columns", number, "key")).place
            message = f'two columns have the key "{column.key}"'
            yield error(place, "duplicate-column", message, "give one of them another key")
        seen.add(column.key)


def _annotations(dataset: Dataset, node: Node) -> Iterator[Problem]:
    cells = {cell for row in dataset.rows for cell in row}
    for number, note in enumerate(dataset.annotations):
        if dataset.rows and note.at not in cells:
            place = node.follow(("annotations", number, "at")).place
            hint = did_you_mean(note.at, (cell for cell in cells if isinstance(cell, str)))
            yield error(place, "unknown-row", f'no row of this dataset has "{note.at}"', hint)


def _read_cell(column: Column, cell: Cell) -> Iterable[str]:
    """The source ids in a cell; raises where the cell is not what its column holds."""
    if column.type == "sources":
        return [split_citation(read_citation(item))[0] for item in citations(cell)]
    if isinstance(cell, tuple):
        raise FieldError("expected one value, found a list")
    if cell is None:
        return ()
    if column.type == "number" and not NUMBER.fullmatch(cell):
        raise FieldError(
            f'expected a number such as 68.72, found "{cell}"',
            "no thousands separators, no unit; `null` where nothing is known",
        )
    if column.type == "date":
        dates.parse(cell)
    return ()


def citations(cell: Cell) -> tuple[str, ...]:
    """The citations in a cell of a sources column: a list, or one text with semicolons as CSV has it."""
    if cell is None:
        return ()
    return cell if isinstance(cell, tuple) else tuple(part.strip() for part in cell.split(";") if part.strip())
