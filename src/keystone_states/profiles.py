"""The composite keystone profile of a study: its measures as indicators, weighed under a recipe.

Indicators are measures in layers, `visits/bridging` or `forums/spread`. A state has an indicator when the study ranks
it there; one that lacks an indicator is listed as not covered with what it lacks, never imputed. A measure that is a
burden (`Measure.burden`) counts downwards unless the recipe says otherwise. Percentiles run over all states that have
the indicator, so they are those of the single scores.

Coverage: on the packaged facts of November 2026 the default indicators (bridging and reach in visits, bridging and
spread in forums, convening in mediation) cover 19 of the 141 states with at least one of them; forums alone, with
`--indicators forums/bridging,forums/spread`, cover 140. The command says how many it covers, and whom not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from keystone_states import composite
from keystone_states.composite import Alternatives, CompositeRecipe, CompositeResult, Indicators, Sensitivity
from keystone_states.errors import UnknownNameError
from keystone_states.measures import Measure
from keystone_states.measures.contract import in_order
from keystone_states.model.dates import Window, months_before
from keystone_states.network import Floats, Network
from keystone_states.study import Study


def composite_of(study: Study, recipe: CompositeRecipe | None = None) -> CompositeResult:
    """The composite over all states ranked in at least one indicator, each with its profile."""
    chosen = recipe or CompositeRecipe()
    return composite.compose(indicators(study, chosen), chosen)


def sensitivity_of(study: Study, actor: str, recipe: CompositeRecipe | None = None) -> Sensitivity:
    """Which choice moves the rank of one covered state most: Sobol indices; see `composite.sensitivity`.

    Besides the choices of the composite these of the study: the pole set (as the recipe has it, or without one of
    them), the window (as it is, or two years shorter or longer), positions (as fitted, or moved by their standard
    errors, four draws; UN votes are the only source of positions there is), and size adjustment (values, or residuals
    on size).
    """
    chosen = recipe or CompositeRecipe()
    given = indicators(study, chosen)
    return composite.sensitivity(given, chosen, actor, alternatives=alternatives(study, given))


def alternatives(study: Study, given: Indicators) -> Alternatives:
    """The indicators of a study under its other choices; a choice with a single option is left out."""
    options = {
        "pole set": tuple(",".join(poles) for poles in _pole_sets(study)),
        "window": tuple(str(window) for window in _windows(study)),
        "positions": ("as fitted", *(f"draw {number + 1}" for number in range(_THETA_DRAWS))),
        "size adjustment": ("values", "residuals on size"),
    }
    matrices = np.array([_by_window(study, given, poles) for poles in _pole_sets(study)])
    several = {name: each for name, each in options.items() if len(each) > 1}
    shape = tuple(len(each) for each in several.values())
    return Alternatives(several, matrices.reshape(*shape, *given.matrix.shape))


_THETA_DRAWS, _YEARS_MOVED = 4, 2


def _pole_sets(study: Study) -> list[tuple[str, ...]]:
    """The poles, and where there are three or more the poles without each one."""
    poles = study.recipe.poles
    without = [tuple(other for other in poles if other != pole) for pole in poles] if len(poles) > 2 else []
    return [poles, *without]


def _windows(study: Study) -> list[Window]:
    """The window, and others two years shorter (where a year at least is left) and longer."""
    window, moved = study.window, 12 * _YEARS_MOVED
    later = months_before(window.start, -moved)
    shorter = [Window(later, window.end)] if later <= months_before(window.end, 12) else []
    return [window, *shorter, Window(months_before(window.start, moved), window.end)]


def _by_window(study: Study, given: Indicators, poles: tuple[str, ...]) -> list[list[list[Floats]]]:
    """Matrices of one pole set: by window, by positions, as values and as residuals."""
    other = _with_layers_of(study, given.names)
    other = replace(other, recipe=other.recipe.model_copy(update={"poles": poles}))
    networks = [other.network_of(window) for window in _windows(study)]
    return [[_matrices(other, given, each) for each in (network, *_moved(other, network))] for network in networks]


def _moved(study: Study, network: Network) -> Iterator[Network]:
    """The network at positions moved by their standard errors; an actor is moved alike in every window."""
    for number in range(_THETA_DRAWS):
        rng = np.random.default_rng([study.recipe.seed, number])
        shift = in_order(network.actors, rng.standard_normal(len(network.actors)))
        yield network.with_theta(network.theta + network.theta_se * shift)


def _matrices(study: Study, given: Indicators, network: Network) -> list[Floats]:
    """The indicators in a network, as values and as residuals on size."""
    row = [network.actors.index(actor) for actor in given.actors]
    rankings = [study.ranking(*_measure(study, name), network=network) for name in given.names]
    return [
        np.column_stack([np.where(each.ranked, of, np.nan)[row] for each, of in zip(rankings, columns, strict=True)])
        for columns in ([each.values for each in rankings], [each.residuals for each in rankings])
    ]


def indicators(study: Study, recipe: CompositeRecipe) -> Indicators:
    """States x indicators of a study; raises `UnknownNameError` for an indicator the study does not measure."""
    measures = {name: _measure(study, name) for name in recipe.indicators}
    study = _with_layers_of(study, recipe.indicators)
    matrix = np.column_stack([_values(study, *pair) for pair in measures.values()])
    ranked = np.flatnonzero(~np.isnan(matrix).all(axis=1))
    return Indicators(
        actors=tuple(study.network.actors[i] for i in ranked),
        names=tuple(measures),
        matrix=matrix[ranked],
        directions=tuple(recipe.directions.get(name, _direction(each)) for name, (_, each) in measures.items()),
        window=study.window,
    )


def _with_layers_of(study: Study, names: Sequence[str]) -> Study:
    """The study with no more layers than its indicators need."""
    layers = tuple(dict.fromkeys(name.split("/")[0] for name in names))
    return replace(study, recipe=study.recipe.model_copy(update={"layers": layers}))


def _measure(study: Study, name: str) -> tuple[str, Measure]:
    found = {f"{layer.name}/{each.name}": (layer.name, each) for layer, each in study.every_pair}
    if name not in found:
        raise UnknownNameError(f"no indicator {name!r}; there are {', '.join(found)}")
    return found[name]


def _direction(measure: Measure) -> int:
    return -1 if measure.burden else 1


def _values(study: Study, layer: str, measure: Measure) -> Floats:
    ranking = study.ranking(layer, measure)
    return np.where(ranking.ranked, ranking.values, np.nan)
