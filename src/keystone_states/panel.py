"""A panel: measures of all actors over many windows, one per month or year, that grows without starting again.

Windows roll: each is as long as the next, and ends with its month (or year); the last one ends on the last day asked
for. A value is that of the window alone, whatever other windows stand beside it and in whichever order they were
computed. Intervals are drawn for the actors that are named, since they take far longer than the values.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

import numpy as np

from keystone_states.errors import BadInputError
from keystone_states.layers import Layer
from keystone_states.measures import Measure, Ranking
from keystone_states.model.dates import Window, months_before
from keystone_states.model.scores import Score
from keystone_states.network import Floats
from keystone_states.study import Study

By = Literal["month", "year"]
Pair = tuple[Layer, Measure]


@dataclass(frozen=True)
class Slice:
    """One window of a panel: its actors, the ranking of every layer and measure, and the scores of those named."""

    window: Window
    actors: tuple[str, ...]
    rankings: dict[tuple[str, str], Ranking]
    scores: tuple[Score, ...] = ()

    def value(self, actor: str, layer: str, measure: str) -> float:
        """The value of an actor; NaN where it is not covered or did not exist."""
        if actor not in self.actors:
            return float("nan")
        return float(self.rankings[layer, measure].values[self.actors.index(actor)])


@dataclass(frozen=True)
class Panel:
    """Slices in order of time. `origin` says of which recipe and facts they come."""

    origin: tuple[str, ...]
    slices: tuple[Slice, ...]

    @property
    def windows(self) -> tuple[Window, ...]:
        """The windows, the earliest first."""
        return tuple(each.window for each in self.slices)

    @property
    def actors(self) -> tuple[str, ...]:
        """Every actor of any window, in alphabetical order."""
        return tuple(sorted({actor for each in self.slices for actor in each.actors}))

    def matrix(self, layer: str, measure: str) -> Floats:
        """Values, windows × actors; NaN where an actor is not covered or did not exist."""
        return np.array([[each.value(actor, layer, measure) for actor in self.actors] for each in self.slices])


def windows(since: date, until: date, *, by: By = "month", months: int = 60) -> Iterator[Window]:
    """Windows of `months` months that end with each month (or year) from that of `since` on; the last ends on `until`.

    >>> [str(each) for each in windows(date(2022, 1, 1), date(2022, 2, 9), months=12)]
    ['2021-02-01 to 2022-01-31', '2021-02-10 to 2022-02-09']
    """
    if until < since:
        raise BadInputError(f"a panel from {since} to {until} is empty; the first day must not lie after the last")
    if months < 1 or 12 * since.year <= months:
        raise BadInputError(
            f"no window of {months} months ends in {since.year}; expected one or more, and fewer than that"
        )
    after = since
    while after <= until:
        month = 12 if by == "year" else after.month
        end = date(after.year, month, monthrange(after.year, month)[1])
        after = min(end, until) + timedelta(days=1)
        yield Window(months_before(after, months), after)


def panel(
    study: Study,
    pairs: Sequence[Pair],
    over: Iterable[Window],
    *,
    actors: Sequence[str] = (),
    known: Panel | None = None,
) -> Panel:
    """Values of all actors in each window, for pairs of layer and measure; a window that `known` holds is not computed.

    The panel holds the windows asked for and those known; `actors` are those whose scores are kept with intervals.
    Raises `BadInputError` when the known panel is of another recipe, other facts, measures or actors named.
    """
    lean = _with_layers(study, pairs)
    origin = _origin(lean, pairs, actors)
    if known is not None and known.origin != origin:
        raise BadInputError("the known panel is of another recipe, facts, measures or actors; compute it anew")
    slices = {each.window: each for each in known.slices} if known else {}
    for window in over:
        if window not in slices:
            slices[window] = _slice(lean, pairs, actors, window)
    in_time = sorted(slices.values(), key=lambda each: (each.window.end, each.window.start))
    return Panel(origin, tuple(in_time))


def _with_layers(study: Study, pairs: Sequence[Pair]) -> Study:
    """The study with no more layers than the pairs need."""
    needed = {layer.name for layer, _ in pairs}
    kept = tuple(layer.name for layer in study.layers if layer.name in needed)
    return replace(study, recipe=study.recipe.model_copy(update={"layers": kept}))


def _origin(study: Study, pairs: Sequence[Pair], actors: Sequence[str]) -> tuple[str, ...]:
    """Recipe without its own window, facts, loaded files, and what is measured of whom."""
    recipe = study.recipe.model_copy(update={"as_of": None, "since": None, "years": 1, "timeline_from": 2010})
    loaded = sorted(each.provenance.sha256 for files in study.world.loaded.values() for each in files)
    measured = (f"{layer.name}/{each.name}" for layer, each in pairs)
    return (recipe.digest, study.facts, *loaded, *measured, *actors)


def _slice(study: Study, pairs: Sequence[Pair], actors: Sequence[str], window: Window) -> Slice:
    network = study.network_of(window)
    scores = (
        study.score_in(network, actor, layer.name, each)
        for actor in actors
        if actor in network.actors
        for layer, each in pairs
    )
    rankings = {(layer.name, each.name): study.ranking(layer.name, each, network=network) for layer, each in pairs}
    return Slice(window, network.actors, rankings, tuple(scores))
