"""Distances on the globe, taken as a sphere."""

from __future__ import annotations

import math
from collections.abc import Iterable
from itertools import pairwise

EARTH_KM = 6371.0
Point = tuple[float, float]


def great_circle_km(first: Point, second: Point) -> float:
    """Kilometres between two points of latitude and longitude in degrees (haversine); within 0.6 % of the ellipsoid.

    >>> round(great_circle_km((0, 0), (0, 1)), 1)
    111.2
    """
    lat1, lon1, lat2, lon2 = (math.radians(each) for each in (*first, *second))
    half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(min(1.0, half)))


def line_km(points: Iterable[Point]) -> float:
    """Kilometres along a line of points, from each to the next; 0 for fewer than two."""
    return sum(great_circle_km(first, second) for first, second in pairwise(points))


def on_globe(point: Point) -> bool:
    """Whether latitude and longitude are degrees that exist."""
    return -90 <= point[0] <= 90 and -180 <= point[1] <= 180
