"""Which days of the calendar are loaded: whole, in part, not at all, or never published by the provider.

A list of files has holes of its own, so the calendar is the measure: every day from the first to the last, whether
something of it is loaded or not. GDELT publishes a file each 15 minutes (2.0) or each day (1.0), and the names of the
files loaded say which are there; of other datasets only the rows of a day can be counted, and a day without one may
be a day on which nothing was recorded.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from keystone_states.errors import BadInputError
from keystone_states.fetch import FIRST, intervals, known_gap
from keystone_states.ingest import default_store
from keystone_states.store import datasets
from keystone_states.store.datasets import LoadedFile
from keystone_states.store.reported import rows_by_day

_KINDS = {"gdelt": "events", "gdelt_mentions": "mentions"}
_DAILY = "daily"
_NAME = re.compile(r"(\d{8})(\d{6})?\.(?:export|mentions)\.csv", re.IGNORECASE)


class Kept(StrEnum):
    """What of a day is loaded."""

    WHOLE = "whole"
    PART = "in part"
    NONE = "not loaded"
    GAP = "provider gap"
    NO_ROWS = "no rows"


@dataclass(frozen=True, slots=True)
class LoadedDay:
    """A day of the calendar: rows taken up on it, files loaded of those wanted, and wanted files known to be absent.

    `wanted` is 0 where a dataset has no calendar of files.
    """

    day: date
    kept: Kept
    rows: int
    files: int
    wanted: int
    absent: int


def days_of(
    dataset: str, *, since: date | None = None, until: date | None = None, store: Path | None = None
) -> tuple[LoadedDay, ...]:
    """Every day from `since` to `until` (by default the first and last of which a file or row is loaded).

    Raises `StoreError` when nothing of the dataset is loaded, `BadInputError` when the first day is after the last.
    """
    loaded = datasets.files_of(store or default_store(), dataset)
    rows = rows_by_day([each.path for each in loaded])
    names = {name.partition(".")[0] for name in _names(loaded) if _NAME.match(name)}
    seen = {datetime.strptime(name[:8], "%Y%m%d").date() for name in names} or set(rows)
    first, last = since or min(seen), until or max(seen)
    if first > last:
        raise BadInputError(f"the first day {first} is after the last {last}; expected days in order")
    calendar = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    if dataset not in _KINDS or not names:
        return tuple(_by_rows(day, rows.get(day, 0)) for day in calendar)
    short = any(len(name) > 8 for name in names)
    return tuple(_by_files(day, rows.get(day, 0), names, _KINDS[dataset], short=short) for day in calendar)


def counts(days: Iterable[LoadedDay]) -> Mapping[Kept, int]:
    """How many days are kept how."""
    return Counter(each.kept for each in days)


def _names(loaded: Sequence[LoadedFile]) -> Iterable[str]:
    for each in loaded:
        yield from each.provenance.files or (each.provenance.file,)


def _by_rows(day: date, rows: int) -> LoadedDay:
    return LoadedDay(day, Kept.WHOLE if rows else Kept.NO_ROWS, rows, 0, 0, 0)


def _by_files(day: date, rows: int, names: set[str], kind: str, *, short: bool) -> LoadedDay:
    """A day by the names of its files; `short`: files of 15 minutes are loaded, so a day without any wants these."""
    whole = f"{day:%Y%m%d}"
    if whole in names or not short or day < FIRST.date():
        wanted = {whole: datetime.combine(day, datetime.min.time())}
        kind = _DAILY
    else:
        wanted = {f"{stamp:%Y%m%d%H%M%S}": stamp for stamp in intervals(day, day)}
    files = sum(name in names for name in wanted)
    absent = sum(name not in names and known_gap(stamp, kind) for name, stamp in wanted.items())
    return LoadedDay(day, _kept(files, len(wanted), absent), rows, files, len(wanted), absent)


def _kept(files: int, wanted: int, absent: int) -> Kept:
    if files + absent == wanted:
        return Kept.WHOLE if files or not wanted else Kept.GAP
    return Kept.PART if files else Kept.NONE
