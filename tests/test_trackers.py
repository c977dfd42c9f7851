"""Packaged pipelines beside a tracker's rows: matched by address, else by name; only what both state is compared."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import roads
from keystone_states.model.routes import Cargo, Pipeline
from keystone_states.sources.gem import TrackedPipeline, TrackerStatus
from keystone_states.trackers import TrackerComparison, compare_gem
from keystone_states.world import World
from scenarios.test_apply import earth

DAY = date(2022, 6, 1)
PAGE = "https://www.gem.wiki/Anduin_Oil_Pipeline"


def tracked(name: str = "Anduin Oil Pipeline", **more: object) -> TrackedPipeline:
    known = {
        **{"line": 2, "project": "P1", "name": name, "segment": "", "cargo": Cargo.OIL, "countries": ("Roh",)},
        **{"status": TrackerStatus.OPERATING, "capacity": 6.0, "stated": "6", "start": 2001, "km": 10.0, "url": PAGE},
    }
    return TrackedPipeline(**known | more)  # type: ignore[arg-type]


def anduin(**more: object) -> Pipeline:
    return roads.pipeline("Anduin", "edoras", "rohan-south", "ROH", pipeline="anduin-roh", **{"mt": "5/7"} | more)


def compared(*rows: TrackedPipeline, of: World | None = None, lines: tuple[Pipeline, ...] = ()) -> TrackerComparison:
    world = of or earth()
    named = tuple(row.model_copy(update={"name": row.actor.title()}) for row in world.states)
    return compare_gem(replace(world, states=named, pipelines=lines or (anduin(),)), rows, day=DAY)


def figures(found: TrackerComparison) -> dict[str, tuple[str, str]]:
    return {each.figure: (each.here, each.there) for each in found.differences}


def test_what_agrees_is_counted_and_what_one_does_not_state_is_not_compared() -> None:
    found = compared(tracked(start=None))
    assert (found.matched, found.unmatched, found.agreed, found.differences) == (1, (), 2, ())


def test_each_figure_that_differs_is_told_with_both_sides() -> None:
    found = compared(tracked(capacity=9.0, status=TrackerStatus.MOTHBALLED), lines=(anduin(since="1999"),))
    assert figures(found) == {
        "capacity": ("5–7 mt", "9 mt"),
        "status": ("in use", "mothballed"),
        "start": ("1999", "2001"),
    }


def test_segments_that_operate_add_up() -> None:
    rows = (tracked(capacity=2.0), tracked(capacity=3.5), tracked(capacity=90.0, status=TrackerStatus.CANCELLED))
    assert "capacity" not in figures(compared(*rows))


def test_a_page_that_is_cited_goes_before_a_name() -> None:
    other = tracked("Bruinen", url="https://www.gem.wiki/Bruinen%20Line#top", capacity=1.0)
    (found,) = [
        each
        for each in compared(
            other, tracked(), lines=(anduin(source_url="https://gem.wiki/Bruinen Line".replace(" ", "%20")),)
        ).differences
        if each.figure == "capacity"
    ]
    assert (found.by, found.there) == ("address", "1 mt")


def test_a_name_counts_only_with_a_state_and_the_same_cargo() -> None:
    for row in (tracked(countries=("Mor",)), tracked(cargo=Cargo.GAS), tracked("Isen Oil Pipeline")):
        found = compared(row, tracked("Isen Oil Pipeline", countries=("Gon",)))
        assert found.matched == 0
    lacking = {(each.state, each.tracked, each.lacking) for each in compared(tracked("Isen Oil Pipeline")).lacking}
    assert lacking == {("ROH", 1, 1)}
