"""What a measure is: a function from a Network (and the name of a layer) to one value per actor, which can be taken
apart.

A measure file states values for all actors, and the parts, neighbours and random draws of one. Everything that is
the same for all measures is done here: ranks among covered states, the size-adjusted twin, intervals, evidence.

Size-adjusted twin: the residual of the value on log(1 + size) by least squares over the ranked states, size being
the number of meetings or forums behind it. It says how pivotal a state is for how much it is about. The second twin
is the percentile against random networks with the same degrees and poles fixed (below; `measures.nulls`).

Interval: 90 %.
Unless a measure states its own draws, each draw moves every position by its standard error and gives each meeting
of the layer an independent standard exponential weight (Bayesian bootstrap, Rubin 1981,
doi:10.1214/aos/1176345338). Memberships are counted, not sampled: in a layer of forums only positions are drawn.
The 5th and 95th percentile are taken about the median of the draws and laid about the value, since shares of few
meetings are drawn towards inequality; the result is cut at 0 and always holds the value.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from keystone_states.model.scores import Beside, Interval, Score, Share
from keystone_states.network import Floats, Ints, Network

Values = Callable[[Network, str], Floats]
ValueOf = Callable[[Network, str, int], float]
Parts = Callable[[Network, str, int], tuple[Share, ...]]
Besides = Callable[[Network, str, int], tuple[Beside, ...]]
Draws = Callable[[Network, str, int, np.random.Generator, int], Floats]
Size = Callable[[Network, str], Floats]
Evidence = Callable[[Network, str, int], tuple[str, ...]]

Missing = Callable[[Network, str, int], str]

BOOTSTRAP = "90 %: meetings reweighted (Bayesian bootstrap), positions moved by their standard errors"


def nothing_beside(network: Network, layer: str, actor: int) -> tuple[Beside, ...]:
    """No numbers beside."""
    return ()


def size(network: Network, layer: str) -> Floats:
    """Number of units (meetings, forums, months with events) that touch each actor."""
    graph = network.layer(layer)
    units = max(len(graph.units), 1)
    ends = np.concatenate((graph.source, graph.target)) * units + np.concatenate((graph.unit, graph.unit))
    return np.bincount(np.unique(ends) // units, minlength=len(network.actors)).astype(np.float64)


def contributions_of(network: Network, layer: str, actor: int) -> Ints:
    """Contributions that touch an actor."""
    graph = network.layer(layer)
    return np.flatnonzero((graph.source == actor) | (graph.target == actor))


def tie_evidence(network: Network, layer: str, actor: int) -> tuple[str, ...]:
    """Evidence of every tie of an actor, and of the positions of those it deals with."""
    graph = network.layer(layer)
    touching = contributions_of(network, layer, actor)
    partners = sorted({*graph.source[touching], *graph.target[touching]} - {actor})
    positions = (each for partner in partners for each in _positions(network, partner))
    return tuple(dict.fromkeys((*graph.evidence_of(touching), *positions)))


def _positions(network: Network, actor: int) -> tuple[str, ...]:
    return network.theta_evidence[actor] if network.theta_evidence else ()


def missing(network: Network, layer: str, actor: int) -> str:
    """Why an actor has no value: no data, no tie at all, or none with a partner of known position."""
    if network.layer(layer).absent:
        return network.layer(layer).absent
    if contributions_of(network, layer, actor).size > 0:
        return "none of its partners has a position"
    return f"no {layer} recorded in {network.window}"


def bootstrap(values: Values) -> Draws:
    """Draws of `values` with positions moved by their standard errors and, in a layer of meetings, meetings
    reweighted.
    """

    def draw(network: Network, layer: str, actor: int, rng: np.random.Generator, times: int) -> Floats:
        return np.array([values(_redrawn(network, layer, rng), layer)[actor] for _ in range(times)])

    return draw


def bootstrap_of(value: ValueOf) -> Draws:
    """The same draws, where the value of one actor costs much less than those of all."""

    def draw(network: Network, layer: str, actor: int, rng: np.random.Generator, times: int) -> Floats:
        return np.array([value(_redrawn(network, layer, rng), layer, actor) for _ in range(times)])

    return draw


def _redrawn(network: Network, layer: str, rng: np.random.Generator) -> Network:
    shift = in_order(network.actors, rng.standard_normal(len(network.actors)))
    moved = network.with_theta(network.theta + network.theta_se * shift)
    graph = network.layer(layer)
    if not graph.sampled or not graph.units:
        return moved
    return moved.with_layers(**{layer: graph.reweighted(in_order(graph.units, rng.exponential(size=len(graph.units))))})


def in_order(names: Sequence[str], drawn: Floats) -> Floats:
    """Draws given out in the order of names, so that the order of rows changes no interval."""
    given = np.empty_like(drawn)
    given[sorted(range(len(names)), key=names.__getitem__)] = drawn
    return given


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure and what it says of itself. `values` holds NaN where an actor is not covered.

    `recentred`: lay the interval about the value (see above). `burden`: a high value is a burden, not a strength.
    `counted`: what `size` counts. `missing` says why an actor is not covered.
    """

    name: str
    code: str
    question: str
    formula: str
    unit: str
    high_means: str
    source: str
    layers: tuple[str, ...]
    values: Values
    parts: Parts
    beside: Besides = nothing_beside
    draws: Draws | None = None
    interval_method: str = BOOTSTRAP
    recentred: bool = True
    burden: bool = False
    size: Size = size
    counted: str = "meetings, forums or months with events"
    evidence: Evidence = tie_evidence
    missing: Missing = missing

    def draw(self, network: Network, layer: str, actor: int, rng: np.random.Generator, times: int) -> Floats:
        """Random draws of the value of one actor."""
        return (self.draws or bootstrap(self.values))(network, layer, actor, rng, times)


