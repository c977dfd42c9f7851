"""What a dataset of events is: how its files are read, judged and turned into the one schema, and what may be done
with its rows.

A source gives SQL in DuckDB's dialect over its own columns, all text; `write` runs it over the joined lines of some
files and writes typed Parquet. Every line ends as a row or as a reject with file, line, column and reason.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Protocol

import duckdb

from keystone_states import ontology
from keystone_states.errors import BadInputError, StoreError
from keystone_states.model.events import EVENT_COLUMNS, Code, EventColumn
from keystone_states.sources.lines import LONGEST, Joined, Recognise, Reject, join

NAMED = " ".join(
    f"LEFT JOIN names AS {name[1]} ON {name[1]}.given = {name}" for name in ("_source", "_target", "_place")
)
"""Joins that find the states whose names stand in `_source`, `_target` and `_place`, as `s`, `t` and `p`."""

# The number of lines is not known before the scan; a guess would build hash tables of the events, not of the codes.
_JOIN_AS_WRITTEN = "SET disabled_optimizers = 'join_order,build_side_probe_side'"


class Actors(Protocol):
    """The crosswalk a source is handed: codes by scheme, and the state of a name."""

    @property
    def codes(self) -> tuple[Code, ...]:
        """Codes by scheme."""

    def named(self, name: str) -> str | None:
        """The state of that name."""


@dataclass(frozen=True, slots=True)
class Fault:
    """When a row cannot be used: the column at fault, the condition in SQL, and the reason in words."""

    column: str
    when: str
    reason: str


@dataclass(frozen=True, slots=True)
class Query:
    """How a source's columns become events.

    `typed`: names for expressions over the raw columns, each computed once; `faults` may speak of both. `joins` come
    after them, `events` give the columns of the schema (those not named are empty). `names`: expressions that give
    names of states, found in the table `names(given, actor)`. `several`: the joins make several rows of a line.
    """

    typed: dict[str, str]
    faults: tuple[Fault, ...]
    events: dict[str, str]
    joins: str = ""
    names: tuple[str, ...] = ()
    several: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """A dataset and what it says of itself.

    `patterns`: names of its files, for folders. `together`: files with the same answer are read as one. `may_export`:
    whether its rows may be passed on; counts made from them may.
    """

    name: str
    meaning: str
    licence: str
    release: str
    source_url: str
    citation: str
    patterns: tuple[str, ...]
    recognise: Recognise
    query: Callable[[tuple[str, ...]], Query]
    together: Callable[[Path], str] = str
    columns: tuple[EventColumn, ...] = EVENT_COLUMNS
    may_export: bool = True


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the lines of some files: `read = accepted + len(rejects)`."""

    read: int
    accepted: int
    rejects: tuple[Reject, ...]
    repairs: Counter[str] = field(default_factory=Counter)
    unresolved: Counter[str] = field(default_factory=Counter)
    first_day: date | None = None
    last_day: date | None = None


def write(paths: Iterable[Path], to: Path, *, source: Source, actors: Actors, threads: int = 1) -> Outcome:
    """Read some files of a source and write their rows as typed Parquet.

    Raises `BadInputError` when a file is of another kind or none of its lines can be used, `StoreError` when one
    cannot be unpacked or the rows cannot be written. Files without a line give an outcome of 0 lines and no file.
    """
    text = to.with_suffix(".tsv")
    try:
        joined = join(paths, text, recognise=source.recognise)
        if not joined.read:
            return Outcome(0, 0, ())
        with duckdb.connect(config={"threads": threads}) as connection:
            connection.execute(_JOIN_AS_WRITTEN)
            return _converted(connection, joined, to, source=source, actors=actors)
    except (duckdb.Error, OSError) as fault:
        if isinstance(fault, StoreError):
            raise
        reason = str(fault).splitlines()[0]
        raise StoreError(
            f"cannot convert to {to.name} ({reason}); expected room and leave to write in the store"
        ) from None
    finally:
        text.unlink(missing_ok=True)


def quoted(column: str) -> str:
    """A column's name as an identifier of SQL."""
    return '"' + column.replace('"', '""') + '"'


def cell(column: str, *, null: str = "") -> str:
    """A cell without the spaces around it; nothing left, or the word for nothing, means empty."""
    trimmed = f"nullif(trim({quoted(column)}), '')"
    return f"nullif({trimmed}, '{null}')" if null else trimmed


