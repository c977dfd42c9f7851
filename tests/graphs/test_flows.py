from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keystone_states.graphs.flows import Flow, FlowProgram, minimum_cost_flow
from keystone_states.graphs.paths import Digraph, distances_from

quick = settings(deadline=None, max_examples=60, derandomize=True)

TWO_ROUTES = Digraph(2, np.array([0, 0]), np.array([1, 1]))


def numbers(*values: float) -> np.ndarray:
    return np.array(values, dtype=np.float64)


def nodes(*values: int) -> np.ndarray:
    return np.array(values, dtype=np.int64)


def two_routes(capacity: np.ndarray, **changed: Any) -> Flow:
    """Ten units over a route of cost 1 and one of cost 3."""
    ask = {"origin": nodes(0), "destination": nodes(1), "volume": numbers(10), "group": nodes(0, 1)}
    return minimum_cost_flow(TWO_ROUTES, numbers(1, 3), **(ask | {"capacity": capacity, "penalty": 100.0} | changed))


def test_the_price_of_room_is_what_the_other_route_costs_more() -> None:
    found = two_routes(numbers(4, np.inf))
    assert found.arcs.tolist() == [[4.0, 6.0]]
    assert (found.served.tolist(), found.unserved.tolist()) == ([10.0], [0.0])
    assert found.price == pytest.approx([2.0, 0.0])
    assert found.cost == pytest.approx(22.0)


def test_what_does_not_fit_is_unserved_and_room_is_worth_the_penalty() -> None:
    found = two_routes(numbers(4, 5))
    assert (found.served.tolist(), found.unserved.tolist()) == ([9.0], [1.0])
    assert found.price == pytest.approx([99.0, 97.0])
    assert found.cost == pytest.approx(4 + 15 + 100)


def test_room_for_all_has_no_price() -> None:
    found = two_routes(numbers(np.inf, np.inf))
    assert (found.arcs.tolist(), found.price.tolist()) == ([[10.0, 0.0]], [0.0, 0.0])


def test_a_way_dearer_than_the_penalty_is_not_taken() -> None:
    found = two_routes(numbers(4, np.inf), penalty=2.0)
    assert (found.served.tolist(), found.unserved.tolist()) == ([4.0], [6.0])
    assert found.cost == pytest.approx(4 + 12)


def test_no_way_at_all() -> None:
    closed = two_routes(numbers(0, 0))
    assert (closed.served.tolist(), closed.unserved.tolist(), closed.cost) == ([0.0], [10.0], 1000.0)
    barred = minimum_cost_flow(
        TWO_ROUTES,
        numbers(np.inf, np.inf),
        origin=nodes(0, 1),
        destination=nodes(1, 0),
        volume=numbers(1, 2),
        group=nodes(-1, -1),
        capacity=numbers(),
        penalty=numbers(5, 7),
    )
    assert (barred.unserved.tolist(), barred.cost, barred.arcs.sum()) == ([1.0, 2.0], 19.0, 0.0)


def test_nothing_asked_and_from_a_node_to_itself() -> None:
    none = two_routes(numbers(4, 5), origin=nodes(), destination=nodes(), volume=numbers())
    assert (none.arcs.shape, none.cost, none.price.tolist()) == ((0, 2), 0.0, [0.0, 0.0])
    at_home = two_routes(numbers(4, 5), destination=nodes(0))
    assert (at_home.served.tolist(), at_home.cost) == ([10.0], 0.0)


def test_both_directions_of_a_leg_share_its_capacity() -> None:
    """A leg of 5 between two places; 4 want east and 4 west, and those going east would pay more not to wait."""
    leg = Digraph(2, np.array([0, 1]), np.array([1, 0]))
    found = minimum_cost_flow(
        leg,
        numbers(1, 1),
        origin=nodes(0, 1),
        destination=nodes(1, 0),
        volume=numbers(4, 4),
        group=nodes(0, 0),
        capacity=numbers(5),
        penalty=numbers(30, 20),
    )
    assert found.served == pytest.approx([4.0, 1.0])
    assert found.price == pytest.approx([19.0])
    assert found.commodity.tolist() == [0, 1]


