"""Layer `mediation` (channel mediation): who came to whose soil to talk with others. Hosting is not mediating."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from keystone_states.layers.contract import Contribution, Layer, LayerChoices
from keystone_states.layers.meetings import Held, gatherings, held
from keystone_states.model.dates import Window
from keystone_states.model.rows import Meeting, MeetingKind, Part, Participation
from keystone_states.network import Dispute, Gathering, Mandate, Mediation
from keystone_states.world import World

_KINDS = (MeetingKind.TALKS, MeetingKind.CONGRESS)
_YEAR = 365.25


def build(world: World, window: Window, choices: LayerChoices) -> Iterator[Contribution]:
    """One contribution per actor at the table (party, guarantor, guest, attendee), from that actor to the host."""
    for each in held(world, window, _KINDS):
        for row in each.table:
            weight = choices.level_weights[each.meeting.level]
            yield Contribution(row.actor, each.host, weight, each.day, each.meeting.id, each.evidence(row))


def gather(world: World, window: Window, choices: LayerChoices, index: dict[str, int]) -> Iterator[Gathering]:
    """Talks and congresses."""
    return gatherings(world, window, choices, index, _KINDS)


def mediate(world: World, window: Window, choices: LayerChoices, index: dict[str, int]) -> Mediation:
    """Roles in the talks of the window (no congresses), and the disputes active in it."""
    roles = (
        role
        for each in held(world, window, (MeetingKind.TALKS,))
        for role in (*_mandates(world, each, choices, index), *_other_roles(world, each, index))
    )
    return Mediation(tuple(roles), tuple(_disputes(world, window)))


def _mandates(world: World, each: Held, choices: LayerChoices, index: dict[str, int]) -> Iterator[Mandate]:
    """One mandate per actor, under the first of its roles that counts, split among all who hold one."""
    asked: dict[str, Participation] = {}
    for role in choices.mandate_roles:
        for row in _in_role(world, each, role):
            asked.setdefault(row.actor, row)
    for actor, row in asked.items():
        if actor in index:
            yield _taken(each, index[actor], row.role, 1 / len(asked), row)


def _other_roles(world: World, each: Held, index: dict[str, int]) -> Iterator[Mandate]:
    """Host and signatories: shown beside, no mandates."""
    if each.host in index:
        rows = [row for row in _in_role(world, each, Part.HOST) if row.actor == each.host][:1]
        yield _taken(each, index[each.host], Part.HOST, 0.0, *rows)
    for actor, row in {row.actor: row for row in _in_role(world, each, Part.SIGNATORY)}.items():
        if actor in index:
            yield _taken(each, index[actor], Part.SIGNATORY, 0.0, row)


def _in_role(world: World, each: Held, role: Part) -> list[Participation]:
    return [row for row in world.by_meeting.get(each.meeting.id, ()) if row.role is role]


def _taken(each: Held, actor: int, role: Part, share: float, *rows: Participation) -> Mandate:
    meeting = each.meeting
    return Mandate(
        meeting.id, meeting.title, actor, role, share, each.day, _process(meeting), tuple(each.evidence(*rows))
    )


def _process(meeting: Meeting) -> str:
    """The series a meeting belongs to; one that belongs to none is its own."""
    return meeting.process or meeting.id


def _disputes(world: World, window: Window) -> Iterator[Dispute]:
    """Processes active in the window, each from its first to its last talks that began before the window's end."""
    rounds: dict[str, list[Meeting]] = defaultdict(list)
    for row in world.meetings:
        if row.kind is MeetingKind.TALKS and row.start.first() < window.end:
            rounds[_process(row)].append(row)
    for process in sorted(rounds):
        first = min(rounds[process], key=lambda row: (row.start.first(), row.id))
        last = max(rounds[process], key=lambda row: (_last_day(row), row.id))
        days = (min(_last_day(last), window.as_of) - max(first.start.first(), window.start)).days + 1
        if days > 0:
            evidence = tuple(dict.fromkeys((first.evidence_id, last.evidence_id)))
            yield Dispute(process, days / _YEAR, evidence)


def _last_day(meeting: Meeting) -> date:
    return (meeting.end or meeting.start).first()


LAYER = Layer(
    name="mediation",
    channel="mediation",
    meaning="talks and congresses hosted in the window: who came to the host's table",
    weight_meaning="talks attended, weighted by level (head of state 1 … official 0.2)",
    draws_on=("meetings", "participations"),
    build=build,
    gather=gather,
    mediate=mediate,
)
