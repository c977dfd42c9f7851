from __future__ import annotations

import pytest

from keystone_states import ontology
from keystone_states.actors.crosswalk import Crosswalk
from keystone_states.errors import BadRowError
from keystone_states.world import World


@pytest.fixture(scope="module")
def crosswalk(world: World) -> Crosswalk:
    return Crosswalk.of(world)


@pytest.mark.parametrize(
    ("scheme", "code", "actor", "state"),
    [
        ("cameo", "ROM", "ROU", True),
        ("cameo", "ROU", "ROU", True),
        ("cameo", "MTN", "MNE", True),
        ("cameo", "GZS", "PSE", True),
        ("fips", "CH", "CHN", True),
        ("fips", "GM", "DEU", True),
        ("fips", "SZ", "CHE", True),
        ("cow", "365", "RUS", True),
        ("cow", "345", "SRB", True),
        ("iso2", "KZ", "KAZ", True),
        ("iso3", "KAZ", "KAZ", True),
        ("groups", "EEC", "EU", False),
        ("groups", "PSE", "PSE", True),
    ],
)
def test_codes_name_actors(crosswalk: Crosswalk, scheme: str, code: str, actor: str, state: bool) -> None:
    (found,) = [each for each in crosswalk.codes if (each.scheme, each.code) == (scheme, code)]
    assert (found.actor, found.state) == (actor, state)


def test_each_code_of_a_scheme_names_one_actor(crosswalk: Crosswalk) -> None:
    keys = [(each.scheme, each.code) for each in crosswalk.codes]
    assert len(keys) == len(set(keys))


def test_regions_name_no_actor(crosswalk: Crosswalk) -> None:
    assert not {each.code for each in crosswalk.codes if each.scheme == "cameo"} & set(ontology.event_actors().regions)


@pytest.mark.parametrize(
    ("name", "actor"),
    [
        ("Russian Federation", "RUS"),
        ("Occupied Palestinian Territory", "PSE"),
        ("the former Yugoslav Republic of Macedonia", "MKD"),
        ("Moldova, Republic of", "MDA"),
        ("CÔTE D’IVOIRE", "CIV"),
        ("Gondor", None),
        ("Moscow", None),
        ("Russians", None),
    ],
)
def test_names_of_states_and_of_nothing_else(crosswalk: Crosswalk, name: str, actor: str | None) -> None:
    assert crosswalk.named(name) == actor


def test_an_ontology_that_names_no_actor_is_refused(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    given = ontology.event_actors().model_copy(update={"groups": {"GON": "GONDOR"}})
    monkeypatch.setattr(ontology, "event_actors", lambda: given)
    with pytest.raises(BadRowError, match=r"event_actors\.yaml: groups\.GON is 'GONDOR'"):
        Crosswalk.of(world)
