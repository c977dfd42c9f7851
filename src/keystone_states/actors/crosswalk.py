"""The crosswalk from the codes of event datasets to actors: states by every code they bear, organisations by group."""

from __future__ import annotations

from collections.abc import Iterator

from keystone_states import ontology
from keystone_states.actors.registry import Registry, fold
from keystone_states.errors import BadRowError
from keystone_states.model.events import Code
from keystone_states.model.rows import NameKind, State
from keystone_states.world import World

_NAMES = (NameKind.OFFICIAL, NameKind.SHORT, NameKind.ALIAS, NameKind.FORMER)
_EXTRA = ("cameo", "fips", "groups", "names")


def codes(world: World) -> tuple[Code, ...]:
    """Every code by scheme: cameo, fips, iso3, cow, groups (CAMEO known groups) and names (lower case).

    A code that two states bore one after the other (COW 345, 365) goes to the one that exists. An actor's ISO alpha-3
    code is also read as a CAMEO code where no other state has it: datasets write ROU, TLS and SSD. Raises
    `BadRowError` when the ontology names an actor that no table holds.
    """
    found: dict[tuple[str, str], Code] = {}
    for code in (*_of_states(world), *_of_ontology(world), *_names(world)):
        found.setdefault((code.scheme, code.code), code)
    return tuple(found.values())


def _of_states(world: World) -> Iterator[Code]:
    for row in sorted(world.states, key=lambda each: each.exists_until is not None):
        yield from (Code(scheme, code, row.actor, True) for scheme, code in _borne(row) if code)
    for row in world.states:
        yield Code("cameo", row.actor, row.actor, True)


def _borne(row: State) -> tuple[tuple[str, str | None], ...]:
    cow = None if row.cow is None else str(row.cow)
    return (("cameo", row.cameo), ("fips", row.fips), ("iso3", row.actor), ("iso2", row.iso2), ("cow", cow))


def _of_ontology(world: World) -> Iterator[Code]:
    extra = ontology.event_actors()
    for scheme in _EXTRA:
        for code, actor in getattr(extra, scheme).items():
            row = world.actors.get(actor)
            if row is None:
                raise BadRowError(
                    f"ontology/event_actors.yaml: {scheme}.{code} is {actor!r}; expected an actor listed in states.csv "
                    "or organisations.csv; mend the file"
                )
            yield Code(scheme, fold(code) if scheme == "names" else code, actor, isinstance(row, State))


def _names(world: World) -> Iterator[Code]:
    """Names that stand for one state only, folded; names of persons, capitals and peoples are not names of states."""
    wanted = {row.evidence_id for row in world.names if row.kind in _NAMES} | {row.evidence_id for row in world.states}
    for name, entries in Registry(world).entries.items():
        actors = {entry.actor for entry in entries if entry.evidence in wanted}
        living = {actor for actor in actors if world.actors[actor].exists_until is None}  # type: ignore[union-attr]
        if len(living or actors) == 1:
            yield Code("names", name, min(living or actors), True)
