"""Datasets: one file each, saying how to parse it, map its codes, what it covers, its licence and citation."""

from collections.abc import Callable, Mapping, Sequence

from keystone_states.model.rows import SourcedRow
from keystone_states.sources import readings, un_votes
from keystone_states.store.datasets import LoadedFile

RowOf = Callable[[Sequence[LoadedFile], str], SourcedRow | None]
ROWS_OF: dict[str, RowOf] = {un_votes.DATASET: un_votes.row_of, readings.DATASET: readings.row_of}


def row_of(loaded: Mapping[str, tuple[LoadedFile, ...]], evidence_id: str) -> SourcedRow | None:
    """The row of a loaded dataset behind an evidence id such as `un_votes:9147`; None where there is none."""
    dataset, _, key = evidence_id.partition(":")
    return ROWS_OF[dataset](loaded.get(dataset, ()), key) if dataset in ROWS_OF else None
