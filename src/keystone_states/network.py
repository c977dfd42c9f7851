"""The Network: a frozen snapshot of layers and positions for one window, handed to measures.

Plain arrays and tuples: a Network can be typed by hand in a test, and nothing in it leads back to a store.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from keystone_states.errors import UnknownNameError
from keystone_states.model.dates import Window
from keystone_states.model.rows import Part

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class LayerGraph:
    """One layer as a list of contributions: a source, a target, a weight, a day and the evidence for it.

    A contribution is the smallest thing the layer counts (one visitor at one meeting; two states in one forum). `unit`
    numbers what stands or falls together (the meeting, the forum), named in `units`. `day` is a proleptic ordinal: of
    the meeting, or on which the later of two memberships began. `sampled`: the units are a sample of what happened
    (meetings), so intervals redraw them; memberships are counted in full. `counts`: a weight is a number of events, a
    unit a month of them. `absent`: why the layer is empty where its data is not loaded. The matrix W is the sum of
    contributions.
    """

    name: str
    actors: tuple[str, ...]
    source: Ints
    target: Ints
    weight: Floats
    day: Ints
    unit: Ints
    evidence: tuple[tuple[str, ...], ...]
    units: tuple[str, ...] = ()
    sampled: bool = True
    counts: bool = False
    absent: str = ""

    @cached_property
    def matrix(self) -> Floats:
        """W, n × n: weight from row to column; weight means strength of tie."""
        n = len(self.actors)
        total = np.zeros((n, n))
        np.add.at(total, (self.source, self.target), self.weight)
        return total

    @cached_property
    def strength(self) -> Floats:
        """W + Wᵀ: how strongly two actors deal with each other, whoever went to whom."""
        return self.matrix + self.matrix.T

    @cached_property
    def covered(self) -> NDArray[np.bool_]:
        """Actors with at least one tie in the layer."""
        return np.asarray(self.strength.sum(axis=1) > 0)

    def between(self, i: int, j: int) -> Ints:
        """Indices of contributions between actors i and j, either way."""
        there = (self.source == i) & (self.target == j)
        back = (self.source == j) & (self.target == i)
        return np.flatnonzero(there | back)

    def evidence_of(self, contributions: Ints) -> tuple[str, ...]:
        """Evidence ids of contributions, each once, in order."""
        return tuple(dict.fromkeys(each for index in contributions for each in self.evidence[index]))

    def without(self, contributions: Ints) -> LayerGraph:
        """The layer with some contributions weighing nothing."""
        weight = self.weight.copy()
        weight[contributions] = 0.0
        return replace(self, weight=weight)

    def reweighted(self, factor: Floats) -> LayerGraph:
        """The layer with each unit's weight multiplied by its factor."""
        return replace(self, weight=self.weight * factor[self.unit])


def units_of_year(graph: LayerGraph, actor: int, year: int) -> dict[str, tuple[str, ...]]:
    """Units (meetings, forums) that a year added to an actor's ties, each with the evidence for it."""
    first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
    added = ((graph.source == actor) | (graph.target == actor)) & (graph.day >= first) & (graph.day <= last)
    return {
        graph.units[unit]: graph.evidence_of(np.flatnonzero((graph.unit == unit) & added))
        for unit in np.unique(graph.unit[added])
    }


@dataclass(frozen=True, slots=True)
class Gathering:
    """A hosted meeting: who was brought to the table by whom, when, and at what level."""

    id: str
    title: str
    host: int
    guests: tuple[int, ...]
    level_weight: float
    day: int
    rotation: bool | None
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mandate:
    """One actor's role in one meeting of talks.

    `share` is the part of the mandate that falls to the actor: 1 / the number of those asked to mediate there; 0 for a
    role that is no mandate (host, signatory).
    """

    meeting: str
    title: str
    actor: int
    role: Part
    share: float
    day: int
    process: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dispute:
    """A process of talks that was active in the window: for how many years of it, by which first and last meeting."""

    process: str
    years: float
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mediation:
    """Who took which role in talks, and the disputes that were talked about."""

    mandates: tuple[Mandate, ...] = ()
    disputes: tuple[Dispute, ...] = ()


