"""Generations: each ingest writes a whole new DuckDB file and swaps it in; a kill at any moment leaves the last
good one.

A store is a folder with `generation-<digest>.duckdb` files and a `CURRENT` file that names the one in force. Both are
written beside their place and moved onto it in one step.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import duckdb

from keystone_states.errors import StoreError
from keystone_states.model.rows import Row
from keystone_states.store.leftovers import halfway, sweep
from keystone_states.store.tables import TABLES, Table, table
from keystone_states.store.text import cells, read_row

_STORAGE = "v1.5.0"
_POINTER = "CURRENT"


def current(store: Path) -> str | None:
    """Digest of the generation in force, or None where there is none."""
    try:
        digest = (store / _POINTER).read_text(encoding="utf-8").strip()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return digest if _file(store, digest).exists() else None


def write(store: Path, rows: Mapping[str, Sequence[Row]], *, digest: str) -> None:
    """Write a new generation and make it the one in force; older files are removed afterwards."""
    try:
        store.mkdir(parents=True, exist_ok=True)
        fresh = halfway(store, ".duckdb")
        fresh.unlink(missing_ok=True)
        _fill(fresh, rows)
        fresh.replace(_file(store, digest))
        pointer = store / f"{_POINTER}-{os.getpid()}"
        pointer.write_text(digest + "\n", encoding="utf-8")
        pointer.replace(store / _POINTER)
    except OSError as fault:
        raise StoreError(
            f"cannot write the store {store} ({fault.strerror or fault}); pass --store with a folder you may write"
        ) from None
    _sweep(store, keep=digest)


def read(store: Path) -> dict[str, tuple[Row, ...]]:
    """All tables of the generation in force; raises `StoreError` when it cannot be opened."""
    digest = current(store)
    if digest is None:
        raise StoreError(f"{store} holds no generation; expected one written by an ingest; run any command to make it")
    path = _file(store, digest)
    try:
        with duckdb.connect(str(path), read_only=True) as connection:
            return {each.name: _select(connection, each) for each in TABLES}
    except duckdb.Error as fault:
        raise StoreError(
            f"cannot read the store {path} ({str(fault).splitlines()[0]}); delete it to have it made anew"
        ) from None


def _file(store: Path, digest: str) -> Path:
    return store / f"generation-{digest}.duckdb"


def _fill(path: Path, rows: Mapping[str, Sequence[Row]]) -> None:
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{_quoted(path)}' AS fresh (STORAGE_VERSION '{_STORAGE}')")
        for name, content in rows.items():
            _insert(connection, table(name), content)
        connection.execute("DETACH fresh")


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _insert(connection: duckdb.DuckDBPyConnection, declared: Table, rows: Sequence[Row]) -> None:
    columns = ", ".join(f'"{name}" VARCHAR' for name in declared.header)
    connection.execute(f'CREATE TABLE fresh."{declared.name}" (row_no INTEGER, {columns})')
    if not rows:
        return
    lists = [list(column) for column in zip(*(cells(row, declared) for row in rows), strict=True)]
    unnested = ", ".join("unnest(?::VARCHAR[])" for _ in lists)
    connection.execute(
        f'INSERT INTO fresh."{declared.name}" SELECT unnest(?::INTEGER[]), {unnested}', [list(range(len(rows))), *lists]
    )


def _select(connection: duckdb.DuckDBPyConnection, declared: Table) -> tuple[Row, ...]:
    header = declared.header
    columns = ", ".join(f'"{name}"' for name in header)
    fetched = connection.execute(f'SELECT {columns} FROM "{declared.name}" ORDER BY row_no').fetchall()
    lines = (dict(zip(header, values, strict=True)) for values in fetched)
    where = f"store table {declared.name}"
    return tuple(read_row(line, declared, where=where) for line in lines)


def _sweep(store: Path, *, keep: str) -> None:
    """Remove older generations and what processes that are gone left half written."""
    sweep(store)
    for path in store.glob("generation-*.duckdb"):
        if path != _file(store, keep):
            with suppress(OSError):  # another process may still read it; the next ingest sweeps again
                path.unlink()
