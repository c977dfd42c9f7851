from __future__ import annotations

import csv

import pytest

from keystone_states.errors import UnknownNameError
from keystone_states.model.routes import ROUTE_ROWS
from keystone_states.model.rows import ROWS
from keystone_states.reference import PACKAGED
from keystone_states.store.tables import TABLES, Table, table
from keystone_states.world import World

each_table = pytest.mark.parametrize("declared", TABLES, ids=lambda declared: declared.name)


def test_each_row_class_is_one_table_and_each_table_is_in_the_world() -> None:
    names = [declared.name for declared in TABLES]
    assert names == [row.table for row in (*ROWS, *ROUTE_ROWS)]
    assert len(set(names)) == len(names)
    assert set(names) == set(World().tables)


@each_table
def test_a_table_declares_each_column_of_its_row_once(declared: Table) -> None:
    assert len(set(declared.header)) == len(declared.header)
    assert set(declared.header) == set(declared.row.model_fields)


@each_table
def test_every_column_has_type_default_and_meaning(declared: Table) -> None:
    assert declared.meaning
    for column in declared.columns:
        assert column.type, column.name
        assert column.default in ("required", "empty"), column.name
        assert len(column.meaning) > 3, column.name


@each_table
def test_the_packaged_file_has_the_declared_header(declared: Table) -> None:
    with (PACKAGED / f"{declared.name}.csv").open(encoding="utf-8", newline="") as file:
        assert tuple(next(csv.reader(file))) == declared.header


def test_numbers_of_positions_have_units() -> None:
    units = {column.name: column.unit for column in table("positions").columns}
    assert all(units[name] for name in ("year", "theta", "se", "votes"))


def test_the_packaged_folder_holds_these_tables_and_no_other() -> None:
    assert {path.stem for path in PACKAGED.glob("*.csv")} == {declared.name for declared in TABLES}


def test_an_unknown_table_is_refused_with_those_there_are() -> None:
    with pytest.raises(UnknownNameError, match=r"no table 'rings'; there are states, .*coverage"):
        table("rings")
