"""Evidence ids to lines a reader can check: what it says, when, and where it was read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from keystone_states import catalogue
from keystone_states.errors import UnknownNameError
from keystone_states.model.relations import Embassy
from keystone_states.model.routes import INTERNATIONAL_WATERS, Crossing, Demand, Leg, Pipeline, Status, Transfer
from keystone_states.model.rows import Meeting, Membership, Participation, Position, Post, Row, SourcedRow
from keystone_states.sources.event_rows import EventRow
from keystone_states.sources.read_ties import ReadInvestment, ReadMembership
from keystone_states.sources.readings import Read, ReadMeeting
from keystone_states.sources.saved import DATASET
from keystone_states.sources.un_votes import RollCall
from keystone_states.world import World


@dataclass(frozen=True, slots=True)
class Line:
    """One piece of evidence."""

    id: str
    kind: str
    text: str
    date: str
    source_url: str
    read_on: str
    disputed: bool
    note: str


def line(world: World, evidence_id: str) -> Line:
    """The row behind an evidence id, in words; raises `UnknownNameError` when no table holds it."""
    return lines(world, [evidence_id])[0]


def lines(world: World, evidence_ids: Iterable[str]) -> tuple[Line, ...]:
    """Lines for several ids, in their order; rows of loaded datasets are looked up together."""
    ids = tuple(evidence_ids)
    loaded = catalogue.rows_of(world.loaded, (each for each in ids if each not in world.by_evidence))
    return tuple(_line(world, each, world.by_evidence.get(each) or loaded.get(each)) for each in ids)


def _line(world: World, evidence_id: str, row: Row | None) -> Line:
    if not isinstance(row, SourcedRow):
        raise UnknownNameError(
            f"no row {evidence_id!r}; expected table:key as a score gives it; see `keystone data list`"
        )
    disputed = bool(getattr(row, "disputed", False))
    return Line(
        evidence_id, row.table, _text(world, row), _date(row), row.source_url, str(row.read_on), disputed, row.note
    )


def _text(world: World, row: Row) -> str:
    match row:
        case Read() | ReadMeeting() | ReadMembership() | ReadInvestment():
            return f"“{row.quote}” ({row.publisher})"
        case Meeting():
            place = ", ".join(filter(None, (row.city, world.name(row.host))))
            return f"{row.title} ({place}, {span(row)})"
        case Participation():
            who = f"{row.person} ({world.name(row.actor)})" if row.person else world.name(row.actor)
            return f"{who}: {row.role.value.replace('_', ' ')}, {_meeting_title(world, row.meeting)}"
        case Membership():
            until = f" to {row.until}" if row.until else ""
            role = row.role.value.replace("_", " ")
            return f"{world.name(row.actor)}: {role} of {world.short(row.organisation)} since {since(row)}{until}"
        case Position():
            position = f"position {row.theta:+.2f} ± {row.se:.2f} in {row.year}"
            return f"{world.name(row.actor)}: {position}, from {row.votes} UN roll calls"
        case Post():
            acting = "acting " if row.acting and "acting" not in row.title.lower() else ""
            return f"{world.person_name(row.person)}, {acting}{row.title} of {world.name(row.actor)} since {row.since}"
        case Embassy():
            return _mission(world, row)
        case Leg() | Crossing() | Transfer() | Pipeline() | Status() | Demand():
            return _way(world, row)
        case RollCall():
            return f"UN General Assembly, {row.title or 'roll call'} ({row.resolution or row.rcid}, {row.day})"
        case EventRow():
            return _event(world, row)
        case _:
            return str(row)


def _event(world: World, row: EventRow) -> str:
    """Who did what to whom, as the dataset codes it."""
    who = " → ".join(world.name(each) for each in (row.source, row.target) if each)
    articles = f"{row.articles} article{'s' if row.articles != 1 else ''}" if row.articles is not None else ""
    said = ", ".join(filter(None, (articles, row.publisher)))
    return f"{who}: {row.label} ({row.code}, {row.day}){f'; {said}' if said else ''}"


def _mission(world: World, row: Embassy) -> str:
    """Whose mission is where, and from when to when as far as read."""
    where = ", ".join(filter(None, (row.city, world.name(row.host))))
    opened = f" since {row.since}" if row.since else ""
    closed = f", closed {row.until}" if row.until else ""
    return f"{world.name(row.sender)}: {row.kind.value.replace('_', ' ')} in {where}{opened}{closed}"


def _way(world: World, row: Leg | Crossing | Transfer | Pipeline | Status | Demand) -> str:
    """What a row of the corridor network says."""
    match row:
        case Leg():
            whose = "high seas" if row.owner == INTERNATIONAL_WATERS else world.name(row.owner)
            return (
                f"{_place(world, row.from_place)} – {_place(world, row.to_place)} by {row.mode}, {row.km} km, {whose}"
            )
        case Crossing():
            wait = f", {row.hours} hours" if row.hours else ""
            return f"border {_place(world, row.from_place)} | {_place(world, row.to_place)} by {row.mode}{wait}"
        case Transfer():
            return f"{_place(world, row.place)}: from {row.kind_from} to {row.kind_to}"
        case Pipeline():
            ends = f"{_place(world, row.from_place)} – {_place(world, row.to_place)}"
            return f"{row.line} ({row.cargo}), {ends}, {world.name(row.owner)}"
        case Status():
            until = f" to {row.until}" if row.until else ""
            return f"{row.subject}: {row.status} since {row.since}{until}"
        case Demand():
            ends = f"{_place(world, row.origin)} – {_place(world, row.destination)}"
            return f"{ends}: {row.volume} {row.unit} of {row.cargo} in {row.year}"


def _place(world: World, place: str) -> str:
    row = world.by_evidence.get(f"places:{place}")
    return getattr(row, "name", place)


def _meeting_title(world: World, meeting: str) -> str:
    row = world.by_evidence.get(f"meetings:{meeting}") or world.by_evidence.get(f"{DATASET}:{meeting}")
    return row.title if isinstance(row, Meeting) else meeting


def since(row: Membership) -> str:
    """Start of a membership in words: "before" where only a later attestation was read."""
    return f"{str(row.since).removeprefix('..')} or before" if row.since.by else str(row.since)


def span(row: Meeting) -> str:
    """Days of a meeting as the source gives them."""
    return f"{row.start} to {row.end}" if row.end and str(row.end) != str(row.start) else str(row.start)


def _date(row: Row) -> str:
    for column in ("start", "since", "year", "day", "seen"):
        if getattr(row, column, None) is not None:
            return str(getattr(row, column))
    return ""
