from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Face = Callable[..., Any]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    votes = ["rcid,country_code,vote", "1,KZ,yes", "1,CN,yes", "1,US,no", "1,XX,yes"]
    (tmp_path / "votes.csv").write_text("\n".join([*votes, ""]), encoding="utf-8")
    (tmp_path / "calls.csv").write_text("rcid,date,short\n1,2021-06-01,Of rings\n", encoding="utf-8")
    return tmp_path


def test_loading_says_what_was_read_accepted_and_rejected(cli: Face, folder: Path) -> None:
    given = ("load", "unvotes", folder, "--store", folder / "store")
    (found,) = json.loads(cli(*given, "--format", "json").out)
    assert (found["read"], found["accepted"], found["rejected"]) == (4, 3, {"unknown state code XX": 1})
    assert found["loaded_now"]
    ran = cli(*given)
    assert (ran.code, ran.err) == (0, "")
    assert "nothing changed" in " ".join(ran.out.split())
    assert "rejected: unknown state code XX" in ran.out


def test_what_was_loaded_is_scored_and_explained_down_to_the_roll_call(cli: Face, folder: Path) -> None:
    store = folder / "store"
    cli("load", "unvotes", folder, "--store", store)
    ran = cli("explain", "KAZ", "voice", "--as-of", "2022-10-13", "--poles", "USA,CHN", "--store", store)
    assert (ran.code, ran.err) == (0, "")
    assert "voice in alignment = 0.000" in ran.out
    told = json.loads(
        cli(
            "brief", "KAZ", "--as-of", "2022-10-13", "--store", store, "--format", "json", "--recipe", _fast(folder)
        ).out
    )
    assert told["evidence"]["un_votes:1"]["text"] == "UN General Assembly, Of rings (1, 2021-06-01)"
    assert "alignment" not in told["not_covered"]
    assert told["not_covered"]["cohesion"] == (
        "no event data loaded for 2017-10-14 to 2022-10-13; load it with keystone load gdelt FILE"
    )


def _fast(folder: Path) -> Path:
    recipe = folder / "fast.toml"
    recipe.write_text('draws = 5\nnull_draws = 0\ntimeline_from = 2022\npoles = ["USA", "CHN"]\n', encoding="utf-8")
    return recipe


@pytest.mark.parametrize(
    ("name", "code", "said"), [("nothing.csv", 6, "does not exist"), ("votes.csv", 4, "0 of the files")]
)
def test_a_missing_or_lone_file_is_refused_in_one_line(
    cli: Face, folder: Path, name: str, code: int, said: str
) -> None:
    ran = cli("load", "unvotes", folder / name, "--store", folder / "store")
    assert (ran.code, ran.out) == (code, "")
    assert said in ran.err
    assert len(ran.err.splitlines()) == 1


def test_memberships_loaded_once_are_compared_without_their_file(tmp_path: Path) -> None:
    from keystone_states.cli import keystone
    from keystone_states.session import load_igo, open_world
    from keystone_states.witness import compare_igo, loaded_file

    path = tmp_path / "igo.csv"
    path.write_text("ioname,year,state,status\nSCO,2014,china,1\nSCO,2014,russia,1\nSCO,,india,1\n", encoding="utf-8")
    store = tmp_path / "store"
    provenance, fresh = load_igo(path, store=store)
    assert (provenance.read, provenance.accepted, dict(provenance.rejected), fresh) == (3, 2, {"no year": 1}, True)
    assert (str(provenance.first_day), str(provenance.last_day)) == ("2014-01-01", "2014-12-31")
    assert load_igo(path, store=store)[1] is False
    world = open_world(store=store)
    one, two = (compare_igo(world, each, year=2014) for each in (path, loaded_file(world, "igo")))
    assert (one.agreed, one.disagreements) == (two.agreed, two.disagreements)
    keystone.main(["data", "compare", "igo", "--store", str(store), "--format", "json"], standalone_mode=False)


def test_nothing_to_compare_is_said(tmp_path: Path) -> None:
    from keystone_states.cli import keystone
    from keystone_states.errors import StoreError

    with pytest.raises(StoreError, match="run `keystone load igo FILE`"):
        keystone.main(["data", "compare", "igo", "--store", str(tmp_path)], standalone_mode=False)
