"""How often do the 90 % intervals hold the truth, where the truth is known?

A world of 24 states has a true rate of meetings for every pair (gamma distributed, a third of the pairs never meet) and
known positions, measured with error. The true score is the measure of the expected number of meetings at the true
positions. Each round draws meetings (Poisson) and measured positions, computes every score with its interval, and
counts how often the interval holds the true score. Run: `python benchmarks/coverage.py [rounds]`.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from keystone_states.measures import MEASURES, rank, score
from keystone_states.model.dates import Window
from keystone_states.network import LayerGraph, Network

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


def main(rounds: int) -> None:
    """Print the share of intervals that hold the truth, by measure."""
    rng = np.random.default_rng(20220914)
    measures = [each for each in MEASURES if "visits" in each.layers]
    held = {each.name: [0, 0] for each in measures}
    for _ in range(rounds):
        theta = rng.normal(size=STATES)
        rates = np.triu(rng.gamma(0.8, 3.0, (STATES, STATES)) * (rng.random((STATES, STATES)) < 2 / 3), 1)
        expected = truth(rates, theta)
        drawn = network(layer(rng.poisson(rates).astype(float)), theta + ERROR * rng.normal(size=STATES))
        for each in measures:
            true = each.values(expected, "visits")
            ranking = rank(drawn, each, "visits", ranked=np.ones(STATES, dtype=bool))
            for actor in range(4, STATES, 5):
                found = score(drawn, ranking, actor, channel="diplomacy", seed=1, draws=DRAWS, parts=False)
                if found.interval and not np.isnan(true[actor]):
                    held[each.name][0] += found.interval.low <= true[actor] <= found.interval.high
                    held[each.name][1] += 1
    print("| measure | intervals | hold the truth |\n|---|---:|---:|")
    for name, (inside, of) in held.items():
        print(f"| {name} | {of} | {100 * inside / of:.1f} % |")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
