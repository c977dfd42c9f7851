from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from eventfiles import Read
from keystone_states import ontology
from keystone_states.catalogue import EVENT_SOURCES
from keystone_states.errors import BadInputError, StoreError
from keystone_states.sources import acled, icews, polecat, ucdp
from keystone_states.sources.mapped import read_map, source_of

ICEWS = "\t".join(
    (
        *("Event ID", "Event Date", "Source Name", "Source Sectors", "Source Country", "Event Text", "CAMEO Code"),
        *("Intensity", "Target Name", "Target Sectors", "Target Country", "Story ID", "Sentence Number", "Publisher"),
        *("City", "District", "Province", "Country", "Latitude", "Longitude"),
    )
)


@pytest.mark.samples
def test_every_line_of_the_real_icews_file_becomes_a_row(samples: Path, read: Read) -> None:
    (path,) = (samples / "events" / "icews").iterdir()
    outcome, rows = read(path, source=icews.SOURCE)
    assert (outcome.read, outcome.accepted, outcome.rejects) == (2000, 2000, ())
    with path.open(encoding="utf-8", newline="\n") as file:
        lines = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert [row["event_key"] for row in rows] == [f"{each['Event ID']}/{each['Event Date']}" for each in lines]
    assert [row["code"] for row in rows] == [each["CAMEO Code"] for each in lines]
    assert [row["goldstein"] for row in rows] == [Decimal(each["Intensity"]) for each in lines]
    assert [row["source_country"] or "NA" for row in rows] == [each["Source Country"] for each in lines]
    assert set(outcome.unresolved) == {"Hong Kong", "Western Sahara"}, "every other name is a state of ours"
    named = Counter((row["source_country"], row["source"]) for row in rows)
    assert named["Russian Federation", "RUS"] == 145
    assert named["North Korea", "PRK"] == 141


