from __future__ import annotations

import numpy as np
import pytest

from keystone_states.composite.weights import alphas, draw, equal, from_uniforms, stated
from keystone_states.errors import BadInputError


def test_equal_weights() -> None:
    assert equal(4).tolist() == [0.25] * 4


def test_stated_weights_sum_to_one_and_the_unnamed_weigh_one() -> None:
    assert stated(("a", "b"), {"b": 3}).tolist() == [0.25, 0.75]


def test_weights_of_nothing_are_refused() -> None:
    with pytest.raises(BadInputError, match="all are 0"):
        stated(("a", "b"), {"a": 0, "b": 0})


def test_draws_sum_to_one_keep_zero_and_repeat() -> None:
    alpha = alphas(np.array([0.7, 0.3, 0.0]), 10)
    drawn = draw(alpha, 500, seed=1)
    np.testing.assert_allclose(drawn.sum(axis=1), 1)
    assert (drawn[:, 2] == 0).all()
    np.testing.assert_array_equal(drawn, draw(alpha, 500, seed=1))
    assert not np.array_equal(drawn, draw(alpha, 500, seed=2))


def test_draws_have_the_mean_and_spread_of_the_dirichlet_distribution() -> None:
    drawn = draw(alphas(equal(5), 10), 20_000, seed=1)
    np.testing.assert_allclose(drawn.mean(axis=0), 0.2, atol=0.002)
    np.testing.assert_allclose(drawn.std(axis=0), np.sqrt(0.2 * 0.8 / 51), rtol=0.02)


def test_uniforms_turn_into_the_same_distribution() -> None:
    alpha = alphas(np.array([0.5, 0.3, 0.2, 0.0]), 5)
    turned = from_uniforms(np.random.default_rng(2).random((20_000, 4)), alpha)
    drawn = draw(alpha, 20_000, seed=1)
    np.testing.assert_allclose(
        np.quantile(turned, [0.1, 0.5, 0.9], axis=0), np.quantile(drawn, [0.1, 0.5, 0.9], axis=0), atol=0.01
    )


@pytest.mark.parametrize("edge", [0.0, 1.0])
def test_uniforms_at_the_edge_give_weights(edge: float) -> None:
    np.testing.assert_allclose(from_uniforms(np.full((1, 3), edge), np.ones(3)), 1 / 3)
