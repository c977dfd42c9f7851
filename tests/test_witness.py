"""The facts beside an outside dataset: what agrees, what does not, and why where it is known."""

from __future__ import annotations

from pathlib import Path

import pytest

from keystone_states.errors import BadInputError
from keystone_states.witness import Comparison, Disagreement, compare_igo
from keystone_states.world import World
from worlds import member, organisation, state, world

HERE = world(
    [state("GON", name="Gondor"), state("MOR", name="Mordor"), state("SHI", name="The Shire")],
    organisations=[organisation("SCO"), organisation("OSCE"), organisation("CIS")],
    memberships=[
        member("SCO", "GON"),
        member("SCO", "MOR", role="observer"),
        member("SCO", "SHI", "2000", "2010"),
        member("OSCE", "GON"),
        member("OSCE", "MOR", role="partner"),
    ],
)
ROWS = ["SCO,2014,gondor,1", "SCO,2014,mordor,1", "SCO,2014,theshire,0", "OSCE,2014,gondor,1", "CIS,2014,gondor,1"]


def compared(folder: Path, rows: list[str], year: int = 2014) -> Comparison:
    path = folder / "igo.csv"
    path.write_text("\n".join(["ioname,year,state,status", *rows]) + "\n", encoding="utf-8")
    return compare_igo(HERE, path, year=year)


def test_what_agrees_and_what_does_not(tmp_path: Path) -> None:
    found = compared(tmp_path, ROWS)
    assert found.organisations == ("OSCE", "SCO"), "the CIS has no memberships here"
    assert found.agreed == 2
    assert found.disagreements == (Disagreement("SCO", "MOR", "observer", "member", ""),)
    assert found.share == pytest.approx(2 / 3)
    assert found.read == found.accepted + sum(found.rejected.values())


def test_a_year_outside_the_data_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="year 2015 is not covered"):
        compared(tmp_path, ROWS, year=2015)


@pytest.mark.samples
def test_every_disagreement_with_the_real_data_of_2014_has_its_reason(samples: Path, world: World) -> None:
    found = compare_igo(world, samples / "igo/igo_membership_long.parquet", year=2014)
    assert [each for each in found.disagreements if not each.why] == []
    assert {"CICA", "CIS", "CSTO", "ECO", "EU", "OSCE", "SCO"} <= set(found.organisations)
