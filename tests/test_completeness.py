"""Which days are loaded: held against the calendar, with gaps of the provider told apart from files not loaded."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from eventfiles import line
from keystone_states.completeness import Kept, LoadedDay, counts, days_of
from keystone_states.errors import BadInputError, StoreError
from keystone_states.fetch import known_gap
from keystone_states.session import load_events

Face = Callable[..., Any]
MENTION = ["{key}", "20221109000000", "{stamp}", "1", "a.org", "http://a.org/1", *"1234", "1", "50", "9", "-1", "", ""]


def mentions(folder: Path, stamps: Iterable[datetime]) -> Path:
    """One file of one mention for every moment."""
    folder.mkdir()
    for key, stamp in enumerate(stamps):
        name = f"{stamp:%Y%m%d%H%M%S}"
        cells = "\t".join(MENTION).format(key=key, stamp=name)
        (folder / f"{name}.mentions.CSV").write_text(cells + "\n", encoding="utf-8")
    return folder


def quarters(first: str, hours: int) -> list[datetime]:
    start = datetime.fromisoformat(first)
    return [start + timedelta(minutes=15 * n) for n in range(4 * hours)]


def daily(folder: Path, *days: str) -> Path:
    """GDELT 1.0: one file of one event for every day, 58 columns."""
    folder.mkdir()
    for day in days:
        cells = line(1, SQLDATE=day, DATEADDED=day, GLOBALEVENTID=day)
        (folder / f"{day}.export.CSV").write_text(cells + "\n", encoding="utf-8")
    return folder


def test_the_gap_of_november_2022_is_the_providers_and_a_missing_hour_is_not(tmp_path: Path) -> None:
    every = quarters("2022-11-09 00:00", 3 * 24)
    there = [each for each in every if not known_gap(each, "mentions") and each.date() != date(2022, 11, 9)]
    half = quarters("2022-11-09 00:00", 12)
    load_events([mentions(tmp_path / "files", [*half, *there])], dataset="gdelt_mentions", store=tmp_path / "store")
    found = days_of("gdelt_mentions", until=date(2022, 11, 12), store=tmp_path / "store")
    assert found == (
        LoadedDay(date(2022, 11, 9), Kept.PART, 48, 48, 96, 0),
        LoadedDay(date(2022, 11, 10), Kept.WHOLE, 88, 88, 96, 8),
        LoadedDay(date(2022, 11, 11), Kept.WHOLE, 21, 21, 96, 75),
        LoadedDay(date(2022, 11, 12), Kept.NONE, 0, 0, 96, 0),
    )


def test_a_day_never_published_is_a_gap_of_the_provider(cli: Face, tmp_path: Path) -> None:
    folder, store = tmp_path / "files", tmp_path / "store"
    folder.mkdir()
    for stamp in [*quarters("2025-06-14 00:00", 24), *quarters("2025-06-16 00:00", 24)]:
        name = f"{stamp:%Y%m%d%H%M%S}"
        cells = line(SQLDATE=name[:8], DATEADDED=name, GLOBALEVENTID=name)
        (folder / f"{name}.export.CSV").write_text(cells + "\n", encoding="utf-8")
    load_events([folder], dataset="gdelt", store=store)
    found = days_of("gdelt", store=store)
    assert [each.kept for each in found] == [Kept.WHOLE, Kept.GAP, Kept.WHOLE]
    assert counts(found) == {Kept.WHOLE: 2, Kept.GAP: 1}
    (told,) = json.loads(cli("data", "days", "--store", store, "--format", "json").out)
    assert [(each["day"], each["kept"], each["absent"]) for each in told["rows"]] == [
        ("2025-06-15", "provider gap", 96)
    ]
    said = " ".join(cli("data", "days", "--store", store).out.split())
    assert "3 days from 2025-06-14 to 2025-06-16: 2 whole, 1 provider gap." in said


def test_days_of_the_first_gdelt_have_one_file_each(tmp_path: Path) -> None:
    files = daily(tmp_path / "files", "20221109", "20221111", "20221113")
    load_events([files], dataset="gdelt", store=tmp_path / "store")
    found = days_of("gdelt", store=tmp_path / "store")
    assert [(each.day.day, each.kept, each.wanted) for each in found] == [
        (9, Kept.WHOLE, 1),
        (10, Kept.GAP, 1),
        (11, Kept.WHOLE, 1),
        (12, Kept.NONE, 1),
        (13, Kept.WHOLE, 1),
    ]


def test_a_dataset_without_a_calendar_of_files_is_held_by_its_rows(tmp_path: Path) -> None:
    map_ = tmp_path / "map.yaml"
    map_.write_text(
        "dataset: shire\nlicence: ours\nsource_url: https://example.org\n"
        "columns: {event_key: id, date: day, code: what, source: {column: who, codes: iso3}}\n",
        encoding="utf-8",
    )
    path = tmp_path / "events.csv"
    path.write_text("id,day,who,whom,what\n1,2020-01-01,KAZ,RUS,042\n2,2020-01-03,KAZ,RUS,042\n", encoding="utf-8")
    load_events([path], dataset="shire", map=map_, store=tmp_path / "store")
    found = days_of("shire", store=tmp_path / "store")
    assert [(each.day.day, each.kept, each.rows, each.wanted) for each in found] == [
        (1, Kept.WHOLE, 1, 0),
        (2, Kept.NO_ROWS, 0, 0),
        (3, Kept.WHOLE, 1, 0),
    ]


def test_nothing_loaded_and_days_in_the_wrong_order_are_said(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="run `keystone load gdelt"):
        days_of("gdelt", store=tmp_path)
    load_events([daily(tmp_path / "files", "20221109")], dataset="gdelt", store=tmp_path)
    with pytest.raises(BadInputError, match="2022-11-10 is after the last 2022-11-09"):
        days_of("gdelt", since=date(2022, 11, 10), store=tmp_path)
