"""M3 open-seam bridging: how far apart are two random interlocutors that are not already talking to each other?

`B_i = Σ_j Σ_k p_ij p_ik d_jk (1 − t_jk)`, with p shares of i's ties over partners of known position, `d_jk = |θ_j −
θ_k|` and `t_jk = min(1, w_jk / q95)` for how strongly j and k already deal with each other in the same layer. Unit:
position units. Range 0 … d_max/2; NaN without partners; 0 when all partners stand together or already talk. With t
= 0 it is Rao's quadratic diversity; binary, symmetric and with d = 1 across blocs it equals (b_IO + b_OI +
b_O)/deg² of Gould and Fernandez. Parts: one per unordered pair of partners, `2 p_j p_k d_jk (1 − t_jk)`.

Beside it: the five Gould–Fernandez roles (blocs: nearest pole in position) each with its z, and Burt's
constraint. Sources: Rao 1982; Gould and Fernandez 1989; Burt 1992.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np

from keystone_states.graphs import brokerage, constraint, diversity
from keystone_states.measures.contract import Measure, bootstrap_of, tie_evidence
from keystone_states.measures.partners import evidence_between, partners, positioned_shares
from keystone_states.model.scores import Beside, Share
from keystone_states.network import Floats, Network

_ROLE_WORDS = {
    "w_I": ("coordinator", "w_I: between two of its own bloc"),
    "w_O": ("itinerant broker", "w_O: between two of one other bloc"),
    "b_IO": ("representative", "b_IO: from its own bloc to another"),
    "b_OI": ("gatekeeper", "b_OI: from another bloc to its own"),
    "b_O": ("liaison", "b_O: between two other blocs"),
    "t": ("all brokered paths", "t: sum of the five roles"),
}


def values(network: Network, layer: str) -> Floats:
    """B for all actors, computed on those with a tie."""
    graph = network.layer(layer)
    active = np.flatnonzero(graph.covered)
    found = np.full(len(network.actors), np.nan)
    strength, theta = graph.strength[np.ix_(active, active)], network.theta[active]
    p = diversity.shares_with_position(strength, theta)
    found[active] = diversity.open_seam(p, diversity.distances(theta), diversity.closure(strength / 2))
    return found


def value_of(network: Network, layer: str, actor: int) -> float:
    """B of one actor: only the seams between its own partners are looked at."""
    graph = network.layer(layer)
    if not graph.covered[actor]:
        return float("nan")
    active = np.flatnonzero(graph.covered)
    strength, theta = graph.strength[np.ix_(active, active)], network.theta[active]
    p = diversity.shares_with_position(strength, theta)[int(np.searchsorted(active, actor))]
    met = np.flatnonzero(p > 0)
    if not met.size:
        return float("nan")
    apart = diversity.distances(theta[met]) * (1.0 - diversity.closure(strength / 2)[np.ix_(met, met)])
    return float(p[met] @ apart @ p[met])


def parts(network: Network, layer: str, actor: int) -> tuple[Share, ...]:
    """One part per pair of partners, the largest first; they sum to B."""
    p = positioned_shares(network, layer)[actor]
    gap = diversity.distances(network.theta)
    closed = diversity.closure(network.layer(layer).matrix)
    pairs = [
        (float(2 * p[j] * p[k] * gap[j, k] * (1 - closed[j, k])), j, k)
        for j, k in combinations(partners(positioned_shares(network, layer), actor), 2)
    ]
    return tuple(
        Share(
            f"{network.names[j]} – {network.names[k]}",
            (network.actors[j], network.actors[k]),
            value,
            _evidence(network, layer, actor, j, k),
            f"{gap[j, k]:.2f} apart, already talking {closed[j, k]:.2f}",
        )
        for value, j, k in sorted(pairs, key=lambda pair: (-pair[0], pair[1:]))
        if value > 0
    )


def _evidence(network: Network, layer: str, actor: int, j: int, k: int) -> tuple[str, ...]:
    """Ties with both partners, their positions, and the ties between the two that close the seam."""
    graph = network.layer(layer)
    own = evidence_between(network, layer, actor, j, k)
    return tuple(dict.fromkeys((*own, *graph.evidence_of(graph.between(j, k)))))


def evidence(network: Network, layer: str, actor: int) -> tuple[str, ...]:
    """Evidence of the actor's ties, its partners' positions, and the ties among its partners."""
    graph = network.layer(layer)
    among = [actor, *partners(positioned_shares(network, layer), actor)]
    closing = np.flatnonzero(np.isin(graph.source, among) & np.isin(graph.target, among))
    return tuple(dict.fromkeys((*tie_evidence(network, layer, actor), *graph.evidence_of(closing))))


def beside(network: Network, layer: str, actor: int) -> tuple[Beside, ...]:
    """Brokerage roles, each with its z, and constraint."""
    graph = network.layer(layer)
    inside = np.flatnonzero(graph.covered & (network.bloc >= 0))
    if actor not in inside:
        return ()
    here = int(np.searchsorted(inside, actor))
    strength = graph.strength[np.ix_(inside, inside)]
    tied = strength > _threshold(strength, network.tie_quantiles.get(layer, 0.0))
    roles = brokerage.gould_fernandez(tied, network.bloc[inside])
    counts = [
        Beside(
            _ROLE_WORDS[name][0],
            float(roles.counts[here, number]),
            "paths",
            f"{_ROLE_WORDS[name][1]}; z {roles.z[here, number]:+.1f} against a random graph of the same density",
        )
        for number, name in enumerate(brokerage.ROLES)
    ]
    burt = Beside("constraint", float(constraint.burt_constraint(strength)[here]), "share squared", "low: a broker")
    return (*counts, burt)


def _threshold(strength: Floats, quantile: float) -> float:
    positive = strength[strength > 0]
    return float(np.quantile(positive, quantile)) if quantile > 0 and positive.size else 0.0


MEASURE = Measure(
    name="bridging",
    code="M3",
    question="How far apart are those it deals with who do not already talk to each other?",
    formula="B = Σ_j Σ_k p_ij p_ik |θ_j − θ_k| (1 − t_jk)",
    unit="sd of positions",
    high_means="bridges states that stand far apart and do not talk directly",
    source="Rao 1982 (quadratic diversity); Gould and Fernandez 1989 (brokerage roles)",
    layers=("visits", "forums"),
    values=values,
    parts=parts,
    beside=beside,
    draws=bootstrap_of(value_of),
    evidence=evidence,
)
