"""Ingest: the only writer of the store. Reads the facts, checks them against one another, writes a new generation."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import platformdirs

from keystone_states import reference
from keystone_states.errors import BadRowError, UnknownNameError
from keystone_states.model.dates import PartialDate
from keystone_states.model.rows import (
    Coverage,
    Meeting,
    Membership,
    Name,
    Organisation,
    Participation,
    Person,
    Position,
    Post,
    Row,
    Size,
    State,
)
from keystone_states.reading.jsonform import article_record, event_record, tie_record
from keystone_states.reading.records import Reading
from keystone_states.sources import readings, un_votes
from keystone_states.store import datasets, generations
from keystone_states.store.datasets import Provenance


def default_store() -> Path:
    """The store's folder: the environment variable `KEYSTONE_STORE`, else the user's data folder."""
    return Path(os.environ.get("KEYSTONE_STORE") or platformdirs.user_data_path("keystone") / "store")


def refresh(store: Path, *, facts: Path | None = None) -> bool:
    """Bring the store up to the facts on disk; returns whether a new generation was written.

    Raises `BadRowError` when a row cannot be used or names an actor, person or meeting that does not exist; the store
    then keeps its last good generation.
    """
    digest = reference.digest(facts)[:24]
    if generations.current(store) == digest:
        return False
    rows = reference.load(facts)
    check_links(rows, facts=facts)
    generations.write(store, rows, digest=digest)
    return True


def load_un_votes(store: Path, files: Sequence[Path], *, iso3: un_votes.Iso3) -> tuple[Provenance, bool]:
    """Load UN roll calls into the store from a file of votes and a file of roll calls (or a folder that holds both).

    Returns their provenance and whether anything was written: files loaded before are not loaded again. `iso3` gives
    the actor of an alpha-2 code in a year. Raises `BadInputError` when it is not these two files that are given, or no
    vote can be used.
    """
    votes, roll_calls = un_votes.sorted_out(_unfolded(files))
    sha256 = datasets.sha256_of(votes, roll_calls)
    before = [each for each in datasets.finished(store, un_votes.DATASET) if each.sha256 == sha256]
    if before:
        return before[0], False
    with un_votes.judged(votes, roll_calls, iso3=iso3) as found:
        provenance = Provenance(
            file=f"{votes.name}+{roll_calls.name}",
            bytes=votes.stat().st_size + roll_calls.stat().st_size,
            sha256=sha256,
            read=found.read,
            accepted=found.accepted,
            rejected=dict(found.rejected),
            first_day=found.first_day,
            last_day=found.last_day,
            licence=un_votes.LICENCE,
            release=f"roll calls up to {found.last_day}",
            source_url=un_votes.SOURCE_URL,
            loaded=date.today(),
        )
        return provenance, datasets.write(store, un_votes.DATASET, provenance, found.writer)


def _unfolded(files: Sequence[Path]) -> list[Path]:
    """Files as given; in place of a folder, the Parquet and CSV files in it."""
    inside = {path: sorted(each for each in path.glob("*.*") if each.suffix in (".parquet", ".csv")) for path in files}
    return [each for path in files for each in (inside[path] if path.is_dir() else [path])]


def save_reading(store: Path, reading: Reading) -> bool:
    """Save the events and ties of an article; returns whether anything was written: not when it was saved before."""
    article = article_record(reading.article)
    text = reading.article.text
    ties = [tie_record(each, text) for each in reading.ties]
    records = [
        *(event_record(each, text) for each in reading.events),
        *({"id": f"{article['sha256'][:12]}-t{number}", **each} for number, each in enumerate(ties)),
    ]
    days = [day for each in records if (day := _day(each))]
    provenance = Provenance(
        file=reading.article.name,
        bytes=len(text.encode(errors="surrogatepass")),
        sha256=reading.article.sha256,
        read=len(records),
        accepted=len(records),
        first_day=min(days, default=None),
        last_day=max(days, default=None),
        licence="that of the article",
        release=", ".join(filter(None, (reading.article.publisher, str(reading.day or "")))),
        source_url=reading.article.url or "",
        loaded=date.today(),
    )
    return datasets.write(store, readings.DATASET, provenance, partial(readings.write, records, article))


def _day(record: dict[str, Any]) -> date | None:
    when = record.get("date") or record.get("since")
    return PartialDate.parse(when["value"]).first() if when else None


def forget_reading(store: Path, start: str) -> Provenance:
    """Remove the saved article whose SHA-256 begins so; raises `UnknownNameError` unless there is exactly one."""
    found = [each for each in datasets.finished(store, readings.DATASET) if start and each.sha256.startswith(start)]
    if len(found) != 1:
        raise UnknownNameError(
            f"{len(found)} saved articles have a SHA-256 that begins with {start!r}; expected one; "
            "see `keystone read --list-saved`"
        )
    datasets.remove(store, readings.DATASET, found[0].sha256)
    return found[0]


def check_links(rows: dict[str, tuple[Row, ...]], *, facts: Path | None = None) -> None:
    """Refuse a row that points at an actor, organisation, person or meeting no table holds."""
    homes = _homes(rows)
    for name, columns in _LINKS.items():
        for row in rows[name]:
            for column, home in columns.items():
                value = getattr(row, column)
                if value is not None and value not in homes[home]:
                    raise BadRowError(
                        f"{name}.csv:{reference.line_of(row, facts)}: column {column!r} is {value!r}; "
                        f"expected one listed in {home}; add it there or correct it"
                    )


def _homes(rows: dict[str, tuple[Row, ...]]) -> dict[str, set[str]]:
    """What may be pointed at, by the table or tables that list it."""
    states = {row.actor for row in rows["states"] if isinstance(row, State)}
    organisations = {row.actor for row in rows["organisations"] if isinstance(row, Organisation)}
    return {
        "states.csv": states,
        "organisations.csv": organisations,
        "states.csv or organisations.csv": states | organisations,
        "states.csv, or *": states | {"*"},
        "persons.csv": {row.person for row in rows["persons"] if isinstance(row, Person)},
        "meetings.csv": {row.id for row in rows["meetings"] if isinstance(row, Meeting)},
    }


_ACTORS = "states.csv or organisations.csv"
_LINKS: dict[str, dict[str, str]] = {
    Membership.table: {"organisation": "organisations.csv", "actor": _ACTORS},
    Meeting.table: {"host": "states.csv", "forum": "organisations.csv"},
    Participation.table: {"meeting": "meetings.csv", "actor": _ACTORS},
    Post.table: {"person": "persons.csv", "actor": _ACTORS},
    Person.table: {"actor": _ACTORS},
    Organisation.table: {"seat_state": "states.csv"},
    Name.table: {"actor": _ACTORS},
    Position.table: {"actor": "states.csv"},
    Coverage.table: {"actor": "states.csv, or *"},
    Size.table: {"actor": "states.csv"},
}
