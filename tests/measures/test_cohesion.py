from __future__ import annotations

import numpy as np
import pytest

import worlds
from keystone_states.measures import rank, score
from keystone_states.measures.cohesion import MEASURE
from keystone_states.network import Network

COUNTS = {"SHI": [(0, 10), (0, 30)], "GON": [(5, 10), (3, 30)], "MOR": [(0, 0), (8, 10)], "ERE": [(0, 0), (0, 0)]}


def realm() -> Network:
    return worlds.network(dict.fromkeys(COUNTS, 0.0), domestic=worlds.domestic(COUNTS))


def test_conflict_is_a_share_of_all_that_is_reported() -> None:
    assert MEASURE.values(realm(), "cohesion") == pytest.approx([0.0, 8 / 40, 8 / 10, np.nan], nan_ok=True)


def test_size_is_the_number_of_months_with_reports() -> None:
    assert MEASURE.size(realm(), "cohesion").tolist() == [2, 2, 1, 0]


def test_parts_are_months_the_worst_first_and_sum_to_the_value() -> None:
    parts = MEASURE.parts(realm(), "cohesion", 1)
    assert [(part.label, part.value) for part in parts] == [("2020-01", 5 / 40), ("2020-02", 3 / 40)]
    assert parts[0].evidence == ("events:GON:2020-01",)
    assert parts[0].detail == "5 of 10 events of the month"
    assert MEASURE.parts(realm(), "cohesion", 0) == ()


def test_numbers_beside_are_per_month_reported() -> None:
    beside = {each.label: (each.value, each.meaning) for each in MEASURE.beside(realm(), "cohesion", 1)}
    assert beside == {"domestic conflict": (4.0, ""), "all coverage": (20.0, ""), "worst month": (0.5, "2020-01")}
    assert MEASURE.evidence(realm(), "cohesion", 2) == ("events:MOR:2020-02",)


@pytest.mark.parametrize(
    ("of", "note"),
    [
        (
            worlds.network({"SHI": 0.0}),
            "not covered: no event data loaded for 2018-01-01 to 2022-12-31; load it with keystone load gdelt FILE",
        ),
        (
            worlds.network({"SHI": 0.0}, domestic=worlds.domestic({"SHI": [(0, 0)]})),
            "not covered: no event of 2018-01-01 to 2022-12-31 names it",
        ),
    ],
)
def test_who_is_not_covered_is_told_why(of: Network, note: str) -> None:
    ranking = rank(of, MEASURE, "cohesion", ranked=np.ones(1, dtype=bool))
    found = score(of, ranking, 0, channel="cohesion", seed=1, draws=5)
    assert (found.value, found.n, found.note) == (None, 0, note)


def test_a_high_share_is_a_burden() -> None:
    assert MEASURE.burden


def test_draws_stay_between_the_best_and_the_worst_month() -> None:
    draws = MEASURE.draw(realm(), "cohesion", 1, np.random.default_rng(1), 200)
    assert ((draws >= 3 / 30) & (draws <= 5 / 10)).all()
    assert np.quantile(draws, 0.05) < 0.2 < np.quantile(draws, 0.95)