def test_two_kinds_of_capacity() -> None:
    """A unit takes 2 of the slots (6) and 1 of the tonnes (5) of the first route: 3 fit."""
    found = two_routes(
        numbers(6, 5),
        group=np.array([[0, -1], [1, -1]]),
        consumption=np.array([[2.0, 1.0], [1.0, 1.0]]),
    )
    assert found.arcs == pytest.approx(np.array([[3.0, 7.0]]))
    assert found.price == pytest.approx([1.0, 0.0])


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"volume": numbers(-1)}, "volumes"),
        ({"penalty": np.inf}, "penalties"),
        ({"penalty": -1.0}, "penalties"),
        ({"capacity": numbers(-1, 2)}, "capacities"),
        ({"capacity": numbers(np.nan, 2)}, "capacities"),
        ({"group": nodes(0, 2)}, "groups"),
        ({"group": nodes(0)}, "groups"),
        ({"consumption": numbers(-1, 1)}, "consumption"),
        ({"destination": nodes(2)}, "nodes 0 to 1"),
        ({"destination": nodes(1, 1)}, "one origin"),
    ],
)
def test_bad_input_is_named(changed: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        two_routes(**({"capacity": numbers(4, 5)} | changed))


def test_bad_costs() -> None:
    with pytest.raises(ValueError, match="0 or more"):
        minimum_cost_flow(
            TWO_ROUTES,
            numbers(-1, 3),
            origin=nodes(0),
            destination=nodes(1),
            volume=numbers(1),
            group=nodes(0, 1),
            capacity=numbers(1, 1),
            penalty=1.0,
        )


def test_solving_again_equals_solving_anew_and_prints_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    ask = {"origin": nodes(0), "destination": nodes(1), "volume": numbers(10), "group": nodes(0, 1), "penalty": 100.0}
    program = FlowProgram(TWO_ROUTES, numbers(1, 3), **ask, groups=2)
    for capacity in (numbers(4, 5), numbers(0, 5), numbers(np.inf, np.inf), numbers(4, 5)):
        again, anew = program.solve(capacity), two_routes(capacity)
        assert again.arcs == pytest.approx(anew.arcs)
        assert (again.cost, again.price.tolist()) == (pytest.approx(anew.cost), pytest.approx(anew.price))
    assert capfd.readouterr() == ("", "")


@st.composite
def demands(draw: st.DrawFn) -> dict[str, Any]:
    """A small network with legs whose directions share a capacity, and a few demands."""
    n = draw(st.integers(2, 6))
    node = st.integers(0, n - 1)
    legs = draw(st.lists(st.tuples(node, node), min_size=1, max_size=9))
    asked = draw(st.lists(st.tuples(node, node, st.integers(0, 6)), min_size=1, max_size=5))
    each = st.lists(st.integers(0, 9), min_size=len(legs), max_size=len(legs))
    one, other = np.array(legs).T
    origin, destination, volume = np.array(asked).T
    return {
        "graph": Digraph(n, np.concatenate([one, other]), np.concatenate([other, one])),
        "cost": np.tile(numbers(*draw(each)), 2),
        "origin": origin,
        "destination": destination,
        "volume": volume.astype(float),
        "group": np.tile(np.arange(len(legs)), 2),
        "capacity": numbers(*draw(each)),
        "penalty": 50.0,
    }


@quick
@given(demands())
def test_flows_are_conserved_fit_and_cannot_be_improved(ask: dict[str, Any]) -> None:
    """What goes in comes out, no group is overdrawn, and the prices prove the cost least (duality)."""
    found = minimum_cost_flow(**ask)
    graph, legs = ask["graph"], len(ask["capacity"])
    assert found.served + found.unserved == pytest.approx(ask["volume"])
    for start, flow in zip(found.commodity.tolist(), found.arcs, strict=True):
        net = np.bincount(graph.head, flow, graph.n) - np.bincount(graph.tail, flow, graph.n)
        wanted = np.bincount(ask["destination"], found.served * (ask["origin"] == start), graph.n)
        wanted[start] -= wanted.sum()
        assert net == pytest.approx(wanted, abs=1e-7)
    used = np.bincount(ask["group"], found.arcs.sum(axis=0), legs)
    assert (used <= ask["capacity"] + 1e-7).all()
    assert found.price * (ask["capacity"] - used) == pytest.approx(np.zeros(legs), abs=1e-6)
    assert found.cost == pytest.approx(found.arcs.sum(axis=0) @ ask["cost"] + 50.0 * found.unserved.sum())
    way = distances_from(graph, ask["cost"] + found.price[ask["group"]], ask["origin"])
    each = np.minimum(way[np.arange(len(way)), ask["destination"]], 50.0)
    assert found.cost == pytest.approx(each @ ask["volume"] - found.price @ ask["capacity"], abs=1e-6)
