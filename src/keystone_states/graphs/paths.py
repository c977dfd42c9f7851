"""Least-weight paths on a directed graph: one, the Pareto front of two weights, and alternatives that really differ.

Question: how does one get from here to there, at what length, and how else? A graph is its arcs, two arrays of node
numbers; a weight is an array with one number per arc, in any unit that adds up along a path (hours, km, dollars).

* Weights are not negative; 0 is a weight like any other. An infinite weight closes an arc, and so does `False` in
  `allowed`. Closed is closed: where nothing is left there is no path, never one over a closed arc.
* Parallel arcs are different arcs, loops are never of use; a path is told by its arc numbers.
* From a node to itself the path is the empty one, of length 0.

Cost: one path is a run of Dijkstra's algorithm with a binary heap, (n + arcs) log n.

Sources: E. W. Dijkstra, "A note on two problems in connexion with graphs", Numerische Mathematik 1 (1959) 269–271;
the front: C. Hernández Ulloa, W. Yeoh, J. A. Baier, H. Zhang, L. Suazo and S. Koenig, "A Simple and Fast Bi-Objective
Search Algorithm", Proceedings of ICAPS 30 (2020) 143–151; alternatives: T. Chondrogiannis, P. Bouros, J. Gamper,
U. Leser and D. B. Blumenthal, "Finding k-shortest paths with limited overlap", VLDB Journal 29 (2020) 1023–1047.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from heapq import heappop, heappush
from itertools import count
from math import inf, nan
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

Steps = list[list[tuple[int, int]]]  # for each node the (arc, node at its other end) that go on from it

_SAME = 1e-12  # relative difference below which two sums of weights are the same length


@dataclass(frozen=True, eq=False)
class Digraph:
    """Nodes 0 … n − 1 and arcs `tail[a] → head[a]`. Raises `ValueError` for an arc that ends outside the nodes."""

    n: int
    tail: Ints
    head: Ints

    def __post_init__(self) -> None:
        ends = np.concatenate([self.tail, self.head])
        if self.tail.shape != self.head.shape or self.tail.ndim != 1:
            raise ValueError(
                f"tails and heads must be two rows of one length, not {self.tail.shape}, {self.head.shape}"
            )
        if ends.size and not 0 <= ends.min() <= ends.max() < self.n:
            raise ValueError(f"arcs join nodes 0 to {self.n - 1}; these go from {ends.min()} to {ends.max()}")

    @cached_property
    def leaving(self) -> Steps:
        """Arcs out of each node, with their heads."""
        return _steps(self.n, self.tail, self.head)

    @cached_property
    def entering(self) -> Steps:
        """Arcs into each node, with their tails."""
        return _steps(self.n, self.head, self.tail)


@dataclass(frozen=True, slots=True)
class Path:
    """Arc numbers in order and the sum of their weights; `second` is that of the second weight of a front."""

    arcs: tuple[int, ...]
    length: float
    second: float = nan


def shortest_path(
    graph: Digraph, weight: Floats, origin: int, destination: int, *, allowed: Bools | None = None
) -> Path | None:
    """The path of least weight, None if there is no path. Raises `ValueError` for a weight below 0 or not a number."""
    lengths = arc_lengths(graph, weight, allowed)
    far, last = search(graph.leaving, lengths, origin, destination)
    if far[destination] == inf:
        return None
    arcs, tail = [], graph.tail
    node = destination
    while node != origin:
        arcs.append(last[node])
        node = int(tail[last[node]])
    return Path(tuple(reversed(arcs)), far[destination])


def pareto_paths(
    graph: Digraph,
    first: Floats,
    second: Floats,
    origin: int,
    destination: int,
    *,
    allowed: Bools | None = None,
) -> tuple[Path, ...]:
    """All trade-offs of two weights: paths that no other beats in one without losing in the other.

    One path for each point of the front, from the least `first` (with the least `second` it can have) to the least
    `second`; `first` rises and `second` falls strictly, sums within 1e-12 of each other counting as equal. No path:
    an empty tuple. Labels are settled in the order of the least `first` they can come to; one is dropped when its
    `second` is no better than that of an earlier label at its node, or can come to no better than that of a path
    already found. A front can have very many points, one for each path at worst.
    """
    open_arcs = np.isfinite(first) & np.isfinite(second) & (True if allowed is None else allowed)
    one, two = arc_lengths(graph, first, open_arcs), arc_lengths(graph, second, open_arcs)
    one_left, two_left = (search(graph.entering, each, destination)[0] for each in (one, two))
    if one_left[origin] == inf:
        return ()
    found: list[Path] = []
    least, number = [inf] * graph.n, count()
    heap: list[tuple[Any, ...]] = [(one_left[origin], two_left[origin], next(number), 0.0, 0.0, origin, None)]
    while heap:
        _, two_end, _, so_far, so_far_two, node, trail = heappop(heap)
        if so_far_two >= least[node] or two_end >= least[destination]:
            continue
        least[node] = so_far_two * (1 - _SAME)
        if node == destination:
            _add_point(found, Path(_arcs(trail), so_far, so_far_two))
            continue
        for arc, to in graph.leaving[node]:
            there, there_two = so_far + one[arc], so_far_two + two[arc]
            ends, ends_two = there + one_left[to], there_two + two_left[to]
            if there_two < least[to] and ends_two < least[destination] and ends < inf:
                heappush(heap, (ends, ends_two, next(number), there, there_two, to, (trail, arc)))
    return tuple(found)


def alternatives(
    graph: Digraph,
    weight: Floats,
    origin: int,
    destination: int,
    *,
    k: int,
    most_shared: float = 0.6,
    allowed: Bools | None = None,
) -> tuple[Path, ...]:
    """Up to k paths that really differ, best first: each is the shortest that shares little with those before it.

    The first is the shortest path. The next is always the shortest of all paths whose weight on arcs of P is at most
    `most_shared` (0 … below 1) times the length of P, for every path P already chosen; P being no longer, it is also
    at most that share of the new path itself. A path of length 0 is compared by the number of its arcs. Fewer than k
    when no more paths differ that much.

    Order: each choice adds a condition to those before it, so no later path can be shorter, and none that meets the
    conditions is passed over. Exact: labels (length, weight shared with each P) are settled by the least length they
    can come to; one is dropped only if an earlier label at its node shares no more with any P, or if it must come to
    share too much. As shared weights only grow along a path, a way round a loop is never of use: paths are simple.
    """
    if not 0 <= most_shared < 1:
        raise ValueError(f"most_shared must be at least 0 and below 1, not {most_shared}")
    lengths = arc_lengths(graph, weight, allowed)
    left = search(graph.entering, lengths, destination)[0]
    chosen: list[Path] = []
    while len(chosen) < k:
        path = _next_path(graph, lengths, left, origin, destination, chosen, most_shared)
        if path is None:
            break
        chosen.append(path)
        if not path.arcs:
            break
    return tuple(chosen)


def distances_from(
    graph: Digraph, weight: Floats, origins: Sequence[int] | Ints, *, allowed: Bools | None = None
) -> Floats:
    """Lengths of the shortest paths from each origin (row) to every node (column); infinity where there is none."""
    from scipy.sparse import csr_array  # slow to import; a single path does without
    from scipy.sparse.csgraph import dijkstra

    lengths = np.array(arc_lengths(graph, weight, allowed))
    order = np.lexsort((lengths, graph.head, graph.tail))
    order = order[np.isfinite(lengths[order])]
    tail, head = graph.tail[order], graph.head[order]
    least = np.ones(len(order), dtype=bool)  # of parallel arcs
    least[1:] = (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])
    starts = np.concatenate([[0], np.bincount(tail[least], minlength=graph.n).cumsum()])
    matrix = csr_array((lengths[order][least], head[least], starts), shape=(graph.n, graph.n))
    return np.asarray(dijkstra(matrix, indices=np.asarray(origins, dtype=np.int64)))


def components(graph: Digraph) -> Ints:
    """The piece of the graph that each node is in, numbered from 0, whatever the direction of the arcs."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    arcs = csr_array((np.ones(len(graph.tail)), (graph.tail, graph.head)), shape=(graph.n, graph.n))
    return np.asarray(connected_components(arcs, directed=True, connection="weak")[1], dtype=np.int64)


