"""Layers, one file each. Adding one is a new file and one line here."""

from keystone_states.layers import corridors, energy, forums, mediation, visits
from keystone_states.layers.contract import Contribution, Layer, LayerChoices

LAYERS: tuple[Layer, ...] = (visits.LAYER, forums.LAYER, mediation.LAYER, corridors.LAYER, energy.LAYER)

__all__ = ["LAYERS", "Contribution", "Layer", "LayerChoices"]
