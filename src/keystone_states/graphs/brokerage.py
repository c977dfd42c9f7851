"""Gould–Fernandez brokerage roles, exactly, on a directed graph with blocs.

Question: between whom does a node broker? Node j brokers `i → j → k` iff i → j, j → k, not i → k, and i ≠ k. With g the
bloc of a node the roles are: coordinator w_I (g_i = g_j = g_k), itinerant w_O (g_i = g_k ≠ g_j), representative b_IO
(g_i = g_j ≠ g_k), gatekeeper b_OI (g_j = g_k ≠ g_i), liaison b_O (all differ); total t is their sum.

Range: whole numbers; t from 0 to (n − 1)(n − 2). Ties of a node with itself are ignored; isolates broker nothing.

How: the successors of each node are a row of bits. For an arc i → j the ends k that j brokers to from i are
`successors of j and not successors of i`; counting the bits of that, of its part in the bloc of i, and of its part in
the bloc of j gives all five roles. Cost: arcs × n / 64 word operations.

Null model, per role (Gould and Fernandez 1989): bloc sizes are fixed and every arc is there with the graph's density
d, independently. A brokered path has probability `q = d²(1 − d)`. With P the number of ordered pairs (i, k) that fit
the role of j, `E = P·q`. Two paths through j are dependent only if they share their first or their last arc, and then
their covariance is `d·(d(1 − d))² − q² = d³(1 − d)³`. With H the number of ordered pairs of such paths in the role,
`Var = P·(q − q²) + H·d³(1 − d)³`. For j in a bloc with m others, the remaining blocs of sizes s_b, N = Σ s_b:

| role | P | H |
|---|---|---|
| w_I | m(m − 1) | 2m(m − 1)(m − 2) |
| w_O | Σ s_b(s_b − 1) | 2Σ s_b(s_b − 1)(s_b − 2) |
| b_IO, b_OI | mN | mN(m + N − 2) |
| b_O | Σ s_b(N − s_b) | 2Σ s_b(N − s_b)(N − s_b − 1) |
| t | (n − 1)(n − 2) | 2(n − 1)(n − 2)(n − 3) |

z is (count − E) / sd, and 0 where sd is 0.

Source: R. V. Gould and R. M. Fernandez, "Structures of Mediation", Sociological Methodology 19 (1989) 89–126. Column
order and the moments of every role agree with R's sna 2.7 (`brokerage`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

ROLES = ("w_I", "w_O", "b_IO", "b_OI", "b_O", "t")
_CELLS_AT_ONCE = 160_000  # adjacency cells worked on together: small enough for the processor's cache


@dataclass(frozen=True, slots=True)
class Brokerage:
    """Counts per node and role (columns `ROLES`), with mean, sd and z under the homogeneous null.

    `expected`, `sd` and `z` are n × 6, one column per role; the fields on the total repeat the last column.
    """

    counts: Ints
    expected_total: float
    sd_total: float
    z_total: Floats
    expected: Floats
    sd: Floats
    z: Floats


def gould_fernandez(adjacency: Bools, blocs: Ints) -> Brokerage:
    """Brokerage roles of every node. `adjacency` is n × n boolean (loops ignored), `blocs` has n labels.

    Isolates get zeros. Empty graphs give empty counts.
    """
    counts = gould_fernandez_panel(adjacency[None], blocs)[0]
    expected, sd = homogeneous_null(adjacency, blocs)
    z = np.divide(counts - expected, sd, out=np.zeros_like(expected), where=sd > 0)
    total = (float(expected[0, 5]), float(sd[0, 5])) if len(counts) else (0.0, 0.0)
    return Brokerage(counts, *total, z[:, 5], expected, sd, z)


def gould_fernandez_panel(adjacency: Bools, blocs: Ints) -> Ints:
    """Counts (g, n, 6) of g graphs: `adjacency` (g, n, n), `blocs` (n,) for all graphs or (g, n) one row per graph."""
    graphs, size = adjacency.shape[:2]
    labels = np.broadcast_to(blocs, (graphs, size))
    counts = np.zeros((graphs, size, 6), dtype=np.int64)
    step = max(1, _CELLS_AT_ONCE // max(1, size * size))
    for start in range(0, graphs if size else 0, step):
        part = slice(start, start + step)
        counts[part] = _roles(adjacency[part], labels[part])
    return counts


def homogeneous_null(adjacency: Bools, blocs: Ints) -> tuple[Floats, Floats]:
    """Mean and sd (n × 6) of every node's roles when arcs are independent with the graph's density, blocs fixed."""
    n = len(adjacency)
    d = (np.count_nonzero(adjacency) - np.count_nonzero(np.diagonal(adjacency))) / max(1, n * (n - 1))
    q = d**2 * (1 - d)
    pairs, sharing = _pairs_by_role(blocs)
    return pairs * q, np.sqrt(pairs * (q - q**2) + sharing * (d * (1 - d)) ** 3)


def _pairs_by_role(blocs: Ints) -> tuple[Ints, Ints]:
    """P and H of the table above, each n × 6."""
    n = len(blocs)
    _, which, sizes = np.unique(blocs, return_inverse=True, return_counts=True)
    own = sizes[which]
    m, others = own - 1, n - own

    def over_other_blocs(each: Ints) -> Ints:
        """Sum of each[b, c] over blocs b other than the bloc c, for every node's bloc c."""
        return np.asarray((each.sum(axis=0) - np.diagonal(each))[which])

    s = sizes[:, None]
    rest = n - sizes[None, :] - s  # nodes outside both blocs
    alone = np.broadcast_to(s, rest.shape)
    every = np.full(n, n - 1)
    across = m * others
    pairs = (
        m * (m - 1),
        over_other_blocs(alone * (alone - 1)),
        across,
        across,
        over_other_blocs(alone * rest),
        every * (n - 2),
    )
    sharing = (
        2 * m * (m - 1) * (m - 2),
        over_other_blocs(2 * alone * (alone - 1) * (alone - 2)),
        across * (m + others - 2),
        across * (m + others - 2),
        over_other_blocs(2 * alone * rest * (rest - 1)),
        2 * every * (n - 2) * (n - 3),
    )
    return np.stack(pairs, axis=1), np.stack(sharing, axis=1)


