"""`keystone flow`: what fits through the corridors, which way it goes, and where it is tight."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from keystone_states.cli.corridor_options import (
    corridor_options,
    corridors_and_world,
    demand_note,
    demand_words,
    terms_of,
    volume,
)
from keystone_states.cli.options import examples, output_format

if TYPE_CHECKING:
    from keystone_states.corridors.flow import Flows
    from keystone_states.world import World


@click.command(
    epilog=examples(
        "keystone flow",
        "keystone flow --avoid RUS",
        "keystone flow --cargo oil --close cpc-rus",
        "keystone flow --cargo gas --date 2024-06-01 --format json",
    )
)
@click.option("--top", type=click.IntRange(min=1), default=12, show_default=True, help="Lines of each table.")
@corridor_options
@output_format("table", "json", "csv")
def flow(top: int, form: str, **options: Any) -> None:
    """Send all that is carried the cheapest way that capacity leaves: served, unserved, full legs, transit by state.

    A capacity that was not read is no limit, so what is served is a ceiling.

    Python: corridors.flow.flows(routes.corridors_of(world), world.demands).
    """
    from keystone_states.cli.output import emit, say
    from keystone_states.corridors.flow import flows

    corridors, world, avoid = corridors_and_world(options)
    found = flows(corridors, world.demands, terms=terms_of(options), avoid=avoid)
    if form == "json":
        emit([_record(found) | {"demand": demand_words(options)}], form)
        return
    if form == "csv":
        emit([{**each, "demand": demand_words(options)} for each in _flat(found)], form)
        return
    _show(found, world, top)
    for words in demand_note(options):
        say(words)


def _record(found: Flows) -> dict[str, Any]:
    return {
        "cargo": found.corridors.cargo.value,
        "date": str(found.corridors.day),
        "unit": f"{found.unit} a year",
        "served": found.served,
        "unserved": found.unserved,
        "transit": dict(found.transit),
        "demands": [
            {
                "origin": each.demand.origin,
                "destination": each.demand.destination,
                "year": each.demand.year,
                "served": each.served,
                "unserved": each.unserved,
                "evidence": each.demand.evidence_id,
            }
            for each in found.carried
        ],
        "full": [
            {"subject": each.subject, "capacity": each.capacity, "price": each.price, "evidence": list(each.evidence)}
            for each in found.bottlenecks
        ],
        "loads": dict(found.loads),
    }


def _flat(found: Flows) -> list[dict[str, Any]]:
    """One row for each demand, each state crossed, and each leg, crossing, transfer or line used."""
    full = {each.subject: each for each in found.bottlenecks}
    unit = f"{found.unit} a year"
    rows: list[tuple[str, str, float, float | None, float | None]] = [
        *(("demand", f"{e.demand.origin}/{e.demand.destination}", e.served, e.unserved, None) for e in found.carried),
        *(("state", state, crossed, None, None) for state, crossed in found.transit),
        *(("load", name, load, None, full[name].price if name in full else 0.0) for name, load in found.loads),
    ]
    return [
        {"what": what, "name": name, "volume": carried, "unserved": lost, "price": price, "unit": unit}
        for what, name, carried, lost, price in rows
    ]


def _show(found: Flows, world: World, top: int) -> None:
    from keystone_states.cli.output import emit, say

    corridors = found.corridors
    whole = found.served or 1.0
    unit = f"{found.unit} a year"
    emit(
        [
            {"state": world.name(state), "transit": volume(crossed), "share": crossed / whole}
            for state, crossed in found.transit[:top]
        ],
        "table",
        columns=("state", "transit", "share"),
        title=f"Flows of {corridors.cargo} on {corridors.day}: {volume(found.served)} {unit} served, "
        f"{volume(found.unserved)} not",
        notes=(f"Transit in {unit}, of what begins and ends elsewhere; share of all that is served.",),
    )
    short = sorted((each for each in found.carried if each.unserved > 0.001 * each.demand.volume.best), key=_lost)
    if short:
        emit(
            [
                {
                    "from": corridors.places[each.demand.origin].name,
                    "to": corridors.places[each.demand.destination].name,
                    "served": volume(each.served),
                    "unserved": volume(each.unserved),
                }
                for each in short[:top]
            ],
            "table",
            columns=("from", "to", "served", "unserved"),
            title="Not served, or not all of it",
        )
    if found.bottlenecks:
        emit(
            [
                {"full": each.subject, "capacity": volume(each.capacity), "price": each.price}
                for each in found.bottlenecks[:top]
            ],
            "table",
            columns=("full", "capacity", "price"),
            title="Full legs, crossings, transfers and lines",
            notes=(f"Price: what room for one more would save, in {_money(found)}.",),
        )
    else:
        say("Nothing whose capacity is known is full.")


def _lost(each: Any) -> float:
    return -float(each.unserved)


def _money(found: Flows) -> str:
    return "US dollars" if found.unit == "teu" or found.corridors.cargo == "bulk" else f"{found.unit} served"
