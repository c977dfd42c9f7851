"""Faults of corridor rows, all in one report: what would put a hole, a free ride or a dead end into the network.

Each check is a function of the rows that yields faults; `faults` runs them all. A row that ends nowhere is left to the
first check, so that the others may rely on the ends of a row.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from keystone_states import ontology
from keystone_states.corridors.defaults import kind_of, mode_of, stop_between
from keystone_states.corridors.network import UNITS, Node
from keystone_states.graphs.paths import Digraph, components
from keystone_states.model.routes import (
    INTERNATIONAL_WATERS,
    Cargo,
    Crossing,
    Demand,
    Leg,
    Mode,
    Pipeline,
    Place,
    PlaceKind,
    RouteReport,
    Status,
    Transfer,
)
from keystone_states.model.rows import Row

_AT_SEA = (Mode.SEA, Mode.FERRY)
_AT_BORDERS = {PlaceKind.BORDER, PlaceKind.STRAIT}


@dataclass(frozen=True, slots=True)
class Fault:
    """A row that cannot be used, and why, in words that say what was expected."""

    row: Row
    reason: str


@dataclass(frozen=True)
class Rows:
    """The tables of the corridor network."""

    places: tuple[Place, ...]
    legs: tuple[Leg, ...] = ()
    crossings: tuple[Crossing, ...] = ()
    transfers: tuple[Transfer, ...] = ()
    pipelines: tuple[Pipeline, ...] = ()
    statuses: tuple[Status, ...] = ()
    demands: tuple[Demand, ...] = ()
    route_reports: tuple[RouteReport, ...] = ()

    @cached_property
    def by_id(self) -> Mapping[str, Place]:
        """Places by id."""
        return {row.place: row for row in self.places}

    @property
    def ended(self) -> tuple[Leg | Crossing | Pipeline, ...]:
        """Rows that go from one place to another."""
        return (*self.legs, *self.crossings, *self.pipelines)

    @property
    def owned(self) -> tuple[Leg | Pipeline, ...]:
        """Rows that a state owns."""
        return (*self.legs, *self.pipelines)

    @property
    def linked(self) -> tuple[Leg | Crossing, ...]:
        """Rows that join two places by a kind of travel."""
        return (*self.legs, *self.crossings)

    @cached_property
    def kinds(self) -> Mapping[str, frozenset[str]]:
        """Kinds of travel that legs and crossings bring to each place."""
        found: dict[str, set[str]] = {}
        for node in (end for row in self.linked for end in _nodes(row)):
            found.setdefault(node.place, set()).add(node.kind)
        return {place: frozenset(kinds) for place, kinds in found.items()}


def faults(rows: Rows, *, states: Collection[str]) -> tuple[Fault, ...]:
    """Every fault of the rows, check by check; `states` are the codes an owner may have."""
    known = {*states, INTERNATIONAL_WATERS}
    nowhere = tuple(_ends_unknown(rows))
    sound = _without(rows, {fault.row.evidence_id for fault in nowhere})
    named = (*_unknown_states(rows, known), *_avoided_unknown(rows, known))
    return (*nowhere, *named, *(fault for check in _CHECKS for fault in check(sound)))


def _ends_unknown(rows: Rows) -> Iterator[Fault]:
    """A row that names a place no table lists."""
    named: list[tuple[Row, tuple[str, ...]]] = [
        *((row, (row.from_place, row.to_place)) for row in rows.ended),
        *((row, (row.place,)) for row in rows.transfers),
        *((row, (row.origin, row.destination)) for row in rows.demands),
        *((row, (row.origin, *row.via, row.destination)) for row in rows.route_reports),
    ]
    for row, places in named:
        for place in places:
            if place not in rows.by_id:
                yield Fault(row, f"there is no place {place!r}; add it to places.csv or correct it")


def _unknown_states(rows: Rows, known: Collection[str]) -> Iterator[Fault]:
    """A place or an owner that is no state, nor international waters."""
    owners: list[tuple[Row, str]] = [
        *((row, row.actor) for row in rows.places),
        *((row, row.owner) for row in rows.owned),
    ]
    for row, owner in owners:
        if owner not in known:
            yield Fault(row, f"{owner!r} is no state of states.csv, nor {INTERNATIONAL_WATERS}; correct it")


def _avoided_unknown(rows: Rows, known: Collection[str]) -> Iterator[Fault]:
    """A published route that avoids what is neither a state, a mode, a strait nor anything on the map."""
    ids = {*rows.by_id, *(row.leg for row in rows.legs), *(row.crossing for row in rows.crossings)}
    words = {*known, *Mode, *ontology.transport().straits, *ids}
    for row in rows.route_reports:
        for word in row.avoid:
            if word not in words:
                yield Fault(row, f"it avoids {word!r}; expected a state, mode, strait, leg, crossing or place")


def _subjects_unknown(rows: Rows) -> Iterator[Fault]:
    """A status of something that is not there."""
    known = {
        *(row.leg for row in rows.legs),
        *(row.crossing for row in rows.crossings),
        *(row.pipeline for row in rows.pipelines),
        *(row.place for row in rows.transfers),
    }
    for row in rows.statuses:
        if row.subject not in known:
            yield Fault(row, f"there is no leg, crossing, pipeline or place of a transfer {row.subject!r}")


def _loops(rows: Rows) -> Iterator[Fault]:
    """A leg, crossing or line from a place to itself."""
    for row in rows.ended:
        if row.from_place == row.to_place:
            yield Fault(row, f"it goes from {row.from_place!r} to itself; expected two places")
    for transfer in rows.transfers:
        if transfer.kind_from == transfer.kind_to:
            yield Fault(transfer, f"a transfer from {transfer.kind_from} to itself; expected two kinds")


def _owned_elsewhere(rows: Rows) -> Iterator[Fault]:
    """A leg of a state lies between places of that state, places at sea, border stations, and terminals where a line
    comes ashore.
    """
    for row in rows.owned:
        shared = _AT_BORDERS | ({PlaceKind.TERMINAL} if isinstance(row, Pipeline) else set())
        for place in (rows.by_id[row.from_place], rows.by_id[row.to_place]):
            at_home = place.actor in (row.owner, INTERNATIONAL_WATERS) or place.kind in shared
            if row.owner != INTERNATIONAL_WATERS and not at_home:
                yield Fault(
                    row,
                    f"owner is {row.owner}, but {place.place} lies in {place.actor}; expected an end in {row.owner}, "
                    "at sea, or a border station; split it at the border",
                )


def _owned_by_nobody(rows: Rows) -> Iterator[Fault]:
    """International waters carry ships, no trains and no lorries."""
    for row in rows.legs:
        if row.owner == INTERNATIONAL_WATERS and row.mode not in _AT_SEA:
            yield Fault(row, f"a {row.mode} leg in international waters; expected a state as owner")


def _same_side(rows: Rows) -> Iterator[Fault]:
    """A crossing whose ends lie in one state."""
    for row in rows.crossings:
        first, second = rows.by_id[row.from_place], rows.by_id[row.to_place]
        if first.actor == second.actor:
            yield Fault(row, f"both {first.place} and {second.place} lie in {first.actor}; expected two states")


def _gauges(rows: Rows) -> Iterator[Fault]:
    """Railways have a gauge, other modes none."""
    for leg in rows.legs:
        if (leg.gauge is None) == (leg.mode is Mode.RAIL):
            yield Fault(leg, f"a {leg.mode} leg {_with(leg.gauge)}; expected a gauge for rail and for nothing else")
    for row in rows.crossings:
        for gauge in (row.gauge_from, row.gauge_to):
            if row.mode not in (Mode.RAIL, Mode.ROAD) or (gauge is None) == (row.mode is Mode.RAIL):
                yield Fault(row, f"a {row.mode} crossing {_with(gauge)}; expected rail with two gauges, or road")
                break


def _kinds_of_transfers(rows: Rows) -> Iterator[Fault]:
    """A transfer between kinds that exist, that meet at its place, and whose time and cost are known."""
    for row in rows.transfers:
        for kind in (row.kind_from, row.kind_to):
            if mode_of(kind) is None:
                yield Fault(
                    row, f"{kind!r} is no kind of travel; expected rail-1520, rail-1435, road, sea, ferry, river"
                )
            elif kind not in rows.kinds.get(row.place, ()):
                there = ", ".join(sorted(rows.kinds.get(row.place, ()))) or "nothing"
                yield Fault(row, f"no leg or crossing brings {kind} to {row.place}, only {there}")
        if stop_between(row.kind_from, row.kind_to) is None and (row.hours is None or row.usd is None):
            yield Fault(row, f"no default time and cost from {row.kind_from} to {row.kind_to}; state both")


def _cargoes(rows: Rows) -> Iterator[Fault]:
    """Cargo classes of a leg, and the unit of a demand."""
    for leg in rows.legs:
        for cargo in leg.cargo:
            if cargo not in list(Cargo):
                yield Fault(leg, f"cargo {cargo!r} is none of {', '.join(Cargo)}")
    for row in rows.demands:
        if row.unit != UNITS[row.cargo]:
            yield Fault(row, f"{row.cargo} in {row.unit}; expected {UNITS[row.cargo]}")
    for line in rows.pipelines:
        if line.cargo not in (Cargo.OIL, Cargo.GAS):
            yield Fault(line, f"a pipeline for {line.cargo}; expected oil or gas")


def _straits(rows: Rows) -> Iterator[Fault]:
    """A strait that is closed must really be cut: legs to one side of it name it, and no name is misspelled."""
    there = [row for row in rows.places if row.kind is PlaceKind.STRAIT]
    known = {row.place for row in there} | set(ontology.transport().straits)
    for leg in rows.legs:
        for name in leg.straits:
            if name not in known:
                yield Fault(leg, f"there is no strait {name!r}; expected one of {', '.join(sorted(known))}")
    for row in there:
        touching = [leg for leg in rows.legs if row.place in (leg.from_place, leg.to_place)]
        if len(touching) > 1 and not any(row.place in leg.straits for leg in touching):
            yield Fault(
                row, f"no leg at {row.place} names it among its straits, so that closing it would close nothing"
            )


def _pieces(rows: Rows) -> Iterator[Fault]:
    """Legs, crossings and transfers hang together, whatever is open: a piece on its own is a row that is missing."""
    links: list[tuple[Row, Node, Node]] = [
        *((row, *_nodes(row)) for row in rows.linked),
        *((row, Node(row.place, row.kind_from), Node(row.place, row.kind_to)) for row in rows.transfers),
    ]
    number = {node: index for index, node in enumerate(dict.fromkeys(end for _, *ends in links for end in ends))}
    ends = np.array([[number[first], number[second]] for _, first, second in links], dtype=np.int64).reshape(-1, 2)
    piece = components(Digraph(len(number), ends[:, 0], ends[:, 1]))
    largest = np.bincount(piece, minlength=1).argmax()
    nodes = list(number)
    for each in sorted(set(piece.tolist()) - {int(largest)}):
        members = [nodes[index] for index in np.flatnonzero(piece == each)]
        named = ", ".join(f"{node.place} by {node.kind}" for node in members[:6])
        more = f" and {len(members) - 6} more" if len(members) > 6 else ""
        reason = f"a piece with no way to the rest: {named}{more}; add the leg, crossing or transfer it lacks"
        yield from (Fault(row, reason) for row, first, _ in links if first in members)


_CHECKS: tuple[Callable[[Rows], Iterable[Fault]], ...] = (
    _subjects_unknown,
    _loops,
    _owned_elsewhere,
    _owned_by_nobody,
    _same_side,
    _gauges,
    _kinds_of_transfers,
    _cargoes,
    _straits,
    _pieces,
)


def _nodes(row: Leg | Crossing) -> tuple[Node, Node]:
    gauges = (row.gauge, row.gauge) if isinstance(row, Leg) else (row.gauge_from, row.gauge_to)
    kinds = tuple(kind_of(row.mode, gauge) for gauge in gauges)
    return Node(row.from_place, kinds[0]), Node(row.to_place, kinds[1])


def _with(gauge: int | None) -> str:
    return "without gauge" if gauge is None else f"with gauge {gauge}"


def _without(rows: Rows, faulty: Collection[str]) -> Rows:
    """The rows less those with a fault, by evidence id."""
    tables = {name: getattr(rows, name) for name in rows.__dataclass_fields__}
    kept = {name: tuple(row for row in table if row.evidence_id not in faulty) for name, table in tables.items()}
    return replace(rows, **kept)
