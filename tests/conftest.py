"""What every test may use: a store of its own, the packaged World, the command line; in CI a skip is a failure."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings

from keystone_states.actors.registry import Registry
from keystone_states.reference import PACKAGED
from keystone_states.world import World

REPOSITORY = Path(__file__).resolve().parents[1]
SAMPLES = REPOSITORY.parent / "shared" / "data"

settings.register_profile("keystone", deadline=None, derandomize=True, database=None)
settings.load_profile("keystone")


@dataclass(frozen=True)
class Ran:
    """What a run of the command line left behind."""

    code: int
    out: str
    err: str


@pytest.fixture(scope="session", autouse=True)
def own_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A store in a temporary folder, so that the user's own is never touched."""
    folder = tmp_path_factory.mktemp("store")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KEYSTONE_STORE", str(folder))
        yield folder


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of the repository."""
    return REPOSITORY


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of sample data beside the repository; skipped where it is absent."""
    if not SAMPLES.is_dir():
        pytest.skip(f"needs the sample data folder {SAMPLES}")
    return SAMPLES


LONGEST = ("names", "participations", "positions")


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    """A copy of the packaged facts that a test may spoil; of the three longest tables only the header, to be quick."""
    folder = tmp_path / "facts"
    folder.mkdir()
    for path in PACKAGED.glob("*.csv"):
        text = path.read_text(encoding="utf-8")
        short = text.split("\n", 1)[0] + "\n" if path.stem in LONGEST else text
        (folder / path.name).write_text(short, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def world(own_store: Path) -> World:
    """The World of the packaged facts, read back from the store."""
    from keystone_states.session import open_world

    return open_world(store=own_store)


@pytest.fixture(scope="session")
def registry(world: World) -> Registry:
    """The registry of the packaged facts."""
    return Registry(world)


@pytest.fixture(scope="session")
def cli(own_store: Path) -> Callable[..., Ran]:
    """Run the installed command `keystone` as a user would, 80 columns wide, output in a pipe."""
    command = Path(sys.executable).parent / "keystone"

    def run(*arguments: str | Path, cwd: Path | None = None) -> Ran:
        plain = {key: value for key, value in os.environ.items() if key not in ("FORCE_COLOR", "PYTHONPATH")}
        done = subprocess.run(
            [command, *map(str, arguments)],
            env={**plain, "COLUMNS": "80", "PYTHONIOENCODING": "utf-8", "KEYSTONE_STORE": str(own_store)},
            cwd=cwd,
            capture_output=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    return run


def _refuse_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    if os.environ.get("KEYSTONE_NO_SKIP") != "1" or not report.skipped or hasattr(report, "wasxfail"):
        return
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    report.outcome = "failed"
    report.longrepr = f"KEYSTONE_NO_SKIP=1 and this was skipped: {reason.removeprefix('Skipped: ')}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Turn a skipped test into a failure that names its reason when KEYSTONE_NO_SKIP=1 (CI skips nothing)."""
    report = yield
    _refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Iterator[None]:
    """The same for a module that skips itself whole."""
    report = yield
    _refuse_skip(report)
    return report
