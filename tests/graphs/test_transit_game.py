from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from itertools import combinations, permutations
from math import factorial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keystone_states.graphs import transit_game
from keystone_states.graphs.paths import Digraph, shortest_path
from keystone_states.graphs.shapley import banzhaf, shapley
from keystone_states.graphs.transit_game import TransitValues, by_sampling, by_table, sampled_on_graph, transit_values
from keystone_states.graphs.transit_routes import Route, TooManyRoutes, minimal_routes

F = Fraction
quick = settings(deadline=None, max_examples=60, derandomize=True)


def routes(players: str, **cost: float) -> tuple[Route, ...]:
    """Routes by the names of the players they need."""
    return tuple((each, sum(1 << players.index(p) for p in names)) for names, each in cost.items())


def game(players: str, cap: float, **cost: float) -> TransitValues:
    return transit_values(routes(players, **cost), players=len(players), cap=cap)


def council(quota: int, weights: tuple[int, ...]) -> tuple[Route, ...]:
    """A voting game: a coalition that reaches the quota has a route of cost 0."""
    members = range(len(weights))
    return tuple(
        (0.0, sum(1 << member for member in coalition))
        for size in range(len(weights) + 1)
        for coalition in combinations(members, size)
        if quota <= sum(weights[m] for m in coalition) < quota + min(weights[m] for m in coalition)
    )


KNOWN = [
    ("RUB", 1, {"RU": 0, "RB": 0}, (F(2, 3), F(1, 6), F(1, 6)), (F(3, 4), F(1, 4), F(1, 4))),
    ("RUB", 1, {"RU": 0.1, "RB": 0.75, "RUB": 0}, (F(21, 40), F(2, 5), F(3, 40)), None),
    ("RUB", 1, {"R": 0.4, "RU": 0.1, "RUB": 0}, (F(47, 60), F(11, 60), F(1, 30)), None),
    ("abcdefg", 1, {"abcdefg": 0}, (F(1, 7),) * 7, (F(1, 64),) * 7),
    ("abc", 20, {"ab": 10, "c": 14}, (3, 3, 4), (F(7, 2), F(7, 2), F(9, 2))),
    (
        "abcd",
        20,
        {"ab": 10, "ac": 13, "d": 17},
        (F(59, 12), F(29, 12), F(11, 12), F(7, 4)),
        (F(45, 8), F(23, 8), F(11, 8), F(15, 8)),
    ),
    ("123", 3, {"1": 2, "2": 1, "3": 0}, (F(1, 3), F(5, 6), F(11, 6)), None),
    ("a", 5, {"a": 3}, (2,), (2,)),
    ("ab", 1, {"a": 0, "b": 0}, (F(1, 2),) * 2, (F(1, 2),) * 2),
    ("ab", 1, {"ab": 0.5}, (F(1, 4),) * 2, (F(1, 4),) * 2),
]
IDS = ["producer", "unequal", "bypass", "chain", "two routes", "three", "airport", "monopoly", "parallel", "series"]


@pytest.mark.parametrize(("players", "cap", "ways", "value", "power"), KNOWN, ids=IDS)
def test_known_values(
    players: str, cap: float, ways: dict[str, float], value: tuple[F, ...], power: tuple[F, ...] | None
) -> None:
    found = game(players, cap, **ways)
    assert found.shapley == pytest.approx([float(each) for each in value], abs=1e-14)
    assert found.standard_error is None
    if power:
        assert found.banzhaf == pytest.approx([float(each) for each in power], abs=1e-14)


def test_removal_total_and_shares() -> None:
    """Alone a monopoly loses all; of two in parallel each loses nothing; of a chain each loses all."""
    assert game("a", 1, a=0).removal.tolist() == [1.0]
    assert game("ab", 1, a=0, b=0).removal.tolist() == [0.0, 0.0]
    assert game("ab", 1, ab=0.5).removal.tolist() == [0.5, 0.5]
    found = game("abcd", 20, ab=10, ac=13, d=17)
    assert found.removal.tolist() == [7.0, 3.0, 0.0, 0.0]
    assert found.total == 10.0
    assert found.shares.sum() == pytest.approx(1.0, abs=1e-14)


def test_interaction_of_a_chain_and_of_substitutes() -> None:
    pairs = transit_values(routes("abc", ab=0), players=3, cap=1, interactions=True).interaction
    assert pairs is not None
    assert pairs.tolist() == [[0, 1, 0], [1, 0, 0], [0, 0, 0]]
    pairs = transit_values(routes("ab", a=0, b=0), players=2, cap=1, interactions=True).interaction
    assert pairs is not None
    assert pairs.tolist() == [[0, -1], [-1, 0]]


