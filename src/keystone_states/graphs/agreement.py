"""Agreement of two sequences of choices on one ordered scale, corrected for what chance alone would give.

From the table of two voters (how often the first chose i while the second chose j, k choices in order) and a
disagreement `d_ij`, linear `|i − j| / (k − 1)` or squared `((i − j) / (k − 1))²`:

    1 − D_observed / D_expected,   D = mean of d_ij over the table

D_expected says which coefficient it is: over independent draws from each one's own marginals Cohen's κ (1960; weighted
1968, doi:10.1037/h0026256), from the marginals of both pooled Scott's π (1955, doi:10.1086/266577), and ½ for S of
Signorino and Ritter (1999, doi:10.1111/0020-8833.00113), whose yardstick is the largest disagreement possible; for two
choices it is the S of Bennett, Alpert and Goldstein (1954). Range −1 … 1 (κ and π: 0 as chance would have it). NaN
without a common choice, and for κ and π where both make one and the same choice throughout: chance then gives all.

>>> table = np.array([[20, 5], [10, 15]])
>>> round(cohen_kappa(table), 6), round(scott_pi(table), 6)
(0.4, 0.393939)
>>> votes = contingency(np.array([0, 1, 2, 2]), np.array([0, 2, 2, 0]), 3)
>>> signorino_ritter_s(votes), signorino_ritter_s(votes, weights="squared")
(0.25, 0.375)
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Weights = Literal["linear", "squared"]


def contingency(first: ArrayLike, second: ArrayLike, choices: int) -> NDArray[np.int64]:
    """Table (choices × choices) of how often each pair was chosen; a negative number is no choice and is left out."""
    a, b = np.asarray(first), np.asarray(second)
    both = (a >= 0) & (b >= 0)
    cells = a[both].astype(np.int64) * choices + b[both]
    return np.bincount(cells, minlength=choices**2).reshape(choices, choices)


def cohen_kappa(table: ArrayLike, *, weights: Weights = "linear") -> float:
    """Weighted κ; for two choices the weights make no difference."""
    p = _shares(table)
    return _corrected(p, np.outer(p.sum(axis=1), p.sum(axis=0)), weights)


def scott_pi(table: ArrayLike, *, weights: Weights = "linear") -> float:
    """Weighted π."""
    p = _shares(table)
    pooled = (p.sum(axis=0) + p.sum(axis=1)) / 2
    return _corrected(p, np.outer(pooled, pooled), weights)


def signorino_ritter_s(table: ArrayLike, *, weights: Weights = "linear") -> float:
    """S: 1 where all choices are the same, −1 where all are as far apart as can be."""
    p = _shares(table)
    return float(1 - 2 * (p * _disagreement(len(p), weights)).sum())


def majority(choices: ArrayLike, count: int) -> NDArray[np.int64]:
    """What most of those who chose did, by column (voters × items); −1 where two choices tie for most, or none chose.

    >>> majority([[2, 0, 1], [2, 2, -1], [0, -1, -1]], 3).tolist()
    [2, -1, 1]
    """
    cast = np.asarray(choices)
    counts = np.array([(cast == each).sum(axis=0) for each in range(count)])
    most = counts.max(axis=0)
    alone = (counts == most).sum(axis=0) == 1
    return np.where(alone & (most > 0), counts.argmax(axis=0), -1)


def _shares(table: ArrayLike) -> Floats:
    counted = np.asarray(table, dtype=np.float64)
    total = counted.sum()
    return counted / total if total > 0 else np.full(counted.shape, np.nan)


def _disagreement(count: int, weights: Weights) -> Floats:
    apart = np.abs(np.subtract.outer(np.arange(count), np.arange(count))) / (count - 1)
    return np.asarray(apart if weights == "linear" else apart**2)


def _corrected(observed: Floats, expected: Floats, weights: Weights) -> float:
    d = _disagreement(len(observed), weights)
    by_chance = float((expected * d).sum())
    return float(1 - (observed * d).sum() / by_chance) if by_chance > 0 else float("nan")
