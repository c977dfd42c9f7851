"""The transit game (measure M6): what is a state's territory worth to traffic that passes through it?

Players are the states that own legs. For a pair of places, c(S) is the generalised cost of the best route that uses
only legs of the states in S, of the two ends' states, and international waters; beyond the outside option nobody ships:

    v(S) = volume · (cap − min(cap, c(S))),   cap = outside · c(all)

and games add up over pairs. Oil and gas lines state no cost; there v(S) is the volume if the lines of S join the two
ends, whatever their capacity (see `flow` for that), else 0. Reported for each state: Shapley value (its mean gain when
states come in random order), Banzhaf value (every coalition of the others equally likely), removal loss
v(N) − v(N \\ i), and irreplaceability, removal loss over Shapley value: 0 substitutable, 1 a monopoly, above 1 a link
of a chain. The Shapley values of a pair sum to what transit adds, v(N) − v(∅). Which concept is chosen changes the
answer, so it is named beside each number.

Units: US dollars a year for containers and bulk; million tonnes of oil, billion m³ of gas a year. Range 0 … the sum
over pairs. A pair without any route is worth nothing to anybody and is listed. States that own the ends of a pair, and
those on no route of it, get 0 of it.

Sources: V. Fragnelli, I. García-Jurado and L. Méndez-Naya on shortest path games (2000); on the choice of concept
D. Nagayama and M. Horita (2014), and F. Hubert and O. Cobanli (2014).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from keystone_states.corridors.demand import USUAL, Terms, cap_of, costs_per_unit, generalised_cost, in_force, unit_of
from keystone_states.corridors.network import Corridors, Floats
from keystone_states.errors import UnknownNameError
from keystone_states.graphs.paths import shortest_path
from keystone_states.graphs.transit_game import TransitValues, sampled_on_graph, transit_values
from keystone_states.graphs.transit_routes import TooManyRoutes, minimal_routes
from keystone_states.model.routes import Demand


@dataclass(frozen=True, eq=False)
class PairGame:
    """The game of one pair: the cost of its best route (None: there is none), the values by state for one unit, and the
    weight, how often they count in a year. `arcs`: numbers of the network's arcs along the best route.
    """

    demand: Demand
    cost: float | None
    values: TransitValues
    weight: float
    evidence: tuple[str, ...]
    arcs: tuple[int, ...] = ()

    @property
    def total(self) -> float:
        """What transit adds for the pair in a year: v(N) − v(∅)."""
        return self.weight * self.values.total


@dataclass(frozen=True, slots=True)
class StateValue:
    """What transit through a state is worth; `irreplaceability` is None where the Shapley value is 0."""

    state: str
    shapley: float
    share: float
    banzhaf: float
    removal: float
    irreplaceability: float | None


@dataclass(frozen=True, eq=False)
class Transit:
    """The games of all pairs of a network."""

    corridors: Corridors
    terms: Terms
    pairs: tuple[PairGame, ...]
    unit: str

    @property
    def states(self) -> tuple[str, ...]:
        """The players."""
        return self.corridors.states

    @cached_property
    def shapley(self) -> Floats:
        """Shapley value of each state."""
        return self._sum(each.weight * each.values.shapley for each in self.pairs)

    @cached_property
    def banzhaf(self) -> Floats:
        """Banzhaf value of each state."""
        return self._sum(each.weight * each.values.banzhaf for each in self.pairs)

    @cached_property
    def removal(self) -> Floats:
        """Removal loss of each state."""
        return self._sum(each.weight * each.values.removal for each in self.pairs)

    @cached_property
    def interaction(self) -> Floats:
        """Interaction of each two states: above 0 they need one another, below 0 one can stand in for the other."""
        found = (each.weight * each.values.interaction for each in self.pairs if each.values.interaction is not None)
        return np.asarray(sum(found, np.zeros((len(self.states), len(self.states)))))

    @cached_property
    def standard_error(self) -> Floats | None:
        """Standard error of the Shapley values where some pairs were sampled; None: all exact."""
        found = [each.weight * e for each in self.pairs if (e := each.values.standard_error) is not None]
        return np.sqrt(self._sum(each**2 for each in found)) if found else None

    @property
    def without_route(self) -> tuple[Demand, ...]:
        """Demands that no route can serve."""
        return tuple(each.demand for each in self.pairs if each.cost is None)

    def ranking(self) -> tuple[StateValue, ...]:
        """All states, the most valuable first."""
        whole = float(self.shapley.sum())
        rows = [
            StateValue(
                state,
                float(self.shapley[i]),
                float(self.shapley[i]) / whole if whole else 0.0,
                float(self.banzhaf[i]),
                float(self.removal[i]),
                float(self.removal[i] / self.shapley[i]) if self.shapley[i] > 0 else None,
            )
            for i, state in enumerate(self.states)
        ]
        return tuple(sorted(rows, key=lambda row: (-row.shapley, row.state)))

    def parts(self, state: str) -> tuple[tuple[PairGame, float], ...]:
        """The pairs behind a state's Shapley value, the largest part first; they sum to it."""
        i = self.index(state)
        found = [(each, each.weight * float(each.values.shapley[i])) for each in self.pairs]
        found = [part for part in found if part[1] > 0]
        return tuple(sorted(found, key=lambda part: -part[1]))

    def index(self, state: str) -> int:
        """Position of a state in the arrays; raises `UnknownNameError`."""
        try:
            return self.states.index(state)
        except ValueError:
            raise UnknownNameError(
                f"{state!r} owns no leg that carries {self.corridors.cargo} on {self.corridors.day}; "
                f"there are {', '.join(self.states) or 'none'}"
            ) from None

    def _sum(self, values: Iterable[Floats]) -> Floats:
        return np.asarray(sum(values, np.zeros(len(self.states))))


