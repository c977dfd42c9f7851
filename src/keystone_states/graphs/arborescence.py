"""The heaviest tree that hangs from one root: which single head should each node have?

Given a score for every (node, head), choose one head per node so that all nodes hang from node 0 and the sum of the
scores is the largest possible (maximum spanning arborescence). Scores may be any finite numbers; -inf forbids an arc.
Every node must be reachable from node 0 over allowed arcs; otherwise the sum of the answer is -inf.

How: each node takes its best head; a cycle, if there is one, becomes a single node, and the question is asked again of
the smaller graph. With n nodes O(n²) per cycle, O(n³) at worst. Among equal heads the lowest number is taken at every
step, so equal input gives equal output.

Source: Y.-J. Chu and T.-H. Liu, "On the Shortest Arborescence of a Directed Graph", Scientia Sinica 14 (1965)
1396–1400; J. Edmonds, "Optimum Branchings", J. Res. Nat. Bur. Standards 71B (1967) 233–240. One arc from the root by
weight: H. N. Gabow and R. E. Tarjan, "Efficient Algorithms for a Family of Matroid Intersection Problems",
J. Algorithms 5 (1984) 80–131.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Contraction:
    """How one cycle became the last node of a smaller graph: what is needed to undo it."""

    cycle: Ints  # nodes of the cycle, in the larger graph
    others: Ints  # nodes outside it; the first is the root
    heads: Ints  # best head of every node in the larger graph
    enters: Ints  # for each of `others` as head: the node of the cycle it would take over
    leaves: Ints  # for each of `others` as dependent: its best head in the cycle


def maximum_arborescence(scores: Floats, *, one_child: bool = False) -> Ints:
    """Heads of the heaviest tree.

    `scores` is n × n: row a node, column its head; row 0 (the root) and the diagonal are not read. The answer has n
    entries, the first is 0. With `one_child`, exactly one node hangs from the root itself. Needs n ≥ 1.
    """
    graph = np.array(scores, dtype=np.float64)
    if one_child and len(graph) > 1:
        finite = graph[1:][np.isfinite(graph[1:])]
        graph[1:, 0] -= (np.ptp(finite) + 1.0) * len(graph)  # a second arc from the root never pays
    undo: list[_Contraction] = []
    while True:
        np.fill_diagonal(graph, -np.inf)
        heads = np.asarray(graph.argmax(axis=1), dtype=np.int64)
        heads[0] = 0
        cycle = _cycle(heads)
        if not len(cycle):
            break
        graph, step = _contract(graph, heads, cycle)
        undo.append(step)
    for step in reversed(undo):
        heads = _expand(heads, step)
    return heads


def is_arborescence(heads: Ints) -> NDArray[np.bool_]:
    """Whether each row of heads (g × n, first entry 0) hangs from node 0, all its nodes included."""
    reached = np.array(heads)
    for _ in range(max(heads.shape[1] - 1, 1).bit_length()):
        reached = np.take_along_axis(reached, reached, axis=1)  # twice as far up each time
    return np.asarray((reached == 0).all(axis=1))


def _cycle(heads: Ints) -> Ints:
    """The nodes of one cycle, in ascending order; none when the heads make a tree."""
    seen = np.zeros(len(heads), dtype=np.int64)
    seen[0] = -1
    for start in range(1, len(heads)):
        node = start
        while seen[node] == 0:
            seen[node] = start
            node = int(heads[node])
        if seen[node] == start:
            return _round(heads, node)
    return np.empty(0, dtype=np.int64)


def _round(heads: Ints, node: int) -> Ints:
    found = [node]
    while (upper := int(heads[found[-1]])) != node:
        found.append(upper)
    return np.array(sorted(found))


def _contract(graph: Floats, heads: Ints, cycle: Ints) -> tuple[Floats, _Contraction]:
    """The graph with the cycle as its last node."""
    outside = np.ones(len(graph), dtype=np.bool_)
    outside[cycle] = False
    others = np.flatnonzero(outside)
    entering, remaining = graph[cycle], graph[others]
    gain = entering[:, others] - graph[cycle, heads[cycle]][:, None]  # of entering the cycle at a node
    loose = remaining[:, cycle]
    smaller = np.full((len(others) + 1, len(others) + 1), -np.inf)
    smaller[:-1, :-1] = remaining[:, others]
    smaller[-1, :-1] = gain.max(axis=0)
    smaller[:-1, -1] = loose.max(axis=1)
    return smaller, _Contraction(cycle, others, heads, cycle[gain.argmax(axis=0)], cycle[loose.argmax(axis=1)])


def _expand(heads: Ints, step: _Contraction) -> Ints:
    """Heads in the larger graph from those in the smaller one."""
    larger = step.heads.copy()
    for node, head in enumerate(heads[:-1]):
        larger[step.others[node]] = step.leaves[node] if head == len(step.others) else step.others[head]
    entry = heads[-1]
    larger[step.enters[entry]] = step.others[entry]
    larger[0] = 0
    return larger
