"""Open a World or a Study: bring the store up to the facts, then read it; load datasets into it. Used by every face."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from keystone_states import ingest, reference
from keystone_states.positions import codes_of
from keystone_states.store.datasets import Provenance
from keystone_states.study import Recipe, Study, make_recipe
from keystone_states.world import World, read_world


def open_world(*, store: Path | None = None, facts: Path | None = None) -> World:
    """The World of the store, refreshed from the packaged facts (or those of the folder `facts`) when they changed."""
    chosen = store or ingest.default_store()
    ingest.refresh(chosen, facts=facts)
    return read_world(chosen)


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
