"""`keystone whatif`: a scenario applied, and what it moves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from keystone_states.cli.corridor_options import demand, demand_note, demand_words
from keystone_states.cli.options import actor_of, examples, output_format, study_of, study_options

if TYPE_CHECKING:
    from keystone_states.corridors.flow import Flows
    from keystone_states.corridors.routing import NoRoute, Routes
    from keystone_states.scenarios.scenario import Scenario
    from keystone_states.study import Study
    from keystone_states.whatif import Outcome, RouteChange


@click.command(
    epilog=examples(
        "keystone whatif --list",
        "keystone whatif suez-closed",
        "keystone whatif russian-transit-sanctioned --state KAZ",
        "keystone whatif suez-closed --demand gravity",
        "keystone whatif my-scenario.toml --as-of 2022-06-30 --format json",
    )
)
@click.argument("scenario", required=False)
@click.option("--list", "listing", is_flag=True, help="List the scenarios that come with Keystone.")
@click.option("--state", default=None, help="Only the rows of this state.")
@click.option("--top", type=click.IntRange(1), default=12, show_default=True, help="At most this many states.")
@demand
@study_options
@output_format("table", "json", "csv")
def whatif(scenario: str | None, listing: bool, state: str | None, top: int, form: str, **options: Any) -> None:
    """Apply SCENARIO, the name of one that comes with Keystone or a TOML file, and show what it moves.

    Routes it watches, flows, the value of transit of every state, and scores where it edits memberships or meetings;
    CSV holds the values.
    Python: keystone_states.whatif.what_if(study, open_scenario(name)).
    """
    from keystone_states.cli.output import emit, say
    from keystone_states.errors import BadInputError
    from keystone_states.scenarios.scenario import library, open_scenario
    from keystone_states.whatif import what_if

    if listing:
        found = [(name, open_scenario(name)) for name in library()]
        emit([{"scenario": name, "question": each.question} for name, each in found], form)
        return
    if scenario is None:
        raise BadInputError("no scenario given; expected a name of `keystone whatif --list` or a TOML file")
    study, chosen = study_of(options), open_scenario(scenario)
    if options["demand"] == "gravity":
        study = _on_gravity(study, chosen)
    outcome = what_if(study, chosen)
    only = actor_of(state, study) if state else None
    if form == "json":
        emit([_record(outcome, only) | {"demand": demand_words(options)}], form)
    elif form == "csv":
        rows = [{**each, "demand": demand_words(options)} for each in _values(outcome, only)]
        emit(rows, form, columns=("state", "before", "after", "share_before", "share_after", "demand"))
    else:
        _show(outcome, only, top)
        for words in demand_note(options):
            say(words)


def _on_gravity(study: Study, scenario: Scenario) -> Study:
    """The study with gravity demand on the network before the scenario."""
    from dataclasses import replace

    from keystone_states.routes import corridors_of, with_gravity

    before = corridors_of(study.world, day=scenario.day or study.window.as_of, cargo=scenario.cargo)
    return replace(study, world=with_gravity(study.world, before))


def _show(outcome: Outcome, only: str | None, top: int) -> None:
    from keystone_states.cli.output import emit, say

    say(f"{outcome.scenario.name}, {outcome.scenario.cargo} on {outcome.day}. {outcome.scenario.question}")
    if outcome.routes:
        emit([_route_row(each, outcome) for each in outcome.routes], "table", title="Routes")
    emit(
        [_flow_row(when, each) for when, each in zip(("before", "after"), outcome.flows, strict=True)],
        "table",
        title="Flows",
    )
    values = [each for each in outcome.values if only in (None, each.state)]
    unit, scale = _in_millions(outcome.transit[0].unit)
    emit(
        [
            {
                "state": each.state,
                "before": f"{each.before / scale:,.1f}",
                "after": f"{each.after / scale:,.1f}",
                "share before": f"{each.share_before:.1%}",
                "share after": f"{each.share_after:.1%}",
            }
            for each in values[:top]
        ],
        "table",
        columns=("state", "before", "after", "share before", "share after"),
        title=f"Value of transit (Shapley value, {unit})",
        notes=_notes(outcome, len(values), top),
    )
    scores = [each for each in outcome.scores if only in (None, each.actor)]
    if scores:
        emit(
            [
                {
                    "state": each.actor,
                    "measure": f"{each.measure} ({each.layer})",
                    "before": _number(each.before),
                    "after": _number(each.after),
                    "rank before": each.rank_before,
                    "rank after": each.rank_after,
                }
                for each in scores[:top]
            ],
            "table",
            title="Scores",
        )


def _in_millions(unit: str) -> tuple[str, float]:
    """Dollars are shown in millions; volumes are so already."""
    return (f"million {unit}", 1e6) if unit.startswith("USD") else (unit, 1.0)


def _notes(outcome: Outcome, states: int, top: int) -> Iterator[str]:
    if states > top:
        yield f"{states - top} more states; --top {states} shows them."
    lost = [f"{each.origin} – {each.destination}" for each in outcome.transit[1].without_route]
    if lost:
        yield f"Without a route after the scenario: {', '.join(lost)}."
    yield "Outside option: twice the cost of the pair's own best route before or after; see docs/concepts.md."


def _route_row(change: RouteChange, outcome: Outcome) -> dict[str, str]:
    places = outcome.transit[0].corridors.places
    from keystone_states.corridors.places import find_place

    ends = " – ".join(find_place(each, places).name for each in (change.origin, change.destination))
    return {"route": ends, "before": _route_words(change.before), "after": _route_words(change.after)}


def _route_words(found: Routes | NoRoute) -> str:
    from keystone_states.corridors.routing import NoRoute

    if isinstance(found, NoRoute):
        return "no route"
    best = found.found[0]
    days = f"{best.hours.best / 24:.1f} days, " if best.hours else ""
    return f"{days}{best.km.best:,.0f} km by {' '.join(owner for owner, _ in best.owners)}"


def _flow_row(when: str, found: Flows) -> dict[str, str]:
    full = ", ".join(each.subject for each in found.bottlenecks[:3]) or "none"
    digits = 0 if found.unit == "teu" else 1
    return {
        "": when,
        "served": f"{found.served:,.{digits}f} {found.unit}",
        "unserved": f"{found.unserved:,.{digits}f} {found.unit}",
        "full": full,
    }


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3g}"


def _record(outcome: Outcome, only: str | None) -> dict[str, Any]:
    from dataclasses import asdict

    return {
        "scenario": outcome.scenario.model_dump(mode="json"),
        "date": str(outcome.day),
        "unit_of_value": outcome.transit[0].unit,
        "routes": [
            {"origin": each.origin, "destination": each.destination}
            | {when: _route_record(found) for when, found in (("before", each.before), ("after", each.after))}
            for each in outcome.routes
        ],
        "flows": {
            when: {
                "unit": each.unit,
                "served": each.served,
                "unserved": each.unserved,
                "transit": dict(each.transit),
                "full": [asdict(full) for full in each.bottlenecks],
            }
            for when, each in zip(("before", "after"), outcome.flows, strict=True)
        },
        "values": _values(outcome, only),
        "scores": [asdict(each) for each in outcome.scores if only in (None, each.actor)],
    }


def _values(outcome: Outcome, only: str | None) -> list[dict[str, Any]]:
    from dataclasses import asdict

    return [asdict(each) for each in outcome.values if only in (None, each.state)]


def _route_record(found: Routes | NoRoute) -> dict[str, Any] | None:
    from keystone_states.corridors.routing import NoRoute

    if isinstance(found, NoRoute):
        return None
    best = found.found[0]
    return {
        "km": best.km.best,
        "hours": best.hours.best if best.hours else None,
        "usd_per_feu": best.usd.best if best.usd else None,
        "owners_km": dict(best.owners),
        "places": list(best.places),
        "straits": list(best.straits),
    }
