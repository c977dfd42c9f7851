"""Shortest-path betweenness on arrays, after Brandes: unweighted, by lengths, and between two sets of nodes.

Question: on how many shortest ways between others does a node lie? `c(v) = Σ_{s≠v≠t} σ(s, t | v) / σ(s, t)`, where
σ(s, t) is the number of shortest paths from s to t and σ(s, t | v) the number of those through v. A pair with several
shortest paths is split evenly over them; the endpoints s and t themselves do not count (networkx's
`endpoints=False`); a pair without a path adds nothing, so each part of a disconnected graph is counted by itself and
isolates get 0. Ties of a node with itself are ignored.

Pairs and normaliser, as in networkx:

| | pairs counted | `normalized=True` divides by |
|---|---|---|
| `directed=True` | ordered (s, t) | (n − 1)(n − 2) |
| `directed=False` | unordered {s, t} | (n − 1)(n − 2)/2 |

so normalized values lie in 0 … 1 (1: the centre of a star). Graphs with fewer than 3 nodes give 0. `directed=False`
wants a symmetric matrix and says so.

Unweighted: one step of breadth-first search from all sources at once is a matrix product; path counts are float64,
exact up to 2^53. Weighted: the entry is the *length* of the arc (a distance, not a strength: give 1/strength or
similar), 0 or infinity means no arc; Dijkstra's order from all sources at once, O(n³).

Ties between paths, weighted: two paths are equally short iff their lengths, added up from the source on in float64,
are the same number: tolerance 0, as in networkx. Lengths that should tie are best given as whole numbers.

Sources: U. Brandes, "A Faster Algorithm for Betweenness Centrality", Journal of Mathematical Sociology 25 (2001)
163–177, doi:10.1080/0022250X.2001.9990249; subsets: U. Brandes, "On Variants of Shortest-Path Betweenness Centrality
and their Generic Computation", Social Networks 30 (2008) 136–145; the measure: L. C. Freeman, "A Set of Measures of
Centrality Based on Betweenness", Sociometry 40 (1977) 35–41.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


def betweenness(adjacency: Bools, *, normalized: bool = True, directed: bool = False) -> Floats:
    """Betweenness of every node of an n × n boolean matrix, every arc one step long."""
    return np.asarray(betweenness_panel(adjacency[None], normalized=normalized, directed=directed)[0])


def betweenness_panel(adjacency: Bools, *, normalized: bool = True, directed: bool = False) -> Floats:
    """Betweenness (g, n) of g graphs (g, n, n), each as in `betweenness`."""
    _check_symmetric(adjacency, directed)
    everyone = np.ones(adjacency.shape[1], dtype=bool)
    return _scaled(_sums_panel(adjacency, everyone, everyone), normalized, directed)


def betweenness_weighted(lengths: Floats, *, normalized: bool = True, directed: bool = False) -> Floats:
    """Betweenness of every node of an n × n matrix of arc lengths; 0 or infinity: no arc.

    Raises `ValueError` for lengths that are negative or not a number, and for lengths so unlike in size that adding
    the shortest one to a path would change nothing in float64.
    """
    if np.isnan(lengths).any() or (lengths < 0).any():
        raise ValueError("lengths must be positive; 0 or infinity means no arc")
    _check_symmetric(lengths, directed)
    return _scaled(_weighted_sums(lengths), normalized, directed)


def betweenness_between(
    adjacency: Bools, sources: Ints | Bools, targets: Ints | Bools, *, normalized: bool = False
) -> Floats:
    """Betweenness on paths from a set to a set: `Σ_{s ∈ S, t ∈ T, s≠v≠t, s≠t} σ(s, t | v) / σ(s, t)`.

    `sources` and `targets` are node numbers or boolean masks and may overlap; arcs are followed in their direction,
    and every *ordered* pair (s, t) counts once, also on a symmetric matrix. `normalized` divides by the number of such
    pairs that leave v out, so the value is the share of them that runs through v, 0 … 1; with S = T = all nodes this
    is `betweenness`, normalized. No pair left: 0.

    Against networkx's `betweenness_centrality_subset`, not normalized: equal on a DiGraph, twice it on a Graph (which
    counts every ordered pair half). networkx normalizes by (n − 1)(n − 2) whatever the sets.
    """
    return np.asarray(betweenness_between_panel(adjacency[None], sources, targets, normalized=normalized)[0])


def betweenness_between_panel(
    adjacency: Bools, sources: Ints | Bools, targets: Ints | Bools, *, normalized: bool = False
) -> Floats:
    """`betweenness_between` (g, n) of g graphs (g, n, n), with the same two sets in each."""
    start, end = _mask(sources, adjacency.shape[1]), _mask(targets, adjacency.shape[1])
    sums = _sums_panel(adjacency, start, end)
    if not normalized:
        return sums
    both = start & end
    pairs = (start.sum() - start) * (end.sum() - end) - (both.sum() - both)
    return np.asarray(np.divide(sums, pairs, out=np.zeros_like(sums), where=pairs > 0))


def _check_symmetric(matrix: Bools | Floats, directed: bool) -> None:
    if not directed and not np.array_equal(matrix, matrix.swapaxes(-1, -2)):
        raise ValueError("the matrix is not symmetric: pass directed=True, or make it symmetric first")


def _mask(nodes: Ints | Bools, size: int) -> Bools:
    mask = np.zeros(size, dtype=bool)
    mask[np.asarray(nodes) if np.size(nodes) else []] = True
    return mask


def _scaled(sums: Floats, normalized: bool, directed: bool) -> Floats:
    """From sums over ordered pairs to the pairs and the normaliser of the table above."""
    n = sums.shape[-1]
    if normalized:
        return np.asarray(sums / max(1, (n - 1) * (n - 2)))
    return sums if directed else np.asarray(sums / 2)


class _Room:
    """Arrays that every graph of a panel is worked out in: to ask the system for new ones takes longer than the work.

    Those by source have a row for each node and a column for each source.
    """

    def __init__(self, size: int, sources: int) -> None:
        self.incoming, self.taken = np.empty((2, size, size))
        self.paths, self.front, self.fresh, self.spare = np.empty((4, size, sources))
        self.depth = np.empty((size, sources), dtype=np.int16)  # a way of more steps needs 8 GB a matrix


def _sums_panel(adjacency: Bools, sources: Bools, targets: Bools) -> Floats:
    start, wanted = np.flatnonzero(sources), targets[:, None].astype(np.float64)
    sums = np.zeros(adjacency.shape[:2])
    room = _Room(adjacency.shape[1], len(start))
    for number, graph in enumerate(adjacency if len(start) else ()):
        np.copyto(room.incoming, graph.T)
        _search(room, start)
        sums[number] = _sums(room, wanted)
    return sums


def _search(room: _Room, sources: Ints) -> None:
    """Steps from each source (−1: no path) and number of shortest paths (1 where there is none, to divide by).

    Level by level: the paths to a node not yet reached are those to the nodes of the level before, summed over its
    incoming arcs. Nodes that every source has reached drop out of the product.
    """
    depth, paths, front, columns = room.depth, room.paths, room.front, np.arange(len(sources))
    depth.fill(-1)
    depth[sources, columns] = 0
    np.copyto(paths, depth == 0)
    level = 0
    while (rows := np.flatnonzero((depth < 0).any(axis=1))).size:
        level += 1
        incoming, fresh = _rows(room.incoming, rows, room.taken), room.fresh[: len(rows)]
        if level == 1:
            np.take(incoming, sources, axis=1, out=fresh, mode="clip")
        else:
            np.matmul(incoming, front, out=fresh)
        before = depth[rows]
        fresh *= before < 0
        reached = fresh > 0
        if not reached.any():
            break
        depth[rows] = before + reached * np.int16(level + 1)
        front.fill(0.0)
        front[rows] = fresh
        paths += front
    paths[depth < 0] = 1.0


def _sums(room: _Room, targets: Floats) -> Floats:
    """Sums over ordered pairs, from the farthest level back; a level's product takes only the nodes that are in it."""
    depth, behind = room.depth, room.front
    behind.fill(0.0)
    here = depth == depth.max()
    for level in range(int(depth.max()) - 1, 0, -1):
        rows = np.flatnonzero(here.any(axis=1))
        per_path = np.add(targets[rows], _rows(behind, rows, room.fresh), out=room.fresh[: len(rows)])
        per_path /= _rows(room.paths, rows, room.spare)
        per_path *= here[rows]
        passed = np.matmul(_rows(room.incoming, rows, room.taken).T, per_path, out=room.spare)
        passed *= room.paths
        here = depth == level
        passed *= here
        behind += passed
    return np.asarray(behind.sum(axis=1))


