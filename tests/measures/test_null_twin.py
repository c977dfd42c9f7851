from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

import worlds
from keystone_states.cli.explain import _against_null
from keystone_states.measures import bridging, convening, exposure, intermediation, reach, spread
from keystone_states.measures.contract import Measure
from keystone_states.measures.nulls import null_graphs, null_percentile, null_values, null_z
from keystone_states.network import LayerGraph, Network
from keystone_states.report.brief import make_brief, size_cell
from keystone_states.report.html import as_html
from keystone_states.report.jsonform import UNITS, as_data
from keystone_states.report.markdown import as_markdown
from keystone_states.study import Study, make_recipe

RECIPE = {
    "as_of": "2022-12-31",
    "since": "2018-01-01",
    "poles": ["GON", "MOR"],
    "draws": 0,
    "least_ties": {"visits": 1},
}
WEST, EAST = ("W1", "W2", "W3", "W4", "W5"), ("E1", "E2", "E3", "E4", "E5")


def study(**more: object) -> Study:
    return Study(make_recipe({**RECIPE, **more}), worlds.middle_earth())


def percentiles(of: Network, measure: Measure, *, draws: int = 200) -> list[float | None]:
    null = null_values(of, measure, "visits", np.random.default_rng(1), draws)
    assert null is not None
    return [null_percentile(float(value), null[:, i]) for i, value in enumerate(measure.values(of, "visits"))]


def cycle(theta: float | None = None) -> Network:
    """Eight actors in a ring."""
    names = [f"R{number}" for number in range(8)]
    ties = [(name, names[(number + 1) % 8], 1.0) for number, name in enumerate(names)]
    return worlds.network(dict.fromkeys(names, theta or 0.0), ties)


def two_cliques() -> Network:
    """Two cliques far apart and a broker with two ties into each."""
    theta = {"BRO": 0.0, **dict.fromkeys(WEST, 1.0), **dict.fromkeys(EAST, -1.0)}
    ties = [(a, b, 1.0) for side in (WEST, EAST) for a, b in combinations(side, 2)]
    return worlds.network(theta, [*ties, *(("BRO", each, 1.0) for each in (*WEST[:2], *EAST[:2]))])


def forums(*memberships: tuple[str, ...]) -> Network:
    """A layer of memberships: one unit per forum."""
    names = sorted({each for members in memberships for each in members})
    ties = [(a, b, 1 / (len(each) - 1)) for each in memberships for a, b in combinations(each, 2)]
    units = [number for number, each in enumerate(memberships) for _ in combinations(each, 2)]
    found = worlds.network({each: float(number) for number, each in enumerate(names)}, ties)
    return found.with_layers(visits=worlds.graph(names, ties, units=units, sampled=False))


def test_ties_count_half() -> None:
    assert null_percentile(2.0, np.array([1.0, 2.0, 3.0, np.nan])) == 50.0
    assert null_percentile(2.0, np.array([2.0, 2.0 + 1e-12])) == 50.0
    assert null_percentile(9.0, np.array([1.0, 2.0])) == 100.0


def test_without_a_value_or_a_draw_there_is_no_percentile() -> None:
    assert null_percentile(float("nan"), np.array([1.0])) is None
    assert null_percentile(1.0, np.array([np.nan])) is None
    assert null_z(1.0, np.array([])) is None


def test_z_is_in_standard_deviations_of_the_draws() -> None:
    assert null_z(3.0, np.array([0.0, 2.0])) == pytest.approx(2.0)
    assert null_z(1.0, np.array([1.0, 1.0])) is None


def test_where_all_stand_at_the_same_place_every_draw_ties() -> None:
    assert percentiles(cycle(0.5), spread.MEASURE) == [50.0] * 8


def test_equal_actors_of_a_ring_stand_at_fifty_within_sampling_error() -> None:
    assert percentiles(cycle(), exposure.MEASURE, draws=800) == pytest.approx([50.0] * 8, abs=6.0)


def test_a_planted_broker_stands_above_the_null() -> None:
    found = percentiles(two_cliques(), bridging.MEASURE)
    assert found[0] is not None
    assert found[0] > 90.0
    assert all(each is not None and each < 50.0 for each in found[5:])


def test_with_a_single_forum_every_draw_equals_the_value() -> None:
    found = forums(("A", "B", "C"))
    for measure in (bridging.MEASURE, spread.MEASURE, exposure.MEASURE):
        assert percentiles(found, measure) == [50.0] * 3


def test_dealt_forums_keep_their_number_of_members_and_actors_their_number_of_forums() -> None:
    found = forums(("A", "B", "C"), ("C", "D"), ("D", "E", "F"))
    for graph in null_graphs(found, "visits", np.random.default_rng(1), 20):
        # a forum of m members gives each of them 1: strength is the number of forums
        assert graph.strength.sum(axis=1) == pytest.approx([1, 1, 2, 2, 1, 1])
        assert graph.strength.sum() == pytest.approx(8.0)


def keyed(graph: LayerGraph, which: np.ndarray) -> list[tuple[frozenset[int], float]]:
    ends = zip(graph.source[which].tolist(), graph.target[which].tolist(), strict=True)
    return [(frozenset(each), weight) for each, weight in zip(ends, graph.weight[which].tolist(), strict=True)]


