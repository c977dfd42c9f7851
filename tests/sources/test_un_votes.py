from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pytest

import worlds
from keystone_states.errors import BadInputError, StoreError
from keystone_states.positions import codes_of, fit_positions
from keystone_states.sources.un_votes import RollCalls, load

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
