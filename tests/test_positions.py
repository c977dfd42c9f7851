from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

import worlds
from keystone_states.layers.contract import LayerChoices
from keystone_states.positions import UNIVERSAL, Positions, codes_of, fit_positions
from keystone_states.sources.un_votes import RollCalls
from worlds import member, position, state

DAY = date(2022, 10, 13)
PACKAGED = worlds.packaged()
YEARS = sorted({row.year for row in PACKAGED.positions})


def of_year(year: int) -> dict[str, float]:
    return {row.actor: row.theta for row in PACKAGED.positions if row.year == year}


# The packaged table


def test_the_table_covers_every_year_from_1991_to_2019() -> None:
    assert list(range(1991, 2020)) == YEARS


@pytest.mark.parametrize("year", YEARS)
def test_the_united_states_stand_highest(year: int) -> None:
    thetas = of_year(year)
    assert max(thetas, key=lambda actor: thetas[actor]) == "USA"


@pytest.mark.parametrize("year", YEARS)
def test_signs_are_as_expected(year: int) -> None:
    thetas = of_year(year)
    assert all(thetas[actor] > 0 for actor in ("USA", "GBR", "FRA", "ISR"))
    assert all(thetas[actor] < 0 for actor in ("CHN", "CUB", "PRK", "IRN"))


def test_the_scale_is_standardised() -> None:
    thetas = np.array([row.theta for row in PACKAGED.positions])
    assert thetas.mean() == pytest.approx(0.0, abs=0.05)
    assert thetas.std() == pytest.approx(1.0, abs=0.05)


def test_every_standard_error_is_positive_and_every_row_has_votes() -> None:
    assert all(row.se > 0 and row.votes > 0 for row in PACKAGED.positions)


def test_every_position_is_of_a_state_that_existed_in_that_year() -> None:
    for row in PACKAGED.positions:
        actor = PACKAGED.actors[row.actor]
        assert actor.exists_until is None or row.year <= actor.exists_until.year  # type: ignore[union-attr]


def test_the_votes_of_czechoslovakia_in_1992_are_its_own() -> None:
    """Czechoslovakia cast 73 votes in 1992; the Federal Republic of Yugoslavia none before 2000."""
    votes = {row.actor: row.votes for row in PACKAGED.positions if row.year == 1992}
    assert votes.get("CSK") == 73
    assert "SCG" not in votes


@pytest.mark.parametrize("actor", ["USA", "CHN", "KAZ", "RUS"])
def test_a_year_after_the_data_carries_the_last_value(actor: str) -> None:
    found = Positions(PACKAGED)
    assert found.last_year == 2019
    assert found.at(actor, DAY) == of_year(2019)[actor]
    assert found.evidence(actor, DAY) == (f"positions:{actor}/2019",)


def test_the_european_union_stands_at_the_mean_of_its_members_of_that_day() -> None:
    found = Positions(PACKAGED)
    for day, number in ((date(2018, 6, 1), 28), (DAY, 27)):
        members = [row.actor for row in PACKAGED.members("EU", day)]
        assert len(members) == number
        assert found.at("EU", day) == pytest.approx(np.mean([found.at(actor, day) for actor in members]))
    assert "positions:GBR/2019" not in found.evidence("EU", DAY)


@pytest.mark.parametrize("everybody", ["UN", "WTO"])
def test_a_body_of_nearly_everybody_stands_for_no_side(everybody: str) -> None:
    found = Positions(PACKAGED)
    assert len(PACKAGED.members(everybody, DAY)) > UNIVERSAL
    assert (found.at(everybody, DAY), found.se(everybody, DAY), found.evidence(everybody, DAY)) == (None, 0.0, ())


def test_universal_is_what_the_forums_leave_out_by_default() -> None:
    assert LayerChoices(level_weights={}).largest_forum == UNIVERSAL


@pytest.mark.parametrize(("number", "theta"), [(UNIVERSAL, 1.0), (UNIVERSAL + 1, None)])
def test_the_line_is_drawn_after_the_sixtieth_member_with_a_position(number: int, theta: float | None) -> None:
    names = [f"S{each:02d}" for each in range(number)]
    rows = [position(each, 1.0, 2018) for each in names]
    members = [member("ALL", each) for each in (*names, "ERE")]
    found = worlds.world(
        [*names, "ERE"], organisations=[worlds.organisation("ALL")], memberships=members, positions=rows
    )
    assert Positions(found).at("ALL", date(2019, 6, 1)) == theta


def test_the_holy_see_has_no_position() -> None:
    found = Positions(PACKAGED)
    assert (found.at("VAT", DAY), found.row("VAT", DAY), found.evidence("VAT", DAY)) == (None, None, ())


def test_there_is_no_position_before_the_first() -> None:
    assert Positions(PACKAGED).at("KAZ", date(1991, 12, 31)) is None


# Small worlds


