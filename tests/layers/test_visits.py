from __future__ import annotations

import pytest

import worlds
from keystone_states.layers.visits import LAYER
from worlds import contributions, meeting, visit

STATES = ("GON", "ROH", "SHI", "MOR", "HAR", "ARN", "ERE", "DAL", "LOR")


def summit(number: int, *, host_came: bool = True, **more: object) -> worlds.Held:
    """A summit in the first of `number` states."""
    host, *others = STATES[:number]
    parts = {**({host: "host"} if host_came else {}), **dict.fromkeys(others, "attendee")}
    return meeting("summit", "summit", host, parts, **more)


def test_a_visit_goes_from_visitor_to_host() -> None:
    assert contributions(LAYER, worlds.world(STATES, visit("v", "GON", "SHI"))) == [("GON", "SHI", 1.0)]


@pytest.mark.parametrize(
    ("level", "weight"), [("head_of_state", 1.0), ("head_of_government", 0.8), ("minister", 0.5), ("official", 0.2)]
)
def test_a_visit_weighs_by_level(level: str, weight: float) -> None:
    assert contributions(LAYER, worlds.world(STATES, visit("v", "GON", "SHI", level=level)))[0][2] == weight


def test_the_weight_of_a_level_is_a_choice() -> None:
    found = worlds.world(STATES, visit("v", "GON", "SHI", level="official"))
    weights = {**worlds.choices().level_weights, "official": 0.1}
    assert contributions(LAYER, found, level_weights=weights) == [("GON", "SHI", 0.1)]


def test_a_bilateral_meeting_elsewhere_pairs_the_two_and_leaves_the_soil_out() -> None:
    held = meeting("meeting", "m", "SHI", {"GON": "guest", "MOR": "guest"})
    assert contributions(LAYER, worlds.world(STATES, held)) == [("GON", "MOR", 1.0)]


def test_a_bilateral_meeting_at_home_goes_to_the_host() -> None:
    held = meeting("meeting", "m", "SHI", {"SHI": "host", "GON": "guest"})
    assert contributions(LAYER, worlds.world(STATES, held)) == [("GON", "SHI", 1.0)]


def test_those_who_were_represented_or_looked_on_did_not_meet() -> None:
    parts = {"GON": "guest", "MOR": "absent_represented", "HAR": "observer", "ROH": "mediator"}
    assert contributions(LAYER, worlds.world(STATES, meeting("visit", "v", "SHI", parts))) == [("GON", "SHI", 1.0)]


@pytest.mark.parametrize("number", [2, 3, 5, 8])
def test_at_a_small_summit_every_two_meet_for_a_share_of_their_time(number: int) -> None:
    found = contributions(LAYER, worlds.world(STATES, summit(number)))
    assert len(found) == number * (number - 1) / 2
    assert {weight for _, _, weight in found} == {1 / (number - 1)}


def test_a_summit_of_more_than_eight_is_no_small_summit() -> None:
    assert contributions(LAYER, worlds.world(STATES, summit(9))) == []


def test_a_host_no_row_says_took_part_is_not_at_the_table() -> None:
    found = contributions(LAYER, worlds.world(STATES, summit(3, host_came=False)))
    assert found == [("ROH", "SHI", 1.0)]


@pytest.mark.parametrize(("kind", "pairs"), [("format", 3), ("intergovernmental", 0), ("forum", 0), ("bloc", 0)])
def test_a_summit_of_a_format_counts_and_one_of_a_standing_organisation_does_not(kind: str, pairs: int) -> None:
    council = worlds.organisation("COUNCIL", kind)
    found = worlds.world(STATES, summit(3, forum="COUNCIL"), organisations=[council])
    assert len(contributions(LAYER, found)) == pairs


@pytest.mark.parametrize("kind", ["talks", "congress"])
def test_talks_and_congresses_are_no_visits(kind: str) -> None:
    held = meeting(kind, "t", "SHI", {"GON": "party", "MOR": "party"})
    assert contributions(LAYER, worlds.world(STATES, held)) == []


@pytest.mark.parametrize(
    ("day", "counted"),
    [
        ("2017-12-31", 0),
        ("2018-01-01", 1),
        ("2022-12-31", 1),
        ("2023-01-01", 0),
        ("2018", 1),
        ("2017", 0),
        ("2022-12", 1),
        ("2023-01", 0),
    ],
)
def test_the_window_is_half_open_and_a_coarse_date_counts_on_its_first_day(day: str, counted: int) -> None:
    assert len(contributions(LAYER, worlds.world(STATES, visit("v", "GON", "SHI", day=day)))) == counted


def test_the_evidence_is_the_meeting_and_who_took_part() -> None:
    held = meeting("meeting", "m", "SHI", {"GON": "guest", "MOR": "guest"})
    (found,) = LAYER.build(worlds.world(STATES, held), worlds.WINDOW, worlds.choices())
    assert found.evidence == ("meetings:m", "participations:m/GON/guest", "participations:m/MOR/guest")


def test_an_actor_of_two_roles_sits_at_the_table_once() -> None:
    held = meeting("visit", "v", "SHI", {"GON": "guest"})
    twice = worlds.Held(held.meeting, (*held.parts, held.parts[0].model_copy(update={"role": "signatory"})))
    assert contributions(LAYER, worlds.world(STATES, twice)) == [("GON", "SHI", 1.0)]
