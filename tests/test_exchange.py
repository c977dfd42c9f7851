"""COW diplomatic exchange: its file read, loaded and held against the embassies."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from keystone_states.errors import BadInputError
from keystone_states.exchange import ExchangeDifference, Unfiled, compare_exchange
from keystone_states.model.relations import Embassy
from keystone_states.session import load_diplomatic_exchange, open_world
from keystone_states.sources import cow_diplomatic
from keystone_states.sources.cow_diplomatic import Level
from keystone_states.witness import by_cow, loaded_file
from keystone_states.world import World
from worlds import embassy, state, world

HEADER = '"ccode1","ccode2","year","DR_at_1","DR_at_2","DE","version"'
Face = Callable[..., Any]


def table(folder: Path, rows: Sequence[str], header: str = HEADER) -> Path:
    path = folder / "exchange.csv"
    path.write_text("\n".join([header, *(f"{row},1,2006.0999755859375" for row in rows), ""]), encoding="utf-8")
    return path


def here(*rows: Embassy) -> World:
    states = [state(name, cow=number) for number, name in enumerate(("GON", "MOR", "ROH", "SHI"), 1)]
    return replace(world(states), embassies=rows)


def test_each_side_has_its_level_at_the_other(tmp_path: Path) -> None:
    path = table(tmp_path, ["1,2,2005,0,3", "1,3,2000,3,3", "1,99,2005,3,3", "1,4,2005,9,1"])
    found = cow_diplomatic.load(path, year=2005, by_cow=by_cow(here()))
    assert found.levels == {
        ("MOR", "GON"): Level.NONE,
        ("GON", "MOR"): Level.AMBASSADOR,
        ("SHI", "GON"): Level.OTHER,
        ("GON", "SHI"): Level.CHARGE,
    }
    assert (found.read, found.accepted, found.rejected) == (4, 2, {"another year": 1, "state not known": 1})
    assert [each.words for each in Level if each.headed] == ["chargé d'affaires", "minister", "ambassador"]


def test_dated_embassies_are_held_against_heads_of_mission(tmp_path: Path) -> None:
    path = table(tmp_path, ["1,2,2005,3,3", "1,3,2005,0,0", "1,4,2005,3,9", "2,3,2005,2,0", "3,4,2005,0,1"])
    rows = (
        embassy("GON", "MOR", "1990"),  # both have one
        embassy("MOR", "GON", "1990", "2001"),  # closed here, an ambassador there
        embassy("GON", "ROH", "1990"),  # open here, none there
        embassy("ROH", "GON", "2010"),  # not yet here, none there
        embassy("GON", "SHI", "1990"),  # COW: other, which may be anything
        embassy("SHI", "GON", "", seen="2019"),  # opening not read: could be either
        embassy("MOR", "ROH", "", "2016"),  # open or not in 2005: could be either
        embassy("ROH", "SHI", "1990", kind="interests_section"),  # no embassy here, a chargé there
    )
    found = compare_exchange(here(*rows), path)
    assert found.year == 2005
    assert found.pairs == (("GON", "MOR"), ("GON", "ROH"), ("MOR", "GON"), ("ROH", "GON"), ("ROH", "SHI"))
    assert found.differences == (
        ExchangeDifference("GON", "ROH", "embassy since 1990", "none"),
        ExchangeDifference("MOR", "GON", None, "ambassador"),
        ExchangeDifference("ROH", "SHI", None, "chargé d'affaires"),
    )
    assert found.agreed == 2
    assert found.unfiled == (Unfiled("ROH", ("MOR",)),)


def test_a_year_that_was_never_coded_is_refused(tmp_path: Path) -> None:
    with pytest.raises(
        BadInputError, match=r"year 2004 is not covered by COW diplomatic exchange v2006\.1.*2000, 2005"
    ):
        compare_exchange(here(), table(tmp_path, []), year=2004)
    assert (len(cow_diplomatic.COVERED), cow_diplomatic.COVERED[-12:]) == (38, tuple(range(1950, 2006, 5)))


def test_each_bad_row_is_named_and_the_others_are_loaded_once(tmp_path: Path) -> None:
    rows = ["705,710,2005,3,3", "705,x,2005,3,3", "705,710,2010,3,3", "705,710,2005,4,3", "705,710,2005,3,"]
    path = table(tmp_path, rows)
    found = load_diplomatic_exchange(path, store=tmp_path / "store")
    assert [str(each) for each in found.rejected] == [
        "exchange.csv:3: column 'ccode2': 'x'; expected a whole number",
        "exchange.csv:4: column 'year': '2010'; expected a whole number from 1817 to 2005",
        "exchange.csv:5: column 'DR_at_1': '4'; expected a level: 0, 1, 2, 3 or 9",
        "exchange.csv:6: column 'DR_at_2': ''; expected a level: 0, 1, 2, 3 or 9",
    ]
    told = found.provenance
    assert (told.read, told.accepted, sum(told.rejected.values()), told.may_export) == (5, 1, 4, False)
    assert (str(told.first_day), str(told.last_day)) == ("2005-01-01", "2005-12-31")
    again = load_diplomatic_exchange(path, store=tmp_path / "store")
    assert (again.fresh, again.provenance) == (False, told)


def test_loaded_rows_compare_like_their_file(cli: Face, tmp_path: Path) -> None:
    store = tmp_path / "store"
    path = table(tmp_path, ["2,705,2005,3,3", "2,630,2005,0,3", "705,710,2005,3,3"])
    ran = cli("load", "diplomatic-exchange", path, "--store", store, "--format", "json")
    assert (ran.code, json.loads(ran.out)[0]["accepted"]) == (0, 3)
    held = open_world(store=store)
    assert compare_exchange(held, path) == compare_exchange(held, loaded_file(held, "diplomatic-exchange"))
    (told,) = json.loads(cli("data", "compare", "diplomatic-exchange", "--store", store, "--format", "json").out)
    assert told["differences"] == [{"sender": "USA", "host": "IRN", "here": None, "there": "ambassador"}]
    assert told["agreed"] == 1, "the embassy of the USA in Kazakhstan; of the other way no opening was read"
    shown = cli("data", "compare", "diplomatic-exchange", "--store", store).out
    assert "Embassies that only one has, 2005" in shown
    assert "USA" in shown


def test_a_file_of_another_kind_is_refused_in_one_line(cli: Face, tmp_path: Path) -> None:
    ran = cli("load", "diplomatic-exchange", table(tmp_path, ["1"], "a,b,c"), "--store", tmp_path / "store")
    assert (ran.code, ran.out, len(ran.err.splitlines())) == (4, "", 1)
    assert "has no column 'ccode1'" in ran.err
    assert cli("load", "diplomatic-exchange", tmp_path / "no.csv", "--store", tmp_path / "store").code == 6
    unloaded = cli("data", "compare", "diplomatic-exchange", "--store", tmp_path / "store")
    assert (unloaded.code, len(unloaded.err.splitlines())) == (6, 1)
    assert "keystone load diplomatic-exchange FILE" in unloaded.err
