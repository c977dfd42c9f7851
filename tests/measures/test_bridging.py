from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

import worlds
from keystone_states.measures import bridging
from keystone_states.network import Network
from keystone_states.study import Recipe, Study
from worlds import value

LEAVES = {"A1": 1.0, "A2": 1.0, "B1": 0.0, "B2": 0.0}


def two_partners(between: float) -> Network:
    """A hub with two equal partners one apart, who deal with each other `between` times as strongly as with it."""
    ties = [("SHI", "GON", 1.0), ("SHI", "MOR", 1.0), *([("GON", "MOR", between)] if between else [])]
    return worlds.network({"SHI": 0.3, "GON": 1.0, "MOR": 0.0}, ties)


def star(*extra: tuple[str, str]) -> Network:
    """A hub in its own bloc and four leaves in two blocs that stand one apart, tied both ways."""
    pairs = (*(("HUB", leaf) for leaf in LEAVES), *extra)
    ties = [(source, target, 1.0) for i, k in pairs for source, target in ((i, k), (k, i))]
    return worlds.network({"HUB": 0.5, **LEAVES}, ties, blocs=[2, 0, 0, 1, 1])


def beside(of: Network, actor: str) -> dict[str, float]:
    return {each.label: each.value for each in bridging.beside(of, "visits", of.index(actor))}


@pytest.mark.parametrize(("between", "bridged"), [(0.0, 0.5), (0.5, 0.25), (1.0, 0.0)])
def test_two_equal_partners_are_bridged_as_far_as_they_do_not_talk(between: float, bridged: float) -> None:
    assert value(bridging.MEASURE, two_partners(between), "SHI") == pytest.approx(bridged)


def test_a_star_with_four_leaves_in_two_blocs() -> None:
    assert value(bridging.MEASURE, star(), "HUB") == pytest.approx(8 / 16)


def test_one_pair_that_talks_across_closes_a_quarter_of_the_star() -> None:
    assert value(bridging.MEASURE, star(("A1", "B1")), "HUB") == pytest.approx(6 / 16)


def test_a_pair_that_talks_within_a_bloc_closes_nothing() -> None:
    assert value(bridging.MEASURE, star(("A1", "A2")), "HUB") == pytest.approx(8 / 16)


@pytest.mark.parametrize(("extra", "itinerant", "liaison", "all_paths"), [((), 4, 8, 12), ((("A1", "B1"),), 4, 6, 10)])
def test_the_roles_of_the_hub_stand_beside(
    extra: tuple[tuple[str, str], ...], itinerant: int, liaison: int, all_paths: int
) -> None:
    roles = beside(star(*extra), "HUB")
    assert (roles["itinerant broker"], roles["liaison"], roles["all brokered paths"]) == (itinerant, liaison, all_paths)
    assert roles["coordinator"] == roles["gatekeeper"] == roles["representative"] == 0


def test_constraint_stands_beside() -> None:
    assert beside(star(), "HUB")["constraint"] == pytest.approx(0.25)
    assert beside(star(), "A1")["constraint"] == pytest.approx(1.0)


def test_parts_name_the_open_pairs() -> None:
    parts = bridging.parts(star(("A1", "B1")), "visits", 0)
    assert {part.label for part in parts} == {"A1 – B2", "A2 – B1", "A2 – B2"}
    assert [part.value for part in parts] == pytest.approx([2 / 16] * 3)


def test_one_partner_bridges_nothing_and_none_is_missing() -> None:
    found = worlds.network({"SHI": 0, "GON": 1, "ERE": 2}, [("SHI", "GON", 1.0)])
    assert value(bridging.MEASURE, found, "SHI") == 0.0
    assert np.isnan(value(bridging.MEASURE, found, "ERE"))


def test_partners_who_stand_together_are_not_apart() -> None:
    found = worlds.network({"SHI": 0, "GON": 2, "ROH": 2}, [("SHI", "GON", 1.0), ("SHI", "ROH", 1.0)])
    assert value(bridging.MEASURE, found, "SHI") == 0.0


def test_an_actor_without_bloc_has_no_roles() -> None:
    found = worlds.network({"SHI": None, "GON": 1}, [("SHI", "GON", 1.0)], blocs=[-1, 0])
    assert bridging.beside(found, "visits", 0) == ()


def test_two_blocs_and_no_closure_equal_brokerage_over_squared_degree() -> None:
    roles = beside(star(), "HUB")
    across = roles["representative"] + roles["gatekeeper"] + roles["liaison"]
    assert value(bridging.MEASURE, star(), "HUB") == pytest.approx(across / 16)


def test_closing_every_pair_leaves_nothing_to_bridge() -> None:
    assert value(bridging.MEASURE, star(*combinations(LEAVES, 2)), "HUB") == pytest.approx(0.0)


def test_the_value_of_one_actor_is_that_among_all() -> None:
    of = Study(Recipe(draws=0), worlds.packaged()).network
    for layer in ("visits", "forums"):
        every = bridging.values(of, layer)
        for actor in range(len(of.actors)):
            assert bridging.value_of(of, layer, actor) == pytest.approx(every[actor], abs=1e-12, nan_ok=True)
