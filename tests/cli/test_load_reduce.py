from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from eventfiles import line

Face = Callable[..., Any]


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """A small file of GDELT: two visits on a day, one line that cannot be used."""
    path = tmp_path / "20180101000000.export.CSV"
    lines = (line(), line(GLOBALEVENTID="2"), line(EventCode=""), line(GLOBALEVENTID="3", Actor2CountryCode="AFR"))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def store(raw: Path, tmp_path: Path, face: Face) -> Path:
    """A store with that file loaded."""
    store = tmp_path / "store"
    assert face("load", "gdelt", raw, "--store", store, "--format", "json").code == 0
    return store


def test_load_says_what_became_of_every_line(raw: Path, tmp_path: Path, face: Face) -> None:
    ran = face("load", "gdelt", raw, "--store", tmp_path / "store")
    assert (ran.code, ran.err) == (0, "")
    for said in ("lines read                                    4", "rejected: EventCode: no event code             1"):
        assert " ".join(said.split()) in " ".join(ran.out.split())
    assert "No actor of ours: AFR 1." in ran.out
    assert "attribution" in ran.out
    again = json.loads(face("load", "gdelt", raw, "--store", tmp_path / "store", "--format", "json").out)
    assert (again[0]["read"], again[0]["loaded_before"]) == (0, [raw.name])


def test_a_refused_file_ends_in_one_line_and_a_code_and_the_others_are_loaded(
    raw: Path, tmp_path: Path, face: Face
) -> None:
    bad = tmp_path / "20180102000000.export.CSV"
    bad.write_text("a;b\n", encoding="utf-8")
    ran = face("load", "gdelt", raw, bad, "--store", tmp_path / "store", "--format", "json")
    assert (ran.code, ran.err.count("\n")) == (4, 1)
    assert ran.err.startswith("keystone: 20180102000000.export.CSV: 1 cells parted by tabs")
    assert json.loads(ran.out)[0]["accepted"] == 3


def test_a_csv_with_a_map_is_loaded_and_reduced(tmp_path: Path, face: Face) -> None:
    (tmp_path / "my.csv").write_text("id,day,a,b,k\n1,2018-01-01,KAZ,CHN,042\n2,soon,KAZ,CHN,042\n", encoding="utf-8")
    (tmp_path / "my.yaml").write_text(
        "{dataset: mine, licence: CC0, source_url: 'https://example.org', columns: {event_key: id, date: day,"
        " source: {column: a, codes: iso3}, target: {column: b, codes: iso3}, code: {column: k, codes: cameo}}}",
        encoding="utf-8",
    )
    options = ("--store", tmp_path / "store", "--format", "json")
    ran = face("load", "events", tmp_path / "my.csv", "--map", tmp_path / "my.yaml", *options)
    assert json.loads(ran.out)[0]["loaded"][0]["rejected"] == {"day: not a day as YYYY-MM-DD": 1}
    (found,) = json.loads(face("reduce", "--dataset", "mine", *options).out)
    assert [(row["source"], row["target"], row["type"], row["events"]) for row in found["rows"]] == [
        ("KAZ", "CHN", "CONSULT", 1)
    ]


def test_reduce_prints_the_rule_and_what_another_gives(store: Path, face: Face) -> None:
    ran = face("reduce", "--store", store)
    assert ran.code == 0
    assert "Rule one-a-day" in ran.out
    assert "would give 2" in " ".join(ran.out.split())
    assert max(map(len, ran.out.splitlines())) <= 80


def test_reduce_filters_and_writes(store: Path, tmp_path: Path, face: Face) -> None:
    out = tmp_path / "dyads.csv"
    ran = face(
        "reduce", "--store", store, "--rule", "root", "--since", "2018-01-01", "--until", "2018-01-01", "-o", out
    )
    assert ran.code == 0
    head, row = out.read_text(encoding="utf-8").splitlines()
    assert head.startswith("month,source,target,type,events,other")
    assert row.startswith("201801,KAZ,CHN,CONSULT,2,2")
    assert json.loads(face("reduce", "--store", store, "--actor", "RUS", "--format", "json").out)[0]["rows"] == []
    assert face("reduce", "--store", store, "--type", "assault", "--format", "csv").out.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("reduce", "--dataset", "icews"), 6, "nothing of 'icews' is loaded"),
        (("reduce", "--engine", "abacus"), 3, "no engine 'abacus'"),
        (("reduce", "--rule", "each"), 2, "Invalid value"),
        (("reduce", "--since", "yesterday"), 4, "--since"),
        (("load", "gdelt", "nowhere.zip"), 6, "nothing there to load"),
        (("load", "events", "my.csv", "--map", "nowhere.yaml"), 6, "cannot read nowhere.yaml"),
    ],
)
def test_a_mistake_is_one_message_and_a_code(
    store: Path, face: Face, arguments: tuple[str, ...], code: int, said: str
) -> None:
    ran = face(*arguments, "--store", store)
    assert ran.code == code
    assert said in ran.err


@pytest.mark.parametrize(
    ("engine", "said"),
    [
        ("bigquery", "FROM project.keystone.events AS e"),
        ("local[2]", "CAST('2018-01-01' AS DATE)"),
        ("duckdb", "DATE '2018-01-01'"),
    ],
)
def test_a_dry_run_prints_the_sql_and_needs_no_data(face: Face, engine: str, said: str) -> None:
    given = ("--engine", engine, "--dry-run", "--table", "project.keystone.events", "--since", "2018-01-01")
    ran = face("reduce", *given)
    assert ran.code == 0
    assert said in ran.out
    if engine == "bigquery":
        assert "-- bytes to read: not known, no client is configured" in ran.out
