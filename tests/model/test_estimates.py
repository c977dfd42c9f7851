"""Numbers as sources give them: one value, a span, or low, best and high."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keystone_states.errors import BadInputError
from keystone_states.model.estimates import Estimate


@pytest.mark.parametrize(
    ("text", "low", "best", "high"),
    [
        ("836", 836, 836, 836),
        ("10/20", 10, 15, 20),
        ("8/11/17", 8, 11, 17),
        ("0", 0, 0, 0),
        ("0.586", 0.586, 0.586, 0.586),
    ],
)
def test_an_estimate_is_read(text: str, low: float, best: float, high: float) -> None:
    assert Estimate.parse(text) == Estimate(low, best, high)


@pytest.mark.parametrize("text", ["", "a", "20/10", "1/2/3/4", "-1", "1/9/5", "nan", "inf", "1//2"])
def test_anything_else_is_refused_with_what_was_given(text: str) -> None:
    with pytest.raises(BadInputError, match="expected a number"):
        Estimate.parse(text)


@given(st.lists(st.floats(0, 1e9, allow_nan=False), min_size=1, max_size=3))
def test_an_estimate_is_read_back_from_its_text(numbers: list[float]) -> None:
    read = Estimate.parse("/".join(repr(each) for each in sorted(numbers)))
    assert Estimate.parse(str(read)) == read


def test_sums_products_and_quotients_keep_their_bounds() -> None:
    first, second = Estimate(1, 2, 4), Estimate(2, 4, 5)
    assert first + second == Estimate(3, 6, 9)
    assert first.times(second) == Estimate(2, 8, 20)
    assert first.over(second) == Estimate(0.2, 0.5, 2)
    assert Estimate.of(3) == Estimate(3, 3, 3)
