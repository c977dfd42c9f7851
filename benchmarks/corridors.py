"""Time paths, the transit game and flows on a network as large as a strategic one, beside networkx and scgraph.

Run from the project folder: `.venv/bin/python benchmarks/corridors.py`; `--help` lists the options. scgraph is
optional: it is timed as its compiled graph and as its graph in Python. Its own graph of the sea lanes came with its
releases 2.0 to 2.2; with `pip download --no-deps scgraph==2.2.0` and `--wheel` all are timed on that one too.

The network, from a seed: 150 nodes in clusters of 30 states in a plane of 3,000 × 1,500 km, 400 legs between near
ones (and a tree that joins all), each way the same length: 1.0–1.4 times the straight line, 50 more across a border. A
leg is owned by the state of one of its ends. Costs of the transit game are these lengths; its outside option is twice
the shortest way of the pair.

Times are of the processor, so that other jobs on the machine count for little, best of `--repeat`. The other
libraries' graphs are built before the clock starts; their answers are compared with ours.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import importlib.util
import os
import sys
import time
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZipFile

os.environ.update(dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1"))

import networkx as nx
import numpy as np
from scipy.sparse.csgraph import minimum_spanning_tree

from keystone_states.corridors.routing import route
from keystone_states.corridors.transit import transit
from keystone_states.graphs.flows import FlowProgram
from keystone_states.graphs.paths import Digraph, alternatives, distances_from, pareto_paths, shortest_path
from keystone_states.graphs.shapley import shapley
from keystone_states.graphs.transit_game import TransitValues, by_table, transit_values
from keystone_states.graphs.transit_routes import minimal_routes
from keystone_states.routes import corridors_of, with_gravity
from keystone_states.session import open_world

NODES, LEGS, STATES = 150, 400, 30
AIMS = {"one path": 0.001, "30 states, 435 pairs": 5.0, "one route": 0.001, "gravity": 5.0}


class World:
    """A network, the owner of each arc, the state of each node and a capital of each state."""

    def __init__(self, seed: int) -> None:
        rng = np.random.default_rng(seed)
        self.state = np.append(np.arange(STATES), rng.integers(0, STATES, NODES - STATES))
        spot = (rng.random((STATES, 2)) * [3000, 1500])[self.state] + rng.normal(0, 80, (NODES, 2))
        far = np.hypot(*(spot[:, None] - spot).transpose(2, 0, 1))
        one, other = self._legs(far, rng)
        border = self.state[one] != self.state[other]
        self.length = np.tile(far[one, other] * rng.uniform(1.0, 1.4, LEGS) + 50 * border, 2)
        self.owner = np.tile(self.state[np.where(rng.random(LEGS) < 0.5, one, other)], 2)
        self.graph = Digraph(NODES, np.append(one, other), np.append(other, one))
        self.capital = np.arange(STATES)

    @staticmethod
    def _legs(far: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        wanted = np.triu(60 * rng.gumbel(size=far.shape) - far, 1)
        wanted[np.tril_indices(NODES)] = -np.inf
        tree = minimum_spanning_tree(far).toarray() > 0
        wanted[np.triu(tree | tree.T, 1)] = np.inf
        one, other = np.divmod(np.argsort(-wanted, axis=None)[:LEGS], NODES)
        return one, other


def seconds(work: Callable[[], Any], repeat: int) -> tuple[float, Any]:
    """Best processor time of a few runs, and the last answer."""
    best = np.inf
    for _ in range(repeat):
        start = time.process_time()
        found = work()
        best = min(best, time.process_time() - start)
    return best, found


def other_libraries(
    graph: Digraph, length: np.ndarray
) -> Iterator[tuple[str, Callable[[int, int], float], Callable[[], list[list[float]]]]]:
    """Name, one length, all lengths."""
    nodes = range(graph.n)
    theirs = nx.DiGraph()
    theirs.add_weighted_edges_from(zip(graph.tail.tolist(), graph.head.tolist(), length.tolist(), strict=True))
    yield (
        "networkx, bidirectional",
        lambda one, other: nx.bidirectional_dijkstra(theirs, one, other)[0],
        lambda: [[far[node] for node in nodes] for _, far in sorted(nx.all_pairs_dijkstra_path_length(theirs))],
    )
    if not importlib.util.find_spec("scgraph"):
        return
    steps = [dict(theirs[node].items()) for node in nodes]
    lines = [{to: data["weight"] for to, data in step.items()} for step in steps]
    for name, module in (("scgraph, compiled", "scgraph.cpp"), ("scgraph, Python", "scgraph.graph")):
        scgraph: Any = importlib.import_module(module).Graph(lines)
        yield (
            name,
            lambda one, other, scgraph=scgraph: scgraph.dijkstra(one, other)["length"],
            lambda scgraph=scgraph: [scgraph.get_shortest_path_tree(node)["distance_matrix"] for node in nodes],
        )


def time_paths(world: World, repeat: int) -> dict[str, float]:
    """One query (mean of 200 pairs), and all pairs."""
    pairs = np.random.default_rng(1).integers(0, NODES, (200, 2)).tolist()
    graph, length = world.graph, world.length
    one, ways = seconds(lambda: [shortest_path(graph, length, *pair) for pair in pairs], repeat)
    everything, table = seconds(lambda: distances_from(graph, length, range(NODES)), repeat)
    money = np.random.default_rng(2).uniform(0.5, 2.0, len(length)) * length
    front, points = seconds(lambda: [pareto_paths(graph, length, money, *pair) for pair in pairs[:50]], 1)
    best, kept = seconds(lambda: [alternatives(graph, length, *pair, k=3) for pair in pairs[:50]], 1)
    np.testing.assert_allclose([way.length for way in ways], table[tuple(np.transpose(pairs))])
    print("| | one path | all pairs |\n|---|---:|---:|")
    print(f"| ours | {1e3 * one / 200:.3f} ms | {1e3 * everything:.1f} ms |")
    for name, ask, ask_all in other_libraries(graph, length):
        each, lengths = seconds(lambda ask=ask: [ask(*pair) for pair in pairs], repeat)
        total, found = seconds(ask_all, repeat)
        np.testing.assert_allclose(lengths, [way.length for way in ways])
        np.testing.assert_allclose(found, table)
        ratios = f"{each / one:.2f} ×) | {1e3 * total:.1f} ms ({total / everything:.1f} ×) |"
        print(f"| {name} | {1e3 * each / 200:.3f} ms ({ratios}")
    print(
        f"\nFront of two weights: {1e3 * front / 50:.1f} ms a pair ({np.mean([len(p) for p in points]):.1f} points); "
        f"3 alternatives: {1e3 * best / 50:.1f} ms ({np.mean([len(p) for p in kept]):.1f} found).\n"
    )
    return {"one path": one / 200}


def sea_lanes(wheel: Path) -> tuple[Digraph, np.ndarray]:
    """scgraph's own graph and its lengths in km, as one release of it ships them."""
    text = ZipFile(wheel).read("scgraph/geographs/marnet.py").decode()
    lines = ast.literal_eval(text[text.index("graph=") + 6 : text.index("nodes=")].strip())
    arcs = [(tail, head, far) for tail, steps in enumerate(lines) for head, far in steps.items()]
    tail, head, length = (np.array(column) for column in zip(*arcs, strict=True))
    return Digraph(len(lines), tail, head), length


