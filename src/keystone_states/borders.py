"""Hold the packaged border crossings against COW contiguity: do states that a railway or road joins share a border?

COW is a witness, not the judge. Compared, on 1 December of the year, are pairs of states with a crossing in use here,
and COW's land neighbours of the states that have one: each should be on both lists.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from keystone_states.errors import BadInputError
from keystone_states.sources import cow_contiguity
from keystone_states.witness import by_cow
from keystone_states.world import World

_FIRST, _LAST = 1816, 2016
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class BorderComparison:
    """Pairs of states by where they are neighbours: in both, only here (crossings that join them), only in COW.

    `apart`: pairs with a crossing of which COW knows no land border; `without`: COW's land neighbours of a state that
    has crossings here, with none to each other.
    """

    day: date
    agreed: tuple[Pair, ...]
    apart: tuple[tuple[Pair, tuple[str, ...]], ...]
    without: tuple[Pair, ...]
    read: int
    rejected: dict[str, int]


def compare_contiguity(world: World, path: Path, *, year: int = _LAST) -> BorderComparison:
    """COW's land borders of one year beside the crossings here; raises `BadInputError` for a year outside COW's."""
    if not _FIRST <= year <= _LAST:
        raise BadInputError(f"year {year} is not covered by COW contiguity v3.2; expected {_FIRST} to {_LAST}")
    day = date(year, 12, 1)
    found = cow_contiguity.load(path, by_cow=by_cow(world))
    crossings = _crossings(world, day)
    owners = {actor for pair in crossings for actor in pair}
    there = {
        (actor, other) if actor < other else (other, actor)
        for actor in owners
        for other in found.land_neighbours(actor, day)
    }
    return BorderComparison(
        day,
        tuple(sorted(there & set(crossings))),
        tuple((pair, crossings[pair]) for pair in sorted(set(crossings) - there)),
        tuple(sorted(there - set(crossings))),
        found.read,
        dict(found.rejected),
    )


def _crossings(world: World, day: date) -> dict[Pair, tuple[str, ...]]:
    """Crossings in use on a day by the states they join, in alphabetical order."""
    found: dict[Pair, tuple[str, ...]] = {}
    for row in world.crossings:
        one, other = sorted(world.place(place).actor for place in (row.from_place, row.to_place))
        begun = row.since is None or row.since.first() <= day
        if begun and (row.until is None or day < row.until.first()):
            found[one, other] = (*found.get((one, other), ()), row.crossing)
    return found
