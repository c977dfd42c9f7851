from __future__ import annotations

from datetime import date

import pytest

from keystone_states.corridors.network import By
from keystone_states.corridors.routing import NoRoute, Routes, front, route
from keystone_states.errors import BadInputError, UnknownNameError
from roads import middle_earth, status

WEST, EAST = "hobbiton", "minas-tirith"
BY_RAIL = 100 + 300 + 200 + 100 + 100
BY_SEA = 200 + 1500 + 500 + 100


def found(**more: object) -> Routes:
    answer = route(middle_earth(), WEST, EAST, **more)  # type: ignore[arg-type]
    assert isinstance(answer, Routes)
    return answer


def test_the_railway_is_the_fastest_and_every_border_is_named() -> None:
    best = found().found[0]
    assert best.km.best == BY_RAIL
    assert [stop.start.place for stop in best.borders] == ["shire-gate", "arnor-south", "rohan-south"]
    assert best.gauge_breaks == 1
    assert best.owners == (("ARN", 300.0), ("ROH", 300.0), ("GON", 100.0), ("SHI", 100.0))
    assert best.straits == best.seas == ()
    assert not best.sanctioned


def test_hours_are_line_haul_at_the_default_speed_and_the_waits_at_borders() -> None:
    best = found().found[0].hours
    assert best is not None
    assert best.best == pytest.approx(BY_RAIL / 43.75 + 40.6 + 9.1 + 6)
    assert best.low == pytest.approx(BY_RAIL / 53.9 + 20.6 + 0 + 5)
    assert best.high == pytest.approx(BY_RAIL / 33.3 + 51.9 + 15.7 + 9)


def test_the_sea_is_the_cheapest_and_names_sea_strait_and_ports() -> None:
    best = found(by="cost").found[0]
    assert best.km.best == BY_SEA
    assert best.straits == ("bay-of-belfalas",)
    assert best.seas == ("Western Sea",)
    assert [stop.start.place for stop in best.transfers] == ["mithlond", "pelargir"]
    assert best.usd is not None
    assert best.usd.best == pytest.approx(300 * 0.606 + 2000 * 0.1655 + 2 * 110.6)


def test_legs_of_one_line_and_owner_are_one_stretch() -> None:
    lines = [(each.line, each.owner, each.places) for each in found().found[0].stretches]
    assert lines[2] == ("Great West Road", "ROH", ("rohan-north", "edoras", "rohan-south"))
    assert len(lines) == 4


@pytest.mark.parametrize(
    ("avoid", "km"),
    [
        (("ROH",), 100 + 300 + 900 + 300),
        (("rohan-north-edoras",), 100 + 300 + 900 + 300),
        (("edoras",), 100 + 300 + 900 + 300),
        (("ROH", "road"), BY_SEA),
        (("ROH", "MOR"), BY_SEA),
    ],
)
def test_what_is_avoided_is_not_used(avoid: tuple[str, ...], km: float) -> None:
    best = found(avoid=avoid, by="distance").found[0]
    assert best.km.best == km
    assert all(arc.names.isdisjoint(avoid) for arc in best.arcs)


def test_with_every_way_closed_there_is_no_route_and_it_says_where_it_ends() -> None:
    answer = route(middle_earth(), WEST, EAST, avoid=("ROH", "MOR", "bay-of-belfalas"))
    assert isinstance(answer, NoRoute)
    assert answer.avoided == ("ROH", "MOR", "bay-of-belfalas")
    assert answer.reached == "arnor-south", "400 km from the end were all open; the bay is 600"
    why = {cut.subject: cut.why for cut in answer.cut}
    assert why["arnor-south-rohan-north"] == "avoids ROH"
    assert why["bay-of-belfalas-pelargir"] == "avoids bay-of-belfalas"
    assert why["arnor-south-minas-morgul"] == "avoids MOR"


def test_a_state_that_is_avoided_can_neither_be_left_nor_entered() -> None:
    for state in ("SHI", "GON"):
        assert isinstance(route(middle_earth(), WEST, EAST, avoid=(state,)), NoRoute)


