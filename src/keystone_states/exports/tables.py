"""Tables of counts of events: by pair of states and month, and by state and month; every column says what it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from keystone_states.layers import LAYERS
from keystone_states.layers.events import types_of
from keystone_states.store.reduction import DyadMonths
from keystone_states.store.reported import AtHome

STATEMENT = "STATEMENT"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an export: its type in SQL, its unit and what it means."""

    name: str
    type: str
    unit: str
    meaning: str


@dataclass(frozen=True)
class Table:
    """Rows to be written, with their columns and what they were counted from."""

    title: str
    said: str
    columns: tuple[Column, ...]
    rows: Sequence[tuple[Any, ...]]


_MONTH = Column("month", "INTEGER", "YYYYMM", "month in which the events happened")


def dyads(found: DyadMonths) -> Table:
    """Counts by month, directed pair of states and type; None where a number is missing."""
    columns = (
        _MONTH,
        Column("source", "VARCHAR", "", "state that acts, ISO 3166-1 alpha-3"),
        Column("target", "VARCHAR", "", "state acted upon, ISO 3166-1 alpha-3"),
        Column("type", "VARCHAR", "", f"PLOVER type; {STATEMENT}: a statement, for which PLOVER has none"),
        Column("events", "BIGINT", "events", f"events by the rule {found.rule.name}: {found.rule.meaning}"),
        Column(
            "other", "BIGINT", "events", f"the same by the rule {found.other_rule.name}: {found.other_rule.meaning}"
        ),
        Column("rows_counted", "BIGINT", "rows", "rows of the dataset behind the events"),
        Column("rows_late", "BIGINT", "rows", "rows left out because they were taken up too long before or after"),
        Column("articles", "BIGINT", "articles", "articles when first published, summed over the rows"),
        Column("share", "DOUBLE", "share", "events as a share of all events between states in the month"),
        Column("goldstein", "DOUBLE", "−10 to 10", "mean Goldstein score of the rows; missing where none has one"),
    )
    kinds = (kind or STATEMENT for kind in found.type)
    numbers = (found.events, found.other, found.rows, found.late, found.articles, found.share, found.goldstein)
    cells = (found.month.tolist(), found.source, found.target, kinds, *(each.tolist() for each in numbers))
    rows = [tuple(None if value != value else value for value in row) for row in zip(*cells, strict=True)]
    return Table(f"Events of {found.dataset} by pair of states and month", found.said, columns, rows)


def states(found: DyadMonths, home: Sequence[AtHome]) -> Table:
    """Counts by month and state: with other states by kind, sent and received, and at home."""
    layers = {each.name: types_of(each.name) for each in LAYERS if types_of(each.name)}
    counts: Counter[tuple[int, str, str]] = Counter()
    for month, source, target, kind, events in zip(
        found.month.tolist(), found.source, found.target, found.type, found.events.tolist(), strict=True
    ):
        counts[month, source, "sent"] += events
        counts[month, target, "received"] += events
        for name, types in layers.items():
            if kind in types:
                counts[month, source, name] += events
                counts[month, target, name] += events
    meanings = {each.name: each.meaning.partition(" in the window")[0] for each in LAYERS}
    columns = (
        _MONTH,
        Column("state", "VARCHAR", "", "state, ISO 3166-1 alpha-3"),
        Column("sent", "BIGINT", "events", "events in which it acts upon another state"),
        Column("received", "BIGINT", "events", "events in which another state acts upon it"),
        *(Column(name.replace("-", "_"), "BIGINT", "events", f"{meanings[name]}, either way") for name in layers),
        Column("home_conflict", "BIGINT", "events", "events of material conflict (quad class 4) within it"),
        Column("coverage", "BIGINT", "events", "all events it is in, also those with one actor or an organisation"),
    )
    rows = [
        (
            *(each.month, each.state),
            *(counts[each.month, each.state, name] for name in ("sent", "received", *layers)),
            *(each.conflict, each.coverage),
        )
        for each in home
    ]
    return Table(f"Events of {found.dataset} by state and month", found.said, columns, rows)


def stata(table: Table) -> Iterator[tuple[Any, ...]]:
    """Header and rows for Stata: names of at most 32 characters, a dot for a missing number, no empty text."""
    names = [column.name[:32] for column in table.columns]
    if len(set(names)) < len(names):
        raise ValueError(f"names are no longer different when cut to 32 characters: {names}")
    missing = ["none" if column.type == "VARCHAR" else "." for column in table.columns]
    cells = (
        tuple(gap if cell in (None, "") else cell for cell, gap in zip(row, missing, strict=True)) for row in table.rows
    )
    return chain([tuple(names)], cells)
