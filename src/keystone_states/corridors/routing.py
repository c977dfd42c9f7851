"""Routes: how does a consignment get from here to there, through whose territory, and what if a door is closed?

A route makes time, cost or distance least, by the best estimates; low and high are the sums of the low and high
figures along it, so they hold even if all sources err the same way. What is avoided is never used: where nothing is
left the answer is a `NoRoute` that says how far one gets and what is cut. Units: km, hours, US dollars per FEU.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import groupby, pairwise
from math import inf
from operator import add

import numpy as np

from keystone_states.corridors.defaults import NOTHING
from keystone_states.corridors.network import IN, OUT, Arc, Bools, By, Corridors, Floats, Node, What
from keystone_states.corridors.places import find_place, great_circle
from keystone_states.errors import BadInputError
from keystone_states.graphs.paths import Digraph, Path, alternatives, distances_from, pareto_paths, shortest_path
from keystone_states.model.estimates import Estimate
from keystone_states.model.routes import Mode, PlaceKind


@dataclass(frozen=True, slots=True)
class Stretch:
    """Consecutive legs of one line, mode and owner."""

    line: str
    mode: str
    kind: str
    owner: str
    places: tuple[str, ...]
    km: Estimate
    hours: Estimate | None
    usd: Estimate | None
    sanctioned: bool
    assumed: tuple[str, ...]
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stop:
    """A border or a transfer: from which place and kind to which, how long, at what cost, and if the gauge breaks."""

    what: What
    start: Node
    end: Node
    hours: Estimate | None
    usd: Estimate | None
    gauge_break: bool
    sanctioned: bool
    assumed: tuple[str, ...]
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class Itinerary:
    """One route, with all that it passes. `hours` and `usd` are None where something on the way states none."""

    arcs: tuple[Arc, ...]
    steps: tuple[Stretch | Stop, ...]
    km: Estimate
    hours: Estimate | None
    usd: Estimate | None
    owners: tuple[tuple[str, float], ...]
    straits: tuple[str, ...]
    seas: tuple[str, ...]

    @property
    def stretches(self) -> tuple[Stretch, ...]:
        """The steps on the move."""
        return tuple(each for each in self.steps if isinstance(each, Stretch))

    @property
    def borders(self) -> tuple[Stop, ...]:
        """Borders crossed between two stations; a border at sea has none."""
        return tuple(each for each in self.steps if isinstance(each, Stop) and each.what is What.CROSSING)

    @property
    def transfers(self) -> tuple[Stop, ...]:
        """Changes of mode or gauge at one place."""
        return tuple(each for each in self.steps if isinstance(each, Stop) and each.what is What.TRANSFER)

    @property
    def places(self) -> tuple[str, ...]:
        """Places passed, in order."""
        ends = [end.place for arc in self.arcs for end in (arc.tail, arc.head)]
        return tuple(place for place, _ in groupby(ends))

    @property
    def gauge_breaks(self) -> int:
        """How often the load changes to another gauge: at borders, and from railway to railway at one place."""
        return sum(each.gauge_break for each in self.steps if isinstance(each, Stop))

    @property
    def sanctioned(self) -> bool:
        """Whether anything on the way is under sanctions."""
        return any(arc.sanctioned for arc in self.arcs)

    @property
    def assumed(self) -> tuple[str, ...]:
        """Figures that are defaults somewhere on the way."""
        return tuple(sorted({figure for arc in self.arcs for figure in arc.assumed}))

    @property
    def evidence(self) -> tuple[str, ...]:
        """Evidence ids of everything used, each once, in order."""
        return tuple(dict.fromkeys(each for arc in self.arcs for each in arc.evidence))


@dataclass(frozen=True)
class Routes:
    """Routes from an origin to a destination, the best first; they share at most 60 % with one another."""

    origin: str
    destination: str
    by: By
    avoided: tuple[str, ...]
    found: tuple[Itinerary, ...]


@dataclass(frozen=True, slots=True)
class Cut:
    """What would lead on from where one gets to, and why it cannot be used."""

    subject: str
    why: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NoRoute:
    """There is no route: what was avoided, the reachable place nearest to the destination, and what is cut there.

    `reached` is None where nothing leaves the origin.
    """

    origin: str
    destination: str
    avoided: tuple[str, ...]
    reached: str | None
    cut: tuple[Cut, ...]


def route(
    corridors: Corridors,
    origin: str,
    destination: str,
    *,
    by: By | str = By.TIME,
    avoid: Collection[str] = (),
    via: Sequence[str] = (),
    k: int = 1,
) -> Routes | NoRoute:
    """The best route, or the k best that really differ (fewer where there are no more).

    `avoid`: states (ISO codes), legs, crossings, places, modes or straits, all by id; a hard constraint. `via`: places
    to pass in that order. Raises `UnknownNameError` for a place or a word the network does not know, `BadInputError`
    for another `by` or k below 1, or for time and cost of oil and gas.
    """
    if k < 1:
        raise BadInputError(f"k is {k}; expected 1 or more routes")
    asked = _asked(corridors, origin, destination, via, avoid)
    if asked.ends is None:
        return _no_route(asked)
    weight = asked.along(corridors.weight(_by(by)))
    if k > 1:
        paths = alternatives(asked.graph, weight, *asked.ends, k=k, allowed=asked.allowed)
    else:
        best = shortest_path(asked.graph, weight, *asked.ends, allowed=asked.allowed)
        paths = () if best is None else (best,)
    return _routes(asked, paths, _by(by))


def front(
    corridors: Corridors, origin: str, destination: str, *, avoid: Collection[str] = (), via: Sequence[str] = ()
) -> Routes | NoRoute:
    """All trade-offs of time and cost: routes that no other beats in both, the fastest first. Raises as `route`."""
    asked = _asked(corridors, origin, destination, via, avoid)
    if asked.ends is None:
        return _no_route(asked)
    weights = asked.along(corridors.hours), asked.along(corridors.usd)
    return _routes(asked, pareto_paths(asked.graph, *weights, *asked.ends, allowed=asked.allowed), By.TIME)


@dataclass(frozen=True)
class _Asked:
    """A question in numbers. The graph has one copy of the network more than there are places to pass; one goes from a
    copy to the next only at the place that is due. `ends` is None where nothing open touches one of them.
    """

    corridors: Corridors
    origin: str
    destination: str
    avoided: tuple[str, ...]
    graph: Digraph
    ends: tuple[int, int] | None
    copies: int
    allowed: Bools

    def along(self, weight: Floats) -> Floats:
        """A weight of the network's arcs for all copies, and 0 between them."""
        if self.copies == 1:
            return weight
        found = np.zeros(len(self.graph.tail))
        found[: self.copies * len(weight)] = np.tile(weight, self.copies)
        return found

    def arcs(self, numbers: Iterable[int]) -> tuple[Arc, ...]:
        """The network's arcs behind those of a path."""
        m = len(self.corridors.arcs)
        return tuple(self.corridors.arcs[each % m] for each in numbers if each < self.copies * m)


