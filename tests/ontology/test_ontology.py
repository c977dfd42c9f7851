from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
import yaml

from keystone_states import ontology
from keystone_states.errors import BadInputError, BadRowError
from keystone_states.model.routes import Mode
from keystone_states.model.rows import Level, Part, Role
from keystone_states.store.tables import TABLES
from keystone_states.world import World

PLOVER_TYPES = (
    "AGREE CONSULT SUPPORT CONCEDE COOPERATE AID RETREAT REQUEST ACCUSE REJECT THREATEN PROTEST SANCTION MOBILIZE "
    "COERCE ASSAULT"
)


@pytest.mark.samples
def test_every_cameo_code_has_a_rule(samples: Path) -> None:
    lookup = samples / "events" / "lookups" / "sparkgdelt_cameoEvent.txt"
    with lookup.open(encoding="utf-8") as file:
        codes = [line["CAMEOEVENTCODE"] for line in csv.DictReader(file, delimiter="\t")]
    assert len(codes) > 300
    for code in codes:
        assert ontology.cameo_crosswalk().rule(code)


@pytest.mark.parametrize("prefix", list(ontology.cameo_crosswalk().rules))
def test_a_rule_names_a_type_and_a_mode_of_that_type(prefix: str) -> None:
    rule, types = ontology.cameo_crosswalk().rules[prefix], ontology.plover().types
    if rule.type is None:
        assert rule.mode is None
        assert rule.why, "a code without a type says why"
    else:
        assert rule.type in types
        assert rule.mode is None or rule.mode in types[rule.type].modes


@pytest.mark.parametrize(
    ("code", "kind", "mode"),
    [
        ("042", "CONSULT", "visit"),
        ("043", "CONSULT", "visit"),
        ("045", "CONSULT", "third-party"),
        ("0871", "RETREAT", "ceasefire"),
        ("190", "ASSAULT", None),
        ("010", None, None),
    ],
)
def test_known_codes_go_where_the_published_list_says(code: str, kind: str | None, mode: str | None) -> None:
    rule = ontology.cameo_crosswalk().rule(code)
    assert (rule.type, rule.mode) == (kind, mode)


def test_the_longest_prefix_wins() -> None:
    rules = ontology.cameo_crosswalk().rules
    assert ontology.cameo_crosswalk().rule("0874") is rules["0874"]
    assert ontology.cameo_crosswalk().rule("0873") is rules["087"]


@pytest.mark.parametrize("code", ["", "0", "4", "21", "99", "XX"])
def test_a_code_of_no_known_root_is_refused(code: str) -> None:
    with pytest.raises(BadInputError, match="no CAMEO event code"):
        ontology.cameo_crosswalk().rule(code)


def test_the_sixteen_types_of_plover() -> None:
    assert list(ontology.plover().types) == PLOVER_TYPES.split()


def test_every_quad_class_has_types_and_every_type_a_quad_class() -> None:
    plover = ontology.plover()
    assert set(plover.quads) == {1, 2, 3, 4}
    assert {each.quad for each in plover.types.values()} == set(plover.quads)


def test_modes_of_a_type_are_named_once() -> None:
    for each in ontology.plover().types.values():
        assert len(set(each.modes)) == len(each.modes)


def test_roles_cover_exactly_what_rows_may_say() -> None:
    assert set(ontology.roles().meeting_roles) == set(Part)
    assert set(ontology.roles().organisation_roles) == set(Role)


def test_levels_cover_exactly_what_rows_may_say_and_fall_with_rank() -> None:
    weights = ontology.levels()
    assert set(weights) == set(Level)
    in_order = [weights[level] for level in Level]
    assert in_order == sorted(in_order, reverse=True)
    assert all(0 < weight <= 1 for weight in in_order)


def test_a_tie_with_a_table_names_one_that_is_declared() -> None:
    homes = {kind.table for kind in ontology.ties().ties.values() if kind.table}
    assert homes <= {table.name for table in TABLES}
    assert "memberships" in homes


def test_transport_has_a_speed_for_every_mode_and_a_source_for_every_figure() -> None:
    transport = ontology.transport()
    assert set(transport.modes) == set(Mode)
    stops = [
        getattr(each, name) for each in (transport.crossings, transport.transfers) for name in type(each).model_fields
    ]
    for each in (*transport.modes.values(), *stops, transport.value_of_time):
        assert len(each.source) > 20
    assert all(mode.kmh.low > 0 for mode in transport.modes.values())


def test_transport_waits_longest_where_the_gauge_breaks_and_in_ports() -> None:
    crossings, transfers = ontology.transport().crossings, ontology.transport().transfers
    assert crossings.gauge_break.hours.best > crossings.rail.hours.best > crossings.within_union.hours.best == 0
    assert transfers.port.hours.best > transfers.to_ferry.hours.best > transfers.from_ferry.hours.best > 0


def test_the_rail_rate_is_that_of_the_index_it_names() -> None:
    rate = ontology.transport().modes[Mode.RAIL].usd_per_km
    assert (rate.low, rate.best) == (round(2691 / 5430, 3), round(3289 / 5430, 3))
    sea = ontology.transport().modes[Mode.SEA].usd_per_km
    miles = 13_800 * 1.852
    assert (sea.low, sea.best, sea.high) == (round(518 / miles, 4), round(4231 / miles, 4), round(4375 / miles, 4))


def test_customs_unions_are_organisations_of_the_facts(world: World) -> None:
    known = {row.actor for row in world.organisations}
    assert set(ontology.transport().customs_unions.members) <= known


def _broken(monkeypatch: pytest.MonkeyPatch, folder: Path, name: str, content: Any) -> None:
    (folder / f"{name}.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    monkeypatch.setattr(ontology, "files", lambda package: folder)


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ({"levels": {"king": 1.0}}, "king"),
        ({"levels": {"head_of_state": "high"}}, "head_of_state"),
        ({"levels": {}, "colour": "grey"}, "colour"),
    ],
)
def test_an_unknown_key_is_refused_with_file_and_place(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: Any, place: str
) -> None:
    _broken(monkeypatch, tmp_path, "levels", content)
    with pytest.raises(BadRowError, match=r"ontology/levels\.yaml: .*expected a Levels") as refused:
        ontology._load("levels", ontology.Levels)
    assert place in str(refused.value)


def test_an_unknown_key_deep_inside_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    _broken(monkeypatch, tmp_path, "cameo_plover", {"rules": {"01": {"type": None, "colour": "grey"}}})
    with pytest.raises(BadRowError, match=r"rules\.01\.colour"):
        ontology._load("cameo_plover", ontology.CameoCrosswalk)
