"""Layer `mediation` (channel mediation): who came to whose soil to talk with others. Hosting is not mediating."""

from __future__ import annotations

from collections.abc import Iterator

from keystone_states.layers.contract import Contribution, Layer, LayerChoices
from keystone_states.layers.meetings import gatherings, held
from keystone_states.model.dates import Window
from keystone_states.model.rows import MeetingKind
from keystone_states.network import Gathering
from keystone_states.world import World

_KINDS = (MeetingKind.TALKS, MeetingKind.CONGRESS)


def build(world: World, window: Window, choices: LayerChoices) -> Iterator[Contribution]:
    """One contribution per actor at the table (party, guarantor, guest, attendee), from that actor to the host."""
    for each in held(world, window, _KINDS):
        for row in each.table:
            weight = choices.level_weights[each.meeting.level]
            yield Contribution(row.actor, each.host, weight, each.day, each.meeting.id, each.evidence(row))


def gather(world: World, window: Window, choices: LayerChoices, index: dict[str, int]) -> Iterator[Gathering]:
    """Talks and congresses."""
    return gatherings(world, window, choices, index, _KINDS)


LAYER = Layer(
    name="mediation",
    channel="mediation",
    meaning="talks and congresses hosted in the window: who came to the host's table",
    weight_meaning="talks attended, weighted by level (head of state 1 … official 0.2)",
    draws_on=("meetings", "participations"),
    build=build,
    gather=gather,
)
