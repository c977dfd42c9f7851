from __future__ import annotations

import numpy as np

from keystone_states.composite.aggregate import arithmetic
from keystone_states.composite.uncertainty import RankSpread, ranks, spread

NAN = float("nan")


def over(matrix: list[list[float]], weights: list[list[float]], top_k: int = 1) -> RankSpread:
    return spread(lambda drawn: arithmetic(np.array(matrix), drawn), np.array(weights), top_k=top_k)


def test_ranks_by_hand() -> None:
    values = np.array([[0.5, 0.9, 0.1, 0.5], [1.0, 1.0, 1.0, 1.0], [NAN, 0.2, NAN, 0.3]])
    assert ranks(values).tolist() == [[2, 1, 4, 2], [1, 1, 1, 1], [3, 2, 3, 1]]


def test_values_summed_in_another_order_tie() -> None:
    assert ranks(np.array([[0.1 + 0.2, 0.3]])).tolist() == [[1, 1]]


def test_two_states_that_change_places() -> None:
    found = over([[1.0, 0.0], [0.0, 1.0]], [[0.9, 0.1]] * 3 + [[0.1, 0.9]])
    assert found.top.tolist() == [0.75, 0.25]
    assert (found.low.tolist(), found.median.tolist(), found.high.tolist()) == ([1, 1], [1, 2], [2, 2])


def test_one_draw_in_a_hundred_lies_outside_the_interval() -> None:
    found = over([[1.0, 0.0], [0.0, 1.0]], [[0.9, 0.1]] * 99 + [[0.1, 0.9]])
    assert (found.low.tolist(), found.high.tolist()) == ([1, 2], [1, 2])


def test_more_places_than_states_are_certain() -> None:
    assert over([[1.0], [0.5]], [[1.0]], top_k=9).top.tolist() == [1.0, 1.0]


def test_many_draws_are_counted_in_pieces_without_loss() -> None:
    weights = np.random.default_rng(1).dirichlet(np.ones(3), size=5000)
    matrix = np.random.default_rng(2).random((7, 3))
    found = ranks(arithmetic(matrix, weights))
    counted = spread(lambda drawn: arithmetic(matrix, drawn), weights, top_k=2)
    np.testing.assert_allclose(counted.top, (found <= 2).mean(axis=0))
    np.testing.assert_array_equal(counted.high, np.quantile(found, 0.95, axis=0, method="inverted_cdf"))
