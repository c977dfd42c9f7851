from __future__ import annotations

from collections import Counter
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from keystone_states.graphs.nulls import Bools, Ints, curveball, rewire

quick = settings(deadline=None, max_examples=60, derandomize=True)
seeds = st.integers(0, 2**32 - 1)
incidences = npst.arrays(bool, npst.array_shapes(min_dims=2, max_dims=3, max_side=7))


@st.composite
def contributions(draw: st.DrawFn) -> tuple[Ints, Ints, Bools]:
    """A multigraph without self-loops on six actors, and which contributions stay."""
    ends = st.tuples(st.integers(0, 5), st.integers(0, 5)).filter(lambda pair: pair[0] != pair[1])
    ties = draw(st.lists(ends, max_size=20))
    fixed = draw(st.lists(st.booleans(), min_size=len(ties), max_size=len(ties)))
    source, target = np.array(ties, dtype=np.int64).reshape(-1, 2).T
    return source, target, np.array(fixed, dtype=bool)


@quick
@given(of=incidences, seed=seeds, data=st.data())
def test_curveball_keeps_every_row_and_column_sum_and_the_fixed_rows(of: Bools, seed: int, data: st.DataObject) -> None:
    fixed = data.draw(npst.arrays(bool, of.shape[-2]))
    found = curveball(of, np.random.default_rng(seed), fixed=fixed)
    assert (found.sum(axis=-1) == of.sum(axis=-1)).all()
    assert (found.sum(axis=-2) == of.sum(axis=-2)).all()
    assert (found[..., fixed, :] == of[..., fixed, :]).all()


def with_margins(rows: tuple[int, ...], columns: tuple[int, ...]) -> set[bytes]:
    """Every matrix of these margins, by trying all."""
    every = (np.array(cells, dtype=bool).reshape(3, 3) for cells in product((0, 1), repeat=9))
    return {each.tobytes() for each in every if tuple(each.sum(axis=1)) == rows and tuple(each.sum(axis=0)) == columns}


@pytest.mark.parametrize(
    "start", [np.eye(3, dtype=bool), np.array([[1, 1, 0], [1, 0, 0], [0, 0, 1]], dtype=bool)], ids=["ones", "uneven"]
)
def test_curveball_hits_every_matrix_with_the_margins_equally_often(start: Bools) -> None:
    possible = with_margins(tuple(start.sum(axis=1)), tuple(start.sum(axis=0)))
    times = 6000
    drawn = curveball(np.tile(start, (times, 1, 1)), np.random.default_rng(1), trades=30)
    counts = Counter(each.tobytes() for each in drawn)
    assert set(counts) == possible
    assert len(possible) > 4
    even = times / len(possible)
    assert sum((count - even) ** 2 / even for count in counts.values()) < 20.5  # χ², 5 degrees of freedom, p = .001


def test_no_trades_and_a_single_free_row_change_nothing() -> None:
    start = np.eye(3, dtype=bool)
    rng = np.random.default_rng(1)
    assert (curveball(start, rng, trades=0) == start).all()
    assert (curveball(start, rng, fixed=np.array([True, True, False])) == start).all()


def test_the_number_of_trades_is_kept_to() -> None:
    start = np.eye(40, dtype=bool)
    found = curveball(start, np.random.default_rng(1), trades=3)
    assert (found != start).any(axis=1).sum() <= 6


def test_what_is_given_is_not_changed() -> None:
    start, source, target = np.eye(4, dtype=bool), np.array([0, 1, 2]), np.array([1, 2, 0])
    rng = np.random.default_rng(1)
    curveball(start, rng)
    rewire(source, target, rng)
    assert (start == np.eye(4, dtype=bool)).all()
    assert (source.tolist(), target.tolist()) == ([0, 1, 2], [1, 2, 0])


@quick
@given(of=contributions(), seed=seeds)
def test_rewiring_keeps_degrees_and_fixed_contributions_and_makes_no_self_loop(
    of: tuple[Ints, Ints, Bools], seed: int
) -> None:
    source, target, fixed = of
    sources, targets = rewire(source, target, np.random.default_rng(seed), fixed=fixed)
    assert Counter(sources.tolist()) == Counter(source.tolist())
    assert Counter(targets.tolist()) == Counter(target.tolist())
    assert (sources != targets).all()
    assert (sources == source).all()  # a contribution stays with its source
    assert (targets[fixed] == target[fixed]).all()


def test_rewiring_hits_every_assignment_of_targets_equally_often() -> None:
    source, target = np.array([0, 1, 2]), np.array([3, 4, 5])
    sources, targets = (np.tile(each, (6000, 1)) for each in (source, target))
    _, found = rewire(sources, targets, np.random.default_rng(1), 40)
    counts = Counter(map(tuple, found.tolist()))
    assert len(counts) == 6
    assert sum((count - 1000) ** 2 / 1000 for count in counts.values()) < 20.5


def test_no_swaps_and_nothing_to_swap_change_nothing() -> None:
    source, target = np.array([0, 2]), np.array([1, 3])
    rng = np.random.default_rng(1)
    assert rewire(source, target, rng, 0)[1].tolist() == [1, 3]
    assert rewire(source, target, rng, fixed=np.array([True, False]))[1].tolist() == [1, 3]
    assert rewire(source[:0], target[:0], rng)[0].size == 0
