"""M6 on passages typed by hand, and on the layer's own of a small World."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from keystone_states.layers import corridors, energy
from keystone_states.measures.corridor_value import MEASURE
from keystone_states.model.dates import Window
from keystone_states.network import Network, Passage
from keystone_states.world import World
from roads import CROSSINGS, LEGS, PLACES, STATES, TRANSFERS, demand, pipeline
from worlds import choices, network, state, value
from worlds import world as make_world

UP_TO = Window(date(2018, 1, 1), date(2023, 1, 1))


def passage(shapley: tuple[float, ...], removal: tuple[float, ...], weight: float = 1.0, **more: float) -> Passage:
    gains, losses = np.array(shapley), np.array(removal)
    bounds = {"low": 1.0, "high": 1.0} | more
    return Passage("A", "B", "1 teu", gains, gains, losses, weight, day=1, evidence=("demands:a/b",), **bounds)  # type: ignore[arg-type]


def of(*passages: Passage) -> Network:
    return replace(network({"GON": 0.0, "ROH": 0.0, "MOR": 0.0}), passages={"visits": passages})


def test_a_monopoly_has_all_and_is_irreplaceable() -> None:
    found = of(passage((1, 0, 0), (1, 0, 0)))
    assert value(MEASURE, found, "GON") == 1
    beside = {each.label: each.value for each in MEASURE.beside(found, "visits", 0)}
    assert beside == {"removal loss": 1, "irreplaceability": 1, "Banzhaf value": 1}


def test_links_of_a_chain_share_and_each_is_needed_for_all() -> None:
    found = of(passage((0.5, 0.5, 0), (1, 1, 0)))
    assert value(MEASURE, found, "ROH") == 0.5
    assert MEASURE.beside(found, "visits", 1)[1].value == 2


def test_a_state_that_no_pair_needs_is_not_covered() -> None:
    found = of(passage((0.5, 0.5, 0), (1, 1, 0)))
    assert np.isnan(value(MEASURE, found, "MOR"))
    assert MEASURE.size(found, "visits").tolist() == [1, 1, 0]
    assert np.isnan(value(MEASURE, of(), "GON"))


def test_parts_sum_to_the_value_the_largest_first() -> None:
    found = of(passage((1, 0, 0), (1, 0, 0), 0.25), passage((0.5, 0.5, 0), (0, 0, 0), 0.75))
    parts = MEASURE.parts(found, "visits", 0)
    assert [each.value for each in parts] == [0.375, 0.25]
    assert sum(each.value for each in parts) == value(MEASURE, found, "GON")
    assert MEASURE.evidence(found, "visits", 0) == ("demands:a/b",)


def test_draws_move_with_the_bounds_of_volumes_and_stay_shares() -> None:
    rng = np.random.default_rng(1)
    sure = of(passage((1, 0, 0), (1, 0, 0), 0.5), passage((0, 1, 0), (0, 1, 0), 0.5))
    assert MEASURE.draw(sure, "visits", 0, rng, 5).tolist() == [0.5] * 5
    unsure = of(passage((1, 0, 0), (1, 0, 0), 0.5, low=0.5, high=2), passage((0, 1, 0), (0, 1, 0), 0.5))
    drawn = MEASURE.draw(unsure, "visits", 0, rng, 400)
    assert 1 / 3 <= drawn.min() < 0.45 < 0.55 < drawn.max() <= 2 / 3


@pytest.fixture(scope="module")
def arda() -> World:
    plain = make_world([state(code) for code in STATES])
    return replace(
        plain,
        places=PLACES,
        legs=LEGS,
        crossings=CROSSINGS,
        transfers=TRANSFERS,
        pipelines=(
            pipeline("oil-road", "hobbiton", "edoras", "ROH"),
            pipeline("oil-road", "edoras", "minas-tirith", "GON"),
            pipeline("gas-road", "hobbiton", "arnor-south", "ARN", cargo="gas"),
            pipeline("gas-road", "arnor-south", "minas-tirith", "MOR", cargo="gas"),
        ),
        demands=(
            demand("hobbiton", "edoras", 500),
            demand("hobbiton", "minas-tirith", 5, cargo="oil"),
            demand("hobbiton", "minas-tirith", 70, cargo="gas"),
        ),
    )


def index(world: World) -> dict[str, int]:
    return {row.actor: number for number, row in enumerate(world.states)}


def test_the_worth_of_a_channel_sums_to_one(arda: World) -> None:
    for layer in (corridors.LAYER, energy.LAYER):
        assert layer.transit is not None
        found = list(layer.transit(arda, UP_TO, index(arda)))
        assert sum(each.weight * each.shapley.sum() for each in found) == pytest.approx(1)


def test_oil_and_gas_count_half_each_whatever_their_units(arda: World) -> None:
    ties = {(each.source, each.target): each.weight for each in energy.LAYER.build(arda, UP_TO, choices())}
    assert ties["SHI", "ROH"] == pytest.approx(0.5), "all of the oil"
    assert ties["SHI", "ARN"] == ties["GON", "MOR"] == pytest.approx(0.25), "half of the gas each"


def test_ties_run_from_both_ends_to_who_is_passed(arda: World) -> None:
    ties = {(each.source, each.target) for each in corridors.LAYER.build(arda, UP_TO, choices())}
    assert ("SHI", "ARN") in ties
    assert ("ROH", "ARN") in ties
    assert all(target not in ("SHI", "ROH") for _, target in ties)


def test_before_any_demand_there_is_nothing(arda: World) -> None:
    early = Window(date(2010, 1, 1), date(2015, 1, 1))
    assert list(corridors.LAYER.build(arda, early, choices())) == []