def _asked(corridors: Corridors, origin: str, destination: str, via: Sequence[str], avoid: Collection[str]) -> _Asked:
    stops = [
        find_place(each, corridors.places, known=corridors.spellings).place for each in (origin, *via, destination)
    ]
    if any(first == second for first, second in pairwise(stops)):
        raise BadInputError(f"the route from {origin} to {destination} begins where it ends; expected two places")
    n, copies = len(corridors.nodes), len(stops) - 1
    usable = corridors.allowed(avoid) & corridors.open_to(corridors.ends(stops[0], stops[-1]))
    graph, allowed = _copied(corridors, stops[1:-1], usable)
    first, last = corridors.entry(stops[0]), corridors.exit(stops[-1])
    ends = None if first is None or last is None else (first, last + (copies - 1) * n)
    return _Asked(corridors, stops[0], stops[-1], tuple(avoid), graph, ends, copies, allowed)


def _copied(corridors: Corridors, via: Sequence[str], allowed: Bools) -> tuple[Digraph, Bools]:
    """The network once more for each place to pass, and arcs at that place to the next copy, which are never shut."""
    if not via:
        return corridors.graph, allowed
    n, copies = len(corridors.nodes), len(via) + 1
    steps = [
        (number + copy * n, number + (copy + 1) * n)
        for copy, place in enumerate(via)
        for node, number in corridors.nodes.items()
        if node.place == place and node.kind not in (IN, OUT)
    ]
    between = np.array(steps, dtype=np.int64).reshape(-1, 2).T
    sides = zip((corridors.graph.tail, corridors.graph.head), between, strict=True)
    tail, head = (np.concatenate([*(arcs + copy * n for copy in range(copies)), more]) for arcs, more in sides)
    return Digraph(n * copies, tail, head), np.concatenate([*[allowed] * copies, np.ones(len(steps), dtype=bool)])


def _by(by: By | str) -> By:
    try:
        return By(by)
    except ValueError:
        raise BadInputError(f"a route by {by!r}; expected {', '.join(By)}") from None


def _routes(asked: _Asked, paths: Sequence[Path], by: By) -> Routes | NoRoute:
    if not paths:
        return _no_route(asked)
    found = tuple(itinerary(asked.corridors, asked.arcs(path.arcs)) for path in paths)
    return Routes(asked.origin, asked.destination, by, asked.avoided, found)


