from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from keystone_states.errors import StoreError
from keystone_states.model.rows import Coverage, Extent, Row
from keystone_states.reference import load
from keystone_states.store import generations
from keystone_states.store.tables import TABLES

Tables = dict[str, tuple[Row, ...]]


def small(*actors: str) -> Tables:
    rows = tuple(Coverage(layer="visits", actor=actor, extent=Extent.FULL, since="2013") for actor in actors)
    return {**{declared.name: () for declared in TABLES}, "coverage": rows}


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store with one good generation."""
    folder = tmp_path / "store"
    generations.write(folder, small("ARN"), digest="first")
    return folder


def test_all_packaged_tables_read_back_equal(tmp_path: Path) -> None:
    packaged = load()
    generations.write(tmp_path / "a store's folder", packaged, digest="all")
    assert generations.read(tmp_path / "a store's folder") == packaged


def test_a_new_generation_takes_the_place_of_the_old_and_nothing_is_left_lying(store: Path) -> None:
    generations.write(store, small("ARN", "GON"), digest="second")
    assert generations.current(store) == "second"
    assert generations.read(store) == small("ARN", "GON")
    assert {path.name for path in store.iterdir()} == {"CURRENT", "generation-second.duckdb"}


def test_an_empty_folder_holds_no_generation(tmp_path: Path) -> None:
    assert generations.current(tmp_path) is None
    with pytest.raises(StoreError, match="holds no generation"):
        generations.read(tmp_path)


@pytest.mark.parametrize("step", ["_fill", "_insert", "_sweep"])
def test_a_write_that_breaks_off_leaves_a_good_generation(
    store: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr(generations, step, fail)
    with pytest.raises(RuntimeError, match="power cut"):
        generations.write(store, small("GON"), digest="second")
    assert generations.read(store) == small("GON" if step == "_sweep" else "ARN")


def test_a_disk_that_is_full_is_a_store_error_and_leaves_the_old_generation(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(generations, "_fill", full)
    with pytest.raises(StoreError, match=r"cannot write the store .*No space left on device"):
        generations.write(store, small("GON"), digest="second")
    assert generations.read(store) == small("ARN")


KILLED = """
import os, shutil, signal, sys
from pathlib import Path
from keystone_states.store import generations
from keystone_states.model.rows import Coverage
from keystone_states.store.tables import TABLES

good, folder = Path(sys.argv[1]), Path(sys.argv[2])
rows = {declared.name: () for declared in TABLES}
rows["coverage"] = (Coverage(layer="visits", actor="GON", extent="full", since="2013"),)

def write_and_die(store, moment):
    passed = set()
    def watch(frame, event, argument):
        if frame.f_code.co_filename != generations.__file__:
            return None
        if event == "line":
            passed.add(frame.f_lineno)
        if len(passed) == moment:
            os.kill(os.getpid(), signal.SIGKILL)
        return watch
    sys.settrace(watch)
    generations.write(store, rows, digest="second")
    sys.settrace(None)

for moment in range(1, 1000):
    store = folder / f"{moment:03}"
    shutil.copytree(good, store)
    child = os.fork()
    if child == 0:
        write_and_die(store, moment)
        os._exit(0)
    if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0:
        break
"""


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """A store for every line of a write, the process having been killed before that line; the last one was whole."""
    good, folder = tmp_path_factory.mktemp("good") / "store", tmp_path_factory.mktemp("killed")
    generations.write(good, small("ARN"), digest="first")
    subprocess.run([sys.executable, "-c", KILLED, good, folder], capture_output=True, text=True, check=True)
    return sorted(folder.iterdir())


def leftovers(store: Path) -> set[str]:
    return {path.name for path in store.iterdir()} - {"CURRENT", f"generation-{generations.current(store)}.duckdb"}


def test_a_kill_before_any_line_of_a_write_leaves_a_good_generation(killed: list[Path]) -> None:
    assert len(killed) > 25
    expected = {"first": small("ARN"), "second": small("GON")}
    seen = [str(generations.current(store)) for store in killed]
    assert seen == sorted(seen)
    assert set(seen) == set(expected)
    for store, digest in zip(killed, seen, strict=True):
        assert generations.read(store) == expected[digest], store.name


def test_what_a_killed_write_left_behind_is_swept_up(killed: list[Path]) -> None:
    store = next(store for store in killed if list(store.glob("writing-*")))
    generations.write(store, small("EDORAS"), digest="third")
    assert leftovers(store) == set()


def test_what_a_dead_process_of_the_same_number_left_does_no_harm(killed: list[Path], tmp_path: Path) -> None:
    halfway = next(store for store in killed if list(store.glob("writing-*.wal")))
    store = tmp_path / "store"
    shutil.copytree(halfway, store)
    for path in store.glob("writing-*"):
        path.rename(store / f"writing-{os.getpid()}.{path.name.split('.', 1)[1]}")
    generations.write(store, small("EDORAS"), digest="third")
    assert generations.read(store) == small("EDORAS")


def test_a_corrupt_file_is_one_line_that_says_what_to_do(store: Path) -> None:
    (store / "generation-first.duckdb").write_bytes(b"not a database, though long enough to be one" * 500)
    with pytest.raises(StoreError, match=r"cannot read the store .*generation-first.*delete it") as refused:
        generations.read(store)
    assert "\n" not in str(refused.value)


def test_a_truncated_file_is_a_store_error(store: Path) -> None:
    path = store / "generation-first.duckdb"
    path.write_bytes(path.read_bytes()[:5000])
    with pytest.raises(StoreError, match="cannot read the store"):
        generations.read(store)


def test_a_pointer_to_a_lost_file_means_no_generation(store: Path) -> None:
    (store / "generation-first.duckdb").unlink()
    assert generations.current(store) is None


def test_a_store_below_a_regular_file_is_a_store_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    below = tmp_path / "file" / "store"
    assert generations.current(below) is None
    with pytest.raises(StoreError, match=r"cannot write the store .*--store"):
        generations.write(below, small("ARN"), digest="first")


@pytest.fixture
def reader(store: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Another reader that holds the generation open."""
    with duckdb.connect(str(store / "generation-first.duckdb"), read_only=True) as connection:
        yield connection


def test_several_read_at_once_and_a_reader_keeps_its_generation(store: Path, reader: duckdb.DuckDBPyConnection) -> None:
    assert generations.read(store) == small("ARN")
    generations.write(store, small("GON"), digest="second")
    assert generations.read(store) == small("GON")
    assert reader.execute("SELECT actor FROM coverage").fetchall() == [("ARN",)]


def test_a_reader_cannot_write(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[bool] = []
    plain = duckdb.connect

    def watched(*arguments: object, read_only: bool = False) -> duckdb.DuckDBPyConnection:
        opened.append(read_only)
        return plain(*arguments, read_only=read_only)  # type: ignore[arg-type]

    monkeypatch.setattr(generations.duckdb, "connect", watched)
    generations.read(store)
    assert opened == [True]
