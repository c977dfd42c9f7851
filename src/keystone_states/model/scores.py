"""Scores: one value per actor with its unit, interval, ranks, decomposition and evidence."""

from __future__ import annotations

from dataclasses import dataclass

from keystone_states.model.dates import Window


@dataclass(frozen=True, slots=True)
class Share:
    """One part of a score: a partner, pair, pole or event, and how much it gives. Parts sum to the whole."""

    label: str
    actors: tuple[str, ...]
    value: float
    evidence: tuple[str, ...]
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Interval:
    """A 90 % interval, and the method that made it."""

    low: float
    high: float
    method: str


@dataclass(frozen=True, slots=True)
class Beside:
    """A number shown beside a score, with its unit and meaning: own position, brokerage roles, constraint."""

    label: str
    value: float
    unit: str
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """What one measure says of one actor in one channel and window.

    `value` is None when the actor is not covered; `note` then says why. Rank 1 is the highest value; `of` is the number
    of actors ranked. `size_adjusted` is the residual twin and `size_rank` its rank (see `measures.contract`).
    `null_percentile` is the second twin: percent of `null_draws` random networks with the same degrees in which the
    value is lower (see `measures.nulls`). It is None where there are no draws, and where the null holds all that the
    value comes from, so that no draw differs.
    """

    actor: str
    measure: str
    channel: str
    layer: str
    unit: str
    window: Window
    value: float | None
    n: int = 0
    interval: Interval | None = None
    rank: int | None = None
    of: int = 0
    percentile: float | None = None
    size_adjusted: float | None = None
    size_rank: int | None = None
    size_percentile: float | None = None
    null_percentile: float | None = None
    null_draws: int = 0
    parts: tuple[Share, ...] = ()
    beside: tuple[Beside, ...] = ()
    evidence: tuple[str, ...] = ()
    note: str = ""
