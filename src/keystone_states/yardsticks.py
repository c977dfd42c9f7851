"""Published distances, times and prices beside what the corridor network says of the same routes.

A route report is a yardstick, never an input. Its route is the one through the places it names, without the states it
avoids, on the last day of its year or month: by least time, and for a distance by the shortest way. Published figures
are noisy, so both sides are intervals: a figure is a hit when the computed interval meets the published one widened by
20 % either way (a distance: by 5 %), and close when even the computed best value lies in it. A distance says no more
than its digits: 11,000 km is any from 10,500 to 11,500, 7,200 km any from 7,150 to 7,250.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from keystone_states.corridors.network import By, Corridors
from keystone_states.corridors.routing import Itinerary, NoRoute, route
from keystone_states.model.estimates import Estimate
from keystone_states.model.routes import RouteReport
from keystone_states.routes import corridors_of
from keystone_states.world import World

MARGINS: dict[str, float] = {"km": 0.05, "days": 0.20, "usd": 0.20}


@dataclass(frozen=True, slots=True)
class Compared:
    """One published figure beside the computed one; `computed` is None where there is no such route."""

    report: RouteReport
    figure: str
    published: Estimate
    computed: Estimate | None

    @property
    def accepted(self) -> tuple[float, float]:
        """The published interval widened by the figure's margin, a single distance first to what rounds to it."""
        margin, low, high = MARGINS[self.figure], self.published.low, self.published.high
        if self.figure == "km" and low == high:
            rounding = _last_digit(low) / 2
            low, high = low - rounding, high + rounding
        return low * (1 - margin), high * (1 + margin)

    @property
    def hit(self) -> bool:
        """Whether the computed interval meets the accepted one."""
        low, high = self.accepted
        return self.computed is not None and self.computed.low <= high and low <= self.computed.high

    @property
    def close(self) -> bool:
        """Whether the computed best value lies in the accepted interval."""
        low, high = self.accepted
        return self.computed is not None and low <= self.computed.best <= high

    @property
    def error(self) -> float | None:
        """Computed over published best value, less 1."""
        return None if self.computed is None else self.computed.best / self.published.best - 1


def _last_digit(value: float) -> float:
    """The place of the last digit that is not 0: 1,000 for 11,000, 1 for 9,477."""
    digits = str(round(value))
    return float(10 ** (len(digits) - len(digits.rstrip("0"))))


def compare_reports(world: World) -> tuple[Compared, ...]:
    """Every published figure of the route reports beside the computed one."""
    return tuple(each for report in world.route_reports for each in _compared(world, report))


@dataclass(frozen=True, slots=True)
class Tally:
    """Of the published figures of one kind: how many there are, are hit, and are close."""

    figure: str
    rows: int
    hit: int
    close: int


def tallies(found: Iterable[Compared]) -> tuple[Tally, ...]:
    """Counts by kind of figure."""
    rows = list(found)
    kinds = {figure: [each for each in rows if each.figure == figure] for figure in MARGINS}
    return tuple(
        Tally(figure, len(each), sum(row.hit for row in each), sum(row.close for row in each))
        for figure, each in kinds.items()
    )


def _compared(world: World, report: RouteReport) -> Iterator[Compared]:
    corridors = corridors_of(world, day=min(report.reported.last(), world.cut_off))
    fastest, shortest = _best(corridors, report, By.TIME), _best(corridors, report, By.DISTANCE)
    hours = fastest.hours if fastest else None
    computed = {
        "km": shortest.km if shortest else None,
        "days": hours.over(Estimate.of(24.0)) if hours else None,
        "usd": fastest.usd if fastest else None,
    }
    for figure, value in computed.items():
        published: Estimate | None = getattr(report, figure)
        if published is not None:
            yield Compared(report, figure, published, value)


def _best(corridors: Corridors, report: RouteReport, by: By) -> Itinerary | None:
    found = route(corridors, report.origin, report.destination, by=by, avoid=report.avoid, via=report.via)
    return None if isinstance(found, NoRoute) else found.found[0]
