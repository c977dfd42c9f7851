from __future__ import annotations

import shutil
from collections import Counter, defaultdict
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest
import sqlglot

from eventfiles import line
from keystone_states.actors.crosswalk import Crosswalk
from keystone_states.catalogue import EVENT_SOURCES
from keystone_states.errors import BadInputError, StoreError, UnknownNameError
from keystone_states.ingest import load_events
from keystone_states.model.dates import Window
from keystone_states.store import reduction
from keystone_states.store.datasets import loaded
from keystone_states.store.engines import engine_of
from keystone_states.store.engines.bigquery import bigquery_sql
from keystone_states.store.reduction import RULES, Asked, DyadMonths, dyad_months
from keystone_states.world import World

CODES = {"042": ("1", "1.9"), "045": ("1", "5.0"), "010": ("1", "0.0"), "190": ("4", "-10.0")}


def _line(key: int, code: str, **cells: str) -> str:
    quad, score = CODES[code]
    return line(GLOBALEVENTID=str(key), EventCode=code, QuadClass=quad, GoldsteinScale=score, **cells)


LINES = (
    _line(1, "042", SOURCEURL="http://a.org/1"),
    _line(2, "042", SOURCEURL="http://a.org/1"),
    _line(3, "042", SOURCEURL="http://b.org/1", IsRootEvent="0"),
    _line(4, "045", SOURCEURL="http://b.org/1", SQLDATE="20180102", DATEADDED="20180102000000"),
    _line(5, "042", SQLDATE="20170101"),
    _line(6, "190", Actor2Code="RUS", Actor2CountryCode="RUS"),
    _line(7, "010", Actor2Code="RUS", Actor2CountryCode="RUS"),
    _line(8, "190", Actor2Code="KAZREB", Actor2CountryCode="KAZ"),
    _line(9, "042", Actor2Code="EUR", Actor2CountryCode="EUR"),
    _line(10, "042", Actor2Code="IGOEUREEC", Actor2CountryCode="EUR", Actor2KnownGroupCode="EEC"),
    _line(11, "042", Actor2Code="", Actor2CountryCode=""),
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, world: World) -> Path:
    """A store with a few events made by hand and a few thousand real ones where the samples are there."""
    folder = tmp_path_factory.mktemp("reduction")
    path = folder / "20180101000000.export.CSV"
    path.write_text("\n".join(LINES) + "\n", encoding="utf-8")
    load_events(folder, [path], source=EVENT_SOURCES["gdelt"], actors=Crosswalk.of(world))
    return folder


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory, world: World, samples: Path) -> Path:
    """A store with the real files."""
    folder = tmp_path_factory.mktemp("real")
    events = samples / "events"
    load_events(
        folder, [events / "gdelt2", events / "gdelt1"], source=EVENT_SOURCES["gdelt"], actors=Crosswalk.of(world)
    )
    load_events(folder, [events / "icews"], source=EVENT_SOURCES["icews"], actors=Crosswalk.of(world))
    return folder


def _counts(found: DyadMonths) -> dict[tuple[Any, ...], int]:
    return {
        key: events
        for *key_, events in zip(found.month.tolist(), found.target, found.type, found.events.tolist(), strict=True)
        if (key := tuple(key_))
    }


@pytest.mark.parametrize(
    ("rule", "visits", "counted"),
    [("all", 4, 6), ("root", 3, 5), ("one-a-day", 2, 4), ("article", 2, 4), ("sources", 2, 4)],
)
def test_each_rule_counts_what_it_says(store: Path, rule: str, visits: int, counted: int) -> None:
    found = dyad_months(store, dataset="gdelt", rule=rule)
    assert _counts(found)[201801, "CHN", "CONSULT"] == visits
    assert found.counted == counted
    assert (found.rows_in, found.rows_between) == (11, 7)
    assert set(found.target) == {"CHN", "RUS"}, "regions and organisations leave the table"


