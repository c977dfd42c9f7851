"""Dates that know their precision, and windows of days.

A source that says "in 2005" is not a source for 1 January 2005. A `PartialDate` keeps what was said; every rule that
needs a single day names it: `first()` (the earliest day it can mean) or `last()`.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from pydantic_core import CoreSchema, core_schema

from keystone_states.errors import BadInputError

_FORM = re.compile(r"(\.\.)?(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
EXPECTED = "a date as YYYY, YYYY-MM or YYYY-MM-DD, with .. before it for 'on or before'"


class Precision(StrEnum):
    """How exactly a date is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date known to the day, the month or the year; `by` marks "on or before" (`..2015-07-10`).

    >>> PartialDate.parse("2022-09").first(), PartialDate.parse("2022-09").last()
    (datetime.date(2022, 9, 1), datetime.date(2022, 9, 30))
    """

    year: int
    month: int | None = None
    day: int | None = None
    by: bool = False

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read `2022`, `2022-09`, `2022-09-14` or `..2022-09-14`; raises `BadInputError` for anything else."""
        match = _FORM.fullmatch(text.strip())
        if match is None:
            raise BadInputError(f"{text!r} is not a date; expected {EXPECTED}")
        by, year, month, day = match.groups()
        read = cls(int(year), int(month) if month else None, int(day) if day else None, bool(by))
        try:
            read.first()
        except ValueError as fault:
            raise BadInputError(f"{text!r} is not a day of the calendar ({fault}); expected {EXPECTED}") from None
        return read

    @property
    def precision(self) -> Precision:
        """Day, month or year."""
        if self.day is not None:
            return Precision.DAY
        return Precision.MONTH if self.month is not None else Precision.YEAR

    def first(self) -> date:
        """The earliest day this date can mean (for `..D`, the earliest day a source attests: D itself)."""
        return date(self.year, 1 if self.month is None else self.month, 1 if self.day is None else self.day)

    def last(self) -> date:
        """The latest day this date can mean."""
        month = 12 if self.month is None else self.month
        day = calendar.monthrange(self.year, month)[1] if self.day is None else self.day
        return date(self.year, month, day)

    def __str__(self) -> str:
        parts = [f"{self.year:04d}", *(f"{part:02d}" for part in (self.month, self.day) if part is not None)]
        return (".." if self.by else "") + "-".join(parts)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> CoreSchema:
        """Let pydantic read a `PartialDate` from its text and write it back as text."""

        def read(value: Any) -> PartialDate:
            if isinstance(value, PartialDate):
                return value
            try:
                return cls.parse(str(value))
            except BadInputError as fault:
                raise ValueError(str(fault)) from None

        return core_schema.no_info_plain_validator_function(
            read, serialization=core_schema.plain_serializer_function_ser_schema(str)
        )


def parse_day(text: str) -> date:
    """Read one day, `YYYY-MM-DD`; raises `BadInputError` naming what was given."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInputError(f"{text!r} is not a day; expected YYYY-MM-DD, such as 2022-09-14") from None


@dataclass(frozen=True, slots=True)
class Window:
    """A half-open span of days: `start` is in, `end` is not.

    As-of rule: events count when their first possible day lies in the window; ties (memberships, posts) count as they
    stand on `as_of`, the window's last day, a date known only to its month or year being read as its first day.
    """

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.start >= self.end:
            raise BadInputError(
                f"the window from {self.start} to {self.as_of} is empty; the first day must not lie after the last"
            )

    @classmethod
    def up_to(cls, as_of: date, *, since: date) -> Window:
        """The window from `since` to `as_of`, both days included."""
        return cls(since, as_of + timedelta(days=1))

    @property
    def as_of(self) -> date:
        """The last day inside the window."""
        return self.end - timedelta(days=1)

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    def __str__(self) -> str:
        return f"{self.start} to {self.as_of}"


def holds(since: PartialDate, until: PartialDate | None, day: date) -> bool:
    """Whether an interval holds on `day`: first day of `since` ≤ day < first day of `until` (open when None)."""
    return since.first() <= day and (until is None or day < until.first())


def years_before(day: date, years: int) -> date:
    """The same calendar day `years` earlier (29 February becomes 28 February)."""
    return months_before(day, 12 * years)


def months_before(day: date, months: int) -> date:
    """The same day of the month `months` earlier, or that month's last day where it is shorter.

    >>> months_before(date(2022, 3, 31), 1), months_before(date(2022, 3, 1), 14)
    (datetime.date(2022, 2, 28), datetime.date(2021, 1, 1))
    """
    year, month = divmod(12 * day.year + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
