"""What a layer is: a named query from World and Window to one weighted digraph with evidence ids."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from keystone_states.model.dates import Window
from keystone_states.model.rows import Level, Part
from keystone_states.network import Domestic, Gathering, LayerGraph, Mediation, Passage, RollCalls
from keystone_states.world import World


@dataclass(frozen=True, slots=True)
class LayerChoices:
    """Choices a study makes for its layers. `mandate_roles`: the roles in talks that count as a mandate; `events`: the
    loaded dataset of events, `counting` the rule under which they count.
    """

    level_weights: dict[Level, float]
    largest_forum: int = 60
    rotation_weight: float = 0.5
    mandate_roles: tuple[Part, ...] = (Part.MEDIATOR, Part.FACILITATOR, Part.GUARANTOR)
    events: str = "gdelt"
    counting: str = "one-a-day"


@dataclass(frozen=True, slots=True)
class Contribution:
    """One tie as a layer counts it."""

    source: str
    target: str
    weight: float
    day: int
    unit: str
    evidence: tuple[str, ...]


Build = Callable[[World, Window, LayerChoices], Iterable[Contribution]]
Gather = Callable[[World, Window, LayerChoices, dict[str, int]], Iterable[Gathering]]
Mediate = Callable[[World, Window, LayerChoices, dict[str, int]], Mediation]
Transit = Callable[[World, Window, dict[str, int]], Iterable[Passage]]
Vote = Callable[[World, Window, dict[str, int], tuple[str, ...]], RollCalls | None]
Report = Callable[[World, Window, LayerChoices, dict[str, int]], Domestic | None]
Lacking = Callable[[World, Window, LayerChoices], str]


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer and what it says of itself.

    `tie_quantile`: two actors count as tied (for brokerage roles) when their strength exceeds this quantile of the
    positive strengths. `draws_on`: tables it reads. `gather`: the hosted meetings of the layer, if it has any.
    `mediate`: who took which role in its talks, if it has any, and the disputes talked about. `transit`: the traffic
    that passes through states, if any does. `vote`: the roll calls of the layer, by actor and by pole, and `report`:
    what is reported of each actor at home, if it has either and the data is loaded. `lacking`: why the layer has
    nothing to count, empty where it has something. `sampled`: its units are a sample (meetings), not counted in full
    (memberships). `counts`: its weights are numbers of events and its units months.
    """

    name: str
    channel: str
    meaning: str
    weight_meaning: str
    draws_on: tuple[str, ...]
    build: Build
    gather: Gather | None = None
    mediate: Mediate | None = None
    transit: Transit | None = None
    vote: Vote | None = None
    report: Report | None = None
    lacking: Lacking | None = None
    tie_quantile: float = 0.0
    sampled: bool = True
    counts: bool = False

    def graph(self, world: World, window: Window, choices: LayerChoices, *, index: dict[str, int]) -> LayerGraph:
        """The layer's digraph over the actors of `index`; contributions of other actors are left out."""
        built = self.build(world, window, choices)
        kept = [each for each in built if each.weight > 0 and each.source in index and each.target in index]
        units = {unit: number for number, unit in enumerate(dict.fromkeys(each.unit for each in kept))}
        return LayerGraph(
            name=self.name,
            actors=tuple(index),
            source=np.array([index[each.source] for each in kept], dtype=np.int64),
            target=np.array([index[each.target] for each in kept], dtype=np.int64),
            weight=np.array([each.weight for each in kept], dtype=np.float64),
            day=np.array([each.day for each in kept], dtype=np.int64),
            unit=np.array([units[each.unit] for each in kept], dtype=np.int64),
            evidence=tuple(each.evidence for each in kept),
            units=tuple(units),
            sampled=self.sampled,
            counts=self.counts,
            absent=self.lacking(world, window, choices) if self.lacking else "",
        )
