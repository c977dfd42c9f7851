from __future__ import annotations

from math import inf, isnan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keystone_states.graphs.paths import (
    Digraph,
    Path,
    alternatives,
    components,
    distances_from,
    pareto_paths,
    shortest_path,
)

quick = settings(deadline=None, max_examples=80, derandomize=True)


def graph(n: int, *arcs: tuple[int, int]) -> Digraph:
    ends = np.array(arcs, dtype=np.int64).reshape(-1, 2)
    return Digraph(n, ends[:, 0], ends[:, 1])


def numbers(*weights: float) -> np.ndarray:
    return np.array(weights, dtype=np.float64)


@st.composite
def networks(draw: st.DrawFn) -> tuple[Digraph, np.ndarray, np.ndarray]:
    """A small graph with parallel arcs, loops and arcs of weight 0, and two weights."""
    n = draw(st.integers(1, 6))
    arcs = draw(st.lists(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)), max_size=14))
    weights = st.lists(st.integers(0, 6), min_size=len(arcs), max_size=len(arcs))
    return graph(n, *arcs), numbers(*draw(weights)), numbers(*draw(weights))


def simple_paths(network: Digraph, origin: int, destination: int) -> list[tuple[int, ...]]:
    """Every path without a repeated node, by its arcs."""
    found, stack = [], [((), (origin,))]
    while stack:
        arcs, nodes = stack.pop()
        if nodes[-1] == destination:
            found.append(arcs)
            continue
        stack += [((*arcs, arc), (*nodes, to)) for arc, to in network.leaving[nodes[-1]] if to not in nodes]
    return found


def is_path(network: Digraph, path: Path, origin: int, destination: int) -> bool:
    nodes = [origin, *(int(network.head[arc]) for arc in path.arcs)]
    return nodes[:-1] == [int(network.tail[arc]) for arc in path.arcs] and nodes[-1] == destination


DIAMOND = graph(4, (0, 1), (1, 3), (0, 2), (2, 3), (0, 3))


def test_the_shortest_of_three_ways() -> None:
    path = shortest_path(DIAMOND, numbers(1, 1, 2, 2, 9), 0, 3)
    assert path is not None
    assert (path.arcs, path.length) == ((0, 1), 2.0)


def test_a_closed_arc_is_not_used_even_if_nothing_is_left() -> None:
    weight = numbers(1, 1, 2, 2, 9)
    way_round = shortest_path(DIAMOND, weight, 0, 3, allowed=np.array([True, False, True, True, True]))
    assert way_round is not None
    assert (way_round.arcs, way_round.length) == ((2, 3), 4.0)
    assert shortest_path(DIAMOND, weight, 0, 3, allowed=np.zeros(5, dtype=bool)) is None
    assert shortest_path(DIAMOND, numbers(inf, inf, inf, inf, inf), 0, 3) is None
    assert shortest_path(DIAMOND, weight, 3, 0) is None


def test_arcs_of_weight_zero_and_parallel_arcs() -> None:
    double = graph(3, (0, 1), (0, 1), (1, 2), (2, 1), (1, 1))
    path = shortest_path(double, numbers(5, 0, 0, 0, 0), 0, 2)
    assert path is not None
    assert (path.arcs, path.length) == ((1, 2), 0.0)
    assert distances_from(double, numbers(5, 3, 0, 0, 0), [0]).tolist() == [[0.0, 3.0, 3.0]]


def test_from_a_node_to_itself() -> None:
    empty = shortest_path(DIAMOND, np.ones(5), 2, 2)
    assert empty is not None
    assert (empty.arcs, empty.length, isnan(empty.second)) == ((), 0.0, True)
    assert [path.arcs for path in alternatives(DIAMOND, np.ones(5), 2, 2, k=3)] == [()]
    assert [path.arcs for path in pareto_paths(DIAMOND, np.ones(5), np.ones(5), 2, 2)] == [()]


@pytest.mark.parametrize("bad", [-1.0, np.nan])
def test_weights_that_are_none(bad: float) -> None:
    weight = numbers(1, 1, 2, 2, bad)
    for ask in (
        lambda: shortest_path(DIAMOND, weight, 0, 3),
        lambda: pareto_paths(DIAMOND, np.ones(5), weight, 0, 3),
        lambda: alternatives(DIAMOND, weight, 0, 3, k=2),
        lambda: distances_from(DIAMOND, weight, [0]),
    ):
        with pytest.raises(ValueError, match="0 or more"):
            ask()


def test_arrays_that_do_not_fit() -> None:
    with pytest.raises(ValueError, match="one number for each of the 5 arcs"):
        shortest_path(DIAMOND, np.ones(4), 0, 3)
    with pytest.raises(ValueError, match="nodes 0 to 1"):
        graph(2, (0, 2))
    with pytest.raises(ValueError, match="one length"):
        Digraph(2, np.array([0]), np.array([1, 1]))
    with pytest.raises(ValueError, match="most_shared"):
        alternatives(DIAMOND, np.ones(5), 0, 3, k=2, most_shared=1.0)


