"""UCDP Georeferenced Event Dataset: one row per event with at least one death, since 1989.

Files: the CSV of the yearly release or of the monthly candidates, packed or not, with or without its header. A side
is a state where it is named as the government of one; its Gleditsch–Ward number is kept as given. A side of several
governments makes a row for each pair of source and target, with keys that say which; the deaths of the event stand in
each. Every event is an ASSAULT; the code tells state-based (1), non-state (2) and one-sided violence (3) apart. Of
several publishers the first is taken. Gaza and the West Bank lie in Palestine, whichever country UCDP counts them to.

Coverage: 1989 on. Licence: CC BY 4.0.
"""

from __future__ import annotations

from keystone_states.sources.contract import (
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

_GED = (
    *("id", "relid", "year", "active_year", "code_status", "type_of_violence", "conflict_dset_id", "conflict_new_id"),
    *("conflict_name", "dyad_dset_id", "dyad_new_id", "dyad_name", "side_a_dset_id", "side_a_new_id", "side_a"),
    *("side_b_dset_id", "side_b_new_id", "side_b", "number_of_sources", "source_article", "source_office"),
    *("source_date", "source_headline", "source_original", "where_prec", "where_coordinates", "where_description"),
    *("adm_1", "adm_2", "latitude", "longitude", "geom_wkt", "priogrid_gid", "country", "country_id", "region"),
    *("event_clarity", "date_prec", "date_start", "date_end", "deaths_a", "deaths_b", "deaths_civilians"),
    *("deaths_unknown", "best", "high", "low", "gwnoa", "gwnob"),
)
_WANTED = (
    *("id", "type_of_violence", "side_a", "side_b", "country", "date_start", "date_end", "best", "high", "low"),
    *("latitude", "longitude", "gwnoa", "gwnob"),
)


def _recognise(name: str, lines: list[bytes]) -> Shape:
    delimiter = delimiter_of(lines)
    cells = first_row(lines, delimiter)
    if len(cells) == len(_GED) and cells[0].strip().isdigit():
        return Shape(_GED, delimiter=delimiter, quoted=True, latin1=True)
    columns = header(name, cells, wanted=_WANTED, of="UCDP GED events")
    return Shape(columns, header=True, delimiter=delimiter, quoted=True, latin1=True)


def _governments(side: str) -> str:
    """Names of the states whose governments a side is: "Government of Russia (Soviet Union)" gives Russia; else NULL.

    "Government of Israel, Government of United States of America" gives two.
    """
    named = (
        f"list_transform(string_split({side}, ', '), lambda e: trim(regexp_extract(e, '^Government of ([^(]+)', 1)))"
    )
    known = f"list_distinct(list_filter({named}, lambda e: e <> ''))"
    return f"CASE WHEN len({known}) > 0 THEN {known} ELSE [NULL] END"


def _query(columns: tuple[str, ...]) -> Query:
    def given(column: str) -> str:
        return cell(column) if column in columns else "NULL"

    country = f"nullif(trim(regexp_extract({cell('country')}, '^[^(]+')), '')"
    typed = {
        "_day": f"TRY_CAST({cell('date_start')} AS DATE)",
        "_end": f"TRY_CAST({cell('date_end')} AS DATE)",
        "_kind": f"TRY_CAST({cell('type_of_violence')} AS INTEGER)",
        **{f"_{name}": f"TRY_CAST({cell(name)} AS INTEGER)" for name in ("best", "low", "high")},
        "_lat": f"TRY_CAST({cell('latitude')} AS DOUBLE)",
        "_lon": f"TRY_CAST({cell('longitude')} AS DOUBLE)",
        "_sources": _governments(cell("side_a")),
        "_targets": _governments(cell("side_b")),
        "_place": f"CASE WHEN {given('adm_1')} IN ('Gaza Strip', 'West Bank') THEN 'Palestine' ELSE {country} END",
    }
    events = _EVENTS | {
        "publisher": f"nullif(trim(split_part({given('source_office')}, ';', 1)), '')",
        "place": given("where_coordinates"),
    }
    return Query(typed, _FAULTS, events, _JOINS, names=_NAMES, several=True)


_NAMES = ("unnest(_sources)", "unnest(_targets)", "_place")
_JOINS = (
    "CROSS JOIN unnest(_sources) AS su(given) CROSS JOIN unnest(_targets) AS tu(given) "
    "LEFT JOIN names AS s ON s.given = su.given LEFT JOIN names AS t ON t.given = tu.given "
    "LEFT JOIN names AS p ON p.given = _place"
)
_PAIR = "'/' || coalesce(su.given, '') || '>' || coalesce(tu.given, '')"
_FAULTS = (
    Fault("id", f"{cell('id')} IS NULL", "empty"),
    Fault("date_start", "_day IS NULL", "not a day as YYYY-MM-DD"),
    Fault("date_end", "_end IS NULL", "not a day as YYYY-MM-DD"),
    Fault("type_of_violence", "_kind IS NULL OR _kind NOT BETWEEN 1 AND 3", "not a kind from 1 to 3"),
    *(unreadable(name, f"_{name}", "a whole number") for name in ("best", "low", "high")),
    unreadable("latitude", "_lat", "a latitude"),
    unreadable("longitude", "_lon", "a longitude"),
)
_EVENTS = {
    "dataset": "'ucdp'",
    "event_key": f"{cell('id')} || CASE WHEN len(_sources) * len(_targets) > 1 THEN {_PAIR} ELSE '' END",
    "date": "_day",
    "date_given": "CASE WHEN _end <> _day THEN CAST(_day AS VARCHAR) || '/' || CAST(_end AS VARCHAR) END",
    "source": "s.actor",
    "target": "t.actor",
    "source_is_state": "s.actor IS NOT NULL",
    "target_is_state": "t.actor IS NOT NULL",
    "source_code": cell("gwnoa"),
    "target_code": cell("gwnob"),
    "source_country": "su.given",
    "target_country": "tu.given",
    "source_name": cell("side_a"),
    "target_name": cell("side_b"),
    "code": "CAST(_kind AS VARCHAR)",
    "root_code": "'ASSAULT'",
    "type": "'ASSAULT'",
    "quad": "4",
    "place_country": "p.actor",
    "place_code": cell("country"),
    "lat": "_lat",
    "lon": "_lon",
    "deaths": "_best",
    "deaths_low": "_low",
    "deaths_high": "_high",
}

SOURCE = Source(
    name="ucdp",
    meaning="UCDP GED events, CSV",
    licence="CC BY 4.0",
    release="UCDP Georeferenced Event Dataset, file as published",
    source_url="https://ucdp.uu.se/downloads/",
    citation=(
        "Sundberg, Ralph; Melander, Erik (2013). Introducing the UCDP Georeferenced Event Dataset. Journal of Peace "
        "Research 50(4), 523–532."
    ),
    patterns=("GED*.csv*", "GED*.zip", "ged*.csv*", "ged*.zip"),
    recognise=_recognise,
    query=_query,
)
