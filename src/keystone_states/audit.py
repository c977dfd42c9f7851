"""Audit of the facts: what contradicts itself, what is doubtful, what is thin. Each check is a small named function.

A fault is a contradiction between rows that cannot both be true as written; a doubt wants a second look and may be
right. Rows marked disputed raise doubts only: both sides of a conflict are kept on purpose.
"""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from urllib.parse import urlsplit

from keystone_states.actors.registry import fold
from keystone_states.model.dates import PartialDate
from keystone_states.model.relations import Embassy
from keystone_states.model.routes import Status
from keystone_states.model.rows import (
    Claim,
    Extent,
    MeetingKind,
    Membership,
    Organisation,
    Participation,
    Post,
    PostKind,
    Role,
    SourcedRow,
    State,
)
from keystone_states.world import World


class Weight(StrEnum):
    """How grave a finding is."""

    FAULT = "fault"
    DOUBT = "doubt"


@dataclass(frozen=True, slots=True)
class Finding:
    """One row that a check stopped at, and what it says."""

    check: str
    weight: Weight
    evidence: str
    said: str


Check = Callable[[World], Iterator[Finding]]


def audit(world: World) -> tuple[Finding, ...]:
    """Everything the checks find, faults first."""
    found = [each for check in CHECKS for each in check(world)]
    return tuple(sorted(found, key=lambda each: (each.weight != Weight.FAULT, each.check, each.evidence)))


def _found(check: str, row: SourcedRow, said: str, *, certain: bool = True) -> Finding:
    disputed = isinstance(row, Claim) and row.disputed
    return Finding(check, Weight.FAULT if certain and not disputed else Weight.DOUBT, row.evidence_id, said)


def dead_intervals(world: World) -> Iterator[Finding]:
    """An interval that ends before it begins."""
    held: tuple[Membership | Post | Status, ...] = (*world.memberships, *world.posts, *world.statuses)
    for row in held:
        if row.until is not None and row.until.last() < row.since.first():
            yield _found("dead interval", row, f"ends on {row.until}, before it begins on {row.since}")
    for mission in world.embassies:
        if mission.since and mission.until and mission.until.last() < mission.since.first():
            yield _found("dead interval", mission, f"closed {mission.until}, before it opened {mission.since}")
    for meeting in world.meetings:
        if meeting.end is not None and meeting.end.last() < meeting.start.first():
            yield _found("dead interval", meeting, f"ends on {meeting.end}, before it begins on {meeting.start}")


def before_founding(world: World) -> Iterator[Finding]:
    """A role in an organisation before it was founded (a forerunner may have had it), or after it was dissolved."""
    organisations = {row.actor: row for row in world.organisations}
    for row in world.memberships:
        body = organisations.get(row.organisation)
        if body and body.founded and not row.since.by and row.since.last() < body.founded.first():
            said = f"begins {row.since}, {body.name} was founded {body.founded}; a forerunner's member?"
            yield _found("before founding", row, said, certain=False)
        if body and body.dissolved and body.dissolved.last() < row.since.first():
            yield _found("after dissolution", row, f"begins {row.since}, {body.name} ended {body.dissolved}")


def before_statehood(world: World) -> Iterator[Finding]:
    """A role, a visit or an embassy of or in a state that did not exist on that day."""
    lived = {row.actor: row for row in world.states}
    for row in world.memberships:
        yield from _alive(lived.get(row.actor), row, row.since)
    begun = {row.id: row.start for row in world.meetings}
    for part in world.participations:
        yield from _alive(lived.get(part.actor), part, begun[part.meeting])
    for mission in world.embassies:
        for each in (mission.sender, mission.host):
            if mission.since:
                yield from _alive(lived.get(each), mission, mission.since)


def _alive(state: State | None, row: SourcedRow, since: PartialDate) -> Iterator[Finding]:
    if state is None or since.by:
        return
    if state.exists_since and since.last() < state.exists_since.first():
        yield _found(
            "before statehood", row, f"{since} is before {state.name} existed ({state.exists_since})", certain=False
        )
    if state.exists_until and state.exists_until.last() < since.first():
        yield _found(
            "after statehood", row, f"{since} is after {state.name} ended ({state.exists_until})", certain=False
        )


def contradictory_roles(world: World) -> Iterator[Finding]:
    """Two roles of one actor in one organisation at the same time; a treaty party may be a member too."""
    held: dict[tuple[str, str], list[Membership]] = defaultdict(list)
    for row in world.memberships:
        held[row.actor, row.organisation].append(row)
    for rows in held.values():
        for one, other in itertools.combinations(rows, 2):
            if Role.TREATY_PARTY not in (one.role, other.role) and _overlap(one, other):
                yield _found(
                    "contradictory roles", one, f"overlaps with {other.evidence_id}", certain=not other.disputed
                )


