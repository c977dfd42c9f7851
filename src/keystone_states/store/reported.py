"""Rows of loaded events behind a count: those reported most, those of a state at home, and those of given keys.

The counts themselves are made by `store.reduction` on any engine; this asks DuckDB alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from keystone_states.model.dates import Window
from keystone_states.store.datasets import LoadedFile
from keystone_states.store.engines import engine_of
from keystone_states.store.reduction import Asked, Rule, eligible


@dataclass(frozen=True, slots=True)
class Reported:
    """One row among the most reported of a pair of states and type."""

    source: str
    target: str
    type: str
    articles: int
    day: date
    key: str


@dataclass(frozen=True, slots=True)
class AtHome:
    """A state's month: events of material conflict within it, all events it is in, and the key of the row reported
    most (one of conflict at home where there is any).
    """

    month: int
    state: str
    conflict: int
    coverage: int
    key: str


def overlapping(files: Sequence[LoadedFile], window: Window) -> tuple[Path, ...]:
    """Paths of the files that hold rows of some day of the window, as their provenance says."""

    def within(each: LoadedFile) -> bool:
        first, last = each.provenance.first_day, each.provenance.last_day
        return (first is None or first < window.end) and (last is None or last >= window.start)

    return tuple(each.path for each in files if within(each))


def most_reported(paths: Sequence[Path], *, rule: Rule, asked: Asked, top: int) -> Iterator[Reported]:
    """Of every pair of states and type the rows with the most articles, at most `top` (the later of two alike)."""
    with engine_of("duckdb", paths) as engine:
        found = engine.rows(_most_sql(rule, asked, top))
    for source, target, kind, rows in zip(*(found[name] for name in ("source", "target", "type", "rows")), strict=True):
        for articles, day, key in rows:
            yield Reported(source, target, kind, int(articles), day, key)


def at_home(paths: Sequence[Path], *, rule: Rule, window: Window | None) -> tuple[AtHome, ...]:
    """Every month of every state that is in an event, under a rule of counting, by month and state.

    `window`: days counted; None: all.
    """
    with engine_of("duckdb", paths) as engine:
        found = engine.rows(_home_sql(rule, Asked(window)))
    columns = ("month", "state", "conflict", "coverage", "most")
    rows = zip(*(found[name] for name in columns), strict=True)
    return tuple(AtHome(int(month), state, int(c), int(a), key) for month, state, c, a, (_, _, key) in rows)


def by_key(paths: Sequence[Path], keys: Sequence[str]) -> list[dict[str, Any]]:
    """Whole rows of the events with these keys; of a key that stands in several files each row."""
    if not keys or not paths:
        return []
    listed = ", ".join("'" + key.replace("'", "''") + "'" for key in dict.fromkeys(keys))
    with engine_of("duckdb", paths) as engine:
        found = engine.rows(f"SELECT * FROM events WHERE event_key IN ({listed}) ORDER BY event_key, date, url")
    return [dict(zip(found, cells, strict=True)) for cells in zip(*found.values(), strict=True)]


def rows_by_day(paths: Sequence[Path]) -> dict[date, int]:
    """Rows of events by the day they were taken up (else the day of the event), of mentions by their own day."""
    with engine_of("duckdb", paths) as engine:
        names = engine.rows("SELECT column_name FROM (DESCRIBE events)")["column_name"]
        day = "CAST(mention_time AS DATE)" if "mention_time" in names else "COALESCE(published, date)"
        found = engine.rows(f"SELECT {day} AS day, COUNT(*) AS number FROM events GROUP BY 1")
    return dict(zip(found["day"], found["number"], strict=True))


def _most_sql(rule: Rule, asked: Asked, top: int) -> str:
    rows = eligible(replace(rule, key=()), asked, "events", more=("event_key",))
    return f"""
        SELECT source, target, type, MAX(ROW(articles, date, event_key), {int(top)}) AS rows
        FROM ({rows}) AS eligible WHERE timely = 1 GROUP BY source, target, type ORDER BY source, target, type"""


def _home_sql(rule: Rule, asked: Asked) -> str:
    """Events by month and state. A state is in an event as its source or target, once where it is both."""
    home = "e.source_is_state AND e.target_is_state AND e.source = e.target"
    kinds = ("quad", "event_key")
    of_source = eligible(rule, asked, "events", pair="e.source_is_state", more=(*kinds, "source AS state"))
    of_target = eligible(
        rule, asked, "events", pair=f"e.target_is_state AND NOT ({home})", more=(*kinds, "target AS state")
    )
    key = ", ".join(("month", "state", "source", "target", "type", "home", *rule.key))
    one = "1" if rule.key else "alike"
    return f"""
        SELECT month, state, SUM(CASE WHEN home = 1 THEN {one} ELSE 0 END) AS conflict, SUM({one}) AS coverage,
            MAX(most) AS most
        FROM (
            SELECT {key}, COUNT(*) AS alike, MAX(ROW(home, articles, event_key)) AS most
            FROM (
                SELECT *, CASE WHEN quad = 4 AND source = target THEN 1 ELSE 0 END AS home
                FROM ({of_source} UNION ALL {of_target}) AS rows WHERE timely = 1
            ) AS of_state
            GROUP BY {key}
        ) AS grouped
        GROUP BY month, state ORDER BY month, state"""
