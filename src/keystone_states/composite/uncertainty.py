"""Ranks over many sets of weights: how much of a rank is the weights' doing?

Rank 1 is the highest value; ties (nearer than 1e-9) share the better rank; a state without a value in a draw ranks
below all that have one. Over the draws: `low` and `high` are the 5th and 95th percentile of the rank and `median` the
50th (the smallest rank that at least that share of draws does not exceed, so always a whole number), `top` the share of
draws in which the state is among the first k. Range 1 … n and 0 … 1. Facts and positions are held fixed here; their
uncertainty stands in the intervals of the single measures. Source: OECD/JRC Handbook (2008), step 7; Saisana, Saltelli
and Tarantola (2005), doi:10.1111/j.1467-985X.2005.00350.x.

>>> ranks(np.array([[0.2, 0.9, 0.9, np.nan]])).tolist()
[[3, 1, 1, 4]]
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from keystone_states.composite.normalise import TOLERANCE, Floats

Ints = NDArray[np.int64]

_AT_ONCE = 2048


@dataclass(frozen=True, slots=True)
class RankSpread:
    """Rank of each state over the draws."""

    low: Ints
    median: Ints
    high: Ints
    top: Floats


def ranks(values: Floats) -> Ints:
    """Rank of each state (column) in each draw (row)."""
    known = np.where(np.isnan(values), -np.inf, values)
    order = np.argsort(-known, axis=1)
    falling = np.take_along_axis(known, order, axis=1)
    places = np.zeros(values.shape, dtype=np.int64)
    with np.errstate(invalid="ignore"):
        starts = falling[:, :-1] - falling[:, 1:] > TOLERANCE
    places[:, 1:] = np.where(starts, np.arange(1, values.shape[1]), 0)
    found = np.empty_like(places)
    np.put_along_axis(found, order, np.maximum.accumulate(places, axis=1) + 1, axis=1)
    return found


def spread(aggregated: Callable[[Floats], Floats], weights: Floats, *, top_k: int) -> RankSpread:
    """Ranks over draws of weights; `aggregated` turns draws x indicators into draws x states."""
    counts = sum(_counts(ranks(aggregated(weights[at : at + _AT_ONCE]))) for at in range(0, len(weights), _AT_ONCE))
    reached = np.cumsum(np.asarray(counts), axis=1)
    draws = len(weights)
    low, median, high = (_first_reaching(reached, share * draws) for share in (0.05, 0.5, 0.95))
    return RankSpread(low, median, high, reached[:, min(top_k, reached.shape[1]) - 1] / draws)


def _counts(found: Ints) -> Ints:
    """How often each state (row) took each rank (column, from 1)."""
    states = found.shape[1]
    cells = np.arange(states) * states + found - 1
    return np.bincount(cells.ravel(), minlength=states**2).reshape(states, states)


def _first_reaching(reached: Ints, draws: float) -> Ints:
    return np.asarray((reached >= draws - 1e-9).argmax(axis=1) + 1)
