"""M6 corridor value: what is its territory worth to others' traffic?

For each pair of places with traffic, the transit game of `corridors.transit`: v(S) is what a shipper saves against the
outside option when only the states of S, and those at the two ends, let him pass. The value is the Shapley value φ of
the game, summed over pairs with the volumes carried, as a share of the worth of all transit in the channel; oil and gas
count half each, as their units cannot be added. `V_i = Σ_p w_p φ_ip`, `Σ_i V_i = 1`. Unit: share. Range 0 … 1; NaN for
a state that no pair needs. States at the ends of a pair get nothing of it. Parts: one per pair of places.

Beside it stand the removal loss L (what is lost when the state alone closes), irreplaceability L/φ (0: substitutable,
1: a monopoly, above 1: a link of a chain) and the Banzhaf value: which concept is chosen changes the answer.

Source: V. Fragnelli, I. García-Jurado and L. Méndez-Naya on shortest path games (2000); see `corridors.transit`.
"""

from __future__ import annotations

import numpy as np

from keystone_states.measures.contract import Measure
from keystone_states.model.scores import Beside, Share
from keystone_states.network import Floats, Network, Passage


def values(network: Network, layer: str) -> Floats:
    """V for all actors."""
    found = _sum(network, layer, "shapley")
    return np.where(pairs(network, layer) > 0, found, np.nan)


def pairs(network: Network, layer: str) -> Floats:
    """Number of pairs of places that need each actor."""
    needed = (each.shapley > 0 for each in network.passages.get(layer, ()))
    return np.asarray(sum(needed, np.zeros(len(network.actors))))


def parts(network: Network, layer: str, actor: int) -> tuple[Share, ...]:
    """One part per pair of places, the largest first; they sum to V."""
    found = [(each.weight * float(each.shapley[actor]), each) for each in _needing(network, layer, actor)]
    return tuple(
        Share(f"{each.origin} – {each.destination}", (network.actors[actor],), value, each.evidence, each.detail)
        for value, each in sorted(found, key=lambda pair: (-pair[0], pair[1].origin, pair[1].destination))
    )


def evidence(network: Network, layer: str, actor: int) -> tuple[str, ...]:
    """Evidence of every pair that needs the actor."""
    return tuple(dict.fromkeys(each for pair in _needing(network, layer, actor) for each in pair.evidence))


def beside(network: Network, layer: str, actor: int) -> tuple[Beside, ...]:
    """Removal loss, irreplaceability and the Banzhaf value."""
    shapley, loss, power = (
        float(_sum(network, layer, concept)[actor]) for concept in ("shapley", "removal", "banzhaf")
    )
    return (
        Beside("removal loss", loss, "share", "L: lost when it alone closes"),
        Beside("irreplaceability", loss / shapley, "ratio", "L/φ: 0 substitutable, 1 a monopoly, above 1 a link"),
        Beside("Banzhaf value", power, "share", "every coalition of the others equally likely"),
    )


def draws(network: Network, layer: str, actor: int, rng: np.random.Generator, times: int) -> Floats:
    """Volumes drawn between the low and the high that sources give, most likely near the best."""
    passing = network.passages[layer]
    drawn = np.array([_volumes(each, rng, times) for each in passing]).T
    own = np.array([each.weight * each.shapley[actor] for each in passing])
    whole = np.array([each.weight * each.shapley.sum() for each in passing])
    return np.asarray((drawn @ own) / (drawn @ whole))


def _volumes(passage: Passage, rng: np.random.Generator, times: int) -> Floats:
    if passage.low == passage.high:
        return np.ones(times)
    return rng.triangular(passage.low, 1.0, passage.high, times)


def _needing(network: Network, layer: str, actor: int) -> list[Passage]:
    return [each for each in network.passages.get(layer, ()) if each.shapley[actor] > 0]


def _sum(network: Network, layer: str, concept: str) -> Floats:
    passing = network.passages.get(layer, ())
    return np.asarray(sum((each.weight * getattr(each, concept) for each in passing), np.zeros(len(network.actors))))


MEASURE = Measure(
    name="corridor_value",
    code="M6",
    question="What is its territory worth to others' traffic?",
    formula="V_i = Σ_p w_p φ_ip, φ the Shapley value of the transit game of pair p",
    unit="share of the worth of transit",
    high_means="others' traffic passes through it and would lose much without it",
    source="Fragnelli 2000 (shortest path games)",
    layers=("corridors", "energy"),
    values=values,
    parts=parts,
    beside=beside,
    draws=draws,
    interval_method="90 %: volumes drawn between the low and high that sources give",
    recentred=False,
    size=pairs,
    evidence=evidence,
)
