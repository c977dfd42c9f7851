"""What is carried from where to where, and what carrying it costs: shared by the transit game and by flows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np

from keystone_states import ontology
from keystone_states.corridors.network import Bools, Corridors, Floats
from keystone_states.errors import BadInputError
from keystone_states.model.routes import Cargo, Demand

_OF_VALUE: dict[Cargo, str] = {
    Cargo.CONTAINERS: "USD a year",
    Cargo.BULK: "USD a year",
    Cargo.OIL: "million tonnes a year",
    Cargo.GAS: "billion m³ a year",
}


@dataclass(frozen=True, slots=True)
class Terms:
    """What a shipper counts, and what he does without a route.

    `value_of_time`: US dollars an FEU loses in an hour (None: the default of the ontology). `outside`: what the best
    alternative outside the network costs, as a multiple of the pair's own best route; beyond that nobody ships.
    """

    value_of_time: float | None = None
    outside: float = 2.0

    def __post_init__(self) -> None:
        if not 1 < self.outside < np.inf:
            raise BadInputError(f"outside is {self.outside}; expected a multiple of the best cost, above 1")
        if self.value_of_time is not None and not 0 <= self.value_of_time < np.inf:
            raise BadInputError(f"the value of time is {self.value_of_time}; expected US dollars per hour, 0 or more")

    @property
    def usd_per_hour(self) -> float:
        """The value of time."""
        usual = ontology.transport().value_of_time.usd_per_hour.best
        return usual if self.value_of_time is None else self.value_of_time


USUAL = Terms()


def in_force(demands: Iterable[Demand], cargo: Cargo, day: date) -> tuple[Demand, ...]:
    """For each pair the demand of the latest year that had begun by the day."""
    latest: dict[tuple[str, str], Demand] = {}
    for row in sorted(demands, key=lambda each: each.year):
        if row.cargo is cargo and row.year <= day.year:
            latest[row.origin, row.destination] = row
    return tuple(latest.values())


def generalised_cost(corridors: Corridors, terms: Terms, allowed: Bools) -> Floats:
    """Cost of each arc, infinite where avoided: US dollars per FEU and the value of its time. Oil and gas lines state
    neither: they cost nothing, so that a game is about whether there is a way at all.
    """
    if by_line(corridors.cargo):
        cost = np.zeros(len(corridors.arcs))
    else:
        cost = corridors.usd + terms.usd_per_hour * corridors.hours
    return np.where(allowed, cost, np.inf)


def cap_of(best: Floats, cargo: Cargo, terms: Terms) -> Floats:
    """The cost of the outside option, by the cost of the best route: a multiple of it, or 1 for oil and gas."""
    return np.ones_like(best) if by_line(cargo) else terms.outside * best


def by_line(cargo: Cargo) -> bool:
    """Whether the cargo goes by lines, whose ways have a capacity and no price."""
    return cargo in (Cargo.OIL, Cargo.GAS)


def costs_per_unit(cargo: Cargo) -> float:
    """How often the cost of an arc is paid for one unit of the cargo: half an FEU for a TEU, 50,000 for a million t."""
    transport = ontology.transport()
    if cargo is Cargo.CONTAINERS:
        return 1 / transport.teu_per_feu
    return 1e6 / transport.tonnes_per_feu if cargo is Cargo.BULK else 1.0


def unit_of(cargo: Cargo) -> str:
    """The unit of a value: a cost per unit times what is carried in a year."""
    return _OF_VALUE[cargo]
