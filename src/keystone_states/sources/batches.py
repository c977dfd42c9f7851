"""Files of a dataset in batches, converted several at a time: which files, in what order, with what outcome."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from itertools import islice
from pathlib import Path

from keystone_states.errors import KeystoneError, StoreError
from keystone_states.sources.contract import Actors, Outcome, Source, write

Batch = tuple[Path, ...]
Converted = tuple[Batch, Outcome | KeystoneError, Path]


def files_of(given: Sequence[Path], source: Source) -> list[Path]:
    """Files as given; in place of a folder the source's files in it, of a pattern (`*`, `?`) those that match.

    Raises `StoreError` when a file is missing, or a folder or pattern has none.
    """
    found: list[Path] = []
    for path in given:
        inside = [path]
        if path.is_dir():
            inside = sorted({each for pattern in source.patterns for each in path.rglob(pattern) if each.is_file()})
        elif not path.exists():
            inside = sorted(path.parent.glob(path.name))
        if not inside:
            wanted = f"files such as {', '.join(source.patterns)}" if path.is_dir() else f"a file of {source.meaning}"
            raise StoreError(f"{path}: nothing there to load; expected {wanted}; check the path")
        found += inside
    return list(dict.fromkeys(found))


def converted(files: Sequence[Path], to: Path, *, source: Source, actors: Actors) -> Iterator[Converted]:
    """Convert batch after batch, as many at a time as there are processors; each with what came of it.

    Parquet files are written as `<to>-<number>.parquet`. Where a batch of several fails, its files are tried singly.
    """
    todo = _batches(files, source)
    workers = min(os.cpu_count() or 1, len(todo)) or 1
    threads = max(1, (os.cpu_count() or 1) // workers)
    _make(to.parent)
    jobs = ((batch, to.with_name(f"{to.name}-{number}.parquet")) for number, batch in enumerate(todo))
    with ThreadPoolExecutor(workers) as pool:
        running: set[Future[list[Converted]]] = set()
        try:
            while True:
                for batch, path in islice(jobs, 2 * workers - len(running)):
                    running.add(pool.submit(_attempt, batch, path, source=source, actors=actors, threads=threads))
                if not running:
                    return
                ready, running = wait(running, return_when=FIRST_COMPLETED)
                for each in ready:
                    yield from each.result()
        finally:
            pool.shutdown(cancel_futures=True)
            for left in to.parent.glob(f"{to.name}-*"):
                left.unlink(missing_ok=True)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise StoreError(
            f"cannot write to {folder} ({fault.strerror or fault}); pass --store with a folder you may write"
        ) from None


def rejects_csv(outcome: Outcome) -> str:
    """The rejects as CSV text: file, line, column, reason, value; nothing where there is none."""
    if not outcome.rejects:
        return ""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("file", "line", "column", "reason", "value"))
    writer.writerows((each.file, each.line, each.column, each.reason, each.value) for each in outcome.rejects)
    return text.getvalue()


def _batches(files: Sequence[Path], source: Source) -> list[Batch]:
    grouped: dict[str, list[Path]] = {}
    for path in files:
        grouped.setdefault(source.together(path), []).append(path)
    return [tuple(sorted(paths)) for paths in grouped.values()]


def _attempt(batch: Batch, to: Path, *, source: Source, actors: Actors, threads: int) -> list[Converted]:
    try:
        return [(batch, write(batch, to, source=source, actors=actors, threads=threads), to)]
    except KeystoneError as fault:
        with suppress(OSError):
            to.unlink(missing_ok=True)
        if len(batch) == 1:
            return [(batch, fault, to)]
    singly = [((path,), to.with_name(f"{to.stem}-{n}.parquet")) for n, path in enumerate(batch)]
    return [each for one, path in singly for each in _attempt(one, path, source=source, actors=actors, threads=threads)]
