"""A user's mistake is one line on standard error and a documented exit code, never a traceback."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from keystone_states.errors import EXIT_CODES


def one_line(ran: Any, code: int) -> str:
    assert ran.code == code, ran.err
    assert code in EXIT_CODES
    assert ran.out == ""
    assert ran.err.count("\n") == 1
    assert ran.err.startswith("keystone: ")
    assert "Traceback" not in ran.err
    return str(ran.err)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ("brief ZZZ", "'ZZZ'"),
        ("brief Georgia", "GEO"),
        ("brief KAZ --poles USA,ZZZ", "'ZZZ'"),
        ("explain KAZ charm", "no measure 'charm'; there are reach"),
        ("explain KAZ spread --channel telepathy", "no channel 'telepathy'; there are diplomacy"),
        ("explain KAZ exposure --channel mediation", "take it of"),
        ("score --measure charm", "no measure 'charm'; there are reach"),
        ("score --channel telepathy", "no channel 'telepathy'; there are diplomacy"),
        ("data show rings", "no table 'rings'; there are states"),
        ("positions show ZZZ", "'ZZZ'"),
    ],
)
def test_an_unknown_name_exits_with_3_and_says_what_there_is(
    face: Callable[..., Any], arguments: str, says: str
) -> None:
    assert says in one_line(face(*arguments.split()), 3)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ("brief KAZ --as-of 2022-13-40", "--as-of: '2022-13-40' is not a day; expected YYYY-MM-DD"),
        ("score --since yesterday", "--since: 'yesterday' is not a day"),
        ("score --as-of 2022-01-01 --since 2023-01-01", "from 2023-01-01 to 2022-01-01 is empty"),
        ("actors resolve Astana --date 2022-09", "--date: '2022-09' is not a day"),
    ],
)
def test_a_bad_date_exits_with_4_and_says_what_was_expected(
    face: Callable[..., Any], arguments: str, says: str
) -> None:
    assert says in one_line(face(*arguments.split()), 4)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("as_of = \n", "line 1"),
        ('colour = "grey"\n', "no key 'colour'; there are title"),
        ('measures = ["charm"]\n', "no measure 'charm'; there are reach"),
        ('layers = ["rumours"]\n', "no layer 'rumours'; there are visits"),
        ('as_of = "some day"\n', "as_of is 'some day'"),
        ("years = 0\n", "years is 0"),
        ("draws = -1\n", "draws is -1"),
        ("poles = []\n", "poles is []"),
        ("[level_weights]\nking = 1.0\n", "king"),
        ("\x00", "recipe.toml: not TOML"),
    ],
)
def test_a_malformed_recipe_exits_with_4_and_names_file_and_key(
    face: Callable[..., Any], tmp_path: Path, text: str, says: str
) -> None:
    path = tmp_path / "recipe.toml"
    path.write_text(text, encoding="utf-8")
    said = one_line(face("score", "--recipe", path), 4)
    assert "recipe.toml: " in said
    assert says in said


def test_an_unknown_layer_in_least_ties_is_refused(face: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "recipe.toml"
    path.write_text("[least_ties]\nrumours = 3\n", encoding="utf-8")
    assert "rumours" in one_line(face("score", "--recipe", path), 4)


def test_a_missing_recipe_exits_with_6(face: Callable[..., Any], tmp_path: Path) -> None:
    assert "cannot read the recipe" in one_line(face("score", "--recipe", tmp_path / "none.toml"), 6)


@pytest.mark.parametrize("place", ["nowhere/kaz.html", "file/kaz.html", "folder"])
def test_a_path_that_cannot_be_written_exits_with_6(
    face: Callable[..., Any], tmp_path: Path, fast: Path, place: str
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    (tmp_path / "folder").mkdir()
    said = one_line(face("brief", "TUV", "--recipe", fast, "-o", tmp_path / place), 6)
    assert "cannot write" in said
    assert sorted(path.name for path in tmp_path.iterdir()) == ["fast.toml", "file", "folder"]


def test_a_facts_folder_that_is_none_exits_with_6(face: Callable[..., Any], tmp_path: Path) -> None:
    assert "--facts" in one_line(face("data", "list", "--facts", tmp_path / "none"), 6)


def test_a_store_that_cannot_be_written_exits_with_6(face: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert "--store" in one_line(face("data", "list", "--store", tmp_path / "file" / "store"), 6)


def test_a_corrupt_store_exits_with_6_and_says_what_to_delete(face: Callable[..., Any], tmp_path: Path) -> None:
    assert face("data", "list", "--store", tmp_path).code == 0
    for path in tmp_path.glob("generation-*.duckdb"):
        path.write_bytes(b"not a database" * 2000)
    said = one_line(face("data", "list", "--store", tmp_path), 6)
    assert "cannot read the store" in said
    assert "delete it" in said


def test_missing_votes_exit_with_6(face: Callable[..., Any], tmp_path: Path) -> None:
    out = tmp_path / "positions.csv"
    one_line(face("positions", "fit", tmp_path / "votes.csv", tmp_path / "calls.csv", "-o", out), 6)
    assert not out.exists()


@pytest.mark.parametrize("arguments", ["rings", "brief", "score --format xml", "score --top 0", "actors rings", "--x"])
def test_a_command_line_not_understood_exits_with_2_and_points_to_help(
    face: Callable[..., Any], arguments: str
) -> None:
    ran = face(*arguments.split())
    assert ran.code == 2
    assert ran.out == ""
    assert "--help" in ran.err
    assert ran.err.count("Error: ") == 1
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    ("arguments", "code"),
    [("brief ZZZ", 3), ("brief KAZ --as-of 2022-13-40", 4), ("brief TUV -o /dev/null/kaz.html", 6)],
)
def test_the_installed_command_says_the_same(cli: Callable[..., Any], fast: Path, arguments: str, code: int) -> None:
    one_line(cli(*arguments.split(), "--recipe", fast), code)


def test_a_pipe_closed_early_is_no_fault(own_store: Path) -> None:
    command = [str(Path(sys.executable).parent / "keystone"), "data", "show", "participations", "--format", "csv"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        assert running.stdout.readline().startswith("meeting,actor")
        running.stdout.close()
        said = running.stderr.read()
        assert (running.wait(timeout=60), said) == (0, "")
