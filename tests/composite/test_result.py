from __future__ import annotations

from dataclasses import FrozenInstanceError, replace
from typing import Any

import numpy as np
import pytest

from keystone_states.composite import CompositeRecipe, Indicators, compose, sensitivity
from keystone_states.errors import BadInputError
from worlds import WINDOW

NAN = float("nan")


def given(rows: dict[str, tuple[float, ...]], directions: tuple[int, ...] = ()) -> Indicators:
    count = len(next(iter(rows.values())))
    names = tuple(f"visits/{letter}" for letter in "abcdefgh"[:count])
    return Indicators(tuple(rows), names, np.array(list(rows.values())), directions or (1,) * count, WINDOW)


def recipe(of: Indicators, **more: Any) -> CompositeRecipe:
    return CompositeRecipe(**{"indicators": of.names, "draws": 300, "samples": 64, "top_k": 1} | more)


def made_up(states: int = 12, seed: int = 8) -> Indicators:
    rng = np.random.default_rng(seed)
    return given({f"S{number:02d}": tuple(rng.random(3)) for number in range(states)})


ARDA = given({"GON": (3.0, 9.0), "ROH": (2.0, 2.0), "SHI": (2.0, 2.0), "MOR": (1.0, 1.0)})


def test_by_hand() -> None:
    found = compose(ARDA, recipe(ARDA, floor=0.0))
    assert [(each.actor, each.rank) for each in found.rows] == [("GON", 1), ("ROH", 2), ("SHI", 2), ("MOR", 4)]
    assert [each.value for each in found.rows] == pytest.approx([1.0, 0.5, 0.5, 0.0])
    assert found.weights == (0.5, 0.5)


def test_a_state_that_leads_everywhere_is_first_in_every_draw() -> None:
    found = compose(ARDA, recipe(ARDA, weights="dirichlet")).row("GON")
    assert (found.rank, found.low, found.median, found.high, found.top_chance) == (1, 1, 1, 1, 1.0)


@pytest.mark.parametrize("aggregation", ["geometric", "arithmetic"])
def test_identical_states_tie_in_every_draw(aggregation: str) -> None:
    rows = {name: tuple(row) for name, row in zip(made_up().actors, made_up().matrix, strict=True)}
    of = given({**rows, "TWIN": rows["S03"]})
    found = compose(of, recipe(of, aggregation=aggregation, top_k=4))
    assert replace(found.row("TWIN"), actor="S03") == found.row("S03")


def test_the_profile_stands_beside_every_value() -> None:
    found = compose(ARDA, recipe(ARDA, normalisation="minmax")).row("ROH")
    assert [(each.indicator, each.value, each.normalised) for each in found.profile] == [
        ("visits/a", 2.0, 0.5),
        ("visits/b", 2.0, 0.125),
    ]
    assert found.value == pytest.approx(0.25)
    assert found.beside == pytest.approx(0.3125)


def test_relabelling_states_and_reordering_changes_nothing() -> None:
    of = made_up()
    names = {actor: f"T{number:02d}" for number, actor in enumerate(reversed(of.actors))}
    order = [5, 2, 0, 7, 11, 1, 3, 4, 10, 9, 8, 6]
    renamed = replace(of, actors=tuple(names[of.actors[i]] for i in order), matrix=of.matrix[order])
    before, after = compose(of, recipe(of)), compose(renamed, recipe(of))
    for row in before.rows:
        twin = after.row(names[row.actor])
        assert (twin.rank, twin.low, twin.median, twin.high) == (row.rank, row.low, row.median, row.high)
        assert twin.value == pytest.approx(row.value)
        assert twin.top_chance == row.top_chance


def test_the_order_of_indicators_changes_no_draw_and_no_index() -> None:
    of = made_up()
    turned = Indicators(of.actors, of.names[::-1], of.matrix[:, ::-1], (1, 1, 1), WINDOW)
    before, after = compose(of, recipe(of)), compose(turned, recipe(turned))
    for row in before.rows:
        assert replace(after.row(row.actor), profile=(), value=0, beside=0) == replace(
            row, profile=(), value=0, beside=0
        )
    assert sensitivity(of, recipe(of), "S04") == sensitivity(turned, recipe(turned), "S04")