def test_a_way_suspended_that_day_is_named_where_there_is_no_route() -> None:
    shut = (status("hobbiton-mithlond", "suspended", "2022-03"), status("shire-gate-arnor-gate", "closed", "2022-01"))
    answer = route(middle_earth(statuses=shut), WEST, EAST)
    assert isinstance(answer, NoRoute)
    assert {(cut.subject, cut.why) for cut in answer.cut} == {
        ("hobbiton-mithlond", "suspended since 2022-03"),
        ("shire-gate-arnor-gate", "closed since 2022-01"),
    }
    before = route(middle_earth(statuses=shut, day=date(2021, 12, 31)), WEST, EAST)
    assert isinstance(before, Routes)


def test_where_nothing_is_open_at_the_origin_the_answer_says_so() -> None:
    answer = route(
        middle_earth(
            statuses=(status("hobbiton-mithlond", "plan", "2020"), status("hobbiton-shire-gate", "plan", "2020"))
        ),
        WEST,
        EAST,
    )
    assert isinstance(answer, NoRoute)
    assert answer.reached is None
    assert {cut.why for cut in answer.cut} == {"a plan since 2020"}


def test_what_is_under_sanctions_is_used_and_marked() -> None:
    answer = route(middle_earth(statuses=(status("arnor-gate-arnor-south", "sanctioned", "2022-02"),)), WEST, EAST)
    assert isinstance(answer, Routes)
    best = answer.found[0]
    assert best.sanctioned
    assert [each.owner for each in best.stretches if each.sanctioned] == ["ARN"]
    assert "statuses:arnor-gate-arnor-south/sanctioned/2022-02" in best.evidence


def test_a_route_passes_the_places_asked_for_in_their_order() -> None:
    best = found(via=("minas-morgul", "edoras")).found[0]
    assert best.places.index("minas-morgul") < best.places.index("edoras")
    assert best.km.best > BY_RAIL


def test_going_on_by_another_kind_at_a_place_to_pass_costs_the_transfer() -> None:
    best = found(via=("pelargir",), by="cost").found[0]
    assert [stop.start.place for stop in best.transfers] == ["mithlond", "pelargir"]


def test_alternatives_really_differ_and_come_in_order() -> None:
    assert [each.km.best for each in found(k=3, by="distance").found] == [BY_RAIL, 1600, BY_SEA]
    assert [each.km.best for each in found(k=3).found] == [BY_RAIL, BY_SEA], (
        "half the time of the road is the gauge break"
    )


def test_the_front_trades_time_for_cost() -> None:
    answer = front(middle_earth(), WEST, EAST)
    assert isinstance(answer, Routes)
    times = [each.hours.best for each in answer.found if each.hours]
    costs = [each.usd.best for each in answer.found if each.usd]
    assert len(times) == 2, "the railway and the sea; the road is slower and dearer than the railway"
    assert times == sorted(times)
    assert costs == sorted(costs, reverse=True)


def test_the_way_back_is_the_way_there() -> None:
    there = found().found[0]
    back = route(middle_earth(), EAST, WEST)
    assert isinstance(back, Routes)
    assert back.found[0].km == there.km
    assert back.found[0].borders[0].start == there.borders[-1].end
    assert back.found[0].places == there.places[::-1]


def test_a_mistake_is_named() -> None:
    with pytest.raises(UnknownNameError, match="cannot avoid 'XYZ'"):
        found(avoid=("XYZ",))
    with pytest.raises(UnknownNameError, match=r"did you mean edoras \(Edoras, ROH\)"):
        route(middle_earth(), "Edorass", EAST)
    with pytest.raises(BadInputError, match="expected time, cost, distance"):
        found(by="beauty")
    with pytest.raises(BadInputError, match="begins where it ends"):
        route(middle_earth(), "Hobbit Town", WEST)
    with pytest.raises(BadInputError, match="k is 0"):
        found(k=0)


def test_by_is_kept_in_the_answer() -> None:
    assert found(by="distance").by is By.DISTANCE
