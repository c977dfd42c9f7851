"""M1 reach: does the state engage every pole?

`x_ib = w_ib / median_i w_ib` for each pole b, the median taken over the actors that engage b at all; `R_i = (mean_b
x_ib^r)^(1/r)` with r = −1 (harmonic mean). Unit: multiples of the median engaging state. Range 0 … ∞; 0 when a pole
is absent; scaling one state's ties by c scales its R by c; NaN for an actor without a tie in the layer. A pole's
own members are not asked to engage that pole. Interval: Gamma–Poisson posterior, the number of meetings with each
pole being Poisson with the Gamma(½, 0) prior. In forums memberships are counted and the value is exact; in
layers of events a meeting is a month in which a pair has events. Parts: `R · x_b^−1 / Σ x^−1` (the largest part is the
bottleneck).

Evenness alone would reward a state that sits only in universal bodies; dividing by the median keeps engagement in.

>>> float(power_mean(np.array([2.0, 2.0, 1.0, 1.0])))
1.3333333333333333
"""

from __future__ import annotations

import numpy as np

from keystone_states.measures.contract import Measure
from keystone_states.measures.partners import evidence_between
from keystone_states.model.scores import Share
from keystone_states.network import Floats, Network

EXPONENT = -1.0


def power_mean(x: Floats, r: float = EXPONENT) -> Floats:
    """Power mean over the last axis, NaN entries left out; 0 where r < 0 and an entry is 0; NaN where all are NaN."""
    known = ~np.isnan(x)
    count = known.sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        powered = np.where(known, np.where(known, x, 1.0) ** r, 0.0).sum(axis=-1) / count
        mean = powered ** (1.0 / r)
    return np.where(count > 0, mean, np.nan)


def engagement(network: Network, layer: str) -> Floats:
    """`w_ib`: strength of ties with each pole (n × poles), NaN for a pole's own members."""
    strength = network.layer(layer).strength
    columns = []
    for members in network.poles.values():
        total = strength[:, list(members)].sum(axis=1)
        total[list(members)] = np.nan
        columns.append(total)
    return np.array(columns).T.reshape(len(network.actors), len(network.poles))


def medians(w: Floats) -> Floats:
    """Median engagement of each pole among actors that engage it; NaN for a pole nobody engages."""
    return np.array([np.median(column[column > 0]) if (column > 0).any() else np.nan for column in w.T])


def multiples(network: Network, layer: str) -> Floats:
    """`x_ib`; a pole that nobody engages counts as absent (0)."""
    w = engagement(network, layer)
    with np.errstate(invalid="ignore"):
        x = w / medians(w)
    return np.where(np.isnan(x) & ~np.isnan(w), 0.0, x)


def values(network: Network, layer: str) -> Floats:
    """R for all actors; NaN for those with no tie in the layer."""
    return np.where(network.layer(layer).covered, power_mean(multiples(network, layer)), np.nan)


def parts(network: Network, layer: str, actor: int) -> tuple[Share, ...]:
    """One part per pole; they sum to R."""
    x = multiples(network, layer)[actor]
    reached = float(power_mean(x))
    with np.errstate(divide="ignore"):
        inverse = 1.0 / x
    total = float(np.nansum(inverse))
    w = engagement(network, layer)[actor]
    graph = network.layer(layer)
    found = []
    for number, (pole, members) in enumerate(network.poles.items()):
        if np.isnan(x[number]):
            continue
        part = reached * float(inverse[number]) / total if reached > 0 else 0.0
        met = tuple(member for member in members if graph.between(actor, member).size)
        detail = f"{x[number]:.2f} × the median; strength {w[number]:.2f}" if w[number] > 0 else "no tie: absent"
        found.append(Share(pole, (pole,), part, evidence_between(network, layer, actor, *met), detail))
    return tuple(found)


def draws(network: Network, layer: str, actor: int, rng: np.random.Generator, times: int) -> Floats:
    """Posterior draws of R: Gamma(½ + n_b, 1) meetings with each pole, at the mean weight seen with it."""
    graph = network.layer(layer)
    if not graph.sampled:
        return np.full(times, values(network, layer)[actor])
    w = engagement(network, layer)
    x = []
    for number, members in enumerate(network.poles.values()):
        if np.isnan(w[actor, number]):
            continue
        if np.isnan(medians(w)[number]):  # nobody engages the pole: absent for certain
            x.append(np.zeros(times))
            continue
        counts = sum(graph.between(actor, member).size for member in members)
        typical = w[actor, number] / counts if counts else float(graph.weight.mean())
        x.append(rng.gamma(0.5 + counts, size=times) * typical / medians(w)[number])
    return power_mean(np.array(x).T) if x else np.full(times, np.nan)


MEASURE = Measure(
    name="reach",
    code="M1",
    question="Does it engage every pole?",
    formula="R = harmonic mean over poles b of w_ib / median w_ib",
    unit="multiples of the median state",
    high_means="engages every pole more than the median state does; 0 when one pole is absent",
    source="Keystone; harmonic mean after the OECD/JRC Handbook on Constructing Composite Indicators (2008)",
    layers=("visits", "forums", "consultations", "verbal-cooperation", "material-cooperation"),
    values=values,
    parts=parts,
    draws=draws,
    interval_method="90 % Gamma–Poisson posterior on the number of ties with each pole",
    recentred=False,
)