def unreadable(column: str, typed: str, kind: str, *, null: str = "") -> Fault:
    """The fault of a cell that is not empty and cannot be read as its type."""
    return Fault(column, f"{typed} IS NULL AND {cell(column, null=null)} IS NOT NULL", f"not {kind}")


def first_row(lines: Sequence[bytes], delimiter: str) -> list[str]:
    """Cells of the first row of true CSV, which may take several lines."""
    text = (line.decode("utf-8", "replace") + "\n" for line in lines)
    return next(csv.reader(text, delimiter=delimiter), [])


def delimiter_of(lines: Sequence[bytes]) -> str:
    """Comma or semicolon, whichever is more often in the first line."""
    return ";" if lines[0].count(b";") > lines[0].count(b",") else ","


def header(name: str, cells: Iterable[str], *, wanted: Iterable[str], of: str) -> tuple[str, ...]:
    """Column names from the cells of a header, each once; raises `BadInputError` when a wanted one is missing.

    Empty cells at the end are dropped. Of columns whose names differ at most in case, the later ones are numbered.
    """
    stripped = [cell.strip().strip('"') for cell in cells]
    while stripped and not stripped[-1]:
        stripped.pop()
    missing = [column for column in wanted if column not in stripped]
    if missing:
        raise BadInputError(
            f"{name}: no column {', '.join(map(repr, missing))} in its first line; expected a file of {of} with a "
            f"header that names it; there are {', '.join(stripped[:8])} …"
        )
    seen: Counter[str] = Counter()
    columns = []
    for column in stripped:
        seen[column.lower()] += 1
        columns.append(column if seen[column.lower()] == 1 else f"{column} ({seen[column.lower()]})")
    return tuple(columns)


def _converted(
    connection: duckdb.DuckDBPyConnection, joined: Joined, to: Path, *, source: Source, actors: Actors
) -> Outcome:
    query = source.query(joined.columns)
    _tables(connection, actors)
    connection.execute(_judged(joined, query))
    _name_states(connection, query, actors)
    accepted = _copy(connection, query, to, source=source)
    rejects = [*joined.rejects, *(_rejects(connection, joined, query) if accepted < joined.kept else ())]
    if accepted + len(rejects) != joined.read:
        raise StoreError(
            f"{joined.parts[0].file}: {joined.read} lines read, but {accepted} kept and {len(rejects)} rejected; "
            "expected no line to be lost; please report this file"
        )
    if not accepted:
        first = min(rejects, key=lambda each: each.line)
        raise BadInputError(
            f"{first.file}: none of its {joined.read} lines can be used as {source.name} (line {first.line}: "
            f"{first.column} {first.value!r} is {first.reason}); expected {source.meaning}"
        )
    return _outcome(connection, joined, to, accepted, rejects, source=source)


def _tables(connection: duckdb.DuckDBPyConnection, actors: Actors) -> None:
    """Small tables to join with: codes by scheme, CAMEO codes, PLOVER types."""
    connection.execute("CREATE TABLE codes (scheme VARCHAR, code VARCHAR, actor VARCHAR, state BOOLEAN)")
    _fill(connection, "codes", [(each.scheme, each.code, each.actor, each.state) for each in actors.codes])
    connection.execute(
        "CREATE TABLE cameo (code VARCHAR, root VARCHAR, type VARCHAR, mode VARCHAR, quad INTEGER, goldstein DOUBLE)"
    )
    _fill(connection, "cameo", _cameo_rows())
    connection.execute("CREATE TABLE plover (type VARCHAR, quad INTEGER)")
    _fill(connection, "plover", [(name, each.quad) for name, each in ontology.plover().types.items()])


def _cameo_rows() -> list[tuple[object, ...]]:
    cameo, rules = ontology.cameo(), ontology.cameo_crosswalk()
    return [
        (code, code[:2], rules.rule(code).type, rules.rule(code).mode, cameo.quads[code[:2]], each.goldstein)
        for code, each in cameo.codes.items()
    ]


def _fill(connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[tuple[object, ...]]) -> None:
    columns = [list(column) for column in zip(*rows, strict=True)]
    connection.execute(f"INSERT INTO {table} SELECT {', '.join('unnest(?)' for _ in columns)}", columns)


