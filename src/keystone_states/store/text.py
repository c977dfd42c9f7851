"""Rows to text cells and back: one form for CSV files and for the store."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from keystone_states.errors import BadRowError, StoreError
from keystone_states.model.rows import Row
from keystone_states.store.tables import Column, Table

Cells = dict[str, str]


def cells(row: Row, table: Table) -> tuple[str, ...]:
    """The row as text cells in file order; missing is the empty cell."""
    return tuple(_cell(getattr(row, name)) for name in table.header)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return "; ".join(value)
    return str(value)


def read_rows(lines: Iterable[tuple[int, Cells]], table: Table, *, where: str) -> tuple[Row, ...]:
    """Rows from numbered text cells; raises `BadRowError` naming file, line, column and what was expected."""
    rows: list[Row] = []
    seen: dict[str, int] = {}
    for number, line in lines:
        row = read_row(line, table, where=f"{where}:{number}")
        twin = seen.setdefault(row.evidence_id, number)
        if twin != number:
            raise BadRowError(
                f"{where}:{number}: the same fact as line {twin} ({row.evidence_id}); "
                "expected each key once; remove one"
            )
        rows.append(row)
    return tuple(rows)


def read_row(line: Cells, table: Table, *, where: str) -> Row:
    """One row from text cells; raises `BadRowError` naming `where`, column and what was expected."""
    if None in line or None in line.values():
        raise BadRowError(f"{where}: wrong number of cells; expected {len(table.columns)}; quote cells with commas")
    try:
        return table.row.model_validate(line)
    except ValidationError as fault:
        first = fault.errors()[0]
        name = str(first["loc"][0])
        raise BadRowError(
            f"{where}: column {name!r} is {line.get(name, '')!r}; expected {_expected(table, name)} "
            f"({first['msg'].removeprefix('Value error, ')}); correct the cell"
        ) from None


def _expected(table: Table, name: str) -> str:
    column: Column | None = next((each for each in table.columns if each.name == name), None)
    return f"{column.type}: {column.meaning}" if column else f"one of the columns {', '.join(table.header)}"


def read_csv(path: Path, table: Table) -> tuple[Row, ...]:
    """All rows of a CSV file of this table, or an error that names the first fault."""
    return read_rows(numbered_lines(path, table), table, where=path.name)


def numbered_lines(path: Path, table: Table) -> Iterator[tuple[int, Cells]]:
    """Cells by column with the number of the line on which each row ends."""
    reader = csv.DictReader(io.StringIO(_text(path, table)), strict=True)
    try:
        if tuple(reader.fieldnames or ()) != table.header:
            raise BadRowError(
                f"{path.name}:1: the header is {','.join(reader.fieldnames or ()) or 'empty'}; "
                f"expected {','.join(table.header)}; mend the first line"
            )
        for cells_by_name in reader:
            yield reader.line_num, cells_by_name
    except csv.Error as fault:
        raise BadRowError(
            f"{path.name}:{reader.line_num}: not a CSV row ({fault}); expected quotes in pairs; mend the line"
        ) from None


def _text(path: Path, table: Table) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        raise StoreError(
            f"{path} is missing; expected the facts table {table.name!r} there; reinstall or pass --facts"
        ) from None
    except UnicodeDecodeError as fault:
        raise BadRowError(
            f"{path.name}: not UTF-8 text ({fault.reason} at byte {fault.start}); save it as UTF-8"
        ) from None


def csv_text(rows: Iterable[Row], table: Table) -> str:
    """Rows as the text of a CSV file of this table."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.header)
    writer.writerows(cells(row, table) for row in rows)
    return text.getvalue()
