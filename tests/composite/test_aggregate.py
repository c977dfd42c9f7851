from __future__ import annotations

import numpy as np
import pytest

from keystone_states.composite.aggregate import AGGREGATIONS, aggregate, arithmetic, covered, geometric

NAN = float("nan")
HALF = np.array([0.5, 0.5])


def test_one_zero_kills_a_geometric_mean() -> None:
    assert geometric(np.array([[0.0, 1.0]]), HALF).tolist() == [0.0]
    assert arithmetic(np.array([[0.0, 1.0]]), HALF).tolist() == [0.5]


def test_a_floor_for_zero() -> None:
    assert geometric(np.array([[0.0, 1.0]]), HALF, floor=0.01).tolist() == pytest.approx([0.1])


def test_a_zero_that_weighs_nothing_kills_nobody() -> None:
    assert geometric(np.array([[0.0, 0.5]]), np.array([0.0, 1.0])).tolist() == pytest.approx([0.5])


@pytest.mark.parametrize("how", AGGREGATIONS)
@pytest.mark.parametrize("value", [0.0, 0.3, 1.0])
def test_a_level_profile_has_its_own_level(how: str, value: float) -> None:
    assert aggregate(np.full((1, 3), value), np.array([0.5, 0.3, 0.2]), how).tolist() == pytest.approx([value])


def test_weighted_by_hand() -> None:
    matrix, weights = np.array([[0.25, 1.0]]), np.array([3.0, 1.0])
    assert arithmetic(matrix, weights).tolist() == pytest.approx([(3 * 0.25 + 1) / 4])
    assert geometric(matrix, weights).tolist() == pytest.approx([0.25**0.75])


def test_the_geometric_mean_never_exceeds_the_arithmetic() -> None:
    rng = np.random.default_rng(3)
    matrix, weights = rng.random((30, 5)), rng.dirichlet(np.ones(5), size=20)
    assert (geometric(matrix, weights) <= arithmetic(matrix, weights) + 1e-12).all()


@pytest.mark.parametrize("how", AGGREGATIONS)
def test_many_weights_at_once_equal_one_at_a_time(how: str) -> None:
    rng = np.random.default_rng(4)
    matrix, weights = rng.random((6, 3)), rng.dirichlet(np.ones(3), size=5)
    matrix[0, 1] = NAN
    np.testing.assert_allclose(aggregate(matrix, weights, how), [aggregate(matrix, w, how) for w in weights])


@pytest.mark.parametrize("how", AGGREGATIONS)
def test_a_missing_indicator_is_left_out_not_imputed(how: str) -> None:
    with_gap = aggregate(np.array([[0.2, NAN, 0.9]]), np.array([0.4, 0.5, 0.1]), how)
    without = aggregate(np.array([[0.2, 0.9]]), np.array([0.8, 0.2]), how)
    np.testing.assert_allclose(with_gap, without)


@pytest.mark.parametrize("how", AGGREGATIONS)
def test_nothing_that_weighs_is_nan(how: str) -> None:
    assert np.isnan(aggregate(np.array([[NAN, 0.4]]), np.array([1.0, 0.0]), how)).all()


@pytest.mark.parametrize(("share", "expected"), [(1.0, [True, False, False]), (0.5, [True, True, False])])
def test_covered_asks_for_a_share_of_the_indicators(share: float, expected: list[bool]) -> None:
    assert covered(np.array([[1.0, 2.0], [1.0, NAN], [NAN, NAN]]), share).tolist() == expected
