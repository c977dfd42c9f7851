"""Whom a name of a state, an organisation or a place means on the day: one actor, or several candidates and none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from keystone_states.actors.resolve import Status, resolve
from keystone_states.reading.lexicon import Kind, Lexicon, Line

UNDATED = "day of the text unknown"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a name stands for, with the reason; `candidates` when it may be several and is none."""

    actor: str | None
    person: str | None = None
    sector: str = "GOV"
    reason: str = ""
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True)
class Whom:
    """The day, and the actors that the whole text names beyond doubt, which settle a word of several meanings."""

    lexicon: Lexicon
    day: date | None
    certain: frozenset[str]

    @classmethod
    def of(cls, lexicon: Lexicon, day: date | None, found: Iterable[tuple[Line, ...]]) -> Whom:
        """From the lines of every name in the text."""
        meanings = {lines[0].name: _plain(lexicon, lines, day) for lines in found if lines[0].actor}
        return cls(lexicon, day, frozenset(each.actor for each in meanings.values() if each.actor))

    def meaning(self, lines: tuple[Line, ...], *, context: frozenset[str] = frozenset()) -> Meaning:
        """What the lines of one name mean; `context`: actors that the words around it point to."""
        pointed = [line for line in lines if line.actor in context]
        if pointed:
            line = pointed[0]
            return Meaning(
                line.actor, sector=line.sector, reason=f"{line.where} ({line.actor}), by the words beside it"
            )
        if context and lines[0].kind in (Kind.PLACE, Kind.CAPITAL):
            actor = min(context)
            return Meaning(actor, reason=f"{lines[0].where}: the one in {actor}, by the province behind it")
        found = _plain(self.lexicon, lines, self.day)
        if found.actor is None:
            named = [actor for actor in found.candidates if actor in self.certain]
            if len(named) == 1:
                return replace(
                    found,
                    actor=named[0],
                    candidates=(),
                    reason=f"{found.reason}; the text speaks of {named[0]} elsewhere",
                )
        return found


@lru_cache(maxsize=65_536)
def _plain(lexicon: Lexicon, lines: tuple[Line, ...], day: date | None) -> Meaning:
    """What a name means by itself. The registry's lines go before the dictionaries', these before the cities."""
    first = lines[0]
    note = lexicon.words.notes.get(first.name)
    known = _registered(lexicon, first, day) if first.registered else _listed(lexicon, lines, day)
    return (
        replace(known, sector=first.sector, reason=f"{known.reason}; {note}")
        if note
        else replace(known, sector=first.sector)
    )


def _registered(lexicon: Lexicon, line: Line, day: date | None) -> Meaning:
    registry = lexicon.registry
    found = resolve(line.name, day or registry.world.cut_off, registry=registry)
    undated = "" if day else f"; {UNDATED}"
    if found.status is Status.RESOLVED:
        return Meaning(found.actor, reason=f"{line.where.split(':')[0]}: {found.reason}{undated}")
    proper = {each.actor for each in found.candidates if not each.homonym}
    others = sorted({each.actor for each in found.candidates})
    if len(proper) == 1:
        (actor,) = proper
        rest = ", ".join(each for each in others if each != actor)
        return Meaning(actor, reason=f"{line.where} ({actor}); may also be of {rest}{undated}")
    return Meaning(None, reason=f"{line.where}: may mean {', '.join(others)}{undated}", candidates=tuple(others))


def _listed(lexicon: Lexicon, lines: tuple[Line, ...], day: date | None) -> Meaning:
    first = lines[0]
    source = first.where.split(":")[0]
    actors = sorted({line.actor for line in lines if line.actor and line.where.split(":")[0] == source})
    if len(actors) != 1:
        return Meaning(None, reason=f"{first.where}: may mean {', '.join(actors)}", candidates=tuple(actors))
    reason = f"{first.where} ({actors[0]})"
    if day and not lexicon.registry.existed(actors[0], day):
        reason += f", which did not exist on {day}"
    return Meaning(actors[0], reason=reason)