def time_sea_lanes(wheel: Path, repeat: int) -> None:
    """One query (mean of 30 pairs) on scgraph's own graph."""
    graph, length = sea_lanes(wheel)
    pairs = np.random.default_rng(1).integers(0, graph.n, (30, 2)).tolist()
    one, ways = seconds(lambda: [shortest_path(graph, length, *pair) for pair in pairs], repeat)
    lengths = [np.inf if way is None else way.length for way in ways]
    print(f"| scgraph's sea lanes, {graph.n:,} nodes, {len(length):,} arcs | one path |\n|---|---:|")
    print(f"| ours | {1e3 * one / 30:.2f} ms |")
    for name, ask, _ in other_libraries(graph, length):
        each, found = seconds(lambda ask=ask: [ask(*pair) for pair in pairs], repeat)
        np.testing.assert_allclose(found, lengths)
        print(f"| {name} | {1e3 * each / 30:.2f} ms ({each / one:.2f} ×) |")
    print()


def all_pairs(world: World, *, interactions: bool = False) -> list[TransitValues]:
    """The game of every pair of states."""
    far = distances_from(world.graph, world.length, world.capital)
    found = []
    for pair in combinations(range(STATES), 2):
        one, other = world.capital[list(pair)].tolist()
        cap = 2 * far[pair[0], other]
        ask = {"players": STATES, "cap": cap}
        routes = minimal_routes(world.graph, world.length, world.owner, one, other, free=pair, **ask)
        found.append(transit_values(routes, interactions=interactions, **ask))
    assert all(each.standard_error is None for each in found)
    return found