def test_rewired_meetings_keep_the_ties_of_poles_and_each_actors_number_of_meetings() -> None:
    found = replace(two_cliques(), poles={"E1": (6,)})
    graph = found.layer("visits")
    touched = np.flatnonzero((graph.source == 6) | (graph.target == 6))
    degrees = np.bincount(np.concatenate([graph.source, graph.target]))
    moved = False
    for drawn in null_graphs(found, "visits", np.random.default_rng(1), 20):
        assert keyed(drawn, touched) == keyed(graph, touched)
        assert (np.bincount(np.concatenate([drawn.source, drawn.target])) == degrees).all()
        assert (drawn.weight.tolist(), drawn.unit.tolist()) == (graph.weight.tolist(), graph.unit.tolist())
        moved = moved or keyed(drawn, np.arange(len(graph.weight))) != keyed(graph, np.arange(len(graph.weight)))
    assert moved


def test_forums_of_poles_stay() -> None:
    found = replace(forums(("A", "B", "C"), ("C", "D"), ("D", "E", "F")), poles={"A": (0,), "F": (5,)})
    for drawn in null_graphs(found, "visits", np.random.default_rng(1), 20):
        assert drawn.strength[0, 5] == 0.0
        assert drawn.strength[0].sum() == drawn.strength[5].sum() == 1.0


def test_a_layer_without_ties_has_draws_without_values() -> None:
    found = null_values(worlds.network({"A": 0, "B": 1}), exposure.MEASURE, "visits", np.random.default_rng(1), 3)
    assert found is not None
    assert found.shape == (3, 2)
    assert np.isnan(found).all()


@pytest.mark.parametrize("measure", [convening.MEASURE, intermediation.MEASURE], ids=lambda each: each.name)
def test_what_does_not_come_from_ties_has_no_null(measure: Measure) -> None:
    assert null_values(two_cliques(), measure, "visits", np.random.default_rng(1), 5) is None


def test_a_score_carries_its_percentile_and_the_number_of_draws() -> None:
    found = study(poles=["MOR"], null_draws=40).score("SHI", "visits", bridging.MEASURE)
    assert found.null_percentile is not None
    assert 0 <= found.null_percentile <= 100
    assert found.null_draws == 40


def test_no_draws_no_null() -> None:
    found = study(null_draws=0).score("SHI", "visits", bridging.MEASURE)
    assert (found.null_percentile, found.null_draws) == (None, 0)


def test_where_the_null_holds_every_tie_that_counts_nothing_is_claimed() -> None:
    found = study(null_draws=20).score("SHI", "visits", reach.MEASURE)
    # all that reach is made of, the ties with poles, is fixed
    assert (found.null_percentile, found.null_draws) == (None, 20)


def test_the_yearly_course_has_no_null() -> None:
    assert all(each.null_draws == 0 for each in study().course("SHI", "visits", bridging.MEASURE))


def test_the_order_of_rows_changes_no_null() -> None:
    world = worlds.middle_earth()
    other = replace(world, **{name: rows[::-1] for name, rows in world.tables.items()})
    one, two = (Study(make_recipe({**RECIPE, "poles": ["MOR"]}), each) for each in (world, other))
    assert one.network.actors != two.network.actors
    found: list[float | None] = []
    for actor in ("SHI", "HAR", "GON"):
        for before, after in zip(one.profile(actor), two.profile(actor), strict=True):
            assert after.null_percentile == before.null_percentile
            found.append(before.null_percentile)
    assert sum(each is not None for each in found) > 10


def test_the_seed_is_part_of_the_recipe() -> None:
    drawn = [study(seed=seed, poles=["MOR"])._null("visits", bridging.MEASURE) for seed in (1, 1, 2)]
    assert all(each is not None for each in drawn)
    assert np.array_equal(drawn[0], drawn[1], equal_nan=True)  # type: ignore[arg-type]
    assert not np.array_equal(drawn[0], drawn[2], equal_nan=True)  # type: ignore[arg-type]


def test_every_form_of_the_brief_shows_it_and_says_what_it_is() -> None:
    brief = make_brief(study(poles=["MOR"], null_draws=40), "SHI")
    row = brief.row("bridging", "visits")
    assert row is not None
    cell = size_cell(row.score)
    assert cell == f"{row.score.size_rank} of {row.score.of}; null {row.score.null_percentile:.0f} %"
    for text in (as_html(brief), as_markdown(brief)):
        assert cell in text
        assert "40 random networks" in text
    shown = next(
        each for each in as_data(brief)["profile"] if (each["measure"], each["layer"]) == ("bridging", "visits")
    )
    assert (shown["null_percentile"], shown["null_draws"]) == (row.score.null_percentile, 40)
    assert {"null_percentile", "null_draws"} <= set(UNITS)


def test_without_draws_the_brief_says_nothing_of_a_null() -> None:
    brief = make_brief(study(null_draws=0), "SHI")
    for text in (as_html(brief), as_markdown(brief)):
        assert "random networks" not in text
        assert "; null" not in text


def test_explain_says_where_the_value_stands_or_why_not() -> None:
    score = study(poles=["MOR"], null_draws=40).score("SHI", "visits", bridging.MEASURE)
    assert "of 40 random networks" in _against_null(score)
    assert "says nothing" in _against_null(replace(score, null_percentile=None))
    assert "No null" in _against_null(replace(score, null_percentile=None, null_draws=0))
