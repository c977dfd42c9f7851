"""UN General Assembly roll calls (Voeten, Strezhnev and Bailey): one row per state and roll call.

Files: `un_votes` (rcid, country, country_code = ISO 3166 alpha-2, vote = yes, abstain or no) and `un_roll_calls`
(rcid, date, …), as Parquet or CSV, in the layout of the R package `unvotes`. Absences are not rows.

Coverage: 1946 to January 2020. Licence: CC0. Citation: Erik Voeten, Anton Strezhnev, Michael Bailey, "United Nations
General Assembly Voting Data", Harvard Dataverse, hdl:1902.1/12379.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import ClassVar

import duckdb
import numpy as np
from numpy.typing import NDArray

from keystone_states.errors import BadInputError, StoreError
from keystone_states.model.dates import Window
from keystone_states.model.rows import SourcedRow
from keystone_states.store.datasets import LoadedFile

DATASET = "un_votes"
SOURCE_URL = "https://hdl.handle.net/1902.1/12379"
LICENCE = "CC0 1.0"
CITATION = (
    "Voeten, Erik; Strezhnev, Anton; Bailey, Michael. United Nations General Assembly Voting Data. "
    "Harvard Dataverse, hdl:1902.1/12379."
)
Iso3 = Callable[[str, int], str | None]
CHOICES = {"no": 0, "abstain": 1, "yes": 2}
_COLUMNS = {"votes": {"rcid", "country_code", "vote"}, "roll calls": {"rcid", "date"}}


@dataclass(frozen=True, slots=True)
class RollCalls:
    """Votes of states by year. `read = accepted + rejected`; rejects are counted by reason."""

    states: tuple[str, ...]
    years: tuple[int, ...]
    state: NDArray[np.int64]
    year: NDArray[np.int64]
    item: NDArray[np.int64]
    choice: NDArray[np.int64]
    read: int
    rejected: Counter[str] = field(default_factory=Counter)

    @property
    def accepted(self) -> int:
        """Number of votes kept."""
        return len(self.choice)


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of the votes of two files: all, those kept, those not by reason, first and last day of the kept.

    `writer` writes the kept ones to a Parquet file: rcid, day, actor, choice, resolution, title.
    """

    read: int
    accepted: int
    rejected: Counter[str]
    first_day: date
    last_day: date
    writer: Callable[[Path], None]


class RollCall(SourcedRow):
    """Roll calls of the UN General Assembly, as loaded."""

    table: ClassVar[str] = DATASET
    key: ClassVar[tuple[str, ...]] = ("rcid",)

    rcid: int
    day: date
    resolution: str
    title: str


@dataclass(frozen=True, slots=True)
class Cast:
    """Votes of a window: who, on which roll call, how (0 no, 1 abstain, 2 yes); roll calls by day, then number."""

    rcid: NDArray[np.int64]
    day: NDArray[np.int64]
    actors: tuple[str, ...]
    actor: NDArray[np.int64]
    call: NDArray[np.int64]
    choice: NDArray[np.int8]


def load(votes: Path, roll_calls: Path, *, iso3: Iso3, since: int = 1991, least: int = 20) -> RollCalls:
    """Votes from year `since` on, in years with at least `least` roll calls.

    `iso3` gives the alpha-3 code of an alpha-2 code in a year, or None. Rejected and counted: votes before `since`
    or in a thin year, of a code it does not know, with an unknown choice, or on a roll call without a date.
    """
    with _judged(votes, roll_calls, iso3, since=since, least=least) as (connection, found):
        query = "SELECT rcid, actor, year, choice FROM judged WHERE fault IS NULL ORDER BY rcid, actor"
        columns = connection.execute(query).fetchnumpy()
    (states, state), (years, year), (_, item) = (
        np.unique(columns[name], return_inverse=True) for name in ("actor", "year", "rcid")
    )
    return RollCalls(
        tuple(str(each) for each in states),
        tuple(int(each) for each in years),
        state,
        year,
        item,
        columns["choice"].astype(np.int64),
        found.read,
        found.rejected,
    )


@contextmanager
def judged(votes: Path, roll_calls: Path, *, iso3: Iso3) -> Iterator[Judged]:
    """The votes of all years, each kept or counted under the reason why not; raises as `load` does."""
    with _judged(votes, roll_calls, iso3) as (_, found):
        yield found


def _write(connection: duckdb.DuckDBPyConnection, to: Path) -> None:
    kept = (
        "SELECT rcid, day, actor, choice, resolution, title FROM judged WHERE fault IS NULL ORDER BY day, rcid, actor"
    )
    connection.execute(f"COPY ({kept}) TO '{_quoted(to)}' (FORMAT parquet)")


