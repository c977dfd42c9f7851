"""How often do the 90 % intervals hold the truth, where the truth is known?

A world of 24 states has a true rate of meetings for every pair (gamma distributed, a third of the pairs never meet) and
known positions, measured with error. The true score is the measure of the expected number of meetings at the true
positions. Each round draws meetings (Poisson) and measured positions, computes every score with its interval, and
counts how often the interval holds the true score.

Talks: every state has a true rate of hosting them and of being asked to mediate in a dispute-year (gamma distributed).
A meeting brings three to six states at random to the host's table, at a level drawn at random; a mandate is held alone
or with one or two others. The true convening is the expected sum over meetings at the true positions, the true
intermediation the rate of share-weighted mandates. Hosts and mediators are scored when they have at least one, as the
measures have it. Votes: every state has true chances of voting yes, abstaining and no on each of several topics, and so
have the poles; the true independence is that of the chances. Reports: every state has a true monthly rate of reports
and a true share of those that tell of conflict within it; both vary from month to month (gamma distributed), each month
by itself; the true cohesion is that share of expected reports.

Not here: corridor value, whose interval is that of the volumes its sources give, no sampling.

Run: `python benchmarks/coverage.py [rounds]`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from keystone_states.measures import MEASURES, Measure, cohesion, convening, intermediation, rank, score, voice
from keystone_states.model.dates import Window
from keystone_states.model.rows import Part
from keystone_states.network import Dispute, Domestic, Gathering, LayerGraph, Mandate, Network, RollCalls

STATES, ERROR, DRAWS = 24, 0.1, 200
WINDOW = Window(date(2020, 1, 1), date(2025, 1, 1))
Floats = NDArray[np.float64]


def layer(meetings: Floats) -> LayerGraph:
    """Every meeting is a contribution and a unit of its own."""
    pairs = np.argwhere(np.triu(meetings, 1) > 0)
    ends = np.repeat(pairs, [round(meetings[i, j]) for i, j in pairs], axis=0)
    count = len(ends)
    return LayerGraph(
        name="visits",
        actors=tuple(f"S{i:02d}" for i in range(STATES)),
        source=ends[:, 0],
        target=ends[:, 1],
        weight=np.ones(count),
        day=np.full(count, WINDOW.start.toordinal()),
        unit=np.arange(count),
        evidence=tuple((f"meetings:{n}",) for n in range(count)),
        units=tuple(f"{n:05d}" for n in range(count)),
    )


def network(graph: LayerGraph, theta: Floats) -> Network:
    """Four states are the poles."""
    return Network(
        window=WINDOW,
        actors=graph.actors,
        names=graph.actors,
        theta=theta,
        theta_se=np.full(STATES, ERROR),
        bloc=np.arange(STATES) % 4,
        poles={f"P{i}": (i,) for i in range(4)},
        layers={"visits": graph},
    )


def truth(rates: Floats, theta: Floats) -> Network:
    """The network of expected meetings: one contribution per pair, weighing its rate."""
    pairs = np.argwhere(np.triu(rates, 1) > 0)
    whole = layer((np.triu(rates, 1) > 0).astype(float))
    return network(replace(whole, weight=np.array([rates[i, j] for i, j in pairs])), theta)


Held = dict[str, list[int]]


def count(held: Held, drawn: Network, layer: str, measure: Measure, true: Floats, actors: Iterable[int]) -> None:
    """Count for some actors whether the interval holds the true score."""
    ranking = rank(drawn, measure, layer, ranked=np.ones(STATES, dtype=bool))
    for actor in (each for each in actors if not np.isnan(ranking.values[each] + true[each])):
        found = score(drawn, ranking, actor, channel=layer, seed=1, draws=DRAWS, parts=False)
        if found.interval:
            inside = held.setdefault(measure.name, [0, 0])
            inside[0] += found.interval.low <= true[actor] <= found.interval.high
            inside[1] += 1


def ties(held: Held, rng: np.random.Generator) -> None:
    """One round of visits."""
    theta = rng.normal(size=STATES)
    rates = np.triu(rng.gamma(0.8, 3.0, (STATES, STATES)) * (rng.random((STATES, STATES)) < 2 / 3), 1)
    expected = truth(rates, theta)
    drawn = network(layer(rng.poisson(rates).astype(float)), theta + ERROR * rng.normal(size=STATES))
    for each in MEASURES:
        if "visits" in each.layers:
            count(held, drawn, "visits", each, each.values(expected, "visits"), range(4, STATES, 5))


def table(rng: np.random.Generator, host: int) -> tuple[tuple[int, ...], float]:
    """Guests and level of a meeting."""
    others = np.delete(np.arange(STATES), host)
    guests = rng.choice(others, rng.integers(3, 7), replace=False)
    return tuple(int(each) for each in guests), float(rng.choice([1.0, 0.8, 0.5, 0.2]))


def hosted(rng: np.random.Generator, hosts: Iterable[int]) -> tuple[Gathering, ...]:
    """A meeting for each host named."""
    day = WINDOW.start.toordinal()
    drawn = ((f"m{number}", host, *table(rng, host)) for number, host in enumerate(hosts))
    return tuple(Gathering(name, name, host, *rest, day, None, ()) for name, host, *rest in drawn)


def talks(held: Held, rng: np.random.Generator) -> None:
    """One round of talks: hosting, then mandates."""
    theta, rates = rng.normal(size=STATES), rng.gamma(1.0, 5.0, STATES)
    true = replace(network(layer(np.zeros((STATES, STATES))), theta), gatherings={"mediation": hosted(rng, [0] * 4000)})
    gain = convening.values(true, "mediation")[0] / 4000  # guests come at random: the same for every host
    held_meetings = hosted(rng, np.repeat(np.arange(STATES), rng.poisson(rates)))
    measured = true.with_theta(theta + ERROR * rng.normal(size=STATES))
    drawn = replace(measured, gatherings={"mediation": held_meetings})
    count(held, drawn, "mediation", convening.MEASURE, rates * gain, range(STATES))
    years = 60.0
    asked = rng.gamma(1.0, 3.0, STATES) / years
    mandates = [
        Mandate(f"t{actor}-{number}", "", actor, Part.MEDIATOR, 1 / rng.integers(1, 4), 0, "p", ())
        for actor, times in enumerate(rng.poisson(asked * years))
        for number in range(times)
    ]
    drawn = replace(drawn, mandates={"mediation": tuple(mandates)}, disputes={"mediation": (Dispute("p", years, ()),)})
    count(held, drawn, "mediation", intermediation.MEASURE, asked * (1 + 1 / 2 + 1 / 3) / 3, range(STATES))


def votes(held: Held, rng: np.random.Generator, topics: int = 8, calls: int = 240) -> None:
    """One round of roll calls, each on one topic."""
    lean = rng.dirichlet([0.6, 0.4, 0.6], (STATES + 4, topics))
    topic = rng.integers(topics, size=calls)
    many = rng.integers(topics, size=40_000)
    long, short = [_cast(rng, lean, each) for each in (many, topic)]
    plain = network(layer(np.zeros((STATES, STATES))), np.zeros(STATES))
    expected, drawn = (replace(plain, roll_calls=each, poles=dict.fromkeys("ABCD", ())) for each in (long, short))
    count(held, drawn, "alignment", voice.MEASURE, voice.values(expected, "alignment"), range(STATES))


def _cast(rng: np.random.Generator, lean: Floats, topic: NDArray[np.int64]) -> RollCalls:
    chances = lean[:, topic].cumsum(axis=-1)
    choice = (rng.random((*chances.shape[:2], 1)) > chances).sum(axis=-1).clip(0, 2).astype(np.int8)
    names = tuple(f"{number:05d}" for number in range(len(topic)))
    return RollCalls(choice[:STATES], choice[STATES:], np.zeros(len(topic), dtype=np.int64), names)


def reports(held: Held, rng: np.random.Generator, months: int = 60) -> None:
    """One round of reports about states, month by month."""
    monthly, share = rng.gamma(1.5, 40.0, STATES), rng.beta(1.0, 8.0, STATES)
    busy, strife = rng.gamma(3.0, 1 / 3, (STATES, months)), rng.gamma(1.0, 1.0, (STATES, months))
    conflict = rng.poisson(monthly[:, None] * share[:, None] * strife * busy).astype(float)
    coverage = conflict + rng.poisson(monthly[:, None] * (1 - share[:, None]) * busy)
    names, nothing = tuple(f"{2020 + n // 12}-{n % 12 + 1:02d}" for n in range(months)), (("",) * months,) * STATES
    plain = network(layer(np.zeros((STATES, STATES))), np.zeros(STATES))
    drawn = replace(plain, domestic=Domestic(names, conflict, coverage, nothing))
    count(held, drawn, "cohesion", cohesion.MEASURE, share, range(STATES))


def main(rounds: int) -> None:
    """Print the share of intervals that hold the truth, by measure."""
    rng = np.random.default_rng(20220914)
    held: Held = {}
    for _ in range(rounds):
        ties(held, rng)
    for _ in range(rounds):
        talks(held, rng)
        votes(held, rng)
        reports(held, rng)
    print("| measure | intervals | hold the truth |\n|---|---:|---:|")
    for name, (inside, of) in held.items():
        print(f"| {name} | {of} | {100 * inside / of:.1f} % |")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
