"""ACLED: political violence and protest, from a user's own export; its rows never leave the store.

Files: the CSV of ACLED's export tool, with commas or semicolons. The order of actors 1 and 2 says nothing about who
did it to whom. An actor's state is the one its name gives: "Military Forces of X", "Protesters (X)".

Coverage: by country, as exported. Licence: ACLED's terms; access needs an account of one's own and rows must not be
passed on.
"""

from __future__ import annotations

from keystone_states import ontology
from keystone_states.sources.contract import (
    NAMED,
    Fault,
    Query,
    Source,
    cell,
    delimiter_of,
    first_row,
    header,
    unreadable,
)
from keystone_states.sources.lines import Shape

_WANTED = (
    *("event_id_cnty", "event_date", "event_type", "sub_event_type", "actor1", "inter1", "actor2", "inter2"),
    *("country", "location", "latitude", "longitude", "source", "fatalities"),
)


def _recognise(name: str, lines: list[bytes]) -> Shape:
    delimiter = delimiter_of(lines)
    columns = header(name, first_row(lines, delimiter), wanted=_WANTED, of="ACLED events")
    return Shape(columns, header=True, delimiter=delimiter, quoted=True)


def _state(actor: str) -> str:
    """The name of the state in an actor's name: after "Forces of", else in brackets."""
    forces = f"nullif(trim(regexp_extract({actor}, 'Forces of ([^(]+)', 1)), '')"
    return f"coalesce({forces}, nullif(trim(regexp_extract({actor}, '\\(([^()0-9]+)\\)', 1)), ''))"


def _query(columns: tuple[str, ...]) -> Query:
    typed = {
        "_day": f"coalesce(TRY_CAST({cell('event_date')} AS DATE), "
        f"CAST(try_strptime({cell('event_date')}, ['%d %B %Y', '%d-%m-%Y']) AS DATE))",
        "_kind": cell("event_type"),
        "_sub": cell("sub_event_type"),
        "_deaths": f"TRY_CAST({cell('fatalities')} AS INTEGER)",
        "_lat": f"TRY_CAST({cell('latitude')} AS DOUBLE)",
        "_lon": f"TRY_CAST({cell('longitude')} AS DOUBLE)",
        "_source": _state(cell("actor1")),
        "_target": _state(cell("actor2")),
        "_place": cell("country"),
    }
    return Query(typed, _faults(), _events(), NAMED, names=("_source", "_target", "_place"))


def _faults() -> tuple[Fault, ...]:
    types = ", ".join(f"'{name}'" for name in ontology.acled().types)
    return (
        Fault("event_id_cnty", f"{cell('event_id_cnty')} IS NULL", "empty"),
        Fault("event_date", "_day IS NULL", "not a day"),
        Fault("event_type", "_kind IS NULL", "no event type"),
        Fault("event_type", f"_kind NOT IN ({types})", "not an ACLED event type"),
        unreadable("fatalities", "_deaths", "a whole number"),
        unreadable("latitude", "_lat", "a latitude"),
        unreadable("longitude", "_lon", "a longitude"),
    )


def _plover(part: str) -> str:
    """PLOVER type or mode by sub-event type, else by event type."""
    cases = [
        f"WHEN {typed} = '{name}' THEN {_literal(getattr(rule, part))}"
        for typed, rules in (("_sub", ontology.acled().sub_types), ("_kind", ontology.acled().types))
        for name, rule in rules.items()
    ]
    return f"CASE {' '.join(cases)} END"


def _literal(value: str | None) -> str:
    return "NULL" if value is None else f"'{value}'"


def _events() -> dict[str, str]:
    quads = " ".join(f"WHEN '{name}' THEN {each.quad}" for name, each in ontology.plover().types.items())
    return {
        "dataset": "'acled'",
        "event_key": cell("event_id_cnty"),
        "date": "_day",
        "source": "s.actor",
        "target": "t.actor",
        "source_is_state": "s.actor IS NOT NULL",
        "target_is_state": "t.actor IS NOT NULL",
        "source_country": "_source",
        "target_country": "_target",
        "source_name": cell("actor1"),
        "target_name": cell("actor2"),
        "source_sectors": cell("inter1"),
        "target_sectors": cell("inter2"),
        "code": "_kind || coalesce('/' || _sub, '')",
        "root_code": "_kind",
        "type": _plover("type"),
        "mode": _plover("mode"),
        "quad": f"CASE {_plover('type')} {quads} END",
        "publisher": cell("source"),
        "place": cell("location"),
        "place_country": "p.actor",
        "place_code": "_place",
        "lat": "_lat",
        "lon": "_lon",
        "deaths": "_deaths",
    }


SOURCE = Source(
    name="acled",
    meaning="ACLED events, CSV of the export tool",
    licence="ACLED's terms of use; rows must not be passed on",
    release="ACLED, the user's own export",
    source_url="https://acleddata.com/",
    citation="Armed Conflict Location & Event Data (ACLED). https://acleddata.com/",
    patterns=("*.csv", "*.csv.gz", "*.zip"),
    recognise=_recognise,
    query=_query,
    may_export=False,
)
