from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import worlds
from keystone_states.errors import BadInputError, StoreError, UnknownNameError
from keystone_states.layers import LAYERS
from keystone_states.measures import measure
from keystone_states.report.brief import make_brief
from keystone_states.report.jsonform import as_json
from keystone_states.study import HEADLINES, Recipe, Study, make_recipe, read_recipe
from keystone_states.world import World
from worlds import coverage, member, visit

BRIDGING, REACH = measure("bridging"), measure("reach")


def study(of: World | None = None, **recipe: Any) -> Study:
    """A study of Middle-earth from 2018 to 2022 between Gondor and Mordor, without intervals."""
    base = {"as_of": "2022-12-31", "since": "2018-01-01", "poles": ["GON", "MOR"], "draws": 0, "timeline_from": 2020}
    return Study(make_recipe({**base, **recipe}), of or worlds.middle_earth())


# Recipes


def recipe_file(folder: Path, text: str) -> Path:
    path = folder / "study.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_recipe_is_read_from_toml(tmp_path: Path) -> None:
    found = read_recipe(recipe_file(tmp_path, 'as_of = 2022-10-13\npoles = ["USA", "CHN"]\n[least_ties]\nvisits = 3\n'))
    assert (found.as_of, found.poles, found.least_ties) == (date(2022, 10, 13), ("USA", "CHN"), {"visits": 3})


def test_an_empty_recipe_is_the_default_recipe(tmp_path: Path) -> None:
    assert read_recipe(recipe_file(tmp_path, "")) == Recipe()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ({"polse": ["USA"]}, r"no key 'polse'; there are title, as_of, .*poles"),
        (
            {"measures": ["bridging", "centrality"]},
            r"centrality.*there are reach, spread, bridging, convening, intermediation, corridor_value, exposure",
        ),
        ({"layers": ["trade"]}, r"trade.*there are visits, forums, mediation"),
        ({"level_weights": {"king": 1.0}}, r"king.*head_of_state"),
        ({"as_of": "2022-13-01"}, r"as_of is '2022-13-01'"),
        ({"years": 0}, r"years is 0; .*greater than or equal to 1"),
        ({"draws": -1}, r"draws is -1"),
        ({"rotation_weight": 1.5}, r"rotation_weight is 1.5"),
        ({"mandate_roles": ["mediator", "host"]}, r"host is no mandate; expected roles such as mediator"),
        ({"mandate_roles": ["wizard"]}, r"mandate_roles.*wizard.*mediator"),
        ({"largest_forum": 1}, r"largest_forum is 1"),
        ({"poles": []}, r"poles is \[\]"),
        ({"layers": []}, r"layers is \[\]"),
        ({"measures": []}, r"measures is \[\]"),
        ({"seed": "lucky"}, r"seed is 'lucky'"),
    ],
    ids=lambda each: next(iter(each)) if isinstance(each, dict) else "",
)
def test_a_recipe_that_cannot_be_run_is_refused_with_what_was_given_and_what_exists(
    content: dict[str, Any], told: str
) -> None:
    with pytest.raises(BadInputError, match=told):
        make_recipe(content)


def test_the_refusal_names_the_file(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match=r"study\.toml: no key 'polse'"):
        read_recipe(recipe_file(tmp_path, 'polse = ["USA"]'))


def test_a_file_that_is_not_toml_is_refused_with_the_line(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match=r"study\.toml: not TOML .*line 2"):
        read_recipe(recipe_file(tmp_path, "years = 5\npoles = [USA\n"))


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "study.toml"
    path.write_bytes(b'title = "\xff"')
    with pytest.raises(BadInputError, match=r"study\.toml: not TOML"):
        read_recipe(path)


def test_a_missing_recipe_is_refused_with_its_path(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"cannot read the recipe .*none\.toml"):
        read_recipe(tmp_path / "none.toml")


def test_a_pole_named_twice_counts_once() -> None:
    assert make_recipe({"poles": ["USA", "CHN", "USA"]}).poles == ("USA", "CHN")


def test_a_recipe_has_a_digest_that_changes_with_it() -> None:
    assert make_recipe({"years": 5}).digest == Recipe().digest != make_recipe({"years": 6}).digest


def test_a_recipe_may_change_the_weight_of_one_level() -> None:
    found = study(level_weights={"official": 0.1})
    assert found.network.layer("visits").weight.size > 0


@pytest.mark.parametrize("weight", [-1.0, float("nan")])
def test_a_level_cannot_weigh_less_than_nothing(weight: float) -> None:
    weights = {level.value: weight for level in Recipe().level_weights}
    with pytest.raises(BadInputError, match="level_weights"):
        make_recipe({"level_weights": weights})


def test_least_ties_of_an_unknown_layer_are_refused() -> None:
    with pytest.raises(BadInputError, match="trade"):
        make_recipe({"least_ties": {"trade": 3}})


# Windows


def test_by_default_the_window_is_five_years_up_to_the_day_the_facts_were_read() -> None:
    found = Study(make_recipe({"poles": ["GON"]}), worlds.middle_earth())
    assert found.world.cut_off == date(2023, 1, 1)
    assert (found.window.start, found.window.as_of) == (date(2018, 1, 2), date(2023, 1, 1))


