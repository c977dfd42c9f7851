from __future__ import annotations

from collections import deque
from fractions import Fraction
from itertools import permutations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keystone_states.graphs.betweenness import (
    betweenness,
    betweenness_between,
    betweenness_between_panel,
    betweenness_panel,
    betweenness_weighted,
)


def path(size: int, *, directed: bool = False) -> np.ndarray:
    graph = np.eye(size, k=1, dtype=bool)
    return graph if directed else graph | graph.T


def cycle(size: int) -> np.ndarray:
    graph = path(size)
    graph[0, -1] = graph[-1, 0] = True
    return graph


def grid(rows: int, columns: int) -> np.ndarray:
    return np.asarray(nx.to_numpy_array(nx.grid_2d_graph(rows, columns)) > 0)


@pytest.mark.parametrize(
    ("family", "share"),
    [("Medici", Fraction(95, 182)), ("Guadagni", Fraction(139, 546)), ("Pucci", None), ("Pazzi", Fraction(0))],
)
def test_florentine_families(family: str, share: Fraction | None) -> None:
    marriages = nx.florentine_families_graph()
    if share is None:
        marriages.add_node(family)  # married into none of the others: changes the normaliser, brokers nothing
    names = list(marriages)
    found = betweenness(nx.to_numpy_array(marriages) > 0)[names.index(family)]
    assert found == pytest.approx(float(share or 0), abs=1e-15)


@pytest.mark.parametrize(
    ("normalized", "directed", "middle"), [(False, False, 1.0), (True, False, 1.0), (False, True, 2.0)]
)
def test_the_middle_of_a_path_of_three(normalized: bool, directed: bool, middle: float) -> None:
    found = betweenness(path(3), normalized=normalized, directed=directed)
    assert found.tolist() == [0.0, middle, 0.0]


def test_the_middle_of_a_one_way_path_of_three_lies_on_half_of_the_ordered_pairs() -> None:
    one_way = path(3, directed=True)
    assert betweenness(one_way, directed=True).tolist() == [0.0, 0.5, 0.0]
    assert betweenness(one_way, directed=True, normalized=False).tolist() == [0.0, 1.0, 0.0]


@pytest.mark.parametrize("size", [3, 4, 5, 8, 11])
def test_all_nodes_of_a_cycle_are_equal(size: int) -> None:
    found = betweenness(cycle(size), normalized=False)
    # a longest way in an even cycle is one of two, in an odd cycle the only one
    assert found == pytest.approx([(size - 2) ** 2 / 8 if size % 2 == 0 else (size - 1) * (size - 3) / 8] * size)


@pytest.mark.parametrize("size", [3, 6])
def test_the_centre_of_a_star_is_one_and_a_complete_graph_zero(size: int) -> None:
    star = np.zeros((size, size), dtype=bool)
    star[0, 1:] = star[1:, 0] = True
    assert betweenness(star).tolist() == [1.0] + [0.0] * (size - 1)
    assert not betweenness(np.ones((size, size), dtype=bool)).any()


@pytest.mark.parametrize("size", [0, 1, 2])
@pytest.mark.parametrize("normalized", [True, False])
def test_graphs_too_small_to_lie_between_give_zeros(size: int, normalized: bool) -> None:
    graph = np.ones((size, size), dtype=bool)
    assert betweenness(graph, normalized=normalized).tolist() == [0.0] * size
    assert betweenness_weighted(graph * 2.0, normalized=normalized).tolist() == [0.0] * size


def test_parts_of_a_disconnected_graph_are_counted_by_themselves() -> None:
    two = np.zeros((7, 7), dtype=bool)  # two paths of three and an isolate
    two[:3, :3] = two[3:6, 3:6] = path(3)
    assert betweenness(two, normalized=False).tolist() == [0, 1, 0, 0, 1, 0, 0]
    assert betweenness(two) == pytest.approx(np.array([0, 1, 0, 0, 1, 0, 0]) / 15)
    assert not betweenness(np.zeros((4, 4), dtype=bool)).any()


def test_loops_are_ignored() -> None:
    looped = cycle(5) | np.eye(5, dtype=bool)
    assert np.array_equal(betweenness(looped), betweenness(cycle(5)))
    assert np.array_equal(betweenness_weighted(looped * 1.0), betweenness_weighted(cycle(5) * 1.0))


