"""`keystone compare`: several states side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import click

from keystone_states.cli.options import actor_of, examples, output_format, study_of, study_options

if TYPE_CHECKING:
    from keystone_states.model.scores import Score
    from keystone_states.study import Study

_COMMON, _PER_STATE = 33, 11  # characters of channel, measure and count; of one state
_KEYS = ("value", "rank", "low", "high", "n")


@click.command(
    epilog=examples(
        "keystone compare KAZ UZB TUR AZE",
        "keystone compare KAZ Türkiye --channel mediation --channel forums",
        "keystone compare KAZ UZB --as-of 2022-10-13 --format csv",
    )
)
@click.argument("actors", metavar="ACTOR...", nargs=-1, required=True)
@click.option("--channel", "channels", multiple=True, help="Channel, may be given again (default: all that are built).")
@study_options
@output_format("table", "json", "csv")
def compare(actors: tuple[str, ...], channels: tuple[str, ...], form: str, **options: Any) -> None:
    """Set several states side by side: one row per channel and measure, value and rank of each ACTOR.

    Python: Study.profile(actor) of each.
    """
    from keystone_states.cli.output import emit

    study = study_of(options)
    chosen = tuple(dict.fromkeys(actor_of(name, study) for name in actors))
    rows = tuple(_rows(study, chosen, channels))
    if form == "table":
        _print_blocks(study, rows, chosen)
    else:
        emit([_record(scores) for scores in rows], form)


def _rows(study: Study, actors: tuple[str, ...], channels: Iterable[str]) -> Iterator[tuple[Score, ...]]:
    """The scores of all actors, for every channel and measure asked for."""
    from keystone_states.cli.choices import layer_and_measure

    wanted = {layer_and_measure(channel, None, study)[0].name for channel in channels}
    for layer, measure in study.pairs:
        if not wanted or layer.name in wanted:
            yield tuple(study.score(actor, layer.name, measure, parts=False) for actor in actors)


def _record(scores: tuple[Score, ...]) -> dict[str, Any]:
    first = scores[0]
    return {
        "channel": first.channel,
        "measure": first.measure,
        **{f"{each.actor}_{key}": number for each in scores for key, number in _numbers(each).items()},
        "of": first.of,
        "unit": first.unit,
        "window": str(first.window),
    }


def _numbers(found: Score) -> dict[str, Any]:
    low, high = (found.interval.low, found.interval.high) if found.interval else (None, None)
    return dict(zip(_KEYS, (found.value, found.rank, low, high, found.n), strict=True))


def _print_blocks(study: Study, rows: tuple[tuple[Score, ...], ...], actors: tuple[str, ...]) -> None:
    """One table of as many states as the terminal is wide, then the next."""
    import shutil

    from keystone_states.cli.output import emit

    width = shutil.get_terminal_size((80, 24)).columns
    step = max(1, (width - _COMMON) // _PER_STATE)
    for start in range(0, len(actors), step):
        block = actors[start : start + step]
        emit(
            [_line(scores[start : start + step]) for scores in rows],
            "table",
            columns=("channel", "measure", *block, "of"),
            title=f"{', '.join(study.world.name(actor) for actor in block)}, {study.window}",
            notes=_notes() if start + step >= len(actors) else (),
        )


def _notes() -> tuple[str, ...]:
    return (
        "Value, then rank among the states ranked (of). Rank –: too few ties to be ranked. –: not covered.",
        "A high exposure is a burden. Intervals: --format csv.",
    )


def _line(scores: tuple[Score, ...]) -> dict[str, Any]:
    first = scores[0]
    return {
        "channel": first.channel,
        "measure": first.measure,
        **{each.actor: _cell(each) for each in scores},
        "of": first.of,
    }


def _cell(found: Score) -> str:
    """Value in five letters, then rank."""
    if found.value is None:
        return f"{'–':>5}"
    digits = 3 if found.value < 10 else 2 if found.value < 100 else 1
    return f"{found.value:.{digits}f} {found.rank or '–':>2}"
