"""Money and quantities: known answers, and that what is read is what stands there."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keystone_states.reading.amounts import amounts_in, magnitude
from keystone_states.reading.records import Span


def read(text: str) -> list[tuple[str, float | None, str | None, str]]:
    return [(each.kind, each.value, each.unit, each.span.of(text)) for each in amounts_in(text, Span(0, len(text)))]


@pytest.mark.parametrize(
    ("text", "kind", "value", "unit", "words"),
    [
        ("total about $14 billion and", "money", 14e9, "USD", "$14 billion"),
        ("a loan of 1.4bn euros", "money", 1.4e9, "EUR", "1.4bn euros"),
        ("pay EUR 2.3 million by May", "money", 2.3e6, "EUR", "EUR 2.3 million"),
        ("US$2.5bn in gas", "money", 2.5e9, "USD", "US$2.5bn"),
        ("two billion dollars", "money", 2e9, "USD", "two billion dollars"),
        ("10,000 rubles", "money", 10_000, "RUB", "10,000 rubles"),
        ("between $10-12 billion", "money", None, "USD", "$10-12 billion"),
        ("30 bcm of gas a year", "quantity", 30, "bcm/year", "30 bcm of gas a year"),
        ("80 billion cubic metres", "quantity", 80, "bcm", "80 billion cubic metres"),
        ("5 Mt of oil", "quantity", 5, "Mt", "5 Mt"),
        ("5 million tonnes of grain", "quantity", 5, "Mt", "5 million tonnes"),
        ("300 tonnes of aid", "quantity", 300, "t", "300 tonnes"),
        ("1.2 million barrels per day", "quantity", 1.2e6, "bbl/day", "1.2 million barrels per day"),
        ("a 300-kilometre pipeline", "quantity", 300, "km", "300-kilometre"),
        ("sent 3,000 troops", "quantity", 3000, "person", "3,000 troops"),
        ("17.5% of votes", "quantity", 17.5, "%", "17.5%"),
        ("two warships sailed", "quantity", 2, "ship", "two warships"),
        ("killing at least 12 soldiers", "deaths", 12, "person", "killing at least 12"),
        ("killed 1,200 in a night", "deaths", 1200, "person", "killed 1,200"),
        ("Twelve people were killed", "deaths", 12, "person", "Twelve people were killed"),
        ("left three dead", "deaths", 3, "person", "three dead"),
        ("wounding some 40 others", "injured", 40, "person", "wounding some 40"),
        ("seven riders have been injured", "injured", 7, "person", "seven riders have been injured"),
    ],
)
def test_an_amount_has_value_unit_and_words(text: str, kind: str, value: float | None, unit: str, words: str) -> None:
    assert read(text) == [(kind, value, unit, words)]


@pytest.mark.parametrize(
    "text",
    [
        "27 countries",
        "in 1994",
        "the dollar rose",
        "the G20",
        "1.4.2022",
        "MiG-29",
        "killed in 2014",
        "killed 3 years ago",
    ],
)
def test_other_numbers_are_none(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("kind", "text", "words"),
    [
        ("ASSAULT", "It wounded 40 and killed 12 with three missiles worth $2 million.", "killed 12"),
        ("ASSAULT", "It destroyed a mill worth $2 million.", None),  # money does not measure an attack
        ("MOBILIZE", "Two warships and 3,000 troops were sent.", "3,000 troops"),
        ("MOBILIZE", "Two warships were sent.", "Two warships"),
        ("RETREAT", "They killed 12 before 50 prisoners were released.", "50 prisoners"),
        ("AID", "It sent 20 ambulances and $2 million.", "$2 million"),
        ("AID", "It sent 20 ambulances.", "20 ambulances"),
        ("SANCTION", "A tariff of 25% was laid.", "25%"),
        ("AID", "It lent $10-12 billion, then $3 billion.", "$3 billion"),  # a range has no value
        ("AID", "It lent $10-12 billion.", "$10-12 billion"),
        ("AID", "It lent some money.", None),
    ],
)
def test_an_event_is_measured_by_the_amount_of_its_type(kind: str, text: str, words: str | None) -> None:
    found = magnitude(kind, amounts_in(text, Span(0, len(text))))
    assert (found and found.span.of(text)) == words


@given(st.integers(1, 999), st.sampled_from([("million", 1e6), ("bn", 1e9)]), st.sampled_from(["$", "€"]))
def test_sign_and_name_say_the_same(number: int, scale: tuple[str, float], sign: str) -> None:
    name = {"$": "dollars", "€": "euros"}[sign]
    first, second = read(f"{sign}{number} {scale[0]}")[0], read(f"{number} {scale[0]} {name}")[0]
    assert first[:3] == second[:3]
    assert first[1] == pytest.approx(number * scale[1])


@given(st.text())
def test_any_text_is_read_without_fault_and_spans_lie_apart(text: str) -> None:
    found = amounts_in(text, Span(0, len(text)))
    assert all(one.span.end <= other.span.start for one, other in pairwise(found))
