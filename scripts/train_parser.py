"""Train the tagger and parser of `reading/` on a treebank and write the weights that ship with the package.

    python scripts/train_parser.py --treebank ../shared/data/ud -o src/keystone_states/reading/models/parser.npz

Needs the extra `train` (`pip install -e '.[train]'`), which nothing else uses: reading runs on numpy alone. The
treebank is Universal Dependencies English EWT (CC BY-SA 4.0), the three files as it publishes them. About twenty
minutes on one core. The same treebank, options, seed and machine give the same bytes.

`--with-dev` adds the development part to the training part once the recipe is settled; the test part is never trained
on. The network is that of `reading/network.py`, whose roundings are applied here too, with the gradient passed straight
through.
"""

from __future__ import annotations

import argparse
import math
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from keystone_states.reading.features import EMPTY, ROOT, SLOTS, UNKNOWN, features
from keystone_states.reading.network import ACTIVATION, FAR, LIMIT
from keystone_states.reading.treebank import Sentence, read_treebank

WIDTH, ARC, HIDDEN = 256, 192, 192
WINDOWS = (3, 1, 1, 1)  # words seen by each layer's matrix
TAGS_AFTER = 2  # layers under the tags
DROP, BATCH, RATE, WARM = 0.3, 1200, 3e-3, 200
RARE_WORD, RARE_AFFIX = 2, 3  # a feature seen less often gets no row of its own
NOTHING = -100  # what the losses skip


@dataclass(frozen=True)
class Lists:
    """The names behind the numbers, in order."""

    features: list[str]
    upos: list[str]
    xpos: list[str]
    relations: list[str]


@dataclass(frozen=True)
class Encoded:
    """A treebank as numbers; word 0 of each sentence is the root."""

    words: list[np.ndarray]  # per sentence: rows of `table`
    answers: list[np.ndarray]  # per sentence: 4 × places (upos, xpos, head, relation)
    table: np.ndarray  # features of each kind of word: words × slots; the second half with the word itself unknown
    seen: np.ndarray  # how often each kind of word occurs in training


def make_lists(sentences: Sequence[Sentence]) -> Lists:
    """Features often enough, tags and relations."""
    counts = Counter(each for sentence in sentences for word in sentence.words for each in features(word))
    ranked = sorted(counts, key=lambda name: (-counts[name], name))
    kept = [name for name in ranked if counts[name] >= (RARE_WORD if name.startswith("w:") else RARE_AFFIX)]
    return Lists(
        ["<empty>", "<root>", "<unknown>", *kept],
        sorted({tag for sentence in sentences for tag in sentence.upos}),
        sorted({tag for sentence in sentences for tag in sentence.xpos}),
        sorted({name for sentence in sentences for name in sentence.relations}),
    )


def encode(sentences: Sequence[Sentence], lists: Lists) -> Encoded:
    """Numbers for a treebank."""
    row = {name: at for at, name in enumerate(lists.features)}
    upos, xpos, relation = (
        {name: at for at, name in enumerate(each)} for each in (lists.upos, lists.xpos, lists.relations)
    )
    kinds: dict[str, int] = {}
    words, answers = [], []
    for sentence in sentences:
        words.append(np.array([0, *(kinds.setdefault(word, len(kinds) + 1) for word in sentence.words)]))
        answer = [
            [upos.get(tag, NOTHING) for tag in sentence.upos],
            [xpos.get(tag, NOTHING) for tag in sentence.xpos],
            sentence.heads,
            [relation.get(name, NOTHING) for name in sentence.relations],
        ]
        answers.append(np.concatenate((np.full((4, 1), NOTHING), np.array(answer)), axis=1))
    table = np.zeros((len(kinds) + 1, SLOTS), dtype=np.int64)
    table[0, 0] = ROOT
    for word, at in kinds.items():
        found = [row.get(name, EMPTY) for name in features(word)]
        table[at, : len(found)] = [found[0] or UNKNOWN, *found[1:]]
    unknown = table.copy()
    unknown[1:, 0] = UNKNOWN
    seen = np.bincount(np.concatenate(words), minlength=len(table))
    return Encoded(words, answers, np.concatenate((table, unknown)), seen)


