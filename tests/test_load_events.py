from __future__ import annotations

import csv
import os
import random
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from eventfiles import line
from keystone_states.actors.crosswalk import Crosswalk
from keystone_states.errors import BadInputError, StoreError, UnknownNameError
from keystone_states.ingest import LoadedEvents, load_events
from keystone_states.session import load_events as load_by_name
from keystone_states.sources import acled, gdelt
from keystone_states.store.datasets import exportable, finished, loaded, path_of
from keystone_states.world import World

Load = Callable[..., LoadedEvents]


@pytest.fixture(scope="module")
def load(world: World) -> Load:
    """Load files of GDELT into a store."""
    actors = Crosswalk.of(world)

    def call(store: Path, *files: Path, **more: object) -> LoadedEvents:
        return load_events(store, files, source=gdelt.EVENTS, actors=actors, **more)  # type: ignore[arg-type]

    return call


def interval(folder: Path, stamp: str, *lines: str) -> Path:
    """A zip of one interval."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{stamp}.export.CSV.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(path.stem, "".join(each + "\n" for each in lines))
    return path


def keys(store: Path, dataset: str = "gdelt") -> list[str]:
    """Keys of all events loaded."""
    paths = [str(each.path) for each in loaded(store).get(dataset, ())]
    if not paths:
        return []
    with duckdb.connect() as connection:
        return [
            key for (key,) in connection.execute("SELECT event_key FROM read_parquet(?) ORDER BY 1", [paths]).fetchall()
        ]


def test_the_intervals_of_a_day_become_one_file_with_its_provenance(tmp_path: Path, load: Load) -> None:
    raw, store = tmp_path / "raw", tmp_path / "store"
    for number, stamp in enumerate(("20180101000000", "20180101001500", "20180102000000")):
        interval(raw, stamp, line(GLOBALEVENTID=str(number)), *(["x"] if number == 1 else []))
    found = load(store, raw)
    assert sorted(each.read for each in found.fresh) == [1, 3]
    day = max(finished(store, "gdelt"), key=lambda each: each.read)
    assert (day.accepted, day.rejected) == (2, {"1 cells instead of 61": 1})
    assert sorted(day.files) == ["20180101000000.export.CSV.zip", "20180101001500.export.CSV.zip"]
    assert keys(store) == ["0", "1", "2"]
    with path_of(store, "gdelt", day.sha256).with_suffix(".rejects.csv").open(encoding="utf-8") as file:
        assert list(csv.DictReader(file)) == [
            {
                "file": "20180101001500.export.CSV.zip",
                "line": "2",
                "column": "",
                "reason": "1 cells instead of 61",
                "value": "x",
            }
        ]


def test_loading_again_changes_nothing_and_a_new_interval_is_added(tmp_path: Path, load: Load) -> None:
    raw, store = tmp_path / "raw", tmp_path / "store"
    interval(raw, "20180101000000", line(GLOBALEVENTID="1"))
    interval(raw, "20180101001500", line(GLOBALEVENTID="2"))
    load(store, raw)
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in store.rglob("*.*")}
    again = load(store, raw)
    assert (again.fresh, len(again.before)) == ((), 2)
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in store.rglob("*.*")} == before
    interval(raw, "20180101003000", line(GLOBALEVENTID="3"))
    added = load(store, raw)
    assert (len(added.fresh), len(added.before)) == (1, 2)
    assert keys(store) == ["1", "2", "3"]


def test_a_refused_file_does_not_keep_the_others_of_its_day_out(tmp_path: Path, load: Load) -> None:
    raw, store = tmp_path / "raw", tmp_path / "store"
    interval(raw, "20180101000000", line(GLOBALEVENTID="1"))
    interval(raw, "20180101001500", "a;b;c")
    half = interval(raw, "20180101003000", *(line(GLOBALEVENTID=str(n)) for n in range(50)))
    half.write_bytes(half.read_bytes()[:400])
    interval(raw, "20180101004500", line(GLOBALEVENTID="4"))
    found = load(store, raw)
    assert set(found.refused) == {"20180101001500.export.CSV.zip", "20180101003000.export.CSV.zip"}
    assert "expected 61" in found.refused["20180101001500.export.CSV.zip"]
    assert keys(store) == ["1", "4"]
    assert not list(store.rglob("writing-*"))


def test_an_empty_file_is_not_a_failed_one(tmp_path: Path, load: Load) -> None:
    raw, store = tmp_path / "raw", tmp_path / "store"
    interval(raw, "20180101000000")
    found = load(store, raw)
    assert (found.empty, found.refused, found.fresh) == (("20180101000000.export.CSV.zip",), {}, ())


def test_progress_is_told_bytes_and_rows(tmp_path: Path, load: Load) -> None:
    raw, told = tmp_path / "raw", list[tuple[int, int, int]]()
    sizes = [interval(raw, f"2018010{n}000000", line()).stat().st_size for n in (1, 2, 3)]
    load(tmp_path / "store", raw, report=lambda *numbers: told.append(numbers))
    assert [rows for *_, rows in told] == [1, 2, 3]
    assert told[-1] == (sum(sizes), sum(sizes), 3)


def test_a_store_that_cannot_be_written_is_said(tmp_path: Path, load: Load) -> None:
    path = interval(tmp_path / "raw", "20180101000000", line())
    (tmp_path / "store").write_text("a file", encoding="utf-8")
    with pytest.raises(StoreError, match="pass --store with a folder you may write"):
        load(tmp_path / "store", path)


def test_a_packed_file_of_another_kind_is_refused(tmp_path: Path, load: Load) -> None:
    (tmp_path / "20180101000000.export.CSV.zip").write_text("<html>moved</html>", encoding="utf-8")
    found = load(tmp_path / "store", tmp_path / "20180101000000.export.CSV.zip")
    assert "expected a whole file" in found.refused["20180101000000.export.CSV.zip"]


@pytest.mark.parametrize("name", ["nowhere.zip", "nothing*.zip", "."])
def test_nothing_to_load_is_said(tmp_path: Path, load: Load, name: str) -> None:
    with pytest.raises(StoreError, match="nothing there to load"):
        load(tmp_path / "store", tmp_path / name)


def test_files_may_be_given_by_pattern(tmp_path: Path, load: Load) -> None:
    interval(tmp_path, "20180101000000", line(GLOBALEVENTID="1"))
    interval(tmp_path, "20190101000000", line(GLOBALEVENTID="2"))
    assert [each.file for each in load(tmp_path / "store", tmp_path / "2018*.zip").fresh] == [
        "20180101000000.export.CSV.zip"
    ]


def test_rows_that_must_not_be_passed_on_are_not_exported(tmp_path: Path, world: World, load: Load) -> None:
    store = tmp_path / "store"
    load(store, interval(tmp_path, "20180101000000", line()))
    head = "event_id_cnty,event_date,event_type,sub_event_type,actor1,inter1,actor2,inter2,country,location,latitude,"
    row = "1,2022-01-05,Riots,Mob violence,Rioters (Kazakhstan),5,,,Kazakhstan,Almaty,43,77,Tengri,0"
    (tmp_path / "a.csv").write_text(f"{head}longitude,source,fatalities\n{row}\n", encoding="utf-8")
    load_events(store, [tmp_path / "a.csv"], source=acled.SOURCE, actors=Crosswalk.of(world))
    assert exportable(loaded(store)["gdelt"]) == loaded(store)["gdelt"]
    with pytest.raises(BadInputError, match=r"a\.csv may not be exported"):
        exportable((*loaded(store)["gdelt"], *loaded(store)["acled"]))


def test_an_unknown_dataset_and_a_map_of_a_known_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError, match="there are gdelt, gdelt_mentions, icews, polecat, ucdp, acled"):
        load_by_name([tmp_path], dataset="gossip")
    text = (
        "{dataset: gdelt, licence: x, source_url: https://a.org, columns: {event_key: a, date: b, code: c, source: d}}"
    )
    (tmp_path / "map.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(BadInputError, match="has a reader of its own"):
        load_by_name([tmp_path], dataset="", map=tmp_path / "map.yaml")


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


def _killed_after(seconds: float, raw: Path, store: Path, world: Path) -> None:
    """Load in another process and kill it some seconds after it began."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", LOADER, str(raw), str(store), str(world)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(seconds)
        process.kill()


def test_a_kill_at_any_moment_leaves_whole_files_and_the_next_load_ends_it(
    tmp_path: Path, load: Load, own_store: Path
) -> None:
    raw, dice = tmp_path / "raw", random.Random(7)
    for day in range(1, 9):
        interval(raw, f"201801{day:02d}000000", *(line(GLOBALEVENTID=f"{day}{n:04d}") for n in range(2000)))
    began = time.monotonic()
    load(tmp_path / "whole", raw)
    took = time.monotonic() - began
    for moment in range(4):
        store = tmp_path / f"store-{moment}"
        _killed_after(took * dice.random(), raw, store, own_store)
        for each in loaded(store).get("gdelt", ()):
            with duckdb.connect() as connection:
                counted = connection.execute("SELECT count(*) FROM read_parquet(?)", [str(each.path)]).fetchone()
            assert counted == (each.provenance.accepted,) == (2000,)
        load(store, raw)
        assert keys(store) == keys(tmp_path / "whole")
        assert not list(store.rglob("writing-*"))
