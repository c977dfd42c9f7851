from __future__ import annotations

import numpy as np
import pytest

from keystone_states.composite.normalise import NORMALISATIONS, Floats, normalise
from keystone_states.composite.sensitivity import Effect, Model, composite_choices, layers_of, rank_model, sobol

A, B = 7.0, 0.1
V1, V2 = 0.5 * (1 + B * np.pi**4 / 5) ** 2, A**2 / 8
V13 = B**2 * np.pi**8 * 8 / 225
FIRST = {"x1": V1 / (V1 + V2 + V13), "x2": V2 / (V1 + V2 + V13), "x3": 0.0}
TOTAL = {"x1": (V1 + V13) / (V1 + V2 + V13), "x2": FIRST["x2"], "x3": V13 / (V1 + V2 + V13)}


def ishigami(uniforms: Floats) -> Floats:
    x = (2 * uniforms - 1) * np.pi
    return np.asarray(np.sin(x[:, 0]) + A * np.sin(x[:, 1]) ** 2 + B * x[:, 2] ** 4 * np.sin(x[:, 0]))


def effects(model: Model, choices: dict[str, int], samples: int = 1024) -> dict[str, Effect]:
    return {each.choice: each for each in sobol(model, choices, samples=samples, seed=3).effects}


def test_ishigami() -> None:
    found = effects(ishigami, dict.fromkeys(FIRST, 1), samples=16_384)
    for name, each in found.items():
        assert each.first == pytest.approx(FIRST[name], abs=0.01)
        assert each.total == pytest.approx(TOTAL[name], abs=0.01)
        assert each.low <= each.total <= each.high


def test_choices_of_several_columns_are_moved_together() -> None:
    found = effects(lambda u: ishigami(u[:, [0, 2, 1]]), {"x1 and x3": 2, "x2": 1}, samples=16_384)
    for index in ("first", "total"):
        assert getattr(found["x1 and x3"], index) == pytest.approx(1 - FIRST["x2"], abs=0.01)
        assert getattr(found["x2"], index) == pytest.approx(FIRST["x2"], abs=0.01)


def test_a_choice_without_effect_has_a_total_of_exactly_zero() -> None:
    found = effects(lambda u: u[:, 0], {"moves": 1, "idle": 1})
    assert (found["idle"].total, found["idle"].low, found["idle"].high) == (0.0, 0.0, 0.0)
    assert found["moves"].total == pytest.approx(1.0, abs=0.05)


def test_a_rank_that_never_moves_has_no_sensitivity() -> None:
    found = sobol(lambda u: np.ones(len(u)), {"a": 1, "b": 1}, samples=64, seed=1)
    assert found.variance == 0
    assert [(each.first, each.total) for each in found.effects] == [(0.0, 0.0)] * 2


def test_the_same_seed_gives_the_same_indices() -> None:
    assert effects(ishigami, dict.fromkeys(FIRST, 1)) == effects(ishigami, dict.fromkeys(FIRST, 1))


def of_rank(matrix: Floats, state: int = 0, names: tuple[str, ...] = ("a", "b", "c")) -> dict[str, Effect]:
    scaled = [normalise(matrix, how, [1] * len(names)) for how in NORMALISATIONS]
    model = rank_model(scaled, state, alpha=np.ones(len(names)), floor=0.01)
    return effects(model, composite_choices(names), samples=512)


def test_dropping_a_constant_indicator_moves_no_rank() -> None:
    matrix = np.random.default_rng(5).random((9, 3))
    matrix[:, 1] = 4.0
    found = of_rank(matrix, state=4)
    assert found["drop b"].total == 0.0
    assert found["drop a"].total > 0.01
    assert found["weights"].total > 0.01


def test_a_state_that_leads_everywhere_is_moved_by_nothing() -> None:
    matrix = np.random.default_rng(5).random((9, 3))
    matrix[0] = 2.0
    assert {each.total for each in of_rank(matrix).values()} == {0.0}


def test_two_indicators_that_agree_leave_weights_without_effect() -> None:
    column = np.random.default_rng(6).random((9, 1))
    found = of_rank(np.hstack([column, column]), names=("a", "b"))
    assert found["weights"].total == 0.0
    assert found["normalisation"].total == 0.0


def test_with_every_indicator_dropped_all_tie() -> None:
    scaled = [np.array([[0.1, 0.2], [0.9, 0.8]])] * 2
    model = rank_model(scaled, 0, alpha=np.ones(2), floor=0.0)
    kept, dropped = [0.5] * 4 + [0.9, 0.9], [0.5] * 4 + [0.1, 0.1]
    assert model(np.array([kept, dropped])).tolist() == [2.0, 1.0]


def test_layers_with_several_indicators_can_be_dropped_unless_there_is_one_alone() -> None:
    assert layers_of(("a/x", "b/x", "a/y")) == {"a": [0, 2]}
    assert layers_of(("a/x", "a/y")) == {}
    assert composite_choices(("a/x", "b/x", "a/y"), {"window": 3}) == {
        "normalisation": 1,
        "aggregation": 1,
        "weights": 3,
        **{f"drop {name}": 1 for name in ("a/x", "b/x", "a/y")},
        "drop layer a": 1,
        "window": 1,
    }


def test_an_option_and_a_dropped_layer_count_as_uniforms_pick_them() -> None:
    """First option: state 0 leads in both; second: it trails in the second indicator, which weighs as much."""
    lead, trail = [[0.9, 0.9], [0.1, 0.1], [0.5, 0.2]], [[0.9, 0.0], [0.1, 1.0], [0.5, 0.95]]
    model = rank_model([[lead, trail]] * 2, 0, alpha=np.array([50.0, 50.0]), floor=0.01, layers=[[1]])
    plain = [0.5, 0.9, 0.5, 0.5, 0.9, 0.9]
    assert model(np.array([[*plain, 0.9, 0.2], [*plain, 0.9, 0.7], [*plain, 0.1, 0.7]])).tolist() == [1.0, 3.0, 1.0]


def test_a_choice_of_the_study_that_changes_nothing_has_no_effect() -> None:
    matrix = np.random.default_rng(5).random((9, 3))
    scaled = np.array([[normalise(matrix, how, [1] * 3)] * 2 for how in NORMALISATIONS])
    model = rank_model(scaled, 4, alpha=np.ones(3), floor=0.01)
    found = effects(model, composite_choices(("a", "b", "c"), {"idle": 2}), samples=256)
    assert (found["idle"].total, found["weights"].total > 0) == (0.0, True)
