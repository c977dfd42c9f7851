from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from keystone_states.corridors.faults import Rows, faults
from roads import (
    CROSSINGS,
    LEGS,
    PLACES,
    ROWS,
    STATES,
    TRANSFERS,
    crossing,
    demand,
    leg,
    pipeline,
    place,
    report,
    status,
    transfer,
)


def said(rows: Rows) -> list[str]:
    return [f"{fault.row.evidence_id}: {fault.reason}" for fault in faults(rows, states=STATES)]


def test_a_sound_network_has_no_faults() -> None:
    assert said(ROWS) == []


@pytest.mark.parametrize(
    ("more", "row", "reason"),
    [
        ({"legs": leg("hobbiton", "rivendell", "SHI", 5)}, "legs:hobbiton-rivendell", "no place 'rivendell'"),
        ({"demands": demand("hobbiton", "angmar", 5)}, "demands:hobbiton/angmar", "no place 'angmar'"),
        ({"legs": leg("hobbiton", "shire-gate", "XXX", 5, gauge=1435, leg="x")}, "legs:x", "'XXX' is no state"),
        ({"places": place("rhun", "RHU")}, "places:rhun", "'RHU' is no state"),
        ({"statuses": status("moria", "closed", "2019")}, "statuses:moria", "no leg, crossing, pipeline or place"),
        ({"legs": leg("edoras", "edoras", "ROH", 5)}, "legs:edoras-edoras", "from 'edoras' to itself"),
        (
            {"transfers": transfer("edoras", "rail-1520", "rail-1520")},
            "transfers:edoras",
            "from rail-1520 to itself",
        ),
        (
            {"legs": leg("edoras", "minas-tirith", "ROH", 5)},
            "legs:edoras-minas-tirith",
            "owner is ROH, but minas-tirith lies in GON",
        ),
        (
            {"legs": leg("edoras", "rohan-south", "INT", 5, leg="x")},
            "legs:x",
            "a rail leg in international waters",
        ),
        (
            {"crossings": crossing("rohan-north", "rohan-south")},
            "crossings:rohan-north",
            "both rohan-north and rohan-south",
        ),
        ({"legs": leg("edoras", "rohan-south", "ROH", 5, gauge="", leg="x")}, "legs:x", "a rail leg without gauge"),
        (
            {
                "legs": leg("minas-morgul", "minas-tirith", "GON", 5, mode="road", leg="x").model_copy(
                    update={"gauge": 1520}
                )
            },
            "legs:x",
            "a road leg with gauge 1520",
        ),
        (
            {"crossings": crossing("arnor-south", "rohan-north", "", "", crossing="x")},
            "crossings:x",
            "a rail crossing without gauge",
        ),
        ({"transfers": transfer("edoras", "rail-1520", "camel")}, "transfers:edoras", "'camel' is no kind of travel"),
        (
            {"transfers": transfer("edoras", "rail-1520", "road")},
            "transfers:edoras",
            "no leg or crossing brings road to edoras, only rail-1520",
        ),
        (
            {"transfers": transfer("pelargir", "sea", "ferry")},
            "transfers:pelargir",
            "no default time and cost from sea to ferry",
        ),
        ({"legs": leg("edoras", "rohan-south", "ROH", 5, cargo="gold", leg="x")}, "legs:x", "cargo 'gold' is none of"),
        (
            {"demands": demand("hobbiton", "edoras", 5).model_copy(update={"unit": "mt"})},
            "demands:hobbiton/edoras",
            "containers in mt; expected teu",
        ),
        (
            {"pipelines": pipeline("x", "edoras", "rohan-south", "ROH", cargo="bulk")},
            "pipelines:x-roh",
            "a pipeline for bulk",
        ),
        (
            {"legs": leg("mithlond", "pelargir", "INT", 5, mode="sea", straits="suetz")},
            "legs:mithlond-pelargir",
            "there is no strait 'suetz'; expected one of bab-el-mandeb, bay-of-belfalas, ",
        ),
    ],
)
def test_a_fault_names_its_row_and_what_was_expected(more: dict[str, Any], row: str, reason: str) -> None:
    spoiled = replace(ROWS, **{table: (*getattr(ROWS, table), extra) for table, extra in more.items()})
    found = said(spoiled)
    assert any(each.startswith(row) and reason in each for each in found), found


def test_a_published_route_may_avoid_anything_that_can_be_shut() -> None:
    good = report("hobbiton", "minas-tirith", "ROH;road;suez;bay-of-belfalas;hobbiton-mithlond;edoras")
    assert said(replace(ROWS, route_reports=(good,))) == []
    (fault,) = said(replace(ROWS, route_reports=(report("hobbiton", "minas-tirith", "dragons"),)))
    assert "it avoids 'dragons'; expected a state, mode, strait" in fault
    (fault,) = said(replace(ROWS, route_reports=(report("hobbiton", "minas-tirith", "", via="moria"),)))
    assert "no place 'moria'" in fault


def test_a_strait_that_closes_nothing_is_a_fault_of_the_strait() -> None:
    open_legs = tuple(row.model_copy(update={"straits": ()}) for row in LEGS)
    (only,) = said(replace(ROWS, legs=open_legs))
    assert only.startswith("places:bay-of-belfalas: no leg at bay-of-belfalas names it among its straits")


def test_a_piece_on_its_own_is_named() -> None:
    by_sea = replace(ROWS, crossings=CROSSINGS[:1])
    assert any("a piece with no way to the rest: rohan-north by rail-1520, edoras" in each for each in said(by_sea))
    without_port = replace(ROWS, transfers=TRANSFERS[1:])
    found = said(replace(without_port, transfers=(TRANSFERS[2],)))
    assert [each.split(":")[1] for each in found] == ["mithlond-bay-of-belfalas", "bay-of-belfalas-pelargir"]
    for each in found:
        assert "mithlond by sea, bay-of-belfalas by sea, pelargir by sea; add the leg, crossing or transfer" in each


def test_all_faults_come_in_one_report() -> None:
    spoiled = replace(
        ROWS,
        legs=(*LEGS, leg("edoras", "edoras", "ROH", 5), leg("hobbiton", "rivendell", "SHI", 5)),
        places=(*PLACES, place("rhun", "RHU")),
    )
    assert len(said(spoiled)) == 3


def test_a_line_may_come_ashore_at_a_terminal_of_another_state() -> None:
    ashore = place("dol-amroth", "GON", "terminal")
    line = pipeline("undersea", "edoras", "dol-amroth", "ROH")
    assert said(replace(ROWS, places=(*PLACES, ashore), pipelines=(line,))) == []
    overland = leg("rohan-south", "dol-amroth", "ROH", 5)
    assert len(said(replace(ROWS, places=(*PLACES, ashore), legs=(*LEGS, overland)))) == 1


def test_no_rows_have_no_faults() -> None:
    assert said(Rows(())) == []