def time_game(world: World, seed: int, worlds: int) -> dict[str, float]:
    """All pairs of 30 states, on several networks as some are far harder, and one pair against other ways to know."""
    networks = [World(seed + more) for more in range(worlds)]
    each = [seconds(lambda network=network: all_pairs(network), 1) for network in networks]
    for _, found in each:
        for value in found:
            np.testing.assert_allclose(value.shapley.sum(), value.total, atol=1e-6)
    times = sorted(taken for taken, _ in each)
    both, _ = seconds(lambda: all_pairs(world, interactions=True), 1)
    print("| game | time |\n|---|---:|")
    print(f"| 30 states, 435 pairs, exact: median of {worlds} networks | {np.median(times):.2f} s |")
    print(f"| fastest, slowest of them | {times[0]:.2f} s, {times[-1]:.2f} s |")
    print(f"| 30 states, 435 pairs, with the interaction of every two states (first network) | {both:.2f} s |")
    time_one_pair(world)
    return {"30 states, 435 pairs": times[-1]}


def time_one_pair(world: World) -> None:
    """The pair with most to enumerate among states that are few enough: only the 12 on the most routes stay open."""
    far = distances_from(world.graph, world.length, world.capital)[:, world.capital]
    one, other = (int(each) for each in np.unravel_index(far.argmax(), far.shape))
    cap, players = 3 * float(far[one, other]), 12
    routes = minimal_routes(
        world.graph, world.length, world.owner, one, other, players=STATES, free=(one, other), cap=cap
    )
    tally = [sum(mask >> state & 1 for _, mask in routes) for state in range(STATES)]
    rename = np.full(STATES, STATES)
    rename[np.argsort(tally)[::-1][:players]] = np.arange(players)
    rename[[one, other]] = -1
    small = world.length + np.where(rename[world.owner] == STATES, np.inf, 0.0)
    owner = np.where(np.isinf(small), -1, rename[world.owner])

    def ours() -> TransitValues:
        ways = minimal_routes(world.graph, small, owner, one, other, players=players, cap=cap)
        return transit_values(ways, players=players, cap=cap)

    def table() -> TransitValues:
        ways = minimal_routes(world.graph, small, owner, one, other, players=players, cap=cap)
        return by_table(ways, players=players, cap=cap)

    def searches() -> np.ndarray:
        costs = []
        for coalition in range(2**players):
            there = np.append([coalition >> player & 1 for player in range(players)], 1).astype(bool)  # −1: the last
            way = shortest_path(world.graph, small, one, other, allowed=there[owner])
            costs.append(cap if way is None else min(cap, way.length))
        return np.asarray(shapley(cap - np.array(costs)))

    quick, exact = seconds(ours, 3)
    tabled, same = seconds(table, 3)
    slow, known = seconds(searches, 1)
    np.testing.assert_allclose(exact.shapley, known, atol=1e-9 * cap)
    np.testing.assert_allclose(same.shapley, known, atol=1e-9 * cap)
    print(f"| one pair, {players} states: diagram | {1e3 * quick:.1f} ms |")
    print(f"| the same by the table of 2^{players} coalitions over our routes | {1e3 * tabled:.1f} ms |")
    print(f"| the same by 2^{players} searches | {1e3 * slow:,.0f} ms ({slow / quick:,.0f} ×) |\n")


