"""DuckDB inside this process."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from keystone_states.errors import StoreError


@dataclass(frozen=True, slots=True)
class Embedded:
    """A connection with the view `events`."""

    connection: duckdb.DuckDBPyConnection

    def rows(self, sql: str) -> dict[str, list[Any]]:
        """The result by column."""
        found = self.connection.execute(sql)
        names = [each[0] for each in found.description or ()]
        rows = found.fetchall()
        return (
            {name: list(column) for name, column in zip(names, zip(*rows, strict=True), strict=True)}
            if rows
            else {name: [] for name in names}
        )


@contextmanager
def opened(files: Sequence[Path]) -> Iterator[Embedded]:
    """DuckDB over Parquet files; raises `StoreError` when one cannot be read."""
    listed = ", ".join("'" + str(path).replace("'", "''") + "'" for path in files)
    with duckdb.connect() as connection:
        try:
            connection.execute(f"CREATE VIEW events AS SELECT * FROM read_parquet([{listed}])")
            yield Embedded(connection)
        except duckdb.Error as fault:
            raise StoreError(
                f"cannot read the loaded events ({str(fault).splitlines()[0]}); delete the file and load it again"
            ) from None
