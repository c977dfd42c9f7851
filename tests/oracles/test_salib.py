"""Sobol indices against SALib, on a function with known indices and on the rank in a made-up composite."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from keystone_states.composite.normalise import NORMALISATIONS, Floats, normalise
from keystone_states.composite.sensitivity import Model, composite_choices, rank_model, sobol

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # what SALib's own imports warn of is not ours
    from SALib.analyze import sobol as analysed
    from SALib.sample import sobol as sampled


def ishigami(uniforms: Floats) -> Floats:
    x = (2 * uniforms - 1) * np.pi
    return np.asarray(np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0]))


def rank_in_a_composite() -> tuple[Model, dict[str, int]]:
    """Every choice owns one column: two indicators, so that the weights are left out (both always weigh the same)."""
    matrix = np.random.default_rng(4).gamma(2.0, size=(12, 2))
    scaled = [normalise(matrix, how, (1, 1)) for how in NORMALISATIONS]
    model = rank_model(scaled, 3, alpha=np.array([5.0, 5.0]), floor=0.01)
    names = ("a/x", "b/y")
    choices = composite_choices(names)
    split = {**{f"weight {name}": 1 for name in names}, **{key: 1 for key in choices if key != "weights"}}
    order = ["normalisation", "aggregation", *(f"weight {name}" for name in names)]
    return model, {key: 1 for key in [*order, *(key for key in split if key not in order)]}


MODELS = {"ishigami": (ishigami, dict.fromkeys(("x1", "x2", "x3"), 1)), "rank": rank_in_a_composite()}


@pytest.mark.parametrize("name", MODELS)
def test_first_and_total_indices_equal_salibs_within_sampling(name: str) -> None:
    model, choices = MODELS[name]
    problem = {"num_vars": len(choices), "names": list(choices), "bounds": [[0.0, 1.0]] * len(choices)}
    points = sampled.sample(problem, 8192, calc_second_order=False, seed=1)
    theirs = analysed.analyze(problem, model(points), calc_second_order=False, seed=1)
    ours = {each.choice: each for each in sobol(model, choices, samples=8192, seed=1).effects}
    assert [ours[each].total for each in choices] == pytest.approx(theirs["ST"], abs=0.02)
    assert [ours[each].first for each in choices] == pytest.approx(theirs["S1"], abs=0.04)
