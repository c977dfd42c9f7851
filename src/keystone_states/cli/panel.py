"""`keystone panel`: one measure over many windows."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from keystone_states.cli.options import Day, Poles, actor_of, data_options, examples, output_format, study_of

if TYPE_CHECKING:
    from keystone_states.layers import Layer
    from keystone_states.measures import Measure
    from keystone_states.model.dates import Window
    from keystone_states.panel import Panel
    from keystone_states.study import Study


@click.command(
    epilog=examples(
        "keystone panel bridging --since 2022-01-01 --until 2022-12-31 --actor KAZ",
        "keystone panel reach --channel forums --by year --since 2010-01-01 --format csv",
        "keystone panel bridging --months 12 --format csv",
    )
)
@click.argument("measure_name", metavar="MEASURE")
@click.option("--channel", default=None, help="Channel (default: the first of which the measure is taken).")
@click.option("--by", type=click.Choice(("month", "year")), default="month", show_default=True, help="One window each.")
@click.option("--since", type=Day(), help="Day in the first month or year (default: a year before the last).")
@click.option("--until", type=Day(), help="Last day (default: the day up to which facts were read).")
@click.option("--months", type=click.IntRange(1, 600), default=60, show_default=True, help="Length of each window.")
@click.option("--actor", "names", multiple=True, help="Only this actor, with intervals; may be repeated.")
@click.option("--poles", type=Poles(), help="Powers to balance between, such as USA,EU,RUS,CHN,IND.")
@click.option("--recipe", type=click.Path(path_type=Path), help="Recipe of the study, a TOML file.")
@data_options
@output_format("table", "json", "csv")
def panel(
    measure_name: str,
    channel: str | None,
    by: str,
    since: date | None,
    until: date | None,
    months: int,
    names: tuple[str, ...],
    form: str,
    **options: Any,
) -> None:
    """Compute MEASURE for all actors over rolling windows, one per month or year.

    The table shows the first states of the last window, or the course of each ACTOR named; json and csv hold every
    actor with a value in every window.

    Python: panel.panel(study, [(layer, measure)], panel.windows(since, until)).
    """
    from keystone_states.cli.choices import first_layer_for
    from keystone_states.cli.progress import steps
    from keystone_states.model.dates import months_before
    from keystone_states.panel import panel as compute
    from keystone_states.panel import windows

    study = study_of({**options, "as_of": until})
    last = until or study.window.as_of
    over = tuple(windows(since or months_before(last, 12), last, by="year" if by == "year" else "month", months=months))
    pair = first_layer_for(measure_name, channel, study)
    chosen = tuple(actor_of(name, study) for name in names)
    found = None
    with steps("Computing windows", total=len(over)) as step:
        for window in over:
            found = compute(study, [pair], [window], actors=chosen, known=found)
            step()
    if found is not None:
        _show(found, study, pair, chosen, form)


def _show(found: Panel, study: Study, pair: tuple[Layer, Measure], chosen: tuple[str, ...], form: str) -> None:
    from keystone_states.cli.output import emit

    layer, measure = pair
    records = _scored(found, study) if chosen else _valued(found, study, layer.name, measure)
    if form != "table":
        emit(records, form, columns=_COLUMNS)
        return
    first, last = found.windows[0], found.windows[-1]
    title = f"{measure.name} ({measure.code}) in {layer.channel}, windows ending {first.as_of} to {last.as_of}"
    notes = [f"Unit: {measure.unit}. {len(found.windows)} windows, the last {last}."]
    if chosen:
        from keystone_states.cli.bars import LEGEND, interval, with_bars

        lines = [{**each, "90 %": interval(each), "rank": f"{each['rank'] or '–'}/{each['of']}"} for each in records]
        shown, columns = with_bars(lines, ("until", "actor", "value", "90 %", "rank", "n"))
        emit(shown, form, columns=columns, title=title, notes=(*notes, LEGEND))
    else:
        notes.append("first: in the first window with a value; lowest and highest over all; ranks in the last window.")
        emit(_summed_up(records, str(last.as_of)), form, columns=_SUMMED, title=title, notes=notes)


_COLUMNS = ("until", "actor", "name", "value", "low", "high", "rank", "of", "n", "unit", "window", "note")
_SUMMED = ("rank", "name", "first", "last", "lowest", "highest", "n")
_SHOWN = 15


def _scored(found: Panel, study: Study) -> list[dict[str, Any]]:
    """A record per window and actor named, with its interval."""
    return [
        _record(
            study,
            each.actor,
            value=each.value,
            low=each.interval.low if each.interval else None,
            high=each.interval.high if each.interval else None,
            rank=each.rank,
            of=each.of,
            n=each.n,
            unit=each.unit,
            window=each.window,
            note=each.note,
        )
        for part in found.slices
        for each in part.scores
    ]


def _valued(found: Panel, study: Study, layer: str, measure: Measure) -> list[dict[str, Any]]:
    """A record per window and actor that has a value, by actor."""
    from math import isnan

    rankings = ((each, each.rankings[layer, measure.name]) for each in found.slices)
    return [
        _record(
            study,
            actor,
            value=float(ranking.values[number]),
            rank=ranking.rank(number, ranking.values),
            of=int(ranking.ranked.sum()),
            n=int(ranking.sizes[number]),
            unit=measure.unit,
            window=each.window,
        )
        for each, ranking in rankings
        for number, actor in sorted(enumerate(each.actors), key=lambda pair: pair[1])
        if not isnan(ranking.values[number])
    ]


def _record(study: Study, actor: str, *, window: Window, **more: Any) -> dict[str, Any]:
    known = {"until": str(window.as_of), "actor": actor, "name": study.world.name(actor), "window": str(window)}
    return dict.fromkeys(_COLUMNS) | known | {"note": ""} | more


def _summed_up(records: list[dict[str, Any]], last: str) -> list[dict[str, Any]]:
    """The states ranked in the last window, the first of them, each with its course in four numbers."""
    ranked = sorted((each for each in records if each["until"] == last and each["rank"]), key=lambda each: each["rank"])
    shown = []
    for each in ranked[:_SHOWN]:
        course = [other["value"] for other in records if other["actor"] == each["actor"]]
        ends = {"first": course[0], "last": course[-1], "lowest": min(course), "highest": max(course)}
        shown.append({**each, **ends})
    return shown
