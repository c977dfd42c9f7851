"""`keystone transit`: what a state's territory is worth to traffic that passes through it."""

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
    from keystone_states.corridors.transit import Transit
    from keystone_states.world import World


@click.command(
    epilog=examples(
        "keystone transit",
        "keystone transit --state KAZ",
        "keystone transit --cargo gas --date 2024-06-01",
        "keystone transit --demand gravity",
        "keystone transit --avoid RUS --value-of-time 20 --format csv",
    )
)
@click.option("--state", help="Take the value of one state apart: by pair of places, and by the states it needs.")
@click.option("--top", type=click.IntRange(min=1), default=15, show_default=True, help="How many lines to show.")
@corridor_options
@output_format("table", "json", "csv")
def transit(state: str | None, top: int, form: str, **options: Any) -> None:
    """Rank states by what transit through them is worth: the transit game over what is carried from where to where.

    Python: corridors.transit.transit(routes.corridors_of(world), world.demands).
    """
    from keystone_states.cli.output import emit
    from keystone_states.corridors.transit import transit as play

    corridors, world, avoid = corridors_and_world(options)
    found = play(corridors, world.demands, terms=terms_of(options), avoid=avoid, interactions=state is not None)
    if state is not None:
        _apart(found, state, world, top=top, form=form, options=options)
        return
    scale, unit = _scale(found.unit)
    records: list[dict[str, Any]] = [
        {
            "rank": number,
            "state": row.state,
            "name": world.name(row.state),
            "shapley": row.shapley,
            "share": row.share,
            "banzhaf": row.banzhaf,
            "removal": row.removal,
            "irreplaceability": row.irreplaceability,
            "unit": found.unit,
            "cargo": corridors.cargo.value,
            "date": str(corridors.day),
            "demand": demand_words(options),
        }
        for number, row in enumerate((row for row in found.ranking() if row.banzhaf > 0), start=1)
    ]
    if form != "table":
        emit(records, form)
        return
    scaled = [each | {key: each[key] / scale for key in ("shapley", "banzhaf", "removal")} for each in records[:top]]
    emit(
        [{**each, "L/φ": each["irreplaceability"]} for each in scaled],
        form,
        columns=("rank", "name", "shapley", "share", "banzhaf", "removal", "L/φ"),
        title=f"Worth of transit, {corridors.cargo}, {corridors.day}",
        notes=(f"Unit: {unit}.", *_notes(found), *demand_note(options)),
    )


def _notes(found: Transit) -> list[str]:
    lost = [f"{row.origin}–{row.destination}" for row in found.without_route]
    sampled = found.standard_error is not None
    return [
        "Shapley φ: mean gain when states join in random order; share: of all φ; Banzhaf: every coalition of the "
        "others equally likely; removal L: lost when it alone closes. L/φ: 0 substitutable, 1 a monopoly, above 1 a "
        "link of a chain.",
        f"{len(found.pairs)} pairs of places, the latest volumes up to that day. " + _priced(found),
        *(["Some values are estimated from random orders."] if sampled else []),
        *([f"Without any route: {', '.join(lost)}."] if lost else []),
    ]


def _priced(found: Transit) -> str:
    if found.unit.startswith("USD"):
        terms = found.terms
        return (
            f"Cost: USD and {terms.usd_per_hour:g} for each hour of an FEU; outside option {terms.outside:g} times the "
            "best route."
        )
    return "Worth: the volume that its lines, with those of others, join; capacity: see `keystone flow`."


def _scale(unit: str) -> tuple[float, str]:
    return (1e6, unit.replace("USD", "million USD")) if unit.startswith("USD") else (1.0, unit)


def _apart(found: Transit, name: str, world: World, *, top: int, form: str, options: dict[str, Any]) -> None:
    from keystone_states.actors.registry import Registry
    from keystone_states.actors.resolve import state_or_raise
    from keystone_states.cli.output import emit, say
    from keystone_states.report.evidence import lines

    corridors = found.corridors
    state = state_or_raise(name, corridors.day, registry=Registry(world))
    whole = float(found.shapley[found.index(state)])
    scale, unit = _scale(found.unit)
    records: list[dict[str, Any]] = [
        {
            "from": corridors.places[pair.demand.origin].name,
            "to": corridors.places[pair.demand.destination].name,
            "volume": pair.demand.volume.best,
            "volume_unit": pair.demand.unit,
            "year": pair.demand.year,
            "shapley": value,
            "share": value / whole,
            "of_pair": value / pair.total,
            "unit": found.unit,
            "demand": demand_words(options),
            "evidence": list(pair.evidence),
            "sources": sorted({line.source_url for line in lines(world, pair.evidence)}),
        }
        for pair, value in found.parts(state)
    ]
    if form != "table":
        emit(records, form)
        return
    emit(
        [{**each, "shapley": each["shapley"] / scale, "volume": volume(each["volume"])} for each in records[:top]],
        form,
        columns=("from", "to", "volume", "year", "shapley", "share", "of_pair"),
        title=f"{world.name(state)}: transit of {corridors.cargo} worth {whole / scale:,.3f} {unit}, {corridors.day}",
        notes=(
            f"{len(records)} pairs sum to it. Share: of the state's value; of pair: of what transit adds for the pair.",
            f"Volume in {records[0]['volume_unit']} a year." if records else "No pair needs it.",
            *demand_note(options),
        ),
    )
    for words in _company(found, state, world):
        say(words)


def _company(found: Transit, state: str, world: World) -> list[str]:
    """The states it needs and those that can stand in for it, the strongest first."""
    row = found.interaction[found.index(state)]
    order = sorted(range(len(row)), key=lambda i: -abs(row[i]))
    needs = [world.name(found.states[i]) for i in order if row[i] > 1e-9][:5]
    rivals = [world.name(found.states[i]) for i in order if row[i] < -1e-9][:5]
    return [
        f"Worth more together with: {', '.join(needs) or 'nobody'}.",
        f"Can be replaced by: {', '.join(rivals) or 'nobody'}.",
    ]
