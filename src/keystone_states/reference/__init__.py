"""The packaged facts: CSV files, one row one fact one source, and their loader.

Every row was read in the source it names. `docs/data.md` describes the columns; the classes in `model.rows` declare
them.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from keystone_states.errors import StoreError
from keystone_states.model.rows import Row
from keystone_states.store.tables import TABLES
from keystone_states.store.text import read_csv

PACKAGED = Path(__file__).parent


def load(folder: Path | None = None) -> dict[str, tuple[Row, ...]]:
    """All facts tables of a folder (the packaged one by default); raises `BadRowError` at the first unusable row."""
    return {table.name: read_csv(_folder(folder) / f"{table.name}.csv", table) for table in TABLES}


def digest(folder: Path | None = None) -> str:
    """SHA-256 over the bytes of all facts tables, by which a result can say what it was computed from."""
    content = hashlib.sha256()
    for table in TABLES:
        path = _folder(folder) / f"{table.name}.csv"
        content.update(table.name.encode())
        content.update(path.read_bytes() if path.exists() else b"")
    return content.hexdigest()


def _folder(folder: Path | None) -> Path:
    chosen = folder or PACKAGED
    if not chosen.is_dir():
        raise StoreError(f"{chosen} is not a folder; expected one with the facts tables as CSV; check --facts")
    return chosen
