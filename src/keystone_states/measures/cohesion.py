"""M9 cohesion: can it afford to be a broker, or is it busy with itself?

Domestic material conflict (events whose source and target are of the same state, quad class 4: force, fighting,
coercion) as a share of all events in which the state is reported: `H_i = Σ_m c_im / Σ_m a_im` over the months m of the
window. Lower is steadier. Unit: share of reported events. Range 0 … 1; 0 for a state reported without any; NaN where no
event data is loaded or the state is in no event of the window. A share of all coverage and no rate, since how much is
reported of a state grows with its size and with the number of sources. Interval: Bayesian bootstrap over months. Parts:
one per month with such events, `c_im / Σ a_im`. What is reported is not what happens: read beside other measures.
"""

from __future__ import annotations

import numpy as np

from keystone_states.measures.contract import Measure
from keystone_states.model.scores import Beside, Share
from keystone_states.network import Domestic, Floats, Ints, Network


def values(network: Network, layer: str) -> Floats:
    """H for all actors."""
    found = network.domestic
    if found is None:
        return np.full(len(network.actors), np.nan)
    whole = np.where((found.coverage > 0).any(axis=1), found.coverage.sum(axis=1), np.nan)
    return np.asarray(found.conflict.sum(axis=1) / whole)


def months(network: Network, layer: str) -> Floats:
    """Number of months in which each actor is reported."""
    found = network.domestic
    if found is None:
        return np.zeros(len(network.actors))
    return np.asarray((found.coverage > 0).sum(axis=1), dtype=np.float64)


def _reported(network: Network, actor: int) -> tuple[Domestic, Ints]:
    """The counts, and the numbers of the months in which the actor is reported."""
    found = network.domestic
    if found is None:
        nothing = np.empty((len(network.actors), 0))
        found = Domestic((), nothing, nothing, ((),) * len(network.actors))
    return found, np.flatnonzero(found.coverage[actor] > 0)


def parts(network: Network, layer: str, actor: int) -> tuple[Share, ...]:
    """One part per month with domestic conflict, the largest first; they sum to H."""
    found, reported = _reported(network, actor)
    whole = found.coverage[actor].sum()
    with_conflict = [month for month in reported if found.conflict[actor, month] > 0]
    return tuple(
        Share(
            found.months[month],
            (),
            float(found.conflict[actor, month] / whole),
            _ids(found, actor, month),
            f"{found.conflict[actor, month]:.0f} of {found.coverage[actor, month]:.0f} events of the month",
        )
        for month in sorted(with_conflict, key=lambda month: (-found.conflict[actor, month], found.months[month]))
    )


def _ids(found: Domestic, actor: int, month: int) -> tuple[str, ...]:
    return tuple(filter(None, (found.evidence[actor][month],)))


def evidence(network: Network, layer: str, actor: int) -> tuple[str, ...]:
    """Ids of all months in which the actor is reported."""
    found, reported = _reported(network, actor)
    return tuple(each for month in reported for each in _ids(found, actor, int(month)))


def beside(network: Network, layer: str, actor: int) -> tuple[Beside, ...]:
    """Events behind the share, by month, and the worst month."""
    found, reported = _reported(network, actor)
    monthly = found.conflict[actor, reported] / found.coverage[actor, reported]
    worst = int(monthly.argmax())
    return (
        Beside("domestic conflict", float(found.conflict[actor].sum() / len(reported)), "events a month"),
        Beside("all coverage", float(found.coverage[actor].sum() / len(reported)), "events a month"),
        Beside("worst month", float(monthly[worst]), "share of reported events", found.months[reported[worst]]),
    )


def draws(network: Network, layer: str, actor: int, rng: np.random.Generator, times: int) -> Floats:
    """Bayesian bootstrap over the months in which the actor is reported."""
    found, reported = _reported(network, actor)
    if not reported.size:
        return np.full(times, np.nan)
    in_time = sorted(reported, key=lambda month: found.months[month])
    weights = rng.exponential(size=(times, len(in_time)))
    return np.asarray((weights @ found.conflict[actor, in_time]) / (weights @ found.coverage[actor, in_time]))


def missing(network: Network, layer: str, actor: int) -> str:
    """Why an actor has no value."""
    if network.domestic is None:
        return f"no event data loaded for {network.window}; load it with keystone load gdelt FILE"
    return f"no event of {network.window} names it"


MEASURE = Measure(
    name="cohesion",
    code="M9",
    question="Can it afford to be a broker, or is it busy with conflict at home?",
    formula="H = Σ_m c_im / Σ_m a_im",
    unit="share of reported events",
    high_means="much of what is reported of it is fighting or coercion at home",
    source="Keystone",
    layers=("cohesion",),
    values=values,
    parts=parts,
    beside=beside,
    draws=draws,
    interval_method="90 % Bayesian bootstrap over months",
    recentred=False,
    burden=True,
    size=months,
    counted="months with reports",
    evidence=evidence,
    missing=missing,
)
