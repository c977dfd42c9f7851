"""Any CSV of events, by a small YAML map from its columns to the schema.

    dataset: my_events                   # lower case, digits and _
    licence: CC BY 4.0
    source_url: https://example.org/my_events
    may_export: true                     # false: rows never leave the store
    delimiter: ","                       # default: comma; tab as "\\t"
    columns:
      event_key: id                      # a column as it is
      date: {column: day, format: "%d/%m/%Y"}
      source: {column: from, codes: iso3}   # iso3, iso2, cow, cameo, fips, or names
      target: {column: to, codes: names}
      code: kind                         # a CAMEO code gives type, mode, quad and score: {column: kind, codes: cameo}
      type: {column: kind, values: {talks: CONSULT, war: ASSAULT}}

`event_key`, `date` and `code` are needed, and so is one of `source`, `target` and `place_country`. Other columns of the
schema may be named as they are.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from keystone_states import ontology
from keystone_states.errors import BadInputError, StoreError
from keystone_states.model.events import EVENT_COLUMNS
from keystone_states.model.rows import Url
from keystone_states.sources.contract import NAMED, Fault, Query, Source, cell, first_row, header, unreadable
from keystone_states.sources.lines import Shape

_ACTORS = {"source": "_source", "target": "_target", "place_country": "_place"}
_GIVEN = {"source": "source_country", "target": "target_country", "place_country": "place_code"}
_OURS = ("dataset", "date_given", "lag_days", "source_is_state", "target_is_state", "root_code", "repairs")
_KNOWN = {column.name: column.type for column in EVENT_COLUMNS if column.name not in _OURS}


class Cell(BaseModel):
    """Where a column of the schema comes from."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    column: str
    format: str | None = None
    codes: Literal["iso3", "iso2", "cow", "cameo", "fips", "names"] | None = None
    values: dict[str, str] = Field(default_factory=dict)


