"""Every table and column, read from the row classes: type, unit, default, meaning.

The command `keystone data list`, the docs page on data and the store's own columns are printed from here.
"""

from __future__ import annotations

import types
import typing
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from keystone_states.errors import UnknownNameError
from keystone_states.model.dates import PartialDate
from keystone_states.model.estimates import Estimate
from keystone_states.model.relations import RELATION_ROWS
from keystone_states.model.routes import ROUTE_ROWS
from keystone_states.model.rows import ROWS, Row

_TRAILING = ("disputed", "confidence", "source_url", "read_on", "note")
_UNITS = {
    "theta": "sd of positions",
    "se": "sd of positions",
    "votes": "roll calls",
    "year": "calendar year",
    "population": "persons",
    "gdp": "US dollars",
    "lat": "degrees",
    "lon": "degrees",
    "gauge": "mm",
    "gauge_from": "mm",
    "gauge_to": "mm",
    "km": "km",
    "hours": "hours",
    "days": "days",
    "usd": "US dollars per FEU",
    "teu": "TEU a year",
    "mt": "million tonnes a year",
    "bcm": "billion m³ a year",
    "amount": "billions of the currency",
    "share_percent": "percent",
}
_TYPES: dict[type, str] = {
    PartialDate: "date with precision",
    Estimate: "estimate (best, or low/best/high)",
    date: "day",
    str: "text",
    tuple: "texts",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table."""

    name: str
    type: str
    unit: str
    default: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its row class, meaning and columns in file order."""

    name: str
    row: type[Row]
    meaning: str
    columns: tuple[Column, ...]

    @property
    def header(self) -> tuple[str, ...]:
        """Column names in file order."""
        return tuple(column.name for column in self.columns)


def _core_type(annotation: Any) -> Any:
    """The type inside `X | None` and `Annotated[X, …]`."""
    if typing.get_origin(annotation) is typing.Annotated:
        return _core_type(typing.get_args(annotation)[0])
    if isinstance(annotation, types.UnionType):
        return _core_type(next(part for part in typing.get_args(annotation) if part is not type(None)))
    return typing.get_origin(annotation) or annotation


def _type_name(annotation: Any) -> str:
    core = _core_type(annotation)
    if isinstance(core, type) and issubclass(core, StrEnum):
        return "one of " + ", ".join(core)
    if core is bool:
        return "yes or no"
    return _TYPES.get(core, getattr(core, "__name__", str(core)))


def _default(field: FieldInfo) -> str:
    if field.default is PydanticUndefined:
        return "required"
    return "empty"


def _column(name: str, field: FieldInfo) -> Column:
    return Column(name, _type_name(field.annotation), _UNITS.get(name, ""), _default(field), field.description or "")


def _table(row: type[Row]) -> Table:
    fields = row.model_fields
    order = [name for name in fields if name not in _TRAILING] + [name for name in _TRAILING if name in fields]
    meaning = (row.__doc__ or "").strip().splitlines()[0]
    return Table(row.table, row, meaning, tuple(_column(name, fields[name]) for name in order))


TABLES: tuple[Table, ...] = tuple(_table(row) for row in (*ROWS, *ROUTE_ROWS, *RELATION_ROWS))


def table(name: str) -> Table:
    """The table of that name; raises `UnknownNameError` listing those that exist."""
    for candidate in TABLES:
        if candidate.name == name:
            return candidate
    raise UnknownNameError(f"no table {name!r}; there are {', '.join(each.name for each in TABLES)}")
