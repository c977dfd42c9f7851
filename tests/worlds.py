"""Small worlds and networks typed by hand, shared by the tests.

`graph` and `network` make the frozen snapshot a measure sees; `state`, `visit`, `summit` … make rows, and `world` puts
them together. Days before 2023 lie in `WINDOW`. The states are of Middle-earth, so that no fact is stated by accident.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import eventfiles
from keystone_states import ingest, ontology, reference
from keystone_states.actors.crosswalk import Crosswalk
from keystone_states.catalogue import EVENT_SOURCES
from keystone_states.layers import Layer, LayerChoices
from keystone_states.measures import Measure
from keystone_states.model.dates import Window
from keystone_states.model.relations import Embassy
from keystone_states.model.rows import (
    Coverage,
    Meeting,
    Membership,
    Organisation,
    Part,
    Participation,
    Position,
    Row,
    State,
)
from keystone_states.network import Dispute, Domestic, Gathering, LayerGraph, Mandate, Network, Passage, RollCalls
from keystone_states.positions import codes_of
from keystone_states.store import datasets
from keystone_states.world import World

SAMPLES = Path(__file__).resolve().parents[1].parent / "shared" / "data"
WINDOW = Window(date(2018, 1, 1), date(2023, 1, 1))
READ: dict[str, Any] = {"source_url": "https://example.org/red-book", "read_on": "2023-01-01"}
SURE: dict[str, Any] = {**READ, "disputed": "no", "confidence": "high"}

needs_samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason=f"the sample data folder {SAMPLES} is not there")


# Networks

Ties = Sequence[tuple[str, str, float]]


def graph(
    actors: Sequence[str],
    ties: Ties,
    *,
    name: str = "visits",
    days: Sequence[date] = (),
    units: Sequence[int] = (),
    sampled: bool = True,
) -> LayerGraph:
    """A layer of ties (source, target, weight); each its own unit, and on 1 January 2020, unless told otherwise."""
    numbers = list(units) or list(range(len(ties)))
    when = list(days) or [date(2020, 1, 1)] * len(ties)
    return LayerGraph(
        name=name,
        actors=tuple(actors),
        source=np.array([actors.index(source) for source, _, _ in ties], dtype=np.int64),
        target=np.array([actors.index(target) for _, target, _ in ties], dtype=np.int64),
        weight=np.array([weight for _, _, weight in ties], dtype=np.float64),
        day=np.array([day.toordinal() for day in when], dtype=np.int64),
        unit=np.array(numbers, dtype=np.int64),
        evidence=tuple((f"ties:{source}-{target}-{number}",) for number, (source, target, _) in enumerate(ties)),
        units=tuple(f"unit-{number}" for number in range(max(numbers, default=-1) + 1)),
        sampled=sampled,
    )


def network(
    theta: Mapping[str, float | None],
    ties: Ties = (),
    *,
    poles: Mapping[str, Sequence[str]] | None = None,
    blocs: Sequence[int] = (),
    gatherings: Sequence[Gathering] = (),
    mandates: Sequence[Mandate] = (),
    disputes: Sequence[Dispute] = (),
    contacts: LayerGraph | None = None,
    se: float = 0.0,
    units: Sequence[int] = (),
    roll_calls: RollCalls | None = None,
    domestic: Domestic | None = None,
    passages: Sequence[Passage] = (),
) -> Network:
    """A Network with one layer `visits`, the actors being the keys of `theta` (None: no position)."""
    actors = tuple(theta)
    positions = np.array([np.nan if each is None else each for each in theta.values()], dtype=np.float64)
    return Network(
        window=WINDOW,
        actors=actors,
        names=actors,
        theta=positions,
        theta_se=np.full(len(actors), se),
        bloc=np.array(blocs or [0] * len(actors), dtype=np.int64),
        poles={pole: tuple(actors.index(each) for each in members) for pole, members in (poles or {}).items()},
        layers={"visits": graph(actors, ties, units=units)},
        gatherings={"visits": tuple(gatherings)},
        mandates={"visits": tuple(mandates)},
        disputes={"visits": tuple(disputes)},
        contacts=contacts,
        roll_calls=roll_calls,
        domestic=domestic,
        passages={"visits": tuple(passages)},
    )


def roll_calls(votes: Sequence[str], poles: Sequence[str]) -> RollCalls:
    """Votes by actor and by pole, one letter per roll call: y, n, a (abstains) or - (no vote)."""
    calls = len((*votes, *poles)[0])
    actors, of_poles = (
        np.array([["-nay".index(each) - 1 for each in row] for row in rows], dtype=np.int8).reshape(len(rows), calls)
        for rows in (votes, poles)
    )
    days = np.arange(calls) + date(2020, 1, 1).toordinal()
    numbered = tuple(f"un_votes:{number + 1}" for number in range(calls))
    return RollCalls(actors, of_poles, days, numbered)


def domestic(counts: Mapping[str, Sequence[tuple[float, float]]]) -> Domestic:
    """Domestic conflict and all events by actor and month, from January 2020 on."""
    both = np.array(list(counts.values()), dtype=np.float64)
    months = tuple(f"2020-{number + 1:02d}" for number in range(both.shape[1]))
    ids = tuple(
        tuple(f"events:{actor}:{month}" if whole else "" for month, (_, whole) in zip(months, row, strict=True))
        for actor, row in counts.items()
    )
    return Domestic(months, both[:, :, 0], both[:, :, 1], ids)


def gathering(
    host: int, guests: Sequence[int], *, day: date = date(2020, 6, 1), weight: float = 1.0, name: str = "talks"
) -> Gathering:
    """A hosted meeting by the numbers of its actors."""
    return Gathering(name, name, host, tuple(guests), weight, day.toordinal(), None, (f"meetings:{name}",))


def mandate(
    actor: int, share: float = 1.0, *, role: str = "mediator", name: str = "talks", day: date = date(2020, 6, 1)
) -> Mandate:
    """A role in talks by the number of its actor; a host's or signatory's share is 0."""
    evidence = (f"meetings:{name}", f"participations:{name}/{actor}/{role}")
    return Mandate(name, name, actor, Part(role), share, day.toordinal(), "dispute", evidence)


def dispute(years: float, name: str = "dispute") -> Dispute:
    """A dispute that was active for some years."""
    return Dispute(name, years, (f"meetings:{name}-first", f"meetings:{name}-last"))


def passage(gains: Sequence[float], name: str = "passage") -> Passage:
    """Traffic of which each actor's territory gives the same to all three concepts."""
    of = np.array(gains)
    return Passage("A", "B", "1 teu", of, of, of, 1.0, low=1.0, high=1.0, day=1, evidence=(f"demands:{name}",))


