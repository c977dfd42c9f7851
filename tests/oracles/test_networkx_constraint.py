"""Burt's constraint against networkx, on random weighted digraphs."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from keystone_states.graphs.constraint import burt_constraint


def random_weights(seed: int, *, binary: bool) -> np.ndarray:
    rng = np.random.default_rng(seed)
    size, density = int(rng.integers(2, 13)), rng.uniform(0.1, 0.8)
    weights = (rng.random((size, size)) < density) * (1.0 if binary else rng.exponential(2.0, (size, size)))
    np.fill_diagonal(weights, 0.0)
    return np.asarray(weights)


@pytest.mark.parametrize("binary", [True, False], ids=["binary", "weighted"])
@pytest.mark.parametrize("seed", range(20))
def test_constraint_equals_networkx(seed: int, binary: bool) -> None:
    weights = random_weights(seed, binary=binary)
    theirs = nx.constraint(nx.from_numpy_array(weights, create_using=nx.DiGraph), weight="weight")
    assert burt_constraint(weights) == pytest.approx([theirs[node] for node in range(len(weights))], nan_ok=True)
