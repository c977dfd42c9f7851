"""What a state's transit is worth with and without each neighbour, on roads small enough to reason out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

import roads
from keystone_states.corridors.transit import transit
from keystone_states.doors import Door, doors, land_neighbours
from keystone_states.model.routes import Cargo
from keystone_states.routes import corridors_of
from keystone_states.world import World
from scenarios.test_apply import changed, earth

DAY = date(2022, 6, 1)


def door(state: str, of: World | None = None) -> Door:
    found = doors(of or earth(), state, day=DAY).of(Cargo.CONTAINERS)
    assert found is not None
    return found


def test_neighbours_are_those_joined_by_land() -> None:
    corridors = corridors_of(earth(), day=DAY)
    assert land_neighbours(corridors, "ROH") == ("ARN", "GON")
    assert land_neighbours(corridors, "SHI") == ("ARN",), "the sea joins Shire and Gondor, and is no land border"


def test_the_value_without_a_neighbour_is_that_of_the_world_in_which_it_refuses() -> None:
    found = door("ROH")
    assert found.today.value > 0
    for each in found.refusals:
        world = changed({"do": "sanction", "state": each.neighbour})
        alone = transit(corridors_of(world, day=DAY), world.demands)
        assert each.worth.value * 1e6 == pytest.approx(float(alone.shapley[alone.index("ROH")]))
        assert each.change == pytest.approx(each.worth.value - found.today.value)


def test_what_needs_a_neighbour_is_worth_nothing_without_it() -> None:
    without = {each.neighbour: each.worth.value for each in door("ROH").refusals}
    assert without["ARN"] == 0, "there is no way to Rohan but through Arnor"
    assert without["GON"] == pytest.approx(door("ROH").today.value), "it ends in Gondor, which still lets it in"


def test_routes_pass_and_neither_begin_nor_end_in_the_state() -> None:
    assert [(way.origin, way.destination) for way in door("ROH").ways] == [("Hobbiton", "Minas Tirith")]
    assert doors(earth(), "GON", day=DAY).of(Cargo.CONTAINERS) is None


def test_lines_are_told_with_capacity_and_status_of_the_day() -> None:
    lines = (
        roads.pipeline("anduin", "edoras", "rohan-south", "ROH", mt="5/7"),
        roads.pipeline("old", "edoras", "rohan-south", "ROH", until="2020"),
        roads.pipeline("anduin", "gondor-gate", "minas-tirith", "GON"),
    )
    of = replace(
        earth(),
        pipelines=lines,
        statuses=(roads.status("anduin-roh", "sanctioned", "2022-02"),),
        demands=(*earth().demands, roads.demand("edoras", "minas-tirith", 3, cargo="oil")),
    )
    found = doors(of, "ROH", day=DAY).of(Cargo.OIL)
    assert found is not None
    assert [(each.pipeline.pipeline, str(each.capacity), each.status) for each in found.lines] == [
        ("anduin-roh", "5/7", "sanctioned"),
        ("old-roh", "None", "out of use since 2020"),
    ]
    assert found.unit == found.volume_unit == "million tonnes a year"


def test_evidence_is_of_the_world_and_never_of_a_scenario() -> None:
    of = earth()
    found = doors(of, "ROH", day=DAY)
    assert found.evidence
    assert set(found.evidence) <= set(of.by_evidence)


def test_a_state_that_nothing_touches_has_no_door() -> None:
    assert doors(earth(), "TUV", day=DAY).found == ()
    assert doors(earth(), "ROH", day=date(2021, 1, 1)).found == (), "no demand by then"
