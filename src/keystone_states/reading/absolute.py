"""Absolute dates as texts write them: "14 September 2022", "Sept. 14, 2022", "2022-09-14", "September 2022".

A day and month without a year are found too, with the year left open: which year is meant is for the article's day
to say. "09/10/2022" is found only when one of the two numbers cannot be a month.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from keystone_states.model.dates import PartialDate
from keystone_states.reading.records import Span

MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
_SHORT = {name[:3]: number for number, name in enumerate(MONTHS, 1)} | {"sept": 9}
_MONTH = (
    r"(?P<month>"
    + "|".join(f"{name.title()}|{name.upper()}" for name in MONTHS)
    + (r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?)")
)
_DAY, _YEAR = r"(?<![\d.,/-])(?P<day>\d{1,2})(?:st|nd|rd|th)?", r"(?P<year>(?:1[89]|20)\d\d)"
_TO = r"(?:\s?[-–—]\s?\d{1,2}|\s(?:and|to)\s\d{1,2})?"
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"\b{_YEAR}-(?P<number>\d\d)-(?P<day>\d\d)\b",
        rf"{_DAY}{_TO}\s(?:of\s)?{_MONTH},?\s{_YEAR}\b",
        rf"\b{_MONTH}\s{_DAY}{_TO},?\s{_YEAR}\b",
        rf"(?<!\d\s)\b{_MONTH},?\s(?:of\s)?{_YEAR}\b",
        rf"\b(?P<first>\d{{1,2}})[./](?P<second>\d{{1,2}})[./]{_YEAR}\b",
        rf"{_DAY}{_TO}\s(?:of\s)?{_MONTH}(?!\w)",
        rf"\b{_MONTH}\s{_DAY}{_TO}(?!\d|,?\d|%)",
    )
)


@dataclass(frozen=True, slots=True)
class Absolute:
    """A date in a text; `year` is None where the text leaves it open."""

    span: Span
    year: int | None
    month: int
    day: int | None

    def in_year(self, year: int) -> PartialDate | None:
        """The date in the year it names, else in the one given; None when that year has no such day."""
        try:
            date(self.year or year, self.month, self.day or 1)
        except ValueError:
            return None
        return PartialDate(self.year or year, self.month, self.day)


def absolute_dates(text: str, *, start: int = 0, end: int | None = None) -> Iterator[Absolute]:
    """Every absolute date between two offsets of a text, each stretch of text used once, the fullest form first."""
    taken: list[Span] = []
    for form in _FORMS:
        for match in form.finditer(text, start, len(text) if end is None else end):
            found = _read(match)
            if found and not any(found.span.start < each.end and each.start < found.span.end for each in taken):
                taken.append(found.span)
                yield found


def _read(match: re.Match[str]) -> Absolute | None:
    parts = match.groupdict()
    year = int(parts["year"]) if parts.get("year") else None
    month, day = _month(parts), int(parts["day"]) if parts.get("day") else None
    if parts.get("first"):
        day, month = _unambiguous(int(parts["first"]), int(parts["second"]))
    found = Absolute(Span(*match.span()), year, month, day) if 1 <= month <= 12 else None
    return found if found and found.in_year(2000) else None


def _month(parts: dict[str, str | None]) -> int:
    if parts.get("number"):
        return int(parts["number"] or 0)
    return _SHORT.get((parts.get("month") or "")[:3].lower(), 0)


def _unambiguous(first: int, second: int) -> tuple[int, int]:
    """Day and month of two numbers when only one order can be meant; month 0 otherwise."""
    if first == second or (first > 12 and second <= 12):
        return first, second
    return (second, first) if second > 12 and first <= 12 else (0, 0)
