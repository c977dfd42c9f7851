"""The composite of a study: Middle-earth typed by hand, then the packaged facts."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from keystone_states.composite import CompositeRecipe
from keystone_states.errors import UnknownNameError
from keystone_states.measures import measure
from keystone_states.profiles import alternatives, composite_of, indicators, sensitivity_of
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
        "drop layer visits",
        "drop layer forums",
        *("pole set", "window", "positions", "size adjustment"),
    }
    totals = [each.total for each in found.effects]
    assert totals == sorted(totals, reverse=True)
    assert 1 <= found.low <= found.mean <= found.high


def test_the_first_option_of_every_choice_is_the_study_as_it_is(study: Study) -> None:
    of = indicators(study, CompositeRecipe())
    found = alternatives(study, of)
    assert {name: len(each) for name, each in found.options.items()} == {
        "pole set": 5,
        "window": 3,
        "positions": 5,
        "size adjustment": 2,
    }
    assert found.matrices.shape == (5, 3, 5, 2, *of.matrix.shape)
    assert np.array_equal(found.matrices[0, 0, 0, 0], of.matrix, equal_nan=True)


def test_a_choice_moves_what_rests_on_it_and_nothing_else(study: Study) -> None:
    of = indicators(study, CompositeRecipe())
    base, matrices = of.matrix, alternatives(study, of).matrices
    moved = {
        "pole set": matrices[1, 0, 0, 0],
        "window": matrices[0, 1, 0, 0],
        "positions": matrices[0, 0, 1, 0],
        "size adjustment": matrices[0, 0, 0, 1],
    }
    changed = {
        name: {of.names[i] for i in range(len(of.names)) if not np.array_equal(base[:, i], each[:, i], equal_nan=True)}
        for name, each in moved.items()
    }
    assert changed["pole set"] == {"visits/reach"}
    assert changed["positions"] == set(of.names) - {"visits/reach"}
    assert changed["window"] == {"visits/reach", "visits/bridging", "mediation/convening"}
    assert changed["size adjustment"] == set(of.names)


def test_a_choice_with_one_option_is_left_out(study: Study) -> None:
    two = replace(study, recipe=study.recipe.model_copy(update={"years": 2, "poles": ("USA", "CHN")}))
    found = alternatives(two, indicators(two, CompositeRecipe()))
    assert list(found.options) == ["window", "positions", "size adjustment"]
    assert len(found.options["window"]) == 2  # none is two years shorter than two years


def test_a_composite_does_without_what_is_slow_to_import() -> None:
    script = (
        "import sys; from keystone_states import reference; from keystone_states.profiles import composite_of\n"
        "from keystone_states.study import Recipe, Study; from keystone_states.world import World\n"
        "found = composite_of(Study(Recipe(as_of='2022-10-13', draws=0), World.of(reference.load())))\n"
        "print(len(found.rows) > 3, 'scipy' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["True", "False"]
