"""The crosswalk of the packaged World, and a reader of small files."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from eventfiles import Read, Rows
from keystone_states.actors.crosswalk import Crosswalk
from keystone_states.sources.contract import Outcome, Source, write
from keystone_states.world import World


@pytest.fixture(scope="session")
def actors(world: World) -> Crosswalk:
    """The crosswalk of the packaged World."""
    return Crosswalk.of(world)


@pytest.fixture
def read(tmp_path: Path, actors: Crosswalk) -> Read:
    """Read files of a source; gives what became of their lines, and the rows."""

    def call(*paths: Path, source: Source) -> tuple[Outcome, Rows]:
        to = tmp_path / "read.parquet"
        outcome = write(paths, to, source=source, actors=actors)
        assert not to.with_suffix(".tsv").exists()
        with duckdb.connect() as connection:
            found = connection.execute(f"SELECT * FROM read_parquet('{to}')")
            names = [each[0] for each in found.description or ()]
            return outcome, [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    return call
