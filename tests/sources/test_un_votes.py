from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pytest

import worlds
from keystone_states import ingest
from keystone_states.errors import BadInputError, StoreError
from keystone_states.model.dates import Window
from keystone_states.positions import codes_of, fit_positions
from keystone_states.sources.un_votes import RollCalls, cast, load, row_of
from keystone_states.store import datasets
from keystone_states.store.datasets import LoadedFile

Vote = tuple[int, str, str]
CODES = {"GO": "GON", "MO": "MOR", "CS": "SCG", "RS": "SRB", "YU": "YUG"}
DATES = {
    1: "1990-05-01",
    2: "1992-05-01",
    3: "2001-05-01",
    4: "2006-05-01",
    5: "2007-05-01",
    6: "2007-06-01",
    7: "1993-05-01",
}


def iso3(code: str, year: int) -> str | None:
    return CODES.get(code)


def files(folder: Path, votes: Sequence[Vote], dates: dict[int, str] | None = None) -> tuple[Path, Path]:
    """Votes and roll calls as CSV files."""
    lines = ["rcid,country,country_code,vote", *(f"{item},Somewhere,{code},{vote}" for item, code, vote in votes)]
    calls = ["rcid,session,date", *(f"{item},1,{day}" for item, day in (dates or DATES).items())]
    paths = folder / "un_votes.csv", folder / "un_roll_calls.csv"
    for path, content in zip(paths, (lines, calls), strict=True):
        path.write_text("\n".join(content) + "\n", encoding="utf-8")
    return paths


def read(folder: Path, votes: Sequence[Vote], *, since: int = 1991, least: int = 1) -> RollCalls:
    return load(*files(folder, votes), iso3=iso3, since=since, least=least)


def test_votes_become_choices_by_state_year_and_roll_call(tmp_path: Path) -> None:
    found = read(tmp_path, [(5, "GO", "yes"), (5, "MO", "no"), (3, "MO", "abstain")])
    assert (found.states, found.years) == (("GON", "MOR"), (2001, 2007))
    rows = zip(found.state, found.year, found.item, found.choice, strict=True)
    assert sorted(tuple(map(int, row)) for row in rows) == [(0, 1, 1, 2), (1, 0, 0, 1), (1, 1, 1, 0)]


def test_every_row_is_accepted_or_rejected_for_a_reason(tmp_path: Path) -> None:
    votes = [
        (5, "GO", "yes"),
        (5, "MO", "no"),
        (1, "GO", "yes"),
        (9, "GO", "yes"),
        (5, "XX", "yes"),
        (5, "", "yes"),
        (6, "GO", "perhaps"),
    ]
    found = read(tmp_path, votes)
    assert (found.read, found.accepted) == (7, 2)
    assert found.rejected == {
        "before 1991": 1,
        "roll call without a date": 1,
        "unknown state code XX": 1,
        "unknown state code None": 1,
        "unknown choice": 1,
    }
    assert found.read == found.accepted + found.rejected.total()


def test_a_date_that_is_no_date_is_a_roll_call_without_one(tmp_path: Path) -> None:
    paths = files(tmp_path, [(1, "GO", "yes"), (2, "GO", "yes")], {1: "2001-02-30", 2: "2001-02-03"})
    assert load(*paths, iso3=iso3, least=1).rejected == {"roll call without a date": 1}


def test_years_with_too_few_roll_calls_are_rejected(tmp_path: Path) -> None:
    votes = [(5, "GO", "yes"), (6, "GO", "no"), (3, "GO", "yes"), (3, "MO", "yes")]
    found = read(tmp_path, votes, least=2)
    assert found.years == (2007,)
    assert found.rejected == {"year with too few roll calls": 2}


@pytest.mark.parametrize(("item", "actor"), [(2, "YUG"), (7, "SCG"), (3, "SCG"), (4, "SCG"), (5, "SRB")])
def test_yu_means_yugoslavia_to_1992_then_cs_then_from_2007_rs(tmp_path: Path, item: int, actor: str) -> None:
    assert read(tmp_path, [(item, "YU", "yes")]).states == (actor,)


def test_the_repair_finds_the_packaged_states() -> None:
    found = codes_of(worlds.packaged())
    assert [found("CS", 2006), found("RS", 2007), found("YU", 1992)] == ["SCG", "SRB", "YUG"]


def test_no_usable_vote_is_refused_with_the_reasons(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match=r"un_votes\.csv can be used .*before 1991.*expected years from 1991"):
        read(tmp_path, [(1, "GO", "yes")])


def test_a_missing_file_is_refused_with_its_path(tmp_path: Path) -> None:
    votes, calls = files(tmp_path, [(5, "GO", "yes")])
    calls.unlink()
    with pytest.raises(StoreError, match=r"un_roll_calls\.csv does not exist; expected UN votes"):
        load(votes, calls, iso3=iso3)


