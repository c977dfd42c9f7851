"""What must hold for every network: relabelling, scaling, parts, symmetry, intervals."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import worlds
from keystone_states.measures import MEASURES, Measure, bridging, convening, exposure, rank, reach, score, spread
from keystone_states.measures.contract import size as size_of_ties
from keystone_states.measures.nulls import null_values
from keystone_states.network import Domestic, Gathering, LayerGraph, Mandate, Network

quick = settings(deadline=None, max_examples=40, derandomize=True)
every_measure = pytest.mark.parametrize("measure", MEASURES, ids=lambda each: each.name)
POSITIONS = st.sampled_from([None, -2.0, -1.0, 0.0, 0.5, 1.0, 2.0])
WEIGHTS = st.sampled_from([0.2, 0.5, 0.8, 1.0])


@st.composite
def networks(draw: st.DrawFn) -> Network:
    """Three to seven actors, two of them poles, with ties, direct talk, gatherings and mandates."""
    size = draw(st.integers(3, 7))
    names = [f"S{number}" for number in range(size)]
    pair = st.tuples(st.integers(0, size - 1), st.integers(1, size - 1)).map(lambda ij: (ij[0], (ij[0] + ij[1]) % size))
    ties = draw(st.lists(st.tuples(pair, WEIGHTS), min_size=1, max_size=14))
    units = draw(st.lists(st.integers(0, 4), min_size=len(ties), max_size=len(ties)))
    table = st.lists(st.integers(0, size - 1), min_size=3, max_size=size, unique=True)
    held = draw(st.lists(st.tuples(table, st.integers(0, 900), WEIGHTS), max_size=3))
    asked = draw(st.lists(st.tuples(table, st.booleans()), max_size=4))
    talk = draw(st.lists(st.tuples(pair, st.integers(0, 900)), max_size=6))
    rng = np.random.default_rng(draw(st.integers(0, 999)))
    cast = ["".join(rng.choice(list("yan-"), 4)) for _ in range(size + 2)]
    counts = rng.integers(0, 9, (size, 2)).tolist()
    start = date(2020, 1, 1)
    theta = draw(st.lists(POSITIONS, min_size=size, max_size=size))
    return worlds.network(
        dict(zip(names, theta, strict=True)),
        [(names[i], names[k], weight) for (i, k), weight in ties],
        units=units,
        poles={"first": names[:1], "second": names[1:3]},
        blocs=[-1 if each is None else draw(st.integers(0, 2)) for each in theta],
        gatherings=[
            worlds.gathering(seats[0], seats[1:], day=start + timedelta(day), weight=weight, name=f"m{number}")
            for number, (seats, day, weight) in enumerate(held)
        ],
        mandates=[
            worlds.mandate(seat, 0.0 if hosts else 1 / len(seats), role="host" if hosts else "mediator", name=f"t{n}")
            for n, (seats, hosts) in enumerate(asked)
            for seat in (seats[:1] if hosts else seats)
        ],
        disputes=[worlds.dispute(years) for years in draw(st.lists(st.floats(0, 5), max_size=2))],
        contacts=worlds.graph(
            names,
            [(names[i], names[k], 1.0) for (i, k), _ in talk],
            days=[start + timedelta(day) for _, day in talk],
        ),
        se=0.2,
        roll_calls=worlds.roll_calls(cast[:size], cast[size:]),
        domestic=worlds.domestic(
            {name: [(each // 2, each) for each in row] for name, row in zip(names, counts, strict=True)}
        ),
    )


def relabelled(of: Network, order: list[int]) -> Network:
    """The same network with its actors in another order: `order[new]` is the old number."""
    to = np.argsort(order)

    def moved(graph: LayerGraph) -> LayerGraph:
        actors = tuple(graph.actors[old] for old in order)
        return replace(graph, actors=actors, source=to[graph.source], target=to[graph.target])

    def seated(meeting: Gathering) -> Gathering:
        return replace(meeting, host=int(to[meeting.host]), guests=tuple(int(to[each]) for each in meeting.guests))

    def taken(role: Mandate) -> Mandate:
        return replace(role, actor=int(to[role.actor]))

    return replace(
        of,
        actors=tuple(of.actors[old] for old in order),
        names=tuple(of.names[old] for old in order),
        theta=of.theta[order],
        theta_se=of.theta_se[order],
        bloc=of.bloc[order],
        poles={pole: tuple(int(to[each]) for each in members) for pole, members in of.poles.items()},
        layers={name: moved(graph) for name, graph in of.layers.items()},
        gatherings={layer: tuple(seated(each) for each in held) for layer, held in of.gatherings.items()},
        mandates={layer: tuple(taken(each) for each in roles) for layer, roles in of.mandates.items()},
        contacts=moved(of.contacts) if of.contacts else None,
        roll_calls=replace(of.roll_calls, votes=of.roll_calls.votes[order]) if of.roll_calls else None,
        domestic=_reported(of.domestic, order) if of.domestic else None,
    )


def _reported(of: Domestic, order: list[int]) -> Domestic:
    evidence = tuple(of.evidence[old] for old in order)
    return replace(of, conflict=of.conflict[order], coverage=of.coverage[order], evidence=evidence)


def reweighted(graph: LayerGraph, factor: float) -> LayerGraph:
    return replace(graph, weight=graph.weight * factor)


@every_measure
@quick
@given(data=st.data(), of=networks())
def test_relabelling_actors_changes_no_score(measure: Measure, data: st.DataObject, of: Network) -> None:
    order = data.draw(st.permutations(range(len(of.actors))))
    other = measure.values(relabelled(of, order), "visits")
    assert other == pytest.approx(measure.values(of, "visits")[order], abs=1e-7, nan_ok=True)


@every_measure
@quick
@given(of=networks(), data=st.data())
def test_relabelling_actors_changes_no_number_beside(measure: Measure, of: Network, data: st.DataObject) -> None:
    order = data.draw(st.permutations(range(len(of.actors))))
    other = relabelled(of, order)
    for new, old in enumerate(order):
        if not np.isnan(measure.values(of, "visits")[old]):
            numbers = [each.value for each in measure.beside(of, "visits", old)]
            assert [each.value for each in measure.beside(other, "visits", new)] == pytest.approx(numbers, abs=1e-7)


@every_measure
@quick
@given(of=networks())
def test_parts_sum_to_the_whole(measure: Measure, of: Network) -> None:
    for actor, whole in enumerate(measure.values(of, "visits")):
        if not np.isnan(whole):
            parts = measure.parts(of, "visits", actor)
            assert sum(part.value for part in parts) == pytest.approx(whole, abs=1e-7)
            assert all(part.value >= 0 for part in parts)


@every_measure
@quick
@given(of=networks(), data=st.data())
def test_the_order_of_ties_does_not_matter(measure: Measure, of: Network, data: st.DataObject) -> None:
    graph = of.layer("visits")
    order = np.array(data.draw(st.permutations(range(len(graph.source)))), dtype=np.int64)
    shuffled = replace(
        graph,
        **{name: getattr(graph, name)[order] for name in ("source", "target", "weight", "day", "unit")},
        evidence=tuple(graph.evidence[each] for each in order),
    )
    other = measure.values(of.with_layers(visits=shuffled), "visits")
    assert other == pytest.approx(measure.values(of, "visits"), abs=1e-7, nan_ok=True)


@every_measure
@quick
@given(of=networks(), factor=st.floats(0.01, 100))
def test_the_unit_of_strength_does_not_matter(measure: Measure, of: Network, factor: float) -> None:
    """M2, M3 and M7 are made of shares; M1 divides by medians and M4 by the usual talk, which scale along."""
    other = of.with_layers(visits=reweighted(of.layer("visits"), factor))
    other = replace(other, contacts=reweighted(of.contacts, factor) if of.contacts else None)
    assert measure.values(other, "visits") == pytest.approx(measure.values(of, "visits"), abs=1e-6, nan_ok=True)


@quick
@given(x=st.lists(st.just(0.0) | st.floats(0.001, 50), min_size=1, max_size=6), factor=st.floats(0.01, 100))
def test_scaling_the_multiples_of_a_state_scales_its_reach(x: list[float], factor: float) -> None:
    assert float(reach.power_mean(factor * np.array(x))) == pytest.approx(factor * float(reach.power_mean(np.array(x))))


@pytest.mark.parametrize("measure", [spread.MEASURE, bridging.MEASURE, convening.MEASURE], ids=lambda each: each.name)
@quick
@given(of=networks(), shift=st.floats(-3, 3), factor=st.floats(0.1, 10))
def test_positions_count_by_their_distances_alone(measure: Measure, of: Network, shift: float, factor: float) -> None:
    plain, moved = measure.values(of, "visits"), measure.values(of.with_theta(shift - factor * of.theta), "visits")
    assert moved == pytest.approx(factor * plain, abs=2e-6, nan_ok=True)


@every_measure
@quick
@given(of=networks())
def test_no_value_is_infinite_or_below_nothing(measure: Measure, of: Network) -> None:
    values = measure.values(of, "visits")
    known = values[~np.isnan(values)]
    assert np.isfinite(known).all()
    assert (known >= 0).all()


@quick
@given(of=networks())
def test_ranges_are_as_stated(of: Network) -> None:
    theta = of.theta[~np.isnan(of.theta)]
    half = np.ptp(theta) / 2 if theta.size else 0.0
    assert np.nanmax([*spread.values(of, "visits"), 0.0]) <= half + 1e-7
    assert np.nanmax([*bridging.values(of, "visits"), 0.0]) <= half + 1e-9
    depended = exposure.values(of, "visits")
    assert np.nanmax(depended) <= 1 + 1e-12
    assert np.nanmin(depended) >= 1 / len(of.actors)


@pytest.mark.parametrize("measure", [each for each in MEASURES if each.recentred], ids=lambda each: each.name)
@settings(quick, max_examples=15)
@given(of=networks(), seed=st.integers(0, 1000))
def test_intervals_laid_about_the_value_contain_it(measure: Measure, of: Network, seed: int) -> None:
    placed = rank(of, measure, "visits", ranked=np.ones(len(of.actors), dtype=bool))
    for actor in range(len(of.actors)):
        found = score(of, placed, actor, channel="diplomacy", seed=seed, draws=15)
        if found.value is not None and found.interval is not None:
            assert 0 <= found.interval.low <= found.value + 1e-12
            assert found.value <= found.interval.high + 1e-12


RINGS = st.integers(1, 4).map(lambda number: 4 * number)


def alike(size: int, *, complete: bool) -> Network:
    """A cycle or a complete graph on which two of one side follow two of the other, so that all stand alike; each also
    meets both poles, hosts its neighbours and mediates once, votes as the others and is reported as they are."""
    names = [f"S{number}" for number in range(size)]
    near = [(number, (number + step) % size) for step in range(1, size if complete else 2) for number in range(size)]
    pairs = [(i, j) for i, j in near if not complete or i < j]
    to_poles = [(name, pole, 0.5) for name in names for pole in ("GON", "MOR")]
    sides = {name: 1.0 if number % 4 < 2 else -1.0 for number, name in enumerate(names)}
    guests = [
        [other for other in range(size) if (number, other) in near or (other, number) in near] for number in range(size)
    ]
    return worlds.network(
        {**sides, "GON": 2.0, "MOR": -2.0},
        [*((names[i], names[j], 1.0) for i, j in pairs), *to_poles],
        poles={"GON": ["GON"], "MOR": ["MOR"]},
        blocs=[*(int(side > 0) for side in sides.values()), 2, 3],
        gatherings=[worlds.gathering(number, guests[number]) for number in range(size)],
        mandates=[worlds.mandate(number, name=f"t{number}") for number in range(size)],
        roll_calls=worlds.roll_calls([*["yaa"] * size, "yyn", "nny"], ["yyn", "nny"]),
        domestic=worlds.domestic({key: [(1, 4), (0, 2)] for key in [*names, "GON", "MOR"]}),
    )


@every_measure
@settings(quick, max_examples=4)
@given(size=RINGS, complete=st.booleans())
def test_on_a_cycle_and_a_complete_graph_all_are_equal(measure: Measure, size: int, complete: bool) -> None:
    of = alike(size, complete=complete)
    values = measure.values(of, "visits")[:size]
    assert values == pytest.approx([values[0]] * size)
    assert values[0] > 0
    ranking = rank(of, measure, "visits", ranked=np.arange(size + 2) < size)
    assert {ranking.rank(actor, ranking.values) for actor in range(size)} == {1}


OF_TIES = [measure for measure in MEASURES if measure.size is size_of_ties]


@pytest.mark.parametrize("measure", OF_TIES, ids=lambda each: each.name)
@pytest.mark.parametrize("complete", [False, True], ids=["cycle", "complete"])
def test_on_a_cycle_and_a_complete_graph_the_null_is_the_same_for_all(measure: Measure, complete: bool) -> None:
    size, draws = 8, 400
    drawn = null_values(alike(size, complete=complete), measure, "visits", np.random.default_rng(1), draws)
    assert drawn is not None
    own = drawn[:, :size]
    error = own.std(axis=0).max() / np.sqrt(draws)
    assert np.ptp(own.mean(axis=0)) <= 5 * np.sqrt(2) * error + 1e-12
