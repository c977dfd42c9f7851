"""Timeline: the yearly course of a headline measure with its interval, and the meetings that moved it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from keystone_states.report.figures.svg import FAINT, MAIN, PAPER, SECOND, figure, line, path, tag, text

_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 720, 220, 46, 16, 30, 34


@dataclass(frozen=True, slots=True)
class Point:
    """A year's value with its interval; None where nothing was recorded.

    `marked`: something named below moved it. `early`: its window begins before facts were collected systematically.
    """

    year: int
    value: float | None
    low: float | None
    high: float | None
    marked: bool
    early: bool = False


def draw(identifier: str, points: Sequence[Point], *, title: str, unit: str) -> Markup:
    """A line with a band; years without a value are gaps, not zeros."""
    known = [point for point in points if point.value is not None]
    top = max((point.high if point.high is not None else point.value or 0.0 for point in known), default=1.0) or 1.0
    first, last = points[0].year, points[-1].year

    def at(year: float, value: float) -> tuple[float, float]:
        x = _LEFT + (year - first) / max(last - first, 1) * (_WIDTH - _LEFT - _RIGHT)
        return x, _HEIGHT - _BOTTOM - value / top * (_HEIGHT - _TOP - _BOTTOM)

    parts: list[Markup] = [text(_LEFT, 16, unit, fill=FAINT, size=12)]
    for share in (0.0, 0.5, 1.0):
        _, y = at(first, share * top)
        parts += [
            line(_LEFT, y, _WIDTH - _RIGHT, y),
            text(_LEFT - 6, y + 4, f"{share * top:.2g}", anchor="end", size=11, fill=FAINT),
        ]
    for point in points:
        if point.year % 2 == 0 or point.year == last:
            parts.append(
                text(at(point.year, 0)[0], _HEIGHT - 12, str(point.year), anchor="middle", size=11, fill=FAINT)
            )
    for run in _runs(points):
        band = [at(p.year, p.high or 0.0) for p in run] + [at(p.year, p.low or 0.0) for p in reversed(run)]
        if all(p.low is not None for p in run):
            parts.append(path(band, close=True, fill=MAIN, fill_opacity=0.16))
        parts.append(path([at(p.year, p.value or 0.0) for p in run], fill="none", stroke=MAIN, stroke_width=2.5))
    for point in known:
        x, y = at(point.year, point.value or 0.0)
        colour = SECOND if point.marked else MAIN
        fill = PAPER if point.early else colour
        parts.append(
            tag(
                "circle",
                cx=float(x),
                cy=float(y),
                r=4.5 if point.marked else 3.0,
                fill=fill,
                stroke=colour,
                stroke_width=1.5,
            )
        )
    said = "; ".join(
        f"{p.year}: {p.value:.2f}" if p.value is not None else f"{p.year}: nothing recorded" for p in points
    )
    return figure(identifier, _WIDTH, _HEIGHT, title, said, parts)


def _runs(points: Sequence[Point]) -> list[list[Point]]:
    runs: list[list[Point]] = [[]]
    for point in points:
        if point.value is None:
            runs.append([])
        else:
            runs[-1].append(point)
    return [run for run in runs if run]