def test_the_same_recipe_gives_the_same_result_and_another_seed_another() -> None:
    of = made_up()
    assert compose(of, recipe(of)) == compose(of, recipe(of))
    chances = [[row.top_chance for row in compose(of, recipe(of, seed=seed)).rows] for seed in (1, 2)]
    assert chances[0] != chances[1]


def test_a_constant_indicator_moves_no_rank() -> None:
    of = made_up()
    level = given({actor: (*of.matrix[i], 4.0) for i, actor in enumerate(of.actors)})
    before, after = compose(of, recipe(of)), compose(level, recipe(level))
    assert [row.actor for row in before.rows] == [row.actor for row in after.rows]
    effects = {each.choice: each.total for each in sensitivity(level, recipe(level, samples=512), "S04").effects}
    assert effects["drop visits/d"] == 0.0
    assert max(effects.values()) > 0.1


def test_a_burden_counts_downwards() -> None:
    turned = replace(ARDA, directions=(-1, -1))
    assert compose(turned, recipe(ARDA)).rows[0].actor == "MOR"


def test_stated_weights_are_the_centre_of_the_draws() -> None:
    of = given({"GON": (2.0, 1.0), "MOR": (1.0, 2.0)})
    chosen = recipe(of, aggregation="arithmetic", weights={"visits/a": 3, "visits/b": 1}, concentration=1000)
    assert [(row.actor, row.top_chance) for row in compose(of, chosen).rows] == [("GON", 1.0), ("MOR", 0.0)]


def test_what_a_state_lacks_is_named_and_nothing_imputed() -> None:
    of = given({"GON": (3.0, 9.0), "ROH": (2.0, NAN), "SHI": (1.0, 2.0)})
    found = compose(of, recipe(of))
    assert [row.actor for row in found.rows] == ["GON", "SHI"]
    assert [(each.actor, each.lacks) for each in found.not_covered] == [("ROH", ("visits/b",))]
    with pytest.raises(BadInputError, match="ROH is not covered: it lacks visits/b"):
        found.row("ROH")
    with pytest.raises(BadInputError, match="ROH is not covered: it lacks visits/b"):
        sensitivity(of, recipe(of), "ROH")
    with pytest.raises(BadInputError, match="MOR is not covered: it lacks visits/a, visits/b"):
        found.row("MOR")


def test_a_lower_least_share_covers_more_and_shows_the_gap() -> None:
    of = given({"GON": (3.0, 9.0), "ROH": (2.0, NAN), "SHI": (1.0, 2.0)})
    found = compose(of, recipe(of, least_share=0.5)).row("ROH")
    assert found.value == pytest.approx(0.5)
    assert [each.normalised for each in found.profile] == [0.5, None]


def test_a_state_whose_only_indicator_weighs_nothing_is_not_covered() -> None:
    of = given({"GON": (3.0, 9.0), "ROH": (2.0, NAN), "SHI": (1.0, 2.0)})
    found = compose(of, recipe(of, least_share=0.5, weights={"visits/a": 0}))
    assert [row.actor for row in found.rows] == ["GON", "SHI"]


def test_percentiles_run_over_all_that_have_the_indicator() -> None:
    of = given({"GON": (3.0, 9.0), "ROH": (2.0, NAN), "SHI": (1.0, 2.0)})
    found = compose(of, recipe(of))
    assert found.row("GON").profile[0].normalised == 1.0
    assert compose(
        given({**dict(zip(of.actors, map(tuple, of.matrix), strict=True)), "TOP": (4.0, NAN)}), recipe(of)
    ).row("GON").profile[0].normalised == pytest.approx(2 / 3)


def test_nobody_covered_is_an_empty_result() -> None:
    of = given({"GON": (NAN, 1.0), "ROH": (1.0, NAN)})
    found = compose(of, recipe(of))
    assert found.rows == ()
    assert len(found.not_covered) == 2


def test_one_indicator_alone_has_no_sensitivity() -> None:
    of = given({"GON": (1.0,), "ROH": (2.0,)})
    with pytest.raises(BadInputError, match="stands alone"):
        sensitivity(of, recipe(of), "GON")


def test_a_result_is_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        compose(ARDA, recipe(ARDA)).rows = ()  # type: ignore[misc]
