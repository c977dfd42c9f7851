"""The corridor network of one day: nodes are a place and a way of travelling, arcs are what can be used that day.

Figures of an arc are estimates, low/best/high; routes are chosen by the best ones. A closure is a hard constraint: it
is given as words (a state, a leg, a crossing, a place, a mode, a strait), and every arc known by one of them is shut. A
state shuts what it owns and what touches its soil.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from keystone_states.corridors.places import Spelled, spellings
from keystone_states.errors import BadInputError, UnknownNameError
from keystone_states.graphs.paths import Digraph
from keystone_states.model.estimates import Estimate
from keystone_states.model.routes import INTERNATIONAL_WATERS, Cargo, Mode, Place

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

IN, OUT, PIPELINE = "in", "out", "pipeline"
UNITS: dict[Cargo, str] = {Cargo.CONTAINERS: "teu", Cargo.BULK: "mt", Cargo.OIL: "mt", Cargo.GAS: "bcm"}


class By(StrEnum):
    """What a route makes least."""

    TIME = "time"
    COST = "cost"
    DISTANCE = "distance"


class What(StrEnum):
    """What an arc stands for; a call is the way in or out of the network at a place with several kinds of travel."""

    LEG = "leg"
    CROSSING = "crossing"
    TRANSFER = "transfer"
    CALL = "call"


@dataclass(frozen=True, slots=True)
class Node:
    """A place and a way of travelling there: rail-1520, rail-1435, road, sea, ferry, river; oil, gas; in or out."""

    place: str
    kind: str


@dataclass(frozen=True, slots=True)
class Arc:
    """One direction of a leg, crossing or transfer.

    Of oil and gas lines `hours` and `usd` are None, and `km` where it was not read. `capacity` is in the cargo's unit
    a year, None: not read, no limit. `names` are the words by which a closure can shut it; `assumed` says which figures
    are defaults.
    """

    tail: Node
    head: Node
    what: What
    subject: str
    owner: str
    km: Estimate | None
    hours: Estimate | None
    usd: Estimate | None
    names: frozenset[str]
    mode: str = ""
    line: str = ""
    capacity: float | None = None
    straits: tuple[str, ...] = ()
    sanctioned: bool = False
    no_transit: bool = False
    gauge_break: bool = False
    assumed: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shut:
    """A leg, crossing, transfer or pipeline that cannot be used that day, and why."""

    subject: str
    places: tuple[str, str]
    why: str
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class Corridors:
    """What can be used on a day for a cargo. Build it with `build.build` or `build.build_pipelines`."""

    day: date
    cargo: Cargo
    places: Mapping[str, Place]
    arcs: tuple[Arc, ...]
    shut: tuple[Shut, ...] = ()

    @cached_property
    def nodes(self) -> dict[Node, int]:
        """Nodes and their numbers, in the order in which the arcs name them."""
        ends = dict.fromkeys(end for arc in self.arcs for end in (arc.tail, arc.head))
        return {node: number for number, node in enumerate(ends)}

    @cached_property
    def spellings(self) -> Spelled:
        """Places by every spelling of their names, reduced for comparison."""
        return spellings(self.places.values())

    @cached_property
    def graph(self) -> Digraph:
        """Nodes and arcs as numbers."""
        tail = np.array([self.nodes[arc.tail] for arc in self.arcs], dtype=np.int64)
        head = np.array([self.nodes[arc.head] for arc in self.arcs], dtype=np.int64)
        return Digraph(len(self.nodes), tail, head)

    def entry(self, place: str) -> int | None:
        """The node at which a route begins at a place; None where nothing open on that day touches it."""
        return self._gates[IN].get(place)

    def exit(self, place: str) -> int | None:
        """The node at which a route ends at a place; None where nothing open on that day touches it."""
        return self._gates[OUT].get(place)

    @cached_property
    def _gates(self) -> dict[str, dict[str, int]]:
        """Nodes to begin and to end at: the place's own gate where it has one, else its only node."""
        plain = {node.place: number for node, number in self.nodes.items() if node.kind not in (IN, OUT)}
        gates = {way: {node.place: each for node, each in self.nodes.items() if node.kind == way} for way in (IN, OUT)}
        return {way: plain | found for way, found in gates.items()}

    @cached_property
    def states(self) -> tuple[str, ...]:
        """States that own an arc, in alphabetical order: the players of the transit game."""
        return tuple(sorted({arc.owner for arc in self.arcs} - {INTERNATIONAL_WATERS, ""}))

    @cached_property
    def owner(self) -> Ints:
        """Number of each arc's owner in `states`; −1 for international waters and calls."""
        number = {state: index for index, state in enumerate(self.states)}
        return np.array([number.get(arc.owner, -1) for arc in self.arcs], dtype=np.int64)

    @cached_property
    def km(self) -> Floats:
        """Best length of each arc; raises `BadInputError` where one was not read."""
        return self._best("km")

    @cached_property
    def hours(self) -> Floats:
        """Best time of each arc; raises `BadInputError` for oil and gas lines, which state none."""
        return self._best("hours")

    @cached_property
    def usd(self) -> Floats:
        """Best cost per FEU of each arc; raises `BadInputError` for oil and gas lines, which state none."""
        return self._best("usd")

    def weight(self, by: By) -> Floats:
        """What a route makes least."""
        if by is By.DISTANCE:
            return self.km
        return self.hours if by is By.TIME else self.usd

    def allowed(self, avoid: Collection[str]) -> Bools:
        """Arcs that no word of `avoid` shuts; raises `UnknownNameError` for a word that names nothing here."""
        words = frozenset(avoid)
        if not words:
            return np.ones(len(self.arcs), dtype=bool)
        unknown = sorted(words - self.words)
        if unknown:
            raise UnknownNameError(
                f"cannot avoid {unknown[0]!r}: no state, leg, crossing, place, mode or strait of the network"
            )
        return np.array([words.isdisjoint(arc.names) for arc in self.arcs], dtype=bool)

    def ends(self, *places: str) -> frozenset[str]:
        """The states in which places lie; international waters are none."""
        return frozenset(self.places[place].actor for place in places) - {INTERNATIONAL_WATERS}

    def open_to(self, ends: Collection[str]) -> Bools:
        """Arcs that traffic between places in these states may use: those closed to transit are its own only."""
        return np.array([not arc.no_transit or arc.owner in ends for arc in self.arcs], dtype=bool)

    @cached_property
    def barring(self) -> frozenset[str]:
        """States that own an arc closed to transit."""
        return frozenset(arc.owner for arc in self.arcs if arc.no_transit)

    @property
    def timed(self) -> bool:
        """Whether times and costs are stated: not for oil and gas."""
        return self.cargo not in (Cargo.OIL, Cargo.GAS)

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word that a closure may name: also of what is shut that day anyway."""
        shut = {each.subject for each in self.shut}
        held = {row.actor for row in self.places.values()} - {INTERNATIONAL_WATERS}
        return frozenset().union(*(arc.names for arc in self.arcs), shut, held, self.places, Mode)

    def _best(self, figure: str) -> Floats:
        found = [getattr(arc, figure) for arc in self.arcs]
        if None in found:
            gap = self.arcs[found.index(None)].subject
            raise BadInputError(
                f"no route for {self.cargo}: {figure} of {gap} is not stated; routes are for containers"
            )
        return np.array([each.best for each in found])