def test_late_rows_are_left_out_counted_and_kept_on_demand(store: Path) -> None:
    found = dyad_months(store, dataset="gdelt")
    at = found.month.tolist().index(201701)
    assert (found.events[at], found.late[at]) == (0, 1)
    assert np.isnan(found.share[at])
    kept = dyad_months(store, dataset="gdelt", lag=None)
    assert (kept.counted, int(kept.late.sum())) == (found.counted + 1, 0)


def test_shares_are_of_all_events_of_the_month_whatever_types_are_shown(store: Path) -> None:
    found = dyad_months(store, dataset="gdelt", types=("ASSAULT",))
    assert found.type == ("ASSAULT",)
    assert found.share.tolist() == [1 / 4]
    whole = dyad_months(store, dataset="gdelt")
    assert np.nansum(whole.share) == pytest.approx(1)


def test_statements_have_no_type(store: Path) -> None:
    assert _counts(dyad_months(store, dataset="gdelt"))[201801, "RUS", None] == 1


def test_scores_are_means_and_weights_are_counted_on_demand(store: Path) -> None:
    found = dyad_months(store, dataset="gdelt", rule="root", weights=True)
    (visit,) = [each for each in found.records() if each["type"] == "CONSULT" and each["month"] == 201801]
    assert visit["goldstein"] == pytest.approx((1.9 + 1.9 + 5.0) / 3)
    assert (visit["rows"], visit["articles"], visit["urls"], visit["publishers"]) == (3, 12, 2, 2)
    assert "urls" not in dyad_months(store, dataset="gdelt").records()[0]


def test_events_inside_a_state_are_counted_apart(store: Path) -> None:
    found = dyad_months(store, dataset="gdelt", within=True)
    assert (found.source, found.target, found.type) == (("KAZ",), ("KAZ",), ("ASSAULT",))


def test_a_window_is_half_open(store: Path) -> None:
    found = dyad_months(store, dataset="gdelt", rule="all", window=Window(date(2018, 1, 2), date(2018, 1, 3)))
    assert (found.rows_in, found.counted) == (1, 1)
    assert dyad_months(store, dataset="gdelt", window=Window(date(2019, 1, 1), date(2020, 1, 1))).records() == []


def test_the_result_says_its_rule_what_it_kept_and_what_another_rule_gives(store: Path) -> None:
    found = dyad_months(store, dataset="gdelt")
    assert found.said == (
        "Rule one-a-day: one event a day of a pair, CAMEO root and type. Of 11 rows 7 are of the pairs asked for; they "
        "count as 4 events (1 rows left out as late). Rule root (every row from the lead of an article counts) would "
        "give 5."
    )
    assert found.other[found.type.index("CONSULT", 1)] == 3
    for rule in RULES.values():
        assert RULES[rule.other] is not rule


@pytest.fixture
def months(tmp_path: Path, world: World) -> Path:
    """A store of three months: a.org writes in all, b.org in two, c.org joins in the last; late rows are of 2016."""
    rows = [("20180105", "a", "042"), ("20180105", "b", "042"), ("20180106", "b", "190"), ("20180205", "a", "042")]
    rows += [("20180206", "a", "190"), ("20180207", "b", "190"), ("20180305", "a", "042"), ("20180306", "c", "190")]
    lines = [
        _line(key, code, SQLDATE=day, DATEADDED=f"{day}000000", SOURCEURL=f"http://{who}.org/{key}")
        for key, (day, who, code) in enumerate(rows)
    ]
    lines.append(_line(99, "042", SQLDATE="20161231", DATEADDED="20180305000000", SOURCEURL="http://b.org/9"))
    path = tmp_path / "20180305000000.export.CSV"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    load_events(tmp_path, [path], source=EVENT_SOURCES["gdelt"], actors=Crosswalk.of(world))
    return tmp_path


