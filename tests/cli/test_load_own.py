"""A user's own legs and trackers: every row told, nothing half loaded, and what was loaded is used."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sources.test_gem import oil

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
HEADER = "leg,from_place,to_place,mode,owner,gauge,km,disputed,confidence,source_url,read_on"
REST = "no,low,https://example.org/study,2026-11-24"


def own(folder: Path, *rows: str) -> Path:
    path = folder / "own.csv"
    path.write_text("\n".join([HEADER, *rows, ""]), encoding="utf-8")
    return path


@pytest.mark.parametrize("name", ["own-legs.csv", "own-legs.geojson"])
def test_a_leg_of_the_examples_is_used_told_and_forgotten(face: Any, tmp_path: Path, name: str) -> None:
    store, ask = tmp_path / "store", ("route", "Saksaulskaya", "Beyneu", "--format", "json")
    before = json.loads(face(*ask, "--store", store).out)[0]["km"]["best"]
    dry = json.loads(face("load", "legs", EXAMPLES / name, "--dry-run", "--store", store, "--format", "json").out)[0]
    assert (dry["read"], dry["accepted"], dry["loaded_now"]) == (1, 1, False)
    assert json.loads(face(*ask, "--store", store).out)[0]["km"]["best"] == before
    assert face("load", "legs", EXAMPLES / name, "--store", store).code == 0
    found = json.loads(face(*ask, "--store", store).out)[0]
    assert found["km"]["best"] < before
    assert found["sources"] == ["https://example.org/my-study"]
    shown = face("data", "show", "legs", "--store", store, "--format", "csv").out
    assert "https://example.org/my-study" in shown.splitlines()[-1]
    assert "nothing changed" in face("load", "legs", EXAMPLES / name, "--store", store).out
    assert face("load", "legs", "--forget", name, "--store", store).code == 0
    assert json.loads(face(*ask, "--store", store).out)[0]["km"]["best"] == before
    assert face("load", "legs", "--forget", name, "--store", store).code == 3


def test_every_fault_is_listed_with_line_and_column_and_the_good_rows_are_loaded(face: Any, tmp_path: Path) -> None:
    path = own(
        tmp_path,
        f"saksaulskaya-beyneu-mine,saksaulskaya,beyneu,rail,KAZ,1520,500,{REST}",
        f"minsk-hudahai,minsk,hudahai,rail,BLR,1520,1,{REST}",
        f"nowhere,minsk,atlantis,rail,BLR,1520,1,{REST}",
        f"stolen,minsk,moscow,rail,BLR,1520,700,{REST}",
        f"loose,almaty,aktau,rail,KAZ,1067,700,{REST}",
        f"looser,aktau,beyneu,rail,KAZ,1067,700,{REST}",
        "bad,almaty,aktau,rail,KAZ,1520,-5,maybe,low,javascript:alert(1),2026-13-24",
        f"<script>,almaty,aktau,rail,KAZ,1520,5,{REST}",
    )
    found = json.loads(face("load", "legs", path, "--store", tmp_path / "store", "--format", "json").out)[0]
    assert (found["read"], found["accepted"], sum(found["rejected"].values())) == (8, 1, 7)
    told = {(each["line"], each["column"]) for each in found["faults"]}
    assert {(3, "leg"), (4, ""), (5, ""), (6, ""), (7, ""), (9, "leg")} <= told
    assert {(8, column) for column in ("km", "disputed", "source_url", "read_on")} <= told
    assert all(each["reason"] and each["file"] == "own.csv" for each in found["faults"])


def test_a_file_without_a_usable_row_loads_nothing(face: Any, tmp_path: Path) -> None:
    store = tmp_path / "store"
    for rows in ((), (f"x,minsk,atlantis,rail,BLR,1520,1,{REST}",)):
        ran = face("load", "legs", own(tmp_path, *rows), "--store", store)
        assert ran.code == 5
    assert not list((store / "datasets").glob("legs/*.json"))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", b"\xff\xfe\x00"),
        ("a.csv", b"leg,leg\n1,2\n"),
        ("a.csv", b'leg,"from\n'),
        ("a.geojson", b"[" * 100_000),
        ("a.geojson", b'{"type": "Point"}'),
        ("a.geojson", b"{"),
    ],
)
def test_what_is_no_such_file_is_refused_in_one_line(face: Any, tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    ran = face("load", "legs", tmp_path / name, "--store", tmp_path / "store")
    assert ran.code in (4, 5, 6)
    assert ran.err.count("\n") == 1
    assert "Traceback" not in ran.err


def test_neither_a_file_nor_a_name_to_forget(face: Any, tmp_path: Path) -> None:
    assert face("load", "legs", "--store", tmp_path).code == 4
    assert face("load", "legs", tmp_path / "gone.csv", "--store", tmp_path).code == 6


def test_own_legs_that_the_facts_overtake_are_told(face: Any, tmp_path: Path) -> None:
    from keystone_states.errors import StoreError
    from keystone_states.store import own_legs
    from keystone_states.world import read_world

    store = tmp_path / "store"
    face("load", "legs", EXAMPLES / "own-legs.csv", "--store", store)
    world = read_world(store)
    with pytest.raises(StoreError, match=r"--forget own-legs\.csv"):
        own_legs.read(world.loaded["legs"], legs=world.legs, places=[row.place for row in world.places])
    with pytest.raises(StoreError, match="no place 'saksaulskaya'"):
        own_legs.read(world.loaded["legs"], legs=(), places=["beyneu"])


def test_a_tracker_is_loaded_once_and_compared(face: Any, tmp_path: Path) -> None:
    store = tmp_path / "store"
    assert face("data", "compare", "gem", "--store", store).code == 4
    row = {"project": "Druzhba", "countries": "Russia, Belarus", "url": "https://www.gem.wiki/Druzhba_Oil_Pipeline"}
    path = oil(tmp_path, row, {"countries": ""})
    found = json.loads(face("load", "gem", path, "--store", store, "--format", "json").out)[0]
    assert (found["read"], found["accepted"], found["rejected"]) == (2, 1, {"no state named": 1})
    assert not json.loads(face("load", "gem", path, "--store", store, "--format", "json").out)[0]["loaded_now"]
    loaded = json.loads(face("data", "compare", "gem", "--store", store, "--format", "json").out)[0]
    named = json.loads(face("data", "compare", "gem", path, "--store", store, "--format", "json").out)[0]
    assert loaded == named
    assert loaded["matched"] > 0
    assert {"here", "there", "by", "urls"} <= set(loaded["differences"][0])
    assert "figures agree" in face("data", "compare", "gem", "--store", store).out
