from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Face = Callable[..., Any]


@pytest.fixture(scope="module")
def fast(tmp_path_factory: pytest.TempPathFactory) -> Path:
    recipe = tmp_path_factory.mktemp("recipe") / "fast.toml"
    recipe.write_text("draws = 10\nnull_draws = 0\n", encoding="utf-8")
    return recipe


def test_a_panel_has_a_record_per_window_and_covered_actor(cli: Face, fast: Path) -> None:
    ran = cli(
        "panel", "bridging", "--since", "2022-08-01", "--until", "2022-10-13", "--recipe", fast, "--format", "csv"
    )
    rows = list(csv.DictReader(io.StringIO(ran.out)))
    assert {row["until"] for row in rows} == {"2022-08-31", "2022-09-30", "2022-10-13"}
    assert {row["window"] for row in rows if row["until"] == "2022-08-31"} == {"2017-09-01 to 2022-08-31"}
    (kazakhstan,) = (row for row in rows if row["actor"] == "KAZ" and row["until"] == "2022-10-13")
    scored = json.loads(cli("score", "--as-of", "2022-10-13", "--recipe", fast, "--top", "300", "--format", "json").out)
    (alone,) = (row for row in scored if row["actor"] == "KAZ")
    assert (float(kazakhstan["value"]), int(kazakhstan["rank"])) == (alone["value"], alone["rank"])


def test_a_panel_of_an_actor_has_intervals_and_fits_80_columns(cli: Face, fast: Path) -> None:
    given = ["panel", "M1", "--by", "year", "--since", "2020-01-01", "--until", "2022-10-13", "--actor", "Kazakhstan"]
    rows = json.loads(cli(*given, "--recipe", fast, "--format", "json").out)
    assert [row["until"] for row in rows] == ["2020-12-31", "2021-12-31", "2022-10-13"]
    assert all(row["low"] <= row["value"] <= row["high"] for row in rows)
    ran = cli(*given, "--recipe", fast)
    assert (ran.code, ran.err) == (0, "")
    assert max(map(len, ran.out.splitlines())) <= 80
    assert "2021-12-31" in ran.out


def test_a_panel_as_a_table_sums_each_state_up(cli: Face, fast: Path) -> None:
    ran = cli("panel", "bridging", "--since", "2022-09-01", "--until", "2022-10-13", "--recipe", fast)
    first = json.loads(cli("score", "--as-of", "2022-10-13", "--recipe", fast, "--format", "json").out)[0]
    assert ran.code == 0
    assert first["name"] in ran.out
    assert max(map(len, ran.out.splitlines())) <= 80


def test_a_panel_that_ends_before_it_begins_is_refused(cli: Face) -> None:
    ran = cli("panel", "bridging", "--since", "2022-02-01", "--until", "2022-01-01")
    assert (ran.code, ran.out) == (4, "")
    assert "is empty" in ran.err


def test_ranks_are_shown_for_every_channel_with_ties_and_coverage(cli: Face, fast: Path) -> None:
    ran = cli("rank", "--as-of", "2022-10-13", "--recipe", fast, "--top", "3")
    assert (ran.code, ran.err) == (0, "")
    assert max(map(len, ran.out.splitlines())) <= 80
    for shown in ("in diplomacy", "in forums", "in mediation", "in alignment", "in cohesion"):
        assert shown in ran.out
    assert "no roll calls loaded for 2017-10-14 to 2022-10-13" in " ".join(ran.out.split())
    assert "equal values share a rank" in " ".join(ran.out.split())


def test_ranks_of_one_channel_are_those_of_score(cli: Face, fast: Path) -> None:
    common = ["--as-of", "2022-10-13", "--recipe", fast, "--format", "json", "--top", "4"]
    ranked = json.loads(cli("rank", "--channel", "mediation", *common).out)
    scored = json.loads(cli("score", "--channel", "mediation", *common).out)
    assert [{key: each[key] for key in scored[0]} for each in ranked] == scored
    assert {(each["channel"], each["measure"]) for each in ranked} == {("mediation", "convening")}
