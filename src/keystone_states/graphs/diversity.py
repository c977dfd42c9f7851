"""Diversity of the others one deals with: weighted spread, and Rao's quadratic diversity with closed pairs taken out.

All take shares `p` (n × n, each row summing to 1 or all 0) and never see a country or a date. Missing positions are
NaN: such a partner is left out and the remaining shares are scaled up to 1.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def shares(weights: Floats) -> Floats:
    """Rows divided by their sums; a row of zeros stays zeros. The diagonal is ignored."""
    clean = weights * ~np.eye(len(weights), dtype=bool)
    total = clean.sum(axis=1, keepdims=True)
    return np.asarray(np.divide(clean, total, out=np.zeros_like(clean), where=total > 0))


def shares_with_position(weights: Floats, theta: Floats) -> Floats:
    """Shares among partners whose position is known."""
    return shares(weights * ~np.isnan(theta)[None, :])


def spread(p: Floats, theta: Floats) -> Floats:
    """Signed weighted standard deviation `sqrt(Σ p_j (θ_j − m)²)`, `m = Σ p_j θ_j`; NaN for a row without partners."""
    known = np.nan_to_num(theta)
    from_mean = known[None, :] - (p @ known)[:, None]
    variance = np.einsum("ij,ij->i", p, from_mean**2)
    return np.where(p.sum(axis=1) > 0, np.sqrt(variance), np.nan)


def distances(theta: Floats) -> Floats:
    """`d_jk = |θ_j − θ_k|`, 0 where a position is missing."""
    gap = np.abs(theta[:, None] - theta[None, :])
    return np.nan_to_num(gap, nan=0.0)


def closure(weights: Floats) -> Floats:
    """`t_jk = min(1, w_jk / q95)`: how strongly j and k already talk; q95 over positive symmetric weights above the
    diagonal.
    """
    both = weights + weights.T
    positive = both[_above_diagonal(len(both))]
    positive = positive[positive > 0]
    if positive.size == 0:
        return np.zeros_like(both)
    return np.minimum(1.0, both / np.quantile(positive, 0.95))


@cache
def _above_diagonal(n: int) -> NDArray[np.bool_]:
    """Mask of the cells above the diagonal of an n × n matrix."""
    return np.triu(np.ones((n, n), dtype=bool), 1)


def open_seam(p: Floats, distance: Floats, closed: Floats) -> Floats:
    """`B_i = Σ_j Σ_k p_ij p_ik d_jk (1 − t_jk)` for every row i; NaN for a row without partners.

    Range 0 … d_max / 2. With t = 0 this is Rao's quadratic diversity (C. R. Rao, Theoretical Population Biology 21,
    1982, 24–43).
    """
    value = np.einsum("ij,ij->i", p @ (distance * (1.0 - closed)), p)
    return np.where(p.sum(axis=1) > 0, value, np.nan)