def test_a_file_with_other_columns_is_refused_with_those_expected(tmp_path: Path) -> None:
    votes, calls = files(tmp_path, [(5, "GO", "yes")])
    votes.write_text("id,who,how\n1,GO,yes\n", encoding="utf-8")
    with pytest.raises(BadInputError, match=r"cannot read .*expected columns rcid, country_code, vote"):
        load(votes, calls, iso3=iso3)


def test_a_roll_call_number_that_is_no_number_is_refused(tmp_path: Path) -> None:
    votes, calls = files(tmp_path, [(5, "GO", "yes")])
    votes.write_text("rcid,country,country_code,vote\nfive,Gondor,GO,yes\n", encoding="utf-8")
    with pytest.raises(BadInputError, match="five"):
        load(votes, calls, iso3=iso3)


def test_parquet_and_csv_give_the_same(tmp_path: Path) -> None:
    paths = files(tmp_path, [(5, "GO", "yes"), (5, "MO", "no"), (3, "MO", "abstain")])
    with duckdb.connect() as connection:
        for path in paths:
            source = f"SELECT * FROM read_csv('{path}', all_varchar = true)"
            connection.execute(f"COPY ({source}) TO '{path.with_suffix('.parquet')}' (FORMAT parquet)")
    one = load(*paths, iso3=iso3, least=1)
    two = load(*(path.with_suffix(".parquet") for path in paths), iso3=iso3, least=1)
    assert one.states == two.states
    assert all(np.array_equal(getattr(one, name), getattr(two, name)) for name in ("state", "year", "item", "choice"))


def test_the_order_of_rows_does_not_matter(tmp_path: Path) -> None:
    votes = [(5, "GO", "yes"), (5, "MO", "no"), (3, "MO", "abstain")]
    (tmp_path / "back").mkdir()
    one, two = read(tmp_path, votes), read(tmp_path / "back", votes[::-1])
    assert all(np.array_equal(getattr(one, name), getattr(two, name)) for name in ("state", "year", "item", "choice"))


def test_a_roll_call_listed_twice_counts_once(tmp_path: Path) -> None:
    votes, calls = files(tmp_path, [(5, "GO", "yes"), (5, "MO", "no")])
    calls.write_text(calls.read_text(encoding="utf-8") + "5,1,2007-05-01\n", encoding="utf-8")
    assert load(votes, calls, iso3=iso3, least=1).read == 2


@pytest.mark.samples
@worlds.needs_samples
def test_a_refit_of_the_years_since_2015_agrees_with_the_packaged_positions() -> None:
    folder = worlds.SAMPLES / "unga_votes"
    world = worlds.packaged()
    votes = load(folder / "un_votes.parquet", folder / "un_roll_calls.parquet", iso3=codes_of(world), since=2015)
    assert votes.read == votes.accepted + votes.rejected.total() == 870_109
    refitted = fit_positions(votes, source_url="https://example.org", read_on=date(2023, 1, 1))
    packaged = {(row.actor, row.year): row.theta for row in world.positions}
    pairs = np.array([(row.theta, packaged[row.actor, row.year]) for row in refitted])
    assert len(pairs) > 900
    assert np.corrcoef(pairs.T)[0, 1] > 0.97


def loaded(folder: Path, votes: Sequence[Vote], *, calls: dict[int, str] | None = None, day: int = 1) -> LoadedFile:
    """Votes loaded into a store under `folder`, on that day of January."""
    folder.mkdir(exist_ok=True)
    provenance, _ = ingest.load_un_votes(folder / "store", files(folder, votes, calls), iso3=iso3)
    (found,) = datasets.loaded(folder / "store")["un_votes"]
    return LoadedFile(found.path, provenance.model_copy(update={"loaded": date(2023, 1, day)}))


THREE = [(5, "GO", "yes"), (5, "MO", "no"), (3, "MO", "abstain"), (3, "XX", "yes")]


def test_loaded_votes_come_back_by_day_and_roll_call(tmp_path: Path) -> None:
    found = cast([loaded(tmp_path, THREE)], Window(date(2001, 1, 1), date(2008, 1, 1)))
    assert found is not None
    assert (found.rcid.tolist(), found.actors) == ([3, 5], ("GON", "MOR"))
    assert found.day.tolist() == [date(2001, 5, 1).toordinal(), date(2007, 5, 1).toordinal()]
    rows = zip(found.call, found.actor, found.choice, strict=True)
    assert [tuple(map(int, row)) for row in rows] == [(0, 1, 1), (1, 0, 2), (1, 1, 0)]


