"""The corridor network of a World: its rows on a day, and the words by which a user shuts part of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from keystone_states import ontology
from keystone_states.actors.registry import Registry
from keystone_states.actors.resolve import state_or_raise
from keystone_states.corridors.build import build, build_pipelines
from keystone_states.corridors.faults import Rows
from keystone_states.corridors.gravity import gravity
from keystone_states.corridors.network import Corridors
from keystone_states.corridors.places import fold
from keystone_states.errors import UnknownNameError
from keystone_states.model.routes import Cargo
from keystone_states.world import World


def corridors_of(world: World, *, day: date | None = None, cargo: Cargo = Cargo.CONTAINERS) -> Corridors:
    """What can be used on a day (the day up to which facts were read) for a cargo: legs, or oil and gas lines."""
    chosen = day or world.cut_off
    if cargo in (Cargo.OIL, Cargo.GAS):
        return build_pipelines(world.places, world.pipelines, world.legs, world.statuses, day=chosen, cargo=cargo)
    return build(
        world.places,
        world.legs,
        world.crossings,
        world.transfers,
        world.statuses,
        day=chosen,
        cargo=cargo,
        unions=unions_of(world, chosen),
    )


def unions_of(world: World, day: date) -> tuple[frozenset[str], ...]:
    """The customs unions of the ontology with their members of that day."""
    names = ontology.transport().customs_unions.members
    return tuple(frozenset(row.actor for row in world.members(name, day)) for name in names)


def rows_of(world: World) -> Rows:
    """The tables of the corridor network, to be checked for faults."""
    return Rows(**{name: getattr(world, name) for name in Rows.__dataclass_fields__})


def with_gravity(world: World, corridors: Corridors) -> World:
    """The World with gravity demand in place of the sourced (see `corridors.gravity`), of each state's latest product.

    Raises `BadInputError` for oil and gas, and where no sourced demand gives the total.
    """
    stated = sorted((row for row in world.sizes if row.gdp), key=lambda row: row.year)
    products = {row.actor: row for row in stated}
    named = {(row.actor, fold(name)): row.place for row in world.places for name in (row.name, *row.aliases)}
    held = Counter(named.get((row.host, fold(row.city or "")), "") for row in world.meetings)
    return replace(world, demands=gravity(corridors, products, world.demands, meetings=held))


def closures_of(names: Iterable[str], corridors: Corridors, world: World) -> tuple[str, ...]:
    """The words of the network for what a user wants to avoid, each once.

    Ids of legs, crossings, places and lines, modes and straits are taken first, places and straits also by name; then
    states, by code or name. Raises `UnknownNameError` for a name that is none of these, or a state without a place.
    """
    named = {fold(row.name): place for place, row in corridors.places.items()}
    straits = {fold(title): strait for strait, title in ontology.transport().straits.items()}
    known = named | straits | {fold(word): word for word in corridors.words}
    registry = Registry(world)
    return tuple(dict.fromkeys(known.get(fold(name)) or _state(name, corridors, registry) for name in names))


def _state(name: str, corridors: Corridors, registry: Registry) -> str:
    try:
        state = state_or_raise(name, corridors.day, registry=registry)
    except UnknownNameError as fault:
        raise UnknownNameError(f"cannot avoid {name!r}: no leg, crossing, place, mode or strait; {fault}") from None
    if state not in corridors.words:
        raise UnknownNameError(f"cannot avoid {name!r}: the corridor network has no place in {state}")
    return state
