"""`compare`, `history` and the bars that `history` and `score` draw."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from keystone_states.cli.bars import bar, interval, with_bars


@pytest.fixture
def run(face: Callable[..., Any], fast: Path) -> Callable[..., str]:
    """Run a command with a quick recipe; returns standard output after seeing it succeed in silence."""

    def call(line: str) -> str:
        ran = face(*line.split(), "--recipe", fast)
        assert (ran.code, ran.err) == (0, "")
        return str(ran.out)

    return call


@pytest.fixture
def few_draws(tmp_path: Path) -> Path:
    """A recipe with intervals of few draws and a course of two years."""
    path = tmp_path / "few.toml"
    path.write_text("draws = 8\ntimeline_from = 2025\n", encoding="utf-8")
    return path


def record(value: float | None, low: float | None = None, high: float | None = None) -> dict[str, Any]:
    return {"value": value, "low": low, "high": high}


# Bars


@pytest.mark.parametrize(
    ("of", "drawn"),
    [
        (record(2.0, 1.0, 4.0), "██▓▓░░░░"),
        (record(4.0, 4.0, 4.0), "████████"),
        (record(2.0), "████"),
        (record(1.0, 0.0, 2.0), "▓▓░░"),
        (record(0.01), "▏"),
        (record(0.0), ""),
        (record(None), ""),
    ],
    ids=["interval", "exact", "no interval", "from nothing", "little", "nothing", "not covered"],
)
def test_a_bar_shows_low_end_value_and_high_end(of: dict[str, Any], drawn: str) -> None:
    assert bar(of, top=4.0, width=8) == drawn


def test_bars_are_scaled_to_the_highest_end_and_named_after_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    lines, columns = with_bars([record(1.0, 0.5, 2.0), record(4.0), record(None)], ("value",))
    assert columns == ["value", "to 4"]
    assert [len(line["to 4"]) for line in lines] == [15, 30, 0]


def test_without_values_there_is_no_bar() -> None:
    assert with_bars([record(None)], ("value",)) == ([record(None)], ["value"])
    assert with_bars([], ("value",)) == ([], ["value"])


@pytest.mark.parametrize(
    ("of", "words"),
    [(record(1.0, 0.5, 2.0), "0.500–2.000"), (record(9.0, 5.14, 27.07), "5.1–27.1"), (record(1.0), None)],
)
def test_an_interval_in_few_letters(of: dict[str, Any], words: str | None) -> None:
    assert interval(of) == words


def test_a_ranking_shows_bars_and_intervals_within_80_columns(face: Callable[..., Any], few_draws: Path) -> None:
    for channel in ("diplomacy", "mediation"):
        out = face("score", "--channel", channel, "--top", "40", "--recipe", few_draws).out
        assert max(map(len, out.splitlines())) <= 80
        assert re.search(r"\d+\.\d{3} +\d+\.\d+–\d+\.\d+ .*█+▓+░+", out)


# Compare


def test_one_row_per_channel_and_measure_with_value_and_rank_of_each_state(run: Callable[..., str]) -> None:
    rows = json.loads(run("compare KAZ UZB --format json"))
    assert len({(row["channel"], row["measure"]) for row in rows}) == len(rows) == 13
    for line in ("KAZ", "UZB"):
        (first, *_) = json.loads(run(f"history {line} bridging --format json"))
        assert (rows[0][f"{line}_value"], rows[0][f"{line}_rank"]) == (first["value"], first["rank"])


def test_channels_may_be_chosen(run: Callable[..., str]) -> None:
    rows = json.loads(run("compare KAZ --channel mediation --channel forums --format json"))
    assert {row["channel"] for row in rows} == {"forums", "mediation"}


def test_a_state_named_twice_is_one_column(run: Callable[..., str]) -> None:
    assert run("compare KAZ Kazakhstan --format csv") == run("compare KAZ --format csv")


def test_four_states_are_one_table_and_a_fifth_begins_another(run: Callable[..., str]) -> None:
    four, five = run("compare KAZ UZB TUR AZE"), run("compare KAZ UZB TUR AZE TKM")
    assert [out.count(" measure ") for out in (four, five)] == [1, 2]
    assert all(len(line) <= 80 for line in (four + five).splitlines())
    assert not re.search(r"^ +\S{1,6} *$", four, re.MULTILINE)


def test_a_state_outside_a_channel_has_a_dash(run: Callable[..., str]) -> None:
    assert re.search(r"convening +\d+\.\d+ +\d+ +– ", run("compare KAZ TUV --channel mediation"))


@pytest.mark.parametrize(
    ("line", "says"),
    [("compare KAZ ZZZ", "ZZZ"), ("compare KAZ --channel rumours", "no channel 'rumours'")],
)
def test_a_wrong_name_is_one_line(face: Callable[..., Any], line: str, says: str) -> None:
    ran = face(*line.split())
    assert (ran.code, ran.out) == (3, "")
    assert ran.err.count("\n") == 1
    assert says in ran.err


# History


def test_the_course_has_one_row_per_year_from_the_year_asked_for(run: Callable[..., str]) -> None:
    rows = json.loads(run("history KAZ bridging --from 2022 --format json"))
    assert [row["year"] for row in rows] == [2022, 2023, 2024, 2025, 2026]
    assert all(row["window"].split(" to ")[1].startswith(str(row["year"])) for row in rows)


def test_early_windows_are_marked_and_explained(run: Callable[..., str]) -> None:
    out = run("history KAZ bridging --from 2015")
    assert re.search(r"^ 2015 .* early +█", out, re.MULTILINE)
    assert not re.search(r"^ 2026 .* early", out, re.MULTILINE)
    assert "early: the window begins before 2013-01-01" in out


def test_bars_show_the_interval(face: Callable[..., Any], few_draws: Path) -> None:
    out = face("history", "KAZ", "bridging", "--recipe", few_draws).out
    assert len(re.findall(r"^ 202[56] .*–.* █+▓+░+", out, re.MULTILINE)) == 2
    assert max(map(len, out.splitlines())) <= 80


def test_a_year_without_value_says_so_and_draws_no_bar(run: Callable[..., str]) -> None:
    out = run("history TUV intermediation --from 2025")
    assert len(re.findall("not covered", out)) == 2
    assert "█" not in out


@pytest.mark.parametrize(
    ("line", "code", "says"),
    [
        ("history ZZZ bridging", 3, "ZZZ"),
        ("history KAZ charm", 3, "no measure 'charm'"),
        ("history KAZ intermediation --channel forums", 3, "take it of mediation"),
        ("history KAZ bridging --from 1800", 2, "--from"),
    ],
)
def test_a_wrong_course_is_refused(face: Callable[..., Any], line: str, code: int, says: str) -> None:
    ran = face(*line.split())
    assert (ran.code, ran.out) == (code, "")
    assert says in ran.err
