"""Tag and parse: what part of speech is each word, and on which word does it depend, as what?

    parser = load_parser()
    (parsed,) = parser.parse([["Xi", "visited", "Astana", "."]])
    parsed.heads       # (2, 0, 2, 2): `visited` is the root, the others depend on it
    parsed.relations   # ('nsubj', 'root', 'obj', 'punct')

Words are those of Universal Dependencies for English: clitics stand alone (`do` `n't`, `Riga` `'s`), so do hyphens
(`long` `-` `term`) and the parts of a range; abbreviations keep their stops (`U.S.`, `Gen.`). Tags and relations are
those of UD English with their subtypes (`nsubj:pass`, `obl:agent`); `xpos` are Penn Treebank tags, which tell tenses.

The weights in `models/parser.npz` were trained on UD English EWT (CC BY-SA 4.0) by `scripts/train_parser.py`; how well
they do is on the page docs/decisions/0010-own-parser.md. Give many sentences at once: most of the time goes into matrix
products that are shared. The answer for a sentence does not depend on the others, nor on the machine (see `network`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import as_file, files
from itertools import islice

import numpy as np
from threadpoolctl import ThreadpoolController

from keystone_states.graphs.arborescence import is_arborescence, maximum_arborescence
from keystone_states.reading.features import EMPTY, ROOT, SLOTS, UNKNOWN, features
from keystone_states.reading.network import Floats, Ints, Network

LONGEST = 200  # words read in one piece
BATCH = 2000  # places filled at once: what fits the processor's cache
_BREAKS = frozenset((".", "!", "?", ";", ":", ",", "–", "—", "-"))


@dataclass(frozen=True, slots=True)
class Parsed:
    """A sentence with one tag, head and relation per word. Heads count from 1; 0 is the head of the one root.

    The heads make a tree: from every word the way up ends at the root.
    """

    words: tuple[str, ...]
    upos: tuple[str, ...]
    xpos: tuple[str, ...]
    heads: tuple[int, ...]
    relations: tuple[str, ...]


class Parser:
    """A tagger and parser of English."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._rows = {name: row for row, name in enumerate(network.lists["features"])}
        self._threads = ThreadpoolController()
        self._look_up = lru_cache(maxsize=65_536)(self._features)

    def parse(self, sentences: Sequence[Sequence[str]]) -> tuple[Parsed, ...]:
        """Each sentence's words with tags and tree, in the order given. An empty sentence gives an empty `Parsed`.

        A sentence of more than 200 words is read in pieces, cut after the last stop or comma that leaves a piece at
        least half full, and the roots of later pieces hang from the first root as `parataxis`. Time and memory then
        grow evenly with length.
        """
        cut = [_pieces(tuple(sentence)) for sentence in sentences]
        pieces = [piece for each in cut for piece in each]
        parsed: dict[int, Parsed] = {}
        with self._threads.limit(limits=1, user_api="blas"):  # threads cost more than they give on matrices this small
            for numbers in _batches(pieces):
                parsed.update(zip(numbers, self._parse([pieces[at] for at in numbers]), strict=True))
        in_order = iter([parsed[at] for at in range(len(pieces))])
        return tuple(_joined(list(islice(in_order, len(each)))) for each in cut)

    def _parse(self, pieces: list[tuple[str, ...]]) -> Iterator[Parsed]:
        """One batch."""
        kinds = {word: row for row, word in enumerate(dict.fromkeys(word for piece in pieces for word in piece), 1)}
        lengths = np.array([len(piece) + 1 for piece in pieces])
        where = np.zeros((lengths.max(), len(pieces)), dtype=np.int64)
        for column, piece in enumerate(pieces):
            where[1 : len(piece) + 1, column] = [kinds[word] for word in piece]
        table = np.array([(ROOT,) + (EMPTY,) * (SLOTS - 1), *map(self._look_up, kinds)])
        scores = self._network.score(self._network.embed(table)[where], lengths)
        heads = _trees(scores.heads, lengths)
        relations = self._relations(self._network.score_relations(scores.state, heads), heads)
        names = self._network.lists
        for column, piece in enumerate(pieces):
            rows = slice(1, len(piece) + 1)
            yield Parsed(
                piece,
                tuple(names["upos"][tag] for tag in scores.upos[rows, column].argmax(axis=-1).tolist()),
                tuple(names["xpos"][tag] for tag in scores.xpos[rows, column].argmax(axis=-1).tolist()),
                tuple(heads[column, rows].tolist()),
                tuple(names["relations"][name] for name in relations[column, rows].tolist()),
            )

    def _relations(self, scores: Floats, heads: Ints) -> Ints:
        """The best relation of each word: `root` for the root and for no other."""
        root = self._network.lists["relations"].index("root")
        scores[..., root] = np.where(heads == 0, np.inf, -np.inf)
        return np.asarray(scores.argmax(axis=-1))

    def _features(self, word: str) -> tuple[int, ...]:
        first, *others = (self._rows.get(name, EMPTY) for name in features(word))
        return (first or UNKNOWN, *others, *(EMPTY,) * (SLOTS - 1 - len(others)))


@cache
def load_parser() -> Parser:
    """The parser with the packaged weights; read once per process, in a fraction of a second."""
    with as_file(files("keystone_states.reading") / "models" / "parser.npz") as path:
        return Parser(Network(path))


def _trees(scores: Floats, lengths: Ints) -> Ints:
    """Heads (b, t) of the best tree of each sentence; the best heads one by one nearly always make one."""
    heads = np.asarray(scores.argmax(axis=-1), dtype=np.int64)
    heads[np.arange(heads.shape[1]) >= lengths[:, None]] = 0
    heads[:, 0] = 0
    roots = (heads == 0).sum(axis=1) - (heads.shape[1] - lengths) - 1  # without padding and the root itself
    for at in np.flatnonzero(~is_arborescence(heads) | (roots != 1)):
        size = lengths[at]
        heads[at, :size] = maximum_arborescence(scores[at, :size, :size].astype(np.float64), one_child=True)
    return heads


def _batches(pieces: list[tuple[str, ...]]) -> Iterator[list[int]]:
    """Numbers of pieces of about the same length, so that little is padded."""
    batch: list[int] = []
    for at in sorted(range(len(pieces)), key=lambda at: len(pieces[at])):
        if batch and (len(batch) + 1) * (len(pieces[at]) + 1) > BATCH:
            yield batch
            batch = []
        batch.append(at)
    if batch:
        yield batch


def _pieces(words: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The sentence, or its pieces if it is too long; none if it is empty."""
    found = []
    while len(words) > LONGEST:
        stops = (at for at in range(LONGEST, LONGEST // 2, -1) if words[at - 1] in _BREAKS)
        cut = next(stops, LONGEST)
        found.append(words[:cut])
        words = words[cut:]
    return [*found, words] if words else found


def _joined(pieces: list[Parsed]) -> Parsed:
    """One sentence of several pieces."""
    if len(pieces) == 1:
        return pieces[0]
    heads: list[int] = []
    relations: list[str] = []
    for piece in pieces:
        begin = len(heads)
        top = heads.index(0) + 1 if heads else 0
        heads += [head + begin if head else top for head in piece.heads]
        relations += ["parataxis" if name == "root" and top else name for name in piece.relations]
    words, upos, xpos = (
        tuple(each for piece in pieces for each in getattr(piece, name)) for name in ("words", "upos", "xpos")
    )
    return Parsed(words, upos, xpos, tuple(heads), tuple(relations))
