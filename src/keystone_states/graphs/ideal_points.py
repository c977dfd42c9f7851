"""One-dimensional dynamic ideal points from ordered votes, by penalised maximum likelihood.

Question: where does each voter stand on the main axis of disagreement, period by period?

Model (ordered probit item response, after Bailey, Strezhnev and Voeten 2017, doi:10.1177/0022002715595700): `z =
b_v·θ_it + ε, ε ~ N(0, 1)`; the vote is 0 (no) if `z < c_v`, 1 (abstain) if `c_v ≤ z < c_v + e^{g_v}`, else 2 (yes).
Priors: `θ_i,first ~ N(0, 1)`, `θ_it ~ N(θ_i,t−1, drift²)`, `b_v ~ N(0, 2²)`, `c_v ~ N(0, 4²)`, `g_v ~ N(−1, 1.5²)`.
The paper samples the posterior and ties the cut points of resolutions repeated in several sessions; here the mode
is found by L-BFGS and periods are tied by the random walk of θ alone.

Scale: θ is shifted and scaled to mean 0 and standard deviation 1 over all voter-periods with votes; the caller
fixes the sign. Standard errors come from the inverse of θ's own block of the observed information (Fisher scoring
weights), items taken as known, so they are a little too small where a period has few votes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import log_ndtr

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_SLOPE_SD, _CUT_SD, _GAP_MEAN, _GAP_SD = 2.0, 4.0, -1.0, 1.5
_LOG_ROOT_2PI = 0.9189385332046727


@dataclass(frozen=True, slots=True)
class Ballots:
    """Votes as parallel arrays: voter, period and item indices, choice 0 no, 1 abstain, 2 yes."""

    voter: Ints
    period: Ints
    item: Ints
    choice: Ints

    @property
    def shape(self) -> tuple[int, int, int]:
        """Numbers of voters, periods and items."""
        return int(self.voter.max()) + 1, int(self.period.max()) + 1, int(self.item.max()) + 1


@dataclass(frozen=True, slots=True)
class IdealPoints:
    """θ and its standard error by voter and period (NaN before the first and after the last vote), and the fit."""

    theta: Floats
    se: Floats
    log_likelihood: float
    iterations: int
    converged: bool


def fit(ballots: Ballots, *, start: Floats, drift: float = 0.15, max_iterations: int = 3000) -> IdealPoints:
    """Ideal points of all voters; `start` (one per voter) breaks the mirror symmetry of the scale."""
    _, periods, items = ballots.shape
    theta0 = np.repeat(start[:, None], periods, axis=1)
    packed = np.concatenate([theta0.ravel(), np.zeros(items), np.full(items, -1.0), np.full(items, -1.0)])
    found = minimize(
        _objective,
        packed,
        args=(ballots, drift),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": max_iterations, "maxfun": 2 * max_iterations, "ftol": 1e-9},
    )
    theta, slope, cut, gap = _unpack(found.x, ballots)
    likelihood, _, weight = _likelihood(theta, slope, cut, gap, ballots)
    seen = _span(ballots)
    se = _standard_errors(weight, slope, ballots, drift)
    mean, scale = float(theta[seen].mean()), float(theta[seen].std())
    blank = np.where(seen, 0.0, np.nan)
    return IdealPoints(
        (theta - mean) / scale + blank, se / scale + blank, likelihood, int(found.nit), bool(found.success)
    )


def _unpack(packed: Floats, ballots: Ballots) -> tuple[Floats, Floats, Floats, Floats]:
    voters, periods, items = ballots.shape
    theta, slope, cut, gap = np.split(packed, np.cumsum([voters * periods, items, items]))
    return theta.reshape(voters, periods), slope, cut, gap


def _objective(packed: Floats, ballots: Ballots, drift: float) -> tuple[float, Floats]:
    """Negative log posterior and its gradient."""
    theta, slope, cut, gap = _unpack(packed, ballots)
    likelihood, (d_low, d_high), _ = _likelihood(theta, slope, cut, gap, ballots)
    items = len(slope)
    at = (ballots.voter, ballots.period)
    pull = -(d_low + d_high)  # d log L / d (b·θ)
    d_theta = np.zeros_like(theta)
    np.add.at(d_theta, at, pull * slope[ballots.item])
    d_slope = np.bincount(ballots.item, pull * theta[at], items)
    d_cut = np.bincount(ballots.item, d_low + d_high, items)
    d_gap = np.bincount(ballots.item, d_high, items) * np.exp(gap)

    steps = np.diff(theta, axis=1) / drift**2
    prior = (
        0.5 * (theta[:, 0] ** 2).sum()
        + 0.5 * drift**2 * (steps**2).sum()
        + 0.5 * ((slope / _SLOPE_SD) ** 2 + (cut / _CUT_SD) ** 2 + ((gap - _GAP_MEAN) / _GAP_SD) ** 2).sum()
    )
    d_theta[:, 0] -= theta[:, 0]
    d_theta[:, 1:] -= steps
    d_theta[:, :-1] += steps
    gradient = np.concatenate(
        [
            d_theta.ravel(),
            d_slope - slope / _SLOPE_SD**2,
            d_cut - cut / _CUT_SD**2,
            d_gap - (gap - _GAP_MEAN) / _GAP_SD**2,
        ]
    )
    return prior - likelihood, -gradient


def _likelihood(
    theta: Floats, slope: Floats, cut: Floats, gap: Floats, ballots: Ballots
) -> tuple[float, tuple[Floats, Floats], Floats]:
    """Log likelihood, its derivatives by the lower and upper limit of each vote, and Fisher weights for b·θ."""
    mean = slope[ballots.item] * theta[ballots.voter, ballots.period]
    low = np.where(ballots.choice > 0, cut[ballots.item], -np.inf)
    high = np.where(ballots.choice < 2, cut[ballots.item], np.inf)
    upper_cut = cut + np.exp(gap)
    low = np.where(ballots.choice == 2, upper_cut[ballots.item], low) - mean
    high = np.where(ballots.choice == 1, upper_cut[ballots.item], high) - mean
    log_p = _log_interval(low, high)
    ratio_low = np.exp(_log_density(low) - log_p)
    ratio_high = np.exp(_log_density(high) - log_p)
    d_low = np.where(ballots.choice == 1, -ratio_low, 0.0)
    d_high = np.where(ballots.choice == 1, ratio_high, 0.0)
    d_low = np.where(ballots.choice == 0, ratio_high, d_low)  # the no-side limit is the cut itself
    d_high = np.where(ballots.choice == 2, -ratio_low, d_high)
    pull = ratio_low - ratio_high
    curvature = pull**2 + _finite(high) * ratio_high - _finite(low) * ratio_low
    return float(log_p.sum()), (d_low, d_high), np.maximum(curvature, 0.0)


def _finite(limit: Floats) -> Floats:
    return np.where(np.isfinite(limit), limit, 0.0)


def _log_density(limit: Floats) -> Floats:
    return -0.5 * limit**2 - _LOG_ROOT_2PI


def _log_interval(low: Floats, high: Floats) -> Floats:
    """`log(Φ(high) − Φ(low))`, stable in both tails (mirrored when both limits are positive)."""
    flip = low > 0
    lower, upper = np.where(flip, -high, low), np.where(flip, -low, high)
    upper_log, lower_log = log_ndtr(upper), log_ndtr(lower)
    return np.asarray(upper_log + np.log1p(-np.exp(np.minimum(lower_log - upper_log, -1e-12))))


def _span(ballots: Ballots) -> NDArray[np.bool_]:
    """True from a voter's first period with a vote to its last."""
    voters, periods, _ = ballots.shape
    voted = np.zeros((voters, periods), dtype=bool)
    voted[ballots.voter, ballots.period] = True
    begun = np.logical_or.accumulate(voted, axis=1)
    not_over = np.logical_or.accumulate(voted[:, ::-1], axis=1)[:, ::-1]
    return begun & not_over


def _standard_errors(weight: Floats, slope: Floats, ballots: Ballots, drift: float) -> Floats:
    voters, periods, _ = ballots.shape
    information = np.zeros((voters, periods))
    np.add.at(information, (ballots.voter, ballots.period), weight * slope[ballots.item] ** 2)
    walk = (2 * np.eye(periods) - np.eye(periods, k=1) - np.eye(periods, k=-1)) / drift**2
    walk[0, 0] = walk[-1, -1] = 1 / drift**2 if periods > 1 else 0.0
    walk[0, 0] += 1.0  # the prior of the first period
    precision = walk[None] + np.einsum("it,ts->its", information, np.eye(periods))
    return np.asarray(np.sqrt(np.diagonal(np.linalg.inv(precision), axis1=1, axis2=2)))
