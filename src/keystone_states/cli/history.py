"""`keystone history`: the yearly course of one number."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from keystone_states.cli.options import actor_of, examples, output_format, study_of, study_options

if TYPE_CHECKING:
    from keystone_states.measures import Measure
    from keystone_states.model.scores import Score
    from keystone_states.study import Study


@click.command(
    epilog=examples(
        "keystone history KAZ bridging",
        "keystone history Kazakhstan convening --channel mediation --from 2015",
        "keystone history UZB reach --format csv",
    )
)
@click.argument("actor")
@click.argument("measure_name", metavar="MEASURE")
@click.option("--channel", default=None, help="Channel (default: the first of which the measure is taken).")
@click.option(
    "--from",
    "first_year",
    type=click.IntRange(1950, 2100),
    help="First year of the course (default: the recipe's timeline_from, 2010).",
)
@study_options
@output_format("table", "json", "csv")
def history(
    actor: str, measure_name: str, channel: str | None, first_year: int | None, form: str, **options: Any
) -> None:
    """Show the yearly course of ACTOR in MEASURE: one window per year, all of the same length, with intervals.

    Python: Study.course(actor, layer, measure).
    """
    from keystone_states.cli.choices import first_layer_for
    from keystone_states.cli.output import emit

    study = _since(study_of(options), first_year)
    layer, measure = first_layer_for(measure_name, channel, study)
    chosen = actor_of(actor, study)
    points = study.course(chosen, layer.name, measure) or (study.score(chosen, layer.name, measure, parts=False),)
    records = [_record(point) for point in points]
    if form == "table":
        title = f"{study.world.name(chosen)}: {measure.name} ({measure.code}) in {layer.channel}, year by year"
        _print_bars(records, title, measure)
    else:
        emit(records, form)


def _since(study: Study, first_year: int | None) -> Study:
    if first_year is None:
        return study
    return replace(study, recipe=study.recipe.model_copy(update={"timeline_from": first_year}))


def _record(point: Score) -> dict[str, Any]:
    return {
        "year": point.window.as_of.year,
        "value": point.value,
        "low": point.interval.low if point.interval else None,
        "high": point.interval.high if point.interval else None,
        "rank": point.rank,
        "of": point.of,
        "n": point.n,
        "unit": point.unit,
        "window": str(point.window),
        "note": point.note,
    }


def _print_bars(records: list[dict[str, Any]], title: str, measure: Measure) -> None:
    from keystone_states.cli.bars import LEGEND, interval, with_bars
    from keystone_states.cli.output import emit

    lines = [
        {**each, "90 %": interval(each), "rank": f"{each['rank'] or '–'}/{each['of']}", "note": _mark(each)}
        for each in records
    ]
    shown, columns = with_bars(lines, ("year", "value", "90 %", "rank", "n", "note"))
    early = next((each["note"] for each in records if _mark(each) == "early"), None)
    emit(
        shown,
        "table",
        columns=columns,
        title=title,
        notes=(
            f"Unit: {measure.unit}. Each window ends with its year, the last one on the study's last day.",
            *((LEGEND,) if any(each["value"] for each in records) else ()),
            *((f"early: {early}.",) if early else ()),
        ),
    )


def _mark(record: dict[str, Any]) -> str:
    """What to say of a year in one or two words."""
    if record["value"] is None:
        return "not covered"
    return "early" if record["note"] else ""
