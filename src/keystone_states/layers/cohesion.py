"""Layer `cohesion` (channel cohesion): what is reported of conflict at home. It has counts and no ties."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from keystone_states.layers.contract import Contribution, Layer, LayerChoices
from keystone_states.layers.counted import home
from keystone_states.model.dates import Window
from keystone_states.network import Domestic
from keystone_states.world import World


def build(world: World, window: Window, choices: LayerChoices) -> Iterator[Contribution]:
    """No ties: domestic events have one actor."""
    yield from ()


def report(world: World, window: Window, choices: LayerChoices, index: dict[str, int]) -> Domestic | None:
    """Events of material conflict (quad class 4) within each state and all events it is in, by month; None where no
    event data is loaded for the window. The evidence of a month is the row with the most articles, one of conflict at
    home where there is any.
    """
    found = [each for each in home(world, window, choices) if each.state in index]
    if not found:
        return None
    months = sorted({each.month for each in found})
    place = {month: number for number, month in enumerate(months)}
    conflict, coverage = np.zeros((2, len(index), len(months)))
    evidence = [[""] * len(months) for _ in index]
    for each in found:
        at = index[each.state], place[each.month]
        conflict[at], coverage[at] = each.conflict, each.coverage
        evidence[at[0]][at[1]] = f"{choices.events}:{each.key}"
    names = tuple(f"{month // 100}-{month % 100:02d}" for month in months)
    return Domestic(names, conflict, coverage, tuple(map(tuple, evidence)))


LAYER = Layer(
    name="cohesion",
    channel="cohesion",
    meaning="events of material conflict within each state by month, when event data is loaded (`keystone load gdelt`)",
    weight_meaning="no ties; counts of events",
    draws_on=(),
    build=build,
    report=report,
)
