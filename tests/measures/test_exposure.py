from __future__ import annotations

import numpy as np
import pytest

import worlds
from keystone_states.measures import exposure
from worlds import value


def test_the_known_index_of_three_partners() -> None:
    ties = [("SHI", "A", 5.0), ("B", "SHI", 3.0), ("SHI", "C", 2.0)]
    found = worlds.network({"SHI": 0, "A": None, "B": 1, "C": 2}, ties)
    assert value(exposure.MEASURE, found, "SHI") == pytest.approx(0.38)
    assert [part.label for part in exposure.parts(found, "visits", 0)] == ["A", "B", "C"]
    assert [each.value for each in exposure.beside(found, "visits", 0)] == pytest.approx([0.5, 3])


@pytest.mark.parametrize("number", [1, 2, 5])
def test_equal_partners_give_one_over_their_number(number: int) -> None:
    partners = [f"P{each}" for each in range(number)]
    found = worlds.network(dict.fromkeys(("SHI", *partners), 0.0), [("SHI", each, 2.0) for each in partners])
    assert value(exposure.MEASURE, found, "SHI") == pytest.approx(1 / number)


def test_without_partners_it_is_missing() -> None:
    found = worlds.network({"SHI": 0, "GON": 1, "ERE": 2}, [("SHI", "GON", 1.0)])
    assert np.isnan(value(exposure.MEASURE, found, "ERE"))
