"""Open a World or a Study: bring the store up to the facts, then read it. Used by every face."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from keystone_states import ingest, reference
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
