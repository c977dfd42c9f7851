"""How well the measures agree with what others say: an outside list of states, or an outside index.

For every measure in every layer: the chance that a listed state has a higher value than another ranked state (area
under the curve, AUC; Mann and Whitney 1947, ties count half; 0.5 is chance), beside the same chance for plain size
(log GDP, log population, number of memberships) over the same states. The gain is the AUC less that of the best
baseline, taken over the states whose baseline is known. Intervals are 90 %, by drawing listed and other states anew,
each among themselves; the gain is drawn in pairs, so that what both share falls out. The best baseline is the one with
the highest AUC and is kept in all draws. Placebo: the share of shuffled lists, the list itself counted as one, whose
AUC is at least as high. Nothing is tuned to a list, and a burden such as exposure is not turned round.

A size is the one of the year nearest to the study's last year (the earlier of two as near). With few listed states the
intervals are wide and rather too narrow than too wide.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from keystone_states.errors import BadInputError
from keystone_states.measures import Measure
from keystone_states.model.rows import Role, Size
from keystone_states.network import Floats
from keystone_states.study import Study
from keystone_states.world import World

BASELINES = ("log GDP", "log population", "memberships")
LEAST = 2  # listed states, and others, without which an AUC says nothing
_DIGITS = 9  # values equal to that many decimals are the same number summed in another order

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Baseline:
    """How well plain size tells the listed states apart; `n` states have that size."""

    name: str
    auc: float
    n: int


@dataclass(frozen=True, slots=True)
class Separation:
    """How well values tell listed states from others; intervals are 90 %, `placebo` is over `draws` shuffles."""

    auc: float
    interval: tuple[float, float]
    baselines: tuple[Baseline, ...]
    best: Baseline | None
    gain: float | None
    gain_interval: tuple[float, float] | None
    placebo: float
    draws: int


@dataclass(frozen=True, slots=True)
class Validity:
    """A measure of a layer against a list. `separation` is None when not covered; `note` then says why."""

    layer: str
    measure: str
    listed: int
    ranked: int
    unranked: tuple[str, ...]
    separation: Separation | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Correlation:
    """Spearman's correlation of a measure with an index over `n` states; `p` from shuffles, in both directions."""

    layer: str
    measure: str
    n: int
    rho: float | None
    p: float | None
    draws: int
    note: str = ""


def validate(study: Study, states: Collection[str], *, seed: int, draws: int = 2000) -> tuple[Validity, ...]:
    """Every measure of the study against a list of states; raises `BadInputError` for fewer than one draw."""
    _positive(draws)
    sizes = baselines_of(study)
    return tuple(
        _validity(study, layer.name, each, set(states), sizes, seed=seed, draws=draws) for layer, each in study.pairs
    )


def correlate(study: Study, index: Mapping[str, float], *, seed: int, draws: int = 2000) -> tuple[Correlation, ...]:
    """Every measure of the study against an index; raises `BadInputError` for fewer than one draw."""
    _positive(draws)
    return tuple(_correlation(study, layer.name, each, index, seed=seed, draws=draws) for layer, each in study.pairs)


def baselines_of(study: Study) -> dict[str, dict[str, float]]:
    """Each baseline's value by state; a state whose size is not known is left out."""
    return {
        "log GDP": _logs(_nearest(study, "gdp")),
        "log population": _logs(_nearest(study, "population")),
        "memberships": _memberships(study.world, study),
    }


def size_years(study: Study, column: str) -> tuple[int, ...]:
    """The years whose sizes a baseline uses; `column` is gdp or population."""
    return tuple(sorted({year for year, _ in _nearest(study, column).values()}))


def separation(
    values: Floats, listed: Flags, baselines: Mapping[str, Floats], *, rng: np.random.Generator, draws: int
) -> Separation:
    """How well `values` tell the listed from the others; a baseline holds NaN where it is not known."""
    won = wins(values, listed)
    found = tuple(each for name, sizes in baselines.items() for each in _baseline(name, sizes, listed))
    best = max(found, key=lambda each: each.auc, default=None)
    gain, gain_interval = _gain(values, listed, baselines[best.name], rng, draws) if best else (None, None)
    return Separation(
        auc=float(won.mean()),
        interval=_interval(won, rng, draws),
        baselines=found,
        best=best,
        gain=gain,
        gain_interval=gain_interval,
        placebo=placebo(values, listed, rng=rng, draws=draws),
        draws=draws,
    )


def auc(values: Floats, listed: Flags) -> float:
    """The chance that a listed value is higher than another, ties counting half."""
    return float(wins(values, listed).mean())


def wins(values: Floats, listed: Flags) -> Floats:
    """Listed x others: 1 where the listed value is higher, 0.5 where both are equal, else 0."""
    rounded = np.round(values, _DIGITS)
    return np.asarray((np.sign(rounded[listed][:, None] - rounded[~listed][None, :]) + 1.0) / 2.0)


def placebo(values: Floats, listed: Flags, *, rng: np.random.Generator, draws: int) -> float:
    """Share of shuffled lists, the list itself counted as one, that tell the states apart at least as well."""
    ranks = rankdata(np.round(values, _DIGITS))
    chosen = int(listed.sum())
    shuffled = rng.permuted(np.tile(ranks, (draws, 1)), axis=1)[:, :chosen].sum(axis=1)
    return float((1 + (shuffled >= ranks[listed].sum() - 1e-9).sum()) / (1 + draws))


