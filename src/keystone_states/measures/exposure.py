"""M7 exposure: on whom does it depend?

Herfindahl index `H_i = Σ_j p_ij²` of the shares of its ties. Unit: none. Range 1/n (n equal partners) … 1 (a single
one); NaN without partners. In layers of conflict it says how far the conflict is with a few. Parts: `p_j²`, one per
partner; the first is the top partner. Source: O. C. Herfindahl (1950).

>>> round(float(np.sum(np.array([0.5, 0.3, 0.2]) ** 2)), 2)
0.38
"""

from __future__ import annotations

import numpy as np

from keystone_states.graphs import diversity
from keystone_states.measures.contract import BOOTSTRAP, Measure, bootstrap, size
from keystone_states.measures.partners import evidence_between, partners
from keystone_states.model.scores import Beside, Share
from keystone_states.network import Floats, Network


def values(network: Network, layer: str) -> Floats:
    """H for all actors."""
    p = diversity.shares(network.layer(layer).strength)
    return np.where(p.sum(axis=1) > 0, (p**2).sum(axis=1), np.nan)


def parts(network: Network, layer: str, actor: int) -> tuple[Share, ...]:
    """One part per partner, the largest first; they sum to H."""
    p = diversity.shares(network.layer(layer).strength)
    return tuple(
        Share(
            network.names[j],
            (network.actors[j],),
            float(p[actor, j] ** 2),
            evidence_between(network, layer, actor, j),
            f"share {p[actor, j]:.3f}",
        )
        for j in partners(p, actor)
    )


def beside(network: Network, layer: str, actor: int) -> tuple[Beside, ...]:
    """The top partner's share and the number of partners."""
    p = diversity.shares(network.layer(layer).strength)
    found = partners(p, actor)
    top = found[0]
    return (
        Beside(f"share of {network.names[top]}", float(p[actor, top]), "share", "the top partner"),
        Beside("partners", float(len(found)), "actors"),
    )


def draws(network: Network, layer: str, actor: int, rng: np.random.Generator, times: int) -> Floats:
    """Bayesian bootstrap over meetings, twice the upward bias of the index taken off.

    The index of a sample of n meetings (events, in a layer that counts them) exceeds that of the rates behind it by
    about (1 − H)/(n − 1), and a reweighting exceeds the sample's again; see benchmarks/README.md for how often the
    interval then holds the truth.
    """
    drawn = bootstrap(values)(network, layer, actor, rng, times)
    if not network.layer(layer).sampled:
        return drawn
    graph, index = network.layer(layer), float(values(network, layer)[actor])
    n = float(graph.strength[actor].sum() if graph.counts else size(network, layer)[actor])
    return drawn - (1 - index) / (n + 1) - (1 - index) / max(n - 1, 1.0)


MEASURE = Measure(
    name="exposure",
    code="M7",
    question="On whom does it depend?",
    formula="H = Σ_j p_ij²",
    unit="Herfindahl index",
    high_means="depends on few partners",
    source="Herfindahl 1950",
    layers=(
        *("visits", "forums", "consultations", "verbal-cooperation", "material-cooperation"),
        *("verbal-conflict", "material-conflict"),
    ),
    values=values,
    parts=parts,
    beside=beside,
    burden=True,
    draws=draws,
    interval_method=f"{BOOTSTRAP}, less twice the bias of a sample of meetings",
    recentred=False,
)
