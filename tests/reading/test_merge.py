"""Reports of one happening become one event; different happenings stay apart."""

from __future__ import annotations

from dataclasses import replace

from keystone_states.model.dates import PartialDate
from keystone_states.reading.merge import merge
from keystone_states.reading.records import Event, EventStatus, Evidence, Named, Span, When


def named(actor: str, *, person: str | None = None, sector: str = "GOV") -> Named:
    return Named(Span(0, 1), actor, actor, person, sector)


def event(number: int, kind: str = "CONSULT", **changes: object) -> Event:
    base = Event(
        str(number),
        kind,
        (),
        EventStatus.REPORTED,
        kind,
        (named("XGO"),),
        (named("XRO"),),
        Span(number, number + 1),
        (Evidence("t", Span(number, number + 9), f"sentence {number}"),),
        reason="visit: visit",
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def on(year: int, month: int | None = None, day: int | None = None) -> When:
    return When(PartialDate(year, month, day), "written out")


def test_two_reports_are_one_event_with_both_evidences_and_the_more_exact_date() -> None:
    (one,) = merge([event(1, when=on(2025, 6)), event(2, when=on(2025, 6, 17))])
    assert [each.quote for each in one.evidence] == ["sentence 1", "sentence 2"]
    assert one.when == on(2025, 6, 17)
    assert one.confidence == "high"


def test_what_has_no_date_agrees_with_any() -> None:
    assert len(merge([event(1), event(2, when=on(2025, 6, 17))])) == 1


def test_other_dates_parties_statuses_and_roles_stay_apart() -> None:
    for other in (
        event(2, when=on(2024)),
        event(2, targets=(named("XMO"),)),
        event(2, status=EventStatus.PLANNED),
        event(2, role="host"),
        event(2, kind="SUPPORT"),
    ):
        assert len(merge([event(1, when=on(2025)), other])) == 2


def test_two_words_of_praise_are_two_acts() -> None:
    praised = event(1, kind="SUPPORT", reason="praise: praise")
    assert len(merge([praised, event(2, kind="SUPPORT", reason="support: endorse")])) == 2
    assert len(merge([praised, event(2, kind="SUPPORT", reason="praise: praise")])) == 1


def test_the_person_named_in_one_report_is_kept() -> None:
    (one,) = merge([event(1), event(2, sources=(named("XGO", person="denethor"),))])
    assert one.sources[0].person == "denethor"


def test_those_who_attend_one_gathering_of_one_body_meet_once() -> None:
    body = named("XWC", sector="IGO")
    mine = event(1, modes=("multilateral",), sources=(named("XGO"), body), targets=())
    theirs = event(2, modes=("multilateral",), sources=(named("XRO"), body), targets=())
    (one,) = merge([mine, theirs])
    assert {each.actor for each in one.sources} == {"XGO", "XRO", "XWC"}


def test_merging_again_changes_nothing() -> None:
    events = [event(1), event(2, when=on(2025)), event(3, kind="ACCUSE"), event(4, targets=())]
    assert merge(merge(events)) == merge(events)
