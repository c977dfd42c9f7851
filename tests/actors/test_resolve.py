from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keystone_states.actors.registry import Registry, fold
from keystone_states.actors.resolve import Resolution, Status, resolve, state_or_raise
from keystone_states.errors import UnknownNameError
from keystone_states.world import World

NOW = "2026-01-01"


def find(name: str, day: str, registry: Registry) -> Resolution:
    return resolve(name, date.fromisoformat(day), registry=registry)


@pytest.mark.parametrize(
    ("name", "day", "actor"),
    [
        ("Guinea", NOW, "GIN"),
        ("Guinea-Bissau", NOW, "GNB"),
        ("the Kremlin", "2020-05-01", "RUS"),
        ("the Kremlin", "1985-05-01", "SUN"),
        ("Beijing", NOW, "CHN"),
        ("Türkiye", NOW, "TUR"),
        ("Turkey", NOW, "TUR"),
        ("TURKEY", NOW, "TUR"),
        ("turkey", NOW, "TUR"),
        ("Holy See", NOW, "VAT"),
        ("the Vatican", NOW, "VAT"),
        ("EU", NOW, "EU"),
        ("European Union", NOW, "EU"),
        ("SCO", NOW, "SCO"),
        ("Shanghai Cooperation Organization", NOW, "SCO"),
        ("OSCE", NOW, "OSCE"),
        ("Kazakhs", NOW, "KAZ"),
        ("Uzbek", NOW, "UZB"),
        ("KAZ", NOW, "KAZ"),
        ("ROM", NOW, "ROU"),
        ("Soviet Union", "1985-05-01", "SUN"),
        ("Ivory Coast", NOW, "CIV"),
        ("Burma", NOW, "MMR"),
        ("South Korea", NOW, "KOR"),
        ("DR Congo", NOW, "COD"),
        ("  kazakhstan ", NOW, "KAZ"),
        ("Moscow", "1985-05-01", "SUN"),
        ("Belgrade", NOW, "SRB"),
        ("Serbian", NOW, "SRB"),
    ],
)
def test_a_name_resolves_to_an_actor_with_its_reason(registry: Registry, name: str, day: str, actor: str) -> None:
    found = find(name, day, registry)
    assert (found.status, found.actor) == (Status.RESOLVED, actor)
    assert f"({actor})" in found.reason


@pytest.mark.parametrize(
    ("name", "day", "actors"),
    [
        ("Georgia", NOW, {"GEO", "USA"}),
        ("Congo", NOW, {"COG", "COD"}),
        ("Korea", NOW, {"KOR", "PRK"}),
        ("Macedonia", "2018-01-01", {"MKD", "GRC"}),
        ("Macedonia", "2024-01-01", {"MKD", "GRC"}),
    ],
)
def test_a_shared_name_is_ambiguous_with_its_candidates(
    registry: Registry, name: str, day: str, actors: set[str]
) -> None:
    found = find(name, day, registry)
    assert found.status is Status.AMBIGUOUS
    assert found.actor is None
    assert {each.actor for each in found.candidates} == actors
    assert all(each.reason in found.reason for each in found.candidates)


def test_guinea_names_the_states_of_which_it_is_only_part(registry: Registry) -> None:
    candidates = {each.actor: each.partial for each in find("Guinea", NOW, registry).candidates}
    assert candidates == {"GIN": False, "GNB": True, "GNQ": True, "PNG": True}


@pytest.mark.parametrize(
    ("name", "day", "in_use"),
    [
        ("Nur-Sultan", "2018-01-01", False),
        ("Nur-Sultan", "2019-03-23", True),
        ("Nur-Sultan", "2020-01-01", True),
        ("Nur-Sultan", "2022-09-17", False),
        ("Nur-Sultan", "2024-01-01", False),
        ("Astana", "2000-01-01", True),
        ("Astana", "2020-01-01", False),
        ("Astana", "2022-09-17", True),
        ("Astana", "2023-01-01", True),
        ("Akmola", "1998-01-01", True),
        ("Akmola", "2020-01-01", False),
    ],
)
def test_the_capital_stands_for_kazakhstan_and_says_when_it_was_not_so_called(
    registry: Registry, name: str, day: str, in_use: bool
) -> None:
    found = find(name, day, registry)
    assert found.actor == "KAZ"
    assert (f"not on {day}" in found.reason) is not in_use
    assert found.candidates[0].in_use is in_use


