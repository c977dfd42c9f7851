"""Merge reports of the same happening, in one text or many, into one event with all its evidence.

Two events are the same when type, parties (whoever is named first) and what kind of status agree, and their dates can
mean the same day. The more exact date, the more certain status and the longer list of parties are kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from keystone_states.reading.records import Event, EventStatus, Named, When

_HAPPENED = (EventStatus.REPORTED, EventStatus.HISTORICAL)
_EXACTNESS = {"year": 0, "month": 1, "day": 2}
_SAID = ("SUPPORT", "REQUEST", "ACCUSE", "REJECT", "THREATEN", "AGREE", "CONCEDE")  # two words of praise are two acts
_BODY = "IGO"


def merge(events: Iterable[Event]) -> tuple[Event, ...]:
    """Events, each happening once, in the order in which they are first told."""
    kept: list[Event] = []
    for event in events:
        for number, other in enumerate(kept):
            if same_happening(event, other):
                kept[number] = _joined(other, event)
                break
        else:
            kept.append(event)
    return tuple(kept)


def same_happening(one: Event, other: Event) -> bool:
    """Whether two events report the same."""
    return (
        one.type == other.type
        and _standing(one) == _standing(other)
        and (_parties(one) == _parties(other) or _is_one_meeting(one, other))
        and _same_way(one, other)
        and (one.type not in _SAID or one.reason == other.reason)
        and one.role == other.role
        and bool(one.targets) == bool(other.targets)
        and _modes_agree(one, other)
        and _dates_agree(one.when, other.when)
    )


def _is_one_meeting(one: Event, other: Event) -> bool:
    """Whether two take part in the same gathering of one organisation."""
    bodies = [{each.actor for each in event.sources if each.sector == _BODY} for event in (one, other)]
    same_place = one.place is None or other.place is None or one.place.actor == other.place.actor
    return one.modes == other.modes == ("multilateral",) and bool(bodies[0]) and bodies[0] == bodies[1] and same_place


def _standing(event: Event) -> str:
    return "happened" if event.status in _HAPPENED else event.status


def _parties(event: Event) -> frozenset[str]:
    """All actors of an event; persons and sectors of one actor are not told apart."""
    return frozenset(each.actor for each in (*event.sources, *event.targets) if each.actor)


def _same_way(one: Event, other: Event) -> bool:
    """Whether the same side acts in both; what has no target goes no way."""
    acting = [{each.actor for each in event.sources} for event in (one, other)]
    return not (one.targets and other.targets) or not all(acting) or bool(acting[0] & acting[1])


def _modes_agree(one: Event, other: Event) -> bool:
    return not one.modes or not other.modes or set(one.modes) == set(other.modes)


def _dates_agree(one: When | None, other: When | None) -> bool:
    """Whether two dates can mean the same day; what has no date agrees with any."""
    if one is None or other is None:
        return True
    return one.value.first() <= _end(other) and other.value.first() <= _end(one)


def _end(when: When) -> date:
    return (when.until or when.value).last()


def _joined(first: Event, second: Event) -> Event:
    """The event told first, with what the second adds."""
    dated = max((first.when, second.when), key=_exactness)
    return replace(
        first,
        sources=_more(first.sources, second.sources, joined=True),
        targets=_more(first.targets, second.targets),
        modes=first.modes or second.modes,
        status=min(first.status, second.status, key=list(EventStatus).index),
        when=dated,
        place=first.place or second.place,
        amounts=first.amounts or second.amounts,
        magnitude=first.magnitude or second.magnitude,
        contexts=tuple(dict.fromkeys((*first.contexts, *second.contexts))),
        role=first.role or second.role,
        process=first.process or second.process,
        evidence=tuple(dict.fromkeys((*first.evidence, *second.evidence))),
        confidence="high",
    )


def _more(first: tuple[Named, ...], second: tuple[Named, ...], *, joined: bool = False) -> tuple[Named, ...]:
    """The names of the first, each with the person that the second adds; `joined`: and the others of the second."""
    persons = {each.actor: each for each in second if each.person}
    known = {each.actor for each in first}
    named = tuple(each if each.person or each.actor not in persons else persons[each.actor] for each in first)
    return (*named, *(each for each in second if joined and each.actor not in known))


def _exactness(when: When | None) -> int:
    return -1 if when is None else _EXACTNESS[when.value.precision]
