"""Lines of raw files, made ready for one strict scan: unpacked, joined, line ends and encoding normalised.

A bad line among good ones can stop a strict scan whole, and a lenient one keeps what is broken in silence. So every
line is looked at before: it has as many cells as the format says, is UTF-8 and is not absurdly long, or it is set
aside with file, line and reason. `read = kept + rejected`, always.
"""

from __future__ import annotations

import csv
import gzip
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import IO, Any, cast

import numpy as np

from keystone_states.errors import BadInputError, StoreError

BLOCK = 8 << 20
LONGEST = 1 << 20
_SHOWN = 20
_TAB, _LINE = b"\t\n"
_BOM = b"\xef\xbb\xbf"
_SPACES = re.compile(r"[\t\n\r]+")


@dataclass(frozen=True, slots=True)
class Reject:
    """A line that was set aside: where it stands, which column is at fault (empty: the line), why, and the value."""

    file: str
    line: int
    column: str
    reason: str
    value: str


Mend = Callable[[list[bytes]], tuple[list[bytes], str] | None]


@dataclass(frozen=True, slots=True)
class Shape:
    """What a file looks like: its columns, how cells are parted, whether the first line names the columns.

    `quoted`: cells may stand in quotes and hold delimiters and line ends (true CSV); otherwise a quote is a letter
    like any other. `latin1`: lines that are not UTF-8 are read as ISO 8859-1. `mend` gives a line of another number of
    cells its due number and says how, or None when it cannot.
    """

    columns: tuple[str, ...]
    header: bool = False
    delimiter: str = "\t"
    quoted: bool = False
    latin1: bool = False
    mend: Mend = lambda cells: None


Recognise = Callable[[str, list[bytes]], Shape]
"""From a file's name and its first lines to its shape; raises `BadInputError` for a file of another kind."""


@dataclass(slots=True)
class Part:
    """The lines of one file within what was joined: how many were read, which were not kept (from 0).

    `numbers`: the line on which each kept row ends, where a row may take several lines.
    """

    file: str
    first: int
    read: int = 0
    dropped: list[int] = field(default_factory=list)
    numbers: list[int] | None = None

    @property
    def kept(self) -> int:
        """Lines kept."""
        return self.read - len(self.dropped)

    def line(self, row: int) -> int:
        """The line number of a kept row, counted from 0."""
        if self.numbers is not None:
            return self.numbers[row]
        for index in self.dropped:
            row += index <= row
        return self.first + row


@dataclass(slots=True)
class Joined:
    """Lines of several files as one tab-separated text without a header, and what became of the others."""

    path: Path
    columns: tuple[str, ...] = ()
    parts: list[Part] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    repairs: Counter[str] = field(default_factory=Counter)

    @property
    def read(self) -> int:
        """Lines read, without headers."""
        return sum(part.read for part in self.parts)

    @property
    def kept(self) -> int:
        """Lines written."""
        return sum(part.kept for part in self.parts)

    def origin(self, row: int) -> tuple[str, int]:
        """File and line number of a row, counted from 0."""
        for part in self.parts:
            if row < part.kept:
                return part.file, part.line(row)
            row -= part.kept
        raise IndexError(row)


def join(paths: Iterable[Path], into: Path, *, recognise: Recognise) -> Joined:
    """Write the good lines of all files into one; all must have the same columns, in any order where they are named.

    An empty file adds nothing. Raises `BadInputError` for a file of another kind or with other columns, `StoreError`
    for one that cannot be unpacked.
    """
    joined = Joined(into)
    with into.open("wb") as out:
        for path in paths:
            for name, stream in members(path):
                with stream:
                    _add(joined, out, name, _unified(_blocks(stream, path), joined.repairs), recognise)
    joined.repairs += Counter()  # drops the zeros
    return joined


