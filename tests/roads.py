"""A corridor network of Middle-earth, small enough to check by eye, and rows to build others from.

hobbiton ─100─ shire-gate ║* arnor-gate ─300─ arnor-south ║ rohan-north ─200─ edoras ─100─ rohan-south ║ gondor-gate
─100─ minas-tirith        (railway; ║ border, * gauge break; SHI 1435, the rest 1520)
hobbiton ─200─ mithlond ~1500~ bay-of-belfalas ~500~ pelargir ─100─ minas-tirith     (sea; the bay is a strait)
arnor-south ─900─ minas-morgul ─300─ minas-tirith through Mordor, by road
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from keystone_states.corridors.build import build
from keystone_states.corridors.faults import Rows
from keystone_states.corridors.network import Corridors
from keystone_states.model.routes import (
    Cargo,
    Crossing,
    Demand,
    Leg,
    Pipeline,
    Place,
    RouteReport,
    Status,
    Transfer,
)
from worlds import READ, SURE

DAY = date(2022, 6, 1)
STATES = ("SHI", "ARN", "ROH", "GON", "MOR")


def place(
    identifier: str, actor: str, kind: str = "city", lat: float | str = "", lon: float | str = "", **more: Any
) -> Place:
    """A place; the name is the id in capitals."""
    row = {"place": identifier, "name": identifier.replace("-", " ").title(), "kind": kind, "actor": actor}
    return Place.model_validate(row | {"lat": lat, "lon": lon} | READ | more)


def leg(
    start: str, end: str, owner: str, km: float | str, *, mode: str = "rail", gauge: int | str = 1520, **more: Any
) -> Leg:
    """A leg named after its ends; a railway of 1520 mm unless told otherwise."""
    row = {"leg": f"{start}-{end}", "from_place": start, "to_place": end, "owner": owner, "km": km, "mode": mode}
    return Leg.model_validate(row | {"gauge": gauge if mode == "rail" else ""} | SURE | more)


def crossing(start: str, end: str, gauge_from: int | str = 1520, gauge_to: int | str = 1520, **more: Any) -> Crossing:
    """A border between two stations; by rail unless told otherwise."""
    row = {"crossing": f"{start}-{end}", "from_place": start, "to_place": end, "mode": "rail"}
    return Crossing.model_validate(row | {"gauge_from": gauge_from, "gauge_to": gauge_to} | SURE | more)


def transfer(where: str, kind_from: str, kind_to: str, **more: Any) -> Transfer:
    """A transfer at a place."""
    return Transfer.model_validate({"place": where, "kind_from": kind_from, "kind_to": kind_to} | SURE | more)


def status(subject: str, word: str, since: str, until: str = "") -> Status:
    """A status over an interval."""
    return Status.model_validate({"subject": subject, "status": word, "since": since, "until": until} | SURE)


def pipeline(line: str, start: str, end: str, owner: str, *, cargo: str = "oil", **more: Any) -> Pipeline:
    """The part of a line that one state owns."""
    row = {"pipeline": f"{line}-{owner.lower()}", "line": line, "from_place": start, "to_place": end, "owner": owner}
    return Pipeline.model_validate(row | {"cargo": cargo} | SURE | more)


def demand(origin: str, destination: str, volume: float, *, cargo: str = "containers", year: int = 2022) -> Demand:
    """What is carried in a year, in the cargo's unit."""
    unit = {"containers": "teu", "bulk": "mt", "oil": "mt", "gas": "bcm"}[cargo]
    row = {"origin": origin, "destination": destination, "cargo": cargo, "year": year, "volume": volume, "unit": unit}
    return Demand.model_validate(row | SURE)


def report(origin: str, destination: str, avoid: str, *, via: str = "") -> RouteReport:
    """What somebody published of a route."""
    row = {
        "report": "told",
        "origin": origin,
        "destination": destination,
        "via": via,
        "avoid": avoid,
        "reported": "2022",
    }
    return RouteReport.model_validate(row | SURE)


PLACES = (
    place("hobbiton", "SHI", aliases="Hobbit Town", lat=50, lon=0),
    place("shire-gate", "SHI", "border", 50, 1),
    place("arnor-gate", "ARN", "border", 50, 1.1),
    place("arnor-south", "ARN", "border", 47, 2),
    place("rohan-north", "ROH", "border", 47, 2.1),
    place("edoras", "ROH", lat=45, lon=3),
    place("rohan-south", "ROH", "border", 44, 4),
    place("gondor-gate", "GON", "border", 44, 4.1),
    place("minas-tirith", "GON", aliases="Mundburg;Tower of Guard", lat=43, lon=6),
    place("mithlond", "SHI", "port", 49, -3),
    place("bay-of-belfalas", "INT", "strait", 40, 0),
    place("pelargir", "GON", "port", 41, 4),
    place("minas-morgul", "MOR", "border", 43, 7),
)
LEGS = (
    leg("hobbiton", "shire-gate", "SHI", 100, gauge=1435, line="East Road"),
    leg("arnor-gate", "arnor-south", "ARN", 300, line="Greenway"),
    leg("rohan-north", "edoras", "ROH", 200, line="Great West Road", teu=1000),
    leg("edoras", "rohan-south", "ROH", 100, line="Great West Road", teu=1000),
    leg("gondor-gate", "minas-tirith", "GON", 100),
    leg("hobbiton", "mithlond", "SHI", 200, gauge=1435),
    leg("mithlond", "bay-of-belfalas", "INT", 1500, mode="sea", line="Western Sea"),
    leg("bay-of-belfalas", "pelargir", "INT", 500, mode="sea", line="Western Sea", straits="bay-of-belfalas"),
    leg("pelargir", "minas-tirith", "GON", 100),
    leg("arnor-south", "minas-morgul", "MOR", 900, mode="road"),
    leg("minas-morgul", "minas-tirith", "GON", 300, mode="road"),
)
CROSSINGS = (
    crossing("shire-gate", "arnor-gate", 1435, 1520),
    crossing("arnor-south", "rohan-north"),
    crossing("rohan-south", "gondor-gate", hours="5/6/9", usd=100),
)
TRANSFERS = (
    transfer("mithlond", "rail-1435", "sea"),
    transfer("pelargir", "sea", "rail-1520"),
    transfer("arnor-south", "rail-1520", "road", hours=2, usd=50),
)
ROWS = Rows(PLACES, LEGS, CROSSINGS, TRANSFERS)


def middle_earth(
    *, day: date = DAY, statuses: Sequence[Status] = (), cargo: Cargo = Cargo.CONTAINERS, rows: Rows = ROWS, **more: Any
) -> Corridors:
    """The network above on a day."""
    return build(rows.places, rows.legs, rows.crossings, rows.transfers, statuses, day=day, cargo=cargo, **more)
