from __future__ import annotations

import pytest

from keystone_states.corridors.places import find_place, fold, great_circle
from keystone_states.errors import UnknownNameError
from roads import PLACES, place

KNOWN = {
    row.place: row
    for row in (
        *PLACES,
        place("xian", "CHN", name="Xi'an", aliases="Hsi-an;西安"),
        place("malaszewicze", "POL", name="Małaszewicze"),
        place("brest-by", "BLR", name="Brest"),
        place("brest-fr", "FRA", name="Brest"),
    )
}


@pytest.mark.parametrize("name", ["xian", "Xi'an", "Xi’an", "XI AN", "hsian", "西安"])
def test_a_name_is_found_however_it_is_spelled(name: str) -> None:
    assert find_place(name, KNOWN).place == "xian"


def test_an_alias_is_a_name() -> None:
    assert find_place("tower of guard", KNOWN).place == "minas-tirith"
    assert find_place("malaszewicze", KNOWN) is find_place("MAŁASZEWICZE", KNOWN)


def test_a_shared_name_is_ambiguous_and_its_id_is_not() -> None:
    with pytest.raises(UnknownNameError, match=r"ambiguous: brest-by \(Brest, BLR\), brest-fr \(Brest, FRA\)"):
        find_place("Brest", KNOWN)
    assert find_place("brest-fr", KNOWN).actor == "FRA"


def test_a_near_miss_gets_three_suggestions_at_most() -> None:
    with pytest.raises(UnknownNameError, match=r"did you mean minas-tirith") as refused:
        find_place("Minas Tirit", KNOWN)
    assert str(refused.value).count("(") <= 3


def test_what_is_much_further_off_than_the_nearest_is_not_suggested() -> None:
    known = KNOWN | {row.place: row for row in (place("duisburg", "DEU"), place("jaber", "SYR"))}
    with pytest.raises(UnknownNameError, match=r"did you mean duisburg \(Duisburg, DEU\)\?"):
        find_place("Duisberg", known)
    assert find_place("Malaszewicze", known).place == "malaszewicze"


def test_a_name_like_no_other_points_to_the_list() -> None:
    with pytest.raises(UnknownNameError, match="keystone data show places"):
        find_place("##", KNOWN)


def test_an_empty_fold_matches_nothing() -> None:
    assert fold("--") == ""
    with pytest.raises(UnknownNameError):
        find_place("--", KNOWN)


def test_the_great_circle() -> None:
    quarter = great_circle(place("pole", "INT", lat=90, lon=0), place("null", "INT", lat=0, lon=50))
    assert quarter == pytest.approx(10_007.557, abs=0.01)
    assert great_circle(place("a", "INT", lat=1, lon=1), place("b", "INT")) is None
    assert great_circle(PLACES[0], PLACES[0]) == 0