def batches(encoded: Encoded, rng: np.random.Generator | None) -> Iterator[list[int]]:
    """Sentences of about the same length together; in random order when there is a generator."""
    length = np.array([len(each) for each in encoded.words], dtype=float)
    order = np.argsort(length if rng is None else length + 3 * rng.random(len(length)), kind="stable")
    groups: list[list[int]] = [[]]
    for at in order.tolist():
        longest = max(len(encoded.words[at]), *(len(encoded.words[other]) for other in groups[-1]), 0)
        if groups[-1] and longest * (len(groups[-1]) + 1) > BATCH:
            groups.append([])
        groups[-1].append(at)
    if rng is not None:
        rng.shuffle(groups)  # type: ignore[arg-type]
    yield from groups


@dataclass(frozen=True)
class Batch:
    """Padded: kinds of word by features, which stands where (t × b), where any stands, the answers (4 × b × t)."""

    kinds: Tensor
    where: Tensor
    there: Tensor
    answers: Tensor


def collate(encoded: Encoded, chosen: list[int], rng: np.random.Generator | None) -> Batch:
    """A batch; with a generator, words are made unknown, the rarer the more often."""
    longest = max(len(encoded.words[at]) for at in chosen)
    words = np.zeros((longest, len(chosen)), dtype=np.int64)
    there = np.zeros((longest, len(chosen)), dtype=bool)
    answers = np.full((4, len(chosen), longest), NOTHING)
    for column, at in enumerate(chosen):
        length = len(encoded.words[at])
        words[:length, column], there[:length, column] = encoded.words[at], True
        answers[:, column, :length] = encoded.answers[at]
    if rng is not None:
        forgotten = rng.random(words.shape) < 0.5 / (0.5 + encoded.seen[words])
        words += forgotten * (len(encoded.table) // 2)
    kinds, where = np.unique(words, return_inverse=True)
    return Batch(
        *(torch.from_numpy(each) for each in (encoded.table[kinds], where.reshape(words.shape), there, answers))
    )


class Round(torch.autograd.Function):
    """`network.rounded` with the gradient passed straight through where nothing was cut."""

    @staticmethod
    def forward(ctx, values: Tensor) -> Tensor:  # type: ignore[no-untyped-def,override]
        steps = torch.round(values * ACTIVATION)
        ctx.save_for_backward(steps.abs() <= LIMIT)
        return steps.clamp(-LIMIT, LIMIT) / ACTIVATION

    @staticmethod
    def backward(ctx, gradient: Tensor) -> Tensor:  # type: ignore[no-untyped-def,override]
        return gradient * ctx.saved_tensors[0]


class Run(torch.autograd.Function):
    """The running average c[t] = f[t] · c[t − 1] + u[t] along the first axis."""

    @staticmethod
    def forward(ctx, forget: Tensor, added: Tensor) -> Tensor:  # type: ignore[no-untyped-def,override]
        kept, last = torch.empty_like(added), torch.zeros_like(added[0])
        for place in range(len(added)):
            kept[place] = last = torch.addcmul(added[place], forget[place], last)
        ctx.save_for_backward(forget, kept)
        return kept

    @staticmethod
    def backward(ctx, gradient: Tensor) -> tuple[Tensor, Tensor]:  # type: ignore[no-untyped-def,override]
        forget, kept = ctx.saved_tensors
        added, last = torch.empty_like(gradient), torch.zeros_like(gradient[0])
        for place in range(len(gradient) - 1, -1, -1):
            added[place] = last = gradient[place] + last
            last = last * forget[place]
        return torch.cat((torch.zeros_like(added[:1]), added[1:] * kept[:-1])), added


def step_of(weights: Tensor) -> Tensor:
    """Size of one step of each row of weights, so that the largest is 127 steps."""
    return weights.detach().abs().amax(1, keepdim=True) / LIMIT + 1e-9


class Dense(nn.Module):
    """`network.Dense`, its weights rounded on the way forward."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.weights = nn.Parameter(nn.init.xavier_uniform_(torch.empty(outputs, inputs)))
        self.offset = nn.Parameter(torch.zeros(outputs))

    def forward(self, values: Tensor) -> Tensor:
        step = step_of(self.weights)
        whole = self.weights + (torch.round(self.weights / step) * step - self.weights).detach()
        return functional.linear(values, whole, self.offset)


class Layer(nn.Module):
    """One recurrent layer; see `Network._recur`."""

    def __init__(self, window: int) -> None:
        super().__init__()
        self.window = window
        self.norm, self.dense = nn.LayerNorm(WIDTH), Dense(window * WIDTH, 3 * WIDTH)
        with torch.no_grad():
            self.dense.offset[WIDTH : 2 * WIDTH] = 1.0  # begin by remembering

    def forward(self, stream: Tensor, mask: Tensor) -> Tensor:
        values = along(Round.apply(self.norm(stream)) * mask, training=self.training)
        if self.window == 3:
            edge = torch.zeros_like(values[:1])
            values = torch.cat((torch.cat((edge, values[:-1])), values, torch.cat((values[1:], edge))), -1)
        fresh, forget, out = self.dense(values).split(WIDTH, -1)
        forget = functional.hardsigmoid(forget)
        added = (1 - forget) * fresh * mask
        return stream + turned(Run.apply(turned(forget), turned(added))) * functional.hardsigmoid(out)


def turned(values: Tensor) -> Tensor:
    """The second half of the numbers with the sentence running backwards."""
    return torch.cat((values[..., : WIDTH // 2], values[..., WIDTH // 2 :].flip(0)), -1)


def along(values: Tensor, *, training: bool) -> Tensor:
    """Dropout that drops the same numbers of all words of a sentence."""
    if not training:
        return values
    return values * (torch.rand(1, *values.shape[1:]) >= DROP) / (1 - DROP)


class Parser(nn.Module):
    """The network in training; see `reading.network.Network`."""

    def __init__(self, lists: Lists) -> None:
        super().__init__()
        self.table = nn.EmbeddingBag(len(lists.features), WIDTH, mode="sum", padding_idx=EMPTY)
        nn.init.normal_(self.table.weight, std=0.1)
        with torch.no_grad():
            self.table.weight[EMPTY] = 0.0
        self.layers = nn.ModuleList(Layer(window) for window in WINDOWS)
        self.tag_norm, self.arc_norm = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.upos, self.xpos = Dense(WIDTH, len(lists.upos)), Dense(WIDTH, len(lists.xpos))
        self.arcs, self.turn, self.distance = Dense(WIDTH, 2 * ARC), Dense(ARC, ARC), Dense(WIDTH, 2 * FAR + 1)
        self.dependent, self.head = Dense(WIDTH, HIDDEN), Dense(WIDTH, HIDDEN)
        self.far, self.relation = nn.Embedding(2 * FAR + 1, HIDDEN), Dense(HIDDEN, len(lists.relations))

    def forward(self, batch: Batch) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Scores of upos, xpos, heads and, given the true heads, relations; each b × t × choices."""
        mask = batch.there[..., None].float()
        stream = self.table(batch.kinds)[batch.where]
        if self.training:
            stream = stream * (torch.rand(*stream.shape[:2], 1) >= 0.1)
        for number, layer in enumerate(self.layers, 1):
            stream = layer(stream, mask)
            if number == TAGS_AFTER:
                tags = self.drop(Round.apply(self.tag_norm(stream)))
        state = along(Round.apply(self.arc_norm(stream)), training=self.training)
        heads = self.score_heads(state, batch.there)
        scores = (self.upos(tags), self.xpos(tags))
        return (
            scores[0].transpose(0, 1),
            scores[1].transpose(0, 1),
            heads,
            self.score_relations(state, batch.answers[2]),
        )

    def drop(self, values: Tensor) -> Tensor:
        return functional.dropout(values, DROP, self.training)

    def score_heads(self, state: Tensor, there: Tensor) -> Tensor:
        heads, words = Round.apply(self.drop(torch.relu(self.arcs(state)))).split(ARC, -1)
        found = torch.einsum("jbd,ibd->bji", Round.apply(self.turn(words)), heads) / math.sqrt(ARC)
        places = torch.arange(len(state))
        away = (places - places[:, None]).clamp(-FAR, FAR) + FAR
        found = found + self.distance(state).transpose(0, 1).gather(2, away.expand(*found.shape))
        return found.masked_fill(~there.t()[:, None, :], -1e9).masked_fill(
            torch.eye(len(state), dtype=torch.bool), -1e9
        )

    def score_relations(self, state: Tensor, heads: Tensor) -> Tensor:
        heads = heads.clamp(min=0)
        upper = self.head(state).transpose(0, 1).gather(1, heads[..., None].expand(-1, -1, HIDDEN))
        away = (heads - torch.arange(heads.shape[1])).clamp(-FAR, FAR) + FAR
        hidden = self.dependent(state).transpose(0, 1) + upper + self.far(away)
        return self.relation(self.drop(Round.apply(torch.relu(hidden))))


def loss_of(scores: tuple[Tensor, ...], answers: Tensor) -> Tensor:
    """Mean over words of the four cross-entropies, tags at half weight."""
    losses = (
        weight * functional.cross_entropy(score.flatten(0, 1), answer.flatten(), ignore_index=NOTHING, reduction="sum")
        for weight, score, answer in zip((0.5, 0.5, 1.0, 1.0), scores, answers, strict=True)
    )
    return sum(losses, torch.zeros(())) / (answers[2] != NOTHING).sum()


def train(encoded: Encoded, lists: Lists, *, epochs: int, seed: int) -> Parser:
    """Adam with warm-up and cosine decay. Progress on stderr."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    parser = Parser(lists)
    steps = epochs * sum(1 for _ in batches(encoded, None))
    optimizer = torch.optim.Adam(parser.parameters(), lr=RATE, betas=(0.9, 0.95), fused=True)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda at: min(1.0, (at + 1) / WARM) * (0.02 + 0.49 * (1 + math.cos(math.pi * min(1.0, at / steps))))
    )
    begun = time.monotonic()
    for epoch in range(epochs):
        losses = []
        for chosen in batches(encoded, rng):
            batch = collate(encoded, chosen, rng)
            loss = loss_of(parser(batch), batch.answers)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(parser.parameters(), 5.0)
            optimizer.step()
            schedule.step()
            losses.append(loss.item())
        print(
            f"epoch {epoch + 1}/{epochs}: loss {np.mean(losses):.3f}, {time.monotonic() - begun:.0f} s", file=sys.stderr
        )
    return parser


def stored_weights(name: str, weights: Tensor) -> dict[str, np.ndarray]:
    """Weights as whole steps in a byte each, and the size of a step in each row."""
    step = step_of(weights)
    whole = torch.round(weights / step).detach().numpy().astype(np.int8)
    return {f"{name}.weights": whole, f"{name}.scale": step[:, 0].numpy()}


def stored_dense(name: str, dense: Dense) -> dict[str, np.ndarray]:
    return stored_weights(name, dense.weights) | {f"{name}.offset": dense.offset.detach().numpy()}


def is_address(feature: str) -> bool:
    """Whether a feature is an e-mail or web address, or a ruled line: nothing that should ship, or would help."""
    return feature.startswith("w:") and ("@" in feature or len(feature) > 22)


def stored_norm(name: str, norm: nn.LayerNorm) -> dict[str, np.ndarray]:
    return {f"{name}.stretch": norm.weight.detach().numpy(), f"{name}.shift": norm.bias.detach().numpy()}


def store(parser: Parser, lists: Lists, path: Path) -> None:
    """Write what `reading.network.Network` reads."""
    kept = [at for at, name in enumerate(lists.features) if not is_address(name)]
    lists = replace(lists, features=[lists.features[at] for at in kept])
    arrays = {name: np.frombuffer("\n".join(names).encode(), dtype=np.uint8) for name, names in vars(lists).items()}
    arrays |= stored_weights("table", parser.table.weight[kept]) | {"tags_after": np.array(TAGS_AFTER)}
    for at, layer in enumerate(parser.layers):
        arrays |= stored_norm(f"layer{at}.norm", layer.norm) | stored_dense(f"layer{at}.dense", layer.dense)
    arrays |= stored_norm("tags.norm", parser.tag_norm) | stored_norm("arcs.norm", parser.arc_norm)
    for name in ("upos", "xpos", "arcs", "turn", "distance", "dependent", "head", "relation"):
        arrays |= stored_dense(name, getattr(parser, name))
    np.savez_compressed(path, **arrays, far=parser.far.weight.detach().numpy())


def main() -> None:
    """Read, train, write."""
    options = argparse.ArgumentParser(description="Train the tagger and parser.")
    options.add_argument("--treebank", type=Path, required=True, help="folder with the three EWT files")
    options.add_argument("-o", "--output", type=Path, required=True)
    options.add_argument("--epochs", type=int, default=18)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--with-dev", action="store_true", help="train on the development part too")
    chosen = options.parse_args()
    torch.set_num_threads(1)  # more threads sum in another order
    torch.use_deterministic_algorithms(True)
    parts = ("train", "dev") if chosen.with_dev else ("train",)
    sentences = [each for part in parts for each in read_treebank(chosen.treebank, part)]
    lists = make_lists(sentences)
    store(train(encode(sentences, lists), lists, epochs=chosen.epochs, seed=chosen.seed), lists, chosen.output)


if __name__ == "__main__":
    main()