def test_one_way_graphs_must_be_called_directed() -> None:
    with pytest.raises(ValueError, match="pass directed=True"):
        betweenness(path(3, directed=True))
    with pytest.raises(ValueError, match="pass directed=True"):
        betweenness_weighted(path(3, directed=True) * 1.0)


def test_equally_long_ways_share_a_pair_and_a_shorter_one_takes_it_all() -> None:
    lengths = np.zeros((4, 4))  # 0 to 3 over 1 and over 2
    for i, j, length in ((0, 1, 1.0), (1, 3, 2.0), (0, 2, 2.0), (2, 3, 1.0)):
        lengths[i, j] = length
    assert betweenness_weighted(lengths, directed=True, normalized=False).tolist() == [0, 0.5, 0.5, 0]
    lengths[2, 3] = 0.5
    assert betweenness_weighted(lengths, directed=True, normalized=False).tolist() == [0, 0, 1, 0]


def test_ties_are_exact_in_float64() -> None:
    lengths = np.zeros((4, 4))
    lengths[0, 1], lengths[1, 3], lengths[0, 2], lengths[2, 3] = 0.1, 0.2, 0.15, 0.15  # .1 + .2 > .3 in float64
    assert betweenness_weighted(lengths, directed=True, normalized=False).tolist() == [0, 0, 1, 0]


def test_no_arc_may_be_written_as_zero_or_as_infinity() -> None:
    lengths = np.where(grid(3, 3), 2.0, 0.0)
    assert np.array_equal(betweenness_weighted(np.where(lengths > 0, lengths, np.inf)), betweenness_weighted(lengths))


@pytest.mark.parametrize("bad", [-1.0, np.nan])
def test_negative_and_missing_lengths_are_refused(bad: float) -> None:
    with pytest.raises(ValueError, match="must be positive"):
        betweenness_weighted(np.array([[0.0, bad], [1.0, 0.0]]), directed=True)


def test_lengths_too_unlike_to_be_added_are_refused() -> None:
    with pytest.raises(ValueError, match="differ too much"):
        betweenness_weighted(np.array([[0, 1e20, 0], [0, 0, 1e-20], [0, 0, 0]]), directed=True)


@pytest.mark.parametrize(("rows", "columns"), [(2, 9), (4, 5), (6, 6)])
def test_equal_lengths_give_the_unweighted_values(rows: int, columns: int) -> None:
    graph = grid(rows, columns)
    assert betweenness_weighted(graph * 3.0) == pytest.approx(betweenness(graph))


def test_many_equally_short_ways_are_counted_exactly() -> None:
    """Across a 12 × 12 grid there are 705432 shortest ways from corner to corner."""
    share = betweenness_between(grid(12, 12), np.array([0]), np.array([143])).reshape(12, 12)
    assert np.diagonal(share[:, ::-1]).sum() == pytest.approx(1.0)  # each way crosses the other diagonal once
    assert share[1, 0] == pytest.approx(0.5)


def test_between_two_ends_of_a_path_everyone_else_lies_on_all_ways() -> None:
    assert betweenness_between(path(5), np.array([0]), np.array([4])).tolist() == [0, 1, 1, 1, 0]
    assert betweenness_between(path(5, directed=True), np.array([4]), np.array([0])).tolist() == [0] * 5


def test_normalized_between_is_the_share_of_pairs_without_the_node() -> None:
    star = np.zeros((6, 6), dtype=bool)
    star[0, 1:] = star[1:, 0] = True
    found = betweenness_between(star, np.array([0, 1, 2]), np.array([2, 3]), normalized=True)
    assert found.tolist() == [1.0, 0, 0, 0, 0, 0]  # of (1,2), (1,3), (2,3); (0,2) and (0,3) end in the hub itself


def test_between_sets_may_be_masks_or_numbers_or_empty() -> None:
    graph = grid(3, 4)
    mask = np.arange(12) < 5
    numbered = betweenness_between(graph, np.arange(5), np.array([11, 7]))
    assert np.array_equal(betweenness_between(graph, mask, np.isin(np.arange(12), [7, 11])), numbered)
    nobody = np.array([], dtype=np.int64)
    for normalized in (True, False):
        assert not betweenness_between(graph, nobody, mask, normalized=normalized).any()
        assert not betweenness_between(graph, mask, nobody, normalized=normalized).any()


