"""The doors of a state: what its soil is worth to others' traffic, and what becomes of that when a neighbour's close.

For each cargo on one day: the value of transit through the state (Shapley value of the transit game, see
`corridors.transit`), the best routes that pass it, the same value when each land neighbour in turn refuses transit
(edit `sanction`), and the scenario `russian-transit-sanctioned`: value, share and transit volume before and after. Oil
and gas have the lines the state owns in place of routes, since lines state no cost.

The outside option is a multiple of a pair's own best route, before and after: a value may grow because everything else
became dearer. Units: million US dollars a year and TEU a year for containers; million tonnes and billion m³ a year for
oil and gas. A state that no pair needs has the value 0; a cargo without any demand by that day is left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from keystone_states.corridors.build import standing
from keystone_states.corridors.flow import flows
from keystone_states.corridors.network import Corridors
from keystone_states.corridors.routing import Itinerary, itinerary
from keystone_states.corridors.transit import Transit, transit
from keystone_states.model.estimates import Estimate
from keystone_states.model.routes import INTERNATIONAL_WATERS, Cargo, Demand, Mode, Pipeline
from keystone_states.routes import corridors_of
from keystone_states.scenarios.apply import apply
from keystone_states.scenarios.edits import Sanction
from keystone_states.scenarios.scenario import Scenario, open_scenario
from keystone_states.world import World

CARGOES = (Cargo.CONTAINERS, Cargo.OIL, Cargo.GAS)
RUSSIA, RUSSIAN = "RUS", "russian-transit-sanctioned"
_AT_SEA = {Mode.SEA, Mode.FERRY, Mode.RIVER}
_MILLION = 1e6


@dataclass(frozen=True)
class Way:
    """The best route of a demand; `origin` and `destination` are names."""

    demand: Demand
    origin: str
    destination: str
    route: Itinerary


@dataclass(frozen=True, slots=True)
class Worth:
    """The value of a state's transit, its share of all states' values, and what crosses the state in a year; volume
    None: not asked.
    """

    value: float
    share: float
    volume: float | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """What the state's transit is worth when a neighbour refuses transit, and the change against today."""

    neighbour: str
    worth: Worth
    change: float


@dataclass(frozen=True, slots=True)
class Line:
    """A pipeline part the state owns: its capacity, and what is said of it that day."""

    pipeline: Pipeline
    capacity: Estimate | None
    status: str
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class Door:
    """One cargo: the worth today, the routes that pass, each neighbour's refusal, the Russian scenario, the lines.

    `barred` is the worth under the scenario. `evidence`: rows behind any number here.
    """

    cargo: Cargo
    corridors: Corridors
    unit: str
    volume_unit: str
    today: Worth
    ways: tuple[Way, ...]
    refusals: tuple[Refusal, ...]
    barred: Worth
    lines: tuple[Line, ...]
    evidence: tuple[str, ...]

    @property
    def touched(self) -> bool:
        """Whether any route, value or line has to do with the state."""
        worths = (self.today, self.barred, *(each.worth for each in self.refusals))
        return bool(self.ways or self.lines) or any(each.value > 0 for each in worths)


@dataclass(frozen=True)
class Doors:
    """The doors of a state on a day, by cargo; those that nothing touches are left out."""

    actor: str
    day: date
    found: tuple[Door, ...]

    def of(self, cargo: Cargo) -> Door | None:
        """The door of a cargo; None where nothing touches it."""
        return next((each for each in self.found if each.cargo is cargo), None)

    @property
    def evidence(self) -> tuple[str, ...]:
        """Rows behind any number."""
        return tuple(dict.fromkeys(each for door in self.found for each in door.evidence))


def doors(world: World, actor: str, *, day: date) -> Doors:
    """The doors of a state, for containers, oil and gas."""
    russian = apply(world, open_scenario(RUSSIAN), day=day) if _owned(world, RUSSIA) else world
    found = (_door(world, russian, actor, cargo, day) for cargo in CARGOES)
    return Doors(actor, day, tuple(each for each in found if each is not None and each.touched))


def land_neighbours(corridors: Corridors, state: str) -> tuple[str, ...]:
    """States that a crossing, a leg by land or a pipeline joins with the state, in alphabetical order."""
    soil = corridors.places
    joined = (
        {arc.owner, soil[arc.tail.place].actor, soil[arc.head.place].actor}
        for arc in corridors.arcs
        if arc.mode and arc.mode not in _AT_SEA
    )
    touching = set().union(*(states for states in joined if state in states))
    return tuple(sorted(touching - {state, INTERNATIONAL_WATERS, ""}))


