"""Exports that open elsewhere: tables of counts and layers as graphs, each with its codebook and citation beside it."""
