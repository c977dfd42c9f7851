"""Indicators on one scale from 0 to 1, each column (indicator) on its own. NaN stays NaN and counts for nobody.

Percentile rank: `(r − 1) / (n − 1)`, r being the rank from below among the n states that have the indicator, ties
averaged; it equals the share of the other states with a lower value, ties counting half. Min-max:
`(x − min) / (max − min)`. Range 0 … 1. A column whose known values are all equal (or single) says nothing about order:
every state gets ½. Values nearer than 1e-9 (relative above 1) are ties. Source: OECD/JRC, Handbook on Constructing
Composite Indicators (2008), step 5.

>>> percentile(np.array([[3.0], [1.0], [3.0], [np.nan], [7.0]]))[:, 0].tolist()
[0.5, 0.0, 0.5, nan, 1.0]
>>> minmax(np.array([[3.0], [1.0], [np.nan], [5.0]]))[:, 0].tolist()
[0.5, 0.0, nan, 1.0]
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

TOLERANCE = 1e-9
NO_ORDER = 0.5


def percentile(matrix: Floats) -> Floats:
    """Percentile rank within each column, ties averaged."""
    return _by_column(matrix, _percentiles)


def minmax(matrix: Floats) -> Floats:
    """Distance from the lowest value of each column, in units of its range."""
    return _by_column(matrix, lambda known: (known - known.min()) / np.ptp(known))


NORMALISATIONS: dict[str, Callable[[Floats], Floats]] = {"percentile": percentile, "minmax": minmax}


def normalise(matrix: Floats, how: str, directions: Sequence[int]) -> Floats:
    """The matrix on a scale from 0 to 1, turned round (1 − x) in columns whose direction is −1."""
    scaled = NORMALISATIONS[how](matrix)
    return np.where(np.asarray(directions) < 0, 1.0 - scaled, scaled)


def _by_column(matrix: Floats, scale: Callable[[Floats], Floats]) -> Floats:
    scaled = np.full(matrix.shape, np.nan)
    for number, column in enumerate(matrix.T):
        known = ~np.isnan(column)
        orders = known.any() and _levels(column[known]).any()
        scaled[known, number] = scale(column[known]) if orders else NO_ORDER
    return scaled


def _percentiles(values: Floats) -> Floats:
    """Share of the other values that are lower, ties counting half."""
    levels = _levels(values)
    equal = np.bincount(levels)
    below = np.cumsum(equal) - equal
    return np.asarray((below + (equal - 1) / 2)[levels] / (len(values) - 1))


def _levels(values: Floats) -> NDArray[np.int64]:
    """Number of the distinct level of each value, from below; values nearer than the tolerance share one."""
    order = np.argsort(values, kind="stable")
    rising = values[order]
    steps = np.diff(rising) > TOLERANCE * np.maximum(1.0, np.abs(rising[1:]))
    levels = np.zeros(len(values), dtype=np.int64)
    levels[order[1:]] = np.cumsum(steps)
    return levels
