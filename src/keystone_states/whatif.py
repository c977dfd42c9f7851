"""What if: a scenario applied to a World, and what it moves: routes, flows, the value of transit, scores.

Before and after are computed the same way on the same day, so their difference is the scenario's. Scores of the
political channels are compared only when the scenario touches their tables.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from keystone_states.corridors.demand import USUAL, Terms
from keystone_states.corridors.flow import Flows, flows
from keystone_states.corridors.network import By, Corridors
from keystone_states.corridors.routing import NoRoute, Routes, route
from keystone_states.corridors.transit import StateValue, Transit, transit
from keystone_states.measures import Ranking
from keystone_states.network import Network
from keystone_states.routes import corridors_of
from keystone_states.scenarios.apply import apply
from keystone_states.scenarios.scenario import Scenario
from keystone_states.study import HEADLINES, Study
from keystone_states.world import World

_POLITICAL = ("memberships", "meetings", "participations")


@dataclass(frozen=True)
class RouteChange:
    """One watched route before and after."""

    origin: str
    destination: str
    before: Routes | NoRoute
    after: Routes | NoRoute


@dataclass(frozen=True, slots=True)
class ValueChange:
    """What transit through a state is worth before and after: Shapley value, and its share of all states' values."""

    state: str
    before: float
    after: float
    share_before: float
    share_after: float


@dataclass(frozen=True, slots=True)
class ScoreChange:
    """The value and rank of a state's headline measure in a layer before and after; None: not covered."""

    actor: str
    layer: str
    measure: str
    before: float | None
    after: float | None
    rank_before: int | None
    rank_after: int | None


@dataclass(frozen=True)
class Outcome:
    """What a scenario moves."""

    scenario: Scenario
    day: date
    before: World
    after: World
    routes: tuple[RouteChange, ...]
    transit: tuple[Transit, Transit]
    flows: tuple[Flows, Flows]
    values: tuple[ValueChange, ...]
    scores: tuple[ScoreChange, ...]


def what_if(study: Study, scenario: Scenario, *, terms: Terms = USUAL) -> Outcome:
    """Apply a scenario to the study's World and compare, on the scenario's day or the study's as-of day."""
    day = scenario.day or study.window.as_of
    changed = apply(study.world, scenario, day=day)
    networks = [corridors_of(world, day=day, cargo=scenario.cargo) for world in (study.world, changed)]
    games = tuple(transit(each, study.world.demands, terms=terms) for each in networks)
    carried = tuple(flows(each, study.world.demands, terms=terms) for each in networks)
    return Outcome(
        scenario,
        day,
        study.world,
        changed,
        tuple(_route_change(networks, *ends, by=scenario.by) for ends in scenario.watch),
        (games[0], games[1]),
        (carried[0], carried[1]),
        tuple(_value_changes(*games)),
        tuple(_score_changes(study, changed)),
    )


def _route_change(networks: list[Corridors], origin: str, destination: str, *, by: By) -> RouteChange:
    """Oil and gas lines state no time, so their routes are the shortest."""
    chosen = by if networks[0].timed else By.DISTANCE
    found = [route(each, origin, destination, by=chosen) for each in networks]
    return RouteChange(origin, destination, found[0], found[1])


def _value_changes(before: Transit, after: Transit) -> Iterable[ValueChange]:
    """Every state with a value before or after, the largest change first."""
    rows = [{row.state: row for row in each.ranking()} for each in (before, after)]
    found = [
        ValueChange(
            state, *(_of(each, state, "shapley") for each in rows), *(_of(each, state, "share") for each in rows)
        )
        for state in sorted({*rows[0], *rows[1]})
    ]
    return sorted(
        (each for each in found if each.before or each.after), key=lambda each: -abs(each.after - each.before)
    )


def _of(rows: dict[str, StateValue], state: str, figure: str) -> float:
    return float(getattr(rows[state], figure)) if state in rows else 0.0


def _score_changes(study: Study, changed: World) -> Iterable[ScoreChange]:
    """Headline scores of every ranked state that differ, the largest change of rank first."""
    if all(getattr(study.world, name) == getattr(changed, name) for name in _POLITICAL):
        return ()
    other = replace(study, world=changed)
    found: list[ScoreChange] = []
    for layer, measure in study.pairs:
        if HEADLINES.get(layer.name) != measure.name:
            continue
        rankings = [(each.network, each.ranking(layer.name, measure)) for each in (study, other)]
        actors = {network.actors[i] for network, ranking in rankings for i in ranking.ranked.nonzero()[0]}
        for actor in sorted(actors):
            values = [_value(network, ranking, actor) for network, ranking in rankings]
            change = ScoreChange(
                actor, layer.name, measure.name, values[0][0], values[1][0], values[0][1], values[1][1]
            )
            if change.before != change.after or change.rank_before != change.rank_after:
                found.append(change)
    return sorted(found, key=lambda each: (-abs((each.after or 0.0) - (each.before or 0.0)), each.actor))


def _value(network: Network, ranking: Ranking, actor: str) -> tuple[float | None, int | None]:
    if actor not in network.actors:
        return None, None
    index = network.index(actor)
    value = float(ranking.values[index])
    return (None, None) if np.isnan(value) else (value, ranking.rank(index, ranking.values))
