"""M5 intermediation: is it asked to mediate?

`λ_i = (a + m_i) / (b + E)`: the posterior mean of a Gamma–Poisson rate with prior Gamma(a = ½, b = 1), half a mandate
in one dispute-year. `m_i` sums the actor's mandates in talks: a mandate is the role of mediator, facilitator or
guarantor (the recipe's `mandate_roles`) in one meeting, split evenly among those who hold one there (three
co-mediators: 1/3 each). An actor with several such roles in a meeting counts once, under the first of them. `E`, the
exposure, is the number of dispute-years: a process is active from its first to its last meeting recorded by the end
of the window, and its days within the window count. E is the same for all. Hosting and signing are no mandates; they
are shown beside.

Unit: mandates per dispute-year. Range 0 … ∞, above 0 by the prior. NaN for an actor that neither held a mandate nor
hosted talks in the layer: it is not covered, so that ranks are among those that took such a role. Parts: one per
meeting, `share / (b + E)`, and the prior's own, `a / (b + E)`; they sum to λ.

Interval: 5th and 95th percentile of the posterior. Where every mandate is whole this is Gamma(a + m, b + E). A sum of
parts varies less than a count of as many whole ones, `Σ share²` and not `Σ share`; so mandates are counted in their
mean part `f = (a + Σ share²) / (a + m)` (the prior's half mandate is a whole one), and the posterior is
`f · Gamma((a + m) / f, b + E)`: the same mean, f times the variance.

Source: Gelman and others 2013, Bayesian Data Analysis, 2.6 (Poisson model with exposure).

>>> rate(0, 9.0)
0.05
>>> rate(3 * 1 / 3, 9.0)
0.15
"""

from __future__ import annotations

import numpy as np

from keystone_states.measures.contract import Measure
from keystone_states.model.rows import Part
from keystone_states.model.scores import Beside, Share
from keystone_states.network import Floats, Mandate, Network

PRIOR_MANDATES, PRIOR_YEARS = 0.5, 1.0


def rate(mandates: float, exposure: float, *, a: float = PRIOR_MANDATES, b: float = PRIOR_YEARS) -> float:
    """Posterior mean `(a + mandates) / (b + exposure)`."""
    return (a + mandates) / (b + exposure)


def values(network: Network, layer: str) -> Floats:
    """λ for all actors; NaN for those that neither mediated nor hosted talks."""
    exposure = network.exposure(layer)
    found = np.array([rate(total, exposure) for total in _totals(network, layer)])
    return np.where(meetings(network, layer) > 0, found, np.nan)


def _totals(network: Network, layer: str) -> Floats:
    """Share-weighted mandates of every actor."""
    total = np.zeros(len(network.actors))
    for each in network.mandates.get(layer, ()):
        total[each.actor] += each.share
    return total


def meetings(network: Network, layer: str) -> Floats:
    """Number of talks in which each actor held a mandate or was host."""
    held = {(each.actor, each.meeting) for each in network.mandates.get(layer, ()) if each.share or _hosts(each)}
    return np.bincount([actor for actor, _ in held], minlength=len(network.actors)).astype(float)


def _hosts(role: Mandate) -> bool:
    return role.role is Part.HOST


def _roles(network: Network, layer: str, actor: int) -> list[Mandate]:
    """The actor's roles in talks, the largest share first, then by day."""
    own = (each for each in network.mandates.get(layer, ()) if each.actor == actor)
    return sorted(own, key=lambda each: (-each.share, each.day, each.meeting, each.role))


def parts(network: Network, layer: str, actor: int) -> tuple[Share, ...]:
    """One part per meeting with a mandate, the largest first, and the prior last; they sum to λ."""
    whole = PRIOR_YEARS + network.exposure(layer)
    mandates = (each for each in _roles(network, layer, actor) if each.share)
    return (*(_part(network, layer, each, whole) for each in mandates), _prior(network, layer, whole))


def _part(network: Network, layer: str, mandate: Mandate, whole: float) -> Share:
    beside = sorted(
        each.actor
        for each in network.mandates[layer]
        if each.meeting == mandate.meeting and each.share and each.actor != mandate.actor
    )
    return Share(
        mandate.title,
        tuple(network.actors[each] for each in beside),
        mandate.share / whole,
        mandate.evidence,
        f"{mandate.role}, {_one_of(mandate.share)}",
    )


def _one_of(share: float) -> str:
    return "alone" if share == 1 else f"one of {1 / share:.0f}"


def _prior(network: Network, layer: str, whole: float) -> Share:
    detail = f"{PRIOR_MANDATES:g} mandates before any meeting, over {whole:.1f} dispute-years"
    return Share("prior", (), PRIOR_MANDATES / whole, _exposure_evidence(network, layer), detail)


def _exposure_evidence(network: Network, layer: str) -> tuple[str, ...]:
    """First and last meeting of every dispute that makes up the exposure."""
    return tuple(dict.fromkeys(each for dispute in network.disputes.get(layer, ()) for each in dispute.evidence))


def evidence(network: Network, layer: str, actor: int) -> tuple[str, ...]:
    """Meeting and participation rows of the actor's roles, and the meetings that make up the exposure."""
    own = (each for role in _roles(network, layer, actor) for each in role.evidence)
    return tuple(dict.fromkeys((*own, *_exposure_evidence(network, layer))))


def beside(network: Network, layer: str, actor: int) -> tuple[Beside, ...]:
    """Meetings by role, the share-weighted total, talks hosted without mediating, and the exposure."""
    roles = _roles(network, layer, actor)
    asked = {each.meeting for each in roles if each.share}
    hosted = {each.meeting for each in roles if _hosts(each)}
    counted = {role: sum(each.role is role for each in roles) for role in dict.fromkeys(each.role for each in roles)}
    return (
        *(Beside(f"as {role}", float(counted[role]), "meetings") for role in sorted(counted)),
        Beside("mandates", sum(each.share for each in roles), "mandates", "split among co-mediators"),
        Beside("hosted without mediating", float(len(hosted - asked)), "meetings", "hosting is no mandate"),
        Beside("exposure", network.exposure(layer), "dispute-years", "the same for all"),
    )


def draws(network: Network, layer: str, actor: int, rng: np.random.Generator, times: int) -> Floats:
    """The posterior's quantiles at even steps, in random order, so that few draws give its percentiles closely."""
    from scipy.special import gammaincinv  # slow to import, and needed for intervals alone

    if np.isnan(values(network, layer)[actor]):
        return np.full(times, np.nan)
    steps = np.linspace(0, 1, times).clip(0.5 / times, 1 - 0.5 / times) if times > 1 else np.array([0.5])[:times]
    shares = [each.share for each in network.mandates.get(layer, ()) if each.actor == actor]
    total = PRIOR_MANDATES + sum(shares)
    part = (PRIOR_MANDATES + sum(share**2 for share in shares)) / total
    years = PRIOR_YEARS + network.exposure(layer)
    return np.asarray(rng.permutation(part * gammaincinv(total / part, steps) / years))


MEASURE = Measure(
    name="intermediation",
    code="M5",
    question="Is it asked to mediate?",
    formula="λ = (½ + Σ_e 1/mediators_e) / (1 + E)",
    unit="mandates per dispute-year",
    high_means="is often mediator, facilitator or guarantor of talks, alone or with few others",
    source="Gelman and others 2013 (Poisson rate with exposure)",
    layers=("mediation",),
    values=values,
    parts=parts,
    beside=beside,
    draws=draws,
    interval_method="90 % of the Gamma posterior of mandates, a shared one counted by its share, over dispute-years",
    recentred=False,
    size=meetings,
    evidence=evidence,
)
