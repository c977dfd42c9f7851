"""The second size-adjusted twin: where a value stands among those of random networks with the same degrees.

Null: in a layer of meetings the contributions that touch no pole are rewired (double-edge swaps, 10 per contribution;
weight, day and unit travel with the contribution); in a layer of memberships every actor keeps its number of forums and
every forum its number of members (curveball, 5 trades per actor), each shared forum weighing 1/(members − 1) as before.
Poles keep their ties: an actor of a pole is not touched. Which of two actors came to the other enters none of the
measures covered, so each pass of swaps first turns every contribution one way or the other at random, and kept is
each actor's number of contributions.

Percentile: percent of draws with a lower value, ties counting half. Range 0 … 100; 50 when every draw equals the value;
none without draws. A score shows none where the null cannot move the value, as of reach in visits, where all ties with
poles are fixed: there 50 would say nothing. A measure whose values do not come from the layer's ties (convening,
intermediation) has no null, nor has a layer of more than 20,000 contributions (years of events). The numbers of trades
and swaps are those that `graphs.nulls` advises. Source: G. Strona et al. 2014 (curveball); B. K. Fosdick et al. 2018
(swaps); see `graphs.nulls`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from keystone_states.graphs.nulls import SWAPS_PER_CONTRIBUTION, curveball, rewire
from keystone_states.measures.contract import Measure, size
from keystone_states.network import Floats, Ints, LayerGraph, Network

_AT_ONCE = 50
_SAME = 1e-9
_MOST_CONTRIBUTIONS = 20_000


def null_values(network: Network, measure: Measure, layer: str, rng: np.random.Generator, draws: int) -> Floats | None:
    """Values of all actors in `draws` random networks (draws × actors); None for a measure that has no null.

    The same generator gives the same networks whatever the measure and the order of actors and contributions.
    """
    if measure.size is not size:  # what is behind it are not the layer's ties: gatherings, mandates
        return None
    if network.layer(layer).source.size > _MOST_CONTRIBUTIONS:
        return None
    found = np.full((draws, len(network.actors)), np.nan)
    for number, graph in enumerate(null_graphs(network, layer, rng, draws)):
        found[number] = measure.values(network.with_layers(**{layer: graph}), layer)
    return found


def null_graphs(network: Network, layer: str, rng: np.random.Generator, draws: int) -> Iterator[LayerGraph]:
    """Random versions of a layer, with the actors of poles left as they are."""
    graph = network.layer(layer)
    if not graph.source.size:
        yield from (graph for _ in range(draws))
        return
    drawn = _rewired if graph.sampled else _dealt
    for first in range(0, draws, _AT_ONCE):
        yield from drawn(network, graph, rng, min(_AT_ONCE, draws - first))


def _rewired(network: Network, graph: LayerGraph, rng: np.random.Generator, draws: int) -> Iterator[LayerGraph]:
    """The layer with its contributions rewired."""
    first, second, order = _canonical(graph)
    poles = _of_poles(network)
    fixed = poles[first] | poles[second]
    sources, targets = (np.tile(ends, (draws, 1)) for ends in (first, second))
    for _ in range(SWAPS_PER_CONTRIBUTION):
        turned = rng.random(sources.shape) < 0.5
        sources, targets = np.where(turned, targets, sources), np.where(turned, sources, targets)
        sources, targets = rewire(sources, targets, rng, int((~fixed).sum()), fixed=fixed)
    for source, target in zip(sources, targets, strict=True):
        yield replace(graph, source=source[order], target=target[order])


def _canonical(graph: LayerGraph) -> tuple[Ints, Ints, Ints]:
    """Ends of contributions sorted by what they are, not by where they stand, and the place of each in that order."""
    by_name = _places(graph.actors)
    ends = np.sort(by_name[np.array([graph.source, graph.target])], axis=0)
    order = np.lexsort((graph.weight, ends[1], ends[0], _places(graph.units)[graph.unit]))
    named = np.argsort(by_name)
    return named[ends[0][order]], named[ends[1][order]], np.argsort(order)


def _places(names: tuple[str, ...]) -> Ints:
    """Place of each name in alphabetical order."""
    return np.argsort(np.array(sorted(range(len(names)), key=names.__getitem__), dtype=np.int64))


def _of_poles(network: Network) -> NDArray[np.bool_]:
    """Whether an actor belongs to a pole."""
    return np.isin(np.arange(len(network.actors)), [each for members in network.poles.values() for each in members])


def _dealt(network: Network, graph: LayerGraph, rng: np.random.Generator, draws: int) -> Iterator[LayerGraph]:
    """The layer rebuilt from a curveballed incidence, one contribution per pair that shares a forum."""
    rows, columns = _places(graph.actors), _places(graph.units)
    incidence = np.zeros((len(graph.actors), len(graph.units)), dtype=bool)
    incidence[rows[graph.source], columns[graph.unit]] = incidence[rows[graph.target], columns[graph.unit]] = True
    weight = np.zeros(len(graph.units))
    weight[graph.unit] = graph.weight  # 1/(members − 1), one weight per forum, members not in the network included
    fixed = np.zeros(len(rows), dtype=bool)
    fixed[rows] = _of_poles(network)
    for dealt in curveball(np.tile(incidence, (draws, 1, 1)), rng, fixed=fixed):
        members = dealt[np.ix_(rows, columns)]
        shared = np.triu((members * weight) @ members.T, 1)
        source, target = np.nonzero(shared)
        nothing = np.zeros(len(source), dtype=np.int64)
        yield replace(
            graph,
            source=source,
            target=target,
            weight=shared[source, target],
            day=nothing,
            unit=nothing,
            units=("shared forums",),
            evidence=((),) * len(source),
        )


def null_percentile(observed: float, null: Floats) -> float | None:
    """Percent of draws below the observed value, ties counting half; None without either.

    >>> null_percentile(2.0, np.array([1.0, 2.0, 3.0, 1.0]))
    62.5
    """
    drawn = null[~np.isnan(null)]
    if np.isnan(observed) or drawn.size == 0:
        return None
    equal = np.abs(drawn - observed) <= _SAME * max(1.0, abs(observed))
    below = ((drawn < observed) & ~equal).sum() + 0.5 * equal.sum()
    return float(100.0 * below / drawn.size)


def null_z(observed: float, null: Floats) -> float | None:
    """Standard deviations of the draws by which the observed value exceeds their mean; None when they do not vary.

    >>> null_z(3.0, np.array([0.0, 2.0]))
    2.0
    """
    drawn = null[~np.isnan(null)]
    if np.isnan(observed) or drawn.size == 0 or np.ptp(drawn) <= _SAME * max(1.0, abs(observed)):
        return None
    return float((observed - drawn.mean()) / drawn.std())
