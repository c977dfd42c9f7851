"""Shapley and Banzhaf values of cooperative games, exactly, by sampling, and for weighted voting.

Question: what does each player add, over all the ways the others may already be together? A game gives every
coalition S of n players a worth v(S). As a table it is a sequence of 2^n worths in bitmask order: player i is in
coalition number c iff bit i of c is 1, so table[0] is v(∅) and table[-1] is v(N).

* Shapley: `φ_i = Σ_{S ∌ i} |S|! (n − |S| − 1)! / n! · (v(S ∪ i) − v(S))`: the mean gain when players come in random
  order. Sums to v(N) − v(∅).
* Banzhaf: `β_i = 2^(1−n) Σ_{S ∌ i} (v(S ∪ i) − v(S))`: the mean gain when every coalition of the others is equally
  likely (absolute, not scaled to a sum). Does not sum to v(N).

Exactness: a table of `fractions.Fraction` (or an object array of Fraction or int) gives exact fractions; a table of
numbers is computed in float64. No players: no values. A player who never adds anything gets 0.

Sources: L. S. Shapley, "A Value for n-Person Games", Contributions to the Theory of Games II (1953) 307–317;
J. F. Banzhaf, "Weighted Voting Doesn't Work", Rutgers Law Review 19 (1965) 317–343; L. S. Shapley and M. Shubik,
American Political Science Review 48 (1954) 787–792; sampling: J. Castro, D. Gómez and J. Tejada, Computers &
Operations Research 36 (2009) 1726–1730.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb
from typing import Any

import numpy as np
from numpy.typing import NDArray

Table = Sequence[Fraction] | Sequence[float] | NDArray[Any]
Values = NDArray[Any]  # float64, or objects holding Fraction for an exact table

_MOST_PLAYERS = 24  # of a table: 2^24 worths


@dataclass(frozen=True, slots=True)
class SampledShapley:
    """Mean gains over random orders and their standard errors, with what is needed to draw them again."""

    values: NDArray[np.float64]
    standard_error: NDArray[np.float64]
    permutations: int
    seed: int


def shapley(table: Table) -> Values:
    """Shapley value of every player of a game given as a table (up to 24 players)."""
    worth, n = _read(table)
    by_size = [Fraction(1, n * comb(n - 1, size)) for size in range(n)]
    return _weighted_gains(worth, n, by_size)


def banzhaf(table: Table) -> Values:
    """Absolute Banzhaf value of every player of a game given as a table (up to 24 players)."""
    worth, n = _read(table)
    return _weighted_gains(worth, n, [Fraction(2, 2**n)] * n)


def shapley_sampled(worth: Callable[[int], float], players: int, *, permutations: int, seed: int) -> SampledShapley:
    """Shapley values estimated from random orders, for games too large for a table.

    `worth` gives v of a coalition as a bitmask (a Python int, so any number of players). Each order gives one gain per
    player; the estimate is their mean, unbiased, and sums to v(N) − v(∅) exactly but for rounding. The standard error
    is the sample sd over √permutations. Orders come from numpy's `default_rng(seed)`: the same seed, the same values.
    """
    if permutations < 2:
        raise ValueError("a standard error needs at least 2 permutations")
    rng = np.random.default_rng(seed)
    gains = np.empty((permutations, players))
    for row in gains:
        coalition, before = 0, worth(0)
        for player in rng.permutation(players).tolist():
            coalition |= 1 << player
            after = worth(coalition)
            row[player], before = after - before, after
    error = gains.std(axis=0, ddof=1) / np.sqrt(permutations)
    return SampledShapley(gains.mean(axis=0), error, permutations, seed)


def voting_game(quota: int, weights: Sequence[int]) -> NDArray[np.int64]:
    """Table of a weighted voting game: 1 for a coalition whose weights reach the quota, else 0."""
    total = np.zeros(1, dtype=np.int64)
    for weight in weights:
        total = np.concatenate([total, total + weight])
    return (total >= quota).astype(np.int64)


def shapley_shubik(quota: int, weights: Sequence[int]) -> list[Fraction]:
    """Shapley–Shubik index of every member of the voting game [quota; weights], exactly.

    A member is pivotal to a coalition of the others that misses the quota without it and reaches it with it. The
    coalitions are counted by size and weight (dynamic programming), so large councils are no trouble: time and memory
    grow with members² × quota. Range 0 … 1; sums to 1. Weights are whole and not negative, 1 ≤ quota ≤ their sum.
    """
    n = len(weights)
    return _voting_power(quota, weights, [Fraction(1, n * comb(n - 1, size)) for size in range(n)])


def banzhaf_voting(quota: int, weights: Sequence[int]) -> list[Fraction]:
    """Absolute Banzhaf index of the voting game [quota; weights], exactly: the share of coalitions of the others to
    which a member is pivotal. Counted as in `shapley_shubik`.
    """
    return _voting_power(quota, weights, [Fraction(2, 2 ** len(weights))] * len(weights))


def _read(table: Table) -> tuple[Values, int]:
    worth = np.asarray(table)
    n = worth.size.bit_length() - 1
    if worth.ndim != 1 or worth.size != 1 << max(n, 0):
        raise ValueError(f"a table of worths has 2^n entries, one per coalition; this one has {worth.size}")
    if n > _MOST_PLAYERS:
        raise ValueError(f"a table may have up to {_MOST_PLAYERS} players; use shapley_sampled for {n}")
    return (worth if worth.dtype == object else worth.astype(np.float64)), n


def _weighted_gains(worth: Values, n: int, by_size: list[Fraction]) -> Values:
    """Σ over coalitions S without i of by_size[|S|] · (v(S ∪ i) − v(S)), for every i."""
    weight = np.array(by_size, dtype=object).astype(worth.dtype)
    sizes = np.bitwise_count(np.arange(len(worth)))
    found = np.zeros(n, dtype=worth.dtype)
    for player in range(n):
        without = (slice(None), 0)
        split = worth.reshape(-1, 2, 2**player)
        gain = split[:, 1] - split[without]
        found[player] = (gain * weight[sizes.reshape(split.shape)[without]]).sum()
    return found


def _voting_power(quota: int, weights: Sequence[int], by_size: list[Fraction]) -> list[Fraction]:
    if any(weight < 0 for weight in weights) or not 1 <= quota <= sum(weights):
        raise ValueError("weights must not be negative, and the quota must lie between 1 and their sum")
    everyone = _coalitions(quota, weights)
    power = {weight: _power(_leave_out(everyone, weight), quota, weight, by_size) for weight in set(weights)}
    return [power[weight] for weight in weights]


def _coalitions(quota: int, weights: Sequence[int]) -> NDArray[np.object_]:
    """Numbers of losing coalitions by size (row) and weight (column, below the quota), as Python ints."""
    count = np.zeros((len(weights) + 1, quota), dtype=object)
    count[0, 0] = 1
    for weight in weights:
        if weight < quota:
            count[1:, weight:] += count[:-1, : quota - weight].copy()
    return count


def _leave_out(count: NDArray[np.object_], weight: int) -> NDArray[np.object_]:
    """The same counts among the others than one member: take off, size by size, the coalitions it is in."""
    others = count.copy()
    if weight < count.shape[1]:
        for size in range(1, len(others)):
            others[size, weight:] -= others[size - 1, : count.shape[1] - weight]
    return others


def _power(others: NDArray[np.object_], quota: int, weight: int, by_size: list[Fraction]) -> Fraction:
    pivotal = others[:, max(0, quota - weight) :].sum(axis=1)
    return sum((share * int(number) for share, number in zip(by_size, pivotal[:-1], strict=True)), Fraction(0))
