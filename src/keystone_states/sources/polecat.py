"""POLECAT: events coded from news in many languages since 2018, with PLOVER types and modes.

Files as on Dataverse: tab-separated with a header (`ngecEvents.20230103111842.Release603.DV.txt`, yearly zips of
monthly files). Columns are found by name, for their order and number vary. Known faults, each counted: empty cells
after the last column, headers that name more columns than the rows have ("Headline"), text in ISO 8859-1. `None` is
empty. A cell may list several actors (`;`), each with alternatives (`|`, of which the first is taken): the event then
becomes one row for each pair of source and target, with keys that say which.

Coverage: 2018 on. Licence: terms of the Dataverse page (doi:10.7910/DVN/AJGVIT).
"""

from __future__ import annotations

from collections.abc import Callable

from keystone_states import ontology
from keystone_states.sources.contract import Fault, Query, Source, header
from keystone_states.sources.contract import cell as text_of
from keystone_states.sources.lines import Shape

_ORDER = (
    *("Event ID", "Event Date", "Event Type", "Event Mode", "Intensity", "Quad Code", "Contexts"),
    *("Actor Name", "Actor Country", "Actor COW", "Primary Actor Sector", "Actor Sectors", "Actor Title"),
    *("Actor Name Raw", "Wikipedia Actor ID", "Recipient Name", "Recipient Country", "Recipient COW"),
    *("Primary Recipient Sector", "Recipient Sectors", "Recipient Title", "Recipient Name Raw"),
    *("Wikipedia Recipient ID", "Placename", "City", "District", "Province", "Country", "Latitude", "Longitude"),
    *("GeoNames ID", "Raw Placename", "Feature Type", "Source", "Publication Date", "Story People"),
    *("Story Organizations", "Story Locations", "Language", "Version"),
)
_Cell = Callable[[str], str]
_WANTED = ("Event ID", "Event Date", "Event Type", "Actor Country", "Recipient Country")
_INTENSITY = ("Intensity", "Event Intensity")


def _recognise(name: str, lines: list[bytes]) -> Shape:
    named = header(name, lines[0].decode("utf-8", "replace").split("\t"), wanted=_WANTED, of="POLECAT events")
    row = lines[1].split(b"\t") if len(lines) > 1 else []
    spoilt = "Headline" in named and len(row) == len(_ORDER) != len(named)
    columns = _ORDER if spoilt else named

    def mend(cells: list[bytes]) -> tuple[list[bytes], str] | None:
        spare = cells[len(columns) :]
        return (cells[: len(columns)], "empty cells after the last") if spare and not any(spare) else None

    return Shape(columns, header=True, latin1=True, mend=mend)


def _query(columns: tuple[str, ...]) -> Query:
    def cell(column: str) -> str:
        return text_of(column, null="None") if column in columns else "NULL"

    def actors(role: str) -> str:
        """Countries of the actors listed, or their COW numbers; one empty element where none is given."""
        given = f"coalesce({cell(f'{role} Country')}, {cell(f'{role} COW')})"
        each = f"list_transform(string_split({given}, ';'), lambda e: trim(split_part(e, '|', 1)))"
        known = f"list_distinct(list_filter({each}, lambda e: e NOT IN ('', 'None')))"
        return f"CASE WHEN len({known}) > 0 THEN {known} ELSE [NULL] END"

    intensity = next((column for column in _INTENSITY if column in columns), "Intensity")
    typed = {
        "_day": f"TRY_CAST({cell('Event Date')} AS DATE)",
        "_published": f"TRY_CAST({cell('Publication Date')} AS DATE)",
        "_type": f"upper({cell('Event Type')})",
        "_mode": f"lower({cell('Event Mode')})",
        "_intensity": f"TRY_CAST({cell(intensity)} AS DECIMAL(4,1))",
        "_lat": f"TRY_CAST({cell('Latitude')} AS DOUBLE)",
        "_lon": f"TRY_CAST({cell('Longitude')} AS DOUBLE)",
        "_sources": actors("Actor"),
        "_targets": actors("Recipient"),
        "_place": cell("Country"),
    }
    return Query(typed, _faults(cell, intensity), _events(cell), _JOINS, names=_NAMES, several=True)


