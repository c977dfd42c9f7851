"""Published figures beside computed ones: the arithmetic by hand, and what holds of the packaged facts."""

from __future__ import annotations

from dataclasses import replace

import pytest

import roads
from keystone_states.model.dates import PartialDate
from keystone_states.model.estimates import Estimate
from keystone_states.world import World
from keystone_states.yardsticks import Compared, compare_reports, tallies
from scenarios.test_apply import earth

REPORT = roads.report("hobbiton", "minas-tirith", "")


def compared(figure: str, published: str, computed: str | None) -> Compared:
    return Compared(REPORT, figure, Estimate.parse(published), Estimate.parse(computed) if computed else None)


@pytest.mark.parametrize(
    ("figure", "published", "computed", "hit", "close"),
    [
        ("days", "10", "10", True, True),
        ("days", "10", "8", True, True),
        ("days", "10", "7", False, False),
        ("days", "10", "5/6/8", True, False),
        ("days", "8/17", "19", True, True),
        ("km", "1001", "1051", True, True),
        ("km", "1001", "1053", False, False),
        ("km", "1000", "1575", True, True),
        ("km", "1000", "1580", False, False),
        ("km", "7200", "7612", True, True),
        ("km", "7200", "7613", False, False),
        ("km", "1000/1100", "1160", False, False),
        ("usd", "3000", None, False, False),
    ],
)
def test_a_hit_meets_the_widened_interval_and_a_close_one_lies_in_it(
    figure: str, published: str, computed: str | None, hit: bool, close: bool
) -> None:
    found = compared(figure, published, computed)
    assert (found.hit, found.close) == (hit, close)


def test_a_report_is_compared_with_the_route_it_names() -> None:
    report = REPORT.model_copy(update={"km": Estimate.of(700.0), "days": Estimate.of(5.0), "avoid": ("ROH",)})
    found = compare_reports(replace(earth(), route_reports=(report,)))
    assert [each.figure for each in found] == ["km", "days"]
    assert found[0].computed is not None
    assert found[0].computed.best > 900, "not through Rohan"
    assert [(each.figure, each.rows) for each in tallies(found)] == [("km", 1), ("days", 1), ("usd", 0)]


def test_a_route_that_is_not_there_is_no_hit() -> None:
    report = REPORT.model_copy(update={"days": Estimate.of(5.0), "avoid": ("ARN", "sea")})
    (found,) = compare_reports(replace(earth(), route_reports=(report,)))
    assert (found.computed, found.error, found.hit) == (None, None, False)


def test_four_of_five_published_times_and_prices_are_hit_on_the_packaged_facts(world: World) -> None:
    counted = {each.figure: each for each in tallies(compare_reports(world))}
    assert counted["days"].rows >= 30
    assert counted["days"].hit >= 0.8 * counted["days"].rows
    assert counted["usd"].hit >= 0.8 * counted["usd"].rows
    assert counted["km"].hit >= 0.7 * counted["km"].rows
    assert sum(each.hit for each in counted.values()) >= 0.8 * sum(each.rows for each in counted.values())


def test_a_report_of_a_month_is_compared_on_the_lines_of_that_month(world: World) -> None:
    (report,) = (each for each in world.route_reports if each.report == "chongqing-duisburg-2017")
    later = report.model_copy(update={"reported": PartialDate.parse("2017")})
    before, after = (
        {found.figure: found for found in compare_reports(replace(world, route_reports=(each,)))}
        for each in (report, later)
    )
    assert before["km"].computed is not None
    assert after["km"].computed is not None
    assert after["km"].computed.best < before["km"].computed.best, "the line to Lanzhou opened in September"