def _consult_share(found: DyadMonths) -> dict[int, float]:
    shares = zip(found.month.tolist(), found.type, found.share.tolist(), strict=True)
    return {month: share for month, kind, share in shares if kind == "CONSULT"}


def test_a_fixed_panel_counts_publishers_of_every_month_alone(months: Path) -> None:
    everyone = dyad_months(months, dataset="gdelt", rule="root")
    assert _consult_share(everyone) == pytest.approx(
        {201612: np.nan, 201801: 2 / 3, 201802: 1 / 3, 201803: 1 / 2}, nan_ok=True
    )
    assert everyone.panel is None
    panel = dyad_months(months, dataset="gdelt", rule="root", fixed_panel=True)
    assert _consult_share(panel) == {201801: 1.0, 201802: 0.5, 201803: 1.0}
    assert panel.panel == reduction.Panel(publishers=1, months=3, rows=4), "the month of a late row is none"
    assert panel.counted == 4
    assert "4 of them from the fixed panel of 1 publishers with rows in each of 3 months" in panel.said


def test_the_panel_is_that_of_the_window(months: Path) -> None:
    window = Window(date(2018, 1, 1), date(2018, 3, 1))
    found = dyad_months(months, dataset="gdelt", rule="root", fixed_panel=True, window=window)
    assert found.panel == reduction.Panel(publishers=2, months=2, rows=6)
    with pytest.raises(BadInputError, match="no publisher of 'gdelt' has rows in every month"):
        dyad_months(months, dataset="gdelt", fixed_panel=True, lag=None)


def test_unknown_rules_engines_and_datasets_are_named(store: Path) -> None:
    with pytest.raises(UnknownNameError, match="there are all, root, one-a-day, article, sources"):
        dyad_months(store, dataset="gdelt", rule="each")
    with pytest.raises(UnknownNameError, match="no engine 'abacus'"):
        dyad_months(store, dataset="gdelt", engine="abacus")
    with pytest.raises(StoreError, match="keystone load icews"):
        dyad_months(store, dataset="icews")


def test_a_spoilt_file_is_named(store: Path, tmp_path: Path) -> None:
    shutil.copytree(store, tmp_path / "spoilt")
    next((tmp_path / "spoilt").rglob("*.parquet")).write_bytes(b"PAR1")
    with pytest.raises(StoreError, match="cannot read the loaded events"):
        dyad_months(tmp_path / "spoilt", dataset="gdelt")


