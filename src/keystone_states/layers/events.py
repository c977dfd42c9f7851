"""Layers of events, one for each kind: what a loaded dataset of events says that one state did to another.

`consultations` is diplomacy as the news has it; the other four are the quad classes of CAMEO and PLOVER, consultations
and statements left out (a statement has no PLOVER type). Each is a channel of its own.
"""

from __future__ import annotations

from collections.abc import Iterator

from keystone_states import ontology
from keystone_states.layers.contract import Build, Contribution, Layer, LayerChoices
from keystone_states.layers.counted import lacking, ties
from keystone_states.model.dates import Window
from keystone_states.world import World

CONSULTATIONS = "consultations"
_CONSULT = "CONSULT"
_QUADS = {1: "verbal-cooperation", 2: "material-cooperation", 3: "verbal-conflict", 4: "material-conflict"}


def types_of(name: str) -> frozenset[str]:
    """The PLOVER types that a layer of events counts.

    >>> sorted(types_of("verbal-cooperation"))
    ['AGREE', 'CONCEDE', 'SUPPORT']
    """
    if name == CONSULTATIONS:
        return frozenset({_CONSULT})
    quads = {kind: each.quad for kind, each in ontology.plover().types.items() if kind != _CONSULT}
    return frozenset(kind for kind, quad in quads.items() if _QUADS[quad] == name)


def _build(name: str) -> Build:
    def build(world: World, window: Window, choices: LayerChoices) -> Iterator[Contribution]:
        """One contribution per directed pair of states and month; its unit is the month. Its evidence are up to five
        rows of the pair, those with the most articles; the others are counted and not listed.
        """
        return ties(world, window, choices, types_of(name))

    return build


def _layer(name: str, what: str) -> Layer:
    return Layer(
        name=name,
        channel=name,
        meaning=f"{what} between two states in the window, when event data is loaded (`keystone load gdelt`)",
        weight_meaning="events, counted under the study's rule (one a day of a pair, CAMEO root and type)",
        draws_on=(),
        build=_build(name),
        lacking=lacking,
        counts=True,
    )


LAYERS: tuple[Layer, ...] = (
    _layer(CONSULTATIONS, "visits, talks, negotiations and mediation as the news has them"),
    _layer(_QUADS[1], "agreement, support and concession in words"),
    _layer(_QUADS[2], "cooperation, aid and yielding in deed"),
    _layer(_QUADS[3], "demands, accusations, refusals and threats"),
    _layer(_QUADS[4], "protest, sanctions, shows of force, coercion and violence"),
)
