"""Rows of text cells as a Parquet file and back: what a user's own legs and a tracker's pipelines are kept in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from keystone_states.errors import StoreError


def write_texts(path: Path, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Write rows of cells under their column names; `rows` must not be empty."""
    lists = [list(column) for column in zip(*rows, strict=True)]
    selected = ", ".join(f'unnest(?::VARCHAR[]) AS "{name}"' for name in header)
    target = str(path).replace("'", "''")
    with duckdb.connect() as connection:
        connection.execute(f"COPY (SELECT {selected}) TO '{target}' (FORMAT parquet)", lists)


def read_texts(path: Path) -> list[dict[str, str]]:
    """Cells by column, in the order written; raises `StoreError` when the file cannot be read."""
    try:
        with duckdb.connect() as connection:
            found = connection.execute("SELECT * FROM read_parquet(?)", [str(path)])
            names = [column[0] for column in found.description or ()]
            return [dict(zip(names, values, strict=True)) for values in found.fetchall()]
    except duckdb.Error as fault:
        raise StoreError(
            f"cannot read {path} ({str(fault).splitlines()[0]}); delete it and load its file again"
        ) from None
