from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from keystone_states.model.relations import RELATION_ROWS
from keystone_states.model.routes import ROUTE_ROWS
from keystone_states.model.rows import ROWS, Membership, Row, SourcedRow

ARNOR: dict[str, Any] = {
    "organisation": "WHITE_COUNCIL",
    "actor": "ARN",
    "role": "member",
    "since": "2463",
    "until": "",
    "disputed": "no",
    "confidence": "high",
    "source_url": "https://example.org/annals",
    "read_on": "2022-09-14",
}


def test_a_row_is_read_from_text_cells() -> None:
    row = Membership.model_validate(ARNOR)
    assert row.until is None
    assert row.disputed is False
    assert row.evidence_id == "memberships:WHITE_COUNCIL/ARN/member/2463"


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("role", "king"),
        ("since", "long ago"),
        ("since", ""),
        ("disputed", "maybe"),
        ("disputed", ""),
        ("confidence", ""),
        ("actor", ""),
        ("source_url", "a book"),
        ("source_url", ""),
        ("read_on", "2022-13-40"),
        ("read_on", ""),
    ],
)
def test_a_cell_that_cannot_be_used_is_refused(column: str, cell: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Membership.model_validate({**ARNOR, column: cell})
    assert {fault["loc"][0] for fault in refused.value.errors()} == {column}


def test_an_unknown_column_is_refused_not_dropped() -> None:
    with pytest.raises(ValidationError, match="colour"):
        Membership.model_validate({**ARNOR, "colour": "grey"})


def test_a_row_cannot_be_changed() -> None:
    row = Membership.model_validate(ARNOR)
    with pytest.raises(ValidationError, match="frozen"):
        row.actor = "GON"  # type: ignore[misc]


@pytest.mark.parametrize("row", [*ROWS, *ROUTE_ROWS, *RELATION_ROWS], ids=lambda row: row.table)
def test_a_key_names_columns_of_its_table(row: type[Row]) -> None:
    assert set(row.key) <= set(row.model_fields)


def test_only_coverage_needs_no_source() -> None:
    assert [row.table for row in ROWS if not issubclass(row, SourcedRow)] == ["coverage"]
