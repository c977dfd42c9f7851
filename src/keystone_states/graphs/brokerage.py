"""Gould–Fernandez brokerage roles, exactly, on a directed graph with blocs.

Question: between whom does a node broker? Node j brokers `i → j → k` iff i → j, j → k, not i → k, and i ≠ k. With g the
bloc of a node the roles are: coordinator w_I (g_i = g_j = g_k), itinerant w_O (g_i = g_k ≠ g_j), representative b_IO
(g_i = g_j ≠ g_k), gatekeeper b_OI (g_j = g_k ≠ g_i), liaison b_O (all differ); total t is their sum.
Source: R. V. Gould and R. M. Fernandez, "Structures of Mediation", Sociological Methodology 19 (1989) 89–126. Column
order and null model follow R's sna 2.7.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

ROLES = ("w_I", "w_O", "b_IO", "b_OI", "b_O", "t")


@dataclass(frozen=True, slots=True)
class Brokerage:
    """Counts per node and role (columns `ROLES`), with mean, sd and z of the total under the homogeneous null."""

    counts: NDArray[np.int64]
    expected_total: float
    sd_total: float
    z_total: NDArray[np.float64]


def gould_fernandez(adjacency: NDArray[np.bool_], blocs: NDArray[np.int64]) -> Brokerage:
    """Brokerage roles of every node. `adjacency` is n × n boolean (loops ignored), `blocs` has n labels.

    Cost: one n × n boolean product per node. Isolates get zeros. Empty graphs give empty counts.
    """
    graph = adjacency.astype(bool) & ~np.eye(len(adjacency), dtype=bool)
    counts = np.array([_roles(graph, blocs, node) for node in range(len(graph))], dtype=np.int64).reshape(-1, 6)
    expected, sd = _homogeneous_null(graph)
    z = np.asarray((counts[:, 5] - expected) / sd if sd > 0 else np.zeros(len(graph)), dtype=np.float64)
    return Brokerage(counts, expected, sd, z)


def _roles(graph: NDArray[np.bool_], blocs: NDArray[np.int64], node: int) -> tuple[int, ...]:
    senders, receivers = np.flatnonzero(graph[:, node]), np.flatnonzero(graph[node])
    brokered = ~graph[np.ix_(senders, receivers)] & (senders[:, None] != receivers[None, :])
    own, first, last = blocs[node], blocs[senders][:, None], blocs[receivers][None, :]
    same_ends = first == last
    roles = (
        same_ends & (first == own),
        same_ends & (first != own),
        (first == own) & ~same_ends,
        (last == own) & ~same_ends,
        ~same_ends & (first != own) & (last != own),
    )
    each = [int((brokered & role).sum()) for role in roles]
    return (*each, sum(each))


def _homogeneous_null(graph: NDArray[np.bool_]) -> tuple[float, float]:
    """Mean and sd of t when every arc is there with the graph's density, independently (Gould and Fernandez 1989).

    With m = n − 1 others, density d and q = d²(1 − d): E = m(m − 1)·q. Two brokered paths through j covary when they
    share their first or their last arc; the variance adds those covariances to m(m − 1)·(q − q²).
    """
    n = len(graph)
    if n < 3:
        return 0.0, 0.0
    d = graph.sum() / (n * (n - 1))
    m, q = n - 1, d**2 * (1 - d)
    pairs = m * (m - 1)
    expected = pairs * q
    # ordered pairs of distinct paths through j that share exactly one arc into or out of j: m(m−1)(m−2) of each kind
    sharing = 2 * pairs * (m - 2) * (d**3 * (1 - d) ** 2 - q**2)
    variance = pairs * (q - q**2) + sharing
    return float(expected), float(np.sqrt(max(variance, 0.0)))