def _recount(store: Path, dataset: str, rule: str) -> tuple[Counter[Any], Counter[Any]]:
    """Events and late rows by month, pair and type, in plain Python."""
    with duckdb.connect() as connection:
        found = connection.execute(
            "SELECT * FROM read_parquet(?)", [[str(each.path) for each in loaded(store)[dataset]]]
        )
        names = [each[0] for each in found.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    seen: dict[Any, set[Any]] = defaultdict(set)
    late: Counter[Any] = Counter()
    for row in rows:
        if not (row["source_is_state"] and row["target_is_state"]) or row["source"] == row["target"]:
            continue
        if rule != "all" and row["root"] is False:
            continue
        key = (row["date"].year * 100 + row["date"].month, row["source"], row["target"], row["type"])
        if row["lag_days"] is not None and abs(row["lag_days"]) > 1:
            late[key] += 1
            continue
        alike = {
            "one-a-day": (row["date"], row["root_code"]),
            "article": (row["date"], row["code"], row["url"] or row["event_key"]),
            "sources": (row["date"], row["root_code"], row["publisher"]),
        }
        seen[key].add(alike.get(rule, row["event_key"]))
    return Counter({key: len(each) for key, each in seen.items()}), late


@pytest.mark.samples
@pytest.mark.parametrize("dataset", ["gdelt", "icews"])
@pytest.mark.parametrize("rule", RULES)
def test_real_counts_are_those_of_a_count_in_plain_python(real: Path, dataset: str, rule: str) -> None:
    found = dyad_months(real, dataset=dataset, rule=rule)
    events, late = _recount(real, dataset, rule)
    keys = list(zip(found.month.tolist(), found.source, found.target, found.type, strict=True))
    assert +Counter(dict(zip(keys, found.events.tolist(), strict=True))) == events
    assert +Counter(dict(zip(keys, found.late.tolist(), strict=True))) == late
    assert found.counted == events.total()
    assert found.other_counted == _recount(real, dataset, RULES[rule].other)[0].total()


@pytest.mark.samples
@pytest.mark.spark
def test_spark_counts_the_same_to_the_last_event(real: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if find_spec("pyspark") is None:
        pytest.skip("needs PySpark: pip install 'keystone-states[spark]'")
    if shutil.which("java") is None:
        pytest.skip("needs Java 17")
    (tmp_path / "spark-defaults.conf").write_text("spark.sql.codegen.wholeStage false\n", encoding="utf-8")
    monkeypatch.setenv("SPARK_CONF_DIR", str(tmp_path))  # compiling each query takes longer than these few rows
    files = [each.path for each in loaded(real)["gdelt"]]
    window = Window(date(2014, 1, 1), date(2019, 1, 1))
    asked = [(rule, Asked(window=window, weights=rule.name == "article")) for rule in RULES.values()]
    asked.append((RULES["root"], Asked(window=Window(date(2015, 10, 1), date(2016, 1, 1)), fixed_panel=True)))
    with engine_of("local[2]", files) as spark, engine_of("duckdb", files) as embedded:
        for rule, each in asked:
            ours, theirs = (reduction._sorted(engine.rows(reduction.sql(rule, each))) for engine in (embedded, spark))
            assert len(ours["month"]) > (30 if each.fixed_panel else 300)
            assert ours == theirs
        panel = reduction.panel_totals_sql(asked[-1][1])
        assert embedded.rows(panel) == spark.rows(panel)


def test_spark_without_its_package_says_what_to_install(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyspark.errors", None)
    with pytest.raises(BadInputError, match=r"pip install 'keystone-states\[spark\]'"):
        dyad_months(store, dataset="gdelt", engine="local[1]")


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("more", [{}, {"weights": True}, {"fixed_panel": True}], ids=str)
def test_the_reduction_is_good_sql_for_bigquery_and_spark(rule: str, more: dict[str, bool]) -> None:
    text = reduction.sql(RULES[rule], Asked(window=Window(date(2018, 1, 1), date(2019, 1, 1)), **more))
    theirs = bigquery_sql(text, table="project.keystone.events")
    tables = {each.sql("bigquery") for each in sqlglot.parse_one(theirs, read="bigquery").find_all(sqlglot.exp.Table)}
    assert tables == {"project.keystone.events AS e"}
    assert "CAST('2018-01-01' AS DATE)" in theirs
    assert sqlglot.transpile(text, read="duckdb", write="spark")[0]


def test_the_reduction_keeps_to_operations_that_mean_the_same_everywhere() -> None:
    allowed = {
        *("Sum", "Count", "Coalesce", "Case", "If", "Abs", "Extract", "Cast", "Distinct", "Var"),
        *("Select", "Subquery", "From", "Join", "Where", "Group", "Table", "TableAlias", "Alias"),
        *("Having", "In", "Column", "Identifier", "Literal", "Star", "Boolean", "Null", "DataType", "Paren"),
        *("And", "EQ", "NEQ", "GT", "GTE", "LT", "LTE", "Is", "Not", "Add", "Mul"),
    }
    asked = Asked(window=Window(date(2018, 1, 1), date(2019, 1, 1)), weights=True, fixed_panel=True)
    totals = reduction.totals_sql(asked), reduction.panel_totals_sql(asked)
    for text in (*(reduction.sql(rule, asked) for rule in RULES.values()), *totals):
        used = {type(node).__name__ for node in sqlglot.parse_one(text, read="duckdb").walk()}
        assert used <= allowed, used - allowed
