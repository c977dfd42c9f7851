"""Time the graph kernels on a panel of monthly graphs, and networkx and igraph on a sample of the same graphs.

Run from the project folder: `.venv/bin/python benchmarks/kernels.py`; `--help` lists the options. igraph is optional.

The panel: 12 layers × 240 months = 2,880 directed graphs of 200 nodes, 2,000–4,000 arcs each (drawn evenly), weights
1–200, 5 blocs. Arcs fall between nodes in proportion to their sizes, which are log-normal (σ = 0.7) and kept for a
layer, so a few nodes have many partners and some have hardly any. All from one seed.

Ours is wall time over the whole panel, read from a file on disk, by a pool of processes that has started before the
clock does; each process has one BLAS thread. The others run in one process on the sample, are timed per graph without
the time to build their graph objects, and are multiplied by the number of graphs ("1 core"); the ratio (× ours)
divides them by the number of our processes, as if they had as many. Results on the sample are compared with ours.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np

from keystone_states.graphs.betweenness import betweenness_panel
from keystone_states.graphs.brokerage import gould_fernandez_panel
from keystone_states.graphs.constraint import burt_constraint_panel

NODES, LAYERS, MONTHS, BLOCS = 200, 12, 240, 5
Kernel = Callable[[np.ndarray, np.ndarray], np.ndarray]

OURS: dict[str, Kernel] = {
    "Gould–Fernandez": lambda weights, blocs: gould_fernandez_panel(weights > 0, blocs),
    "constraint": lambda weights, _: burt_constraint_panel(weights),
    "betweenness": lambda weights, _: betweenness_panel(weights > 0, directed=True),
}
AIMS = {"Gould–Fernandez": 1.0, "constraint": 3.0, "betweenness": 10.0}


def make_panel(graphs: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Weights (graphs, 200, 200) as bytes, 0 for no arc, and the bloc of every node."""
    rng = np.random.default_rng(seed)
    size = rng.lognormal(0.0, 0.7, (LAYERS, NODES))
    weights = np.zeros((graphs, NODES * NODES), dtype=np.uint8)
    for number, graph in enumerate(weights):
        pull = np.log(np.outer(size[number % LAYERS], size[number % LAYERS])) + rng.gumbel(size=(NODES, NODES))
        np.fill_diagonal(pull, -np.inf)
        arcs = int(rng.integers(2000, 4001))
        chosen = np.argpartition(pull.ravel(), -arcs)[-arcs:]
        graph[chosen] = np.minimum(rng.geometric(0.3, arcs), 200)
    return weights.reshape(graphs, NODES, NODES), rng.integers(0, BLOCS, NODES)


def work(name: str, file: str, blocs: np.ndarray, part: slice) -> np.ndarray:
    """One kernel on a part of the panel, in a child process."""
    return OURS[name](np.load(file, mmap_mode="r")[part], blocs)


def time_ours(pool: ProcessPoolExecutor, name: str, file: str, blocs: np.ndarray, graphs: int, repeat: int) -> float:
    """Best wall time of `repeat` runs over the whole panel."""
    parts = [slice(start, start + 60) for start in range(0, graphs, 60)]
    best = np.inf
    for _ in range(repeat):
        start = time.perf_counter()
        found = [pool.submit(work, name, file, blocs, part) for part in parts]
        assert sum(len(each.result()) for each in found) == graphs
        best = min(best, time.perf_counter() - start)
    return best


def roles_in_python(graph: nx.DiGraph, blocs: np.ndarray) -> np.ndarray:
    """Gould–Fernandez roles with Python sets on a networkx graph: neither library has them."""
    after = {node: set(graph.successors(node)) for node in graph}
    bloc = blocs.tolist()
    counts = np.zeros((len(graph), 6), dtype=np.int64)
    for j in graph:
        row = [0] * 6
        for i in graph.predecessors(j):
            for k in after[j] - after[i] - {i}:
                if bloc[i] == bloc[k]:
                    row[0 if bloc[i] == bloc[j] else 1] += 1
                elif bloc[j] == bloc[i]:
                    row[2] += 1
                else:
                    row[3 if bloc[j] == bloc[k] else 4] += 1
        counts[j] = row
        counts[j, 5] = sum(row)
    return counts


def in_order(values: dict[int, float]) -> np.ndarray:
    """A networkx answer as an array."""
    return np.array([values[node] for node in range(len(values))])


def networkx_answers(weights: np.ndarray, blocs: np.ndarray) -> dict[str, Callable[[], np.ndarray]]:
    """What to time on one graph with networkx."""
    graph = nx.from_numpy_array(weights.astype(float), create_using=nx.DiGraph)
    return {
        "Gould–Fernandez": lambda: roles_in_python(graph, blocs),
        "constraint": lambda: in_order(nx.constraint(graph, weight="weight")),
        "betweenness": lambda: in_order(nx.betweenness_centrality(graph)),
    }


