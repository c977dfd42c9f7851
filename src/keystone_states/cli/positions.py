"""`keystone positions`: positions θ from UN votes."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from keystone_states.cli.options import data_options, examples, output_format, world_of


@click.group()
def positions() -> None:
    """Fit positions from UN votes; show them."""


@positions.command(
    epilog=examples(
        "keystone positions fit un_votes.parquet un_roll_calls.parquet -o positions.csv",
    )
)
@click.argument("votes", type=click.Path(path_type=Path))
@click.argument("roll_calls", type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="CSV file to write.")
@click.option("--since", type=int, default=1991, show_default=True, help="First year of votes to use.")
@data_options
@output_format("table", "json", "csv")
def fit(votes: Path, roll_calls: Path, output: Path, since: int, form: str, **options: Any) -> None:
    """Estimate θ per state and year from the roll calls in VOTES and ROLL_CALLS (Parquet or CSV).

    Takes about a minute on one core for 1991 to 2019. Python: positions.fit_positions(un_votes.load(…)).
    """
    from keystone_states.cli.output import emit, write_text
    from keystone_states.positions import DRIFT, codes_of, fit_positions
    from keystone_states.sources import un_votes
    from keystone_states.store.tables import table
    from keystone_states.store.text import csv_text

    loaded = un_votes.load(votes, roll_calls, iso3=codes_of(world_of(options)), since=since)
    click.echo(f"{loaded.accepted:,} of {loaded.read:,} votes, {len(loaded.states)} states; fitting …", err=True)
    rows = fit_positions(loaded, source_url=un_votes.SOURCE_URL, read_on=date.today(), drift=DRIFT)
    write_text(output, csv_text(rows, table("positions")))
    summary = [
        {"what": "votes read", "count": loaded.read},
        {"what": "votes accepted", "count": loaded.accepted},
        *({"what": f"rejected: {reason}", "count": count} for reason, count in sorted(loaded.rejected.items())),
        {"what": "positions written", "count": len(rows)},
    ]
    emit(summary, form)


@positions.command(
    epilog=examples(
        "keystone positions show KAZ RUS CHN --year 2019",
    )
)
@click.argument("actors", nargs=-1, required=True)
@click.option("--year", type=int, default=None, help="One year only.")
@data_options
@output_format("table", "json", "csv")
def show(actors: tuple[str, ...], year: int | None, form: str, **options: Any) -> None:
    """Show θ with its standard error for ACTORS, year by year.

    Python: World.positions.
    """
    from keystone_states.actors.registry import Registry
    from keystone_states.actors.resolve import state_or_raise
    from keystone_states.cli.output import emit

    world = world_of(options)
    registry = Registry(world)
    wanted = {state_or_raise(name, world.cut_off, registry=registry) for name in actors}
    rows = [row for row in world.positions if row.actor in wanted and year in (None, row.year)]
    records = [
        {"actor": row.actor, "year": row.year, "theta": row.theta, "se": row.se, "votes": row.votes} for row in rows
    ]
    emit(
        records,
        form,
        columns=("actor", "year", "theta", "se", "votes"),
        notes=("θ in standard deviations of states' positions, USA positive.",),
    )