def _steps(n: int, start: Ints, end: Ints) -> Steps:
    steps: Steps = [[] for _ in range(n)]
    for arc, (here, there) in enumerate(zip(start.tolist(), end.tolist(), strict=True)):
        steps[here].append((arc, there))
    return steps


def arc_lengths(graph: Digraph, weight: Floats, allowed: Bools | None = None) -> list[float]:
    """Weights as a list, infinite where the arc is closed."""
    if np.shape(weight) != graph.tail.shape:
        raise ValueError(f"a weight is one number for each of the {len(graph.tail)} arcs, not {np.shape(weight)}")
    if not (weight >= 0).all():
        raise ValueError("weights must be 0 or more; an infinite one closes an arc")
    lengths: list[float] = (weight if allowed is None else np.where(allowed, weight, inf)).tolist()
    return lengths


def search(
    steps: Steps, lengths: list[float], origin: int, destination: int | None = None
) -> tuple[list[float], list[int]]:
    """Dijkstra: distance of each node and the arc it is reached by, right for those up to the destination."""
    far, last = [inf] * len(steps), [-1] * len(steps)
    far[origin] = 0.0
    heap = [(0.0, origin)]
    while heap:
        here, node = heappop(heap)
        if node == destination:
            break
        if here > far[node]:
            continue
        for arc, to in steps[node]:
            there = here + lengths[arc]
            if there < far[to]:
                far[to], last[to] = there, arc
                heappush(heap, (there, to))
    return far, last


