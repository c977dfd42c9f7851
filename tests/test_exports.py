"""Exports open elsewhere: read back by DuckDB, by the csv module and by networkx, with nothing empty in them."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import duckdb
import networkx
import numpy as np
import pytest

import worlds
from keystone_states.cli import keystone
from keystone_states.errors import BadInputError, StoreError, UnknownNameError
from keystone_states.exports.files import ENDINGS, form_of, write_table
from keystone_states.exports.graphs import edges_of, gexf, graphml
from keystone_states.exports.tables import Column, Table, dyads, stata, states
from keystone_states.layers import LAYERS, Layer
from keystone_states.network import Network
from keystone_states.session import dyad_months, states_at_home
from keystone_states.study import Study, make_recipe

TIED = [layer for layer in LAYERS if layer.name not in ("alignment", "cohesion")]
GEXF = "{http://www.gexf.net/1.2draft}"
every_tied_layer = pytest.mark.parametrize("layer", TIED, ids=lambda each: each.name)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("exports")
    worlds.loaded_events(folder, worlds.exchanges())
    return folder


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Network:
    world = worlds.loaded_events(tmp_path_factory.mktemp("graphs"), worlds.exchanges())
    return Study(make_recipe({"as_of": "2022-10-13"}), world).network


def parquet(path: Path) -> list[tuple[object, ...]]:
    return duckdb.sql(f"FROM '{path}'").fetchall()


def test_a_table_is_the_same_as_parquet_and_csv(store: Path, tmp_path: Path) -> None:
    table = dyads(dyad_months(dataset="gdelt", store=store))
    for form in ("parquet", "csv"):
        write_table(table, tmp_path / f"d.{form}", form=form, citation="Cite it.")
    assert parquet(tmp_path / "d.parquet") == [tuple(row) for row in table.rows]
    types = dict(
        duckdb.sql(f"SELECT column_name, column_type FROM (DESCRIBE FROM '{tmp_path / 'd.parquet'}')").fetchall()
    )
    assert types == {each.name: each.type for each in table.columns}
    with (tmp_path / "d.csv").open(encoding="utf-8") as stream:
        rows = list(csv.reader(stream))
    assert rows[0] == [each.name for each in table.columns]
    assert len(rows) == len(table.rows) + 1


def test_states_add_up_to_the_pairs(store: Path) -> None:
    found = dyad_months(dataset="gdelt", store=store)
    table = states(found, states_at_home(dataset="gdelt", store=store))
    names = [each.name for each in table.columns]
    cells = np.array([row[2:] for row in table.rows])
    sums = dict(zip(names[2:], cells.sum(axis=0).tolist(), strict=True))
    assert sums["sent"] == sums["received"] == found.counted > 0
    kinds = [each.name.replace("-", "_") for each in LAYERS if each.lacking and each.name != "cohesion"]
    assert sum(sums[kind] for kind in kinds) == 2 * found.counted  # none of them is a statement
    assert (cells[:, names.index("home_conflict") - 2] <= cells[:, names.index("coverage") - 2]).all()
    assert sums["home_conflict"] > 0


def test_every_column_is_in_the_codebook_with_type_and_meaning(store: Path, tmp_path: Path) -> None:
    table = states(dyad_months(dataset="gdelt", store=store), states_at_home(dataset="gdelt", store=store))
    written = write_table(table, tmp_path / "s.csv", form="csv", citation="Cite it.")
    assert {path.name for path in written} == {path.name for path in tmp_path.iterdir()}
    book = json.loads((tmp_path / "s.csv.codebook.json").read_text(encoding="utf-8"))
    assert [each["name"] for each in book["columns"]] == [each.name for each in table.columns]
    assert all(each["type"] and each["meaning"] for each in book["columns"])
    assert "Rule one-a-day" in book["said"]
    page = (tmp_path / "s.csv.codebook.md").read_text(encoding="utf-8")
    assert all(f"| {each.name} |" in page for each in table.columns)
    assert (tmp_path / "s.csv.citation.txt").read_text(encoding="utf-8") == "Cite it.\n"


def test_stata_gets_short_names_dots_and_no_empty_text() -> None:
    columns = (Column("a" * 40, "VARCHAR", "", "text"), Column("number", "DOUBLE", "", "number"))
    table = Table("t", "said", columns, [("x", 1.5), (None, None), ("", 0.0)])
    assert list(stata(table)) == [("a" * 32, "number"), ("x", 1.5), ("none", "."), ("none", 0.0)]
    with pytest.raises(ValueError, match="no longer different"):
        stata(Table("t", "", (*columns, Column("a" * 33, "DOUBLE", "", "")), []))


def test_a_missing_number_stays_missing(tmp_path: Path) -> None:
    table = Table("t", "said", (Column("n", "DOUBLE", "", "number"), Column("s", "VARCHAR", "", "text")), [(None, "x")])
    write_table(table, tmp_path / "t.parquet", form="parquet", citation="")
    assert parquet(tmp_path / "t.parquet") == [(None, "x")]


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    table = Table("t", "said", (Column("n", "DOUBLE", "", "number"),), [(1.0,)])
    write_table(table, tmp_path / "t.csv", form="csv", citation="")
    before = (tmp_path / "t.csv").read_bytes()

    class Broken(Sequence[tuple[float]]):
        def __len__(self) -> int:
            return 2

        def __getitem__(self, at: object) -> tuple[float]:  # type: ignore[override]
            if at:
                raise OSError(28, "No space left on device")
            return (2.0,)

    book = (tmp_path / "t.csv.codebook.md").read_bytes()
    with pytest.raises(StoreError, match="No space left"):
        write_table(Table("t", "", table.columns, Broken()), tmp_path / "t.csv", form="csv", citation="")
    assert (tmp_path / "t.csv").read_bytes() == before
    assert (tmp_path / "t.csv.codebook.md").read_bytes() == book
    assert not list(tmp_path.glob(".*"))
    with pytest.raises(StoreError, match="expected a folder that exists"):
        write_table(table, tmp_path / "nowhere" / "t.csv", form="csv", citation="")


def test_the_form_is_that_of_the_name_or_asked_for() -> None:
    assert form_of(Path("a.PARQUET"), None, ENDINGS) == "parquet"
    assert form_of(Path("a.csv"), "stata", ENDINGS) == "stata"
    with pytest.raises(BadInputError, match=r"expected \.parquet or \.csv at its end"):
        form_of(Path("a.xlsx"), None, ENDINGS)


@every_tied_layer
def test_a_layer_read_back_by_networkx_has_the_same_weights(network: Network, layer: Layer, tmp_path: Path) -> None:
    matrix = network.layer(layer.name).matrix
    for name, content in (("g.gexf", gexf(network, layer)), ("g.graphml", graphml(network, layer))):
        (tmp_path / name).write_bytes(content)
        read = networkx.read_gexf if name.endswith("gexf") else networkx.read_graphml
        found = read(tmp_path / name)
        assert found.is_directed()
        assert set(found.nodes) == {network.actors[n] for n in np.flatnonzero(network.layer(layer.name).covered)}
        got = {(a, b): each["weight"] for a, b, each in found.edges(data=True)}
        rows, columns = np.nonzero(matrix)
        expected = {(network.actors[i], network.actors[j]): matrix[i, j] for i, j in zip(rows, columns, strict=True)}
        assert got == pytest.approx(expected)
        assert all(each["label"] == network.names[network.index(node)] for node, each in found.nodes(data=True))


@every_tied_layer
def test_nothing_in_a_graph_is_empty_and_every_spell_lies_in_the_window(network: Network, layer: Layer) -> None:
    for content in (gexf(network, layer), graphml(network, layer)):
        for element in ElementTree.fromstring(content).iter():
            assert all(value.strip() and value != "nan" for value in element.attrib.values()), element.attrib
            if element.tag.endswith("data"):
                assert (element.text or "").strip() not in ("", "nan")
    root = ElementTree.fromstring(gexf(network, layer))
    ids = [each.get("id") for each in root.iter(f"{GEXF}node")]
    assert len(set(ids)) == len(ids) > 0
    for edge in root.iter(f"{GEXF}edge"):
        assert {edge.get("source"), edge.get("target")} <= set(ids)
        spells = [(each.get("start") or "", each.get("end") or "") for each in edge.iter(f"{GEXF}spell")]
        assert spells
        for start, end in spells:
            assert date.fromisoformat(start) <= date.fromisoformat(end) <= network.window.as_of


SCHEMA = {
    "gexf": {"version": "1.2"},
    "meta": {"lastmodifieddate": "day"},
    "creator": {},
    "description": {},
    "graph": {
        **{"mode": "dynamic", "defaultedgetype": "directed", "timeformat": "date"},
        **{"start": "day", "end": "day"},
    },
    "attributes": {"class": "node|edge", "mode": "static"},
    "attribute": {"id": "", "title": "", "type": "string|double|integer"},
    "nodes": {},
    "node": {"id": "", "label": ""},
    "attvalues": {},
    "attvalue": {"for": "", "value": ""},
    "edges": {},
    "edge": {"id": "", "source": "", "target": "", "weight": "number"},
    "spells": {},
    "spell": {"start": "day", "end": "day"},
}


@every_tied_layer
def test_elements_attributes_and_their_values_are_those_of_the_schema_of_gexf_1_2(
    network: Network, layer: Layer
) -> None:
    declared: dict[str, set[str]] = {}
    root = ElementTree.fromstring(gexf(network, layer))
    for element in root.iter():
        assert element.tag.startswith(GEXF)
        allowed = SCHEMA[element.tag.removeprefix(GEXF)]
        assert set(element.attrib) == set(allowed), element.tag
        for name, kind in allowed.items():
            value = element.attrib[name]
            if kind == "day":
                date.fromisoformat(value)
            elif kind == "number":
                assert float(value) > 0
            else:
                assert not kind or value in kind.split("|")
    for each in root.iter(f"{GEXF}attributes"):
        declared[each.attrib["class"]] = {one.attrib["id"] for one in each}
    for of in ("node", "edge"):
        for each in root.iter(f"{GEXF}{of}"):
            assert {one.attrib["for"] for one in each.iter(f"{GEXF}attvalue")} <= declared[of]


def test_an_event_holds_for_its_month_and_a_meeting_for_its_day(network: Network) -> None:
    by_name = {layer.name: layer for layer in LAYERS}
    for edge in edges_of(network, by_name["consultations"]):
        assert all(start.day == 1 and (end - start).days in (27, 29, 30) for start, end in edge.spells)
    assert all(start == end for edge in edges_of(network, by_name["visits"]) for start, end in edge.spells)
    assert all(end == network.window.as_of for edge in edges_of(network, by_name["forums"]) for _, end in edge.spells)


def run(*arguments: str | Path) -> None:
    keystone.main([str(each) for each in arguments], standalone_mode=False)


def test_the_commands_write_what_they_say(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], own_store: Path
) -> None:
    run("export", "dyads", "-o", tmp_path / "d.csv", "--form", "stata", "--store", store, "--format", "json")
    (told,) = json.loads(capsys.readouterr().out)
    assert told["rows"] == len((tmp_path / "d.csv").read_text(encoding="utf-8").splitlines()) - 1
    assert "Licence of gdelt" in (tmp_path / "d.csv.citation.txt").read_text(encoding="utf-8")
    run("export", "states", "-o", tmp_path / "s.parquet", "--since", "2021-06-01", "--store", store)
    assert min(int(str(row[0])) for row in parquet(tmp_path / "s.parquet")) == 202106
    run("export", "graph", "diplomacy", "--as-of", "2022-10-13", "-o", tmp_path / "v.gexf", "--store", own_store)
    assert networkx.read_gexf(tmp_path / "v.gexf").number_of_edges() > 20


def test_what_cannot_be_exported_is_said(tmp_path: Path, own_store: Path) -> None:
    with pytest.raises(BadInputError, match="no event data loaded; load it with keystone load gdelt FILE"):
        run("export", "graph", "consultations", "-o", tmp_path / "c.gexf", "--store", own_store)
    with pytest.raises(StoreError, match="nothing of 'icews' is loaded"):
        run("export", "dyads", "--dataset", "icews", "-o", tmp_path / "d.csv", "--store", own_store)
    with pytest.raises(UnknownNameError, match="no channel 'rumours'"):
        run("export", "graph", "rumours", "-o", tmp_path / "c.gexf", "--store", own_store)
    assert not list(tmp_path.iterdir())
