"""Small files of events made by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from keystone_states.sources.contract import Outcome
from keystone_states.sources.gdelt import EVENTS_1, EVENTS_2

Rows = list[dict[str, Any]]
Read = Callable[..., tuple[Outcome, Rows]]

_PLAIN = {
    "GLOBALEVENTID": "1",
    "SQLDATE": "20180101",
    "MonthYear": "201801",
    "Year": "2018",
    "FractionDate": "2018.0027",
    "Actor1Code": "KAZGOV",
    "Actor1Name": "KAZAKHSTAN",
    "Actor1CountryCode": "KAZ",
    "Actor1Type1Code": "GOV",
    "Actor2Code": "CHN",
    "Actor2Name": "CHINA",
    "Actor2CountryCode": "CHN",
    "IsRootEvent": "1",
    "EventCode": "042",
    "EventBaseCode": "042",
    "EventRootCode": "04",
    "QuadClass": "1",
    "GoldsteinScale": "1.9",
    "NumMentions": "4",
    "NumSources": "1",
    "NumArticles": "4",
    "AvgTone": "1.5",
    "ActionGeo_Type": "1",
    "ActionGeo_FullName": "Germany",
    "ActionGeo_CountryCode": "GM",
    "ActionGeo_Lat": "51.5",
    "ActionGeo_Long": "10.5",
    "DATEADDED": "20180101000000",
    "SOURCEURL": "http://www.example.org/a",
}


def line(version: int = 2, **cells: str) -> str:
    """One line of GDELT 2.0 (61 cells) or 1.0 (58): a visit of Kazakhstan to China, with some cells changed."""
    columns = EVENTS_2 if version == 2 else EVENTS_1
    assert set(cells) <= set(columns)
    return "\t".join((_PLAIN | cells).get(name, "") for name in columns)
