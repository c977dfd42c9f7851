"""Numbers that sources give as one value or as a span: low, best, high are kept as they were read."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from pydantic_core import CoreSchema, core_schema

from keystone_states.errors import BadInputError

EXPECTED = "a number, or low/high, or low/best/high, none below 0, such as 836 or 800/836/870"


@dataclass(frozen=True, slots=True)
class Estimate:
    """One value with the lowest and highest that sources give; `low ≤ best ≤ high`.

    Two numbers are low and high, the best value then being their mean.

    >>> Estimate.parse("8/11/17").best, Estimate.parse("10/20").best, str(Estimate.parse("836"))
    (11.0, 15.0, '836')
    """

    low: float
    best: float
    high: float

    @classmethod
    def parse(cls, text: str) -> Estimate:
        """Read `836`, `10/20` or `8/11/17`; raises `BadInputError` for anything else."""
        try:
            numbers = [float(part) for part in text.split("/")]
        except ValueError:
            numbers = []
        in_range = all(0 <= each < math.inf for each in numbers)
        if not 1 <= len(numbers) <= 3 or numbers != sorted(numbers) or not in_range:
            raise BadInputError(f"{text!r} is not an estimate; expected {EXPECTED}")
        low, high = numbers[0], numbers[-1]
        return cls(low, numbers[1] if len(numbers) == 3 else (low + high) / 2, high)

    @classmethod
    def of(cls, number: float) -> Estimate:
        """An estimate whose ends are one number."""
        return cls(number, number, number)

    def __add__(self, other: Estimate) -> Estimate:
        """Low to low, best to best, high to high: the bounds hold even if all sources err the same way."""
        return Estimate(self.low + other.low, self.best + other.best, self.high + other.high)

    def times(self, factor: Estimate) -> Estimate:
        """The product, bound by bound."""
        return Estimate(self.low * factor.low, self.best * factor.best, self.high * factor.high)

    def over(self, divisor: Estimate) -> Estimate:
        """The quotient; its low end is the low end over the divisor's high one."""
        return Estimate(self.low / divisor.high, self.best / divisor.best, self.high / divisor.low)

    def __str__(self) -> str:
        if self.low == self.high:
            return _short(self.best)
        middle = "" if self.best == (self.low + self.high) / 2 else f"{_short(self.best)}/"
        return f"{_short(self.low)}/{middle}{_short(self.high)}"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> CoreSchema:
        """Validate from text; serialise to text."""
        return core_schema.no_info_plain_validator_function(
            _validate, serialization=core_schema.plain_serializer_function_ser_schema(str)
        )


def _short(number: float) -> str:
    return repr(int(number)) if number == int(number) else repr(number)


def _validate(value: Any) -> Estimate:
    if isinstance(value, Estimate):
        return value
    try:
        return Estimate.parse(str(value))
    except BadInputError as fault:
        raise ValueError(str(fault)) from None
