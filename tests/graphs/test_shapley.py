from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import permutations
from math import factorial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keystone_states.graphs.shapley import (
    banzhaf,
    banzhaf_voting,
    shapley,
    shapley_sampled,
    shapley_shubik,
    voting_game,
)

F = Fraction
quick = settings(deadline=None, max_examples=60, derandomize=True)


def table(players: str, worth: Callable[[frozenset[str]], Fraction | int]) -> list[Fraction]:
    """A game over all coalitions of the players, in bitmask order."""
    coalitions = (frozenset(p for i, p in enumerate(players) if c >> i & 1) for c in range(2 ** len(players)))
    return [Fraction(worth(each)) for each in coalitions]


def named(players: str, **worth: str | int) -> list[Fraction]:
    """A game by the worths of named coalitions; those not named are worth nothing."""
    by_set = {frozenset(name): Fraction(value) for name, value in worth.items()}
    return table(players, lambda coalition: by_set.get(coalition, Fraction(0)))


def saving(players: str, routes: dict[str, int], outside: int) -> list[Fraction]:
    """What a coalition saves against the outside option with the cheapest route all of whose states are in it."""
    return table(
        players,
        lambda coalition: outside - min([outside, *(cost for via, cost in routes.items() if coalition >= set(via))]),
    )


def chain(players: str) -> list[Fraction]:
    return table(players, lambda coalition: len(coalition) == len(players))


PRODUCER = named("RUB", RU=1, RB=1, RUB=1)
UNEQUAL = named("RUB", RU=".9", RB=".25", RUB=1)
BYPASS = named("RUB", R=".6", RU=".9", RB=".6", RUB=1)
AIRPORT = table("123", lambda coalition: max(map(int, coalition), default=0))
TWO_ROUTES = saving("abc", {"ab": 10, "c": 14}, outside=20)
THREE_ROUTES = saving("abcd", {"ab": 10, "ac": 13, "d": 17}, outside=20)
EEC = 12, (4, 4, 4, 2, 2, 1)
SECURITY_COUNCIL = 39, (7,) * 5 + (1,) * 10


@pytest.mark.parametrize(
    ("game", "values"),
    [
        (PRODUCER, (F(2, 3), F(1, 6), F(1, 6))),
        (UNEQUAL, (F(21, 40), F(2, 5), F(3, 40))),
        (BYPASS, (F(47, 60), F(11, 60), F(1, 30))),
        (AIRPORT, (F(1, 3), F(5, 6), F(11, 6))),
        (TWO_ROUTES, (3, 3, 4)),
        (THREE_ROUTES, (F(59, 12), F(29, 12), F(11, 12), F(7, 4))),
        (chain("ab"), (F(1, 2),) * 2),
        (chain("abcdefg"), (F(1, 7),) * 7),
        (named("a", a=1), (1,)),
        (named("ab", a=1, b=1, ab=1), (F(1, 2),) * 2),
    ],
    ids=[
        "producer",
        "unequal",
        "bypass",
        "airport",
        "two-routes",
        "three-routes",
        "chain-2",
        "chain-7",
        "monopoly",
        "parallel",
    ],
)
def test_known_shapley_values_are_exact(game: list[Fraction], values: tuple[Fraction, ...]) -> None:
    assert shapley(game).tolist() == list(values)
    assert shapley([float(each) for each in game]) == pytest.approx([float(each) for each in values])


@pytest.mark.parametrize(
    ("game", "values"),
    [
        (PRODUCER, (F(3, 4), F(1, 4), F(1, 4))),
        (THREE_ROUTES, (F(45, 8), F(23, 8), F(11, 8), F(15, 8))),
        (chain("abc"), (F(1, 4),) * 3),
    ],
    ids=["producer", "three-routes", "chain-3"],
)
def test_known_banzhaf_values_are_exact(game: list[Fraction], values: tuple[Fraction, ...]) -> None:
    assert banzhaf(game).tolist() == list(values)


def test_the_security_council() -> None:
    expected = [F(421, 2145)] * 5 + [F(4, 2145)] * 10
    assert shapley_shubik(*SECURITY_COUNCIL) == expected
    assert shapley(voting_game(*SECURITY_COUNCIL).astype(object)).tolist() == expected


def test_the_six_of_1958() -> None:
    one = [F(7, 30)] * 3 + [F(3, 20)] * 2 + [F(0)]
    other = [F(5, 16)] * 3 + [F(3, 16)] * 2 + [F(0)]
    game = voting_game(*EEC).astype(object)
    assert shapley_shubik(*EEC) == shapley(game).tolist() == one
    assert banzhaf_voting(*EEC) == banzhaf(game).tolist() == other


