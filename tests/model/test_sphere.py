from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keystone_states.model.sphere import EARTH_KM, Point, great_circle_km, line_km, on_globe

points = st.tuples(st.floats(-90, 90), st.floats(-180, 180))
HALF_ROUND = math.pi * EARTH_KM


def test_known_distances() -> None:
    assert great_circle_km((0, 0), (0, 180)) == pytest.approx(HALF_ROUND)
    assert great_circle_km((90, 12), (-90, -40)) == pytest.approx(HALF_ROUND)
    assert great_circle_km((51.5074, -0.1278), (40.7128, -74.006)) == pytest.approx(5570, abs=10)  # London, New York


@given(points, points, points)
def test_it_is_a_distance(first: Point, second: Point, third: Point) -> None:
    apart = great_circle_km(first, second)
    assert 0 <= apart <= HALF_ROUND + 1e-6
    assert apart == pytest.approx(great_circle_km(second, first))
    assert apart <= line_km((first, third, second)) + 1e-4


def test_a_line_of_one_point_has_no_length() -> None:
    assert line_km([]) == line_km([(1.0, 2.0)]) == 0


@pytest.mark.parametrize(("point", "there"), [((90, 180), True), ((90.1, 0), False), ((0, -181), False)])
def test_points_off_the_globe(point: Point, there: bool) -> None:
    assert on_globe(point) is there
