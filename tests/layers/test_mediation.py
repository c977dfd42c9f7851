from __future__ import annotations

import pytest

import worlds
from keystone_states.layers.mediation import LAYER
from keystone_states.network import Gathering
from worlds import contributions, meeting

STATES = ("GON", "ROH", "SHI", "MOR", "HAR")
TALKS = {"SHI": "host", "GON": "party", "MOR": "party", "ROH": "mediator", "HAR": "observer"}


def gathered(*held: worlds.Held) -> list[Gathering]:
    index = {actor: number for number, actor in enumerate(STATES)}
    assert LAYER.gather is not None
    return list(LAYER.gather(worlds.world(STATES, *held), worlds.WINDOW, worlds.choices(), index))


@pytest.mark.parametrize("kind", ["talks", "congress"])
def test_those_at_the_table_come_to_the_host_and_mediator_and_observer_do_not(kind: str) -> None:
    found = worlds.world(STATES, meeting(kind, "t", "SHI", TALKS))
    assert contributions(LAYER, found) == [("GON", "SHI", 1.0), ("MOR", "SHI", 1.0)]


@pytest.mark.parametrize("role", ["guest", "attendee", "party", "guarantor", "signatory"])
def test_these_roles_are_at_the_table(role: str) -> None:
    found = worlds.world(STATES, meeting("talks", "t", "SHI", {"GON": role}))
    assert contributions(LAYER, found) == [("GON", "SHI", 1.0)]


@pytest.mark.parametrize("role", ["mediator", "facilitator", "observer", "absent_represented"])
def test_these_roles_are_not(role: str) -> None:
    assert contributions(LAYER, worlds.world(STATES, meeting("talks", "t", "SHI", {"GON": role}))) == []


def test_a_host_that_is_a_party_too_does_not_come_to_itself() -> None:
    held = meeting("talks", "t", "SHI", {"SHI": "party", "GON": "party"})
    assert contributions(LAYER, worlds.world(STATES, held)) == [("GON", "SHI", 1.0)]


def test_talks_weigh_by_level() -> None:
    found = worlds.world(STATES, meeting("talks", "t", "SHI", {"GON": "party"}, level="official"))
    assert contributions(LAYER, found) == [("GON", "SHI", 0.2)]


@pytest.mark.parametrize("kind", ["visit", "meeting", "summit"])
def test_visits_and_summits_are_no_talks(kind: str) -> None:
    held = meeting(kind, "v", "SHI", {"GON": "guest", "MOR": "guest"})
    assert contributions(LAYER, worlds.world(STATES, held)) == []
    assert gathered(held) == []


def test_a_gathering_brings_together_the_parties_and_not_the_mediator() -> None:
    (held,) = gathered(meeting("talks", "t", "SHI", TALKS))
    assert (held.host, held.guests) == (2, (0, 3))
    assert held.evidence == ("meetings:t", "participations:t/GON/party", "participations:t/MOR/party")


def test_one_guest_is_no_gathering() -> None:
    assert gathered(meeting("talks", "t", "SHI", {"SHI": "party", "GON": "party"})) == []


def test_a_party_that_is_no_actor_of_the_window_is_not_gathered() -> None:
    assert gathered(meeting("talks", "t", "SHI", {"GON": "party", "SAURON": "party"})) == []


@pytest.mark.parametrize(("day", "held"), [("2017-12-31", 0), ("2018-01-01", 1), ("2022-12-31", 1), ("2023-01-01", 0)])
def test_only_talks_within_the_window_gather(day: str, held: int) -> None:
    assert len(gathered(meeting("talks", "t", "SHI", TALKS, day=day))) == held
