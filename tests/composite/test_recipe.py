from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from keystone_states.composite import CompositeRecipe, make_composite_recipe, read_composite_recipe
from keystone_states.errors import BadInputError, StoreError

TEXT = """
indicators = ["visits/bridging", "forums/spread"]
aggregation = "arithmetic"
top_k = 3

[weights]
"visits/bridging" = 2

[directions]
"forums/spread" = -1
"""


def test_a_recipe_is_read_from_toml(tmp_path: Path) -> None:
    path = tmp_path / "composite.toml"
    path.write_text(TEXT, encoding="utf-8")
    recipe = read_composite_recipe(path)
    assert recipe.weights == {"visits/bridging": 2}
    assert recipe.directions == {"forums/spread": -1}
    assert (recipe.aggregation, recipe.top_k, recipe.draws) == ("arithmetic", 3, 10_000)
    assert recipe.digest != CompositeRecipe().digest
    assert recipe.digest == read_composite_recipe(path).digest


def test_a_recipe_is_frozen() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        CompositeRecipe().draws = 3  # type: ignore[misc]


@pytest.mark.parametrize(
    ("keys", "says"),
    [
        ({"colour": 1}, "no key 'colour'; there are indicators"),
        ({"indicators": []}, "indicators is []"),
        ({"indicators": ["charm"]}, "'charm' is no indicator; expected layer/measure"),
        ({"indicators": ["a/b/c"]}, "'a/b/c' is no indicator"),
        ({"weights": "any"}, "weights is 'any'; expected equal, dirichlet"),
        ({"weights": 3}, "weights is 3"),
        ({"weights": {"visits/charm": 1}}, "'visits/charm' is not among the indicators"),
        ({"weights": {"visits/reach": -1}}, "visits/reach weighs -1"),
        ({"weights": {"visits/reach": float("inf")}}, "visits/reach weighs inf"),
        ({"weights": {"visits/reach": True}}, "visits/reach weighs True"),
        ({"directions": {"visits/reach": 0}}, "directions.visits/reach is 0"),
        ({"directions": {"visits/charm": 1}}, "'visits/charm' is not among"),
        ({"samples": 1000}, "samples is 1000; expected a power of two"),
        ({"draws": 0}, "draws is 0"),
        ({"floor": 1.0}, "floor is 1.0"),
        ({"aggregation": "median"}, "aggregation is 'median'"),
    ],
)
def test_a_bad_recipe_names_the_key_and_what_was_expected(keys: dict[str, object], says: str) -> None:
    with pytest.raises(BadInputError) as fault:
        make_composite_recipe(keys)
    assert says in str(fault.value)


def test_a_file_that_is_no_toml_or_not_there(tmp_path: Path) -> None:
    path = tmp_path / "composite.toml"
    path.write_text("draws = ", encoding="utf-8")
    with pytest.raises(BadInputError, match=r"composite\.toml: not TOML"):
        read_composite_recipe(path)
    with pytest.raises(StoreError, match="cannot read the recipe"):
        read_composite_recipe(tmp_path / "none.toml")