@pytest.mark.parametrize(
    ("name", "day", "actor", "post"),
    [
        ("Tokayev", "1995-01-01", "KAZ", "Minister of Foreign Affairs"),
        ("Tokayev", "2012-01-01", "UN", "Geneva"),
        ("Tokayev", "2020-01-01", "KAZ", "President"),
        ("Xi Jinping", "2022-09-14", "CHN", "President"),
        ("Zelensky", "2022-09-14", "UKR", "President"),
        ("Zelenskyy", "2022-09-14", "UKR", "President"),
        ("Касым-Жомарт Токаев", "2020-01-01", "KAZ", "President"),
        ("Pope Francis", "2022-09-14", "VAT", "Pope"),
    ],
)
def test_a_person_stands_for_whom_he_served_on_the_day(
    registry: Registry, name: str, day: str, actor: str, post: str
) -> None:
    found = find(name, day, registry)
    assert (found.status, found.actor) == (Status.RESOLVED, actor)
    assert found.person
    assert post in found.reason
    assert day in found.reason


def test_a_person_without_a_post_on_the_day_says_so(registry: Registry) -> None:
    found = find("Zelensky", "2015-01-01", registry)
    assert found.actor == "UKR"
    assert "held no recorded post on 2015-01-01" in found.reason


@pytest.mark.parametrize(("name", "meant"), [("Kazakstann", "KAZ"), ("Uzbekstan", "UZB"), ("Kyrgystan", "KGZ")])
def test_a_misspelt_name_is_unknown_with_suggestions(registry: Registry, name: str, meant: str) -> None:
    found = find(name, NOW, registry)
    assert found.status is Status.UNKNOWN
    assert found.actor is None
    assert meant in {each.actor for each in found.candidates}
    with pytest.raises(UnknownNameError, match=rf"did you mean .*{meant}"):
        state_or_raise(name, date.fromisoformat(NOW), registry=registry)


def test_a_name_like_no_other_is_unknown(registry: Registry) -> None:
    found = find("Zzzzqqqq", NOW, registry)
    assert (found.status, found.actor, found.candidates) == (Status.UNKNOWN, None, ())


def test_an_ambiguous_name_is_refused_with_the_codes_to_choose_from(registry: Registry) -> None:
    with pytest.raises(UnknownNameError, match=r"'Congo'.*CO[GD].*CO[GD]"):
        state_or_raise("Congo", date.fromisoformat(NOW), registry=registry)


SHARED_NAMES = {
    "Georgia": "also a state of the United States",
    "Congo": "two states share it",
    "Samoa": "also American Samoa",
}


def living(world: World) -> list[tuple[str, str, date]]:
    """Each state's own names with a day on which it existed."""
    return [
        (name, row.actor, date.fromisoformat(NOW) if row.exists_until is None else row.exists_since.first())
        for row in world.states
        if row.exists_until is None or row.exists_since
        for name in {row.name, row.official_name, row.actor}
    ]


def test_every_state_is_found_by_its_names_and_code_on_a_day_it_exists(world: World, registry: Registry) -> None:
    wrong = {
        name: (actor, found.status.value, found.actor)
        for name, actor, day in living(world)
        if (found := resolve(name, day, registry=registry)).actor != actor and name not in SHARED_NAMES
    }
    assert wrong == {}


def test_the_exceptions_are_ambiguous_and_hold_the_state_among_their_candidates(
    world: World, registry: Registry
) -> None:
    for name, actor, day in living(world):
        if name in SHARED_NAMES:
            found = resolve(name, day, registry=registry)
            assert found.status is Status.AMBIGUOUS
            assert actor in {each.actor for each in found.candidates}


def test_every_cameo_code_finds_its_state(world: World, registry: Registry) -> None:
    codes = [(row.cameo, row.actor) for row in world.states if row.cameo and row.exists_until is None]
    assert len(codes) > 180
    assert {code for code, actor in codes if find(code, NOW, registry).actor != actor} == set()


def test_every_organisation_is_found_by_name_abbreviation_and_identifier(world: World, registry: Registry) -> None:
    wrong = {
        name
        for row in world.organisations
        for name in (row.name, row.abbreviation, row.actor)
        if name and find(name, NOW, registry).actor != row.actor
    }
    assert wrong == set()


def test_every_reason_leads_to_a_row_with_a_source(world: World, registry: Registry) -> None:
    for name in ("Kazakhstan", "Astana", "the Kremlin", "Tokayev", "ROM", "SCO", "Congo"):
        for each in find(name, NOW, registry).candidates:
            assert world.by_evidence[each.evidence].source_url  # type: ignore[attr-defined]


@given(st.text(max_size=20))
def test_any_text_resolves_or_does_not_without_fault(registry: Registry, name: str) -> None:
    found = find(name, NOW, registry)
    assert (found.actor is not None) is (found.status is Status.RESOLVED)
    assert found.reason


@given(st.text(max_size=30))
def test_folding_twice_is_folding_once(name: str) -> None:
    assert fold(fold(name)) == fold(name) or fold(name).startswith("the ")


@pytest.mark.parametrize(
    ("written", "folded"),
    [("Türkiye", "turkiye"), ("The Gambia", "gambia"), ("U.S.A.", "usa"), ("Côte d’Ivoire", "cote divoire")],
)
def test_folding_drops_accents_case_and_full_stops(written: str, folded: str) -> None:
    assert fold(written) == folded
