"""What the layers of events share: counts of loaded events in a window, and the rows that stand behind them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path

from keystone_states.layers.contract import Contribution, LayerChoices
from keystone_states.model.dates import Window
from keystone_states.store.reduction import Asked, DyadMonths, reduced, rule_of
from keystone_states.store.reported import AtHome, Reported, at_home, most_reported, overlapping
from keystone_states.world import World

ROWS_SHOWN = 5
Pair = tuple[str, str]


def counts(world: World, window: Window, choices: LayerChoices) -> DyadMonths | None:
    """Events between states in the window, under the study's rule of counting; None where none is loaded for it."""
    paths = _paths(world, window, choices)
    return _counted(paths, choices.events, choices.counting, window) if paths else None


def home(world: World, window: Window, choices: LayerChoices) -> tuple[AtHome, ...]:
    """Events within and about every state by month, under the study's rule of counting."""
    paths = _paths(world, window, choices)
    return _at_home(paths, choices.counting, window) if paths else ()


def lacking(world: World, window: Window, choices: LayerChoices) -> str:
    """Why there is no event of the window to count; nothing where there is one."""
    if not world.loaded.get(choices.events):
        return f"no event data loaded; load it with keystone load {choices.events} FILE"
    return "" if _paths(world, window, choices) else f"no event data loaded for {window}"


def ties(world: World, window: Window, choices: LayerChoices, types: frozenset[str]) -> Iterator[Contribution]:
    """One contribution per directed pair of states and month: the number of events of some types, all types added."""
    found = counts(world, window, choices)
    if found is None:
        return
    numbers: dict[tuple[int, Pair], int] = defaultdict(int)
    for month, source, target, kind, events in zip(
        found.month.tolist(), found.source, found.target, found.type, found.events.tolist(), strict=True
    ):
        if kind in types and events:
            numbers[month, (source, target)] += events
    shown = _shown(_most(_paths(world, window, choices), choices.counting, window), types)
    for (month, pair), events in numbers.items():
        first = date(month // 100, month % 100, 1)
        day = max(first, window.start).toordinal()
        evidence = _of_month(shown[pair], month, choices.events)
        yield Contribution(*pair, float(events), day, f"{first:%Y-%m}", evidence)


def _of_month(rows: list[Reported], month: int, dataset: str) -> tuple[str, ...]:
    """Ids of the pair's rows of a month; of a month that has none among them the id of the one reported most."""
    own = [each for each in rows if each.day.year * 100 + each.day.month == month] or rows[:1]
    return tuple(f"{dataset}:{each.key}" for each in own)


def _shown(rows: tuple[Reported, ...], types: frozenset[str]) -> Mapping[Pair, list[Reported]]:
    """Of each pair the rows of some types with the most articles."""
    pairs: dict[Pair, list[Reported]] = defaultdict(list)
    for each in rows:
        if each.type in types:
            pairs[each.source, each.target].append(each)
    for found in pairs.values():
        found.sort(key=lambda each: (-each.articles, each.day, each.key))
        del found[ROWS_SHOWN:]
    return pairs


def _paths(world: World, window: Window, choices: LayerChoices) -> tuple[Path, ...]:
    return overlapping(world.loaded.get(choices.events, ()), window)


# A loaded file never changes, so what was counted of it need not be counted again.
@lru_cache(maxsize=32)
def _counted(paths: tuple[Path, ...], dataset: str, rule: str, window: Window) -> DyadMonths:
    return reduced(paths, dataset=dataset, rule=rule_of(rule), asked=Asked(window))


@lru_cache(maxsize=32)
def _most(paths: tuple[Path, ...], rule: str, window: Window) -> tuple[Reported, ...]:
    return tuple(most_reported(paths, rule=rule_of(rule), asked=Asked(window), top=ROWS_SHOWN))


@lru_cache(maxsize=32)
def _at_home(paths: tuple[Path, ...], rule: str, window: Window) -> tuple[AtHome, ...]:
    return at_home(paths, rule=rule_of(rule), window=window)
