from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

import eventfiles
import worlds
from keystone_states import catalogue, ontology
from keystone_states.layers import LAYERS, Layer
from keystone_states.layers.build import build_network
from keystone_states.layers.events import types_of
from keystone_states.model.dates import Window
from keystone_states.network import Network
from keystone_states.report.evidence import lines
from keystone_states.report.news import make_news
from keystone_states.study import Study, make_recipe
from keystone_states.world import World

WINDOW = Window(date(2017, 1, 1), date(2018, 12, 31))
CONSULTATIONS = next(each for each in LAYERS if each.name == "consultations")


def event(key: int, day: str, source: str, target: str, code: str = "042", **cells: str) -> str:
    """One line: what a state did to another on a day, in an article of its own."""
    quad = str(ontology.cameo().quads[code[:2]])
    actors = {"Actor1Code": source, "Actor1CountryCode": source, "Actor2Code": target, "Actor2CountryCode": target}
    given: dict[str, str] = {"SQLDATE": day, "DATEADDED": f"{day}000000", "EventCode": code, "QuadClass": quad}
    return eventfiles.line(
        GLOBALEVENTID=str(key), **{**given, "SOURCEURL": f"https://example.org/{key}", **actors, **cells}
    )


LINES = (
    event(1, "20180105", "CHN", "KAZ", NumArticles="3"),
    event(2, "20180105", "CHN", "KAZ", "046", NumArticles="9"),  # the same day and family: one event
    event(3, "20180106", "CHN", "KAZ", NumArticles="2"),
    event(4, "20180210", "CHN", "KAZ", NumArticles="1"),
    event(5, "20180106", "KAZ", "CHN", "043"),
    event(6, "20180107", "KAZ", "CHN", IsRootEvent="0"),
    event(7, "20180108", "KAZ", "CHN", DATEADDED="20180301000000"),
    event(8, "20180106", "RUS", "KAZ", "061"),
    event(9, "20180106", "RUS", "KAZ", "051"),
    event(10, "20180106", "RUS", "KAZ", "111"),
    event(11, "20180106", "RUS", "KAZ", "190"),
    event(12, "20180106", "RUS", "KAZ", "010"),  # a statement: of no layer
    event(13, "20180109", "KAZ", "KAZ", "190", NumArticles="7"),
    event(14, "20180109", "KAZ", "KAZ", "042"),
    event(15, "20180109", "KAZ", "", "010"),
    event(16, "20190109", "CHN", "KAZ"),  # after the window
)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return worlds.loaded_events(tmp_path_factory.mktemp("events"), LINES)


@pytest.fixture(scope="module")
def network(world: World) -> Network:
    return build_network(world, WINDOW, poles=("CHN", "RUS"), choices=worlds.choices(), layers=LAYERS)


def counted(layer: Layer, world: World, **more: Any) -> dict[tuple[str, str, str], float]:
    found = layer.build(world, WINDOW, worlds.choices(**more))
    return {(each.source, each.target, each.unit): each.weight for each in found}


def test_a_pair_counts_one_event_a_day_by_month(world: World) -> None:
    expected = {("CHN", "KAZ", "2018-01"): 2.0, ("CHN", "KAZ", "2018-02"): 1.0, ("KAZ", "CHN", "2018-01"): 1.0}
    assert counted(CONSULTATIONS, world) == expected


def test_the_rule_of_counting_is_the_studys(world: World) -> None:
    assert counted(CONSULTATIONS, world, counting="root")["CHN", "KAZ", "2018-01"] == 3.0
    assert counted(CONSULTATIONS, world, counting="all")["KAZ", "CHN", "2018-01"] == 2.0


@pytest.mark.parametrize("name", ["verbal-cooperation", "material-cooperation", "verbal-conflict", "material-conflict"])
def test_each_quad_class_is_a_layer_and_a_statement_is_in_none(world: World, name: str) -> None:
    layer = next(each for each in LAYERS if each.name == name)
    assert counted(layer, world) == {("RUS", "KAZ", "2018-01"): 1.0}


def test_every_plover_type_is_in_one_layer() -> None:
    names = [each.name for each in LAYERS if each.name == "consultations" or "-" in each.name]
    found = [kind for name in names for kind in types_of(name)]
    assert sorted(found) == sorted(ontology.plover().types)


def test_the_evidence_of_a_month_is_its_most_reported_rows(world: World) -> None:
    found = {(each.source, each.unit): each.evidence for each in CONSULTATIONS.build(world, WINDOW, worlds.choices())}
    assert found["CHN", "2018-01"] == ("gdelt:2", "gdelt:1", "gdelt:3")
    assert found["CHN", "2018-02"] == ("gdelt:4",)
    (line,) = lines(world, found["CHN", "2018-02"])
    assert (line.source_url, line.kind, line.date) == ("https://example.org/4", "events", "2018-02-10")
    assert line.text == "China → Kazakhstan: Make a visit (042, 2018-02-10); 1 article, example.org"


