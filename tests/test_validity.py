"""Measures against an outside list: known answers, chance, and what must not matter."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from keystone_states.errors import BadInputError
from keystone_states.model.rows import Size
from keystone_states.study import Recipe, Study
from keystone_states.validity import auc, baselines_of, correlate, placebo, separation, size_years, spearman, validate
from keystone_states.world import World
from worlds import READ, middle_earth

FIRST_TWO = np.array([True, True, False, False, False])
RECIPE = Recipe(draws=0, as_of="2022-12-31", poles=("GON", "MOR"), least_ties={"visits": 1, "forums": 1})


def rng(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


@pytest.fixture
def study() -> Study:
    sizes = (("GON", 2010, 9, 1e9), ("GON", 2021, 10, 2e9), ("ROH", 2021, 5, None), ("SHI", 2020, 1, 1e6))
    rows = tuple(
        Size.model_validate({"actor": actor, "year": year, "population": people, "gdp": gdp} | READ)
        for actor, year, people, gdp in sizes
    )
    return Study(RECIPE, replace(middle_earth(), sizes=rows))


# The chance that a listed state is higher


@pytest.mark.parametrize(
    ("values", "chance"),
    [
        ([5, 4, 3, 2, 1], 1.0),
        ([1, 2, 3, 4, 5], 0.0),
        ([7, 7, 7, 7, 7], 0.5),
        ([3, 1, 3, 2, 1], (0.5 + 1 + 1 + 0 + 0 + 0.5) / 6),
        ([0.1 + 0.2, 0.0, 0.3, 0.3, 0.3], 0.25),
    ],
    ids=["perfect", "reversed", "identical", "by hand, with ties", "equal but for the order of summing"],
)
def test_known_answers(values: list[float], chance: float) -> None:
    assert auc(np.array(values, dtype=float), FIRST_TWO) == pytest.approx(chance)


labelled = st.lists(st.tuples(st.integers(0, 6), st.booleans()), min_size=4, max_size=20).filter(
    lambda pairs: len({listed for _, listed in pairs}) == 2
)


@given(labelled, st.randoms(use_true_random=False))
def test_the_order_of_states_does_not_matter_and_the_others_are_the_complement(
    pairs: list[tuple[int, bool]], random: object
) -> None:
    values, listed = (np.array(each) for each in zip(*pairs, strict=True))
    order = rng(len(pairs)).permutation(len(pairs))
    assert auc(values[order], listed[order]) == pytest.approx(auc(values, listed))
    assert auc(values, ~listed) == pytest.approx(1 - auc(values, listed))
    assert auc(np.exp(values), listed) == pytest.approx(auc(values, listed))


def test_an_interval_holds_the_value_and_narrows_with_more_states() -> None:
    values = rng().normal(size=400) + np.repeat([1.0, 0.0], 200)
    listed = np.repeat([True, False], 200)
    few = np.arange(0, 400, 20)
    wide, narrow = (
        separation(values[each], listed[each], {}, rng=rng(), draws=500).interval for each in (few, np.arange(400))
    )
    assert narrow[0] < auc(values, listed) < narrow[1]
    assert narrow[1] - narrow[0] < wide[1] - wide[0]


# Gain over size


def test_a_baseline_equal_to_the_measure_has_no_gain() -> None:
    values = np.array([5.0, 1.0, 3.0, 2.0, 4.0])
    found = separation(values, FIRST_TWO, {"log GDP": values}, rng=rng(), draws=200)
    assert found.best is not None
    assert (found.gain, found.gain_interval) == (0.0, (0.0, 0.0))


def test_the_best_baseline_is_the_highest_and_only_states_with_a_size_are_compared() -> None:
    values = np.array([5.0, 1.0, 3.0, 2.0, 4.0, 0.0])
    listed = np.array([True, True, False, False, False, True])
    sizes = {"log GDP": np.array([3.0, 3.0, 1.0, 1.0, 1.0, np.nan]), "memberships": np.zeros(6)}
    found = separation(values, listed, sizes, rng=rng(), draws=50)
    assert found.best is not None
    assert (found.best.name, found.best.auc, found.best.n) == ("log GDP", 1.0, 5)
    assert found.gain == pytest.approx(auc(values[:5], listed[:5]) - 1.0)


def test_a_size_known_for_too_few_is_no_baseline() -> None:
    sizes = np.array([1.0, np.nan, 2.0, 3.0, 4.0])
    found = separation(np.arange(5.0), FIRST_TWO, {"log GDP": sizes}, rng=rng(), draws=50)
    assert (found.baselines, found.best, found.gain, found.gain_interval) == ((), None, None, None)


# Placebo


def test_a_random_list_is_as_likely_to_be_in_any_part_of_the_placebo() -> None:
    values, random = rng(7).normal(size=40), rng(8)
    shares = []
    for _ in range(2000):
        listed = np.zeros(40, dtype=bool)
        listed[random.choice(40, 10, replace=False)] = True
        shares.append(placebo(values, listed, rng=random, draws=200))
    counts = np.histogram(shares, bins=4, range=(0, 1))[0]
    assert counts.min() > 500 - 80  # four standard deviations
    assert counts.max() < 500 + 80


def test_a_perfect_list_is_rare_and_a_flat_measure_never_is() -> None:
    listed = np.arange(30) >= 25
    assert placebo(np.arange(30.0), listed, rng=rng(), draws=500) < 0.01
    assert placebo(np.ones(30), listed, rng=rng(), draws=500) == 1.0


# A study


def test_every_measure_of_a_study_is_tested_or_says_why_not(study: Study) -> None:
    found = validate(study, ("SHI", "ROH"), seed=1, draws=50)
    assert [(each.layer, each.measure) for each in found] == [(layer.name, each.name) for layer, each in study.pairs]
    assert any(each.separation for each in found)
    for each in found:
        assert (each.separation is None) == each.note.startswith("not covered: ")
        assert each.listed + len(each.unranked) == 2


def test_a_listed_state_that_is_not_ranked_is_named(study: Study) -> None:
    for each in validate(study, ("SHI", "ROH", "VAL"), seed=1, draws=50):
        assert "VAL" in each.unranked


def test_too_few_listed_states_are_not_covered(study: Study) -> None:
    for each in validate(study, ("SHI",), seed=1, draws=50):
        assert each.separation is None
        assert "2 of each needed" in each.note


def test_the_same_seed_gives_the_same_and_the_order_of_the_list_does_not_matter(study: Study) -> None:
    found = validate(study, ("SHI", "ROH"), seed=1, draws=50)
    assert validate(study, ["ROH", "SHI", "SHI"], seed=1, draws=50) == found
    turned = Study(RECIPE, replace(study.world, states=study.world.states[::-1]))
    for one, other in zip(found, validate(turned, ("SHI", "ROH"), seed=1, draws=50), strict=True):
        assert (one.separation is None) == (other.separation is None)
        if one.separation and other.separation:
            assert one.separation.placebo == pytest.approx(other.separation.placebo)


def test_sizes_are_of_the_nearest_year_and_missing_stays_missing(study: Study) -> None:
    sizes = baselines_of(study)
    assert sizes["log GDP"] == pytest.approx({"GON": np.log(2e9), "SHI": np.log(1e6)})
    assert sizes["log population"] == pytest.approx({"GON": np.log(10), "ROH": np.log(5), "SHI": 0.0})
    assert sizes["memberships"] == {"GON": 2, "ROH": 1, "SHI": 1, "ARN": 1, "MOR": 1, "HAR": 1}
    assert (size_years(study, "gdp"), size_years(study, "population")) == ((2020, 2021), (2020, 2021))


def test_of_two_years_as_near_the_earlier_counts(study: Study) -> None:
    rows = tuple(
        Size.model_validate({"actor": "GON", "year": year, "population": people} | READ)
        for year, people in ((2023, 30), (2021, 10))
    )
    around = Study(RECIPE, replace(study.world, sizes=rows))
    assert baselines_of(around)["log population"] == pytest.approx({"GON": np.log(10)})


def test_no_draws_is_refused(study: Study) -> None:
    with pytest.raises(BadInputError, match="expected at least 1"):
        validate(study, ("SHI", "ROH"), seed=1, draws=0)


# An index


def test_correlation_with_the_measure_itself_is_perfect(study: Study) -> None:
    layer, measure = study.pairs[0]
    values = study.ranking(layer.name, measure).values
    index = {actor: float(value) for actor, value in zip(study.network.actors, values, strict=True) if value == value}
    found = correlate(study, index, seed=1, draws=200)[0]
    assert found.rho == pytest.approx(1.0)
    assert found.n == len(index)
    assert found.p is not None
    assert found.p < 0.1


def test_known_correlations() -> None:
    first = np.array([1.0, 2.0, 3.0, 4.0])
    found = spearman(first, np.array([10.0, 20.0, 40.0, 30.0]), rng=rng(), draws=100)
    assert found is not None
    assert found[0] == pytest.approx(0.8)
    reversed_ = spearman(first, -first, rng=rng(), draws=100)
    assert reversed_ is not None
    assert reversed_[0] == pytest.approx(-1.0)
    assert spearman(first, np.ones(4), rng=rng(), draws=100) is None


def test_an_index_of_too_few_states_is_not_covered(study: Study) -> None:
    for each in correlate(study, {"SHI": 1.0, "ROH": 2.0}, seed=1, draws=10):
        assert (each.rho, each.p) == (None, None)
        assert "3 needed" in each.note


def test_the_packaged_facts_have_sizes_for_most_ranked_states(world: World) -> None:
    found = validate(Study(Recipe(draws=0), world), ("KAZ", "TUR", "QAT", "UZB"), seed=1, draws=20)
    for each in found:
        if each.separation:
            assert {base.name for base in each.separation.baselines} == {"log GDP", "log population", "memberships"}
            assert all(base.n >= 0.9 * each.ranked for base in each.separation.baselines)
