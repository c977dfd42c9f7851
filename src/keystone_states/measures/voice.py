"""M8 voice: with whom does it vote, and how far does it keep its own voice?

Of the roll calls on which at least two poles oppose each other (one yes, one no) and the state voted, `s_b` is the
share on which it chose as pole b did (yes, abstain or no). Independence `V = 1 − max_b s_b`: how often it did not vote
with the pole it votes with most. Unit: share of roll calls. Range 0 (always with one pole) … 1 (never with any). NaN
where no roll calls are loaded, for a state that voted on none of these, and for a pole of one state, which would be
measured against itself. A pole that is a set (the EU) votes as most of its members of that day who voted; where two
choices tie it has no vote. A roll call on which a pole cast no vote is one on which nobody voted with that pole.

Parts: one per other pole, the roll calls on which the state chose as that pole and not as its nearest (split evenly
where it chose as several), and one for those on which it chose as none of them; they sum to V. Beside it, over all
roll calls of the window on which both voted, agreement with each pole corrected for chance: Cohen's κ (three ordered
choices, linear weights), S of Signorino and Ritter 1999 and Scott's π (see `graphs.agreement`); and the shares of the
contested roll calls on which it abstains, and on which it chose as each pole.

Interval: Bayesian bootstrap over roll calls, laid about the value. Votes on one resolution hang
together, so read it as a narrow one.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from keystone_states.graphs.agreement import cohen_kappa, contingency, scott_pi, signorino_ritter_s
from keystone_states.measures.contract import Measure, in_order
from keystone_states.model.scores import Beside, Share
from keystone_states.network import Floats, Ints, Network, RollCalls

NO, ABSTAIN, YES, CHOICES = 0, 1, 2, 3
Flags = NDArray[np.bool_]


def contested(calls: RollCalls) -> Flags:
    """Roll calls on which one pole said yes and another no."""
    return np.asarray((calls.poles == YES).any(axis=0) & (calls.poles == NO).any(axis=0))


def values(network: Network, layer: str) -> Floats:
    """V for all actors."""
    found = np.full(len(network.actors), np.nan)
    calls = network.roll_calls
    if calls is None:
        return found
    votes, poles = calls.votes[:, contested(calls)], calls.poles[:, contested(calls)]
    cast = (votes >= 0).sum(axis=1)
    alike = np.array([((votes == pole) & (votes >= 0)).sum(axis=1) for pole in poles])
    most = alike.max(axis=0, initial=0) if len(poles) else np.zeros_like(cast)
    measured = (cast > 0) & ~_is_pole(network)
    found[measured] = 1 - most[measured] / cast[measured]
    return found


def _is_pole(network: Network) -> Flags:
    """Whether an actor alone is a pole."""
    alone = [members[0] for members in network.poles.values() if len(members) == 1]
    return np.isin(np.arange(len(network.actors)), alone)


def roll_calls(network: Network, layer: str) -> Floats:
    """Number of contested roll calls on which each actor voted."""
    calls = network.roll_calls
    if calls is None:
        return np.zeros(len(network.actors))
    return np.asarray((calls.votes[:, contested(calls)] >= 0).sum(axis=1), dtype=np.float64)


def _voted(network: Network, actor: int) -> tuple[RollCalls, Ints]:
    """The roll calls, and the numbers of the contested ones on which the actor voted."""
    calls = network.roll_calls
    if calls is None:
        nothing = np.empty((0, 0), dtype=np.int8)
        return RollCalls(nothing, nothing, np.empty(0, dtype=np.int64), ()), np.empty(0, dtype=np.int64)
    return calls, np.flatnonzero(contested(calls) & (calls.votes[actor] >= 0))


def _alike(calls: RollCalls, chosen: Ints, actor: int) -> Flags:
    """Whether the actor chose as each pole (poles × roll calls)."""
    return np.asarray(calls.poles[:, chosen] == calls.votes[actor, chosen])


def parts(network: Network, layer: str, actor: int) -> tuple[Share, ...]:
    """One part per other pole and one for no pole, the largest first; they sum to V."""
    calls, chosen = _voted(network, actor)
    alike, names = _alike(calls, chosen, actor), list(network.poles)
    nearest = int(alike.sum(axis=1).argmax())
    split = np.where(alike[nearest], 0.0, alike / np.maximum(alike.sum(axis=0), 1))
    alone = ~alike.any(axis=0)
    found = [
        _part(calls, chosen, split[number], f"with {name}", (name,), f"chose as {name} and not as {names[nearest]}")
        for number, name in enumerate(names)
        if number != nearest
    ]
    found.append(_part(calls, chosen, alone.astype(float), "with no pole", (), "chose as none of the poles"))
    return tuple(sorted(found, key=lambda part: (-part.value, part.label)))


def _part(calls: RollCalls, chosen: Ints, split: Floats, label: str, actors: tuple[str, ...], detail: str) -> Share:
    count = int((split > 0).sum())
    ids = tuple(calls.evidence[each] for each in chosen[split > 0])
    return Share(label, actors, float(split.sum() / len(chosen)), ids, f"{detail}: {count} of {len(chosen)} roll calls")


def evidence(network: Network, layer: str, actor: int) -> tuple[str, ...]:
    """The contested roll calls on which the actor voted."""
    calls, chosen = _voted(network, actor)
    return tuple(calls.evidence[each] for each in chosen)


def beside(network: Network, layer: str, actor: int) -> tuple[Beside, ...]:
    """Agreement with each pole, and the share of contested roll calls on which the actor abstains or splits."""
    calls, chosen = _voted(network, actor)
    alike = _alike(calls, chosen, actor).mean(axis=1)
    unit, abstained = "share of roll calls", float((calls.votes[actor, chosen] == ABSTAIN).mean())
    sides = (
        Beside(f"voted with {pole}", float(share), unit, "of those on which poles oppose each other")
        for pole, share in zip(network.poles, alike, strict=True)
    )
    agreement = (
        Beside(f"{label} with {pole}", value, "coefficient", meaning)
        for number, pole in enumerate(network.poles)
        for label, value, meaning in _coefficients(calls.votes[actor], calls.poles[number])
        if not np.isnan(value)
    )
    return (Beside("abstained where poles oppose each other", abstained, unit), *sides, *agreement)


def _coefficients(own: NDArray[np.int8], pole: NDArray[np.int8]) -> tuple[tuple[str, float, str], ...]:
    table = contingency(own, pole, CHOICES)
    return (
        ("κ", cohen_kappa(table), "Cohen, linear weights, all roll calls"),
        ("S", signorino_ritter_s(table), "Signorino and Ritter, all roll calls"),
        ("π", scott_pi(table), "Scott, linear weights, all roll calls"),
    )


def draws(network: Network, layer: str, actor: int, rng: np.random.Generator, times: int) -> Floats:
    """Bayesian bootstrap over the contested roll calls on which the actor voted, its median laid on the value.

    The largest of several shares is drawn upwards in every resample, so draws as they are lie too low; see
    benchmarks/README.md for how often the interval then holds the truth.
    """
    calls, chosen = _voted(network, actor)
    if not chosen.size:
        return np.full(times, np.nan)
    alike = _alike(calls, chosen, actor)
    names = [calls.evidence[each] for each in chosen]
    weights = np.array([in_order(names, row) for row in rng.exponential(size=(times, len(names)))])
    shares = weights @ alike.T / weights.sum(axis=1, keepdims=True)
    drawn = 1 - shares.max(axis=1, initial=0.0)
    return np.asarray(np.clip(drawn + values(network, layer)[actor] - np.median(drawn), 0.0, 1.0))


def missing(network: Network, layer: str, actor: int) -> str:
    """Why an actor has no value: nothing is loaded, it is a pole, or it did not vote where poles oppose each other."""
    calls = network.roll_calls
    if calls is None:
        return f"no roll calls loaded for {network.window}; load them with keystone load unvotes FILE"
    if _is_pole(network)[actor]:
        return "it is a pole itself"
    return f"it voted on none of the {int(contested(calls).sum())} roll calls on which poles oppose each other"


MEASURE = Measure(
    name="voice",
    code="M8",
    question="With whom does it vote, and how often not with its nearest pole?",
    formula="V = 1 − max_b (share of contested roll calls on which it chose as pole b)",
    unit="share of roll calls",
    high_means="votes with no pole most of the time where poles oppose each other",
    source="Keystone; Cohen 1968, Scott 1955, Signorino and Ritter 1999 (agreement beside it)",
    layers=("alignment",),
    values=values,
    parts=parts,
    beside=beside,
    draws=draws,
    interval_method="90 % Bayesian bootstrap over roll calls",
    recentred=False,
    size=roll_calls,
    counted="roll calls on which poles oppose each other",
    evidence=evidence,
    missing=missing,
)