def sorted_out(files: Sequence[Path]) -> tuple[Path, Path]:
    """The file of votes and the file of roll calls among those given, told apart by their columns.

    Raises `BadInputError` when not exactly one of each is there.
    """
    columns = {path: _columns_of(path) for path in files}
    found = {what: [path for path in files if wanted <= columns[path]] for what, wanted in _COLUMNS.items()}
    for what, paths in found.items():
        if len(paths) != 1:
            given = ", ".join(path.name for path in files) or "no file"
            raise BadInputError(
                f"{len(paths)} of the files given ({given}) hold {what}; expected one with the columns "
                f"{', '.join(sorted(_COLUMNS[what]))}, such as un_{what.replace(' ', '_')}.parquet"
            )
    return found["votes"][0], found["roll calls"][0]


def cast(files: Sequence[LoadedFile], window: Window) -> Cast | None:
    """The loaded votes of a window; None where there are none. Of a vote loaded twice the file loaded last counts."""
    if not files:
        return None
    every = _every_vote(tuple(each.path for each in files))
    start, end = window.start.toordinal(), window.end.toordinal()
    calls = slice(*np.searchsorted(every.day, [start, end]))
    votes = slice(*np.searchsorted(every.call, [calls.start, calls.stop]))
    if calls.start == calls.stop:
        return None
    return Cast(
        every.rcid[calls],
        every.day[calls],
        every.actors,
        every.actor[votes],
        every.call[votes] - calls.start,
        every.choice[votes],
    )


@cache
def _every_vote(paths: tuple[Path, ...]) -> Cast:
    """All votes of loaded files, which never change, by day, roll call and actor."""
    once = "QUALIFY row_number() OVER (PARTITION BY rcid, actor ORDER BY file DESC) = 1" if len(paths) > 1 else ""
    union = " UNION ALL ".join(f"SELECT *, {n} AS file FROM read_parquet('{_quoted(p)}')" for n, p in enumerate(paths))
    with _reading() as connection:
        connection.execute(f"CREATE TYPE actors AS ENUM (SELECT DISTINCT actor FROM ({union}) ORDER BY actor)")
        ((actors,),) = connection.execute("SELECT enum_range(NULL::actors)").fetchall()
        query = f"""
            SELECT rcid, enum_code(actor::actors)::BIGINT AS actor, choice, day - DATE '0001-01-01' + 1 AS day
            FROM ({union}) {once} ORDER BY day, rcid, actor
        """
        found = connection.execute(query).fetchnumpy()
    new = np.flatnonzero(np.diff(found["rcid"], prepend=-1))
    call = np.repeat(np.arange(len(new)), np.diff(new, append=len(found["rcid"])))
    return Cast(found["rcid"][new], found["day"][new], tuple(actors), found["actor"], call, found["choice"])


@contextmanager
def _reading() -> Iterator[duckdb.DuckDBPyConnection]:
    try:
        with duckdb.connect() as connection:
            yield connection
    except duckdb.Error as fault:
        raise StoreError(
            f"cannot read the loaded UN votes ({str(fault).splitlines()[0]}); load their files again"
        ) from None


def rows_of(files: Sequence[LoadedFile], keys: Sequence[str]) -> dict[str, RollCall]:
    """Roll calls by their numbers; those that some file holds."""
    found = ((key, row_of(files, key)) for key in keys)
    return {key: row for key, row in found if row}


def row_of(files: Sequence[LoadedFile], key: str) -> RollCall | None:
    """The roll call of that number, as loaded last; None where no file holds it."""
    for each in reversed(files):
        title = _titles(each.path).get(key)
        if title:
            day, resolution, words = title
            return RollCall(
                rcid=int(key),
                day=day,
                resolution=resolution,
                title=words,
                source_url=each.provenance.source_url,
                read_on=each.provenance.loaded,
            )
    return None


@cache
def _titles(path: Path) -> dict[str, tuple[date, str, str]]:
    """Day, resolution and title by roll call; a loaded file never changes."""
    query = f"SELECT DISTINCT rcid, day, resolution, title FROM read_parquet('{_quoted(path)}')"
    with _reading() as connection:
        return {str(rcid): (day, *words) for rcid, day, *words in connection.execute(query).fetchall()}


@contextmanager
def _judged(
    votes: Path, roll_calls: Path, iso3: Iso3, *, since: int = 0, least: int = 1
) -> Iterator[tuple[duckdb.DuckDBPyConnection, Judged]]:
    """A table `judged` of all votes, each with the fault for which it cannot be used, and what became of them."""
    with duckdb.connect() as connection:
        _fetch(connection, votes, roll_calls)
        _name_states(connection, iso3)
        connection.execute(_JUDGE, [since, since, least])
        found = _counted(connection)
        if not found:
            reasons = dict(_rejected(connection))
            wanted = f"years from {since} on and ISO codes" if since else "ISO codes"
            raise BadInputError(f"no vote of {votes} can be used ({reasons}); expected {wanted}")
        yield connection, found


