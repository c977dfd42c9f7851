"""What a scenario moves, computed the same way before and after."""

from __future__ import annotations

from datetime import date

import pytest

from keystone_states.corridors.routing import NoRoute, Routes
from keystone_states.scenarios.scenario import library, make_scenario, open_scenario
from keystone_states.study import Recipe, Study
from keystone_states.whatif import Outcome, what_if
from keystone_states.world import World
from scenarios.test_apply import earth

DAY = date(2022, 6, 1)


def outcome(*edits: dict[str, object], watch: object = (("hobbiton", "minas-tirith"),)) -> Outcome:
    study = Study(Recipe(as_of=DAY, poles=("GON", "MOR"), draws=0, null_draws=0, least_ties={"visits": 1}), earth())
    return what_if(study, make_scenario({"name": "t", "watch": watch, "edits": list(edits)}, where="t"))


def way(found: Routes | NoRoute) -> tuple[str, ...]:
    """Places passed; none where there is no route."""
    return () if isinstance(found, NoRoute) else found.found[0].places


def test_nothing_moves_when_nothing_is_edited() -> None:
    found = outcome()
    assert all(each.before == each.after for each in found.values)
    assert found.routes[0].before == found.routes[0].after
    assert found.flows[0].served == found.flows[1].served == 500
    assert found.scores == ()


def test_a_state_that_refuses_transit_loses_its_value() -> None:
    found = {each.state: each for each in outcome({"do": "sanction", "state": "ROH"}).values}
    assert found["ROH"].before > found["ROH"].after == 0


def test_values_after_equal_those_of_the_changed_world_alone() -> None:
    found = outcome({"do": "close", "state": "ROH"})
    alone = outcome_of(found.after)
    assert {each.state: each.after for each in found.values if each.after} == {
        each.state: each.before for each in alone.values if each.before
    }


def outcome_of(of: World) -> Outcome:
    study = Study(Recipe(as_of=DAY, poles=("GON", "MOR"), draws=0, null_draws=0), of)
    return what_if(study, make_scenario({"name": "t"}, where="t"))


def test_when_every_door_is_shut_the_demand_is_unserved_and_the_route_is_none() -> None:
    found = outcome({"do": "close", "state": "ARN"}, {"do": "close", "strait": "bay-of-belfalas"})
    assert isinstance(found.routes[0].after, NoRoute)
    assert (found.flows[1].served, found.flows[1].unserved) == (0, 500)
    assert [each.origin for each in found.transit[1].without_route] == ["hobbiton"]


def test_who_refuses_transit_still_gets_what_ends_there() -> None:
    found = outcome({"do": "sanction", "state": "ROH"}, watch=[["hobbiton", "edoras"]])
    assert way(found.routes[0].before) == way(found.routes[0].after)


def test_scores_are_compared_when_a_scenario_edits_the_council() -> None:
    found = outcome({"do": "join", "actor": "SHI", "organisation": "COUNCIL"})
    assert {each.layer for each in found.scores} <= {"forums"}
    assert outcome({"do": "close", "state": "ROH"}).scores == ()


@pytest.mark.parametrize("name", sorted(library()))
def test_each_scenario_of_the_library_moves_something_on_the_packaged_facts(name: str, world: World) -> None:
    study = Study(Recipe(draws=0, null_draws=0), world)
    found = what_if(study, open_scenario(name))
    values = [each for each in found.values if each.before != each.after]
    routes = [each for each in found.routes if way(each.before) != way(each.after)]
    assert values or routes or found.flows[0].loads != found.flows[1].loads
