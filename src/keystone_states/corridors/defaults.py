"""Figures of a leg, crossing or transfer: its own where the row states them, else the default of its mode or kind.

The defaults and their sources are `ontology/transport.yaml`. A kind of transfer without a default (from sea to river …)
must state its own figures.
"""

from __future__ import annotations

from dataclasses import dataclass

from keystone_states import ontology
from keystone_states.errors import BadInputError
from keystone_states.model.estimates import Estimate
from keystone_states.model.routes import Crossing, Leg, Mode, Transfer
from keystone_states.ontology import Stop

NOTHING = Estimate.of(0.0)
_LAND = (Mode.RAIL, Mode.ROAD)
_SHIPS = (Mode.SEA, Mode.RIVER)


@dataclass(frozen=True, slots=True)
class Figures:
    """Time and cost per FEU, and which of them are defaults."""

    hours: Estimate
    usd: Estimate
    assumed: tuple[str, ...]


def of_leg(leg: Leg) -> Figures:
    """Time and cost of a leg: its length over the mode's speed, and times the mode's rate, where not stated."""
    mode = ontology.transport().modes[leg.mode]
    return _figures(leg, leg.km.over(mode.kmh), mode.usd + leg.km.times(mode.usd_per_km))


def of_crossing(crossing: Crossing, *, within_union: bool) -> Figures:
    """Time and cost of a border: a gauge break costs the most, a border inside a customs union nothing."""
    stop = _border(crossing, within_union=within_union)
    return _figures(crossing, stop.hours, stop.usd)


def of_transfer(transfer: Transfer, *, back: bool = False) -> Figures:
    """Time and cost of a transfer, or of the same transfer `back`; raises `BadInputError` where none are stated."""
    ends = (transfer.kind_to, transfer.kind_from) if back else (transfer.kind_from, transfer.kind_to)
    stop = stop_between(*ends)
    if stop is not None:
        return _figures(transfer, stop.hours, stop.usd)
    if transfer.hours is None or transfer.usd is None:
        raise BadInputError(f"no default time and cost from {ends[0]} to {ends[1]} ({transfer.place}); state both")
    return Figures(transfer.hours, transfer.usd, ())


def stop_between(kind_from: str, kind_to: str) -> Stop | None:
    """The default stop from one kind of travel to another; None where there is none."""
    stops = ontology.transport().transfers
    first, second = mode_of(kind_from), mode_of(kind_to)
    if first in _LAND and second in _LAND:
        return stops.reload
    if first in _LAND and second is Mode.FERRY:
        return stops.to_ferry
    if first is Mode.FERRY and second in _LAND:
        return stops.from_ferry
    if (first in _LAND and second in _SHIPS) or (first in _SHIPS and second in _LAND):
        return stops.port
    return None


def mode_of(kind: str) -> Mode | None:
    """The mode of a kind such as rail-1520 or sea; None for a word that is no kind."""
    word, _, gauge = kind.partition("-")
    if word not in list(Mode) or (word == Mode.RAIL) != gauge.isdigit():
        return None
    return Mode(word)


def kind_of(mode: Mode, gauge: int | None) -> str:
    """The kind of travel of a mode: railways by gauge."""
    return f"{mode}-{gauge}" if mode is Mode.RAIL else str(mode)


def gauge_breaks(crossing: Crossing) -> bool:
    """Whether the gauge changes at the border."""
    return crossing.gauge_from != crossing.gauge_to


def _border(crossing: Crossing, *, within_union: bool) -> Stop:
    stops = ontology.transport().crossings
    if gauge_breaks(crossing):
        return stops.gauge_break
    if within_union:
        return stops.within_union
    return stops.rail if crossing.mode is Mode.RAIL else stops.road


def _figures(row: Leg | Crossing | Transfer, hours: Estimate, usd: Estimate) -> Figures:
    assumed = tuple(name for name in ("hours", "usd") if getattr(row, name) is None)
    return Figures(row.hours or hours, row.usd or usd, assumed)
