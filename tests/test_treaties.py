"""The alliances and crossings here beside ATOP and COW contiguity: what agrees, what does not, and why if known."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from keystone_states.borders import compare_contiguity
from keystone_states.errors import BadInputError
from keystone_states.model.relations import Alliance
from keystone_states.model.routes import Crossing, Place
from keystone_states.session import load_atop, load_contiguity, open_world
from keystone_states.treaties import TreatyComparison, TreatyDifference, Unlisted, compare_atop
from keystone_states.witness import loaded_file
from keystone_states.world import World
from worlds import READ, SURE, member, organisation, state, world

HEADER = "ccode1,ccode2,year,atop_defense,atop_offense,atop_neutral,atop_nonagg,atop_consul"
Face = Callable[..., Any]


def promise(actor: str, partner: str, kind: str, since: str = "2000", until: str = "") -> Alliance:
    cells = {"actor": actor, "partner": partner, "kind": kind, "since": since, "until": until or None}
    return Alliance.model_validate(cells | SURE)


def here(*alliances: Alliance) -> World:
    states = [state(name, cow=number) for number, name in enumerate(("GON", "MOR", "ROH", "SHI"), 1)]
    sides = [member("CSTO", name) for name in ("GON", "ROH", "SHI")]
    return replace(world(states, organisations=[organisation("CSTO")], memberships=sides), alliances=alliances)


def table(folder: Path, rows: Sequence[str], header: str = HEADER, name: str = "atop.csv") -> Path:
    path = folder / name
    path.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    return path


def both(one: int, other: int, cells: str) -> list[str]:
    return [f"{one},{other},2018,{cells}", f"{other},{one},2018,{cells}"]


def compared(folder: Path, rows: Sequence[str], *alliances: Alliance) -> TreatyComparison:
    return compare_atop(here(*alliances), table(folder, rows))


def test_a_promise_that_both_have_agrees(tmp_path: Path) -> None:
    rows = both(1, 2, "1,0,0,1,0")
    pair = (promise("GON", "MOR", "mutual_defence"), promise("GON", "MOR", "non_aggression"))
    found = compared(tmp_path, rows, *pair, promise("GON", "MOR", "friendship"))
    assert (found.pairs, found.agreed, found.differences) == ((("GON", "MOR"),), 2, ())
    assert found.read == found.accepted + sum(found.rejected.values()) == 2


def test_a_promise_of_one_side_alone_does_not_agree(tmp_path: Path) -> None:
    rows = ["1,2,2018,1,0,0,0,0", "2,1,2018,0,0,0,0,1"]
    found = compared(tmp_path, rows, promise("GON", "MOR", "mutual_defence"))
    assert found.differences == (TreatyDifference("GON", "MOR", "mutual_defence", "defense, by GON alone", ""),)
    assert found.agreed == 0


def test_a_promise_only_here_and_one_only_there(tmp_path: Path) -> None:
    found = compared(tmp_path, both(1, 2, "0,0,0,1,0"), promise("GON", "MOR", "mutual_defence"))
    assert found.differences == (
        TreatyDifference("GON", "MOR", "mutual_defence", None, ""),
        TreatyDifference("GON", "MOR", None, "nonagg", ""),
    )


def test_an_alliance_agrees_with_any_obligation_and_with_none_it_does_not(tmp_path: Path) -> None:
    alliance = promise("GON", "MOR", "alliance")
    assert compared(tmp_path, both(1, 2, "0,0,0,0,1"), alliance).agreed == 1
    assert compared(tmp_path, both(1, 3, "0,0,0,0,1"), alliance).differences == (
        TreatyDifference("GON", "MOR", "alliance", None, ""),
    )


def test_what_a_whole_organisation_promised_has_that_reason(tmp_path: Path) -> None:
    rows = [*both(1, 3, "1,0,0,0,0"), *both(1, 4, "1,0,0,0,0"), *both(3, 4, "1,0,0,0,0"), *both(1, 2, "1,0,0,0,0")]
    found = compared(tmp_path, rows, promise("GON", "ROH", "friendship"))
    assert found.differences == (TreatyDifference("GON", "ROH", None, "defense", "so have all members of CSTO"),)
    assert found.unlisted == (Unlisted("GON", "defense", ("MOR",)),), "promises of the CSTO are accounted for"


def test_an_alliance_that_does_not_hold_or_whose_state_is_gone_is_not_compared(tmp_path: Path) -> None:
    past = promise("GON", "MOR", "mutual_defence", "1990", "2010")
    assert compared(tmp_path, [], past, promise("GON", "MOR", "mutual_defence", "2019")).pairs == ()
    gone = replace(
        here(promise("GON", "NUM", "mutual_defence")), states=(state("GON"), state("NUM", exists_until="1991-12-26"))
    )
    assert compare_atop(gone, table(tmp_path, [])).pairs == ()


def test_a_year_outside_the_data_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match=r"year 2019 is not covered by ATOP 5\.1; expected 1815 to 2018"):
        compare_atop(here(), table(tmp_path, []), year=2019)
    with pytest.raises(BadInputError, match="year 2017 is not covered"):
        compare_contiguity(here(), table(tmp_path, []), year=2017)


def test_crossings_beside_borders(tmp_path: Path) -> None:
    places = [
        Place.model_validate({"place": name.lower(), "name": name, "kind": "border", "actor": name} | READ)
        for name in ("GON", "MOR", "ROH", "SHI")
    ]
    crossings = [
        Crossing.model_validate(
            {"crossing": f"{one}-{two}", "from_place": one, "to_place": two, "mode": "road"} | SURE | more
        )
        for one, two, more in (
            ("mor", "gon", {}),
            ("gon", "shi", {}),
            ("mor", "shi", {"until": "2010"}),
        )
    ]
    rows = ["1,2,1,2000-01-01,2016-12-01", "1,3,1,2000-01-01,2016-12-01", "2,4,1,2000-01-01,2016-12-01"]
    rows += [f"{two},{one},{rest}" for one, two, rest in (row.split(",", 2) for row in rows)]
    path = table(tmp_path, rows, "ccode1,ccode2,conttype,stdate,enddate")
    found = compare_contiguity(replace(here(), places=tuple(places), crossings=tuple(crossings)), path)
    assert (found.day, found.agreed) == (date(2016, 12, 1), (("GON", "MOR"),))
    assert found.apart == ((("GON", "SHI"), ("gon-shi",)),)
    assert found.without == (("GON", "ROH"), ("MOR", "SHI")), "the crossing of 2010 is out of use"


def test_each_bad_row_is_named_and_the_others_are_loaded_once(tmp_path: Path) -> None:
    rows = ["643,705,2018,1,0,0,1,1", "", "643,x,2018,1,0,0,0,0", "643,705,1814,1,0,0,0,0", "643,705,2018,2,0,0,0,0"]
    path = table(tmp_path, [*rows, "643,705"])
    found = load_atop(path, store=tmp_path / "store")
    assert [str(each) for each in found.rejected] == [
        "atop.csv:4: column 'ccode2': 'x'; expected a whole number",
        "atop.csv:5: column 'year': '1814'; expected a whole number from 1815 to 2018",
        "atop.csv:6: column 'atop_defense': '2'; expected a whole number from 0 to 1",
        "atop.csv:7: 2 cells; expected 8 as in the header",
    ]
    told = found.provenance
    assert (told.read, told.accepted, sum(told.rejected.values()), told.may_export) == (5, 1, 4, False)
    assert (str(told.first_day), str(told.last_day)) == ("2018-01-01", "2018-12-31")
    again = load_atop(path, store=tmp_path / "store")
    assert (again.fresh, again.provenance) == (False, told)
    listed = list((tmp_path / "store/datasets/atop").glob("*.rejects.csv"))
    assert [len(each.read_text(encoding="utf-8").splitlines()) for each in listed] == [4]


def test_loaded_rows_compare_like_their_file(cli: Face, tmp_path: Path) -> None:
    store = tmp_path / "store"
    spells = ["705,365,1,1991-12-21,2016-12-01", "365,705,1,1991-12-21,2016-12-01", "365,705,0,1990-01-01,1991-01-01"]
    alliances, borders = (
        table(tmp_path, ["365,705,2018,1,0,1,1,1", "705,365,2018,1,0,1,1,1"]),
        table(tmp_path, spells, "ccode1,ccode2,conttype,stdate,enddate", "contdir.csv"),
    )
    load_atop(alliances, store=store)
    assert load_contiguity(borders, store=store).provenance.rejected == {"conttype not usable": 1}
    held = open_world(store=store)
    assert compare_atop(held, alliances) == compare_atop(held, loaded_file(held, "atop"))
    by_file, by_store = (compare_contiguity(held, each) for each in (borders, loaded_file(held, "contiguity")))
    assert by_file.agreed == by_store.agreed == (("KAZ", "RUS"),)
    (told,) = json.loads(cli("data", "compare", "atop", "--store", store, "--format", "json").out)
    assert {"actor": "KAZ", "partner": "RUS", "here": None, "there": "defense", "why": ""} in told["differences"]
    assert "KAZ" in cli("data", "compare", "contiguity", "--store", store).out


@pytest.mark.parametrize("dataset", ["atop", "contiguity"])
def test_a_file_of_another_kind_is_refused_in_one_line(cli: Face, tmp_path: Path, dataset: str) -> None:
    ran = cli("load", dataset, table(tmp_path, ["1"], "a"), "--store", tmp_path / "store")
    assert (ran.code, ran.out, len(ran.err.splitlines())) == (4, "", 1)
    assert "has no column 'ccode1'" in ran.err
    assert cli("load", dataset, tmp_path / "nothing.csv", "--store", tmp_path / "store").code == 6


@pytest.mark.samples
def test_the_real_files_are_loaded_whole_and_bear_out_the_borders(samples: Path, world: World, tmp_path: Path) -> None:
    alliances, borders = samples / "alliances/atop_alliance.parquet", samples / "alliances/cow_contdir.parquet"
    told = load_atop(alliances, store=tmp_path).provenance
    assert (told.read, told.accepted, str(told.last_day)) == (273_296, 273_296, "2018-12-31")
    told = load_contiguity(borders, store=tmp_path).provenance
    assert (told.read, told.accepted) == (1_874, 1_694)
    assert compare_contiguity(world, borders).apart == (), "every crossing joins neighbours"
    found = compare_atop(world, alliances)
    assert TreatyDifference("KAZ", "RUS", None, "defense", "so have all members of CSTO") in found.differences
    assert ("CHN", "KAZ") in found.pairs
    assert not [each for each in found.differences if {each.actor, each.partner} == {"CHN", "KAZ"}]
