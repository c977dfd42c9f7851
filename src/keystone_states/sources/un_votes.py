"""UN General Assembly roll calls (Voeten, Strezhnev and Bailey): one row per state and roll call.

Files: `un_votes` (rcid, country, country_code = ISO 3166 alpha-2, vote = yes, abstain or no) and `un_roll_calls`
(rcid, date, …), as Parquet or CSV, in the layout of the R package `unvotes`. Absences are not rows.

Coverage: 1946 to January 2020. Licence: CC0. Citation: Erik Voeten, Anton Strezhnev, Michael Bailey, "United Nations
General Assembly Voting Data", Harvard Dataverse, hdl:1902.1/12379.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import numpy as np
from numpy.typing import NDArray

from keystone_states.errors import BadInputError, StoreError

SOURCE_URL = "https://hdl.handle.net/1902.1/12379"
CITATION = (
    "Voeten, Erik; Strezhnev, Anton; Bailey, Michael. United Nations General Assembly Voting Data. "
    "Harvard Dataverse, hdl:1902.1/12379."
)
Iso3 = Callable[[str, int], str | None]
CHOICES = {"no": 0, "abstain": 1, "yes": 2}


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


def load(votes: Path, roll_calls: Path, *, iso3: Iso3, since: int = 1991, least: int = 20) -> RollCalls:
    """Votes from year `since` on, in years with at least `least` roll calls.

    `iso3` gives the alpha-3 code of an alpha-2 code in a year, or None. Rejected and counted: votes before `since`
    or in a thin year, of a code it does not know, with an unknown choice, or on a roll call without a date.
    """
    rows = _fetch(votes, roll_calls)
    rejected: Counter[str] = Counter()
    per_year = Counter(year for _, year in {(item, year) for item, _, year, _ in rows})
    kept: list[tuple[int, str, int, int]] = []
    seen: set[tuple[int, str]] = set()
    for item, code, year, vote in rows:
        fault = _fault(year, vote, since=since, thin=per_year[year] < least)
        actor = iso3(_repaired(code or "", year), year) if year is not None and not fault else None
        if actor is None or year is None:
            rejected[fault or f"unknown state code {code}"] += 1
        elif (item, actor) in seen:
            rejected["second vote of a state on a roll call"] += 1
        else:
            seen.add((item, actor))
            kept.append((item, actor, year, CHOICES[vote]))
    if not kept:
        raise BadInputError(
            f"no vote of {votes} can be used ({dict(rejected)}); expected years from {since} on and ISO codes"
        )
    return _indexed(kept, read=len(rows), rejected=rejected)


def _indexed(kept: list[tuple[int, str, int, int]], *, read: int, rejected: Counter[str]) -> RollCalls:
    items = {item: at for at, item in enumerate(sorted({row[0] for row in kept}))}
    states = {state: at for at, state in enumerate(sorted({row[1] for row in kept}))}
    years = {year: at for at, year in enumerate(sorted({row[2] for row in kept}))}
    columns = np.array([[items[i], states[s], years[y], c] for i, s, y, c in kept], dtype=np.int64).T
    return RollCalls(tuple(states), tuple(years), columns[1], columns[2], columns[0], columns[3], read, rejected)


def _fetch(votes: Path, roll_calls: Path) -> list[tuple[int, str, int | None, str]]:
    for path in (votes, roll_calls):
        if not path.exists():
            raise StoreError(f"{path} does not exist; expected UN votes as Parquet or CSV; see docs/data.md")
    query = f"""
        SELECT CAST(v.rcid AS BIGINT), v.country_code, EXTRACT(year FROM TRY_CAST(r.date AS DATE)), v.vote
        FROM {_scan(votes)} AS v
        LEFT JOIN (SELECT CAST(rcid AS BIGINT) AS rcid, min(date) AS date FROM {_scan(roll_calls)} GROUP BY 1) AS r
        ON CAST(v.rcid AS BIGINT) = r.rcid
        ORDER BY 1, 2
    """
    try:
        with duckdb.connect() as connection:
            return connection.execute(query, [str(votes), str(roll_calls)]).fetchall()
    except duckdb.Error as fault:
        raise BadInputError(
            f"cannot read {votes} with {roll_calls} ({str(fault).splitlines()[0]}); "
            "expected columns rcid, country_code, vote and rcid, date"
        ) from None


def _scan(path: Path) -> str:
    return "read_parquet(?)" if path.suffix == ".parquet" else "read_csv(?, all_varchar=true)"


def _repaired(code: str, year: int) -> str:
    """The dataset goes on writing YU for the state whose ISO code was CS from 1992 and RS from 2006."""
    if code != "YU" or year <= 1992:
        return code
    return "CS" if year <= 2006 else "RS"


def _fault(year: int | None, vote: str, *, since: int, thin: bool) -> str:
    """Why a vote cannot be used, or nothing."""
    if year is None:
        return "roll call without a date"
    if year < since:
        return f"before {since}"
    if thin:
        return "year with too few roll calls"
    return "" if vote in CHOICES else "unknown choice"
