"""Layers, one file each. Adding one is a new file and one line here."""

from keystone_states.layers import alignment, cohesion, corridors, energy, events, forums, mediation, visits
from keystone_states.layers.contract import Contribution, Layer, LayerChoices

LAYERS: tuple[Layer, ...] = (
    visits.LAYER,
    forums.LAYER,
    mediation.LAYER,
    corridors.LAYER,
    energy.LAYER,
    alignment.LAYER,
    cohesion.LAYER,
    *events.LAYERS,
)

__all__ = ["LAYERS", "Contribution", "Layer", "LayerChoices"]
