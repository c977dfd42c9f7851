"""Rows of a Parquet or CSV file whose columns are known: the door through which small research datasets come in."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from keystone_states.errors import BadInputError, StoreError
from keystone_states.sources.rejection import Rejection
from keystone_states.store.texts import write_texts

Cell = Callable[[Any], Any]
_WHOLE = "a whole number"


@dataclass(frozen=True, slots=True)
class Witness:
    """A dataset to hold the facts against: what it is called, how to read the cells of its columns, whose it is.

    `days`: the first and last day a kept row speaks of.
    """

    name: str
    meaning: str
    columns: Mapping[str, Cell]
    days: Callable[[Sequence[Any]], tuple[date, date]]
    licence: str
    release: str
    source_url: str


@dataclass(frozen=True, slots=True)
class Checked:
    """Rows with every cell read, in the order of the columns, and the others with their line and reason."""

    rows: list[tuple[Any, ...]]
    rejected: tuple[Rejection, ...]

    @property
    def read(self) -> int:
        """How many rows the file holds: those kept and those rejected."""
        return len(self.rows) + len(self.rejected)


@dataclass(frozen=True, slots=True)
class Fetched:
    """Rows of the named columns, and how many rows the file holds in all."""

    rows: list[tuple[Any, ...]]
    read: int


@dataclass(frozen=True, slots=True)
class Years:
    """How many rows a file holds, how many of them say a year, and the first and last year."""

    read: int
    dated: int
    first: int
    last: int


def fetch(path: Path, columns: Sequence[str], *, dataset: str, year: int | None = None) -> Fetched:
    """The named columns of every row, in file order; of one `year` only, where that is given.

    Raises `StoreError` when the file cannot be read, `BadInputError` when it lacks a column.
    """
    with _opened(path, (*columns, *(() if year is None else ("year",))), dataset) as relation:
        kept = relation.filter(f"year = {year:d}") if year is not None else relation
        (read,) = relation.count("*").fetchall()[0]
        return Fetched(kept.select(*columns).fetchall(), read)


def years(path: Path, columns: Sequence[str], *, dataset: str) -> Years:
    """The years of a file with the named columns; raises like `fetch`, and `BadInputError` when no row says one."""
    with _opened(path, ("year", *columns), dataset) as relation:
        counts = (
            "count(*), count(try_cast(year AS INTEGER)), min(try_cast(year AS INTEGER)), max(try_cast(year AS INTEGER))"
        )
        read, dated, first, last = relation.aggregate(counts).fetchall()[0]
    if not dated:
        raise BadInputError(f"{path.name}: none of its {read} rows says a year; expected {dataset}; check the file")
    return Years(read, dated, first, last)


def copier(path: Path, columns: Mapping[str, str], *, dataset: str) -> Callable[[Path], None]:
    """What writes the rows that say a year as Parquet; `columns`: names and types in SQL, `year` among them."""

    def copy(to: Path) -> None:
        cells = ", ".join(f"try_cast({name} AS {kind}) AS {name}" for name, kind in columns.items())
        with _opened(path, tuple(columns), dataset) as relation:
            dated = relation.filter("try_cast(year AS INTEGER) IS NOT NULL")
            dated.project(cells).write_parquet(str(to), compression="zstd")

    return copy


def whole(least: int, most: int) -> Cell:
    """Reads a cell that holds a whole number of a range, written as 7 or 7.0."""

    def read(cell: Any) -> int:
        try:
            number = float(cell)
        except (TypeError, ValueError):
            raise ValueError(_WHOLE) from None
        if not number.is_integer() or not least <= number <= most:
            raise ValueError(f"{_WHOLE} from {least} to {most}")
        return int(number)

    return read


def day(cell: Any) -> date:
    """Reads a cell that holds a day, as a date or written YYYY-MM-DD."""
    try:
        return date.fromisoformat(str(cell))
    except ValueError:
        raise ValueError("a day as YYYY-MM-DD") from None


def checked(path: Path, witness: Witness) -> Checked:
    """Every row of a file, each cell read as its column asks, or rejected with its line (a Parquet file: its number).

    Of a row with several faults the first is told. Raises `StoreError` when the file cannot be read, `BadInputError`
    when it lacks a column.
    """
    rows: list[tuple[Any, ...]] = []
    rejected: list[Rejection] = []
    for line, cells in (_parquet_rows if path.suffix == ".parquet" else _csv_rows)(path, witness):
        if isinstance(cells, str):
            rejected.append(Rejection(path.name, line, cells))
            continue
        values: list[Any] = []
        for (column, read), cell in zip(witness.columns.items(), cells, strict=True):
            try:
                values.append(read(cell))
            except ValueError as expected:
                rejected.append(Rejection(path.name, line, f"{cell!r}; expected {expected}", column))
                break
        else:
            rows.append(tuple(values))
    return Checked(rows, tuple(rejected))


def write_checked(path: Path, found: Checked, witness: Witness) -> None:
    """Write the rows that were kept as Parquet, every cell as text."""
    write_texts(path, tuple(witness.columns), [[str(cell) for cell in row] for row in found.rows])


def _parquet_rows(path: Path, witness: Witness) -> Iterator[tuple[int, Sequence[Any]]]:
    with _opened(path, tuple(witness.columns), witness.meaning) as relation:
        yield from enumerate(relation.select(*witness.columns).fetchall(), 1)


def _csv_rows(path: Path, witness: Witness) -> Iterator[tuple[int, Sequence[Any] | str]]:
    """Cells of the wanted columns by line; of a row that is not as wide as the header, what is wrong with it."""
    try:
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
            reader = csv.reader(file)
            header = next(reader, [])
            _check_columns(path, header, tuple(witness.columns), witness.meaning)
            places = [header.index(name) for name in witness.columns]
            for cells in reader:
                if len(cells) == len(header):
                    yield reader.line_num, [cells[place] for place in places]
                elif cells:
                    yield reader.line_num, f"{len(cells)} cells; expected {len(header)} as in the header"
    except (OSError, csv.Error) as fault:
        raise StoreError(
            f"cannot read {path} as {witness.meaning} ({fault}); expected Parquet or CSV; check the path"
        ) from None


def _check_columns(path: Path, given: Sequence[str], wanted: Sequence[str], dataset: str) -> None:
    missing = [each for each in wanted if each not in given]
    if missing:
        raise BadInputError(f"{path.name} has no column {missing[0]!r}; expected {', '.join(wanted)}: is it {dataset}?")


@contextmanager
def _opened(path: Path, columns: Sequence[str], dataset: str) -> Iterator[duckdb.DuckDBPyRelation]:
    """A file that has the named columns."""
    if not path.is_file():
        raise StoreError(f"cannot read {path}; expected a Parquet or CSV file of {dataset}; check the path")
    with duckdb.connect() as connection:
        try:
            read = connection.read_parquet if path.suffix == ".parquet" else connection.read_csv
            relation = read(str(path))
            _check_columns(path, relation.columns, columns, dataset)
            yield relation
        except duckdb.Error as fault:
            raise StoreError(
                f"cannot read {path} as {dataset} ({str(fault).splitlines()[0]}); expected Parquet or CSV"
            ) from None
