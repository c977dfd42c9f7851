"""Gravity demand: what might be carried between states where nobody reported it. An assumption, never a fact.

Each state is represented by its hub: its city, else its port, in the network. Places carry no population, so the main
city is taken to be the one in which most recorded meetings were held, mostly the capital; where none was, the one at
which most legs, crossings and transfers meet; then by name. For each two hubs, both directions in one,

    D_ij = T · G_i G_j f(c_ij) / Σ_{k<l} G_k G_l f(c_kl),   f(c) = c^−β,  β = 1

with G the gross domestic product of the state, c the generalised cost of the best route (US dollars and the value of
time), and T the sum of the sourced demands of that cargo, so that the volumes sum to what sources report. β = 1 is the
usual distance elasticity of trade: 0.9 on average over 1,467 estimates (Disdier and Head, Review of Economics and
Statistics 90, 2008). Pairs without a route, and states without a stated product, get none.

Unit: that of the cargo, a year. Only for containers and bulk: oil and gas flow from fields, not from economies.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import combinations

import numpy as np

from keystone_states.corridors.demand import USUAL, Terms, by_line, generalised_cost, in_force
from keystone_states.corridors.network import UNITS, Corridors
from keystone_states.errors import BadInputError
from keystone_states.graphs.paths import distances_from
from keystone_states.model.estimates import Estimate
from keystone_states.model.routes import INTERNATIONAL_WATERS, Demand, PlaceKind
from keystone_states.model.rows import Confidence, Size

BETA = 1.0
SAID = "gravity, not reported"
_KINDS = (PlaceKind.CITY, PlaceKind.PORT)


def hubs(corridors: Corridors, meetings: Mapping[str, int]) -> dict[str, str]:
    """The hub of each state that has a city or port in the network, by state; `meetings` held at each place, by id."""
    joined = Counter(end.place for arc in corridors.arcs for end in (arc.tail, arc.head))
    candidates = [
        row
        for row in corridors.places.values()
        if row.kind in _KINDS and row.actor != INTERNATIONAL_WATERS and joined[row.place]
    ]
    ordered = sorted(
        candidates,
        key=lambda row: (_KINDS.index(row.kind), -meetings.get(row.place, 0), -joined[row.place], row.place),
    )
    return {row.actor: row.place for row in reversed(ordered)}


def gravity(
    corridors: Corridors,
    products: Mapping[str, Size],
    sourced: Iterable[Demand],
    *,
    meetings: Mapping[str, int],
    terms: Terms = USUAL,
) -> tuple[Demand, ...]:
    """The demand of each pair of hubs; `products` gives the size row, with a `gdp`, of each state that has one, and
    `meetings` how many were held at each place.

    A demand bears the address of the first state's product. Raises `BadInputError` for oil and gas, and where no
    sourced demand gives the total.
    """
    if by_line(corridors.cargo):
        raise BadInputError(f"no gravity demand for {corridors.cargo}; expected containers or bulk; use sourced demand")
    total = sum(row.volume.best for row in in_force(sourced, corridors.cargo, corridors.day))
    if not total:
        raise BadInputError(
            f"no sourced demand of {corridors.cargo} by {corridors.day} gives the total; expected one; "
            "choose a later date, or containers"
        )
    ends = {state: place for state, place in sorted(hubs(corridors, meetings).items()) if state in products}
    weights = _weights(corridors, products, ends, terms)
    whole = sum(weights.values())
    return tuple(
        _demand(corridors, ends[first], ends[second], total * weight / whole, products[first])
        for (first, second), weight in weights.items()
    )


def _weights(
    corridors: Corridors, products: Mapping[str, Size], ends: Mapping[str, str], terms: Terms
) -> dict[tuple[str, str], float]:
    """Product of the two states' products over the cost between them, for pairs with a route."""
    cost = generalised_cost(corridors, terms, corridors.allowed(()))
    starts = np.array([corridors.entry(place) for place in ends.values()], dtype=np.int64)
    far = distances_from(corridors.graph, cost, starts)
    found: dict[tuple[str, str], float] = {}
    for (row, first), (_, second) in combinations(enumerate(ends), 2):
        apart = far[row, corridors.exit(ends[second])]
        if 0 < apart < np.inf:
            found[first, second] = (products[first].gdp or 0.0) * (products[second].gdp or 0.0) * float(apart) ** -BETA
    return found


def _demand(corridors: Corridors, origin: str, destination: str, volume: float, product: Size) -> Demand:
    return Demand(
        origin=origin,
        destination=destination,
        cargo=corridors.cargo,
        year=corridors.day.year,
        volume=Estimate.of(volume),
        unit=UNITS[corridors.cargo],
        disputed=False,
        confidence=Confidence.LOW,
        source_url=product.source_url,
        read_on=product.read_on,
        note=f"{SAID}: products of {product.year}, cost of the best route, total of the sourced demands",
    )