def itinerary(corridors: Corridors, arcs: tuple[Arc, ...]) -> Itinerary:
    """What a chain of arcs passes."""
    moving = tuple(arc for arc in arcs if arc.what is not What.CALL)
    legs = [arc for arc in moving if arc.what is What.LEG]
    owned: dict[str, float] = {}
    for leg in legs:
        owned[leg.owner] = owned.get(leg.owner, 0.0) + (leg.km or NOTHING).best
    passed = (corridors.places[end.place] for arc in moving for end in (arc.tail, arc.head))
    at_sea = [row.name for row in passed if row.kind is PlaceKind.SEA]
    named = [leg.line for leg in legs if leg.mode in (Mode.SEA, Mode.FERRY) and leg.line]
    return Itinerary(
        arcs=moving,
        steps=tuple(_steps(moving)),
        km=_sum(arc.km for arc in moving) or NOTHING,
        hours=_sum(arc.hours for arc in moving),
        usd=_sum(arc.usd for arc in moving),
        owners=tuple(sorted(owned.items(), key=lambda pair: (-pair[1], pair[0]))),
        straits=tuple(dict.fromkeys(strait for leg in legs for strait in leg.straits)),
        seas=tuple(dict.fromkeys([*named, *at_sea])),
    )


def _steps(arcs: Sequence[Arc]) -> Iterator[Stretch | Stop]:
    """Legs run on in one stretch until line, owner, mode or sanctions change, or a stop comes between."""
    for (what, *_), run in groupby(arcs, key=lambda arc: (arc.what, arc.line, arc.mode, arc.owner, arc.sanctioned)):
        if what is What.LEG:
            yield _stretch(list(run))
        else:
            yield from map(_stop, run)


def _stretch(legs: list[Arc]) -> Stretch:
    first = legs[0]
    return Stretch(
        line=first.line,
        mode=first.mode,
        kind=first.tail.kind,
        owner=first.owner,
        places=(first.tail.place, *(leg.head.place for leg in legs)),
        km=_sum(leg.km for leg in legs) or NOTHING,
        hours=_sum(leg.hours for leg in legs),
        usd=_sum(leg.usd for leg in legs),
        sanctioned=first.sanctioned,
        assumed=tuple(dict.fromkeys(each for leg in legs for each in leg.assumed)),
        evidence=tuple(dict.fromkeys(each for leg in legs for each in leg.evidence)),
    )


def _stop(arc: Arc) -> Stop:
    rails = arc.tail.kind.startswith(Mode.RAIL) and arc.head.kind.startswith(Mode.RAIL)
    return Stop(
        what=arc.what,
        start=arc.tail,
        end=arc.head,
        hours=arc.hours,
        usd=arc.usd,
        gauge_break=rails and arc.tail.kind != arc.head.kind,
        sanctioned=arc.sanctioned,
        assumed=arc.assumed,
        evidence=arc.evidence,
    )


def _sum(estimates: Iterable[Estimate | None]) -> Estimate | None:
    """Bounds added up; None where one is missing, or there are none."""
    known = list(estimates)
    return None if None in known or not known else reduce(add, known)


def _no_route(asked: _Asked) -> NoRoute:
    corridors = asked.corridors
    if asked.ends is None:
        gone = {asked.origin} if corridors.entry(asked.origin) is None else {asked.destination}
        cut = tuple(Cut(each.subject, each.why, each.evidence) for each in corridors.shut if gone & set(each.places))
        return NoRoute(asked.origin, asked.destination, asked.avoided, None, cut)
    km = asked.along(corridors.km)
    far = distances_from(asked.graph, km, [asked.ends[0]], allowed=asked.allowed)[0]
    left = distances_from(Digraph(asked.graph.n, asked.graph.head, asked.graph.tail), km, [asked.ends[1]])[0]
    reached = np.isfinite(far)
    names = [node.place for node in corridors.nodes] * asked.copies
    nearest = min(np.flatnonzero(reached), key=lambda node: (left[node], _crow(corridors, names[node], asked)))
    return NoRoute(asked.origin, asked.destination, asked.avoided, names[nearest], tuple(_cuts(asked, reached)))


def _crow(corridors: Corridors, place: str, asked: _Asked) -> float:
    """How far a place is from the destination as the crow flies; infinity where a coordinate was not read."""
    apart = great_circle(corridors.places[place], corridors.places[asked.destination])
    return inf if apart is None else apart


def _cuts(asked: _Asked, reached: Bools) -> Iterable[Cut]:
    """Arcs that are avoided and lead on from what is reached, then rows shut that day that would."""
    onward = ~asked.allowed & reached[asked.graph.tail] & ~reached[asked.graph.head]
    seen: set[str] = set()
    for arc in asked.arcs(np.flatnonzero(onward)):
        if arc.what is not What.CALL and arc.subject not in seen:
            seen.add(arc.subject)
            avoided = ", ".join(sorted(arc.names & set(asked.avoided)))
            yield Cut(arc.subject, f"avoids {avoided}" if avoided else "closed to transit", arc.evidence)
    names = np.array([node.place for node in asked.corridors.nodes] * asked.copies)
    at = set(names[reached])
    for each in asked.corridors.shut:
        if len(at & set(each.places)) == 1 and each.places[0] != each.places[1]:
            yield Cut(each.subject, each.why, each.evidence)
