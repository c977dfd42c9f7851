"""Single rows of loaded events, as evidence: what a row says, and the article it was coded from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import Any, ClassVar

from keystone_states import ontology
from keystone_states.model.rows import SourcedRow
from keystone_states.store.datasets import LoadedFile
from keystone_states.store.reported import by_key


class EventRow(SourcedRow):
    """Events of loaded datasets, as evidence."""

    table: ClassVar[str] = "events"
    key: ClassVar[tuple[str, ...]] = ("dataset", "event_key")

    dataset: str
    event_key: str
    day: date
    source: str
    target: str
    code: str
    label: str
    articles: int | None = None
    publisher: str = ""

    @cached_property
    def evidence_id(self) -> str:
        """`dataset:key`, as the layers of events give it."""
        return f"{self.dataset}:{self.event_key}"


def rows_of(files: Sequence[LoadedFile], keys: Sequence[str]) -> dict[str, EventRow]:
    """Events by their keys; those that some file holds. Raises `StoreError` when a file cannot be read."""
    if not files or not keys:
        return {}
    provenance = files[-1].provenance
    found = by_key([each.path for each in files], keys)
    return {each["event_key"]: _row(each, provenance.source_url, provenance.loaded) for each in found}


def _row(cells: dict[str, Any], dataset_url: str, loaded: date) -> EventRow:
    url = str(cells["url"] or "")
    online = url.startswith(("http://", "https://")) and not any(each.isspace() for each in url)
    return EventRow(
        dataset=cells["dataset"],
        event_key=cells["event_key"],
        day=cells["date"],
        source=_who(cells, "source"),
        target=_who(cells, "target"),
        code=cells["code"],
        label=_label(cells),
        articles=cells["articles"],
        publisher=cells["publisher"] or "",
        source_url=url if online else dataset_url,
        read_on=loaded,
        note="" if online or not url else f"article: {url}",
    )


def _who(cells: dict[str, Any], side: str) -> str:
    """The actor's id, else its name or code as given; empty where the row has none."""
    return str(cells[side] or cells[f"{side}_name"] or cells[f"{side}_code"] or "")


def _label(cells: dict[str, Any]) -> str:
    """What was done, in words: of a CAMEO code its label, else the type and mode."""
    code = ontology.cameo().codes.get(cells["code"])
    return code.label if code else " ".join(filter(None, (cells["type"], cells["mode"]))).lower()
