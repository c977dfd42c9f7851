"""Of which talks an event is part, and how large it is: the words for both stand in the text, or there are none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from keystone_states.actors.registry import Registry
from keystone_states.reading.check import unfounded
from keystone_states.reading.jsonform import event_record
from keystone_states.reading.pipeline import Reader, read_prose
from keystone_states.reading.records import Reading
from keystone_states.world import World


@pytest.fixture(scope="module")
def read(world: World) -> Callable[[str], Reading]:
    reader = Reader.of(Registry(world))
    return lambda text: read_prose(reader, text, day=date(2022, 9, 14))


@pytest.mark.parametrize(
    ("text", "process"),
    [
        ("Russia, Turkey and Iran met in Kazakhstan for a new round of the Astana process.", "Astana process"),
        ("France and Germany held a meeting in the Normandy format with Poland.", "Normandy format"),
        ("Kazakhstan hosted the Astana process talks between Russia and Turkey.", "Astana process"),
        ("Ukraine withdrew from the Minsk process with Russia.", "Minsk process"),
        ("Kazakhstan hosted talks on Syria between Russia, Iran and Turkey on Tuesday.", "Syria"),
        ("Russia and Turkey held talks on Syria on Tuesday.", "Syria"),
        ("Japan hosted talks between Peru and Chile on fish and tea.", "fish; tea"),
        ("Talks between Serbia and Kosovo on recognition resumed in Brussels.", "recognition"),
        ("Japan and Peru held talks on Monday.", None),
        ("Japan and Peru held talks from Monday to Friday.", None),
        ("Putin's talks with Erdogan lasted two hours.", None),
        ("Japan praised Peru for its stance on fish.", None),  # what an act is about is no process
    ],
)
def test_the_process_is_named_by_the_text(read: Callable[[str], Reading], text: str, process: str | None) -> None:
    (event,) = read(text).events
    assert event.process == process


@pytest.mark.parametrize(
    ("text", "kind", "value", "unit"),
    [
        ("Kazakhstan lent $14 billion to Peru.", "money", 14e9, "USD"),
        ("Russia deployed 3,000 troops and two warships near Norway.", "quantity", 3000, "person"),
        ("Chile shelled Peru, killing 12 soldiers and injuring three others.", "deaths", 12, "person"),
        ("Twelve people were killed when Chile bombed Peru.", "deaths", 12, "person"),
        ("Chile released 50 prisoners to Peru.", "quantity", 50, "person"),
    ],
)
def test_the_magnitude_is_the_amount_that_measures_the_event(
    read: Callable[[str], Reading], text: str, kind: str, value: float, unit: str
) -> None:
    reading = read(text)
    (event,) = reading.events  # what came of a deed is no second one
    found = event_record(event, reading.article.text)["magnitude"]
    assert (found["kind"], found["value"], found["unit"]) == (kind, value, unit)
    assert text[found["start"] : found["end"]] == found["quote"]
    assert not list(unfounded(reading))


def test_an_event_without_an_amount_has_no_magnitude(read: Callable[[str], Reading]) -> None:
    reading = read("Chile attacked Peru in 2014.")
    (event,) = reading.events
    assert event_record(event, reading.article.text)["magnitude"] is None


def test_each_event_has_its_own_magnitude(read: Callable[[str], Reading]) -> None:
    events = read("Chile invested $2 million in Peru and sent 20 ambulances to Bolivia.").events
    assert [each.magnitude and each.magnitude.value for each in events] == [2e6, 20]
