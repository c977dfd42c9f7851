"""What a process that is gone left half written: files `writing-<process>…`, swept by the next that writes."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


def halfway(folder: Path, suffix: str) -> Path:
    """Where this process writes a file before it moves it into place."""
    return folder / f"writing-{os.getpid()}{suffix}"


def sweep(folder: Path) -> None:
    """Remove what processes that are gone left half written in a folder."""
    for path in folder.glob("writing-*"):
        if not _running(int(path.name.split("-")[1].split(".")[0])):
            with suppress(OSError):  # another process may have swept it already
                path.unlink()


def _running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
