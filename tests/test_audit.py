"""The audit of the facts: each check sees the fault it is for, and a World without faults passes them all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from keystone_states.audit import Finding, Thin, Weight, audit, fullness, thin
from keystone_states.model.relations import Embassy
from keystone_states.model.rows import Coverage, Organisation, Person, Post, State
from keystone_states.world import World
from worlds import READ, SURE, embassy, meeting, member, middle_earth, organisation, state, visit, world


def post(person: str, since: str, until: str = "", *, actor: str = "GON", **more: Any) -> Post:
    row = {
        "person": person,
        "actor": actor,
        "post": "head_of_state",
        "title": "Steward",
        "since": since,
        "until": until,
    }
    return Post.model_validate(row | SURE | {"acting": "no"} | more)


def person(name: str, actor: str = "GON") -> Person:
    return Person.model_validate({"person": name.lower(), "name": name, "actor": actor} | READ)


def founded(actor: str, since: str, until: str = "") -> Organisation:
    row = {"actor": actor, "name": actor, "kind": "forum", "founded": since, "dissolved": until}
    return Organisation.model_validate(row | READ)


def named(of: World, meeting_id: str, actor: str, who: str) -> World:
    parts = tuple(
        part.model_copy(update={"person": who}) if (part.meeting, part.actor) == (meeting_id, actor) else part
        for part in of.participations
    )
    return replace(of, participations=parts)


DENETHOR = replace(
    named(world(("GON", "ROH"), visit("v", "GON", "ROH", day="2020-06-01")), "v", "GON", "Denethor"),
    persons=(person("Denethor"),),
)


def keeping(*rows: Embassy, states: Iterable[str | State] = "AB") -> World:
    return replace(world(states), embassies=rows)


CASES: dict[str, tuple[World, str, Weight]] = {
    "ends before it begins": (
        world("A", organisations=[organisation("O")], memberships=[member("O", "A", "2010-01-01", "2009-01-01")]),
        "dead interval",
        Weight.FAULT,
    ),
    "a meeting that ends before it begins": (
        world("AB", visit("v", "A", "B", day="2020-06-02", end="2020-06-01")),
        "dead interval",
        Weight.FAULT,
    ),
    "a member before founding": (
        world("A", organisations=[founded("O", "2001")], memberships=[member("O", "A", "2000-12-31")]),
        "before founding",
        Weight.DOUBT,
    ),
    "a member after the end": (
        world("A", organisations=[founded("O", "1990", "2001")], memberships=[member("O", "A", "2003")]),
        "after dissolution",
        Weight.FAULT,
    ),
    "a member before there was a state": (
        world([state("A", exists_since="1991-12-16")], memberships=[member("O", "A", "1990")]),
        "before statehood",
        Weight.DOUBT,
    ),
    "a visit after the state had ended": (
        world([state("A", exists_until="1991-12-26"), "B"], visit("v", "A", "B", day="2020-06-01")),
        "after statehood",
        Weight.DOUBT,
    ),
    "member and observer at once": (
        world("A", memberships=[member("O", "A", "2000"), member("O", "A", "2005", role="observer")]),
        "contradictory roles",
        Weight.FAULT,
    ),
    "two heads of state": (
        replace(world(("GON",)), posts=(post("denethor", "2000", "2010"), post("faramir", "2005", "2012"))),
        "two in one post",
        Weight.FAULT,
    ),
    "one acting while the other was away": (
        replace(world(("GON",)), posts=(post("denethor", "2000"), post("faramir", "2005", "2006", acting="yes"))),
        "two in one post",
        Weight.DOUBT,
    ),
    "named on a day outside the post": (
        replace(DENETHOR, posts=(post("denethor", "2000", "2010"),)),
        "outside post",
        Weight.DOUBT,
    ),
    "the same meeting twice": (
        world("AB", visit("v", "A", "B", day="2020-06-01"), visit("w", "A", "B", day="2020-06-01")),
        "twice",
        Weight.DOUBT,
    ),
    "nobody but the host": (world("A", meeting("summit", "s", "A", {"A": "host"})), "nobody there", Weight.DOUBT),
    "an embassy in its own state": (keeping(embassy("A", "A", "2000")), "embassy at home", Weight.FAULT),
    "two embassies of one pair": (
        keeping(embassy("A", "B", "2000"), embassy("A", "B", "2005", kind="high_commission")),
        "two embassies",
        Weight.FAULT,
    ),
    "a stand-in beside an embassy": (
        keeping(embassy("A", "B", "", seen="2019"), embassy("A", "B", "2005", kind="interests_section")),
        "two embassies",
        Weight.FAULT,
    ),
    "two embassies, one disputed": (
        keeping(embassy("A", "B", "2000"), embassy("A", "B", "2005", disputed="yes")),
        "two embassies",
        Weight.DOUBT,
    ),
    "an embassy that closed before it opened": (
        keeping(embassy("A", "B", "2005", "2004")),
        "dead interval",
        Weight.FAULT,
    ),
    "an embassy without any date": (keeping(embassy("A", "B")), "embassy undated", Weight.DOUBT),
    "an embassy before there was a host": (
        keeping(embassy("A", "B", "1990"), states=["A", state("B", exists_since="1991-12-16")]),
        "before statehood",
        Weight.DOUBT,
    ),
    "an embassy after its sender had ended": (
        keeping(embassy("A", "B", "1995"), states=[state("A", exists_until="1991-12-26"), "B"]),
        "after statehood",
        Weight.DOUBT,
    ),
    "a front page as source of an embassy": (
        keeping(embassy("A", "B", "2000", source_url="https://example.org")),
        "weak source",
        Weight.DOUBT,
    ),
    "a front page as source": (
        world("A", memberships=[member("O", "A").model_copy(update={"source_url": "https://example.org/"})]),
        "weak source",
        Weight.DOUBT,
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_each_check_sees_its_fault(case: str) -> None:
    of, check, weight = CASES[case]
    assert [(each.check, each.weight) for each in audit(of)] == [(check, weight)]


SOUND: dict[str, World] = {
    "a world without faults": middle_earth(),
    "a role that follows another": world(
        "A", memberships=[member("O", "A", "2000", "2005-06-01", role="observer"), member("O", "A", "2005-06-01")]
    ),
    "a successor on the same day": replace(
        world(("GON",)), posts=(post("denethor", "2000", "2010-03-01"), post("faramir", "2010-03-01"))
    ),
    "a day within the post": replace(DENETHOR, posts=(post("denethor", "2000"),)),
    "dates that may mean either order": world("A", memberships=[member("O", "A", "2010", "2010")]),
    "an embassy that closed and reopened": keeping(
        embassy("A", "B", "", "2016-01"), embassy("A", "B", "2023-08-06"), embassy("B", "A", "2000")
    ),
    "a liaison office that became an embassy": keeping(
        embassy("A", "B", "1973-05", "1979-03", kind="liaison_office"), embassy("A", "B", "1979-03")
    ),
    "the same pair on another day": world(
        "AB", visit("v", "A", "B", day="2020-06-01"), visit("w", "A", "B", day="2021-06-01")
    ),
}


@pytest.mark.parametrize("name", SOUND)
def test_sound_facts_pass(name: str) -> None:
    assert audit(SOUND[name]) == ()


def test_both_sides_of_a_dispute_are_doubts_only() -> None:
    rows = [member("O", "A", "2000"), member("O", "A", "2005", role="observer").model_copy(update={"disputed": True})]
    (found,) = audit(world("A", memberships=rows))
    assert found == Finding(
        "contradictory roles",
        Weight.DOUBT,
        "memberships:O/A/member/2000",
        "overlaps with memberships:O/A/observer/2005",
    )


def test_tables_are_counted_with_disputed_rows_and_sources() -> None:
    rows = [member("O", "A"), member("O", "B").model_copy(update={"disputed": True})]
    counted = {each.table: each for each in fullness(world("AB", memberships=rows))}
    assert (counted["memberships"].rows, counted["memberships"].disputed, counted["memberships"].sources) == (2, 1, 1)
    assert counted["posts"].rows == 0
    assert counted["posts"].first_read is None


def test_what_is_thin_is_said() -> None:
    said = {(each.subject, each.said) for each in thin(middle_earth())}
    assert ("GON", "no visits before 2018") in said
    assert ("GON", "no head of state or government recorded") in said


def test_states_whose_visits_are_collected_and_whose_embassies_are_not_are_thin() -> None:
    full = Coverage.model_validate({"layer": "visits", "actor": "A", "extent": "full", "since": "2013"})
    rows = (embassy("A", "B", "2000"), embassy("A", "B", "1990", "1999", kind="interests_section"))
    of = replace(world("AB", covered=[full]), embassies=rows)
    said = "embassies with 1 states abroad and of 0 at home"
    assert Thin("A", said) in thin(of)
    assert Thin("A", said) not in thin(of, least_embassies=0)
    assert "B" not in {each.subject for each in thin(of) if "embassies" in each.said}


def test_the_packaged_facts_hold_no_contradiction(world: World) -> None:
    assert [each for each in audit(world) if each.weight == Weight.FAULT] == []