def test_security_council_and_eec() -> None:
    members = (7,) * 5 + (1,) * 10
    found = transit_values(council(39, members), players=15, cap=1)
    assert found.shapley == pytest.approx([421 / 2145] * 5 + [4 / 2145] * 10, abs=1e-14)
    found = transit_values(council(12, (4, 4, 4, 2, 2, 1)), players=6, cap=1)
    assert found.shapley == pytest.approx([7 / 30] * 3 + [3 / 20] * 2 + [0], abs=1e-14)
    assert found.banzhaf == pytest.approx([5 / 16] * 3 + [3 / 16] * 2 + [0], abs=1e-14)


@pytest.mark.parametrize("ways", [{}, {"a": 7}, {"a": 9}], ids=["no route", "at the cap", "dearer"])
def test_routes_that_save_nothing(ways: dict[str, float]) -> None:
    found = game("ab", 7, **ways)
    assert (found.shapley.tolist(), found.removal.tolist(), found.total) == ([0.0, 0.0], [0.0, 0.0], 0.0)
    assert np.isnan(found.shares).all()


def test_a_free_route_is_no_players_merit() -> None:
    """Cap 20, free 15, better with a: only what a saves beyond the free route is shared."""
    found = transit_values([(15.0, 0), (10.0, 1)], players=1, cap=20)
    assert (found.shapley.tolist(), found.total) == ([5.0], 5.0)


def test_bad_games() -> None:
    for cap in (np.inf, np.nan, -1.0):
        with pytest.raises(ValueError, match="finite and not negative"):
            transit_values([(1.0, 1)], players=1, cap=cap)
    with pytest.raises(ValueError, match="needs player 3"):
        transit_values([(1.0, 8)], players=3, cap=5)
    with pytest.raises(ValueError, match="2 permutations"):
        by_sampling([(1.0, 1)], players=1, cap=5, permutations=1, seed=0)


@st.composite
def games(draw: st.DrawFn) -> tuple[tuple[Route, ...], int, float]:
    players = draw(st.integers(1, 7))
    cost, mask = st.integers(0, 12).map(float), st.integers(0, 2**players - 1)
    return tuple(draw(st.lists(st.tuples(cost, mask), max_size=12))), players, 10.0


def table_of(ways: tuple[Route, ...], players: int, cap: float) -> np.ndarray:
    """v of every coalition, straight from its definition."""
    return np.array([cap - min([cap, *(cost for cost, mask in ways if mask & ~c == 0)]) for c in range(2**players)])


@quick
@given(games())
def test_diagram_equals_table_equals_definition(drawn: tuple[tuple[Route, ...], int, float]) -> None:
    ways, players, cap = drawn
    worth = table_of(ways, players, cap)
    exact = transit_values(ways, players=players, cap=cap)
    for found in (exact, by_table(ways, players=players, cap=cap)):
        assert found.shapley == pytest.approx(shapley(worth), abs=1e-12)
        assert found.banzhaf == pytest.approx(banzhaf(worth), abs=1e-12)
        assert found.removal.tolist() == [worth[-1] - worth[-1 - (1 << p)] for p in range(players)]
        assert found.total == worth[-1] - worth[0]
    assert exact.shapley.sum() == pytest.approx(exact.total, abs=1e-12)


@quick
@given(games())
def test_interactions_equal_their_definition(drawn: tuple[tuple[Route, ...], int, float]) -> None:
    ways, players, cap = drawn
    worth = table_of(ways, players, cap)
    found = transit_values(ways, players=players, cap=cap, interactions=True).interaction
    expected = np.zeros((players, players))
    for i, j in permutations(range(players), 2):
        both = 1 << i | 1 << j
        for s in (s for s in range(2**players) if not s & both):
            size = s.bit_count()
            weight = factorial(size) * factorial(players - size - 2) / factorial(players - 1)
            expected[i, j] += weight * (worth[s | both] - worth[s | 1 << i] - worth[s | 1 << j] + worth[s])
    assert found == pytest.approx(expected, abs=1e-12)


