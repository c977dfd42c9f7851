from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from keystone_states.errors import BadInputError, BadRowError, StoreError
from keystone_states.model.routes import Mode
from keystone_states.sources.legs_file import MEASURED, load

ROW = {
    "leg": "edoras-minas-tirith",
    "from_place": "edoras",
    "to_place": "minas-tirith",
    "mode": "rail",
    "owner": "GON",
    "gauge": "1520",
    "km": "480/500/520",
    "disputed": "no",
    "confidence": "high",
    "source_url": "https://example.org/atlas",
    "read_on": "2026-01-31",
}
Feature = dict[str, Any]


def table(folder: Path, *changes: dict[str, str], leave_out: tuple[str, ...] = ()) -> Path:
    """A CSV file of one leg per set of changes."""
    header = [name for name in ROW if name not in leave_out]
    lines = [",".join(header), *(",".join((ROW | change)[name] for name in header) for change in changes)]
    path = folder / "legs.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def collection(folder: Path, *features: Any) -> Path:
    """A GeoJSON file of these features."""
    path = folder / "legs.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def feature(geometry: Any = None, **changes: Any) -> Feature:
    """A feature along one degree of a meridian, without km unless given."""
    line = {"type": "LineString", "coordinates": [[10, 50], [10, 51, 200]]}
    given = {name: value for name, value in ROW.items() if name != "km"} | changes
    return {"type": "Feature", "geometry": geometry or line, "properties": given}


def test_a_row_becomes_a_leg(tmp_path: Path) -> None:
    found = load(table(tmp_path, {}))
    (leg,) = found.unharmed()
    assert (leg.leg, leg.mode, leg.gauge, leg.km.best) == ("edoras-minas-tirith", Mode.RAIL, 1520, 500)
    assert (leg.hours, leg.straits, leg.note) == (None, (), "")
    assert (found.read, found.accepted, found.refused) == (1, 1, 0)


def test_columns_with_a_default_may_be_left_out(tmp_path: Path) -> None:
    (leg,) = load(table(tmp_path, {}, leave_out=("gauge",))).legs
    assert leg.gauge is None


def test_every_fault_of_every_row_is_listed(tmp_path: Path) -> None:
    bad = {"leg": "a-b", "mode": "camel", "km": "far", "source_url": "my notes"}
    found = load(table(tmp_path, {}, bad, {"leg": "c-d", "owner": ""}, {"leg": "e-f"}))
    assert [(each.line, each.column) for each in found.rejected] == [
        (3, "mode"),
        (3, "km"),
        (3, "source_url"),
        (4, "owner"),
    ]
    assert [leg.leg for leg in found.legs] == ["edoras-minas-tirith", "e-f"]
    assert (found.read, found.accepted, found.refused) == (4, 2, 2)
    with pytest.raises(BadRowError, match=r"2 of 4 rows of legs.csv are no legs") as raised:
        found.unharmed()
    assert [line.strip().split(":")[:2] for line in str(raised.value).splitlines()[1:]] == [
        ["legs.csv", "3"],
        ["legs.csv", "3"],
        ["legs.csv", "3"],
        ["legs.csv", "4"],
    ]
    assert "'camel'" in str(raised.value)


def test_a_leg_named_twice_is_a_fault(tmp_path: Path) -> None:
    (fault,) = load(table(tmp_path, {}, {"km": "1"})).rejected
    assert (fault.line, fault.column, fault.reason) == (3, "leg", "the same leg as line 2; expected each once")


def test_a_row_with_too_many_cells_is_a_fault(tmp_path: Path) -> None:
    path = table(tmp_path, {})
    path.write_text(path.read_text(encoding="utf-8").replace("2026-01-31", "2026-01-31,surplus"), encoding="utf-8")
    found = load(path)
    assert [each.reason for each in found.rejected] == ["12 cells instead of 11; quote cells with commas"]
    assert found.accepted == 0


@pytest.mark.parametrize(
    ("header", "said"),
    [("leg,colour", "unknown: colour"), ("leg", "missing: from_place, to_place, mode"), ("leg,leg", "each once")],
)
def test_a_header_that_is_not_of_legs_is_refused(tmp_path: Path, header: str, said: str) -> None:
    (tmp_path / "legs.csv").write_text(header + "\n", encoding="utf-8")
    with pytest.raises(BadInputError, match=said):
        load(tmp_path / "legs.csv")


def test_a_feature_without_km_is_measured_and_says_so(tmp_path: Path) -> None:
    measured, stated = load(
        collection(tmp_path, feature(note="single track"), feature(leg="a-b", km=120.5, straits=["suez", "hormuz"]))
    ).unharmed()
    assert (measured.km.best, measured.note) == (111.2, f"single track; {MEASURED}")
    assert (stated.km.best, stated.note, stated.straits) == (120.5, "", ("suez", "hormuz"))


def test_json_values_are_read_as_cells(tmp_path: Path) -> None:
    (leg,) = load(collection(tmp_path, feature(disputed=True, gauge=1435, hours=None))).unharmed()
    assert (leg.disputed, leg.gauge, leg.hours) == (True, 1435, None)


BROKEN = [
    ({"type": "Point", "coordinates": [1, 2]}, "is a Point"),
    ({"type": "MultiLineString", "coordinates": []}, "is a MultiLineString"),
    ({"type": "LineString", "coordinates": [[1, 2]]}, "has 1 points"),
    ({"type": "LineString", "coordinates": [[50, 100], [51, 100]]}, "off the globe"),
    ({"type": "LineString", "coordinates": [[1], "x"]}, "no pairs"),
    ({"type": "LineString"}, "no pairs"),
]


@pytest.mark.parametrize(("geometry", "said"), BROKEN, ids=[said for _, said in BROKEN])
def test_a_broken_line_is_a_fault_even_where_km_is_given(tmp_path: Path, geometry: Feature, said: str) -> None:
    found = load(collection(tmp_path, feature(), feature(geometry, leg="a-b", km="5")))
    (fault,) = found.rejected
    assert (fault.line, fault.column, said in fault.reason) == (2, "geometry", True)
    assert (found.read, found.accepted, found.refused) == (2, 1, 1)


def test_a_feature_that_is_none_is_a_fault(tmp_path: Path) -> None:
    found = load(collection(tmp_path, "a line", {"type": "Feature", "geometry": None, "properties": None}))
    assert (found.read, found.accepted, found.refused) == (2, 0, 2)
    assert {each.column for each in found.rejected} >= {"geometry", "leg", "owner", "source_url"}


def test_an_unknown_property_is_a_fault(tmp_path: Path) -> None:
    (fault,) = load(collection(tmp_path, feature(colour="red"))).rejected
    assert (fault.line, fault.column) == (1, "colour")


@pytest.mark.parametrize("content", ["[1, 2]", '{"type": "Feature"}', '{"type": "FeatureCollection"}', "{"])
def test_json_that_is_no_collection_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "legs.json").write_text(content, encoding="utf-8")
    with pytest.raises(BadInputError, match="GeoJSON"):
        load(tmp_path / "legs.json")


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="expected your legs"):
        load(tmp_path / "none.csv")
    (tmp_path / "legs.csv").write_bytes(b"leg\xff")
    with pytest.raises(StoreError, match="save it as UTF-8"):
        load(tmp_path / "legs.csv")
    (tmp_path / "legs.csv").write_text(",".join(ROW) + '\n"open', encoding="utf-8")
    with pytest.raises(BadInputError, match="quotes in pairs"):
        load(tmp_path / "legs.csv")
