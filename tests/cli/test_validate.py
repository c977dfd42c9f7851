"""`keystone validate`: lists in, one row per measure out, and mistakes named by file and line."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

LISTED = ("KAZ", "Türkiye", "CHE", "QAT", "UZB")
Face = Callable[..., Any]


@pytest.fixture
def states(tmp_path: Path) -> Path:
    path = tmp_path / "list.csv"
    path.write_text("actor,why\n" + "".join(f"{name},\n" for name in LISTED), encoding="utf-8")
    return path


@pytest.fixture
def index(tmp_path: Path) -> Path:
    path = tmp_path / "index.csv"
    path.write_text("actor,value\nKAZ,3\nTUR,4\nKGZ,1\nQAT,2\nUZB,2.5\nCHN,\n", encoding="utf-8")
    return path


def records(face: Face, *arguments: str | Path) -> list[dict[str, Any]]:
    ran = face("validate", *arguments, "--draws", "50", "--format", "json")
    assert (ran.code, ran.err) == (0, "")
    return list(json.loads(ran.out))


def test_one_row_per_measure_within_80_columns(face: Face, fast: Path, states: Path, index: Path) -> None:
    ran = face("validate", states, "--recipe", fast, "--draws", "50", "--index", index)
    assert (ran.code, ran.err) == (0, "")
    assert max(map(len, ran.out.splitlines())) <= 80
    rows = records(face, states, "--recipe", fast)
    for row in rows:
        (line,) = (
            each for each in ran.out.split("index.csv")[0].splitlines() if f" {row['layer']}/{row['measure']} " in each
        )
        assert f"{row['listed']}/{row['ranked']}" in line
        if row["auc"] is None:
            assert (row["layer"], row["ranked"]) in (("alignment", 0), ("cohesion", 0))  # no such data is loaded
        else:
            assert f"{row['auc']:.2f} {row['low']:.2f}–{row['high']:.2f}" in line


def test_listed_states_that_are_not_ranked_are_counted_and_named(face: Face, fast: Path, states: Path) -> None:
    row = next(each for each in records(face, states, "--recipe", fast) if each["layer"] == "visits")
    out = " ".join(face("validate", states, "--recipe", fast, "--draws", "50").out.split())
    assert "CHE" in row["not_ranked"]
    assert row["listed"] + len(row["not_ranked"]) == len(LISTED)
    assert f"{len(row['not_ranked'])} listed not ranked: Switzerland" in out


def test_the_same_call_gives_the_same_numbers_and_names_and_codes_are_one(
    face: Face, fast: Path, states: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.csv"
    other.write_text("\ufeffactor\nUZB\nQatar\nSwitzerland\nTUR\nKazakhstan\n", encoding="utf-8")
    assert records(face, states, "--recipe", fast) == records(face, other, "--recipe", fast)


def test_an_index_adds_its_correlation_and_an_empty_value_is_missing(
    face: Face, fast: Path, states: Path, index: Path
) -> None:
    rows = records(face, states, "--recipe", fast, "--index", index)
    assert all(row["index_n"] <= 5 for row in rows)
    assert any(row["index_rho"] is not None and -1 <= row["index_rho"] <= 1 for row in rows)
    assert "index_rho" not in records(face, states, "--recipe", fast)[0]


def test_csv_has_all_columns(face: Face, fast: Path, states: Path) -> None:
    out = face("validate", states, "--recipe", fast, "--draws", "50", "--format", "csv").out
    row = next(csv.DictReader(io.StringIO(out)))
    assert {"auc", "low", "high", "best_baseline", "gain", "gain_low", "gain_high", "placebo_p", "draws"} <= set(row)


def test_a_list_of_one_state_is_not_covered_and_says_why(face: Face, fast: Path, tmp_path: Path) -> None:
    path = tmp_path / "one.csv"
    path.write_text("actor\nKAZ\n", encoding="utf-8")
    assert all(row["auc"] is None and "not covered" in row["note"] for row in records(face, path, "--recipe", fast))
    assert "not covered: 1 listed" in " ".join(face("validate", path, "--recipe", fast).out.split())


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("actor\nKAZ\nArnor\n", ("list.csv:3: column 'actor' is 'Arnor'", "expected an ISO alpha-3 code")),
        ("actor\nGuinea\nCongo\n", ("list.csv:3: column 'actor' is 'Congo'", "ambiguous", "give the code")),
        ("actor\nKAZ\n\nEU\n", ("list.csv:4: column 'actor' is 'EU', no state", "remove the row")),
        ("actor\nKAZ\nKazakhstan\n", ("list.csv:3:", "the same state as line 2 (KAZ)", "remove one")),
        ("actor,x\nKAZ,\n,y\n", ("list.csv:3: column 'actor' is ''",)),
        ("country\nKAZ\n", ("list.csv:1: the header is country; expected columns actor",)),
        ("", ("list.csv:1: the header is empty",)),
        ('actor\n"KAZ\n', ("list.csv:", "not a CSV row")),
    ],
    ids=["unknown", "ambiguous", "organisation", "twice", "empty", "header", "empty file", "open quote"],
)
def test_a_row_that_names_no_one_state_is_refused(face: Face, tmp_path: Path, text: str, says: tuple[str, ...]) -> None:
    path = tmp_path / "list.csv"
    path.write_text(text, encoding="utf-8")
    ran = face("validate", path)
    assert (ran.code, ran.out, ran.err.count("\n")) == (5, "", 1)
    for part in says:
        assert part in ran.err


@pytest.mark.parametrize("value", ["much", "nan", "inf"])
def test_an_index_value_that_is_no_number_is_refused(face: Face, states: Path, tmp_path: Path, value: str) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(f"actor,value\nKAZ,{value}\n", encoding="utf-8")
    ran = face("validate", states, "--index", path)
    assert (ran.code, ran.out) == (5, "")
    assert f"bad.csv:2: column 'value' is {value!r}; expected a number" in ran.err


def test_a_file_that_is_not_there_or_no_text(face: Face, tmp_path: Path) -> None:
    assert face("validate", tmp_path / "nowhere.csv").code == 6
    (tmp_path / "bytes.csv").write_bytes(b"actor\n\xff\n")
    assert "not UTF-8" in face("validate", tmp_path / "bytes.csv").err
