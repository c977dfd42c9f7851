"""A real article, furniture and all, read on a day given by the user: what must be found in it, and what must not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from keystone_states.actors.registry import Registry
from keystone_states.reading.clean import clean
from keystone_states.reading.pipeline import Reader, read_articles
from keystone_states.reading.records import Event, Reading
from keystone_states.world import World

DAY = date(2022, 9, 20)


@pytest.fixture(scope="module")
def reading(world: World, samples: Path) -> Reading:
    (path,) = (samples / "articles").glob("000_*.txt")
    article = clean(path.read_bytes(), name="article", day=DAY)
    (found,) = read_articles(Reader.of(Registry(world)), [article])
    return found


def found(reading: Reading, kind: str, sources: set[str], targets: set[str], **wanted: object) -> list[Event]:
    """Events of a type between parties, with the attributes wanted."""
    return [
        each
        for each in reading.events
        if each.type == kind
        and {name.actor for name in each.sources} == sources
        and {name.actor for name in each.targets} == targets
        and all(getattr(each, key) == value for key, value in wanted.items())
    ]


def test_the_visit_of_xi_is_one_event_with_its_two_reports(reading: Reading) -> None:
    (visit,) = found(reading, "CONSULT", {"CHN"}, {"KAZ"}, modes=("visit",), status="reported")
    quotes = " ".join(each.quote for each in visit.evidence)
    assert "first trip in almost three years" in quotes
    assert "state visit" in quotes
    assert visit.sources[0].person == "xi-jinping"


def test_the_summit_of_the_organisation_has_both_presidents(reading: Reading) -> None:
    (summit,) = found(reading, "CONSULT", {"CHN", "KAZ", "SCO"}, set(), modes=("multilateral",))
    assert summit.place is not None
    assert summit.place.actor == "UZB"


def test_the_meeting_in_beijing_and_the_praise_in_it(reading: Reading) -> None:
    meetings = found(reading, "CONSULT", {"CHN", "KAZ"}, set())
    assert "Beijing" in [each.place.quote for each in meetings if each.place]
    assert "2022-02" in [str(each.when.value) for each in meetings if each.when]
    (praise,) = (
        each
        for each in reading.events
        if each.type == "SUPPORT" and each.sources[0].actor == "CHN" and "KAZ" in {name.actor for name in each.targets}
    )
    assert (praise.status.value, str(praise.when.value) if praise.when else None) == ("historical", "2022-02")


def test_the_war(reading: Reading) -> None:
    assert len(found(reading, "ASSAULT", {"RUS"}, {"UKR"}, status="reported")) == 1


def test_the_planned_summit_is_hosted(reading: Reading) -> None:
    (summit,) = found(reading, "CONSULT", {"KAZ"}, {"CICA"}, status="planned", role="host", plover="AGREE")
    assert summit.when is not None
    assert str(summit.when.value) == "2022-10"


def test_the_proposal_is_a_request(reading: Reading) -> None:
    assert found(reading, "REQUEST", {"KAZ"}, set())


def test_the_pope_visits_and_praises(reading: Reading) -> None:
    assert found(reading, "CONSULT", {"VAT"}, {"KAZ"}, modes=("visit",))
    words = {each.reason for each in found(reading, "SUPPORT", {"VAT"}, {"KAZ"})}
    assert {"praise: praise", "praise: laud", "support: endorse", "support: validate"} <= words


def test_each_quotation_has_its_speaker(reading: Reading) -> None:
    pope = [each.words for each in reading.quotes if each.speaker and each.speaker.actor == "VAT"]
    assert len(pope) == 9
    (own,) = (each.words for each in reading.quotes if each.speaker and each.speaker.actor == "KAZ")
    assert own.startswith("At times like this")
    assert len(reading.quotes) == 10


def test_hosting_is_no_mediation(reading: Reading) -> None:
    hosted = [each for each in reading.events if each.role == "host" and each.sources[0].actor == "KAZ"]
    assert "Iran’s nuclear program; the conflict in Syria; the legal status of the Caspian Sea" in [
        each.process for each in hosted
    ]
    assert any("hosted by Tokayev" in each.evidence[0].quote for each in hosted)
    assert not [each for each in reading.events if each.role == "mediator"]


def test_nothing_false(reading: Reading) -> None:
    assert not [each for each in reading.events if each.type in ("PROTEST", "SANCTION", "THREATEN", "COERCE", "REJECT")]
    assert [each for each in reading.events if each.type == "ASSAULT"] == found(reading, "ASSAULT", {"RUS"}, {"UKR"})
    assert not [each for each in reading.events if each.when and "1970" in str(each.when.value)]


def test_every_span_is_in_the_text(reading: Reading) -> None:
    text = reading.article.text
    for event in reading.events:
        for name in (*event.sources, *event.targets):
            assert name.span.of(text) == name.quote
        for each in event.evidence:
            assert each.span.of(text) == each.quote
    for quote in reading.quotes:
        assert quote.span.of(text) == quote.words
