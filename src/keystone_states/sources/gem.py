"""Global Energy Monitor's trackers of gas and oil pipelines: one row per pipeline or segment, as the tracker has it.

Files: the tables behind the trackers' maps. Gas: the first sheet of an Excel file (id, url, name, unit-name, status,
areas, capacity, start-year, geometry, tracker-acro, …), which holds terminals for liquefied gas too; those are
rejected. Oil: a CSV file (project, unit, type, countries, status, start_year, capacity, route, url, …), which holds
lines for natural-gas liquids too; those are rejected.

Units: gas capacity is stated in billion m³ a year and kept. Oil capacity is stated in barrels a day; one barrel a day
is 365 / 7.33 tonnes a year, 7.33 barrels of crude being taken as a tonne. There is no column of lengths; `km` is
measured along the mapped route, which may be no more than its two ends, and is shorter than the pipe.

Coverage: the world; releases of October 2024 (gas) and 2024 (oil). States stand in the tracker's order, mostly that of
the flow, not always; some rows are wrong (Croatia on the line from Algeria to Italy). In the oil file of 2024 the last
236 rows, from Ronier–Djermaya on, name no state. Licence: CC BY 4.0. Citation: Global Energy Monitor, "Global Gas
Infrastructure Tracker" and "Global Oil Infrastructure Tracker", globalenergymonitor.org.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from keystone_states.errors import BadInputError, StoreError
from keystone_states.model.routes import Cargo
from keystone_states.model.sphere import Point, line_km, on_globe
from keystone_states.sources.rejection import Rejection
from keystone_states.store.datasets import LoadedFile
from keystone_states.store.texts import read_texts, write_texts

DATASET = "gem"
SOURCE_URL = "https://globalenergymonitor.org"
LICENCE = "CC BY 4.0, Global Energy Monitor"
BARRELS_PER_TONNE = 7.33
MT_PER_BARREL_A_DAY = 365 / BARRELS_PER_TONNE / 1e6
# fmt: off
GAS_COLUMNS = (
    "id", "url", "name", "unit-name", "status", "areas", "owner", "parent", "capacity", "start-year", "region",
    "subnat", "Latitude", "Longitude", "geometry", "tracker-acro", "tracker-custom", "subnat2", "region2",
    "scaling-capacity", "capacity-table", "capacity-details", "status-legend", "areas-subnat-sat-display",
    "tracker-display",
)
OIL_COLUMNS = (
    "project", "unit", "type", "parent", "countries", "status", "start_year", "capacity", "geom", "route", "url",
)
# fmt: on
GAS_PIPELINE, OIL_PIPELINE, GAS_UNIT = "GGIT", "oil_pipelines", "bcm/y of gas"
Cells = Mapping[str, str]
_DEGREES = r"-?\d+(?:\.\d+)?"


class TrackerStatus(StrEnum):
    """What the tracker says of a line."""

    OPERATING = "operating"
    PROPOSED = "proposed"
    CONSTRUCTION = "construction"
    SHELVED = "shelved"
    CANCELLED = "cancelled"
    IDLE = "idle"
    MOTHBALLED = "mothballed"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class TrackedPipeline:
    """One row of a tracker. `capacity` is in `unit` a year: bcm for gas, mt (million tonnes) for oil."""

    line: int
    project: str
    name: str
    segment: str
    cargo: Cargo
    countries: tuple[str, ...]
    status: TrackerStatus
    capacity: float | None
    stated: str
    start: int | None
    km: float
    url: str

    @property
    def unit(self) -> str:
        """Unit of the capacity."""
        return "bcm" if self.cargo is Cargo.GAS else "mt"


@dataclass(frozen=True, slots=True)
class Tracker:
    """A tracker's rows, and those that could not be used. `read = accepted + rejected`."""

    rows: tuple[TrackedPipeline, ...]
    rejected: tuple[Rejection, ...]
    read: int

    @property
    def accepted(self) -> int:
        """Number of rows kept."""
        return len(self.rows)


