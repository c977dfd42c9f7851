"""The files of saved readings: one Parquet file per article, a row per event and per tie with its whole record."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from keystone_states.errors import StoreError
from keystone_states.store.datasets import LoadedFile

DATASET = "reading"
SAID = 240  # characters of a sentence shown as evidence
_COLUMNS = (
    *("id", "what", "kind", "status", "start", "article", "sha256", "title", "publisher", "published", "url", "quote"),
    "record",
)


def write(records: Sequence[Mapping[str, Any]], article: Mapping[str, Any], to: Path) -> None:
    """Write the events and ties of one article, each with its whole record, to a Parquet file."""
    rows = [_cells(record, article) for record in records]
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE rows (no INTEGER, {', '.join(f'{name} VARCHAR' for name in _COLUMNS)})")
        if rows:
            marks = ", ".join("?" for _ in (0, *_COLUMNS))
            connection.executemany(f"INSERT INTO rows VALUES ({marks})", [(n, *row) for n, row in enumerate(rows)])
        names = ", ".join(_COLUMNS)
        connection.execute(f"COPY (SELECT {names} FROM rows ORDER BY no) TO '{_quoted(to)}' (FORMAT parquet)")


def _cells(record: Mapping[str, Any], article: Mapping[str, Any]) -> tuple[str | None, ...]:
    published = article["published"]
    when = record.get("date") or record.get("since")
    return (
        str(record["id"]),
        "event" if "type" in record else "tie",
        str(record.get("type") or record["kind"]),
        record.get("status"),
        when["value"] if when else None,
        article["name"],
        article["sha256"],
        article["title"],
        article["publisher"],
        published["date"] if published else None,
        article["url"],
        record["evidence"][0]["quote"],
        json.dumps(record, ensure_ascii=False),
    )


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


@cache
def rows_in(path: Path) -> tuple[dict[str, Any], ...]:
    """The rows of a saved article, which never change."""
    try:
        with duckdb.connect() as connection:
            found = connection.execute(f"SELECT {', '.join(_COLUMNS)} FROM read_parquet('{_quoted(path)}')").fetchall()
    except duckdb.Error as fault:
        raise StoreError(
            f"cannot read the saved reading {path} ({str(fault).splitlines()[0]}); delete it and save it again"
        ) from None
    return tuple(dict(zip(_COLUMNS, row, strict=True)) for row in found)


def said(row: Mapping[str, Any]) -> dict[str, str]:
    """The sentence, and who published it when."""
    quote = row["quote"]
    return {
        "quote": quote if len(quote) <= SAID else f"{quote[: SAID - 1]}…",
        "publisher": ", ".join(filter(None, (row["publisher"] or row["title"] or row["article"], row["published"]))),
    }


def source(row: Mapping[str, Any], file: LoadedFile) -> dict[str, Any]:
    """Where the article is, when it was read, and which it is."""
    return {
        "source_url": row["url"] or "",
        "read_on": file.provenance.loaded,
        "note": f"read in {row['article'].rsplit('/', 1)[-1]}, SHA-256 {row['sha256'][:16]}…",
    }
