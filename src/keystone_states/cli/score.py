"""`keystone score`: rank states by one measure."""

from __future__ import annotations

from typing import Any

import click

from keystone_states.cli.options import examples, output_format, study_of, study_options


@click.command(
    epilog=examples(
        "keystone score",
        "keystone score --measure reach --channel forums --top 20",
        "keystone score --as-of 2022-10-13 --format csv",
    )
)
@click.option(
    "--measure", "measure_name", default=None, help="Measure by name or code (default: the channel's headline measure)."
)
@click.option("--channel", default="diplomacy", show_default=True, help="Channel: diplomacy, forums or mediation.")
@click.option("--top", type=click.IntRange(min=1), default=15, show_default=True, help="How many states to show.")
@study_options
@output_format("table", "json", "csv")
def score(measure_name: str | None, channel: str, top: int, form: str, **options: Any) -> None:
    """Rank states by one measure in one channel, with the size-adjusted rank beside it.

    Python: Study.ranking(layer, measure).
    """
    from keystone_states.cli.bars import LEGEND, interval, with_bars
    from keystone_states.cli.choices import layer_and_measure
    from keystone_states.cli.output import emit

    study = study_of(options)
    layer, measure = layer_and_measure(channel, measure_name, study)
    ranking = study.ranking(layer.name, measure)
    order = sorted(
        (i for i in range(len(study.network.actors)) if ranking.ranked[i]),
        key=lambda i: (-ranking.values[i], study.network.actors[i]),
    )
    scores = [study.score(study.network.actors[i], layer.name, measure, parts=False) for i in order[:top]]
    records = [
        {
            "rank": each.rank,
            "actor": each.actor,
            "name": study.world.name(each.actor),
            "value": each.value,
            "low": each.interval.low if each.interval else None,
            "high": each.interval.high if each.interval else None,
            "size_rank": each.size_rank,
            "n": each.n,
            "of": each.of,
            "unit": each.unit,
            "window": str(each.window),
            "coverage": study.extent(layer.name, each.actor).value,
        }
        for each in scores
    ]
    if form != "table":
        emit(records, form)
        return
    lines, columns = with_bars(
        [{**each, "name": _marked(each), "90 %": interval(each), "by_size": each["size_rank"]} for each in records],
        ("rank", "name", "value", "90 %", "by_size", "n"),
    )
    emit(
        lines,
        form,
        columns=columns,
        title=f"{measure.name} ({measure.code}) in {channel}, {study.window}",
        notes=(
            f"Unit: {measure.unit}. 90 %: {measure.interval_method.removeprefix('90 %').lstrip(': ')}. {LEGEND}",
            f"By size: the size-adjusted rank. n: {measure.counted} behind it.",
            f"{int(ranking.ranked.sum())} states ranked. * coverage partial: recorded only as a partner of others, "
            "so read the value as a floor.",
        ),
    )


def _marked(record: dict[str, Any]) -> str:
    """The name, with a star where coverage is partial."""
    return f"{record['name']}{'*' if record['coverage'] == 'partial' else ''}"