def load(path: Path) -> Tracker:
    """The pipelines of a gas tracker (.xlsx) or an oil tracker (.csv).

    Raises `StoreError` when the file cannot be read, `BadInputError` when its columns are not those of a tracker. A
    row without an identity, state, page or usable route, with an unknown status, a capacity that is no number or in
    another unit, or a start that is no year, and a row that is no pipeline of this cargo, is rejected with its reason.
    """
    if not path.is_file():
        raise StoreError(f"cannot read {path}; expected a tracker of Global Energy Monitor; check the path")
    lines, reading = (_gas_lines(path), _gas) if path.suffix == ".xlsx" else (_oil_lines(path), _oil)
    rows: list[TrackedPipeline] = []
    rejected: list[Rejection] = []
    for number, cells in lines:
        try:
            rows.append(reading(number, cells))
        except _Unusable as fault:
            rejected.append(Rejection(path.name, number, str(fault), fault.column))
    return Tracker(tuple(rows), tuple(rejected), len(rows) + len(rejected))


def write(path: Path, rows: Sequence[TrackedPipeline]) -> None:
    """Write rows to a file of the dataset, every cell as text."""
    write_texts(path, _FIELDS, [[_cell(getattr(row, name)) for name in _FIELDS] for row in rows])


def read(files: Iterable[LoadedFile]) -> tuple[TrackedPipeline, ...]:
    """The rows of files loaded before."""
    return tuple(_kept(cells) for each in files for cells in read_texts(each.path))


_FIELDS = tuple(field.name for field in fields(TrackedPipeline))


def _cell(value: Any) -> str:
    return "; ".join(value) if isinstance(value, tuple) else _text(value)


def _kept(cells: Cells) -> TrackedPipeline:
    return TrackedPipeline(
        line=int(cells["line"]),
        project=cells["project"],
        name=cells["name"],
        segment=cells["segment"],
        cargo=Cargo(cells["cargo"]),
        countries=tuple(cells["countries"].split("; ")),
        status=TrackerStatus(cells["status"]),
        capacity=float(cells["capacity"]) if cells["capacity"] else None,
        stated=cells["stated"],
        start=int(cells["start"]) if cells["start"] else None,
        km=float(cells["km"]),
        url=cells["url"],
    )


