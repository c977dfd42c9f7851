"""Flows under capacity: what of all this demand fits, which way does it go, and where would more room be worth most?

Every demand in force takes the ways that make the total generalised cost least, sharing the capacity of legs, crossings
and transfers (both directions of one draw on the same). What does not fit, or costs more than the outside option, is
unserved. A capacity that was not read is no limit: what is served is a ceiling, not a forecast.

Units: the cargo's own a year (TEU, million tonnes, bcm); shadow prices in US dollars for room for one more of it, for
oil and gas in units served.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from keystone_states.corridors.demand import USUAL, Terms, cap_of, costs_per_unit, generalised_cost, in_force
from keystone_states.corridors.network import UNITS, Arc, Corridors, Floats, Ints, Node, What
from keystone_states.graphs.flows import Flow, minimum_cost_flow
from keystone_states.graphs.paths import Digraph, distances_from
from keystone_states.model.routes import INTERNATIONAL_WATERS, Cargo, Demand, Mode

_STEP = 1e-6  # cost of an arc besides, so that nothing goes in circles or out of its way where ways cost nothing
_AFLOAT = (Mode.SEA, Mode.FERRY)
_CLOSE = 1e-5  # below this a volume or price of the solver is none


@dataclass(frozen=True, slots=True)
class Carried:
    """What becomes of one demand, in the cargo's unit a year."""

    demand: Demand
    served: float
    unserved: float


@dataclass(frozen=True, slots=True)
class Bottleneck:
    """A leg, crossing, transfer or line that is full: `price` is what room for one more unit would save."""

    subject: str
    capacity: float
    price: float
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class Flows:
    """The cheapest way to carry what fits. `transit`: what crosses each state, bound from elsewhere to elsewhere."""

    corridors: Corridors
    carried: tuple[Carried, ...]
    bottlenecks: tuple[Bottleneck, ...]
    transit: tuple[tuple[str, float], ...]
    loads: tuple[tuple[str, float], ...]

    @property
    def unit(self) -> str:
        """Unit of every volume, a year."""
        return UNITS[self.corridors.cargo]

    @property
    def served(self) -> float:
        """All that is served."""
        return sum(each.served for each in self.carried)

    @property
    def unserved(self) -> float:
        """All that is not."""
        return sum(each.unserved for each in self.carried)


def flows(
    corridors: Corridors,
    demands: Iterable[Demand],
    *,
    terms: Terms = USUAL,
    avoid: Collection[str] = (),
) -> Flows:
    """The flows of the demands in force on the network's day, less what is avoided.

    A demand whose ends nothing open touches is unserved. A state that a way enters twice is crossed twice. Where legs
    are closed to transit, those who may use them and those who may not travel on copies of the network of their own
    that draw on the same capacities. Raises `UnknownNameError` for a word to avoid that the network does not know.
    """
    rows = in_force(demands, corridors.cargo, corridors.day)
    cost = generalised_cost(corridors, terms, corridors.allowed(avoid)) * costs_per_unit(corridors.cargo) + _STEP
    asked = [row for row in rows if _touched(corridors, row)]
    allowed_in = [corridors.ends(row.origin, row.destination) & corridors.barring for row in asked]
    copies = list(dict.fromkeys(allowed_in)) or [frozenset[str]()]
    nodes, shift = len(corridors.nodes), np.array([copies.index(each) for each in allowed_in], dtype=np.int64)
    start = np.array([corridors.entry(row.origin) for row in asked], dtype=np.int64) + nodes * shift
    end = np.array([corridors.exit(row.destination) for row in asked], dtype=np.int64) + nodes * shift
    graph = _copied(corridors.graph, len(copies))
    cost = np.concatenate([np.where(corridors.open_to(each), cost, np.inf) for each in copies])
    limited = {arc.subject: arc for arc in corridors.arcs if arc.capacity is not None}
    group = {subject: number for number, subject in enumerate(limited)}
    found = minimum_cost_flow(
        graph,
        cost,
        origin=start,
        destination=end,
        volume=np.array([row.volume.best for row in asked]),
        group=np.tile([group.get(arc.subject, -1) for arc in corridors.arcs], len(copies)),
        capacity=np.array([arc.capacity for arc in limited.values()], dtype=np.float64),
        penalty=_penalty(graph, corridors.cargo, cost, start, end, terms),
    )
    served = dict(zip(asked, found.served.tolist(), strict=True))
    return Flows(
        corridors,
        tuple(Carried(row, served.get(row, 0.0), row.volume.best - served.get(row, 0.0)) for row in rows),
        _bottlenecks(list(limited.values()), found.price),
        _transit(corridors, found, start, end),
        _loads(corridors, _folded(found, len(corridors.arcs))),
    )