def test_the_length_of_the_window_is_a_choice() -> None:
    found = Study(make_recipe({"poles": ["GON"], "as_of": "2020-02-29", "years": 3}), worlds.middle_earth())
    assert found.window.start == date(2017, 3, 1)


def test_an_empty_window_is_refused() -> None:
    with pytest.raises(BadInputError, match=r"2024-01-01 to 2022-12-31 is empty"):
        study(since="2024-01-01")


@pytest.mark.parametrize("key", ["as_of", "since"])
@pytest.mark.parametrize("day", ["1815-12-31", "2101-01-01"])
def test_a_day_outside_the_state_system_is_refused(key: str, day: str) -> None:
    with pytest.raises(BadInputError, match=rf"{key} is .*{day} lies outside 1816-01-01 to 2100-12-31"):
        make_recipe({key: day})


def test_a_timeline_that_begins_after_the_study_shows_its_last_year() -> None:
    assert list(study(timeline_from=2050).yearly_windows()) == [study().window]


def test_yearly_windows_are_as_long_as_the_studys_own_and_end_with_it() -> None:
    found = study(as_of="2022-10-13", since="2017-10-14", timeline_from=2020)
    windows = list(found.yearly_windows())
    assert [each.as_of for each in windows] == [date(2020, 12, 31), date(2021, 12, 31), date(2022, 10, 13)]
    assert {each.end - each.start for each in windows} == {found.window.end - found.window.start}
    assert windows[-1] == found.window


# Studies


def test_an_unknown_pole_is_refused_with_what_was_given() -> None:
    with pytest.raises(UnknownNameError, match=r"'SAURON' to be a pole; expected ISO"):
        study(poles=["GON", "SAURON"])


def test_an_unknown_actor_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="'SAURON'"):
        study().profile("SAURON")


def test_a_state_of_another_time_is_refused_with_its_dates() -> None:
    fallen = worlds.state("NUM", exists_since="1900", exists_until="2010-05-01")
    found = replace(worlds.middle_earth(), states=(*worlds.middle_earth().states, fallen))
    with pytest.raises(UnknownNameError, match=r"NUM.* did not exist on 2022-12-31, only from 1900 to 2010-05-01"):
        study(found).profile("NUM")


def test_the_same_recipe_gives_the_same_bytes() -> None:
    one, two = (as_json(make_brief(study(worlds.middle_earth(), draws=20), "SHI")) for _ in range(2))
    assert one == two
    assert json.loads(one)["manifest"]["recipe_sha256"] == study(draws=20).recipe.digest


def test_another_seed_moves_intervals_and_no_value() -> None:
    one, two = (study(draws=20, seed=seed).score("SHI", "visits", BRIDGING) for seed in (1, 2))
    assert one.value == two.value
    assert one.interval != two.interval


def test_the_brief_of_an_uncovered_state_is_valid_json_without_numbers() -> None:
    lonely = replace(worlds.middle_earth(), states=(*worlds.middle_earth().states, worlds.state("ERE")))
    found = json.loads(as_json(make_brief(study(lonely), "ERE")), parse_constant=pytest.fail)
    assert {row["value"] for row in found["profile"]} == {None}


def test_the_headline_measure_of_a_layer_comes_first() -> None:
    first = {}
    for layer, each in study().pairs:
        first.setdefault(layer.name, each.name)
    assert first == {layer.name: HEADLINES[layer.name] for layer in LAYERS if not layer.counts}  # no events are loaded
    assert (first["visits"], first["mediation"], first["alignment"]) == ("bridging", "convening", "voice")


def test_only_layers_and_measures_of_the_recipe_are_taken() -> None:
    found = study(layers=["visits"], measures=["reach", "convening"])
    assert [(layer.name, each.name) for layer, each in found.pairs] == [("visits", "reach")]


def test_states_with_too_few_ties_are_not_ranked() -> None:
    assert study(least_ties={"visits": 4}).score("SHI", "visits", BRIDGING).rank == 1
    assert study(least_ties={"visits": 5}).score("SHI", "visits", BRIDGING).rank is None


def test_organisations_are_scored_and_not_ranked() -> None:
    base = worlds.middle_earth()
    came = worlds.world(base.states, visit("w", "WEST", "SHI"), organisations=base.organisations)
    found = replace(
        base, meetings=base.meetings + came.meetings, participations=base.participations + came.participations
    )
    west = study(found, least_ties={}).score("WEST", "visits", BRIDGING)
    assert (west.value, west.rank) == (0.0, None)


def test_partner_shares_sum_to_one_the_largest_first() -> None:
    shares = study().partner_shares("SHI", "visits")
    assert sum(shares.values()) == pytest.approx(1.0)
    assert list(shares.values()) == sorted(shares.values(), reverse=True)


def test_an_actor_without_ties_has_no_partner_shares() -> None:
    assert study().partner_shares("SAURON", "visits") == {}


def test_bridged_blocs_say_between_whom() -> None:
    blocs = study().bridged_blocs("SHI", "visits")
    assert sum(blocs.values()) == pytest.approx(1.0)
    assert next(iter(blocs)) == ("GON", "MOR")


