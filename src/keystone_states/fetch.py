"""Fetch the files of GDELT 2.0 for some days: every interval of 15 minutes, held against the calendar and the list.

GDELT's list of files (`masterfilelist.txt`: bytes, MD5, address) has holes, and some listed files are not there. So the
calendar says what is wanted; the list says how large each file is and what its MD5 is; an interval that is in neither
the list nor known to be absent is asked for all the same. A file is written as `<name>.part` and takes its name when it
is whole: a stop or a kill loses nothing finished, and the next run goes on where a part ends.

Known gaps: audited in docs/known-absent-files.md of https://github.com/Vinicius-Teixeirac/GdeltForge (to 2025-12-31).
"""

from __future__ import annotations

import hashlib
import random
import threading
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from keystone_states.download import Allowed, Limits, NotThereError, connections, is_public, save
from keystone_states.errors import BadInputError, KeystoneError, StoreError

if TYPE_CHECKING:
    import httpcore2

HOST = "https://data.gdeltproject.org"
LIST = "masterfilelist.txt"
KINDS = {"events": "export", "mentions": "mentions"}
T = TypeVar("T")
STEP = timedelta(minutes=15)
FIRST = datetime(2015, 2, 18, 23, 0)
_STAMP = "%Y%m%d%H%M%S"
_LARGEST = 200_000_000


def _span(first: str, last: str) -> tuple[datetime, datetime]:
    return datetime.fromisoformat(first), datetime.fromisoformat(last)


KNOWN_GAPS: dict[str, tuple[tuple[datetime, datetime], ...]] = {
    "events": (_span("2025-06-15 00:00", "2025-06-15 23:45"),),
    "mentions": (
        _span("2015-02-19 07:45", "2015-02-19 08:00"),
        _span("2020-12-14 12:15", "2020-12-14 12:15"),
        _span("2022-11-10 22:00", "2022-11-11 18:30"),
        _span("2023-03-23 13:00", "2023-03-23 14:30"),
        _span("2025-06-15 00:00", "2025-06-15 23:45"),
    ),
    "daily": (
        _span("2014-01-23 00:00", "2014-01-25 00:00"),
        _span("2014-03-19 00:00", "2014-03-19 00:00"),
        _span("2022-11-10 00:00", "2022-11-10 00:00"),
        _span("2023-03-23 00:00", "2023-03-23 00:00"),
    ),
}
"""By kind of file, `daily` being the days of GDELT 1.0: first and last interval of each gap."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How to ask: from which server, how many files at a time, how many a second, how often and how long to try.

    `pause`: seconds before the second try, doubled before each further one.
    """

    host: str = HOST
    allowed: Allowed = is_public
    workers: int = 4
    rate: float = 8.0
    tries: int = 3
    pause: float = 1.0
    seconds: float = 120.0

    @property
    def secure(self) -> bool:
        """Whether nothing but HTTPS is asked for."""
        return self.host.startswith("https://")


class End(StrEnum):
    """How it went with one file."""

    DOWNLOADED = "downloaded"
    PRESENT = "present before"
    ABSENT = "absent"
    EMPTY = "empty"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Wanted:
    """One file of the calendar; size and MD5 where the list names it."""

    name: str
    size: int | None = None
    md5: str | None = None


@dataclass(frozen=True, slots=True)
class Got:
    """What became of one file, and why where it failed."""

    name: str
    end: End
    reason: str = ""


@dataclass(frozen=True)
class Fetched:
    """What became of every interval of some days.

    `wanted = listed + len(unlisted)`, and `known_absent` of the unlisted were not asked for; every other file is in
    `got`.
    """

    kind: str
    folder: Path
    wanted: int
    listed: int
    unlisted: tuple[str, ...]
    known_absent: tuple[str, ...]
    got: tuple[Got, ...]

    def names(self, *ends: End) -> tuple[str, ...]:
        """Names of the files that ended so."""
        return tuple(each.name for each in self.got if each.end in ends)

    @property
    def files(self) -> tuple[Path, ...]:
        """Files that are there now."""
        return tuple(self.folder / name for name in self.names(End.DOWNLOADED, End.PRESENT, End.EMPTY))

    @property
    def failed(self) -> dict[str, str]:
        """Reasons why files failed, by name."""
        return {each.name: each.reason for each in self.got if each.end is End.FAILED}


