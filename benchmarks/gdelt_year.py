"""A made-up year of GDELT in the schema of events: typed Parquet by month, from a seed.

Made from one day of `gdelt_month` through the loader: its rows are repeated over the days of each month, the states
drawn anew from all that exist, a few of them for most rows. Only the columns that counting reads are written: Parquet
reads no others.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import gdelt_month

PER_DAY = 160_000
MONTHS = 12


def make(folder: Path, *, rows: int) -> list[Path]:
    """Parquet files of 12 months that hold `rows` rows or a few more; those there already are kept."""
    from keystone_states.session import load_events, open_world
    from keystone_states.store.datasets import loaded

    zips = gdelt_month.make(folder / "day", rows=PER_DAY, days=1)
    load_events(zips, dataset="gdelt", store=folder / "store")
    (day,) = [each.path for each in loaded(folder / "store")["gdelt"]]
    states = [row.actor for row in open_world(store=folder / "store").states if row.exists_until is None]
    made = [folder / f"{rows}-{month + 1:02d}.parquet" for month in range(MONTHS)]
    for month, path in enumerate(made):
        if not path.exists():
            _repeat(day, path.with_suffix(".part"), month, -(-rows // (MONTHS * PER_DAY)), states)
            path.with_suffix(".part").replace(path)
    return made


def _repeat(day: Path, to: Path, month: int, times: int, states: list[str]) -> None:
    """Write one month: the day's rows again and again, each time a day later; only columns that are counted."""
    shift = (date(2023, month + 1, 1) - date(2024, 1, 1)).days
    query = f"""
        COPY (
            SELECT date + CAST({shift} + n % 28 AS INTEGER) AS date, lag_days, source_is_state, target_is_state,
                CASE WHEN source_is_state THEN {_drawn("source", states)} ELSE source END AS source,
                CASE WHEN target_is_state THEN {_drawn("target", states)} ELSE target END AS target,
                type, root_code, root, articles, goldstein
            FROM read_parquet('{day}'), range({times}) AS repeated(n)
        ) TO '{to}' (FORMAT parquet, COMPRESSION zstd)
    """
    with duckdb.connect(config={"preserve_insertion_order": False}) as connection:
        connection.execute(query)


def _drawn(side: str, states: list[str]) -> str:
    """A state for a side of a row: the first of the list most often."""
    chance = f"(hash(event_key, '{side}', n) / 18446744073709551616.0)"
    return f"substr('{''.join(states)}', 1 + 3 * CAST(floor({len(states)} * pow({chance}, 8)) AS INTEGER), 3)"
