"""Rows to the terminal as a table, JSON or CSV; files written whole or not at all."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from keystone_states.errors import StoreError

Record = Mapping[str, Any]


def emit(
    records: Sequence[Record],
    form: str,
    *,
    columns: Sequence[str] | None = None,
    title: str = "",
    notes: Iterable[str] = (),
) -> None:
    """Print records as `table` (the named columns), `json` or `csv` (all columns)."""
    if form == "json":
        click.echo(json.dumps(list(records), ensure_ascii=False, indent=2, default=str))
    elif form == "csv":
        click.echo(csv_text(records, columns or ()), nl=False)
    else:
        click.echo(table_text(records, columns or (list(records[0]) if records else ()), title, notes), nl=False)


def say(words: str, *, indent: str = "") -> None:
    """A line of plain text, wrapped at the terminal's width; addresses are never broken."""
    click.echo(wrapped(words, indent=indent), nl=False)


def wrapped(words: str, *, indent: str = "") -> str:
    """Plain text wrapped as `say` prints it, with a line break at its end."""
    width = max(40, shutil.get_terminal_size((80, 24)).columns)
    lines = textwrap.wrap(
        words, width, initial_indent=indent, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
    return ("\n".join(lines) or indent) + "\n"


def csv_text(records: Sequence[Record], columns: Sequence[str] = ()) -> str:
    """Records as CSV text, lists joined by semicolons; without records, the header of the named columns."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(records[0]) if records else list(columns), lineterminator="\n")
    writer.writeheader()
    writer.writerows({key: _flat(value) for key, value in record.items()} for record in records)
    return text.getvalue()


def _flat(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return "; ".join(str(part) for part in value)
    return "" if value is None else value


def table_text(records: Sequence[Record], columns: Sequence[str], title: str = "", notes: Iterable[str] = ()) -> str:
    """Records as a table at the terminal's width, a title above it and notes below."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False, soft_wrap=False)
    with console.capture() as printed:
        if title:
            console.print(Text(title, style="bold"))
        table = Table(box=SIMPLE_HEAD, pad_edge=False)
        for name in columns:
            numeric = records and all(
                isinstance(record[name], int | float | None) or _looks_numeric(record[name]) for record in records
            )
            table.add_column(
                name.replace("_", " "),
                justify="right" if numeric else "left",
                overflow="fold",
                no_wrap=console.width >= 80 and not numeric and all(_is_word(record[name]) for record in records),
            )
        for record in records:
            table.add_row(*(Text(_shown(record[name])) for name in columns))
        console.print(table)
        for note in notes:
            console.print(Text(note, style="dim"))
    return printed.get()


def _is_word(value: Any) -> bool:
    """A name to keep in one piece, such as a measure's; long ones fold, as they would push the rest out."""
    return isinstance(value, str) and " " not in value and len(value) <= 20


def _looks_numeric(value: Any) -> bool:
    return isinstance(value, str) and value[:1] in "0123456789–+-" and " " not in value.strip()


def _shown(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.3f}" if abs(value) < 100 else f"{value:.1f}"
    return str(_flat(value))


def write_text(path: Path, text: str) -> None:
    """Write a file beside its place and move it there; raises `StoreError` when that cannot be done."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_text(text, encoding="utf-8")
        beside.replace(path)
    except OSError as fault:
        beside.unlink(missing_ok=True) if beside.parent.is_dir() else None
        raise StoreError(
            f"cannot write {path} ({fault.strerror or fault}); expected a folder that exists and may be written"
        ) from None
