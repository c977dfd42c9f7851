"""What to read: files, folders and bytes; one after another or in several processes, with the same results in order.

A fault of one input is kept with it and never stops the rest: inputs read = accepted + rejected.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from pathlib import Path

from keystone_states.actors.registry import Registry
from keystone_states.errors import BadInputError, KeystoneError, StoreError
from keystone_states.reading.clean import clean
from keystone_states.reading.pipeline import Reader, read_articles
from keystone_states.reading.records import Article, Reading
from keystone_states.world import World

ENDINGS = (".html", ".htm", ".txt")
GROUP = 16  # inputs that one process reads at a time
LARGEST = 50_000_000  # bytes; an article is not larger


@dataclass(frozen=True, slots=True)
class Source:
    """One input: a file, or bytes that came from elsewhere (`content`), with what is known of them."""

    name: str
    path: Path | None = None
    content: bytes = b""
    url: str | None = None
    charset: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one input: its reading, or the fault for which there is none."""

    name: str
    reading: Reading | None = None
    fault: KeystoneError | None = None

    @property
    def reason(self) -> str:
        """The fault without the input's name and numbers, by which faults are counted."""
        words = str(self.fault).removeprefix(f"{self.name}: ").split(";")[0].split(" (")[0]
        return re.sub(r"\d[\d,]*", "…", words)


@dataclass(frozen=True, slots=True)
class ReaderChoices:
    """From what a process builds its reader."""

    world: World
    lexicons: tuple[Path, ...] = ()
    rules: tuple[Path, ...] = ()

    def reader(self) -> Reader:
        """A reader; raises what the user's files are faulted for."""
        return Reader.of(Registry(self.world), lexicons=self.lexicons, rules=self.rules)


def sources_in(path: Path) -> tuple[Source, ...]:
    """A file, or every HTML and text file of a folder and those below it, in the order of their names.

    Raises `StoreError` when there is no such path, `BadInputError` when a folder holds no such file.
    """
    if not path.exists():
        raise StoreError(f"{path} does not exist; expected a file, a folder, an address (https://…) or - for input")
    if not path.is_dir():
        return (Source(str(path), path),)
    found = sorted(each for each in path.rglob("*") if each.suffix.lower() in ENDINGS and each.is_file())
    if not found:
        raise BadInputError(f"{path} holds no file ending in {', '.join(ENDINGS)}; expected articles as HTML or text")
    return tuple(Source(each.relative_to(path).as_posix(), each) for each in found)


def read_sources(
    sources: Sequence[Source], choices: ReaderChoices, *, day: date | None = None, jobs: int = 1
) -> Iterator[Outcome]:
    """What becomes of each input, in order. `jobs`: processes; the results do not depend on them."""
    groups = list(_grouped(sources))
    if jobs <= 1 or len(groups) < 2:
        reader = choices.reader()
        for group in groups:
            yield from _read_group(reader, group, day)
        return
    choices.reader()  # faults of the user's files are raised here, once
    with ProcessPoolExecutor(min(jobs, len(groups)), initializer=_prepare, initargs=(choices, day)) as pool:
        for outcomes in pool.map(_in_process, groups):
            yield from outcomes


def rejected(outcomes: Iterable[Outcome]) -> Counter[str]:
    """How many inputs were not read, by reason."""
    return Counter(each.reason for each in outcomes if each.fault is not None)


def _grouped(sources: Sequence[Source]) -> Iterator[tuple[Source, ...]]:
    remaining = iter(sources)
    while group := tuple(islice(remaining, GROUP)):
        yield group


_OWN: list[tuple[Reader, date | None]] = []  # what a process of the pool reads with, set once when it starts


def _prepare(choices: ReaderChoices, day: date | None) -> None:
    _OWN[:] = [(choices.reader(), day)]


def _in_process(group: tuple[Source, ...]) -> list[Outcome]:
    reader, day = _OWN[0]
    return list(_read_group(reader, group, day))


def _read_group(reader: Reader, group: Sequence[Source], day: date | None) -> Iterator[Outcome]:
    cleaned = [_cleaned(source, day) for source in group]
    readings = read_articles(reader, [each for each in cleaned if isinstance(each, Article)])
    for source, each in zip(group, cleaned, strict=True):
        if isinstance(each, Article):
            yield Outcome(source.name, _light(next(readings)))
        else:
            yield Outcome(source.name, fault=each)


def _light(reading: Reading) -> Reading:
    """A reading without what only the steps before it needed, so that thousands can be kept and handed over: tokens,
    and the offsets of the original, one for each character.
    """
    sentences = tuple(replace(each, tokens=()) for each in reading.sentences)
    return replace(reading, sentences=sentences, article=replace(reading.article, origin=()))


def _cleaned(source: Source, day: date | None) -> Article | KeystoneError:
    try:
        return clean(_content(source), name=source.name, url=source.url, charset=source.charset, day=day)
    except KeystoneError as fault:
        return fault


def _content(source: Source) -> bytes:
    if source.path is None:
        return source.content
    try:
        if source.path.stat().st_size > LARGEST:
            raise BadInputError(f"{source.name}: more than {LARGEST:,} bytes; expected one article")
        return source.path.read_bytes()
    except OSError as fault:
        raise StoreError(f"{source.name}: cannot be read ({fault.strerror}); expected a file") from None
