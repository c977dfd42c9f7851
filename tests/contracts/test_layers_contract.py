"""One room for all layers: each goes through the same checks on the packaged World."""

from __future__ import annotations

import numpy as np
import pytest

import worlds
from keystone_states import catalogue
from keystone_states.layers import LAYERS, Layer
from keystone_states.measures import MEASURES
from keystone_states.network import LayerGraph
from keystone_states.store.tables import TABLES
from keystone_states.study import HEADLINES, Study, make_recipe

TIED = [layer for layer in LAYERS if layer.name not in ("alignment", "cohesion")]  # those two hold votes and counts
every_layer = pytest.mark.parametrize("layer", LAYERS, ids=lambda each: each.name)
every_tied_layer = pytest.mark.parametrize("layer", TIED, ids=lambda each: each.name)


@pytest.fixture(scope="session")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    world = worlds.loaded_events(tmp_path_factory.mktemp("events"), worlds.exchanges())
    return Study(make_recipe({"as_of": "2022-10-13", "draws": 0}), world)


def drawn(study: Study, layer: Layer) -> LayerGraph:
    return study.network.layer(layer.name)


@every_layer
def test_a_layer_says_what_it_is(layer: Layer) -> None:
    assert all(said.strip() for said in (layer.name, layer.channel, layer.meaning, layer.weight_meaning))
    assert set(layer.draws_on) <= {table.name for table in TABLES}
    assert 0 <= layer.tie_quantile < 1


def test_names_are_given_once() -> None:
    assert len({layer.name for layer in LAYERS}) == len(LAYERS)


@every_layer
def test_a_layer_has_a_headline_measure_that_can_be_taken_of_it(layer: Layer) -> None:
    headline = next(each for each in MEASURES if each.name == HEADLINES[layer.name])
    assert layer.name in headline.layers


@every_tied_layer
def test_a_layer_has_ties_and_no_actor_is_tied_to_itself(study: Study, layer: Layer) -> None:
    graph = drawn(study, layer)
    assert graph.source.size > 0
    assert (graph.source != graph.target).all()
    assert not np.diag(graph.matrix).any()


@pytest.mark.parametrize("layer", [each for each in LAYERS if each not in TIED], ids=lambda each: each.name)
def test_a_layer_of_votes_or_counts_has_no_ties(study: Study, layer: Layer) -> None:
    assert not drawn(study, layer).source.size


@every_tied_layer
def test_every_weight_is_positive_and_finite(study: Study, layer: Layer) -> None:
    weight = drawn(study, layer).weight
    assert (weight > 0).all()
    assert np.isfinite(weight).all()


@every_layer
def test_every_tie_has_evidence_in_the_tables_the_layer_draws_on(study: Study, layer: Layer) -> None:
    for ids in drawn(study, layer).evidence:
        assert ids
        assert layer.lacking or {study.world.by_evidence[each].table for each in ids} <= set(layer.draws_on)


@pytest.mark.parametrize("layer", [each for each in LAYERS if each.lacking], ids=lambda each: each.name)
def test_every_tie_of_events_has_rows_that_are_loaded(study: Study, layer: Layer) -> None:
    ids = {each for ids in drawn(study, layer).evidence for each in ids}
    assert set(catalogue.rows_of(study.world.loaded, ids)) == ids
    assert drawn(study, layer).absent == ""


@every_layer
def test_every_end_of_a_tie_is_a_known_actor(study: Study, layer: Layer) -> None:
    contributions = list(layer.build(study.world, study.window, worlds.choices()))
    assert {end for each in contributions for end in (each.source, each.target)} <= set(study.world.actors)
    assert drawn(study, layer).actors == study.network.actors


@every_layer
def test_a_meeting_counts_only_within_the_window_and_a_membership_only_once_begun(study: Study, layer: Layer) -> None:
    day = drawn(study, layer).day
    assert (day < study.window.end.toordinal()).all()
    if layer.sampled:
        assert (day >= study.window.start.toordinal()).all()


@every_layer
def test_every_unit_has_a_name_and_is_in_use(study: Study, layer: Layer) -> None:
    graph = drawn(study, layer)
    assert set(graph.unit.tolist()) == set(range(len(graph.units)))
    assert len(set(graph.units)) == len(graph.units)


@every_layer
def test_building_twice_gives_the_same_layer(study: Study, layer: Layer) -> None:
    index = {actor: number for number, actor in enumerate(study.network.actors)}
    again = layer.graph(study.world, study.window, worlds.choices(), index=index)
    assert np.array_equal(again.matrix, drawn(study, layer).matrix)
    assert again.evidence == drawn(study, layer).evidence


@pytest.mark.parametrize("layer", [each for each in LAYERS if each.gather], ids=lambda each: each.name)
def test_a_gathering_has_a_host_and_two_other_guests_each_once(study: Study, layer: Layer) -> None:
    held = study.network.gatherings[layer.name]
    assert held
    for each in held:
        assert len(each.guests) == len(set(each.guests)) >= 2
        assert each.host not in each.guests
        assert 0 < each.level_weight <= 1
        assert set(each.evidence) <= set(study.world.by_evidence)


@pytest.mark.parametrize("layer", [each for each in LAYERS if each.mediate], ids=lambda each: each.name)
def test_the_shares_of_a_mandate_sum_to_one_at_most_and_rest_on_rows(study: Study, layer: Layer) -> None:
    taken, disputes = study.network.mandates[layer.name], study.network.disputes[layer.name]
    assert taken
    for meeting in {each.meeting for each in taken}:
        assert sum(each.share for each in taken if each.meeting == meeting) <= 1 + 1e-9
    assert {each.process for each in taken} <= {each.process for each in disputes}
    assert all(0 < each.years <= 5.01 for each in disputes)
    assert {one for each in (*taken, *disputes) for one in each.evidence} <= set(study.world.by_evidence)
