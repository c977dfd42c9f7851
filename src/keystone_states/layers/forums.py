"""Layer `forums` (channel forums): who sits in the same organisations on the window's last day."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations

from keystone_states import ontology
from keystone_states.layers.contract import Contribution, Layer, LayerChoices
from keystone_states.layers.meetings import gatherings
from keystone_states.model.dates import Window
from keystone_states.model.rows import MeetingKind, Membership
from keystone_states.network import Gathering
from keystone_states.world import World


def build(world: World, window: Window, choices: LayerChoices) -> Iterator[Contribution]:
    """One contribution per pair and forum, weighing 1/(members − 1) (Newman 2001), for forums of 2 to
    `largest_forum`. Those who may have sat there by that day (`..D`, D later) count towards the size, not as members.
    """
    unread = _perhaps_seated(world, window)
    for organisation, members in _seats(world, window).items():
        if len(members) >= 2 and len(members) + unread[organisation] <= choices.largest_forum:
            weight = 1.0 / (len(members) - 1)
            joined = [(row.since.first().toordinal(), row.evidence_id) for row in members]
            for first, second in combinations(range(len(members)), 2):
                later, earlier = (first, second) if joined[first][0] >= joined[second][0] else (second, first)
                told = (each for end in (later, earlier) for each in world.reported.get(joined[end][1], ()))
                evidence = (joined[later][1], joined[earlier][1], *told)
                ends = (members[first].actor, members[second].actor)
                yield Contribution(*ends, weight, joined[later][0], organisation, evidence)


def _seats(world: World, window: Window) -> dict[str, list[Membership]]:
    """Those who share each forum on the window's last day, each actor once, in the order of the table."""
    roles = ontology.roles().organisation_roles
    seats: dict[str, dict[str, Membership]] = defaultdict(dict)
    for row in world.memberships:
        if roles[row.role].shares_forum and row.holds(window.as_of):
            seats[row.organisation].setdefault(row.actor, row)
    return {organisation: list(members.values()) for organisation, members in seats.items()}


def _perhaps_seated(world: World, window: Window) -> Counter[str]:
    """How many rows of each forum hold on some later day, their start not having been read.

    Without them a body of nearly everybody of which few joining dates are known would pass for a small forum.
    """
    roles = ontology.roles().organisation_roles
    return Counter(
        row.organisation
        for row in world.memberships
        if roles[row.role].shares_forum and row.since.by and row.since.first() > window.as_of
    )


def gather(world: World, window: Window, choices: LayerChoices, index: dict[str, int]) -> Iterator[Gathering]:
    """Summits."""
    return gatherings(world, window, choices, index, (MeetingKind.SUMMIT,))


LAYER = Layer(
    name="forums",
    channel="forums",
    meaning="organisations in which two actors are both members on the window's last day; summits hosted in the window",
    weight_meaning="shared forums, each weighing 1/(members − 1)",
    draws_on=("memberships", "meetings", "participations"),
    build=build,
    gather=gather,
    tie_quantile=0.5,
    sampled=False,
)
