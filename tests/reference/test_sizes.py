"""What must hold of the packaged sizes."""

from __future__ import annotations

from datetime import date

import pytest

from keystone_states.model.rows import Size
from keystone_states.world import World


def latest(world: World, actor: str, column: str) -> Size:
    rows = [row for row in world.sizes if row.actor == actor and getattr(row, column) is not None]
    return max(rows, key=lambda row: row.year)


def test_most_states_of_today_have_a_population_and_a_gdp(world: World) -> None:
    for column in ("population", "gdp"):
        assert len({row.actor for row in world.sizes if getattr(row, column) is not None}) >= 185


def test_every_row_says_something_and_where_it_was_read(world: World) -> None:
    for row in world.sizes:
        assert row.population is not None or row.gdp is not None, row.evidence_id
        assert row.read_on == date(2026, 11, 24)
        assert row.source_url.startswith("https://github.com/")
        assert row.note
        assert 2010 <= row.year <= row.read_on.year


def test_a_converted_gdp_is_the_one_the_note_gives(world: World) -> None:
    for row in world.sizes:
        if row.gdp is not None:
            assert row.gdp == pytest.approx(float(row.note.split("read as ")[1].split()[0]) * 1e9)


def test_the_giants_are_giants(world: World) -> None:
    for actor in ("CHN", "IND"):
        assert (latest(world, actor, "population").population or 0) > 1.3e9
    usa = latest(world, "USA", "gdp")
    assert usa.gdp is not None
    assert usa.gdp > (2e13 if usa.year >= 2018 else 1.7e13)
    assert usa.gdp == max(row.gdp for row in world.sizes if row.year == usa.year and row.gdp is not None)


@pytest.mark.parametrize(
    ("actor", "people", "dollars"),
    [("KAZ", (17e6, 22e6), (1.5e11, 4e11)), ("TUV", (5e3, 2e4), (2e7, 2e8)), ("CHE", (8e6, 10e6), (6e11, 1.2e12))],
)
def test_plausible_ranges(world: World, actor: str, people: tuple[float, float], dollars: tuple[float, float]) -> None:
    assert people[0] < (latest(world, actor, "population").population or 0) < people[1]
    assert dollars[0] < (latest(world, actor, "gdp").gdp or 0) < dollars[1]


def test_what_was_not_read_stays_missing(world: World) -> None:
    assert not [row for row in world.sizes if row.actor == "NOR" and row.population is not None]
    assert not [row for row in world.sizes if row.actor == "VAT" and row.gdp is not None]
