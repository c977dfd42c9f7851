"""Profile: where the state stands among all covered states, measure by measure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from keystone_states.report.figures.svg import FAINT, INK, MAIN, PALE, PAPER, SECOND, figure, line, tag, text

_LEFT, _WIDTH, _ROW, _TOP = 190, 720, 30, 46


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: label, percentile and size-adjusted percentile (None: not ranked), words at the right.

    `burden`: a high value is a burden, drawn paler.
    """

    label: str
    percentile: float | None
    size_percentile: float | None
    words: str
    burden: bool = False


def draw(bars: Sequence[Bar], *, name: str) -> Markup:
    """Bars of percentiles; an open circle marks the size-adjusted percentile."""
    height = _TOP + _ROW * len(bars) + 34
    parts: list[Markup] = [
        text(_LEFT, 16, "percentile among ranked states", fill=FAINT, size=12),
        *(_tick(value, height) for value in (0, 25, 50, 75, 100)),
    ]
    for number, bar in enumerate(bars):
        parts += _row(bar, _TOP + _ROW * number)
    parts.append(tag("circle", cx=_LEFT + 6, cy=height - 12, r=5, fill=PAPER, stroke=SECOND, stroke_width=2))
    parts.append(text(_LEFT + 18, height - 8, "size-adjusted percentile", fill=FAINT, size=12))
    said = "; ".join(f"{bar.label} {_words(bar)}" for bar in bars)
    return figure("profile", _WIDTH, height, f"Profile of {name}", said, parts)


def _x(percentile: float) -> float:
    return _LEFT + percentile * (_WIDTH - _LEFT - 150) / 100


def _tick(value: int, height: int) -> Markup:
    x = _x(value)
    return line(x, _TOP - 10, x, height - 30) + text(x, _TOP - 14, str(value), anchor="middle", size=11, fill=FAINT)


def _row(bar: Bar, y: int) -> list[Markup]:
    parts = [text(_LEFT - 10, y + 16, bar.label, anchor="end")]
    if bar.percentile is None:
        parts.append(text(_LEFT + 6, y + 16, "not ranked", fill=FAINT, size=12))
    else:
        parts.append(
            tag(
                "rect",
                x=_LEFT,
                y=y + 4,
                width=float(max(_x(bar.percentile) - _LEFT, 1.5)),
                height=16,
                fill=PALE if bar.burden else MAIN,
                rx=2,
            )
        )
    if bar.size_percentile is not None:
        parts.append(
            tag("circle", cx=float(_x(bar.size_percentile)), cy=y + 12, r=5, fill=PAPER, stroke=SECOND, stroke_width=2)
        )
    parts.append(text(_WIDTH - 132, y + 16, bar.words, fill=INK, size=12))
    return parts


def _words(bar: Bar) -> str:
    return "not ranked" if bar.percentile is None else f"percentile {bar.percentile:.0f}, {bar.words}"
