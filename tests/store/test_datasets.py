from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from keystone_states.errors import StoreError
from keystone_states.store.datasets import Provenance, finished, path_of, sha256_of, write

BYTES = b"the lay of Beren and Luthien\n"


def provenance(content: bytes = BYTES, **more: Any) -> Provenance:
    """What is known of a file of that content."""
    known = {
        "file": "lay.csv",
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "read": 3,
        "accepted": 2,
        "rejected": {"unknown code": 1},
        "licence": "CC0",
        "release": "2020",
        "source_url": "https://example.org/red-book",
        "loaded": date(2023, 1, 1),
    }
    return Provenance.model_validate(known | more)


def rows(text: str = "rows") -> Callable[[Path], None]:
    """A writer of some rows."""

    def writer(path: Path) -> None:
        path.write_text(text, encoding="utf-8")

    return writer


def test_a_file_is_written_under_its_hash_with_its_provenance_beside_it(tmp_path: Path) -> None:
    known = provenance()
    assert write(tmp_path, "lays", known, rows())
    folder = tmp_path / "datasets" / "lays"
    assert sorted(path.name for path in folder.iterdir()) == [
        f"{known.sha256[:16]}{end}" for end in (".json", ".parquet")
    ]
    assert path_of(tmp_path, "lays", known.sha256).read_text(encoding="utf-8") == "rows"
    assert finished(tmp_path, "lays") == (known,)


def test_loading_the_same_file_again_changes_nothing(tmp_path: Path) -> None:
    write(tmp_path, "lays", provenance(), rows())
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in tmp_path.rglob("*.*")}
    assert not write(tmp_path, "lays", provenance(loaded=date(2024, 1, 1)), rows("other"))
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in tmp_path.rglob("*.*")} == before


def test_files_are_listed_in_the_order_of_loading(tmp_path: Path) -> None:
    later, earlier = provenance(b"one"), provenance(b"two", loaded=date(2022, 1, 1))
    for each in (later, earlier):
        write(tmp_path, "lays", each, rows())
    assert finished(tmp_path, "lays") == (earlier, later)
    assert finished(tmp_path, "tales") == ()


def test_rows_without_provenance_and_provenance_without_rows_do_not_count(tmp_path: Path) -> None:
    whole, bare = provenance(b"one"), provenance(b"two")
    for each in (whole, bare):
        write(tmp_path, "lays", each, rows())
    path_of(tmp_path, "lays", whole.sha256).unlink()
    path_of(tmp_path, "lays", bare.sha256).with_suffix(".json").unlink()
    assert finished(tmp_path, "lays") == ()
    assert write(tmp_path, "lays", bare, rows())
    assert finished(tmp_path, "lays") == (bare,)


def test_a_writer_that_fails_leaves_nothing_and_what_was_finished_stays(tmp_path: Path) -> None:
    write(tmp_path, "lays", provenance(), rows())

    def fails(path: Path) -> None:
        path.write_text("half", encoding="utf-8")
        raise RuntimeError("out of ink")

    with pytest.raises(RuntimeError, match="out of ink"):
        write(tmp_path, "lays", provenance(b"two"), fails)
    assert finished(tmp_path, "lays") == (provenance(),)
    assert len(list((tmp_path / "datasets" / "lays").iterdir())) == 2


KILLED = """
import sys, time
from pathlib import Path
sys.path[:0] = {path!r}
from tests_datasets import provenance
from keystone_states.store.datasets import write

def slow(path):
    path.write_text("half", encoding="utf-8")
    print("writing", flush=True)
    time.sleep(60)

write(Path({store!r}), "lays", provenance(b"two"), slow)
"""


def test_a_kill_leaves_what_was_finished_and_the_next_write_sweeps_the_rest(tmp_path: Path) -> None:
    store = tmp_path / "store"
    write(store, "lays", provenance(), rows())
    (tmp_path / "tests_datasets.py").write_text(Path(__file__).read_text(encoding="utf-8"), encoding="utf-8")
    script = KILLED.format(path=[str(tmp_path), *sys.path], store=str(store))
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "writing\n"
        process.kill()
    folder = store / "datasets" / "lays"
    assert [path.read_text(encoding="utf-8") for path in folder.glob("writing-*")] == ["half"]
    assert finished(store, "lays") == (provenance(),)
    write(store, "lays", provenance(b"two"), rows())
    assert not list(folder.glob("writing-*"))
    assert len(finished(store, "lays")) == 2


def test_what_a_running_process_writes_is_left_alone(tmp_path: Path) -> None:
    write(tmp_path, "lays", provenance(), rows())
    other = path_of(tmp_path, "lays", "").parent / f"writing-{os.getppid()}.parquet"
    other.write_text("half", encoding="utf-8")
    write(tmp_path, "lays", provenance(b"two"), rows())
    assert other.exists()


def test_rows_that_do_not_add_up_are_refused() -> None:
    with pytest.raises(ValidationError, match="3 rows read are not 1 accepted and those in"):
        provenance(accepted=1)


def test_a_spoilt_provenance_is_refused_with_its_path(tmp_path: Path) -> None:
    write(tmp_path, "lays", provenance(), rows())
    path_of(tmp_path, "lays", provenance().sha256).with_suffix(".json").write_text("{", encoding="utf-8")
    with pytest.raises(StoreError, match=r"cannot read .*\.json .*delete it and load its file again"):
        finished(tmp_path, "lays")


def test_a_store_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "store").write_text("", encoding="utf-8")
    with pytest.raises(StoreError, match=r"cannot write to the store .*pass --store with a folder you may write"):
        write(tmp_path / "store", "lays", provenance(), rows())


def test_the_hash_is_of_the_bytes_and_of_several_files_in_order(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_bytes(BYTES[:9])
    two.write_bytes(BYTES[9:])
    assert sha256_of(one, two) == hashlib.sha256(BYTES).hexdigest()
    assert sha256_of(one) == hashlib.sha256(BYTES[:9]).hexdigest()
    with pytest.raises(StoreError, match=r"three .*expected a file that exists"):
        sha256_of(tmp_path / "three")
