"""The embassies of a state on a day: what counts, what only stands in, what closed, and what the packaged rows say."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keystone_states.embassies import Missions, embassies
from keystone_states.model.relations import Embassy, EmbassyKind
from keystone_states.world import World
from worlds import embassy, world

DAY = date(2020, 6, 1)
STATES = ("ARN", "GON", "MOR", "ROH")


def of(rows: Sequence[Embassy], actor: str, day: date = DAY) -> Missions:
    return embassies(replace(world(STATES), embassies=tuple(rows)), actor, day=day)


def partners(found: Missions) -> tuple[list[str], list[str]]:
    return [row.host for row in found.abroad], [row.sender for row in found.hosted]


@pytest.mark.parametrize(
    ("since", "until", "seen", "is_open"),
    [
        ("2000", "", "", True),
        ("2020-06-01", "", "", True),
        ("2020-06-02", "", "", False),
        ("2000", "2020-06-02", "", True),
        ("2000", "2020-06-01", "", False),
        ("", "", "2019", True),
        ("", "", "2021", False),
        ("", "2020-06-02", "2019", True),
        ("", "2016-01", "2016-01", False),
        ("1995", "", "2021", True),
        ("", "", "", False),
        ("", "2030", "", False),
    ],
)
def test_a_mission_is_open_from_its_opening_or_the_day_it_was_seen(
    since: str, until: str, seen: str, is_open: bool
) -> None:
    assert embassy("GON", "ROH", since, until, seen=seen).open_on(DAY) is is_open


def test_embassies_are_counted_by_state_and_stand_ins_apart() -> None:
    rows = [
        embassy("GON", "ROH", "2000"),
        embassy("GON", "ARN", "1990", kind="high_commission"),
        embassy("ROH", "GON", "2001", kind="nunciature"),
        embassy("GON", "MOR", "2002", kind="interests_section"),
        embassy("ARN", "ROH", "1990"),
    ]
    found = of(rows, "GON")
    assert partners(found) == (["ARN", "ROH"], ["ROH"])
    assert found.both_ways == ("ROH",)
    assert [row.host for row in found.stand_ins] == ["MOR"]
    assert found.closed == ()
    assert len(found.rows) == 4
    assert found.sources == ("https://example.org/red-book",)


def test_a_pair_without_a_row_is_not_on_file() -> None:
    assert of([embassy("ARN", "ROH", "1990")], "GON").rows == ()


def test_a_closed_embassy_is_named_until_one_opens_again() -> None:
    rows = [
        embassy("GON", "MOR", "1990", "2001"),
        embassy("GON", "MOR", "2010", "2016-01"),
        embassy("GON", "MOR", "2023-08-06"),
        embassy("MOR", "GON", "", "2016-01"),
    ]
    between = of(rows, "GON")
    assert [str(row.until) for row in between.closed] == ["2016-01", "2016-01"], "the last of each pair"
    assert partners(between) == ([], [])
    after = of(rows, "GON", date(2024, 1, 1))
    assert partners(after) == (["MOR"], [])
    assert [row.sender for row in after.closed] == ["MOR"]
    assert of(rows, "GON", date(2000, 1, 1)).closed == ()


def test_both_sides_of_a_dispute_count_once() -> None:
    rows = [embassy("GON", "ROH", "2000"), embassy("GON", "ROH", "2005", disputed="yes")]
    assert partners(of(rows, "GON")) == (["ROH"], [])


def dates() -> st.SearchStrategy[str]:
    return st.integers(1990, 2030).map(str) | st.just("")


@st.composite
def rows_of(draw: st.DrawFn) -> list[Embassy]:
    pairs = draw(st.lists(st.tuples(st.sampled_from(STATES), st.sampled_from(STATES)), max_size=12))
    return [
        embassy(sender, host, draw(dates()), draw(dates()), seen=draw(dates()), kind=draw(st.sampled_from(EmbassyKind)))
        for sender, host in pairs
        if sender != host
    ]


@given(rows=rows_of(), day=st.dates(date(1989, 1, 1), date(2031, 1, 1)))
def test_what_is_sent_is_received_and_nothing_is_open_and_closed(rows: list[Embassy], day: date) -> None:
    found = {actor: of(rows, actor, day) for actor in STATES}
    sent = {(actor, row.host) for actor, each in found.items() for row in each.abroad}
    received = {(row.sender, actor) for actor, each in found.items() for row in each.hosted}
    assert sent == received
    assert len(sent) == sum(len(each.abroad) for each in found.values()), "a pair counts once"
    for actor, each in found.items():
        opened = {(row.sender, row.host) for row in (*each.abroad, *each.hosted)}
        assert not opened & {(row.sender, row.host) for row in each.closed}
        assert all(actor in (row.sender, row.host) for row in each.rows)
        assert all(row.open_on(day) for row in (*each.abroad, *each.hosted, *each.stand_ins))


@given(rows=rows_of(), day=st.dates(date(1989, 1, 1), date(2031, 1, 1)))
def test_a_row_of_others_changes_nothing(rows: list[Embassy], day: date) -> None:
    own = [row for row in rows if "ARN" in (row.sender, row.host)]
    assert of(own, "ARN", day) == of(rows, "ARN", day)


def on_file(of_world: World, actor: str, day: str) -> Missions:
    return embassies(of_world, actor, day=date.fromisoformat(day))


def test_the_packaged_rows_are_many_and_every_state_named_exists(world: World) -> None:
    assert len(world.embassies) >= 600
    assert {each for row in world.embassies for each in (row.sender, row.host)} <= {row.actor for row in world.states}
    assert all(row.since or row.until or row.seen for row in world.embassies)


@pytest.mark.parametrize(
    ("sender", "host", "day", "is_open"),
    [
        ("USA", "KAZ", "1992-02-02", False),
        ("USA", "KAZ", "1992-02-03", True),
        ("USA", "UZB", "1992-03-16", True),
        ("USA", "IRN", "1979-06-01", True),
        ("USA", "IRN", "1990-01-01", False),
        ("USA", "AFG", "2021-08-30", True),
        ("USA", "AFG", "2021-08-31", False),
        ("RUS", "UKR", "2022-02-23", True),
        ("RUS", "UKR", "2022-02-24", False),
        ("AZE", "IRN", "2023-06-01", False),
        ("AZE", "IRN", "2024-07-15", True),
        ("SAU", "IRN", "2020-01-01", False),
        ("SAU", "IRN", "2023-08-06", True),
        ("IRN", "SAU", "2023-06-06", True),
        ("RUS", "GEO", "2008-01-01", True),
        ("RUS", "GEO", "2020-01-01", False),
        ("ISR", "TKM", "2023-04-20", True),
        ("KAZ", "RUS", "2022-09-14", True),
        ("TJK", "KGZ", "2002-07-02", True),
    ],
)
def test_embassies_anybody_can_look_up(world: World, sender: str, host: str, day: str, is_open: bool) -> None:
    found = on_file(world, sender, day)
    assert (host in {row.host for row in found.abroad}) is is_open
    assert (sender in {row.sender for row in on_file(world, host, day).hosted}) is is_open


def test_interests_sections_are_no_embassies(world: World) -> None:
    assert [row.host for row in on_file(world, "USA", "2020-01-01").stand_ins] == ["IRN"]
    assert {row.sender for row in on_file(world, "GEO", "2020-01-01").stand_ins} == {"GEO", "RUS"}


def test_data_show_lists_missions_of_and_in_a_state(cli: Callable[..., Any]) -> None:
    rows = list(csv.DictReader(cli("data", "show", "embassies", "--actor", "TJK", "--format", "csv").out.splitlines()))
    assert {"TJK"} < {row["sender"] for row in rows}
    assert all("TJK" in (row["sender"], row["host"]) for row in rows)
    assert {row["host"] for row in rows if row["sender"] == "TJK"} >= {"RUS", "KGZ", "USA"}
