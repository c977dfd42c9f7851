"""Rows to the corridor network of a day: only what is open on that day for that cargo is in it.

A leg is travelled both ways, between two nodes (place, kind). A crossing joins the kinds of the two border stations,
with its gauge change; a transfer joins two kinds at one place. Where a place has several kinds, a route may begin and
end with any of them, but must pay for a transfer to go on with another.

As-of rules: a row is in use from the first day of `since` to the day before `until`. Of the statuses that hold, the
harshest counts, and an `open` one ends those that began before it. What is a plan, suspended or closed cannot be
used; what is under sanctions can, and is marked; what is closed to transit carries only what starts or ends in its
owner's state.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

from keystone_states.corridors.defaults import (
    NOTHING,
    gauge_breaks,
    kind_of,
    of_crossing,
    of_leg,
    of_transfer,
)
from keystone_states.corridors.network import IN, OUT, PIPELINE, UNITS, Arc, Corridors, Node, Shut, What
from keystone_states.model.dates import PartialDate, holds
from keystone_states.model.estimates import Estimate
from keystone_states.model.routes import (
    INTERNATIONAL_WATERS,
    Cargo,
    Crossing,
    Leg,
    LegStatus,
    Pipeline,
    Place,
    PlaceKind,
    Status,
    Transfer,
)

_BY_DEFAULT = (Cargo.CONTAINERS, Cargo.BULK)
_HARSHEST = (
    *(LegStatus.CLOSED, LegStatus.SUSPENDED, LegStatus.PLAN, LegStatus.NO_TRANSIT),
    *(LegStatus.SANCTIONED, LegStatus.OPEN),
)
Dated = Leg | Crossing | Transfer | Pipeline
D = TypeVar("D", bound=Dated)
Unions = Collection[Collection[str]]
Places = Mapping[str, Place]


def build(
    places: Sequence[Place],
    legs: Sequence[Leg],
    crossings: Sequence[Crossing],
    transfers: Sequence[Transfer],
    statuses: Sequence[Status],
    *,
    day: date,
    cargo: Cargo = Cargo.CONTAINERS,
    unions: Unions = (),
) -> Corridors:
    """The network of legs for a cargo on a day.

    `unions` are the sets of states that keep no customs border with one another on that day. Rows must be free of
    faults (`faults.faults`). Capacity is that for the cargo: TEU for containers, million tonnes for bulk.
    """
    by_place = {row.place: row for row in places}
    carrying = [leg for leg in legs if cargo in (leg.cargo or _BY_DEFAULT)]
    rows: list[Leg | Crossing | Transfer] = [*carrying, *crossings, *transfers]
    usable, shut = _sorted(rows, statuses, day)
    arcs: list[Arc] = []
    for row, status in usable:
        match row:
            case Leg():
                made = _leg(row, by_place, cargo)
            case Crossing():
                made = _crossing(row, by_place, cargo, unions)
            case Transfer():
                made = _transfer(row, by_place, cargo)
        arcs += _marked(made, status)
    return Corridors(day, cargo, by_place, (*arcs, *_calls(arcs, by_place)), shut)


def build_pipelines(
    places: Sequence[Place],
    pipelines: Sequence[Pipeline],
    legs: Sequence[Leg],
    statuses: Sequence[Status],
    *,
    day: date,
    cargo: Cargo,
) -> Corridors:
    """The network of oil or gas lines on a day, with the legs (tankers, tank wagons) whose row names that cargo.

    A line carries from its source to its market, and back where the row says so; lines and legs that meet at a place
    join. Times and costs are not stated, and of many lines not the length.
    """
    by_place = {row.place: row for row in places}
    rows = [row for row in pipelines if row.cargo is cargo]
    lines: list[Pipeline | Leg] = [*rows, *(leg for leg in legs if cargo in leg.cargo)]
    usable, shut = _sorted(lines, statuses, day)
    arcs: list[Arc] = []
    for row, status in usable:
        made = _pipeline(row, by_place) if isinstance(row, Pipeline) else _tankers(row, by_place, cargo)
        arcs += _marked(made, status)
    return Corridors(day, cargo, by_place, tuple(arcs), shut)


def standing(subject: str, statuses: Iterable[Status], day: date) -> Status | None:
    """The status of a leg, crossing, transfer's place or pipeline that counts on a day; None where none is stated."""
    held = [row for row in statuses if row.subject == subject and holds(row.since, row.until, day)]
    opened = max((row.since.first() for row in held if row.status is LegStatus.OPEN), default=date.min)
    counting = [row for row in held if row.since.first() >= opened]
    return min(counting, key=lambda row: _HARSHEST.index(row.status), default=None)


