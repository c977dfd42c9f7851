"""M4 convening: does it bring to one table those who do not meet otherwise?

For each hosted meeting e with level weight s_e (head of state 1, head of government 0.8, minister 0.5, official
0.2) over those at the table other than the host: `K_i = Σ_e s_e Σ_{j<k} d_jk (1 − t_jk) / pairs^(1−γ)`, γ = ½.
`t_jk` is how strongly j and k met directly in visits over a span as long as the window ending the day before the
meeting. Summits that came by a rotating chair weigh half by default. Unit: position units, summed over meetings.
Range 0 … ∞. 0 for a state that hosted and brought nobody apart together; NaN for one that hosted no meeting of the
layer. Pairs without a known position add nothing. The same meeting twice counts twice. Parts: one per meeting.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from keystone_states.graphs import diversity
from keystone_states.measures.contract import Measure
from keystone_states.model.scores import Beside, Share
from keystone_states.network import Floats, Gathering, Ints, LayerGraph, Network

GAMMA = 0.5
Flags = NDArray[np.bool_]


def gap_closed(network: Network, meeting: Gathering, *, gamma: float = GAMMA) -> float:
    """`s_e Σ_{j<k} d_jk (1 − t_jk) / pairs^(1−γ)` of one meeting."""
    guests = np.array(meeting.guests)
    gap = diversity.distances(network.theta[guests])
    pairs = len(guests) * (len(guests) - 1) / 2
    open_gap = np.triu(gap * (1 - _talking_before(network, meeting)), 1).sum()
    return float(meeting.level_weight * open_gap / pairs ** (1 - gamma))


def _talking_before(network: Network, meeting: Gathering) -> Floats:
    """`t_jk` among the guests from direct contacts before the meeting."""
    guests = {actor: number for number, actor in enumerate(meeting.guests)}
    talk = np.zeros((len(guests), len(guests)))
    contacts = network.contacts
    if contacts is None or contacts.weight.size == 0:
        return talk
    for index in _contacts_before(network, contacts, meeting):
        j, k = guests[int(contacts.source[index])], guests[int(contacts.target[index])]
        talk[j, k] += contacts.weight[index]
    return np.minimum(1.0, (talk + talk.T) / _usual_talk(contacts, _recent(network, contacts, meeting)))


def _recent(network: Network, contacts: LayerGraph, meeting: Gathering) -> Flags:
    """Contacts in a span as long as the window that ends the day before the meeting."""
    length = (network.window.end - network.window.start).days
    return np.asarray((contacts.day < meeting.day) & (contacts.day >= meeting.day - length))


def _contacts_before(network: Network, contacts: LayerGraph, meeting: Gathering) -> Ints:
    """Recent contacts among the guests."""
    among = np.isin(contacts.source, meeting.guests) & np.isin(contacts.target, meeting.guests)
    return np.flatnonzero(_recent(network, contacts, meeting) & among)


def _usual_talk(contacts: LayerGraph, recent: Flags) -> float:
    """q95 of the positive pair strengths among the recent contacts (1 where there are none)."""
    low, high = (
        np.minimum(contacts.source, contacts.target)[recent],
        np.maximum(contacts.source, contacts.target)[recent],
    )
    if low.size == 0:
        return 1.0
    _, pair = np.unique(low * len(contacts.actors) + high, return_inverse=True)
    return float(np.quantile(np.bincount(pair, contacts.weight[recent]), 0.95))


def _hosted(network: Network, layer: str, actor: int) -> list[Gathering]:
    hosted = (each for each in network.gatherings.get(layer, ()) if each.host == actor)
    return sorted(hosted, key=lambda each: each.id)


def values(network: Network, layer: str) -> Floats:
    """K for all actors; NaN for those that hosted nothing in the layer."""
    found = np.full(len(network.actors), np.nan)
    for meeting in network.gatherings.get(layer, ()):
        found[meeting.host] = np.nan_to_num(found[meeting.host]) + gap_closed(network, meeting)
    return found


def hosted_meetings(network: Network, layer: str) -> Floats:
    """Number of hosted meetings."""
    return np.bincount([each.host for each in network.gatherings.get(layer, ())], minlength=len(network.actors)).astype(
        float
    )


def parts(network: Network, layer: str, actor: int) -> tuple[Share, ...]:
    """One part per meeting, the largest first; they sum to K."""
    found = [(gap_closed(network, meeting), meeting) for meeting in _hosted(network, layer, actor)]
    return tuple(
        Share(
            meeting.title,
            tuple(network.actors[guest] for guest in meeting.guests),
            value,
            _evidence(network, meeting),
            _widest(network, meeting) + ("; place by rotating chair" if meeting.rotation else ""),
        )
        for value, meeting in sorted(found, key=lambda pair: (-pair[0], pair[1].id))
    )


def _widest(network: Network, meeting: Gathering) -> str:
    """The two guests who stand farthest apart, in words."""
    known = [guest for guest in meeting.guests if not np.isnan(network.theta[guest])]
    if len(known) < 2:
        return "positions of the guests not known"
    j, k = max(combinations(known, 2), key=lambda pair: abs(network.theta[pair[0]] - network.theta[pair[1]]))
    return f"widest apart: {network.names[j]} and {network.names[k]}"


def _evidence(network: Network, meeting: Gathering) -> tuple[str, ...]:
    positions = (
        each for guest in meeting.guests for each in (network.theta_evidence[guest] if network.theta_evidence else ())
    )
    return tuple(dict.fromkeys((*meeting.evidence, *_talk_evidence(network, meeting), *positions)))


def _talk_evidence(network: Network, meeting: Gathering) -> tuple[str, ...]:
    """Evidence of the guests' direct contacts before the meeting."""
    if network.contacts is None:
        return ()
    return network.contacts.evidence_of(_contacts_before(network, network.contacts, meeting))


