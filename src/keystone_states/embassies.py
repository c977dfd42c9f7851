"""The embassies of a state on one day: where it has one, who has one with it, which stand-ins and closures are known.

A pair of states without a row is not on file: nothing is said of it, least of all that there is no embassy. A row
counts from its opening or, where that was not read, from the date its list can have at the earliest, until it closed.
Counts are of states, not of missions; unit: resident embassies on file.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from keystone_states.model.relations import Embassy
from keystone_states.world import World


@dataclass(frozen=True, slots=True)
class Missions:
    """The missions on file that have to do with a state, on a day.

    `abroad`: its embassies, by host; `hosted`: those with it, by sender. `stand_ins`: open interests sections and
    liaison offices, either way. `closed`: embassies either way that closed by that day with none open since, the
    last of each pair.
    """

    actor: str
    day: date
    abroad: tuple[Embassy, ...]
    hosted: tuple[Embassy, ...]
    stand_ins: tuple[Embassy, ...]
    closed: tuple[Embassy, ...]

    @property
    def both_ways(self) -> tuple[str, ...]:
        """States with which an embassy is on file in either capital."""
        return tuple(sorted({row.host for row in self.abroad} & {row.sender for row in self.hosted}))

    @property
    def rows(self) -> tuple[Embassy, ...]:
        """Every row behind what is said."""
        return (*self.abroad, *self.hosted, *self.stand_ins, *self.closed)

    @property
    def sources(self) -> tuple[str, ...]:
        """The pages and lists behind the rows."""
        return tuple(sorted({row.source_url for row in self.rows}))


def embassies(world: World, actor: str, *, day: date) -> Missions:
    """The missions of and with `actor` on `day`; all empty where none is on file.

    Of two embassies of one pair open at once (one of them disputed, or the audit would refuse them) the first counts.
    """
    either = [row for row in world.embassies if actor in (row.sender, row.host)]
    opened = [row for row in either if row.resident and row.open_on(day)]
    pairs = {(row.sender, row.host) for row in opened}
    ended = (row for row in either if row.resident and _closed(row, day) and (row.sender, row.host) not in pairs)
    return Missions(
        actor,
        day,
        _one_each((row.host, row) for row in opened if row.sender == actor),
        _one_each((row.sender, row) for row in opened if row.host == actor),
        tuple(row for row in either if not row.resident and row.open_on(day)),
        tuple({(row.sender, row.host): row for row in sorted(ended, key=_end)}.values()),
    )


def _closed(row: Embassy, day: date) -> bool:
    return row.until is not None and row.until.first() <= day


def _end(row: Embassy) -> date:
    return row.until.last() if row.until else date.max


def _one_each(found: Iterable[tuple[str, Embassy]]) -> tuple[Embassy, ...]:
    """One row by partner, in alphabetical order of the partners."""
    first: dict[str, Embassy] = {}
    for partner, row in found:
        first.setdefault(partner, row)
    return tuple(first[partner] for partner in sorted(first))
