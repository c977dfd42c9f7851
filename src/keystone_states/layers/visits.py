"""Layer `visits` (channel diplomacy): who met whom directly at the top level."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from keystone_states.layers.contract import Contribution, Layer, LayerChoices
from keystone_states.layers.meetings import Held, at_table_with_host, held
from keystone_states.model.dates import Window
from keystone_states.model.rows import MeetingKind, Organisation, OrganisationKind
from keystone_states.world import World

SMALL_SUMMIT = 8


def build(world: World, window: Window, choices: LayerChoices) -> Iterator[Contribution]:
    """Visits: one contribution per visitor, from visitor to host. Bilateral meetings elsewhere: between the two who
    met.

    Small summits of no standing organisation (a region and one power, three neighbours; up to 8 at the table):
    between every two, each pair weighing 1/(participants − 1), since there everyone meets everyone (Newman 2001).
    """
    for each in held(world, window, (MeetingKind.VISIT, MeetingKind.MEETING, MeetingKind.SUMMIT)):
        weight = choices.level_weights[each.meeting.level]
        if each.meeting.kind is MeetingKind.SUMMIT:
            yield from _small_summit(world, each, weight)
        elif each.meeting.kind is MeetingKind.MEETING and len(each.table) > 1:
            yield from _elsewhere(each, weight)
        else:
            yield from _to_host(each, weight)


def _to_host(each: Held, weight: float) -> Iterator[Contribution]:
    for row in each.table:
        yield Contribution(row.actor, each.host, weight, each.day, each.meeting.id, each.evidence(row))


def _elsewhere(each: Held, weight: float) -> Iterator[Contribution]:
    for first, second in combinations(each.table, 2):
        yield Contribution(first.actor, second.actor, weight, each.day, each.meeting.id, each.evidence(first, second))


def _small_summit(world: World, each: Held, weight: float) -> Iterator[Contribution]:
    table = at_table_with_host(world, each.meeting)
    if _standing(world, each.meeting.forum) or not 2 <= len(table) <= SMALL_SUMMIT:
        return
    share = weight / (len(table) - 1)
    for first, second in combinations(table, 2):
        yield Contribution(first.actor, second.actor, share, each.day, each.meeting.id, each.evidence(first, second))


def _standing(world: World, forum: str | None) -> bool:
    """Whether the meeting belongs to a standing organisation rather than a format."""
    row = world.actors.get(forum or "")
    return isinstance(row, Organisation) and row.kind is not OrganisationKind.FORMAT


LAYER = Layer(
    name="visits",
    channel="diplomacy",
    meaning="visits, bilateral meetings and small summits of heads of state or government in the window",
    weight_meaning="meetings, weighted by the visitor's level (head of state 1, head of government 0.8, minister 0.5)",
    draws_on=("meetings", "participations"),
    build=build,
)