@dataclass(frozen=True, slots=True)
class Ranking:
    """Values of one measure in one layer for all actors, with ranks over the states in `ranked`."""

    measure: Measure
    layer: str
    values: Floats
    sizes: Floats
    residuals: Floats
    ranked: NDArray[np.bool_]

    def rank(self, actor: int, of: Floats) -> int | None:
        """1 for the highest value among ranked states (ties share the better rank); None when not ranked."""
        return int((of[self.ranked] > of[actor] + _tolerance(of[actor])).sum()) + 1 if self.ranked[actor] else None

    def percentile(self, actor: int, of: Floats) -> float | None:
        """Share of the other ranked states with a lower value, in percent (ties count half)."""
        if not self.ranked[actor] or self.ranked.sum() < 2:
            return None
        others = of[self.ranked]
        equal = np.abs(others - of[actor]) <= _tolerance(of[actor])
        below = ((others < of[actor]) & ~equal).sum() + 0.5 * (equal.sum() - 1)
        return float(100.0 * below / (len(others) - 1))


def _tolerance(value: float) -> float:
    """How far apart two values may lie and still be the same number summed in another order."""
    return 1e-9 * max(1.0, abs(value))


def rank(network: Network, measure: Measure, layer: str, *, ranked: NDArray[np.bool_]) -> Ranking:
    """Values of all actors and their size-adjusted residuals; `ranked` says which states compete."""
    values = measure.values(network, layer)
    sizes = measure.size(network, layer)
    competing = ranked & ~np.isnan(values)
    return Ranking(measure, layer, values, sizes, _residuals(values, sizes, competing), competing)


def _residuals(values: Floats, sizes: Floats, over: NDArray[np.bool_]) -> Floats:
    """Residuals of values on log(1 + size); NaN where the value is, or when fewer than three states can be fitted."""
    if over.sum() < 3 or np.ptp(sizes[over]) == 0:
        return np.full(len(values), np.nan)
    x = np.log1p(sizes)
    slope, intercept = np.polyfit(x[over], values[over], 1)
    return np.asarray(values - (intercept + slope * x))


def score(
    network: Network, ranking: Ranking, actor: int, *, channel: str, seed: int, draws: int, parts: bool = True
) -> Score:
    """The score of one actor, with interval, ranks and evidence, and (when `parts`) its decomposition."""
    measure, layer = ranking.measure, ranking.layer
    value = float(ranking.values[actor])
    known = not np.isnan(value)
    adjusted = float(ranking.residuals[actor])
    has_twin = known and not np.isnan(adjusted)
    return Score(
        actor=network.actors[actor],
        measure=measure.name,
        channel=channel,
        layer=layer,
        unit=measure.unit,
        window=network.window,
        value=value if known else None,
        n=int(ranking.sizes[actor]),
        interval=_interval(network, ranking, actor, seed=seed, draws=draws) if known and draws else None,
        rank=ranking.rank(actor, ranking.values) if known else None,
        of=int(ranking.ranked.sum()),
        percentile=ranking.percentile(actor, ranking.values) if known else None,
        size_adjusted=adjusted if has_twin else None,
        size_rank=ranking.rank(actor, ranking.residuals) if has_twin else None,
        size_percentile=ranking.percentile(actor, ranking.residuals) if has_twin else None,
        parts=measure.parts(network, layer, actor) if known and parts else (),
        beside=measure.beside(network, layer, actor) if known and parts else (),
        evidence=measure.evidence(network, layer, actor) if known else (),
        note="" if known else f"not covered: {measure.missing(network, layer, actor)}",
    )


def _interval(network: Network, ranking: Ranking, actor: int, *, seed: int, draws: int) -> Interval | None:
    label = f"{ranking.measure.name}/{ranking.layer}/{network.actors[actor]}/{network.window}"
    rng = np.random.default_rng([seed, *label.encode()])
    drawn = ranking.measure.draw(network, ranking.layer, actor, rng, draws)
    drawn = drawn[~np.isnan(drawn)]
    if drawn.size == 0:
        return None
    low, middle, high = (float(each) for each in np.quantile(drawn, [0.05, 0.5, 0.95]))
    value = float(ranking.values[actor])
    shift = value - middle if ranking.measure.recentred else 0.0
    return Interval(max(min(low + shift, value), 0.0), max(high + shift, value), ranking.measure.interval_method)
