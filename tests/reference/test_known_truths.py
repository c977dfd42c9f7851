"""Facts anybody can look up, found in the tables by what they say."""

from __future__ import annotations

from datetime import date

import pytest

from keystone_states.model.rows import Meeting, MeetingKind, Part, Participation, PostKind, Role
from keystone_states.world import World


@pytest.mark.parametrize(
    ("organisation", "day", "count"),
    [
        ("SCO", "2001-06-14", 0),
        ("SCO", "2001-06-15", 6),
        ("SCO", "2017-06-08", 6),
        ("SCO", "2017-06-10", 8),
        ("SCO", "2023-07-03", 8),
        ("SCO", "2023-07-05", 9),
        ("SCO", "2024-07-03", 9),
        ("SCO", "2024-07-05", 10),
        ("CICA", "2002-06-05", 16),
        ("CICA", "2011-12-31", 24),
        ("CICA", "2014-12-31", 26),
        ("CICA", "2019-12-31", 27),
        ("CICA", "2022-10-12", 27),
        ("CICA", "2022-10-13", 28),
        ("EAEU", "2014-12-31", 0),
        ("EAEU", "2015-01-01", 3),
        ("EAEU", "2015-01-02", 4),
        ("EAEU", "2015-08-12", 5),
        ("OTS", "2009-10-03", 4),
        ("OTS", "2019-09-30", 4),
        ("OTS", "2019-10-16", 5),
        ("OSCE", "2012-11-22", 57),
        ("CSTO", "2022-09-14", 6),
        ("ECO", "2022-09-14", 10),
        ("EU", "2003-12-31", 15),
        ("EU", "2004-05-01", 25),
        ("EU", "2007-01-01", 27),
        ("EU", "2013-07-01", 28),
        ("EU", "2019-12-31", 28),
        pytest.param("EU", "2020-01-31", 28),
        ("EU", "2020-02-01", 27),
    ],
)
def test_how_many_members_on_a_day(world: World, organisation: str, day: str, count: int) -> None:
    assert len(world.members(organisation, date.fromisoformat(day))) == count


def actors(world: World, organisation: str, day: str, role: Role = Role.MEMBER) -> set[str]:
    return {row.actor for row in world.members(organisation, date.fromisoformat(day), roles=(role,))}


def test_who_joined_which_organisation_when(world: World) -> None:
    assert actors(world, "SCO", "2001-06-15") == {"CHN", "KAZ", "KGZ", "RUS", "TJK", "UZB"}
    assert actors(world, "SCO", "2017-06-10") - actors(world, "SCO", "2017-06-08") == {"IND", "PAK"}
    assert actors(world, "SCO", "2023-07-05") - actors(world, "SCO", "2023-07-03") == {"IRN"}
    assert actors(world, "SCO", "2024-07-05") - actors(world, "SCO", "2024-07-03") == {"BLR"}
    assert actors(world, "CICA", "2022-10-13") - actors(world, "CICA", "2022-10-12") == {"KWT"}
    assert actors(world, "EAEU", "2015-12-31") == {"RUS", "KAZ", "BLR", "ARM", "KGZ"}
    assert actors(world, "OTS", "2019-12-31") == {"AZE", "KAZ", "KGZ", "TUR", "UZB"}
    assert actors(world, "EU", "2019-12-31") - actors(world, "EU", "2020-12-31") == {"GBR"}


def test_the_sco_has_seventeen_partners_and_no_observers_after_tianjin(world: World) -> None:
    assert len(actors(world, "SCO", "2025-09-02", Role.PARTNER)) == 17
    assert {"LAO", "AFG", "MNG", "TUR"} <= actors(world, "SCO", "2025-09-02", Role.PARTNER)
    assert actors(world, "SCO", "2025-09-02", Role.OBSERVER) == set()
    assert actors(world, "SCO", "2025-08-31", Role.OBSERVER) == {"AFG", "MNG"}


def meetings(world: World, *, host: str, first: str, last: str, kind: MeetingKind) -> list[Meeting]:
    return [
        row
        for row in world.meetings
        if row.host == host and row.kind is kind and first <= str(row.start) <= last and row.start.precision == "day"
    ]


def came(world: World, meeting: Meeting, actor: str) -> list[Participation]:
    return [row for row in world.by_meeting[meeting.id] if row.actor == actor]


def days(meeting: Meeting) -> tuple[str, str]:
    return str(meeting.start), str(meeting.end or meeting.start)


def test_xi_paid_a_state_visit_to_kazakhstan_on_14_september_2022(world: World) -> None:
    found = meetings(world, host="KAZ", first="2022-09-14", last="2022-09-14", kind=MeetingKind.VISIT)
    visit = next(row for row in found if came(world, row, "CHN"))
    assert (visit.format, visit.level) == ("state", "head_of_state")
    assert (visit.city, days(visit)[1]) == ("Nur-Sultan", "2022-09-14")
    assert [(row.role, row.person) for row in came(world, visit, "CHN")] == [(Part.GUEST, "Xi Jinping")]


def test_the_sco_met_in_samarkand_on_15_and_16_september_2022(world: World) -> None:
    summit = next(
        row
        for row in meetings(world, host="UZB", first="2022-09-01", last="2022-09-30", kind=MeetingKind.SUMMIT)
        if row.forum == "SCO"
    )
    assert (*days(summit), summit.city) == ("2022-09-15", "2022-09-16", "Samarkand")
    present = {row.actor for row in world.by_meeting[summit.id] if row.role is not Part.ABSENT_REPRESENTED}
    assert actors(world, "SCO", "2022-09-15") <= present
    assert {"IRN", "BLR", "MNG", "TUR", "AZE", "TKM"} <= present


