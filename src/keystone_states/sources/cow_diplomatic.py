"""Correlates of War, Diplomatic Exchange v2006.1: at which level one state was represented at another, by year.

File: ccode1, ccode2 (COW numbers), year, DR_at_1 (level of side 2 at side 1), DR_at_2 (of side 1 at side 2), DE (1:
either had one), version, as CSV or Parquet. Levels: 1 chargé d'affaires, 2 minister, 3 ambassador, 0 none, 9 other: an
interests section, say, and in 1950 to 1965 embassies too. An ambassador may live elsewhere: a level tells of
accreditation, not of a resident embassy.

Coverage: 1817, 1824, 1827, 1832, 1836, 1840, then every five years from 1844 to 1914, 1920 to 1940 and 1950 to 2005.
Licence: free with citation, not to be redistributed. Citation: Reşat Bayer, "Diplomatic Exchange Data set, v2006.1",
2006, http://correlatesofwar.org.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum
from pathlib import Path
from typing import Any

from keystone_states.sources.tabular import Witness, checked, whole

COVERED = (1817, 1824, 1827, 1832, 1836, 1840, *range(1844, 1915, 5), *range(1920, 1941, 5), *range(1950, 2006, 5))
ByCow = Callable[[int, date], str | None]


class Level(IntEnum):
    """How high a state was represented; the first three by a head of mission."""

    NONE = 0
    CHARGE = 1
    MINISTER = 2
    AMBASSADOR = 3
    OTHER = 9

    @property
    def words(self) -> str:
        """The level in words."""
        return {0: "none", 1: "chargé d'affaires", 2: "minister", 3: "ambassador", 9: "other"}[self]

    @property
    def headed(self) -> bool:
        """Whether a mission with a head is known."""
        return self in (Level.CHARGE, Level.MINISTER, Level.AMBASSADOR)


def _level(cell: Any) -> Level:
    try:
        return Level(whole(0, 9)(cell))
    except ValueError:
        raise ValueError("a level: 0, 1, 2, 3 or 9") from None


EXCHANGE = Witness(
    name="diplomatic-exchange",
    meaning="COW diplomatic exchange v2006.1",
    columns={
        "ccode1": whole(1, 999),
        "ccode2": whole(1, 999),
        "year": whole(COVERED[0], COVERED[-1]),
        "DR_at_1": _level,
        "DR_at_2": _level,
    },
    days=lambda row: (date(row[2], 1, 1), date(row[2], 12, 31)),
    licence="free with citation, not to be redistributed",
    release="Diplomatic Exchange v2006.1",
    source_url="https://correlatesofwar.org/data-sets/diplomatic-exchange",
)


@dataclass(frozen=True, slots=True)
class ExchangeYear:
    """Levels of one year by (sender, host). `read = accepted + rejected`; rejects are counted by reason."""

    year: int
    levels: Mapping[tuple[str, str], Level]
    read: int
    accepted: int
    rejected: Mapping[str, int] = field(default_factory=dict)


def load(path: Path, *, year: int, by_cow: ByCow) -> ExchangeYear:
    """The levels of one year, both ways; `by_cow` gives the actor of a COW number on the last day of it, or None."""
    day = date(year, 12, 31)
    found = checked(path, EXCHANGE)
    rejected = Counter(f"{each.column or 'row'} not usable" for each in found.rejected)
    levels: dict[tuple[str, str], Level] = {}
    accepted = 0
    for first, second, when, at_first, at_second in found.rows:
        if when != year:
            rejected["another year"] += 1
            continue
        one, other = by_cow(first, day), by_cow(second, day)
        if one is None or other is None:
            rejected["state not known"] += 1
            continue
        accepted += 1
        levels[other, one] = at_first
        levels[one, other] = at_second
    return ExchangeYear(year, levels, found.read, accepted, dict(rejected))
