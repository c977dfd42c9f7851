"""A composite with its profile: what each indicator gives stands beside every value, always."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from keystone_states.composite import weights as weighing
from keystone_states.composite.aggregate import AGGREGATIONS, aggregate, covered
from keystone_states.composite.normalise import NORMALISATIONS, Floats, normalise
from keystone_states.composite.recipe import CompositeRecipe
from keystone_states.composite.sensitivity import Sensitivity, composite_choices, layers_of, rank_model, sobol
from keystone_states.composite.uncertainty import RankSpread, ranks, spread
from keystone_states.errors import BadInputError
from keystone_states.model.dates import Window

UNIT = "0 (lowest) to 1 (highest)"


@dataclass(frozen=True, slots=True)
class IndicatorValue:
    """One indicator of one state: as measured, and on the common scale; None where the state lacks it."""

    indicator: str
    value: float | None
    normalised: float | None


@dataclass(frozen=True, slots=True)
class CompositeRow:
    """One state: value and rank, the rank's 90 % interval and median over draws of weights, the probability to be among
    the first k, value and rank by the other mean, and the profile.
    """

    actor: str
    rank: int
    value: float
    low: int
    high: int
    median: int
    top_chance: float
    beside: float
    beside_rank: int
    profile: tuple[IndicatorValue, ...]


@dataclass(frozen=True, slots=True)
class NotCovered:
    """A state without enough indicators, and what it lacks."""

    actor: str
    lacks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Indicators:
    """What a composite is made of: states x indicators (NaN: lacks it), the direction of each, and the window."""

    actors: tuple[str, ...]
    names: tuple[str, ...]
    matrix: Floats
    directions: tuple[int, ...]
    window: Window

    def scaled(self, normalisation: str) -> Floats:
        """The matrix normalised over all states that have the indicator."""
        return normalise(self.matrix, normalisation, self.directions)

    def sorted(self) -> Indicators:
        """The same with indicators by name, so that their order in a recipe changes no draw."""
        order = sorted(range(len(self.names)), key=self.names.__getitem__)
        return Indicators(
            self.actors,
            tuple(self.names[i] for i in order),
            self.matrix[:, order],
            tuple(self.directions[i] for i in order),
            self.window,
        )


@dataclass(frozen=True, slots=True)
class CompositeResult:
    """Covered states by rank, each with its profile, and the states not covered with what they lack."""

    recipe: CompositeRecipe
    window: Window
    indicators: tuple[str, ...]
    directions: tuple[int, ...]
    weights: tuple[float, ...]
    rows: tuple[CompositeRow, ...]
    not_covered: tuple[NotCovered, ...]
    unit: str = UNIT

    def row(self, actor: str) -> CompositeRow:
        """The row of one state; raises `BadInputError` saying what it lacks when it is not covered."""
        for each in self.rows:
            if each.actor == actor:
                return each
        raise _lacking(actor, next((each.lacks for each in self.not_covered if each.actor == actor), self.indicators))


def _lacking(actor: str, lacks: Sequence[str]) -> BadInputError:
    return BadInputError(f"{actor} is not covered: it lacks {', '.join(lacks)}; choose fewer indicators")


def compose(given: Indicators, recipe: CompositeRecipe) -> CompositeResult:
    """The composite of a matrix of indicators under a recipe."""
    enough = _enough(given, recipe)
    rows = _rows(given, recipe, enough) if enough.any() else []
    return CompositeResult(
        recipe=recipe,
        window=given.window,
        indicators=given.names,
        directions=given.directions,
        weights=tuple(_weights(given.names, recipe).tolist()),
        rows=tuple(sorted(rows, key=lambda each: (each.rank, each.actor))),
        not_covered=tuple(
            NotCovered(given.actors[i], _names(given, np.isnan(given.matrix[i]))) for i in np.flatnonzero(~enough)
        ),
    )


@dataclass(frozen=True, slots=True)
class Alternatives:
    """The same indicators under other choices of a study: for each choice its options, and a matrix for every
    combination of options (an axis per choice, then states x indicators, as in the Indicators they belong to).
    """

    options: Mapping[str, tuple[str, ...]]
    matrices: Floats


def sensitivity(
    given: Indicators, recipe: CompositeRecipe, actor: str, *, alternatives: Alternatives | None = None
) -> Sensitivity:
    """Sobol indices of the rank of one covered state over the choices of a recipe, and of its study.

    The states compared are those covered by the Indicators given; under other choices of the study a state that lacks
    an indicator is placed by those it has, and last when it has none.
    """
    if len(given.names) < 2:
        _state(given, recipe, actor)
        raise BadInputError(f"{given.names[0]} stands alone; a rank moves with choices from two indicators on")
    order = sorted(range(len(given.names)), key=given.names.__getitem__)
    ordered, enough = given.sorted(), _enough(given, recipe)
    matrices = given.matrix if alternatives is None else alternatives.matrices
    options = {} if alternatives is None else {name: len(each) for name, each in alternatives.options.items()}
    scaled = [_scaled(matrices[..., order], how, ordered.directions)[..., enough, :] for how in NORMALISATIONS]
    layers = tuple(layers_of(ordered.names).values())
    alpha = _alphas(ordered.names, recipe)
    model = rank_model(scaled, _state(given, recipe, actor), alpha=alpha, floor=recipe.floor, layers=layers)
    return sobol(model, composite_choices(ordered.names, options), samples=recipe.samples, seed=recipe.seed)


def _state(given: Indicators, recipe: CompositeRecipe, actor: str) -> int:
    """Number of a state among those covered; raises `BadInputError` saying what it lacks."""
    states = [each for each, has in zip(given.actors, _enough(given, recipe), strict=True) if has]
    if actor not in states:
        i = given.actors.index(actor) if actor in given.actors else None
        raise _lacking(actor, sorted(given.names if i is None else _names(given, np.isnan(given.matrix[i]))))
    return states.index(actor)


def _scaled(matrices: Floats, how: str, directions: Sequence[int]) -> Floats:
    """Each matrix normalised on its own."""
    flat = matrices.reshape(-1, *matrices.shape[-2:])
    return np.array([normalise(each, how, directions) for each in flat]).reshape(matrices.shape)


def _enough(given: Indicators, recipe: CompositeRecipe) -> NDArray[np.bool_]:
    """States with the least share of indicators, of which one at least weighs something."""
    weighed = ~np.isnan(given.matrix) @ _weights(given.names, recipe) > 0
    return np.asarray(covered(given.matrix, recipe.least_share) & weighed)


def _weights(names: Sequence[str], recipe: CompositeRecipe) -> Floats:
    return weighing.stated(names, recipe.weights) if isinstance(recipe.weights, dict) else weighing.equal(len(names))


def _alphas(names: Sequence[str], recipe: CompositeRecipe) -> Floats:
    return weighing.alphas(_weights(names, recipe), 1.0 if recipe.weights == "dirichlet" else recipe.concentration)


def _spread(given: Indicators, recipe: CompositeRecipe, enough: NDArray[np.bool_]) -> RankSpread:
    ordered = given.sorted()
    scaled = ordered.scaled(recipe.normalisation)[enough]
    drawn = weighing.draw(_alphas(ordered.names, recipe), recipe.draws, seed=recipe.seed)
    return spread(
        lambda weights: aggregate(scaled, weights, recipe.aggregation, floor=recipe.floor), drawn, top_k=recipe.top_k
    )


def _rows(given: Indicators, recipe: CompositeRecipe, enough: NDArray[np.bool_]) -> list[CompositeRow]:
    raw, scaled = given.matrix[enough], given.scaled(recipe.normalisation)[enough]
    w = _weights(given.names, recipe)
    other = next(each for each in AGGREGATIONS if each != recipe.aggregation)
    values, beside = (aggregate(scaled, w, how, floor=recipe.floor) for how in (recipe.aggregation, other))
    rank, beside_rank = ranks(values[None])[0], ranks(beside[None])[0]
    over = _spread(given, recipe, enough)
    return [
        CompositeRow(
            actor=given.actors[state],
            rank=int(rank[i]),
            value=float(values[i]),
            low=int(over.low[i]),
            high=int(over.high[i]),
            median=int(over.median[i]),
            top_chance=float(over.top[i]),
            beside=float(beside[i]),
            beside_rank=int(beside_rank[i]),
            profile=tuple(
                IndicatorValue(name, _known(raw[i, j]), _known(scaled[i, j])) for j, name in enumerate(given.names)
            ),
        )
        for i, state in enumerate(np.flatnonzero(enough))
    ]


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _names(given: Indicators, which: NDArray[np.bool_]) -> tuple[str, ...]:
    return tuple(name for name, taken in zip(given.names, which, strict=True) if taken)
