"""Gravity demand: the formula by hand, the total kept, and what it is refused for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

import roads
from keystone_states.corridors.demand import USUAL, generalised_cost
from keystone_states.corridors.gravity import SAID, gravity, hubs
from keystone_states.corridors.transit import transit
from keystone_states.errors import BadInputError
from keystone_states.graphs.paths import shortest_path
from keystone_states.model.routes import Cargo
from keystone_states.model.rows import Size
from keystone_states.routes import corridors_of, with_gravity
from keystone_states.world import World
from scenarios.test_apply import earth
from worlds import READ

PRODUCTS = {
    state: Size.model_validate({"actor": state, "year": 2021, "gdp": gdp} | READ)
    for state, gdp in {"SHI": 1e9, "ROH": 2e9, "GON": 6e9}.items()
}
SOURCED = (roads.demand("hobbiton", "minas-tirith", 600),)


def cost(start: str, end: str) -> float:
    corridors = roads.middle_earth()
    ends = corridors.entry(start), corridors.exit(end)
    found = shortest_path(corridors.graph, generalised_cost(corridors, USUAL, corridors.allowed(())), *ends)  # type: ignore[arg-type]
    assert found is not None
    return found.length


def test_volumes_follow_the_formula_and_sum_to_the_sourced_total() -> None:
    found = gravity(roads.middle_earth(), PRODUCTS, SOURCED, meetings={})
    volumes = {(row.origin, row.destination): row.volume.best for row in found}
    assert sum(volumes.values()) == pytest.approx(600)
    pulls = {
        ("minas-tirith", "edoras"): 6 * 2 / cost("minas-tirith", "edoras"),
        ("minas-tirith", "hobbiton"): 6 * 1 / cost("minas-tirith", "hobbiton"),
        ("edoras", "hobbiton"): 2 * 1 / cost("edoras", "hobbiton"),
    }
    assert volumes == pytest.approx({pair: 600 * pull / sum(pulls.values()) for pair, pull in pulls.items()})


def test_it_is_said_to_be_no_report_and_bears_an_address() -> None:
    for row in gravity(roads.middle_earth(), PRODUCTS, SOURCED, meetings={}):
        assert row.note.startswith(SAID)
        assert row.confidence == "low"
        assert row.source_url.startswith("https://")
        assert row.year == roads.DAY.year


def test_a_hub_is_where_meetings_were_held_else_where_most_ways_meet_else_a_port() -> None:
    corridors = roads.middle_earth()
    assert hubs(corridors, {}) == {"SHI": "hobbiton", "ROH": "edoras", "GON": "minas-tirith"}
    two = replace(roads.ROWS, places=tuple(_city(row, "mithlond") for row in roads.PLACES))
    assert hubs(roads.middle_earth(rows=two), {})["SHI"] == "mithlond", "rail and sea meet there"
    assert hubs(roads.middle_earth(rows=two), {"hobbiton": 3})["SHI"] == "hobbiton"
    port = replace(roads.ROWS, places=tuple(_city(row, "hobbiton", kind="junction") for row in roads.PLACES))
    assert hubs(roads.middle_earth(rows=port), {})["SHI"] == "mithlond"


def _city(row: object, place: str, *, kind: str = "city") -> object:
    return row.model_copy(update={"kind": kind}) if row.place == place else row  # type: ignore[attr-defined]


@pytest.mark.parametrize("cargo", [Cargo.OIL, Cargo.GAS])
def test_oil_and_gas_have_no_gravity(cargo: Cargo) -> None:
    with pytest.raises(BadInputError, match="expected containers or bulk"):
        gravity(replace(roads.middle_earth(), cargo=cargo), PRODUCTS, SOURCED, meetings={})


def test_without_a_sourced_total_there_is_none() -> None:
    with pytest.raises(BadInputError, match="gives the total"):
        gravity(roads.middle_earth(), PRODUCTS, (), meetings={})


def test_a_world_with_gravity_keeps_all_else_and_can_show_the_rows() -> None:
    of = replace(earth(), sizes=tuple(PRODUCTS.values()))
    found = with_gravity(of, corridors_of(of, day=date(2022, 6, 1)))
    assert {name for name in of.tables if of.tables[name] != found.tables[name]} == {"demands"}
    assert all(row.evidence_id in found.by_evidence for row in found.demands)


def test_every_pair_of_the_packaged_states_is_valued_exactly(world: World) -> None:
    corridors = corridors_of(world)
    played = transit(corridors, with_gravity(world, corridors).demands)
    assert len(played.pairs) > 300
    assert played.standard_error is None
    assert played.shapley.sum() == pytest.approx(sum(each.total for each in played.pairs))
