from __future__ import annotations

from datetime import date

import pytest

from keystone_states.corridors import defaults
from keystone_states.corridors.build import build, build_pipelines, standing
from keystone_states.corridors.network import Node, What
from keystone_states.corridors.routing import Routes, route
from keystone_states.errors import BadInputError
from keystone_states.model.estimates import Estimate
from keystone_states.model.routes import Cargo, LegStatus
from roads import DAY, crossing, leg, middle_earth, pipeline, place, status, transfer

TWO = (place("bree", "ARN"), place("rivendell", "ARN"))
SIDES = (place("west", "SHI", "border"), place("east", "ARN", "border"), place("far", "ARN"), place("near", "SHI"))


def legs_of(corridors: object) -> set[str]:
    return {arc.subject for arc in corridors.arcs if arc.what is What.LEG}  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("word", "day", "usable"),
    [
        ("plan", date(2022, 1, 1), False),
        ("suspended", date(2022, 1, 1), False),
        ("closed", date(2022, 1, 1), False),
        ("sanctioned", date(2022, 1, 1), True),
        ("open", date(2022, 1, 1), True),
        ("closed", date(2020, 12, 31), True),
        ("closed", date(2023, 1, 1), True),
    ],
)
def test_a_status_shuts_a_leg_from_its_first_day_to_the_day_before_its_end(word: str, day: date, usable: bool) -> None:
    row = leg("bree", "rivendell", "ARN", 10)
    found = build(TWO, [row], (), (), [status("bree-rivendell", word, "2021", "2023")], day=day)
    assert bool(found.arcs) is usable
    assert [each.subject for each in found.shut] == ([] if usable else ["bree-rivendell"])


def test_the_harshest_status_counts_and_an_open_one_ends_those_before_it() -> None:
    rows = [status("x", "sanctioned", "2022-02"), status("x", "suspended", "2014"), status("y", "closed", "2010")]
    assert _word("x", rows) is LegStatus.SUSPENDED
    opened = [*rows, status("x", "open", "2022-01")]
    assert _word("x", opened) is LegStatus.SANCTIONED
    assert _word("z", rows) is None


def _word(subject: str, rows: list) -> LegStatus | None:  # type: ignore[type-arg]
    found = standing(subject, rows, DAY)
    return found.status if found else None


@pytest.mark.parametrize(
    ("since", "until", "usable"), [("2023", "", False), ("2000", "2022-01-01", False), ("2022", "", True)]
)
def test_a_leg_is_there_from_since_to_the_day_before_until(since: str, until: str, usable: bool) -> None:
    found = build(TWO, [leg("bree", "rivendell", "ARN", 10, since=since, until=until)], (), (), (), day=DAY)
    assert bool(found.arcs) is usable
    assert bool(found.shut) is not usable


def test_only_legs_for_the_cargo_carry_it() -> None:
    rows = [leg("bree", "rivendell", "ARN", 10), leg("rivendell", "bree", "ARN", 20, cargo="oil;bulk")]
    assert legs_of(build(TWO, rows, (), (), (), day=DAY)) == {"bree-rivendell"}
    assert legs_of(build(TWO, rows, (), (), (), day=DAY, cargo=Cargo.BULK)) == {"bree-rivendell", "rivendell-bree"}
    assert legs_of(build_pipelines(TWO, (), rows, (), day=DAY, cargo=Cargo.OIL)) == {"rivendell-bree"}


def test_capacity_is_that_for_the_cargo() -> None:
    row = leg("bree", "rivendell", "ARN", 10, teu="100/200/400", mt=5)
    assert {arc.capacity for arc in build(TWO, [row], (), (), (), day=DAY).arcs} == {200}
    assert {arc.capacity for arc in build(TWO, [row], (), (), (), day=DAY, cargo=Cargo.BULK).arcs} == {5}


