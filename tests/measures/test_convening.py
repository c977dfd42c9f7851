from __future__ import annotations

from datetime import date

import numpy as np
import pytest

import worlds
from keystone_states.measures import convening
from keystone_states.measures.contract import Measure
from keystone_states.network import Gathering, Network
from worlds import gathering, value

THETA = {"SHI": 0.0, "GON": 1.0, "MOR": -1.0, "ROH": 1.0, "ERE": None}
SHI, GON, MOR, ROH, ERE = range(5)
K: Measure = convening.MEASURE


def hosting(*held: Gathering, contact: date | None = None) -> Network:
    """The Shire hosts; Gondor and Mordor met directly on the day of `contact`."""
    contacts = worlds.graph(tuple(THETA), [("GON", "MOR", 1.0)], days=[contact]) if contact else None
    return worlds.network(THETA, gatherings=held, contacts=contacts)


def test_one_bilateral_of_plus_and_minus_one_gives_two() -> None:
    assert value(K, hosting(gathering(SHI, [GON, MOR])), "SHI") == pytest.approx(2.0)


def test_one_bloc_at_the_table_gives_nothing() -> None:
    assert value(K, hosting(gathering(SHI, [GON, ROH])), "SHI") == 0.0


def test_the_same_event_twice_doubles_it() -> None:
    twice = hosting(gathering(SHI, [GON, MOR], name="first"), gathering(SHI, [GON, MOR], name="second"))
    assert value(K, twice, "SHI") == pytest.approx(4.0)


def test_level_weighs() -> None:
    assert value(K, hosting(gathering(SHI, [GON, MOR], weight=0.5)), "SHI") == pytest.approx(1.0)


def test_many_pairs_are_divided_by_a_power_of_their_number() -> None:
    meeting = gathering(SHI, [GON, MOR, ROH])
    assert value(K, hosting(meeting), "SHI") == pytest.approx(4 / np.sqrt(3))
    assert convening.gap_closed(hosting(meeting), meeting, gamma=1.0) == pytest.approx(4.0)
    assert convening.gap_closed(hosting(meeting), meeting, gamma=0.0) == pytest.approx(4 / 3)


@pytest.mark.parametrize(
    ("contact", "gained"),
    [
        (date(2020, 5, 31), 0.0),
        (date(2020, 6, 1), 2.0),
        (date(2020, 6, 2), 2.0),
        (date(2015, 6, 3), 0.0),
        (date(2015, 5, 1), 2.0),
    ],
    ids=["the day before", "the same day", "after", "just within the span", "before the span"],
)
def test_only_talk_before_the_meeting_and_within_the_span_closes_the_gap(contact: date, gained: float) -> None:
    assert value(K, hosting(gathering(SHI, [GON, MOR]), contact=contact), "SHI") == pytest.approx(gained)


def test_talk_counts_as_a_share_of_the_usual_talk() -> None:
    ties = [("GON", "MOR", 1.0), ("MOR", "ROH", 2.0), ("SHI", "ROH", 2.0)]
    contacts = worlds.graph(tuple(THETA), ties)
    found = worlds.network(THETA, gatherings=[gathering(SHI, [GON, MOR])], contacts=contacts)
    assert value(K, found, "SHI") == pytest.approx(2 * (1 - 0.5))


def test_a_guest_without_position_adds_nothing_and_is_counted_beside() -> None:
    found = hosting(gathering(SHI, [GON, ERE]))
    assert value(K, found, "SHI") == 0.0
    assert {each.label: each.value for each in K.beside(found, "visits", SHI)}["pairs left out"] == 1


def test_a_state_that_hosted_nothing_is_missing() -> None:
    assert np.isnan(value(K, hosting(gathering(SHI, [GON, MOR])), "GON"))


def test_without_any_gathering_every_value_is_missing_and_every_size_zero() -> None:
    assert np.isnan(K.values(hosting(), "visits")).all()
    assert not K.size(hosting(), "visits").any()


def test_parts_are_the_meetings_the_largest_first() -> None:
    found = hosting(gathering(SHI, [GON, ROH], name="small"), gathering(SHI, [GON, MOR], name="large"))
    assert [(part.label, part.value) for part in K.parts(found, "visits", SHI)] == [("large", 2.0), ("small", 0.0)]


def test_parts_say_who_stood_widest_apart() -> None:
    parts = K.parts(hosting(gathering(SHI, [ROH, GON, MOR])), "visits", SHI)
    assert parts[0].detail == "widest apart: ROH and MOR"


def test_draws_vary_about_the_value() -> None:
    found = hosting(*(gathering(SHI, [GON, MOR], name=f"m{number}") for number in range(20)))
    drawn = K.draw(found, "visits", SHI, np.random.default_rng(3), 2000)
    assert drawn.mean() == pytest.approx(40.0, rel=0.05)
    assert drawn.std() == pytest.approx(2 * np.sqrt(20), rel=0.1)
