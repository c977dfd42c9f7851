"""Build a Network: actors of the window, their positions, blocs and poles, the layers and the gatherings."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

import numpy as np

from keystone_states.layers import LAYERS
from keystone_states.layers.contract import Layer, LayerChoices
from keystone_states.layers.visits import LAYER as VISITS
from keystone_states.model.dates import Window
from keystone_states.network import Floats, Ints, Network
from keystone_states.positions import Positions
from keystone_states.world import World


def build_network(
    world: World,
    window: Window,
    *,
    poles: tuple[str, ...],
    choices: LayerChoices,
    layers: Iterable[Layer] = LAYERS,
) -> Network:
    """The frozen snapshot of one window.

    Actors: every state that exists on the last day, and every organisation that took part in a meeting by
    then. Blocs: the
    pole whose position is nearest to the actor's. Direct talk before a meeting is looked up in visits over twice
    the window.
    """
    actors = _actors(world, window)
    index = {actor: number for number, actor in enumerate(actors)}
    positions = Positions(world)
    theta = np.array([_or_nan(positions.at(actor, window.as_of)) for actor in actors])
    pole_sets = {pole: _pole(world, window, pole, index) for pole in poles}
    chosen = tuple(layers)
    graphs = {layer.name: layer.graph(world, window, choices, index=index) for layer in chosen}
    before = Window(window.start - timedelta(days=(window.end - window.start).days), window.end)
    hosted = {layer.name: tuple(layer.gather(world, window, choices, index)) for layer in chosen if layer.gather}
    votes = (layer.vote(world, window, index, poles) for layer in chosen if layer.vote)
    reports = (layer.report(world, window, choices, index) for layer in chosen if layer.report)
    talks = {layer.name: layer.mediate(world, window, choices, index) for layer in chosen if layer.mediate}
    passing = {layer.name: tuple(layer.transit(world, window, index)) for layer in chosen if layer.transit}
    return Network(
        window=window,
        actors=actors,
        names=tuple(world.name(actor) for actor in actors),
        theta=theta,
        theta_se=np.array([positions.se(actor, window.as_of) for actor in actors]),
        bloc=_blocs(theta, pole_sets),
        poles=pole_sets,
        layers=graphs,
        gatherings=hosted,
        mandates={name: each.mandates for name, each in talks.items()},
        disputes={name: each.disputes for name, each in talks.items()},
        passages=passing,
        contacts=VISITS.graph(world, before, choices, index=index),
        theta_evidence=tuple(positions.evidence(actor, window.as_of) for actor in actors),
        tie_quantiles={layer.name: layer.tie_quantile for layer in chosen},
        roll_calls=next(votes, None),
        domestic=next(reports, None),
    )


def _actors(world: World, window: Window) -> tuple[str, ...]:
    day = window.as_of
    states = [
        row.actor
        for row in world.states
        if (row.exists_since is None or row.exists_since.first() <= day)
        and (row.exists_until is None or day < row.exists_until.first())
    ]
    known = {row.actor for row in world.organisations}
    held = {row.id for row in world.meetings if row.start.first() < window.end}
    taking_part = {row.actor for row in world.participations if row.actor in known and row.meeting in held}
    return (*states, *sorted(taking_part))


def _or_nan(value: float | None) -> float:
    return float("nan") if value is None else value


def _pole(world: World, window: Window, pole: str, index: dict[str, int]) -> tuple[int, ...]:
    """The pole itself, and for an organisation its members on the window's last day."""
    members = [row.actor for row in world.members(pole, window.as_of)]
    return tuple(index[actor] for actor in (pole, *members) if actor in index)


def _mean(theta: Floats) -> float:
    """Mean of the known positions, NaN where none is."""
    known = theta[~np.isnan(theta)]
    return float(known.mean()) if known.size else float("nan")


def _blocs(theta: Floats, poles: dict[str, tuple[int, ...]]) -> Ints:
    """Number of the pole nearest in position (a pole's own members belong to it); −1 without a position."""
    centres = np.array([_mean(theta[list(members)]) for members in poles.values()])
    blocs = np.full(len(theta), -1, dtype=np.int64)
    known = ~np.isnan(theta)
    if np.isfinite(centres).any():
        gap = np.where(np.isnan(centres), np.inf, np.abs(theta[known, None] - centres[None, :]))
        blocs[known] = gap.argmin(axis=1)
    for number, members in enumerate(poles.values()):
        for member in members:
            blocs[member] = number
    return blocs
