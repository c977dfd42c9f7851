"""Each number by a second, slower route: plain loops over the definition."""

from __future__ import annotations

from itertools import permutations, product

import numpy as np
import pytest

import worlds
from keystone_states.graphs import diversity
from keystone_states.graphs.brokerage import gould_fernandez
from keystone_states.measures import bridging, spread

SEEDS = range(15)


def roles_by_loop(graph: np.ndarray, blocs: np.ndarray) -> np.ndarray:
    """Roles (w_I, w_O, b_IO, b_OI, b_O, t) by going through every ordered triple."""
    counts = np.zeros((len(graph), 6), dtype=int)
    for i, j, k in permutations(range(len(graph)), 3):
        if graph[i, j] and graph[j, k] and not graph[i, k]:
            first, own, last = blocs[[i, j, k]]
            if first == last:
                role = 0 if first == own else 1
            elif first == own:
                role = 2
            else:
                role = 3 if last == own else 4
            counts[j, role] += 1
            counts[j, 5] += 1
    return counts


def random_shares(rng: np.random.Generator, size: int) -> np.ndarray:
    weights = rng.exponential(size=(size, size)) * (rng.random((size, size)) < 0.6)
    return diversity.shares(weights)


@pytest.mark.parametrize("seed", SEEDS)
def test_brokerage_equals_the_triple_loop(seed: int) -> None:
    rng = np.random.default_rng(seed)
    size = int(rng.integers(3, 11))
    graph, blocs = rng.random((size, size)) < rng.uniform(0.2, 0.8), rng.integers(0, 4, size)
    assert np.array_equal(gould_fernandez(graph, blocs).counts, roles_by_loop(graph, blocs))


@pytest.mark.parametrize("seed", SEEDS)
def test_open_seam_equals_the_double_loop(seed: int) -> None:
    rng = np.random.default_rng(seed)
    p, gap, closed = random_shares(rng, 6), diversity.distances(rng.normal(size=6)), rng.random((6, 6))
    closed = (closed + closed.T) / 2
    looped = [
        sum(p[i, j] * p[i, k] * gap[j, k] * (1 - closed[j, k]) for j, k in product(range(6), repeat=2))
        for i in range(6)
    ]
    assert np.nan_to_num(diversity.open_seam(p, gap, closed)) == pytest.approx(looped)


@pytest.mark.parametrize("seed", SEEDS)
def test_without_closure_open_seam_is_raos_diversity(seed: int) -> None:
    """With the gap between two kinds 1, Rao's diversity is that of Gini and Simpson: 1 − Σ p²."""
    p = random_shares(np.random.default_rng(seed), 6)
    apart = 1.0 - np.eye(6)
    simpson = np.where(p.sum(axis=1) > 0, 1 - (p**2).sum(axis=1), np.nan)
    assert diversity.open_seam(p, apart, np.zeros((6, 6))) == pytest.approx(simpson, nan_ok=True)


@pytest.mark.parametrize("seed", SEEDS)
def test_spread_equals_numpys_average(seed: int) -> None:
    rng = np.random.default_rng(seed)
    p, theta = random_shares(rng, 7), rng.normal(size=7)
    found = diversity.spread(p, theta)
    for row, each in zip(p, found, strict=True):
        if row.sum() > 0:
            mean = np.average(theta, weights=row)
            assert each == pytest.approx(np.sqrt(np.average((theta - mean) ** 2, weights=row)), abs=1e-7)
        else:
            assert np.isnan(each)


@pytest.mark.parametrize("seed", SEEDS)
def test_binary_bridging_over_two_blocs_equals_brokerage_over_squared_degree(seed: int) -> None:
    """B = (b_IO + b_OI + b_O) / deg² on any binary symmetric graph with blocs one apart."""
    rng = np.random.default_rng(seed)
    sides = rng.integers(0, 2, 9)
    theta = {f"S{number}": float(side) for number, side in enumerate(sides)}
    pairs = [(i, k) for i in range(9) for k in range(i) if rng.random() < 0.4]
    ties = [(f"S{i}", f"S{k}", 1.0) for i, k in pairs]
    found = worlds.network(theta, ties, blocs=[int(side) for side in sides])
    tied = found.layer("visits").strength > 0
    across = gould_fernandez(tied, sides).counts[:, 2:5].sum(axis=1)
    degree = tied.sum(axis=1)
    expected = np.divide(across, degree**2, out=np.full(9, np.nan), where=degree > 0)
    assert bridging.values(found, "visits") == pytest.approx(expected, nan_ok=True)


def test_signed_spread_is_half_the_gap_between_two_equal_partners() -> None:
    for gap in (0.5, 1.0, 4.0):
        found = worlds.network({"SHI": 9, "A": 0, "B": gap}, [("SHI", "A", 2.0), ("SHI", "B", 2.0)])
        assert spread.values(found, "visits")[0] == pytest.approx(gap / 2)
