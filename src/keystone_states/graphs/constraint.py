"""Burt's constraint, batched.

Question: how much of what a node invests in its partners comes back to one and the same partner? `c_i = Σ_j (p_ij +
Σ_{q≠i,j} p_iq p_qj)²` over i's contacts j, with p the shares of a node's symmetric strength. High: closed in; low:
a broker. Source: R. S. Burt, Structural Holes (1992), chapter 2. Isolates get NaN.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from keystone_states.graphs.diversity import shares


def burt_constraint(weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Constraint of every node of an n × n weight matrix (made symmetric by adding its transpose)."""
    p = shares(weights + weights.T)
    invested = np.where(p > 0, p + p @ p, 0.0)
    return np.where(p.sum(axis=1) > 0, (invested**2).sum(axis=1), np.nan)