@pytest.mark.parametrize(
    ("gauges", "unions", "hours"),
    [
        ((1435, 1520), (), 40.6),
        ((1435, 1520), ({"SHI", "ARN"},), 40.6),
        ((1520, 1520), (), 9.1),
        ((1520, 1520), ({"SHI", "ARN"}, {"GON"}), 0.0),
        ((1520, 1520), ({"SHI", "GON"}, {"ARN"}), 9.1),
    ],
)
def test_a_border_costs_a_gauge_break_a_stop_or_nothing(
    gauges: tuple[int, int], unions: tuple[set[str], ...], hours: float
) -> None:
    found = build(SIDES, (), [crossing("west", "east", *gauges)], (), (), day=DAY, unions=unions)
    there, back = found.arcs
    assert there.hours is not None
    assert there.hours.best == hours
    assert (there.owner, back.owner) == ("ARN", "SHI"), "each way it belongs to the state that is entered"
    assert there.gauge_break is (gauges[0] != gauges[1])
    assert there.assumed == ("hours", "usd")


def test_the_rows_own_figures_come_before_defaults() -> None:
    row = crossing("west", "east", hours="1/2/3", usd=7)
    (there, _) = build(SIDES, (), [row], (), (), day=DAY).arcs
    assert (there.hours, there.usd, there.assumed) == (Estimate(1, 2, 3), Estimate.of(7), ())


def test_bounds_of_a_leg_come_from_bounds_of_length_and_speed() -> None:
    found = defaults.of_leg(leg("bree", "rivendell", "ARN", "90/100/110"))
    assert found.hours == Estimate(90 / 53.9, 100 / 43.75, 110 / 33.3)
    assert found.usd.best == pytest.approx(60.6)


def test_a_ferry_is_waited_for_and_left_at_once() -> None:
    row = transfer("bree", "rail-1520", "ferry")
    assert defaults.of_transfer(row).hours.best == 54
    assert defaults.of_transfer(row, back=True).hours.best == 6


def test_a_transfer_without_default_must_state_its_figures() -> None:
    with pytest.raises(BadInputError, match="no default time and cost from sea to river"):
        defaults.of_transfer(transfer("bree", "sea", "river"))
    assert defaults.of_transfer(transfer("bree", "sea", "river", hours=3, usd=4)).hours.best == 3


@pytest.mark.parametrize("kind", ["rail", "rail-", "road-1520", "rail-x", "camel", ""])
def test_a_word_that_is_no_kind_of_travel(kind: str) -> None:
    assert defaults.mode_of(kind) is None


def test_a_place_with_two_kinds_can_be_entered_by_either_but_not_crossed_without_a_transfer() -> None:
    rows = [leg("bree", "rivendell", "ARN", 10), leg("rivendell", "far", "ARN", 10, mode="road")]
    places = (*TWO, place("far", "ARN"))
    found = build(places, rows, (), (), (), day=DAY)
    assert isinstance(route(found, "bree", "rivendell"), Routes)
    assert isinstance(route(found, "rivendell", "far"), Routes)
    assert not isinstance(route(found, "bree", "far"), Routes)
    with_transfer = build(places, rows, (), [transfer("rivendell", "rail-1520", "road")], (), day=DAY)
    assert isinstance(route(with_transfer, "bree", "far"), Routes)


def test_a_line_carries_one_way_unless_it_can_be_reversed() -> None:
    rows = [pipeline("a", "bree", "rivendell", "ARN"), pipeline("b", "bree", "rivendell", "SHI", reverse="yes")]
    found = build_pipelines(TWO, rows, (), (), day=DAY, cargo=Cargo.OIL)
    assert [(arc.subject, arc.tail.place) for arc in found.arcs] == [
        ("a-arn", "bree"),
        ("b-shi", "bree"),
        ("b-shi", "rivendell"),
    ]
    assert found.arcs[0].tail == Node("bree", "oil")
    with pytest.raises(BadInputError, match="hours of a-arn is not stated"):
        route(found, "bree", "rivendell")


def test_a_known_network() -> None:
    found = middle_earth()
    assert found.states == ("ARN", "GON", "MOR", "ROH", "SHI")
    assert len(found.arcs) == 2 * (11 + 3 + 3) + 4 * 4, "both ways, and gates at the four places with two kinds"
    assert found.entry("hobbiton") == found.exit("hobbiton")
    assert found.entry("mithlond") != found.exit("mithlond"), "two kinds, so a gate each way"
    assert found.entry("rivendell") is None
