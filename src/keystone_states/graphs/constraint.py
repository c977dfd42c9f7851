"""Burt's constraint, batched.

Question: how much of what a node invests in its partners comes back to one and the same partner? `c_i = Σ_j (p_ij +
Σ_{q≠i,j} p_iq p_qj)²` over i's contacts j, with p the shares of a node's symmetric strength. High: closed in; low:
a broker. Range: above 0 and below 2; 1 with a single contact, 1/n with n equal contacts who do not know each other.
Isolates get NaN. Ties of a node with itself are ignored.
Source: R. S. Burt, Structural Holes (1992), chapter 2.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_CELLS_AT_ONCE = 80_000  # matrix cells worked on together: small enough for the processor's cache


def burt_constraint(weights: Floats) -> Floats:
    """Constraint of every node of an n × n weight matrix (made symmetric by adding its transpose)."""
    return np.asarray(burt_constraint_panel(weights[None])[0])


def burt_constraint_panel(weights: Floats) -> Floats:
    """Constraint (g, n) of every node of g weight matrices (g, n, n), each as in `burt_constraint`."""
    graphs, size = weights.shape[:2]
    found = np.empty((graphs, size))
    step = max(1, _CELLS_AT_ONCE // max(1, size * size))
    for start in range(0, graphs, step):
        found[start : start + step] = _constraint(weights[start : start + step])
    return found


def _constraint(weights: Floats) -> Floats:
    p = np.add(weights, weights.swapaxes(1, 2), dtype=np.float64)
    nodes = np.arange(p.shape[1])
    p[:, nodes, nodes] = 0.0
    total = p.sum(axis=2)
    p /= np.where(total > 0, total, 1.0)[..., None]
    invested = p @ p
    invested += p
    invested *= p > 0
    return np.where(total > 0, np.einsum("gij,gij->gi", invested, invested), np.nan)
