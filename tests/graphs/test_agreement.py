from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from keystone_states.graphs.agreement import Weights, cohen_kappa, contingency, majority, scott_pi, signorino_ritter_s

TABLE = np.array([[20, 5], [10, 15]])
ALL = (cohen_kappa, scott_pi, signorino_ritter_s)
VOTES = st.lists(st.tuples(st.integers(-1, 2), st.integers(-1, 2)), min_size=1, max_size=30)
every_weight = pytest.mark.parametrize("weights", ["linear", "squared"])


@every_weight
def test_the_textbook_table_of_two_choices(weights: Weights) -> None:
    assert cohen_kappa(TABLE, weights=weights) == pytest.approx(0.40)
    assert scott_pi(TABLE, weights=weights) == pytest.approx(0.393939, abs=1e-6)
    assert signorino_ritter_s(TABLE, weights=weights) == pytest.approx(2 * 35 / 50 - 1)


@pytest.mark.parametrize(("weights", "answer"), [("linear", 0.25), ("squared", 0.375)])
def test_s_of_four_votes_by_hand(weights: Weights, answer: float) -> None:
    table = contingency([0, 1, 2, 2], [0, 2, 2, 0], 3)
    assert signorino_ritter_s(table, weights=weights) == answer


def test_kappa_of_three_choices_by_hand() -> None:
    """Observed (0 + ½ + 0 + 1)/4 = 3/8. By chance, from (1, 1, 2)/4 and (2, 0, 2)/4: ⅛ + ½·⅛ + ½·⅛ + ¼ = ½."""
    table = contingency([0, 1, 2, 2], [0, 2, 2, 0], 3)
    assert cohen_kappa(table) == pytest.approx(1 - (3 / 8) / (1 / 2))


@pytest.mark.parametrize("coefficient", ALL)
@every_weight
def test_identical_votes_agree_wholly(coefficient: type[float], weights: Weights) -> None:
    votes = [0, 1, 2, 2, 0, 1]
    assert coefficient(contingency(votes, votes, 3), weights=weights) == 1.0  # type: ignore[call-arg]


def test_opposite_votes_disagree_wholly() -> None:
    votes = np.array([0, 2, 2, 0])
    table = contingency(votes, 2 - votes, 3)
    assert [each(table) for each in ALL] == [-1.0, -1.0, -1.0]


def test_where_both_choose_the_same_throughout_chance_gives_all() -> None:
    table = contingency([2, 2], [2, 2], 3)
    assert np.isnan([cohen_kappa(table), scott_pi(table)]).all()
    assert signorino_ritter_s(table) == 1.0


@pytest.mark.parametrize("coefficient", ALL)
def test_without_a_common_choice_there_is_no_coefficient(coefficient: type[float]) -> None:
    assert np.isnan(coefficient(contingency([2, -1], [-1, 0], 3)))


@given(votes=VOTES)
def test_who_is_named_first_makes_no_difference(votes: list[tuple[int, int]]) -> None:
    a, b = zip(*votes, strict=True)
    for each in ALL:
        assert each(contingency(a, b, 3)) == pytest.approx(each(contingency(b, a, 3)), nan_ok=True)


@given(votes=VOTES)
def test_yes_and_no_may_be_exchanged(votes: list[tuple[int, int]]) -> None:
    a, b = np.array(votes).T
    turned = [np.where(each < 0, -1, 2 - each) for each in (a, b)]
    for each in ALL:
        assert each(contingency(a, b, 3)) == pytest.approx(each(contingency(*turned, 3)), nan_ok=True)


@given(votes=VOTES)
def test_coefficients_keep_their_range_and_pi_never_exceeds_kappa(votes: list[tuple[int, int]]) -> None:
    a, b = zip(*votes, strict=True)
    kappa, pi, s = (each(contingency(a, b, 3), weights="squared") for each in ALL)
    assert np.isnan(kappa) or -1 - 1e-12 <= kappa <= 1
    assert np.isnan(s) or -1 <= s <= 1
    assert np.isnan(pi) or np.isnan(kappa) or pi <= kappa + 1e-12


def test_the_majority_is_what_most_did_and_missing_where_two_tie() -> None:
    cast = np.array([[2, 2, 0, -1, 1], [2, 0, -1, -1, 1], [0, 1, -1, -1, 0]])
    assert majority(cast, 3).tolist() == [2, -1, 0, -1, 1]
