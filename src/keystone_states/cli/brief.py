"""`keystone brief`: the main job."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from keystone_states.cli.options import actor_of, examples, output_format, study_of, study_options

if TYPE_CHECKING:
    from keystone_states.report.brief import Brief


@click.command(
    epilog=examples(
        "keystone brief KAZ -o kaz-brief.html",
        "keystone brief Kazakhstan --as-of 2022-10-13 -o kaz-2022.html",
        "keystone brief UZB --poles USA,EU,RUS,CHN,TUR --format md -o uzb.md",
        "keystone brief KAZ --format json > kaz.json",
    )
)
@click.argument("actor")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="File to write (default: none for html, standard output for md, json and csv).",
)
@study_options
@output_format("html", "md", "json", "csv", "table")
def brief(actor: str, output: Path | None, form: str, **options: Any) -> None:
    """Write the brief of ACTOR (a code or a name) and print its profile.

    Python: make_brief(study, actor).
    """
    from keystone_states.cli.output import write_text
    from keystone_states.cli.progress import steps
    from keystone_states.report.brief import make_brief

    with steps("reading facts, measuring, drawing") as step:
        study = study_of(options)
        step()
        made = make_brief(study, actor_of(actor, study))
        step()
        text = _render(made, form)
        step()
    if output is not None:
        write_text(output, text)
    elif form in ("md", "json", "csv"):
        click.echo(text, nl=False)
        return
    _print_profile(made)
    if output is not None:
        click.echo(f"Wrote {output}")


def _render(made: Brief, form: str) -> str:
    if form == "html":
        from keystone_states.report.html import as_html

        return as_html(made)
    if form == "md":
        from keystone_states.report.markdown import as_markdown

        return as_markdown(made)
    if form == "json":
        from keystone_states.report.jsonform import as_json

        return as_json(made)
    from keystone_states.cli.output import csv_text

    return csv_text(_records(made))


def _records(made: Brief) -> list[dict[str, Any]]:
    return [
        {
            "channel": row.score.channel,
            "measure": row.score.measure,
            "value": row.score.value,
            "low": row.score.interval.low if row.score.interval else None,
            "high": row.score.interval.high if row.score.interval else None,
            "rank": row.score.rank,
            "of": row.score.of,
            "size_rank": row.score.size_rank,
            "n": row.score.n,
            "unit": row.score.unit,
            "window": str(row.score.window),
            "coverage": row.extent.value,
        }
        for row in made.rows
    ]


def _news(made: Brief) -> tuple[str, ...]:
    return (made.news.said,) if made.news else ()


def _print_profile(made: Brief) -> None:
    from keystone_states.cli.output import emit

    emit(
        [{**record, "rank": f"{record['rank'] or '–'}/{record['of']}"} for record in _records(made)],
        "table",
        columns=("channel", "measure", "value", "low", "high", "rank", "size_rank", "n"),
        title=f"{made.name}, {made.study.window}",
        notes=(
            made.sentence,
            *_news(made),
            *(f"Not covered: {channel} ({reason})" for channel, reason in made.gaps.items()),
        ),
    )
