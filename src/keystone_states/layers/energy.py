"""Layer `energy` (channel energy): oil and gas carried between two places, and through whom."""

from __future__ import annotations

from collections.abc import Iterator

from keystone_states.layers.contract import Contribution, Layer, LayerChoices
from keystone_states.layers.passages import passages, ties
from keystone_states.model.dates import Window
from keystone_states.model.routes import Cargo
from keystone_states.network import Passage
from keystone_states.world import World

_CARGOES = (Cargo.OIL, Cargo.GAS)


def build(world: World, window: Window, choices: LayerChoices) -> Iterator[Contribution]:
    """One contribution per end state, passage and state passed through, on the window's last day."""
    return ties(world, window, _CARGOES)


def transit(world: World, window: Window, index: dict[str, int]) -> Iterator[Passage]:
    """The passages of the window's last day."""
    return passages(world, window, index, _CARGOES)


LAYER = Layer(
    name="energy",
    channel="energy",
    meaning="oil and gas carried between two places: from the states at both ends to those the lines pass through",
    weight_meaning="part of the worth of the channel's transit that falls to the state passed through",
    draws_on=("pipelines", "legs", "statuses", "demands"),
    build=build,
    transit=transit,
    sampled=False,
)
