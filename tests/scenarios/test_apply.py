"""A scenario is a function from a World to a World: what it changes, what it leaves, and what it refuses."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import roads
from keystone_states.corridors.network import Corridors
from keystone_states.corridors.routing import Itinerary, NoRoute, route
from keystone_states.errors import BadInputError, UnknownNameError
from keystone_states.routes import corridors_of
from keystone_states.scenarios.apply import apply
from keystone_states.scenarios.scenario import Scenario, make_scenario
from keystone_states.world import World
from worlds import member, organisation, visit, world

DAY = date(2022, 6, 1)


def earth() -> World:
    """The roads of Middle-earth, with a few visits and a council."""
    of = world(
        roads.STATES,
        visit("gon-roh", "GON", "ROH", day="2022-05-01"),
        visit("arn-shi", "ARN", "SHI", day="2022-05-02"),
        organisations=[organisation("COUNCIL")],
        memberships=[member("COUNCIL", "GON"), member("COUNCIL", "ROH")],
    )
    return replace(
        of,
        places=roads.PLACES,
        legs=roads.LEGS,
        crossings=roads.CROSSINGS,
        transfers=roads.TRANSFERS,
        demands=(roads.demand("hobbiton", "minas-tirith", 500),),
    )


def scenario(*edits: dict[str, object]) -> Scenario:
    return make_scenario({"name": "test", "edits": list(edits)}, where="test")


def changed(*edits: dict[str, object]) -> World:
    return apply(earth(), scenario(*edits), day=DAY)


def network(of: World) -> Corridors:
    return corridors_of(of, day=DAY)


def best(of: World, start: str = "hobbiton", end: str = "minas-tirith") -> Itinerary | None:
    found = route(network(of), start, end)
    return None if isinstance(found, NoRoute) else found.found[0]


def owners(found: Itinerary | None) -> set[str]:
    assert found is not None
    return {owner for owner, _ in found.owners}


def test_a_closed_state_is_not_passed() -> None:
    assert "ROH" in owners(best(earth()))
    assert "ROH" not in owners(best(changed({"do": "close", "state": "ROH"})))


def test_a_closed_strait_is_not_passed() -> None:
    of = changed({"do": "close", "strait": "bay-of-belfalas"}, {"do": "close", "state": "ARN"})
    assert best(of) is None


def test_refused_transit_lets_through_what_ends_there() -> None:
    of = changed({"do": "sanction", "state": "ROH"})
    assert "ROH" not in owners(best(of))
    assert best(of, "hobbiton", "edoras") is not None


def test_what_is_opened_is_usable_whatever_its_status_was() -> None:
    shut = apply(earth(), scenario({"do": "close", "state": "ROH"}), day=DAY)
    assert network(apply(shut, scenario({"do": "open", "state": "ROH"}), day=DAY)).arcs == network(earth()).arcs


def test_a_border_is_slowed_by_hours_and_made_dearer() -> None:
    usual = best(earth())
    slow = best(
        changed(
            {"do": "slow", "border": ["ROH", "GON"], "hours": 1}, {"do": "price", "border": ["ROH", "GON"], "usd": 7}
        )
    )
    assert usual is not None
    assert slow is not None
    assert slow.hours is not None
    assert usual.hours is not None
    assert slow.hours.best == pytest.approx(usual.hours.best + 1)
    assert slow.usd is not None
    assert usual.usd is not None
    assert slow.usd.best == pytest.approx(usual.usd.best + 7)


def test_a_factor_also_applies_to_what_states_no_time_of_its_own() -> None:
    one = next(arc for arc in network(earth()).arcs if arc.subject == "rohan-north-edoras")
    two = next(
        arc
        for arc in network(changed({"do": "slow", "ids": ["rohan-north-edoras"], "factor": 2})).arcs
        if arc.subject == "rohan-north-edoras"
    )
    assert one.hours is not None
    assert two.hours is not None
    assert two.hours.best == pytest.approx(2 * one.hours.best)


def test_known_capacities_are_multiplied_and_unknown_ones_stay_unknown() -> None:
    of = changed({"do": "capacity", "state": "ROH", "factor": 2}, {"do": "capacity", "state": "GON", "factor": 2})
    capacity = {leg.leg: leg.teu.best if leg.teu else None for leg in of.legs}
    assert capacity["rohan-north-edoras"] == 2000
    assert capacity["gondor-gate-minas-tirith"] is None


def test_a_leg_is_added_with_its_source() -> None:
    row = {**roads.leg("edoras", "minas-tirith", "ROH", 50).model_dump(mode="json"), "leg": "tunnel"}
    row = {key: value for key, value in row.items() if value not in (None, [])} | {"disputed": "no"}
    of = changed({"do": "add", "table": "legs", "row": row})
    assert [leg.leg for leg in of.legs][-1] == "tunnel"
    with pytest.raises(BadInputError, match="legs:tunnel is there already"):
        apply(of, scenario({"do": "add", "table": "legs", "row": row}), day=DAY)
    with pytest.raises(BadInputError, match="column 'source_url' of legs"):
        changed({"do": "add", "table": "legs", "row": {key: row[key] for key in row if key != "source_url"}})


def test_joining_and_leaving_change_the_members_of_the_day() -> None:
    joined = changed({"do": "join", "actor": "SHI", "organisation": "COUNCIL"})
    left = changed({"do": "leave", "actor": "ROH", "organisation": "COUNCIL"})
    assert {row.actor for row in joined.members("COUNCIL", DAY)} == {"GON", "ROH", "SHI"}
    assert {row.actor for row in left.members("COUNCIL", DAY)} == {"GON"}
    assert {row.actor for row in left.members("COUNCIL", date(2022, 5, 31))} == {"GON", "ROH"}


def test_who_is_removed_takes_part_in_nothing() -> None:
    of = changed({"do": "remove", "actor": "ROH"})
    assert "ROH" not in {row.actor for row in of.memberships} | {row.host for row in of.meetings}
    assert "ROH" not in {row.owner for row in of.legs}
    assert "ROH" in {row.actor for row in of.states}
    assert {row.meeting for row in of.participations} == {row.id for row in of.meetings}


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        ({"do": "close", "strait": "suez"}, "nothing in the network fits"),
        ({"do": "close", "ids": ["bridge"]}, "nothing in the network fits"),
        ({"do": "join", "actor": "ZZZ", "organisation": "COUNCIL"}, "no actor 'ZZZ'"),
        ({"do": "leave", "actor": "SHI", "organisation": "COUNCIL"}, "SHI holds no role in COUNCIL"),
        ({"do": "remove", "actor": "ZZZ"}, "no actor 'ZZZ'"),
        ({"do": "add", "table": "rings", "row": {}}, "no table 'rings'"),
    ],
)
def test_an_edit_of_what_is_not_there_is_refused(edit: dict[str, object], said: str) -> None:
    with pytest.raises(UnknownNameError, match=said):
        changed(edit)


EDIT = st.sampled_from(
    [
        {"do": "close", "state": "ROH"},
        {"do": "sanction", "state": "ARN"},
        {"do": "close", "strait": "bay-of-belfalas"},
        {"do": "slow", "mode": "rail", "factor": 3},
        {"do": "price", "mode": "sea", "usd": 100},
        {"do": "capacity", "state": "ROH", "teu": 1},
        {"do": "join", "actor": "SHI", "organisation": "COUNCIL"},
        {"do": "leave", "actor": "ROH", "organisation": "COUNCIL"},
        {"do": "remove", "actor": "MOR"},
    ]
)


@given(st.lists(EDIT, max_size=4, unique_by=str))
@settings(max_examples=40, deadline=None)
def test_the_world_that_is_given_stays_as_it_was(edits: list[dict[str, object]]) -> None:
    of, twin = earth(), earth()
    once = apply(of, scenario(*edits), day=DAY)
    assert of == twin
    assert apply(of, scenario(*edits), day=DAY) == once
    assert apply(of, scenario(), day=DAY) == twin


def test_a_closure_undone_restores_the_network_and_all_it_gives() -> None:
    shut = scenario({"do": "close", "state": "ROH"}, {"do": "sanction", "state": "ARN"})
    undone = scenario({"do": "open", "state": "ROH"}, {"do": "open", "state": "ARN"})
    assert apply(apply(earth(), shut, day=DAY), undone, day=DAY) == earth()
