"""`keystone route`: how to get from one place to another, and through whose territory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from keystone_states.cli.corridor_options import closures, corridors_and_world
from keystone_states.cli.options import Day, data_options, examples, output_format

if TYPE_CHECKING:
    from keystone_states.corridors.network import Corridors
    from keystone_states.corridors.routing import Itinerary, NoRoute, Routes, Stop, Stretch
    from keystone_states.model.estimates import Estimate
    from keystone_states.world import World


@click.command(
    epilog=examples(
        "keystone route Xian Duisburg",
        "keystone route Xian Duisburg --avoid RUS --close suez -k 3",
        "keystone route Shanghai Rotterdam --by cost --close suez -o cape.svg",
        "keystone route Altynkol Poti --via Aktau --date 2022-06-01 --format json",
        "keystone route Xian Istanbul --front",
    )
)
@click.argument("origin")
@click.argument("destination")
@click.option(
    "--by",
    type=click.Choice(["time", "cost", "distance"]),
    default="time",
    show_default=True,
    help="What the route makes least.",
)
@closures
@click.option("--via", multiple=True, metavar="PLACE", help="A place to pass; may be given often, in order.")
@click.option("--date", "day", type=Day(), help="Day on which it is open (default: up to which facts were read).")
@click.option("-k", "--alternatives", "k", type=click.IntRange(1, 10), default=1, show_default=True, help="How many.")
@click.option("--front", is_flag=True, help="All trade-offs of time and cost instead of one route.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Map of the routes, an SVG file.")
@data_options
@output_format("table", "json", "csv")
def route(
    origin: str,
    destination: str,
    by: str,
    via: tuple[str, ...],
    k: int,
    front: bool,
    output: Path | None,
    form: str,
    **options: Any,
) -> None:
    """Find the way of a container from ORIGIN to DESTINATION: borders, gauge breaks, straits, owners of each stretch.

    What is avoided is never used; where nothing is left, that is said. Times and costs that sources do not state are
    defaults of the mode, marked ~.

    Python: corridors.routing.route(routes.corridors_of(world), origin, destination).
    """
    from keystone_states.cli.output import emit, say
    from keystone_states.corridors import routing

    corridors, world, words = corridors_and_world(options)
    if front:
        found = routing.front(corridors, origin, destination, avoid=words, via=via)
    else:
        found = routing.route(corridors, origin, destination, by=by, avoid=words, via=via, k=k)
    if isinstance(found, routing.NoRoute):
        _show_none(found, corridors, world, form)
        return
    if output:
        _write_map(found, corridors, output)
    if form == "json":
        emit([_record(found, number, corridors, world) for number in range(len(found.found))], form)
        return
    if form == "csv":
        emit([each for number in range(len(found.found)) for each in _flat(found, number)], form)
        return
    for number in range(len(found.found)):
        _show(found, number, corridors, world)
    if output:
        say(f"Map: {output}")


def _show(routes: Routes, number: int, corridors: Corridors, world: World) -> None:
    from keystone_states.cli.output import emit

    best = routes.found[number]
    ends = f"{corridors.places[routes.origin].name} – {corridors.places[routes.destination].name}"
    which = f"{number + 1}. " if len(routes.found) > 1 else ""
    emit(
        [_line(step, corridors) for step in best.steps],
        "table",
        columns=("step", "by", "owner", "km", "hours", "USD"),
        title=f"{which}{ends}, {_figures(best)}",
        notes=_notes(best, corridors, world),
    )


def _figures(best: Itinerary) -> str:
    days = f"{_span(best.hours, 24, 1)} days, " if best.hours else ""
    usd = f", USD {_span(best.usd)} per FEU" if best.usd else ""
    return f"{days}{best.km.best:,.0f} km{usd}"


def _span(estimate: Estimate, unit: float = 1, digits: int = 0) -> str:
    low, value, high = (f"{each / unit:,.{digits}f}" for each in (estimate.low, estimate.best, estimate.high))
    return value if low == high else f"{value} ({low}–{high})"


def _line(step: Stretch | Stop, corridors: Corridors) -> dict[str, str]:
    from keystone_states.corridors.routing import Stop

    mark = "!" if step.sanctioned else ""
    if isinstance(step, Stop):
        start, end = (corridors.places[each.place].name for each in (step.start, step.end))
        what = "gauge break" if step.gauge_break else "border" if step.what == "crossing" else "transfer"
        where = f"{start} | {end}" if start != end else f"{start}: {step.start.kind} to {step.end.kind}"
        return _cells(where + mark, what, "", "", step.hours, step.usd, step.assumed)
    first, last = (corridors.places[step.places[side]].name for side in (0, -1))
    km = f"{step.km.best:,.0f}"
    return _cells(f"{first} – {last}{mark}", step.kind, step.owner, km, step.hours, step.usd, step.assumed)


def _cells(
    step: str, by: str, owner: str, km: str, hours: Estimate | None, usd: Estimate | None, assumed: tuple[str, ...]
) -> dict[str, str]:
    return {
        "step": step,
        "by": by,
        "owner": owner,
        "km": km,
        "hours": "" if hours is None else f"{hours.best:,.0f}{'~' if 'hours' in assumed else ''}",
        "USD": "" if usd is None else f"{usd.best:,.0f}{'~' if 'usd' in assumed else ''}",
    }


def _notes(best: Itinerary, corridors: Corridors, world: World) -> Iterator[str]:
    yield "Owners by km: " + ", ".join(f"{_owner(owner, world)} {km:,.0f}" for owner, km in best.owners) + "."
    passed = [_strait(each, corridors) for each in best.straits]
    yield (
        f"Borders between stations: {len(best.borders)}; gauge breaks: {best.gauge_breaks}; "
        f"straits: {', '.join(passed) or 'none'}; seas: {', '.join(best.seas) or 'none named'}."
    )
    if best.sanctioned:
        yield "! under sanctions on that day."
    if best.assumed:
        yield "~ default of the mode or kind of stop, not stated for it. Low and high add up all low and high figures."
    yield f"Open on {corridors.day}. {len(best.evidence)} rows behind it; --format json lists them with sources."


def _owner(owner: str, world: World) -> str:
    return "high seas" if owner == "INT" else world.name(owner)


def _strait(strait: str, corridors: Corridors) -> str:
    from keystone_states import ontology

    place = corridors.places.get(strait)
    return ontology.transport().straits.get(strait) or (place.name if place else strait)


def _show_none(found: NoRoute, corridors: Corridors, world: World, form: str) -> None:
    from keystone_states.cli.output import emit, say

    cut = [{"subject": each.subject, "why": each.why, "evidence": list(each.evidence)} for each in found.cut]
    if form == "csv":
        emit(cut, form, columns=("subject", "why", "evidence"))
        return
    if form == "json":
        head = {"origin": found.origin, "destination": found.destination, "date": str(corridors.day), "route": None}
        emit([head | {"avoided": list(found.avoided), "reached": found.reached, "cut": cut}], form)
        return
    first, last = corridors.places[found.origin].name, corridors.places[found.destination].name
    avoided = f" that avoids {', '.join(found.avoided)}" if found.avoided else ""
    say(f"There is no route from {first} to {last} on {corridors.day}{avoided}.")
    if found.reached is None:
        say("Nothing open on that day touches one of the two.")
    elif found.reached == found.origin:
        say(f"No open leg leaves {first}.")
    else:
        say(f"One gets as far as {corridors.places[found.reached].name} ({corridors.places[found.reached].actor}).")
    for each in found.cut[:10]:
        say(f"Cut: {each.subject} ({each.why})", indent="  ")
    if len(found.cut) > 10:
        say(f"and {len(found.cut) - 10} more", indent="  ")


def _write_map(found: Routes, corridors: Corridors, output: Path) -> None:
    from keystone_states.cli.output import write_text
    from keystone_states.errors import BadInputError
    from keystone_states.report.figures.routes import draw

    ends = f"{corridors.places[found.origin].name} to {corridors.places[found.destination].name}"
    drawn = draw(found.found, corridors.places, title=f"Routes from {ends} on {corridors.day}")
    if drawn is None:
        raise BadInputError(f"no map of {ends}: the coordinates of its places were not read; leave -o out")
    write_text(output, str(drawn))


def _record(routes: Routes, number: int, corridors: Corridors, world: World) -> dict[str, Any]:
    from keystone_states.report.evidence import lines

    best = routes.found[number]
    return {
        "origin": routes.origin,
        "destination": routes.destination,
        "date": str(corridors.day),
        "by": routes.by.value,
        "avoided": list(routes.avoided),
        "number": number + 1,
        "km": _numbers(best.km),
        "hours": _numbers(best.hours),
        "usd_per_feu": _numbers(best.usd),
        "owners_km": dict(best.owners),
        "places": list(best.places),
        "gauge_breaks": best.gauge_breaks,
        "straits": list(best.straits),
        "seas": list(best.seas),
        "sanctioned": best.sanctioned,
        "assumed": list(best.assumed),
        "steps": [_step(each) for each in best.steps],
        "evidence": list(best.evidence),
        "sources": sorted({line.source_url for line in lines(world, best.evidence)}),
    }


def _flat(routes: Routes, number: int) -> Iterator[dict[str, Any]]:
    """One row for each step of a route, best figures only."""
    for step in routes.found[number].steps:
        record = _step(step)
        places = record.get("places") or [record["from"], record["to"]]
        yield {
            "route": number + 1,
            "what": record["what"],
            "from": places[0],
            "to": places[-1],
            "kind": record.get("kind") or record["to_kind"],
            "owner": record.get("owner"),
            "km": (record.get("km") or {}).get("best"),
            "hours": step.hours.best if step.hours else None,
            "usd_per_feu": step.usd.best if step.usd else None,
            "gauge_break": record.get("gauge_break", False),
            "sanctioned": step.sanctioned,
            "assumed": list(step.assumed),
            "evidence": list(step.evidence),
        }


def _step(step: Stretch | Stop) -> dict[str, Any]:
    from keystone_states.corridors.routing import Stop

    shared = {
        "hours": _numbers(step.hours),
        "usd_per_feu": _numbers(step.usd),
        "assumed": list(step.assumed),
        "sanctioned": step.sanctioned,
        "evidence": list(step.evidence),
    }
    if isinstance(step, Stop):
        ends = {"from": step.start.place, "to": step.end.place, "from_kind": step.start.kind, "to_kind": step.end.kind}
        return {"what": step.what.value, **ends, "gauge_break": step.gauge_break, **shared}
    named = {"line": step.line or None, "kind": step.kind, "owner": step.owner, "places": list(step.places)}
    return {"what": "stretch", **named, "km": _numbers(step.km), **shared}


def _numbers(estimate: Estimate | None) -> dict[str, float] | None:
    return None if estimate is None else {"low": estimate.low, "best": estimate.best, "high": estimate.high}
