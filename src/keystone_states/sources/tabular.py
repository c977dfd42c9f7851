"""Rows of a Parquet or CSV file whose columns are known: the door through which small research datasets come in."""

from __future__ import annotations

from collections.abc import Sequence
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


def fetch(path: Path, columns: Sequence[str], *, dataset: str, year: int | None = None) -> Fetched:
    """The named columns of every row, in file order; of one `year` only, where that is given.

    Raises `StoreError` when the file cannot be read, `BadInputError` when it lacks a column.
    """
    if not path.is_file():
        raise StoreError(f"cannot read {path}; expected a Parquet or CSV file of {dataset}; check the path")
    with duckdb.connect() as connection:
        try:
            relation = (
                connection.read_parquet(str(path)) if path.suffix == ".parquet" else connection.read_csv(str(path))
            )
            needed = (*columns, *(() if year is None else ("year",)))
            missing = [each for each in needed if each not in relation.columns]
            if missing:
                raise BadInputError(
                    f"{path.name} has no column {missing[0]!r}; expected {', '.join(needed)}: is it {dataset}?"
                )
            kept = relation.filter(f"year = {year:d}") if year is not None else relation
            (read,) = relation.count("*").fetchall()[0]
            return Fetched(kept.select(*columns).fetchall(), read)
        except duckdb.Error as fault:
            raise StoreError(
                f"cannot read {path} as {dataset} ({str(fault).splitlines()[0]}); expected Parquet or CSV"
            ) from None
