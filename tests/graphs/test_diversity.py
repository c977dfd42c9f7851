from __future__ import annotations

import numpy as np
import pytest

from keystone_states.graphs import diversity


def test_shares_ignore_the_diagonal_and_leave_empty_rows_empty() -> None:
    found = diversity.shares(np.array([[9.0, 1, 3], [0, 5, 0], [2, 2, 0]]))
    assert found.tolist() == [[0, 0.25, 0.75], [0, 0, 0], [0.5, 0.5, 0]]


def test_partners_without_position_are_left_out_and_the_rest_scaled_up() -> None:
    weights = np.array([[0.0, 1, 1, 2], *np.zeros((3, 4))])
    found = diversity.shares_with_position(weights, np.array([0.0, 1.0, 2.0, np.nan]))
    assert found[0].tolist() == [0, 0.5, 0.5, 0]


def test_distances_of_a_missing_position_are_nothing() -> None:
    assert diversity.distances(np.array([1.0, -2.0, np.nan])).tolist() == [[0, 3, 0], [3, 0, 0], [0, 0, 0]]


def test_closure_of_no_ties_is_open_everywhere() -> None:
    assert not diversity.closure(np.zeros((3, 3))).any()


def test_closure_is_one_at_the_usual_strength_and_never_more() -> None:
    weights = np.zeros((3, 3))
    weights[0, 1], weights[1, 2] = 2.0, 1.0
    closed = diversity.closure(weights)
    assert closed[0, 1] == closed[1, 0] == 1.0
    assert closed[1, 2] == pytest.approx(1.0 / 1.95)
    assert closed[0, 2] == 0.0


def test_closure_adds_both_directions() -> None:
    one_way, split = np.zeros((3, 3)), np.zeros((3, 3))
    one_way[0, 1] = 2.0
    split[0, 1] = split[1, 0] = 1.0
    assert np.array_equal(diversity.closure(one_way), diversity.closure(split))


def test_two_equal_partners_at_plus_and_minus_one_have_spread_one() -> None:
    assert diversity.spread(np.array([[0.5, 0.5]]), np.array([1.0, -1.0]))[0] == pytest.approx(1.0)


def test_spread_and_open_seam_of_no_partners_are_missing() -> None:
    nobody = np.zeros((2, 2))
    assert np.isnan(diversity.spread(nobody, np.zeros(2))).all()
    assert np.isnan(diversity.open_seam(nobody, np.ones((2, 2)), nobody)).all()


def test_partners_who_all_stand_together_have_spread_zero() -> None:
    found = diversity.spread(np.array([[0.1, 0.2, 0.3, 0.4]]), np.full(4, 0.7))
    assert found[0] == pytest.approx(0.0, abs=1e-12)


def test_open_seam_reaches_half_the_largest_distance_and_no_more() -> None:
    gap = diversity.distances(np.array([2.0, -2.0]))
    assert diversity.open_seam(np.array([[0.5, 0.5]]), gap, np.zeros((2, 2)))[0] == pytest.approx(2.0)