def _sorted(
    rows: Sequence[D], statuses: Sequence[Status], day: date
) -> tuple[list[tuple[D, Status | None]], tuple[Shut, ...]]:
    """Rows that can be used on the day with the status that counts, and those that cannot, with the reason."""
    usable: list[tuple[D, Status | None]] = []
    shut: list[Shut] = []
    stated: dict[str, list[Status]] = {}
    for each in statuses:
        stated.setdefault(each.subject, []).append(each)
    for row in rows:
        subject = _where(row)[0]
        status = standing(subject, stated.get(subject, ()), day)
        why = _why_shut(row, status, day)
        if why:
            evidence = (row.evidence_id, *((status.evidence_id,) if status else ()))
            shut.append(Shut(*_where(row), why, evidence))
        else:
            usable.append((row, status))
    return usable, tuple(shut)


def _why_shut(row: Dated, status: Status | None, day: date) -> str:
    if row.since is not None and day < row.since.first():
        return f"in use only from {row.since}"
    if not holds(row.since or PartialDate(1), row.until, day):
        return f"out of use since {row.until}"
    if status is None or status.status in (LegStatus.OPEN, LegStatus.SANCTIONED, LegStatus.NO_TRANSIT):
        return ""
    return f"{'a plan' if status.status is LegStatus.PLAN else status.status} since {status.since}"


def _where(row: Dated) -> tuple[str, tuple[str, str]]:
    """By what name a status calls the row, and its ends."""
    match row:
        case Transfer():
            return row.place, (row.place, row.place)
        case Leg():
            return row.leg, (row.from_place, row.to_place)
        case Crossing():
            return row.crossing, (row.from_place, row.to_place)
        case Pipeline():
            return row.pipeline, (row.from_place, row.to_place)


def _marked(arcs: Sequence[Arc], status: Status | None) -> Iterator[Arc]:
    """The arcs of a row with the status that counts for it."""
    for arc in arcs:
        if status is None:
            yield arc
            continue
        yield replace(
            arc,
            sanctioned=status.status is LegStatus.SANCTIONED,
            no_transit=status.status is LegStatus.NO_TRANSIT,
            evidence=(*arc.evidence, status.evidence_id),
        )


def _leg(leg: Leg, places: Places, cargo: Cargo) -> tuple[Arc, Arc]:
    figures = of_leg(leg)
    kind = kind_of(leg.mode, leg.gauge)
    there = Arc(
        Node(leg.from_place, kind),
        Node(leg.to_place, kind),
        What.LEG,
        leg.leg,
        leg.owner,
        leg.km,
        figures.hours,
        figures.usd,
        _names(places, leg, leg.owner, leg.mode, *leg.straits),
        mode=leg.mode,
        line=leg.line or "",
        capacity=_capacity(leg, cargo),
        straits=leg.straits,
        assumed=figures.assumed,
        evidence=(leg.evidence_id,),
    )
    return there, _back(there)


def _tankers(leg: Leg, places: Places, cargo: Cargo) -> tuple[Arc, ...]:
    """A leg beside pipelines: one kind of travel with them, and without time or cost, which they do not state."""
    return tuple(
        replace(arc, tail=Node(arc.tail.place, cargo), head=Node(arc.head.place, cargo), hours=None, usd=None)
        for arc in _leg(leg, places, cargo)
    )