def test_the_front_of_time_and_cost() -> None:
    fast_dear, slow_cheap, beaten = (1, 9), (4, 2), (5, 3)
    time, cost = (numbers(*each) for each in zip(fast_dear, (0, 0), slow_cheap, (0, 0), beaten, strict=True))
    found = pareto_paths(DIAMOND, time, cost, 0, 3)
    assert [(path.arcs, path.length, path.second) for path in found] == [((0, 1), 1.0, 9.0), ((2, 3), 4.0, 2.0)]


def test_sums_that_differ_by_rounding_are_one_point() -> None:
    parts = (0.1, 0.2, 0.3), (0.3, 0.2, 0.1)
    two = graph(6, (0, 1), (1, 2), (2, 5), (0, 3), (3, 4), (4, 5))
    assert sum(parts[0]) != sum(parts[1])
    first, second = numbers(*parts[0], *parts[1]), numbers(*parts[1], *parts[0])
    assert len(pareto_paths(two, first, second, 0, 5)) == 1


def test_alternatives_share_little() -> None:
    """Ten of eleven on the trunk is the same way, unless nearly all may be shared."""
    trunk = graph(4, (0, 1), (1, 2), (1, 2), (0, 3), (3, 2))
    weight = numbers(10, 1, 1.5, 7, 7)
    assert [path.arcs for path in alternatives(trunk, weight, 0, 2, k=5)] == [(0, 1), (3, 4)]
    assert [path.arcs for path in alternatives(trunk, weight, 0, 2, k=5, most_shared=0.95)] == [
        (0, 1),
        (0, 2),
        (3, 4),
    ]
    assert len(alternatives(trunk, weight, 0, 2, k=1)) == 1


def test_alternatives_of_no_length_are_told_apart_by_arcs() -> None:
    assert len(alternatives(DIAMOND, np.zeros(5), 0, 3, k=9)) == 3


def test_pieces() -> None:
    found = components(graph(5, (1, 0), (3, 2), (3, 2)))
    assert (found[0] == found[1], found[2] == found[3], len(set(found.tolist()))) == (True, True, 3)


@quick
@given(networks())
def test_shortest_against_all_paths(network: tuple[Digraph, np.ndarray, np.ndarray]) -> None:
    arcs, weight, _ = network
    table = distances_from(arcs, weight, range(arcs.n))
    for origin in range(arcs.n):
        for destination in range(arcs.n):
            lengths = [weight[list(path)].sum() for path in simple_paths(arcs, origin, destination)]
            found = shortest_path(arcs, weight, origin, destination)
            assert table[origin, destination] == min(lengths, default=inf)
            assert (found is None) == (not lengths)
            if found:
                assert is_path(arcs, found, origin, destination)
                assert found.length == min(lengths) == weight[list(found.arcs)].sum()


@quick
@given(networks())
def test_front_against_all_paths(network: tuple[Digraph, np.ndarray, np.ndarray]) -> None:
    arcs, first, second = network
    points = {(first[list(path)].sum(), second[list(path)].sum()) for path in simple_paths(arcs, 0, arcs.n - 1)}
    best = sorted(p for p in points if not any(q != p and q[0] <= p[0] and q[1] <= p[1] for q in points))
    found = pareto_paths(arcs, first, second, 0, arcs.n - 1)
    assert [(path.length, path.second) for path in found] == best
    for path in found:
        assert is_path(arcs, path, 0, arcs.n - 1)
        assert (path.length, path.second) == (first[list(path.arcs)].sum(), second[list(path.arcs)].sum())


@quick
@given(networks(), st.sampled_from([0.0, 0.3, 0.6, 0.9]))
def test_alternatives_against_all_paths(network: tuple[Digraph, np.ndarray, np.ndarray], most: float) -> None:
    """Each in turn is the shortest of all simple paths that share little enough with those before it."""
    arcs, weight, _ = network
    everything = simple_paths(arcs, 0, arcs.n - 1)
    chosen: list[tuple[int, ...]] = []
    for path in alternatives(arcs, weight, 0, arcs.n - 1, k=6, most_shared=most):
        assert path.length == min(weight[list(p)].sum() for p in everything if differs(p, chosen, weight, most))
        assert path.arcs in everything
        assert differs(path.arcs, chosen, weight, most)
        chosen.append(path.arcs)
    assert len(chosen) == 6 or not any(differs(p, chosen, weight, most) for p in everything)


def differs(path: tuple[int, ...], chosen: list[tuple[int, ...]], weight: np.ndarray, most: float) -> bool:
    if path == () and chosen:
        return False
    for other in chosen:
        unit = weight if weight[list(other)].sum() > 0 else np.ones_like(weight)
        if unit[list(set(path) & set(other))].sum() > most * unit[list(other)].sum() * (1 + 1e-9):
            return False
    return True
