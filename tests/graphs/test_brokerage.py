from __future__ import annotations

from itertools import combinations, permutations

import numpy as np
import pytest

from keystone_states.graphs.brokerage import gould_fernandez


def star(*extra: tuple[int, int]) -> np.ndarray:
    """Node 0 tied both ways to leaves 1–4, and further mutual ties."""
    graph = np.zeros((5, 5), dtype=bool)
    for i, j in (*((0, leaf) for leaf in range(1, 5)), *extra):
        graph[i, j] = graph[j, i] = True
    return graph


STAR_BLOCS = np.array([3, 1, 1, 2, 2])
SNA = np.array([[0, 1, 1, 0], [0, 0, 1, 1], [0, 0, 0, 1], [1, 0, 0, 0]], dtype=bool)


def test_the_four_node_example_equals_r_sna() -> None:
    counts = gould_fernandez(SNA, np.array([1, 1, 2, 2])).counts
    assert counts.tolist() == [[0, 1, 0, 1, 0, 2], [0, 0, 1, 0, 0, 1], [0, 0, 0, 1, 0, 1], [0, 1, 1, 0, 0, 2]]


def test_the_homogeneous_null_of_the_four_node_example_equals_r_sna() -> None:
    found = gould_fernandez(SNA, np.array([1, 1, 2, 2]))
    assert found.expected_total == pytest.approx(0.75)
    assert found.sd_total == pytest.approx(0.918559, abs=1e-6)
    assert found.z_total == pytest.approx([1.3608, 0.2722, 0.2722, 1.3608], abs=1e-4)


@pytest.mark.parametrize(("extra", "roles"), [((), (0, 4, 0, 0, 8, 12)), (((1, 3),), (0, 4, 0, 0, 6, 10))])
def test_the_hub_of_a_star_brokers_within_and_between_other_blocs(
    extra: tuple[tuple[int, int], ...], roles: tuple[int, ...]
) -> None:
    assert tuple(gould_fernandez(star(*extra), STAR_BLOCS).counts[0]) == roles


def test_leaves_of_a_star_broker_nothing() -> None:
    assert not gould_fernandez(star(), STAR_BLOCS).counts[1:].any()


def test_a_tie_of_a_node_with_itself_is_ignored() -> None:
    looped = star() | np.eye(5, dtype=bool)
    assert np.array_equal(gould_fernandez(looped, STAR_BLOCS).counts, gould_fernandez(star(), STAR_BLOCS).counts)


@pytest.mark.parametrize("size", [0, 1, 2])
def test_graphs_too_small_to_broker_give_zeros(size: int) -> None:
    found = gould_fernandez(np.ones((size, size), dtype=bool), np.zeros(size, dtype=np.int64))
    assert found.counts.shape == (size, 6)
    assert not found.counts.any()
    assert not found.z_total.any()


def test_a_complete_graph_has_nothing_to_broker_and_no_spread() -> None:
    found = gould_fernandez(np.ones((5, 5), dtype=bool), STAR_BLOCS)
    assert (found.counts.any(), found.sd_total, found.z_total.any()) == (False, 0.0, False)


ARCS = list(permutations(range(4), 2))
ALL_DIGRAPHS = (np.arange(4096)[:, None] >> np.arange(12)) & 1


def brokered_by_first() -> np.ndarray:
    """Total brokerage of node 0 in each of the 4096 digraphs on four nodes."""
    has = {arc: ALL_DIGRAPHS[:, number] for number, arc in enumerate(ARCS)}
    pairs = [(i, k) for i, k in permutations((1, 2, 3), 2)]
    return np.sum([has[i, 0] * has[0, k] * (1 - has[i, k]) for i, k in pairs], axis=0)


@pytest.mark.parametrize("arcs", range(1, 12))
def test_the_null_equals_exact_enumeration_of_all_digraphs_on_four_nodes(arcs: int) -> None:
    graph = np.zeros((4, 4), dtype=bool)
    for i, j in ARCS[:arcs]:
        graph[i, j] = True
    density, number = arcs / 12, ALL_DIGRAPHS.sum(axis=1)
    chance = density**number * (1 - density) ** (12 - number)
    total = brokered_by_first()
    mean = chance @ total
    found = gould_fernandez(graph, np.zeros(4, dtype=np.int64))
    assert chance.sum() == pytest.approx(1.0)
    assert found.expected_total == pytest.approx(mean)
    assert found.sd_total == pytest.approx(np.sqrt(chance @ total**2 - mean**2))


@pytest.mark.parametrize("pair", list(combinations(range(1, 5), 2)))
def test_closing_any_one_pair_of_leaves_takes_two_paths_from_the_hub(pair: tuple[int, int]) -> None:
    assert gould_fernandez(star(pair), STAR_BLOCS).counts[0, 5] == 10
