"""Layer `cohesion` (channel cohesion): what is reported of conflict at home. It has counts and no ties."""

from __future__ import annotations

from collections.abc import Iterator

from keystone_states.layers.contract import Contribution, Layer, LayerChoices
from keystone_states.model.dates import Window
from keystone_states.world import World


def build(world: World, window: Window, choices: LayerChoices) -> Iterator[Contribution]:
    """No ties: domestic events have one actor."""
    yield from ()


LAYER = Layer(
    name="cohesion",
    channel="cohesion",
    meaning="events of material conflict within each state by month, when event data is loaded",
    weight_meaning="no ties; counts of events",
    draws_on=(),
    build=build,
)
