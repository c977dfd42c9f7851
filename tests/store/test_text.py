from __future__ import annotations

from pathlib import Path

import pytest

from keystone_states import reference
from keystone_states.errors import BadRowError, StoreError
from keystone_states.model.rows import Person, Row
from keystone_states.store.tables import TABLES, Table, table
from keystone_states.store.text import cells, csv_text, read_csv, read_rows


@pytest.fixture(scope="module")
def packaged() -> dict[str, tuple[Row, ...]]:
    return reference.load()


@pytest.mark.parametrize("declared", TABLES, ids=lambda declared: declared.name)
def test_rows_written_as_csv_read_back_equal(
    declared: Table, packaged: dict[str, tuple[Row, ...]], tmp_path: Path
) -> None:
    path = tmp_path / f"{declared.name}.csv"
    path.write_text(csv_text(packaged[declared.name], declared), encoding="utf-8")
    assert read_csv(path, declared) == packaged[declared.name]


def test_missing_is_the_empty_cell_and_several_are_joined() -> None:
    row = Person(
        person="elrond", name="Elrond", aliases=("Half-elven", "Peredhel"), actor="IMLADRIS",
        source_url="https://example.org/", read_on="2022-09-14",
    )  # fmt: skip
    line = dict(zip(table("persons").header, cells(row, table("persons")), strict=True))
    assert line["aliases"] == "Half-elven; Peredhel"
    assert line["note"] == ""


def test_a_doubled_key_names_both_lines() -> None:
    line = {"layer": "visits", "actor": "ARN", "extent": "full", "since": "2013", "note": ""}
    with pytest.raises(BadRowError, match=r"coverage\.csv:3: the same fact as line 2 \(coverage:visits/ARN\)"):
        read_rows([(2, line), (3, line)], table("coverage"), where="coverage.csv")


def test_a_missing_file_says_which_table_was_expected(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"persons\.csv is missing; expected the facts table 'persons'"):
        read_csv(tmp_path / "persons.csv", table("persons"))
