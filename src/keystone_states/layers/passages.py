"""What the layers of transit share: the games of a window's last day, as passages and as ties."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np

from keystone_states.corridors.transit import PairGame, Transit, transit
from keystone_states.layers.contract import Contribution
from keystone_states.model.dates import Window
from keystone_states.model.routes import Cargo
from keystone_states.network import Floats, Passage
from keystone_states.routes import corridors_of
from keystone_states.world import World


def passages(world: World, window: Window, index: dict[str, int], cargoes: tuple[Cargo, ...]) -> Iterator[Passage]:
    """Traffic with a route on the window's last day. Each cargo that any state's transit is worth something for weighs
    the same, and within it each pair by what transit adds.
    """
    for played, share in _shared(world, window, cargoes):
        for pair in played.pairs:
            if pair.total > 0:
                yield _passage(played, pair, share, index)


def ties(world: World, window: Window, cargoes: tuple[Cargo, ...]) -> Iterator[Contribution]:
    """From the states at both ends of a passage to each state that gets a part of its worth."""
    for played, share in _shared(world, window, cargoes):
        places = played.corridors.places
        for pair in played.pairs:
            ends = sorted({places[pair.demand.origin].actor, places[pair.demand.destination].actor})
            for number in np.flatnonzero(pair.values.shapley > 0):
                weight = share * pair.weight * float(pair.values.shapley[number])
                for end in ends:
                    yield Contribution(end, played.states[number], weight, _day(pair), _name(pair), pair.evidence)


def _shared(world: World, window: Window, cargoes: tuple[Cargo, ...]) -> list[tuple[Transit, float]]:
    """The games of each cargo, with what one unit of their worth weighs in the channel."""
    games = [transit(corridors_of(world, day=window.as_of, cargo=cargo), world.demands) for cargo in cargoes]
    wholes = [(played, float(played.shapley.sum())) for played in games]
    worth = [(played, whole) for played, whole in wholes if whole > 0]
    return [(played, 1 / (whole * len(worth))) for played, whole in worth]


def _passage(played: Transit, pair: PairGame, share: float, index: dict[str, int]) -> Passage:
    def of_actors(values: Floats) -> Floats:
        found = np.zeros(len(index))
        for state, value in zip(played.states, values.tolist(), strict=True):
            if state in index:
                found[index[state]] = value
        return found

    demand, places = pair.demand, played.corridors.places
    return Passage(
        origin=places[demand.origin].name,
        destination=places[demand.destination].name,
        detail=f"{demand.volume} {demand.unit} of {demand.cargo} in {demand.year}",
        shapley=of_actors(pair.values.shapley),
        banzhaf=of_actors(pair.values.banzhaf),
        removal=of_actors(pair.values.removal),
        weight=share * pair.weight,
        low=demand.volume.low / demand.volume.best,
        high=demand.volume.high / demand.volume.best,
        day=_day(pair),
        evidence=pair.evidence,
    )


def _day(pair: PairGame) -> int:
    return date(pair.demand.year, 1, 1).toordinal()


def _name(pair: PairGame) -> str:
    return pair.demand.evidence_id.removeprefix("demands:")