def test_icews_rows_without_a_code_are_set_aside_and_quotes_are_letters(tmp_path: Path, read: Read) -> None:
    cells = ["7", "2018-06-01", 'The "Old" Man', '"Government,Military"', "Moldova, Republic of", "Consult", "040", "1"]
    cells += ["Japan", "NA", "Japan", "9", "2", "Xinhua", "Tokyo", "NA", "NA", "Japan", "35.6", "139.7"]
    path = tmp_path / "Events.2018.tab"
    lines = [
        ICEWS,
        "\t".join(cells),
        "\t".join([*cells[:6], "NA", *cells[7:]]),
        "\t".join([*cells[:6], "---", *cells[7:]]),
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    outcome, (row,) = read(path, source=icews.SOURCE)
    assert (row["source"], row["target"], row["place_country"]) == ("MDA", "JPN", "JPN")
    assert (row["source_name"], row["source_sectors"], row["target_sectors"]) == (
        'The "Old" Man',
        "Government;Military",
        None,
    )
    assert (row["url"], row["root"], row["quad"]) == ("story 9", None, 1)
    assert [(each.line, each.reason) for each in outcome.rejects] == [(3, "no event code"), (4, "not a CAMEO code")]


POLECAT = {
    "Event ID": "E1",
    "Event Date": "2023-01-02",
    "Event Type": "CONSULT",
    "Event Mode": "third-party",
    "Intensity": "7.0",
    "Actor Name": "None",
    "Actor Country": "KAZ",
    "Actor COW": "705",
    "Recipient Name": "Merkel's",
    "Recipient Country": "RUS",
    "Recipient COW": "365",
    "Source": "Some Agency",
    "Publication Date": "2023-01-03",
    "Country": "None",
}


def _polecat(folder: Path, *rows: dict[str, str], header: list[str] | None = None, tail: str = "") -> Path:
    names = header or list(POLECAT)
    lines = ["\t".join(names), *("\t".join((POLECAT | row)[name] for name in names) + tail for row in rows)]
    path = folder / "ngecEvents.20230103111842.Release603.DV.txt"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_polecat_columns_are_found_by_name_in_any_order(tmp_path: Path, read: Read) -> None:
    _, (row,) = read(_polecat(tmp_path, {}), source=polecat.SOURCE)
    assert (row["source"], row["target"], row["type"], row["mode"]) == ("KAZ", "RUS", "CONSULT", "third-party")
    assert (row["date"], row["lag_days"], row["quad"]) == (date(2023, 1, 2), 1, 1)
    assert (row["source_name"], row["target_name"], row["place_code"]) == (None, "Merkel's", None)
    turned = _polecat(tmp_path, {}, header=list(reversed(POLECAT)))
    assert read(turned, source=polecat.SOURCE)[1] == [row]


def test_polecat_tails_of_empty_cells_are_cut_and_counted(tmp_path: Path, read: Read) -> None:
    outcome, (row,) = read(_polecat(tmp_path, {}, tail="\t\t"), source=polecat.SOURCE)
    assert row["source"] == "KAZ"
    assert outcome.repairs == {"empty cells after the last": 1}


def test_polecat_text_in_latin_1_is_read(tmp_path: Path, read: Read) -> None:
    path = _polecat(tmp_path, {"Actor Name": "Peña"}, {})
    path.write_bytes(path.read_text(encoding="utf-8").encode("latin-1"))
    outcome, rows = read(path, source=polecat.SOURCE)
    assert rows[0]["source_name"] == "Peña"
    assert outcome.repairs == {"read as ISO 8859-1": 1}


def test_polecat_rows_under_a_header_of_too_many_names_are_read_in_the_published_order(
    tmp_path: Path, read: Read
) -> None:
    names = list(polecat._ORDER)
    cells = [POLECAT.get(name, "None") for name in names]
    path = tmp_path / "ngecEvents.DV.2020.txt"
    path.write_text("\t".join([*names[:3], "Headline", *names[3:]]) + "\n" + "\t".join(cells) + "\n", encoding="utf-8")
    _, (row,) = read(path, source=polecat.SOURCE)
    assert (row["source"], row["mode"], row["publisher"]) == ("KAZ", "third-party", "Some Agency")


def test_polecat_events_of_several_actors_become_a_row_for_each_pair(tmp_path: Path, read: Read) -> None:
    several = {"Actor Country": "KAZ; UZB|TJK;None", "Recipient Country": "RUS;IRN"}
    outcome, rows = read(_polecat(tmp_path, several, {"Event ID": "E2"}), source=polecat.SOURCE)
    assert outcome.accepted == outcome.read == 2
    pairs = {row["event_key"]: (row["source"], row["target"]) for row in rows}
    assert pairs == {
        "E1/KAZ>RUS": ("KAZ", "RUS"),
        "E1/KAZ>IRN": ("KAZ", "IRN"),
        "E1/UZB>RUS": ("UZB", "RUS"),
        "E1/UZB>IRN": ("UZB", "IRN"),
        "E2": ("KAZ", "RUS"),
    }


def test_polecat_without_a_country_falls_back_on_the_cow_number(tmp_path: Path, read: Read) -> None:
    _, (row,) = read(
        _polecat(tmp_path, {"Actor Country": "None", "Recipient Country": "None", "Recipient COW": "None"}),
        source=polecat.SOURCE,
    )
    assert (row["source"], row["target"]) == ("KAZ", None)


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"Event Type": "DANCE"}, "not a PLOVER type"),
        ({"Event Type": "None"}, "no event type"),
        ({"Event Date": "2nd of May"}, "not a day as YYYY-MM-DD"),
        ({"Intensity": "strong"}, "not a score"),
        ({"Publication Date": "later"}, "not a day as YYYY-MM-DD"),
    ],
)
def test_polecat_rows_that_cannot_be_used_say_why(
    tmp_path: Path, read: Read, cells: dict[str, str], reason: str
) -> None:
    outcome, rows = read(_polecat(tmp_path, {}, cells), source=polecat.SOURCE)
    assert [(each.line, each.reason) for each in outcome.rejects] == [(3, reason)]
    assert len(rows) == 1


UCDP = {
    "id": "1",
    "type_of_violence": "1",
    "side_a": "Government of Russia (Soviet Union)",
    "side_b": "Government of Ukraine",
    "country": "Russia (Soviet Union)",
    "date_start": "2022-03-01 00:00:00.000",
    "date_end": "2022-03-01 00:00:00.000",
    "best": "5",
    "high": "9",
    "low": "3",
    "latitude": "50.0",
    "longitude": "36.2",
    "gwnoa": "365",
    "gwnob": "369",
    "source_headline": 'A "quoted", headline\nin two lines',
}


def _csv(path: Path, *rows: dict[str, str], delimiter: str = ",") -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_ucdp_events_keep_the_three_estimates_of_deaths_and_line_ends_in_cells(tmp_path: Path, read: Read) -> None:
    path = _csv(
        tmp_path / "GEDEvent_v22_1.csv",
        UCDP,
        UCDP | {"id": "2", "side_b": "Civilians", "date_end": "2022-03-04"},
        UCDP | {"id": "3", "best": "many"},
    )
    outcome, (one, two) = read(path, source=ucdp.SOURCE)
    assert (one["source"], one["target"], one["place_country"], one["type"]) == ("RUS", "UKR", "RUS", "ASSAULT")
    assert (one["deaths_low"], one["deaths"], one["deaths_high"]) == (3, 5, 9)
    assert (one["date_given"], two["date_given"]) == (None, "2022-03-01/2022-03-04")
    assert (two["target"], two["target_name"]) == (None, "Civilians")
    assert [(each.line, each.column, each.value) for each in outcome.rejects] == [(7, "best", "many")]


