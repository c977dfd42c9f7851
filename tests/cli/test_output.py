"""What commands print: tables that fit the terminal, JSON and CSV that parse, nothing else."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from keystone_states.cli.output import table_text
from keystone_states.store.tables import TABLES, Table
from keystone_states.world import World

Run = Callable[..., str]


@pytest.fixture
def run(face: Callable[..., Any], fast: Path) -> Run:
    """Run a command; returns standard output after seeing it succeed in silence. FAST stands for a quick recipe."""

    def call(line: str) -> str:
        ran = face(*line.replace("FAST", f"--recipe {fast}").split())
        assert (ran.code, ran.err) == (0, "")
        return str(ran.out)

    return call


COMMANDS = [
    "brief KAZ FAST",
    "brief TUV FAST",
    "score FAST",
    "score --measure reach --channel forums FAST",
    "explain KAZ bridging FAST",
    "explain TUV bridging FAST",
    "explain KAZ convening --channel mediation FAST",
    "explain KAZ intermediation FAST",
    "compare KAZ UZB TUR AZE FAST",
    "compare KAZ TUV --channel mediation FAST",
    "history KAZ bridging FAST",
    "history TUV intermediation --from 2024 FAST",
    "actors resolve Congo",
    "actors resolve Nur-Sultan --date 2020-01-01",
    "actors resolve Zzzzqqqq",
    "actors list",
    "actors list --kind all",
    "data list",
    "data list --columns",
    "data show memberships --actor KAZ",
    "data show coverage",
    "positions show KAZ RUS --year 2019",
    "cite",
]
each_command = pytest.mark.parametrize("line", COMMANDS)


@each_command
def test_json_and_csv_parse_and_hold_the_same_records(run: Run, line: str) -> None:
    read = json.loads(run(line + " --format json"))
    rows = list(csv.reader(io.StringIO(run(line + " --format csv"))))
    assert {len(row) for row in rows} == {len(rows[0])}
    assert len(set(rows[0])) == len(rows[0])
    if isinstance(read, list):
        assert len(read) == len(rows) - 1
        assert all(list(record) == rows[0] for record in read)
    else:
        assert line.startswith("brief")


@each_command
def test_a_table_fits_80_columns(run: Run, line: str) -> None:
    long = [each for each in run(line).splitlines() if len(each) > 80 and "http" not in each]
    assert long == []


def test_an_empty_answer_as_csv_still_has_its_header(run: Run) -> None:
    header = run("data show investments --actor TUV --format csv")
    assert header.strip().split(",") == list(next(table.header for table in TABLES if table.name == "investments"))


@pytest.mark.parametrize("declared", TABLES, ids=lambda declared: declared.name)
def test_shown_csv_has_the_declared_columns(run: Run, declared: Table) -> None:
    text = run(f"data show {declared.name} --top 3 --format csv")
    rows = list(csv.reader(io.StringIO(text)))
    assert tuple(rows[0]) == declared.header
    assert len(rows) == 4


def test_shown_csv_of_an_actor_holds_all_its_rows(run: Run, world: World) -> None:
    rows = list(csv.DictReader(io.StringIO(run("data show memberships --actor KAZ --format csv"))))
    assert len(rows) == len([row for row in world.memberships if row.actor == "KAZ"])
    assert {row["actor"] for row in rows} == {"KAZ"}
    assert all(row["source_url"].startswith("http") for row in rows)


def test_meetings_of_an_actor_include_those_it_travelled_to(run: Run, world: World) -> None:
    rows = json.loads(run("data show meetings --actor VAT --format json"))
    hosts = {row["host"] for row in rows}
    assert "KAZ" in hosts


def test_listed_tables_count_their_rows(run: Run, world: World) -> None:
    listed = {row["table"]: row["rows"] for row in json.loads(run("data list --format json"))}
    assert listed == {name: len(rows) for name, rows in world.tables.items()}


def test_listed_columns_are_those_declared(run: Run) -> None:
    listed = [(row["table"], row["column"]) for row in json.loads(run("data list --columns --format json"))]
    assert listed == [(table.name, column.name) for table in TABLES for column in table.columns]


@pytest.mark.parametrize("line", ["score FAST", "score --measure exposure FAST", "score --channel mediation FAST"])
def test_ranks_follow_values(run: Run, line: str) -> None:
    found = json.loads(run(line + " --top 300 --format json"))
    values = [row["value"] for row in found]
    assert len(found) == found[0]["of"] > 5
    assert values == sorted(values, reverse=True)
    assert [row["rank"] for row in found] == [1 + sum(other > value for other in values) for value in values]


def test_top_cuts_the_ranking_and_changes_no_rank(run: Run) -> None:
    whole = json.loads(run("score FAST --top 300 --format json"))
    assert json.loads(run("score FAST --top 4 --format json")) == whole[:4]


def test_a_score_without_interval_says_none_and_with_one_holds_the_value(run: Run) -> None:
    assert {row["low"] for row in json.loads(run("score FAST --top 3 --format json"))} == {None}
    for row in json.loads(run("score --top 3 --format json")):
        assert 0 <= row["low"] <= row["value"] <= row["high"]


def test_as_of_changes_the_window(run: Run) -> None:
    found = json.loads(run("score FAST --as-of 2022-10-13 --format json"))
    assert {row["window"] for row in found} == {"2017-10-14 to 2022-10-13"}


@pytest.mark.parametrize(
    ("measure", "channel"),
    [
        ("bridging", "diplomacy"),
        ("bridging", "forums"),
        ("reach", "diplomacy"),
        ("spread", "diplomacy"),
        ("convening", "mediation"),
        ("intermediation", "mediation"),
        ("exposure", "diplomacy"),
    ],
)
def test_the_parts_of_a_number_sum_to_it(run: Run, measure: str, channel: str) -> None:
    ranked = json.loads(run(f"score --measure {measure} --channel {channel} --top 300 FAST --format json"))
    whole = {row["actor"]: row["value"] for row in ranked}["KAZ"]
    parts = json.loads(run(f"explain KAZ {measure} --channel {channel} FAST --format json"))
    assert sum(part["value"] for part in parts) == pytest.approx(whole)
    assert sum(part["share"] for part in parts) == pytest.approx(1.0)


def test_every_part_leads_to_evidence_with_a_source(run: Run, world: World) -> None:
    parts: list[dict[str, Any]] = json.loads(run("explain KAZ bridging FAST --format json"))
    assert parts
    for part in parts:
        assert part["evidence"]
        assert set(part["evidence"]) <= set(world.by_evidence)
        assert all(source.startswith("http") for source in part["sources"])
        assert part["unit"]
        assert part["window"]


def test_a_brief_of_a_state_outside_the_data_says_what_is_not_covered(run: Run) -> None:
    text = " ".join(run("brief TUV FAST").split())
    for channel in ("diplomacy", "corridors", "energy", "alignment", "cohesion"):
        assert re.search(rf"Not covered: [^:]*{channel}|{channel}[^.]*not covered", text, re.IGNORECASE), channel
    assert json.loads(run("brief TUV FAST --format json"))


@pytest.mark.parametrize("form", ["html", "md", "json", "csv"])
def test_a_brief_is_written_where_asked(run: Run, tmp_path: Path, form: str) -> None:
    out = tmp_path / f"tuv.{form}"
    assert f"Wrote {out}" in run(f"brief TUV FAST --format {form} -o {out}").replace("\n", "")
    assert out.stat().st_size > 100
    assert sorted(path.name for path in tmp_path.iterdir()) == ["fast.toml", out.name]


def test_a_name_finds_the_same_brief_as_a_code(run: Run) -> None:
    assert run("brief Kazakhstan FAST --format csv") == run("brief KAZ FAST --format csv")


def test_bibtex_has_one_entry_per_citation(run: Run) -> None:
    records = json.loads(run("cite --format json"))
    keys = re.findall(r"^@\w+\{([^,]+),$", run("cite --bibtex"), re.MULTILINE)
    assert keys == [record["key"] for record in records]
    assert len(set(keys)) == len(keys) > 2


def test_a_resolved_name_as_json_says_which_actor_it_is(run: Run) -> None:
    found = json.loads(run("actors resolve Guinea --format json"))
    assert [row["actor"] for row in found if row["status"] == "resolved"] == ["GIN"]


def test_an_unknown_name_as_json_says_so(run: Run) -> None:
    assert "unknown" in run("actors resolve Zzzzqqqq --format json")


def test_the_name_of_a_measure_stays_in_one_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    row = {"channel": "mediation", "measure": "intermediation", **dict.fromkeys("abcdefg", "135/143")}
    text = table_text([row], list(row))
    assert "intermediation" in text
    assert max(map(len, text.splitlines())) <= 80
