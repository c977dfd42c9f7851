"""`keystone rank`: the states of every channel by its headline measure."""

from __future__ import annotations

from typing import Any

import click

from keystone_states.cli.options import examples, output_format, study_of, study_options


@click.command(
    epilog=examples(
        "keystone rank --as-of 2022-10-13",
        "keystone rank --channel diplomacy --channel mediation --top 10",
        "keystone rank --format csv",
    )
)
@click.option(
    "--channel", "channels", multiple=True, help="Only this channel; may be repeated (default: all with data)."
)
@click.option("--top", type=click.IntRange(min=1), default=10, show_default=True, help="How many states to show.")
@study_options
@output_format("table", "json", "csv")
def rank(channels: tuple[str, ...], top: int, form: str, **options: Any) -> None:
    """Rank states in every channel by its headline measure, with intervals, ties and coverage.

    One measure of your choice: keystone score. States whose values are equal share the better rank.

    Python: Study.ranking(layer, measure).
    """
    from keystone_states.cli.choices import layer_and_measure
    from keystone_states.cli.output import emit
    from keystone_states.cli.ranking import records, show

    study = study_of(options)
    chosen = channels or tuple(dict.fromkeys(layer.channel for layer, _ in study.pairs))
    pairs = [layer_and_measure(channel, None, study) for channel in chosen]
    if form == "table":
        for layer, measure in pairs:
            show(study, layer, measure, top)
        return
    emit(
        [
            {"channel": layer.channel, "measure": measure.name, **each}
            for layer, measure in pairs
            for each in records(study, layer, measure, top)
        ],
        form,
    )