@quick
@given(games(), st.randoms(use_true_random=False))
def test_new_names_change_no_value(drawn: tuple[tuple[Route, ...], int, float], random: object) -> None:
    ways, players, cap = drawn
    names = list(range(players))
    random.shuffle(names)  # type: ignore[attr-defined]
    renamed = tuple((cost, sum(1 << names[p] for p in range(players) if mask >> p & 1)) for cost, mask in ways)
    old, new = (transit_values(each, players=players, cap=cap, interactions=True) for each in (ways, renamed))
    assert new.shapley[names] == pytest.approx(old.shapley, abs=1e-12)
    assert new.banzhaf[names] == pytest.approx(old.banzhaf, abs=1e-12)
    assert new.removal[names].tolist() == old.removal.tolist()
    assert new.interaction is not None
    assert new.interaction[np.ix_(names, names)] == pytest.approx(old.interaction, abs=1e-12)


def random_network(seed: int, states: int, nodes: int) -> tuple[Digraph, np.ndarray, np.ndarray]:
    """States are clusters in a long plane, nodes numbered from west to east, each joined with the four nearest and
    the next.

    A leg goes both ways and is owned by the state of one of its ends; one in ten is free for all.
    """
    rng = np.random.default_rng(seed)
    state = np.arange(nodes) % states
    spot = rng.random((states, 2))[state] * [30, 10] + rng.normal(0, 2, (nodes, 2))
    west = np.argsort(spot[:, 0])
    state, spot = state[west], spot[west]
    far = np.hypot(*(spot[:, None] - spot).transpose(2, 0, 1))
    near = np.stack([np.repeat(np.arange(nodes), 4), np.argsort(far, axis=1)[:, 1:5].ravel()])
    along = np.stack([np.arange(nodes - 1), np.arange(1, nodes)])
    one, other = np.unique(np.concatenate([np.sort(near, axis=0), along], axis=1), axis=1)
    holder = np.where(rng.random(len(one)) < 0.1, -1, state[np.where(rng.random(len(one)) < 0.5, one, other)])
    ends = np.concatenate([one, other]), np.concatenate([other, one])
    return Digraph(nodes, *ends), np.tile(np.round(far[one, other], 1), 2), np.tile(holder, 2)


def by_dijkstra(graph: Digraph, cost: np.ndarray, owner: np.ndarray, free: Iterable[int], players: int) -> np.ndarray:
    """c(S) of every coalition, by 2^k searches on the arcs it may use, from node 0 to the last."""
    costs = []
    for coalition in range(2**players):
        members = [p for p in range(players) if coalition >> p & 1]
        path = shortest_path(graph, cost, 0, graph.n - 1, allowed=np.isin(owner, [-1, *members, *free]))
        costs.append(np.inf if path is None else path.length)
    return np.array(costs)


@pytest.mark.parametrize("seed", range(8))
def test_routes_of_a_network_give_every_coalition_its_cost(seed: int) -> None:
    players, cap = 7, 100.0
    graph, cost, owner = random_network(seed, players, 35)
    ends = (0, (graph.n - 1) % players)
    costs = np.minimum(by_dijkstra(graph, cost, owner, ends, players), cap)
    ways = minimal_routes(graph, cost, owner, 0, graph.n - 1, players=players, free=ends, cap=cap)
    assert cap - table_of(ways, players, cap) == pytest.approx(costs, abs=1e-9)
    assert transit_values(ways, players=players, cap=cap).shapley == pytest.approx(shapley(cap - costs), abs=1e-9)
    for one, other in permutations(ways, 2):
        assert not (one[0] <= other[0] and one[1] & ~other[1] == 0)
    mask = np.isin(np.arange(players), ends)
    assert minimal_routes(graph, cost, owner, 0, graph.n - 1, players=players, free=mask, cap=cap) == ways


@pytest.mark.parametrize("seed", range(4))
def test_sixteen_states(seed: int) -> None:
    graph, cost, owner = random_network(seed, 16, 80)
    ways = minimal_routes(graph, cost, owner, 0, graph.n - 1, players=16, free=(0, 15), cap=100.0)
    assert len(ways) > 3
    exact, table = (each(ways, players=16, cap=100.0) for each in (transit_values, by_table))
    assert exact.shapley == pytest.approx(table.shapley, abs=1e-10)
    assert exact.banzhaf == pytest.approx(table.banzhaf, abs=1e-10)
    assert exact.shapley.sum() == pytest.approx(exact.total, abs=1e-10)
    assert exact.shapley[[0, 15]].tolist() == [0.0, 0.0]


