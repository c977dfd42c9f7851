from __future__ import annotations

import numpy as np
import pytest

import worlds
from keystone_states.measures import spread
from keystone_states.network import Network
from worlds import value


def three_partners() -> Network:
    theta = {"SHI": 0.5, "A": 0.0, "B": 2.0, "C": 3.0}
    return worlds.network(theta, [("SHI", "A", 5.0), ("B", "SHI", 3.0), ("SHI", "C", 2.0)])


def test_the_known_spread_of_three_partners() -> None:
    assert value(spread.MEASURE, three_partners(), "SHI") == pytest.approx(1.2489996)


def test_the_known_mean_of_three_partners_stands_beside() -> None:
    beside = {each.label: each.value for each in spread.beside(three_partners(), "visits", 0)}
    assert beside["mean position of partners"] == pytest.approx(1.2)
    assert beside["own position"] == 0.5
    assert beside["distance to partners"] == pytest.approx(0.5 * 0.5 + 0.3 * 1.5 + 0.2 * 2.5)


def test_parts_sum_to_the_spread_and_name_the_partners() -> None:
    parts = spread.parts(three_partners(), "visits", 0)
    assert [part.label for part in parts] == ["A", "B", "C"]
    assert sum(part.value for part in parts) == pytest.approx(1.2489996)


def test_one_partner_is_no_spread() -> None:
    assert value(spread.MEASURE, worlds.network({"SHI": 0, "GON": 1.7}, [("SHI", "GON", 3.0)]), "GON") == 0.0


def between_two_poles() -> Network:
    return worlds.network({"SHI": 0, "GON": 1, "MOR": -1}, [("SHI", "GON", 1.0), ("SHI", "MOR", 1.0)])


def test_two_equal_partners_at_plus_and_minus_one() -> None:
    assert value(spread.MEASURE, between_two_poles(), "SHI") == pytest.approx(1.0)


def test_the_folded_form_hides_the_keystone() -> None:
    assert float(spread.folded(between_two_poles(), "visits")[0]) == 0.0


def test_the_folded_form_needs_ones_own_position_and_the_signed_one_does_not() -> None:
    found = worlds.network({"SHI": None, "GON": 1, "MOR": -1}, [("SHI", "GON", 1.0), ("SHI", "MOR", 1.0)])
    assert value(spread.MEASURE, found, "SHI") == pytest.approx(1.0)
    assert np.isnan(spread.folded(found, "visits")[0])
    assert [each.label for each in spread.beside(found, "visits", 0)] == ["mean position of partners"]


def test_a_partner_without_position_is_left_out() -> None:
    theta = {"SHI": 0, "GON": 1, "MOR": -1, "ERE": None}
    ties = [("SHI", "GON", 1.0), ("SHI", "MOR", 1.0), ("SHI", "ERE", 9.0)]
    assert value(spread.MEASURE, worlds.network(theta, ties), "SHI") == pytest.approx(1.0)


def test_without_partners_of_known_position_it_is_missing() -> None:
    assert np.isnan(value(spread.MEASURE, worlds.network({"SHI": 0, "ERE": None}, [("SHI", "ERE", 1.0)]), "SHI"))