def _rows(matrix: Floats, rows: Ints, room: Floats) -> Floats:
    """Some rows, ascending, copied into the room given; the matrix itself if they are all."""
    if len(rows) == len(matrix):
        return matrix
    return np.take(matrix, rows, axis=0, out=room[: len(rows)], mode="clip")


def _weighted_sums(lengths: Floats) -> Floats:
    n = len(lengths)
    arcs = np.where(lengths > 0, lengths, np.inf)
    np.fill_diagonal(arcs, np.inf)
    far, paths = _dijkstra(arcs)
    order = np.argsort(far, axis=1, kind="stable")
    rows = np.arange(n)
    reached, per_path = np.isfinite(far), 1.0 / np.maximum(paths, 1.0)
    share = reached * per_path
    behind = np.zeros((n, n))
    for step in range(n - 1, 0, -1):  # position 0 is the source itself
        at = order[:, step]
        tight = far[rows, at][:, None] + arcs[at] == far
        passed = paths[rows, at] * np.einsum("ij,ij->i", tight, share)
        behind[rows, at] = passed
        share[rows, at] = reached[rows, at] * (1.0 + passed) * per_path[rows, at]
    return np.asarray(behind.sum(axis=0))


def _dijkstra(arcs: Floats) -> tuple[Floats, Floats]:
    """Distances from every source (row) and numbers of shortest paths; the nearest open node of each row is next."""
    n = len(arcs)
    far, paths, rows = np.full((n, n), np.inf), np.eye(n), np.arange(n)
    np.fill_diagonal(far, 0.0)
    closed = np.zeros((n, n))  # infinity once a node is settled
    for _ in range(n):
        still = far + closed
        nearest = np.argmin(still, axis=1)
        through = still[rows, nearest][:, None] + arcs[nearest]
        count = paths[rows, nearest][:, None]
        tie = (through == far) & (through < np.inf)
        paths = np.where(through < far, count, paths + tie * count)
        far = np.minimum(far, through)
        closed[rows, nearest] = np.inf
    longest = far[np.isfinite(far)].max(initial=0.0)
    if n and longest + arcs.min() == longest:
        raise ValueError("lengths differ too much in size to be added in float64")
    return far, paths
