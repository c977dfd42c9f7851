"""Open a World or a Study: bring the store up to the facts, then read it; load datasets into it. Used by every face."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from keystone_states import ingest, reference
from keystone_states.positions import codes_of
from keystone_states.reading.records import Reading
from keystone_states.sources import readings
from keystone_states.sources.readings import with_readings
from keystone_states.store.datasets import Provenance, finished
from keystone_states.study import Recipe, Study, make_recipe
from keystone_states.world import World, read_world


def open_world(*, store: Path | None = None, facts: Path | None = None) -> World:
    """The World of the store, refreshed from the packaged facts (or those of the folder `facts`) when they changed."""
    chosen = store or ingest.default_store()
    ingest.refresh(chosen, facts=facts)
    return with_readings(read_world(chosen))


def open_study(
    recipe: Recipe | None = None, *, store: Path | None = None, facts: Path | None = None, **choices: Any
) -> Study:
    """A Study of a recipe, or of the default recipe with some keys changed: `open_study(as_of="2022-10-13")`."""
    base = recipe or Recipe()
    changed = {key: value for key, value in choices.items() if value is not None}
    full = make_recipe({**base.model_dump(), **changed}, where="options") if changed else base
    return Study(full, open_world(store=store, facts=facts), reference.digest(facts))


def load_un_votes(
    files: Sequence[Path], *, store: Path | None = None, facts: Path | None = None
) -> tuple[Provenance, bool]:
    """Load UN roll calls into the store; see `ingest.load_un_votes`."""
    chosen = store or ingest.default_store()
    return ingest.load_un_votes(chosen, files, iso3=codes_of(open_world(store=chosen, facts=facts)))


def save_readings(found: Iterable[Reading], *, store: Path | None = None) -> int:
    """Save readings to the store, where `open_world` joins their meetings to its own; returns how many were new."""
    chosen = store or ingest.default_store()
    return sum(ingest.save_reading(chosen, each) for each in found)


def saved_readings(*, store: Path | None = None) -> tuple[Provenance, ...]:
    """Provenance of every saved article, in the order of saving."""
    return finished(store or ingest.default_store(), readings.DATASET)


def forget_reading(start: str, *, store: Path | None = None) -> Provenance:
    """Remove a saved article by the start of its SHA-256; raises `UnknownNameError` unless it is exactly one."""
    return ingest.forget_reading(store or ingest.default_store(), start)
