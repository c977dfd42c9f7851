"""`keystone reduce`: loaded events to counts by pair of states, month and type."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from keystone_states.cli.options import Day, data_options, examples, output_format

if TYPE_CHECKING:
    from datetime import date

    from keystone_states.model.dates import Window
    from keystone_states.store.reduction import Asked, DyadMonths

_COLUMNS = ("month", "source", "target", "type", "events", "share", "other", "late")


@click.command(
    epilog=examples(
        "keystone reduce --dataset gdelt",
        "keystone reduce --dataset gdelt --actor KAZ --type CONSULT --rule article",
        "keystone reduce --dataset gdelt --fixed-panel --type CONSULT --since 2022-01-01 --until 2022-12-31",
        "keystone reduce --dataset icews --since 2018-01-01 --until 2018-12-31 -o dyads.csv",
        "keystone reduce --dataset gdelt --engine 'local[2]'",
        "keystone reduce --dataset gdelt --engine bigquery --dry-run --table my-project.keystone.events",
    )
)
@click.option("--dataset", default="gdelt", show_default=True, help="Dataset of events that was loaded.")
@click.option(
    "--rule",
    type=click.Choice(("all", "root", "one-a-day", "article", "sources")),
    default="one-a-day",
    show_default=True,
    help="What counts as one event.",
)
@click.option("--since", type=Day(), help="First day counted (default: all that is loaded).")
@click.option("--until", type=Day(), help="Last day counted.")
@click.option("--type", "types", multiple=True, help="Only this PLOVER type; may be given several times.")
@click.option("--actor", default=None, help="Only pairs with this state (ISO alpha-3).")
@click.option("--within", is_flag=True, help="Events inside one state instead of between two.")
@click.option(
    "--lag", type=click.IntRange(min=0), default=1, show_default=True, help="Days between an event and its record."
)
@click.option("--keep-late", is_flag=True, help="Count events recorded with a longer lag too.")
@click.option("--weights", is_flag=True, help="Also count distinct articles and publishers.")
@click.option("--fixed-panel", is_flag=True, help="Count only publishers with rows in every month of the window.")
@click.option("--engine", default="duckdb", show_default=True, help="duckdb, local[2], spark://host:port or bigquery.")
@click.option("--dry-run", is_flag=True, help="Print the SQL for the engine and run nothing.")
@click.option("--table", default="events", help="Table of the schema of events, in the SQL of --dry-run.")
@click.option("--top", type=click.IntRange(min=1), default=20, show_default=True, help="Rows shown in a table.")
@click.option("-o", "--out", type=click.Path(path_type=Path), help="Write all rows as CSV to this file.")
@data_options
@output_format("table", "json", "csv")
def reduce(dataset: str, rule: str, dry_run: bool, table: str, engine: str, form: str, **given: Any) -> None:
    """Count loaded events by month, directed pair of states and PLOVER type, under a stated rule.

    \b
    all        every row counts
    root       every row from the lead of an article counts
    one-a-day  one event a day of a pair, CAMEO root and type (default)
    article    one event a day of a pair, code and article
    sources    one event a day of a pair, CAMEO root, type and publisher

    All but the first count only rows from the lead of an article, where the dataset says so. Only states count:
    regions and organisations leave the table. Rows recorded more than --lag days before or after the event are left
    out and counted as late. Shares are of all events between states in that month; publishers come and go, so to
    hold shares of one month against another count a --fixed-panel of publishers (with --since and --until: a few
    rows of the day before the first file make a month too). Every result says how many rows it
    was made from and what another rule gives (column other).

    Python: session.dyad_months(dataset=name).
    """
    from keystone_states.session import dyad_months
    from keystone_states.store import reduction

    asked = reduction.Asked(
        window_of(given["since"], given["until"]),
        tuple(name.upper() for name in given["types"]),
        given["within"],
        None if given["keep_late"] else given["lag"],
        given["weights"],
        given["fixed_panel"],
    )
    if dry_run:
        _dry_run(engine, rule, asked, table)
        return
    found = dyad_months(store=given["store"], dataset=dataset, rule=rule, engine=engine, **_as_keywords(asked))
    _print(found, form, actor=given["actor"], top=given["top"], out=given["out"])


def _as_keywords(asked: Asked) -> dict[str, Any]:
    return {name: getattr(asked, name) for name in ("window", "types", "within", "lag", "weights", "fixed_panel")}


def window_of(since: date | None, until: date | None) -> Window | None:
    """The window between two days, either of which may be open; None where both are."""
    from datetime import date, timedelta

    from keystone_states.model.dates import Window

    if since is None and until is None:
        return None
    return Window(since or date(1, 1, 1), (until or date(9998, 12, 31)) + timedelta(days=1))


def _dry_run(engine: str, rule: str, asked: Asked, table: str) -> None:
    """The SQL of the engine; for BigQuery also the bytes a run would read, where its client is configured."""
    from keystone_states.store.engines.bigquery import bigquery_sql, bytes_to_scan
    from keystone_states.store.engines.spark import spark_sql
    from keystone_states.store.reduction import rule_of, sql

    if engine == "bigquery":
        text = bigquery_sql(sql(rule_of(rule), asked), table=table)
        click.echo(text)
        size = bytes_to_scan(text)
        click.echo("-- bytes to read: " + (f"{size:,}" if size is not None else "not known, no client is configured"))
    elif engine == "duckdb":
        click.echo(sql(rule_of(rule), asked, table=table))
    else:
        click.echo(spark_sql(sql(rule_of(rule), asked, table=table)))


def _print(found: DyadMonths, form: str, *, actor: str | None, top: int, out: Path | None) -> None:
    from dataclasses import asdict

    from keystone_states.cli.output import csv_text, emit, say, write_text

    records = [each for each in found.records() if actor is None or actor in (each["source"], each["target"])]
    plain: list[dict[str, Any]] = [
        {key: None if value != value else value for key, value in each.items()} for each in records
    ]
    if out:
        write_text(out, csv_text(plain, _COLUMNS))
        say(f"{out}: {len(plain)} rows. {found.said}")
    elif form == "csv":
        emit(plain, form, columns=_COLUMNS)
    elif form == "json":
        about = {name: getattr(found, name) for name in ("dataset", "engine", "rows_in", "rows_between", "counted")}
        rules = {"rule": found.rule.name, "other_rule": found.other_rule.name, "other_counted": found.other_counted}
        panel = {"panel": asdict(found.panel) if found.panel else None}
        emit([{**about, **rules, **panel, "said": found.said, "rows": plain}], form)
    else:
        most = sorted(plain, key=lambda each: (-each["events"], each["month"]))[:top]
        shown = [{**each, "month": str(each["month"]), "type": each["type"] or "statement"} for each in most]
        more = f"{len(most)} of {len(plain)} rows shown, those with the most events first."
        emit(shown, form, columns=_COLUMNS, notes=(found.said, more))