def _roles(graphs: Bools, blocs: Ints) -> Ints:
    """Counts of a few graphs. Nodes of all graphs are numbered through: node i of graph f is f·n + i."""
    number, size = blocs.shape
    loops = np.eye(size, dtype=bool)
    arcs = graphs & ~loops
    sender, at = np.nonzero(arcs.reshape(-1, size))
    broker = sender - sender % size + at
    bloc = _bits(blocs[:, :, None] == blocs[:, None, :])
    anywhere, first_bloc, own_bloc = np.zeros((3, len(sender)), dtype=np.int32)
    for successors, strangers, mates in zip(_bits(arcs), _bits(~(graphs | loops)), bloc, strict=True):
        ends = successors[broker] & strangers[sender]
        anywhere += np.bitwise_count(ends)
        first_bloc += np.bitwise_count(ends & mates[sender])
        own_bloc += np.bitwise_count(ends & mates[broker])
    same = blocs.ravel()[sender] == blocs.ravel()[broker]
    total, ends_alike, last_own = (
        _sum_by(2 * broker + same, each, 2 * number * size).reshape(number, size, 2)
        for each in (anywhere, first_bloc, own_bloc)
    )
    across = total - ends_alike
    return np.stack(
        (
            ends_alike[..., 1],
            ends_alike[..., 0],
            across[..., 1],
            last_own[..., 0],
            across[..., 0] - last_own[..., 0],
            total.sum(axis=2),
        ),
        axis=2,
    )


def _sum_by(key: Ints, values: NDArray[np.int32], length: int) -> Ints:
    """Sums by key; exact, as they stay far below 2^53."""
    return np.bincount(key, values, length).astype(np.int64)


def _bits(rows: Bools) -> NDArray[np.uint64]:
    """Rows (g, n, n) as bits, one array of g·n words for each 64 columns, filled up with zeros."""
    graphs, size, columns = rows.shape
    words = -(-columns // 64)
    packed = np.zeros((graphs * size, words * 8), dtype=np.uint8)
    packed[:, : -(-columns // 8)] = np.packbits(rows, axis=2).reshape(graphs * size, -1)
    return np.ascontiguousarray(packed.view(np.uint64).T)
