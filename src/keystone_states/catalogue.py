"""All datasets: those of events by name, and where the rows of each are found again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from keystone_states.model.rows import SourcedRow
from keystone_states.sources import acled, event_rows, gdelt, icews, polecat, readings, saved, ucdp, un_votes
from keystone_states.sources.contract import Source
from keystone_states.store.datasets import LoadedFile

EVENT_SOURCES: dict[str, Source] = {
    each.name: each
    for each in (gdelt.EVENTS, gdelt.MENTIONS_SOURCE, icews.SOURCE, polecat.SOURCE, ucdp.SOURCE, acled.SOURCE)
}

Loaded = Mapping[str, tuple[LoadedFile, ...]]
RowsOf = Callable[[Sequence[LoadedFile], Sequence[str]], Mapping[str, SourcedRow]]
ROWS_OF: dict[str, RowsOf] = {un_votes.DATASET: un_votes.rows_of, saved.DATASET: readings.rows_of}
"""Datasets whose rows are no events; those of any other loaded dataset are."""


def rows_of(loaded: Loaded, evidence_ids: Iterable[str]) -> dict[str, SourcedRow]:
    """Rows of loaded datasets by evidence id, such as `un_votes:9147` or `gdelt:410411847`; those there are."""
    keys: dict[str, list[str]] = {}
    for each in evidence_ids:
        dataset, _, key = each.partition(":")
        if dataset in loaded:
            keys.setdefault(dataset, []).append(key)
    return {
        f"{dataset}:{key}": row
        for dataset, wanted in keys.items()
        for key, row in ROWS_OF.get(dataset, event_rows.rows_of)(loaded[dataset], wanted).items()
    }


def row_of(loaded: Loaded, evidence_id: str) -> SourcedRow | None:
    """The row of a loaded dataset behind one evidence id; None where there is none."""
    return rows_of(loaded, [evidence_id]).get(evidence_id)
