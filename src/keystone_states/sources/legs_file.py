"""A user's own legs of the corridor network, from CSV or GeoJSON, into the rows of the table `legs`.

CSV: a header of columns of the table `legs` (`keystone data list legs` prints them), those with a default may be left
out. GeoJSON (RFC 7946): a FeatureCollection of LineString features whose properties are those columns; where `km` is
missing it is measured along the line on the sphere, which is shorter than a railway or road, and the row's note says
so. Nothing is filled in beyond that: a leg needs an owner and a source here as everywhere.

Coverage, licence and citation are the user's own; each row names its source.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from keystone_states.errors import BadInputError, BadRowError, StoreError
from keystone_states.model.routes import Leg
from keystone_states.model.sphere import line_km, on_globe
from keystone_states.sources.rejection import Rejection
from keystone_states.store.tables import table

MEASURED = "km: great circle along the line of the file"
COLUMNS = table("legs").header
NEEDED = tuple(name for name in COLUMNS if Leg.model_fields[name].is_required())
Raw = tuple[int, Mapping[str, Any], tuple[Rejection, ...]]


@dataclass(frozen=True, slots=True)
class OwnLegs:
    """Legs of a file, and every fault of the rows that are none. A row may have several faults.

    `read = accepted + refused`; `line` of a fault counts lines of a CSV file, features of GeoJSON, both from 1. `lines`
    gives the line of each leg kept, by its id.
    """

    file: str
    legs: tuple[Leg, ...]
    rejected: tuple[Rejection, ...]
    read: int
    lines: Mapping[str, int] = field(default_factory=dict)

    @property
    def accepted(self) -> int:
        """Number of legs kept."""
        return len(self.legs)

    @property
    def refused(self) -> int:
        """Number of rows with a fault."""
        return len({fault.line for fault in self.rejected})

    def unharmed(self) -> tuple[Leg, ...]:
        """The legs, if every row is one; else raises `BadRowError` that lists all faults."""
        if self.rejected:
            faults = "\n".join(f"  {fault}" for fault in self.rejected)
            raise BadRowError(
                f"{self.refused} of {self.read} rows of {self.file} are no legs; expected the columns of the table "
                f"legs; correct these:\n{faults}"
            )
        return self.legs


def load(path: Path) -> OwnLegs:
    """The legs of a CSV or GeoJSON file (.geojson, .json).

    Raises `StoreError` when the file cannot be read, `BadInputError` when it is no such file or a CSV header has an
    unknown column or lacks a needed one. Faults of single rows, a leg named twice among them, are collected.
    """
    rows = _features(path) if path.suffix in (".geojson", ".json") else _lines(path)
    legs: list[Leg] = []
    faults: list[Rejection] = []
    first_line: dict[str, int] = {}
    read = 0
    for number, cells, found in rows:
        read += 1
        leg, wrong = _leg(path.name, number, cells)
        twin = first_line.setdefault(leg.leg, number) if leg else number
        if twin != number:
            wrong = (Rejection(path.name, number, f"the same leg as line {twin}; expected each once", "leg"),)
        faults.extend((*found, *wrong))
        if leg and not (found or wrong):
            legs.append(leg)
    return OwnLegs(path.name, tuple(legs), tuple(faults), read, {leg.leg: first_line[leg.leg] for leg in legs})


def _leg(file: str, number: int, cells: Mapping[str, Any]) -> tuple[Leg | None, tuple[Rejection, ...]]:
    """The row as a leg, or all its faults."""
    try:
        return Leg.model_validate(dict(cells)), ()
    except ValidationError as fault:
        faults = [
            Rejection(file, number, _reason(each["msg"], each["input"]), str(each["loc"][0])) for each in fault.errors()
        ]
        return None, tuple(sorted(faults, key=lambda each: (*COLUMNS, each.column).index(each.column)))


def _reason(message: str, given: Any) -> str:
    said = message.removeprefix("Value error, ")
    return "missing" if said == "Field required" else f"is {given!r}: {said}"


def _lines(path: Path) -> Iterator[Raw]:
    reader = csv.reader(io.StringIO(_text(path), newline=""), strict=True)
    try:
        header = next(reader, [])
        _check(path, header)
        for values in reader:
            wrong = len(values) != len(header)
            reason = f"{len(values)} cells instead of {len(header)}; quote cells with commas"
            found = (Rejection(path.name, reader.line_num, reason),) if wrong else ()
            yield reader.line_num, dict(zip(header, values, strict=False)), found
    except csv.Error as fault:
        raise BadInputError(
            f"{path.name}:{reader.line_num}: not CSV ({fault}); expected quotes in pairs; mend the line"
        ) from None


def _check(path: Path, header: list[str]) -> None:
    unknown = [name for name in header if name not in COLUMNS]
    missing = [name for name in NEEDED if name not in header]
    if unknown or missing or len(set(header)) != len(header):
        raise BadInputError(
            f"{path.name}:1: the header has the columns {', '.join(header) or 'none'} (unknown: "
            f"{', '.join(unknown) or 'none'}; missing: {', '.join(missing) or 'none'}); expected {', '.join(NEEDED)}, "
            f"and any of {', '.join(name for name in COLUMNS if name not in NEEDED)}, each once"
        )


def _features(path: Path) -> Iterator[Raw]:
    try:
        data = json.loads(_text(path))
    except json.JSONDecodeError as fault:
        raise BadInputError(f"{path.name}:{fault.lineno}: not JSON ({fault.msg}); expected GeoJSON") from None
    except RecursionError:
        raise BadInputError(f"{path.name}: nested too deeply to be GeoJSON; expected LineString features") from None
    features = data.get("features") if isinstance(data, dict) else None
    if not isinstance(data, dict) or data.get("type") != "FeatureCollection" or not isinstance(features, list):
        raise BadInputError(f"{path.name} is no GeoJSON FeatureCollection; expected LineString features in one")
    for number, feature in enumerate(features, start=1):
        yield _feature(path.name, number, feature)


def _feature(file: str, number: int, feature: Any) -> Raw:
    given = feature.get("properties") if isinstance(feature, dict) else None
    cells = {name: _cell(value) for name, value in given.items()} if isinstance(given, dict) else {}
    km, fault = _measured(feature.get("geometry") if isinstance(feature, dict) else None)
    if fault:
        return number, cells, (Rejection(file, number, fault, "geometry"),)
    if not cells.get("km"):
        cells |= {"km": f"{km:.1f}", "note": "; ".join(filter(None, (cells.get("note", ""), MEASURED)))}
    return number, cells, ()


def _cell(value: Any) -> str:
    """A JSON value as the text of a cell."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return "" if value is None else str(value)


def _measured(geometry: Any) -> tuple[float, str]:
    """Kilometres along a LineString, and what is wrong with it."""
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind != "LineString":
        return 0.0, f"is a {kind or 'nothing'}; expected a LineString"
    try:
        points = [(float(position[1]), float(position[0])) for position in geometry["coordinates"]]
    except (KeyError, IndexError, TypeError, ValueError):
        return 0.0, "has coordinates that are no pairs of longitude and latitude"
    if len(points) < 2 or not all(map(on_globe, points)):
        return 0.0, f"has {len(points)} points, or one off the globe; expected two or more, longitude first"
    return line_km(points), ""


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as fault:
        raise StoreError(f"cannot read {path} ({fault.strerror}); expected your legs as CSV or GeoJSON") from None
    except UnicodeDecodeError as fault:
        raise StoreError(
            f"{path.name} is not UTF-8 text ({fault.reason} at byte {fault.start}); save it as UTF-8"
        ) from None
