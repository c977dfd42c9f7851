"""Gould–Fernandez roles against R's sna (`brokerage`): counts, expectations, standard deviations and z."""

from __future__ import annotations

import shutil
import subprocess

import numpy as np
import pytest

from keystone_states.graphs.brokerage import gould_fernandez

SCRIPT = """
suppressMessages(library(sna))
lines <- strsplit(readLines(file("stdin")), " ")
for (line in lines) {
  numbers <- as.integer(line); n <- numbers[1]
  found <- brokerage(matrix(numbers[-(1:(n + 1))], n, n, byrow = TRUE), numbers[2:(n + 1)])
  for (each in list(found$raw.nli, found$exp.nli, found$sd.nli, found$z.nli))
    cat(format(each, digits = 15, trim = TRUE), "\\n")
}
"""


@pytest.fixture(scope="module")
def rscript() -> str:
    """R with the package sna; skipped where it is not installed."""
    command = shutil.which("Rscript")
    if command is None or subprocess.run([command, "-e", "library(sna)"], capture_output=True, check=False).returncode:
        pytest.skip("needs R with the package sna (Debian: r-cran-sna)")
    return command


def random_graphs() -> list[tuple[np.ndarray, np.ndarray]]:
    """Digraphs of 4 to 12 nodes in up to four blocs, sparse and dense."""
    rng = np.random.default_rng(7)
    sizes = rng.integers(4, 13, 24)
    return [
        (np.asarray(rng.random((n, n)) < rng.uniform(0.15, 0.7)) & ~np.eye(n, dtype=bool), rng.integers(1, 5, n))
        for n in sizes
    ]


def test_roles_and_their_null_equal_sna(rscript: str) -> None:
    graphs = random_graphs()
    lines = (" ".join(map(str, [len(graph), *blocs, *graph.astype(int).ravel()])) for graph, blocs in graphs)
    told = subprocess.run([rscript, "-e", SCRIPT], input="\n".join(lines), capture_output=True, text=True, check=True)
    rows = [np.array([float(cell.replace("NA", "nan")) for cell in row.split()]) for row in told.stdout.splitlines()]
    assert len(rows) == 4 * len(graphs)
    for number, (graph, blocs) in enumerate(graphs):
        counts, expected, sd, z = (each.reshape(6, len(graph)).T for each in rows[4 * number : 4 * number + 4])
        ours = gould_fernandez(graph, blocs)
        assert np.array_equal(ours.counts, counts)
        assert ours.expected == pytest.approx(expected)
        assert ours.sd == pytest.approx(sd)
        assert ours.z[sd > 0] == pytest.approx(z[sd > 0])