def time_flows(world: World) -> None:
    """Programs of 60 and 300 demands, and again with the legs of the state that owns most closed."""
    print("| demands (origins) | columns | first solution | state closed, solved again | unserved, before and after |")
    print("|---|---:|---:|---:|---:|")
    legs, rng = world.owner[:LEGS], np.random.default_rng(3)
    for demands in (60, 300):
        origin, destination = rng.integers(0, NODES, (2, demands))
        volume = rng.lognormal(0.0, 1.0, demands)
        room = volume.sum() * rng.lognormal(-1.5, 0.7, LEGS)
        ask = {"origin": origin, "destination": destination, "volume": volume, "penalty": 10_000.0}
        program = FlowProgram(world.graph, world.length, group=np.tile(np.arange(LEGS), 2), groups=LEGS, **ask)
        first, before = seconds(lambda program=program, room=room: program.solve(room), 1)
        closed = np.where(legs == np.bincount(legs).argmax(), 0.0, room)
        again, after = seconds(lambda program=program, closed=closed: program.solve(closed), 1)
        share = " → ".join(f"{100 * each.unserved.sum() / volume.sum():.0f} %" for each in (before, after))
        columns = before.arcs.size + demands
        print(f"| {demands} ({len(before.commodity)}) | {columns:,} | {first:.2f} s | {again:.2f} s | {share} |")


def time_packaged(repeat: int) -> dict[str, float]:
    """The packaged network: a route from names to borders, owners and figures, and the game over gravity demand."""
    with TemporaryDirectory() as store:
        of = open_world(store=Path(store))
    corridors = corridors_of(of)
    ask = {"once": {}, "without Russia": {"avoid": ("RUS",)}, "3 alternatives": {"k": 3}}
    route(corridors, "Xian", "Duisburg")
    taken = {
        name: seconds(lambda more=more: [route(corridors, "Xian", "Duisburg", **more) for _ in range(50)], repeat)[0]
        / 50
        for name, more in ask.items()
    }
    demands = with_gravity(of, corridors).demands
    played, game = seconds(lambda: transit(corridors, demands), 1)
    assert game.standard_error is None
    figures = ", ".join(f"{name} {1e3 * each:.2f} ms" for name, each in taken.items())
    print(f"\nPackaged network ({len(corridors.arcs)} arcs), Xi'an – Duisburg: {figures}.")
    print(
        f"Gravity demand, {len(demands)} pairs, {len(corridors.states)} states that own legs, exact: {played:.2f} s.\n"
    )
    return {"one route": taken["once"], "gravity": played}


def main() -> None:
    """Generate, time, print the tables."""
    parser = argparse.ArgumentParser(description="Time paths, the transit game and flows.")
    parser.add_argument("--repeat", type=int, default=3, help="runs, the best counts (default 3)")
    parser.add_argument("--seed", type=int, default=0, help="of the first network (default 0)")
    parser.add_argument("--worlds", type=int, default=8, help="networks for the game of all pairs (default 8)")
    parser.add_argument("--wheel", type=Path, help="scgraph-2.2.0-py3-none-any.whl, to time paths on its own graph")
    chosen = parser.parse_args()
    world = World(chosen.seed)
    versions = [f"{name} {importlib.import_module(name).__version__}" for name in ("numpy", "scipy", "networkx")]
    print(f"{NODES} nodes, {LEGS} legs, {STATES} states, seed {chosen.seed}; {', '.join(versions)}.\n")
    if chosen.wheel:
        time_sea_lanes(chosen.wheel, chosen.repeat)
    taken = time_paths(world, chosen.repeat) | time_game(world, chosen.seed, chosen.worlds)
    taken |= time_packaged(chosen.repeat)
    time_flows(world)
    late = [name for name, each in taken.items() if each > AIMS[name]]
    sys.exit(f"slower than aimed at: {', '.join(late)}" if late else 0)


if __name__ == "__main__":
    main()