def two_years() -> Positions:
    rows = [position("GON", 1.0, 2018, 0.3), position("GON", 2.0, 2020, 0.4), position("ROH", 0.0, 2018, 0.3)]
    members = [member("WEST", "GON", "2000"), member("WEST", "ROH", "2000", "2020"), member("WEST", "ERE", "2000")]
    found = worlds.world(
        ["GON", "ROH", "ERE"], organisations=[worlds.organisation("WEST")], memberships=members, positions=rows
    )
    return Positions(found)


@pytest.mark.parametrize(
    ("day", "theta"),
    [
        (date(2017, 12, 31), None),
        (date(2018, 1, 1), 1.0),
        (date(2019, 12, 31), 1.0),
        (date(2020, 1, 1), 2.0),
        (date(2030, 1, 1), 2.0),
    ],
)
def test_the_latest_earlier_year_is_in_force(day: date, theta: float | None) -> None:
    assert two_years().at("GON", day) == theta


def test_an_organisation_stands_at_the_mean_of_its_members_with_a_position() -> None:
    found = two_years()
    assert found.at("WEST", date(2019, 6, 1)) == pytest.approx(0.5)
    assert found.at("WEST", date(2020, 6, 1)) == pytest.approx(2.0)
    assert found.evidence("WEST", date(2019, 6, 1)) == ("positions:GON/2018", "positions:ROH/2018")


def test_the_standard_error_of_a_mean_is_smaller_and_that_of_nothing_is_nothing() -> None:
    found = two_years()
    assert found.se("WEST", date(2019, 6, 1)) == pytest.approx(np.sqrt(0.3**2 + 0.3**2) / 2)
    assert found.se("GON", date(2020, 6, 1)) == pytest.approx(0.4)
    assert found.se("ERE", date(2020, 6, 1)) == 0.0


def test_a_world_without_positions_has_none() -> None:
    assert Positions(worlds.world(["GON"])).at("GON", DAY) is None


@pytest.mark.parametrize(
    ("code", "year", "actor"),
    [("YU", 1991, "YUG"), ("CS", 1991, "CSK"), ("CS", 2003, "SCG"), ("RS", 2007, "SRB"), ("NA", 1995, "NAM"),
     ("RS", 2005, None), ("XX", 2000, None), ("", 2000, None)],
)  # fmt: skip
def test_a_code_means_the_state_that_had_it_in_that_year(code: str, year: int, actor: str | None) -> None:
    assert codes_of(PACKAGED)(code, year) == actor


def test_no_code_means_no_state() -> None:
    assert codes_of(worlds.world(["NUM"]))("", 2000) is None


def test_of_two_states_with_one_code_in_a_year_the_one_that_began_it_is_meant() -> None:
    found = worlds.world(
        [state("OLD", iso2="ZZ", exists_until="2000-06-01"), state("NEW", iso2="ZZ", exists_since="2000-06-01")]
    )
    assert [codes_of(found)("ZZ", year) for year in (1999, 2000, 2001)] == ["OLD", "OLD", "NEW"]


# Fitting


def ballots() -> RollCalls:
    """Two camps of five over two years: one votes yes where the other votes no, each with a waverer."""
    rng = np.random.default_rng(4)
    states = ("AAA", "BBB", "CCC", "DDD", "USA", "VVV", "WWW", "XXX", "YYY", "ZZZ")
    state, item = (each.ravel() for each in np.indices((10, 40)))
    west = state < 5
    choice = np.where(west == (item % 2 == 0), 2, 0)
    choice = np.where(rng.random(len(choice)) < np.where(np.isin(state, (4, 9)), 0.02, 0.15), 1, choice)
    return RollCalls(states, (2001, 2002), state, item // 20, item, choice, read=len(choice))


def test_the_anchor_is_positive_and_so_is_its_camp() -> None:
    rows = fit_positions(ballots(), source_url="https://example.org", read_on=DAY)
    west = {row.actor for row in rows if row.theta > 0}
    assert west == {"AAA", "BBB", "CCC", "DDD", "USA"}


def test_a_fit_gives_one_row_per_state_and_year_with_its_votes() -> None:
    rows = fit_positions(ballots(), source_url="https://example.org", read_on=DAY)
    assert len(rows) == 20
    assert {row.votes for row in rows} == {20}
    assert {row.year for row in rows} == {2001, 2002}
    assert all(row.se > 0 and row.read_on == DAY for row in rows)


def test_a_year_in_which_a_state_did_not_vote_has_no_row() -> None:
    votes = ballots()
    kept = ~((votes.state == 0) & (votes.year == 1))
    fewer = replace(votes, **{name: getattr(votes, name)[kept] for name in ("state", "year", "item", "choice")})
    rows = fit_positions(fewer, source_url="https://example.org", read_on=DAY)
    assert {row.year for row in rows if row.actor == "AAA"} == {2001}
