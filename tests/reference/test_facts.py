"""What must hold of every packaged fact."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import combinations

import pytest

from keystone_states.model.dates import PartialDate, holds
from keystone_states.model.rows import Membership, Post, Role, SourcedRow, State
from keystone_states.world import World

FORERUNNERS = {
    "OSCE": "members since the Conference on Security and Co-operation in Europe opened in 1973",
    "EU": "members since the European Economic Community of 1958",
}
BESIDE_MEMBERSHIP = {Role.TREATY_PARTY}


def sourced(world: World) -> Iterator[SourcedRow]:
    return (row for rows in world.tables.values() for row in rows if isinstance(row, SourcedRow))


def existed(state: State, day: date) -> bool:
    return holds(state.exists_since or PartialDate(1), state.exists_until, day)


@pytest.fixture(scope="module")
def states(world: World) -> dict[str, State]:
    return {row.actor: row for row in world.states}


@pytest.mark.parametrize(
    ("table", "least"), [("memberships", 250), ("meetings", 150), ("posts", 100), ("organisations", 40)]
)
def test_there_are_as_many_facts_as_promised(world: World, table: str, least: int) -> None:
    assert len(world.tables[table]) >= least


def test_the_states_of_today_are_the_un_members_and_four_more(states: dict[str, State]) -> None:
    today = {actor: row for actor, row in states.items() if row.exists_until is None}
    members = {actor for actor, row in today.items() if row.un_member_since}
    assert len(members) == 193
    assert set(today) - members == {"VAT", "PSE", "XKX", "TWN"}


@pytest.mark.parametrize("code", ["iso2", "iso_numeric", "cow", "fips", "cameo"])
def test_no_two_states_of_one_day_share_a_code(states: dict[str, State], code: str) -> None:
    today = [getattr(row, code) for row in states.values() if row.exists_until is None and getattr(row, code)]
    assert [value for value, times in Counter(today).items() if times > 1] == []


def test_every_state_of_today_has_its_iso_codes(states: dict[str, State]) -> None:
    today = [row for row in states.values() if row.exists_until is None]
    assert [row.actor for row in today if not re.fullmatch(r"[A-Z]{3}", row.actor)] == []
    assert [row.actor for row in today if not re.fullmatch(r"[A-Z]{2}", row.iso2 or "")] == []
    assert [row.actor for row in today if not re.fullmatch(r"\d{3}", row.iso_numeric or "")] in ([], ["XKX"])


def test_every_row_has_a_page_and_the_day_it_was_read(world: World) -> None:
    for row in sourced(world):
        assert re.fullmatch(r"https?://[^\s/]+\.[^\s/]+(/\S*)?", row.source_url), row.evidence_id
        assert row.read_on >= date(2024, 1, 1), row.evidence_id


def test_a_disputed_fact_says_what_is_disputed(world: World) -> None:
    claims = (*world.memberships, *world.meetings, *world.posts)
    assert [row.evidence_id for row in claims if row.disputed and not row.note] == []


def test_no_meeting_ends_before_it_starts(world: World) -> None:
    assert [row.id for row in world.meetings if row.end and row.end.last() < row.start.first()] == []


def test_no_meeting_lasts_longer_than_a_season(world: World) -> None:
    spans = {row.id: (row.end.first() - row.start.last()).days for row in world.meetings if row.end}
    assert {meeting: days for meeting, days in spans.items() if days > 120} == {}


def test_no_meeting_took_place_after_its_source_was_read(world: World) -> None:
    assert [row.id for row in world.meetings if row.start.first() > row.read_on] == []


def test_no_tie_ends_before_it_begins(world: World) -> None:
    ties: tuple[Membership | Post, ...] = (*world.memberships, *world.posts)
    assert [row.evidence_id for row in ties if row.until and row.until.last() <= row.since.first()] == []


def test_no_name_and_no_actor_ends_before_it_begins(world: World) -> None:
    spans = [
        *((row.evidence_id, row.since, row.until) for row in world.names),
        *((row.evidence_id, row.exists_since, row.exists_until) for row in world.states),
        *((row.evidence_id, row.founded, row.dissolved) for row in world.organisations),
    ]
    assert [key for key, since, until in spans if since and until and until.last() <= since.first()] == []


def overlap(first: Membership, second: Membership) -> bool:
    return first.holds(second.since.first()) or second.holds(first.since.first())


def test_nobody_holds_two_roles_in_one_organisation_at_once(world: World) -> None:
    by_pair: dict[tuple[str, str], list[Membership]] = {}
    for row in world.memberships:
        if row.role not in BESIDE_MEMBERSHIP and not row.disputed:
            by_pair.setdefault((row.organisation, row.actor), []).append(row)
    doubled = [
        (first.evidence_id, second.evidence_id)
        for rows in by_pair.values()
        for first, second in combinations(rows, 2)
        if overlap(first, second)
    ]
    assert doubled == []


def test_no_membership_is_older_than_its_organisation(world: World) -> None:
    founded = {row.actor: row.founded for row in world.organisations if row.founded}
    early = [
        row.evidence_id
        for row in world.memberships
        if row.organisation in founded and row.since.last() < founded[row.organisation].first()
    ]
    assert {each.split(":")[1].split("/")[0] for each in early} == set(FORERUNNERS)


def test_a_meeting_has_a_host_that_was_a_state_on_that_day(world: World, states: dict[str, State]) -> None:
    lacking = [
        (row.id, row.host)
        for row in world.meetings
        if row.host not in states or not existed(states[row.host], row.start.first())
    ]
    assert lacking == []


def test_who_took_part_existed_on_that_day(world: World, states: dict[str, State]) -> None:
    starts = {row.id: row.start.first() for row in world.meetings}
    ghosts = [
        row.evidence_id
        for row in world.participations
        if row.actor in states and not existed(states[row.actor], starts[row.meeting])
    ]
    assert ghosts == []


def test_organisations_that_met_had_been_founded(world: World) -> None:
    founded = {row.actor: row.founded for row in world.organisations if row.founded}
    early = [
        row.id
        for row in world.meetings
        if row.forum in founded and row.start.last() < founded[row.forum].first() and row.forum not in FORERUNNERS
    ]
    assert early == []


def test_every_meeting_names_somebody_who_came(world: World) -> None:
    empty = [row.id for row in world.meetings if not world.by_meeting.get(row.id)]
    assert empty == []


def test_a_visit_has_a_guest_from_elsewhere(world: World) -> None:
    lacking = [
        row.id
        for row in world.meetings
        if row.kind == "visit" and not any(each.actor != row.host for each in world.by_meeting[row.id])
    ]
    assert lacking == []


def test_a_host_is_not_also_a_guest(world: World) -> None:
    both = [
        row.evidence_id
        for meeting in world.meetings
        for row in world.by_meeting[meeting.id]
        if row.actor == meeting.host and row.role == "guest"
    ]
    assert both == []


def test_no_visit_is_recorded_twice(world: World) -> None:
    guests = {
        row.id: tuple(sorted(each.actor for each in world.by_meeting[row.id] if each.actor != row.host))
        for row in world.meetings
    }
    visits = [row for row in world.meetings if row.kind in ("visit", "meeting")]
    twice = [
        (first.id, second.id)
        for first, second in combinations(visits, 2)
        if first.start.first() == second.start.first()
        and first.host == second.host
        and guests[first.id] == guests[second.id]
        and {first.format, second.format} != {"state", "working"}
    ]
    assert twice == []


def to_the_day(row: Post) -> bool:
    return row.since.precision == "day" and (row.until is None or row.until.precision == "day")


def test_a_state_has_one_head_and_one_foreign_minister_at_a_time(world: World) -> None:
    top = [row for row in world.posts if row.post in ("head_of_state", "foreign_minister")]
    sound = [row for row in top if to_the_day(row) and not row.disputed]
    doubled = [
        (first.evidence_id, second.evidence_id)
        for first, second in combinations(sound, 2)
        if (first.actor, first.post) == (second.actor, second.post)
        and first.person != second.person
        and (first.holds(second.since.first()) or second.holds(first.since.first()))
    ]
    assert doubled == []
