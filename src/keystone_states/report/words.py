"""Numbers and names as words, the same in HTML and Markdown."""

from __future__ import annotations

from keystone_states.model.scores import Interval, Score
from keystone_states.report.brief import Brief, Row

MEASURE_WORDS = {
    "reach": "Reach: engages every pole",
    "spread": "Spread: partners far apart",
    "bridging": "Bridging: between those who do not talk",
    "convening": "Convening: brings them to one table",
    "exposure": "Exposure: depends on few",
}


def number(value: float | None, digits: int = 2) -> str:
    """A number with fixed digits; a dash where there is none."""
    return "–" if value is None else f"{value:.{digits}f}"


def interval(found: Interval | None) -> str:
    """An interval in words."""
    return f"{found.low:.2f} to {found.high:.2f}" if found else "–"


def rank(place: int | None, of: int) -> str:
    """A rank in words."""
    return f"{place} of {of}" if place is not None else "not ranked"


def label(row: Row) -> str:
    """Channel and measure in short."""
    return f"{row.score.channel}: {row.score.measure}"


def value_cell(score: Score) -> str:
    """The value, or why there is none."""
    return number(score.value) if score.value is not None else "not covered"


def window_words(brief: Brief) -> str:
    """The study's window in words."""
    window = brief.study.window
    return f"{window.start:%-d %B %Y} to {window.as_of:%-d %B %Y}"
