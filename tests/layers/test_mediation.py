from __future__ import annotations

from datetime import date

import pytest

import worlds
from keystone_states.layers.mediation import LAYER
from keystone_states.model.dates import Window
from keystone_states.model.rows import Part
from keystone_states.network import Gathering, Mediation
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


# Mandates and disputes


def asked(*held: worlds.Held, window: Window = worlds.WINDOW, **more: object) -> Mediation:
    index = {actor: number for number, actor in enumerate(STATES)}
    assert LAYER.mediate is not None
    return LAYER.mediate(worlds.world(STATES, *held), window, worlds.choices(**more), index)


def roles(found: Mediation) -> dict[tuple[str, str], float]:
    return {(STATES[each.actor], each.role.value): each.share for each in found.mandates}


@pytest.mark.parametrize("role", ["mediator", "facilitator", "guarantor"])
def test_these_roles_are_mandates_split_among_all_who_hold_one(role: str) -> None:
    held = meeting("talks", "t", "SHI", {"GON": "party", "ROH": role, "HAR": "mediator"})
    assert roles(asked(held)) == {("ROH", role): 0.5, ("HAR", "mediator"): 0.5, ("SHI", "host"): 0.0}


@pytest.mark.parametrize("role", ["party", "guest", "attendee", "observer", "absent_represented"])
def test_these_roles_are_not_taken_down(role: str) -> None:
    assert roles(asked(meeting("talks", "t", "SHI", {"GON": role}))) == {("SHI", "host"): 0.0}


def test_a_host_that_mediates_has_both_roles_and_a_signatory_no_mandate() -> None:
    held = meeting("talks", "t", "SHI", {"SHI": "mediator", "GON": "signatory"})
    assert roles(asked(held)) == {("SHI", "mediator"): 1.0, ("SHI", "host"): 0.0, ("GON", "signatory"): 0.0}


def test_several_roles_of_one_actor_are_one_mandate_under_the_first() -> None:
    held = meeting("talks", "t", "SHI", {"ROH": "guarantor", "HAR": "mediator"})
    twice = meeting("talks", "t", "SHI", {"ROH": "mediator"})
    both = worlds.Held(held.meeting, (*held.parts, *twice.parts))
    assert roles(asked(both)) == {("ROH", "mediator"): 0.5, ("HAR", "mediator"): 0.5, ("SHI", "host"): 0.0}


def test_a_co_mediator_that_is_no_actor_of_the_window_still_takes_its_share() -> None:
    found = roles(asked(meeting("talks", "t", "SHI", {"ROH": "mediator", "VALINOR": "mediator"})))
    assert found == {("ROH", "mediator"): 0.5, ("SHI", "host"): 0.0}


def test_which_roles_count_is_a_choice() -> None:
    held = meeting("talks", "t", "SHI", {"ROH": "guarantor", "HAR": "mediator"})
    found = roles(asked(held, mandate_roles=(Part.MEDIATOR,)))
    assert found == {("HAR", "mediator"): 1.0, ("SHI", "host"): 0.0}


def test_a_mandate_names_meeting_process_day_and_rows() -> None:
    first, _ = asked(meeting("talks", "t", "SHI", {"ROH": "mediator"}, process="ring")).mandates
    assert (first.meeting, first.process, first.day) == ("t", "ring", date(2020, 6, 1).toordinal())
    assert first.evidence == ("meetings:t", "participations:t/ROH/mediator")


@pytest.mark.parametrize("kind", ["congress", "summit", "visit", "meeting"])
def test_only_talks_give_mandates_and_disputes(kind: str) -> None:
    assert asked(meeting(kind, "t", "SHI", {"ROH": "mediator"})) == Mediation()


@pytest.mark.parametrize(("day", "held"), [("2017-12-31", 0), ("2018-01-01", 2), ("2022-12-31", 2), ("2023-01-01", 0)])
def test_only_talks_within_the_window_give_mandates(day: str, held: int) -> None:
    assert len(asked(meeting("talks", "t", "SHI", {"ROH": "mediator"}, day=day)).mandates) == held


def test_a_second_row_of_the_same_role_changes_nothing() -> None:
    held = meeting("talks", "t", "SHI", {"ROH": "mediator", "GON": "signatory", "SHI": "host"})
    assert asked(worlds.Held(held.meeting, held.parts * 2)) == asked(held)


def rounds(*days: str, process: str = "ring") -> list[worlds.Held]:
    parts = {"GON": "party", "MOR": "party"}
    return [
        meeting("talks", f"{process}-{number}", "SHI", parts, day=day, process=process)
        for number, day in enumerate(days)
    ]


@pytest.mark.parametrize(
    ("days", "active"),
    [
        (["2019-01-01", "2020-01-01"], 366),
        (["2020-06-01"], 1),
        (["2010-01-01", "2018-01-10"], 10),
        (["2010-01-01", "2017-12-31"], 0),
        (["2022-12-22", "2024-06-01"], 1),
        (["2019-01-01", "2019-01-10", "2024-06-01"], 10),
    ],
    ids=["within", "one meeting", "from before", "over before", "first of two", "later rounds are not known yet"],
)
def test_a_process_is_active_from_its_first_to_its_last_talks_recorded_by_then(days: list[str], active: int) -> None:
    found = asked(*rounds(*days)).disputes
    assert sum(each.years for each in found) == pytest.approx(active / 365.25)


def test_disputes_add_up_and_name_first_and_last_meeting() -> None:
    found = asked(*rounds("2019-01-01", "2019-06-01", "2019-12-31"), *rounds("2020-01-01", process="shire")).disputes
    assert [(each.process, each.evidence) for each in found] == [
        ("ring", ("meetings:ring-0", "meetings:ring-2")),
        ("shire", ("meetings:shire-0",)),
    ]


def test_talks_of_no_process_are_a_dispute_of_their_own() -> None:
    talks = (meeting("talks", name, "SHI", {"GON": "party"}) for name in ("a", "b"))
    assert [each.process for each in asked(*talks).disputes] == ["a", "b"]
