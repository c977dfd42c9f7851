"""Readings of news text that a user saved (`keystone read --save`): events and ties, one Parquet file per article.

Saved meetings, visits and talks join the World's own under evidence ids `reading:<event>`, so that layers see them; one
that reports a meeting already known adds its evidence to it and is not counted again. Each leads back to the article's
words, publisher, date and address. A meeting counts where a leader or minister known by name took part, or in talks.
One that the text does not date can only be a known one of the 60 days before the article; it is never counted itself.

Coverage: what the user read. Licence: that of each article; only sentences are kept.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, ClassVar

from pydantic import Field

from keystone_states.model.dates import PartialDate
from keystone_states.model.rows import (
    Confidence,
    Level,
    Meeting,
    MeetingKind,
    Organisation,
    Part,
    Participation,
    PostKind,
    SourcedRow,
    State,
)
from keystone_states.sources.saved import DATASET, rows_in, said, source
from keystone_states.store.datasets import LoadedFile
from keystone_states.world import World

NOWHERE = "unknown"  # host of a meeting whose place the text does not tell
BEFORE = timedelta(days=60)  # how long before the article an undated meeting may lie
GUESSED = "article's month"  # how a date is said to be found that only the article's own day suggests
_LEVELS = {
    PostKind.HEAD_OF_STATE: Level.HEAD_OF_STATE,
    PostKind.HEAD_OF_GOVERNMENT: Level.HEAD_OF_GOVERNMENT,
    PostKind.FOREIGN_MINISTER: Level.MINISTER,
}
_ALIKE = (
    frozenset((MeetingKind.VISIT, MeetingKind.MEETING)),
    frozenset((MeetingKind.SUMMIT,)),
    frozenset((MeetingKind.TALKS, MeetingKind.CONGRESS)),
)


class Read(SourcedRow):
    """Events and ties read in articles, as saved."""

    table: ClassVar[str] = DATASET
    key: ClassVar[tuple[str, ...]] = ("id",)

    source_url: str = Field(description="address of the article; empty where it was a file")
    id: str
    start: str
    quote: str
    publisher: str


class ReadMeeting(Meeting):
    """A meeting that only an article tells of."""

    table: ClassVar[str] = DATASET

    source_url: str = Field(description="address of the article; empty where it was a file")
    quote: str
    publisher: str


class ReadParticipation(Participation):
    """Who took part in a meeting that only an article tells of."""

    table: ClassVar[str] = DATASET

    source_url: str = Field(description="address of the article; empty where it was a file")


def rows_of(files: Sequence[LoadedFile], keys: Sequence[str]) -> dict[str, Read]:
    """Saved events and ties by their ids; those that some file holds."""
    found = ((key, row_of(files, key)) for key in keys)
    return {key: row for key, row in found if row}


def row_of(files: Sequence[LoadedFile], key: str) -> Read | None:
    """The saved event or tie of that id; None where no file holds it."""
    found = ((row, each) for each in files for row in rows_in(each.path) if row["id"] == key)
    row, file = next(found, (None, None))
    if row is None or file is None:
        return None
    return Read(id=key, start=row["start"] or "", **said(row), **source(row, file))


# Into the World


def with_readings(world: World) -> World:
    """The World with saved meetings beside its own, each happening once."""
    files = world.loaded.get(DATASET, ())
    if not files:
        return world
    known = [_Known.of(world, meeting) for meeting in world.meetings]
    meetings: list[Meeting] = []
    parts: list[Participation] = []
    reported: dict[str, list[str]] = {}
    for told in sorted(_told(world, files), key=lambda each: (each.undated, each.start.first(), each.meeting.id)):
        twins = [each for each in known if each.is_told_by(told)]
        if twins:
            twin = max(twins, key=lambda each: each.start.first()) if told.undated else twins[0]
            reported.setdefault(twin.meeting.id, []).append(told.meeting.evidence_id)
        elif not told.undated:
            known.append(told)
            meetings.append(told.meeting)
            parts += told.parts
    return replace(
        world,
        meetings=(*world.meetings, *meetings),
        participations=(*world.participations, *parts),
        reported={meeting: tuple(dict.fromkeys(ids)) for meeting, ids in reported.items()},
    )


@dataclass(frozen=True)
class _Known:
    """A meeting with its parties, its host among them; undated: only when it can have been is known."""

    meeting: Meeting
    parts: tuple[Participation, ...]
    parties: frozenset[str]
    undated: bool = False

    @classmethod
    def of(cls, world: World, meeting: Meeting) -> _Known:
        parts = world.by_meeting.get(meeting.id, ())
        return cls(meeting, parts, frozenset((meeting.host, *(part.actor for part in parts))))

    @property
    def start(self) -> PartialDate:
        return self.meeting.start

    def is_told_by(self, other: _Known) -> bool:
        """Whether another report can be of this meeting: kind, parties, host and dates go together."""
        hosts = {self.meeting.host, *(part.actor for part in self.parts if part.role is Part.HOST)}
        return (
            any({self.meeting.kind, other.meeting.kind} <= kinds for kinds in _ALIKE)
            and other.parties - {NOWHERE} <= self.parties
            and (NOWHERE in (self.meeting.host, other.meeting.host) or other.meeting.host in hosts)
            and _days_meet(self.meeting, other.meeting)
        )


def _days_meet(one: Meeting, other: Meeting) -> bool:
    """Whether two meetings can have a day in common; a day apart is allowed for time zones."""
    slack = timedelta(days=1)
    return one.start.first() - slack <= _last(other) and other.start.first() <= _last(one) + slack


def _last(meeting: Meeting) -> date:
    return max(meeting.start.last(), meeting.end.last() if meeting.end else date.min)


def _told(world: World, files: Iterable[LoadedFile]) -> Iterator[_Known]:
    """The meetings that saved events tell of."""
    for file in files:
        for row in rows_in(file.path):
            if row["what"] == "event" and row["kind"] == "CONSULT" and row["status"] in ("reported", "historical"):
                found = _meeting(world, row, file)
                if found is not None:
                    yield found


def _meeting(world: World, row: Mapping[str, Any], file: LoadedFile) -> _Known | None:
    """The meeting of an event: None where it can have no date, has fewer than two parties, or was not in person."""
    record = json.loads(row["record"])
    days = _days(record, row["published"])
    if days is None or "phone" in record["mode"]:
        return None
    start, end, undated = days
    sources, targets = _actors(world, record["source"]), _actors(world, record["target"])
    host, kind = _host(world, record, targets), _kind(record, sources, targets)
    if kind in (MeetingKind.VISIT, MeetingKind.MEETING):
        sources = tuple(each for each in sources if _comes(world, each, record["source"])) or sources
    level = _level(world, (*record["source"], *record["target"]), end or start)
    if len({*sources, *targets}) < 2 or (level is None and kind is not MeetingKind.TALKS):
        return None
    base = {**source(row, file), **said(row)}
    meeting = ReadMeeting(
        id=row["id"],
        title=base["quote"],
        kind=kind,
        level=level or Level.OFFICIAL,
        start=start,
        end=end,
        city=record["place"]["name"] if record["place"] else None,
        host=host,
        process=_process(world, record["process"]),
        disputed=False,
        confidence=Confidence.HIGH if record["confidence"] == "high" else Confidence.MEDIUM,
        **base,
    )
    parts = tuple(_parts(world, record, meeting, sources, targets))
    return _Known(meeting, parts, frozenset((host, *sources, *targets)), undated)


def _process(world: World, words: str | None) -> str | None:
    """The known process that some words name (Astana process: astana-process), else the words."""
    slug = "-".join((words or "").lower().split())
    return slug if any(each.process == slug for each in world.meetings) else words


def _actors(world: World, names: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """States and organisations among some names, each once."""
    return tuple(dict.fromkeys(each["actor"] for each in names if each["actor"] in world.actors))


def _days(record: Mapping[str, Any], published: str | None) -> tuple[PartialDate, PartialDate | None, bool] | None:
    """First and last day of a meeting, and whether they are only the days on which it can have been."""
    when = record["date"]
    if when is not None and when["method"] != GUESSED:
        return PartialDate.parse(when["value"]), None, False
    end = PartialDate.parse(published) if published else None
    if end is None or end.day is None:
        return None
    start = end.first() - BEFORE
    return PartialDate(start.year, start.month, start.day), end, True


def _comes(world: World, actor: str, names: Iterable[Mapping[str, Any]]) -> bool:
    """Whether an actor can come in person: a state, or an organisation for which somebody is named."""
    named = any(each["person"] for each in names if each["actor"] == actor)
    return isinstance(world.actors[actor], State) or named


def _kind(record: Mapping[str, Any], sources: Sequence[str], targets: Sequence[str]) -> MeetingKind:
    if record["role"] in ("mediator", "facilitator", "host") and len(targets or sources) > 1:
        return MeetingKind.TALKS
    if "visit" in record["mode"]:
        return MeetingKind.VISIT
    return MeetingKind.SUMMIT if len({*sources, *targets}) > 2 else MeetingKind.MEETING


def _host(world: World, record: Mapping[str, Any], targets: Sequence[str]) -> str:
    """On whose soil: of a visit the visited, of talks who is said to host them, else whose the place is."""
    visited = targets[0] if "visit" in record["mode"] and targets else None
    hosting = next(iter(_actors(world, record["source"])), None) if record["role"] == "host" else None
    at = record["place"]["actor"] if record["place"] else None
    for actor in filter(None, (visited, hosting, at)):
        row = world.actors.get(actor)
        seat = row.seat_state if isinstance(row, Organisation) else None
        if isinstance(row, State) or seat:
            return seat or str(actor)
    return NOWHERE


def _level(world: World, names: Iterable[Mapping[str, Any]], start: PartialDate) -> Level | None:
    """The highest rank of the persons who took part, by their posts on the day; None where none is known."""
    persons = {each["person"] for each in names if each["person"]}
    held = {
        _LEVELS[post.post]
        for post in world.posts
        if post.person in persons and post.post in _LEVELS and post.holds(start.last())
    }
    return min(held, key=list(Level).index, default=None)


def _parts(
    world: World, record: Mapping[str, Any], meeting: Meeting, sources: Sequence[str], targets: Sequence[str]
) -> Iterator[ReadParticipation]:
    """Everyone in a role: mediator, host and parties of talks; hosts and guests of all else."""
    persons = {each["actor"]: each["person"] for each in (*record["source"], *record["target"]) if each["person"]}
    talks = meeting.kind is MeetingKind.TALKS
    for actor in dict.fromkeys((*sources, *targets)):
        leads = talks and bool(targets) and actor in sources
        role = Part(record["role"]) if leads else Part.PARTY if talks else Part.GUEST
        if actor == meeting.host:
            role = Part.MEDIATOR if role is Part.MEDIATOR else Part.HOST
        elif meeting.kind is MeetingKind.VISIT and actor in targets:
            role = Part.HOST  # an organisation visited at its seat
        yield ReadParticipation(
            meeting=meeting.id,
            actor=actor,
            role=role,
            person=world.person_name(persons[actor]) if actor in persons else None,
            source_url=meeting.source_url,
            read_on=meeting.read_on,
            note=meeting.note,
        )