# Course and movers


def test_the_course_has_one_point_per_year() -> None:
    course = study().course("SHI", "visits", BRIDGING)
    assert [point.window.as_of.year for point in course] == [2020, 2021, 2022]
    assert all(point.value is not None for point in course)


def test_the_course_notes_windows_that_begin_before_facts_were_collected() -> None:
    late = replace(worlds.middle_earth(), coverage=(coverage("visits", "2017-06"),))
    notes = [point.note for point in study(late).course("SHI", "visits", BRIDGING)]
    early = "the window begins before 2017-06-01, from when facts were collected systematically"
    assert notes == [early, early, ""]


def test_coverage_of_the_actor_itself_goes_before_that_of_all() -> None:
    rows = (coverage("visits", "2030"), coverage("visits", "1990", actor="SHI"))
    found = study(replace(worlds.middle_earth(), coverage=rows))
    assert {point.note for point in found.course("SHI", "visits", BRIDGING)} == {""}
    assert {point.note for point in found.course("GON", "visits", BRIDGING)} != {""}


def test_the_course_names_no_year_9999() -> None:
    found = study(replace(worlds.middle_earth(), coverage=()))
    assert not any("9999" in point.note for point in found.course("SHI", "visits", BRIDGING))


def one_decisive_visit() -> World:
    """Until Mordor came in 2021, the Shire dealt with Gondor's side alone."""
    return worlds.world(
        ("SHI", "GON", "ROH", "MOR"),
        visit("gon-2018", "GON", "SHI", day="2018-03-01"),
        visit("roh-2020", "ROH", "SHI", day="2020-03-01"),
        visit("mor-2021", "MOR", "SHI", day="2021-03-01"),
        visit("gon-2021", "GON", "SHI", day="2021-09-01"),
        positions={"SHI": 0.0, "GON": 1.0, "ROH": 1.0, "MOR": -1.0},
    )


def test_movers_name_the_decisive_visit() -> None:
    movers = study(one_decisive_visit()).movers("SHI", "visits", BRIDGING, top=1)
    assert [(mover.year, mover.evidence[0]) for mover in movers] == [(2021, "meetings:mor-2021")]


def test_a_mover_is_the_value_with_the_meeting_less_the_value_without() -> None:
    found = study(one_decisive_visit())
    (mover,) = found.movers("SHI", "visits", BRIDGING, top=1)
    with_it = found.course("SHI", "visits", BRIDGING)[1].value
    assert mover.change == pytest.approx(with_it)
    assert with_it == pytest.approx(2 * 0.25 * 0.75 * 2)


def joined_by(role: str) -> World:
    """A forum of the Shire and Gondor's side which Mordor joins in 2021."""
    return worlds.world(
        ("SHI", "GON", "ROH", "MOR"),
        organisations=[worlds.organisation("COUNCIL")],
        memberships=[
            *(member("COUNCIL", actor, "2001") for actor in ("SHI", "GON", "ROH")),
            member("COUNCIL", "MOR", "2021-07-01", role=role),
        ],
        positions={"SHI": 0.0, "GON": 1.0, "ROH": 1.0, "MOR": -1.0},
    )


@pytest.mark.parametrize("role", ["member", "associate", "treaty_party"])
def test_movers_name_a_forums_new_members(role: str) -> None:
    (mover,) = study(joined_by(role), as_of="2021-12-31").movers("SHI", "forums", REACH)
    assert mover.year == 2021
    assert f"memberships:COUNCIL/MOR/{role}/2021-07-01" in mover.evidence


def test_movers_of_convening_name_the_talks() -> None:
    movers = study(timeline_from=2020).movers("SHI", "mediation", measure("convening"))
    assert [(mover.year, mover.evidence[0]) for mover in movers] == [(2020, "meetings:shi-talks-2022")]


def test_the_manifest_says_what_the_result_was_computed_from() -> None:
    found = study().manifest()
    assert found["window"] == {"first_day": "2018-01-01", "last_day": "2022-12-31"}
    assert found["rows"]["meetings"] == len(worlds.middle_earth().meetings)
    assert found["positions_years"] == [2019, 2019]


def test_theta_gives_only_known_positions() -> None:
    lonely = replace(worlds.middle_earth(), states=(*worlds.middle_earth().states, worlds.state("ERE")))
    found = study(lonely)
    assert "ERE" in found.network.actors
    assert set(found.theta) == {"GON", "ROH", "SHI", "ARN", "MOR", "HAR"}
    assert not np.isnan(list(found.theta.values())).any()


def test_the_recipe_says_which_roles_are_mandates() -> None:
    """Rohan's talks: the Shire mediates between two parties."""

    def mandates(**recipe: Any) -> float:
        beside = study(**recipe).score("SHI", "mediation", measure("intermediation")).beside
        return next(each.value for each in beside if each.label == "mandates")

    assert mandates() == 1.0
    assert mandates(mandate_roles=["guarantor"]) == 0.0
    assert mandates(mandate_roles=["party", "mediator"]) == pytest.approx(1 / 3)
