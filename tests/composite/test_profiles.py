"""The composite of a study: Middle-earth typed by hand, then the packaged facts."""

from __future__ import annotations

import numpy as np
import pytest

from keystone_states.composite import CompositeRecipe
from keystone_states.errors import UnknownNameError
from keystone_states.measures import measure
from keystone_states.profiles import composite_of, indicators, sensitivity_of
from keystone_states.study import Recipe, Study
from keystone_states.world import World
from worlds import middle_earth


@pytest.fixture(scope="module")
def arda() -> Study:
    least = {"visits": 1, "forums": 1, "mediation": 1}
    return Study(Recipe(as_of="2022-12-31", poles=["GON", "MOR"], least_ties=least, draws=0), middle_earth())


@pytest.fixture(scope="module")
def study(world: World) -> Study:
    return Study(Recipe(as_of="2022-10-13", draws=0), world)


def test_the_shire_bridges(arda: Study) -> None:
    found = composite_of(arda, CompositeRecipe(indicators=("visits/bridging", "forums/spread"), draws=100))
    assert found.rows[0].actor == "SHI"
    assert found.window == arda.window


def test_a_burden_is_turned_round_unless_the_recipe_says_otherwise(arda: Study) -> None:
    names = ("visits/bridging", "visits/exposure")
    assert indicators(arda, CompositeRecipe(indicators=names)).directions == (1, -1)
    upwards = CompositeRecipe(indicators=names, directions={"visits/exposure": 1})
    assert indicators(arda, upwards).directions == (1, 1)


def test_an_unknown_indicator_says_what_there_is(arda: Study) -> None:
    with pytest.raises(UnknownNameError, match="no indicator 'visits/charm'; there are visits/bridging"):
        composite_of(arda, CompositeRecipe(indicators=("visits/charm",)))


def test_the_profile_is_the_percentile_of_the_single_score(study: Study) -> None:
    row = composite_of(study, CompositeRecipe(draws=10)).row("KAZ")
    for each in row.profile:
        layer, name = each.indicator.split("/")
        score = study.score("KAZ", layer, measure(name), parts=False)
        assert score.percentile is not None
        assert each.value == score.value
        assert each.normalised == pytest.approx(score.percentile / 100)


def test_covered_and_not_covered_states_are_all_that_are_ranked_somewhere(study: Study) -> None:
    recipe = CompositeRecipe(draws=10)
    found = composite_of(study, recipe)
    ranked: dict[str, set[str]] = {}
    for name in recipe.indicators:
        layer, of = name.split("/")
        states = np.array(study.network.actors)[study.ranking(layer, measure(of)).ranked]
        ranked[name] = set(states.tolist())
    assert {row.actor for row in found.rows} == set.intersection(*ranked.values())
    assert {each.actor for each in found.not_covered} == set.union(*ranked.values()) - set.intersection(
        *ranked.values()
    )
    for each in found.not_covered:
        assert each.lacks == tuple(name for name in recipe.indicators if each.actor not in ranked[name])


def test_fewer_indicators_cover_more_states(study: Study) -> None:
    fewer = CompositeRecipe(indicators=("forums/bridging", "forums/spread"), draws=10)
    assert len(composite_of(study, fewer).rows) > len(composite_of(study, CompositeRecipe(draws=10)).rows)


def test_sensitivity_names_every_choice(study: Study) -> None:
    recipe = CompositeRecipe(samples=64)
    found = sensitivity_of(study, "KAZ", recipe)
    assert {each.choice for each in found.effects} == {
        "normalisation",
        "aggregation",
        "weights",
        *(f"drop {name}" for name in recipe.indicators),
    }
    totals = [each.total for each in found.effects]
    assert totals == sorted(totals, reverse=True)
    assert 1 <= found.low <= found.mean <= found.high
