from __future__ import annotations

import numpy as np
import pytest

import worlds
from keystone_states.measures import rank, score
from keystone_states.measures.voice import MEASURE
from keystone_states.network import Network

# Two poles oppose each other on calls 1 to 4; on call 5 they agree and on call 6 one is away.
GONDOR, MORDOR = "yynny-", "nnyyyy"


def house(**votes: str) -> Network:
    """Gondor and Mordor as poles, and others who vote as given."""
    cast = {"GON": GONDOR, "MOR": MORDOR, **votes}
    return worlds.network(
        dict.fromkeys(cast, 0.0),
        poles={"GON": ["GON"], "MOR": ["MOR"]},
        roll_calls=worlds.roll_calls(list(cast.values()), [GONDOR, MORDOR]),
    )


def of(votes: str) -> float:
    return float(MEASURE.values(house(SHI=votes), "alignment")[2])


@pytest.mark.parametrize(
    ("votes", "independence"),
    [
        (GONDOR, 0.0),
        (MORDOR, 0.0),
        ("yyyyyy", 0.5),  # twice with each
        ("yynyyy", 0.25),
        ("aaaaaa", 1.0),  # with neither
        ("yaaayy", 0.75),
        ("y--n--", 0.0),  # of two votes, both with Gondor
        ("yny---", 2 / 3 - 1 / 3),
    ],
)
def test_independence_by_hand(votes: str, independence: float) -> None:
    assert of(votes) == pytest.approx(independence)


def test_who_voted_on_no_contested_roll_call_is_not_covered() -> None:
    found = house(SHI="----yy")
    ranking = rank(found, MEASURE, "alignment", ranked=np.ones(3, dtype=bool))
    told = score(found, ranking, 2, channel="alignment", seed=1, draws=5)
    assert (told.value, told.n, told.interval) == (None, 0, None)
    assert told.note == "not covered: it voted on none of the 4 roll calls on which poles oppose each other"


def test_a_pole_of_one_state_is_not_measured_against_itself() -> None:
    found = house(SHI="yyyyyy")
    assert np.isnan(MEASURE.values(found, "alignment")[:2]).all()
    assert MEASURE.missing(found, "alignment", 0) == "it is a pole itself"


def test_a_member_of_a_pole_of_several_is_measured() -> None:
    found = worlds.network(
        {"GON": 0, "ROH": 0, "MOR": 0},
        poles={"WEST": ["GON", "ROH"], "MOR": ["MOR"]},
        roll_calls=worlds.roll_calls(["yyyy", "yyyn", "nnnn"], ["yyyy", "nnnn"]),
    )
    assert MEASURE.values(found, "alignment") == pytest.approx([0.0, 0.25, np.nan], nan_ok=True)


def test_without_roll_calls_it_says_how_to_load_them() -> None:
    found = worlds.network({"SHI": 0.0})
    ranking = rank(found, MEASURE, "alignment", ranked=np.ones(1, dtype=bool))
    note = score(found, ranking, 0, channel="alignment", seed=1, draws=5).note
    assert note == (
        "not covered: no roll calls loaded for 2018-01-01 to 2022-12-31; load them with keystone load unvotes FILE"
    )


def test_parts_say_with_whom_it_voted_instead_and_sum_to_the_value() -> None:
    found = house(SHI="yyayyy")  # Gondor, Gondor, nobody, Mordor
    parts = {part.label: part for part in MEASURE.parts(found, "alignment", 2)}
    assert {label: part.value for label, part in parts.items()} == {"with MOR": 0.25, "with no pole": 0.25}
    assert parts["with MOR"].evidence == ("un_votes:4",)
    assert parts["with MOR"].detail == "chose as MOR and not as GON: 1 of 4 roll calls"
    assert of("yyayyy") == 0.5


def test_a_vote_with_two_other_poles_is_split_between_them() -> None:
    found = worlds.network(
        {"SHI": 0.0},
        poles={"A": [], "B": [], "C": []},
        roll_calls=worlds.roll_calls(["yyy"], ["yyn", "nny", "nny"]),
    )
    assert {part.label: part.value for part in MEASURE.parts(found, "alignment", 0)} == pytest.approx(
        {"with B": 1 / 6, "with C": 1 / 6, "with no pole": 0.0}
    )


def test_agreement_stands_beside_for_each_pole() -> None:
    """On six roll calls the Shire votes yny-ny: with Mordor (nnyyyy) it shares five votes."""
    beside = {each.label: each.value for each in MEASURE.beside(house(SHI="yny-ny"), "alignment", 2)}
    assert beside["voted with GON"] == pytest.approx(1 / 3)
    assert beside["voted with MOR"] == pytest.approx(2 / 3)
    assert beside["abstained where poles oppose each other"] == 0.0
    assert beside["S with MOR"] == pytest.approx(1 - 2 * 2 / 5)
    assert beside["κ with MOR"] == pytest.approx(1 - (2 / 5) / (3 / 5 * 2 / 5 + 2 / 5 * 3 / 5))
    assert beside["π with MOR"] == pytest.approx(1 - (2 / 5) / (2 * 3 / 5 * 2 / 5))


def test_a_coefficient_that_says_nothing_is_left_out() -> None:
    found = worlds.network({"SHI": 0.0}, poles={"A": [], "B": []}, roll_calls=worlds.roll_calls(["yy"], ["yy", "nn"]))
    labels = {each.label for each in MEASURE.beside(found, "alignment", 0)}
    assert {"S with A", "κ with B", "S with B"} <= labels
    assert not {"κ with A", "π with A"} & labels


def test_the_interval_lies_between_none_and_all_and_holds_the_value() -> None:
    draws = MEASURE.draw(house(SHI="yyayyy"), "alignment", 2, np.random.default_rng(1), 400)
    assert ((draws >= 0) & (draws <= 1)).all()
    assert np.quantile(draws, 0.05) < 0.5 < np.quantile(draws, 0.95)
    always = MEASURE.draw(house(SHI=GONDOR), "alignment", 2, np.random.default_rng(1), 20)
    assert always == pytest.approx(np.zeros(20))
