"""Ingest: the only writer of the store. Reads the facts, checks them against one another, writes a new generation."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import platformdirs

from keystone_states import reference
from keystone_states.errors import BadRowError
from keystone_states.model.rows import Meeting, Membership, Organisation, Participation, Person, Post, Row, State
from keystone_states.store import generations


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
    check_links(rows)
    generations.write(store, rows, digest=digest)
    return True


def check_links(rows: dict[str, tuple[Row, ...]]) -> None:
    """Refuse a row that points at an actor, organisation, person or meeting no table holds."""
    actors = {
        row.actor for name in ("states", "organisations") for row in rows[name] if isinstance(row, State | Organisation)
    }
    persons = {row.person for row in rows["persons"] if isinstance(row, Person)}
    meetings = {row.id for row in rows["meetings"] if isinstance(row, Meeting)}
    known = {
        "actor": (actors, "states.csv or organisations.csv"),
        "organisation": (actors, "organisations.csv"),
        "host": (actors, "states.csv"),
        "forum": (actors, "organisations.csv"),
        "person": (persons, "persons.csv"),
        "meeting": (meetings, "meetings.csv"),
    }
    for name, columns in _LINKS.items():
        for number, row in enumerate(rows[name], 2):
            for column in columns:
                value = getattr(row, column)
                exists, home = known[column]
                if value is not None and value not in exists:
                    raise BadRowError(
                        f"{name}.csv:{number}: column {column!r} is {value!r}; "
                        f"expected one listed in {home}; add it there or correct it"
                    )


_LINKS: dict[str, Iterable[str]] = {
    Membership.table: ("organisation", "actor"),
    Meeting.table: ("host", "forum"),
    Participation.table: ("meeting", "actor"),
    Post.table: ("person", "actor"),
    Person.table: ("actor",),
    "names": ("actor",),
    "positions": ("actor",),
}
