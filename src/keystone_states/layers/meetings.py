"""Meetings of a window with those at the table: shared by the layers that draw on meetings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from keystone_states import ontology
from keystone_states.layers.contract import LayerChoices
from keystone_states.model.dates import Window
from keystone_states.model.rows import Meeting, MeetingKind, Part, Participation
from keystone_states.network import Gathering
from keystone_states.world import World


@dataclass(frozen=True, slots=True)
class Held:
    """A meeting that took place in the window, who received it, and those at the table other than the host.

    The host is the participant whose role is host (the EU at its seat in Brussels), else the state whose soil it was.
    """

    meeting: Meeting
    host: str
    table: tuple[Participation, ...]
    reported: tuple[str, ...] = ()

    @property
    def day(self) -> int:
        """First possible day, as a proleptic ordinal."""
        return self.meeting.start.first().toordinal()

    def evidence(self, *rows: Participation) -> tuple[str, ...]:
        """The meeting's evidence id, those of the participations, and those of saved readings that report it."""
        return (self.meeting.evidence_id, *(row.evidence_id for row in rows), *self.reported)


def held(world: World, window: Window, kinds: Iterable[MeetingKind]) -> Iterator[Held]:
    """Meetings of these kinds whose first possible day lies in the window."""
    wanted = frozenset(kinds)
    for meeting in world.meetings:
        if meeting.kind in wanted and meeting.start.first() in window:
            reported = world.reported.get(meeting.id, ())
            yield Held(meeting, _host(world, meeting), _at_table(world, meeting), reported)


def _host(world: World, meeting: Meeting) -> str:
    hosts = [row.actor for row in world.by_meeting.get(meeting.id, ()) if row.role is Part.HOST]
    return meeting.host if meeting.host in hosts or not hosts else hosts[0]


def _at_table(world: World, meeting: Meeting) -> tuple[Participation, ...]:
    """Each actor at the table once, the host left out."""
    roles = ontology.roles().meeting_roles
    once: dict[str, Participation] = {}
    for row in world.by_meeting.get(meeting.id, ()):
        if row.actor != meeting.host and roles[row.role].at_table:
            once.setdefault(row.actor, row)
    return tuple(once.values())


def at_table_with_host(world: World, meeting: Meeting) -> tuple[Participation, ...]:
    """Each actor at the table once, and the host where a row says that it took part itself."""
    host = tuple(row for row in world.by_meeting.get(meeting.id, ()) if row.role is Part.HOST)[:1]
    return (*host, *_at_table(world, meeting))


def gatherings(
    world: World, window: Window, choices: LayerChoices, index: dict[str, int], kinds: Iterable[MeetingKind]
) -> Iterator[Gathering]:
    """Hosted meetings with at least two actors of `index` at the table besides the host."""
    for each in held(world, window, kinds):
        guests = [row for row in each.table if row.actor in index and row.actor != each.host]
        if len(guests) >= 2 and each.host in index:
            yield Gathering(
                id=each.meeting.id,
                title=each.meeting.title,
                host=index[each.host],
                guests=tuple(index[row.actor] for row in guests),
                level_weight=choices.level_weights[each.meeting.level] * _initiative(each.meeting, choices),
                day=each.day,
                rotation=each.meeting.rotation,
                evidence=each.evidence(*guests),
            )


def _initiative(meeting: Meeting, choices: LayerChoices) -> float:
    return choices.rotation_weight if meeting.rotation else 1.0
