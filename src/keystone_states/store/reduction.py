"""The reduction: rows of events to counts by pair of states, month and PLOVER type, under a stated rule of counting.

The SQL is written once, in DuckDB's dialect and of operations that mean the same everywhere; `sqlglot` translates it
for Spark and BigQuery. No average, no division, no random choice and no order inside: sums of whole numbers and of
decimals only, so that every engine gives the same figures.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from keystone_states.errors import BadInputError, UnknownNameError
from keystone_states.model.dates import Window
from keystone_states.store import datasets
from keystone_states.store.engines import Engine, engine_of

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of counting: what counts as one event. `key`: of rows alike in these columns one counts (none: each row).

    `root`: only rows from the lead of an article count, where the dataset says which they are.
    """

    name: str
    meaning: str
    key: tuple[str, ...] = ()
    root: bool = True
    other: str = "root"


RULES: dict[str, Rule] = {
    each.name: each
    for each in (
        Rule("all", "every row counts", root=False),
        Rule("root", "every row from the lead of an article counts", other="all"),
        Rule("one-a-day", "one event a day of a pair, CAMEO root and type", ("date", "root_code")),
        Rule("article", "one event a day of a pair, code and article", ("date", "code", "article"), other="one-a-day"),
        Rule(
            "sources",
            "one a day of a pair, CAMEO root, type and publisher",
            ("date", "root_code", "publisher"),
            other="one-a-day",
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Panel:
    """A fixed panel: publishers with rows in every month that has any, how many months, and the rows of theirs."""

    publishers: int
    months: int
    rows: int

    @property
    def said(self) -> str:
        """What it kept, in words that follow "rows of the pairs asked for"."""
        return (
            f", {self.rows:,} of them from the fixed panel of {self.publishers:,} publishers with rows in each of "
            f"{self.months} months"
        )


@dataclass(frozen=True, slots=True)
class DyadMonths:
    """Counts by month (YYYYMM), source, target and type, sorted in that order; statements have the type None.

    `events`: by the rule; `other`: by the other rule. `rows`: rows behind them. `late`: rows left out because they
    were taken up more days before or after than `lag` allows. `share`: events as a share of all events between states
    in that month (of all types and pairs); NaN where there is none. `goldstein`: mean score of the rows; NaN where
    none has one. `articles`: sum over the rows. `urls` and `publishers` are empty unless asked for.

    `rows_in`: rows of the dataset in the window; `rows_between`: of these, rows between two states (or within one);
    `counted`, `other_counted`: events by the rule and the other rule. `panel`: the fixed panel of publishers whose rows
    alone were counted, None where all were.
    """

    dataset: str
    rule: Rule
    other_rule: Rule
    engine: str
    month: Ints
    source: tuple[str, ...]
    target: tuple[str, ...]
    type: tuple[str | None, ...]
    events: Ints
    other: Ints
    rows: Ints
    late: Ints
    articles: Ints
    share: Floats
    goldstein: Floats
    urls: Ints
    publishers: Ints
    rows_in: int
    rows_between: int
    counted: int
    other_counted: int
    panel: Panel | None = None

    @property
    def said(self) -> str:
        """The rule, what it kept, and what another rule would have kept, in words."""
        return (
            f"Rule {self.rule.name}: {self.rule.meaning}. Of {self.rows_in:,} rows {self.rows_between:,} are of the "
            f"pairs asked for{self.panel.said if self.panel else ''}; they count as {self.counted:,} events "
            f"({int(self.late.sum()):,} rows left out as late). "
            f"Rule {self.other_rule.name} ({self.other_rule.meaning}) would give {self.other_counted:,}."
        )

    def records(self) -> list[dict[str, Any]]:
        """One dictionary for each count."""
        columns = {name: getattr(self, name) for name in _COLUMNS if len(getattr(self, name))}
        plain = {name: each.tolist() if isinstance(each, np.ndarray) else each for name, each in columns.items()}
        return [dict(zip(plain, values, strict=True)) for values in zip(*plain.values(), strict=True)]


_COLUMNS = (
    *("month", "source", "target", "type", "events", "other", "rows", "late", "articles", "share", "goldstein"),
    *("urls", "publishers"),
)


def dyad_months(
    store: Path,
    *,
    dataset: str,
    rule: str = "one-a-day",
    window: Window | None = None,
    types: Sequence[str] = (),
    within: bool = False,
    lag: int | None = 1,
    weights: bool = False,
    fixed_panel: bool = False,
    engine: str = "duckdb",
) -> DyadMonths:
    """Who did what to whom how often: counts by month, directed pair of states and PLOVER type of a loaded dataset.

    `window`: days counted, all by default. `types`: only these types (shares stay shares of all). `within`: events
    inside one state instead of between two. `lag`: rows taken up more days before or after the event are left out and
    counted as late; None keeps them. `weights`: also count distinct articles and publishers. `fixed_panel`: only rows
    of publishers that have some row, taken up in time, in every month of the window that has any: what a publisher that
    joined or left would add to one month and not to another is left out, so shares can be held against one another.
    `engine`: `duckdb`, `local[2]` or `spark://…`.

    Regions and organisations are no states and leave the table. Raises `UnknownNameError` for another rule or engine,
    `StoreError` when nothing of the dataset is loaded, `BadInputError` when no publisher is in every month.
    """
    chosen = rule_of(rule)
    files = [each.path for each in datasets.files_of(store, dataset)]
    asked = Asked(window, tuple(types), within, lag, weights, fixed_panel)
    return reduced(files, dataset=dataset, rule=chosen, asked=asked, engine=engine)


def reduced(files: Sequence[Path], *, dataset: str, rule: Rule, asked: Asked, engine: str = "duckdb") -> DyadMonths:
    """The same of Parquet files of the schema of events."""
    with engine_of(engine, files) as opened:
        return _reduced(opened, dataset, rule, asked, engine)


def rule_of(name: str) -> Rule:
    """The rule of that name; raises `UnknownNameError` listing those that exist."""
    if name not in RULES:
        raise UnknownNameError(f"no rule of counting {name!r}; there are {', '.join(RULES)}")
    return RULES[name]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of the reduction, beside the rule."""

    window: Window | None = None
    types: tuple[str, ...] = ()
    within: bool = False
    lag: int | None = 1
    weights: bool = False
    fixed_panel: bool = False


def sql(rule: Rule, asked: Asked, *, table: str = "events") -> str:
    """The reduction as SQL in DuckDB's dialect, over a table of the schema of events."""
    key = ", ".join(("month", "source", "target", "type", "timely", *rule.key))
    one = "1" if rule.key else "alike"
    rows = eligible(rule, asked, table)
    counted = f"""
        SELECT month, source, target, type, {_timely(one)} AS events, {_timely("alike")} AS "rows",
            SUM(CASE WHEN timely = 0 THEN alike ELSE 0 END) AS late, {_timely("articles")} AS articles,
            {_timely("goldstein")} AS goldstein, {_timely("scored")} AS scored
        FROM (
            SELECT {key}, COUNT(*) AS alike, SUM(articles) AS articles, SUM(goldstein) AS goldstein,
                COUNT(goldstein) AS scored
            FROM ({rows}) AS eligible GROUP BY {key}
        ) AS grouped
        GROUP BY month, source, target, type"""
    joined, extra = "", ""
    if asked.weights:
        grouped = "month, source, target, type"
        same = " AND ".join(f"counted.{name} = weighed.{name}" for name in grouped.split(", "))
        extra = ", weighed.urls, weighed.publishers"
        urls = "COUNT(DISTINCT CASE WHEN timely = 1 THEN url END) AS urls"
        publishers = "COUNT(DISTINCT CASE WHEN timely = 1 AND publisher <> '' THEN publisher END) AS publishers"
        weighed = f"SELECT {grouped}, {urls}, {publishers} FROM ({rows}) AS eligible GROUP BY {grouped}"
        joined = f" JOIN ({weighed}) AS weighed ON {same}"
    return f"""
        SELECT counted.*{extra} FROM ({counted}) AS counted{joined}"""


def _timely(value: str) -> str:
    return f"SUM(CASE WHEN timely = 1 THEN {value} ELSE 0 END)"


def totals_sql(asked: Asked, *, table: str = "events") -> str:
    """Rows of the window, and rows of the pairs asked for, as SQL in DuckDB's dialect."""
    return f"""
        SELECT COUNT(*) AS rows_in, SUM(CASE WHEN {_pair(asked)} THEN 1 ELSE 0 END) AS rows_between
        FROM {table} AS e WHERE {_days(asked)}"""


def panel_sql(asked: Asked, *, table: str = "events") -> str:
    """Publishers with rows taken up in time in every month that has such rows, as SQL in DuckDB's dialect."""
    rows = f"FROM {table} AS e WHERE {_days(asked)} AND {_in_time(asked)} = 1"
    return f"""
        SELECT seen.publisher FROM (SELECT DISTINCT e.publisher, {_MONTH} AS month {rows} AND e.publisher <> '') AS seen
        GROUP BY seen.publisher HAVING COUNT(*) = (SELECT COUNT(DISTINCT {_MONTH}) AS months {rows})"""


def panel_totals_sql(asked: Asked, *, table: str = "events") -> str:
    """How many publishers, months, and rows of the pairs asked for the fixed panel has, as SQL in DuckDB's dialect."""
    return f"""
        SELECT COUNT(*) AS rows_of, COUNT(DISTINCT e.publisher) AS publishers,
            COUNT(DISTINCT {_MONTH}) AS months, SUM(CASE WHEN {_pair(asked)} THEN 1 ELSE 0 END) AS pairs
        FROM {table} AS e WHERE {_days(asked)} AND {_in_time(asked)} = 1{_of_panel(asked, table)}"""


def eligible(rule: Rule, asked: Asked, table: str, *, pair: str = "", more: Sequence[str] = ()) -> str:
    """SQL of the rows that may count, with their month and whether they were taken up in time (1 or 0); no type is ''.

    `pair`: which sources and targets are asked for, in place of what `asked` says; `more`: further columns.
    """
    needed = [name for name in ("root_code", "code") if name in rule.key]
    columns = [
        *(f"e.{name}" for name in needed),
        *(["COALESCE(e.url, e.event_key) AS article"] if "article" in rule.key else []),
        *(["e.url"] if asked.weights else []),
        *(["COALESCE(e.publisher, '') AS publisher"] if "publisher" in rule.key or asked.weights else []),
        *(f"e.{name}" for name in more),
    ]
    lead = " AND COALESCE(e.root, TRUE)" if rule.root else ""
    return f"""
        SELECT {_MONTH} AS month, e.date, e.source, e.target, COALESCE(e.type, '') AS type,
            COALESCE(e.articles, 0) AS articles, e.goldstein,
            {_in_time(asked)} AS timely{"".join(f", {each}" for each in columns)}
        FROM {table} AS e WHERE {_days(asked)} AND {pair or _pair(asked)}{lead}{_of_panel(asked, table)}"""


_MONTH = "EXTRACT(YEAR FROM e.date) * 100 + EXTRACT(MONTH FROM e.date)"


def _in_time(asked: Asked) -> str:
    """1 for a row taken up in time, else 0."""
    if asked.lag is None:
        return "1"
    return f"CASE WHEN ABS(COALESCE(e.lag_days, 0)) <= {int(asked.lag)} THEN 1 ELSE 0 END"


def _of_panel(asked: Asked, table: str) -> str:
    return f" AND e.publisher IN ({panel_sql(asked, table=table)})" if asked.fixed_panel else ""


def _days(asked: Asked) -> str:
    if asked.window is None:
        return "e.date IS NOT NULL"
    return f"e.date >= DATE '{asked.window.start}' AND e.date < DATE '{asked.window.end}'"


def _pair(asked: Asked) -> str:
    return f"e.source_is_state AND e.target_is_state AND e.source {'=' if asked.within else '<>'} e.target"


def _reduced(opened: Engine, dataset: str, rule: Rule, asked: Asked, engine: str) -> DyadMonths:
    other = RULES[rule.other]
    found = _sorted(opened.rows(sql(rule, asked)))
    beside = opened.rows(sql(other, replace(asked, weights=False)))
    totals = opened.rows(totals_sql(asked))
    panel = _panel(opened, asked, dataset) if asked.fixed_panel else None
    counts = dict(zip(_keys(beside), beside["events"], strict=True))
    keep = [at for at, kind in enumerate(found["type"]) if not asked.types or kind in asked.types]
    taken = {name: [column[at] for at in keep] for name, column in found.items()}
    return DyadMonths(
        dataset=dataset,
        rule=rule,
        other_rule=other,
        engine=engine,
        month=_ints(taken["month"]),
        source=tuple(taken["source"]),
        target=tuple(taken["target"]),
        type=tuple(kind or None for kind in taken["type"]),
        events=_ints(taken["events"]),
        other=_ints([counts.get(key, 0) for key in _keys(taken)]),
        rows=_ints(taken["rows"]),
        late=_ints(taken["late"]),
        articles=_ints(taken["articles"]),
        share=_quotient(taken["events"], _of_month(found, taken)),
        goldstein=_quotient(taken["goldstein"], taken["scored"]),
        urls=_ints(taken.get("urls", [])),
        publishers=_ints(taken.get("publishers", [])),
        rows_in=int(totals["rows_in"][0]),
        rows_between=int(totals["rows_between"][0] or 0),
        counted=int(sum(found["events"])),
        other_counted=int(sum(beside["events"])),
        panel=panel,
    )


def _panel(opened: Engine, asked: Asked, dataset: str) -> Panel:
    """The fixed panel; raises `BadInputError` when nobody is in it."""
    totals = {name: int(column[0] or 0) for name, column in opened.rows(panel_totals_sql(asked)).items()}
    if not totals["rows_of"]:
        raise BadInputError(
            f"no publisher of {dataset!r} has rows in every month of the window; expected one that has for a fixed "
            "panel; ask for fewer months (--since, --until), or leave out --fixed-panel"
        )
    return Panel(totals["publishers"], totals["months"], totals["pairs"])


def _of_month(found: dict[str, list[Any]], taken: dict[str, list[Any]]) -> list[int]:
    """All events of the month of each count taken."""
    totals: Counter[int] = Counter()
    for month, number in zip(found["month"], found["events"], strict=True):
        totals[month] += int(number)
    return [totals[month] for month in taken["month"]]


def _quotient(above: Sequence[Any], below: Sequence[Any]) -> Floats:
    """NaN where there is nothing to divide by."""
    divisor = np.array([float(each) or np.nan for each in below], dtype=np.float64)
    return np.array([float(each or 0) for each in above], dtype=np.float64) / divisor


def _keys(columns: dict[str, list[Any]]) -> list[tuple[Any, ...]]:
    names = ("month", "source", "target", "type")
    return [(int(month), *rest) for month, *rest in zip(*(columns[name] for name in names), strict=True)]


def _sorted(columns: dict[str, list[Any]]) -> dict[str, list[Any]]:
    order = sorted(range(len(columns["month"])), key=_keys(columns).__getitem__)
    return {name: [column[at] for at in order] for name, column in columns.items()}


def _ints(column: Sequence[Any]) -> Ints:
    return np.array([int(each) for each in column], dtype=np.int64)