@st.composite
def panels(draw: st.DrawFn) -> np.ndarray:
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    graphs, size = draw(st.integers(0, 4)), draw(st.integers(0, 9))
    return np.asarray(rng.random((graphs, size, size)) < rng.random())


def from_definition(graph: np.ndarray, sources: set[int], targets: set[int]) -> list[float]:
    """Numbers of shortest paths by breadth-first search from every node; then σ(s, v)·σ(v, t)/σ(s, t) where v lies on
    a shortest way.
    """
    size = len(graph)
    steps, paths = np.full((size, size), np.inf), np.zeros((size, size))
    for start in range(size):
        steps[start, start], paths[start, start], queue = 0, 1, deque([start])
        while queue:
            at = queue.popleft()
            for to in np.flatnonzero(graph[at]):
                if np.isinf(steps[start, to]):
                    steps[start, to] = steps[start, at] + 1
                    queue.append(to)
                if steps[start, to] == steps[start, at] + 1:
                    paths[start, to] += paths[start, at]
    found = [0.0] * size
    for s, v, t in permutations(range(size), 3):
        on_the_way = np.isfinite(steps[s, t]) and steps[s, v] + steps[v, t] == steps[s, t]
        if s in sources and t in targets and on_the_way:
            found[v] += paths[s, v] * paths[v, t] / paths[s, t]
    return found


@settings(deadline=None, max_examples=60, derandomize=True)
@given(panels(), st.sets(st.integers(0, 8)), st.sets(st.integers(0, 8)))
def test_a_panel_equals_its_graphs_one_by_one_and_the_definition(
    panel: np.ndarray, some: set[int], others: set[int]
) -> None:
    size = panel.shape[1]
    starts, ends = ({each for each in chosen if each < size} for chosen in (some, others))
    starting, ending = (np.array(sorted(each), dtype=np.int64) for each in (starts, ends))
    together = betweenness_panel(panel, directed=True, normalized=False)
    between = betweenness_between_panel(panel, starting, ending)
    assert together.shape == between.shape == panel.shape[:2]
    for number, graph in enumerate(panel):
        assert np.array_equal(together[number], betweenness(graph, directed=True, normalized=False))
        assert np.array_equal(between[number], betweenness_between(graph, starting, ending))
        assert together[number] == pytest.approx(from_definition(graph, set(range(size)), set(range(size))))
        assert between[number] == pytest.approx(from_definition(graph, starts, ends))


@settings(deadline=None, max_examples=60, derandomize=True)
@given(panels(), st.integers(0, 10**6))
def test_relabelled_nodes_keep_their_betweenness(panel: np.ndarray, seed: int) -> None:
    rng = np.random.default_rng(seed)
    order = rng.permutation(panel.shape[1])
    moved = panel[:, order][:, :, order]
    assert betweenness_panel(moved, directed=True) == pytest.approx(betweenness_panel(panel, directed=True)[:, order])
    for graph in panel:
        lengths = graph * rng.integers(1, 4, graph.shape).astype(float)
        found = betweenness_weighted(lengths[np.ix_(order, order)], directed=True)
        assert found == pytest.approx(betweenness_weighted(lengths, directed=True)[order])


@settings(deadline=None, max_examples=60, derandomize=True)
@given(panels())
def test_from_all_to_all_is_betweenness(panel: np.ndarray) -> None:
    everyone = np.ones(panel.shape[1], dtype=bool)
    found = betweenness_between_panel(panel, everyone, everyone, normalized=True)
    assert found == pytest.approx(betweenness_panel(panel, directed=True))


@settings(deadline=None, max_examples=60, derandomize=True)
@given(panels())
def test_normalized_values_lie_between_zero_and_one(panel: np.ndarray) -> None:
    found = betweenness_panel(panel | panel.swapaxes(1, 2))
    assert ((found >= 0) & (found <= 1 + 1e-12)).all()


@settings(deadline=None, max_examples=60, derandomize=True)
@given(panels())
def test_reversing_every_arc_changes_nothing(panel: np.ndarray) -> None:
    turned = betweenness_panel(panel.swapaxes(1, 2), directed=True)
    assert turned == pytest.approx(betweenness_panel(panel, directed=True))
