"""`keystone composite`: the composite keystone profile."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from keystone_states.cli.options import examples, output_format, study_of, study_options
from keystone_states.errors import BadInputError

if TYPE_CHECKING:
    from keystone_states.composite import CompositeRecipe, CompositeResult, CompositeRow
    from keystone_states.study import Study

F = TypeVar("F", bound=Callable[..., Any])

WIDE = 6  # with more indicators the profile becomes a table of its own


def composite_options(function: F) -> F:
    """Options that change the recipe of the composite."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


_OPTIONS = (
    click.option("--indicators", help="Indicators as layer/measure, separated by commas (default: five; see below)."),
    click.option(
        "--weights",
        help="equal, dirichlet (any weights are as likely), or numbers such as visits/bridging=2,forums/spread=1; "
        "one not named weighs 1.",
    ),
    click.option("--aggregation", type=click.Choice(("geometric", "arithmetic")), help="Mean (default: geometric)."),
    click.option(
        "--normalise",
        "normalisation",
        type=click.Choice(("percentile", "minmax")),
        help="Common scale (default: percentile).",
    ),
    click.option(
        "--composite-recipe", type=click.Path(path_type=Path), help="Recipe of the composite, a TOML file; options win."
    ),
)


def recipe_of(options: dict[str, Any]) -> CompositeRecipe:
    """The recipe the options describe: the file's, changed by what was given on the command line."""
    from keystone_states.composite.recipe import make_composite_recipe, read_keys

    path = options.get("composite_recipe")
    keys = read_keys(path) if path else {}
    for key in ("aggregation", "normalisation", "draws", "samples", "top_k"):
        keys |= {key: options[key]} if options.get(key) is not None else {}
    if options.get("indicators") is not None:
        keys["indicators"] = [part.strip() for part in options["indicators"].split(",") if part.strip()]
    if options.get("weights") is not None:
        keys["weights"] = _weights(options["weights"])
    return make_composite_recipe(keys, where=path.name if path else "options")


def _weights(text: str) -> str | dict[str, float]:
    return dict(_weight(part.strip()) for part in text.split(",") if part.strip()) if "=" in text else text


def _weight(text: str) -> tuple[str, float]:
    name, _, number = text.partition("=")
    try:
        return name.strip(), float(number)
    except ValueError:
        raise BadInputError(
            f"--weights: {text!r} is not an indicator and its weight; expected visits/bridging=2"
        ) from None


@click.command(
    epilog=examples(
        "keystone composite",
        "keystone composite --indicators forums/bridging,forums/spread --top 20",
        "keystone composite --weights visits/bridging=3,visits/reach=0 --format csv",
    )
)
@composite_options
@click.option("--draws", type=click.IntRange(1, 100_000), help="Random sets of weights (default: 10000).")
@click.option("--top-k", type=click.IntRange(min=1), help="k of the probability to be among the first k (default: 5).")
@click.option("--top", type=click.IntRange(min=1), default=15, show_default=True, help="How many states to show.")
@click.option("--not-covered", is_flag=True, help="Show the states that lack an indicator, and which.")
@study_options
@output_format("table", "json", "csv")
def composite(top: int, not_covered: bool, form: str, **options: Any) -> None:
    """Weigh several measures into one rank, with its interval over weights and its profile.

    By default bridging and reach in visits, bridging and spread in forums, convening in mediation. A state that lacks
    one of them is not covered; choose fewer indicators to cover more states.

    Python: profiles.composite_of(study, recipe).
    """
    from keystone_states.profiles import composite_of

    recipe = recipe_of(options)
    study = study_of(options)
    found = composite_of(study, recipe)
    if not_covered:
        _show_lacking(found, study, form)
    elif form != "table" or len(found.indicators) <= WIDE:
        _show(found, study, top, form)
    else:
        _show_in_two(found, study, top)


def _show(found: CompositeResult, study: Study, top: int, form: str) -> None:
    from keystone_states.cli.output import emit

    if form != "table":
        emit([_record(each, found, study) for each in found.rows[:top]], form, columns=_columns(found))
        return
    letters = _letters(found.indicators)
    records = [_ranked(each, study) | _profile(each) for each in found.rows[:top]]
    emit(records, form, columns=(*_RANKED, *letters), title=_title(found), notes=_notes(found))


