"""Datasets: one file each, saying how to parse it, map its codes, what it covers, its licence and citation."""
