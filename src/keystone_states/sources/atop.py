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

from keystone_states.sources.tabular import fetch

SOURCE_URL = "https://doi.org/10.1080/03050620213653"
OBLIGATIONS = ("defense", "offense", "neutral", "nonagg", "consul")
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
    columns = ("ccode1", "ccode2", *(f"atop_{each}" for each in OBLIGATIONS))
    found = fetch(path, columns, dataset="ATOP 5.1 directed dyad-years", year=year)
    rejected = Counter({"another year": found.read - len(found.rows)})
    kept: list[Alliance] = []
    for first, second, *cells in found.rows:
        pair = [by_cow(int(code), day) if code is not None else None for code in (first, second)]
        if pair[0] is None or pair[1] is None:
            rejected["state not known"] += 1
        elif promised := tuple(name for name, cell in zip(OBLIGATIONS, cells, strict=True) if cell == 1):
            kept.append(Alliance(pair[0], pair[1], promised))
        else:
            rejected["no obligation"] += 1
    return AllianceYear(year, tuple(kept), found.read, len(kept), dict(+rejected))
