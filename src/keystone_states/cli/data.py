"""`keystone data`: the tables, their columns and rows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from keystone_states.cli.options import Day, data_options, examples, output_format, world_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from keystone_states.world import World


@click.group()
def data() -> None:
    """List the tables and show their rows with sources."""


@data.command(
    "list",
    epilog=examples(
        "keystone data list",
        "keystone data list --columns --format csv",
    ),
)
@click.option("--columns", is_flag=True, help="List every column with type, unit and meaning.")
@data_options
@output_format("table", "json", "csv")
def list_tables(columns: bool, form: str, **options: Any) -> None:
    """List the tables with their number of rows and meaning.

    Python: keystone_states.store.tables.TABLES.
    """
    from keystone_states.cli.output import emit
    from keystone_states.store.tables import TABLES

    if columns:
        records = [
            {
                "table": table.name,
                "column": each.name,
                "type": each.type,
                "unit": each.unit,
                "default": each.default,
                "meaning": each.meaning,
            }
            for table in TABLES
            for each in table.columns
        ]
        emit(records, form, columns=("table", "column", "type", "unit", "meaning"))
        return
    rows = world_of(options).tables
    emit([{"table": table.name, "rows": len(rows[table.name]), "meaning": table.meaning} for table in TABLES], form)


@data.command(
    epilog=examples(
        "keystone data show memberships --actor KAZ",
        "keystone data show meetings --actor KAZ --top 20",
        "keystone data show posts --actor KAZ --format csv",
    )
)
@click.argument("table_name", metavar="TABLE")
@click.option("--actor", default=None, help="Only rows that name this actor (ISO alpha-3 or organisation).")
@click.option(
    "--top",
    type=click.IntRange(min=1),
    default=None,
    help="At most this many rows (default: 20 in a table, all otherwise).",
)
@data_options
@output_format("table", "json", "csv")
def show(table_name: str, actor: str | None, top: int | None, form: str, **options: Any) -> None:
    """Show the columns of TABLE with type, unit and meaning, and its rows with their sources.

    Python: getattr(World, table).
    """
    from keystone_states.cli.output import emit, say
    from keystone_states.store.tables import table
    from keystone_states.store.text import cells

    declared = table(table_name)
    world = world_of(options)
    wanted = [row for row in world.tables[declared.name] if actor is None or names_actor(row, actor, world)]
    limit = top or (20 if form == "table" else len(wanted))
    records = [dict(zip(declared.header, cells(row, declared), strict=True)) for row in wanted[:limit]]
    if form != "table":
        emit(records, form, columns=declared.header)
        return
    emit(
        [
            {"column": each.name, "type": each.type, "unit": each.unit, "meaning": each.meaning}
            for each in declared.columns
        ],
        form,
        title=f"{declared.name}: {declared.meaning}",
    )
    for row, record in zip(wanted[:limit], records, strict=True):
        shown = ", ".join(
            f"{key} {value}" for key, value in record.items() if value and key not in ("source_url", "read_on", "note")
        )
        say(f"{shown} [{row.evidence_id}]")
        click.echo(f"    {record.get('source_url', 'no source of its own')}")
    click.echo(f"{len(wanted[:limit])} of {len(wanted)} rows shown.")


@data.command(
    epilog=examples(
        "keystone data check",
        "keystone data check --facts my-facts",
        "keystone data check --format json",
    )
)
@data_options
@output_format("table", "json", "csv")
def check(form: str, **options: Any) -> None:
    """Audit the facts: contradictions, doubts, counts by table and age, and what is thin.

    Ends with exit code 5 when two rows contradict each other. Python: keystone_states.audit.audit(world).
    """
    from dataclasses import asdict

    from keystone_states.audit import Weight, audit, fullness, thin
    from keystone_states.cli.output import emit, say
    from keystone_states.errors import BadRowError

    world = world_of(options)
    found, tables, thinly = audit(world), fullness(world), thin(world)
    if form == "json":
        parts = {
            "tables": [asdict(each) for each in tables],
            "findings": [asdict(each) for each in found],
            "thin": [asdict(each) for each in thinly],
        }
        emit([parts], form)
    elif form == "csv":
        emit([asdict(each) for each in found], form, columns=("check", "weight", "evidence", "said"))
    else:
        emit([asdict(each) for each in tables], form, title="Tables")
        for each in found:
            say(f"{each.weight}: {each.check}: {each.evidence} {each.said}")
        say("Thin: " + "; ".join(f"{each.subject} {each.said}" for each in thinly))
    faults = sum(each.weight == Weight.FAULT for each in found)
    click.echo(f"{faults} faults, {len(found) - faults} doubts.", err=form != "table")
    if faults:
        raise BadRowError(f"{faults} rows contradict others; expected none; correct them or mark both disputed")


@data.command(
    epilog=examples(
        "keystone data compare igo igo_membership_long.parquet",
        "keystone data compare igo --year 2010 --format json",
        "keystone data compare gem",
        "keystone data compare gem GOIT-map-file.csv --format csv",
        "keystone data compare atop --year 2018",
        "keystone data compare contiguity cow_contdir.parquet",
        "keystone data compare diplomatic-exchange Diplomatic_Exchange_2006v1.csv --year 2000",
    )
)
@click.argument("dataset", type=click.Choice(["igo", "gem", "atop", "contiguity", "diplomatic-exchange"]))
@click.argument("path", required=False, type=click.Path(path_type=Path))
@click.option("--year", type=int, help="Year compared (default: the last one the dataset has; gem has no years).")
@data_options
@output_format("table", "json", "csv")
def compare(dataset: str, path: Path | None, year: int | None, form: str, **options: Any) -> None:
    """Hold the facts against an outside DATASET: igo, memberships of COW IGO v3 in long form; gem, the pipeline
    trackers of Global Energy Monitor; atop, alliances of ATOP 5.1; contiguity, land borders of COW; or
    diplomatic-exchange, heads of mission of COW.

    PATH is its file; without it what was loaded is taken (keystone load igo, gem, atop …).

    The dataset is a witness, not the judge. Every disagreement is listed, with its reason where one is known.
    Python: keystone_states.witness.compare_igo(world, path, year=2014), keystone_states.trackers.compare_gem(world,
    rows), keystone_states.treaties.compare_atop(world, path), keystone_states.borders.compare_contiguity(world, path),
    keystone_states.exchange.compare_exchange(world, path, year=2005).
    """
    if dataset == "gem":
        _compare_gem(path, form, options)
        return
    from keystone_states.witness import loaded_file

    world = world_of(options)
    chosen = {} if year is None else {"year": year}
    comparing = {
        "igo": _compare_igo,
        "atop": _compare_atop,
        "contiguity": _compare_contiguity,
        "diplomatic-exchange": _compare_exchange,
    }
    comparing[dataset](world, path or loaded_file(world, dataset), form, chosen)


def _compare_igo(world: World, path: Path, form: str, chosen: dict[str, int]) -> None:
    from dataclasses import asdict

    from keystone_states.cli.output import emit, say
    from keystone_states.witness import compare_igo

    found = compare_igo(world, path, **chosen)
    if form == "json":
        emit([{**asdict(found), "share": found.share, "explained": found.explained}], form)
        return
    columns = ("organisation", "actor", "here", "there", "why")
    emit([asdict(each) for each in found.disagreements], form, columns=columns, title=f"Disagreements, {found.year}")
    if form == "table":
        say(
            f"{found.agreed} roles agree, {len(found.disagreements)} do not: {found.share:.1%} agree, "
            f"{found.explained:.1%} agree or differ for a known reason. "
            f"Organisations: {', '.join(found.organisations)}."
        )
        say(_rows_used(found.read, found.accepted, found.rejected))


def _rows_used(read: int, accepted: int, rejected: Mapping[str, int]) -> str:
    refused = ", ".join(f"{reason} {count:,}" for reason, count in rejected.items())
    return f"{read:,} rows read, {accepted:,} accepted, the rest not used: {refused}."


def _compare_atop(world: World, path: Path, form: str, chosen: dict[str, int]) -> None:
    from dataclasses import asdict

    from keystone_states.cli.output import emit, say
    from keystone_states.treaties import compare_atop

    found = compare_atop(world, path, **chosen)
    if form == "json":
        emit([asdict(found)], form)
        return
    columns = ("actor", "partner", "here", "there", "why")
    title = f"Promises that only one has, or not alike, {found.year}"
    emit([asdict(each) for each in found.differences], form, columns=columns, title=title)
    if form == "table":
        rest = [
            {"state": each.state, "promise": each.promise, "partners": len(each.partners), "such as": each.partners[0]}
            for each in found.unlisted
        ]
        emit(rest, form, title="Promises in ATOP with no packaged alliance of the pair, by state")
        say(
            f"{len(found.pairs)} pairs of states with a packaged alliance: {found.agreed} promises agree, "
            f"{len(found.differences)} do not, {sum(bool(each.why) for each in found.differences)} of these for a "
            "known reason."
        )
        say(_rows_used(found.read, found.accepted, found.rejected))


def _compare_contiguity(world: World, path: Path, form: str, chosen: dict[str, int]) -> None:
    from dataclasses import asdict

    from keystone_states.borders import compare_contiguity
    from keystone_states.cli.output import emit, say

    found = compare_contiguity(world, path, **chosen)
    rows: list[dict[str, Any]] = [
        *({"state": one, "other": two, "here": "; ".join(each), "there": None} for (one, two), each in found.apart),
        *({"state": one, "other": two, "here": None, "there": "land border"} for one, two in found.without),
    ]
    if form == "json":
        emit([asdict(found)], form)
        return
    emit(rows, form, columns=("state", "other", "here", "there"), title=f"Only here or only there, {found.day}")
    if form == "table":
        refused = ", ".join(f"{reason} {count:,}" for reason, count in found.rejected.items())
        say(
            f"{len(found.agreed)} pairs of states have a crossing here and a land border there, {len(found.apart)} "
            f"only a crossing, {len(found.without)} only a border. {found.read:,} rows read; not used: {refused}."
        )


def _compare_exchange(world: World, path: Path, form: str, chosen: dict[str, int]) -> None:
    from dataclasses import asdict

    from keystone_states.cli.output import emit, say
    from keystone_states.exchange import compare_exchange

    found = compare_exchange(world, path, **chosen)
    if form == "json":
        emit([asdict(found)], form)
        return
    columns = ("sender", "host", "here", "there")
    title = f"Embassies that only one has, {found.year}"
    emit([asdict(each) for each in found.differences], form, columns=columns, title=title)
    if form == "table":
        beyond = sum(len(each.hosts) for each in found.unfiled)
        say(
            f"{len(found.pairs)} pairs of sender and host with a dated row: {found.agreed} agree, "
            f"{len(found.differences)} do not. COW has a head of mission for {beyond:,} pairs without a packaged row."
        )
        say(_rows_used(found.read, found.accepted, found.rejected))


def _compare_gem(path: Path | None, form: str, options: dict[str, Any]) -> None:
    from dataclasses import asdict

    from keystone_states.cli.output import emit, say
    from keystone_states.errors import BadInputError
    from keystone_states.sources import gem
    from keystone_states.trackers import compare_gem

    world = world_of(options)
    rows = gem.load(path).rows if path else gem.read(world.loaded.get(gem.DATASET, ()))
    if not rows:
        raise BadInputError(
            "no tracker rows to compare; expected a map file loaded with `keystone load gem` or named here"
        )
    found = compare_gem(world, rows)
    if form == "json":
        emit([asdict(found)], form)
        return
    columns = ("line", "cargo", "figure", "here", "there", "by")
    title = "Disagreements with Global Energy Monitor"
    emit([asdict(each) for each in found.differences], form, columns=columns, title=title)
    if form == "table":
        lacking = [asdict(each) for each in found.lacking if each.lacking][:20]
        emit(lacking, form, title="Lines of the tracker that no packaged line was matched with, by state")
        say(
            f"{found.matched} packaged lines matched, {len(found.unmatched)} not; {found.agreed} figures agree, "
            f"{len(found.differences)} do not."
        )
        say(f"Not matched: {'; '.join(found.unmatched) or 'none'}.")


@data.command(
    epilog=examples(
        "keystone data days",
        "keystone data days --dataset gdelt_mentions --since 2022-11-01 --until 2022-11-30",
        "keystone data days --dataset icews --all --format csv",
    )
)
@click.option("--dataset", default="gdelt", show_default=True, help="Dataset of events that was loaded.")
@click.option("--since", type=Day(), help="First day (default: the first loaded).")
@click.option("--until", type=Day(), help="Last day (default: the last loaded).")
@click.option("--all", "everything", is_flag=True, help="List whole days too.")
@data_options
@output_format("table", "json", "csv")
def days(dataset: str, since: date | None, until: date | None, everything: bool, form: str, **options: Any) -> None:
    """List the days of the calendar that a loaded dataset lacks, whole or in part.

    \b
    in part       some files of the day are loaded
    not loaded    none is
    provider gap  none was ever published (audited to 2025)
    no rows       a dataset that is not published by the day has no row of it

    GDELT 2.0 publishes 96 files a day, 1.0 one. Files known to be absent are counted (column absent) and not missed.
    Python: completeness.days_of(dataset).
    """
    from dataclasses import asdict

    from keystone_states.cli.output import emit
    from keystone_states.completeness import Kept, counts, days_of

    found = days_of(dataset, since=since, until=until, store=options.get("store"))
    shown = [each for each in found if everything or each.kept is not Kept.WHOLE or each.absent]
    records = [{**asdict(each), "day": str(each.day), "kept": each.kept.value} for each in shown]
    sums = ", ".join(f"{count} {kept.value}" for kept, count in counts(found).items())
    note = f"{len(found)} days from {found[0].day} to {found[-1].day}: {sums}."
    if form == "json":
        summed = {kept.value: count for kept, count in counts(found).items()}
        emit([{"dataset": dataset, "days": len(found), "counts": summed, "rows": records}], form)
        return
    emit(records, form, columns=("day", "kept", "rows", "files", "wanted", "absent"), notes=(note,))


def names_actor(row: Any, actor: str, world: Any) -> bool:
    """Whether a row names the actor, as owner of a leg too, or is a meeting in which it took part."""
    named = {getattr(row, column, None) for column in ("actor", "owner", "sender", "host", "organisation", "forum")}
    if row.table == "meetings":
        named |= {each.actor for each in world.by_meeting.get(row.id, ())}
    return actor in named