def test_tokayev_met_xi_in_beijing_in_february_2022(world: World) -> None:
    found = [
        row
        for kind in (MeetingKind.MEETING, MeetingKind.VISIT)
        for row in meetings(world, host="CHN", first="2022-02-01", last="2022-02-28", kind=kind)
        if came(world, row, "KAZ")
    ]
    assert [(days(row)[0], row.city) for row in found] == [("2022-02-05", "Beijing")]
    assert came(world, found[0], "KAZ")[0].person == "Kassym-Jomart Tokayev"
    assert came(world, found[0], "CHN")[0].person == "Xi Jinping"


def test_the_pope_was_in_kazakhstan_from_13_to_15_september_2022(world: World) -> None:
    found = meetings(world, host="KAZ", first="2022-09-13", last="2022-09-15", kind=MeetingKind.VISIT)
    visit = next(row for row in found if came(world, row, "VAT"))
    assert days(visit) == ("2022-09-13", "2022-09-15")
    assert "Francis" in str(came(world, visit, "VAT")[0].person)


def test_the_pope_came_to_the_seventh_congress_of_religions(world: World) -> None:
    found = meetings(world, host="KAZ", first="2022-09-01", last="2022-09-30", kind=MeetingKind.CONGRESS)
    assert [(*days(row), row.city) for row in found] == [("2022-09-14", "2022-09-15", "Nur-Sultan")]
    assert "7th" in found[0].title
    assert "Francis" in str(came(world, found[0], "VAT")[0].person)


def test_cica_held_its_sixth_summit_in_astana_on_12_and_13_october_2022(world: World) -> None:
    summit = next(row for row in world.meetings if row.forum == "CICA" and row.start.year == 2022)
    assert (*days(summit), summit.host, summit.city) == ("2022-10-12", "2022-10-13", "KAZ", "Astana")
    assert "sixth" in summit.title
    assert {"TUR", "RUS", "QAT", "AZE"} <= {row.actor for row in world.by_meeting[summit.id]}


def tokayev(world: World, day: str) -> set[tuple[str, PostKind]]:
    person = next(row.person for row in world.persons if row.name == "Kassym-Jomart Tokayev")
    return {(row.actor, row.post) for row in world.posts if row.person == person and row.holds(date.fromisoformat(day))}


@pytest.mark.parametrize(
    ("day", "actor", "post"),
    [
        ("1995-01-01", "KAZ", PostKind.FOREIGN_MINISTER),
        ("2000-06-01", "KAZ", PostKind.HEAD_OF_GOVERNMENT),
        ("2005-06-01", "KAZ", PostKind.FOREIGN_MINISTER),
        ("2009-06-01", "KAZ", PostKind.SPEAKER),
        ("2012-06-01", "UN", PostKind.ORGANISATION_HEAD),
        ("2016-06-01", "KAZ", PostKind.SPEAKER),
        ("2019-04-01", "KAZ", PostKind.HEAD_OF_STATE),
        ("2022-09-14", "KAZ", PostKind.HEAD_OF_STATE),
    ],
)
def test_which_post_tokayev_held(world: World, day: str, actor: str, post: PostKind) -> None:
    assert tokayev(world, day) == {(actor, post)}


def test_tokayev_headed_the_un_office_at_geneva(world: World) -> None:
    titles = {row.title for row in world.posts if row.actor == "UN" and row.person.startswith("tokayev")}
    assert all("Geneva" in title and "Under-Secretary-General" in title for title in titles)
    assert titles


@pytest.mark.parametrize(
    ("actor", "post", "day", "name"),
    [
        ("CHN", PostKind.HEAD_OF_STATE, "2022-09-14", "Xi Jinping"),
        ("RUS", PostKind.HEAD_OF_STATE, "2022-09-14", "Vladimir Putin"),
        ("USA", PostKind.HEAD_OF_STATE, "2022-09-14", "Joe Biden"),
        ("UZB", PostKind.HEAD_OF_STATE, "2022-09-14", "Shavkat Mirziyoyev"),
        ("KAZ", PostKind.HEAD_OF_STATE, "2010-12-01", "Nursultan Nazarbayev"),
        ("TUR", PostKind.HEAD_OF_STATE, "2022-09-14", "Recep Tayyip Erdoğan"),
        ("UKR", PostKind.HEAD_OF_STATE, "2022-09-14", "Volodymyr Zelenskyy"),
        ("RUS", PostKind.FOREIGN_MINISTER, "2022-09-14", "Sergey Lavrov"),
    ],
)
def test_who_held_which_post(world: World, actor: str, post: PostKind, day: str, name: str) -> None:
    on = date.fromisoformat(day)
    held = {row.person for row in world.posts if row.actor == actor and row.post is post and row.holds(on)}
    assert {world.person_name(person) for person in held} == {name}


def test_the_capital_of_kazakhstan_changed_its_name(world: World) -> None:
    capital = {
        (row.name, str(row.since or ""), str(row.until or ""))
        for row in world.names
        if row.actor == "KAZ" and row.kind == "capital"
    }
    assert {
        ("Akmola", "1997-12-10", "1998-05-06"),
        ("Astana", "1998-05-06", "2019-03-23"),
        ("Nur-Sultan", "2019-03-23", "2022-09-17"),
        ("Astana", "2022-09-17", ""),
    } <= capital
