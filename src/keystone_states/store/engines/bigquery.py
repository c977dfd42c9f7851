"""BigQuery: the reduction as its SQL, and what a run would cost where its client is configured."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import sqlglot
from sqlglot import exp


def bigquery_sql(sql: str, *, table: str) -> str:
    """A query in DuckDB's dialect over `events` as BigQuery SQL over a table `project.dataset.table`."""

    def named(node: exp.Expression) -> exp.Expression:
        if isinstance(node, exp.Table) and node.name == "events":
            return exp.to_table(table, dialect="bigquery", alias=node.alias or None)
        return node

    return sqlglot.parse_one(sql, read="duckdb").transform(named).sql(dialect="bigquery", pretty=True)


def bytes_to_scan(sql: str) -> int | None:
    """Bytes that a run would read, by BigQuery's own dry run; None where its client is missing or not configured."""
    try:
        bigquery: Any = import_module("google.cloud.bigquery")
    except ImportError:
        return None
    try:
        job = bigquery.Client().query(sql, job_config=bigquery.QueryJobConfig(dry_run=True, use_query_cache=False))
    except Exception:  # no credentials, no project, no network: all mean that it is not configured
        return None
    return int(job.total_bytes_processed)
