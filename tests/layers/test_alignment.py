from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

import worlds
from keystone_states.layers import LAYERS
from keystone_states.layers.alignment import vote
from keystone_states.layers.build import build_network
from keystone_states.model.dates import Window
from keystone_states.network import RollCalls
from worlds import WINDOW

# Roll calls of made-up votes; France, Germany and Italy are in the EU, the United Kingdom until 2020-01-31.
VOTES = {
    1: {"FR": "yes", "DE": "yes", "IT": "no", "GB": "no", "CN": "no"},
    2: {"FR": "yes", "DE": "abstain", "CN": "abstain", "KZ": "yes"},
    3: {"FR": "yes", "DE": "no", "GB": "no", "IT": "no"},
}
DAYS = {1: "2019-12-01", 2: "2020-06-01", 3: "2021-01-01"}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> RollCalls:
    world = worlds.loaded_votes(tmp_path_factory.mktemp("votes"), VOTES, DAYS)
    network = build_network(world, WINDOW, poles=("EU", "CHN"), choices=worlds.choices(), layers=LAYERS)
    assert network.roll_calls is not None
    order = [network.index(actor) for actor in ("KAZ", "CHN", "DEU", "USA")]
    calls = network.roll_calls
    return RollCalls(calls.votes[order], calls.poles, calls.day, calls.evidence)


def test_votes_stand_by_actor_and_day(found: RollCalls) -> None:
    assert found.votes.tolist() == [[-1, 2, -1], [0, 1, -1], [2, 1, 0], [-1, -1, -1]]
    assert found.day.tolist() == [date.fromisoformat(day).toordinal() for day in DAYS.values()]
    assert found.evidence == ("un_votes:1", "un_votes:2", "un_votes:3")


def test_a_pole_of_several_votes_as_most_of_its_members_of_that_day(found: RollCalls) -> None:
    """Call 1: two yes, two no with the United Kingdom: a tie. Call 2: one yes, one abstains. Call 3: yes, no, no."""
    assert found.poles.tolist() == [[-1, -1, 0], [0, 1, -1]]


def test_who_left_no_longer_counts(tmp_path: Path) -> None:
    same = {**VOTES[3], "IT": "yes"}
    world = worlds.loaded_votes(tmp_path, {1: same, 2: same}, {1: "2019-12-01", 2: "2021-01-01"})
    calls = vote(world, Window(date(2019, 1, 1), date(2022, 1, 1)), {"KAZ": 0}, ("EU",))
    assert calls is not None
    assert calls.poles.tolist() == [[-1, 2]]  # two yes and two no; then the United Kingdom's no is gone


def test_without_loaded_votes_or_votes_in_the_window_there_are_none(tmp_path: Path) -> None:
    assert vote(worlds.packaged(), WINDOW, {"KAZ": 0}, ("CHN",)) is None
    world = worlds.loaded_votes(tmp_path, VOTES, DAYS)
    assert vote(world, Window(date(2022, 1, 1), date(2023, 1, 1)), {"KAZ": 0}, ("CHN",)) is None


def test_a_pole_nobody_knows_votes_for_has_none(tmp_path: Path) -> None:
    world = worlds.loaded_votes(tmp_path, VOTES, DAYS)
    calls = vote(world, WINDOW, {"KAZ": 0}, ("SCO", "AFG"))
    assert calls is not None
    assert calls.poles[1].tolist() == [-1, -1, -1]
    assert calls.poles[0].tolist() == [0, -1, -1]  # China no; China abstains, Kazakhstan yes: a tie
    assert np.array_equal(calls.votes, [[-1, 2, -1]])