class _Unusable(Exception):
    """A row that is not kept, and the column that is to blame."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column = column


def _gas_lines(path: Path) -> Iterator[tuple[int, Cells]]:
    import openpyxl

    try:
        book = openpyxl.load_workbook(path, read_only=True)
    except (BadZipFile, KeyError, OSError, ValueError) as fault:
        raise StoreError(f"cannot read {path} as an Excel file ({fault}); expected the gas tracker as .xlsx") from None
    try:
        lines = enumerate(book.worksheets[0].iter_rows(values_only=True), start=1)
        _check(path, next(lines, (1, ()))[1], GAS_COLUMNS)
        for number, values in lines:
            padded = (*map(_text, values), *[""] * len(GAS_COLUMNS))  # Excel leaves out empty cells at a row's end
            yield number, dict(zip(GAS_COLUMNS, padded, strict=False))
    finally:
        book.close()


def _oil_lines(path: Path) -> Iterator[tuple[int, Cells]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            _check(path, next(reader, []), OIL_COLUMNS)
            for values in reader:
                yield reader.line_num, dict(zip(OIL_COLUMNS, values, strict=False))
    except (csv.Error, UnicodeDecodeError) as fault:
        raise StoreError(f"cannot read {path} as CSV in UTF-8 ({fault}); expected the oil tracker as .csv") from None


def _text(value: Any) -> str:
    return "" if value is None else str(value).strip()


def _check(path: Path, header: Sequence[Any], columns: Sequence[str]) -> None:
    found = [_text(each) for each in header]
    if found != list(columns):
        missing = ", ".join(each for each in columns if each not in found) or "none"
        unknown = ", ".join(each for each in found if each not in columns) or "none"
        raise BadInputError(
            f"{path.name} has the columns {', '.join(found) or 'none'} (missing: {missing}; unknown: {unknown}); "
            f"expected {', '.join(columns)}: is it a tracker's map file, and of a release this reader knows?"
        )


def _gas(number: int, cells: Cells) -> TrackedPipeline:
    if cells["tracker-acro"] != GAS_PIPELINE:
        raise _Unusable("tracker-acro", "a terminal for liquefied gas, no pipeline")
    stated = cells["capacity-table"]
    if stated and not stated.endswith(GAS_UNIT):
        raise _Unusable("capacity-table", f"capacity in another unit than {GAS_UNIT}")
    points = [
        [(float(lat), float(lon)) for lon, lat in re.findall(rf"({_DEGREES}) ({_DEGREES})", part)]
        for part in re.findall(r"\(([^()]+)\)", cells["geometry"])
    ]
    return TrackedPipeline(
        line=number,
        project=_given(cells, "id"),
        name=_given(cells, "name"),
        segment=cells["unit-name"],
        cargo=Cargo.GAS,
        countries=_countries(cells, "areas"),
        status=_status(cells),
        capacity=_number(cells, "capacity"),
        stated=stated,
        start=_year(cells, "start-year"),
        km=_km(points, "geometry"),
        url=_given(cells, "url"),
    )


def _oil(number: int, cells: Cells) -> TrackedPipeline:
    if len(cells) != len(OIL_COLUMNS):
        raise _Unusable("", f"{len(cells)} cells instead of {len(OIL_COLUMNS)}")
    if cells["type"] != OIL_PIPELINE:
        raise _Unusable("type", "a line for natural-gas liquids, not for oil")
    points = [
        [(float(lat), float(lon)) for lat, lon in re.findall(rf"({_DEGREES}),({_DEGREES})", part)]
        for part in cells["route"].split(";")
    ]
    barrels = _number(cells, "capacity")
    return TrackedPipeline(
        line=number,
        project=_given(cells, "url").rsplit("/", 1)[-1],
        name=_given(cells, "project"),
        segment=cells["unit"],
        cargo=Cargo.OIL,
        countries=_countries(cells, "countries"),
        status=_status(cells),
        capacity=None if barrels is None else barrels * MT_PER_BARREL_A_DAY,
        stated=f"{cells['capacity']} barrels a day" if cells["capacity"] else "",
        start=_year(cells, "start_year"),
        km=_km(points, "route"),
        url=cells["url"],
    )


def _given(cells: Cells, column: str) -> str:
    if not cells[column]:
        raise _Unusable(column, "empty")
    return cells[column]


def _countries(cells: Cells, column: str) -> tuple[str, ...]:
    named = tuple(part.strip() for part in cells[column].split(",") if part.strip())
    if not named:
        raise _Unusable(column, "no state named")
    return named


def _status(cells: Cells) -> TrackerStatus:
    try:
        return TrackerStatus(cells["status"])
    except ValueError:
        raise _Unusable("status", f"unknown status {cells['status']!r}") from None


def _number(cells: Cells, column: str) -> float | None:
    if not cells[column]:
        return None
    if not re.fullmatch(r"\d+(\.\d+)?", cells[column]):
        raise _Unusable(column, f"no number: {cells[column]!r}")
    return float(cells[column])


def _year(cells: Cells, column: str) -> int | None:
    if not cells[column]:
        return None
    if not re.fullmatch(r"(1[89]|20)\d\d", cells[column]):
        raise _Unusable(column, f"no year: {cells[column]!r}")
    return int(cells[column])


def _km(parts: Iterable[Sequence[Point]], column: str) -> float:
    lines = [part for part in parts if len(part) > 1]
    if not lines:
        raise _Unusable(column, "no route of two points or more")
    if not all(on_globe(point) for part in lines for point in part):
        raise _Unusable(column, "route leaves the globe")
    return sum(map(line_km, lines))
