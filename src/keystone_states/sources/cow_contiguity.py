"""Correlates of War, Direct Contiguity v3.2: which states border each other, by land or across water, and when.

File: ccode1, ccode2 (COW numbers), conttype, stdate, enddate, as Parquet or CSV. Type 1 is a land or river border, 2
to 5 up to 12, 24, 150 and 400 miles of water.

Coverage: 1816 to 2016. Licence: free with citation, not to be redistributed. Citation: Douglas Stinnett, Jaroslav Tir,
Philip Schafer, Paul Diehl, Charles Gochman, "The Correlates of War Project Direct Contiguity Data, Version 3",
Conflict Management and Peace Science 19(2), 2002.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from keystone_states.sources.tabular import fetch

SOURCE_URL = "https://correlatesofwar.org/data-sets/direct-contiguity/"
LAND = 1
TYPES = range(1, 6)
ByCow = Callable[[int, date], str | None]


@dataclass(frozen=True, slots=True)
class Contiguity:
    """Two states that border each other from a day to a day; `kind` 1 is land or river, 2–5 across water."""

    actor: str
    partner: str
    kind: int
    since: date
    until: date


@dataclass(frozen=True, slots=True)
class Contiguities:
    """All spells of contiguity. `read = accepted + rejected`; rejects are counted by reason."""

    rows: tuple[Contiguity, ...]
    read: int
    rejected: Mapping[str, int] = field(default_factory=dict)

    def land_neighbours(self, actor: str, day: date) -> tuple[str, ...]:
        """States with a land or river border on a day within the data's years."""
        held = (each for each in self.rows if each.actor == actor and each.kind == LAND)
        return tuple(sorted({each.partner for each in held if each.since <= day <= each.until}))


def load(path: Path, *, by_cow: ByCow) -> Contiguities:
    """Every spell; `by_cow` gives the actor of a COW number on the last day of a spell, or None."""
    rejected: Counter[str] = Counter()
    kept: list[Contiguity] = []
    found = fetch(path, ("ccode1", "ccode2", "conttype", "stdate", "enddate"), dataset="COW direct contiguity v3.2")
    for first, second, kind, since, until in found.rows:
        if None in (first, second, since, until) or kind not in TYPES:
            rejected["type, state or dates missing"] += 1
            continue
        pair = by_cow(int(first), until), by_cow(int(second), until)
        if pair[0] is None or pair[1] is None:
            rejected["state not known"] += 1
        else:
            kept.append(Contiguity(pair[0], pair[1], int(kind), since, until))
    return Contiguities(tuple(kept), found.read, dict(rejected))