def value(measure: Measure, of: Network, actor: str, layer: str = "visits") -> float:
    """The value of one measure for one actor."""
    return float(measure.values(of, layer)[of.index(actor)])


# Worlds


def state(actor: str, **more: Any) -> State:
    """A state that has always existed, unless `more` says otherwise."""
    return State.model_validate(
        {"actor": actor, "name": actor.title(), "official_name": f"Realm of {actor}"} | READ | more
    )


def embassy(sender: str, host: str, since: str = "", until: str = "", **more: Any) -> Embassy:
    """A mission, an embassy unless `more` says otherwise."""
    row = {"sender": sender, "host": host, "kind": "embassy", "since": since, "until": until}
    return Embassy.model_validate(row | SURE | more)


def organisation(actor: str, kind: str = "intergovernmental") -> Organisation:
    """An organisation."""
    return Organisation.model_validate({"actor": actor, "name": f"The {actor}", "kind": kind} | READ)


def member(
    organisation: str, actor: str, since: str = "2000-01-01", until: str = "", *, role: str = "member"
) -> Membership:
    """A membership over an interval."""
    row = {"organisation": organisation, "actor": actor, "role": role, "since": since, "until": until}
    return Membership.model_validate(row | SURE)


def position(actor: str, theta: float, year: int = 2019, se: float = 0.1) -> Position:
    """A position in a year."""
    return Position.model_validate({"actor": actor, "year": year, "theta": theta, "se": se, "votes": 80} | READ)


def coverage(layer: str, since: str, actor: str = "*", extent: str = "full") -> Coverage:
    """From when a layer's facts were collected."""
    return Coverage.model_validate({"layer": layer, "actor": actor, "extent": extent, "since": since})


@dataclass(frozen=True)
class Held:
    """A meeting with those who took part."""

    meeting: Meeting
    parts: tuple[Participation, ...]


def meeting(
    kind: str,
    name: str,
    host: str,
    parts: Mapping[str, str],
    *,
    day: str = "2020-06-01",
    level: str = "head_of_state",
    **more: Any,
) -> Held:
    """A meeting on the soil of `host`; `parts` gives the role of each who took part."""
    row = {"id": name, "title": f"Meeting {name}", "kind": kind, "level": level, "start": day, "host": host}
    rows = ({"meeting": name, "actor": actor, "role": role} for actor, role in parts.items())
    return Held(
        Meeting.model_validate(row | SURE | more),
        tuple(Participation.model_validate(each | READ) for each in rows),
    )


def visit(name: str, visitor: str, host: str, **more: Any) -> Held:
    """A visit of one state to another."""
    return meeting("visit", name, host, {visitor: "guest"}, **more)


def world(
    states: Iterable[str | State],
    *held: Held,
    organisations: Sequence[Organisation] = (),
    memberships: Sequence[Membership] = (),
    positions: Mapping[str, float] | Sequence[Position] = (),
    covered: Sequence[Coverage] = (),
) -> World:
    """A World of states, meetings, memberships and positions (of 2019, when given by state)."""
    rows = (
        tuple(position(actor, theta) for actor, theta in positions.items())
        if isinstance(positions, Mapping)
        else tuple(positions)
    )
    return World(
        states=tuple(each if isinstance(each, State) else state(each) for each in states),
        organisations=tuple(organisations),
        memberships=tuple(memberships),
        meetings=tuple(each.meeting for each in held),
        participations=tuple(chain.from_iterable(each.parts for each in held)),
        positions=rows,
        coverage=tuple(covered),
    )


