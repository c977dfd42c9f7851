"""Who is bridged: partners along the axis of UN voting, an arc for each pair that the state bridges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from keystone_states.report.figures.svg import FAINT, GRID, INK, MAIN, SECOND, figure, line, tag, text

_WIDTH, _LEFT, _RIGHT, _BASE = 720, 40, 40, 250


@dataclass(frozen=True, slots=True)
class Node:
    """A partner: code, name, position θ, share of ties."""

    code: str
    name: str
    theta: float
    share: float


@dataclass(frozen=True, slots=True)
class Arc:
    """A bridged pair by codes and how much it gives."""

    first: str
    second: str
    value: float


def draw(nodes: Sequence[Node], arcs: Sequence[Arc], *, name: str, own: float | None) -> Markup:
    """Nodes on one line by position, arcs above it, names below in steps so that they do not overlap."""
    low, high = min(node.theta for node in nodes), max(node.theta for node in nodes)
    room = (high - low) or 1.0

    def x(theta: float) -> float:
        return _LEFT + (theta - low) / room * (_WIDTH - _LEFT - _RIGHT)

    where = {node.code: x(node.theta) for node in nodes}
    top = max((arc.value for arc in arcs), default=1.0)
    parts: list[Markup] = [line(_LEFT - 20, _BASE, _WIDTH - _RIGHT + 20, _BASE, stroke=GRID, width=2)]
    parts += [_arc(where[arc.first], where[arc.second], arc.value / top) for arc in reversed(arcs)]
    if own is not None and low <= own <= high:
        parts += [
            line(x(own), 40, x(own), _BASE, stroke=SECOND, dash="3 4"),
            text(x(own), 32, name, anchor="middle", fill=SECOND, weight="bold"),
        ]
    labels, rows = _labels(nodes, where)
    parts += labels
    depth = _BASE + 22 + 17 * rows
    parts += [
        text(_LEFT - 20, depth + 14, "← votes less like the USA", size=12, fill=FAINT),
        text(_WIDTH - _RIGHT + 20, depth + 14, "votes more like the USA →", anchor="end", size=12, fill=FAINT),
    ]
    names = {node.code: node.name for node in nodes}
    said = "; ".join(f"{names[arc.first]} and {names[arc.second]}" for arc in arcs)
    return figure("bridges", _WIDTH, depth + 26, f"Pairs that {name} bridges", said, parts)


def _arc(x1: float, x2: float, share: float) -> Markup:
    left, right = min(x1, x2), max(x1, x2)
    rise = 34 + (right - left) * 0.40
    curve = f"M{left:.1f} {_BASE} C{left:.1f} {_BASE - rise:.1f} {right:.1f} {_BASE - rise:.1f} {right:.1f} {_BASE}"
    return tag(
        "path", d=curve, fill="none", stroke=MAIN, stroke_width=1 + 5 * share, stroke_opacity=0.25 + 0.55 * share
    )


def _labels(nodes: Sequence[Node], where: dict[str, float]) -> tuple[list[Markup], int]:
    """Names in up to six rows below the line, each in the first row where it does not touch its neighbour; and the
    rows used.
    """
    ends = [-1e9] * 6
    drawn: list[Markup] = []
    for node in sorted(nodes, key=lambda each: where[each.code]):
        x, half = where[node.code], 3.6 * len(node.name) + 6
        centre = min(max(x, half), _WIDTH - half)
        row = next((number for number, end in enumerate(ends) if centre - half > end), 5)
        ends[row] = centre + half
        y = _BASE + 26 + 17 * row
        drawn += [
            line(x, _BASE, centre, y - 12),
            tag("circle", cx=float(x), cy=_BASE, r=float(3 + 9 * node.share**0.5), fill=MAIN),
        ]
        drawn.append(text(centre, y, node.name, anchor="middle", size=12, fill=INK))
    return drawn, sum(end > -1e9 for end in ends)