_NAMES = ("unnest(_sources)", "unnest(_targets)", "_place")
_JOINS = (
    "CROSS JOIN unnest(_sources) AS su(given) CROSS JOIN unnest(_targets) AS tu(given) "
    "LEFT JOIN plover ON plover.type = _type "
    + " ".join(
        f"LEFT JOIN codes AS {at}i ON {at}i.scheme = 'iso3' AND {at}i.code = {given} "
        f"LEFT JOIN codes AS {at}c ON {at}c.scheme = 'cow' AND {at}c.code = {given} "
        f"LEFT JOIN names AS {at}n ON {at}n.given = {given}"
        for at, given in (("s", "su.given"), ("t", "tu.given"), ("p", "_place"))
    )
)


def _faults(cell: _Cell, intensity: str) -> tuple[Fault, ...]:
    types = ", ".join(f"'{name}'" for name in ontology.plover().types)
    unread = (
        ("Publication Date", "_published", "not a day as YYYY-MM-DD"),
        (intensity, "_intensity", "not a score"),
        ("Latitude", "_lat", "not a latitude"),
        ("Longitude", "_lon", "not a longitude"),
    )
    given = [each for each in unread if cell(each[0]) != "NULL"]
    return (
        Fault("Event ID", f"{cell('Event ID')} IS NULL", "empty"),
        Fault("Event Date", "_day IS NULL", "not a day as YYYY-MM-DD"),
        Fault("Event Type", "_type IS NULL", "no event type"),
        Fault("Event Type", f"_type NOT IN ({types})", "not a PLOVER type"),
        *(Fault(column, f"{typed} IS NULL AND {cell(column)} IS NOT NULL", reason) for column, typed, reason in given),
    )


def _events(cell: _Cell) -> dict[str, str]:
    pair = "'/' || coalesce(su.given, '') || '>' || coalesce(tu.given, '')"
    which = f"CASE WHEN len(_sources) * len(_targets) > 1 THEN {pair} ELSE '' END"
    return {
        "dataset": "'polecat'",
        "event_key": f"{cell('Event ID')} || {which}",
        "date": "_day",
        "published": "_published",
        "lag_days": "_published - _day",
        "source": "coalesce(si.actor, sc.actor, sn.actor)",
        "target": "coalesce(ti.actor, tc.actor, tn.actor)",
        "source_is_state": "coalesce(si.actor, sc.actor, sn.actor) IS NOT NULL",
        "target_is_state": "coalesce(ti.actor, tc.actor, tn.actor) IS NOT NULL",
        "source_code": cell("Actor COW"),
        "target_code": cell("Recipient COW"),
        "source_country": "su.given",
        "target_country": "tu.given",
        "source_name": cell("Actor Name"),
        "target_name": cell("Recipient Name"),
        "source_sectors": cell("Actor Sectors"),
        "target_sectors": cell("Recipient Sectors"),
        "code": "_type || coalesce('/' || _mode, '')",
        "root_code": "_type",
        "type": "_type",
        "mode": "_mode",
        "quad": "plover.quad",
        "goldstein": "_intensity",
        "publisher": cell("Source"),
        "place": f"coalesce({cell('Placename')}, {cell('City')})",
        "place_country": "coalesce(pi.actor, pc.actor, pn.actor)",
        "place_code": "_place",
        "lat": "_lat",
        "lon": "_lon",
    }


SOURCE = Source(
    name="polecat",
    meaning="POLECAT events, tab-separated with a header",
    licence="terms of its Dataverse page, to be read there before rows are passed on",
    release="POLECAT Weekly Data, doi:10.7910/DVN/AJGVIT",
    source_url="https://doi.org/10.7910/DVN/AJGVIT",
    citation="POLECAT Weekly Data. Harvard Dataverse, doi:10.7910/DVN/AJGVIT.",
    patterns=("ngecEvents*",),
    recognise=_recognise,
    query=_query,
    may_export=False,
)
