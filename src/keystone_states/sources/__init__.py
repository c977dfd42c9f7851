"""Datasets: one file each, saying how to parse it, map its codes, what it covers, its licence and citation."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from keystone_states.model.rows import SourcedRow
from keystone_states.sources import acled, gdelt, icews, polecat, readings, ucdp, un_votes
from keystone_states.sources.contract import Source
from keystone_states.store.datasets import LoadedFile

EVENT_SOURCES: dict[str, Source] = {
    each.name: each
    for each in (gdelt.EVENTS, gdelt.MENTIONS_SOURCE, icews.SOURCE, polecat.SOURCE, ucdp.SOURCE, acled.SOURCE)
}

RowOf = Callable[[Sequence[LoadedFile], str], SourcedRow | None]
ROWS_OF: dict[str, RowOf] = {un_votes.DATASET: un_votes.row_of, readings.DATASET: readings.row_of}


def row_of(loaded: Mapping[str, tuple[LoadedFile, ...]], evidence_id: str) -> SourcedRow | None:
    """The row of a loaded dataset behind an evidence id such as `un_votes:9147`; None where there is none."""
    dataset, _, key = evidence_id.partition(":")
    return ROWS_OF[dataset](loaded.get(dataset, ()), key) if dataset in ROWS_OF else None
