"""Bars of block characters for tables: the value, and its interval as lighter blocks."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

_SURE, _LIKELY, _POSSIBLE, _LITTLE = "█", "▓", "░", "▏"
_LEAST, _MOST, _BETWEEN, _MARGIN = 6, 40, 3, 2
LEGEND = f"Bars from 0: {_SURE} to the low end of the interval, {_LIKELY} to the value, {_POSSIBLE} to the high end."


def with_bars(records: Sequence[Mapping[str, Any]], columns: Iterable[str]) -> tuple[list[dict[str, Any]], list[str]]:
    """Records with a bar for `value`, `low` and `high`, and the columns to show, the last of which is the bar.

    The bar's column is named after the end of its scale, which begins at 0, and takes the room that the other columns
    leave on the terminal. Without any value above 0 there is no bar.
    """
    shown = list(columns)
    top = max((_reach(record) for record in records), default=0.0)
    if top <= 0:
        return [dict(record) for record in records], shown
    name = f"to {top:.3g}"
    width = _room(records, shown)
    return [{**record, name: bar(record, top=top, width=width)} for record in records], [*shown, name]


def bar(record: Mapping[str, Any], *, top: float, width: int) -> str:
    """A bar for one record; `top` is the value at full width. Nothing where there is no value."""
    if record["value"] is None:
        return ""
    low, value, high = (round(width * max(0.0, end) / top) for end in _ends(record))
    blocks = _SURE * low + _LIKELY * (value - low) + _POSSIBLE * (high - value)
    return blocks or (_LITTLE if record["value"] > 0 else "")


def _ends(record: Mapping[str, Any]) -> tuple[float, float, float]:
    """Low end, value and high end; the value where there is no interval."""
    value = record["value"]
    return tuple(value if end is None else end for end in (record["low"], value, record["high"]))


def _reach(record: Mapping[str, Any]) -> float:
    return 0.0 if record["value"] is None else _ends(record)[2]


def interval(record: Mapping[str, Any]) -> str | None:
    """The interval in few letters; None where there is none."""
    low, high = record["low"], record["high"]
    if low is None or high is None:
        return None
    digits = 3 if high < 10 else 1
    return f"{low:.{digits}f}–{high:.{digits}f}"


def _room(records: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> int:
    """Characters left for one more column, within bounds."""
    taken = sum(max(len(name), *(_length(record[name]) for record in records), 0) + _BETWEEN for name in columns)
    left = shutil.get_terminal_size((80, 24)).columns - taken - _MARGIN
    return max(_LEAST, min(_MOST, left))


def _length(value: Any) -> int:
    return len(f"{value:.3f}" if isinstance(value, float) else str(value))
