"""Numbers and names as words, the same in HTML and Markdown."""

from __future__ import annotations

from datetime import date

from keystone_states.model.dates import Window
from keystone_states.model.scores import Interval, Score

_COUNTED = frozenset({"paths", "meetings", "actors", "pairs of guests"})


def number(value: float | None, digits: int = 2) -> str:
    """A number with fixed digits; a dash where there is none."""
    return "–" if value is None else f"{value:.{digits}f}"


def amount(value: float | None) -> str:
    """A quantity in few letters; a dash where there is none."""
    if value is None:
        return "–"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:,.1f}" if abs(value) >= 10 else f"{value:,.2f}"


def change(value: float) -> str:
    """A change with its sign; "none" where nothing moves."""
    return "none" if abs(value) < 5e-7 else f"{'+' if value > 0 else '−'}{amount(abs(value))}"


def percent(share: float) -> str:
    """A share as a percentage."""
    return f"{share:.1%}".replace("%", " %")


def beside(label: str, value: float, unit: str) -> str:
    """A number beside a score in words; counts without decimals."""
    shown = f"{value:.0f}" if unit in _COUNTED else f"{value:.2f}"
    return f"{label} {shown} {unit}"


def ordinal(place: int) -> str:
    """1st, 2nd, 3rd, 4th …"""
    ending = "th" if 10 <= place % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{place}{ending}"


def interval(found: Interval | None) -> str:
    """An interval in words; "exact" where nothing was drawn because everything is counted."""
    if found is None:
        return "–"
    return "exact" if found.high - found.low < 1e-9 else f"{found.low:.2f} to {found.high:.2f}"


def rank(place: int | None, of: int) -> str:
    """A rank in words."""
    return f"{place} of {of}" if place is not None else "not ranked"


def value_cell(score: Score) -> str:
    """The value, or why there is none."""
    return number(score.value) if score.value is not None else "not covered"


def window(found: Window) -> str:
    """A window in words."""
    return f"{_day(found.start)} to {_day(found.as_of)}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
