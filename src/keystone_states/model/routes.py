"""The rows of the corridor network: places, legs, crossings, transfers, pipelines, and what was reported about them.

A leg is one stretch of one mode owned by exactly one state (or `INT`, international waters); it is split at every
border. A crossing joins the two stations on either side of a border; a transfer joins two modes or gauges at one
place. Where sources disagree a number is an estimate: low/best/high.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Field

from keystone_states.model.dates import PartialDate
from keystone_states.model.estimates import Estimate
from keystone_states.model.rows import Claim, MaybeDate, MaybeText, Optional, Row, SourcedRow, Text, Texts

INTERNATIONAL_WATERS = "INT"

MaybeEstimate = Annotated[Estimate | None, Optional]
MaybeGauge = Annotated[int | None, Optional]
MaybeDegrees = Annotated[float | None, Optional]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9-]+$")]


class PlaceKind(StrEnum):
    """What sort of place it is."""

    CITY = "city"
    JUNCTION = "junction"
    BORDER = "border"
    PORT = "port"
    STRAIT = "strait"
    SEA = "sea"
    FIELD = "field"
    TERMINAL = "terminal"


class Mode(StrEnum):
    """How a leg is travelled."""

    RAIL = "rail"
    ROAD = "road"
    SEA = "sea"
    FERRY = "ferry"
    RIVER = "river"


class Cargo(StrEnum):
    """What is carried."""

    CONTAINERS = "containers"
    BULK = "bulk"
    OIL = "oil"
    GAS = "gas"


class LegStatus(StrEnum):
    """Whether a leg can be used.

    A plan is not built; suspended and closed carry nothing; sanctioned is usable, and said to be so wherever it is
    used; no_transit carries only what starts or ends in the owner's state.
    """

    OPEN = "open"
    PLAN = "plan"
    SUSPENDED = "suspended"
    CLOSED = "closed"
    SANCTIONED = "sanctioned"
    NO_TRANSIT = "no_transit"


class Place(SourcedRow):
    """Places: cities, border stations, ports, straits, fields and terminals, each in one state or at sea."""

    table: ClassVar[str] = "places"
    key: ClassVar[tuple[str, ...]] = ("place",)

    place: Slug = Field(description="identifier: the English name in small letters")
    name: Text = Field(description="English name in use")
    aliases: Texts = Field((), description="other spellings and names, separated by ;")
    kind: PlaceKind = Field(description="city, junction, border, port, strait, sea, field or terminal")
    actor: Text = Field(description="state on whose soil it lies; INT: international waters")
    lat: MaybeDegrees = Field(None, ge=-90, le=90, description="latitude, degrees north; empty: not read")
    lon: MaybeDegrees = Field(None, ge=-180, le=180, description="longitude, degrees east; empty: not read")


class Leg(Claim):
    """Legs: one stretch of railway, road, sea lane or ferry line, owned by exactly one state."""

    table: ClassVar[str] = "legs"
    key: ClassVar[tuple[str, ...]] = ("leg",)

    leg: Slug = Field(description="identifier, as from-to, with the mode where two run side by side")
    line: MaybeText = Field(None, description="line or corridor as sources call it")
    from_place: Slug = Field(description="one end")
    to_place: Slug = Field(description="the other end; a leg is travelled both ways")
    mode: Mode = Field(description="rail, road, sea, ferry or river")
    owner: Text = Field(description="state that owns the stretch; INT: international waters")
    gauge: MaybeGauge = Field(None, description="track gauge of a railway; empty for other modes")
    km: Estimate = Field(description="length")
    hours: MaybeEstimate = Field(None, description="travel time without border stops; empty: from the mode's speed")
    usd: MaybeEstimate = Field(None, description="cost of carriage per FEU; empty: from the mode's rate")
    teu: MaybeEstimate = Field(None, description="capacity for containers a year; empty: not read, taken as no limit")
    mt: MaybeEstimate = Field(None, description="capacity for all goods a year; empty: not read, taken as no limit")
    straits: Texts = Field((), description="straits and canals passed, separated by ;")
    cargo: Texts = Field((), description="cargo classes that may use it; empty: containers and bulk")
    since: MaybeDate = Field(None, description="in use since; empty: before the facts begin")
    until: MaybeDate = Field(None, description="day its use ended for good; empty: in use")


class Crossing(Claim):
    """Crossings: from the station on one side of a border to the one on the other, with the wait there."""

    table: ClassVar[str] = "crossings"
    key: ClassVar[tuple[str, ...]] = ("crossing",)

    crossing: Slug = Field(description="identifier, as from-to")
    from_place: Slug = Field(description="border station of one state")
    to_place: Slug = Field(description="border station of the other state")
    mode: Mode = Field(description="rail or road")
    gauge_from: MaybeGauge = Field(None, description="track gauge on the first side; empty for a road")
    gauge_to: MaybeGauge = Field(None, description="track gauge on the second side; another one means a gauge break")
    km: MaybeEstimate = Field(None, description="length between the stations; empty: part of the legs")
    hours: MaybeEstimate = Field(None, description="border-crossing time; empty: from the mode's dwell")
    usd: MaybeEstimate = Field(None, description="border-crossing cost per FEU; empty: from the mode's fee")
    teu: MaybeEstimate = Field(None, description="capacity for containers a year; empty: not read, taken as no limit")
    mt: MaybeEstimate = Field(None, description="capacity for all goods a year; empty: not read, taken as no limit")
    since: MaybeDate = Field(None, description="in use since; empty: before the facts begin")
    until: MaybeDate = Field(None, description="day its use ended for good; empty: in use")


class Transfer(Claim):
    """Transfers: from one mode or gauge to another at one place: ports, reloading stations, bogie changes."""

    table: ClassVar[str] = "transfers"
    key: ClassVar[tuple[str, ...]] = ("place", "kind_from", "kind_to")

    place: Slug = Field(description="port or station")
    kind_from: Text = Field(description="rail-1520, rail-1435, road, sea, ferry …")
    kind_to: Text = Field(description="rail-1520, rail-1435, road, sea, ferry …; a transfer works both ways")
    hours: MaybeEstimate = Field(None, description="time of the transfer; empty: from the kind of transfer")
    usd: MaybeEstimate = Field(None, description="cost of the transfer per FEU; empty: from the kind of transfer")
    teu: MaybeEstimate = Field(None, description="capacity for containers a year; empty: not read, taken as no limit")
    mt: MaybeEstimate = Field(None, description="capacity for all goods a year; empty: not read, taken as no limit")
    since: MaybeDate = Field(None, description="in use since; empty: before the facts begin")
    until: MaybeDate = Field(None, description="day its use ended for good; empty: in use")


class Pipeline(Claim):
    """Pipelines: the part of an oil or gas line that one state owns."""

    table: ClassVar[str] = "pipelines"
    key: ClassVar[tuple[str, ...]] = ("pipeline",)

    pipeline: Slug = Field(description="identifier, as line-state")
    line: Text = Field(description="name of the whole line")
    from_place: Slug = Field(description="end towards the source")
    to_place: Slug = Field(description="end towards the market")
    owner: Text = Field(description="state that owns the part; INT: international waters")
    cargo: Cargo = Field(description="oil or gas")
    km: MaybeEstimate = Field(None, description="length of the part; empty: not read")
    mt: MaybeEstimate = Field(None, description="oil capacity a year; empty: not read, or a gas line")
    bcm: MaybeEstimate = Field(None, description="gas capacity a year; empty: not read, or an oil line")
    reverse: Text = Field("no", pattern="^(yes|no)$", description="yes: it can also carry towards the source")
    since: MaybeDate = Field(None, description="in use since; empty: not read, taken as before the facts begin")
    until: MaybeDate = Field(None, description="day its use ended for good; empty: in use")


class Status(Claim):
    """Statuses: when a leg, crossing, transfer's place or pipeline was a plan, suspended, closed or under sanctions."""

    table: ClassVar[str] = "statuses"
    key: ClassVar[tuple[str, ...]] = ("subject", "status", "since")

    subject: Slug = Field(description="leg, crossing, pipeline, or place of a transfer")
    status: LegStatus = Field(description="open, plan, suspended, closed, sanctioned (usable, marked) or no_transit")
    since: PartialDate = Field(description="first day; ..D: so on D, start not read")
    until: MaybeDate = Field(None, description="day the status ended; empty: so when the source was read")


