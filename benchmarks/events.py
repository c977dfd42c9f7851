"""A month of GDELT 2.0 (5 million rows in 2,976 zips): into the store, and counted by pair of states and month.

    python benchmarks/events.py [FOLDER]      # the zips are made there once, 5 minutes; the rest takes 2–4
    python benchmarks/events.py --rows 60e6 --memory 2GB [FOLDER]      # a year, counted in little memory

Beside it, on the same bytes in the same run: DuckDB's own typed scan, a hand-written query, pandas the way gdeltPyR
reads (every zip a frame, then joined) and polars. Every step runs in a process of its own: wall time, processor time
and peak memory. Exits with 1 if an aim is missed in processor time (which other work on the machine does not change).
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import gdelt_month

ROWS, DAYS, SAMPLE = 5_000_000, 31, 3
AIMS = {"load": 25.0 * 2, "count": 0.3 * 2}  # processor seconds on two processors


def load(folder: Path) -> str:
    """Zips to typed Parquet in a store."""
    from keystone_states.session import load_events

    shutil.rmtree(folder / "store" / "datasets", ignore_errors=True)
    began = time.monotonic(), time.process_time()
    found = load_events([folder / "zips"], dataset="gdelt", store=folder / "store")
    print(json.dumps({"wall": time.monotonic() - began[0], "cpu": time.process_time() - began[1]}))
    assert sum(each.accepted for each in found.fresh) == sum(each.read for each in found.fresh) >= ROWS
    return f"{sum(each.accepted for each in found.fresh):,} rows"


def world(folder: Path) -> str:
    """The store with the packaged facts, which every command needs once."""
    from keystone_states.session import open_world

    open_world(store=folder / "store")
    return ""


def _rule(rule: str) -> Callable[[Path], str]:
    def count(folder: Path) -> str:
        from keystone_states.store.datasets import loaded
        from keystone_states.store.engines import engine_of
        from keystone_states.store.reduction import RULES, Asked, sql

        files = [each.path for each in loaded(folder / "store")["gdelt"]]
        with engine_of("duckdb", files) as engine:
            return _best(lambda: engine.rows(sql(RULES[rule], Asked())))

    return count


def by_hand(folder: Path) -> str:
    """The shortest query for rule `root`, without lag, shares and scores."""
    return _by_hand(folder, "SELECT {group}, count(*) FROM {rows} GROUP BY ALL")


def by_hand_article(folder: Path) -> str:
    """The shortest query for rule `article`, without lag, shares and scores."""
    once = "SELECT DISTINCT {group}, date, code, coalesce(url, event_key) FROM {rows}"
    return _by_hand(folder, f"SELECT month, source, target, type, count(*) FROM ({once}) GROUP BY ALL")


def _by_hand(folder: Path, query: str) -> str:
    import duckdb

    files = f"read_parquet('{folder}/store/datasets/gdelt/*.parquet')"
    rows = f"{files} WHERE source_is_state AND target_is_state AND source <> target AND root"
    group = "year(date) * 100 + month(date) AS month, source, target, type"
    return _best(lambda: duckdb.sql(query.format(group=group, rows=rows)).fetchall())


def _best(run: Callable[[], Any]) -> str:
    """Best of five runs, wall and processor time."""
    times = []
    for _ in range(5):
        began = time.monotonic(), time.process_time()
        run()
        times.append((time.monotonic() - began[0], time.process_time() - began[1]))
    print(json.dumps({"wall": min(each[0] for each in times), "cpu": min(each[1] for each in times)}))
    return "best of five"


def typed_scan(folder: Path) -> str:
    """DuckDB reads all 61 columns typed from the unpacked text, and keeps nothing."""
    import duckdb

    text = _unpacked(folder)
    began = time.monotonic(), time.process_time()
    wanted = ", ".join(f"max({name})" for name in _typed())
    duckdb.sql(f"SELECT {wanted} FROM {_csv(text)}").fetchall()
    print(json.dumps({"wall": time.monotonic() - began[0], "cpu": time.process_time() - began[1]}))
    return "unpacked before, nothing written"


def typed_copy(folder: Path) -> str:
    """DuckDB copies all 61 columns typed from the unpacked text to Parquet."""
    import duckdb

    text = _unpacked(folder)
    began = time.monotonic(), time.process_time()
    duckdb.sql(f"COPY (SELECT * FROM {_csv(text)}) TO '{folder}/copy.parquet' (FORMAT parquet, COMPRESSION zstd)")
    print(json.dumps({"wall": time.monotonic() - began[0], "cpu": time.process_time() - began[1]}))
    (folder / "copy.parquet").unlink()
    return "unpacked before, no crosswalk"


def _typed() -> dict[str, str]:
    from keystone_states.sources.gdelt import EVENTS_2

    whole = {"GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "IsRootEvent", "QuadClass", "DATEADDED"}
    return {
        name: "BIGINT"
        if name in whole or name.startswith("Num") or name.endswith("_Type")
        else "DOUBLE"
        if name in ("FractionDate", "GoldsteinScale", "AvgTone") or name.endswith(("_Lat", "_Long"))
        else "VARCHAR"
        for name in EVENTS_2
    }


def _csv(text: Path) -> str:
    columns = ", ".join(f"{name}: '{kind}'" for name, kind in _typed().items())
    return (
        f"read_csv('{text}', delim='\\t', quote='', escape='', header=false, auto_detect=false, columns={{{columns}}})"
    )


def _unpacked(folder: Path) -> Path:
    text = folder / "month.tsv"
    if not text.exists():
        with text.open("wb") as out:
            for path in sorted((folder / "zips").glob("*.zip")):
                with zipfile.ZipFile(path) as archive:
                    out.write(archive.read(archive.namelist()[0]))
    return text


def _some(folder: Path) -> list[Path]:
    return sorted((folder / "zips").glob("*.zip"))[: SAMPLE * 96]


def pandas_way(folder: Path) -> str:
    """Every zip a frame of 61 columns, the frames joined: as gdeltPyR reads."""
    import pandas

    from keystone_states.sources.gdelt import EVENTS_2

    began = time.monotonic(), time.process_time()
    frames = [
        pandas.read_csv(path, sep="\t", names=list(EVENTS_2), dtype={"EventCode": str}, low_memory=False)
        for path in _some(folder)
    ]
    whole = pandas.concat(frames)
    print(
        json.dumps(
            {"wall": time.monotonic() - began[0], "cpu": time.process_time() - began[1], "share": len(whole) / ROWS}
        )
    )
    return f"{SAMPLE} of {DAYS} days; kept in memory"


def polars_way(folder: Path) -> str:
    """Every zip unpacked and read typed by polars, joined and written as Parquet."""
    import polars

    kinds = {"BIGINT": polars.Int64, "DOUBLE": polars.Float64, "VARCHAR": polars.String}
    schema = {name: kinds[kind] for name, kind in _typed().items()}
    began = time.monotonic(), time.process_time()
    frames = []
    for path in _some(folder):
        with zipfile.ZipFile(path) as archive:
            frames.append(
                polars.read_csv(
                    archive.read(archive.namelist()[0]),
                    separator="\t",
                    has_header=False,
                    schema=schema,
                    quote_char=None,
                )
            )
    whole = polars.concat(frames)
    whole.write_parquet(folder / "polars.parquet")
    print(
        json.dumps(
            {"wall": time.monotonic() - began[0], "cpu": time.process_time() - began[1], "share": len(whole) / ROWS}
        )
    )
    (folder / "polars.parquet").unlink()
    return f"{SAMPLE} of {DAYS} days; no crosswalk"


STEPS: dict[str, tuple[str, Callable[[Path], str]]] = {
    "world": ("", world),
    "load": ("ours: zips → typed Parquet", load),
    "typed_scan": ("DuckDB: typed scan, 61 columns", typed_scan),
    "typed_copy": ("DuckDB: text → Parquet, 61 columns", typed_copy),
    "polars": ("polars: zips → Parquet", polars_way),
    "pandas": ("pandas as gdeltPyR: zips → frame", pandas_way),
    "hand": ("by hand: root rows by pair, month, type", by_hand),
    "hand-article": ("by hand: the same, once an article, code and day", by_hand_article),
    "count": ("ours: rule root", _rule("root")),
    "one-a-day": ("ours: rule one-a-day", _rule("one-a-day")),
    "article": ("ours: rule article", _rule("article")),
}


def measured(step: str, folder: Path) -> dict[str, Any]:
    """Run one step in a process of its own."""
    done = subprocess.run([sys.executable, __file__, str(folder), step], stdout=subprocess.PIPE, text=True, check=True)
    return dict(json.loads(done.stdout))


def run(step: str, folder: Path) -> None:
    """One step, in this process: prints its figures."""
    import contextlib
    import io

    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        note = STEPS[step][1](folder)
    figures = json.loads(said.getvalue()) if said.getvalue() else {}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(json.dumps({**figures, "peak": peak, "note": note}))


def year(rows: int, memory: str, folder: Path) -> int:
    """Count a year of Parquet under the default rule in a process of its own; 1 when it takes more memory."""
    import gdelt_year

    files = gdelt_year.make(folder, rows=rows)
    size = sum(path.stat().st_size for path in files) / 1e9
    print(f"{rows:,} rows, {size:.1f} GB of Parquet; load average {os.getloadavg()[0]:.1f}", flush=True)
    allowed = float(memory.upper().removesuffix("GB"))
    for rule in ("root", "one-a-day"):
        command = [
            sys.executable,
            __file__,
            str(folder),
            "year",
            "--rows",
            str(rows),
            "--memory",
            memory,
            "--rule",
            rule,
        ]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
        found = json.loads(done.stdout)
        print(
            f"rule {rule}: {found['groups']:,} counts of {found['events']:,} events, {found['wall']:.1f} s, "
            f"{found['cpu']:.1f} s of processor, {found['peak']:.2f} GB of {memory}",
            flush=True,
        )
        if found["peak"] > allowed:
            print(f"more than {memory}")
            return 1
    return 0


def count_year(rows: int, memory: str, rule: str, folder: Path) -> None:
    """One rule over the year, in this process: DuckDB is given half of the memory, Python and the result the rest."""
    import duckdb
    import gdelt_year

    from keystone_states.store.engines.embedded import Embedded
    from keystone_states.store.reduction import RULES, Asked, sql

    files = [str(path) for path in gdelt_year.make(folder, rows=rows)]
    half = f"{float(memory.upper().removesuffix('GB')) / 2}GB"
    began = time.monotonic(), time.process_time()
    with duckdb.connect(config={"memory_limit": half, "temp_directory": str(folder / "spill")}) as connection:
        connection.execute(f"CREATE VIEW events AS SELECT * FROM read_parquet({files})")
        found = Embedded(connection).rows(sql(RULES[rule], Asked()))
    print(
        json.dumps(
            {
                "wall": time.monotonic() - began[0],
                "cpu": time.process_time() - began[1],
                "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6,
                "groups": len(found["month"]),
                "events": int(sum(found["events"])),
            }
        )
    )


def main() -> int:
    """Make the month, run every step, print the table; or the year, where rows are given."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("folder", nargs="?", type=Path, default=Path(tempfile.gettempdir()) / "keystone-month")
    asked.add_argument("step", nargs="?")
    asked.add_argument("--rows", type=float)
    asked.add_argument("--memory", default="2GB")
    asked.add_argument("--rule", default="one-a-day")
    given = asked.parse_args()
    folder: Path = given.folder
    if given.rows and given.step:
        count_year(int(given.rows), given.memory, given.rule, folder)
        return 0
    if given.rows:
        return year(int(given.rows), given.memory, folder)
    if given.step:
        run(given.step, folder)
        return 0
    zips = gdelt_month.make(folder / "zips", rows=ROWS, days=DAYS)
    size = sum(path.stat().st_size for path in zips) / 1e6
    print(f"{len(zips):,} zips, {size:.0f} MB; load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors\n")
    print("| what | wall | processor | peak memory | note |\n|---|---:|---:|---:|---|")
    figures = {}
    for step, (words, _) in STEPS.items():
        found = figures[step] = measured(step, folder)
        if words:
            share = found.get("share", 1)
            scaled = " (×" + f"{1 / share:.1f})" if share < 0.99 else ""
            print(
                f"| {words} | {found['wall'] / share:.2f} s | {found['cpu'] / share:.2f} s | {found['peak']:.2f} GB "
                f"| {found['note']}{scaled} |",
                flush=True,
            )
    print(f"\nload average {os.getloadavg()[0]:.1f} at the end")
    missed = [step for step, aim in AIMS.items() if figures[step]["cpu"] > aim] + (
        ["memory"] if figures["load"]["peak"] > 1 else []
    )
    print(
        f"aims missed: {', '.join(missed)}"
        if missed
        else "all aims met (load 25 s and 1 GB, counting 0.3 s, on two free processors)"
    )
    return bool(missed)


if __name__ == "__main__":
    sys.exit(main())
