"""Normalised indicators into one value per state, for one set of weights or many at once.

Geometric: `exp(Σ w_j ln max(x_j, floor) / Σ w_j)`; low scores are not bought off, and with floor 0 a single zero makes
the whole zero. Arithmetic: `Σ w_j x_j / Σ w_j`. Both run over the indicators a state has; weights need not sum to 1.
Range 0 … 1 (geometric: floor … 1). Edge cases: an indicator of weight 0 counts for nothing, a zero in it included; NaN
when the indicators a state has weigh nothing together. Which states have enough indicators is asked by `covered`;
nothing is imputed. Source: OECD/JRC, Handbook on Constructing Composite Indicators (2008), step 6.

>>> half = np.array([0.5, 0.5])
>>> geometric(np.array([[1.0, 1.0], [0.0, 1.0], [0.25, 1.0]]), half).tolist()
[1.0, 0.0, 0.5]
>>> arithmetic(np.array([[1.0, 1.0], [0.0, 1.0], [0.25, 1.0]]), half).tolist()
[1.0, 0.5, 0.625]
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from keystone_states.composite.normalise import Floats

AGGREGATIONS = ("geometric", "arithmetic")


def covered(matrix: Floats, least_share: float = 1.0) -> NDArray[np.bool_]:
    """Whether each state (row) has at least that share of the indicators, and one at least."""
    known = ~np.isnan(matrix)
    return np.asarray(known.any(axis=1) & (known.mean(axis=1) >= least_share - 1e-12))


def geometric(matrix: Floats, weights: Floats, *, floor: float = 0.0) -> Floats:
    """Weighted geometric mean: states x indicators and (draws x) indicators give (draws x) states."""
    known = ~np.isnan(matrix)
    floored = np.where(known, np.maximum(matrix, floor), 1.0)
    mean = np.exp(_mean(np.log(np.where(floored > 0, floored, 1.0)), known, weights))
    killed = weights @ (floored <= 0).T.astype(np.float64) > 0
    return np.where(killed, 0.0, mean)


def arithmetic(matrix: Floats, weights: Floats) -> Floats:
    """Weighted arithmetic mean, shapes as in `geometric`."""
    known = ~np.isnan(matrix)
    return _mean(np.where(known, matrix, 0.0), known, weights)


def aggregate(matrix: Floats, weights: Floats, how: str, *, floor: float = 0.0) -> Floats:
    """The mean named `how`; the floor is for the geometric one."""
    return geometric(matrix, weights, floor=floor) if how == "geometric" else arithmetic(matrix, weights)


def _mean(known_values: Floats, known: NDArray[np.bool_], weights: Floats) -> Floats:
    with np.errstate(invalid="ignore"):
        return np.asarray((weights @ known_values.T) / (weights @ known.T.astype(np.float64)))