def members(path: Path) -> Iterator[tuple[str, IO[bytes]]]:
    """The files inside a zip, or the one inside a gz or plain file; of several members the name says which."""
    with _readable(path):
        if path.suffix.lower() != ".zip":
            yield path.name, cast("IO[bytes]", gzip.open(path) if path.suffix == ".gz" else path.open("rb"))  # noqa: SIM115
            return
        archive = zipfile.ZipFile(path)
    with archive:
        inside = [each for each in archive.infolist() if not each.is_dir()]
        for each in inside:
            with _readable(path):
                stream = archive.open(each)
            yield path.name if len(inside) == 1 else f"{path.name}!{each.filename}", stream


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """Say in one line that a file cannot be opened or unpacked."""
    try:
        yield
    except (OSError, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as fault:  # RuntimeError: a password
        if isinstance(fault, StoreError):
            raise
        reason = fault.strerror if isinstance(fault, OSError) and fault.strerror else fault
        raise StoreError(f"cannot read {path} ({reason}); expected a whole file; fetch it again") from None


def _blocks(stream: IO[bytes], path: Path) -> Iterator[bytes]:
    """Whole lines, some megabytes at a time; the last line too ends in a line end."""
    rest, start = b"", _BOM
    while chunk := _chunk(stream, path):
        rest += chunk
        cut = rest.rfind(b"\n") + 1
        if cut:
            yield rest[:cut].removeprefix(start)
            rest, start = rest[cut:], b""
    if rest:
        yield rest.removeprefix(start) + b"\n"


def _chunk(stream: IO[bytes], path: Path) -> bytes:
    with _readable(path):
        return stream.read(BLOCK)


def _unified(blocks: Iterable[bytes], repairs: Counter[str]) -> Iterator[bytes]:
    """Blocks with every line end LF; a carriage return inside a line becomes a space, a NUL goes."""
    for block in blocks:
        if b"\r" in block:
            ends = block.count(b"\r\n")
            repairs.update({"line end CRLF": ends, "carriage return in a line": block.count(b"\r") - ends})
            block = block.replace(b"\r\n", b"\n").replace(b"\r", b" ")
        if b"\0" in block:
            repairs["NUL byte"] += block.count(b"\0")
            block = block.replace(b"\0", b"")
        yield block


def _add(joined: Joined, out: IO[bytes], name: str, blocks: Iterator[bytes], recognise: Recognise) -> None:
    """Add one file: what it is, then its lines."""
    first = next(blocks, None)
    if first is None:
        return
    shape = recognise(name, first.split(b"\n", _SHOWN)[:_SHOWN])
    order = _order(joined, shape, name)
    joined.parts.append(Part(name, first=2 if shape.header else 1))
    found = chain([first], blocks)
    if shape.quoted:
        out.writelines(_csv_rows(joined, shape, found, order))
    else:
        out.writelines(_checked(joined, shape, found, order))


def _order(joined: Joined, shape: Shape, name: str) -> list[int] | None:
    """Where each column of what was joined stands in this file; None: in the same order."""
    joined.columns = joined.columns or shape.columns
    if shape.columns == joined.columns:
        return None
    if sorted(shape.columns) != sorted(joined.columns):
        odd = ", ".join(sorted(set(shape.columns) ^ set(joined.columns)))
        raise BadInputError(f"{name}: other columns than the files read with it ({odd}); load it on its own")
    return [shape.columns.index(column) for column in joined.columns]


def _checked(joined: Joined, shape: Shape, blocks: Iterator[bytes], order: list[int] | None) -> Iterator[bytes]:
    """Blocks as they are where every line is good, line by line where one is not."""
    part, width = joined.parts[-1], len(shape.columns)
    if shape.header:
        blocks = chain([next(blocks).partition(b"\n")[2]], blocks)
    for block in blocks:
        odd = set(_odd_lines(block, width))
        if odd or order:
            lines = block.split(b"\n")[:-1]
            yield from _singly(joined, shape, lines, odd, order)
        else:
            part.read += block.count(b"\n")
            yield block


def _odd_lines(block: bytes, width: int) -> list[int]:
    """Lines of another number of cells, too long, or not UTF-8."""
    data = np.frombuffer(block, np.uint8)
    breaks = np.flatnonzero((data == _TAB) | (data == _LINE))
    ends = breaks[width - 1 :: width]
    even = breaks.size == ends.size * width == block.count(b"\n") * width and bool((data[ends] == _LINE).all())
    if not even or np.diff(ends, prepend=-1).max(initial=0) > LONGEST:
        lines = block.split(b"\n")[:-1]
        return [at for at, line in enumerate(lines) if _fault(line, line.split(b"\t"), width)]
    return [] if _is_utf8(block) else [at for at, line in enumerate(block.split(b"\n")[:-1]) if not _is_utf8(line)]


def _is_utf8(text: bytes) -> bool:
    try:
        return text.isascii() or bool(text.decode("utf-8"))
    except UnicodeDecodeError:
        return False


def _singly(
    joined: Joined, shape: Shape, lines: list[bytes], odd: set[int], order: list[int] | None
) -> Iterator[bytes]:
    part = joined.parts[-1]
    for index, line in enumerate(lines):
        cells = _mended(joined, shape, line) if index in odd else line.split(b"\t")
        if cells is None:
            part.dropped.append(part.read)
        else:
            yield b"\t".join([cells[at] for at in order] if order else cells) + b"\n"
        part.read += 1


def _mended(joined: Joined, shape: Shape, line: bytes) -> list[bytes] | None:
    """The cells of an odd line made good, or None and a reject."""
    cells, width = line.split(b"\t"), len(shape.columns)
    if not _is_utf8(line) and shape.latin1:
        joined.repairs["read as ISO 8859-1"] += 1
        line = line.decode("latin-1").encode()
        cells = line.split(b"\t")
    if len(cells) != width and (mended := shape.mend(cells)):
        cells, how = mended
        joined.repairs[how] += 1
    reason = _fault(line, cells, width)
    if reason:
        _refuse(joined, line, reason)
        return None
    return cells


def _fault(line: bytes, cells: list[bytes], width: int) -> str:
    """What is wrong with a line, or nothing."""
    if len(line) > LONGEST:
        return f"longer than {LONGEST} bytes"
    if not _is_utf8(line):
        return "not UTF-8 text"
    if len(cells) != width:
        return f"{len(cells)} cells instead of {width}" if line else "an empty line"
    return ""


def _refuse(joined: Joined, line: bytes, reason: str, number: int | None = None) -> None:
    part = joined.parts[-1]
    text = line[:80].decode("utf-8", "replace")
    joined.rejects.append(Reject(part.file, part.first + part.read if number is None else number, "", reason, text))


def _csv_rows(joined: Joined, shape: Shape, blocks: Iterator[bytes], order: list[int] | None) -> Iterator[bytes]:
    """Rows of true CSV as tab-separated lines; a tab or line end inside a cell becomes a space."""
    part, width = joined.parts[-1], len(shape.columns)
    part.numbers = []
    reader = csv.reader(_text_lines(joined, shape, blocks), delimiter=shape.delimiter)
    if shape.header:
        next(reader)
    while (cells := _next_row(joined, reader)) is not None:
        if len(cells) == width:
            part.numbers.append(reader.line_num)
            row = [cells[at] for at in order] if order else cells
            yield "\t".join(_SPACES.sub(" ", cell) if _SPACES.search(cell) else cell for cell in row).encode() + b"\n"
        else:
            reason = f"{len(cells)} cells instead of {width}" if cells else "an empty line"
            _refuse(joined, shape.delimiter.join(cells).encode(), reason, reader.line_num)
            part.dropped.append(part.read)
        part.read += 1


def _next_row(joined: Joined, reader: Any) -> list[str] | None:
    """The next row, rows that csv cannot read set aside; None at the end."""
    while True:
        try:
            return cast("list[str]", next(reader))
        except StopIteration:
            return None
        except csv.Error as fault:
            part = joined.parts[-1]
            _refuse(joined, b"", f"no CSV row ({fault}); quotes must come in pairs", reader.line_num)
            part.dropped.append(part.read)
            part.read += 1


def _text_lines(joined: Joined, shape: Shape, blocks: Iterator[bytes]) -> Iterator[str]:
    for block in blocks:
        if _is_utf8(block):
            yield from (line + "\n" for line in block.decode("utf-8").split("\n")[:-1])
            continue
        for line in block.splitlines(keepends=True):
            if not _is_utf8(line):
                joined.repairs["read as ISO 8859-1"] += 1
            yield line.decode("utf-8" if _is_utf8(line) else "latin-1")
