"""Hold the packaged memberships against an outside dataset: where they agree, and every place where they do not.

The dataset is a witness, not the judge: a disagreement whose reason is known carries it (`ontology/cow_igo.yaml`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from keystone_states import ontology
from keystone_states.actors.registry import fold
from keystone_states.errors import BadInputError, StoreError
from keystone_states.model.rows import NameKind, Role, State
from keystone_states.sources import cow_igo
from keystone_states.world import World

_NAMES = (NameKind.OFFICIAL, NameKind.SHORT, NameKind.ALIAS, NameKind.FORMER)
_ROLES = (Role.MEMBER, Role.OBSERVER, Role.ASSOCIATE)


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One actor whose role in an organisation the two do not see alike; None: no role. `why`: where it is known."""

    organisation: str
    actor: str
    here: str | None
    there: str | None
    why: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """The outcome over the organisations both hold: roles seen alike, and those not."""

    year: int
    organisations: tuple[str, ...]
    agreed: int
    disagreements: tuple[Disagreement, ...]
    read: int
    accepted: int
    rejected: dict[str, int]

    @property
    def share(self) -> float:
        """Agreed roles by all roles that either holds; 1 when neither holds any."""
        whole = self.agreed + len(self.disagreements)
        return self.agreed / whole if whole else 1.0

    @property
    def explained(self) -> float:
        """Share of roles that agree or differ for a known reason."""
        whole = self.agreed + len(self.disagreements)
        known = sum(bool(each.why) for each in self.disagreements)
        return (self.agreed + known) / whole if whole else 1.0


def compare_igo(world: World, path: Path, *, year: int = cow_igo.COVERED[-1]) -> Comparison:
    """COW IGO v3 of one year beside the memberships that hold here on 31 December of it.

    Compared are organisations that have memberships here and are known to COW under the codes of the crosswalk, and
    states that COW counts in its system. Raises `BadInputError` for a year outside COW's.
    """
    if year not in cow_igo.COVERED:
        raise BadInputError(f"year {year} is not covered by COW IGO v3; expected {cow_igo.COVERED[0]} to 2014")
    theirs = cow_igo.load(path, year=year, iso3=names_of(world).get)
    held = {row.organisation for row in world.memberships} & {each.organisation for each in theirs.memberships}
    day = date(year, 12, 31)
    ours = {
        (row.organisation, row.actor): str(row.role)
        for row in world.memberships
        if row.organisation in held and row.role in _ROLES and row.holds(day)
    }
    there = {
        (each.organisation, each.actor): str(each.role) for each in theirs.memberships if each.organisation in held
    }
    agreed = sum(ours[key] == role for key, role in there.items() if key in ours)
    return Comparison(
        year,
        tuple(sorted(held)),
        agreed,
        tuple(_disagreements(ours, there)),
        theirs.read,
        theirs.accepted,
        dict(theirs.rejected),
    )


def loaded_file(world: World, dataset: str) -> Path:
    """The rows of a dataset that were loaded last; raises `StoreError` when none are."""
    files = world.loaded.get(dataset, ())
    if not files:
        raise StoreError(f"nothing of {dataset!r} is loaded; give its file, or run `keystone load {dataset} FILE`")
    return files[-1].path


def names_of(world: World) -> dict[str, str]:
    """The actor of a state's name run together in small letters, as COW writes it; ambiguous names left out."""
    found: dict[str, set[str]] = {}
    for row in world.states:
        for name in (row.name, row.official_name):
            found.setdefault(_run_together(name), set()).add(row.actor)
    for each in world.names:
        if each.kind in _NAMES:
            found.setdefault(_run_together(each.name), set()).add(each.actor)
    return {name: next(iter(actors)) for name, actors in found.items() if len(actors) == 1}


def _run_together(name: str) -> str:
    return re.sub(r"[^a-z]", "", fold(name))


def _disagreements(ours: dict[tuple[str, str], str], theirs: dict[tuple[str, str], str]) -> Iterable[Disagreement]:
    known = {(each.organisation, actor): each.why for each in ontology.cow_igo().known for actor in each.actors}
    for key in sorted({*ours, *theirs}):
        if ours.get(key) != theirs.get(key):
            why = known.get(key) or known.get((key[0], "*"), "")
            yield Disagreement(*key, ours.get(key), theirs.get(key), why)


def by_cow(world: World) -> Callable[[int, date], str | None]:
    """The actor that bore a COW country number on a day: 365 is the Soviet Union, then Russia."""
    bearers: dict[int, list[State]] = {}
    for row in world.states:
        if row.cow is not None:
            bearers.setdefault(row.cow, []).append(row)

    def find(number: int, day: date) -> str | None:
        return next((row.actor for row in bearers.get(number, ()) if existed(row, day)), None)

    return find


def existed(row: State, day: date) -> bool:
    """Whether there was a state on a day."""
    begun = row.exists_since is None or row.exists_since.first() <= day
    return begun and (row.exists_until is None or day < row.exists_until.first())
