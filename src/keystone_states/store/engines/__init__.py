"""Engines that run the reduction: DuckDB inside this process, Spark on one machine or a cluster, BigQuery."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol

from keystone_states.errors import UnknownNameError


class Engine(Protocol):
    """What runs a query in DuckDB's dialect over the table `events`."""

    def rows(self, sql: str) -> dict[str, list[Any]]:
        """The result by column."""


def engine_of(name: str, files: Sequence[Path]) -> AbstractContextManager[Engine]:
    """The engine of that name over Parquet files: `duckdb`, `local`, `local[2]` or `spark://host:port`.

    Raises `UnknownNameError` for another name, `BadInputError` when Spark is not installed.
    """
    if name == "duckdb":
        from keystone_states.store.engines.embedded import opened

        return opened(files)
    if name.startswith(("local", "spark://", "yarn", "k8s://")):
        from keystone_states.store.engines.spark import opened as spark

        return spark(name, files)
    raise UnknownNameError(
        f"no engine {name!r}; there are duckdb, local[2] (Spark on this machine) and spark://host:port; "
        "for BigQuery add --dry-run to see its SQL"
    )
