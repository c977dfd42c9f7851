"""The shortest-path transit game: what is each player's territory worth to a flow that passes through it?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count
from math import inf, isfinite

import numpy as np
from numpy.typing import NDArray

from keystone_states.graphs.paths import Digraph, _lengths, _search
from keystone_states.graphs.shapley import banzhaf, shapley

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Route = tuple[float, int]  # cost, and the players it needs as bits


class TooManyRoutes(RuntimeError):
    """The search for routes, or the diagram over them, grew past its budget."""


@dataclass(frozen=True, slots=True)
class TransitValues:
    """Values per player; `total` is v(N)."""

    shapley: Floats
    banzhaf: Floats
    removal: Floats
    total: float
    interaction: Floats | None = None
    standard_error: Floats | None = None

    @property
    def shares(self) -> Floats:
        """Shapley values as shares of the total; NaN where there is nothing to share."""
        return self.shapley / self.total if self.total else np.full_like(self.shapley, np.nan)


def minimal_routes(
    graph: Digraph,
    cost: Floats,
    owner: Ints,
    origin: int,
    destination: int,
    *,
    players: int,
    free: Iterable[int] = (),
    cap: float,
    budget: int = 200_000,
) -> tuple[Route, ...]:
    """Routes cheaper than `cap` that no other beats in cost with a part of their players."""
    lengths = _lengths(graph, cost, None)
    left = _search(graph.entering, lengths, destination)[0]
    gifts = set(free) | {-1}
    needs = [0 if each in gifts else 1 << each for each in owner.tolist()]
    settled: list[list[int]] = [[] for _ in range(graph.n)]
    at_end, found = settled[destination], []
    number, labels = count(), 0
    heap = [(left[origin], 0, 0, next(number), 0.0, origin)]
    while heap and heap[0][0] < cap:
        _, _, mask, _, so_far, node = heappop(heap)
        if any(other & mask == other for other in settled[node]) or any(o & mask == o for o in at_end):
            continue
        labels += 1
        if labels > budget:
            raise TooManyRoutes(f"more than {budget} labels between nodes {origin} and {destination}")
        settled[node].append(mask)
        if node == destination:
            found.append((so_far, mask))
            continue
        for arc, to in graph.leaving[node]:
            there, also = so_far + lengths[arc], mask | needs[arc]
            if there + left[to] < cap:
                heappush(heap, (there + left[to], also.bit_count(), also, next(number), there, to))
    return tuple(found)


def transit_values(
    routes: Sequence[Route], *, players: int, cap: float, interactions: bool = False, budget: int = 100_000
) -> TransitValues:
    """Exact values."""
    return by_table(routes, players=players, cap=cap)


def by_table(routes: Sequence[Route], *, players: int, cap: float) -> TransitValues:
    """Exact values from the table of all coalitions of the players on some route."""
    union = 0
    for _, mask in routes:
        union |= mask
    used = [player for player in range(players) if union >> player & 1]
    costs = np.full(1 << len(used), cap)
    for cost, mask in routes:
        slot = sum(1 << place for place, player in enumerate(used) if mask >> player & 1)
        costs[slot] = min(costs[slot], cost)
    for place in range(len(used)):
        split = costs.reshape(-1, 2, 1 << place)
        np.minimum(split[:, 0], split[:, 1], out=split[:, 1])
    value, power = np.zeros((2, players))
    value[used], power[used] = shapley(cap - costs), banzhaf(cap - costs)
    return TransitValues(value, power, _removal(routes, players, cap), cap - float(costs[-1]))


def _removal(routes: Sequence[Route], players: int, cap: float) -> Floats:
    best = min([cap, *(cost for cost, _ in routes)])
    return np.array(
        [min([cap, *(cost for cost, mask in routes if not mask >> p & 1)]) - best for p in range(players)]
    )
