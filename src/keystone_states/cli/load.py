"""`keystone load`: public datasets a user has on disk, into the store."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from keystone_states.cli.load_events import COMMANDS as EVENT_COMMANDS
from keystone_states.cli.options import data_options, examples, output_format

if TYPE_CHECKING:
    from keystone_states.store.datasets import Provenance


@click.group()
def load() -> None:
    """Load public datasets from files into the store."""


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


for each in EVENT_COMMANDS:
    load.add_command(each)
