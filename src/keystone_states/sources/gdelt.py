"""GDELT: events 2.0 (61 columns, every 15 minutes), events 1.0 (57 or 58 columns) and mentions (16 columns).

Files as published, packed (.zip, .gz) or not, without a header, parted by tabs. Repairs, each counted: rows of 1–5
January 2020 dated 1920; codes padded with spaces; actors whose country column is empty although their code begins
with one (all of Romania's). Rows without a CAMEO code are dropped and counted. Regions (EUR, AFR, WST) are no states.

Coverage: 1.0 from 1979, 2.0 from 19 February 2015. Licence: free for any use with attribution and a link.
"""

from __future__ import annotations

import re
from pathlib import Path

from keystone_states.errors import BadInputError
from keystone_states.model.events import MENTION_COLUMNS
from keystone_states.sources.contract import Fault, Query, Source, cell, unreadable
from keystone_states.sources.lines import Shape

SOURCE_URL = "https://www.gdeltproject.org/data.html"
CITATION = "The GDELT Project. GDELT Event Database. https://www.gdeltproject.org/"

_ACTOR = (
    *("Code", "Name", "CountryCode", "KnownGroupCode", "EthnicCode"),
    *("Religion1Code", "Religion2Code", "Type1Code", "Type2Code", "Type3Code"),
)
_EVENT = (
    *("IsRootEvent", "EventCode", "EventBaseCode", "EventRootCode", "QuadClass", "GoldsteinScale"),
    *("NumMentions", "NumSources", "NumArticles", "AvgTone"),
)
_GEO = ("Geo_Type", "Geo_FullName", "Geo_CountryCode", "Geo_ADM1Code", "Geo_ADM2Code", "Geo_Lat", "Geo_Long")


def _columns(geo: tuple[str, ...]) -> tuple[str, ...]:
    return (
        *("GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate"),
        *(f"Actor{n}{name}" for n in (1, 2) for name in _ACTOR),
        *_EVENT,
        *(f"{of}{name}" for of in ("Actor1", "Actor2", "Action") for name in (*geo, "Geo_FeatureID")),
        *("DATEADDED", "SOURCEURL"),
    )


EVENTS_2 = _columns(_GEO)
EVENTS_1 = _columns(tuple(name for name in _GEO if name != "Geo_ADM2Code"))
MENTIONS = (
    *("GLOBALEVENTID", "EventTimeDate", "MentionTimeDate", "MentionType", "MentionSourceName", "MentionIdentifier"),
    *("SentenceID", "Actor1CharOffset", "Actor2CharOffset", "ActionCharOffset", "InRawText", "Confidence"),
    *("MentionDocLen", "MentionDocTone", "MentionDocTranslationInfo", "Extras"),
)
_NULL_CODES = "('---', '--', 'X')"


def _recognise_events(name: str, lines: list[bytes]) -> Shape:
    widths = _widths(name, lines)
    if len(EVENTS_2) in widths:
        return Shape(EVENTS_2)
    if widths & {len(EVENTS_1), len(EVENTS_1) - 1}:
        return Shape(EVENTS_1, mend=_without_url)
    raise BadInputError(
        f"{name}: {min(widths)} cells parted by tabs in its first lines; expected 61 (GDELT 2.0 events), or 58 or 57 "
        "(GDELT 1.0 events); give the file as published"
    )


def _recognise_mentions(name: str, lines: list[bytes]) -> Shape:
    widths = _widths(name, lines)
    if len(MENTIONS) not in widths:
        raise BadInputError(
            f"{name}: {min(widths)} cells parted by tabs in its first lines; expected 16 (GDELT 2.0 mentions); "
            "events are loaded with `keystone load gdelt`"
        )
    return Shape(MENTIONS)


def _widths(name: str, lines: list[bytes]) -> set[int]:
    """Numbers of cells of the first lines; refuses what a spreadsheet has saved over."""
    first = lines[0]
    signs = {
        "cells parted by semicolons": first.count(b";") > 14 and b"\t" not in first,
        "cells parted by commas": first.count(b",") > 14 and b"\t" not in first,
        "times such as 2.02E+13": any(re.search(rb"[\t;,]\d[.,]\d+E\+1\d", line) for line in lines),
    }
    found = [sign for sign, there in signs.items() if there]
    if found:
        raise BadInputError(
            f"{name}: saved by a spreadsheet ({', '.join(found)}): codes such as 012 and times have lost digits that "
            "cannot be had back; expected the file as published, parted by tabs; fetch it again"
        )
    return {line.count(b"\t") + 1 for line in lines}


def _without_url(cells: list[bytes]) -> tuple[list[bytes], str] | None:
    """A line of 1.0 before April 2013, which has no SOURCEURL."""
    return ([*cells, b""], "no SOURCEURL") if len(cells) == len(EVENTS_1) - 1 else None


