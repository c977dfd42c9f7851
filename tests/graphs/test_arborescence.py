from __future__ import annotations

from itertools import product

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from keystone_states.graphs.arborescence import is_arborescence, maximum_arborescence


def total(scores: np.ndarray, heads: np.ndarray) -> float:
    return float(sum(scores[node, head] for node, head in enumerate(heads) if node))


def every_tree(size: int) -> np.ndarray:
    """All head lists of `size` nodes that make a tree."""
    lists = np.array([(0, *heads) for heads in product(range(size), repeat=size - 1)])
    return lists[is_arborescence(lists)]


def test_the_best_heads_are_kept_when_they_make_a_tree() -> None:
    scores = np.array([[0.0, 0, 0], [5, 0, 1], [1, 4, 0]])
    assert maximum_arborescence(scores).tolist() == [0, 0, 1]


def test_a_cycle_is_broken_where_it_costs_least() -> None:
    scores = np.array([[0.0, 0, 0, 0], [3, 0, 9, 0], [7, 9, 0, 0], [0, 0, 8, 0]])
    assert maximum_arborescence(scores).tolist() == [0, 2, 0, 2], "1 and 2 prefer each other; 2 loses 2, 1 would lose 6"


def test_one_child_of_the_root_even_where_two_would_score_more() -> None:
    scores = np.array([[0.0, 0, 0], [9, 0, 1], [8, 1, 0]])
    assert maximum_arborescence(scores).tolist() == [0, 0, 0]
    assert maximum_arborescence(scores, one_child=True).tolist() == [0, 0, 1]


def test_equal_scores_go_to_the_lowest_head() -> None:
    assert maximum_arborescence(np.zeros((4, 4))).tolist() == [0, 0, 0, 0]


def test_forbidden_arcs_are_not_used() -> None:
    scores = np.array([[0.0, 0, 0], [-np.inf, 0, 1], [2, 9, 0]])
    assert maximum_arborescence(scores).tolist() == [0, 2, 0]


@pytest.mark.parametrize("size", [1, 2])
def test_the_smallest_graphs(size: int) -> None:
    assert maximum_arborescence(np.zeros((size, size)), one_child=True).tolist() == [0] * size


@given(st.integers(0, 10**6), st.integers(2, 6), st.booleans())
def test_no_tree_scores_more(seed: int, size: int, one_child: bool) -> None:
    scores = np.random.default_rng(seed).integers(-9, 10, (size, size)).astype(float)
    trees = every_tree(size)
    if one_child:
        trees = trees[(trees[:, 1:] == 0).sum(axis=1) == 1]
    heads = maximum_arborescence(scores, one_child=one_child)
    assert heads.tolist() in trees.tolist()
    assert total(scores, heads) == max(total(scores, tree) for tree in trees)


@pytest.mark.parametrize("seed", range(5))
def test_networkx_finds_the_same_weight(seed: int) -> None:
    scores = np.random.default_rng(seed).normal(size=(25, 25))
    graph = nx.DiGraph()
    graph.add_weighted_edges_from(
        (head, node, scores[node, head]) for node in range(1, 25) for head in range(25) if head != node
    )
    theirs = nx.maximum_spanning_arborescence(graph).size("weight")
    heads = maximum_arborescence(scores)
    assert is_arborescence(heads[None]).all()
    assert total(scores, heads) == pytest.approx(theirs)


def test_what_is_a_tree() -> None:
    heads = np.array([[0, 0, 1, 2], [0, 2, 1, 0], [0, 1, 0, 0], [0, 0, 0, 0]])
    assert is_arborescence(heads).tolist() == [True, False, False, True]
    chain = np.arange(-1, 1000).clip(0)
    assert is_arborescence(chain[None]).all(), "as deep as it is long"
