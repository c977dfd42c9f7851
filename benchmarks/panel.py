"""Time of one more month in a panel, beside the whole panel anew. `python benchmarks/panel.py [months]`.

The panel holds every measure of every layer (13 rankings a month), over windows of five years that end with each
month up to October 2022, on the packaged facts. Beside it the kernels alone: brokerage roles, constraint and
betweenness of 12 graphs of 200 nodes and 3,000 arcs, one month of a panel of the whole world.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import sys
import time
from collections.abc import Callable
from datetime import date

import numpy as np

from keystone_states import reference
from keystone_states.graphs.betweenness import betweenness_panel
from keystone_states.graphs.brokerage import gould_fernandez_panel
from keystone_states.graphs.constraint import burt_constraint_panel
from keystone_states.model.dates import months_before
from keystone_states.panel import panel, windows
from keystone_states.study import Recipe, Study
from keystone_states.world import World

LAST = date(2022, 10, 31)


def best_of(times: int, run: Callable[[], object]) -> float:
    """Seconds of the fastest run."""
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        run()
        taken.append(time.perf_counter() - begun)
    return min(taken)


def kernels(graphs: int = 12) -> float:
    """Seconds for the kernels on one month of made-up graphs."""
    rng = np.random.default_rng(1)
    weights = np.zeros((graphs, 200 * 200))
    for each in weights:
        each[rng.choice(200 * 200, 3000, replace=False)] = rng.integers(1, 200, 3000)
    weights = weights.reshape(graphs, 200, 200) * ~np.eye(200, dtype=bool)
    blocs = rng.integers(0, 5, 200)

    def month() -> None:
        gould_fernandez_panel(weights > 0, blocs)
        burt_constraint_panel(weights)
        betweenness_panel(weights > 0, directed=True)

    return best_of(5, month)


def main(months: int) -> None:
    """Print the timings."""
    study = Study(Recipe(as_of=LAST), World.of(reference.load()))
    over = tuple(windows(months_before(LAST, months - 1), LAST))
    known = panel(study, study.pairs, over[:-1])
    anew = best_of(1, lambda: panel(study, study.pairs, over))
    one = best_of(5, lambda: panel(study, study.pairs, over, known=known))
    print(f"one more month to a panel of {len(over) - 1} ({len(study.pairs)} rankings): {1000 * one:.0f} ms")
    print(f"the whole panel of {len(over)} months anew: {1000 * anew:.0f} ms, {anew / one:.0f} times as long")
    print(f"kernels alone, 12 graphs of 200 nodes and 3,000 arcs: {1000 * kernels():.0f} ms")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 60)