def _arcs(trail: tuple[Any, int] | None) -> tuple[int, ...]:
    """A trail is (trail before, last arc), so that labels share what they have in common."""
    arcs = []
    while trail is not None:
        trail, arc = trail
        arcs.append(arc)
    return tuple(reversed(arcs))


def _add_point(found: list[Path], path: Path) -> None:
    """Of points alike in the first weight the later one, lower in the second, stands."""
    if found and path.length <= found[-1].length * (1 + _SAME):
        found.pop()
    found.append(path)


def _next_path(
    graph: Digraph,
    lengths: list[float],
    left: list[float],
    origin: int,
    destination: int,
    chosen: list[Path],
    most_shared: float,
) -> Path | None:
    """The shortest path that shares no more than it may with any of those chosen."""
    shared, most = _sharing(lengths, chosen, most_shared)
    settled: list[list[tuple[float, ...]]] = [[] for _ in range(graph.n)]
    number = count()
    heap: list[tuple[Any, ...]] = [(left[origin], next(number), 0.0, origin, (0.0,) * len(chosen), None)]
    while heap and heap[0][0] < inf:
        _, _, so_far, node, share, trail = heappop(heap)
        if any(all(map(float.__le__, other, share)) for other in settled[node]):
            continue
        if node == destination:
            return Path(_arcs(trail), so_far)
        settled[node].append(share)
        for arc, to in graph.leaving[node]:
            there = so_far + lengths[arc]
            more = shared.get(arc)
            share_there = share if more is None else tuple(map(float.__add__, share, more))
            if more is None or all(map(float.__le__, share_there, most)):
                heappush(heap, (there + left[to], next(number), there, to, share_there, (trail, arc)))
    return None


def _sharing(
    lengths: list[float], chosen: list[Path], most_shared: float
) -> tuple[dict[int, list[float]], list[float]]:
    """For arcs on any chosen path what is shared with each, and how much may be shared with each in all."""
    units = [lengths if path.length > 0 else [1.0] * len(lengths) for path in chosen]
    pairs = list(zip(map(frozenset, (path.arcs for path in chosen)), units, strict=True))
    shared = {arc: [unit[arc] if arc in arcs else 0.0 for arcs, unit in pairs] for path in chosen for arc in path.arcs}
    return shared, [most_shared * sum(unit[arc] for arc in arcs) * (1 + _SAME) for arcs, unit in pairs]
