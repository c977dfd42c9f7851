"""`keystone explain`: take a number apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from keystone_states.cli.options import actor_of, examples, output_format, study_of, study_options

if TYPE_CHECKING:
    from keystone_states.model.scores import Score


@click.command(
    epilog=examples(
        "keystone explain KAZ bridging",
        "keystone explain Kazakhstan convening --channel mediation --top 5",
        "keystone explain KAZ reach --format json",
    )
)
@click.argument("actor")
@click.argument("measure_name", metavar="MEASURE")
@click.option("--channel", default=None, help="Channel (default: the first of which the measure is taken).")
@click.option(
    "--top", type=click.IntRange(min=1), default=10, show_default=True, help="How many parts to show in the table."
)
@study_options
@output_format("table", "json", "csv")
def explain(actor: str, measure_name: str, channel: str | None, top: int, form: str, **options: Any) -> None:
    """Take the number of ACTOR in MEASURE apart: partners, pairs or meetings, and the sources behind each.

    Python: Study.score(actor, layer, measure).parts.
    """
    from keystone_states.cli.choices import first_layer_for
    from keystone_states.cli.output import emit, say
    from keystone_states.report.evidence import lines
    from keystone_states.report.words import beside

    study = study_of(options)
    layer, measure = first_layer_for(measure_name, channel, study)
    found = study.score(actor_of(actor, study), layer.name, measure)
    whole = found.value
    records = [
        {
            "part": part.label,
            "value": part.value,
            "share": part.value / whole if whole else None,
            "detail": part.detail,
            "unit": found.unit,
            "window": str(found.window),
            "evidence": list(part.evidence),
            "sources": sorted({line.source_url for line in lines(study.world, part.evidence) if line.source_url}),
        }
        for part in found.parts
    ]
    if form != "table":
        emit(records, form)
        return
    name = study.world.name(found.actor)
    if whole is None:
        click.echo(f"{name}: {found.note}.")
        return
    interval = f" (90 % {found.interval.low:.3f} to {found.interval.high:.3f})" if found.interval else ""
    rank = f"rank {found.rank} of {found.of}" if found.rank else "not ranked: too few ties"
    emit(
        records[:top],
        form,
        columns=("part", "value", "share", "detail"),
        title=f"{name}: {measure.name} in {layer.channel} = {whole:.3f} {found.unit}{interval}, {rank}",
        notes=(
            f"{measure.question} {measure.formula}",
            f"{found.window}; {found.n} {measure.counted}.",
            _against_null(found),
            f"{len(records)} parts sum to {sum(part.value for part in found.parts):.3f}.",
            *(f"{beside(each.label, each.value, each.unit)}. {each.meaning}".rstrip(" .") for each in found.beside),
        ),
    )
    say("Evidence of the first part:")
    for line in lines(study.world, found.parts[0].evidence if found.parts else ())[:12]:
        say(f"{line.text} [{line.id}]", indent="  ")
        click.echo(f"    {line.source_url or line.note}")


def _against_null(found: Score) -> str:
    """The percentile against random networks with the same degrees, or why there is none."""
    if not found.null_draws:
        return "No null: nothing was drawn, or the value does not come from the layer's ties."
    if found.null_percentile is None:
        return f"The null says nothing: the value is the same in all {found.null_draws} random networks, poles fixed."
    return (
        f"Higher than in {found.null_percentile:.0f} % of {found.null_draws} random networks with the same degrees, "
        "poles fixed (ties count half)."
    )
