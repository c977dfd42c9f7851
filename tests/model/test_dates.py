from __future__ import annotations

import contextlib
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keystone_states.errors import BadInputError
from keystone_states.model.dates import EXPECTED, PartialDate, Precision, Window, holds, parse_day, years_before

days = st.dates(min_value=date(1000, 1, 1), max_value=date(2999, 12, 31))
cuts = st.sampled_from([4, 7, 10])


@given(days, cuts, st.booleans())
def test_a_date_reads_back_as_written(day: date, cut: int, by: bool) -> None:
    text = (".." if by else "") + day.isoformat()[:cut]
    assert str(PartialDate.parse(text)) == text


@given(days, cuts)
def test_a_day_lies_between_first_and_last_of_its_partial_date(day: date, cut: int) -> None:
    partial = PartialDate.parse(day.isoformat()[:cut])
    assert partial.first() <= day <= partial.last()
    beyond = partial.last() + timedelta(days=1)
    assert beyond.isoformat()[:cut] != day.isoformat()[:cut]


@pytest.mark.parametrize(
    ("text", "precision", "first", "last"),
    [
        ("2024", Precision.YEAR, "2024-01-01", "2024-12-31"),
        ("2024-02", Precision.MONTH, "2024-02-01", "2024-02-29"),
        ("2022-09-14", Precision.DAY, "2022-09-14", "2022-09-14"),
        ("..2015-07-10", Precision.DAY, "2015-07-10", "2015-07-10"),
    ],
)
def test_a_date_knows_its_precision(text: str, precision: Precision, first: str, last: str) -> None:
    partial = PartialDate.parse(text)
    assert (partial.precision, str(partial.first()), str(partial.last())) == (precision, first, last)


def test_two_dots_mean_on_or_before() -> None:
    assert PartialDate.parse("..2015").by
    assert not PartialDate.parse("2015").by


@pytest.mark.parametrize(
    "text",
    [
        *("", "..", "22", "2022-9", "2022-13", "2022-02-30", "14.09.2022", "2022-09-14T10", "0000"),
        "2022-00",
        "2022-00-01",
        "2022-09-00",
    ],
)
def test_a_bad_date_is_refused_with_what_was_given_and_expected(text: str) -> None:
    with pytest.raises(BadInputError) as refused:
        PartialDate.parse(text)
    assert repr(text) in str(refused.value)
    assert EXPECTED in str(refused.value)


@given(st.text(max_size=12) | st.from_regex(r"(\.\.)?[0-9]{4}(-[0-9]{2}){0,2}", fullmatch=True))
def test_any_text_is_a_date_or_a_bad_input(text: str) -> None:
    with contextlib.suppress(BadInputError):
        assert str(PartialDate.parse(text)) == text.strip()


@pytest.mark.parametrize("text", ["2022-13-40", "2022-09", "yesterday", ""])
def test_a_bad_day_is_refused(text: str) -> None:
    with pytest.raises(BadInputError, match="expected YYYY-MM-DD") as refused:
        parse_day(text)
    assert repr(text) in str(refused.value)


def test_a_window_holds_its_first_day_and_not_its_end() -> None:
    window = Window(date(2022, 9, 1), date(2022, 10, 1))
    assert date(2022, 9, 1) in window
    assert date(2022, 9, 30) in window
    assert date(2022, 10, 1) not in window
    assert date(2022, 8, 31) not in window
    assert window.as_of == date(2022, 9, 30)


def test_a_window_up_to_a_day_holds_both_days() -> None:
    window = Window.up_to(date(2022, 9, 14), since=date(2022, 9, 14))
    assert date(2022, 9, 14) in window
    assert str(window) == "2022-09-14 to 2022-09-14"


def test_an_empty_window_is_refused() -> None:
    with pytest.raises(BadInputError, match=r"2022-09-14 .* is empty"):
        Window(date(2022, 9, 14), date(2022, 9, 14))


@given(days, st.integers(min_value=-400, max_value=400))
def test_a_window_is_refused_exactly_when_it_holds_no_day(start: date, length: int) -> None:
    end = start + timedelta(days=length)
    if length > 0:
        assert Window(start, end).as_of >= start
    else:
        with pytest.raises(BadInputError):
            Window(start, end)


def test_years_before_29_february() -> None:
    assert years_before(date(2024, 2, 29), 1) == date(2023, 2, 28)
    assert years_before(date(2024, 2, 29), 4) == date(2020, 2, 29)
    assert years_before(date(2022, 10, 13), 5) == date(2017, 10, 13)


@pytest.mark.parametrize(
    ("since", "until", "day", "expected"),
    [
        ("2019-03-23", "2022-09-17", "2019-03-22", False),
        ("2019-03-23", "2022-09-17", "2019-03-23", True),
        ("2019-03-23", "2022-09-17", "2022-09-16", True),
        ("2019-03-23", "2022-09-17", "2022-09-17", False),
        ("2019-03-23", None, "2999-01-01", True),
        ("2015", "2017", "2015-01-01", True),
        ("2015", "2017", "2016-12-31", True),
        ("2015", "2017", "2017-01-01", False),
        ("..2015-07-10", None, "2015-07-09", False),
        ("..2015-07-10", None, "2015-07-10", True),
    ],
)
def test_an_interval_holds_from_its_first_day_until_its_end(
    since: str, until: str | None, day: str, expected: bool
) -> None:
    end = PartialDate.parse(until) if until else None
    assert holds(PartialDate.parse(since), end, date.fromisoformat(day)) is expected