def test_a_ucdp_side_of_several_governments_makes_a_row_for_each(tmp_path: Path, read: Read) -> None:
    both = {"side_a": "Government of Iran", "side_b": "Government of Israel, Government of United States of America"}
    gang = {"id": "2", "side_a": "XXX70", "side_b": "XXX70", "gwnoa": "", "gwnob": ""}
    path = _csv(tmp_path / "GEDEvent_v26_0_8.csv", UCDP | both, UCDP | gang)
    outcome, rows = read(path, source=ucdp.SOURCE)
    assert (outcome.read, outcome.accepted, outcome.rejects) == (2, 2, ())
    assert sorted((row["event_key"], row["source"], row["target"], row["deaths"]) for row in rows) == [
        ("1/Iran>Israel", "IRN", "ISR", 5),
        ("1/Iran>United States of America", "IRN", "USA", 5),
        ("2", None, None, 5),
    ]


def test_ucdp_publisher_place_and_a_numbered_header(tmp_path: Path, read: Read) -> None:
    """As candidates of 2024 and 2026 have it: a column before the first, tabs and quotes in a cell, true as text."""
    more = {
        **{"source_office": "AllAfrica;Darfur 24", "where_coordinates": "Gaza town", "adm_1": "Gaza Strip"},
        **{"country": "Israel", "active_year": "true", "source_article": '"AllAfrica,2025-09-01,A call\nCR \tSAnews""'},
    }
    path = _csv(tmp_path / "GEDEvent_v24_0_10.csv", {"#": "1"} | UCDP | more)
    (row,) = read(path, source=ucdp.SOURCE)[1]
    assert (row["publisher"], row["place"], row["place_country"], row["place_code"]) == (
        "AllAfrica",
        "Gaza town",
        "PSE",
        "Israel",
    )


def test_a_ucdp_file_without_its_header_is_read_and_one_of_another_kind_refused(tmp_path: Path, read: Read) -> None:
    path = tmp_path / "GEDEvent_v22_0_1.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerow([UCDP.get(name, "") for name in ucdp._GED])
    assert read(path, source=ucdp.SOURCE)[1][0]["target"] == "UKR"
    path.write_text("id,name\n1,x\n", encoding="utf-8")
    with pytest.raises(BadInputError, match="no column 'type_of_violence'"):
        read(path, source=ucdp.SOURCE)


ACLED = {
    "event_id_cnty": "KAZ1",
    "event_date": "05 January 2022",
    "event_type": "Riots",
    "sub_event_type": "Violent demonstration",
    "actor1": "Rioters (Kazakhstan)",
    "inter1": "Rioters",
    "actor2": "Police Forces of Kazakhstan (2019-)",
    "inter2": "State forces",
    "country": "Kazakhstan",
    "location": "Almaty",
    "latitude": "43.25",
    "longitude": "76.95",
    "source": "Tengri",
    "fatalities": "3",
}


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_acled_exports_are_read_with_either_delimiter(tmp_path: Path, read: Read, delimiter: str) -> None:
    other = {"event_date": "2022-01-06", "event_type": "Strategic developments", "sub_event_type": "Arrests"}
    path = _csv(tmp_path / "export.csv", ACLED, ACLED | other, ACLED | {"event_type": "Dances"}, delimiter=delimiter)
    outcome, (riot, arrest) = read(path, source=acled.SOURCE)
    assert (riot["source"], riot["target"], riot["place_country"]) == ("KAZ", "KAZ", "KAZ")
    assert (riot["date"], riot["type"], riot["mode"], riot["quad"], riot["deaths"]) == (
        date(2022, 1, 5),
        "PROTEST",
        "riot",
        4,
        3,
    )
    assert (arrest["date"], arrest["type"], arrest["mode"]) == (date(2022, 1, 6), "COERCE", "arrest")
    assert [(each.line, each.reason) for each in outcome.rejects] == [(4, "not an ACLED event type")]


def test_acled_types_go_to_types_and_modes_of_plover() -> None:
    types = ontology.plover().types
    for rule in (*ontology.acled().types.values(), *ontology.acled().sub_types.values()):
        assert rule.type is None or rule.type in types
        assert rule.mode is None or rule.mode in types[rule.type or ""].modes


