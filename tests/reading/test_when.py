"""Dates in texts, absolute and relative, and which event they belong to."""

from __future__ import annotations

from datetime import date

import pytest

from keystone_states.reading.records import EventStatus, Sentence, Span
from keystone_states.reading.segment import tokens
from keystone_states.reading.tree import Tree, make_tree
from keystone_states.reading.when import dates_in, is_background, when

DAY = date(2022, 9, 20)  # a Tuesday


def read(text: str, *, ahead: bool = False, day: date | None = DAY) -> list[tuple[str, str | None]]:
    found = dates_in(text, Span(0, len(text)))
    values = [(each.span.of(text), each.at(day, ahead)) for each in found]
    return [(words, None if value is None else str(value)) for words, value in values]


@pytest.mark.parametrize(
    ("text", "words", "value"),
    [
        ("They met on 14 September 2022.", "14 September 2022", "2022-09-14"),
        ("in February 2022", "February 2022", "2022-02"),
        ("on September 14", "September 14", "2022-09-14"),
        ("on December 25", "December 25", "2021-12-25"),
        ("They met yesterday", "yesterday", "2022-09-19"),
        ("the day before yesterday", "the day before yesterday", "2022-09-18"),
        ("he left today", "today", "2022-09-20"),
        ("on Monday", "on Monday", "2022-09-19"),
        ("on Tuesday", "on Tuesday", "2022-09-20"),
        ("on Wednesday", "on Wednesday", "2022-09-14"),
        ("last Monday", "last Monday", "2022-09-19"),
        ("last Tuesday", "last Tuesday", "2022-09-13"),
        ("three days ago", "three days ago", "2022-09-17"),
        ("two weeks ago", "two weeks ago", "2022-09"),
        ("a month ago", "a month ago", "2022-08"),
        ("ten years ago", "ten years ago", "2012"),
        ("earlier this year", "earlier this year", "2022"),
        ("earlier this week", "earlier this week", "2022-09"),
        ("last month", "last month", "2022-08"),
        ("last year", "last year", "2021"),
        ("in March", "in March", "2022-03"),
        ("in October", "in October", "2021-10"),
        ("last October", "last October", "2021-10"),
        ("in 1994", "in 1994", "1994"),
        ("since early 2020", "since early 2020", "2020"),
        ("in the early 1990s", "in the early 1990s", "1990"),
        ("last summer", "last summer", "2021"),
    ],
)
def test_past_dates(text: str, words: str, value: str) -> None:
    assert read(text) == [(words, value)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("tomorrow", "2022-09-21"),
        ("on Monday", "2022-09-26"),
        ("on Tuesday", "2022-09-27"),
        ("next Friday", "2022-09-23"),
        ("in a month’s time", "2022-10"),
        ("in two weeks", "2022-10"),
        ("next year", "2023"),
        ("next month", "2022-10"),
        ("in October", "2022-10"),
        ("in March", "2023-03"),
        ("on October 13", "2022-10-13"),
        ("on January 5", "2023-01-05"),
    ],
)
def test_dates_ahead(text: str, value: str) -> None:
    assert [each for _, each in read(text, ahead=True)] == [value]


@pytest.mark.parametrize(
    "text", ["yesterday", "on Monday", "in March", "on September 14", "two years ago", "last year"]
)
def test_without_an_articles_day_nothing_is_guessed(text: str) -> None:
    assert [value for _, value in read(text, day=None)] == [None]


@pytest.mark.parametrize("text", ["in 1994", "in the 1990s", "on 14 September 2022"])
def test_what_is_written_out_needs_no_articles_day(text: str) -> None:
    assert all(value for _, value in read(text, day=None))


@pytest.mark.parametrize(
    "text", ["in almost three years", "27 years old", "the March of Rohan", "he may go", "a Sunday mass"]
)
def test_what_is_no_date_is_left_alone(text: str) -> None:
    assert [value for _, value in read(text) if value] in ([], ["2022-09-18"])


def tree(text: str, heads: str, relations: str, tags: str) -> Tree:
    sentence = Sentence(Span(0, len(text)), tuple(tokens(text, Span(0, len(text)))), 0)
    words = [each.text.lower() for each in sentence.tokens]
    return make_tree(sentence, words, tags.split(), [int(each) for each in heads.split()], relations.split())


TWO = tree(
    "Rohan attacked on Monday and Gondor fled on Tuesday",
    "2 0 4 2 7 7 2 9 7",
    "nsubj root case obl cc nsubj conj case obl",
    "PROPN VERB ADP PROPN CCONJ PROPN VERB ADP PROPN",
)


@pytest.mark.parametrize(("verb", "value"), [(1, "2022-09-19"), (6, "2022-09-20")])
def test_each_event_has_the_date_that_stands_under_it(verb: int, value: str) -> None:
    text = "Rohan attacked on Monday and Gondor fled on Tuesday"
    found = when(TWO, verb, dates_in(text, Span(0, len(text))), day=DAY, status=EventStatus.REPORTED, alone=False)
    assert found is not None
    assert str(found.value) == value


def test_what_has_no_date_in_the_text_has_none() -> None:
    for status in (EventStatus.REPORTED, EventStatus.PLANNED):
        assert when(TWO, 1, (), day=DAY, status=status, alone=True) is None


@pytest.mark.parametrize(("text", "background"), [("in 1994", True), ("yesterday", False), ("in February 2022", True)])
def test_an_event_half_a_year_old_is_background(text: str, background: bool) -> None:
    found = when(TWO, 1, dates_in(text, Span(0, len(text))), day=DAY, status=EventStatus.REPORTED, alone=True)
    assert is_background(found, DAY) is background
