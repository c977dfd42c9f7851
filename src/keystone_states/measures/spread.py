"""M2 spread: how far apart are those it deals with?

`C_i = sqrt(Σ_j p_ij (θ_j − m_i)²)`, `m_i = Σ_j p_ij θ_j`. Unit: position units (standard deviations of UN
positions). Range 0 … half the largest distance. p runs over partners with a known position; 0 for one partner; NaN
without any. Positions are signed: folding them to |θ_i − θ_j| would give a perfectly central broker between two
equidistant poles 0 (see `folded`). Source: S. Aiyar, F. Ohnsorge and H. Yilmazkuday on connectedness (their form is
the folded one). Parts: `p_j (θ_j − m)² / C`.

>>> round(float(diversity.spread(np.array([[0.5, 0.3, 0.2]]), np.array([0.0, 2.0, 3.0]))[0]), 7)
1.2489996
"""

from __future__ import annotations

import numpy as np

from keystone_states.graphs import diversity
from keystone_states.measures.contract import Measure
from keystone_states.measures.partners import evidence_between, partners, positioned_shares
from keystone_states.model.scores import Beside, Share
from keystone_states.network import Floats, Network


def values(network: Network, layer: str) -> Floats:
    """C for all actors."""
    return diversity.spread(positioned_shares(network, layer), network.theta)


def folded(network: Network, layer: str) -> Floats:
    """The same with |θ_i − θ_j| in place of θ_j; NaN where the actor's own position is missing."""
    p = positioned_shares(network, layer)
    gap = np.abs(network.theta[:, None] - network.theta[None, :])
    mean = np.einsum("ij,ij->i", p, np.nan_to_num(gap))
    variance = np.einsum("ij,ij->i", p, (np.nan_to_num(gap) - mean[:, None]) ** 2)
    usable = (p.sum(axis=1) > 0) & ~np.isnan(network.theta)
    return np.where(usable, np.sqrt(variance), np.nan)


def parts(network: Network, layer: str, actor: int) -> tuple[Share, ...]:
    """One part per partner; they sum to C."""
    p = positioned_shares(network, layer)
    mean = float(p[actor] @ np.nan_to_num(network.theta))
    whole = float(values(network, layer)[actor])
    return tuple(
        Share(
            network.names[j],
            (network.actors[j],),
            float(p[actor, j] * (network.theta[j] - mean) ** 2 / whole) if whole > 0 else 0.0,
            evidence_between(network, layer, actor, j),
            f"share {p[actor, j]:.3f}, position {network.theta[j]:+.2f}",
        )
        for j in partners(p, actor)
    )


def beside(network: Network, layer: str, actor: int) -> tuple[Beside, ...]:
    """Own position, mean position of partners, exposure V, folded spread."""
    p = positioned_shares(network, layer)[actor]
    theta = np.nan_to_num(network.theta)
    own = float(network.theta[actor])
    unit = "sd of positions"
    mean = Beside("mean position of partners", float(p @ theta), unit, "m = Σ p θ")
    if np.isnan(own):
        return (mean,)
    exposure = float(p @ np.abs(own - theta))
    return (
        Beside("own position", own, unit, "θ in the last year with votes up to the window's last day"),
        mean,
        Beside("distance to partners", exposure, unit, "V = Σ p |θ_i − θ_j|"),
        Beside("folded spread", float(folded(network, layer)[actor]), unit, "sd of |θ_i − θ_j|"),
    )


MEASURE = Measure(
    name="spread",
    code="M2",
    question="How far apart are those it deals with?",
    formula="C = sqrt(Σ p_ij (θ_j − m_i)²), m_i = Σ p_ij θ_j",
    unit="sd of positions",
    high_means="deals with states that stand far apart",
    source="after Aiyar, Ohnsorge and Yilmazkuday (connectedness), with signed positions",
    layers=("visits", "forums", "consultations"),
    values=values,
    parts=parts,
    beside=beside,
)