def _owned(world: World, state: str) -> bool:
    return state in {row.owner for row in world.legs} | {row.owner for row in world.pipelines}


def _door(world: World, russian: World, actor: str, cargo: Cargo, day: date) -> Door | None:
    corridors = corridors_of(world, day=day, cargo=cargo)
    played = transit(corridors, world.demands)
    if not played.pairs:
        return None
    scale = _MILLION if played.unit.startswith("USD") else 1.0
    ways = tuple(_ways(played, actor)) if corridors.timed else ()
    today = _worth(played, actor, scale, world)
    closed = [(each, _refused(world, each, cargo, day)) for each in land_neighbours(corridors, actor)]
    after = transit(corridors_of(russian, day=day, cargo=cargo), world.demands)
    lines = tuple(_lines(world, corridors, actor))
    return Door(
        cargo=cargo,
        corridors=corridors,
        unit=f"million {played.unit}" if scale > 1 else played.unit,
        volume_unit="TEU a year" if cargo is Cargo.CONTAINERS else played.unit,
        today=today,
        ways=ways,
        refusals=tuple(_refusal(each, game, actor, scale, today) for each, game in closed),
        barred=_worth(after, actor, scale, world),
        lines=lines,
        evidence=_evidence(world, actor, (played, after, *(game for _, game in closed)), ways, lines),
    )


def _refused(world: World, neighbour: str, cargo: Cargo, day: date) -> Transit | None:
    """The game when a state refuses transit; None where it owns nothing by land or sea that could be refused."""
    if not _owned(world, neighbour):
        return None
    scenario = Scenario(name=f"{neighbour} refuses transit", edits=(Sanction(do="sanction", state=neighbour),))
    return transit(corridors_of(apply(world, scenario, day=day), day=day, cargo=cargo), world.demands)


def _refusal(neighbour: str, played: Transit | None, actor: str, scale: float, today: Worth) -> Refusal:
    worth = today if played is None else _valued(played, actor, scale)
    return Refusal(neighbour, worth, worth.value - today.value)


def _valued(played: Transit, actor: str, scale: float) -> Worth:
    row = next((each for each in played.ranking() if each.state == actor), None)
    return Worth(row.shapley / scale, row.share) if row else Worth(0.0, 0.0)


def _worth(played: Transit, actor: str, scale: float, world: World) -> Worth:
    """With what crosses the state when everything goes the cheapest way that capacity leaves."""
    valued = _valued(played, actor, scale)
    crossed = dict(flows(played.corridors, world.demands).transit).get(actor, 0.0)
    return Worth(valued.value, valued.share, crossed)


def _ways(played: Transit, actor: str) -> Iterable[Way]:
    """Best routes over the state's soil that begin and end elsewhere, those that carry most first."""
    places = played.corridors.places
    for pair in sorted(played.pairs, key=lambda each: -each.total):
        arcs = tuple(played.corridors.arcs[each] for each in pair.arcs)
        ends = {places[pair.demand.origin].actor, places[pair.demand.destination].actor}
        if actor not in ends and any(arc.owner == actor for arc in arcs):
            origin, destination = (places[each].name for each in (pair.demand.origin, pair.demand.destination))
            yield Way(pair.demand, origin, destination, itinerary(played.corridors, arcs))


def _lines(world: World, corridors: Corridors, actor: str) -> Iterable[Line]:
    shut = {each.subject: each.why for each in corridors.shut}
    for row in world.pipelines:
        if row.owner != actor or row.cargo is not corridors.cargo:
            continue
        status = standing(row.pipeline, world.statuses, corridors.day)
        said = shut.get(row.pipeline) or (status.status.value.replace("_", " ") if status else "in use")
        evidence = (row.evidence_id, *((status.evidence_id,) if status else ()))
        yield Line(row, row.mt or row.bcm, said, evidence)


def _evidence(
    world: World, actor: str, games: Iterable[Transit | None], ways: Iterable[Way], lines: Iterable[Line]
) -> tuple[str, ...]:
    """Rows behind the games, less those a scenario made up; where no pair needs the state, the demands themselves."""
    held = [each for each in games if each is not None]
    needing = (row for game in held if actor in game.states for pair, _ in game.parts(actor) for row in pair.evidence)
    passed = (row for way in ways for row in way.route.evidence)
    found = tuple(dict.fromkeys((*needing, *passed, *(row for each in lines for row in each.evidence))))
    demands = tuple(pair.demand.evidence_id for pair in held[0].pairs)
    return tuple(each for each in found or demands if each in world.by_evidence)
