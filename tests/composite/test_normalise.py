from __future__ import annotations

import numpy as np
import pytest

from keystone_states.composite.normalise import NORMALISATIONS, minmax, normalise, percentile

NAN = float("nan")


def column(*values: float) -> np.ndarray:
    return np.array(values, dtype=np.float64)[:, None]


def test_percentile_averages_ties() -> None:
    assert percentile(column(1, 2, 2, 3)).ravel().tolist() == pytest.approx([0, 0.5, 0.5, 1])


def test_minmax_keeps_distances() -> None:
    assert minmax(column(1, 2, 5)).ravel().tolist() == [0, 0.25, 1]


def test_a_value_summed_in_another_order_is_a_tie() -> None:
    assert percentile(column(0.1 + 0.2, 0.3, 1.0)).ravel().tolist() == pytest.approx([0.25, 0.25, 1])


@pytest.mark.parametrize("how", NORMALISATIONS)
def test_nan_stays_nan_and_counts_for_nobody(how: str) -> None:
    scaled = normalise(column(1, NAN, 2, 3), how, [1])
    np.testing.assert_array_equal(scaled.ravel(), [0, NAN, 0.5, 1])


@pytest.mark.parametrize("how", NORMALISATIONS)
@pytest.mark.parametrize("values", [(4.0, 4.0, NAN), (4.0, NAN, NAN)])
def test_a_column_without_order_is_a_half(how: str, values: tuple[float, ...]) -> None:
    scaled = normalise(column(*values), how, [1]).ravel()
    np.testing.assert_array_equal(scaled, np.where(np.isnan(values), NAN, 0.5))


@pytest.mark.parametrize("how", NORMALISATIONS)
def test_a_column_of_nothing_stays_nothing(how: str) -> None:
    assert np.isnan(normalise(column(NAN, NAN), how, [1])).all()


@pytest.mark.parametrize("how", NORMALISATIONS)
def test_a_burden_is_turned_round_on_its_own_column_only(how: str) -> None:
    both = np.hstack([column(1, 2, 4), column(1, 2, 4)])
    scaled = normalise(both, how, [1, -1])
    np.testing.assert_allclose(scaled.sum(axis=1), 1.0)
    assert scaled[2].tolist() == [1, 0]


@pytest.mark.parametrize("how", NORMALISATIONS)
def test_scaling_and_shifting_an_indicator_changes_nothing(how: str) -> None:
    values = column(0.3, 5.0, 2.0, 9.5)
    np.testing.assert_allclose(normalise(7 * values + 3, how, [1]), normalise(values, how, [1]))
