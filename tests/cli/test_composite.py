from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

EVERY = (
    "visits/bridging,visits/reach,visits/spread,visits/exposure,forums/bridging,forums/reach,forums/spread,"
    "forums/exposure,mediation/convening"
)
Run = Callable[..., str]


@pytest.fixture
def run(face: Callable[..., Any]) -> Run:
    def call(line: str) -> str:
        ran = face(*line.split())
        assert (ran.code, ran.err) == (0, "")
        return str(ran.out)

    return call


@pytest.mark.parametrize(
    "line",
    [
        "composite",
        "composite --aggregation arithmetic --normalise minmax --weights dirichlet",
        f"composite --indicators {EVERY}",
        "composite --not-covered",
        "sensitivity KAZ --samples 64",
    ],
)
def test_json_csv_and_an_80_column_table(run: Run, line: str) -> None:
    read = json.loads(run(f"{line} --format json"))
    rows = list(csv.reader(io.StringIO(run(f"{line} --format csv"))))
    assert len(read) == len(rows) - 1 > 3
    assert all(list(record) == rows[0] for record in read)
    assert [each for each in run(line).splitlines() if len(each) > 80] == []


def test_every_value_comes_with_its_profile_interval_and_unit(run: Run) -> None:
    for record in json.loads(run("composite --draws 200 --format json")):
        assert all(0 <= record[name] <= 1 for name in ("visits/bridging", "forums/spread", "mediation/convening"))
        assert 1 <= record["rank_low"] <= record["rank_median"] <= record["rank_high"] <= record["of"]
        assert 0 <= record["top_chance"] <= 1
        assert record["unit"]
        assert record["window"]


def test_a_table_of_few_or_many_indicators_shows_the_profile(run: Run) -> None:
    assert "mediation/convening" in " ".join(run("composite --draws 10").split())
    assert "\nProfile\n" in run(f"composite --draws 10 --indicators {EVERY}")


def test_weights_change_the_ranks(run: Run) -> None:
    only = "--weights visits/reach=1,visits/bridging=0,forums/bridging=0,forums/spread=0,mediation/convening=0"
    records = json.loads(run(f"composite {only} --draws 50 --format json"))
    reaches = [record["visits/reach"] for record in records]
    assert reaches == sorted(reaches, reverse=True)
    assert [record["value"] for record in records] == pytest.approx(reaches)


def test_top_cuts_the_list_and_fewer_indicators_cover_more(run: Run) -> None:
    assert len(json.loads(run("composite --top 2 --format json"))) == 2
    assert len(json.loads(run("composite --indicators forums/bridging --top 99 --format json"))) > 20


def test_nobody_covered_is_an_empty_list_with_a_header(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "study.toml"
    path.write_text("[least_ties]\nvisits = 9999\nforums = 9999\nmediation = 9999\n", encoding="utf-8")
    assert json.loads(run(f"composite --recipe {path} --format json")) == []
    header = run(f"composite --recipe {path} --format csv").strip().split(",")
    assert header == run("composite --format csv").splitlines()[0].split(",")
    assert "0 states covered" in run(f"composite --recipe {path}")


def test_options_win_over_the_recipe_of_the_composite(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "composite.toml"
    path.write_text('aggregation = "arithmetic"\ndraws = 7\n', encoding="utf-8")
    record = json.loads(run(f"composite --composite-recipe {path} --draws 9 --format json"))[0]
    assert (record["aggregation"], record["draws"]) == ("arithmetic", 9)


@pytest.mark.parametrize("line", ["composite", "sensitivity KAZ --samples 64"])
def test_the_same_command_prints_the_same_bytes(run: Run, line: str) -> None:
    assert run(f"{line} --format json") == run(f"{line} --format json")


@pytest.mark.parametrize(
    ("line", "code", "says"),
    [
        ("composite --indicators visits/charm", 3, "no indicator 'visits/charm'; there are visits/bridging"),
        ("composite --indicators charm", 4, "'charm' is no indicator; expected layer/measure"),
        ("composite --indicators ,", 4, "indicators is []"),
        ("composite --weights heavy", 4, "weights is 'heavy'; expected equal, dirichlet"),
        ("composite --weights visits/bridging=much", 4, "--weights: 'visits/bridging=much'"),
        ("composite --weights visits/bridging=-1", 4, "visits/bridging weighs -1.0"),
        ("composite --weights forums/reach=2", 4, "'forums/reach' is not among the indicators"),
        ("composite --composite-recipe none.toml", 6, "cannot read the recipe none.toml"),
        ("sensitivity ZZZ", 3, "'ZZZ'"),
        ("sensitivity TUV", 4, "TUV is not covered: it lacks"),
        ("sensitivity KAZ --samples 100", 4, "samples is 100; expected a power of two"),
        ("sensitivity KAZ --indicators forums/reach", 4, "forums/reach stands alone"),
    ],
)
def test_a_mistake_is_one_line(face: Callable[..., Any], line: str, code: int, says: str) -> None:
    ran = face(*line.split())
    assert (ran.code, ran.out, ran.err.count("\n")) == (code, "", 1)
    assert says in ran.err


def test_a_key_that_is_unknown_names_the_file(face: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "composite.toml"
    path.write_text("colour = 1\n", encoding="utf-8")
    ran = face("composite", "--composite-recipe", path)
    assert ran.code == 4
    assert "composite.toml: no key 'colour'; there are indicators" in ran.err
