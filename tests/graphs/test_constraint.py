from __future__ import annotations

import numpy as np
import pytest

from keystone_states.graphs.constraint import burt_constraint


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