def _events(columns: tuple[str, ...]) -> Query:
    """How GDELT's columns become events."""
    typed = {
        "event_id": "TRY_CAST(GLOBALEVENTID AS BIGINT)",
        "given_day": "CAST(try_strptime(SQLDATE, '%Y%m%d') AS DATE)",
        "added": "CAST(try_strptime(DATEADDED[1:8], '%Y%m%d') AS DATE)",
        "quad": "TRY_CAST(QuadClass AS INTEGER)",
        "goldstein": "TRY_CAST(GoldsteinScale AS DECIMAL(4,1))",
        "root": "TRY_CAST(IsRootEvent AS INTEGER)",
        "mentions": "TRY_CAST(NumMentions AS INTEGER)",
        "articles": "TRY_CAST(NumArticles AS INTEGER)",
        "lat": "TRY_CAST(ActionGeo_Lat AS DOUBLE)",
        "lon": "TRY_CAST(ActionGeo_Long AS DOUBLE)",
        "event_code": cell("EventCode"),
        **{f"code{n}": cell(f"Actor{n}Code") for n in (1, 2)},
        **{f"country{n}": cell(f"Actor{n}CountryCode") for n in (1, 2)},
    }
    return Query(typed, _FAULTS, _EVENTS, _JOINS)


_DAY = (
    "CASE WHEN given_day < DATE '1979-01-01' AND added BETWEEN DATE '2019-12-31' AND DATE '2020-01-05' "
    "THEN CAST(given_day + INTERVAL 100 YEAR AS DATE) ELSE given_day END"
)
_FAULTS = (
    Fault("GLOBALEVENTID", "event_id IS NULL", "not a whole number"),
    Fault("SQLDATE", "given_day IS NULL", "not a day as YYYYMMDD"),
    Fault("DATEADDED", "added IS NULL OR length(DATEADDED) NOT IN (8, 14)", "not a time as YYYYMMDD or YYYYMMDDHHMMSS"),
    Fault("SQLDATE", f"{_DAY} < DATE '1979-01-01'", "before 1979, when GDELT begins"),
    Fault("EventCode", f"event_code IS NULL OR event_code IN {_NULL_CODES}", "no event code"),
    Fault("EventCode", "event_code NOT IN (SELECT code FROM cameo)", "not a CAMEO code"),
    Fault("QuadClass", "quad IS NULL OR quad NOT BETWEEN 1 AND 4", "not a class from 1 to 4"),
    unreadable("GoldsteinScale", "goldstein", "a score"),
    Fault("IsRootEvent", "root IS NULL OR root NOT IN (0, 1)", "neither 0 nor 1"),
    unreadable("NumMentions", "mentions", "a whole number"),
    unreadable("NumArticles", "articles", "a whole number"),
    unreadable("ActionGeo_Lat", "lat", "a latitude"),
    unreadable("ActionGeo_Long", "lon", "a longitude"),
)


def _actor(n: int) -> tuple[str, str]:
    """Joins that find an actor by its country (or its code's first letters) and, failing that, by its known group."""
    joins = (
        f"LEFT JOIN codes AS c{n} ON c{n}.scheme = 'cameo' AND c{n}.code = coalesce(country{n}, code{n}[1:3]) "
        f"LEFT JOIN codes AS g{n} ON g{n}.scheme = 'groups' AND g{n}.code = {cell(f'Actor{n}KnownGroupCode')}"
    )
    return joins, f"coalesce(c{n}.{{0}}, g{n}.{{0}})"


