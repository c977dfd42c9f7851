"""Map of routes: Lambert azimuthal equal-area, centred on and fitted to the first route and its alternatives.

Lines are straight on the map between the places a route passes; a place whose coordinates were not read is left out.
Dots are borders and transfers; squares are gauge breaks.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from markupsafe import Markup

from keystone_states.corridors.routing import Itinerary, Stretch
from keystone_states.model.routes import Mode, Place
from keystone_states.report.figures.map import HEIGHT, WIDTH, Point, atlas, label, land, project
from keystone_states.report.figures.svg import FAINT, INK, MAIN, SECOND, figure, path, tag, text

_COLOURS = (SECOND, MAIN, "#5b4a8a", "#3f7d4e", "#8c2f5a", "#6b6a1f")
_DASHES = {Mode.ROAD: "2 3", Mode.SEA: "7 4", Mode.FERRY: "7 4", Mode.RIVER: "7 4"}
_MARGIN, _LEGEND = 44, 20


def draw(
    routes: Sequence[Itinerary], places: Mapping[str, Place], *, title: str, names: Sequence[str] = ()
) -> Markup | None:
    """Routes over land, the best one on top; None where no place of them has coordinates. `names`: one for each route,
    where they are not alternatives of one.
    """
    points = {place: at for route in routes for place in route.places if (at := _at(places[place])) is not None}
    if not points:
        return None
    centre = _centre(list(points.values()))
    scale = _scale(list(points.values()), centre)
    crossed = {row.actor for place in points if (row := places[place])}
    parts = [tag("rect", x=0, y=0, width=WIDTH, height=HEIGHT, fill="#eef3f6")]
    for code, rings in sorted(atlas()["shapes"].items()):
        shade = "#cbdde4" if code in crossed else "#dfe4e8"
        parts += [
            path(drawn, close=True, fill=shade, stroke="#ffffff", stroke_width=0.5)
            for drawn in land(rings, centre, scale)
        ]
    placed = {place: at for place, point in points.items() if (at := project(point, centre, scale)) is not None}
    for number in reversed(range(len(routes))):
        parts += _lines(routes[number], placed, _COLOURS[number % len(_COLOURS)], width=2.5 + 2 * number)
    told = [f"{name}: {_figures(each)}" for name, each in zip(names or [""] * len(routes), routes, strict=True)]
    parts += [*_names(routes, placed, places), *_legend([each.removeprefix(": ") for each in told])]
    frame = tag("clipPath", tag("rect", x=0, y=0, width=WIDTH, height=HEIGHT, rx=6), id="routes-frame")
    inside = tag("g", *parts, clip_path="url(#routes-frame)")
    said = "; ".join(_said(route, places) for route in routes)
    return figure("routes", WIDTH, HEIGHT, title, said, [tag("defs", frame), inside])


def _at(place: Place) -> Point | None:
    return None if place.lat is None or place.lon is None else (place.lon, place.lat)


def _centre(points: Sequence[Point]) -> Point:
    """The mean direction of the points, so that the date line is no edge."""
    rays = [(math.radians(lon), math.radians(lat)) for lon, lat in points]
    x = sum(math.cos(lat) * math.cos(lon) for lon, lat in rays)
    y = sum(math.cos(lat) * math.sin(lon) for lon, lat in rays)
    z = sum(math.sin(lat) for _, lat in rays)
    return math.degrees(math.atan2(y, x)), math.degrees(math.atan2(z, math.hypot(x, y)))


def _scale(points: Sequence[Point], centre: Point) -> float:
    """The largest scale at which all points are on the map."""
    offsets = [(x - WIDTH / 2, y - HEIGHT / 2) for x, y in filter(None, (project(each, centre, 1) for each in points))]
    wide, high = (max(abs(each[side]) for each in offsets) or 0.05 for side in (0, 1))
    return min((WIDTH / 2 - _MARGIN) / wide, (HEIGHT / 2 - _MARGIN) / high)


def _lines(route: Itinerary, placed: Mapping[str, Point], colour: str, *, width: float) -> Iterator[Markup]:
    """One line for each stretch, from the last place before it whose coordinates are known; a route below others is
    wider, so that it is seen where they share the way.
    """
    before: list[Point] = []
    for stretch in route.stretches:
        points = [*before, *(placed[place] for place in stretch.places if place in placed)]
        before = points[-1:]
        dash = _DASHES.get(Mode(stretch.mode)) if stretch.mode in list(Mode) else None
        if len(points) > 1:
            yield path(points, fill="none", stroke=colour, stroke_width=width, stroke_dasharray=dash)


def _names(routes: Sequence[Itinerary], placed: Mapping[str, Point], places: Mapping[str, Place]) -> Iterator[Markup]:
    """Ends of the routes first, then their stops; a name that would cover another is left out."""
    stops = [each.start.place for route in routes for each in (*route.borders, *route.transfers)]
    breaks = {each.start.place for route in routes for each in (*route.borders, *route.transfers) if each.gauge_break}
    ends = [end for route in routes for end in (route.places[0], route.places[-1])]
    taken: list[tuple[float, float, float]] = []
    for place in dict.fromkeys([*ends, *stops]):
        if place not in placed:
            continue
        x, y = placed[place]
        if place in breaks:
            yield tag("rect", x=x - 4, y=y - 4, width=8, height=8, fill=INK, stroke="#ffffff", stroke_width=1)
        else:
            yield tag("circle", cx=float(x), cy=float(y), r=3, fill=FAINT, stroke="#ffffff", stroke_width=1)
        words = places[place].name
        box = (x, y - 11, 3.6 * len(words) + 4)
        if all(abs(box[1] - other[1]) > 15 or abs(box[0] - other[0]) > box[2] + other[2] for other in taken):
            taken.append(box)
            yield label((min(max(x, box[2]), WIDTH - box[2]), y), words)


def _legend(told: Sequence[str]) -> Iterator[Markup]:
    for number, words in enumerate(told):
        y = HEIGHT - 12 - _LEGEND * (len(told) - 1 - number)
        yield tag("rect", x=10, y=y - 9, width=14, height=4, fill=_COLOURS[number % len(_COLOURS)])
        yield text(30, y, words, size=12)


def _figures(route: Itinerary) -> str:
    days = "" if route.hours is None else f", {route.hours.best / 24:.1f} days"
    return f"{route.km.best:,.0f} km{days}"


def _said(route: Itinerary, places: Mapping[str, Place]) -> str:
    ends = [(step.places[0], step.places[-1], step.mode) for step in route.steps if isinstance(step, Stretch)]
    way = ", ".join(f"{places[first].name} to {places[last].name} by {mode}" for first, last, mode in ends)
    return f"{_figures(route)}: {way}"
