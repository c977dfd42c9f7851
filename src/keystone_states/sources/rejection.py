"""What every reader of a file of rows hands back beside the rows: those it could not use, each with its reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rejection:
    """A fault of one row: file, line (or number of the feature), column where one is at fault, reason."""

    file: str
    line: int
    reason: str
    column: str = ""

    def __str__(self) -> str:
        column = f" column {self.column!r}:" if self.column else ""
        return f"{self.file}:{self.line}:{column} {self.reason}"


def tally(rejected: Iterable[Rejection]) -> Counter[str]:
    """How many rows each reason cost."""
    return Counter(each.reason for each in rejected)
