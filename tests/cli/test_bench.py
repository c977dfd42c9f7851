from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

GOLD = Path(__file__).resolve().parents[1] / "golden" / "reading"
RIGHT = "20250618\tCHLGOV\tNZL\t042\t\tvisit-01_1\twire"


@pytest.fixture
def petrarch(tmp_path: Path) -> Path:
    path = tmp_path / "petrarch.tsv"
    path.write_text(f"{RIGHT}\nx\n", encoding="utf-8")
    return path


def test_a_file_is_scored_as_json(face: Callable[..., Any], petrarch: Path) -> None:
    ran = face("bench", "reading", GOLD / "sentences.yaml", "--coder", petrarch, "--format", "json")
    content = json.loads(ran.out)
    triple = next(each for each in content["scores"] if (each["what"], each["kind"]) == ("triple", "micro"))
    assert (ran.code, triple["right"], triple["predicted"], triple["precision"]) == (0, 1, 1, 1.0)
    assert content["notes"] == ["petrarch.tsv: 2 rows read, 1 accepted.", "Rejected: columns: 1, expected 7 to 11: 1."]
    assert (content["labels"], content["false_texts"]) == ("all events", 0)
    assert sum(map(len, content["uncoded"].values())) + 1 + content["texts_without_event"] == content["texts"]


def test_a_file_is_scored_as_csv(face: Callable[..., Any], petrarch: Path) -> None:
    ran = face("bench", "reading", GOLD / "sentences.yaml", "--coder", petrarch, "--format", "csv")
    assert ran.out.startswith("what,kind,right,predicted,gold,precision,recall,f1\ntriple,micro,1,1,")


def test_the_table_is_eighty_columns_wide_and_says_what_was_rejected(face: Callable[..., Any], petrarch: Path) -> None:
    ran = face("bench", "reading", GOLD / "sentences.yaml", "--coder", petrarch)
    assert max(map(len, ran.out.splitlines())) <= 80
    assert "petrarch.tsv: 2 rows read, 1 accepted." in ran.out
    assert "False events: 0, on 0 of" in ran.out


def test_a_split_of_the_pages_is_scored(face: Callable[..., Any], tmp_path: Path) -> None:
    rows = tmp_path / "ngec.jsonl"
    sides = {"ACTOR": [{"country": "XGO"}, {"country": "XRO"}], "RECIP": []}
    row = {"id": "10-history", "event_type": "COOPERATE", "date_resolved": "1702", "attributes": sides}
    rows.write_text(json.dumps(row), encoding="utf-8")
    ran = face("bench", "reading", GOLD / "pages", "--split", "held", "--coder", rows, "--format", "json")
    content = json.loads(ran.out)
    assert content["texts"] == 6
    right = {each["what"]: each["right"] for each in content["scores"] if each["kind"] == "micro"}
    assert (right["triple"], right["date"], right["status"]) == (2, 2, 0)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["absent.yaml"], 6, "cannot read absent.yaml"),
        ([GOLD / "sentences.yaml", "--coder", "absent.tsv"], 6, "cannot read absent.tsv"),
        ([GOLD / "sentences.yaml", "--split", "test"], 2, "'test' is not one of"),
    ],
)
def test_a_mistake_is_named(face: Callable[..., Any], arguments: list[Any], code: int, said: str) -> None:
    ran = face("bench", "reading", *arguments)
    assert (ran.code, said in ran.err) == (code, True), ran.err
