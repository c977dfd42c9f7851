from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from keystone_states.corridors.faults import faults
from keystone_states.errors import UnknownNameError
from keystone_states.model.routes import Cargo
from keystone_states.routes import closures_of, corridors_of, rows_of, unions_of
from keystone_states.world import World
from roads import CROSSINGS, LEGS, PLACES, STATES, TRANSFERS, crossing, pipeline
from worlds import member, organisation, state
from worlds import world as make_world


@pytest.fixture(scope="module")
def arda() -> World:
    plain = make_world(
        [state(code) for code in STATES],
        organisations=[organisation("EAEU", "bloc")],
        memberships=[member("EAEU", "ARN", "2015-01-01"), member("EAEU", "ROH", "2015-08-06", "2023-01-01")],
    )
    return replace(plain, places=PLACES, legs=LEGS, crossings=CROSSINGS, transfers=TRANSFERS)


def hours(world: World, subject: str, day: date) -> float:
    arcs = corridors_of(world, day=day).arcs
    return next(arc.hours.best for arc in arcs if arc.subject == subject and arc.hours)


def test_a_customs_union_counts_from_the_day_both_are_in_it_to_the_day_one_leaves(arda: World) -> None:
    assert unions_of(arda, date(2015, 8, 6)) == (frozenset(), frozenset({"ARN", "ROH"}))
    assert hours(arda, "arnor-south-rohan-north", date(2015, 8, 5)) == 9.1
    assert hours(arda, "arnor-south-rohan-north", date(2015, 8, 6)) == 0
    assert hours(arda, "arnor-south-rohan-north", date(2023, 1, 1)) == 9.1
    assert hours(arda, "rohan-south-gondor-gate", date(2016, 1, 1)) == 6, "its own figure, and Gondor is no member"


def test_the_day_up_to_which_facts_were_read_is_the_day_unless_told_otherwise(arda: World) -> None:
    assert corridors_of(arda).day == arda.cut_off


def test_rows_of_a_world_can_be_checked(arda: World) -> None:
    assert faults(rows_of(arda), states=STATES) == ()
    spoiled = replace(arda, crossings=(*CROSSINGS, crossing("edoras", "rohan-north")))
    assert len(faults(rows_of(spoiled), states=STATES)) == 1


def test_a_closure_is_found_by_id_or_name(arda: World) -> None:
    corridors = corridors_of(arda)
    named = ("Roh", "Edoras", "Bay of Belfalas", "sea", "RAIL", "arnor-gate-arnor-south", "Mor", "edoras")
    words = ("ROH", "edoras", "bay-of-belfalas", "sea", "rail", "arnor-gate-arnor-south", "MOR")
    assert closures_of(named, corridors, arda) == words


def test_a_state_without_a_place_in_the_network_cannot_be_avoided(arda: World) -> None:
    wide = replace(arda, states=(*arda.states, state("HAR", name="Harad")))
    with pytest.raises(UnknownNameError, match="has no place in HAR"):
        closures_of(("Harad",), corridors_of(wide), wide)


def test_lines_are_another_network(arda: World) -> None:
    piped = replace(arda, pipelines=(pipeline("oil-road", "edoras", "rohan-south", "ROH"),))
    assert [arc.mode for arc in corridors_of(piped, cargo=Cargo.OIL).arcs] == ["pipeline"]
    assert corridors_of(piped, cargo=Cargo.GAS).arcs == ()
