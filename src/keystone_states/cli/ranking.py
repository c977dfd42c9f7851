"""The states ranked by one measure in one channel, as records and as a table with bars."""

from __future__ import annotations

from typing import Any

from keystone_states.cli.bars import LEGEND, interval, with_bars
from keystone_states.cli.output import emit
from keystone_states.layers import Layer
from keystone_states.measures import Measure
from keystone_states.study import Study


def records(study: Study, layer: Layer, measure: Measure, top: int) -> list[dict[str, Any]]:
    """The first `top` ranked states, each with value, interval, ranks and coverage."""
    ranking = study.ranking(layer.name, measure)
    actors = study.network.actors
    ranked = (number for number in range(len(actors)) if ranking.ranked[number])
    order = sorted(ranked, key=lambda number: (-ranking.values[number], actors[number]))
    scores = [study.score_in(study.network, actors[number], layer.name, measure) for number in order[:top]]
    return [
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


def show(study: Study, layer: Layer, measure: Measure, top: int) -> None:
    """The same as a table."""
    found = records(study, layer, measure, top)
    lines, columns = with_bars(
        [{**each, "name": _marked(each), "90 %": interval(each), "by_size": each["size_rank"]} for each in found],
        ("rank", "name", "value", "90 %", "by_size", "n"),
    )
    title = f"{measure.name} ({measure.code}) in {layer.channel}, {study.window}"
    emit(lines, "table", columns=columns, title=title, notes=_notes(study, layer, measure, found))


def _notes(study: Study, layer: Layer, measure: Measure, found: list[dict[str, Any]]) -> tuple[str, ...]:
    if not found:
        return (f"No state is ranked; of {study.network.names[0]} is said: {_why_not(study, layer, measure)}.",)
    drawn = measure.interval_method.removeprefix("90 %").lstrip(": ")
    star = "* coverage partial: recorded only as a partner of others, so read the value as a floor."
    burden = " A high value is a burden." if measure.burden else ""
    return (
        f"Unit: {measure.unit}.{burden} 90 %: {drawn}. {LEGEND}",
        f"By size: the size-adjusted rank. n: {measure.counted} behind it.",
        f"{found[0]['of']} states ranked; equal values share a rank."
        + (f" {star}" if any(each["coverage"] == "partial" for each in found) else ""),
    )


def _why_not(study: Study, layer: Layer, measure: Measure) -> str:
    return study.score_in(study.network, study.network.actors[0], layer.name, measure).note or "too few ties"


def _marked(record: dict[str, Any]) -> str:
    """The name, with a star where coverage is partial."""
    return f"{record['name']}{'*' if record['coverage'] == 'partial' else ''}"