_TRIMMED = " OR ".join(
    f"{column} <> trim({column})"
    for column in ("EventCode", *(f"Actor{n}{name}" for n in (1, 2) for name in ("Code", "Name", "CountryCode")))
)
_HOST = "split_part(SOURCEURL, '/', 3)"
_SECTORS = (
    "nullif(concat_ws(';', " + ", ".join(f"nullif(trim(Actor{{0}}Type{k}Code), '')" for k in (1, 2, 3)) + "), '')"
)
_JOINS = (
    f"{_actor(1)[0]} {_actor(2)[0]} JOIN cameo ON cameo.code = event_code "
    "LEFT JOIN codes AS place ON place.scheme = 'fips' AND place.code = ActionGeo_CountryCode"
)
_EVENTS = {
    "dataset": "'gdelt'",
    "event_key": "CAST(event_id AS VARCHAR)",
    "date": _DAY,
    "date_given": f"CASE WHEN {_DAY} <> given_day THEN SQLDATE END",
    "published": "added",
    "lag_days": f"added - ({_DAY})",
    "source": _actor(1)[1].format("actor"),
    "target": _actor(2)[1].format("actor"),
    "source_is_state": _actor(1)[1].format("state"),
    "target_is_state": _actor(2)[1].format("state"),
    "source_code": "code1",
    "target_code": "code2",
    "source_country": "country1",
    "target_country": "country2",
    "source_name": cell("Actor1Name"),
    "target_name": cell("Actor2Name"),
    "source_sectors": _SECTORS.format(1),
    "target_sectors": _SECTORS.format(2),
    "code": "event_code",
    "root_code": "cameo.root",
    "type": "cameo.type",
    "mode": "cameo.mode",
    "quad": "judged.quad",
    "goldstein": "judged.goldstein",
    "root": "judged.root = 1",
    "mentions": "mentions",
    "articles": "articles",
    "url": "SOURCEURL",
    "publisher": f"CASE WHEN {_HOST} = '' THEN SOURCEURL ELSE regexp_replace(lower({_HOST}), '^www\\.', '') END",
    "place": cell("ActionGeo_FullName"),
    "place_country": "place.actor",
    "place_code": cell("ActionGeo_CountryCode"),
    "lat": "lat",
    "lon": "lon",
    "repairs": "nullif(concat_ws(';', "
    f"CASE WHEN {_DAY} <> given_day THEN 'date + 100 years' END, "
    + ", ".join(
        f"CASE WHEN country{n} IS NULL AND c{n}.actor IS NOT NULL THEN 'actor {n}: country from its code' END"
        for n in (1, 2)
    )
    + f", CASE WHEN {_TRIMMED} THEN 'spaces trimmed' END), '')",
}


def _mentions(columns: tuple[str, ...]) -> Query:
    """How GDELT's mentions become typed rows."""
    typed = {
        "event_id": "TRY_CAST(GLOBALEVENTID AS BIGINT)",
        "event_time": "try_strptime(EventTimeDate, '%Y%m%d%H%M%S')",
        "mention_time": "try_strptime(MentionTimeDate, '%Y%m%d%H%M%S')",
        "kind": "TRY_CAST(MentionType AS INTEGER)",
        "sentence": "TRY_CAST(SentenceID AS INTEGER)",
        "raw_text": "TRY_CAST(InRawText AS INTEGER)",
        "sure": "TRY_CAST(Confidence AS INTEGER)",
    }
    faults = (
        Fault("GLOBALEVENTID", "event_id IS NULL", "not a whole number"),
        unreadable("EventTimeDate", "event_time", "a time as YYYYMMDDHHMMSS"),
        Fault("MentionTimeDate", "mention_time IS NULL", "not a time as YYYYMMDDHHMMSS"),
        Fault("MentionType", "kind IS NULL OR kind NOT BETWEEN 1 AND 6", "not a kind from 1 to 6"),
        unreadable("SentenceID", "sentence", "a whole number"),
        Fault("InRawText", "raw_text IS NULL OR raw_text NOT IN (0, 1)", "neither 0 nor 1"),
        Fault("Confidence", "sure IS NULL OR sure NOT BETWEEN 0 AND 100", "not a percentage"),
    )
    events = {
        "event_key": "CAST(event_id AS VARCHAR)",
        "event_time": "event_time",
        "mention_time": "mention_time",
        "kind": "kind",
        "publisher": cell("MentionSourceName"),
        "url": "MentionIdentifier",
        "sentence": "sentence",
        "in_raw_text": "raw_text = 1",
        "confidence": "sure",
        "translation": cell("MentionDocTranslationInfo"),
    }
    return Query(typed, faults, events)


def _together(path: Path) -> str:
    """The intervals of one day are read as one; a file of another name on its own."""
    day = re.match(r"(\d{8})\d{6}(\.translation)?\.(?:export|mentions)\.csv", path.name, re.IGNORECASE)
    return "".join(part or "" for part in day.groups()) if day else str(path)


EVENTS = Source(
    name="gdelt",
    meaning="GDELT events, 1.0 or 2.0",
    licence="free for any use with attribution and a link",
    release="GDELT events, files as published",
    source_url=SOURCE_URL,
    citation=CITATION,
    patterns=(
        "*.export.CSV*",
        "*.export.csv*",
        "[12][0-9][0-9][0-9].zip",
        "[12][0-9][0-9][0-9][01][0-9].zip",
        "[12]*.csv",
    ),
    recognise=_recognise_events,
    query=_events,
    together=_together,
)
MENTIONS_SOURCE = Source(
    name="gdelt_mentions",
    meaning="GDELT 2.0 mentions",
    licence=EVENTS.licence,
    release="GDELT 2.0 mentions, files as published",
    source_url=SOURCE_URL,
    citation=CITATION,
    patterns=("*.mentions.CSV*", "*.mentions.csv*"),
    recognise=_recognise_mentions,
    query=_mentions,
    together=_together,
    columns=MENTION_COLUMNS,
)