@pytest.mark.parametrize("seed", range(3))
def test_samples_agree_within_their_error(seed: int) -> None:
    graph, cost, owner = random_network(seed, 10, 50)
    ask = {"players": 10, "free": (0, 9), "cap": 100.0}
    ways = minimal_routes(graph, cost, owner, 0, graph.n - 1, **ask)
    exact = transit_values(ways, players=10, cap=100.0)
    sampled = by_sampling(ways, players=10, cap=100.0, permutations=4000, seed=seed)
    searched = sampled_on_graph(graph, cost, owner, 0, graph.n - 1, **ask, permutations=300, seed=seed)
    for found in (sampled, searched):
        assert found.standard_error is not None
        assert (np.abs(found.shapley - exact.shapley) <= 4.5 * found.standard_error + 1e-9).all()
        assert found.shapley.sum() == pytest.approx(exact.total, abs=1e-9)
        assert found.removal == pytest.approx(exact.removal, abs=1e-9)
        assert found.total == pytest.approx(exact.total, abs=1e-9)
    assert sampled.banzhaf == pytest.approx(exact.banzhaf, abs=0.05 * exact.total)
    again = by_sampling(ways, players=10, cap=100.0, permutations=4000, seed=seed)
    assert again.shapley.tolist() == sampled.shapley.tolist()


def test_past_the_budget() -> None:
    """A diagram too large gives way to the table, or with many players to random orders; too many routes are said."""
    graph, cost, owner = random_network(1, 16, 80)
    ways = minimal_routes(graph, cost, owner, 0, graph.n - 1, players=16, free=(0, 15), cap=100.0)
    exact = transit_values(ways, players=16, cap=100.0)
    table = transit_values(ways, players=16, cap=100.0, budget=1)
    assert table.standard_error is None
    assert table.shapley == pytest.approx(exact.shapley, abs=1e-10)
    long = ((1.0, 2**21 - 1), (2.0, 1))
    drawn = transit_values(long, players=21, cap=3.0, budget=1, permutations=2000)
    assert drawn.standard_error is not None
    assert drawn.shapley[0] == pytest.approx(transit_values(long, players=21, cap=3.0).shapley[0], abs=0.05)
    with pytest.raises(TooManyRoutes, match="more than 5 labels"):
        minimal_routes(graph, cost, owner, 0, graph.n - 1, players=16, free=(0, 15), cap=100.0, budget=5)


def test_work_in_small_parts_gives_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    graph, cost, owner = random_network(2, 8, 40)
    ways = minimal_routes(graph, cost, owner, 0, graph.n - 1, players=8, cap=100.0)
    assert len(ways) > 3
    whole = transit_values(ways, players=8, cap=100.0, interactions=True)
    monkeypatch.setattr(transit_game, "_CELLS_AT_ONCE", 700)
    parts = transit_values(ways, players=8, cap=100.0, interactions=True)
    assert parts.interaction == pytest.approx(whole.interaction, abs=1e-12)
    drawn = by_sampling(ways, players=8, cap=100.0, permutations=500, seed=1)
    assert drawn.standard_error is not None
    assert (np.abs(drawn.shapley - whole.shapley) <= 4.5 * drawn.standard_error + 1e-9).all()


def test_owners_that_are_no_players() -> None:
    graph, cost, owner = random_network(0, 4, 8)
    for bad, players in ((owner, 3), (owner - 5, 4), (owner[1:], 4)):
        with pytest.raises(ValueError, match="has one owner"):
            minimal_routes(graph, cost, bad, 0, 7, players=players, cap=9.0)


def test_the_ends_are_free_and_a_cap_cuts() -> None:
    """0 →(a) 1 →(b) 2 →(c) 3: between a and c only b is needed, and nobody at the cap."""
    line = Digraph(4, np.arange(3), np.arange(1, 4))
    cost, owner = np.array([1.0, 2.0, 3.0]), np.arange(3)
    assert minimal_routes(line, cost, owner, 0, 3, players=3, free={0, 2}, cap=9.0) == ((6.0, 0b010),)
    assert minimal_routes(line, cost, owner, 0, 3, players=3, cap=9.0) == ((6.0, 0b111),)
    assert minimal_routes(line, cost, owner, 0, 3, players=3, cap=6.0) == ()
    assert minimal_routes(line, cost, owner, 2, 2, players=3, cap=6.0) == ((0.0, 0),)
    assert minimal_routes(line, cost, owner, 3, 0, players=3, cap=6.0) == ()
