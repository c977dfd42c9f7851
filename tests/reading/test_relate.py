"""Ties read from sentences: who is tied to whom, by which words, since when; and what is no tie."""

from __future__ import annotations

from datetime import date

import pytest

from keystone_states import ontology
from keystone_states.actors.registry import Registry
from keystone_states.reading.pipeline import Reader, read_prose
from keystone_states.reading.records import TieRead

DAY = date(2022, 9, 20)


@pytest.fixture(scope="module")
def reader(registry: Registry) -> Reader:
    return Reader.of(registry)


def ties(reader: Reader, text: str) -> list[TieRead]:
    found = read_prose(reader, text, day=DAY)
    for tie in found.ties:
        assert tie.kind in ontology.ties().ties
        assert tie.span.of(found.article.text)
        assert all(each.span.of(found.article.text) == each.quote for each in tie.evidence)
        assert tie.subject.span.of(found.article.text) == tie.subject.quote
        assert tie.reason
    return list(found.ties)


def short(tie: TieRead) -> tuple[str, str | None, str | None, str | None]:
    return tie.kind, tie.subject.actor, tie.object.actor if tie.object else None, tie.value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Finland joined NATO in April 2023.", ("membership", "FIN", "NATO", "joined")),
        ("Uzbekistan is an observer in the Eurasian Economic Union.", ("membership", "UZB", "EAEU", "observer")),
        ("The European Union has 27 members.", ("members", "EU", None, "27 members")),
        (
            "China’s investments in Kazakhstan’s energy sector total about $14 billion.",
            ("investment", "CHN", "KAZ", "energy"),
        ),
        (
            "Kazakhstan is also a keystone country for China’s trade corridor to Europe.",
            ("corridor", "KAZ", "CHN", "trade corridor to Europe"),
        ),
        ("Belarus is Russia's closest ally.", ("alliance", "BLR", "RUS", "closest ally")),
        (
            "The United States and Japan signed a mutual defence treaty.",
            ("alliance", "USA", "JPN", "mutual defence treaty"),
        ),
        ("Most of Kazakhstan's oil exports pass through Russia.", ("corridor", "RUS", "KAZ", "oil exports")),
        ("Russia, China and Iran are members of BRICS.", ("membership", "IRN", "BRICS", "members")),
        ("India imports oil from Russia.", ("supply", "RUS", "IND", "oil")),
        ("Sergey Lavrov has been foreign minister since 2004.", ("post", "RUS", "RUS", "foreign minister")),
        ("Angela Merkel, the former chancellor of Germany, spoke.", ("post", "DEU", "DEU", "chancellor")),
    ],
)
def test_a_tie_is_read(reader: Reader, text: str, expected: tuple[str, ...]) -> None:
    assert expected in [short(tie) for tie in ties(reader, text)]


@pytest.mark.parametrize(
    "text",
    [
        "Sweden will join NATO next year.",
        "Sweden did not join NATO.",
        "If Serbia joined NATO, Russia would protest.",
        "Emmanuel Macron was not appointed prime minister.",
        "The corridor was long.",
    ],
)
def test_what_is_denied_planned_or_supposed_is_no_tie(reader: Reader, text: str) -> None:
    assert not ties(reader, text)


def test_a_career_with_its_dates(reader: Reader) -> None:
    text = (
        "Kassym-Jomart Tokayev spoke. He is a seasoned diplomat, having graduated from the elite Moscow State "
        "Institute of International Relations in 1975 and served in critical posts including in Singapore and China "
        "before becoming the Minister of Foreign Affairs of an independent Kazakhstan in 1994."
    )
    found = ties(reader, text)
    (study,) = [tie for tie in found if tie.kind == "education"]
    assert study.value == "the elite Moscow State Institute of International Relations"
    assert study.until is not None
    assert str(study.until.value) == "1975"
    (minister,) = [tie for tie in found if tie.value == "Minister of Foreign Affairs"]
    assert minister.since is not None
    assert (str(minister.since.value), minister.subject.person) == ("1994", "tokayev-kassym-jomart")
    assert {tie.object.actor for tie in found if tie.value == "critical posts" and tie.object} == {"SGP", "CHN"}


def test_what_was_hosted_topic_by_topic(reader: Reader) -> None:
    text = (
        "Kazakhstan has in recent years hosted many international negotiations and gatherings, from Iran’s nuclear "
        "program to the conflict in Syria and the legal status of the Caspian Sea."
    )
    assert [short(tie) for tie in ties(reader, text)] == [
        ("hosting", "KAZ", "IRN", "Iran’s nuclear program"),
        ("hosting", "KAZ", "SYR", "the conflict in Syria"),
        ("hosting", "KAZ", None, "the legal status of the Caspian Sea"),
    ]


def test_counts_of_members_and_observers(reader: Reader) -> None:
    text = (
        "The CICA’s sixth summit, bringing together 27 countries from Egypt to Vietnam (plus 14 observer states and "
        "organizations), is to be held in Kazakhstan’s capital."
    )
    counts = [(tie.subject.actor, tie.amount.value) for tie in ties(reader, text) if tie.amount]
    assert counts == [("CICA", 27), ("CICA", 14)]


def test_an_investment_has_its_amount(reader: Reader) -> None:
    (tie,) = ties(reader, "China invested $5 billion in Kenya's railways in 2014.")
    assert tie.amount is not None
    assert (tie.amount.value, tie.amount.unit) == (5e9, "USD")
    assert tie.since is not None
    assert str(tie.since.value) == "2014"


def test_an_event_has_the_amounts_of_its_clause(reader: Reader) -> None:
    (event,) = read_prose(reader, "China invested $5 billion in Kenya in 2014.", day=DAY).events
    assert [(each.value, each.unit) for each in event.amounts] == [(5e9, "USD")]
