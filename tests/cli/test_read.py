"""`keystone read`: forms of output, folders with bad files, several processes, errors and exit codes."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
TEXT = (
    "Leaders on the steppe\n\nChinese President Xi Jinping visited Kazakhstan on 14 September 2022. He held talks with "
    "President Kassym-Jomart Tokayev, who graduated from the Moscow State Institute of International Relations in 1975."
    "\n\nThe weather in the capital was mild, and the people of the town went about their business as ever.\n"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twenty good articles, some of them below, and two that cannot be read."""
    home = tmp_path_factory.mktemp("articles")
    (home / "inner").mkdir()
    for number in range(20):
        path = home / ("inner" if number % 2 else ".") / f"{number:02}.txt"
        path.write_text(TEXT.replace("14 September", f"{number + 1} September"), encoding="utf-8")
    (home / "bad.txt").write_bytes(b"\x00\x01\x02" * 100)
    (home / "empty.html").write_bytes(b"")
    (home / "notes.pdf").write_bytes(b"not looked at")
    return home


@pytest.fixture(scope="module")
def article(folder: Path) -> Path:
    return folder / "00.txt"


def test_a_record_points_at_its_words(face: Run, article: Path) -> None:
    content = json.loads(face("read", article, "--format", "json").out)
    (found,) = content["articles"]
    text = found["article"]["text"]
    event = found["events"][0]
    assert (event["type"], event["mode"], event["status"]) == ("CONSULT", ["visit"], "reported")
    assert [each["actor"] for each in event["source"]] == ["CHN"]
    assert event["date"]["value"] == "2022-09-01"
    for each in (event["trigger"], *event["evidence"]):
        assert text[each["start"] : each["end"]] == each["quote"]
    assert any(each["kind"] == "education" for each in found["ties"])
    assert {"cause", "sentence"} <= set(found["uncoded"][0])
    assert content["read"] == content["accepted"] == 1


def test_a_table_is_readable_at_80_columns(face: Run, article: Path) -> None:
    ran = face("read", article)
    assert ran.code == 0
    assert max(len(line) for line in ran.out.splitlines()) <= 80
    assert "CONSULT visit" in ran.out
    assert "education" in ran.out


def test_explain_names_the_rule_its_line_and_how_names_were_resolved(face: Run, article: Path) -> None:
    out = " ".join(face("read", article, "--explain").out.split())
    assert "rule visit (events.yaml:" in out
    assert "source 'Chinese President Xi Jinping' = CHN" in out


def test_read_is_accepted_plus_rejected_and_a_bad_file_stops_nothing(face: Run, folder: Path) -> None:
    content = json.loads(face("read", folder, "--format", "json").out)
    assert content["read"] == 22
    assert content["accepted"] == len(content["articles"]) == 20
    assert {each["name"] for each in content["rejected"]} == {"bad.txt", "empty.html"}


def test_several_processes_give_the_same_bytes(face: Run, folder: Path) -> None:
    one, two = (face("read", folder, "--format", "jsonl", "--jobs", jobs) for jobs in ("1", "2"))
    assert one.out == two.out
    kinds = {json.loads(line)["record"] for line in one.out.splitlines()}
    assert kinds == {"article", "event", "tie", "uncoded", "rejected"}


def test_csv_has_one_row_per_event(face: Run, article: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(face("read", article, "--format", "csv").out)))
    events = json.loads(face("read", article, "--format", "json").out)["articles"][0]["events"]
    assert [row["id"] for row in rows] == [event["id"] for event in events]


def test_html_goes_into_the_file_named(face: Run, article: Path, tmp_path: Path) -> None:
    ran = face("read", article, "--format", "html", "-o", tmp_path / "read.html")
    assert ran.out == f"Wrote {tmp_path / 'read.html'}\n"
    assert "<script" not in (tmp_path / "read.html").read_text(encoding="utf-8")


def test_the_users_own_names_and_rules_go_first(face: Run, tmp_path: Path) -> None:
    (tmp_path / "names.yaml").write_text("places:\n  KAZ: [Bree]\n", encoding="utf-8")
    (tmp_path / "rules.yaml").write_text(
        "rules:\n- {id: sing, type: SUPPORT, verbs: [sing], target: [to]}\n", encoding="utf-8"
    )
    (tmp_path / "a.txt").write_text(
        "Vladimir Putin visited Bree on Monday, officials said. China sang to Russia at noon that day.",
        encoding="utf-8",
    )
    ran = face(
        *("read", tmp_path / "a.txt", "--lexicon", tmp_path / "names.yaml", "--rules", tmp_path / "rules.yaml"),
        *("--explain", "--format", "json"),
    )
    events = json.loads(ran.out)["articles"][0]["events"]
    assert [[each["actor"] for each in event["target"]] for event in events] == [["KAZ"], ["RUS"]]
    assert "rules.yaml:2" in events[1]["explain"][0]


def test_saving_listing_and_forgetting(face: Run, article: Path, tmp_path: Path) -> None:
    store = ("--store", tmp_path)
    assert "Saved 1 articles" in face("read", article, "--save", *store).err
    assert "0 articles; 1 were saved before" in face("read", article, "--save", *store).err
    (saved,) = json.loads(face("read", "--list-saved", "--format", "json", *store).out)
    assert saved["article"] == str(article)
    assert face("read", "--forget", saved["sha256"], *store).code == 0
    assert json.loads(face("read", "--list-saved", "--format", "json", *store).out) == []


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("bad.txt",), 4, "no prose"),
        (("missing.txt",), 6, "does not exist"),
        (("http://127.0.0.1/page",), 4, "not in the public internet"),
        (("00.txt", "--date", "yesterday"), 4, "--date"),
        (("00.txt", "--lexicon", "missing.yaml"), 6, "missing.yaml"),
        (("--forget", "zz"), 3, "--list-saved"),
        ((), 2, "nothing to read"),
    ],
)
def test_a_mistake_is_one_clear_line(
    face: Run, folder: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], code: int, words: str
) -> None:
    monkeypatch.chdir(folder)
    ran = face("read", *arguments)
    assert ran.code == code
    assert words in ran.err
    assert "Traceback" not in ran.err
