"""Saved readings in the World: meetings with their evidence, each happening once; a second save changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from keystone_states import catalogue, ontology
from keystone_states.actors.registry import Registry
from keystone_states.errors import UnknownNameError
from keystone_states.layers import LAYERS
from keystone_states.layers.contract import LayerChoices
from keystone_states.model.dates import Window
from keystone_states.model.rows import MeetingKind, Part
from keystone_states.reading.clean import clean
from keystone_states.reading.pipeline import Reader, read_articles
from keystone_states.reading.records import Reading
from keystone_states.report.evidence import line
from keystone_states.session import forget_reading, open_world, save_readings, saved_readings
from keystone_states.sources.readings import ReadMeeting
from keystone_states.world import World

DAY = date(2026, 6, 16)
NEW = (
    "Turkey's President Recep Tayyip Erdogan met Uzbek President Shavkat Mirziyoyev in Tashkent on 10 June 2026, "
    "officials said in a statement."
)
KNOWN = "Chinese President Xi Jinping visited Kazakhstan on 14 September 2022, his first trip abroad in three years."
Saved = Callable[..., World]


@pytest.fixture(scope="module")
def read(registry: Registry) -> Callable[..., list[Reading]]:
    reader = Reader.of(registry)

    def run(*texts: str) -> list[Reading]:
        return list(read_articles(reader, [clean(each.encode(), name="article.txt", day=DAY) for each in texts]))

    return run


@pytest.fixture
def saved(read: Callable[..., list[Reading]], tmp_path: Path) -> Saved:
    def run(*texts: str) -> World:
        save_readings(read(*texts), store=tmp_path)
        return open_world(store=tmp_path)

    return run


def read_meetings(world: World) -> list[ReadMeeting]:
    return [each for each in world.meetings if isinstance(each, ReadMeeting)]


def test_a_meeting_only_an_article_tells_of_joins_the_world(saved: Saved) -> None:
    world = saved(NEW)
    (meeting,) = read_meetings(world)
    assert (meeting.kind, meeting.host, str(meeting.start)) == (MeetingKind.MEETING, "UZB", "2026-06-10")
    parts = {row.actor: row.role for row in world.by_meeting[meeting.id]}
    assert parts == {"TUR": Part.GUEST, "UZB": Part.HOST}


def test_layers_count_it_and_its_evidence_leads_to_the_words(saved: Saved) -> None:
    world = saved(NEW)
    (visits,) = [layer for layer in LAYERS if layer.name == "visits"]
    window = Window(date(2026, 6, 1), date(2026, 7, 1))
    choices = LayerChoices(level_weights=ontology.levels())
    evidence = {each for found in visits.build(world, window, choices) for each in found.evidence}
    (meeting,) = read_meetings(world)
    assert meeting.evidence_id in evidence
    assert meeting.evidence_id.startswith("reading:")
    found = line(world, meeting.evidence_id)
    assert found.text.startswith("“Turkey's President Recep Tayyip Erdogan met")
    assert "2026-06-16" in found.text
    assert "article.txt" in found.note


def test_a_meeting_that_is_known_is_not_counted_again(saved: Saved, world: World) -> None:
    found = saved(KNOWN)
    assert not read_meetings(found)
    assert len(found.meetings) == len(world.meetings)
    ((meeting, evidence),) = found.reported.items()
    assert meeting == "visit-chn-kaz-2022-09-14"
    assert line(found, evidence[0]).text.startswith("“Chinese President Xi Jinping visited Kazakhstan")


def test_a_meeting_without_a_date_is_a_known_one_or_none(registry: Registry, tmp_path: Path) -> None:
    reader = Reader.of(registry)
    words = "Chinese President Xi Jinping visited Kazakhstan, in his first trip abroad in almost three years. "
    for number, day in enumerate((date(2022, 9, 20), date(2023, 1, 20))):
        articles = [clean((words + "It rained. " * number).encode(), name="article.txt", day=day)]
        save_readings(read_articles(reader, articles), store=tmp_path)
    found = open_world(store=tmp_path)
    assert not read_meetings(found)
    assert [len(ids) for ids in found.reported.values()] == [1]
    assert list(found.reported) == ["visit-chn-kaz-2022-09-14"]


def test_two_articles_on_one_meeting_are_one(saved: Saved) -> None:
    world = saved(NEW, f"In Tashkent on 10 June 2026, {NEW.split(' in Tashkent')[0]} for talks that lasted two hours.")
    (meeting,) = read_meetings(world)
    assert len(world.reported[meeting.id]) == 1


def test_talks_keep_mediator_and_parties_apart(read: Callable[..., list[Reading]], tmp_path: Path) -> None:
    (told,) = read("Qatar met the United States and Iran in Doha on 3 June 2026, officials said in a statement.")
    (event,) = told.events
    names = {each.actor: each for each in event.sources}
    mediated = replace(event, role="mediator", sources=(names["QAT"],), targets=(names["USA"], names["IRN"]))
    save_readings([replace(told, events=(mediated,))], store=tmp_path)
    world = open_world(store=tmp_path)
    (meeting,) = read_meetings(world)
    assert (meeting.kind, meeting.host) == (MeetingKind.TALKS, "QAT")
    parts = {row.actor: row.role for row in world.by_meeting[meeting.id]}
    assert parts == {"QAT": Part.MEDIATOR, "USA": Part.PARTY, "IRN": Part.PARTY}


@pytest.mark.parametrize(
    "text",
    [
        "Turkish President Recep Tayyip Erdogan will meet Shavkat Mirziyoyev in Tashkent on 10 July 2026, he said.",
        "Turkey's President Recep Tayyip Erdogan phoned Uzbek President Shavkat Mirziyoyev on 10 June 2026.",
        "Turkish and Uzbek farmers met in Tashkent on 10 June 2026 to speak about the price of cotton.",
    ],
)
def test_plans_calls_and_people_without_office_are_no_meetings(saved: Saved, text: str) -> None:
    assert not read_meetings(saved(text))


def test_a_second_save_changes_nothing_and_forgetting_undoes_it(
    read: Callable[..., list[Reading]], tmp_path: Path
) -> None:
    readings = read(NEW, KNOWN)
    assert save_readings(readings, store=tmp_path) == 2
    before = {path: path.read_bytes() for path in (tmp_path / "datasets" / "reading").iterdir()}
    assert save_readings(readings, store=tmp_path) == 0
    assert before == {path: path.read_bytes() for path in (tmp_path / "datasets" / "reading").iterdir()}
    for each in saved_readings(store=tmp_path):
        forget_reading(each.sha256[:12], store=tmp_path)
    assert not list((tmp_path / "datasets" / "reading").iterdir())
    with pytest.raises(UnknownNameError, match="--list-saved"):
        forget_reading("ffff", store=tmp_path)


def test_saved_readings_do_not_move_the_day_up_to_which_facts_were_read(saved: Saved, world: World) -> None:
    assert saved(NEW).cut_off == world.cut_off


def test_an_event_that_was_not_saved_is_nothing(saved: Saved) -> None:
    assert catalogue.row_of(saved(NEW).loaded, "reading:0000000000000000") is None


def test_talks_of_a_named_process_go_under_its_name(saved: Saved) -> None:
    text = "Kazakhstan hosted the Astana process talks between Russia, Turkey and Iran on 10 June 2026, officials said."
    (meeting,) = read_meetings(saved(text))
    assert (meeting.kind, meeting.process) == (MeetingKind.TALKS, "astana-process")
