"""Partners of an actor in a layer, for decompositions: who, with which share, on what evidence."""

from __future__ import annotations

import numpy as np

from keystone_states.graphs import diversity
from keystone_states.network import Floats, Network


def positioned_shares(network: Network, layer: str) -> Floats:
    """`p_ij` over partners whose position is known (n × n)."""
    return diversity.shares_with_position(network.layer(layer).strength, network.theta)


def partners(shares: Floats, actor: int) -> list[int]:
    """Partners with a positive share, the largest first."""
    row = shares[actor]
    found = np.flatnonzero(row > 0)
    return [int(each) for each in found[np.argsort(-row[found], kind="stable")]]


def evidence_between(network: Network, layer: str, actor: int, *others: int) -> tuple[str, ...]:
    """Evidence of the ties between an actor and each of the others, and of the others' positions."""
    graph = network.layer(layer)
    ties = (each for other in others for each in graph.evidence_of(graph.between(actor, other)))
    positions = (each for other in others for each in (network.theta_evidence[other] if network.theta_evidence else ()))
    return tuple(dict.fromkeys((*ties, *positions)))
