from __future__ import annotations

import numpy as np
import pytest

from keystone_states.corridors.build import build, build_pipelines
from keystone_states.corridors.demand import Terms
from keystone_states.corridors.network import Corridors
from keystone_states.corridors.transit import Transit, transit
from keystone_states.errors import BadInputError, UnknownNameError
from keystone_states.model.routes import Cargo
from roads import DAY, demand, leg, middle_earth, pipeline, place

FREE_OF_TIME = Terms(value_of_time=0)
ENDS = (place("start", "SHI"), place("end", "GON"))


def parallel(*ways: tuple[str, ...], km: int = 10) -> Corridors:
    """Gas lines from start to end, one for each way, passing the states named; each state's part is `km` long."""
    places, lines = list(ENDS), []
    for number, way in enumerate(ways):
        stops = [f"way-{number}-{i}" for i in range(len(way) + 1)]
        places += [place(each, (*way, "GON")[i], "border") for i, each in enumerate(stops)]
        lines += [pipeline(f"w{number}", "start", stops[0], "SHI", cargo="gas", km=km)]
        lines += [
            pipeline(f"w{number}p{i}", stops[i], stops[i + 1], owner, cargo="gas", km=km) for i, owner in enumerate(way)
        ]
        lines += [pipeline(f"w{number}", stops[-1], "end", "GON", cargo="gas", km=km)]
    return build_pipelines(places, lines, (), (), day=DAY, cargo=Cargo.GAS)


def game(corridors: Corridors, *, volume: float = 1, cargo: str = "gas", outside: float = 2.0) -> Transit:
    rows = [demand("start", "end", volume, cargo=cargo)]
    return transit(corridors, rows, terms=Terms(outside=outside), interactions=True)


def values(found: Transit) -> dict[str, float]:
    return dict(zip(found.states, found.shapley.tolist(), strict=True))


def test_a_monopoly_gets_all_and_cannot_be_replaced() -> None:
    found = game(parallel(("ROH",)))
    (row,) = [each for each in found.ranking() if each.state == "ROH"]
    assert (row.shapley, row.banzhaf, row.removal, row.irreplaceability, row.share) == pytest.approx((1, 1, 1, 1, 1))
    assert values(found)["SHI"] == values(found)["GON"] == 0, "the ends ask no toll"


def test_two_equal_ways_share_and_either_can_be_replaced() -> None:
    found = game(parallel(("ROH",), ("MOR",)))
    assert (values(found)["ROH"], values(found)["MOR"]) == pytest.approx((0.5, 0.5))
    assert found.removal[found.index("ROH")] == 0
    assert found.interaction[found.index("ROH"), found.index("MOR")] < 0


def test_two_links_of_a_chain_share_and_each_can_stop_it() -> None:
    found = game(parallel(("ROH", "MOR")))
    row = found.ranking()[0]
    assert (row.shapley, row.removal, row.irreplaceability) == pytest.approx((0.5, 1, 2))
    assert found.interaction[found.index("ROH"), found.index("MOR")] > 0


def test_routes_of_the_known_answer() -> None:
    """Routes {a, b} = 10, {c} = 14, outside option 20 give 3, 3, 4 for one FEU."""
    places = [*ENDS, place("mid", "ARN", "border")]
    legs = [
        leg("start", "mid", "ARN", 1, usd=4, hours=0),
        leg("mid", "end", "ROH", 1, usd=6, hours=0),
        leg("start", "end", "MOR", 1, usd=14, hours=0),
    ]
    corridors = build(places, legs, (), (), (), day=DAY)
    found = values(game(corridors, volume=2, cargo="containers"))
    assert (found["ARN"], found["ROH"], found["MOR"]) == pytest.approx((3, 3, 4))


def test_values_grow_with_the_volume_and_add_up_over_pairs() -> None:
    one, ten = game(parallel(("ROH",), ("MOR", "ARN"))), game(parallel(("ROH",), ("MOR", "ARN")), volume=10)
    assert ten.shapley == pytest.approx(10 * one.shapley)
    corridors = middle_earth()
    rows = [demand("hobbiton", "minas-tirith", 2000), demand("hobbiton", "edoras", 500)]
    both = transit(corridors, rows)
    each = [transit(corridors, [row]) for row in rows]
    assert both.shapley == pytest.approx(each[0].shapley + each[1].shapley)
    parts = both.parts("ARN")
    assert sum(value for _, value in parts) == pytest.approx(both.shapley[both.index("ARN")])
    assert [part.demand.destination for part, _ in parts] == ["minas-tirith", "edoras"]


def test_by_cost_alone_the_sea_makes_the_land_worthless() -> None:
    rows = [demand("hobbiton", "minas-tirith", 2000)]
    by_cost = transit(middle_earth(), rows, terms=FREE_OF_TIME)
    dear_time = transit(middle_earth(), rows, terms=Terms(value_of_time=100))
    assert not by_cost.shapley.any(), "the ends' own railways, ports and the high sea are the cheapest way"
    assert dear_time.shapley[dear_time.index("ARN")] > dear_time.shapley[dear_time.index("ROH")] > 0
    assert dear_time.unit == "USD a year"
    assert dear_time.pairs[0].total == pytest.approx(dear_time.shapley.sum())


def test_what_is_avoided_has_no_value_and_makes_the_rest_worth_more() -> None:
    rows = [demand("start", "end", 1, cargo="gas")]
    corridors = parallel(("ROH",), ("MOR", "ARN"))
    before, after = transit(corridors, rows), transit(corridors, rows, avoid=("ROH",))
    assert after.shapley[after.index("ROH")] == 0
    assert after.shapley[after.index("MOR")] > before.shapley[before.index("MOR")]


def test_a_pair_without_a_route_is_listed_and_worth_nothing() -> None:
    rows = [demand("start", "end", 1, cargo="gas")]
    found = transit(parallel(("ROH",)), rows, avoid=("ROH",))
    assert [row.destination for row in found.without_route] == ["end"]
    assert not found.shapley.any()
    assert found.ranking()[0].irreplaceability is None


def test_only_the_latest_demand_of_the_cargo_counts() -> None:
    rows = [
        demand("start", "end", 1, cargo="gas", year=2020),
        demand("start", "end", 5, cargo="gas", year=2021),
        demand("start", "end", 50, cargo="gas", year=2023),
        demand("start", "end", 500, cargo="oil"),
    ]
    assert [each.demand.volume.best for each in transit(parallel(("ROH",)), rows).pairs] == [5]


def test_relabelling_states_relabels_values() -> None:
    first, second = game(parallel(("ROH",), ("MOR", "ARN"))), game(parallel(("ARN",), ("ROH", "MOR")))
    renamed = {"ROH": "ARN", "MOR": "ROH", "ARN": "MOR"}
    assert {renamed[s]: v for s, v in values(first).items() if s in renamed} == pytest.approx(
        {s: v for s, v in values(second).items() if s in renamed}
    )


def test_mistakes_are_named() -> None:
    with pytest.raises(BadInputError, match="above 1"):
        Terms(outside=1)
    with pytest.raises(BadInputError, match="value of time"):
        Terms(value_of_time=-1)
    with pytest.raises(UnknownNameError, match="owns no leg that carries gas"):
        game(parallel(("ROH",))).index("MOR")


def test_a_network_without_demands_has_no_values() -> None:
    corridors = build(ENDS, [leg("start", "end", "SHI", 5)], (), (), (), day=DAY)
    assert np.array_equal(transit(corridors, ()).shapley, np.zeros(1))
