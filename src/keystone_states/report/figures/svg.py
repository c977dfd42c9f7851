"""Inline SVG from plain functions: every text is escaped, every figure carries a title and a description."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup, escape

INK, FAINT, GRID, PAPER = "#1c2733", "#52606d", "#d9dee3", "#ffffff"
MAIN, PALE, SECOND = "#0b5c7a", "#8fa9b5", "#b4541a"


def tag(name: str, *content: str, **attributes: object) -> Markup:
    """An element; `_` in attribute names becomes `-`, and `class_` is class."""
    written = Markup("").join(
        Markup(' {}="{}"').format(key.rstrip("_").replace("_", "-"), _number(value))
        for key, value in attributes.items()
        if value is not None
    )
    inside = Markup("").join(escape(part) for part in content)
    return Markup("<{0}{1}>{2}</{0}>").format(Markup(name), written, inside)


def _number(value: object) -> object:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else value


def text(
    x: float, y: float, words: str, *, anchor: str = "start", size: int = 13, fill: str = INK, weight: str | None = None
) -> Markup:
    """A line of text."""
    return tag("text", words, x=float(x), y=float(y), text_anchor=anchor, font_size=size, fill=fill, font_weight=weight)


def line(
    x1: float, y1: float, x2: float, y2: float, *, stroke: str = GRID, width: float = 1.0, dash: str | None = None
) -> Markup:
    """A straight line."""
    return tag(
        "line",
        x1=float(x1),
        y1=float(y1),
        x2=float(x2),
        y2=float(y2),
        stroke=stroke,
        stroke_width=float(width),
        stroke_dasharray=dash,
    )


def path(points: Iterable[tuple[float, float]], *, close: bool = False, **attributes: object) -> Markup:
    """A path through points."""
    steps = " ".join(f"{'M' if number == 0 else 'L'}{x:.1f} {y:.1f}" for number, (x, y) in enumerate(points))
    return tag("path", d=steps + (" Z" if close else ""), **attributes)


def figure(identifier: str, width: int, height: int, title: str, description: str, parts: Iterable[Markup]) -> Markup:
    """A whole figure, with title and description for readers who do not see it."""
    names = f"{identifier}-title {identifier}-desc"
    return tag(
        "svg",
        tag("title", title, id=f"{identifier}-title"),
        tag("desc", description, id=f"{identifier}-desc"),
        *parts,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width} {height}",
        role="img",
        aria_labelledby=names,
        class_="figure",
    )
