"""Every name by which an actor, or a person who speaks for one, is called, with the dates it holds."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from anyascii import anyascii

from keystone_states.model.dates import PartialDate, holds
from keystone_states.model.rows import Name, NameKind, Organisation, Person, State
from keystone_states.world import World

_KIND_WORDS = {
    NameKind.OFFICIAL: "official name of",
    NameKind.SHORT: "short name of",
    NameKind.ALIAS: "another name of",
    NameKind.FORMER: "former name of",
    NameKind.DEMONYM: "demonym of",
    NameKind.ADJECTIVE: "adjective of",
    NameKind.CAPITAL: "capital of",
    NameKind.METONYM: "seat of government standing for",
    NameKind.HOMONYM: "a word that may also mean",
    NameKind.PARTIAL: "only part of a name of",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One name of one actor: how it stands for the actor, since when and until when, and where that was read."""

    name: str
    actor: str
    how: str
    since: PartialDate | None = None
    until: PartialDate | None = None
    person: str | None = None
    homonym: bool = False
    partial: bool = False
    code: bool = False
    evidence: str = ""
    note: str = ""

    def in_use(self, day: date) -> bool:
        """Whether the name was in use on `day`; part of a longer name never is."""
        return not self.partial and holds(self.since or PartialDate(1), self.until, day)


def fold(name: str) -> str:
    """A name reduced for comparison: ASCII letters, lower case, no full stops, no leading "the", single spaces."""
    plain = re.sub(r"[.’'`]", "", anyascii(name)).lower()
    return re.sub(r"^the ", "", " ".join(re.sub(r"[^a-z0-9+&-]", " ", plain).split()))


@dataclass(frozen=True)
class Registry:
    """All entries of a World, found by folded name."""

    world: World

    @cached_property
    def entries(self) -> dict[str, tuple[Entry, ...]]:
        """Entries by folded name."""
        grouped: dict[str, list[Entry]] = {}
        for entry in self._all():
            grouped.setdefault(fold(entry.name), []).append(entry)
        return {name: tuple(found) for name, found in grouped.items()}

    @cached_property
    def codes(self) -> dict[str, Entry]:
        """Actor identifiers and CAMEO codes, as written."""
        by_code: dict[str, Entry] = {}
        for row in self.world.states:
            for code in (row.cameo, row.actor):
                if code:
                    by_code[code] = Entry(
                        code,
                        row.actor,
                        "code of",
                        row.exists_since,
                        row.exists_until,
                        code=True,
                        evidence=row.evidence_id,
                    )
        for organisation in self.world.organisations:
            by_code[organisation.actor] = Entry(
                organisation.actor,
                organisation.actor,
                "identifier of",
                organisation.founded,
                organisation.dissolved,
                code=True,
                evidence=organisation.evidence_id,
            )
        return by_code

    def in_use(self, entry: Entry, day: date) -> bool:
        """Whether the name was in use on `day` for an actor that existed then."""
        return entry.in_use(day) and self.existed(entry.actor, day)

    def existed(self, actor: str, day: date) -> bool:
        """Whether the actor existed on `day`, as far as dated."""
        row = self.world.actors[actor]
        since, until = (row.exists_since, row.exists_until) if isinstance(row, State) else (row.founded, row.dissolved)
        return holds(since or PartialDate(1), until, day)

    def _all(self) -> Iterable[Entry]:
        for state in self.world.states:
            yield from _state_entries(state)
        for name in self.world.names:
            yield _name_entry(name)
        for organisation in self.world.organisations:
            yield from _organisation_entries(organisation)
        for person in self.world.persons:
            yield from self._person_entries(person)

    def _person_entries(self, person: Person) -> Iterable[Entry]:
        for spelling in (person.name, *person.aliases):
            yield Entry(spelling, person.actor, "a person of", person=person.person, evidence=person.evidence_id)


def _state_entries(state: State) -> Iterable[Entry]:
    dates = (state.exists_since, state.exists_until)
    yield Entry(state.name, state.actor, "short name of", *dates, evidence=state.evidence_id)
    if fold(state.official_name) != fold(state.name):
        yield Entry(state.official_name, state.actor, "official name of", *dates, evidence=state.evidence_id)


def _name_entry(row: Name) -> Entry:
    return Entry(
        row.name,
        row.actor,
        _KIND_WORDS[row.kind],
        row.since,
        row.until,
        homonym=row.kind is NameKind.HOMONYM,
        partial=row.kind is NameKind.PARTIAL,
        evidence=row.evidence_id,
        note=row.note,
    )


def _organisation_entries(row: Organisation) -> Iterable[Entry]:
    for spelling in filter(None, (row.name, row.abbreviation, *row.aliases)):
        yield Entry(spelling, row.actor, "a name of", row.founded, row.dissolved, evidence=row.evidence_id)
