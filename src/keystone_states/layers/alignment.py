"""Layer `alignment` (channel alignment): who voted how in the UN General Assembly. It has votes and no ties."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from keystone_states.graphs.agreement import majority
from keystone_states.layers.contract import Contribution, Layer, LayerChoices
from keystone_states.model.dates import Window
from keystone_states.model.rows import Membership, Organisation, Role
from keystone_states.network import Ints, RollCalls
from keystone_states.sources import un_votes
from keystone_states.world import World

Votes = NDArray[np.int8]


def build(world: World, window: Window, choices: LayerChoices) -> Iterator[Contribution]:
    """No ties: how often states vote alike is taken from the roll calls themselves."""
    yield from ()


def vote(world: World, window: Window, index: dict[str, int], poles: tuple[str, ...]) -> RollCalls | None:
    """The loaded UN roll calls of the window; None where there are none.

    A pole that is an organisation votes as most of its members of that day who voted (a tie: no vote).
    """
    found = un_votes.cast(world.loaded.get(un_votes.DATASET, ()), window)
    if found is None:
        return None
    shape = (len(found.actors) + 1, len(found.day))  # the last row: those who never voted
    votes = np.full(shape, -1, dtype=np.int8)
    votes[found.actor, found.call] = found.choice
    row = {actor: number for number, actor in enumerate(found.actors)}
    return RollCalls(
        votes=votes[[row.get(actor, -1) for actor in index]],
        poles=np.array([_pole(world, pole, votes, row, found.day) for pole in poles]),
        day=found.day,
        evidence=tuple(f"{un_votes.DATASET}:{number}" for number in found.rcid),
    )


def _pole(world: World, pole: str, votes: Votes, row: dict[str, int], day: Ints) -> Votes:
    """Votes of a pole: its own, or those of most of its members."""
    if not isinstance(world.actors.get(pole), Organisation):
        own: Votes = votes[row.get(pole, -1)]
        return own
    members = [each for each in world.memberships if each.organisation == pole and each.role is Role.MEMBER]
    held = [np.where(_holds(each, day), votes[row.get(each.actor, -1)], -1) for each in members]
    return majority(np.array(held).reshape(len(members), len(day)), len(un_votes.CHOICES)).astype(np.int8)


def _holds(membership: Membership, day: Ints) -> NDArray[np.bool_]:
    """Whether a membership holds on each day."""
    until = membership.until.first().toordinal() if membership.until else np.inf
    return np.asarray((membership.since.first().toordinal() <= day) & (day < until))


LAYER = Layer(
    name="alignment",
    channel="alignment",
    meaning="UN General Assembly roll calls of the window, when they are loaded (`keystone load unvotes`)",
    weight_meaning="no ties; votes are yes, abstain or no",
    draws_on=("memberships",),
    build=build,
    vote=vote,
)
