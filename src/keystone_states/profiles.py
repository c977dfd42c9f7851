"""The composite keystone profile of a study: its measures as indicators, weighed under a recipe.

Indicators are measures in layers, `visits/bridging` or `forums/spread`. A state has an indicator when the study ranks
it there; one that lacks an indicator is listed as not covered with what it lacks, never imputed. A measure that is a
burden (`Measure.burden`) counts downwards unless the recipe says otherwise. Percentiles run over all states that have
the indicator, so they are those of the single scores.

Coverage by default (bridging and reach in visits, bridging and spread in forums, convening in mediation): 10 of the 59
states with at least one of them, on the packaged facts of November 2026; visits alone rank 20, mediation 27, forums 45.
Choose fewer (`--indicators forums/bridging,forums/spread` covers 45) to compare more states.
"""

from __future__ import annotations

import numpy as np

from keystone_states import composite
from keystone_states.composite import CompositeRecipe, CompositeResult, Indicators, Sensitivity
from keystone_states.errors import UnknownNameError
from keystone_states.measures import Measure
from keystone_states.network import Floats
from keystone_states.study import Study


def composite_of(study: Study, recipe: CompositeRecipe | None = None) -> CompositeResult:
    """The composite over all states ranked in at least one indicator, each with its profile."""
    chosen = recipe or CompositeRecipe()
    return composite.compose(indicators(study, chosen), chosen)


def sensitivity_of(study: Study, actor: str, recipe: CompositeRecipe | None = None) -> Sensitivity:
    """Which choice moves the rank of one covered state most: Sobol indices; see `composite.sensitivity`."""
    chosen = recipe or CompositeRecipe()
    return composite.sensitivity(indicators(study, chosen), chosen, actor)


def indicators(study: Study, recipe: CompositeRecipe) -> Indicators:
    """States x indicators of a study; raises `UnknownNameError` for an indicator the study does not measure."""
    measures = {name: _measure(study, name) for name in recipe.indicators}
    matrix = np.column_stack([_values(study, *pair) for pair in measures.values()])
    ranked = np.flatnonzero(~np.isnan(matrix).all(axis=1))
    return Indicators(
        actors=tuple(study.network.actors[i] for i in ranked),
        names=tuple(measures),
        matrix=matrix[ranked],
        directions=tuple(recipe.directions.get(name, _direction(each)) for name, (_, each) in measures.items()),
        window=study.window,
    )


def _measure(study: Study, name: str) -> tuple[str, Measure]:
    found = {f"{layer.name}/{each.name}": (layer.name, each) for layer, each in study.pairs}
    if name not in found:
        raise UnknownNameError(f"no indicator {name!r}; there are {', '.join(found)}")
    return found[name]


def _direction(measure: Measure) -> int:
    return -1 if measure.burden else 1


def _values(study: Study, layer: str, measure: Measure) -> Floats:
    ranking = study.ranking(layer, measure)
    return np.where(ranking.ranked, ranking.values, np.nan)
