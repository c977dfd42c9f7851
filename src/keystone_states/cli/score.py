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
@click.option(
    "--channel",
    default="diplomacy",
    show_default=True,
    help="Channel: diplomacy, forums, mediation, alignment or cohesion.",
)
@click.option("--top", type=click.IntRange(min=1), default=15, show_default=True, help="How many states to show.")
@study_options
@output_format("table", "json", "csv")
def score(measure_name: str | None, channel: str, top: int, form: str, **options: Any) -> None:
    """Rank states by one measure in one channel, with the size-adjusted rank beside it.

    Python: Study.ranking(layer, measure).
    """
    from keystone_states.cli.choices import layer_and_measure
    from keystone_states.cli.output import emit
    from keystone_states.cli.ranking import records, show

    study = study_of(options)
    layer, measure = layer_and_measure(channel, measure_name, study)
    if form == "table":
        show(study, layer, measure, top)
    else:
        emit(records(study, layer, measure, top), form)
