"""`keystone actors`: names to actors."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from keystone_states.cli.options import Day, data_options, examples, output_format, world_of

if TYPE_CHECKING:
    from keystone_states.actors.resolve import Resolution
    from keystone_states.world import World


@click.group()
def actors() -> None:
    """Resolve names to actors; list actors."""


@actors.command(
    epilog=examples(
        "keystone actors resolve Nur-Sultan --date 2020-05-01",
        "keystone actors resolve Georgia",
        "keystone actors resolve 'the Kremlin' --format json",
    )
)
@click.argument("name")
@click.option(
    "--date", "day", type=Day(), help="Day on which the name was used (default: the day up to which facts were read)."
)
@data_options
@output_format("table", "json", "csv")
def resolve(name: str, day: date | None, form: str, **options: Any) -> None:
    """Say which actor NAME stands for on a day, and why; or that it is ambiguous, with the candidates.

    Python: resolve(name, day, registry=Registry(world)).
    """
    from keystone_states.actors.registry import Registry
    from keystone_states.actors.resolve import resolve as find
    from keystone_states.cli.output import emit, say

    world = world_of(options)
    found = find(name, day or world.cut_off, registry=Registry(world))
    if form != "table":
        emit([_answer(found, world)], form)
        return
    if found.actor:
        person = f" ({world.person_name(found.person)})" if found.person else ""
        say(f"{found.actor}  {world.name(found.actor)}{person}")
        say(f"Reason: {found.reason}.")
        return
    say(f"{found.status.value}: {found.reason}.")
    if found.candidates and found.status.value == "unknown":
        say("Similar: " + ", ".join(f"{each.actor} ({each.name})" for each in found.candidates))


def _answer(found: Resolution, world: World) -> dict[str, Any]:
    return {
        "query": found.query,
        "date": str(found.date),
        "status": found.status.value,
        "actor": found.actor,
        "name": world.name(found.actor) if found.actor else None,
        "person": found.person,
        "reason": found.reason,
        "candidates": [each.actor for each in found.candidates],
        "candidate_reasons": [each.reason for each in found.candidates],
        "evidence": [each.evidence for each in found.candidates],
    }


@actors.command(
    "list",
    epilog=examples(
        "keystone actors list --format csv",
        "keystone actors list --kind organisation",
    ),
)
@click.option(
    "--kind",
    type=click.Choice(["state", "organisation", "all"]),
    default="state",
    show_default=True,
    help="Which actors.",
)
@data_options
@output_format("table", "json", "csv")
def list_actors(kind: str, form: str, **options: Any) -> None:
    """List states or organisations with their codes.

    Python: World.states, World.organisations.
    """
    from keystone_states.cli.output import emit

    world = world_of(options)
    states = [] if kind == "organisation" else [_state(row) for row in world.states]
    others = [] if kind == "state" else [_organisation(row) for row in world.organisations]
    emit([*states, *others], form, columns=("actor", "name", "kind", "cow", "fips", "cameo"))


def _state(row: Any) -> dict[str, Any]:
    return {
        "actor": row.actor,
        "name": row.name,
        "kind": "state",
        "official_name": row.official_name,
        "iso2": row.iso2,
        "cow": row.cow,
        "fips": row.fips,
        "cameo": row.cameo,
    }


def _organisation(row: Any) -> dict[str, Any]:
    return {
        "actor": row.actor,
        "name": row.name,
        "kind": row.kind.value,
        "official_name": row.name,
        "iso2": None,
        "cow": None,
        "fips": None,
        "cameo": None,
    }