def _crossing(crossing: Crossing, places: Places, cargo: Cargo, unions: Unions) -> tuple[Arc, Arc]:
    """Both ways; each way it is owned by the state that is entered."""
    leaving, entering = places[crossing.from_place].actor, places[crossing.to_place].actor
    figures = of_crossing(crossing, within_union=any({leaving, entering} <= set(union) for union in unions))
    there = Arc(
        Node(crossing.from_place, kind_of(crossing.mode, crossing.gauge_from)),
        Node(crossing.to_place, kind_of(crossing.mode, crossing.gauge_to)),
        What.CROSSING,
        crossing.crossing,
        entering,
        crossing.km or NOTHING,
        figures.hours,
        figures.usd,
        _names(places, crossing, crossing.mode),
        mode=crossing.mode,
        capacity=_capacity(crossing, cargo),
        gauge_break=gauge_breaks(crossing),
        assumed=figures.assumed,
        evidence=(crossing.evidence_id,),
    )
    return there, replace(_back(there), owner=leaving)


def _transfer(transfer: Transfer, places: Places, cargo: Cargo) -> tuple[Arc, Arc]:
    """Both ways: waiting for a ferry is not waiting for a train."""
    there, back = of_transfer(transfer), of_transfer(transfer, back=True)
    first = Arc(
        Node(transfer.place, transfer.kind_from),
        Node(transfer.place, transfer.kind_to),
        What.TRANSFER,
        transfer.evidence_id.removeprefix("transfers:"),
        places[transfer.place].actor,
        NOTHING,
        there.hours,
        there.usd,
        _names(places, transfer),
        capacity=_capacity(transfer, cargo),
        assumed=there.assumed,
        evidence=(transfer.evidence_id,),
    )
    return first, replace(_back(first), hours=back.hours, usd=back.usd)


def _pipeline(row: Pipeline, places: Places) -> tuple[Arc, ...]:
    """Towards the market, and back where it can."""
    there = Arc(
        Node(row.from_place, row.cargo),
        Node(row.to_place, row.cargo),
        What.LEG,
        row.pipeline,
        row.owner,
        row.km,
        None,
        None,
        _names(places, row, row.owner, PIPELINE),
        mode=PIPELINE,
        line=row.line,
        capacity=_capacity(row, row.cargo),
        evidence=(row.evidence_id,),
    )
    return (there, _back(there)) if row.reverse == "yes" else (there,)


def _calls(arcs: Sequence[Arc], places: Places) -> Iterator[Arc]:
    """Ways in and out of the places that have several kinds of travel, at no cost."""
    kinds: dict[str, dict[Node, None]] = {}
    for end in (end for arc in arcs for end in (arc.tail, arc.head)):
        kinds.setdefault(end.place, {})[end] = None
    for place, nodes in kinds.items():
        names = frozenset({place, places[place].actor} - {INTERNATIONAL_WATERS})
        for node in nodes if len(nodes) > 1 else ():
            for tail, head in ((Node(place, IN), node), (node, Node(place, OUT))):
                yield Arc(tail, head, What.CALL, place, INTERNATIONAL_WATERS, NOTHING, NOTHING, NOTHING, names)


def _back(arc: Arc) -> Arc:
    return replace(arc, tail=arc.head, head=arc.tail)


def _names(places: Places, row: Dated, *more: str) -> frozenset[str]:
    """Words that shut the row: its id, its ends, the states they lie in, and `more`.

    A strait shuts the legs that name it and not all that come near it, so it is no end here.
    """
    subject, places_at = _where(row)
    ends = [places[each] for each in places_at]
    passed = (end.place for end in ends if end.kind is not PlaceKind.STRAIT)
    return frozenset({subject, *passed, *(end.actor for end in ends), *map(str, more)} - {INTERNATIONAL_WATERS})


def _capacity(row: Dated, cargo: Cargo) -> float | None:
    read: Estimate | None = getattr(row, UNITS[cargo], None)
    return read.best if read else None
