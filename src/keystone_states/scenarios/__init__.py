"""What if: edits as data, the World they make, and what moved."""