@dataclass(frozen=True, eq=False)
class Passage:
    """Traffic between two places in a year, and what its transit game gives each actor.

    `shapley`, `banzhaf` and `removal` are by actor, for one unit of the traffic; `weight` turns them into shares of the
    worth of all transit of the channel. `low` and `high` are the bounds of the volume as multiples of its best
    estimate.
    """

    origin: str
    destination: str
    detail: str
    shapley: Floats
    banzhaf: Floats
    removal: Floats
    weight: float
    low: float
    high: float
    day: int
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class RollCalls:
    """Votes cast in a window: `votes` by actor and roll call, `poles` by pole (in the Network's order) and roll call.

    0 no, 1 abstain, 2 yes, −1 no vote; a pole that is a set votes as the majority of its members of that day. `day` is
    a proleptic ordinal, `evidence` the id of each roll call.
    """

    votes: NDArray[np.int8]
    poles: NDArray[np.int8]
    day: Ints
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class Domestic:
    """What is reported of each actor by month: events within the state of material conflict, and all events it is in.

    `conflict` and `coverage` are counts (actors × months), `months` their names (2022-09), `evidence` an id for each
    actor and month, empty where nothing is reported.
    """

    months: tuple[str, ...]
    conflict: Floats
    coverage: Floats
    evidence: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Network:
    """Layers, positions, blocs, poles, gatherings and mandates of one window.

    `theta` is NaN where an actor has no position, `theta_se` its standard error (0 where not known). `bloc` is −1
    where it belongs to none. `poles` maps a pole's name to the indices of its actors (the EU: the Union and its
    members of that day). `gatherings` are the hosted meetings by layer, `mandates` the roles taken in talks and
    `disputes` what was talked about; `passages` are the traffic that passes through states. `roll_calls` and `domestic`
    are None where no such data is loaded. `contacts` is the layer in which direct talk is looked up; it may reach back
    before the window. `tie_quantiles` says by layer above which quantile of strength two actors count as tied.
    """

    window: Window
    actors: tuple[str, ...]
    names: tuple[str, ...]
    theta: Floats
    theta_se: Floats
    bloc: Ints
    poles: Mapping[str, tuple[int, ...]]
    layers: Mapping[str, LayerGraph]
    gatherings: Mapping[str, tuple[Gathering, ...]] = field(default_factory=dict)
    mandates: Mapping[str, tuple[Mandate, ...]] = field(default_factory=dict)
    disputes: Mapping[str, tuple[Dispute, ...]] = field(default_factory=dict)
    passages: Mapping[str, tuple[Passage, ...]] = field(default_factory=dict)
    contacts: LayerGraph | None = None
    theta_evidence: tuple[tuple[str, ...], ...] = ()
    tie_quantiles: Mapping[str, float] = field(default_factory=dict)
    roll_calls: RollCalls | None = None
    domestic: Domestic | None = None

    def index(self, actor: str) -> int:
        """Position of an actor in the arrays; raises `UnknownNameError`."""
        try:
            return self.actors.index(actor)
        except ValueError:
            raise UnknownNameError(
                f"{actor!r} is not in this network of {len(self.actors)} actors; check its ISO code"
            ) from None

    def layer(self, name: str) -> LayerGraph:
        """A layer by name; raises `UnknownNameError` listing those there are."""
        try:
            return self.layers[name]
        except KeyError:
            raise UnknownNameError(f"no layer {name!r}; there are {', '.join(self.layers) or 'none'}") from None

    def exposure(self, layer: str) -> float:
        """Dispute-years of a layer: years in which its disputes were active in the window, summed over disputes."""
        return sum(each.years for each in self.disputes.get(layer, ()))

    def with_theta(self, theta: Floats) -> Network:
        """The same network with other positions."""
        return replace(self, theta=theta)

    def without_gathering(self, layer: str, identifier: str) -> Network:
        """The same network without one hosted meeting of a layer, and without the mandates of that meeting."""
        left = tuple(each for each in self.gatherings.get(layer, ()) if each.id != identifier)
        asked = tuple(each for each in self.mandates.get(layer, ()) if each.meeting != identifier)
        return replace(self, gatherings={**self.gatherings, layer: left}, mandates={**self.mandates, layer: asked})

    def with_layers(self, **layers: LayerGraph) -> Network:
        """The same network with some layers replaced."""
        return replace(self, layers={**self.layers, **layers})
