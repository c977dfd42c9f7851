"""Resolve a name and a date to an Actor, with the reason, or to an honest "ambiguous" with the candidates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from rapidfuzz import fuzz, process

from keystone_states.actors.registry import Entry, Registry, fold
from keystone_states.errors import UnknownNameError
from keystone_states.model.rows import Post, PostKind


class Status(StrEnum):
    """Outcome of a resolution."""

    RESOLVED = "resolved"
    AMBIGUOUS = "ambiguous"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An actor a name may mean, and why; `person` where the name is a person's.

    `in_use`: the name held on the day. `homonym`: another thing of the same name. `partial`: only part of a longer
    name.
    """

    actor: str
    name: str
    reason: str
    person: str | None = None
    in_use: bool = True
    homonym: bool = False
    partial: bool = False
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a name means on a date. `actor` is set only when resolved."""

    query: str
    date: date
    status: Status
    reason: str
    actor: str | None = None
    person: str | None = None
    candidates: tuple[Candidate, ...] = field(default=())


def resolve(name: str, day: date, *, registry: Registry) -> Resolution:
    """The actor a name stands for on `day`.

    An identifier or CAMEO code in capitals is taken as such. Otherwise names in use on that day are preferred; a
    name out of use still resolves, and the reason says so. A word that several actors share is ambiguous, whoever
    is best known.
    """
    code = registry.codes.get(name.strip())
    entries = (code,) if code else registry.entries.get(fold(name), ())
    if not entries:
        return Resolution(
            name,
            day,
            Status.UNKNOWN,
            f"no actor, person or place is known by {name!r}",
            candidates=_similar(name, registry, day),
        )
    candidates = _candidates(entries, day, registry)
    chosen = _chosen(candidates)
    if len({each.actor for each in chosen}) == 1:
        best = chosen[0]
        return Resolution(name, day, Status.RESOLVED, best.reason, best.actor, best.person, candidates)
    listed = "; ".join(each.reason for each in chosen)
    return Resolution(name, day, Status.AMBIGUOUS, f"{name!r} may mean: {listed}", candidates=chosen)


def _chosen(candidates: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """Names in use on the day; where only another thing of that name is left, what it used to mean stays a
    candidate.
    """
    whole = tuple(each for each in candidates if not each.partial) or candidates
    live = tuple(each for each in whole if each.in_use)
    return whole if all(each.homonym for each in live) else live


def state_or_raise(name: str, day: date, *, registry: Registry) -> str:
    """The actor id for a name a user typed; raises `UnknownNameError` that lists candidates."""
    found = resolve(name, day, registry=registry)
    if found.actor:
        return found.actor
    options = ", ".join(f"{each.actor} ({each.name})" for each in found.candidates)
    expected = "expected an ISO alpha-3 code or a name, such as KAZ or Kazakhstan"
    if found.status is Status.AMBIGUOUS:
        raise UnknownNameError(f"{name!r} is ambiguous: {options}; give the code of the one you mean")
    hint = f"did you mean {options}?" if options else "`keystone actors list` shows all"
    raise UnknownNameError(f"no actor {name!r}; {expected}; {hint}")


def _candidates(entries: Iterable[Entry], day: date, registry: Registry) -> tuple[Candidate, ...]:
    best: dict[tuple[str, str | None], Candidate] = {}
    for entry in sorted(entries, key=lambda each: (each.homonym, not registry.in_use(each, day))):
        candidate = _candidate(entry, day, registry)
        known = best.get((candidate.actor, candidate.person))
        if known is None or (candidate.in_use and not known.in_use):
            best[candidate.actor, candidate.person] = candidate
    return tuple(best.values())


def _candidate(entry: Entry, day: date, registry: Registry) -> Candidate:
    actor_name = registry.world.name(entry.actor)
    if entry.person:
        return _person_candidate(entry, day, registry)
    reason = f"{entry.name} is {entry.how} {actor_name} ({entry.actor})"
    if (entry.homonym or entry.partial) and entry.note:
        reason = f"{entry.name}: {entry.note} ({entry.actor}, {actor_name})"
    in_use = registry.in_use(entry, day)
    if not entry.in_use(day) and not entry.partial:
        reason += f", in use {_span(entry)} and not on {day}"
    elif not in_use and not entry.partial:
        reason += f", which did not exist on {day}"
    return Candidate(
        entry.actor,
        actor_name,
        reason,
        in_use=in_use,
        homonym=entry.homonym,
        partial=entry.partial,
        evidence=entry.evidence,
    )


def _span(entry: Entry) -> str:
    if entry.since and entry.until:
        return f"from {entry.since} to {entry.until}"
    return f"from {entry.since}" if entry.since else f"until {entry.until}"


def _person_candidate(entry: Entry, day: date, registry: Registry) -> Candidate:
    world = registry.world
    posts = [post for post in world.posts if post.person == entry.person]
    held = [post for post in posts if post.holds(day)]
    if held:
        post = min(held, key=_rank)
        name = world.name(post.actor)
        reason = f"{entry.name}, {post.title} ({post.actor}, {name}) on {day}"
        return Candidate(post.actor, name, reason, entry.person, evidence=post.evidence_id)
    reason = f"{entry.name}, {world.name(entry.actor)} ({entry.actor}), held no recorded post on {day}"
    return Candidate(entry.actor, world.name(entry.actor), reason, entry.person, evidence=entry.evidence)


def _rank(post: Post) -> int:
    return list(PostKind).index(post.post)


def _similar(name: str, registry: Registry, day: date) -> tuple[Candidate, ...]:
    """Up to three actors with a name like it, each once."""
    close = process.extract(fold(name), registry.entries.keys(), scorer=fuzz.WRatio, limit=6, score_cutoff=75)
    found = _candidates([entry for key, _, _ in close for entry in registry.entries[key]], day, registry)
    return tuple({each.actor: each for each in reversed(found)}.values())[:3]
