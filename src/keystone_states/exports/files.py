"""Exports as files, written whole or not at all, each with a codebook (Markdown and JSON) and a citation beside it."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from itertools import chain
from pathlib import Path
from typing import Any

import duckdb

from keystone_states.errors import BadInputError, StoreError
from keystone_states.exports.tables import Column, Table, stata

ENDINGS = {".parquet": "parquet", ".csv": "csv"}
GRAPH_ENDINGS = {".gexf": "gexf", ".graphml": "graphml"}


def form_of(out: Path, form: str | None, endings: dict[str, str]) -> str:
    """The form asked for, or the one the file's name ends in; raises `BadInputError` when neither says."""
    found = form or endings.get(out.suffix.lower())
    if found is None:
        raise BadInputError(f"{out.name} does not say its form; expected {' or '.join(endings)} at its end, or --form")
    return found


def write_table(table: Table, out: Path, *, form: str, citation: str) -> tuple[Path, ...]:
    """Write a table as `parquet`, `csv` or `stata` (CSV as Stata reads it); returns the files written.

    Raises `StoreError` when a file cannot be written.
    """
    names = [column.name for column in table.columns]
    rows: Iterable[Sequence[Any]] = stata(table) if form == "stata" else chain([names], table.rows)
    writer = _parquet(table) if form == "parquet" else lambda path: _csv(path, rows)
    return _with_books(out, writer, table.title, table.said, table.columns, citation)


def write_bytes(
    content: bytes, out: Path, *, title: str, said: str, columns: tuple[Column, ...], citation: str
) -> tuple[Path, ...]:
    """Write bytes with the books beside them; returns the files written."""

    def put(path: Path) -> None:
        path.write_bytes(content)

    return _with_books(out, put, title, said, columns, citation)


def _with_books(
    out: Path, writer: Callable[[Path], None], title: str, said: str, columns: tuple[Column, ...], citation: str
) -> tuple[Path, ...]:
    book = {"title": title, "said": said, "file": out.name, "columns": [asdict(each) for each in columns]}
    texts = {
        ".codebook.json": json.dumps(book, ensure_ascii=False, indent=1),
        ".codebook.md": _codebook(title, said, out.name, columns),
        ".citation.txt": citation,
    }
    beside = {out.with_name(out.name + ending): text.rstrip("\n") + "\n" for ending, text in texts.items()}
    _put(out, writer)
    for path, text in beside.items():
        _put(path, _text(text))
    return (out, *beside)


def _codebook(title: str, said: str, file: str, columns: tuple[Column, ...]) -> str:
    head = [
        f"# {title}",
        "",
        f"File: `{file}`.",
        "",
        said,
        "",
        "| column | type | unit | meaning |",
        "|---|---|---|---|",
    ]
    lines = (
        f"| {each.name} | {each.type} | {each.unit or '–'} | {each.meaning.replace('|', '∣')} |" for each in columns
    )
    return "\n".join([*head, *lines])


def _text(text: str) -> Callable[[Path], None]:
    def put(path: Path) -> None:
        path.write_text(text, encoding="utf-8")

    return put


def _csv(path: Path, rows: Iterable[Sequence[Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerows(["" if cell is None else cell for cell in row] for row in rows)


def _parquet(table: Table) -> Callable[[Path], None]:
    """Rows as typed Parquet, by way of a CSV beside it that is removed."""

    def put(path: Path) -> None:
        text = path.with_name(f"{path.name}.csv")
        try:
            _csv(text, table.rows)
            columns = ", ".join(f"'{each.name}': '{each.type}'" for each in table.columns)
            read = f"read_csv({_quoted(text)}, header=false, auto_detect=false, nullstr='', columns={{{columns}}})"
            with duckdb.connect() as connection:
                connection.execute(f"COPY (FROM {read}) TO {_quoted(path)} (FORMAT parquet, COMPRESSION zstd)")
        except duckdb.Error as fault:
            raise OSError(str(fault).splitlines()[0]) from None
        finally:
            text.unlink(missing_ok=True)

    return put


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _put(place: Path, writer: Callable[[Path], None]) -> None:
    """Write beside the place, then move onto it."""
    fresh = place.with_name(f".{place.name}.{os.getpid()}")
    try:
        writer(fresh)
        fresh.replace(place)
    except OSError as fault:
        raise StoreError(
            f"cannot write {place} ({fault.strerror or fault}); expected a folder that exists and may be written"
        ) from None
    finally:
        if fresh.parent.is_dir():
            fresh.unlink(missing_ok=True)
