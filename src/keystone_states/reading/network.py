"""The network behind the parser, in whole numbers: the same sentence gives the same tree on every machine.

From the features of a sentence's words to scores of tags, of heads and of relations. Four recurrent layers read the
sentence in both directions; each is one matrix product for all words at once and a running average along the sentence
(a quasi-recurrent network). Words then score one another as heads.

Why whole numbers: every matrix product takes activations and weights that are integers between −127 and 127, held as
float32. With at most 1,040 terms the sums stay below 2²⁴, where float32 is exact, so neither the order of summation,
nor the size of the batch, nor the BLAS library can change a result. What is done element by element is fixed to the
last bit by the floating-point standard. The weights were trained under the same rounding (`scripts/train_parser.py`).

Shapes: t places in the sentence (0 is the root), b sentences, d = 256 numbers per word. Sources: J. Bradbury et al.,
"Quasi-Recurrent Neural Networks", ICLR 2017; T. Dozat and C. Manning, "Deep Biaffine Attention for Neural Dependency
Parsing", ICLR 2017.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

LIMIT = 127.0
ACTIVATION = 16.0  # steps per unit of an activation
STREAM = 4096.0  # steps per unit when the mean and spread of a word's numbers are taken
FAR = 10  # distances between words beyond this count as this
_FORBIDDEN = np.float32(-1e9)


@dataclass(frozen=True, slots=True)
class Dense:
    """A matrix of whole numbers with a scale and an offset per output."""

    weights: Floats
    scale: Floats
    offset: Floats

    def __call__(self, inputs: Floats) -> Floats:
        """From (…, n) whole numbers to (…, m) real ones."""
        found: Floats = inputs @ self.weights
        found *= self.scale
        found += self.offset
        return found


@dataclass(frozen=True, slots=True)
class Norm:
    """Brings the numbers of each word to mean 0 and spread 1, then stretches, shifts and rounds them."""

    stretch: Floats
    shift: Floats

    def __call__(self, stream: Floats) -> Floats:
        """Whole numbers of the same shape."""
        steps = np.rint(stream * np.float32(STREAM)).astype(np.float64)  # whole, so that the sums below are exact
        size = steps.shape[-1]
        mean = steps.sum(axis=-1) / size
        variance = np.einsum("tbd,tbd->tb", steps, steps) / size - mean * mean
        spread = np.sqrt(variance / STREAM**2 + 1e-5)
        found = stream - (mean / STREAM).astype(np.float32)[..., None]
        found *= (1.0 / spread).astype(np.float32)[..., None]
        found *= self.stretch
        found += self.shift
        return rounded(found)


@dataclass(frozen=True, slots=True)
class Scores:
    """What the network makes of a batch: scores of tags (t, b, tags), of heads (b, t, t), and the state behind them."""

    upos: Floats
    xpos: Floats
    heads: Floats
    state: Floats


def rounded(values: Floats) -> Floats:
    """Real numbers as whole steps of 1/16, cut at ±127 steps; in place."""
    values *= np.float32(ACTIVATION)
    np.rint(values, out=values)
    return np.clip(values, -LIMIT, LIMIT, out=values)


def gate(values: Floats) -> Floats:
    """A number between 0 and 1: 0 below −3, 1 above 3, straight between; in place."""
    values *= np.float32(1 / 6)
    values += np.float32(0.5)
    return np.clip(values, 0.0, 1.0, out=values)


class Network:
    """The trained network. `lists` are the names of its features, tags and relations, in the order of its outputs."""

    def __init__(self, path: Path) -> None:
        """Read the weights written by `scripts/train_parser.py`."""
        with np.load(path, allow_pickle=False) as stored:
            self._stored = {name: stored[name] for name in stored.files}
        self.lists = {
            name: bytes(self._stored.pop(name)).decode("utf-8").split("\n")
            for name in ("features", "upos", "xpos", "relations")
        }
        self._table, self._steps = self._stored.pop("table.weights"), self._stored.pop("table.scale")
        depth = sum(name.startswith("layer") and name.endswith(".norm.stretch") for name in self._stored)
        self._layers = [(self._norm(f"layer{at}.norm"), self._dense(f"layer{at}.dense")) for at in range(depth)]
        self._tags_after = int(self._stored.pop("tags_after"))
        self._tag_norm, self._upos, self._xpos = self._norm("tags.norm"), self._dense("upos"), self._dense("xpos")
        self._last_norm, self._arcs, self._turn = self._norm("arcs.norm"), self._dense("arcs"), self._dense("turn")
        self._distance, self._relation = self._dense("distance"), self._dense("relation")
        self._dependent, self._head = self._dense("dependent"), self._dense("head")
        self._far = self._stored.pop("far")
        self._stored.clear()

    def _dense(self, name: str) -> Dense:
        weights, scale, offset = (self._stored.pop(f"{name}.{part}") for part in ("weights", "scale", "offset"))
        return Dense(np.ascontiguousarray(weights.T, dtype=np.float32), scale / np.float32(ACTIVATION), offset)

    def _norm(self, name: str) -> Norm:
        return Norm(*(self._stored.pop(f"{name}.{part}") for part in ("stretch", "shift")))

    def embed(self, features: Ints) -> Floats:
        """Numbers (words, d) of words given by their features (words, slots): sums of rows of the table; 0 is empty."""
        found = np.zeros((len(features), self._table.shape[1]), dtype=np.float32)
        for slot in features.T:
            found += self._table[slot] * self._steps[slot, None]
        return found

    def score(self, stream: Floats, lengths: Ints) -> Scores:
        """Scores for a batch: `stream` (t, b, d) from `embed`, root first; `lengths` (b,) with the root counted."""
        places = np.arange(len(stream))
        mask = (places[:, None] < lengths).astype(np.float32)[..., None]
        for number, (norm, dense) in enumerate(self._layers, 1):
            stream = stream + self._recur(dense, norm(stream) * mask, mask)
            if number == self._tags_after:
                tags = self._tag_norm(stream)
        state = self._last_norm(stream)
        return Scores(self._upos(tags), self._xpos(tags), self._score_heads(state, mask), state)

    def _recur(self, dense: Dense, inputs: Floats, mask: Floats) -> Floats:
        """A layer: candidate, forget gate and output gate per word; the first half runs forwards, the second back."""
        size = inputs.shape[-1]
        if dense.weights.shape[0] == 3 * size:
            inputs = _with_neighbours(inputs)
        wide = dense(inputs)
        forget, out = gate(wide[..., size : 2 * size]), gate(wide[..., 2 * size :])
        kept = wide[..., :size] * (np.float32(1) - forget)
        kept *= mask
        _run(forget[..., : size // 2], kept[..., : size // 2])
        _run(forget[::-1, :, size // 2 :], kept[::-1, :, size // 2 :])
        kept *= out
        return kept

    def _score_heads(self, state: Floats, mask: Floats) -> Floats:
        """(b, t, t): row a word, column its head."""
        places = np.arange(len(state))
        both = rounded(np.maximum(self._arcs(state), np.float32(0)))
        size = both.shape[-1] // 2
        heads, words = both[..., :size], rounded(self._turn(np.ascontiguousarray(both[..., size:])))
        found: Floats = words.transpose(1, 0, 2) @ heads.transpose(1, 2, 0)
        found *= np.float32(1 / (ACTIVATION**2 * size**0.5))
        away = np.clip(places - places[:, None], -FAR, FAR) + FAR
        found += self._distance(state).transpose(1, 0, 2)[:, places[:, None], away]
        found[np.broadcast_to((mask.transpose(1, 2, 0) == 0), found.shape)] = _FORBIDDEN
        found[:, places, places] = _FORBIDDEN
        return found

    def score_relations(self, state: Floats, heads: Ints) -> Floats:
        """(b, t, relations) for words whose heads (b, t) are given."""
        places = np.arange(len(state))
        upper = np.take_along_axis(self._head(state).transpose(1, 0, 2), heads[..., None], axis=1)
        hidden = upper + self._dependent(state).transpose(1, 0, 2)
        hidden += self._far[np.clip(heads - places, -FAR, FAR) + FAR]
        return self._relation(rounded(np.maximum(hidden, np.float32(0))))


def _with_neighbours(inputs: Floats) -> Floats:
    """Each word's numbers between those of the word before and the word after."""
    edge = np.zeros_like(inputs[:1])
    return np.concatenate((np.concatenate((edge, inputs[:-1])), inputs, np.concatenate((inputs[1:], edge))), axis=-1)


def _run(forget: Floats, kept: Floats) -> None:
    """The running average along the first axis: kept[t] += forget[t] · kept[t − 1]; in place."""
    for place in range(1, len(kept)):
        kept[place] += forget[place] * kept[place - 1]