def _judged(joined: Joined, query: Query) -> str:
    """A view of all lines with their typed cells, and the number of the first fault of each."""
    typed = "".join(f", {sql} AS {name}" for name, sql in query.typed.items())
    cases = " ".join(f"WHEN {each.when} THEN {number}" for number, each in enumerate(query.faults))
    return (
        f"CREATE VIEW judged AS SELECT *, CASE {cases} END AS _fault FROM (SELECT *{typed} FROM {_scan(joined)} AS raw)"
    )


def _scan(joined: Joined) -> str:
    columns = ", ".join(f"{_text(name)}: 'VARCHAR'" for name in joined.columns)
    return (
        f"read_csv({_text(str(joined.path))}, delim='\\t', quote='', escape='', header=false, auto_detect=false, "
        f"new_line='\\n', nullstr='', strict_mode=true, max_line_size={2 * LONGEST}, columns={{{columns}}})"
    )


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _name_states(connection: duckdb.DuckDBPyConnection, query: Query, actors: Actors) -> None:
    """A table of the names of states that occur, with the state each stands for."""
    connection.execute("CREATE TABLE names (given VARCHAR, actor VARCHAR)")
    if not query.names:
        return
    union = " UNION ALL ".join(f"SELECT {column} AS given FROM judged" for column in query.names)
    given = [
        name
        for (name,) in connection.execute(f"SELECT DISTINCT given FROM ({union}) WHERE given IS NOT NULL").fetchall()
    ]
    rows = [(name, actor) for name in given if (actor := actors.named(name))]
    if rows:
        _fill(connection, "names", rows)


def _copy(connection: duckdb.DuckDBPyConnection, query: Query, to: Path, *, source: Source) -> int:
    """Write the rows of lines without a fault; returns the number of such lines."""
    cells = ", ".join(
        f"CAST({query.events.get(column.name, 'NULL')} AS {column.type}) AS {column.name}" for column in source.columns
    )
    rows = f"SELECT {cells} FROM judged {query.joins} WHERE judged._fault IS NULL"
    counts = connection.execute(f"COPY ({rows}) TO {_text(str(to))} (FORMAT parquet, COMPRESSION zstd)").fetchall()
    if query.several:
        counts = connection.execute("SELECT count(*) FROM judged WHERE _fault IS NULL").fetchall()
    return int(counts[0][0])


def _rejects(connection: duckdb.DuckDBPyConnection, joined: Joined, query: Query) -> list[Reject]:
    values = " ".join(f"WHEN {number} THEN {quoted(each.column)}" for number, each in enumerate(query.faults))
    found = connection.execute(
        f"SELECT _row, _fault, CASE _fault {values} END FROM (SELECT *, row_number() OVER () - 1 AS _row FROM judged) "
        "WHERE _fault IS NOT NULL ORDER BY _row"
    ).fetchall()
    return [_reject(joined, query.faults[fault], row, value) for row, fault, value in found]


def _reject(joined: Joined, fault: Fault, row: int, value: str | None) -> Reject:
    file, line = joined.origin(row)
    return Reject(file, line, fault.column, fault.reason, (value or "")[:80])


def _outcome(
    connection: duckdb.DuckDBPyConnection,
    joined: Joined,
    to: Path,
    accepted: int,
    rejects: list[Reject],
    *,
    source: Source,
) -> Outcome:
    if source.columns is not EVENT_COLUMNS:
        return Outcome(joined.read, accepted, tuple(rejects), joined.repairs)
    rows = f"read_parquet({_text(str(to))})"
    mended = connection.execute(
        f"SELECT unnest(string_split(repairs, ';')), count(*) FROM {rows} WHERE repairs IS NOT NULL GROUP BY 1"
    ).fetchall()
    unresolved = connection.execute(
        f"SELECT given, count(*) FROM (SELECT source_country AS given FROM {rows} WHERE source IS NULL UNION ALL "
        f"SELECT target_country FROM {rows} WHERE target IS NULL) WHERE given IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1"
    ).fetchall()
    first, last = connection.execute(f"SELECT min(date), max(date) FROM {rows}").fetchall()[0]
    repairs = joined.repairs + Counter(dict(mended))
    return Outcome(joined.read, accepted, tuple(rejects), repairs, Counter(dict(unresolved)), first, last)
