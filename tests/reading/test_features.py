from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keystone_states.reading.features import SLOTS, features, shape


def test_years_are_one_word_and_capitals_show_in_the_shape_alone() -> None:
    assert features("1998") == features("2024")
    assert features("Turkey")[:-1] == features("turkey")[:-1]
    assert features("Turkey")[-1] != features("turkey")[-1]


@pytest.mark.parametrize(
    ("word", "seen"),
    [("Nur-Sultan", "Xxx-Xxx"), ("$1.4bn", "$d.dxx"), ("COVID-19", "XX-dd"), ("", ""), ("...!", "..!")],
)
def test_shapes(word: str, seen: str) -> None:
    assert shape(word) == seen


@given(st.text())
def test_any_word_has_between_two_features_and_all_slots(word: str) -> None:
    found = features(word)
    assert 2 <= len(found) <= SLOTS
    assert len(set(found)) == len(found)
