"""The composite keystone profile: normalise, weigh, aggregate as a recipe; uncertainty and sensitivity of ranks.

Arrays in, frozen data out; it knows no study and no store. A composite never comes without its profile.
"""

from keystone_states.composite.aggregate import AGGREGATIONS, aggregate
from keystone_states.composite.normalise import NORMALISATIONS, normalise
from keystone_states.composite.recipe import CompositeRecipe, make_composite_recipe, read_composite_recipe
from keystone_states.composite.result import (
    Alternatives,
    CompositeResult,
    CompositeRow,
    Indicators,
    IndicatorValue,
    NotCovered,
    compose,
    sensitivity,
)
from keystone_states.composite.sensitivity import Effect, Sensitivity, sobol
from keystone_states.composite.uncertainty import RankSpread, ranks, spread

__all__ = [
    "AGGREGATIONS",
    "NORMALISATIONS",
    "Alternatives",
    "CompositeRecipe",
    "CompositeResult",
    "CompositeRow",
    "Effect",
    "IndicatorValue",
    "Indicators",
    "NotCovered",
    "RankSpread",
    "Sensitivity",
    "aggregate",
    "compose",
    "make_composite_recipe",
    "normalise",
    "ranks",
    "read_composite_recipe",
    "sensitivity",
    "sobol",
    "spread",
]