def transit(
    corridors: Corridors,
    demands: Iterable[Demand],
    *,
    terms: Terms = USUAL,
    avoid: Collection[str] = (),
    interactions: bool = False,
    seed: int = 0,
) -> Transit:
    """The transit game of the demands in force on the network's day, less what is avoided.

    `interactions` adds the interaction of each two states; `seed` matters only where a pair has too many routes to
    list. Raises `UnknownNameError` for a word to avoid that the network does not know.
    """
    cost = generalised_cost(corridors, terms, corridors.allowed(avoid))
    rows = in_force(demands, corridors.cargo, corridors.day)
    pairs = tuple(_pair(corridors, cost, row, terms, interactions=interactions, seed=seed) for row in rows)
    return Transit(corridors, terms, pairs, unit_of(corridors.cargo))


def _pair(
    corridors: Corridors, cost: Floats, demand: Demand, terms: Terms, *, interactions: bool, seed: int
) -> PairGame:
    start, end = corridors.entry(demand.origin), corridors.exit(demand.destination)
    cost = np.where(corridors.open_to(corridors.ends(demand.origin, demand.destination)), cost, np.inf)
    best = None if start is None or end is None else shortest_path(corridors.graph, cost, start, end)
    if best is None or start is None or end is None:
        nothing = np.zeros(len(corridors.states))
        return PairGame(demand, None, TransitValues(nothing, nothing, nothing, 0.0), 0.0, (demand.evidence_id,))
    values = _values(
        corridors,
        cost,
        (start, end),
        free=_ends(corridors, demand),
        cap=float(cap_of(np.array(best.length), demand.cargo, terms)),
        interactions=interactions,
        seed=seed,
    )
    used = dict.fromkeys(each for arc in best.arcs for each in corridors.arcs[arc].evidence)
    weight = demand.volume.best * costs_per_unit(demand.cargo)
    return PairGame(demand, best.length, values, weight, (demand.evidence_id, *used), tuple(best.arcs))


def _values(
    corridors: Corridors,
    cost: Floats,
    ends: tuple[int, int],
    *,
    free: tuple[int, ...],
    cap: float,
    interactions: bool,
    seed: int,
) -> TransitValues:
    """Exact where the routes can be listed, else from random orders of the states."""
    graph, owner, n = corridors.graph, corridors.owner, len(corridors.states)
    try:
        routes = minimal_routes(graph, cost, owner, *ends, players=n, free=free, cap=cap)
    except TooManyRoutes:
        return sampled_on_graph(graph, cost, owner, *ends, players=n, free=free, cap=cap, seed=seed)
    return transit_values(routes, players=n, cap=cap, interactions=interactions, seed=seed)


def _ends(corridors: Corridors, demand: Demand) -> tuple[int, ...]:
    """Numbers of the states in which the pair's ends lie; they want the trade and ask no toll."""
    held = corridors.ends(demand.origin, demand.destination)
    return tuple(index for index, state in enumerate(corridors.states) if state in held)