def test_a_pair_shows_five_rows_at_most_and_no_month_is_without(tmp_path: Path) -> None:
    many = [event(n, f"20180{1 + n % 3}{1 + n:02d}", "CHN", "KAZ", NumArticles=str(99 - n)) for n in range(20)]
    late = event(99, "20181101", "CHN", "KAZ", NumArticles="1")
    loaded = worlds.loaded_events(tmp_path, [*many, late])
    found = {each.unit: each.evidence for each in CONSULTATIONS.build(loaded, WINDOW, worlds.choices())}
    assert {each for ids in found.values() for each in ids} == {f"gdelt:{n}" for n in range(5)}
    assert found["2018-11"] == ("gdelt:0",)


def test_an_address_that_is_none_leads_to_the_dataset(tmp_path: Path) -> None:
    loaded = worlds.loaded_events(tmp_path, [event(1, "20180105", "CHN", "KAZ", SOURCEURL="javascript:alert(1)")])
    row = catalogue.row_of(loaded.loaded, "gdelt:1")
    assert row is not None
    assert row.source_url == "https://www.gdeltproject.org/data.html"
    assert row.evidence_id == "gdelt:1"
    assert catalogue.row_of(loaded.loaded, "gdelt:2") is None
    assert catalogue.row_of(loaded.loaded, "icews:1") is None


def test_conflict_at_home_is_counted_beside_all_coverage(network: Network) -> None:
    found = network.domestic
    assert found is not None
    kaz, rus = network.index("KAZ"), network.index("RUS")
    assert found.months == ("2018-01", "2018-02")
    # 2 visits of China's, 1 to China, 5 acts of Russia's, 3 of its own in January; the late row and the aside are out.
    assert (found.conflict[kaz].tolist(), found.coverage[kaz].tolist()) == ([1.0, 0.0], [11.0, 1.0])
    assert (found.conflict[rus].tolist(), found.coverage[rus].tolist()) == ([0.0, 0.0], [5.0, 0.0])
    assert found.evidence[kaz] == ("gdelt:13", "gdelt:4")
    assert found.evidence[rus][1] == ""


def test_without_event_data_a_layer_says_how_to_load_it(world: World) -> None:
    study = Study(make_recipe({"as_of": "2018-12-30", "draws": 0, "null_draws": 0}), worlds.packaged())
    note = study.score("KAZ", "consultations", study.pairs[0][1]).note
    assert note == "not covered: no event data loaded; load it with keystone load gdelt FILE"
    assert study.events is None
    assert make_news(study, "KAZ") is None
    before = Study(make_recipe({"as_of": "2010-12-31", "since": "2009-01-01"}), world)
    assert before.network.layer("consultations").absent == "no event data loaded for 2009-01-01 to 2010-12-31"


def test_the_news_stands_beside_recorded_meetings(world: World) -> None:
    study = Study(make_recipe({"as_of": "2018-12-30", "since": "2017-01-01"}), world)
    news = make_news(study, "KAZ")
    assert news is not None
    china = next(each for each in news.partners if each.actor == "CHN")
    met = [
        each for each in study.network.layer("visits").between(study.network.index("KAZ"), study.network.index("CHN"))
    ]
    assert (china.recorded, china.events, china.other, china.rows) == (len(met), 4, 5, 5)
    assert china.recorded > 0
    assert "Rule one-a-day" in news.said
    assert "Rule root" in news.said


def test_another_dataset_may_be_named(world: World) -> None:
    assert counted(CONSULTATIONS, world, events="icews") == {}


@pytest.mark.samples
def test_real_files_give_layers_and_cohesion(tmp_path: Path, samples: Path) -> None:
    lines_ = (samples / "events" / "gdelt2" / "20180101000000.export.CSV").read_text(encoding="utf-8").splitlines()
    loaded = worlds.loaded_events(tmp_path, lines_)
    network = build_network(loaded, WINDOW, poles=("USA", "CHN"), choices=worlds.choices(), layers=LAYERS)
    ids = {each for layer in LAYERS if layer.lacking for ids in network.layer(layer.name).evidence for each in ids}
    found = catalogue.rows_of(loaded.loaded, ids)
    assert set(found) == ids
    assert len(ids) > 50
    assert network.domestic is not None
    usa = network.index("USA")
    assert 0 < network.domestic.conflict[usa].sum() < network.domestic.coverage[usa].sum()
