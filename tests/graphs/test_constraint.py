from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keystone_states.graphs.constraint import burt_constraint, burt_constraint_panel


def complete(size: int) -> np.ndarray:
    return np.ones((size, size)) - np.eye(size)


def test_a_star_of_four_leaves_constrains_its_leaves_and_not_its_centre() -> None:
    star = np.zeros((5, 5))
    star[0, 1:] = 1.0
    assert burt_constraint(star) == pytest.approx([0.25, 1, 1, 1, 1])


@pytest.mark.parametrize(("size", "constraint"), [(3, 1.125), (4, 0.9259259)])
def test_complete_graphs(size: int, constraint: float) -> None:
    assert burt_constraint(complete(size)) == pytest.approx([constraint] * size, abs=1e-7)


def test_an_isolate_has_no_constraint() -> None:
    assert np.isnan(burt_constraint(np.array([[0.0, 1, 0], [0, 0, 0], [0, 0, 0]]))).tolist() == [False, False, True]


def test_direction_does_not_matter() -> None:
    weights = np.array([[0.0, 2, 1], [0, 0, 3], [0, 0, 0]])
    assert burt_constraint(weights) == pytest.approx(burt_constraint(weights.T))


def random_panel(seed: int, graphs: int, size: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return np.asarray(rng.exponential(2.0, (graphs, size, size)) * (rng.random((graphs, size, size)) < rng.random()))


@settings(deadline=None, max_examples=50, derandomize=True)
@given(st.integers(0, 10**6), st.integers(0, 4), st.integers(0, 9))
def test_a_panel_equals_its_graphs_one_by_one(seed: int, graphs: int, size: int) -> None:
    weights = random_panel(seed, graphs, size)
    together = burt_constraint_panel(weights)
    assert together.shape == (graphs, size)
    for found, each in zip(together, weights, strict=True):
        assert found == pytest.approx(burt_constraint(each), nan_ok=True)


@settings(deadline=None, max_examples=50, derandomize=True)
@given(st.integers(0, 10**6))
def test_relabelled_nodes_keep_their_constraint(seed: int) -> None:
    weights, order = random_panel(seed, 1, 8)[0], np.random.default_rng(seed).permutation(8)
    moved = burt_constraint(weights[np.ix_(order, order)])
    assert moved == pytest.approx(burt_constraint(weights)[order], nan_ok=True)


@pytest.mark.parametrize("seed", range(10))
def test_constraint_stays_below_two(seed: int) -> None:
    found = burt_constraint(random_panel(seed, 1, 4)[0] ** 5)
    assert np.nanmax(found, initial=0.0) < 2.0


def test_a_large_panel_crosses_its_chunks_and_leaves_the_weights_alone() -> None:
    weights = random_panel(3, 5, 150)
    before = weights.copy()
    assert burt_constraint_panel(weights)[4] == pytest.approx(burt_constraint(weights[4]))
    assert np.array_equal(weights, before)


def test_whole_numbers_and_self_ties_do_no_harm() -> None:
    weights = np.array([[[200, 200], [200, 0]]], dtype=np.uint8)
    assert burt_constraint_panel(weights).tolist() == [[1.0, 1.0]]
