"""Readers of Correlates of War data and of ATOP: small files typed by hand, and the real ones where they are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from keystone_states.errors import BadInputError, StoreError
from keystone_states.model.rows import Role
from keystone_states.sources import atop, cow_contiguity, cow_igo
from keystone_states.sources.cow_igo import IgoMembership
from keystone_states.witness import by_cow, names_of
from keystone_states.world import World
from worlds import state, world

NUMBERS = {1: "GON", 2: "MOR"}
NAMES = {"gondor": "GON", "mordor": "MOR"}


def find(number: int, day: date) -> str | None:
    return NUMBERS.get(number)


def table(path: Path, header: str, rows: Sequence[str]) -> Path:
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def igo(folder: Path, *rows: str) -> Path:
    return table(folder / "igo.csv", "ioname,year,state,status", rows)


def test_memberships_of_a_year_are_read_and_every_other_row_counted(tmp_path: Path) -> None:
    rows = ["SCO,2014,gondor,1", "SCO,2014,mordor,3", "CIS,2014,gondor,0", "SCO,2014,rohan,1"]
    rows += ["SCO,2013,gondor,1", "WHITE,2014,gondor,1", "SCO,2014,gondor,-9", "SCO,2014,gondor,7"]
    found = cow_igo.load(igo(tmp_path, *rows), year=2014, iso3=NAMES.get)
    assert found.memberships == (IgoMembership("SCO", "GON", Role.MEMBER), IgoMembership("SCO", "MOR", Role.OBSERVER))
    assert (found.read, found.accepted) == (8, 3)
    assert found.rejected == {
        "state not known": 1,
        "another year": 1,
        "organisation not held here": 1,
        "status missing": 2,
    }


def test_alliances_of_a_year_keep_their_obligations(tmp_path: Path) -> None:
    header = "ccode1,ccode2,year,atop_defense,atop_offense,atop_neutral,atop_nonagg,atop_consul"
    rows = ["1,2,2014,1,0,0,1,0", "2,1,2014,0,0,0,0,0", "1,9,2014,1,1,1,1,1", "1,2,2013,1,1,1,1,1"]
    found = atop.load(table(tmp_path / "atop.csv", header, rows), year=2014, by_cow=find)
    assert found.alliances == (atop.Alliance("GON", "MOR", ("defense", "nonagg")),)
    assert found.rejected == {"no obligation": 1, "state not known": 1, "another year": 1}
    assert found.read == found.accepted + sum(found.rejected.values())


def test_land_neighbours_on_a_day(tmp_path: Path) -> None:
    header = "ccode1,ccode2,conttype,stdate,enddate"
    rows = ["1,2,1,2000-01-01,2010-12-31", "2,1,4,2000-01-01,2016-12-31", "1,9,1,2000-01-01,2016-12-31", "1,2,0,,"]
    found = cow_contiguity.load(table(tmp_path / "contdir.csv", header, rows), by_cow=find)
    assert found.land_neighbours("GON", date(2005, 1, 1)) == ("MOR",)
    assert found.land_neighbours("GON", date(2011, 1, 1)) == ()
    assert found.land_neighbours("MOR", date(2005, 1, 1)) == (), "across water"
    assert found.read == len(found.rows) + sum(found.rejected.values())


def test_a_file_of_another_kind_is_refused_with_the_column_it_lacks(tmp_path: Path) -> None:
    path = table(tmp_path / "other.csv", "a,b", ["1,2"])
    with pytest.raises(BadInputError, match=r"other.csv has no column 'ioname'; expected ioname, state, status, year"):
        cow_igo.load(path, year=2014, iso3=NAMES.get)


@pytest.mark.parametrize("content", [None, b"\x00\x01 no parquet"])
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "igo.parquet"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(StoreError, match=r"igo\.parquet"):
        cow_igo.load(path, year=2014, iso3=NAMES.get)


def test_a_number_passes_from_a_state_to_its_successor() -> None:
    held = by_cow(
        world([state("SUN", cow=365, exists_until="1991-12-26"), state("RUS", cow=365, exists_since="1991-12-26")])
    )
    assert (held(365, date(1990, 1, 1)), held(365, date(1992, 1, 1)), held(1, date(1992, 1, 1))) == ("SUN", "RUS", None)


@pytest.mark.samples
def test_the_real_files_are_read_whole(samples: Path, world: World) -> None:
    memberships = cow_igo.load(samples / "igo/igo_membership_long.parquet", year=2014, iso3=names_of(world).get)
    assert memberships.read == 2_901_237 == memberships.accepted + sum(memberships.rejected.values())
    assert "state not known" not in memberships.rejected
    alliances = atop.load(samples / "alliances/atop_alliance.parquet", year=2014, by_cow=by_cow(world))
    assert alliances.read == 273_296
    kazakh = {each.partner: each.obligations for each in alliances.alliances if each.actor == "KAZ"}
    assert "defense" in kazakh["RUS"]
    assert kazakh["CHN"] == ("nonagg", "consul")
    borders = cow_contiguity.load(samples / "alliances/cow_contdir.parquet", by_cow=by_cow(world))
    assert borders.land_neighbours("KAZ", date(2014, 1, 1)) == ("CHN", "KGZ", "RUS", "TKM", "UZB")
