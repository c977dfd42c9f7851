"""Absolute dates in texts."""

from __future__ import annotations

import pytest

from keystone_states.reading.absolute import absolute_dates

Found = tuple[str, int | None, int, int | None]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("on 14 September 2022.", [("14 September 2022", 2022, 9, 14)]),
        ("on Sept. 14, 2022, and later", [("Sept. 14, 2022", 2022, 9, 14)]),
        ("in February 2022", [("February 2022", 2022, 2, None)]),
        ("on 14-15 September", [("14-15 September", None, 9, 14)]),
        ("on October 13–14, 2022", [("October 13–14, 2022", 2022, 10, 13)]),
        ("May 9", [("May 9", None, 5, 9)]),
        ("the 1st of May 1990", [("1st of May 1990", 1990, 5, 1)]),
        ("2022-09-14", [("2022-09-14", 2022, 9, 14)]),
        ("23/10/2022", [("23/10/2022", 2022, 10, 23)]),
        ("10/23/2022", [("10/23/2022", 2022, 10, 23)]),
        ("5/5/2022", [("5/5/2022", 2022, 5, 5)]),
        ("09/10/2022", []),
        ("2022-02-30", []),
        ("31 April 2022", []),
        ("March 5% of them", []),
        ("14,000 May parades", []),
        ("they may 9 times", []),
        ("in 1975", []),
    ],
)
def test_dates_are_found_as_written(text: str, found: list[Found]) -> None:
    assert [(each.span.of(text), each.year, each.month, each.day) for each in absolute_dates(text)] == found


def test_an_open_year_is_for_the_reader_to_fill() -> None:
    (found,) = absolute_dates("29 February")
    assert str(found.in_year(2024)) == "2024-02-29"
    assert found.in_year(2023) is None
