"""The shortest-path transit game: what is a player's territory worth to a flow that passes through it?

Question: goods go from one node to another. Some arcs are owned by players, some are free for all; those of the
players at the two ends are free too. A coalition S opens its arcs, and `c(S)` is the cheapest way over them and the
free ones. What each player is worth follows from

    v(S) = cap − min(c(S), cap)

where `cap` is the cost of the outside option (another mode, another supplier, not to trade): nobody pays more than
that for all routes together. v(∅) is what free arcs alone save. Unit: that of the cost.

* Shapley: the mean gain when players join in random order; they sum to `total` = v(N) − v(∅).
* Banzhaf: the mean gain when every coalition of the others is equally likely; they do not sum to it.
* Removal: v(N) − v(N∖i), what is lost when i alone closes. Two parallel transit players lose nothing each.
* Interaction of a pair: Shapley interaction index (Grabisch and Roubens), the mean of `v(S∪ij) − v(S∪i) − v(S∪j) +
  v(S)`: above 0 the two need one another (links of a chain), below 0 either can replace the other.

Exactly, and fast, in three steps.

1. `transit_routes.minimal_routes` gives the routes that matter: v(S) is decided by the cheapest whose players are all
   in S, and no route could be left out.
2. v as a decision diagram over those routes: ask for the player on most of them; if it is there, no route needs it any
   longer, and those that now cost more and need no fewer are struck out; if not, its routes are. Equal sets of routes
   are met once.
3. With every player present with chance t, the expected worth f(t, …, t) and its slopes ∂f/∂x_i come from one pass up
   and one pass down the diagram. The slope of i is a polynomial in t of a degree below the number of players on the
   routes; its integral from 0 to 1 is the Shapley value (Owen), so that a Gauss–Legendre rule of half as many nodes is
   exact. Its value at t = ½ is the Banzhaf value, the integral of ∂²f/∂x_i∂x_j the interaction.

When the diagram outgrows its budget the table of all coalitions is computed instead for up to 20 players, and random
orders are drawn beyond that; `standard_error` then says how well they do (None: exact). When there are too many
routes to list, `minimal_routes` raises `TooManyRoutes`, and `sampled_on_graph` draws random orders without them.

Sources: V. Fragnelli, I. García-Jurado and L. Méndez-Naya, "On shortest path games", Mathematical Methods of
Operations Research 52 (2000) 251–264; G. Owen, "Multilinear Extensions of Games", Management Science 18 (1972) P64–P79;
M. Grabisch and M. Roubens, "An axiomatic approach to the concept of interaction among players in cooperative games",
International Journal of Game Theory 28 (1999) 547–565.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from math import inf
from operator import or_

import numpy as np

from keystone_states.graphs.paths import Digraph, arc_lengths, search
from keystone_states.graphs.shapley import banzhaf, shapley
from keystone_states.graphs.transit_routes import (
    Bools,
    Floats,
    Ints,
    Route,
    check_cap,
    covered,
    players_needed,
    routes_of_order,
)

_MOST_IN_TABLE = 20  # players: 2^20 coalitions, 0.2 s
_CELLS_AT_ONCE = 4_000_000  # of the largest array: 32 MB


class _TooLarge(Exception):
    """The diagram grew past its budget of nodes."""


@dataclass(frozen=True, slots=True)
class TransitValues:
    """Values per player, as defined at the head of this module; `interaction` players × players, if asked for.

    A player on no route that matters has 0. `total` is v(N) − v(∅). `standard_error` is that of `shapley` if it was
    estimated from random orders, None if it is exact.
    """

    shapley: Floats
    banzhaf: Floats
    removal: Floats
    total: float
    interaction: Floats | None = None
    standard_error: Floats | None = None

    @property
    def shares(self) -> Floats:
        """Shapley values as shares of the total, which sum to 1; NaN if there is nothing to share."""
        return self.shapley / self.total if self.total else np.full_like(self.shapley, np.nan)


def transit_values(
    routes: Sequence[Route],
    *,
    players: int,
    cap: float,
    interactions: bool = False,
    budget: int = 20_000,
    permutations: int = 10_000,
    seed: int = 0,
) -> TransitValues:
    """Values of the game that these routes decide: exact, unless the diagram has more than `budget` nodes.

    Then the table is computed for up to 20 players on the routes, and beyond that `permutations` orders are drawn from
    `seed`; neither gives interactions. Routes dearer than the cap, and those beaten by others, change nothing.
    """
    game = _Game.of(routes, players, cap)
    try:
        diagram = _diagram(game, budget)
    except _TooLarge:
        if len(game.players) <= _MOST_IN_TABLE:
            return by_table(routes, players=players, cap=cap)
        return by_sampling(routes, players=players, cap=cap, permutations=permutations, seed=seed)
    value, power = _slopes_integrated(diagram, game)
    pairs = _interactions(diagram, game) if interactions else None
    return game.values(value, power, interaction=pairs)


def by_table(routes: Sequence[Route], *, players: int, cap: float) -> TransitValues:
    """Exact values from the worth of all 2^k coalitions of the k players on the routes (up to 24)."""
    game = _Game.of(routes, players, cap)
    costs = np.full(1 << len(game.players), cap)
    for cost, mask in game.routes:
        costs[mask] = min(costs[mask], cost)
    for place in range(len(game.players)):
        split = costs.reshape(-1, 2, 1 << place)
        np.minimum(split[:, 0], split[:, 1], out=split[:, 1])
    return game.values(shapley(cap - costs), banzhaf(cap - costs))


def by_sampling(
    routes: Sequence[Route], *, players: int, cap: float, permutations: int = 10_000, seed: int
) -> TransitValues:
    """Values estimated from random orders, Banzhaf from as many random coalitions; standard errors of the former.

    A route opens when the last of its players joins; what it saves against those open before is this player's gain.
    The same seed, the same values. Shapley values sum to the total in every order, so also in the mean.
    """
    if permutations < 2:
        raise ValueError("a standard error needs at least 2 permutations")
    game = _Game.of(routes, players, cap)
    rng = np.random.default_rng(seed)
    step = max(1, _CELLS_AT_ONCE // max(1, len(game.players)))
    parts = [min(step, permutations - start) for start in range(0, permutations, step)]
    gains = np.concatenate([_gains_in_order(game, part, rng) for part in parts])
    power = np.concatenate([_gains_of_coalitions(game, part, rng) for part in parts])
    error = gains.std(axis=0, ddof=1) / np.sqrt(permutations)
    return game.values(gains.mean(axis=0), power.mean(axis=0), standard_error=error)


def sampled_on_graph(
    graph: Digraph,
    cost: Floats,
    owner: Ints,
    origin: int,
    destination: int,
    *,
    players: int,
    free: Iterable[int] | Bools = (),
    cap: float,
    permutations: int = 500,
    seed: int,
) -> TransitValues:
    """Values estimated from random orders of the players without listing the routes: for games that have too many.

    For one order the cost of every coalition that forms on the way is the front of (cost, place of the last player
    needed), one search on the graph. Banzhaf values are not estimated: NaN. The rest as in `by_sampling`.
    """
    if permutations < 2:
        raise ValueError("a standard error needs at least 2 permutations")
    needs = players_needed(graph, owner, players, free, cap)
    lengths = arc_lengths(graph, cost)
    left, _ = search(graph.entering, lengths, destination)
    rng = np.random.default_rng(seed)
    gains = np.zeros((permutations, players))
    for row in gains:
        order = rng.permutation(players)
        place = {1 << player: position for position, player in enumerate(order.tolist())}
        places = [place.get(each, -1) for each in needs]
        best = np.full(players + 1, cap)
        for cheapest, last in routes_of_order(graph, lengths, places, left, origin, destination, cap):
            best[last + 1] = cheapest
        row[order] = -np.diff(np.minimum.accumulate(best))
    return TransitValues(
        gains.mean(axis=0),
        np.full(players, np.nan),
        _removal_on_graph(graph, lengths, needs, players, origin, destination, cap),
        float(gains[0].sum()),
        standard_error=gains.std(axis=0, ddof=1) / np.sqrt(permutations),
    )


@dataclass(frozen=True, slots=True)
class _Game:
    """Routes below the cap that no other beats, cheapest first, their masks over only the players they need."""

    everyone: int
    players: list[int]
    routes: list[Route]
    cap: float

    @staticmethod
    def of(routes: Sequence[Route], players: int, cap: float) -> _Game:
        check_cap(cap)
        kept: list[Route] = []
        for cost, mask in sorted(routes, key=lambda route: (route[0], route[1].bit_count())):
            if cost < cap and not covered(mask, (other for _, other in kept)):
                kept.append((cost, mask))
        union = reduce(or_, (mask for _, mask in kept), 0)
        if union >> players:
            raise ValueError(f"a route needs player {union.bit_length() - 1}, but players are 0 to {players - 1}")
        used = [player for player in range(players) if union >> player & 1]
        places = {player: place for place, player in enumerate(used)}
        return _Game(players, used, [(cost, sum(1 << places[p] for p in _bits(mask))) for cost, mask in kept], cap)

    def values(
        self,
        value: Floats,
        power: Floats,
        *,
        interaction: Floats | None = None,
        standard_error: Floats | None = None,
    ) -> TransitValues:
        """The same for all players, 0 for those on no route."""
        removal, total = self._removal()
        pairs = None
        if interaction is not None:
            pairs = np.zeros((self.everyone, self.everyone))
            pairs[np.ix_(self.players, self.players)] = interaction
        error = None if standard_error is None else self._spread(standard_error)
        return TransitValues(self._spread(value), self._spread(power), self._spread(removal), total, pairs, error)

    def _spread(self, values: Floats) -> Floats:
        everyone = np.zeros(self.everyone)
        everyone[self.players] = values
        return everyone

    def _removal(self) -> tuple[Floats, float]:
        """v(N) − v(N∖i), and v(N) − v(∅)."""
        best = min((cost for cost, _ in self.routes), default=self.cap)
        nobody = min((cost for cost, mask in self.routes if not mask), default=self.cap)
        without = [
            min((cost for cost, mask in self.routes if not mask >> place & 1), default=self.cap)
            for place in range(len(self.players))
        ]
        return np.array(without) - best, nobody - best


@dataclass(frozen=True, slots=True)
class _Diagram:
    """Nodes 0 … len(worth) − 1 are ends; each later one asks for a player and goes on to an earlier node."""

    worth: Floats
    asks: list[tuple[int, int, int]]  # player, node if present, node if absent


def _diagram(game: _Game, budget: int) -> _Diagram:
    """Routes are numbers, rank of the cost above the mask, so that sorting puts a part of a set before the set."""
    width = len(game.players)
    costs, ranks = np.unique([cost for cost, _ in game.routes], return_inverse=True)
    start = tuple(sorted(rank << width | mask for rank, (_, mask) in zip(ranks.tolist(), game.routes, strict=True)))
    asks: list[tuple[int, int, int]] = []
    known: dict[tuple[int, ...], int] = {}
    full = (1 << width) - 1

    def node(routes: tuple[int, ...]) -> int:
        if not routes:
            return len(costs)
        if not routes[0] & full:
            return routes[0] >> width
        if routes not in known:
            player = _busiest(routes, width)
            bit = 1 << player
            present, absent = node(_freed(routes, bit, full)), node(tuple(r for r in routes if not r & bit))
            if len(asks) >= budget:
                raise _TooLarge
            asks.append((player, present, absent))
            known[routes] = len(costs) + len(asks)
        return known[routes]

    node(start)
    return _Diagram(np.append(game.cap - costs, 0.0), asks)


def _busiest(routes: tuple[int, ...], width: int) -> int:
    """The player on most routes."""
    tally = [0] * width
    for route in routes:
        mask = route & (1 << width) - 1
        while mask:
            tally[(mask & -mask).bit_length() - 1] += 1
            mask &= mask - 1
    return tally.index(max(tally))


def _freed(routes: tuple[int, ...], bit: int, full: int) -> tuple[int, ...]:
    """Routes once the player of this bit is there. Only one that needed it can now beat another."""
    changed = {route ^ bit for route in routes if route & bit}
    kept: list[int] = []
    beating: list[int] = []
    for route in sorted(changed.union(route for route in routes if not route & bit)):
        mask = route & full
        if covered(mask, beating):
            continue
        kept.append(route)
        if route in changed:
            beating.append(mask)
    return tuple(kept)


def _slopes(diagram: _Diagram, chance: Floats) -> Floats:
    """∂f/∂x of every player (row), at each column of presence chances (players × columns)."""
    ends = len(diagram.worth)
    worth = np.empty((ends + len(diagram.asks), chance.shape[1]))
    worth[:ends] = diagram.worth[:, None]
    gain = np.empty((len(diagram.asks), chance.shape[1]))
    for number, (player, present, absent) in enumerate(diagram.asks):
        gain[number] = worth[present] - worth[absent]
        worth[ends + number] = worth[absent] + chance[player] * gain[number]
    reach = np.zeros_like(worth)
    reach[-1] = 1.0
    slopes = np.zeros_like(chance)
    for number in range(len(diagram.asks) - 1, -1, -1):
        player, present, absent = diagram.asks[number]
        here = reach[ends + number]
        slopes[player] += here * gain[number]
        with_it = here * chance[player]
        reach[present] += with_it
        reach[absent] += here - with_it
    return slopes


def _slopes_integrated(diagram: _Diagram, game: _Game) -> tuple[Floats, Floats]:
    """Shapley and Banzhaf: the slopes along the diagonal, integrated, and in its middle."""
    times, weights = _rule(len(game.players))
    chance = np.broadcast_to(np.append(times, 0.5), (len(game.players), len(times) + 1))
    slopes = _slopes(diagram, chance)
    return slopes[:, :-1] @ weights, slopes[:, -1]


def _interactions(diagram: _Diagram, game: _Game) -> Floats:
    """∫ ∂²f/∂x_i∂x_j: slopes where i is surely there less slopes where it is surely not."""
    n = len(game.players)
    times, weights = _rule(n)
    pairs = np.zeros((n, n))
    step = max(1, _CELLS_AT_ONCE // max(1, len(diagram.asks) * 2 * len(times)))
    for pinned in np.split(np.arange(n), range(step, n, step)):
        chance = np.broadcast_to(times, (n, 2, len(pinned), len(times))).copy()  # of a player; pinned as there, or not
        chance[pinned, :, np.arange(len(pinned))] = np.array([1.0, 0.0])[:, None]
        there, absent = np.moveaxis(
            _slopes(diagram, chance.reshape(n, chance[:1].size)).reshape(chance.shape) @ weights, 1, 0
        )
        pairs[:, pinned] = there - absent
    np.fill_diagonal(pairs, 0.0)
    return pairs


@lru_cache
def _rule(players: int) -> tuple[Floats, Floats]:
    """Gauss–Legendre on 0 … 1, exact up to degree players − 1."""
    nodes, weights = np.polynomial.legendre.leggauss(max(1, (players + 1) // 2))
    return (nodes + 1) / 2, weights / 2


def _gains_in_order(game: _Game, orders: int, rng: np.random.Generator) -> Floats:
    """Gain of each player (column) in each random order (row)."""
    n = len(game.players)
    place = rng.permuted(np.tile(np.arange(n), (orders, 1)), axis=1)
    best, rows = np.full((orders, n + 1), game.cap), np.arange(orders)
    for cost, mask in game.routes:
        opens = place[:, _bits(mask)].max(axis=1, initial=-1) + 1
        best[rows, opens] = np.minimum(best[rows, opens], cost)
    saved = -np.diff(np.minimum.accumulate(best, axis=1), axis=1)
    return np.asarray(np.take_along_axis(saved, place, axis=1))


def _gains_of_coalitions(game: _Game, coalitions: int, rng: np.random.Generator) -> Floats:
    """Gain of each player (column) to each random coalition of the others (row)."""
    n = len(game.players)
    there = rng.random((coalitions, n)) < 0.5
    joined, left = np.full((2, coalitions, n), game.cap)
    for cost, mask in game.routes:
        member = np.array([mask >> place & 1 for place in range(n)], dtype=bool)
        missing = member & ~there
        lacks = missing.sum(axis=1)[:, None]
        np.minimum(joined, cost, out=joined, where=(lacks == 0) | ((lacks == 1) & missing))
        np.minimum(left, cost, out=left, where=(lacks == 0) & ~member)
    return np.asarray(left - joined)


def _removal_on_graph(
    graph: Digraph, lengths: list[float], needs: list[int], players: int, origin: int, destination: int, cap: float
) -> Floats:
    def least(closed: int) -> float:
        there = [inf if need == closed else length for length, need in zip(lengths, needs, strict=True)]
        return min(cap, search(graph.leaving, there, origin, destination)[0][destination])

    best = least(-1)
    return np.array([least(1 << player) - best for player in range(players)])


def _bits(mask: int) -> list[int]:
    return [place for place in range(mask.bit_length()) if mask >> place & 1]
