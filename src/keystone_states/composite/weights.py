"""Weights of the indicators: stated or equal, and random draws about them.

Draws come from the Dirichlet distribution with `α_j = c · n · w_j`, w being the stated weights (sum 1), n the number of
indicators and c the concentration: the mean is w, and c says how sure one is. With equal weights c = 1 makes every set
of weights equally likely; c = 10 lets each of five equal weights vary by 28 % (one standard deviation). A weight of 0
stays 0 in every draw. Each draw sums to 1. The same seed gives the same draws. Source: OECD/JRC, Handbook on
Constructing Composite Indicators (2008), step 7.

>>> stated(("a", "b", "c"), {"a": 2.0}).tolist()
[0.5, 0.25, 0.25]
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from keystone_states.composite.normalise import Floats
from keystone_states.errors import BadInputError

_EDGE = 1e-12


def equal(count: int) -> Floats:
    """The same weight for each of `count` indicators."""
    return np.full(count, 1.0 / count)


def stated(indicators: Sequence[str], given: Mapping[str, float]) -> Floats:
    """Given weights made to sum to 1; an indicator that is not named weighs 1 before that."""
    raw = np.array([given.get(name, 1.0) for name in indicators])
    if not raw.sum() > 0:
        raise BadInputError("weights: all are 0; expected at least one above 0, such as visits/bridging=2")
    return np.asarray(raw / raw.sum())


def alphas(weights: Floats, concentration: float) -> Floats:
    """Parameters of the Dirichlet distribution about the weights."""
    return concentration * len(weights) * weights


def draw(alpha: Floats, times: int, *, seed: int) -> Floats:
    """Random weights, draws x indicators, each row summing to 1."""
    return _shares(np.random.default_rng(seed).standard_gamma(alpha, size=(times, len(alpha))))


def from_uniforms(uniforms: Floats, alpha: Floats) -> Floats:
    """The same distribution from independent uniforms, one per indicator, by inverting each Gamma distribution."""
    from scipy.special import gammaincinv  # slow to import; drawn weights do without

    inside = np.clip(uniforms, _EDGE, 1.0 - _EDGE)
    return _shares(np.where(alpha > 0, gammaincinv(np.where(alpha > 0, alpha, 1.0), inside), 0.0))


def _shares(gammas: Floats) -> Floats:
    return np.asarray(gammas / gammas.sum(axis=1, keepdims=True))
