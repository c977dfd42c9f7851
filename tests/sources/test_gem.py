from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from keystone_states.errors import BadInputError, StoreError
from keystone_states.model.routes import Cargo
from keystone_states.sources.gem import GAS_COLUMNS, OIL_COLUMNS, Tracker, TrackerStatus, load
from keystone_states.sources.rejection import tally

GAS_ROW = {
    "id": "P0001",
    "url": "https://www.gem.wiki/Anduin_Gas_Pipeline",
    "name": "Anduin Gas Pipeline",
    "unit-name": "Line A",
    "status": "operating",
    "areas": "Rohan, Gondor",
    "capacity": "15.75",
    "start-year": "2009",
    "geometry": "LINESTRING (0 0, 0 1)",
    "tracker-acro": "GGIT",
    "capacity-table": "15.75 bcm/y of gas",
}
OIL_ROW = {
    "project": "Harad Oil Pipeline",
    "type": "oil_pipelines",
    "countries": "Harad, Gondor",
    "status": "idle",
    "start_year": "1999",
    "capacity": "200000",
    "geom": "line",
    "route": "0,0:0,1",
    "url": "https://www.gem.wiki/Harad_Oil_Pipeline",
}


def gas(folder: Path, *changes: dict[str, str], header: Sequence[str] = GAS_COLUMNS) -> Path:
    """A gas tracker of one row per set of changes."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(list(header))
    for change in changes:
        row = GAS_ROW | change
        sheet.append([row.get(name) or None for name in header])
    book.save(folder / "gas.xlsx")
    return folder / "gas.xlsx"


def oil(folder: Path, *changes: dict[str, str], header: Sequence[str] = OIL_COLUMNS) -> Path:
    """An oil tracker of one row per set of changes."""
    with (folder / "oil.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows([(OIL_ROW | change).get(name, "") for name in header] for change in changes)
    return folder / "oil.csv"


def test_a_gas_row_says_what_the_tracker_says(tmp_path: Path) -> None:
    (row,) = load(gas(tmp_path, {})).rows
    assert (row.project, row.name, row.segment, row.line) == ("P0001", "Anduin Gas Pipeline", "Line A", 2)
    assert (row.cargo, row.countries, row.status) == (Cargo.GAS, ("Rohan", "Gondor"), TrackerStatus.OPERATING)
    assert (row.capacity, row.unit, row.stated, row.start) == (15.75, "bcm", "15.75 bcm/y of gas", 2009)
    assert row.km == pytest.approx(111.2, abs=0.1)


def test_barrels_a_day_become_million_tonnes_a_year(tmp_path: Path) -> None:
    (row,) = load(oil(tmp_path, {})).rows
    assert (row.project, row.cargo, row.unit) == ("Harad_Oil_Pipeline", Cargo.OIL, "mt")
    assert row.capacity == pytest.approx(200_000 * 365 / 7.33 / 1e6)
    assert (row.stated, row.start, row.status) == ("200000 barrels a day", 1999, TrackerStatus.IDLE)


def test_what_a_row_does_not_state_stays_missing(tmp_path: Path) -> None:
    (found,) = load(gas(tmp_path, {"capacity": "", "capacity-table": "", "start-year": "", "unit-name": ""})).rows
    assert (found.capacity, found.stated, found.start, found.segment) == (None, "", None, "")
    (found,) = load(oil(tmp_path, {"capacity": "", "start_year": ""})).rows
    assert (found.capacity, found.stated, found.start) == (None, "", None)


def test_a_route_of_several_parts_is_measured_part_by_part(tmp_path: Path) -> None:
    (row,) = load(gas(tmp_path, {"geometry": "MULTILINESTRING ((0 0, 0 1), (90 0, 90 2))"})).rows
    assert row.km == pytest.approx(333.6, abs=0.1)
    (row,) = load(oil(tmp_path, {"route": "0,0:1,0;0,90:2,90"})).rows
    assert row.km == pytest.approx(333.6, abs=0.1)


GAS_FAULTS = [
    ({"tracker-acro": "GGIT-lng"}, "tracker-acro", "terminal"),
    ({"areas": ""}, "areas", "no state named"),
    ({"areas": " , "}, "areas", "no state named"),
    ({"status": "dreamt"}, "status", "unknown status 'dreamt'"),
    ({"capacity": "lots"}, "capacity", "no number: 'lots'"),
    ({"capacity": "-3"}, "capacity", "no number: '-3'"),
    ({"capacity-table": "2.0 mtpa of LNG"}, "capacity-table", "another unit"),
    ({"start-year": "soon"}, "start-year", "no year: 'soon'"),
    ({"id": ""}, "id", "empty"),
    ({"url": ""}, "url", "empty"),
    ({"geometry": ""}, "geometry", "no route"),
    ({"geometry": "POINT (0 0)"}, "geometry", "no route"),
    ({"geometry": "LINESTRING (0 0, 0 91)"}, "geometry", "leaves the globe"),
]


@pytest.mark.parametrize(("change", "column", "reason"), GAS_FAULTS, ids=[f"{c}-{r}" for _, c, r in GAS_FAULTS])
def test_a_gas_row_that_cannot_be_used_is_rejected(
    tmp_path: Path, change: dict[str, str], column: str, reason: str
) -> None:
    found = load(gas(tmp_path, {}, change, {}))
    (fault,) = found.rejected
    assert (fault.file, fault.line, fault.column) == ("gas.xlsx", 3, column)
    assert reason in fault.reason
    assert [row.line for row in found.rows] == [2, 4]
    assert found.read == found.accepted + len(found.rejected) == 3


OIL_FAULTS = [
    ({"type": "ngl_pipelines"}, "type", "natural-gas liquids"),
    ({"countries": ""}, "countries", "no state named"),
    ({"capacity": "4e5"}, "capacity", "no number"),
    ({"start_year": "3019"}, "start_year", "no year"),
    ({"route": "0,0"}, "route", "no route"),
]


@pytest.mark.parametrize(("change", "column", "reason"), OIL_FAULTS, ids=[c for _, c, _ in OIL_FAULTS])
def test_an_oil_row_that_cannot_be_used_is_rejected(
    tmp_path: Path, change: dict[str, str], column: str, reason: str
) -> None:
    found = load(oil(tmp_path, change, {}))
    (fault,) = found.rejected
    assert (fault.line, fault.column, reason in fault.reason) == (2, column, True)
    assert str(fault).startswith(f"oil.csv:2: column '{column}': ")
    assert (found.read, found.accepted) == (2, 1)


def test_a_row_of_too_few_cells_is_rejected(tmp_path: Path) -> None:
    path = oil(tmp_path, {})
    path.write_text(path.read_text(encoding="utf-8") + "Harad,only,three\n", encoding="utf-8")
    found = load(path)
    assert [(each.line, each.reason) for each in found.rejected] == [(3, "3 cells instead of 11")]


def test_an_unknown_header_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match=r"missing: status; unknown: state of things"):
        load(oil(tmp_path, {}, header=["state of things" if name == "status" else name for name in OIL_COLUMNS]))
    with pytest.raises(BadInputError, match="missing: id; unknown: none"):
        load(gas(tmp_path, {}, header=GAS_COLUMNS[1:]))


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="check the path"):
        load(tmp_path / "none.csv")
    (tmp_path / "gas.xlsx").write_bytes(b"no zip")
    with pytest.raises(StoreError, match="as an Excel file"):
        load(tmp_path / "gas.xlsx")
    (tmp_path / "oil.csv").write_bytes(b"\xff\xfe,")
    with pytest.raises(StoreError, match="as CSV in UTF-8"):
        load(tmp_path / "oil.csv")


@pytest.mark.samples
def test_the_real_gas_tracker(samples: Path) -> None:
    found = load(samples / "pipelines" / "gem_gas_2024-10.xlsx")
    assert (found.read, found.accepted) == (4358, 3065)
    assert tally(found.rejected) == {"a terminal for liquefied gas, no pipeline": 1291, "no state named": 2}
    (line_d,) = [row for row in found.rows if row.project == "P2030"]
    assert line_d.countries == ("Turkmenistan", "Uzbekistan", "Tajikistan", "Kyrgyzstan", "China")
    assert (line_d.capacity, line_d.status) == (30, TrackerStatus.CONSTRUCTION)
    assert 900 < line_d.km < 1300  # 966 km as built on paper, the mapped route is another


@pytest.mark.samples
def test_the_real_oil_tracker(samples: Path) -> None:
    found = load(samples / "pipelines" / "gem_oil_2024.csv")
    assert (found.read, found.accepted) == (1018, 743)
    assert tally(found.rejected) == {"no state named": 236, "a line for natural-gas liquids, not for oil": 39}
    (btc,) = [row for row in found.rows if row.project == "Baku_Tbilisi_Ceyhan_Pipeline"]
    assert btc.countries == ("Azerbaijan", "Georgia", "Türkiye")
    assert btc.capacity == pytest.approx(59.8, abs=0.1)
    assert _lines(found) == set(range(2, 1020))


def _lines(found: Tracker) -> set[int]:
    """Lines that were accounted for, accepted or rejected."""
    return {row.line for row in found.rows} | {each.line for each in found.rejected}
