"""DuckDB inside this process."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from sys import intern
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from keystone_states.errors import StoreError

_AT_ONCE = 10_000  # rows: the few names of states and types in millions of counts are kept once each


@dataclass(frozen=True, slots=True)
class Embedded:
    """A connection with the view `events`."""

    connection: duckdb.DuckDBPyConnection

    def rows(self, sql: str) -> dict[str, list[Any]]:
        """The result by column."""
        found = self.connection.execute(sql)
        columns: dict[str, list[Any]] = {each[0]: [] for each in found.description or ()}
        while rows := found.fetchmany(_AT_ONCE):
            for column, cells in zip(columns.values(), zip(*rows, strict=True), strict=True):
                column.extend(intern(cell) if type(cell) is str else cell for cell in cells)
        return columns


@contextmanager
def opened(files: Sequence[Path]) -> Iterator[Embedded]:
    """DuckDB over Parquet files; raises `StoreError` when one cannot be read."""
    listed = ", ".join("'" + str(path).replace("'", "''") + "'" for path in files)
    # what does not fit into memory goes there, not into the folder in which the command was called
    with (
        TemporaryDirectory(prefix="keystone-") as spill,
        duckdb.connect(config={"temp_directory": spill}) as connection,
    ):
        try:
            connection.execute(f"CREATE VIEW events AS SELECT * FROM read_parquet([{listed}])")
            yield Embedded(connection)
        except duckdb.Error as fault:
            raise StoreError(
                f"cannot read the loaded events ({str(fault).splitlines()[0]}); delete the file and load it again"
            ) from None
