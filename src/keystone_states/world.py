"""The World: all tables under one actor registry; what scenarios edit and layers read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path

from keystone_states.errors import UnknownNameError
from keystone_states.model.relations import Alliance, Career, CohesionFact, Embassy, Investment, Supply
from keystone_states.model.routes import (
    Crossing,
    Demand,
    Leg,
    Pipeline,
    Place,
    RouteReport,
    Status,
    Traffic,
    Transfer,
)
from keystone_states.model.rows import (
    Coverage,
    Extent,
    Meeting,
    Membership,
    Name,
    Organisation,
    Participation,
    Person,
    Position,
    Post,
    Role,
    Row,
    Size,
    SourcedRow,
    State,
)
from keystone_states.store import datasets, generations, own_legs
from keystone_states.store.datasets import LoadedFile


@dataclass(frozen=True)
class World:
    """All tables, frozen. Build one with `World.of` from rows, or `read_world` from a store.

    `loaded`: files of datasets that a user loaded, by dataset; they are read when a layer asks for a window of them.
    `reported`: evidence ids of saved readings that report a row, by meeting or, of other rows, by its evidence id.
    """

    states: tuple[State, ...] = ()
    organisations: tuple[Organisation, ...] = ()
    names: tuple[Name, ...] = ()
    persons: tuple[Person, ...] = ()
    posts: tuple[Post, ...] = ()
    memberships: tuple[Membership, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    participations: tuple[Participation, ...] = ()
    positions: tuple[Position, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    sizes: tuple[Size, ...] = ()
    places: tuple[Place, ...] = ()
    legs: tuple[Leg, ...] = ()
    crossings: tuple[Crossing, ...] = ()
    transfers: tuple[Transfer, ...] = ()
    pipelines: tuple[Pipeline, ...] = ()
    statuses: tuple[Status, ...] = ()
    demands: tuple[Demand, ...] = ()
    traffic: tuple[Traffic, ...] = ()
    route_reports: tuple[RouteReport, ...] = ()
    careers: tuple[Career, ...] = ()
    investments: tuple[Investment, ...] = ()
    supplies: tuple[Supply, ...] = ()
    alliances: tuple[Alliance, ...] = ()
    embassies: tuple[Embassy, ...] = ()
    cohesion: tuple[CohesionFact, ...] = ()
    loaded: Mapping[str, tuple[LoadedFile, ...]] = field(default_factory=dict)
    reported: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: dict[str, tuple[Row, ...]]) -> World:
        """A World from tables by name, as `reference.load` or the store give them."""
        return cls(**rows)  # type: ignore[arg-type]  # each table's rows are of its own class, as the loader made them

    @cached_property
    def by_evidence(self) -> dict[str, Row]:
        """Every row by its evidence id."""
        return {row.evidence_id: row for table in self.tables.values() for row in table}

    @cached_property
    def by_meeting(self) -> dict[str, tuple[Participation, ...]]:
        """Participations by meeting id."""
        grouped: dict[str, list[Participation]] = {}
        for row in self.participations:
            grouped.setdefault(row.meeting, []).append(row)
        return {meeting: tuple(rows) for meeting, rows in grouped.items()}

    @cached_property
    def actors(self) -> dict[str, State | Organisation]:
        """States and organisations by id."""
        rows: tuple[State | Organisation, ...] = (*self.states, *self.organisations)
        return {row.actor: row for row in rows}

    @property
    def tables(self) -> dict[str, tuple[Row, ...]]:
        """All tables by name."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__ if name not in ("loaded", "reported")}

    def with_tables(self, tables: Mapping[str, tuple[Row, ...]]) -> World:
        """The same World with some tables replaced."""
        return replace(self, **tables)  # type: ignore[arg-type]  # each table's rows are of its own class

    def place(self, place: str) -> Place:
        """A place by id; raises `UnknownNameError`."""
        if place not in self._places:
            raise UnknownNameError(f"no place {place!r}; see `keystone data show places`")
        return self._places[place]

    @cached_property
    def _places(self) -> dict[str, Place]:
        return {row.place: row for row in self.places}

    @cached_property
    def cut_off(self) -> date:
        """The latest day on which a source of an event or tie was read: what the facts can speak to.

        A saved reading does not move it: one article says nothing of all the rest that happened up to its day.
        """
        claims: tuple[SourcedRow, ...] = (*self.memberships, *self.meetings, *self.participations)
        return max((row.read_on for row in claims if row.table in self.tables), default=date.today())

    def extent(self, layer: str, actor: str) -> Extent:
        """How completely the layer's facts were collected for the actor."""
        row = self._coverage(layer, actor)
        return row.extent if row else Extent.PARTIAL

    def collected_since(self, layer: str, actor: str) -> date | None:
        """From when the layer's facts were collected systematically for the actor; None: nothing is said of it."""
        row = self._coverage(layer, actor)
        return row.since.first() if row else None

    def _coverage(self, layer: str, actor: str) -> Coverage | None:
        rows = {row.actor: row for row in self.coverage if row.layer == layer}
        return rows.get(actor, rows.get("*"))

    def name(self, actor: str) -> str:
        """The short name of an actor, or its id where none is known."""
        row = self.actors.get(actor)
        return row.name if row else actor

    def short(self, actor: str) -> str:
        """The abbreviation of an organisation where it has one, else the short name."""
        row = self.actors.get(actor)
        return (row.abbreviation if isinstance(row, Organisation) else None) or self.name(actor)

    def person_name(self, person: str) -> str:
        """The name of a person, or the id where none is known."""
        return self._persons.get(person, person)

    @cached_property
    def _persons(self) -> dict[str, str]:
        return {row.person: row.name for row in self.persons}

    def members(
        self, organisation: str, day: date, *, roles: tuple[Role, ...] = (Role.MEMBER,)
    ) -> tuple[Membership, ...]:
        """Memberships of an organisation that hold on `day` in one of the roles."""
        return tuple(
            row for row in self.memberships if row.organisation == organisation and row.role in roles and row.holds(day)
        )


def read_world(store: Path) -> World:
    """The World of the generation in force and of the datasets loaded; a user's own legs join `legs`."""
    world = replace(World.of(generations.read(store)), loaded=datasets.loaded(store))
    files = world.loaded.get(own_legs.DATASET, ())
    if not files:
        return world
    places = {row.place for row in world.places}
    return replace(world, legs=(*world.legs, *own_legs.read(files, legs=world.legs, places=places)))