def evidence(network: Network, layer: str, actor: int) -> tuple[str, ...]:
    """Evidence of every hosted meeting."""
    return tuple(
        dict.fromkeys(each for meeting in _hosted(network, layer, actor) for each in _evidence(network, meeting))
    )


def beside(network: Network, layer: str, actor: int) -> tuple[Beside, ...]:
    """How many meetings, how many of them by rotation, and how many pairs had no known position."""
    hosted = _hosted(network, layer, actor)
    lost = sum(
        1
        for meeting in hosted
        for j, k in combinations(meeting.guests, 2)
        if np.isnan(network.theta[j]) or np.isnan(network.theta[k])
    )
    return (
        Beside("meetings hosted", float(len(hosted)), "meetings"),
        Beside("of which by rotating chair", float(sum(bool(each.rotation) for each in hosted)), "meetings"),
        Beside("pairs left out", float(lost), "pairs of guests", "no UN voting position for one of them"),
    )


def draws(network: Network, layer: str, actor: int, rng: np.random.Generator, times: int) -> Floats:
    """Bayesian bootstrap over hosted meetings, and half a meeting like any of the layer (prior Gamma(½, 0) on rates).

    Without that half the interval of a state that hosted one or two meetings holds the truth too seldom: they say
    little of how much such meetings differ (benchmarks/README.md).
    """
    gains = np.array([gap_closed(network, meeting) for meeting in _hosted(network, layer, actor)])
    if not gains.size:
        return np.full(times, np.nan)
    every = sorted(network.gatherings[layer], key=lambda each: each.id)
    others = rng.choice([gap_closed(network, meeting) for meeting in every], times)
    return np.asarray(rng.exponential(size=(times, gains.size)) @ gains + rng.gamma(0.5, size=times) * others)


MEASURE = Measure(
    name="convening",
    code="M4",
    question="Does it bring to one table those who do not meet otherwise?",
    formula="K = Σ_e s_e Σ_{j<k} |θ_j − θ_k| (1 − t_jk) / pairs^½",
    unit="sd of positions, summed over meetings",
    high_means="hosts meetings of actors who stand far apart and do not talk directly",
    source="Keystone",
    layers=("mediation", "forums"),
    values=values,
    parts=parts,
    beside=beside,
    draws=draws,
    interval_method="90 % Bayesian bootstrap over hosted meetings, and half a meeting like any of the layer",
    recentred=False,
    size=hosted_meetings,
    evidence=evidence,
)
