"""Layers, one file each. Adding one is a new file and one line here."""

from keystone_states.layers import alignment, cohesion, forums, mediation, visits
from keystone_states.layers.contract import Contribution, Layer, LayerChoices

LAYERS: tuple[Layer, ...] = (visits.LAYER, forums.LAYER, mediation.LAYER, alignment.LAYER, cohesion.LAYER)

__all__ = ["LAYERS", "Contribution", "Layer", "LayerChoices"]
