from __future__ import annotations

from functools import cache
from itertools import combinations, permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keystone_states.graphs.brokerage import ROLES, gould_fernandez, gould_fernandez_panel


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


SPLITS = [(0, 0, 1, 1), (0, 0, 1, 2), (0, 0, 0, 1), (0, 1, 2, 3)]


def role(first: int, own: int, last: int) -> int:
    if first == last:
        return ROLES.index("w_I" if first == own else "w_O")
    if own in (first, last):
        return ROLES.index("b_IO" if first == own else "b_OI")
    return ROLES.index("b_O")


@cache
def roles_in_every_digraph(blocs: tuple[int, ...]) -> np.ndarray:
    """Counts (4096, 4, 6) of the digraphs on four nodes, from the definition."""
    has = {arc: ALL_DIGRAPHS[:, number] for number, arc in enumerate(ARCS)}
    counts = np.zeros((4096, 4, 6), dtype=int)
    for i, j, k in permutations(range(4), 3):
        brokered = has[i, j] * has[j, k] * (1 - has[i, k])
        counts[:, j, role(blocs[i], blocs[j], blocs[k])] += brokered
        counts[:, j, 5] += brokered
    return counts


def every_digraph() -> np.ndarray:
    graphs = np.zeros((4096, 4, 4), dtype=bool)
    for number, (i, j) in enumerate(ARCS):
        graphs[:, i, j] = ALL_DIGRAPHS[:, number]
    return graphs


@pytest.mark.parametrize("blocs", SPLITS)
def test_the_panel_of_all_digraphs_on_four_nodes_equals_the_definition(blocs: tuple[int, ...]) -> None:
    assert np.array_equal(gould_fernandez_panel(every_digraph(), np.array(blocs)), roles_in_every_digraph(blocs))


@pytest.mark.parametrize("arcs", range(12))
@pytest.mark.parametrize("blocs", SPLITS)
def test_the_null_of_every_role_equals_exact_enumeration_of_all_digraphs_on_four_nodes(
    blocs: tuple[int, ...], arcs: int
) -> None:
    graph = every_digraph()[2**arcs - 1]
    density, number = arcs / 12, ALL_DIGRAPHS.sum(axis=1)
    chance = density**number * (1 - density) ** (12 - number)
    counts = roles_in_every_digraph(blocs)
    mean, square = (np.einsum("g,gir->ir", chance, each) for each in (counts, counts**2))
    found = gould_fernandez(graph, np.array(blocs))
    assert found.expected == pytest.approx(mean)
    assert found.sd**2 == pytest.approx(square - mean**2, abs=1e-12)


def test_z_of_every_role_is_the_distance_from_the_mean_in_sds_and_zero_without_spread() -> None:
    found = gould_fernandez(SNA, np.array([1, 1, 2, 2]))
    assert found.z * found.sd == pytest.approx((found.counts - found.expected) * (found.sd > 0))
    assert np.array_equal(found.z[:, 5], found.z_total)
    assert found.expected[0, 5] == found.expected_total
    assert found.sd[3, 5] == found.sd_total
    assert not found.z[:, [0, 4]].any()  # no room for coordinators or liaisons in two blocs of two


def test_the_expected_roles_add_up_to_the_expected_total() -> None:
    found = gould_fernandez(star(), STAR_BLOCS)
    assert found.expected[:, :5].sum(axis=1) == pytest.approx(found.expected[:, 5])


@pytest.mark.parametrize("size", [8, 63, 64, 65, 130])
def test_graphs_wider_than_a_word_equal_the_matrix_product(size: int) -> None:
    graph = np.random.default_rng(size).random((size, size)) < 0.2
    np.fill_diagonal(graph, False)
    strangers = ~graph & ~np.eye(size, dtype=bool)
    total = np.einsum("ij,ij->j", graph, strangers.astype(int) @ graph.T.astype(int))
    assert np.array_equal(gould_fernandez(graph, np.arange(size) % 3).counts[:, 5], total)


@st.composite
def panels(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    graphs, size = draw(st.integers(0, 4)), draw(st.integers(0, 9))
    return rng.random((graphs, size, size)) < rng.random(), rng.integers(0, 4, (graphs, size))


@settings(deadline=None, max_examples=60, derandomize=True)
@given(panels())
def test_a_panel_equals_its_graphs_one_by_one(panel: tuple[np.ndarray, np.ndarray]) -> None:
    graphs, blocs = panel
    together = gould_fernandez_panel(graphs, blocs)
    assert together.shape == (*blocs.shape, 6)
    for counts, graph, labels in zip(together, graphs, blocs, strict=True):
        assert np.array_equal(counts, gould_fernandez(graph, labels).counts)


@settings(deadline=None, max_examples=60, derandomize=True)
@given(panels(), st.integers(0, 10**6))
def test_relabelled_nodes_and_blocs_keep_their_roles(panel: tuple[np.ndarray, np.ndarray], seed: int) -> None:
    graphs, blocs = panel
    order = np.random.default_rng(seed).permutation(blocs.shape[1])
    moved = gould_fernandez_panel(graphs[:, order][:, :, order], 7 - 3 * blocs[:, order])
    assert np.array_equal(moved, gould_fernandez_panel(graphs, blocs)[:, order])


def test_one_row_of_blocs_serves_every_graph() -> None:
    graphs = np.stack([star(), star((1, 3))])
    found = gould_fernandez_panel(graphs, STAR_BLOCS)
    assert found[:, 0].tolist() == [[0, 4, 0, 0, 8, 12], [0, 4, 0, 0, 6, 10]]
