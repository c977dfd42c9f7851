from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from keystone_states.report import words
from keystone_states.report.brief import Brief, course_words, make_brief, missions_lists, missions_words
from keystone_states.report.jsonform import as_data, as_json
from keystone_states.session import open_study

_OUTSIDE = {"manifest", "units"}  # counts of rows and settings, not scores


def numbers(node: Any, above: tuple[dict[str, Any], ...] = ()) -> Iterator[tuple[Any, tuple[dict[str, Any], ...]]]:
    """Every number of the JSON with the objects it stands in, innermost first."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key not in _OUTSIDE:
                yield from numbers(value, (node, *above))
    elif isinstance(node, list):
        for value in node:
            yield from numbers(value, above)
    elif isinstance(node, int | float) and not isinstance(node, bool):
        yield node, above


def test_every_number_has_unit_window_and_evidence_and_every_evidence_id_a_source(kaz: Brief) -> None:
    data = as_data(kaz)
    found = list(numbers(data))
    assert len(found) > 500
    for number, above in found:
        for needed in ("unit", "window", "evidence"):
            holder = next((each for each in above if needed in each), None)
            assert holder is not None, f"{number} has no {needed}"
            assert holder[needed] or holder.get("value", 0) is None, (needed, above[0])
    ids = {each for _, above in found for each in next(a for a in above if "evidence" in a)["evidence"]}
    assert len(ids) > 200
    for each in ids:
        assert data["evidence"][each]["source_url"].startswith(("http://", "https://"))


def test_parts_sum_to_the_value(kaz: Brief) -> None:
    for row in kaz.covered:
        assert sum(part.value for part in row.score.parts) == pytest.approx(row.score.value, abs=1e-9)


def test_same_recipe_same_bytes(kaz: Brief, tmp_path: Any) -> None:
    again = make_brief(open_study(store=tmp_path, draws=50), "KAZ")
    assert as_json(again) == as_json(kaz)


def test_the_motivating_case_is_in_the_evidence_of_autumn_2022(tmp_path: Any) -> None:
    brief = make_brief(open_study(store=tmp_path, as_of="2022-10-13", draws=0), "KAZ")
    told = " | ".join(line.text for line in brief.evidence.values())
    for each in ("2022-09-14", "Congress of Leaders", "Xi Jinping", "Francis"):
        assert each in told


def test_poles_and_window_change_the_study(kaz: Brief, tmp_path: Any) -> None:
    other = make_brief(open_study(store=tmp_path, as_of="2018-12-31", poles=("USA", "TUR"), draws=0), "KAZ")
    reach = other.row("reach", "visits")
    assert reach is not None
    assert [part.label for part in reach.score.parts] == ["USA", "TUR"]
    assert other.study.window.as_of.year == 2018


@pytest.mark.parametrize("actor", ["KAZ", "UZB", "TUR", "CHE", "USA", "MNG", "VAT", "TUV", "BLZ", "PRK"])
def test_every_state_has_a_brief_in_every_form(actor: str, kaz: Brief) -> None:
    from keystone_states.report.html import as_html
    from keystone_states.report.markdown import as_markdown

    brief = make_brief(kaz.study, actor)
    name = kaz.study.world.name(actor)
    assert name in as_html(brief)
    assert name in as_markdown(brief)
    assert json.loads(as_json(brief))["name"] == name


def test_a_state_outside_all_channels_is_said_to_be_so(kaz: Brief) -> None:
    brief = make_brief(kaz.study, "BLZ")
    assert not brief.covered
    assert {"diplomacy", "forums", "mediation", "corridors", "energy"} <= set(brief.not_covered)
    assert "cannot be placed" in brief.sentence


def test_doors_are_told_alike_in_every_form(kaz: Brief) -> None:
    from keystone_states.report.html import as_html
    from keystone_states.report.markdown import as_markdown

    page, text = as_html(kaz), as_markdown(kaz)
    assert [door.cargo.value for door in kaz.doors.found] == ["containers", "oil", "gas"]
    for door in kaz.doors.found:
        assert f"{words.amount(door.today.value)} {door.unit}" in page
        assert f"{words.amount(door.today.value)} {door.unit}" in text
        for each in door.refusals:
            assert f"without {kaz.study.world.name(each.neighbour)}: {words.amount(each.worth.value)}" in text
    told = as_data(kaz)["doors"]
    assert told[0]["today"]["value"] == kaz.doors.found[0].today.value
    assert told[0]["today"]["share"]["value"] == pytest.approx(kaz.row("corridor_value", "corridors").score.value)  # type: ignore[union-attr]


def test_russia_loses_its_own_transit_and_a_state_that_nothing_touches_says_so(kaz: Brief) -> None:
    from keystone_states.report.markdown import as_markdown

    russia = make_brief(kaz.study, "RUS")
    assert "Its own transit refused by sanctions" in as_markdown(russia)
    assert russia.doors.found[0].barred.value == 0
    assert "nothing is claimed" in as_markdown(make_brief(kaz.study, "TUV"))


def test_a_course_of_transit_says_that_its_years_rest_on_different_traffic(kaz: Brief) -> None:
    said = {course.layer.name: course_words(course) for course in kaz.courses}
    energy = next(course for course in kaz.courses if course.layer.name == "energy")
    counts = [point.n for point in energy.points if point.value is not None]
    assert f"stand {counts[0]} pairs of places" in said["energy"]
    assert said["energy"].endswith(f" {counts[-1]}.")
    assert not said["visits"]


def test_embassies_are_told_alike_in_every_form_and_move_no_score(kaz: Brief) -> None:
    from keystone_states.report.html import as_html
    from keystone_states.report.markdown import as_markdown

    told = as_data(kaz)["embassies"]
    page, text = as_html(kaz), as_markdown(kaz)
    assert told["abroad"]["value"] == len(told["abroad"]["evidence"]) >= 38
    assert "RUS" in told["abroad"]["actors"]
    assert set(told["both_ways"]) == set(told["abroad"]["actors"]) & set(told["hosted"]["actors"])
    for form in (page, text):
        assert f"{told['abroad']['value']} abroad and {told['hosted']['value']} in Kazakhstan" in form
        assert "not on file, which does not say that it has no embassy" in form
        assert "Kazakhstan: embassy in Moscow, Russia" in form
    scored = {each for row in kaz.rows for each in row.score.evidence}
    assert not [each for each in scored if each.startswith("embassies:")]


def test_a_state_without_embassies_on_file_has_no_count_rather_than_0(kaz: Brief) -> None:
    none = as_data(make_brief(kaz.study, "KIR"))["embassies"]
    assert (none["abroad"]["value"], none["hosted"]["value"]) == (None, None)
    words_of_it = missions_words(make_brief(kaz.study, "KIR"))
    assert words_of_it == "No embassy of Kiribati or in it is on file, which does not say that there is none."


def test_closed_embassies_and_stand_ins_are_named(kaz: Brief) -> None:
    told = missions_lists(make_brief(kaz.study, "GEO"))
    assert [said for said, _ in told["stand-ins"]] == [
        "Georgia: interests section in Moscow, Russia since 2009-03-05",
        "Russia: interests section in Tbilisi, Georgia since 2009-03-05",
    ]
    assert "Russia: embassy in Tbilisi, Georgia since 1992, closed 2008-09" in [
        said for said, _ in told["closed, none open since"]
    ]
