from __future__ import annotations

import xml.etree.ElementTree as ElementTree

import pytest

from keystone_states.report.figures import bridges, map, profile, svg, timeline


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
