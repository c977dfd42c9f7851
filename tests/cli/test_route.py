"""The commands on corridors, over the network of Middle-earth in `roads`."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from keystone_states import session
from keystone_states.world import World
from roads import CROSSINGS, LEGS, PLACES, STATES, TRANSFERS, demand, pipeline, status
from worlds import state
from worlds import world as make_world

NAMES = {"SHI": "Shire", "ARN": "Arnor", "ROH": "Rohan", "GON": "Gondor", "MOR": "Mordor"}


@pytest.fixture
def arda(monkeypatch: pytest.MonkeyPatch) -> World:
    plain = make_world([state(code, name=NAMES[code]) for code in STATES])
    filled = replace(
        plain,
        places=PLACES,
        legs=LEGS,
        crossings=CROSSINGS,
        transfers=TRANSFERS,
        statuses=(status("arnor-gate-arnor-south", "sanctioned", "2022-02"),),
        pipelines=(
            pipeline("oil-road", "hobbiton", "edoras", "ROH", cargo="oil", mt=3),
            pipeline("oil-road", "edoras", "minas-tirith", "GON", cargo="oil"),
        ),
        demands=(
            demand("hobbiton", "minas-tirith", 1500),
            demand("hobbiton", "minas-tirith", 5, cargo="oil"),
            demand("minas-tirith", "edoras", 1, cargo="oil"),
        ),
    )
    monkeypatch.setattr(session, "open_world", lambda **options: filled)
    return filled


Face = Callable[..., Any]
DAY = ("--date", "2022-06-01")


def test_a_route_is_shown_step_by_step_within_80_columns(face: Face, arda: World) -> None:
    ran = face("route", "hobbiton", "Tower of Guard", *DAY)
    assert (ran.code, ran.err) == (0, "")
    assert max(map(len, ran.out.splitlines())) <= 80
    assert "Hobbiton – Minas Tirith, 3.1 (" in ran.out
    lines = [" ".join(line.split()) for line in ran.out.splitlines()]
    assert "Shire Gate | Arnor Gate gauge break 41~ 215~" in lines
    assert "Rohan North – Rohan South rail-1520 ROH 300 7~ 182~" in lines
    assert "Rohan South | Gondor Gate border 6 100" in lines
    assert "Arnor Gate – Arnor South! rail-1520 ARN 300 7~ 182~" in lines
    assert "gauge breaks: 1; straits: none" in ran.out
    assert "under sanctions" in ran.out


def test_json_gives_owners_steps_and_sources(face: Face, arda: World) -> None:
    (found,) = json.loads(face("route", "hobbiton", "minas-tirith", "--by", "cost", *DAY, "--format", "json").out)
    assert found["straits"] == ["bay-of-belfalas"]
    assert found["owners_km"] == {"INT": 2000.0, "SHI": 200.0, "GON": 100.0}
    assert [step["what"] for step in found["steps"]] == ["stretch", "transfer", "stretch", "transfer", "stretch"]
    assert found["km"] == {"low": 2300.0, "best": 2300.0, "high": 2300.0}
    assert found["sources"] == ["https://example.org/red-book"]
    assert found["assumed"] == ["hours", "usd"]
    assert found["gauge_breaks"] == 0


def test_csv_gives_one_row_for_each_step(face: Face, arda: World) -> None:
    out = face("route", "hobbiton", "minas-tirith", "-k", "2", *DAY, "--format", "csv").out
    rows = list(csv.DictReader(io.StringIO(out)))
    assert {row["route"] for row in rows} == {"1", "2"}
    assert rows[1] | {"evidence": ""} == {
        "route": "1",
        "what": "crossing",
        "from": "shire-gate",
        "to": "arnor-gate",
        "kind": "rail-1520",
        "owner": "",
        "km": "",
        "hours": "40.6",
        "usd_per_feu": "215.0",
        "gauge_break": "True",
        "sanctioned": "False",
        "assumed": "hours; usd",
        "evidence": "",
    }


@pytest.mark.parametrize(
    ("closed", "km"),
    [
        (("--avoid", "Rohan"), 1600.0),
        (("--avoid", "ROH", "--close", "road"), 2300.0),
        (("--avoid", "edoras", "--avoid", "Mordor"), 2300.0),
        (("--close", "Bay of Belfalas", "--avoid", "rohan-north-edoras"), 1600.0),
    ],
)
def test_what_is_avoided_may_be_named_in_many_ways(face: Face, arda: World, closed: tuple[str, ...], km: float) -> None:
    (found,) = json.loads(face("route", "hobbiton", "minas-tirith", *closed, *DAY, "--format", "json").out)
    assert found["km"]["best"] == km


def test_no_route_is_an_answer(face: Face, arda: World) -> None:
    closed = ("--avoid", "ROH", "--avoid", "MOR", "--close", "bay-of-belfalas")
    ran = face("route", "hobbiton", "minas-tirith", *closed, *DAY)
    assert ran.code == 0
    assert "There is no route from Hobbiton to Minas Tirith on 2022-06-01 that avoids ROH," in ran.out
    assert "One gets as far as Arnor South (ARN)." in ran.out
    assert "Cut: arnor-south-rohan-north (avoids ROH)" in ran.out
    (found,) = json.loads(face("route", "hobbiton", "minas-tirith", *closed, *DAY, "--format", "json").out)
    assert (found["route"], found["reached"]) == (None, "arnor-south")
    assert "avoids MOR" in face("route", "hobbiton", "minas-tirith", *closed, *DAY, "--format", "csv").out


def test_the_front_and_the_map(face: Face, arda: World, tmp_path: Path) -> None:
    ran = face("route", "hobbiton", "minas-tirith", "--front", "-o", tmp_path / "way.svg", *DAY)
    assert ran.code == 0
    assert "1. Hobbiton" in ran.out
    assert "2. Hobbiton" in ran.out
    drawn = ElementTree.parse(tmp_path / "way.svg").getroot()
    said = drawn.find("{http://www.w3.org/2000/svg}desc")
    assert said is not None
    assert "Rohan North to Rohan South by rail" in (said.text or "")
    assert "by sea" in (said.text or "")


def test_a_map_without_coordinates_is_refused(face: Face, arda: World, monkeypatch: pytest.MonkeyPatch) -> None:
    bare = replace(arda, places=tuple(row.model_copy(update={"lat": None, "lon": None}) for row in arda.places))
    monkeypatch.setattr(session, "open_world", lambda **options: bare)
    ran = face("route", "hobbiton", "minas-tirith", "-o", "way.svg", *DAY)
    assert (ran.code, ran.out) == (4, "")
    assert "coordinates of its places were not read" in ran.err


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("hobbiton", "minastirith-"), 0, ""),
        (("hobbiton", "Minas Tirit"), 3, "did you mean minas-tirith (Minas Tirith, GON)"),
        (("hobbiton", "minas-tirith", "--avoid", "Narnia"), 3, "cannot avoid 'Narnia': no leg, crossing, place, mode"),
        (("hobbiton", "hobbiton"), 4, "begins where it ends"),
        (("hobbiton", "minas-tirith", "--date", "2022-13-01"), 4, "--date"),
        (("hobbiton", "minas-tirith", "--by", "beauty"), 2, "beauty"),
    ],
)
def test_a_mistake_is_one_line(face: Face, arda: World, arguments: tuple[str, ...], code: int, said: str) -> None:
    ran = face("route", *arguments, *(() if "--date" in arguments else DAY))
    assert ran.code == code
    assert said in ran.err
    assert "Traceback" not in ran.err


def test_transit_ranks_states_and_names_the_concept(face: Face, arda: World) -> None:
    ran = face("transit", "--value-of-time", "100", *DAY)
    assert ran.code == 0
    assert max(map(len, ran.out.splitlines())) <= 80
    lines = [" ".join(line.split()) for line in ran.out.splitlines()]
    assert [line.split()[1] for line in lines if line[:1].isdigit()][:3] == ["Arnor", "Rohan", "Mordor"]
    assert "million USD a year" in ran.out
    assert "Shapley" in ran.out
    rows = json.loads(face("transit", "--value-of-time", "100", *DAY, "--format", "json").out)
    assert sum(row["share"] for row in rows) == pytest.approx(1)
    assert rows[0]["unit"] == "USD a year"


def test_transit_takes_a_state_apart(face: Face, arda: World) -> None:
    ran = face("transit", "--state", "Arnor", "--value-of-time", "100", *DAY)
    assert "Worth more together with: Rohan, Mordor." in ran.out
    assert "Can be replaced by: nobody." in ran.out
    (row,) = json.loads(face("transit", "--state", "ARN", "--value-of-time", "100", *DAY, "--format", "json").out)
    assert (row["from"], row["to"], row["share"]) == ("Hobbiton", "Minas Tirith", 1)
    assert "demands:hobbiton/minas-tirith/containers/2022" in row["evidence"]


def test_transit_of_oil_is_counted_in_tonnes_and_says_what_has_no_route(face: Face, arda: World) -> None:
    ran = face("transit", "--cargo", "oil", *DAY)
    assert "Without any route: minas-tirith–edoras." in ran.out
    assert "million tonnes a year" in ran.out
    (row,) = json.loads(face("transit", "--cargo", "oil", *DAY, "--format", "json").out)
    assert (row["state"], row["shapley"], row["irreplaceability"]) == ("ROH", 5, 1)
    assert face("transit", "--commodity", "oil", *DAY).out == ran.out


def test_a_state_that_owns_nothing_is_named(face: Face, arda: World) -> None:
    ran = face("transit", "--cargo", "oil", "--state", "MOR", *DAY)
    assert ran.code == 3
    assert "'MOR' owns no leg that carries oil on 2022-06-01; there are GON, ROH" in ran.err


def test_flow_tells_what_fits_and_where_it_is_tight(face: Face, arda: World) -> None:
    ran = face("flow", "--value-of-time", "100", *DAY)
    assert ran.code == 0
    assert max(map(len, ran.out.splitlines())) <= 80
    assert "1,500 teu a year served, 0.00 not" in ran.out
    assert "Rohan 1,000 0.667" in " ".join(ran.out.split())
    oil = face("flow", "--cargo", "oil", *DAY)
    assert "3.00 mt a year served, 3.00 not" in oil.out
    assert "oil-road-roh" in oil.out
    (record,) = json.loads(face("flow", "--cargo", "oil", *DAY, "--format", "json").out)
    assert record["full"][0]["capacity"] == 3
    rows = list(csv.DictReader(io.StringIO(face("flow", "--cargo", "oil", *DAY, "--format", "csv").out)))
    assert {row["what"] for row in rows} == {"demand", "state", "load"}


def test_an_empty_network_is_said_plainly(face: Face, arda: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "open_world", lambda **options: replace(arda, demands=()))
    assert "Nothing whose capacity is known is full." in face("flow", *DAY).out
    assert "0 pairs of places" in face("transit", *DAY).out


def test_gravity_demand_says_that_it_is_no_report(face: Face) -> None:
    for command in (("transit",), ("flow",), ("whatif", "suez-closed")):
        shown = face(*command, "--demand", "gravity").out
        assert "gravity, not reported" in " ".join(shown.split())
        assert "gravity" not in face(*command).out
        told = json.loads(face(*command, "--demand", "gravity", "--format", "json").out)
        assert told[0]["demand"] == "gravity, not reported"
    assert "expected containers or bulk" in face("transit", "--demand", "gravity", "--cargo", "gas").err
