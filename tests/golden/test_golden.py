"""Small files to read in review: what Keystone says, word for word.

To take new words over: KEYSTONE_GOLDEN=write pytest tests/golden, then read the difference.
"""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from keystone_states.actors.registry import Registry
from keystone_states.actors.resolve import resolve
from keystone_states.errors import EXIT_CODES
from keystone_states.store.tables import TABLES

HERE = Path(__file__).parent

NAMES = [
    ("Georgia", "2022-09-14"),
    ("Guinea", "2022-09-14"),
    ("Congo", "2022-09-14"),
    ("Macedonia", "2018-01-01"),
    ("Macedonia", "2024-01-01"),
    ("Korea", "2022-09-14"),
    ("the Kremlin", "1985-05-01"),
    ("the Kremlin", "2020-05-01"),
    ("Beijing", "2022-09-14"),
    ("Nur-Sultan", "2018-01-01"),
    ("Nur-Sultan", "2020-01-01"),
    ("Nur-Sultan", "2024-01-01"),
    ("Turkey", "2022-09-14"),
    ("ROM", "2022-09-14"),
    ("Tokayev", "2012-06-01"),
    ("Tokayev", "2022-09-14"),
    ("Arnor", "2022-09-14"),
]


def compare(name: str, text: str) -> None:
    path = HERE / name
    if os.environ.get("KEYSTONE_GOLDEN") == "write":
        path.write_text(text, encoding="utf-8")
        pytest.fail(f"{path.name} was written anew; read the difference and run again")
    assert text == path.read_text(encoding="utf-8")


def test_what_names_mean_and_why(registry: Registry) -> None:
    found = [resolve(name, date.fromisoformat(day), registry=registry) for name, day in NAMES]
    compare(
        "resolutions.txt",
        "".join(f"{each.query} ({each.date}): {each.actor or each.status.value}. {each.reason}.\n" for each in found),
    )


def test_the_columns_of_every_table() -> None:
    compare("tables.txt", "".join(f"{table.name}: {', '.join(table.header)}\n" for table in TABLES))


def test_the_exit_codes() -> None:
    compare("exit_codes.txt", "".join(f"{code}  {meaning}\n" for code, meaning in EXIT_CODES.items()))