def intervals(first: date, last: date, *, now: datetime | None = None) -> Iterator[datetime]:
    """Every interval of 15 minutes (UTC) of some days, from the first of GDELT 2.0 to the last that is over."""
    start = max(datetime.combine(first, datetime.min.time()), FIRST)
    over = (now or datetime.now(UTC)).replace(tzinfo=None) - STEP
    end = min(datetime.combine(last, datetime.min.time()) + timedelta(days=1) - STEP, over)
    while start <= end:
        yield start
        start += STEP


def fetch_gdelt(
    first: date,
    last: date,
    folder: Path,
    *,
    kind: str = "events",
    manner: Manner | None = None,
    report: Callable[[int, int], None] = lambda done, total: None,
) -> Fetched:
    """Fetch the files of some days into a folder, each once.

    `report` is told the files done and in all. Raises `BadInputError` when no interval of GDELT 2.0 lies in the days,
    `StoreError` when the list cannot be had or the folder cannot be written; a file that fails is in the result.
    """
    how = manner or Manner()
    stamps = list(intervals(first, last))
    if not stamps:
        raise BadInputError(
            f"no interval from {first} to {last} is there to fetch; expected days from {FIRST.date()} to today, the "
            "first not after the last"
        )
    _make(folder)
    with connections(how.allowed) as pool:
        listed = _listed(folder, {_name(each, kind) for each in stamps}, _name(stamps[-1], kind), how, pool)
        names = [_name(each, kind) for each in stamps]
        unlisted = tuple(name for name in names if name not in listed)
        gone = {_name(each, kind) for each in stamps if known_gap(each, kind)}
        absent = tuple(name for name in unlisted if name in gone)
        asked = [listed.get(name, Wanted(name)) for name in names if name not in set(absent)]
        got = tuple(sorted(_all(asked, folder, how, pool, report), key=lambda each: each.name))
    return Fetched(kind, folder, len(names), len(names) - len(unlisted), unlisted, absent, got)


def _name(stamp: datetime, kind: str) -> str:
    return f"{stamp:{_STAMP}}.{KINDS[kind]}.CSV.zip"


def known_gap(stamp: datetime, kind: str) -> bool:
    """Whether the file of a moment is known to be absent: of `events`, `mentions` or (GDELT 1.0) `daily`."""
    return any(first <= stamp <= last for first, last in KNOWN_GAPS[kind])


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise StoreError(
            f"cannot write to {folder} ({fault.strerror or fault}); pass --out with a folder you may write"
        ) from None


def _listed(folder: Path, names: set[str], last: str, how: Manner, pool: httpcore2.ConnectionPool) -> dict[str, Wanted]:
    """The wanted files that the list names. The list is kept in the folder and fetched anew when it ends too early."""
    path = folder / LIST
    found, reaches = _read_list(path, names, last) if path.exists() else ({}, False)
    if reaches:
        return found
    part = path.with_suffix(".part")
    part.unlink(missing_ok=True)  # the list grows and is written anew, so a part of an older one is of no use
    _tried(lambda: _saved(f"gdeltv2/{LIST}", part, how, pool, largest=2_000_000_000), how, threading.Event())
    part.replace(path)
    return _read_list(path, names, last)[0]


def _read_list(path: Path, names: set[str], last: str) -> tuple[dict[str, Wanted], bool]:
    """The wanted files in a list, and whether the list reaches the last of them."""
    found: dict[str, Wanted] = {}
    reaches = False
    with path.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            name = line.rstrip().rpartition("/")[2]
            reaches = reaches or name >= last
            if name in names and len(cells := line.split()) == 3 and cells[0].isdigit():
                found[name] = Wanted(name, int(cells[0]), cells[1].lower())
    return found, reaches


class _Bucket:
    """A token bucket: `rate` requests a second, a few at once after a quiet time."""

    def __init__(self, rate: float, burst: int) -> None:
        self._rate, self._burst = rate, float(burst)
        self._tokens, self._last = float(burst), time.monotonic()
        self._lock = threading.Lock()

    def take(self) -> None:
        """Wait for a token and take it."""
        with self._lock:
            now = time.monotonic()
            self._tokens = min(self._burst, self._tokens + (now - self._last) * self._rate)
            self._last = now
            self._tokens -= 1
            left = -self._tokens / self._rate
        if left > 0:
            time.sleep(left)


