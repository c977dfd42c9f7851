"""Which choice moves a state's rank most? Sobol indices of the rank over the choices behind a composite.

The rank is a function of independent uniforms; each choice owns one or more of them. With A and B two samples and
`A_B^i` sample A with the columns of choice i taken from B (Saltelli sampling on a scrambled Sobol sequence):

    first order  S_i  = 1 − mean (f(B) − f(A_B^i))² / 2V      share of the variance that fixing i alone would remove
    total        ST_i = mean (f(A) − f(A_B^i))² / 2V          share that remains while only i is left free

(Jansen 1999, doi:10.1016/S0010-4655(98)00154-4; Saltelli et al. 2010, doi:10.1016/j.cpc.2009.09.018). V is the variance
over A and B. Range 0 … 1; totals may sum to more than 1 (interactions), a first-order estimate may fall a little below
0 by sampling. A choice without effect has a total of exactly 0; where the rank never moves (V = 0) all indices are 0.
Interval of the total: 90 %, bootstrap over the sample's rows.

The choices: normalisation (percentile or min-max) and aggregation (geometric or arithmetic), each a fair coin; weights
(Dirichlet, see `composite.weights`); each of n indicators dropped with probability 1/(n + 1), and each of L layers that
hold several of them with probability 1/(L + 1); with none left all tie. A study adds choices of its own (`profiles`),
each option being equally likely.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from keystone_states.composite.aggregate import AGGREGATIONS, aggregate
from keystone_states.composite.normalise import TOLERANCE, Floats
from keystone_states.composite.weights import from_uniforms

Model = Callable[[Floats], Floats]

RESAMPLES = 200


@dataclass(frozen=True, slots=True)
class Effect:
    """What one choice does to the output: first-order and total index, with the 90 % interval of the total."""

    choice: str
    first: float
    total: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """Effects of all choices, the largest total first; mean, variance and 90 % range of the output over them."""

    effects: tuple[Effect, ...]
    mean: float
    variance: float
    low: float
    high: float
    samples: int


def sobol(model: Model, choices: Mapping[str, int], *, samples: int, seed: int) -> Sensitivity:
    """Sobol indices of a model from uniforms (rows x columns) to numbers (rows).

    `choices` gives the number of columns each choice owns, in their order; `samples` is a power of two.
    """
    from scipy.stats import qmc  # half a second to import, and needed here alone

    width = sum(choices.values())
    points = qmc.Sobol(2 * width, rng=np.random.default_rng(seed)).random(samples)
    a, b = points[:, :width], points[:, width:]
    of_a, of_b = model(a), model(b)
    mixed = np.array([model(_mixed(a, b, columns)) for columns in _columns(choices)])
    return _sensitivity(tuple(choices), of_a, of_b, mixed, seed)


def _columns(choices: Mapping[str, int]) -> list[slice]:
    ends = np.cumsum(list(choices.values())).tolist()
    return [slice(end - count, end) for end, count in zip(ends, choices.values(), strict=True)]


def _mixed(a: Floats, b: Floats, columns: slice) -> Floats:
    taken = a.copy()
    taken[:, columns] = b[:, columns]
    return taken


def _sensitivity(names: Sequence[str], of_a: Floats, of_b: Floats, mixed: Floats, seed: int) -> Sensitivity:
    every = np.concatenate([of_a, of_b])
    first = 1.0 - _left(of_b - mixed, every) if every.var() > 0 else np.zeros(len(names))
    total = _left(of_a - mixed, every)
    low, high = np.quantile(_resampled(of_a, of_b, mixed, seed), [0.05, 0.95], axis=0)
    floor, roof = np.quantile(every, [0.05, 0.95], method="inverted_cdf")
    effects = (
        Effect(name, float(first[i]), float(total[i]), float(low[i]), float(high[i])) for i, name in enumerate(names)
    )
    ordered = tuple(sorted(effects, key=lambda each: (-each.total, each.choice)))
    return Sensitivity(ordered, float(every.mean()), float(every.var()), float(floor), float(roof), len(of_a))


def _left(differences: Floats, every: Floats) -> Floats:
    """Half the mean squared difference as a share of the variance; 0 without variance."""
    variance = float(every.var())
    return (differences**2).mean(axis=-1) / (2 * variance) if variance > 0 else np.zeros(len(differences))


def _resampled(of_a: Floats, of_b: Floats, mixed: Floats, seed: int) -> Floats:
    """Total indices over bootstrap samples of the rows."""
    rows = np.random.default_rng(seed).integers(len(of_a), size=(RESAMPLES, len(of_a)))
    return np.array([_left((of_a - mixed)[:, r], np.concatenate([of_a[r], of_b[r]])) for r in rows])


def composite_choices(indicators: Sequence[str], options: Mapping[str, int] | None = None) -> dict[str, int]:
    """The choices behind a composite and the number of uniforms each owns; `options` are those a study adds."""
    return {
        "normalisation": 1,
        "aggregation": 1,
        "weights": len(indicators),
        **{f"drop {name}": 1 for name in indicators},
        **{f"drop layer {name}": 1 for name in layers_of(indicators)},
        **dict.fromkeys(options or {}, 1),
    }


def layers_of(indicators: Sequence[str]) -> dict[str, list[int]]:
    """Layers that hold several of the indicators (layer/measure), each with the numbers of its own; none if there is
    one layer alone.
    """
    numbers: dict[str, list[int]] = {}
    for number, name in enumerate(indicators):
        numbers.setdefault(name.split("/")[0], []).append(number)
    return {name: own for name, own in numbers.items() if len(own) > 1 and len(numbers) > 1}


def rank_model(
    scaled: ArrayLike, state: int, *, alpha: Floats, floor: float, layers: Sequence[Sequence[int]] = ()
) -> Model:
    """The rank of one state as a function of the uniforms of `composite_choices`.

    `scaled` holds the normalised states x indicators, once for each normalisation (first axis) and for each option of
    every choice a study adds (an axis each, after the first). `layers`: the indicators of each layer that may be
    dropped.
    """
    tables = np.asarray(scaled)
    options, tables = tables.shape[:-2], tables.reshape(-1, *tables.shape[-2:])
    ends = np.cumsum([1, 1, len(alpha), len(alpha), len(layers)])

    def model(uniforms: Floats) -> Floats:
        first, how, weights, drop, drop_layer, added = np.split(uniforms, ends, axis=1)
        kept = drop >= 1.0 / (len(alpha) + 1)
        for number, own in enumerate(layers):
            kept[:, own] &= drop_layer[:, [number]] >= 1.0 / (len(layers) + 1)
        weighed = from_uniforms(weights, alpha) * kept
        picked = [_picked(column, count) for column, count in zip((*first.T, *added.T), options, strict=True)]
        means = len(AGGREGATIONS)
        which = np.ravel_multi_index(picked, options) * means + _picked(how[:, 0], means)
        values = np.empty((len(uniforms), tables.shape[1]))
        for each in np.unique(which):
            rows = which == each
            values[rows] = aggregate(tables[each // means], weighed[rows], AGGREGATIONS[each % means], floor=floor)
        return _rank_of(values, state)

    return model


def _picked(uniforms: Floats, options: int) -> NDArray[np.int64]:
    return np.minimum((uniforms * options).astype(np.int64), options - 1)


def _rank_of(values: Floats, state: int) -> Floats:
    known = np.where(np.isnan(values), -np.inf, values)
    return np.asarray(1.0 + (known > known[:, [state]] + TOLERANCE).sum(axis=1))
