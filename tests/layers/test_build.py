from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

import worlds
from keystone_states.layers.build import build_network
from keystone_states.measures import convening
from keystone_states.model.dates import Window
from keystone_states.network import Network
from keystone_states.world import World
from worlds import meeting, member, state, visit


def built(world: World, *poles: str, window: Window = worlds.WINDOW, **more: object) -> Network:
    return build_network(world, window, poles=poles or ("GON", "MOR"), choices=worlds.choices(**more))


@pytest.mark.parametrize(
    ("since", "until", "there"),
    [
        ("", "", True),
        ("2022-12-31", "", True),
        ("2023-01-01", "", False),
        ("", "2022-12-31", False),
        ("", "2023", True),
    ],
)
def test_the_actors_are_the_states_that_exist_on_the_last_day(since: str, until: str, there: bool) -> None:
    found = worlds.world(
        ["GON", "MOR", state("NUM", exists_since=since, exists_until=until)], positions={"GON": 1, "MOR": -1}
    )
    assert ("NUM" in built(found).actors) is there


def test_an_organisation_is_an_actor_when_it_takes_part_in_a_meeting() -> None:
    organisations = (worlds.organisation("WEST"), worlds.organisation("EAST"))
    positions = {"GON": 1, "MOR": -1}
    held = visit("w", "WEST", "GON")
    found = built(worlds.world(["GON", "MOR"], held, organisations=organisations, positions=positions))
    assert found.actors == ("GON", "MOR", "WEST")


def west() -> World:
    """A World with a bloc of some members, one of which joins only in 2022."""
    return worlds.world(
        ["GON", "ROH", "SHI", "MOR"],
        visit("w", "WEST", "SHI"),
        organisations=[worlds.organisation("WEST", "bloc")],
        memberships=[member("WEST", "GON"), member("WEST", "ROH", "2022-06-01")],
        positions={"GON": 2.0, "ROH": 1.0, "SHI": -0.2, "MOR": -1.0},
    )


def test_a_pole_that_is_an_organisation_is_itself_and_its_members_of_that_day() -> None:
    before = built(west(), "WEST", "MOR", window=Window(date(2018, 1, 1), date(2022, 6, 1)))
    after = built(west(), "WEST", "MOR")
    assert [before.actors[each] for each in before.poles["WEST"]] == ["WEST", "GON"]
    assert [after.actors[each] for each in after.poles["WEST"]] == ["WEST", "GON", "ROH"]


def test_an_organisation_stands_at_the_mean_of_its_members() -> None:
    found = built(west(), "WEST", "MOR")
    assert found.theta[found.index("WEST")] == pytest.approx(1.5)


def test_a_bloc_is_the_nearest_pole_and_a_poles_members_belong_to_it() -> None:
    found = built(west(), "WEST", "MOR")
    assert dict(zip(found.actors, found.bloc.tolist(), strict=True)) == {
        "GON": 0,
        "ROH": 0,
        "SHI": 1,
        "MOR": 1,
        "WEST": 0,
    }


def test_an_actor_without_position_belongs_to_no_bloc() -> None:
    found = built(worlds.world(["GON", "MOR", "ERE"], positions={"GON": 1, "MOR": -1}))
    assert np.isnan(found.theta[2])
    assert found.bloc[2] == -1


def test_a_pole_without_position_makes_no_noise() -> None:
    found = built(worlds.world(["GON", "MOR", "ERE"], positions={"GON": 1, "MOR": -1}), "GON", "ERE")
    assert found.bloc.tolist() == [0, 0, 1]


def test_talk_before_the_window_closes_the_gap_and_is_no_tie_of_the_window() -> None:
    talks = meeting("talks", "t", "SHI", {"GON": "party", "MOR": "party"}, day="2018-03-01")
    positions = {"GON": 1, "MOR": -1}
    early = visit("v", "GON", "MOR", day="2017-11-01")
    found = built(worlds.world(["GON", "MOR", "SHI"], talks, early, positions=positions))
    assert found.layer("visits").weight.size == 0
    assert worlds.value(convening.MEASURE, found, "SHI", "mediation") == pytest.approx(0.0)


@pytest.mark.parametrize(("rotation", "gained"), [("yes", 1.0), ("no", 2.0)])
def test_a_rotating_chair_halves_what_a_summit_gains(rotation: str, gained: float) -> None:
    summit = meeting("summit", "s", "SHI", {"GON": "attendee", "MOR": "attendee"}, rotation=rotation)
    found = built(worlds.world(["GON", "MOR", "SHI"], summit, positions={"GON": 1, "MOR": -1}))
    assert worlds.value(convening.MEASURE, found, "SHI", "forums") == pytest.approx(gained)


def test_levels_that_weigh_nothing_close_no_gap() -> None:
    talks = meeting("talks", "t", "SHI", {"GON": "party", "MOR": "party"}, level="minister")
    visits = visit("v", "GON", "MOR", day="2019-01-01", level="official")
    found = worlds.world(["GON", "MOR", "SHI"], talks, visits, positions={"GON": 1, "MOR": -1})
    weights = {**worlds.choices().level_weights, "official": 0.0}
    assert worlds.value(convening.MEASURE, built(found, level_weights=weights), "SHI", "mediation") == pytest.approx(
        1.0
    )


def test_a_second_row_of_the_same_participation_or_membership_changes_nothing() -> None:
    once = worlds.middle_earth()
    twice = replace(once, participations=once.participations * 2, memberships=once.memberships * 2)
    for layer in ("visits", "forums", "mediation"):
        assert np.array_equal(built(once).layer(layer).matrix, built(twice).layer(layer).matrix)
    assert built(once).gatherings == built(twice).gatherings
