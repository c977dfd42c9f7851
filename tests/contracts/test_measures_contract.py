"""One room for all measures: each goes through the same checks on the packaged World."""

from __future__ import annotations

import importlib
import re

import numpy as np
import pytest

import worlds
from keystone_states import catalogue
from keystone_states.measures import MEASURES, Measure
from keystone_states.model.rows import SourcedRow
from keystone_states.model.scores import Score
from keystone_states.study import Study, make_recipe

PAIRS = [pytest.param(each, layer, id=f"{each.name}-{layer}") for each in MEASURES for layer in each.layers]
every_measure = pytest.mark.parametrize("measure", MEASURES, ids=lambda each: each.name)
every_pair = pytest.mark.parametrize(("measure", "layer"), PAIRS)
LOOKED_AT = ("KAZ", "UZB", "CHN", "USA", "TUR", "CHE", "AZE", "EU", "MNG")


@pytest.fixture(scope="session")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """The packaged World, with made-up roll calls and made-up events loaded."""
    rng = np.random.default_rng(1)
    codes = ("KZ", "UZ", "CN", "US", "TR", "CH", "AZ", "MN", "RU", "FR", "DE")
    votes = {
        call: dict(zip(codes, rng.choice(["yes", "no", "abstain"], len(codes)), strict=True)) for call in range(40)
    }
    days = {call: f"2021-{call % 12 + 1:02d}-15" for call in votes}
    folder = tmp_path_factory.mktemp("votes")
    world = worlds.loaded_events(folder, worlds.exchanges(), of=worlds.loaded_votes(folder, votes, days))
    found = Study(make_recipe({"as_of": "2022-10-13", "draws": 8}), world)
    return found


def scores(study: Study, measure: Measure, layer: str) -> list[Score]:
    """The covered ones of the actors looked at."""
    there = (study.score(actor, layer, measure) for actor in LOOKED_AT if actor in study.network.actors)
    found = [each for each in there if each.value is not None]
    assert found, f"none of {LOOKED_AT} is covered"
    return found


@every_measure
def test_a_measure_says_what_it_is(measure: Measure) -> None:
    for said in (measure.unit, measure.formula, measure.high_means, measure.source, measure.interval_method):
        assert said.strip()
    assert measure.question.endswith("?")
    assert re.fullmatch(r"M\d", measure.code)
    assert measure.layers


def test_names_and_codes_are_given_once() -> None:
    assert len({each.name for each in MEASURES}) == len({each.code for each in MEASURES}) == len(MEASURES)


STATEMENTS = [(each, said) for each in MEASURES for said in ("Range", "Unit", "NaN")]
OF_OTHERS = [each for each in MEASURES if not each.source.startswith("Keystone")]


def docstring(measure: Measure) -> str:
    return importlib.import_module(measure.values.__module__).__doc__ or ""


@pytest.mark.parametrize(("measure", "said"), STATEMENTS, ids=lambda each: getattr(each, "name", each))
def test_the_docstring_of_a_measure_states_range_unit_and_missing_case(measure: Measure, said: str) -> None:
    assert said in docstring(measure)


@pytest.mark.parametrize("measure", OF_OTHERS, ids=lambda each: each.name)
def test_the_docstring_of_a_measure_names_those_it_comes_from(measure: Measure) -> None:
    authors = re.findall(r"[A-Z][a-z]+(?= \d{4}| and | \()", measure.source)
    assert authors
    assert all(author in docstring(measure) for author in authors)


@every_pair
def test_values_are_one_per_actor_missing_where_not_covered(study: Study, measure: Measure, layer: str) -> None:
    values = measure.values(study.network, layer)
    assert values.shape == (len(study.network.actors),)
    assert np.isnan(values).any()
    assert np.isfinite(values[~np.isnan(values)]).all()
    assert np.isnan(values[measure.size(study.network, layer) == 0]).all()


@every_pair
def test_parts_of_every_actor_sum_to_its_value(study: Study, measure: Measure, layer: str) -> None:
    values = measure.values(study.network, layer)
    covered = np.flatnonzero(~np.isnan(values))[::3]
    for actor in covered:
        whole = sum(part.value for part in measure.parts(study.network, layer, int(actor)))
        assert whole == pytest.approx(values[actor], abs=1e-9), study.network.actors[actor]


@every_pair
def test_every_evidence_id_leads_to_a_row_with_a_source(study: Study, measure: Measure, layer: str) -> None:
    for found in scores(study, measure, layer):
        assert found.evidence
        for each in {*found.evidence, *(each for part in found.parts for each in part.evidence)}:
            row = study.world.by_evidence.get(each) or catalogue.row_of(study.world.loaded, each)
            assert isinstance(row, SourcedRow)
            assert row.source_url.startswith("http")


@every_pair
def test_the_evidence_of_parts_is_evidence_of_the_score(study: Study, measure: Measure, layer: str) -> None:
    for found in scores(study, measure, layer):
        assert {each for part in found.parts for each in part.evidence} <= set(found.evidence)


@every_pair
def test_every_number_of_a_score_is_finite(study: Study, measure: Measure, layer: str) -> None:
    for found in scores(study, measure, layer):
        numbers = [found.value, found.size_adjusted, found.percentile, found.size_percentile]
        numbers += [part.value for part in found.parts] + [each.value for each in found.beside]
        numbers += [found.interval.low, found.interval.high] if found.interval else []
        assert np.isfinite([each for each in numbers if each is not None]).all()


@every_pair
def test_a_covered_score_has_interval_size_and_unit(study: Study, measure: Measure, layer: str) -> None:
    for found in scores(study, measure, layer):
        assert found.interval is not None
        assert 0 <= found.interval.low <= found.interval.high
        assert found.interval.method == measure.interval_method
        assert (found.n > 0, found.unit, found.layer) == (True, measure.unit, layer)
        assert all(each.unit for each in found.beside)


@every_pair
def test_an_uncovered_state_is_told_so_and_has_no_number(study: Study, measure: Measure, layer: str) -> None:
    values = measure.values(study.network, layer)
    missing = study.network.actors[int(np.flatnonzero(np.isnan(values))[0])]
    found = study.score(missing, layer, measure)
    assert (found.value, found.rank, found.interval, found.parts) == (None, None, None, ())
    assert found.note.startswith("not covered")
