"""Hold the packaged embassies against COW diplomatic exchange: is one open here where COW knows a head of mission?

COW is a witness, not the judge: it counts who is accredited, and an ambassador may live in a third state. Compared, on
31 December of the year, are pairs of states with a dated row here, each way: a pair of which no opening was read and
that had not closed by that day could be either, and is left out, as are a pair without a row and COW's level "other",
which may be anything. What COW has beyond them is listed by sender, to say what the facts lack.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from keystone_states.errors import BadInputError
from keystone_states.model.relations import Embassy
from keystone_states.sources import cow_diplomatic
from keystone_states.sources.cow_diplomatic import Level
from keystone_states.witness import by_cow
from keystone_states.world import World

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class ExchangeDifference:
    """An embassy that only one side has. `here`: the mission open, or None; `there`: COW's level in words."""

    sender: str
    host: str
    here: str | None
    there: str


@dataclass(frozen=True, slots=True)
class Unfiled:
    """Hosts at which COW has a head of mission for a state and no row is packaged."""

    sender: str
    hosts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExchangeComparison:
    """The outcome over directed pairs with a dated row here that COW covers, and what COW has beyond every row."""

    year: int
    pairs: tuple[Pair, ...]
    agreed: int
    differences: tuple[ExchangeDifference, ...]
    unfiled: tuple[Unfiled, ...]
    read: int
    accepted: int
    rejected: Mapping[str, int] = field(default_factory=dict)


def compare_exchange(world: World, path: Path, *, year: int = cow_diplomatic.COVERED[-1]) -> ExchangeComparison:
    """COW's levels of one year beside the embassies open here; raises `BadInputError` for a year COW does not have."""
    if year not in cow_diplomatic.COVERED:
        known = ", ".join(map(str, cow_diplomatic.COVERED[-4:]))
        raise BadInputError(
            f"year {year} is not covered by COW diplomatic exchange v2006.1; expected one such as {known}"
        )
    found = cow_diplomatic.load(path, year=year, by_cow=by_cow(world))
    here = _known(world, date(year, 12, 31))
    pairs = tuple(sorted(pair for pair in here if found.levels.get(pair, Level.OTHER) is not Level.OTHER))
    differences = tuple(_differences(pairs, here, found.levels))
    return ExchangeComparison(
        year,
        pairs,
        len(pairs) - len(differences),
        differences,
        tuple(_unfiled(world, found.levels)),
        found.read,
        found.accepted,
        found.rejected,
    )


def _known(world: World, day: date) -> dict[Pair, Embassy | None]:
    """By pair: the embassy open on a day, or None where every row of it says that none was."""
    rows: dict[Pair, list[Embassy]] = defaultdict(list)
    for row in world.embassies:
        rows[row.sender, row.host].append(row)
    return {
        pair: next((row for row in each if row.resident and row.open_on(day)), None)
        for pair, each in rows.items()
        if all(row.since or (row.until and row.until.last() <= day) for row in each)
    }


def _differences(
    pairs: tuple[Pair, ...], here: Mapping[Pair, Embassy | None], there: Mapping[Pair, Level]
) -> Iterator[ExchangeDifference]:
    for pair in pairs:
        row, level = here[pair], there[pair]
        if (row is not None) != level.headed:
            yield ExchangeDifference(*pair, f"{row.kind.value} since {row.since}" if row else None, level.words)


def _unfiled(world: World, there: Mapping[Pair, Level]) -> Iterator[Unfiled]:
    filed = {(row.sender, row.host) for row in world.embassies}
    hosts: dict[str, list[str]] = defaultdict(list)
    for pair in sorted(there.keys() - filed):
        if there[pair].headed:
            hosts[pair[0]].append(pair[1])
    yield from (Unfiled(sender, tuple(each)) for sender, each in sorted(hosts.items()))