def spearman(values: Floats, index: Floats, *, rng: np.random.Generator, draws: int) -> tuple[float, float] | None:
    """Spearman's correlation and the share of shuffles (the true order counted) as strong; None where one is flat."""
    first, second = (_centred(rankdata(np.round(each, _DIGITS))) for each in (values, index))
    scale = float(np.sqrt((first**2).sum() * (second**2).sum()))
    if scale == 0.0:
        return None
    rho = float(first @ second) / scale
    shuffled = rng.permuted(np.tile(second, (draws, 1)), axis=1) @ first / scale
    return rho, float((1 + (np.abs(shuffled) >= abs(rho) - 1e-9).sum()) / (1 + draws))


def _validity(
    study: Study,
    layer: str,
    measure: Measure,
    states: set[str],
    sizes: Mapping[str, Mapping[str, float]],
    *,
    seed: int,
    draws: int,
) -> Validity:
    actors, values = _ranked(study, layer, measure)
    listed = np.array([actor in states for actor in actors], dtype=np.bool_)
    chosen = int(listed.sum())
    missing = tuple(sorted(states - set(actors)))
    if not _enough(listed):
        note = f"not covered: {chosen} listed and {len(actors) - chosen} other ranked states, {LEAST} of each needed"
        return Validity(layer, measure.name, chosen, len(actors), missing, None, note)
    known = {name: np.array([of.get(actor, np.nan) for actor in actors]) for name, of in sizes.items()}
    rng = _rng(seed, f"validity/{layer}/{measure.name}")
    found = separation(values, listed, known, rng=rng, draws=draws)
    return Validity(layer, measure.name, chosen, len(actors), missing, found)


def _correlation(
    study: Study, layer: str, measure: Measure, index: Mapping[str, float], *, seed: int, draws: int
) -> Correlation:
    actors, values = _ranked(study, layer, measure)
    both = np.array([actor in index for actor in actors], dtype=np.bool_)
    outside = np.array([index[actor] for actor in actors if actor in index])
    n = len(outside)
    if n < 3:
        note = f"not covered: {n} ranked states have an index, 3 needed"
        return Correlation(layer, measure.name, n, None, None, draws, note)
    found = spearman(values[both], outside, rng=_rng(seed, f"index/{layer}/{measure.name}"), draws=draws)
    rho, p = found or (None, None)
    note = "" if found else "not covered: all states have the same value"
    return Correlation(layer, measure.name, n, rho, p, draws, note)


def _ranked(study: Study, layer: str, measure: Measure) -> tuple[tuple[str, ...], Floats]:
    """The ranked states in the order of their ids, and their values."""
    ranking, actors = study.ranking(layer, measure), study.network.actors
    order = sorted(np.flatnonzero(ranking.ranked), key=lambda i: actors[i])
    return tuple(actors[i] for i in order), ranking.values[order]


def _baseline(name: str, sizes: Floats, listed: Flags) -> Iterable[Baseline]:
    known = ~np.isnan(sizes)
    if _enough(listed[known]):
        yield Baseline(name, auc(sizes[known], listed[known]), int(known.sum()))


def _gain(
    values: Floats, listed: Flags, sizes: Floats, rng: np.random.Generator, draws: int
) -> tuple[float, tuple[float, float]]:
    known = ~np.isnan(sizes)
    more = wins(values[known], listed[known]) - wins(sizes[known], listed[known])
    return float(more.mean()), _interval(more, rng, draws)


def _interval(won: Floats, rng: np.random.Generator, draws: int) -> tuple[float, float]:
    """5th and 95th percentile of the mean when listed and others are drawn anew, each among themselves."""
    listed, others = (rng.multinomial(n, np.full(n, 1.0 / n), size=draws) for n in won.shape)
    low, high = np.quantile(((listed @ won) * others).sum(axis=1) / won.size, [0.05, 0.95])
    return float(low), float(high)


def _enough(listed: Flags) -> bool:
    return min(int(listed.sum()), int((~listed).sum())) >= LEAST


def _nearest(study: Study, column: str) -> dict[str, tuple[int, float]]:
    """Year and size by state, of the year nearest to the study's last."""
    last = study.window.as_of.year
    rows = [row for row in study.world.sizes if getattr(row, column) is not None]
    found: dict[str, Size] = {}
    for row in sorted(rows, key=lambda each: (abs(each.year - last), each.year)):
        found.setdefault(row.actor, row)
    return {actor: (row.year, float(getattr(row, column))) for actor, row in found.items()}


def _logs(sizes: Mapping[str, tuple[int, float]]) -> dict[str, float]:
    return {actor: float(np.log(size)) for actor, (_, size) in sizes.items()}


def _memberships(world: World, study: Study) -> dict[str, float]:
    """Number of organisations each state is a member of on the as-of day; 0 for the others."""
    day = study.window.as_of
    held = {(row.actor, row.organisation) for row in world.memberships if row.role is Role.MEMBER and row.holds(day)}
    counts = dict.fromkeys((row.actor for row in world.states), 0.0)
    for actor, _ in held:
        counts[actor] = counts.get(actor, 0.0) + 1.0
    return counts


def _centred(ranks: Floats) -> Floats:
    return np.asarray(ranks - ranks.mean())


def _rng(seed: int, label: str) -> np.random.Generator:
    return np.random.default_rng([seed, *label.encode()])


def _positive(draws: int) -> None:
    if draws < 1:
        raise BadInputError(f"draws is {draws}; expected at least 1; 2000 is the default")
