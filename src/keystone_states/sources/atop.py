"""ATOP 5.1, Alliance Treaty Obligations and Provisions: directed dyad-years with the kinds of obligation.

File: ccode1, ccode2 (COW numbers), year, atop_defense, atop_offense, atop_neutral, atop_nonagg, atop_consul (1 or 0),
as Parquet or CSV.

Coverage: 1815 to 2018. Licence: free with citation, not to be redistributed. Citation: Brett Ashley Leeds, Jeffrey
Ritter, Sara McLaughlin Mitchell, Andrew Long, "Alliance Treaty Obligations and Provisions, 1815-1944", International
Interactions 28(3), 2002, doi:10.1080/03050620213653.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from keystone_states.sources.tabular import Witness, checked, whole

OBLIGATIONS = ("defense", "offense", "neutral", "nonagg", "consul")
COVERED = range(1815, 2019)
ATOP = Witness(
    name="atop",
    meaning="ATOP 5.1 directed dyad-years",
    columns={
        "ccode1": whole(1, 999),
        "ccode2": whole(1, 999),
        "year": whole(COVERED[0], COVERED[-1]),
        **{f"atop_{each}": whole(0, 1) for each in OBLIGATIONS},
    },
    days=lambda row: (date(row[2], 1, 1), date(row[2], 12, 31)),
    licence="free with citation, not to be redistributed",
    release="Alliance Treaty Obligations and Provisions 5.1",
    source_url="https://doi.org/10.1080/03050620213653",
)
ByCow = Callable[[int, date], str | None]


@dataclass(frozen=True, slots=True)
class Alliance:
    """What one state has promised another in a year: defense, offense, neutral, nonagg, consul."""

    actor: str
    partner: str
    obligations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AllianceYear:
    """All alliances of a year. `read = accepted + rejected`; rejects are counted by reason."""

    year: int
    alliances: tuple[Alliance, ...]
    read: int
    accepted: int
    rejected: Mapping[str, int] = field(default_factory=dict)


def load(path: Path, *, year: int, by_cow: ByCow) -> AllianceYear:
    """The alliances of one year; `by_cow` gives the actor of a COW number on the last day of it, or None."""
    day = date(year, 12, 31)
    found = checked(path, ATOP)
    rejected = Counter(f"{each.column or 'row'} not usable" for each in found.rejected)
    kept: list[Alliance] = []
    for first, second, when, *cells in found.rows:
        if when != year:
            rejected["another year"] += 1
            continue
        actor, partner = by_cow(first, day), by_cow(second, day)
        if actor is None or partner is None:
            rejected["state not known"] += 1
        elif promised := tuple(name for name, cell in zip(OBLIGATIONS, cells, strict=True) if cell == 1):
            kept.append(Alliance(actor, partner, promised))
        else:
            rejected["no obligation"] += 1
    return AllianceYear(year, tuple(kept), found.read, len(kept), dict(+rejected))
