from __future__ import annotations

import xml.etree.ElementTree as ElementTree

import pytest

from keystone_states.corridors.routing import Routes, route
from keystone_states.report.figures import bridges, map, profile, routes, svg, timeline
from roads import middle_earth


def _well_formed(figure: object) -> ElementTree.Element:
    return ElementTree.fromstring(str(figure))


def test_text_and_attributes_are_escaped() -> None:
    drawn = svg.figure("f", 10, 10, "<b>", '"&', [svg.text(0, 0, "<script>"), svg.tag("g", id='"><x')])
    assert _well_formed(drawn) is not None
    assert "<script>" not in drawn
    assert "&lt;script&gt;" in drawn


def test_profile_names_every_bar_for_those_who_do_not_see_it() -> None:
    drawn = profile.draw([profile.Bar("a: b", 40.0, None, "rank 1 of 2"), profile.Bar("c", None, None, "")], name="N")
    said = _well_formed(drawn).find("{http://www.w3.org/2000/svg}desc")
    assert said is not None
    assert said.text == "a: b percentile 40, rank 1 of 2; c not ranked"


def test_a_year_without_a_value_is_a_gap_not_a_zero() -> None:
    points = [
        timeline.Point(2020, 1.0, 0.5, 1.5, False),
        timeline.Point(2021, None, None, None, False),
        timeline.Point(2022, 2.0, 1.0, 3.0, True),
    ]
    drawn = timeline.draw("t", points, title="T", unit="u")
    tree = _well_formed(drawn)
    lines = [each for each in tree.iter("{http://www.w3.org/2000/svg}path") if each.get("fill") == "none"]
    assert len(lines) == 2
    assert "2021: nothing recorded" in drawn


def test_the_map_is_centred_on_the_state_and_skips_one_without_a_point() -> None:
    drawn = map.draw("KAZ", {"CHN": 0.6, "RUS": 0.4}, name="Kazakhstan", names={"CHN": "China", "RUS": "Russia"})
    assert drawn is not None
    _well_formed(drawn)
    assert "China 60%" in drawn
    assert map.draw("XYZ", {}, name="X", names={}) is None


@pytest.mark.parametrize(
    "code", ["KAZ", "RUS", "USA", "CHN", "SGP", "VAT", "TUV", "XKX", "PSE", "TWN", "KIR", "FJI", "NZL"]
)
def test_every_state_can_be_the_centre(code: str) -> None:
    assert _well_formed(map.draw(code, {"KAZ": 1.0}, name=code, names={})) is not None


def test_the_map_knows_every_state_of_the_registry(kaz: object) -> None:
    states = [row.actor for row in kaz.study.world.states if row.exists_until is None]  # type: ignore[attr-defined]
    assert [each for each in states if each not in map.atlas()["points"]] == []


def test_arcs_join_the_pairs_that_are_bridged() -> None:
    nodes = [bridges.Node("A", "Aland", -1.0, 0.5), bridges.Node("B", "Bland", 1.0, 0.5)]
    drawn = bridges.draw(nodes, [bridges.Arc("A", "B", 0.4)], name="C", own=0.0)
    assert "Aland and Bland" in drawn
    _well_formed(drawn)


def _routes(**more: object) -> Routes:
    found = route(middle_earth(), "hobbiton", "minas-tirith", **more)  # type: ignore[arg-type]
    assert isinstance(found, Routes)
    return found


def test_a_map_of_routes_draws_every_stretch_and_names_both_ends() -> None:
    found = _routes(k=2)
    drawn = routes.draw(found.found, middle_earth().places, title="T")
    tree = _well_formed(drawn)
    lines = [each for each in tree.iter("{http://www.w3.org/2000/svg}path") if each.get("fill") == "none"]
    assert len(lines) == sum(len(each.stretches) for each in found.found)
    assert "Hobbiton" in str(drawn)
    assert "Minas Tirith" in str(drawn)
    inside = [float(each.get("cx", -1)) for each in tree.iter("{http://www.w3.org/2000/svg}circle")]
    assert inside
    assert all(0 < x < map.WIDTH for x in inside)


def test_a_place_without_coordinates_leaves_no_gap_in_the_line() -> None:
    known = middle_earth().places
    bare = {key: row.model_copy(update={"lat": None}) if row.kind == "border" else row for key, row in known.items()}
    drawn = routes.draw(_routes().found, bare, title="T")
    lines = [
        each for each in _well_formed(drawn).iter("{http://www.w3.org/2000/svg}path") if each.get("fill") == "none"
    ]
    ends = [(each.get("d", "").split(" L")[0][1:], each.get("d", "").split("L")[-1].strip()) for each in lines]
    assert len(ends) == 2, "Hobbiton to Edoras, and on to Minas Tirith"
    assert ends[0][1] == ends[1][0].strip()


def test_there_is_no_map_of_places_that_are_nowhere() -> None:
    bare = {key: row.model_copy(update={"lat": None}) for key, row in middle_earth().places.items()}
    assert routes.draw(_routes().found, bare, title="T") is None