def test_a_council_too_large_for_a_table() -> None:
    """Equal weights: 1/n each; and a large state among 100 small ones (Shapley 1953: weight 10, quota 56 of 110)."""
    assert shapley_shubik(61, [1] * 120) == [F(1, 120)] * 120
    found = shapley_shubik(56, [10] + [1] * 100)
    assert found[0] == F(10, 101)  # pivotal when 46 … 55 of the 100 small ones came before it
    assert sum(found) == 1


@quick
@given(st.lists(st.integers(0, 6), min_size=1, max_size=7), st.data())
def test_voting_indices_equal_those_of_the_table(weights: list[int], data: st.DataObject) -> None:
    if not sum(weights):
        weights = [*weights, 1]
    quota = data.draw(st.integers(1, sum(weights)))
    game = voting_game(quota, weights).astype(object)
    assert shapley_shubik(quota, weights) == shapley(game).tolist()
    assert banzhaf_voting(quota, weights) == banzhaf(game).tolist()


@pytest.mark.parametrize(("quota", "weights"), [(0, (1, 1)), (3, (1, 1)), (1, (2, -1)), (1, ())])
def test_impossible_councils_are_refused(quota: int, weights: tuple[int, ...]) -> None:
    for index in (shapley_shubik, banzhaf_voting):
        with pytest.raises(ValueError, match="quota"):
            index(quota, weights)


@pytest.mark.parametrize("bad", [[], [0, 1, 2], [[0, 1], [1, 2]], 3.0])
def test_a_table_has_a_power_of_two_entries(bad: list[float]) -> None:
    with pytest.raises(ValueError, match="2\\^n"):
        shapley(bad)


def test_too_many_players_are_sent_to_sampling() -> None:
    with pytest.raises(ValueError, match="shapley_sampled"):
        banzhaf(np.broadcast_to(0.0, 2**25))


def test_a_game_without_players_has_no_values() -> None:
    assert shapley([0.0]).tolist() == banzhaf([0.0]).tolist() == []


games = st.integers(0, 5).flatmap(
    lambda n: st.lists(st.integers(-9, 9).map(F), min_size=2**n, max_size=2**n).map(lambda worth: (n, worth))
)


@quick
@given(games)
def test_shapley_equals_the_mean_over_all_orders_and_shares_out_the_whole(game: tuple[int, list[Fraction]]) -> None:
    n, worth = game
    gains = [F(0)] * n
    for order in permutations(range(n)):
        coalition = 0
        for player in order:
            gains[player] += worth[coalition | 1 << player] - worth[coalition]
            coalition |= 1 << player
    found = shapley(worth).tolist()
    assert found == [gain / factorial(n) for gain in gains]
    assert sum(found) == worth[-1] - worth[0]


@quick
@given(games)
def test_banzhaf_equals_the_mean_over_all_coalitions_of_the_others(game: tuple[int, list[Fraction]]) -> None:
    n, worth = game
    for player, found in enumerate(banzhaf(worth)):
        gains = [worth[c | 1 << player] - worth[c] for c in range(2**n) if not c >> player & 1]
        assert found == sum(gains) / len(gains)


@quick
@given(games, st.integers(0, 10**6))
def test_renamed_players_keep_their_values(game: tuple[int, list[Fraction]], seed: int) -> None:
    n, worth = game
    order = np.random.default_rng(seed).permutation(n).tolist()  # new player i is old player order[i]
    moved = [worth[sum(1 << order[i] for i in range(n) if c >> i & 1)] for c in range(2**n)]
    for value in (shapley, banzhaf):
        assert value(moved).tolist() == [value(worth)[old] for old in order]


@pytest.mark.parametrize("seed", range(5))
def test_sampled_values_are_close_share_out_the_whole_and_can_be_drawn_again(seed: int) -> None:
    worth = [float(each) for each in THREE_ROUTES]
    found = shapley_sampled(worth.__getitem__, 4, permutations=4000, seed=seed)
    again = shapley_sampled(worth.__getitem__, 4, permutations=4000, seed=seed)
    assert found.values.sum() == pytest.approx(worth[-1])
    assert (np.abs(found.values - shapley(worth)) < 4 * found.standard_error).all()
    assert (found.standard_error < 0.08).all()
    assert np.array_equal(found.values, again.values)
    assert (found.permutations, found.seed) == (4000, seed)


def test_more_players_than_a_machine_word_can_be_sampled() -> None:
    found = shapley_sampled(lambda coalition: float(coalition.bit_count()), 80, permutations=2, seed=0)
    assert found.values.tolist() == [1.0] * 80
    assert not found.standard_error.any()


def test_one_permutation_has_no_standard_error() -> None:
    with pytest.raises(ValueError, match="at least 2"):
        shapley_sampled(float, 2, permutations=1, seed=0)
