from __future__ import annotations

import csv
import gzip
import zipfile
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eventfiles import Read, line
from keystone_states import ontology
from keystone_states.errors import BadInputError, StoreError
from keystone_states.sources.gdelt import EVENTS, EVENTS_1, EVENTS_2, MENTIONS_SOURCE


def _file(folder: Path, *lines: str, name: str = "20180101000000.export.CSV", end: str = "\n") -> Path:
    path = folder / name
    path.write_bytes("".join(each + end for each in lines).encode())
    return path


def test_the_formats_have_61_58_and_16_columns_and_1_0_lacks_the_adm2_codes() -> None:
    assert (len(EVENTS_2), len(EVENTS_1)) == (61, 58)
    assert set(EVENTS_2) - set(EVENTS_1) == {f"{of}Geo_ADM2Code" for of in ("Actor1", "Actor2", "Action")}
    assert (EVENTS_2[26], EVENTS_2[30], EVENTS_2[53], EVENTS_2[59]) == (
        "EventCode",
        "GoldsteinScale",
        "ActionGeo_CountryCode",
        "DATEADDED",
    )


REAL = {
    "gdelt2/20151027220000.export.CSV": 2116,
    "gdelt2/20180101000000.export.CSV": 2414,
    "gdelt2/mixed_20150218224500_20200318.first100.translation.export.CSV": 100,
    "gdelt2/mixed_20150218230000_20200318.first100.export.CSV": 100,
    "gdelt1/1979.first100.csv": 100,
    "gdelt1/20151207.first2500.export.CSV": 2500,
}


@pytest.mark.samples
@pytest.mark.parametrize("name", REAL)
def test_every_line_of_a_real_file_becomes_a_row_as_it_was(samples: Path, read: Read, name: str) -> None:
    path = samples / "events" / name
    outcome, rows = read(path, source=EVENTS)
    with path.open(encoding="utf-8", newline="\n") as file:
        lines = [text.rstrip("\n").split("\t") for text in file]
    assert (outcome.read, outcome.accepted, outcome.rejects) == (REAL[name], REAL[name], ())
    assert [row["event_key"] for row in rows] == [cells[0] for cells in lines]
    assert len({row["event_key"] for row in rows}) == REAL[name], "ids are unique"
    assert [row["code"] for row in rows] == [cells[26] for cells in lines]
    assert [row["root_code"] for row in rows] == [cells[28] for cells in lines]
    assert [str(row["quad"]) for row in rows] == [cells[29] for cells in lines]
    assert [row["goldstein"] for row in rows] == [Decimal(cells[30]) for cells in lines]
    assert [row["root"] for row in rows] == [cells[25] == "1" for cells in lines]
    assert [row["source_country"] or "" for row in rows] == [cells[7].strip() for cells in lines]
    assert [row["target_code"] or "" for row in rows] == [cells[15].strip() for cells in lines]
    assert [f"{row['date']:%Y%m%d}" for row in rows] == [cells[1] for cells in lines]
    assert [row["url"] for row in rows] == [cells[-1] if len(cells) > 57 else None for cells in lines]


@pytest.mark.samples
def test_scores_and_quad_classes_of_our_table_are_those_of_every_real_row(samples: Path, read: Read) -> None:
    cameo, seen = ontology.cameo(), Counter[str]()
    for name in REAL:
        for row in read(samples / "events" / name, source=EVENTS)[1]:
            assert Decimal(str(cameo.codes[row["code"]].goldstein)) == row["goldstein"], row["code"]
            assert cameo.quads[row["root_code"]] == row["quad"], row["code"]
            seen[row["code"]] += 1
    assert len(seen) == 143
    assert {"016", "022", "164"} <= set(seen)


@pytest.mark.samples
def test_a_file_saved_by_a_spreadsheet_is_refused_with_the_cause(samples: Path, read: Read) -> None:
    with pytest.raises(BadInputError, match=r"saved by a spreadsheet \(cells parted by semicolons, times such as 2"):
        read(samples / "events" / "gdelt2" / "20190121220000.export2.CSV", source=EVENTS)


