from __future__ import annotations

import numpy as np
import pytest

import worlds
from keystone_states.measures import reach, score
from keystone_states.measures.contract import rank
from keystone_states.network import Network
from worlds import value

POLES = {pole: (pole,) for pole in ("GON", "ROH", "MOR", "HAR")}
MULTIPLES = {
    **{f"S{number}": (1, 1, 1, 1) for number in range(4)},
    "SHI": (2, 2, 1, 1),
    "ARN": (4, 4, 4, 0),
}


def four_poles(factor: float = 1.0, *, scaled: tuple[str, ...] = tuple(MULTIPLES)) -> Network:
    """Six states that engage four poles; the median engagement of each pole is 1."""
    ties = [
        (actor, pole, multiple * (factor if actor in scaled else 1.0))
        for actor, multiples in MULTIPLES.items()
        for pole, multiple in zip(POLES, multiples, strict=True)
        if multiple
    ]
    return worlds.network(dict.fromkeys((*POLES, *MULTIPLES), 0.0), ties, poles=POLES)


@pytest.mark.parametrize(
    ("x", "mean"), [((1, 1, 1, 1), 1), ((2, 2, 1, 1), 4 / 3), ((4, 4, 4, 0), 0), ((np.nan, 2, np.nan, 2), 2)]
)
def test_the_harmonic_mean_over_poles(x: tuple[float, ...], mean: float) -> None:
    assert float(reach.power_mean(np.array(x))) == pytest.approx(mean)


def test_the_exponent_is_a_choice() -> None:
    assert float(reach.power_mean(np.array([4.0, 4.0, 4.0, 0.0]), 1.0)) == pytest.approx(3.0)


def test_a_state_that_is_every_pole_itself_has_no_reach() -> None:
    assert np.isnan(reach.power_mean(np.array([np.nan, np.nan])))


@pytest.mark.parametrize(("actor", "reached"), [("S0", 1.0), ("SHI", 4 / 3), ("ARN", 0.0)])
def test_reach_is_told_in_multiples_of_the_median_state(actor: str, reached: float) -> None:
    assert value(reach.MEASURE, four_poles(), actor) == pytest.approx(reached)


def test_scaling_all_ties_moves_the_medians_along_and_no_reach() -> None:
    assert reach.values(four_poles(7.0), "visits") == pytest.approx(reach.values(four_poles(), "visits"), nan_ok=True)


def test_scaling_one_states_ties_scales_its_reach() -> None:
    assert value(reach.MEASURE, four_poles(3.0, scaled=("SHI",)), "SHI") == pytest.approx(3 * 4 / 3)


def test_the_weakest_poles_have_the_largest_parts() -> None:
    parts = reach.parts(four_poles(), "visits", four_poles().index("SHI"))
    assert {part.label: part.value for part in parts} == pytest.approx(
        {"GON": 2 / 9, "ROH": 2 / 9, "MOR": 4 / 9, "HAR": 4 / 9}
    )


def test_an_absent_pole_is_named() -> None:
    parts = reach.parts(four_poles(), "visits", four_poles().index("ARN"))
    assert [part.label for part in parts if part.detail == "no tie: absent"] == ["HAR"]


def test_a_pole_is_not_asked_to_engage_itself() -> None:
    ties = [("GON", "MOR", 2.0), ("SHI", "GON", 1.0), ("SHI", "MOR", 2.0)]
    found = worlds.network({"GON": 1, "MOR": -1, "SHI": 0}, ties, poles={"GON": ["GON"], "MOR": ["MOR"]})
    assert [part.label for part in reach.parts(found, "visits", 0)] == ["MOR"]
    assert value(reach.MEASURE, found, "GON") == pytest.approx(1.0)


def test_a_pole_of_several_members_is_engaged_through_any_of_them() -> None:
    theta = {"WEST": 1.0, "GON": 1.0, "ROH": 1.0, "SHI": 0.0, "ARN": 0.0}
    ties = [("SHI", "GON", 1.0), ("SHI", "ROH", 2.0), ("ARN", "WEST", 1.0)]
    found = worlds.network(theta, ties, poles={"WEST": ["WEST", "GON", "ROH"]})
    assert reach.engagement(found, "visits")[3:, 0].tolist() == [3.0, 1.0]
    assert value(reach.MEASURE, found, "SHI") == pytest.approx(1.5)


def test_a_state_without_ties_is_missing_not_zero() -> None:
    found = worlds.network({"GON": 1, "SHI": 0, "ERE": 0}, [("SHI", "GON", 1.0)], poles={"GON": ["GON"]})
    assert np.isnan(value(reach.MEASURE, found, "ERE"))


def unengaged_pole() -> Network:
    ties = [("SHI", "GON", 1.0), ("ARN", "GON", 2.0)]
    return worlds.network({"GON": 1, "MOR": -1, "SHI": 0, "ARN": 0}, ties, poles={"GON": ["GON"], "MOR": ["MOR"]})


def test_a_pole_that_nobody_engages_counts_as_absent() -> None:
    assert value(reach.MEASURE, unengaged_pole(), "SHI") == 0.0


def test_the_interval_of_a_state_that_misses_a_pole_nobody_engages_is_not_that_of_the_other_poles() -> None:
    found = unengaged_pole()
    ranking = rank(found, reach.MEASURE, "visits", ranked=np.ones(4, dtype=bool))
    interval = score(found, ranking, found.index("SHI"), channel="diplomacy", seed=1, draws=100).interval
    assert interval is None or interval.low <= 0.01


def test_more_meetings_make_the_interval_narrower() -> None:
    few, many = ([("SHI", "GON", 1.0), ("SHI", "MOR", 1.0)] * times for times in (1, 25))
    widths = []
    for ties in (few, many):
        found = worlds.network({"GON": 1, "MOR": -1, "SHI": 0}, ties, poles={"GON": ["GON"], "MOR": ["MOR"]})
        drawn = reach.draws(found, "visits", 2, np.random.default_rng(5), 400)
        widths.append(np.ptp(np.quantile(drawn, [0.05, 0.95])))
    assert widths[1] < widths[0] / 2
