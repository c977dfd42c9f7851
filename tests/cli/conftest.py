"""The command line run inside this process: as a user would, less the start of an interpreter for each run."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from keystone_states import session
from keystone_states.cli import main
from keystone_states.world import World, read_world


@dataclass(frozen=True)
class Answer:
    """Exit code, standard output and standard error of a command."""

    code: int
    out: str
    err: str


@pytest.fixture
def fast(tmp_path: Path) -> Path:
    """A recipe that takes little time: no intervals, a short yearly course."""
    path = tmp_path / "fast.toml"
    path.write_text("draws = 0\ntimeline_from = 2026\n", encoding="utf-8")
    return path


@pytest.fixture
def face(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], own_store: Path, world: World
) -> Callable[..., Answer]:
    """Run `keystone` 80 columns wide; the packaged World is read from the store once and kept."""
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr(session, "read_world", lambda store: world if store == own_store else read_world(store))

    def call(*arguments: str | Path) -> Answer:
        monkeypatch.setattr(sys, "argv", ["keystone", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return Answer(ended.value.code, printed.out, printed.err)

    return call