@pytest.mark.samples
def test_romania_is_recovered_and_regions_are_no_states(samples: Path, read: Read) -> None:
    romania = regions = 0
    for name in REAL:
        outcome, rows = read(samples / "events" / name, source=EVENTS)
        regions += sum(outcome.unresolved[code] for code in ontology.event_actors().regions)
        for row in rows:
            if (row["source_code"] or "").startswith("ROU"):
                romania += 1
                assert (row["source"], row["source_country"]) == ("ROU", None)
                assert "actor 1: country from its code" in row["repairs"]
            assert row["source"] not in ontology.event_actors().regions
    assert romania >= 4
    assert regions > 150


@pytest.mark.samples
@pytest.mark.parametrize("name", ["first100.mentions.CSV", "first100.translation.mentions.CSV"])
def test_mentions_are_typed_and_none_is_lost(samples: Path, read: Read, name: str) -> None:
    (path,) = (samples / "events" / "mentions_gkg").glob(f"*{name}")
    outcome, rows = read(path, source=MENTIONS_SOURCE)
    assert (outcome.read, outcome.accepted) == (100, 100)
    with path.open(encoding="utf-8") as file:
        lines = [text.rstrip("\n").split("\t") for text in file]
    assert [f"{row['mention_time']:%Y%m%d%H%M%S}" for row in rows] == [cells[2] for cells in lines]
    assert [row["url"] for row in rows] == [cells[5] for cells in lines]
    assert {row["translation"] is None for row in rows} == {"translation" not in name}


