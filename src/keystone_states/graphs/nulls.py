"""Random graphs with the degrees of a given one: curveball for two modes, double-edge swaps for one.

Both walk by moves that are as likely forth as back, so in the limit every graph that the moves reach is equally likely.
Arrays may hold several independent walks at once along leading axes: a stack of incidences, or rows of contributions.

Sources: G. Strona, D. Nappo, F. Boccacci, S. Fattorini and J. San-Miguel-Ayanz, Nature Communications 5, 2014, 4114
(curveball); C. J. Carstens, Physical Review E 91, 2015, 042812 (that it is uniform); B. K. Fosdick, D. B. Larremore,
J. Nishimura and J. Ugander, SIAM Review 60, 2018, 315–355 (swaps on multigraphs).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

TRADES_PER_ROW = 5  # each row then takes part in ten
SWAPS_PER_CONTRIBUTION = 10


def curveball(
    incidence: Bools, rng: np.random.Generator, trades: int | None = None, *, fixed: Bools | None = None
) -> Bools:
    """An incidence (… × rows × columns) with the same row and column sums, drawn by `trades` curveball trades.

    In a trade two rows lay together what only one of them holds and deal it out again at random, each getting back as
    many as it gave. Trades run in rounds, in which each row meets at most one other. Default: 5 trades per row that is
    not `fixed` (a mask of rows). Fixed rows stay as they are; with fewer than two rows to trade nothing changes.
    """
    found = np.array(incidence, dtype=bool)
    free = _free(found.shape[-2], fixed)
    left = TRADES_PER_ROW * free.size if trades is None else trades
    while left > 0 and free.size > 1:
        one, other = _pairs(free, found.shape[:-2], left, rng)
        _trade(found, one[..., None], other[..., None], rng)
        left -= one.shape[-1]
    return found


def _trade(found: Bools, one: Ints, other: Ints, rng: np.random.Generator) -> None:
    """Trade between each row of `one` and its partner in `other`, in place."""
    here, there = (np.take_along_axis(found, rows, axis=-2) for rows in (one, other))
    differ = here ^ there
    owed = (here & differ).sum(axis=-1, keepdims=True)
    keys = np.where(differ, rng.random(differ.shape), 2.0)
    last = np.take_along_axis(np.sort(keys, axis=-1), np.maximum(owed - 1, 0), axis=-1)
    given = differ & (keys <= last) & (owed > 0)
    np.put_along_axis(found, one, (here & there) | given, axis=-2)
    np.put_along_axis(found, other, (here & there) | (differ & ~given), axis=-2)


def rewire(
    source: Ints,
    target: Ints,
    rng: np.random.Generator,
    swaps: int | None = None,
    *,
    fixed: Bools | None = None,
) -> tuple[Ints, Ints]:
    """Sources and targets (… × contributions) after `swaps` proposed double-edge swaps.

    In a swap a → b, c → d becomes a → d, c → b.
    Every actor keeps its number of contributions as source and as target. A swap that would tie an actor to itself is
    refused; several contributions between the same two are allowed (multigraph). A contribution keeps its place and
    source, so its weight, day and unit travel with it. Default: 10 swaps per contribution that is not `fixed` (a mask
    of contributions); fixed ones stay. Proposals run in rounds, in which each contribution meets at most one other.
    Without self-loops a few graphs cannot be reached (a directed triangle cannot be turned round).
    """
    source, target = np.array(source, dtype=np.int64), np.array(target, dtype=np.int64)
    free = _free(source.shape[-1], fixed)
    left = SWAPS_PER_CONTRIBUTION * free.size if swaps is None else swaps
    while left > 0 and free.size > 1:
        one, other = _pairs(free, source.shape[:-1], left, rng)
        _swap(source, target, one, other, rng)
        left -= one.shape[-1]
    return source, target


def _swap(source: Ints, target: Ints, one: Ints, other: Ints, rng: np.random.Generator) -> None:
    """Exchange the targets of paired contributions with probability ½, in place; never into a self-loop."""
    a, c = np.take_along_axis(source, one, axis=-1), np.take_along_axis(source, other, axis=-1)
    b, d = np.take_along_axis(target, one, axis=-1), np.take_along_axis(target, other, axis=-1)
    swapped = (a != d) & (c != b) & (rng.random(a.shape) < 0.5)
    np.put_along_axis(target, one, np.where(swapped, d, b), axis=-1)
    np.put_along_axis(target, other, np.where(swapped, b, d), axis=-1)


def _free(count: int, fixed: Bools | None) -> Ints:
    return np.flatnonzero(np.ones(count, dtype=bool) if fixed is None else ~fixed)


def _pairs(free: Ints, walks: tuple[int, ...], most: int, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Random disjoint pairs, at most `most`, drawn for each walk."""
    order = rng.permuted(np.broadcast_to(free, (*walks, free.size)), axis=-1)
    order = order[..., : 2 * min(free.size // 2, most)]
    return order[..., 0::2], order[..., 1::2]
