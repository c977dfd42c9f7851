"""What must hold for every World: the order of its rows does not matter, what an actor is called neither."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import worlds
from keystone_states.layers import LAYERS
from keystone_states.model.scores import Score
from keystone_states.study import Study, make_recipe
from keystone_states.world import World

quick = settings(deadline=None, max_examples=25, derandomize=True)
RECIPE = {
    "as_of": "2022-12-31",
    "since": "2018-01-01",
    "poles": ["GON", "MOR"],
    "draws": 0,
    "least_ties": {"visits": 1},
}
WORLD = worlds.middle_earth()


@st.composite
def shuffled(draw: st.DrawFn) -> World:
    """Middle-earth with the rows of every table in another order."""
    return World(**{name: tuple(draw(st.permutations(rows))) for name, rows in WORLD.tables.items()})


def numbers(found: Score) -> list[float]:
    """Value, size and size-adjusted value, NaN where there is none."""
    each = (found.value, found.n, found.of, found.size_adjusted)
    return [float("nan") if number is None else float(number) for number in each]


def parts(found: Score) -> dict[tuple[str, ...], float]:
    return {tuple(sorted(part.actors)): part.value for part in found.parts}


@quick
@given(other=shuffled())
def test_the_order_of_rows_changes_no_score(other: World) -> None:
    for actor in ("SHI", "GON", "HAR"):
        one, two = (Study(make_recipe(RECIPE), each).profile(actor) for each in (WORLD, other))
        for before, after in zip(one, two, strict=True):
            assert numbers(after) == pytest.approx(numbers(before), abs=1e-9, nan_ok=True)
            assert parts(after) == pytest.approx(parts(before), abs=1e-9)
            assert set(after.evidence) == set(before.evidence)


def test_the_order_of_states_changes_no_rank() -> None:
    *others, mordor, harad = WORLD.states
    swapped = replace(WORLD, states=(*others, harad, mordor))
    one, two = (Study(make_recipe(RECIPE), each).profile("SHI") for each in (WORLD, swapped))
    assert [(each.rank, each.percentile) for each in two] == [(each.rank, each.percentile) for each in one]


def test_the_order_of_meetings_changes_no_interval() -> None:
    recipe = make_recipe({**RECIPE, "draws": 50})
    other = replace(WORLD, meetings=WORLD.meetings[::-1])
    before, after = (Study(recipe, each).profile("SHI")[0].interval for each in (WORLD, other))
    assert before is not None
    assert after is not None
    assert (after.low, after.high) == pytest.approx((before.low, before.high))


@quick
@given(other=shuffled())
def test_the_order_of_rows_changes_no_layer(other: World) -> None:
    one, two = (Study(make_recipe(RECIPE), each).network for each in (WORLD, other))
    order = [two.index(actor) for actor in one.actors]
    for layer in LAYERS:
        strength = two.layer(layer.name).strength[np.ix_(order, order)]
        assert strength == pytest.approx(one.layer(layer.name).strength)