def igraph_answers(weights: np.ndarray, _: np.ndarray) -> dict[str, Callable[[], np.ndarray]]:
    """What to time on one graph with igraph; nothing if it is not installed."""
    try:
        igraph: Any = importlib.import_module("igraph")
    except ImportError:
        return {}
    ends = np.argwhere(weights)
    graph = igraph.Graph(n=NODES, edges=ends.tolist(), directed=True)
    strength = weights[tuple(ends.T)].astype(float).tolist()
    pairs = (NODES - 1) * (NODES - 2)
    return {
        "constraint": lambda: np.array(graph.constraint(weights=strength)),
        "betweenness": lambda: np.array(graph.betweenness(directed=True)) / pairs,
    }


def time_others(
    answers: Callable[[np.ndarray, np.ndarray], dict[str, Callable[[], np.ndarray]]],
    sample: np.ndarray,
    blocs: np.ndarray,
) -> dict[str, float]:
    """Mean seconds per graph, after a look that the answers are ours."""
    seconds: dict[str, list[float]] = {}
    for weights in sample:
        for name, answer in answers(weights, blocs).items():
            start = time.perf_counter()
            found = answer()
            seconds.setdefault(name, []).append(time.perf_counter() - start)
            np.testing.assert_allclose(found, OURS[name](weights[None], blocs)[0], rtol=1e-9, atol=1e-12)
    return {name: float(np.mean(each)) for name, each in seconds.items()}


def versions() -> str:
    """What the numbers were measured with."""
    names = ("numpy", "networkx", "igraph")
    found = [f"{name} {importlib.import_module(name).__version__}" for name in names if importlib.util.find_spec(name)]
    return ", ".join([f"Python {platform.python_version()}", *found])


def cell(per_graph: float | None, graphs: int, ours: float, processes: int) -> str:
    """Time of another library on one core, and how many times ours with as many processes."""
    if per_graph is None:
        return "not offered"
    total = per_graph * graphs
    return f"{total:,.1f} s ({total / processes / ours:,.1f} ×)"


def main() -> None:
    """Generate, time, print the table."""
    parser = argparse.ArgumentParser(description="Time the graph kernels.")
    parser.add_argument("--graphs", type=int, default=LAYERS * MONTHS, help="graphs in the panel (default 2880)")
    parser.add_argument("--sample", type=int, default=12, help="graphs for the other libraries (default 12)")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--repeat", type=int, default=3, help="runs of ours, the best counts (default 3)")
    parser.add_argument("--seed", type=int, default=20240101)
    chosen = parser.parse_args()
    os.environ.update(dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1"))  # of children

    weights, blocs = make_panel(chosen.graphs, chosen.seed)
    sample = weights[np.linspace(0, chosen.graphs - 1, chosen.sample).astype(int)]
    arcs = np.count_nonzero(weights, axis=(1, 2))
    with tempfile.TemporaryDirectory() as folder:
        file = str(Path(folder) / "panel.npy")
        np.save(file, weights)
        with ProcessPoolExecutor(chosen.processes, mp_context=get_context("spawn")) as pool:
            ours = {}
            for name in OURS:
                list(pool.map(work, *zip(*[(name, file, blocs, slice(0, 12))] * 2 * chosen.processes, strict=True)))
                ours[name] = time_ours(pool, name, file, blocs, chosen.graphs, chosen.repeat)
    theirs = {"nx": time_others(networkx_answers, sample, blocs), "ig": time_others(igraph_answers, sample, blocs)}

    print(
        f"{chosen.graphs:,} graphs of {NODES} nodes and {arcs.min():,}–{arcs.max():,} arcs, seed {chosen.seed}; ",
        end="",
    )
    print(f"ours on {chosen.processes} processes, best of {chosen.repeat}; others on {chosen.sample} graphs, one core,")
    print(f"extrapolated; {versions()}.\n")
    print("| kernel | ours, wall | per graph | aim | networkx, 1 core (× ours) | igraph, 1 core (× ours) |")
    print("|---|---|---|---|---|---|")
    for name, seconds in ours.items():
        other = (cell(theirs[lib].get(name), chosen.graphs, seconds, chosen.processes) for lib in ("nx", "ig"))
        each = f"{1000 * seconds / chosen.graphs:.2f} ms"
        print(f"| {name} | {seconds:.2f} s | {each} | < {AIMS[name]:g} s | {' | '.join(other)} |")
    late = [name for name, seconds in ours.items() if seconds > AIMS[name] and chosen.graphs == LAYERS * MONTHS]
    sys.exit(f"slower than aimed at: {', '.join(late)}" if late else 0)


if __name__ == "__main__":
    main()