class Map(BaseModel):
    """A map from the columns of a CSV file to the schema of events."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    dataset: Annotated[str, Field(pattern="^[a-z][a-z0-9_]*$")]
    licence: str
    source_url: Url
    citation: str = ""
    release: str = "as given"
    may_export: bool = True
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] = ","
    columns: dict[str, Cell]

    @model_validator(mode="before")
    @classmethod
    def _spelt_out(cls, given: Any) -> Any:
        """A column named alone is a column as it is."""
        if isinstance(given, dict) and isinstance(given.get("columns"), dict):
            cells = {
                key: {"column": value} if isinstance(value, str) else value for key, value in given["columns"].items()
            }
            return {**given, "columns": cells}
        return given

    @model_validator(mode="after")
    def _whole(self) -> Map:
        unknown = sorted(set(self.columns) - set(_KNOWN))
        if unknown:
            raise ValueError(f"columns: {', '.join(unknown)} are none of the schema's: {', '.join(_KNOWN)}")
        missing = [name for name in ("event_key", "date", "code") if name not in self.columns]
        if missing or not set(_ACTORS) & set(self.columns):
            raise ValueError(f"columns: needed are {', '.join(missing or ['one of source, target, place_country'])}")
        wrong = (
            set(self.columns["type"].values.values()) - set(ontology.plover().types)
            if "type" in self.columns
            else set()
        )
        if wrong:
            raise ValueError(f"columns.type: {', '.join(sorted(wrong))} are no PLOVER types")
        return self


def read_map(path: Path) -> Map:
    """The map of a YAML file; raises `BadInputError` that says where it is wrong."""
    try:
        return Map.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except OSError as fault:
        raise StoreError(f"cannot read {path} ({fault.strerror}); expected a YAML map; see --help") from None
    except (yaml.YAMLError, UnicodeDecodeError) as fault:
        raise BadInputError(
            f"{path}: not YAML ({' '.join(str(fault).split())}); see `keystone load events --help`"
        ) from None
    except ValidationError as fault:
        first = fault.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "the map"
        reason = first["msg"].removeprefix("Value error, ")
        raise BadInputError(f"{path}: {place}: {reason}; see `keystone load events --help`") from None


def source_of(given: Map) -> Source:
    """The source that reads files by a map."""
    wanted = list(dict.fromkeys(each.column for each in given.columns.values()))

    def recognise(name: str, lines: list[bytes]) -> Shape:
        columns = header(name, first_row(lines, given.delimiter), wanted=wanted, of=given.dataset)
        return Shape(columns, header=True, delimiter=given.delimiter, quoted=True)

    return Source(
        name=given.dataset,
        meaning=f"events of {given.dataset}, CSV with the columns {', '.join(wanted)}",
        licence=given.licence,
        release=given.release,
        source_url=given.source_url,
        citation=given.citation,
        patterns=("*.csv*", "*.tsv*", "*.zip"),
        recognise=recognise,
        query=lambda columns: _query(given),
        may_export=given.may_export,
    )


def _query(given: Map) -> Query:
    days = {name: _day(given.columns[name]) for name in ("date", "published") if name in given.columns}
    typed = {
        **{f"_{name}": sql for name, sql in days.items()},
        **{
            typed: cell(given.columns[name].column) if name in given.columns else "NULL"
            for name, typed in _ACTORS.items()
        },
        "_code": cell(given.columns["code"].column),
        **{f"_{name}": f"TRY_CAST({cell(each.column)} AS {_KNOWN[name]})" for name, each in _numbers(given).items()},
    }
    named = tuple(_ACTORS[name] for name in _ACTORS if name in given.columns and given.columns[name].codes == "names")
    return Query(typed, _faults(given), _events(given), _joins(given), names=named)


def _numbers(given: Map) -> dict[str, Cell]:
    """Cells that are read as another type than text or day."""
    return {name: each for name, each in given.columns.items() if _KNOWN[name] not in ("VARCHAR", "DATE")}


def _day(given: Cell) -> str:
    if given.format is None:
        return f"TRY_CAST({cell(given.column)} AS DATE)"
    return f"CAST(try_strptime({cell(given.column)}, {_literal(given.format)}) AS DATE)"


def _faults(given: Map) -> tuple[Fault, ...]:
    columns = given.columns
    form = columns["date"].format or "YYYY-MM-DD"
    faults = [
        Fault(columns["event_key"].column, f"{cell(columns['event_key'].column)} IS NULL", "empty"),
        Fault(columns["date"].column, "_date IS NULL", f"not a day as {form}"),
        Fault(columns["code"].column, "_code IS NULL", "no event code"),
        *(unreadable(each.column, f"_{name}", f"a {_KNOWN[name]}") for name, each in _numbers(given).items()),
    ]
    if "published" in columns:
        faults.append(unreadable(columns["published"].column, "_published", "a day"))
    if "type" in columns and not columns["type"].values:
        types = ", ".join(_literal(name) for name in ontology.plover().types)
        kind = cell(columns["type"].column)
        faults.append(
            Fault(columns["type"].column, f"{kind} IS NOT NULL AND {kind} NOT IN ({types})", "not a PLOVER type")
        )
    if columns["code"].codes == "cameo":
        faults.append(Fault(columns["code"].column, "_code NOT IN (SELECT code FROM cameo)", "not a CAMEO code"))
    return tuple(faults)


def _joins(given: Map) -> str:
    joins = [NAMED, "LEFT JOIN cameo ON cameo.code = _code"]
    for name, typed in _ACTORS.items():
        scheme = given.columns[name].codes if name in given.columns else None
        joins.append(
            f"LEFT JOIN codes AS {typed[1]}c ON {typed[1]}c.scheme = '{scheme}' AND {typed[1]}c.code = {typed}"
        )
    return " ".join(joins)


def _events(given: Map) -> dict[str, str]:
    plain = {name: cell(each.column) for name, each in given.columns.items() if _KNOWN[name] == "VARCHAR"}
    cameo = given.columns["code"].codes == "cameo"
    kind = _values(given.columns["type"]) if "type" in given.columns else ("cameo.type" if cameo else "NULL")
    quads = " ".join(f"WHEN '{name}' THEN {each.quad}" for name, each in ontology.plover().types.items())
    found = {
        **plain,
        **{name: f"_{name}" for name in ("published", *_numbers(given)) if name in given.columns},
        "dataset": _literal(given.dataset),
        "date": "_date",
        "lag_days": "_published - _date" if "published" in given.columns else "NULL",
        "code": "_code",
        "root_code": "cameo.root" if cameo else "_code",
        "type": kind,
    }
    for name, typed in _ACTORS.items():
        found[name] = f"coalesce({typed[1]}c.actor, {typed[1]}.actor)"
        found.setdefault(_GIVEN[name], typed)
    for name in ("source", "target"):
        at = _ACTORS[name][1]
        found[f"{name}_is_state"] = f"coalesce({at}c.state, {at}.actor IS NOT NULL)"
    found.setdefault("mode", "cameo.mode" if cameo else "NULL")
    found.setdefault("quad", "cameo.quad" if cameo else f"CASE {kind} {quads} END")
    found.setdefault("goldstein", "cameo.goldstein" if cameo else "NULL")
    return found


def _values(given: Cell) -> str:
    """A cell's value translated by the map; values that the map does not name stay empty."""
    if not given.values:
        return cell(given.column)
    cases = " ".join(f"WHEN {_literal(value)} THEN {_literal(meant)}" for value, meant in given.values.items())
    return f"CASE {cell(given.column)} {cases} END"


def _literal(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
