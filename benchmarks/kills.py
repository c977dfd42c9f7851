"""Kill a load of GDELT zips at random moments: does the store open, are finished files whole, does no half file count?

    python benchmarks/kills.py [TIMES]        # 40 times by default

The same store is loaded into and killed again and again; whenever a load has come to its end, a new store is begun.
After each kill every file that counts is read whole and compared with its provenance; at the end all rows are there
once. Exits with 1 if not.
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb
import gdelt_month

from keystone_states.session import load_events, open_world
from keystone_states.store.datasets import finished, loaded

LOADER = """
import sys
from pathlib import Path
from keystone_states.actors.crosswalk import Crosswalk
from keystone_states.ingest import load_events
from keystone_states.sources.gdelt import EVENTS
from keystone_states.world import read_world
raw, store, world = map(Path, sys.argv[1:])
actors = Crosswalk.of(read_world(world))
print("ready", flush=True)
load_events(store, [raw], source=EVENTS, actors=actors)
"""


def whole_rows(store: Path) -> int:
    """Rows of all files that count; raises when one is not what its provenance says."""
    total = 0
    for each in loaded(store).get("gdelt", ()):
        found = duckdb.sql(
            f"SELECT count(*), count(DISTINCT event_key), max(url) FROM read_parquet('{each.path}')"
        ).fetchall()
        assert found[0][:2] == (each.provenance.accepted, each.provenance.accepted), each.path
        total += each.provenance.accepted
    return total


def killed(raw: Path, store: Path, world: Path, seconds: float) -> bool:
    """Load and kill after some seconds; whether it was killed before its end."""
    command = [sys.executable, "-c", LOADER, str(raw), str(store), str(world)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            return True
        assert process.returncode == 0
        return False


def main() -> int:
    """Kill, look, and load to the end."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    dice = random.Random(20240101)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        gdelt_month.make(folder / "zips", rows=30_000, days=10)
        open_world(store=folder / "world")
        began = time.monotonic()
        load_events([folder / "zips"], dataset="gdelt", store=folder / "world")
        took, wanted = time.monotonic() - began, whole_rows(folder / "world")
        kills, store, halves = 0, 0, []
        while kills < times:
            at = folder / f"store-{store}"
            if killed(folder / "zips", at, folder / "world", took * dice.random() * 0.6):
                kills += 1
                halves.append(len(finished(at, "gdelt")))
                whole_rows(at)
            else:
                assert whole_rows(at) == wanted
                store += 1
        assert not killed(folder / "zips", folder / f"store-{store}", folder / "world", 600)
        assert whole_rows(folder / f"store-{store}") == wanted
        print(f"{kills} kills over {store + 1} stores; files finished at each: {halves}")
        print(f"all {wanted:,} rows there once")
    return 0


if __name__ == "__main__":
    sys.exit(main())