def test_a_quote_that_never_closes_is_a_rejected_row(tmp_path: Path, read: Read) -> None:
    path = _csv(tmp_path / "export.csv", ACLED)
    with path.open("a", encoding="utf-8") as file:
        file.write('KAZ2,"never closed\n' + "x" * 200_000 + "\n")
    outcome, rows = read(path, source=acled.SOURCE)
    assert len(rows) == 1
    assert outcome.read == 1 + len(outcome.rejects) > 1


def _mapped(folder: Path, **more: Any) -> Path:
    columns = {
        "event_key": "id",
        "date": {"column": "day", "format": "%d/%m/%Y"},
        "source": {"column": "from", "codes": "iso3"},
        "target": {"column": "to", "codes": "names"},
        "code": "kind",
        "type": {"column": "kind", "values": {"talks": "CONSULT", "war": "ASSAULT"}},
        "deaths": "dead",
    }
    given = {
        "dataset": "chronicle",
        "licence": "CC0",
        "source_url": "https://example.org/chronicle",
        "columns": columns,
    }
    path = folder / "map.yaml"
    path.write_text(yaml.safe_dump(given | more), encoding="utf-8")
    return path


def test_any_csv_is_read_by_a_map(tmp_path: Path, read: Read) -> None:
    row = {"id": "1", "day": "02/01/2022", "from": "KAZ", "to": "Russian Federation", "kind": "talks", "dead": ""}
    others = (
        row | {"id": "2", "from": "Gondor", "to": "Mordor", "kind": "war", "dead": "7"},
        row | {"day": "2022-01-02"},
    )
    path = _csv(tmp_path / "chronicle.csv", row, *others)
    outcome, (one, two) = read(path, source=source_of(read_map(_mapped(tmp_path))))
    assert (one["dataset"], one["date"], one["source"], one["target"]) == ("chronicle", date(2022, 1, 2), "KAZ", "RUS")
    assert (one["type"], one["quad"], one["deaths"], one["source_is_state"]) == ("CONSULT", 1, None, True)
    assert (two["source"], two["source_country"], two["type"], two["deaths"]) == (None, "Gondor", "ASSAULT", 7)
    assert outcome.unresolved == {"Gondor": 1, "Mordor": 1}
    assert [(each.line, each.reason) for each in outcome.rejects] == [(4, "not a day as %d/%m/%Y")]


def test_a_map_with_cameo_codes_gives_type_score_and_quad_class(tmp_path: Path, read: Read) -> None:
    columns = {
        "event_key": "id",
        "date": "day",
        "source": {"column": "a", "codes": "cameo"},
        "code": {"column": "c", "codes": "cameo"},
    }
    path = _csv(
        tmp_path / "c.csv", *({"id": "1", "day": "2022-01-02", "a": "ROM", "c": code} for code in ("0871", "9"))
    )
    outcome, (row,) = read(path, source=source_of(read_map(_mapped(tmp_path, columns=columns))))
    assert (row["source"], row["type"], row["mode"], row["quad"], row["root_code"]) == (
        "ROU",
        "RETREAT",
        "ceasefire",
        2,
        "08",
    )
    assert [each.reason for each in outcome.rejects] == ["not a CAMEO code"]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"dataset": "My Events"}, "dataset"),
        ({"colour": "grey"}, "colour"),
        ({"columns": {"event_key": "id", "date": "day", "code": "kind"}}, "one of source, target, place_country"),
        ({"columns": {"source": "from"}}, "event_key, date, code"),
        (
            {"columns": {"event_key": "i", "date": "d", "code": "k", "source": "f", "hue": "h"}},
            "hue are none of the schema",
        ),
    ],
)
def test_a_map_that_is_wrong_says_where(tmp_path: Path, more: dict[str, Any], said: str) -> None:
    with pytest.raises(BadInputError, match=said):
        read_map(_mapped(tmp_path, **more))


def test_a_map_that_is_missing_or_no_yaml_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot read"):
        read_map(tmp_path / "none.yaml")
    (tmp_path / "bad.yaml").write_text("a: [", encoding="utf-8")
    with pytest.raises(BadInputError, match="not YAML"):
        read_map(tmp_path / "bad.yaml")


@pytest.mark.parametrize("source", EVENT_SOURCES.values(), ids=EVENT_SOURCES)
def test_every_source_says_what_it_is_and_fills_only_declared_columns(source: Any) -> None:
    assert source.licence
    assert source.source_url.startswith("https://")
    assert source.citation
    assert source.patterns
    assert set(source.query(()).events) <= {column.name for column in source.columns}
