"""Sentences of a treebank in CoNLL-U, to train the parser on and to measure it with. The package ships no treebank."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from keystone_states.errors import BadInputError
from keystone_states.reading.parse import Parsed


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with its annotation: heads count from 1, 0 is the root; multiword tokens are left as their words."""

    name: str
    words: tuple[str, ...]
    lemmas: tuple[str, ...]
    upos: tuple[str, ...]
    xpos: tuple[str, ...]
    heads: tuple[int, ...]
    relations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Shares of words, punctuation included: right tags, right head (UAS), right head and whole relation (LAS)."""

    words: int
    upos: float
    xpos: float
    uas: float
    las: float


def accuracy(gold: Sequence[Sentence], parsed: Sequence[Parsed]) -> Accuracy:
    """How much of a treebank the parser reads as its annotators did. Needs at least one word."""
    rows = [
        (u == v, x == y, h == i, h == i and r == s)
        for g, p in zip(gold, parsed, strict=True)
        for u, v, x, y, h, i, r, s in zip(
            g.upos, p.upos, g.xpos, p.xpos, g.heads, p.heads, g.relations, p.relations, strict=True
        )
    ]
    return Accuracy(len(rows), *(sum(column) / len(rows) for column in zip(*rows, strict=True)))


def read_treebank(folder: Path, part: str) -> tuple[Sentence, ...]:
    """All sentences of the one file in a folder whose name ends in the part (`train`, `dev`, `test`).

    Raises `BadInputError` when there is not exactly one.
    """
    found = sorted(folder.glob(f"*-{part}.conllu"))
    if len(found) != 1:
        raise BadInputError(
            f"{folder} holds {len(found)} files named *-{part}.conllu; expected one. "
            "Give a folder with the files of one Universal Dependencies treebank"
        )
    return tuple(read_sentences(found[0].read_text(encoding="utf-8")))


def read_sentences(text: str) -> Iterator[Sentence]:
    """The sentences of a text in CoNLL-U."""
    for block in text.split("\n\n"):
        lines = block.strip("\n").split("\n")
        rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
        words = [row for row in rows if row[0].isdecimal()]  # 3-4 is a multiword token, 8.1 an elided word
        if words:
            name = next((line.partition("= ")[2] for line in lines if line.startswith("# sent_id")), "")
            _, forms, lemmas, upos, xpos, _, heads, relations, *_ = zip(*words, strict=True)
            yield Sentence(name, forms, lemmas, upos, xpos, tuple(map(int, heads)), relations)
