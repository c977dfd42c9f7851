"""Measure the tagger and parser on a treebank: how right is it, by genre, and how fast?

Run from the project folder: `.venv/bin/python benchmarks/parsing.py TREEBANK`, the folder with the files of UD English
EWT. The test part is measured; it was not trained on. Words are the treebank's own.

Beside it the cheaper way: no tree, but chunks over the parser's own tags. The subject of a verb is then the head of the
nearest noun chunk before it that follows no preposition, its object that of the chunk right after it. Both are asked
who does what to whom: (verb, noun, subject or object) of the treebank's `nsubj`, `nsubj:pass` and `obj` between verbs
and nouns or names, F1.

Speed: sentences of 18 to 26 words, in one call and one at a time; processor time (other work on the machine does not
count), best of five, one BLAS thread.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

os.environ.update(dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1"))

import numpy as np

from keystone_states.reading.lemmas import lemmas
from keystone_states.reading.parse import Parsed, Parser, load_parser
from keystone_states.reading.treebank import Sentence, accuracy, read_treebank

NOUNS = ("NOUN", "PROPN")
ROLES = {"nsubj": "subject", "nsubj:pass": "subject", "obj": "object"}
AIM = 600.0
Role = tuple[int, int, int, str]


def by_tree(number: int, sentence: Sentence | Parsed) -> set[Role]:
    """Who does what to whom by heads and relations, with the treebank's or the parser's tags."""
    return {
        (number, head, word, ROLES[name])
        for word, (head, name, tag) in enumerate(zip(sentence.heads, sentence.relations, sentence.upos, strict=True), 1)
        if name in ROLES and tag in NOUNS and sentence.upos[head - 1] == "VERB"
    }


def chunks(tags: Sequence[str]) -> list[tuple[int, int]]:
    """First and last word of each run of determiners, adjectives, numbers and nouns that ends in a noun."""
    found, begin = [], 0
    for at, tag in enumerate([*tags, "PUNCT"], 1):
        if tag not in ("DET", "ADJ", "NUM", *NOUNS):
            last = at - 1
            while last > begin and tags[last - 1] not in NOUNS:
                last -= 1
            if last > begin:
                found.append((begin + 1, last))
            begin = at
    return found


def by_chunks(number: int, parsed: Parsed) -> set[Role]:
    """Who does what to whom by chunks alone."""
    found: set[Role] = set()
    tags, nouns = parsed.upos, chunks(parsed.upos)
    for verb in (at for at, tag in enumerate(tags, 1) if tag == "VERB"):
        before = [last for first, last in nouns if last < verb and (first == 1 or tags[first - 2] != "ADP")]
        found |= {(number, verb, last, "subject") for last in before[-1:]}
        found |= {(number, verb, last, "object") for first, last in nouns if first == verb + 1}
    return found


def f1(gold: Iterable[set[Role]], found: Iterable[set[Role]]) -> float:
    """Harmonic mean of precision and recall over all sentences."""
    pairs = [(g, f) for g, f in zip(gold, found, strict=True)]
    return 2 * sum(len(g & f) for g, f in pairs) / sum(len(g) + len(f) for g, f in pairs)


def genre(sentence: Sentence) -> str:
    """EWT names its sentences by genre."""
    return sentence.name.split("-")[0]


def print_accuracy(gold: Sequence[Sentence], parsed: Sequence[Parsed]) -> None:
    """A line per genre and one for all."""
    print("| part | sentences | words | UPOS | XPOS | UAS | LAS | who does what to whom | by chunks |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|---:|")
    for name in ("all", *sorted({genre(each) for each in gold})):
        rows = [at for at, each in enumerate(gold) if name in ("all", genre(each))]
        some, read = [gold[at] for at in rows], [parsed[at] for at in rows]
        share = accuracy(some, read)
        roles = [by_tree(at, each) for at, each in enumerate(some)]
        tree = f1(roles, [by_tree(at, each) for at, each in enumerate(read)])
        flat = f1(roles, [by_chunks(at, each) for at, each in enumerate(read)])
        cells = (share.upos, share.xpos, share.uas, share.las, tree, flat)
        print(f"| {name} | {len(rows):,} | {share.words:,} | {' | '.join(f'{100 * each:.1f}' for each in cells)} |")


def speed(parser: Parser, sentences: Sequence[Sequence[str]], *, at_once: int) -> float:
    """Sentences a second, best of five."""
    groups = [sentences[begin : begin + at_once] for begin in range(0, len(sentences), at_once)]
    best = np.inf
    for _ in range(5):
        start = time.process_time()
        for group in groups:
            parser.parse(group)
        best = min(best, time.process_time() - start)
    return float(len(sentences) / best)


def main() -> None:
    """Read, parse, print."""
    options = argparse.ArgumentParser(description="Measure the tagger and parser.")
    options.add_argument("treebank", type=Path, help="folder of UD English EWT")
    chosen = options.parse_args()
    start = time.perf_counter()
    parser = load_parser()
    loaded = time.perf_counter() - start
    gold = read_treebank(chosen.treebank, "test")
    parsed = parser.parse([sentence.words for sentence in gold])
    print_accuracy(gold, parsed)
    known = [(a, b) for g, p in zip(gold, parsed, strict=True) for a, b in zip(g.lemmas, lemmas(p), strict=True)]
    print(f"\nLemmas: {100 * sum(a == b for a, b in known) / len(known):.1f} %.")

    sentences = [sentence.words for sentence in gold if 18 <= len(sentence.words) <= 26]
    together, alone = speed(parser, sentences, at_once=len(sentences)), speed(parser, sentences[:100], at_once=1)
    mean = np.mean([len(words) for words in sentences])
    print(
        f"Load {loaded:.2f} s. {len(sentences)} sentences of {mean:.1f} words: {together:,.0f} sentences/s in one call,"
    )
    print(f"{alone:,.0f} one at a time. Python {platform.python_version()}, numpy {np.__version__}.")
    sys.exit(f"slower than aimed at, {AIM:.0f} sentences/s" if together < AIM else 0)


if __name__ == "__main__":
    main()
