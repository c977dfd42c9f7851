"""Hold the packaged alliances against ATOP: which promises both have, and which only one of them.

ATOP is a witness, not the judge. Compared are pairs of states of which some alliance is packaged that holds on 31
December of the year: mutual defence here with `defense` there, non-aggression with `nonagg`, an alliance with any
obligation at all. Partnerships and friendship have no counterpart. What ATOP alone has carries its reason where ATOP
has the same between every two members of an organisation to which both belong here: the promise is then one of many,
and a membership, not an alliance, is where to look for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from pathlib import Path

from keystone_states.errors import BadInputError
from keystone_states.model.dates import holds
from keystone_states.model.relations import AllianceKind
from keystone_states.model.rows import Role
from keystone_states.sources import atop
from keystone_states.witness import by_cow, existed
from keystone_states.world import World

PROMISES = {"defense": AllianceKind.MUTUAL_DEFENCE, "nonagg": AllianceKind.NON_AGGRESSION}
_FEWEST = 3
Pair = tuple[str, str]
Promised = Mapping[Pair, Mapping[str, frozenset[str]]]


@dataclass(frozen=True, slots=True)
class TreatyDifference:
    """A promise of two states that only one side has. `here`: the kind packaged; `there`: ATOP's, and who gave it."""

    actor: str
    partner: str
    here: str | None
    there: str | None
    why: str


@dataclass(frozen=True, slots=True)
class Unlisted:
    """Partners with whom ATOP has a promise for a state, no alliance is packaged, and no organisation accounts for."""

    state: str
    promise: str
    partners: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TreatyComparison:
    """The outcome over pairs with a packaged alliance, and what ATOP has for the same states beyond them."""

    year: int
    pairs: tuple[Pair, ...]
    agreed: int
    differences: tuple[TreatyDifference, ...]
    unlisted: tuple[Unlisted, ...]
    read: int
    accepted: int
    rejected: Mapping[str, int] = field(default_factory=dict)


def compare_atop(world: World, path: Path, *, year: int = atop.COVERED[-1]) -> TreatyComparison:
    """ATOP of one year beside the alliances that hold here; raises `BadInputError` for a year outside ATOP's."""
    if year not in atop.COVERED:
        raise BadInputError(f"year {year} is not covered by ATOP 5.1; expected {atop.COVERED[0]} to {atop.COVERED[-1]}")
    found = atop.load(path, year=year, by_cow=by_cow(world))
    there = _promised(found)
    here = _packaged(world, date(year, 12, 31))
    reasons = _Reasons(world, there, date(year, 12, 31))
    differences = tuple(each for pair in sorted(here) for each in _differences(pair, here[pair], there, reasons))
    said = sum(_compared(kinds, there.get(pair, {})) for pair, kinds in here.items())
    return TreatyComparison(
        year,
        tuple(sorted(here)),
        said - len(differences),
        differences,
        tuple(_unlisted(here, there, reasons)),
        found.read,
        found.accepted,
        found.rejected,
    )


def _promised(found: atop.AllianceYear) -> Promised:
    """By pair in alphabetical order and obligation: who gave the promise."""
    given: dict[Pair, dict[str, set[str]]] = {}
    for each in found.alliances:
        pair = min(each.actor, each.partner), max(each.actor, each.partner)
        for name in each.obligations:
            given.setdefault(pair, {}).setdefault(name, set()).add(each.actor)
    return {pair: {name: frozenset(who) for name, who in each.items()} for pair, each in given.items()}


def _packaged(world: World, day: date) -> dict[Pair, set[AllianceKind]]:
    """Kinds of alliance, held on a day, between two states that were there on it."""
    states = {row.actor for row in world.states if existed(row, day)}
    found: dict[Pair, set[AllianceKind]] = {}
    for row in world.alliances:
        if {row.actor, row.partner} <= states and holds(row.since, row.until, day):
            pair = min(row.actor, row.partner), max(row.actor, row.partner)
            found.setdefault(pair, set()).add(row.kind)
    return found


def _compared(kinds: set[AllianceKind], there: Mapping[str, frozenset[str]]) -> int:
    """How many promises of a pair one side or both have."""
    said = sum(kind in kinds or promise in there for promise, kind in PROMISES.items())
    return said + (AllianceKind.ALLIANCE in kinds)


def _differences(
    pair: Pair, kinds: set[AllianceKind], there: Promised, reasons: _Reasons
) -> Iterator[TreatyDifference]:
    given = there.get(pair, {})
    for promise, kind in PROMISES.items():
        if kind in kinds and promise not in given:
            yield TreatyDifference(*pair, kind.value, None, "")
        elif kind not in kinds and promise in given:
            yield TreatyDifference(*pair, None, _words(promise, given[promise]), reasons.of(pair, promise))
        elif kind in kinds and len(given[promise]) == 1:
            yield TreatyDifference(*pair, kind.value, _words(promise, given[promise]), "")
    if AllianceKind.ALLIANCE in kinds and not given:
        yield TreatyDifference(*pair, AllianceKind.ALLIANCE.value, None, "")


def _words(promise: str, given_by: frozenset[str]) -> str:
    return promise if len(given_by) > 1 else f"{promise}, by {min(given_by)} alone"


def _unlisted(here: Mapping[Pair, object], there: Promised, reasons: _Reasons) -> Iterator[Unlisted]:
    spoken_of = {actor for pair in here for actor in pair}
    partners: dict[tuple[str, str], list[str]] = {}
    for pair in sorted(set(there) - set(here)):
        for promise in PROMISES:
            if promise in there[pair] and not reasons.of(pair, promise):
                for actor, partner in (pair, pair[::-1]):
                    if actor in spoken_of:
                        partners.setdefault((actor, promise), []).append(partner)
    for (actor, promise), found in sorted(partners.items()):
        yield Unlisted(actor, promise, tuple(sorted(found)))


class _Reasons:
    """Organisations of which ATOP has a promise between every two members that it knows."""

    def __init__(self, world: World, there: Promised, day: date) -> None:
        known = {actor for pair in there for actor in pair}
        members: dict[str, set[str]] = {}
        for row in world.memberships:
            if row.role is Role.MEMBER and row.actor in known and row.holds(day):
                members.setdefault(row.organisation, set()).add(row.actor)
        self._wide = [
            (frozenset(actors), promise, organisation)
            for organisation, actors in sorted(members.items(), key=lambda each: (-len(each[1]), each[0]))
            for promise in PROMISES
            if len(actors) >= _FEWEST
            and all(promise in there.get(pair, {}) for pair in combinations(sorted(actors), 2))
        ]

    def of(self, pair: Pair, promise: str) -> str:
        """The largest such organisation of two states, in words; empty where there is none."""
        for actors, wide, organisation in self._wide:
            if promise == wide and actors.issuperset(pair):
                return f"so have all members of {organisation}"
        return ""
