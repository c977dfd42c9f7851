from __future__ import annotations

from datetime import date

import pytest

import worlds
from keystone_states.layers.forums import LAYER
from keystone_states.model.dates import Window
from keystone_states.model.rows import Membership
from worlds import contributions, meeting, member

STATES = ("GON", "ROH", "SHI", "MOR")


def forum(*rows: Membership) -> worlds.World:
    return worlds.world(STATES, organisations=[worlds.organisation("COUNCIL")], memberships=rows)


def tied_on(day: date, *rows: Membership) -> bool:
    return bool(contributions(LAYER, forum(*rows), Window.up_to(day, since=date(1990, 1, 1))))


@pytest.mark.parametrize("number", [2, 3, 4])
def test_a_forum_of_n_ties_every_two_members_by_one_over_n_less_one(number: int) -> None:
    found = contributions(LAYER, forum(*(member("COUNCIL", actor) for actor in STATES[:number])))
    assert len(found) == number * (number - 1) / 2
    assert {weight for _, _, weight in found} == {1 / (number - 1)}


def test_a_forum_of_one_ties_nobody() -> None:
    assert contributions(LAYER, forum(member("COUNCIL", "GON"))) == []


@pytest.mark.parametrize(
    ("role", "shares"),
    [("member", True), ("associate", True), ("treaty_party", True), ("observer", False), ("partner", False)],
)
def test_only_some_roles_share_a_forum(role: str, shares: bool) -> None:
    found = contributions(LAYER, forum(member("COUNCIL", "GON"), member("COUNCIL", "MOR", role=role)))
    assert bool(found) is shares


def test_observers_do_not_thin_the_tie_of_members() -> None:
    rows = [member("COUNCIL", "GON"), member("COUNCIL", "MOR"), member("COUNCIL", "ROH", role="observer")]
    assert contributions(LAYER, forum(*rows)) == [("GON", "MOR", 1.0)]


@pytest.mark.parametrize(("largest", "ties"), [(3, 0), (4, 6), (5, 6)])
def test_the_largest_forum_is_a_choice(largest: int, ties: int) -> None:
    found = forum(*(member("COUNCIL", actor) for actor in STATES))
    assert len(contributions(LAYER, found, largest_forum=largest)) == ties


@pytest.mark.parametrize(
    ("others", "tied"),
    [
        (("..2019-04-16", "..2019-04-16"), False),
        (("..2019-04-16",), True),
        (("2019-04-16", "2019-04-16"), True),
        (("..1999-01-01", "..1999-01-01"), False),
    ],
)
def test_members_whose_start_was_not_read_make_a_forum_as_large_as_it_may_be(
    others: tuple[str, ...], tied: bool
) -> None:
    rows = [member("COUNCIL", "GON"), member("COUNCIL", "ROH")]
    rows += [member("COUNCIL", actor, since) for actor, since in zip(STATES[2:], others, strict=False)]
    found = contributions(
        LAYER, forum(*rows), Window.up_to(date(2010, 12, 31), since=date(1990, 1, 1)), largest_forum=3
    )
    assert (("GON", "ROH") in {ends[:2] for ends in found}) is tied


@pytest.mark.parametrize(
    ("since", "until", "day", "holds"),
    [
        ("2001-06-15", "", date(2001, 6, 14), False),
        ("2001-06-15", "", date(2001, 6, 15), True),
        ("2001-06-15", "2010-03-01", date(2010, 2, 28), True),
        ("2001-06-15", "2010-03-01", date(2010, 3, 1), False),
        ("2001", "", date(2000, 12, 31), False),
        ("2001", "", date(2001, 1, 1), True),
        ("2001-06", "", date(2001, 5, 31), False),
        ("2001-06", "", date(2001, 6, 1), True),
        ("1995", "2001", date(2000, 12, 31), True),
        ("1995", "2001", date(2001, 1, 1), False),
        ("..2001-06-15", "", date(2001, 6, 14), False),
        ("..2001-06-15", "", date(2001, 6, 15), True),
    ],
)
def test_a_membership_counts_as_it_stands_on_the_last_day(since: str, until: str, day: date, holds: bool) -> None:
    assert tied_on(day, member("COUNCIL", "GON"), member("COUNCIL", "MOR", since, until)) is holds


def test_a_member_that_leaves_and_comes_back_sits_once() -> None:
    rows = [member("COUNCIL", "GON"), member("COUNCIL", "MOR", "1992", "1999"), member("COUNCIL", "MOR", "2006")]
    assert contributions(LAYER, forum(*rows)) == [("GON", "MOR", 1.0)]


def test_the_tie_begins_with_the_later_member() -> None:
    rows = [member("COUNCIL", "GON", "1992-03-02"), member("COUNCIL", "MOR", "2006-05-01")]
    (found,) = LAYER.build(forum(*rows), worlds.WINDOW, worlds.choices())
    assert found.day == date(2006, 5, 1).toordinal()
    assert found.evidence == (
        "memberships:COUNCIL/MOR/member/2006-05-01",
        "memberships:COUNCIL/GON/member/1992-03-02",
    )


def test_members_that_are_no_actors_of_the_window_are_left_out() -> None:
    found = forum(*(member("COUNCIL", actor) for actor in ("GON", "MOR", "NUM")))
    graph = LAYER.graph(found, worlds.WINDOW, worlds.choices(), index={"GON": 0, "MOR": 1})
    assert graph.matrix.tolist() == [[0, 0.5], [0, 0]]


def test_summits_are_the_gatherings_of_forums() -> None:
    parts = {"SHI": "host", "GON": "attendee", "MOR": "attendee", "ROH": "observer"}
    found = worlds.world(STATES, meeting("summit", "s", "SHI", parts), meeting("talks", "t", "SHI", parts))
    index = {actor: number for number, actor in enumerate(STATES)}
    assert LAYER.gather is not None
    (held,) = LAYER.gather(found, worlds.WINDOW, worlds.choices(), index)
    assert (held.id, held.host, held.guests, held.level_weight) == ("s", 2, (0, 3), 1.0)


@pytest.mark.parametrize(("rotation", "weight"), [("yes", 0.25), ("no", 0.5), ("", 0.5)])
def test_a_summit_placed_by_a_rotating_chair_weighs_less(rotation: str, weight: float) -> None:
    parts = {"GON": "attendee", "MOR": "attendee"}
    found = worlds.world(STATES, meeting("summit", "s", "SHI", parts, level="minister", rotation=rotation))
    index = {actor: number for number, actor in enumerate(STATES)}
    assert LAYER.gather is not None
    (held,) = LAYER.gather(found, worlds.WINDOW, worlds.choices(rotation_weight=0.5), index)
    assert held.level_weight == weight
