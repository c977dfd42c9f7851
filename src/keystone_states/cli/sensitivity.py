"""`keystone sensitivity`: which choice moves a state's composite rank most."""

from __future__ import annotations

from typing import Any

import click

from keystone_states.cli.composite import composite_options, recipe_of
from keystone_states.cli.options import actor_of, examples, output_format, study_of, study_options


@click.command(
    epilog=examples(
        "keystone sensitivity KAZ",
        "keystone sensitivity TUR --weights dirichlet",
        "keystone sensitivity UZB --indicators forums/bridging,forums/spread --format json",
    )
)
@click.argument("actor")
@composite_options
@click.option("--samples", type=int, help="Sample size, a power of two (default: 2048).")
@study_options
@output_format("table", "json", "csv")
def sensitivity(actor: str, form: str, **options: Any) -> None:
    """Show which choice moves the composite rank of ACTOR most: Sobol indices per choice.

    The choices of the composite: normalisation, aggregation, weights, each indicator and each layer dropped. Those of
    the study: pole set (without one of them), window (two years shorter or longer), positions (moved by their standard
    errors; UN votes are their only source), size adjustment (values, or residuals on size).

    Python: profiles.sensitivity_of(study, actor, recipe).
    """
    from keystone_states.cli.output import emit
    from keystone_states.profiles import composite_of, sensitivity_of

    recipe = recipe_of(options)
    study = study_of(options)
    state = actor_of(actor, study)
    found = sensitivity_of(study, state, recipe)
    composite = composite_of(study, recipe.model_copy(update={"draws": 1}))
    rank, of = composite.row(state).rank, len(composite.rows)
    records = [
        {
            "choice": each.choice,
            "total": each.total,
            "low": each.low,
            "high": each.high,
            "first": each.first,
            "actor": state,
            "rank": rank,
            "of": of,
            "rank_low": int(found.low),
            "rank_high": int(found.high),
            "unit": "share of the variance of the rank",
            "window": str(study.window),
            "samples": found.samples,
            "seed": recipe.seed,
        }
        for each in found.effects
    ]
    emit(
        records,
        form,
        columns=("choice", "total", "low", "high", "first"),
        title=f"What moves the rank of {study.world.name(state)} ({rank} of {of}), {study.window}",
        notes=(
            f"Over all choices its rank lies in {found.low:.0f}–{found.high:.0f} (90 %), mean {found.mean:.1f}.",
            "total: share of the rank's variance that remains while only this choice is left free (90 % interval); "
            "totals may sum to more than 1. first: share that fixing it alone removes; sampling can take it below 0.",
        ),
    )
