"""What loaded events add to a state's recorded meetings, partner by partner, under a stated rule of counting."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from keystone_states.layers.events import CONSULTATIONS, types_of
from keystone_states.study import Study

_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Partner:
    """A partner: recorded meetings, consultations by events (both ways), the same by another rule, rows behind them."""

    actor: str
    name: str
    recorded: int
    events: int
    other: int
    rows: int


@dataclass(frozen=True, slots=True)
class News:
    """The partners with the most of either, and how the events were counted."""

    caption: str
    dataset: str
    rule: str
    other_rule: str
    said: str
    partners: tuple[Partner, ...]


def make_news(study: Study, actor: str) -> News | None:
    """Recorded meetings beside consultations by events; None where no event data is loaded for the window."""
    counted = study.events
    if counted is None:
        return None
    events, other, rows = Counter[str](), Counter[str](), Counter[str]()
    wanted = types_of(CONSULTATIONS)
    for number, (source, target, kind) in enumerate(zip(counted.source, counted.target, counted.type, strict=True)):
        if kind in wanted and actor in (source, target):
            partner = target if source == actor else source
            events[partner] += int(counted.events[number])
            other[partner] += int(counted.other[number])
            rows[partner] += int(counted.rows[number])
    recorded = _recorded(study, actor)
    most = sorted({*recorded, *events}, key=lambda each: (-recorded[each], -events[each], each))[:_SHOWN]
    by_events = sorted(events, key=lambda each: (-events[each], each))[:_SHOWN]
    partners = tuple(
        Partner(each, study.world.name(each), recorded[each], events[each], other[each], rows[each])
        for each in dict.fromkeys((*most, *by_events))
    )
    caption = (
        f"Recorded meetings at the top level, each read in a source, beside consultations that {counted.dataset} "
        "counts in the news (both directions added): the news counts reports, not meetings, and at every level."
    )
    return News(caption, counted.dataset, counted.rule.name, counted.other_rule.name, counted.said, partners)


def _recorded(study: Study, actor: str) -> Counter[str]:
    """Recorded meetings with each partner."""
    if "visits" not in study.network.layers or actor not in study.network.actors:
        return Counter()
    graph, here = study.network.layer("visits"), study.network.index(actor)
    ends = zip(graph.source.tolist(), graph.target.tolist(), graph.unit.tolist(), strict=True)
    met = {(unit, one + other - here) for one, other, unit in ends if here in (one, other)}
    return Counter(study.network.actors[partner] for _, partner in met)
