"""Correlates of War, Direct Contiguity v3.2: which states border each other, by land or across water, and when.

File: ccode1, ccode2 (COW numbers), conttype, stdate, enddate, as Parquet or CSV. Type 1 is a land or river border, 2
to 5 up to 12, 24, 150 and 400 miles of water.

Coverage: 1816 to 2016. A witness, not the judge: Myanmar borders Bangladesh from 1972, and Pakistan. Licence: free
with citation, not to be redistributed. Citation: Douglas Stinnett, Jaroslav Tir, Philip Schafer, Paul Diehl, Charles
Gochman, "The Correlates of War Project Direct Contiguity Data, Version 3", Conflict Management and Peace Science 19(2),
2002.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from keystone_states.sources.tabular import Witness, checked, whole
from keystone_states.sources.tabular import day as as_day

LAND = 1
CONTIGUITY = Witness(
    name="contiguity",
    meaning="COW direct contiguity v3.2",
    columns={
        "ccode1": whole(1, 999),
        "ccode2": whole(1, 999),
        "conttype": whole(1, 5),
        "stdate": as_day,
        "enddate": as_day,
    },
    days=lambda row: (row[3], row[4]),
    licence="free with citation, not to be redistributed",
    release="Direct Contiguity v3.2",
    source_url="https://correlatesofwar.org/data-sets/direct-contiguity/",
)
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
    found = checked(path, CONTIGUITY)
    rejected = Counter(f"{each.column or 'row'} not usable" for each in found.rejected)
    kept: list[Contiguity] = []
    for first, second, kind, since, until in found.rows:
        actor, partner = by_cow(first, until), by_cow(second, until)
        if actor is None or partner is None:
            rejected["state not known"] += 1
        else:
            kept.append(Contiguity(actor, partner, kind, since, until))
    return Contiguities(tuple(kept), found.read, dict(rejected))
