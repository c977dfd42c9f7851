"""The rows that the page on adding a fact offers to copy are rows that the loader takes."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from keystone_states.store.tables import table
from keystone_states.store.text import read_rows

TABLES = ("memberships", "meetings", "participations", "posts", "embassies", "legs")


@pytest.mark.parametrize("name", TABLES)
def test_a_row_to_copy_is_a_row_of_its_table(repository: Path, name: str) -> None:
    text = (repository / "docs/data/contributing-facts.md").read_text(encoding="utf-8")
    rows = list(csv.reader(line.strip() for line in text.splitlines() if line.startswith("    ")))
    header = table(name).header
    (row,) = read_rows([(1, dict(zip(header, rows[TABLES.index(name)], strict=True)))], table(name), where=name)
    assert row.evidence_id.startswith(name)
