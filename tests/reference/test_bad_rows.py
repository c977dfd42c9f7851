"""A fact row that cannot be used is refused with file, line, column and what was expected."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from keystone_states import ingest, reference
from keystone_states.errors import BadRowError
from keystone_states.reference import PACKAGED

SOURCED = "https://example.org/,2026-11-24,"
GOOD = f"SCO,TUV,partner,2026-01-01,,no,high,{SOURCED}"


@dataclass(frozen=True)
class Fault:
    """A way to spoil a table, and what the one line must then say."""

    table: str
    line: str
    says: tuple[str, ...]


FAULTS = {
    "wrong date": Fault(
        "memberships",
        GOOD.replace("2026-01-01", "2026-13-01"),
        ("column 'since' is '2026-13-01'", "expected date with precision", "correct the cell"),
    ),
    "wrong day of reading": Fault(
        "memberships", GOOD.replace("2026-11-24", "autumn"), ("column 'read_on' is 'autumn'", "expected day")
    ),
    "unknown word": Fault(
        "memberships",
        GOOD.replace("partner", "friend"),
        ("column 'role' is 'friend'", "one of member, observer, partner, associate, treaty_party"),
    ),
    "unknown actor": Fault(
        "memberships", GOOD.replace("TUV", "ARN"), ("column 'actor' is 'ARN'", "states.csv or organisations.csv")
    ),
    "empty cell": Fault("memberships", GOOD.replace("TUV", ""), ("column 'actor' is ''", "expected text")),
    "no source": Fault(
        "memberships", GOOD.replace("https://example.org/", "my memory"), ("column 'source_url' is 'my memory'",)
    ),
    "missing cell": Fault("memberships", GOOD.rsplit(",", 1)[0], ("wrong number of cells; expected 10",)),
    "extra cell": Fault("memberships", GOOD + "but, well", ("wrong number of cells; expected 10", "quote cells")),
    "not a number": Fault(
        "positions", f"TUV,2031,far left,0.1,10,{SOURCED}", ("column 'theta' is 'far left'", "expected float: position")
    ),
    "bad identifier": Fault(
        "meetings",
        f"White Council,Council,talks,,minister,2020-01-01,,,KAZ,,,,no,high,{SOURCED}",
        ("column 'id' is 'White Council'", "short identifier"),
    ),
    "an embassy of an unknown state": Fault(
        "embassies", f"ARN,TUV,,embassy,2000,,,no,high,{SOURCED}", ("column 'sender' is 'ARN'", "listed in states.csv")
    ),
    "an embassy in an organisation": Fault(
        "embassies", f"TUV,SCO,,embassy,2000,,,no,high,{SOURCED}", ("column 'host' is 'SCO'", "listed in states.csv")
    ),
    "an unknown kind of mission": Fault(
        "embassies", f"TUV,TON,,consulate,2000,,,no,high,{SOURCED}", ("column 'kind' is 'consulate'", "one of embassy")
    ),
    "doubled key": Fault("memberships", f"{GOOD}\n{GOOD}", ("the same fact as line", "expected each key once")),
}


def spoil(facts: Path, fault: Fault) -> int:
    """Append the bad line; returns the number of the line at fault."""
    path = facts / f"{fault.table}.csv"
    path.write_text(path.read_text(encoding="utf-8") + fault.line + "\n", encoding="utf-8")
    return len(path.read_text(encoding="utf-8").splitlines())


@pytest.mark.parametrize("name", FAULTS)
def test_a_bad_row_names_file_line_column_and_what_was_expected(facts: Path, tmp_path: Path, name: str) -> None:
    fault = FAULTS[name]
    line = spoil(facts, fault)
    with pytest.raises(BadRowError) as refused:
        ingest.refresh(tmp_path / "store", facts=facts)
    said = str(refused.value)
    assert said.startswith(f"{fault.table}.csv:{line}: ")
    assert "\n" not in said
    for part in fault.says:
        assert part in said


@pytest.mark.parametrize(
    "before", [GOOD.replace("TUV", "TON") + '"two\nlines"\n', "\n\n"], ids=["a cell of two lines", "empty lines"]
)
def test_the_line_is_the_one_an_editor_shows(facts: Path, before: str) -> None:
    line = spoil(facts, Fault("memberships", before + GOOD.replace("TUV", ""), ()))
    with pytest.raises(BadRowError, match=rf"^memberships\.csv:{line}: "):
        reference.load(facts)


def test_the_unspoilt_row_is_taken(facts: Path, tmp_path: Path) -> None:
    spoil(facts, Fault("memberships", GOOD, ()))
    assert ingest.refresh(tmp_path / "store", facts=facts)


def test_a_file_that_is_not_utf_8_says_where(facts: Path) -> None:
    path = facts / "persons.csv"
    whole = path.read_bytes()
    path.write_bytes(whole + "erdogan,Erdoğan,,TUR,".encode("iso8859-9") + SOURCED.encode() + b"\n")
    with pytest.raises(BadRowError, match=r"^persons\.csv: not UTF-8 text .* at byte \d+.*; save it as UTF-8$"):
        reference.load(facts)


def test_the_byte_at_fault_is_counted_from_the_start_of_the_file(facts: Path) -> None:
    path = facts / "meetings.csv"
    whole = path.read_bytes()
    assert len(whole) > 100_000
    path.write_bytes(whole + b"\xff\n")
    with pytest.raises(BadRowError, match=f"at byte {len(whole)}"):
        reference.load(facts)


@pytest.mark.parametrize(
    "change",
    [
        lambda header: header.replace("actor", "country"),
        lambda header: "",
        lambda header: header + ",colour",
        lambda header: ",".join(reversed(header.split(","))),
        lambda header: header.rsplit(",", 1)[0],
        lambda header: header.replace(",", ";"),
    ],
    ids=["renamed", "empty", "one more", "other order", "one less", "semicolons"],
)
def test_a_wrong_header_is_refused_with_the_right_one(facts: Path, change: Callable[[str], str]) -> None:
    path = facts / "persons.csv"
    header, rest = path.read_text(encoding="utf-8").split("\n", 1)
    path.write_text(change(header) + "\n" + rest, encoding="utf-8")
    with pytest.raises(BadRowError, match=r"^persons\.csv:1: the header is ") as refused:
        reference.load(facts)
    assert f"expected {header}; mend the first line" in str(refused.value)


def test_an_empty_file_is_refused(facts: Path) -> None:
    (facts / "persons.csv").write_text("", encoding="utf-8")
    with pytest.raises(BadRowError, match=r"^persons\.csv:1: the header is empty; expected person,name"):
        reference.load(facts)


def test_a_byte_order_mark_as_spreadsheets_write_it(facts: Path) -> None:
    path = facts / "persons.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    with pytest.raises(BadRowError, match=r"^persons\.csv:1: "):
        reference.load(facts)


def test_a_stray_quote_in_a_long_table_is_no_traceback(facts: Path) -> None:
    path = facts / "positions.csv"
    header, rest = (PACKAGED / path.name).read_text(encoding="utf-8").split("\n", 1)
    assert len(rest) > 131_072
    path.write_text(f'{header}\nTUV,2031,0.1,0.1,10,{SOURCED}"unclosed\n{rest}', encoding="utf-8")
    with pytest.raises(BadRowError, match=r"^positions\.csv"):
        reference.load(facts)


def test_a_quote_left_open_does_not_swallow_the_rows_after_it(facts: Path) -> None:
    (facts / "coverage.csv").write_text(
        'layer,actor,extent,since,note\nvisits,KAZ,full,2013,"as found\nvisits,KGZ,full,2013,\n', encoding="utf-8"
    )
    with pytest.raises(BadRowError, match=r"^coverage\.csv"):
        reference.load(facts)


@pytest.mark.parametrize("name", ["wrong date", "unknown actor", "missing cell", "doubled key"])
def test_the_command_line_says_it_in_one_line_and_exits_with_5(
    facts: Path, tmp_path: Path, name: str, cli: Callable[..., Any]
) -> None:
    line = spoil(facts, FAULTS[name])
    ran = cli("data", "list", "--facts", facts, "--store", tmp_path / "store")
    assert ran.code == 5
    assert ran.out == ""
    assert ran.err.count("\n") == 1
    assert ran.err.startswith(f"keystone: {FAULTS[name].table}.csv:{line}: ")
    assert "Traceback" not in ran.err
