"""Promises of the design that no single part keeps alone."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import FrozenInstanceError, replace
from pathlib import Path
from typing import Any

import pytest

import keystone_states
from keystone_states import errors, session
from keystone_states.errors import EXIT_CODES, KeystoneError
from keystone_states.study import Recipe, Study
from keystone_states.world import World


@pytest.fixture(scope="module")
def study(world: World) -> Study:
    return Study(Recipe(draws=20, as_of="2022-10-13", timeline_from=2022), world)


@pytest.mark.parametrize("name", keystone_states.__all__)
def test_every_name_of_the_notebook_face_is_there(name: str) -> None:
    assert getattr(keystone_states, name) is not None
    assert name in dir(keystone_states)


def test_the_notebook_face_is_a_dozen_names_and_their_homes() -> None:
    assert set(keystone_states.__all__) == {*keystone_states._HOMES, "__version__"}
    assert len(keystone_states.__all__) <= 14


def test_an_unknown_name_of_the_notebook_face_says_what_there_is() -> None:
    with pytest.raises(AttributeError, match="no attribute 'open_door'; it has MEASURES"):
        _ = keystone_states.open_door


def test_every_error_is_of_one_root_and_has_its_own_documented_exit_code() -> None:
    kinds = [each for each in vars(errors).values() if isinstance(each, type) and issubclass(each, KeystoneError)]
    assert sorted(each.exit_code for each in kinds) == sorted(code for code in EXIT_CODES if code not in (0, 2, 130))
    for each in kinds:
        assert f"Exit code {each.exit_code}." in (each.__doc__ or "")


def test_nothing_touches_the_network(monkeypatch: pytest.MonkeyPatch, own_store: Path, tmp_path: Path) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the network was touched")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    study = keystone_states.open_study(Recipe(draws=0, timeline_from=2026), store=own_store)
    assert keystone_states.make_brief(study, "UZB").name == "Uzbekistan"


def test_the_users_own_store_is_left_alone(own_store: Path) -> None:
    from keystone_states import ingest

    assert ingest.default_store() == own_store


def test_every_number_has_unit_window_and_evidence_that_leads_to_a_source(study: Study, world: World) -> None:
    scores = [each for each in study.profile("KAZ") if each.value is not None]
    assert len(scores) > 5
    for score in scores:
        assert score.unit
        assert score.window == study.window
        assert score.interval is not None
        assert score.interval.low <= score.value <= score.interval.high
        assert score.evidence
        for key in (*score.evidence, *(key for part in score.parts for key in part.evidence)):
            row = world.by_evidence[key]
            assert str(getattr(row, "source_url", "")).startswith("http"), key


def test_evidence_ids_are_unique(world: World) -> None:
    assert len(world.by_evidence) == sum(len(rows) for rows in world.tables.values())


def test_the_same_recipe_gives_the_same_scores(study: Study, world: World) -> None:
    again = Study(Recipe(draws=20, as_of="2022-10-13", timeline_from=2022), world)
    assert again.profile("UZB") == study.profile("UZB")
    assert again.recipe.digest == study.recipe.digest
    assert Recipe(draws=20, as_of="2022-10-14").digest != study.recipe.digest


def test_the_same_recipe_gives_the_same_bytes_in_two_processes(own_store: Path, tmp_path: Path) -> None:
    recipe = tmp_path / "recipe.toml"
    recipe.write_text('title = "Twice"\nas_of = 2022-10-13\ndraws = 10\ntimeline_from = 2022\n', encoding="utf-8")
    command = [str(Path(sys.executable).parent / "keystone"), "brief", "UZB", "--recipe", str(recipe), "--format"]
    first, second = (
        subprocess.run(
            [*command, "json"], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    )
    assert len(first) > 1000
    assert first == second


def test_the_number_of_threads_changes_no_byte(own_store: Path, tmp_path: Path) -> None:
    recipe = tmp_path / "recipe.toml"
    recipe.write_text("as_of = 2022-10-13\ndraws = 10\nnull_draws = 10\ntimeline_from = 2022\n", encoding="utf-8")
    command = [str(Path(sys.executable).parent / "keystone"), "brief", "KAZ", "--recipe", str(recipe), "--format"]
    one, two = (
        subprocess.run(
            [*command, "json"],
            env={**os.environ, "OMP_NUM_THREADS": threads, "OPENBLAS_NUM_THREADS": threads},
            capture_output=True,
            check=True,
        ).stdout
        for threads in ("1", "2")
    )
    assert len(one) > 1000
    assert one == two


@pytest.fixture(scope="module")
def without_the_future(world: World, study: Study) -> Study:
    """The same study of a World that ends on the last day of the window.

    A membership of which only is known that it began by some later day may have begun before, and is no later fact.
    """
    day = study.window.as_of
    meetings = tuple(row for row in world.meetings if row.start.first() <= day)
    kept = {row.id for row in meetings}
    past = replace(
        world,
        meetings=meetings,
        participations=tuple(row for row in world.participations if row.meeting in kept),
        memberships=tuple(row for row in world.memberships if row.since.by or row.since.first() <= day),
    )
    assert len(past.meetings) < len(world.meetings)
    assert len(past.memberships) < len(world.memberships)
    return Study(study.recipe, past)


def test_what_came_after_the_window_changes_no_value_and_no_rank(study: Study, without_the_future: Study) -> None:
    for now, then in zip(study.profile("KAZ"), without_the_future.profile("KAZ"), strict=True):
        assert replace(now, interval=None) == replace(then, interval=None)


def test_what_came_after_the_window_changes_no_interval(study: Study, without_the_future: Study) -> None:
    for now, then in zip(study.profile("KAZ"), without_the_future.profile("KAZ"), strict=True):
        assert now.interval == then.interval


def test_a_world_cannot_be_changed(world: World) -> None:
    with pytest.raises(FrozenInstanceError):
        world.meetings = ()  # type: ignore[misc]


def test_a_second_opening_writes_nothing(own_store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    session.open_world(store=own_store)
    before = {path.name: path.stat().st_mtime_ns for path in own_store.iterdir()}
    session.open_world(store=own_store)
    assert {path.name: path.stat().st_mtime_ns for path in own_store.iterdir()} == before


def test_progress_is_silent_in_a_pipe(cli: Callable[..., Any], tmp_path: Path) -> None:
    recipe = tmp_path / "fast.toml"
    recipe.write_text("draws = 0\ntimeline_from = 2026\n", encoding="utf-8")
    ran = cli("brief", "KAZ", "--recipe", recipe, "-o", tmp_path / "kaz.html")
    assert (ran.code, ran.err) == (0, "")
    assert not re.search(r"\x1b\[", ran.out)
    assert (tmp_path / "kaz.html").read_text(encoding="utf-8").lower().startswith("<!doctype html>")


MADE_UP = {
    "test_one.py": "import pytest\n\ndef test_skips():\n    pytest.skip('no Chromium here')\n",
    "test_two.py": "import pytest\n\npytest.skip('no samples here', allow_module_level=True)\n",
    "test_three.py": "import pytest\n\n@pytest.mark.xfail(strict=True)\ndef test_known():\n    assert False\n",
    "test_four.py": "def test_runs():\n    pass\n",
}


@pytest.mark.parametrize("no_skip", ["", "1"])
def test_a_skip_is_a_failure_with_its_reason_where_none_is_allowed(tmp_path: Path, no_skip: str) -> None:
    for name, text in MADE_UP.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    flags = ["-p", "conftest", "-p", "no:cacheprovider", "--continue-on-collection-errors", "-rA"]
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", *flags],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent), "KEYSTONE_NO_SKIP": no_skip},
        capture_output=True,
        text=True,
        check=False,
    )
    if no_skip:
        assert "this was skipped: no Chromium here" in ran.stdout
        assert "this was skipped: no samples here" in ran.stdout
        assert "1 failed, 1 passed, 1 xfailed, 1 error" in ran.stdout
        assert ran.returncode == 1
    else:
        assert "1 passed, 2 skipped, 1 xfailed" in ran.stdout
        assert ran.returncode == 0
