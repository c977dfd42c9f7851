"""Spark, on this machine (`local[2]`) or a cluster (`spark://host:port`), through the extra `keystone-states[spark]`.

Needs Java 17 or later. On a cluster the store's folder must be one that every worker sees.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlglot

from keystone_states.errors import BadInputError, StoreError


@dataclass(frozen=True, slots=True)
class Spark:
    """A session with the view `events`."""

    session: Any

    def rows(self, sql: str) -> dict[str, list[Any]]:
        """The result by column."""
        found = self.session.sql(spark_sql(sql))
        rows = found.collect()
        return {name: [row[at] for row in rows] for at, name in enumerate(found.columns)}


def spark_sql(sql: str) -> str:
    """A query in DuckDB's dialect as Spark SQL."""
    return sqlglot.transpile(sql, read="duckdb", write="spark", pretty=True)[0]


@contextmanager
def opened(master: str, files: Sequence[Path]) -> Iterator[Spark]:
    """A Spark session over Parquet files.

    Raises `BadInputError` when PySpark is missing, `StoreError` when Spark does not start or cannot read the files.
    """
    warnings.filterwarnings("ignore", category=FutureWarning, module="pyspark")  # of pandas, which is not used here
    try:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError:
        raise BadInputError(
            f"engine {master!r} needs PySpark, which is not installed; run pip install 'keystone-states[spark]', "
            "or use the engine duckdb"
        ) from None
    try:
        session = _session(SparkSession.builder, master)
    except Exception as fault:  # the JVM's own faults come through the bridge as many classes
        raise StoreError(
            f"Spark at {master!r} does not start ({str(fault).splitlines()[0]}); it needs Java 17 or later; "
            "or use the engine duckdb"
        ) from None
    try:
        session.read.parquet(*map(str, files)).createOrReplaceTempView("events")
        yield Spark(session)
    except PySparkException as fault:
        raise StoreError(
            f"Spark cannot run the reduction ({str(fault).splitlines()[0]}); use the engine duckdb"
        ) from None
    finally:
        session.stop()


def _session(builder: Any, master: str) -> Any:
    if master.startswith("local"):
        builder = builder.config("spark.sql.shuffle.partitions", "4")
    session = (
        builder.master(master)
        .appName("keystone reduce")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    return session
