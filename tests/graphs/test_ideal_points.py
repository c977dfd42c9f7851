from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from keystone_states.graphs.ideal_points import Ballots, IdealPoints, _objective, fit

DRIFT = 0.15


def simulated(voters: int, periods: int, items: int, seed: int) -> tuple[np.ndarray, Ballots]:
    """Known θ (voters × periods) and votes drawn from the model."""
    rng = np.random.default_rng(seed)
    steps = [rng.standard_normal(voters), *(DRIFT * rng.standard_normal(voters) for _ in range(periods - 1))]
    theta = np.cumsum(steps, axis=0).T
    slope, cut = rng.normal(0, 1.5, items * periods), rng.normal(0, 1, items * periods)
    gap = np.exp(rng.normal(-1, 0.5, items * periods))
    voter, item = (each.ravel() for each in np.indices((voters, items * periods)))
    period = item // items
    leaning = slope[item] * theta[voter, period] + rng.standard_normal(len(voter))
    choice = (leaning >= cut[item]).astype(int) + (leaning >= cut[item] + gap[item])
    return theta, Ballots(voter, period, item, choice)


def roughly(theta: np.ndarray) -> np.ndarray:
    """Start values: the first period's θ with as much noise again."""
    return np.asarray(theta[:, 0] + np.random.default_rng(1).standard_normal(len(theta)))


def standardised(theta: np.ndarray) -> np.ndarray:
    return np.asarray((theta - theta.mean()) / theta.std())


@cache
def recovered() -> tuple[np.ndarray, IdealPoints]:
    theta, ballots = simulated(120, 3, 50, seed=7)
    return standardised(theta), fit(ballots, start=roughly(theta), drift=DRIFT)


def test_known_positions_are_recovered() -> None:
    theta, found = recovered()
    assert found.converged
    assert np.corrcoef(theta.ravel(), found.theta.ravel())[0, 1] > 0.95


def test_the_scale_has_mean_zero_and_standard_deviation_one() -> None:
    _, found = recovered()
    assert found.theta.mean() == pytest.approx(0.0, abs=1e-9)
    assert found.theta.std() == pytest.approx(1.0)


def test_nine_in_ten_true_positions_lie_within_the_90_percent_interval() -> None:
    theta, found = recovered()
    inside = np.abs(found.theta - theta) < 1.645 * found.se
    assert 0.84 < inside.mean() < 0.95


def test_a_mirrored_start_gives_the_mirrored_scale() -> None:
    theta, ballots = simulated(20, 2, 30, seed=3)
    one, other = (fit(ballots, start=sign * roughly(theta), drift=DRIFT) for sign in (1.0, -1.0))
    assert np.corrcoef(one.theta.ravel(), other.theta.ravel())[0, 1] < -0.99
    assert np.corrcoef(one.theta.ravel(), theta.ravel())[0, 1] > 0.9


def test_the_same_votes_give_the_same_positions() -> None:
    theta, ballots = simulated(10, 2, 15, seed=4)
    one, other = (fit(ballots, start=roughly(theta), drift=DRIFT) for _ in range(2))
    assert np.array_equal(one.theta, other.theta)


@pytest.mark.parametrize("seed", range(5))
def test_the_gradient_equals_finite_differences(seed: int) -> None:
    _, ballots = simulated(3, 2, 3, seed=seed)
    at = 0.5 * np.random.default_rng(seed).standard_normal(3 * 2 + 3 * 6)
    _, gradient = _objective(at, ballots, DRIFT)
    steps = 1e-6 * np.eye(len(at))
    slopes = [(_objective(at + h, ballots, DRIFT)[0] - _objective(at - h, ballots, DRIFT)[0]) / 2e-6 for h in steps]
    assert gradient == pytest.approx(np.array(slopes), rel=1e-5, abs=1e-5)


def test_periods_before_the_first_and_after_the_last_vote_are_missing_and_gaps_are_not() -> None:
    theta, ballots = simulated(12, 4, 10, seed=5)
    away = ((ballots.voter == 0) & np.isin(ballots.period, (0, 3))) | ((ballots.voter == 1) & (ballots.period == 1))
    found = fit(
        Ballots(*(each[~away] for each in (ballots.voter, ballots.period, ballots.item, ballots.choice))),
        start=roughly(theta),
    )
    assert np.isnan(found.theta[0]).tolist() == [True, False, False, True]
    assert not np.isnan(found.theta[1:]).any()
    assert np.array_equal(np.isnan(found.theta), np.isnan(found.se))


def test_more_votes_give_smaller_standard_errors() -> None:
    few, many = (simulated(30, 2, items, seed=6) for items in (10, 60))
    wide, narrow = (fit(ballots, start=roughly(theta)).se.mean() for theta, ballots in (few, many))
    assert narrow < wide


def test_unanimous_votes_say_nothing_and_break_nothing() -> None:
    theta, ballots = simulated(8, 1, 10, seed=8)
    choice = np.where(ballots.item == 0, 2, ballots.choice)
    found = fit(Ballots(ballots.voter, ballots.period, ballots.item, choice), start=roughly(theta))
    assert np.isfinite(found.theta).all()
    assert np.isfinite(found.log_likelihood)


def test_with_one_period_nine_in_ten_lie_within_the_90_percent_interval_too() -> None:
    theta, ballots = simulated(150, 1, 60, seed=7)
    found = fit(ballots, start=roughly(theta), drift=DRIFT)
    assert (np.abs(found.theta - standardised(theta)) < 1.645 * found.se).mean() > 0.84
