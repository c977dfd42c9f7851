"""An avoided state, leg, mode or strait never occurs in any route, whatever the network."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from keystone_states.corridors.build import build
from keystone_states.corridors.network import Corridors
from keystone_states.corridors.routing import NoRoute, Routes, front, route
from keystone_states.model.routes import Mode
from roads import DAY, leg, place, status, transfer

STATES = ("ANG", "DAL", "ERE", "FOR", "GON")
STRAITS = ("suez", "malacca")


@st.composite
def networks(draw: st.DrawFn) -> Corridors:
    n = draw(st.integers(3, 7))
    places = [place(f"p{i}", draw(st.sampled_from(STATES)), lat=i, lon=i) for i in range(n)]
    legs = []
    for number in range(draw(st.integers(n, 3 * n))):
        first, second = draw(st.lists(st.integers(0, n - 1), min_size=2, max_size=2, unique=True))
        legs.append(
            leg(
                f"p{first}",
                f"p{second}",
                draw(st.sampled_from((*STATES, "INT"))),
                draw(st.integers(1, 9)),
                mode=draw(st.sampled_from(("rail", "sea"))),
                leg=f"leg-{number}",
                straits=draw(st.sampled_from(("", "", *STRAITS))),
            )
        )
    transfers = [transfer(f"p{i}", "rail-1520", "sea") for i in range(n)]
    shut = [status(f"leg-{number}", "suspended", "2022") for number in draw(st.sets(st.integers(0, n), max_size=2))]
    return build(places, legs, (), transfers, shut, day=DAY)


@st.composite
def closures(draw: st.DrawFn) -> tuple[Corridors, tuple[str, ...]]:
    corridors = draw(networks())
    words = sorted(corridors.words & {*STATES, *STRAITS, *Mode} | {f"leg-{i}" for i in range(4)} & corridors.words)
    return corridors, tuple(draw(st.lists(st.sampled_from(words), max_size=3, unique=True)))


@settings(max_examples=150)
@given(closures(), st.sampled_from(("time", "cost", "distance")), st.integers(1, 3))
def test_a_closure_is_a_hard_constraint(case: tuple[Corridors, tuple[str, ...]], by: str, k: int) -> None:
    corridors, avoid = case
    for answer in (
        route(corridors, "p0", "p2", by=by, avoid=avoid, k=k),
        route(corridors, "p0", "p2", by=by, avoid=avoid, via=("p1",)),
        front(corridors, "p0", "p2", avoid=avoid),
    ):
        if isinstance(answer, NoRoute):
            assert answer.avoided == avoid
            continue
        for each in answer.found:
            assert (each.places[0], each.places[-1]) == ("p0", "p2")
            for arc in each.arcs:
                assert arc.owner not in avoid
                assert arc.mode not in avoid
                assert arc.subject not in avoid
                assert not {corridors.places[end.place].actor for end in (arc.tail, arc.head)} & set(avoid)
            assert not set(each.straits) & set(avoid)
            assert not {shut.subject for shut in corridors.shut} & {arc.subject for arc in each.arcs}


@settings(max_examples=60)
@given(networks())
def test_a_closure_never_makes_a_route_better(corridors: Corridors) -> None:
    free = route(corridors, "p0", "p2")
    for state in STATES:
        answer = route(corridors, "p0", "p2", avoid=(state,)) if state in corridors.words else free
        if isinstance(free, NoRoute):
            assert isinstance(answer, NoRoute)
        elif isinstance(answer, Routes):
            assert _hours(answer) >= _hours(free) - 1e-9


@settings(max_examples=60)
@given(networks(), st.data())
def test_avoiding_a_state_off_the_best_route_changes_nothing(corridors: Corridors, data: st.DataObject) -> None:
    best = route(corridors, "p0", "p2")
    if isinstance(best, Routes):
        passed = frozenset().union(*(arc.names for arc in best.found[0].arcs))
        others = sorted((corridors.words & set(STATES)) - passed)
        if others:
            again = route(corridors, "p0", "p2", avoid=(data.draw(st.sampled_from(others)),))
            assert isinstance(again, Routes)
            assert abs(_hours(again) - _hours(best)) < 1e-9


def _hours(answer: Routes) -> float:
    hours = answer.found[0].hours
    assert hours is not None
    return hours.best