def choices(**more: Any) -> LayerChoices:
    """The default choices of a study, some changed."""
    return LayerChoices(**{"level_weights": ontology.levels(), **more})


def contributions(layer: Layer, of: World, window: Window = WINDOW, **more: Any) -> list[tuple[str, str, float]]:
    """What a layer counts in a World: source, target and weight, in the order of the World's rows."""
    return [(each.source, each.target, each.weight) for each in layer.build(of, window, choices(**more))]


def middle_earth() -> World:
    """A World in which the Shire lies between Gondor's side and Mordor's, and one forum spans both."""
    return world(
        ("GON", "ROH", "SHI", "ARN", "MOR", "HAR"),
        visit("gon-shi-2018", "GON", "SHI", day="2018-05-01"),
        visit("mor-shi-2019", "MOR", "SHI", day="2019-05-01"),
        visit("shi-roh-2020", "SHI", "ROH", day="2020-05-01"),
        visit("shi-har-2021", "SHI", "HAR", day="2021-05-01", level="minister"),
        visit("gon-roh-2021", "GON", "ROH", day="2021-07-01"),
        visit("arn-gon-2022", "ARN", "GON", day="2022-02-01"),
        visit("mor-har-2022", "MOR", "HAR", day="2022-03-01"),
        visit("arn-mor-2022", "ARN", "MOR", day="2022-04-01"),
        meeting("talks", "shi-talks-2022", "SHI", {"SHI": "host", "GON": "party", "MOR": "party", "ROH": "observer"}),
        meeting("talks", "roh-talks-2022", "ROH", {"GON": "party", "HAR": "party", "SHI": "mediator"}),
        meeting(
            "summit", "council-2021", "SHI", {"SHI": "host", "GON": "attendee", "HAR": "attendee"}, forum="COUNCIL"
        ),
        organisations=(organisation("COUNCIL"), organisation("WEST")),
        memberships=(
            *(member("COUNCIL", actor) for actor in ("SHI", "GON", "MOR", "HAR")),
            *(member("WEST", actor) for actor in ("GON", "ROH", "ARN")),
        ),
        positions={"GON": 1.5, "ROH": 1.0, "SHI": 0.0, "ARN": 0.5, "MOR": -1.5, "HAR": -1.0},
        covered=(coverage("visits", "2010"), coverage("forums", "2000"), coverage("mediation", "2010")),
    )


# The packaged World


def loaded_votes(folder: Path, votes: Mapping[int, Mapping[str, str]], days: Mapping[int, str]) -> World:
    """The packaged World with roll calls loaded into a store in the folder: votes by number and ISO alpha-2 code."""
    lines = [f"{item},{code},{vote}" for item, cast in votes.items() for code, vote in cast.items()]
    calls = [f"{item},{day},Roll call {item}" for item, day in days.items()]
    (folder / "votes.csv").write_text("\n".join(["rcid,country_code,vote", *lines, ""]), encoding="utf-8")
    (folder / "calls.csv").write_text("\n".join(["rcid,date,short", *calls, ""]), encoding="utf-8")
    ingest.load_un_votes(folder, [folder / "votes.csv", folder / "calls.csv"], iso3=codes_of(packaged()))
    return replace(packaged(), loaded=datasets.loaded(folder))


def loaded_events(folder: Path, lines: Sequence[str], *, of: World | None = None) -> World:
    """The packaged World (or `of`) with lines of GDELT loaded into a store in the folder."""
    path = folder / "20180101000000.export.CSV"
    path.write_text("".join(each + "\n" for each in lines), encoding="utf-8")
    ingest.load_events(folder, [path], source=EVENT_SOURCES["gdelt"], actors=Crosswalk.of(packaged()))
    return replace(of or packaged(), loaded=datasets.loaded(folder))


def exchanges(seed: int = 1, events: int = 600) -> list[str]:
    """Lines of GDELT: made-up events of every quad class between a few states in 2021, some within a state."""
    rng = np.random.default_rng(seed)
    codes = {"042": 1, "046": 1, "051": 1, "061": 2, "111": 3, "190": 4, "173": 4}
    states = ("KAZ", "UZB", "CHN", "USA", "TUR", "CHE", "AZE", "RUS", "FRA", "DEU")
    lines = []
    for number in range(events):
        source, target = rng.choice(states, 2)
        code = str(rng.choice(list(codes)))
        day = f"2021{rng.integers(1, 13):02d}{rng.integers(1, 29):02d}"
        actors = {"Actor1Code": source, "Actor1CountryCode": source, "Actor2Code": target, "Actor2CountryCode": target}
        what = {"EventCode": code, "QuadClass": str(codes[code]), "NumArticles": str(rng.integers(1, 50))}
        when = {"SQLDATE": day, "DATEADDED": f"{day}000000", "SOURCEURL": f"https://example.org/{number}"}
        lines.append(eventfiles.line(GLOBALEVENTID=str(number), **actors, **what, **when))
    return lines


@cache
def packaged() -> World:
    """The packaged facts as a World, loaded once."""
    rows: dict[str, tuple[Row, ...]] = reference.load()
    return World.of(rows)
