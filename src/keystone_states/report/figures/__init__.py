"""Figures of the brief as inline SVG, one file each."""
