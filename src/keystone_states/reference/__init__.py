"""The packaged facts: CSV files, one row one fact one source, and their loader.

Every row was read in the source it names. `docs/data.md` describes the columns; the classes in `model.rows` declare
them.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from keystone_states.errors import StoreError
from keystone_states.model.rows import Row
from keystone_states.store.tables import TABLES, Table, table
from keystone_states.store.text import cells, numbered_lines, read_csv

PACKAGED = Path(__file__).parent


def load(folder: Path | None = None) -> dict[str, tuple[Row, ...]]:
    """All facts tables of a folder (the packaged one by default); raises `BadRowError` at the first unusable row."""
    return {each.name: read_csv(_folder(folder) / f"{each.name}.csv", each) for each in TABLES}


def line_of(row: Row, folder: Path | None = None) -> int:
    """The line of a row in its CSV file, to name it in an error."""
    declared = table(row.table)
    for number, line in numbered_lines(_folder(folder) / f"{declared.name}.csv", declared):
        if all(line[name] == cell for name, cell in cells_of_key(row, declared).items()):
            return number
    return 0


def cells_of_key(row: Row, declared: Table) -> dict[str, str]:
    """The text cells of the columns that tell a row from all others."""
    return {name: cell for name, cell in zip(declared.header, cells(row, declared), strict=True) if name in row.key}


def digest(folder: Path | None = None) -> str:
    """SHA-256 over the bytes of all facts tables, by which a result can say what it was computed from."""
    content = hashlib.sha256()
    for each in TABLES:
        path = _folder(folder) / f"{each.name}.csv"
        content.update(each.name.encode())
        content.update(path.read_bytes() if path.exists() else b"")
    return content.hexdigest()


def _folder(folder: Path | None) -> Path:
    chosen = folder or PACKAGED
    if not chosen.is_dir():
        raise StoreError(f"{chosen} is not a folder; expected one with the facts tables as CSV; check --facts")
    return chosen