def _copied(graph: Digraph, copies: int) -> Digraph:
    """The graph so many times over, side by side."""
    steps = graph.n * np.repeat(np.arange(copies), len(graph.tail))
    return Digraph(graph.n * copies, np.tile(graph.tail, copies) + steps, np.tile(graph.head, copies) + steps)


def _folded(found: Flow, arcs: int) -> Floats:
    """Flow on each arc of the network by commodity, the copies together."""
    copies = found.arcs.shape[1] // arcs if arcs else 1
    return np.asarray(found.arcs.reshape(len(found.commodity), copies, arcs).sum(axis=1))


def _touched(corridors: Corridors, demand: Demand) -> bool:
    return corridors.entry(demand.origin) is not None and corridors.exit(demand.destination) is not None


def _penalty(graph: Digraph, cargo: Cargo, cost: Floats, start: Ints, end: Ints, terms: Terms) -> Floats:
    """What it costs to do without a route; anything where there is none, as nothing can go."""
    if not len(start):
        return np.zeros(0)
    best = distances_from(graph, cost, start)[np.arange(len(end)), end]
    return np.where(np.isfinite(best), cap_of(best, cargo, terms), 1.0)


def _bottlenecks(limited: list[Arc], price: Floats) -> tuple[Bottleneck, ...]:
    found = [
        Bottleneck(arc.subject, arc.capacity or 0.0, each, arc.evidence)
        for arc, each in zip(limited, price.tolist(), strict=True)
        if each > _CLOSE
    ]
    return tuple(sorted(found, key=lambda each: (-each.price, each.subject)))


def _transit(corridors: Corridors, found: Flow, start: Ints, end: Ints) -> tuple[tuple[str, float], ...]:
    """What enters a state, of what did not begin there, less what ends there."""
    soil = _soil(corridors)
    leaving, entering = soil[corridors.graph.tail], soil[corridors.graph.head]
    crossed: dict[str, float] = {}
    for node, arcs in zip(found.commodity, _folded(found, len(corridors.arcs)), strict=True):
        bound = np.bincount(end[start == node] % len(soil), found.served[start == node], len(soil))
        begun = str(soil[node % len(soil)])
        for state in sorted(set(entering[arcs > _CLOSE].tolist()) - {INTERNATIONAL_WATERS, begun}):
            inward = arcs[(entering == state) & (leaving != state)].sum()
            crossed[state] = crossed.get(state, 0.0) + inward - bound[soil == state].sum()
    return tuple(
        sorted(((s, float(v)) for s, v in crossed.items() if v > _CLOSE), key=lambda each: (-each[1], each[0]))
    )


def _soil(corridors: Corridors) -> NDArray[np.str_]:
    """The state of each node; a port that ships only pass by is no state's, one on a state's canal is."""
    own = {node for arc in corridors.arcs if arc.what is What.LEG for node in _on_own_soil(corridors, arc)}
    return np.array(
        [
            INTERNATIONAL_WATERS if node.kind in _AFLOAT and node not in own else corridors.places[node.place].actor
            for node in corridors.nodes
        ]
    )


def _on_own_soil(corridors: Corridors, leg: Arc) -> list[Node]:
    return [node for node in (leg.tail, leg.head) if corridors.places[node.place].actor == leg.owner]


def _loads(corridors: Corridors, arcs: Floats) -> tuple[tuple[str, float], ...]:
    """What each leg, crossing, transfer and line carries, both directions together."""
    carried: dict[str, float] = {}
    for arc, volume in zip(corridors.arcs, arcs.sum(axis=0).tolist(), strict=True):
        if arc.what is not What.CALL and volume > _CLOSE:
            carried[arc.subject] = carried.get(arc.subject, 0.0) + volume
    return tuple(sorted(carried.items(), key=lambda each: (-each[1], each[0])))
