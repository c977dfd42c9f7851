"""The network is exact: its scores, and not only its answers, are the same however sentences are put together."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from keystone_states.reading.features import SLOTS
from keystone_states.reading.network import LIMIT, Network

WEIGHTS = Path(str(files("keystone_states.reading") / "models" / "parser.npz"))


@pytest.fixture(scope="module")
def network() -> Network:
    return Network(WEIGHTS)


@pytest.fixture(scope="module")
def stream(network: Network) -> np.ndarray:
    """Forty sentences of thirty places with features drawn at random."""
    drawn = np.random.default_rng(0).integers(0, len(network.lists["features"]), (30 * 40, SLOTS))
    return network.embed(drawn).reshape(30, 40, -1)


def test_scores_do_not_depend_on_the_batch_to_the_last_bit(network: Network, stream: np.ndarray) -> None:
    lengths = np.arange(40) % 29 + 2
    with threadpool_limits(1, user_api="blas"):
        together = network.score(stream, lengths)
        heads = together.heads.argmax(axis=-1)
        relations = network.score_relations(together.state, heads)
        for at, length in enumerate(lengths):
            alone = network.score(stream[:length, at : at + 1], lengths[at : at + 1])
            assert np.array_equal(alone.upos[:, 0], together.upos[:length, at])
            assert np.array_equal(alone.xpos[:, 0], together.xpos[:length, at])
            assert np.array_equal(alone.heads[0], together.heads[at, :length, :length])
            named = network.score_relations(alone.state, heads[at : at + 1, :length])
            assert np.array_equal(named[0], relations[at, :length])


def test_nor_on_how_a_product_is_summed() -> None:
    """The heart of it: a product of whole numbers cut in any order gives the same bits."""
    rng = np.random.default_rng(1)
    values = rng.integers(-127, 128, (50, 768)).astype(np.float32)
    weights = rng.integers(-127, 128, (768, 40)).astype(np.float32)
    order = rng.permutation(768)
    apart = sum(values[:, at] @ weights[at] for at in np.array_split(order, 7))
    assert np.array_equal(values @ weights, apart)
    assert np.array_equal(values @ weights, (values.astype(np.int64) @ weights.astype(np.int64)).astype(np.float32))


HASH = """
import hashlib, numpy as np
from keystone_states.reading.parse import load_parser
network = load_parser()._network
drawn = np.random.default_rng(0).integers(0, len(network.lists["features"]), (200, 10))
scores = network.score(network.embed(drawn).reshape(10, 20, -1), np.arange(20) % 9 + 2)
print(hashlib.sha256(scores.heads.tobytes() + scores.upos.tobytes() + scores.state.tobytes()).hexdigest())
"""


def test_nor_on_the_processor() -> None:
    """OpenBLAS and numpy told to do as on a processor of 2008."""
    environment = dict(os.environ, PYTHONPATH=os.pathsep.join(sys.path))
    old = {"OPENBLAS_CORETYPE": "Nehalem", "NPY_DISABLE_CPU_FEATURES": "X86_V3 X86_V4"}
    found = {
        subprocess.run(
            [sys.executable, "-W", "ignore", "-c", HASH],
            env=environment | changes,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for changes in ({}, old)
    }
    assert len(found) == 1
    assert len(found.pop()) == 65


def test_sums_of_whole_numbers_stay_where_float32_is_exact(network: Network) -> None:
    with np.load(WEIGHTS) as stored:
        weights = {name: stored[name] for name in stored.files if name.endswith(".weights")}
    assert len(weights) > 10
    for name, each in weights.items():
        assert each.dtype == np.int8, name
        assert each.min() >= -LIMIT, name
        if name != "table.weights":
            assert each.shape[1] * LIMIT**2 < 2**24, name


def test_the_weights_are_small() -> None:
    assert WEIGHTS.stat().st_size < 8_000_000


def test_feature_zero_is_empty(network: Network) -> None:
    assert not network.embed(np.zeros((1, SLOTS), dtype=np.int64)).any()
