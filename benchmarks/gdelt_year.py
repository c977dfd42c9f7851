"""A made-up year of GDELT in the schema of events: typed Parquet by month, from a seed.

Made from one day of `gdelt_month` through the loader: its rows are repeated over the days of each month under keys and
addresses of their own; states are drawn anew from all that exist, a few of them for most rows.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import gdelt_month

PER_DAY = 160_000
MONTHS = 12


def make(folder: Path, *, rows: int) -> list[Path]:
    """Parquet files of 12 months that hold `rows` rows in all; those there already are kept."""
    from keystone_states.session import load_events, open_world
    from keystone_states.store.datasets import loaded

    zips = gdelt_month.make(folder / "day", rows=PER_DAY, days=1)
    load_events(zips, dataset="gdelt", store=folder / "store")
    (day,) = [each.path for each in loaded(folder / "store")["gdelt"]]
    states = [row.actor for row in open_world(store=folder / "store").states if row.exists_until is None]
    made = [folder / f"{rows}-{month + 1:02d}.parquet" for month in range(MONTHS)]
    for month, path in enumerate(made):
        if not path.exists():
            _repeat(day, path.with_suffix(".part"), month, rows // MONTHS, states)
            path.with_suffix(".part").replace(path)
    return made


def _repeat(day: Path, to: Path, month: int, rows: int, states: list[str]) -> None:
    """Write one month: the day's rows again and again, each time a day later."""
    shift = (date(2023, month + 1, 1) - date(2024, 1, 1)).days
    later = f"CAST({shift} + n % 28 AS INTEGER)"
    query = f"""
        COPY (
            SELECT * EXCLUDE (n) REPLACE (
                date + {later} AS date, published + {later} AS published,
                event_key || '-{month}-' || n AS event_key, url || '/{month}/' || n AS url,
                CASE WHEN source_is_state THEN {_drawn("source")} ELSE source END AS source,
                CASE WHEN target_is_state THEN {_drawn("target")} ELSE target END AS target
            )
            FROM read_parquet('{day}'), range({rows // PER_DAY + 1}) AS repeated(n) LIMIT {rows}
        ) TO '{to}' (FORMAT parquet, COMPRESSION zstd)
    """
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE states AS SELECT unnest(?) AS code", [states])
        connection.execute("SET VARIABLE states = (SELECT list(code) FROM states)")
        connection.execute(query)


def _drawn(side: str) -> str:
    """A state for a side of a row: the first of the list most often."""
    chance = f"(hash(event_key || '{side}' || n) / 18446744073709551616.0)"
    return f"getvariable('states')[1 + CAST(floor(len(getvariable('states')) * pow({chance}, 4)) AS INTEGER)]"