def _overlap(one: Membership | Post, other: Membership | Post) -> bool:
    """Whether two intervals share a day for certain, by the latest start and earliest end they can mean."""
    start = max(one.since.last(), other.since.last())
    ends = [row.until.first() for row in (one, other) if row.until]
    return all(start < end for end in ends)


_SINGLE = (PostKind.HEAD_OF_STATE, PostKind.HEAD_OF_GOVERNMENT, PostKind.FOREIGN_MINISTER)


def two_in_one_post(world: World) -> Iterator[Finding]:
    """Two persons in one single post at the same time."""
    held: dict[tuple[str, str], list[Post]] = defaultdict(list)
    for row in world.posts:
        if row.post in _SINGLE:
            held[row.actor, row.post].append(row)
    for rows in held.values():
        for one, other in itertools.combinations(sorted(rows, key=lambda row: (row.since.first(), row.person)), 2):
            if one.person != other.person and _overlap(one, other):
                certain = not (other.disputed or one.acting or other.acting or one.title != other.title)
                yield _found("two in one post", one, f"overlaps with {other.evidence_id}", certain=certain)


def outside_post(world: World) -> Iterator[Finding]:
    """A person named at a meeting on a day on which none of their posts for that state is recorded."""
    persons = {fold(name): row.person for row in world.persons for name in (row.name, *row.aliases)}
    posts: dict[tuple[str, str], list[Post]] = defaultdict(list)
    for post in world.posts:
        posts[post.person, post.actor].append(post)
    meetings = {row.id: row for row in world.meetings}
    for part in world.participations:
        person = persons.get(fold(part.person or ""))
        held = posts.get((person, part.actor), []) if person else []
        meeting = meetings[part.meeting]
        days = (meeting.start.first(), (meeting.end or meeting.start).last())
        if held and not any(_held_between(post, *days) for post in held):
            yield _found("outside post", part, f"{part.person} held no recorded post on {meeting.start}", certain=False)


def _held_between(post: Post, first: date, last: date) -> bool:
    return (post.since.by or post.since.first() <= last) and (post.until is None or first <= post.until.last())


def twice(world: World) -> Iterator[Finding]:
    """Two meetings on the same day in the same state of the same kind with the same participants."""
    seen: dict[tuple[object, ...], str] = {}
    for row in world.meetings:
        who = frozenset(part.actor for part in world.by_meeting.get(row.id, ()))
        key = (row.host, row.kind, str(row.start), row.forum, row.process, who)
        if key in seen and len(str(row.start)) == len("YYYY-MM-DD"):
            yield _found("twice", row, f"the same day, place and participants as {seen[key]}", certain=False)
        seen.setdefault(key, row.evidence_id)


def nobody_there(world: World) -> Iterator[Finding]:
    """A meeting with nobody but the host."""
    for row in world.meetings:
        if len({row.host, *(part.actor for part in world.by_meeting.get(row.id, ()))}) < 2:
            yield _found("nobody there", row, "has nobody recorded but the host", certain=False)
    met = {row.meeting for row in world.participations} - {row.id for row in world.meetings}
    for lost in sorted(met):
        rows: Iterable[Participation] = world.by_meeting[lost]
        yield _found("nobody there", next(iter(rows)), f"names a meeting {lost} that no row describes")


def embassies_at_home(world: World) -> Iterator[Finding]:
    """An embassy of a state in itself."""
    for row in world.embassies:
        if row.sender == row.host:
            yield _found("embassy at home", row, f"{row.sender} has no embassy in itself")


def embassies_twice(world: World) -> Iterator[Finding]:
    """Two embassies of one state in another at the same time; a stand-in beside an embassy is one too many as well."""
    kept: dict[tuple[str, str], list[Embassy]] = defaultdict(list)
    for row in world.embassies:
        kept[row.sender, row.host].append(row)
    for rows in kept.values():
        for one, other in itertools.combinations(rows, 2):
            if _both_open(one, other):
                yield _found("two embassies", one, f"overlaps with {other.evidence_id}", certain=not other.disputed)


def _both_open(one: Embassy, other: Embassy) -> bool:
    """Whether two missions can be open on one day; one whose opening was not read has always been there."""
    starts = [row.since.last() for row in (one, other) if row.since]
    ends = [row.until.first() for row in (one, other) if row.until]
    return not starts or all(max(starts) < end for end in ends)


