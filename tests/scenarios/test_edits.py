"""Scenarios as data: what can be said, what is refused, and the library that comes with Keystone."""

from __future__ import annotations

from pathlib import Path

import pytest

from keystone_states.errors import BadInputError, StoreError, UnknownNameError
from keystone_states.scenarios.edits import EDITS
from keystone_states.scenarios.scenario import Scenario, library, make_scenario, open_scenario


def scenario(*edits: dict[str, object]) -> Scenario:
    return make_scenario({"name": "test", "edits": list(edits)}, where="test")


def test_every_kind_of_edit_is_told_by_its_word() -> None:
    words = {each.model_fields["do"].annotation.__args__[0] for each in EDITS}  # type: ignore[union-attr]
    assert words == {"close", "sanction", "open", "slow", "price", "capacity", "add", "join", "leave", "remove"}


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        ({"do": "close"}, "says nowhere; give ids, line, strait, state, border or mode"),
        ({"do": "shut", "state": "RUS"}, "does not match any of the expected tags"),
        ({"do": "close", "stait": "suez"}, "Extra inputs are not permitted"),
        ({"do": "slow", "mode": "rail", "factor": 0}, "greater than 0"),
        ({"do": "capacity", "mode": "rail", "teu": -1}, "greater than or equal to 0"),
        ({"do": "close", "mode": "balloon"}, "should be 'rail', 'road', 'sea', 'ferry' or 'river'"),
        ({"do": "join", "actor": "KAZ"}, "Field required"),
    ],
)
def test_an_edit_that_cannot_be_read_is_refused_with_its_key(edit: dict[str, object], said: str) -> None:
    with pytest.raises(BadInputError, match=said):
        scenario(edit)


def test_the_library_holds_the_named_scenarios_and_each_can_be_read() -> None:
    assert {
        "russian-transit-sanctioned",
        "suez-closed",
        "caspian-ports-doubled",
        "china-kyrgyzstan-uzbekistan-opened",
        "cpc-stopped",
        "ukraine-gas-transit-ended",
    } <= set(library())
    for name in library():
        found = open_scenario(name)
        assert found.question.endswith(("?", "."))
        assert found.edits


def test_a_file_is_read_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('name = "mine"\n[[edits]]\ndo = "close"\nstrait = "hormuz"\n', encoding="utf-8")
    assert open_scenario(str(path)).name == "mine"


@pytest.mark.parametrize(
    ("name", "content", "error", "said"),
    [
        ("nothing", None, UnknownNameError, "no scenario 'nothing'; there are caspian-ports-doubled"),
        ("gone.toml", None, StoreError, "cannot read the scenario"),
        ("bad.toml", "name = ", BadInputError, "bad.toml: not TOML"),
        ("key.toml", 'name = "x"\ndance = 1\n', BadInputError, "key.toml: dance is 1"),
    ],
)
def test_a_scenario_that_cannot_be_opened(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    content: str | None,
    error: type[Exception],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    if content is not None:
        (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(error, match=said):
        open_scenario(name)
