"""Channel and measure names a user typed, turned into a layer and a measure."""

from __future__ import annotations

from keystone_states.errors import UnknownNameError
from keystone_states.layers import Layer
from keystone_states.measures import Measure, measure
from keystone_states.study import HEADLINES, Study


def layer_and_measure(channel: str, name: str | None, study: Study) -> tuple[Layer, Measure]:
    """The layer of a channel and the measure asked for (the channel's headline measure when none is named)."""
    layer = layer_of(channel, study)
    chosen = measure(name or HEADLINES[layer.name])
    if layer.name not in chosen.layers:
        homes = ", ".join(each.channel for each in study.layers if each.name in chosen.layers)
        raise UnknownNameError(f"{chosen.name} is not taken of the channel {channel}; take it of {homes}")
    return layer, chosen


def first_layer_for(name: str, channel: str | None, study: Study) -> tuple[Layer, Measure]:
    """The same when the channel may be left out: the first of the measure's own layers."""
    if channel:
        return layer_and_measure(channel, name, study)
    chosen = measure(name)
    built = {layer.name: layer for layer in study.layers}
    return next(built[layer] for layer in chosen.layers if layer in built), chosen


def layer_of(channel: str, study: Study) -> Layer:
    """The layer of a channel, or of that name; raises `UnknownNameError` listing the channels."""
    for layer in study.layers:
        if channel.lower() in (layer.channel, layer.name):
            return layer
    there = ", ".join(layer.channel for layer in study.layers)
    raise UnknownNameError(f"no channel {channel!r}; there are {there}")
