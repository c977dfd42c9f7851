"""Betweenness against networkx, on random graphs, many of them disconnected."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from keystone_states.graphs.betweenness import (
    betweenness,
    betweenness_between,
    betweenness_panel,
    betweenness_weighted,
)

KINDS = [(directed, normalized) for directed in (True, False) for normalized in (True, False)]


def random_lengths(seed: int, *, directed: bool, whole: bool) -> np.ndarray:
    """Whole lengths 1–3 make many ties; others none."""
    rng = np.random.default_rng(seed)
    size, density = int(rng.integers(2, 25)), rng.uniform(0.03, 0.5)
    lengths = rng.integers(1, 4, (size, size)) if whole else rng.exponential(2.0, (size, size))
    lengths = lengths * (rng.random((size, size)) < density).astype(float)
    np.fill_diagonal(lengths, 0.0)
    return np.asarray(lengths if directed else np.triu(lengths) + np.triu(lengths).T)


def graph_of(lengths: np.ndarray, directed: bool) -> nx.Graph:
    return nx.from_numpy_array(lengths, create_using=nx.DiGraph if directed else nx.Graph)


def in_order(values: dict[int, float]) -> list[float]:
    return [values[node] for node in range(len(values))]


@pytest.mark.parametrize(("directed", "normalized"), KINDS)
@pytest.mark.parametrize("seed", range(15))
def test_betweenness_equals_networkx(seed: int, directed: bool, normalized: bool) -> None:
    lengths = random_lengths(seed, directed=directed, whole=True)
    theirs = nx.betweenness_centrality(graph_of(lengths, directed), normalized=normalized)
    ours = betweenness(lengths > 0, directed=directed, normalized=normalized)
    assert ours == pytest.approx(in_order(theirs), abs=1e-12)


@pytest.mark.parametrize("whole", [True, False], ids=["ties", "no ties"])
@pytest.mark.parametrize(("directed", "normalized"), KINDS)
@pytest.mark.parametrize("seed", range(15))
def test_weighted_betweenness_equals_networkx(seed: int, directed: bool, normalized: bool, whole: bool) -> None:
    lengths = random_lengths(seed, directed=directed, whole=whole)
    theirs = nx.betweenness_centrality(graph_of(lengths, directed), normalized=normalized, weight="weight")
    ours = betweenness_weighted(lengths, directed=directed, normalized=normalized)
    assert ours == pytest.approx(in_order(theirs), abs=1e-12)


@pytest.mark.parametrize("seed", range(15))
def test_near_ties_of_decimal_lengths_are_broken_as_in_networkx(seed: int) -> None:
    """Sums of tenths tie or not by how float64 rounds them: the same ones must tie."""
    lengths = random_lengths(seed, directed=True, whole=True) / 10
    theirs = nx.betweenness_centrality(graph_of(lengths, True), weight="weight")
    assert betweenness_weighted(lengths, directed=True) == pytest.approx(in_order(theirs), abs=1e-12)


@pytest.mark.parametrize("seed", range(15))
@pytest.mark.parametrize(("directed", "factor"), [(True, 1.0), (False, 2.0)])
def test_between_sets_equals_networkx_up_to_its_factor(seed: int, directed: bool, factor: float) -> None:
    lengths = random_lengths(seed, directed=directed, whole=True)
    if (n := len(lengths)) < 3:  # networkx leaves such graphs unscaled; all is 0
        assert not betweenness_between(lengths > 0, np.arange(n), np.arange(n)).any()
        return
    rng = np.random.default_rng(seed)
    sources, targets = (rng.choice(n, int(rng.integers(1, n)), replace=False) for _ in range(2))
    graph = graph_of(lengths, directed)
    theirs = nx.betweenness_centrality_subset(graph, sources.tolist(), targets.tolist())
    ours = betweenness_between(lengths > 0, sources, targets)
    assert ours == pytest.approx(factor * np.array(in_order(theirs)), abs=1e-12)


def test_a_graph_of_the_size_of_the_world_equals_networkx() -> None:
    rng = np.random.default_rng(1)
    graphs = rng.random((2, 200, 200)) < 0.06 * rng.lognormal(0, 1, (200, 1)) / 1.6
    graphs[:, np.arange(200), np.arange(200)] = False
    graphs[1, 150:] = False
    for ours, graph in zip(betweenness_panel(graphs, directed=True), graphs, strict=True):
        theirs = nx.betweenness_centrality(graph_of(graph.astype(int), True))
        assert ours == pytest.approx(in_order(theirs), abs=1e-12)