def _fetch(connection: duckdb.DuckDBPyConnection, votes: Path, roll_calls: Path) -> None:
    """A table `fetched` of all votes with the day of their roll call."""
    named = _columns_of(roll_calls)
    resolution = "unres" if "unres" in named else "''"
    words = [f"nullif(trim({name}), '')" for name in ("short", "descr") if name in named]
    title = f"coalesce({', '.join((*words, repr('')))})"
    query = f"""
        CREATE TABLE fetched AS
        SELECT CAST(v.rcid AS BIGINT) AS rcid, v.country_code AS code, v.vote, r.day, EXTRACT(year FROM r.day) AS year,
               coalesce(r.resolution, '') AS resolution, coalesce(r.title, '') AS title
        FROM {_scan(votes)} AS v
        LEFT JOIN (
            SELECT CAST(rcid AS BIGINT) AS rcid, min(TRY_CAST(date AS DATE)) AS day,
                   min({resolution}) AS resolution, min({title}) AS title
            FROM {_scan(roll_calls)} GROUP BY 1
        ) AS r ON CAST(v.rcid AS BIGINT) = r.rcid
    """
    try:
        connection.execute(query)
    except duckdb.Error as fault:
        raise BadInputError(
            f"cannot read {votes} with {roll_calls} ({str(fault).splitlines()[0]}); "
            "expected columns rcid, country_code, vote and rcid, date"
        ) from None


def _name_states(connection: duckdb.DuckDBPyConnection, iso3: Iso3) -> None:
    """A table `named` of the actor behind each code in each year."""
    pairs = connection.execute("SELECT DISTINCT code, year FROM fetched WHERE year IS NOT NULL").fetchall()
    known = [(code, year, iso3(_repaired(code or "", year), year)) for code, year in pairs]
    lists = [list(column) for column in zip(*known, strict=True)] or [[], [], []]
    connection.execute(
        "CREATE TABLE named AS SELECT unnest(?::VARCHAR[]) AS code, unnest(?::BIGINT[]) AS year, "
        "unnest(?::VARCHAR[]) AS actor",
        lists,
    )


_JUDGE = f"""
    CREATE TABLE judged AS
    WITH thin AS (SELECT year, count(DISTINCT rcid) AS calls FROM fetched GROUP BY year),
    first AS (
        SELECT f.rcid, f.day, f.year, f.resolution, f.title, n.actor, c.choice, CASE
            WHEN f.year IS NULL THEN 'roll call without a date'
            WHEN f.year < ? THEN 'before ' || ?::INT
            WHEN thin.calls < ? THEN 'year with too few roll calls'
            WHEN c.choice IS NULL THEN 'unknown choice'
            WHEN n.actor IS NULL THEN 'unknown state code ' || coalesce(f.code, 'None')
        END AS fault, f.code
        FROM fetched AS f
        LEFT JOIN thin ON f.year IS NOT DISTINCT FROM thin.year
        LEFT JOIN named AS n ON f.year = n.year AND f.code IS NOT DISTINCT FROM n.code
        LEFT JOIN (VALUES {", ".join(f"('{word}', {number})" for word, number in CHOICES.items())}) AS c(vote, choice)
        ON f.vote = c.vote
    )
    SELECT * EXCLUDE (fault, code), CASE
        WHEN fault IS NULL AND row_number() OVER (PARTITION BY rcid, actor, fault ORDER BY code, choice) > 1
        THEN 'second vote of a state on a roll call' ELSE fault
    END AS fault FROM first
"""


def _counted(connection: duckdb.DuckDBPyConnection) -> Judged | None:
    """What became of the votes, or None when none is kept."""
    kept = "FROM judged WHERE fault IS NULL"
    count, first, last = connection.execute(f"SELECT count(*), min(day), max(day) {kept}").fetchall()[0]
    rejected = _rejected(connection)
    read = count + rejected.total()
    return Judged(read, count, rejected, first, last, partial(_write, connection)) if count else None


def _rejected(connection: duckdb.DuckDBPyConnection) -> Counter[str]:
    query = "SELECT fault, count(*) FROM judged WHERE fault IS NOT NULL GROUP BY 1 ORDER BY 1"
    return Counter(dict(connection.execute(query).fetchall()))


def _columns_of(path: Path) -> set[str]:
    """Names of the columns of a file; raises `StoreError` when it is not there, `BadInputError` when unreadable."""
    if not path.exists():
        raise StoreError(f"{path} does not exist; expected UN votes as Parquet or CSV; see docs/data.md")
    try:
        with duckdb.connect() as connection:
            return {name for name, *_ in connection.execute(f"DESCRIBE FROM {_scan(path)}").fetchall()}
    except duckdb.Error as fault:
        raise BadInputError(
            f"cannot read {path} ({str(fault).splitlines()[0]}); expected UN votes as Parquet or CSV"
        ) from None


def _scan(path: Path) -> str:
    where = _quoted(path)
    return f"read_parquet('{where}')" if path.suffix == ".parquet" else f"read_csv('{where}', all_varchar=true)"


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _repaired(code: str, year: int) -> str:
    """The dataset goes on writing YU for the state whose ISO code was CS from 1992 and RS from 2006."""
    if code != "YU" or year <= 1992:
        return code
    return "CS" if year <= 2006 else "RS"
