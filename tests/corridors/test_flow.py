from __future__ import annotations

from dataclasses import replace

import pytest

from keystone_states.corridors.demand import Terms
from keystone_states.corridors.flow import flows
from roads import LEGS, PLACES, demand, leg, middle_earth, place, status
from roads import ROWS as NETWORK

FAST = Terms(value_of_time=100)
ROWS = [demand("hobbiton", "minas-tirith", 1500)]


def test_what_does_not_fit_goes_the_next_best_way() -> None:
    found = flows(middle_earth(), ROWS, terms=FAST)
    assert found.served == pytest.approx(1500)
    loads = dict(found.loads)
    assert loads["rohan-north-edoras"] == pytest.approx(1000)
    assert loads["arnor-gate-arnor-south"] == pytest.approx(1500), "the rest turns off to the road through Mordor"
    assert dict(found.transit) == pytest.approx({"ARN": 1500, "ROH": 1000, "MOR": 500})


def test_a_full_leg_has_a_price() -> None:
    found = flows(middle_earth(), ROWS, terms=FAST)
    full = {each.subject: each for each in found.bottlenecks}
    assert set(full) <= {"rohan-north-edoras", "edoras-rohan-south"}
    assert sum(each.price for each in full.values()) > 0
    assert all(each.capacity == 1000 for each in full.values())
    assert full[next(iter(full))].evidence[0].startswith("legs:")


def test_with_room_for_all_nothing_has_a_price() -> None:
    found = flows(middle_earth(), [demand("hobbiton", "minas-tirith", 900)], terms=FAST)
    assert (found.bottlenecks, found.unserved) == ((), 0)


def test_both_directions_share_a_leg() -> None:
    rows = [demand("hobbiton", "minas-tirith", 600), demand("minas-tirith", "hobbiton", 600)]
    loads = dict(flows(middle_earth(), rows, terms=FAST).loads)
    assert loads["rohan-north-edoras"] == pytest.approx(1000)


def test_what_fits_nowhere_is_unserved_and_said() -> None:
    found = flows(middle_earth(), ROWS, terms=FAST, avoid=("MOR", "bay-of-belfalas"))
    assert (found.served, found.unserved) == pytest.approx((1000, 500))
    assert found.unit == "teu"
    assert found.bottlenecks


def test_what_is_avoided_carries_nothing() -> None:
    found = flows(middle_earth(), ROWS, terms=FAST, avoid=("ROH", "road"))
    assert "ROH" not in dict(found.transit)
    assert dict(found.loads)["mithlond-bay-of-belfalas"] == pytest.approx(1500)


def test_a_demand_that_nothing_open_touches_is_unserved() -> None:
    shut = [status("hobbiton-shire-gate", "closed", "2020"), status("hobbiton-mithlond", "closed", "2020")]
    found = flows(middle_earth(statuses=shut), ROWS)
    assert [(each.served, each.unserved) for each in found.carried] == [(0, 1500)]


def test_without_demands_nothing_moves() -> None:
    found = flows(middle_earth(), ())
    assert (found.carried, found.loads, found.transit) == ((), (), ())


@pytest.mark.parametrize(("owner", "crossed"), [("INT", {}), ("MOR", {"MOR": 1500})])
def test_a_port_that_ships_pass_is_crossed_only_where_the_water_is_its_state_s(
    owner: str, crossed: dict[str, float]
) -> None:
    umbar = [leg("mithlond", "umbar", "INT", 100, mode="sea"), leg("umbar", "bay-of-belfalas", owner, 100, mode="sea")]
    rows = replace(NETWORK, places=(*PLACES, place("umbar", "MOR", "port")), legs=(*LEGS, *umbar))
    found = flows(middle_earth(rows=rows), ROWS, terms=FAST, avoid=("ROH", "road"))
    assert dict(found.loads)["mithlond-umbar"] == pytest.approx(1500)
    assert dict(found.transit) == pytest.approx(crossed)
