"""`keystone load`: public datasets and own legs a user has on disk, into the store."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from keystone_states.cli.load_events import COMMANDS as EVENT_COMMANDS
from keystone_states.cli.options import data_options, examples, output_format

if TYPE_CHECKING:
    from keystone_states.session import LoadedRows
    from keystone_states.store.datasets import Provenance

_FAULTS = 30


@click.group()
def load() -> None:
    """Load public datasets and your own legs from files into the store."""


@load.command(
    epilog=examples(
        "keystone load unvotes un_votes.parquet un_roll_calls.parquet",
        "keystone load unvotes unga_votes/ --format json",
    )
)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE…")
@data_options
@output_format("table", "json", "csv")
def unvotes(files: tuple[Path, ...], form: str, **options: Any) -> None:
    """Load UN General Assembly roll calls: FILE… are one file of votes and one of roll calls, or a folder with both.

    Parquet or CSV, in the layout of the R package unvotes. Then states can be scored by `keystone score --channel
    alignment`. Files loaded before are not loaded again.

    Python: session.load_un_votes(files).
    """
    from keystone_states.cli.progress import steps
    from keystone_states.session import load_un_votes

    with steps("Loading UN votes", total=1) as step:
        provenance, fresh = load_un_votes(files, store=options.get("store"), facts=options.get("facts"))
        step()
    summary(provenance, fresh, what="votes", form=form)


@load.command(
    epilog=examples(
        "keystone load igo igo_membership_long.parquet",
        "keystone load igo igo_membership_long.csv --format json",
    )
)
@click.argument("path", type=click.Path(path_type=Path), metavar="FILE")
@data_options
@output_format("table", "json", "csv")
def igo(path: Path, form: str, **options: Any) -> None:
    """Load memberships of COW IGO v3 (long form: ioname, year, state, status), to hold the facts against.

    Then keystone data compare igo needs no file. A file loaded before is not loaded again.

    Python: session.load_igo(path).
    """
    from keystone_states.session import load_igo

    provenance, fresh = load_igo(path, store=options.get("store"))
    summary(provenance, fresh, what="rows", form=form)


@load.command(
    epilog=examples("keystone load atop atop_alliance.parquet", "keystone load atop atop_ddyr.csv --format json")
)
@click.argument("path", type=click.Path(path_type=Path), metavar="FILE")
@data_options
@output_format("table", "json", "csv")
def atop(path: Path, form: str, **options: Any) -> None:
    """Load alliances of ATOP 5.1 (directed dyad-years: ccode1, ccode2, year, atop_defense, atop_offense, atop_neutral,
    atop_nonagg, atop_consul), to hold the facts against.

    Then keystone data compare atop needs no file. A row that cannot be read is listed with line, column and reason. A
    file loaded before is not loaded again.

    Python: session.load_atop(path).
    """
    from keystone_states.session import load_atop

    _own_rows(load_atop(path, store=options.get("store")), what="dyad-years", form=form, dry_run=False)


@load.command(
    epilog=examples("keystone load contiguity cow_contdir.parquet", "keystone load contiguity contdir.csv --format csv")
)
@click.argument("path", type=click.Path(path_type=Path), metavar="FILE")
@data_options
@output_format("table", "json", "csv")
def contiguity(path: Path, form: str, **options: Any) -> None:
    """Load borders of COW direct contiguity v3.2 (ccode1, ccode2, conttype, stdate, enddate), to hold the facts
    against.

    Then keystone data compare contiguity needs no file. A row that cannot be read is listed with line, column and
    reason; rows of type 0 state no border. A file loaded before is not loaded again.

    Python: session.load_contiguity(path).
    """
    from keystone_states.session import load_contiguity

    _own_rows(load_contiguity(path, store=options.get("store")), what="spells", form=form, dry_run=False)


@load.command(
    epilog=examples(
        "keystone load diplomatic-exchange Diplomatic_Exchange_2006v1.csv",
        "keystone load diplomatic-exchange Diplomatic_Exchange_2006v1.csv --format json",
    )
)
@click.argument("path", type=click.Path(path_type=Path), metavar="FILE")
@data_options
@output_format("table", "json", "csv")
def diplomatic_exchange(path: Path, form: str, **options: Any) -> None:
    """Load levels of representation of COW diplomatic exchange v2006.1 (ccode1, ccode2, year, DR_at_1, DR_at_2), to
    hold the facts against.

    Then keystone data compare diplomatic-exchange needs no file. A row that cannot be read is listed with line, column
    and reason. A file loaded before is not loaded again.

    Python: session.load_diplomatic_exchange(path).
    """
    from keystone_states.session import load_diplomatic_exchange

    found = load_diplomatic_exchange(path, store=options.get("store"))
    _own_rows(found, what="dyad-years", form=form, dry_run=False)


def summary(provenance: Provenance, fresh: bool, *, what: str, form: str) -> None:
    """Print what became of the rows of one file: read = accepted + rejected."""
    from keystone_states.cli.output import emit

    if form == "json":
        emit([{**provenance.model_dump(mode="json"), "loaded_now": fresh}], form)
        return
    records = [
        {"what": f"{what} read", "count": provenance.read},
        {"what": f"{what} accepted", "count": provenance.accepted},
        *({"what": f"rejected: {reason}", "count": count} for reason, count in provenance.rejected.items()),
    ]
    done = "loaded" if fresh else f"loaded before, on {provenance.loaded}; nothing changed"
    note = f"{provenance.file}: {done}. They cover {provenance.first_day} to {provenance.last_day}."
    emit(records, form, notes=(note, f"Licence {provenance.licence}; {provenance.source_url}"))


@load.command(
    epilog=examples(
        "keystone load legs my-legs.csv --dry-run",
        "keystone load legs my-legs.geojson",
        "keystone load legs --forget my-legs.csv",
    )
)
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Check the file and write nothing.")
@click.option("--forget", metavar="NAME", help="Take out the legs of a file loaded before, by its name.")
@data_options
@output_format("table", "json", "csv")
def legs(file: Path | None, dry_run: bool, forget: str | None, form: str, **options: Any) -> None:
    """Load your own legs of the corridor network from FILE: CSV, or GeoJSON LineStrings, with the columns of the table
    legs. Then routes, transit, flows and scenarios use them.

    Rows that are no legs are listed with line, column and reason; the others are loaded. See docs/own-legs.md.

    Python: session.load_legs(path).
    """
    from keystone_states.cli.output import emit
    from keystone_states.errors import BadInputError
    from keystone_states.session import forget_legs, load_legs

    store = options.get("store")
    if forget is not None:
        gone = forget_legs(forget, store=store)
        records = [{"file": gone.file, "legs_taken_out": gone.accepted, "loaded": str(gone.loaded)}]
        emit(records, form)
        return
    if file is None:
        raise BadInputError("no file given; expected a CSV or GeoJSON file of legs, or --forget NAME")
    found = load_legs(file, dry_run=dry_run, store=store, facts=options.get("facts"))
    _own_rows(found, what="legs", form=form, dry_run=dry_run)


@load.command(
    epilog=examples(
        "keystone load gem GEM-GGIT-map-file-2024-10.xlsx", "keystone load gem GOIT-map-file.csv --format json"
    )
)
@click.argument("file", type=click.Path(path_type=Path))
@data_options
@output_format("table", "json", "csv")
def gem(file: Path, form: str, **options: Any) -> None:
    """Load a pipeline tracker of Global Energy Monitor from FILE: the map file, gas as .xlsx, oil as .csv.

    It is a witness, not a source of scores: `keystone data compare gem` holds the packaged pipelines against it.

    Python: session.load_gem(path).
    """
    from keystone_states.session import load_gem

    found = load_gem(file, store=options.get("store"))
    _own_rows(found, what="tracker rows", form=form, dry_run=False)


def _own_rows(found: LoadedRows, *, what: str, form: str, dry_run: bool) -> None:
    """Print what became of each row, and every fault of a few; ends with an error where no row can be used."""
    from dataclasses import asdict

    from keystone_states.cli.output import emit, say
    from keystone_states.errors import BadRowError

    provenance = found.provenance
    if form == "json":
        faults = [asdict(each) for each in found.rejected]
        emit([{**provenance.model_dump(mode="json"), "loaded_now": found.fresh, "faults": faults}], form)
    elif form == "csv":
        emit([asdict(each) for each in found.rejected], form, columns=("file", "line", "reason", "column"))
    else:
        done = "checked, nothing written" if dry_run else "loaded" if found.fresh else "nothing changed"
        say(
            f"{provenance.file}: {provenance.read} {what} read = {provenance.accepted} accepted + "
            f"{provenance.read - provenance.accepted} rejected; {done}."
        )
        for each in found.rejected[:_FAULTS]:
            say(str(each), indent="  ")
        if len(found.rejected) > _FAULTS:
            say(f"and {len(found.rejected) - _FAULTS} more; --format csv lists all", indent="  ")
        say(f"Licence: {provenance.licence}; source: {provenance.source_url}.")
    if provenance.accepted == 0:
        raise BadRowError(f"none of the {provenance.read} rows of {provenance.file} can be used; correct the file")


for each in EVENT_COMMANDS:
    load.add_command(each)