BAD = {
    "60 cells": (line().rpartition("\t")[0], "", "60 cells instead of 61"),
    "62 cells": (line() + "\tx", "", "62 cells instead of 61"),
    "58 cells, of GDELT 1.0": (line(1), "", "58 cells instead of 61"),
    "nothing": ("", "", "an empty line"),
    "an id that is no number": (line(GLOBALEVENTID="1e5x"), "GLOBALEVENTID", "not a whole number"),
    "the 31st of February": (line(SQLDATE="20180231"), "SQLDATE", "not a day as YYYYMMDD"),
    "a day before GDELT": (line(SQLDATE="19200102"), "SQLDATE", "before 1979, when GDELT begins"),
    "a time of 12 digits": (line(DATEADDED="201801010000"), "DATEADDED", "not a time as YYYYMMDD or YYYYMMDDHHMMSS"),
    "no code": (line(EventCode=""), "EventCode", "no event code"),
    "the null code ---": (line(EventCode="---"), "EventCode", "no event code"),
    "the null code X": (line(EventCode="X"), "EventCode", "no event code"),
    "no CAMEO code": (line(EventCode="2142"), "EventCode", "not a CAMEO code"),
    "a class 5": (line(QuadClass="5"), "QuadClass", "not a class from 1 to 4"),
    "a score in words": (line(GoldsteinScale="high"), "GoldsteinScale", "not a score"),
    "a score beyond the scale": (line(GoldsteinScale="12345"), "GoldsteinScale", "not a score"),
    "a root of 2": (line(IsRootEvent="2"), "IsRootEvent", "neither 0 nor 1"),
    "mentions beyond all": (line(NumMentions="9" * 12), "NumMentions", "not a whole number"),
    "a latitude in words": (line(ActionGeo_Lat="north"), "ActionGeo_Lat", "not a latitude"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_line_is_set_aside_with_line_column_and_reason_and_the_good_stay(
    tmp_path: Path, read: Read, name: str
) -> None:
    bad, column, reason = BAD[name]
    outcome, rows = read(_file(tmp_path, line(), bad, line(GLOBALEVENTID="2")), source=EVENTS)
    assert [row["event_key"] for row in rows] == ["1", "2"]
    (reject,) = outcome.rejects
    assert (reject.file, reject.line, reject.column, reject.reason) == ("20180101000000.export.CSV", 2, column, reason)
    assert outcome.read == outcome.accepted + 1 == 3


def test_all_bad_lines_at_once_are_each_reported_on_their_line(tmp_path: Path, read: Read) -> None:
    lines = [text for bad, *_ in BAD.values() for text in (line(), bad)]
    outcome, rows = read(_file(tmp_path, *lines), source=EVENTS)
    assert len(rows) == len(BAD)
    assert sorted(each.line for each in outcome.rejects) == [2 * n for n in range(1, len(BAD) + 1)]
    assert {each.line: each.reason for each in outcome.rejects} == {
        2 * n: reason for n, (_, _, reason) in enumerate(BAD.values(), 1)
    }


def test_a_line_that_is_not_utf8_is_set_aside(tmp_path: Path, read: Read) -> None:
    path = tmp_path / "20180101000000.export.CSV"
    path.write_bytes(b"\n".join([line().encode(), line(Actor1Name="Mal\xe9").encode("latin-1"), line().encode()]))
    outcome, rows = read(path, source=EVENTS)
    assert [(each.line, each.reason) for each in outcome.rejects] == [(2, "not UTF-8 text")]
    assert len(rows) == 2, "the last line needs no line end"


def test_a_line_of_a_megabyte_is_set_aside(tmp_path: Path, read: Read) -> None:
    outcome, rows = read(_file(tmp_path, line(), line(SOURCEURL="x" * (1 << 20))), source=EVENTS)
    assert [each.reason for each in outcome.rejects] == ["longer than 1048576 bytes"]
    assert len(rows) == 1


def test_mixed_line_ends_quotes_and_nul_bytes_survive(tmp_path: Path, read: Read) -> None:
    path = tmp_path / "20180101000000.export.CSV"
    odd = line(GLOBALEVENTID="2", Actor1Name="\"O'HARA", SOURCEURL='http://a.org/"\\')
    third = line(GLOBALEVENTID="3", Actor1Name="A\0B")
    path.write_bytes(f"{line()}\r\n{odd}\n{third}\r\n".encode())
    outcome, rows = read(path, source=EVENTS)
    assert [row["event_key"] for row in rows] == ["1", "2", "3"]
    assert (rows[1]["source_name"], rows[1]["url"], rows[2]["source_name"]) == ("\"O'HARA", 'http://a.org/"\\', "AB")
    assert outcome.repairs == {"line end CRLF": 2, "NUL byte": 1}


def test_a_file_without_any_good_line_is_refused_with_the_first_reason(tmp_path: Path, read: Read) -> None:
    with pytest.raises(BadInputError, match=r"none of its 2 lines can be used as gdelt \(line 1: SQLDATE"):
        read(_file(tmp_path, line(SQLDATE="today"), line(EventCode="")), source=EVENTS)


@pytest.mark.parametrize("text", ["one word\n", "a\tb\n", ",".join("x" * 61) + "\n"])
def test_a_file_of_another_kind_is_refused(tmp_path: Path, read: Read, text: str) -> None:
    path = tmp_path / "20180101000000.export.CSV"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadInputError, match="expected"):
        read(path, source=EVENTS)


def test_zip_gz_and_plain_give_the_same_rows(tmp_path: Path, read: Read) -> None:
    plain = _file(tmp_path, line(), line(GLOBALEVENTID="2"))
    with zipfile.ZipFile(tmp_path / "a.export.CSV.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(plain, plain.name)
    (tmp_path / "b.export.CSV.gz").write_bytes(gzip.compress(plain.read_bytes()))
    wanted = read(plain, source=EVENTS)[1]
    assert read(tmp_path / "a.export.CSV.zip", source=EVENTS)[1] == wanted
    assert read(tmp_path / "b.export.CSV.gz", source=EVENTS)[1] == wanted


@pytest.mark.parametrize("name", ["half.export.CSV.zip", "half.export.CSV.gz"])
def test_half_a_packed_file_is_refused(tmp_path: Path, read: Read, name: str) -> None:
    plain = _file(tmp_path, *(line(GLOBALEVENTID=str(n), SOURCEURL=f"http://a.org/{n * 7919}") for n in range(500)))
    whole = tmp_path / "whole"
    if name.endswith("gz"):
        whole.write_bytes(gzip.compress(plain.read_bytes()))
    else:
        with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(plain, plain.name)
    (tmp_path / name).write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    with pytest.raises(StoreError, match=r"cannot read .*half.*expected a whole file"):
        read(tmp_path / name, source=EVENTS)


def test_lines_of_57_and_58_cells_stand_in_one_file(tmp_path: Path, read: Read) -> None:
    short = line(1, GLOBALEVENTID="2", DATEADDED="20130203").rpartition("\t")[0]
    for lines in ([line(1), short], [short, line(1)]):
        outcome, rows = read(_file(tmp_path, *lines, name="20130401.export.CSV"), source=EVENTS)
        assert {row["event_key"]: row["url"] for row in rows} == {"1": "http://www.example.org/a", "2": None}
        assert outcome.repairs == {"no SOURCEURL": 1}


def test_a_day_of_1920_is_repaired_kept_as_given_and_counted(tmp_path: Path, read: Read) -> None:
    outcome, (row,) = read(_file(tmp_path, line(SQLDATE="19200102", DATEADDED="20200102000000")), source=EVENTS)
    assert (row["date"], row["date_given"], row["lag_days"]) == (date(2020, 1, 2), "19200102", 0)
    assert outcome.repairs == {"date + 100 years": 1}


def test_the_lag_is_kept_and_a_year_ago_is_no_repair(tmp_path: Path, read: Read) -> None:
    outcome, (row,) = read(_file(tmp_path, line(SQLDATE="20170101")), source=EVENTS)
    assert (row["date"], row["published"], row["lag_days"]) == (date(2017, 1, 1), date(2018, 1, 1), 365)
    assert not outcome.repairs


def test_padded_codes_are_trimmed_and_blank_ones_empty(tmp_path: Path, read: Read) -> None:
    padded = line(
        Actor1Code="KAZ  ", Actor1CountryCode="KAZ ", Actor2Code="   ", Actor2CountryCode="", EventCode="042 "
    )
    outcome, (row,) = read(_file(tmp_path, padded), source=EVENTS)
    assert (row["source"], row["source_code"], row["target_code"], row["code"]) == ("KAZ", "KAZ", None, "042")
    assert outcome.repairs == {"spaces trimmed": 1}


ACTORS = {
    "ROU, country empty": (("ROUGOV", "", ""), "ROU", True),
    "ROM": (("ROM", "ROM", ""), "ROU", True),
    "SSD": (("SSD", "SSD", ""), "SSD", True),
    "TMP": (("TMP", "TMP", ""), "TLS", True),
    "EUR with EEC": (("IGOEUREEC", "EUR", "EEC"), "EU", False),
    "EUR alone": (("EUR", "EUR", ""), None, None),
    "NATO": (("IGONAT", "", "NAT"), "NATO", False),
    "West Bank": (("WSB", "WSB", ""), "PSE", True),
    "Gaza Strip": (("GZS", "GZS", ""), "PSE", True),
    "Palestine": (("PSE", "PSE", ""), "PSE", True),
    "a state's known group": (("RUSUNO", "RUS", "UNO"), "RUS", True),
    "a police without a country": (("COP", "", ""), None, None),
    "nobody": (("", "", ""), None, None),
}


@pytest.mark.parametrize("name", ACTORS)
def test_codes_become_actors_and_stay_as_given(tmp_path: Path, read: Read, name: str) -> None:
    (code, country, group), actor, state = ACTORS[name]
    cells = {"Actor1Code": code, "Actor1CountryCode": country, "Actor1KnownGroupCode": group}
    _, (row,) = read(_file(tmp_path, line(**cells)), source=EVENTS)
    assert (row["source"], row["source_is_state"]) == (actor, state)
    assert (row["source_code"] or "", row["source_country"] or "") == (code, country)


@pytest.mark.parametrize(
    ("fips", "state"),
    [
        ("GM", "DEU"),
        ("CH", "CHN"),
        ("RS", "RUS"),
        ("SZ", "CHE"),
        ("GZ", "PSE"),
        ("WE", "PSE"),
        ("", None),
        ("QQ", None),
    ],
)
def test_the_place_is_in_fips_codes(tmp_path: Path, read: Read, fips: str, state: str | None) -> None:
    _, (row,) = read(_file(tmp_path, line(ActionGeo_CountryCode=fips)), source=EVENTS)
    assert (row["place_country"], row["place_code"]) == (state, fips or None)


@pytest.mark.parametrize(
    ("url", "publisher"),
    [
        ("http://www.example.org/a", "example.org"),
        ("https://News.Example.ORG/a/b?c=/d", "news.example.org"),
        ("BBC Monitoring", "BBC Monitoring"),
        ("", None),
    ],
)
def test_the_publisher_is_the_domain(tmp_path: Path, read: Read, url: str, publisher: str | None) -> None:
    _, (row,) = read(_file(tmp_path, line(SOURCEURL=url)), source=EVENTS)
    assert row["publisher"] == publisher


def test_types_and_modes_of_plover(tmp_path: Path, read: Read) -> None:
    lines = [line(EventCode=code, QuadClass="1") for code in ("042", "045", "010", "190")]
    _, rows = read(_file(tmp_path, *lines), source=EVENTS)
    assert [(row["type"], row["mode"]) for row in rows] == [
        ("CONSULT", "visit"),
        ("CONSULT", "third-party"),
        (None, None),
        ("ASSAULT", None),
    ]


def test_the_intervals_of_a_day_belong_together_and_other_files_do_not() -> None:
    names = ("20240101000000", "20240101234500", "20240102000000", "20240101000000.translation")
    days = [EVENTS.together(Path(f"a/{name}.export.CSV.zip")) for name in names]
    assert days[0] == days[1]
    assert len(set(days)) == 3
    assert EVENTS.together(Path("a/20130401.export.CSV.zip")) != EVENTS.together(Path("a/20130402.export.CSV.zip"))


def test_rejects_of_joined_files_name_their_own_file_and_line(tmp_path: Path, read: Read) -> None:
    one = _file(tmp_path, line(), line(EventCode=""), "x", line(), name="20180101000000.export.CSV")
    two = _file(tmp_path, "y", line(), line(SQLDATE="1"), name="20180101001500.export.CSV")
    outcome, rows = read(one, two, source=EVENTS)
    assert len(rows) == 3
    assert {(each.file[:14], each.line) for each in outcome.rejects} == {
        ("20180101000000", 2),
        ("20180101000000", 3),
        ("20180101001500", 1),
        ("20180101001500", 3),
    }


@given(st.lists(st.sampled_from([line(), *(bad for bad, *_ in BAD.values())]), max_size=12), st.booleans())
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_lines_read_are_accepted_and_rejected_whatever_the_order(
    tmp_path: Path, read: Read, lines: list[str], crlf: bool
) -> None:
    path = _file(tmp_path, line(), *lines, end="\r\n" if crlf else "\n")
    outcome, rows = read(path, source=EVENTS)
    assert outcome.read == len(lines) + 1
    assert outcome.accepted == len(rows) == 1 + lines.count(line())
    assert len(outcome.rejects) == len(lines) - lines.count(line())


@pytest.mark.samples
def test_every_code_of_the_published_list_has_a_score(samples: Path) -> None:
    with (samples / "events" / "lookups" / "sparkgdelt_cameoEvent.txt").open(encoding="latin-1") as file:
        codes = {each["CAMEOEVENTCODE"] for each in csv.DictReader(file, delimiter="\t")}
    assert codes <= set(ontology.cameo().codes)