class Demand(Claim):
    """Demands: what is carried from an origin to a destination in a year, whatever the route."""

    table: ClassVar[str] = "demands"
    key: ClassVar[tuple[str, ...]] = ("origin", "destination", "cargo", "year")

    origin: Slug = Field(description="place where the flow starts")
    destination: Slug = Field(description="place where it ends")
    cargo: Cargo = Field(description="containers, bulk, oil or gas")
    year: int = Field(description="calendar year of the flow")
    volume: Estimate = Field(description="flow in the unit named beside it")
    unit: Text = Field(pattern="^(teu|mt|bcm)$", description="teu, mt (million tonnes) or bcm, a year")


class Traffic(Claim):
    """Traffic: what a corridor, line, port or crossing was reported to have carried in a period."""

    table: ClassVar[str] = "traffic"
    key: ClassVar[tuple[str, ...]] = ("subject", "cargo", "period", "unit", "source_url")

    subject: Text = Field(description="corridor, line, port or crossing, as it is called")
    cargo: Text = Field(description="containers, bulk, oil, gas or all")
    period: PartialDate = Field(description="year or month of the traffic")
    volume: Estimate = Field(description="traffic in the unit named beside it")
    unit: Text = Field(pattern="^(teu|mt|bcm)$", description="teu, mt (million tonnes) or bcm in the period")


class RouteReport(Claim):
    """Route reports: distance, time or price that somebody published for a route; the yardstick, never an input."""

    table: ClassVar[str] = "route_reports"
    key: ClassVar[tuple[str, ...]] = ("report",)

    report: Slug = Field(description="identifier")
    origin: Slug = Field(description="place where the route starts")
    destination: Slug = Field(description="place where it ends")
    via: Texts = Field((), description="places that fix the route, in order, separated by ;")
    avoid: Texts = Field((), description="states, modes or straits the route does not use, separated by ;")
    reported: PartialDate = Field(description="when it was true: year, month or day")
    km: MaybeEstimate = Field(None, description="published distance; empty: not said")
    days: MaybeEstimate = Field(None, description="published time; empty: not said")
    usd: MaybeEstimate = Field(None, description="published price per FEU; empty: not said")


ROUTE_ROWS: tuple[type[Row], ...] = (
    Place,
    Leg,
    Crossing,
    Transfer,
    Pipeline,
    Status,
    Demand,
    Traffic,
    RouteReport,
)