def _show_in_two(found: CompositeResult, study: Study, top: int) -> None:
    from keystone_states.cli.output import emit

    rows = found.rows[:top]
    profiles = [{"state": each.actor} | _profile(each) for each in rows]
    emit([_ranked(each, study) for each in rows], "table", columns=_RANKED, title=_title(found))
    emit(profiles, "table", columns=("state", *_letters(found.indicators)), title="Profile", notes=_notes(found))


def _show_lacking(found: CompositeResult, study: Study, form: str) -> None:
    from keystone_states.cli.output import emit

    records = [
        {"actor": each.actor, "name": study.world.name(each.actor), "lacks": list(each.lacks)}
        for each in found.not_covered
    ]
    title = f"Not covered by {', '.join(found.indicators)}, {found.window}"
    emit(records, form, columns=("actor", "name", "lacks"), title=title)


_RANKED = ("rank", "state", "value", "ranks", "P")


def _ranked(row: CompositeRow, study: Study) -> dict[str, Any]:
    return {
        "rank": row.rank,
        "state": study.world.name(row.actor),
        "value": f"{row.value:.2f}",
        "ranks": f"{row.low}–{row.high}",
        "P": f"{row.top_chance:.2f}",
    }


def _profile(row: CompositeRow) -> dict[str, Any]:
    shown = ("–" if each.normalised is None else f"{each.normalised:.2f}" for each in row.profile)
    return dict(zip(_letters([each.indicator for each in row.profile]), shown, strict=True))


def _letters(indicators: Sequence[str]) -> list[str]:
    return [chr(ord("a") + number) for number in range(len(indicators))]


def _record(row: CompositeRow, found: CompositeResult, study: Study) -> dict[str, Any]:
    recipe = found.recipe
    return {
        "rank": row.rank,
        "actor": row.actor,
        "name": study.world.name(row.actor),
        "value": row.value,
        "rank_low": row.low,
        "rank_median": row.median,
        "rank_high": row.high,
        "top_k": recipe.top_k,
        "top_chance": row.top_chance,
        "other_mean": row.beside,
        "other_rank": row.beside_rank,
        **{each.indicator: each.normalised for each in row.profile},
        "of": len(found.rows),
        "unit": found.unit,
        "window": str(found.window),
        "aggregation": recipe.aggregation,
        "normalisation": recipe.normalisation,
        "draws": recipe.draws,
        "seed": recipe.seed,
    }


def _columns(found: CompositeResult) -> list[str]:
    ranked = ["rank", "actor", "name", "value", "rank_low", "rank_median", "rank_high", "top_k", "top_chance"]
    recipe = ["of", "unit", "window", "aggregation", "normalisation", "draws", "seed"]
    return [*ranked, "other_mean", "other_rank", *found.indicators, *recipe]


def _title(found: CompositeResult) -> str:
    return f"Composite ({found.recipe.aggregation} mean, {found.recipe.normalisation}), {found.window}"


def _notes(found: CompositeResult) -> list[str]:
    recipe = found.recipe
    named = (
        f"{letter} {name}{' (burden: turned round)' if direction < 0 else ''} × {weight:.2f}"
        for letter, name, direction, weight in zip(
            _letters(found.indicators), found.indicators, found.directions, found.weights, strict=True
        )
    )
    zero = f" Less than {recipe.floor:g} counts as {recipe.floor:g}." if recipe.aggregation == "geometric" else ""
    return [
        f"Profile and weights: {'; '.join(named)}. value and profile: {found.unit}.{zero}",
        f"ranks: 90 % over {recipe.draws} draws of weights (seed {recipe.seed}), facts held fixed. "
        f"P: probability to be among the first {recipe.top_k}.",
        f"{len(found.rows)} states covered, {len(found.not_covered)} lack an indicator: see --not-covered, "
        "or choose fewer with --indicators. Open a number with `keystone explain`.",
    ]
