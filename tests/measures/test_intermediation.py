from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import gamma

import worlds
from keystone_states.layers.build import build_network
from keystone_states.measures import intermediation, rank, score
from keystone_states.measures.contract import Measure
from keystone_states.measures.intermediation import rate
from keystone_states.network import Mandate, Network
from worlds import dispute, mandate, meeting, value

THETA = {"SHI": 0.0, "GON": 1.0, "MOR": -1.0, "ROH": 1.0}
SHI, GON, MOR, ROH = range(4)
M5: Measure = intermediation.MEASURE
YEARS = 9.0


def talks(*taken: Mandate, years: float = YEARS) -> Network:
    return worlds.network(THETA, mandates=taken, disputes=[dispute(years)])


def three_of_three() -> Network:
    """The Shire, Gondor and Rohan mediate three times together."""
    return talks(*(mandate(actor, 1 / 3, name=f"t{n}") for n in range(3) for actor in (SHI, GON, ROH)))


def beside(of: Network, actor: int) -> dict[str, float]:
    return {each.label: each.value for each in M5.beside(of, "visits", actor)}


@pytest.mark.parametrize(("a", "b", "exposure"), [(0.5, 1.0, 9.0), (2.0, 3.0, 0.0), (1.0, 1.0, 24.5)])
def test_no_event_in_an_exposure_leaves_the_prior(a: float, b: float, exposure: float) -> None:
    assert rate(0, exposure, a=a, b=b) == pytest.approx(a / (b + exposure))


def test_the_default_prior_is_half_a_mandate_in_one_dispute_year() -> None:
    assert rate(0, YEARS) == pytest.approx(0.5 / 10)


def test_three_co_mediators_of_three_mandates_have_one_each() -> None:
    found = three_of_three()
    assert [value(M5, found, actor) for actor in ("SHI", "GON", "ROH")] == pytest.approx([1.5 / 10] * 3)
    assert beside(found, SHI)["mandates"] == pytest.approx(1.0)
    assert [part.value * 10 for part in M5.parts(found, "visits", SHI)] == pytest.approx([1 / 3] * 3 + [0.5])


def test_hosting_alone_is_no_mandate() -> None:
    found = talks(mandate(SHI, 0.0, role="host"), mandate(GON))
    assert value(M5, found, "SHI") == pytest.approx(0.5 / 10)
    assert (beside(found, SHI)["mandates"], beside(found, SHI)["hosted without mediating"]) == (0.0, 1.0)
    assert [part.label for part in M5.parts(found, "visits", SHI)] == ["prior"]


def test_a_host_that_mediates_is_not_counted_as_hosting_without_mediating() -> None:
    found = talks(mandate(SHI), mandate(SHI, 0.0, role="host"))
    assert beside(found, SHI)["hosted without mediating"] == 0.0
    assert M5.size(found, "visits")[SHI] == 1


def test_those_without_mandate_or_hosted_talks_are_missing_signatories_too() -> None:
    found = talks(mandate(SHI), mandate(GON, 0.0, role="signatory"))
    assert np.isnan(M5.values(found, "visits")[[GON, MOR, ROH]]).all()
    assert not M5.size(found, "visits")[[GON, MOR, ROH]].any()
    assert np.isnan(M5.draw(found, "visits", GON, np.random.default_rng(1), 5)).all()


def test_without_any_talks_every_value_is_missing() -> None:
    assert np.isnan(M5.values(worlds.network(THETA), "visits")).all()


@pytest.mark.parametrize("years", [0.0, 3.0, 99.0])
def test_more_disputes_mean_a_lower_rate(years: float) -> None:
    assert value(M5, talks(mandate(SHI), years=years), "SHI") == pytest.approx(1.5 / (1 + years))


def test_parts_come_by_share_then_day_and_the_prior_last() -> None:
    found = talks(mandate(SHI, 0.5, name="b"), mandate(GON, 0.5, name="b"), mandate(SHI, name="a", role="guarantor"))
    parts = M5.parts(found, "visits", SHI)
    assert [(part.label, part.actors, part.detail) for part in parts[:2]] == [
        ("a", (), "guarantor, alone"),
        ("b", ("GON",), "mediator, one of 2"),
    ]
    assert parts[2].label == "prior"
    assert parts[2].detail == "0.5 mandates before any meeting, over 10.0 dispute-years"


def test_a_part_rests_on_meeting_and_participation_and_the_prior_on_the_disputes() -> None:
    own, prior = M5.parts(talks(mandate(SHI)), "visits", SHI)
    assert own.evidence == ("meetings:talks", "participations:talks/0/mediator")
    assert prior.evidence == ("meetings:dispute-first", "meetings:dispute-last")


def test_roles_are_counted_beside() -> None:
    roles = ("mediator", "guarantor", "guarantor", "host", "signatory")
    found = beside(talks(*(mandate(SHI, 1.0, role=role, name=f"t{n}") for n, role in enumerate(roles))), SHI)
    assert [found[f"as {role}"] for role in ("mediator", "guarantor", "host", "signatory")] == [1, 2, 1, 1]
    assert found["exposure"] == YEARS


@pytest.mark.parametrize("draws", [100, 200, 201, 1000])
def test_the_interval_is_that_of_the_posterior(draws: int) -> None:
    found = three_of_three()
    placed = rank(found, M5, "visits", ranked=np.ones(4, dtype=bool))
    interval = score(found, placed, SHI, channel="mediation", seed=1, draws=draws).interval
    assert interval is not None
    part = (1 / 2 + 3 * (1 / 3) ** 2) / 1.5
    low, high = gamma.ppf([0.05, 0.95], 1.5 / part, scale=part / 10)
    assert (interval.low, interval.high) == pytest.approx((low, high), rel=2e-3)


def test_draws_have_the_posterior_mean_and_another_seed_another_order() -> None:
    found = three_of_three()
    one, two = (M5.draw(found, "visits", SHI, np.random.default_rng(seed), 4000) for seed in (1, 2))
    assert one.mean() == pytest.approx(1.5 / 10, rel=0.01)
    assert sorted(one) == sorted(two)
    assert one.tolist() != two.tolist()


@pytest.mark.parametrize("times", [0, 1, 2, 3])
def test_few_draws_are_finite(times: int) -> None:
    drawn = M5.draw(three_of_three(), "visits", SHI, np.random.default_rng(1), times)
    assert drawn.shape == (times,)
    assert np.isfinite(drawn).all()


def test_leaving_a_meeting_out_takes_its_mandates_away() -> None:
    found = three_of_three().without_gathering("visits", "t0")
    assert value(M5, found, "SHI") == pytest.approx((0.5 + 2 / 3) / 10)


def test_it_is_taken_of_talks_in_a_world() -> None:
    held = (
        meeting(
            "talks", "t1", "SHI", {"GON": "party", "MOR": "party", "ROH": "mediator"}, day="2019-01-01", process="p"
        ),
        meeting(
            "talks", "t2", "SHI", {"GON": "party", "MOR": "party", "ROH": "mediator"}, day="2020-01-01", process="p"
        ),
    )
    of = worlds.world(tuple(THETA), *held, positions={"GON": 1.0, "MOR": -1.0})
    found = build_network(of, worlds.WINDOW, poles=("GON", "MOR"), choices=worlds.choices())
    exposure = 366 / 365.25
    assert value(M5, found, "ROH", "mediation") == pytest.approx(2.5 / (1 + exposure))
    assert value(M5, found, "SHI", "mediation") == pytest.approx(0.5 / (1 + exposure))
    assert np.isnan(value(M5, found, "GON", "mediation"))
