"""ICEWS: events coded from news 1995 to April 2023, one row per event and story, with CAMEO codes and full names.

Files as on Dataverse: tab-separated with a header (`events.2013.20150313084929.tab`, `Events.2017.20201006.tab`),
packed or not; a quote is a letter like any other, and NA is empty. Event IDs are not unique (145,312 occur twice), so
the key is ID and date. Mutual events are stored twice, once each way.

Coverage: 1995 to 11 April 2023. Licence: Dataverse terms.
"""

from __future__ import annotations

from functools import partial

from keystone_states.sources.contract import NAMED, Fault, Query, Source, cell, header, unreadable
from keystone_states.sources.lines import Shape

_WANTED = (
    *("Event ID", "Event Date", "Source Name", "Source Sectors", "Source Country", "CAMEO Code", "Intensity"),
    *("Target Name", "Target Sectors", "Target Country", "Story ID", "Publisher"),
    *("City", "Country", "Latitude", "Longitude"),
)


_cell = partial(cell, null="NA")


def _recognise(name: str, lines: list[bytes]) -> Shape:
    cells = lines[0].decode("utf-8", "replace").split("\t")
    return Shape(header(name, cells, wanted=_WANTED, of="ICEWS events"), header=True, latin1=True)


def _query(columns: tuple[str, ...]) -> Query:
    typed = {
        "_day": f"TRY_CAST({_cell('Event Date')} AS DATE)",
        "_code": _cell("CAMEO Code"),
        "_intensity": f"TRY_CAST({_cell('Intensity')} AS DECIMAL(4,1))",
        "_lat": f"TRY_CAST({_cell('Latitude')} AS DOUBLE)",
        "_lon": f"TRY_CAST({_cell('Longitude')} AS DOUBLE)",
        "_source": _cell("Source Country"),
        "_target": _cell("Target Country"),
        "_place": _cell("Country"),
    }
    return Query(
        typed, _FAULTS, _EVENTS, f"JOIN cameo ON cameo.code = _code {NAMED}", names=("_source", "_target", "_place")
    )


_FAULTS = (
    Fault("Event ID", f"{_cell('Event ID')} IS NULL", "empty"),
    Fault("Event Date", "_day IS NULL", "not a day as YYYY-MM-DD"),
    Fault("CAMEO Code", "_code IS NULL", "no event code"),
    Fault("CAMEO Code", "_code NOT IN (SELECT code FROM cameo)", "not a CAMEO code"),
    unreadable("Intensity", "_intensity", "a score", null="NA"),
    unreadable("Latitude", "_lat", "a latitude", null="NA"),
    unreadable("Longitude", "_lon", "a longitude", null="NA"),
)
_SECTORS = "replace(replace({}, '\"', ''), ',', ';')"
_EVENTS = {
    "dataset": "'icews'",
    "event_key": f"{_cell('Event ID')} || '/' || CAST(_day AS VARCHAR)",
    "date": "_day",
    "source": "s.actor",
    "target": "t.actor",
    "source_is_state": "s.actor IS NOT NULL",
    "target_is_state": "t.actor IS NOT NULL",
    "source_country": "_source",
    "target_country": "_target",
    "source_name": _cell("Source Name"),
    "target_name": _cell("Target Name"),
    "source_sectors": _SECTORS.format(_cell("Source Sectors")),
    "target_sectors": _SECTORS.format(_cell("Target Sectors")),
    "code": "_code",
    "root_code": "cameo.root",
    "type": "cameo.type",
    "mode": "cameo.mode",
    "quad": "cameo.quad",
    "goldstein": "_intensity",
    "url": f"'story ' || {_cell('Story ID')}",
    "publisher": _cell("Publisher"),
    "place": _cell("City"),
    "place_country": "p.actor",
    "place_code": "_place",
    "lat": "_lat",
    "lon": "_lon",
}

SOURCE = Source(
    name="icews",
    meaning="ICEWS events, tab-separated with a header",
    licence="terms of its Dataverse page, to be read there before rows are passed on",
    release="ICEWS Coded Event Data, doi:10.7910/DVN/28075",
    source_url="https://doi.org/10.7910/DVN/28075",
    citation="ICEWS Coded Event Data. Harvard Dataverse, doi:10.7910/DVN/28075.",
    patterns=("[Ee]vents.*.tab*", "[Ee]vents.*.zip"),
    recognise=_recognise,
    query=_query,
    may_export=False,
)
