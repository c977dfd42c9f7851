"""Open a World or a Study: bring the store up to the facts, then read it; load datasets into it. Used by every face."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from keystone_states import ingest, reference
from keystone_states.actors.crosswalk import Crosswalk
from keystone_states.errors import BadInputError, UnknownNameError
from keystone_states.ingest import LoadedEvents as LoadedEvents
from keystone_states.ingest import LoadedRows as LoadedRows
from keystone_states.model.dates import Window
from keystone_states.positions import codes_of
from keystone_states.sources import saved
from keystone_states.store import datasets, reduction, reported
from keystone_states.store.datasets import LoadedFile, Provenance, finished
from keystone_states.store.reduction import DyadMonths
from keystone_states.store.reported import AtHome
from keystone_states.study import Recipe, Study, make_recipe
from keystone_states.world import World, read_world

if TYPE_CHECKING:
    from keystone_states.reading.records import Reading


def open_world(*, store: Path | None = None, facts: Path | None = None) -> World:
    """The World of the store, refreshed from the packaged facts (or those of the folder `facts`) when they changed."""
    chosen = store or ingest.default_store()
    ingest.refresh(chosen, facts=facts)
    return _with_saved(read_world(chosen))


def _with_saved(world: World) -> World:
    """The World with what was read and saved; without it the readers of saved articles are not imported."""
    if saved.DATASET not in world.loaded:
        return world
    from keystone_states.sources.read_ties import with_ties
    from keystone_states.sources.readings import with_readings

    return with_ties(with_readings(world))


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


def load_igo(path: Path, *, store: Path | None = None) -> tuple[Provenance, bool]:
    """Load memberships of COW IGO v3 into the store; see `ingest.load_igo`."""
    return ingest.load_igo(store or ingest.default_store(), path)


def load_atop(path: Path, *, store: Path | None = None) -> LoadedRows:
    """Load the directed dyad-years of ATOP 5.1 into the store; see `ingest.load_witness`."""
    from keystone_states.sources.atop import ATOP

    return ingest.load_witness(store or ingest.default_store(), path, witness=ATOP)


def load_contiguity(path: Path, *, store: Path | None = None) -> LoadedRows:
    """Load the spells of COW direct contiguity v3.2 into the store; see `ingest.load_witness`."""
    from keystone_states.sources.cow_contiguity import CONTIGUITY

    return ingest.load_witness(store or ingest.default_store(), path, witness=CONTIGUITY)


def load_diplomatic_exchange(path: Path, *, store: Path | None = None) -> LoadedRows:
    """Load the dyad-years of COW diplomatic exchange v2006.1 into the store; see `ingest.load_witness`."""
    from keystone_states.sources.cow_diplomatic import EXCHANGE

    return ingest.load_witness(store or ingest.default_store(), path, witness=EXCHANGE)


def load_events(
    files: Sequence[Path],
    *,
    dataset: str,
    map: Path | None = None,
    store: Path | None = None,
    facts: Path | None = None,
    report: Callable[[int, int, int], None] = lambda done, total, rows: None,
) -> LoadedEvents:
    """Load files of events into the store: of `gdelt`, `icews`, …, or of any CSV by a `map`; see `ingest.load_events`.

    Raises `UnknownNameError` for another dataset, `BadInputError` when the map is wrong or bears the name of a
    dataset that has a reader of its own.
    """
    from keystone_states.catalogue import EVENT_SOURCES
    from keystone_states.sources.mapped import read_map, source_of  # every command opens a World, few load events

    chosen = store or ingest.default_store()
    source = EVENT_SOURCES.get(dataset) if map is None else source_of(read_map(map))
    if source is None:
        raise UnknownNameError(f"no dataset of events {dataset!r}; there are {', '.join(EVENT_SOURCES)}")
    if map is not None and source.name in EVENT_SOURCES:
        raise BadInputError(f"{map}: dataset {source.name!r} has a reader of its own; give it another name")
    actors = Crosswalk.of(open_world(store=chosen, facts=facts))
    return ingest.load_events(chosen, files, source=source, actors=actors, report=report)


def states_at_home(
    *, dataset: str, rule: str = "one-a-day", window: Window | None = None, store: Path | None = None
) -> tuple[AtHome, ...]:
    """Events within and about every state by month of a loaded dataset; raises like `dyad_months`."""
    files = _files(dataset, store)
    return reported.at_home([each.path for each in files], rule=reduction.rule_of(rule), window=window)


def provenance_of(dataset: str, *, store: Path | None = None) -> Provenance:
    """Where the rows of a loaded dataset come from, as its last file says; raises `StoreError` when none is loaded."""
    return _files(dataset, store)[-1].provenance


def _files(dataset: str, store: Path | None) -> tuple[LoadedFile, ...]:
    return datasets.files_of(store or ingest.default_store(), dataset)


def load_legs(path: Path, *, dry_run: bool = False, store: Path | None = None, facts: Path | None = None) -> LoadedRows:
    """Load a user's own legs of the corridor network; see `ingest.load_legs`."""
    chosen = store or ingest.default_store()
    return ingest.load_legs(chosen, path, world=open_world(store=chosen, facts=facts), dry_run=dry_run)


def forget_legs(file: str, *, store: Path | None = None) -> Provenance:
    """Take the legs of a file out again; see `ingest.forget_legs`."""
    return ingest.forget_legs(store or ingest.default_store(), file)


def load_gem(path: Path, *, store: Path | None = None) -> LoadedRows:
    """Load a tracker of Global Energy Monitor; see `ingest.load_gem`."""
    return ingest.load_gem(store or ingest.default_store(), path)


def dyad_months(*, dataset: str, store: Path | None = None, **choices: Any) -> DyadMonths:
    """Counts of loaded events by month, pair of states and type; choices as in `store.reduction.dyad_months`."""
    return reduction.dyad_months(store or ingest.default_store(), dataset=dataset, **choices)


def save_readings(found: Iterable[Reading], *, store: Path | None = None) -> int:
    """Save readings to the store; `open_world` joins their meetings and ties to its own. Returns how many were new."""
    chosen = store or ingest.default_store()
    return sum(ingest.save_reading(chosen, each) for each in found)


def saved_readings(*, store: Path | None = None) -> tuple[Provenance, ...]:
    """Provenance of every saved article, in the order of saving."""
    return finished(store or ingest.default_store(), saved.DATASET)


def forget_reading(start: str, *, store: Path | None = None) -> Provenance:
    """Remove a saved article by the start of its SHA-256; raises `UnknownNameError` unless it is exactly one."""
    return ingest.forget_reading(store or ingest.default_store(), start)
