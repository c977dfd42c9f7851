"""Rows of a Parquet or CSV file whose columns are known: the door through which small research datasets come in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from keystone_states.errors import BadInputError, StoreError


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


@contextmanager
def _opened(path: Path, columns: Sequence[str], dataset: str) -> Iterator[duckdb.DuckDBPyRelation]:
    """A file that has the named columns."""
    if not path.is_file():
        raise StoreError(f"cannot read {path}; expected a Parquet or CSV file of {dataset}; check the path")
    with duckdb.connect() as connection:
        try:
            read = connection.read_parquet if path.suffix == ".parquet" else connection.read_csv
            relation = read(str(path))
            missing = [each for each in columns if each not in relation.columns]
            if missing:
                raise BadInputError(
                    f"{path.name} has no column {missing[0]!r}; expected {', '.join(columns)}: is it {dataset}?"
                )
            yield relation
        except duckdb.Error as fault:
            raise StoreError(
                f"cannot read {path} as {dataset} ({str(fault).splitlines()[0]}); expected Parquet or CSV"
            ) from None
