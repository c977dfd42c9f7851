"""The routes that decide a transit game, found on the graph: all that matter, or those of one order of the players.

Labels (cost, players needed as bits) are settled in the order of the least cost they can come to, which a search back
from the destination gives; a label is dropped if an earlier one at its node, or a route already found, needs only a
part of its players. The search is that of `paths`; the game itself is `transit_game`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from heapq import heappop, heappush
from math import inf, isfinite

import numpy as np
from numpy.typing import NDArray

from keystone_states.graphs.paths import Digraph, arc_lengths, search

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

Route = tuple[float, int]  # cost, and the players needed: bit i is player i


class TooManyRoutes(RuntimeError):
    """The search for the routes of a game grew past its budget of labels."""


def minimal_routes(
    graph: Digraph,
    cost: Floats,
    owner: Ints,
    origin: int,
    destination: int,
    *,
    players: int,
    free: Iterable[int] | Bools = (),
    cap: float,
    budget: int = 20_000,
) -> tuple[Route, ...]:
    """The routes that decide the game: all (cost, players) below `cap` that no other route beats with fewer players.

    `owner` is the player of each arc, −1 for free ones; `free` the players whose arcs are free for this flow (numbers,
    or a mask of all players). Cheapest first; no route is both dearer than another and in need of all its players. A
    route without players costs what free arcs alone cost. Raises `ValueError` for owners that are not players, for
    costs below 0, or an infinite cap, and `TooManyRoutes` for more than `budget` labels.
    """
    needs = players_needed(graph, owner, players, free, cap)
    lengths = arc_lengths(graph, cost)
    left, _ = search(graph.entering, lengths, destination)
    steps = [[(to, lengths[arc], needs[arc]) for arc, to in leaving] for leaving in graph.leaving]
    settled: list[list[int]] = [[] for _ in range(graph.n)]  # sets of players, by node, in the order of settling
    least_sets: list[list[int]] = [[] for _ in range(graph.n)]  # those of them of which no other is a part
    waiting: list[dict[int, float]] = [{} for _ in range(graph.n)]  # least cost of each set of players, by node
    at_end, found, labels = settled[destination], [], 0
    at_end_with: defaultdict[int, list[int]] = defaultdict(list)  # the same by player
    heap = [(left[origin], 0, 0, 0.0, origin, 0, 0)]
    while heap and heap[0][0] < cap:
        _, _, mask, so_far, node, here, ends = heappop(heap)
        if so_far > waiting[node].get(mask, inf):  # a cheaper way with the same players came after it
            continue
        if covered(mask, settled[node][here:]) or covered(mask, at_end[ends:]):
            continue
        labels += 1
        if labels > budget:
            raise TooManyRoutes(f"more than {budget:,} labels between nodes {origin} and {destination}")
        settled[node].append(mask)
        least_sets[node] = [*(other for other in least_sets[node] if mask & ~other), mask]
        if node == destination:
            found.append((so_far, mask))
            for player in _players(mask):
                at_end_with[player].append(mask)
            continue
        for to, length, need in steps[node]:
            there, also = so_far + length, mask | need
            end, least = there + left[to], waiting[to]
            if end >= cap or there >= least.get(also, inf) or covered(also, least_sets[to]):
                continue
            if also != mask and covered(also, at_end_with[need]):  # a route without this player would cover `mask`
                continue
            least[also] = there
            heappush(heap, (end, also.bit_count(), also, there, to, len(settled[to]), len(at_end)))
    return tuple(found)


def routes_of_order(
    graph: Digraph,
    lengths: list[float],
    places: list[int],
    left: list[float],
    origin: int,
    destination: int,
    cap: float,
) -> list[tuple[float, int]]:
    """(cost, place of the last player needed) of the routes of one order, cheapest and latest first."""
    earliest = [len(lengths) + max(places, default=0) + 1] * graph.n
    heap, found = [(left[origin], -1, 0.0, origin)], []
    while heap and heap[0][0] < cap:
        _, last, so_far, node = heappop(heap)
        if last >= earliest[node] or last >= earliest[destination]:
            continue
        earliest[node] = last
        if node == destination:
            found.append((so_far, last))
            continue
        for arc, to in graph.leaving[node]:
            there, then = so_far + lengths[arc], max(last, places[arc])
            if then < earliest[to] and there + left[to] < cap:
                heappush(heap, (there + left[to], then, there, to))
    return found


def players_needed(graph: Digraph, owner: Ints, players: int, free: Iterable[int] | Bools, cap: float) -> list[int]:
    """The player each arc needs, as a bit; 0 for free arcs. Raises `ValueError` as `minimal_routes` does."""
    check_cap(cap)
    if owner.shape != graph.tail.shape or (owner < -1).any() or (owner >= players).any():
        raise ValueError(f"each of the {len(graph.tail)} arcs has one owner, a player 0 to {players - 1}, or −1: free")
    mask = free if isinstance(free, np.ndarray) and free.dtype == bool else None
    gifts = {-1, *(map(int, free) if mask is None else np.flatnonzero(mask).tolist())}
    return [0 if each in gifts else 1 << each for each in owner.tolist()]


def check_cap(cap: float) -> None:
    """Raise `ValueError` unless the cost of the outside option is finite and not negative."""
    if not (isfinite(cap) and cap >= 0):
        raise ValueError(f"the cap is the cost of the outside option, finite and not negative, not {cap}")


def _players(mask: int) -> Iterator[int]:
    """The bits of a mask, each as a mask."""
    while mask:
        yield mask & -mask
        mask &= mask - 1


def covered(mask: int, settled: Iterable[int]) -> bool:
    """Whether some set is a part of this one."""
    missing = ~mask
    for other in settled:  # noqa: SIM110  the inmost loop: any() takes twice as long
        if not other & missing:
            return True
    return False