def _all(
    asked: Sequence[Wanted],
    folder: Path,
    how: Manner,
    pool: httpcore2.ConnectionPool,
    report: Callable[[int, int], None],
) -> Iterator[Got]:
    """Fetch file after file, some at a time. When it is stopped, those under way stop and keep their parts."""
    stop, bucket, todo = threading.Event(), _Bucket(how.rate, how.workers), iter(asked)
    done = 0
    with ThreadPoolExecutor(how.workers) as workers:
        running: set[Future[Got]] = set()
        try:
            while True:
                for each in islice(todo, 2 * how.workers - len(running)):
                    running.add(workers.submit(_one, each, folder, how, pool, bucket, stop))
                if not running:
                    return
                ready, running = wait(running, return_when=FIRST_COMPLETED)
                for future in ready:
                    done += 1
                    report(done, len(asked))
                    yield future.result()
        finally:
            stop.set()
            workers.shutdown(cancel_futures=True)


def _one(
    wanted: Wanted,
    folder: Path,
    how: Manner,
    pool: httpcore2.ConnectionPool,
    bucket: _Bucket,
    stop: threading.Event,
) -> Got:
    place = folder / wanted.name
    part = place.with_name(f"{place.name}.part")

    def attempt() -> Got:
        bucket.take()
        _saved(f"gdeltv2/{wanted.name}", part, how, pool, largest=wanted.size or _LARGEST, stop=stop)
        if fault := _fault(part, wanted):
            part.unlink()
            raise StoreError(fault)
        empty = _is_empty(part)
        part.replace(place)
        return Got(wanted.name, End.EMPTY if empty else End.DOWNLOADED)

    try:
        if place.exists() and not _fault(place, wanted):
            return Got(wanted.name, End.EMPTY if _is_empty(place) else End.PRESENT)
        return _tried(attempt, how, stop)
    except NotThereError:
        return Got(wanted.name, End.ABSENT)
    except (KeystoneError, OSError) as fault:
        return Got(wanted.name, End.FAILED, str(fault))


def _tried(attempt: Callable[[], T], how: Manner, stop: threading.Event) -> T:
    """What an attempt gives, tried again after a growing pause when the server or the connection is at fault."""
    for number in range(how.tries - 1):
        try:
            return attempt()
        except NotThereError:
            raise
        except StoreError:
            if stop.wait(how.pause * 2**number * random.uniform(0.5, 1.5)):
                raise
    return attempt()


def _saved(
    path: str,
    to: Path,
    how: Manner,
    pool: httpcore2.ConnectionPool,
    *,
    largest: int,
    stop: threading.Event | None = None,
) -> None:
    def told(size: int) -> None:
        if stop is not None and stop.is_set():
            raise StoreError("stopped")

    limits = Limits(bytes=largest, seconds=how.seconds)
    save(f"{how.host}/{path}", to, pool=pool, limits=limits, secure=how.secure, told=told)


def _fault(path: Path, wanted: Wanted) -> str:
    """What is wrong with a file that was fetched; nothing when it is whole."""
    if wanted.md5 is not None and _md5(path) != wanted.md5:
        return f"{wanted.name}: its MD5 is not that of the list ({wanted.md5}); try again later"
    try:
        with zipfile.ZipFile(path) as archive:
            broken = archive.testzip()
    except (zipfile.BadZipFile, EOFError, NotImplementedError) as fault:
        return f"{wanted.name}: no whole zip ({fault}); try again later"
    return f"{wanted.name}: {broken} in it is broken; try again later" if broken else ""


def _md5(path: Path) -> str:
    digest = hashlib.md5(usedforsecurity=False)
    with path.open("rb") as stream:
        while chunk := stream.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


def _is_empty(path: Path) -> bool:
    """Whether a whole zip holds no byte."""
    with zipfile.ZipFile(path) as archive:
        return sum(each.file_size for each in archive.infolist()) == 0
