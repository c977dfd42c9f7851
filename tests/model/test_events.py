from __future__ import annotations

import pytest

from keystone_states.model.events import EVENT_COLUMNS, MENTION_COLUMNS, EventColumn


@pytest.mark.parametrize("columns", [EVENT_COLUMNS, MENTION_COLUMNS], ids=["events", "mentions"])
def test_every_column_is_declared_once_with_type_and_meaning(columns: tuple[EventColumn, ...]) -> None:
    names = [column.name for column in columns]
    assert len(names) == len(set(names))
    types = {"VARCHAR", "DATE", "INTEGER", "BOOLEAN", "DOUBLE", "DECIMAL(4,1)", "TIMESTAMP"}
    assert {column.type for column in columns} <= types
    assert all(column.meaning for column in columns)
    assert all(column.unit for column in columns if column.type in ("DOUBLE", "DECIMAL(4,1)"))
