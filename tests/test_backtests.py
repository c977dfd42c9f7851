"""The closures of the past, on the packaged facts."""

from __future__ import annotations

from keystone_states.backtests import back_tests
from keystone_states.world import World


def test_all_back_tests_agree_with_what_was_reported(world: World) -> None:
    found = back_tests(world)
    assert len(found) == 6
    assert [each.name for each in found if not each.holds] == []