def embassies_undated(world: World) -> Iterator[Finding]:
    """A mission of which no date at all was read: it is open on no day and counts nowhere."""
    for row in world.embassies:
        if not (row.since or row.until or row.seen):
            yield _found("embassy undated", row, "has no date: neither opened, closed nor seen", certain=False)


def weak_sources(world: World) -> Iterator[Finding]:
    """A source that is only a site's front page, which cannot carry a dated fact."""
    for row in (
        *(*world.memberships, *world.posts, *world.meetings, *world.embassies),
        *(*world.legs, *world.pipelines),
    ):
        address = urlsplit(row.source_url)
        if address.path in ("", "/") and not address.query:
            yield _found("weak source", row, f"{row.source_url} is a front page", certain=False)


CHECKS: tuple[Check, ...] = (
    dead_intervals,
    before_founding,
    before_statehood,
    contradictory_roles,
    two_in_one_post,
    outside_post,
    twice,
    nobody_there,
    embassies_at_home,
    embassies_twice,
    embassies_undated,
    weak_sources,
)


@dataclass(frozen=True, slots=True)
class Fullness:
    """One table: rows, how many are disputed or of low confidence, when its sources were read, how many sources."""

    table: str
    rows: int
    disputed: int
    low: int
    first_read: date | None
    last_read: date | None
    sources: int


def fullness(world: World) -> tuple[Fullness, ...]:
    """Counts by table and by age of reading."""
    return tuple(
        _fullness(name, [row for row in rows if isinstance(row, SourcedRow)]) for name, rows in world.tables.items()
    )


def _fullness(name: str, rows: list[SourcedRow]) -> Fullness:
    read = [row.read_on for row in rows]
    claims = [row for row in rows if isinstance(row, Claim)]
    return Fullness(
        name,
        len(rows),
        sum(row.disputed for row in claims),
        sum(row.confidence == "low" for row in claims),
        min(read, default=None),
        max(read, default=None),
        len({row.source_url for row in rows}),
    )


@dataclass(frozen=True, slots=True)
class Thin:
    """What is thin: an actor or organisation, and in words what little there is."""

    subject: str
    said: str


def thin(world: World, *, least_visits: int = 3, since: int = 2000, least_embassies: int = 10) -> tuple[Thin, ...]:
    """States that are covered yet have few visits or none in early years, or few embassies where their visits are
    collected systematically; organisations with no members' rows.
    """
    return (
        *_thin_visits(world, least_visits, since),
        *_thin_posts(world),
        *_thin_embassies(world, least_embassies),
        *_thin_organisations(world),
    )


def _thin_visits(world: World, least: int, since: int) -> Iterator[Thin]:
    begun = {row.id: row.start.year for row in world.meetings if row.kind == MeetingKind.VISIT}
    years: dict[str, Counter[int]] = defaultdict(Counter)
    for part in world.participations:
        if part.meeting in begun:
            years[part.actor][begun[part.meeting]] += 1
    for row in world.states:
        counted = years.get(row.actor)
        if counted and min(counted) > since:
            yield Thin(row.actor, f"no visits before {min(counted)}")
        if counted and sum(counted.values()) < least:
            yield Thin(row.actor, f"{sum(counted.values())} visits in all")


def _thin_posts(world: World) -> Iterator[Thin]:
    heads = {row.actor for row in world.posts if row.post in (PostKind.HEAD_OF_STATE, PostKind.HEAD_OF_GOVERNMENT)}
    members = {row.actor for row in world.memberships if row.role == Role.MEMBER}
    states = {row.actor for row in world.states}
    for actor in sorted((members & states) - heads):
        yield Thin(actor, "no head of state or government recorded")


def _thin_embassies(world: World, least: int) -> Iterator[Thin]:
    full = sorted({row.actor for row in world.coverage if row.layer == "visits" and row.extent == Extent.FULL})
    for actor in full:
        abroad = {row.host for row in world.embassies if row.sender == actor and row.resident}
        hosted = {row.sender for row in world.embassies if row.host == actor and row.resident}
        if min(len(abroad), len(hosted)) < least:
            yield Thin(actor, f"embassies with {len(abroad)} states abroad and of {len(hosted)} at home")


def _thin_organisations(world: World) -> Iterator[Thin]:
    with_members = {row.organisation for row in world.memberships}
    for row in world.organisations:
        if isinstance(row, Organisation) and row.actor not in with_members and row.kind != "non_state":
            yield Thin(row.actor, "no memberships recorded")
