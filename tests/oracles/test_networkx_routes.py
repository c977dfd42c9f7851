"""Paths and flows against networkx, on random graphs."""

from __future__ import annotations

from itertools import islice
from math import inf

import networkx as nx
import numpy as np
import pytest

from keystone_states.graphs.flows import minimum_cost_flow
from keystone_states.graphs.paths import Digraph, alternatives, components, distances_from, shortest_path


def random_graph(seed: int) -> tuple[Digraph, np.ndarray, np.ndarray]:
    """Arcs with whole weights, some of them 0, and whole capacities; often in several pieces."""
    rng = np.random.default_rng(seed)
    n, arcs = int(rng.integers(3, 40)), int(rng.integers(2, 120))
    ends = rng.integers(0, n, (2, arcs))
    return Digraph(n, *ends), rng.integers(0, 9, arcs).astype(float), rng.integers(1, 9, arcs).astype(float)


def theirs(graph: Digraph, weight: np.ndarray) -> nx.DiGraph:
    """The lightest of parallel arcs."""
    found = nx.DiGraph()
    found.add_nodes_from(range(graph.n))
    for arc in np.argsort(-weight).tolist():
        found.add_edge(int(graph.tail[arc]), int(graph.head[arc]), weight=weight[arc])
    return found


@pytest.mark.parametrize("seed", range(20))
def test_distances_and_paths(seed: int) -> None:
    graph, weight, _ = random_graph(seed)
    ours = distances_from(graph, weight, range(graph.n))
    for origin, far in nx.all_pairs_dijkstra_path_length(theirs(graph, weight)):
        assert ours[origin].tolist() == [far.get(node, inf) for node in range(graph.n)]
        path = shortest_path(graph, weight, origin, graph.n - 1)
        assert (path.length if path else inf) == far.get(graph.n - 1, inf)


@pytest.mark.parametrize("seed", range(20))
def test_alternatives_that_may_share_nearly_all_are_yens(seed: int) -> None:
    graph, weight, _ = random_graph(seed)
    ends = np.unique(np.stack([graph.tail, graph.head]), axis=1)
    single, weight = Digraph(graph.n, *ends), weight[: ends.shape[1]] + 1
    lines = theirs(single, weight)
    expected: list[float] = []
    if nx.has_path(lines, 0, graph.n - 1):
        simple = islice(nx.shortest_simple_paths(lines, 0, graph.n - 1, "weight"), 5)
        expected = [nx.path_weight(lines, path, "weight") for path in simple]
    found = alternatives(single, weight, 0, graph.n - 1, k=5, most_shared=1 - 1e-6)
    assert [path.length for path in found] == expected


@pytest.mark.parametrize("seed", range(20))
def test_pieces(seed: int) -> None:
    graph, weight, _ = random_graph(seed)
    ours = components(graph)
    for piece in nx.weakly_connected_components(theirs(graph, weight)):
        assert set(np.flatnonzero(ours == ours[min(piece)]).tolist()) == piece


def capped(graph: Digraph, cost: np.ndarray, capacity: np.ndarray) -> nx.DiGraph:
    """Each arc by way of a node of its own, as parallel arcs are different ones."""
    found = nx.DiGraph()
    found.add_nodes_from(range(graph.n))
    for arc, (tail, head) in enumerate(zip(graph.tail.tolist(), graph.head.tolist(), strict=True)):
        found.add_edge(tail, (arc,), capacity=int(capacity[arc]), weight=int(cost[arc]))
        found.add_edge((arc,), head, capacity=int(capacity[arc]), weight=0)
    return found


@pytest.mark.parametrize("seed", range(20))
def test_one_commodity_against_max_flow_and_min_cost_flow(seed: int) -> None:
    """A demand larger than fits: what is served is the greatest flow, at its least cost."""
    graph, cost, capacity = random_graph(seed)
    ours = minimum_cost_flow(
        graph,
        cost,
        origin=np.array([0]),
        destination=np.array([graph.n - 1]),
        volume=np.array([1000.0]),
        group=np.arange(len(cost)),
        capacity=capacity,
        penalty=1e4,
    )
    lines = capped(graph, cost, capacity)
    most = nx.maximum_flow_value(lines, 0, graph.n - 1)
    assert ours.served == pytest.approx([most])
    least = nx.cost_of_flow(lines, nx.max_flow_min_cost(lines, 0, graph.n - 1))
    assert ours.cost - 1e4 * ours.unserved.sum() == pytest.approx(least, abs=1e-3)
