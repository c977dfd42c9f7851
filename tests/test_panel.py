from __future__ import annotations

from datetime import date

import numpy as np
import pytest

import worlds
from keystone_states.errors import BadInputError
from keystone_states.layers import LAYERS
from keystone_states.measures import MEASURES
from keystone_states.model.dates import Window
from keystone_states.panel import Pair, Panel, panel, windows
from keystone_states.study import Study, make_recipe

YEAR = tuple(windows(date(2022, 1, 31), date(2022, 4, 9), months=24))


@pytest.fixture(scope="module")
def study() -> Study:
    return Study(make_recipe({"as_of": "2022-10-13", "draws": 5}), worlds.packaged())


@pytest.fixture(scope="module")
def pairs(study: Study) -> tuple[Pair, ...]:
    return study.pairs


@pytest.fixture(scope="module")
def whole(study: Study, pairs: tuple[Pair, ...]) -> Panel:
    return panel(study, pairs, YEAR)


def same(one: Panel, other: Panel) -> bool:
    return one.windows == other.windows and all(
        a.actors == b.actors
        and a.rankings.keys() == b.rankings.keys()
        and all(np.array_equal(a.rankings[key].values, b.rankings[key].values, equal_nan=True) for key in a.rankings)
        and all(np.array_equal(a.rankings[key].ranked, b.rankings[key].ranked) for key in a.rankings)
        for a, b in zip(one.slices, other.slices, strict=True)
    )


def test_windows_end_with_their_months_and_are_equally_long() -> None:
    assert [str(each) for each in YEAR] == [
        "2020-02-01 to 2022-01-31",
        "2020-03-01 to 2022-02-28",
        "2020-04-01 to 2022-03-31",
        "2020-04-10 to 2022-04-09",
    ]


def test_windows_by_year_end_with_the_year_and_the_last_on_the_last_day() -> None:
    found = windows(date(2020, 5, 5), date(2022, 6, 1), by="year", months=12)
    assert [str(each) for each in found] == [
        "2020-01-01 to 2020-12-31",
        "2021-01-01 to 2021-12-31",
        "2021-06-02 to 2022-06-01",
    ]


def test_one_day_is_one_window_and_none_is_refused() -> None:
    day = date(2022, 3, 31)
    assert list(windows(day, day, months=1)) == [Window(date(2022, 3, 1), date(2022, 4, 1))]
    with pytest.raises(BadInputError, match="from 2022-04-01 to 2022-03-31 is empty"):
        list(windows(date(2022, 4, 1), day))
    with pytest.raises(BadInputError, match="no window of 0 months"):
        list(windows(day, day, months=0))


def test_each_window_is_as_if_run_alone(study: Study, pairs: tuple[Pair, ...], whole: Panel) -> None:
    for window, part in zip(YEAR, whole.slices, strict=True):
        network = study.network_of(window)
        for layer, measure in pairs:
            alone = study.ranking(layer.name, measure, network=network)
            assert np.array_equal(part.rankings[layer.name, measure.name].values, alone.values, equal_nan=True)


def test_the_order_of_windows_and_one_by_one_make_no_difference(
    study: Study, pairs: tuple[Pair, ...], whole: Panel
) -> None:
    grown = None
    for window in (YEAR[2], YEAR[0], YEAR[3], YEAR[1]):
        grown = panel(study, pairs, [window], known=grown)
    assert grown is not None
    assert same(grown, whole)


def test_one_more_month_builds_one_network(
    study: Study, pairs: tuple[Pair, ...], whole: Panel, monkeypatch: pytest.MonkeyPatch
) -> None:
    built: list[Window] = []
    plain = Study.network_of
    monkeypatch.setattr(Study, "network_of", lambda self, window: built.append(window) or plain(self, window))
    grown = panel(study, pairs, YEAR, known=panel(study, pairs, YEAR[:3]))
    assert built == [*YEAR[:3], YEAR[3]]
    assert same(grown, whole)


def test_no_more_layers_are_built_than_needed(study: Study) -> None:
    pair = next(pair for pair in study.pairs if pair[1].name == "bridging" and pair[0].name == "forums")
    found = panel(study, [pair], YEAR[:1])
    assert list(found.slices[0].rankings) == [("forums", "bridging")]


def test_a_panel_of_other_measures_facts_or_recipe_is_not_grown(study: Study, whole: Panel) -> None:
    with pytest.raises(BadInputError, match="known panel is of another recipe"):
        panel(study, study.pairs[:1], YEAR, known=whole)
    other = Study(make_recipe({"as_of": "2022-10-13", "draws": 5, "largest_forum": 10}), worlds.packaged())
    with pytest.raises(BadInputError, match="compute it anew"):
        panel(other, other.pairs, YEAR, known=whole)


def test_the_matrix_is_windows_by_actors_and_missing_stays_missing(whole: Panel) -> None:
    found = whole.matrix("visits", "bridging")
    assert found.shape == (4, len(whole.actors))
    assert found[1, whole.actors.index("KAZ")] == whole.slices[1].value("KAZ", "visits", "bridging") > 0
    assert np.isnan(found[:, whole.actors.index("NRU")]).all()
    assert np.isnan(whole.slices[0].value("nobody", "visits", "bridging"))


def test_named_actors_have_scores_with_intervals(study: Study) -> None:
    pair = next(pair for pair in study.pairs if pair[1].name == "exposure")
    (only,) = panel(study, [pair], YEAR[:1], actors=["KAZ", "SUN"]).slices
    (kept,) = only.scores
    assert (kept.actor, kept.window, kept.interval is not None) == ("KAZ", YEAR[0], True)
    assert kept == study.score_in(study.network_of(YEAR[0]), "KAZ", pair[0].name, pair[1])


def test_every_measure_of_every_layer_can_stand_in_a_panel(whole: Panel) -> None:
    assert set(whole.slices[0].rankings) == {
        (layer.name, each.name)
        for layer in LAYERS
        for each in MEASURES
        if layer.name in each.layers and not layer.counts  # no events are loaded
    }
