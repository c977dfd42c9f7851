"""Time of the composite: 195 states x 8 indicators x 10,000 draws of weights. `python benchmarks/composite.py`.

With SALib installed (`pip install SALib`) the Sobol indices are compared with SALib's on the Ishigami function.
"""

from __future__ import annotations

import time
from datetime import date

import numpy as np

from keystone_states.composite import CompositeRecipe, Indicators, compose, sensitivity, sobol
from keystone_states.composite.normalise import Floats
from keystone_states.model.dates import Window

STATES, INDICATORS, DRAWS = 195, 8, 10_000
ANALYTIC = {"x1": (0.3139, 0.5576), "x2": (0.4424, 0.4424), "x3": (0.0, 0.2437)}


def ishigami(uniforms: Floats) -> Floats:
    """sin x1 + 7 sin² x2 + 0.1 x3⁴ sin x1, each x from −π to π."""
    x = (2 * uniforms - 1) * np.pi
    return np.asarray(np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0]))


def made_up() -> tuple[Indicators, CompositeRecipe]:
    """Indicators drawn at random, and a recipe over all of them."""
    names = tuple(f"layer/measure{number}" for number in range(INDICATORS))
    matrix = np.random.default_rng(1).gamma(2.0, size=(STATES, INDICATORS))
    window = Window.up_to(date(2022, 10, 13), since=date(2017, 10, 14))
    actors = tuple(f"S{number:03d}" for number in range(STATES))
    given = Indicators(actors, names, matrix, (1,) * INDICATORS, window)
    return given, CompositeRecipe(indicators=names, draws=DRAWS)


def timings() -> None:
    """Print the best of five runs."""
    given, recipe = made_up()
    for what, run in {
        f"composite, {STATES} x {INDICATORS} x {DRAWS:,} draws": lambda: compose(given, recipe),
        f"sensitivity, {STATES} x {INDICATORS}, {recipe.samples:,} samples": lambda: sensitivity(given, recipe, "S000"),
    }.items():
        taken = []
        for _ in range(5):
            begun = time.perf_counter()
            run()
            taken.append(time.perf_counter() - begun)
        print(f"{what}: {min(taken):.3f} s")


def against_salib(samples: int = 4096) -> None:
    """Print our indices of the Ishigami function beside the analytic ones and SALib's."""
    ours = {each.choice: each for each in sobol(ishigami, dict.fromkeys(ANALYTIC, 1), samples=samples, seed=1).effects}
    theirs = _salib(samples)
    print("Ishigami            first: ours analytic    SALib    total: ours analytic    SALib")
    for name, (first, total) in ANALYTIC.items():
        other = theirs.get(name, (float("nan"), float("nan")))
        print(
            f"{name:<20}{ours[name].first:>11.4f}{first:>9.4f}{other[0]:>9.4f}"
            f"{ours[name].total:>15.4f}{total:>9.4f}{other[1]:>9.4f}"
        )


def _salib(samples: int) -> dict[str, tuple[float, float]]:
    try:
        from SALib.analyze.sobol import analyze
        from SALib.sample.sobol import sample
    except ImportError:
        return {}
    problem = {"num_vars": 3, "names": list(ANALYTIC), "bounds": [[0.0, 1.0]] * 3}
    points = sample(problem, samples, calc_second_order=False, seed=1)
    found = analyze(problem, ishigami(points), calc_second_order=False, seed=1)
    return {name: (found["S1"][i], found["ST"][i]) for i, name in enumerate(ANALYTIC)}


if __name__ == "__main__":
    timings()
    against_salib()
