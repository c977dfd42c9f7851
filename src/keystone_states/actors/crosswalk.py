"""The crosswalk from the codes of event datasets to actors: states by every code they bear, organisations by group."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from keystone_states import ontology
from keystone_states.actors.registry import Registry, fold
from keystone_states.errors import BadRowError
from keystone_states.model.events import Code
from keystone_states.model.rows import NameKind, State
from keystone_states.world import World

_NAMES = (NameKind.OFFICIAL, NameKind.SHORT, NameKind.ALIAS, NameKind.FORMER)


@dataclass(frozen=True)
class Crosswalk:
    """Codes by scheme (cameo, fips, iso3, iso2, cow, groups), and states by folded name."""

    codes: tuple[Code, ...]
    names: dict[str, str]

    @classmethod
    def of(cls, world: World) -> Crosswalk:
        """The crosswalk of a World.

        A code that two states bore one after the other (COW 345, 365) goes to the one that exists. An actor's ISO
        alpha-3 code is also read as a CAMEO code where no other state has it: datasets write ROU, TLS and SSD. Raises
        `BadRowError` when the ontology names an actor that no table holds.
        """
        found: dict[tuple[str, str], Code] = {}
        for code in (*_of_states(world), *_of_ontology(world)):
            found.setdefault((code.scheme, code.code), code)
        return cls(tuple(found.values()), dict(_names(world)))

    def named(self, name: str) -> str | None:
        """The state of that name, or None where there is none or more than one."""
        return self.names.get(fold(name))


def _of_states(world: World) -> Iterator[Code]:
    for row in sorted(world.states, key=lambda each: each.exists_until is not None):
        cow = None if row.cow is None else str(row.cow)
        borne = (("cameo", row.cameo), ("fips", row.fips), ("iso3", row.actor), ("iso2", row.iso2), ("cow", cow))
        yield from (Code(scheme, code, row.actor, True) for scheme, code in borne if code)
    for row in world.states:
        yield Code("cameo", row.actor, row.actor, True)


def _of_ontology(world: World) -> Iterator[Code]:
    extra = ontology.event_actors()
    for scheme, actors in (("cameo", extra.cameo), ("fips", extra.fips), ("groups", extra.groups)):
        for code, actor in actors.items():
            yield Code(scheme, code, actor, isinstance(_row(world, scheme, code, actor), State))


def _row(world: World, scheme: str, code: str, actor: str) -> object:
    if actor not in world.actors:
        raise BadRowError(
            f"ontology/event_actors.yaml: {scheme}.{code} is {actor!r}; expected an actor listed in states.csv or "
            "organisations.csv; mend the file"
        )
    return world.actors[actor]


def _names(world: World) -> Iterator[tuple[str, str]]:
    """Folded names that stand for one state; names of persons, capitals and peoples are not names of states."""
    states = {row.actor: row for row in world.states}
    wanted = {row.evidence_id for row in world.names if row.kind in _NAMES} | {row.evidence_id for row in world.states}
    for name, entries in Registry(world).entries.items():
        actors = {entry.actor for entry in entries if entry.evidence in wanted and entry.actor in states}
        living = {actor for actor in actors if states[actor].exists_until is None}
        if len(living or actors) == 1:
            yield name, min(living or actors)
    for name, actor in ontology.event_actors().names.items():
        _row(world, "names", name, actor)
        yield fold(name), actor