def test_a_window_holds_its_first_day_and_not_the_day_after_its_last(tmp_path: Path) -> None:
    one = loaded(tmp_path, THREE)
    found = cast([one], Window(date(2007, 5, 1), date(2007, 5, 2)))
    assert found is not None
    assert (found.rcid.tolist(), found.call.tolist(), found.actor.tolist()) == ([5], [0, 0], [0, 1])
    assert cast([one], Window(date(2007, 4, 1), date(2007, 5, 1))) is None
    assert cast([], Window(date(2007, 5, 1), date(2007, 5, 2))) is None


def test_of_a_vote_loaded_twice_the_one_loaded_last_counts(tmp_path: Path) -> None:
    one = loaded(tmp_path / "one", [(5, "GO", "yes"), (6, "GO", "yes")])
    two = loaded(tmp_path / "two", [(5, "GO", "no"), (5, "MO", "no")], day=2)
    found = cast([one, two], Window(date(2000, 1, 1), date(2008, 1, 1)))
    assert found is not None
    rows = zip(found.rcid[found.call], found.actor, found.choice, strict=True)
    assert [tuple(map(int, row)) for row in rows] == [(5, 0, 0), (5, 1, 0), (6, 0, 2)]


def test_the_same_votes_loaded_twice_in_another_order_are_the_same_votes(tmp_path: Path) -> None:
    window = Window(date(2000, 1, 1), date(2008, 1, 1))
    one, two = loaded(tmp_path / "one", THREE), loaded(tmp_path / "two", THREE[::-1], day=2)
    assert one.provenance.sha256 != two.provenance.sha256
    once, twice = cast([one], window), cast([one, two], window)
    assert once is not None
    assert twice is not None
    assert once.actors == twice.actors
    for name in ("rcid", "day", "actor", "call", "choice"):
        assert np.array_equal(getattr(once, name), getattr(twice, name))


def test_what_was_read_is_accepted_or_rejected_and_stands_in_the_provenance(tmp_path: Path) -> None:
    found = loaded(tmp_path, [*THREE, (9, "GO", "yes"), (5, "GO", "no")]).provenance
    assert (found.read, found.accepted, found.licence) == (6, 3, "CC0 1.0")
    assert found.rejected == {
        "roll call without a date": 1,
        "second vote of a state on a roll call": 1,
        "unknown state code XX": 1,
    }
    assert (found.first_day, found.last_day) == (date(2001, 5, 1), date(2007, 5, 1))


def test_loading_the_same_files_again_writes_nothing(tmp_path: Path) -> None:
    given = files(tmp_path, THREE)
    first, fresh = ingest.load_un_votes(tmp_path / "store", given, iso3=iso3)
    again, stale = ingest.load_un_votes(tmp_path / "store", given[::-1], iso3=iso3)
    assert (fresh, stale, again) == (True, False, first)


def test_a_folder_stands_for_the_files_in_it(tmp_path: Path) -> None:
    files(tmp_path, THREE)
    provenance, _ = ingest.load_un_votes(tmp_path / "store", [tmp_path], iso3=iso3)
    assert provenance.file == "un_votes.csv+un_roll_calls.csv"


def test_files_that_are_not_one_of_votes_and_one_of_roll_calls_are_refused(tmp_path: Path) -> None:
    votes, calls = files(tmp_path, THREE)
    with pytest.raises(BadInputError, match=r"0 of the files given \(un_votes.csv\) hold roll calls; expected"):
        ingest.load_un_votes(tmp_path / "store", [votes], iso3=iso3)
    copied = tmp_path / "copy.csv"
    copied.write_bytes(votes.read_bytes())
    with pytest.raises(BadInputError, match=r"2 of the files given .* hold votes"):
        ingest.load_un_votes(tmp_path / "store", [votes, copied, calls], iso3=iso3)


def test_a_roll_call_is_found_by_its_number_with_source_and_day(tmp_path: Path) -> None:
    votes, calls = files(tmp_path, THREE)
    calls.write_text("rcid,date,unres,short\n5,2007-05-01,A/RES/1,Of rings \n3,2001-05-01,,\n", encoding="utf-8")
    ingest.load_un_votes(tmp_path / "store", [votes, calls], iso3=iso3)
    there = datasets.loaded(tmp_path / "store")["un_votes"]
    found = row_of(there, "5")
    assert found is not None
    assert (found.evidence_id, found.title, found.resolution) == ("un_votes:5", "Of rings", "A/RES/1")
    assert (found.day, found.read_on) == (date(2007, 5, 1), date.today())
    assert row_of(there, "7") is None
    assert row_of((), "5") is None


def test_a_spoilt_loaded_file_is_refused_with_what_to_do(tmp_path: Path) -> None:
    spoilt = loaded(tmp_path, THREE)
    spoilt.path.write_text("not parquet", encoding="utf-8")
    with pytest.raises(StoreError, match=r"cannot read the loaded UN votes .*load their files again"):
        cast([spoilt], Window(date(2000, 1, 1), date(2008, 1, 1)))
