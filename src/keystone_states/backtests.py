"""Back-tests of the corridor network: what happened when a door closed, beside what the network says of the same day.

Each says what was reported, what comes out, and whether that agrees. Nothing here is an input of anything else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from keystone_states.corridors.flow import Flows, flows
from keystone_states.corridors.network import Corridors
from keystone_states.corridors.routing import Itinerary, NoRoute, route
from keystone_states.corridors.transit import PairGame, transit
from keystone_states.model.estimates import Estimate
from keystone_states.model.routes import Cargo
from keystone_states.routes import corridors_of
from keystone_states.scenarios.apply import apply
from keystone_states.scenarios.scenario import make_scenario, open_scenario
from keystone_states.world import World

NAUTICAL = 1.852  # km
_BESIDE_THE_CASPIAN = ("RUS", "IRN", "TKM", "suez", "cape-of-good-hope")


@dataclass(frozen=True, slots=True)
class BackTest:
    """One closure: what was reported of it, what the network gives, and whether the two agree."""

    name: str
    reported: str
    computed: str
    holds: bool


def back_tests(world: World) -> tuple[BackTest, ...]:
    """All of them, on the days on which they happened."""
    return tuple(test(world) for test in _TESTS)


def _diversion(world: World) -> BackTest:
    day = date(2024, 7, 1)
    demand = next(row for row in world.demands if (row.origin, row.destination) == ("xian", "duisburg"))
    whole = demand.model_copy(update={"year": day.year, "volume": Estimate.of(1_250_000.0)})
    found = flows(corridors_of(world, day=day), [whole], avoid=_BESIDE_THE_CASPIAN)
    full = ", ".join(each.subject for each in found.bottlenecks) or "nothing"
    return BackTest(
        "The whole Northern route moved to the Middle Corridor",
        "1–1.5 M TEU a year; the Caspian ports handle 140,000–240,000 TEU",
        f"{found.served:,.0f} of 1,250,000 TEU fit; full: {full}",
        0 < found.served <= 300_000,
    )


def _cpc(world: World) -> BackTest:
    day = date(2022, 6, 15)  # before the stop itself, which the facts hold as a status
    closed = apply(world, open_scenario("cpc-stopped"), day=day)
    oil = [row for row in world.demands if row.cargo is Cargo.OIL and row.origin == "tengiz"]
    before, after = (flows(corridors_of(each, day=day, cargo=Cargo.OIL), oil) for each in (world, closed))
    used = next(row.volume.best for row in world.traffic if row.subject == "Atyrau–Samara" and row.period.year == 2022)
    spare = after.served - used
    return BackTest(
        "The Caspian Pipeline Consortium's line stopped in July 2022",
        "67 Mt a year; what else there is absorbs a few Mt only",
        f"{before.served:,.1f} Mt of Kazakh oil served before, {after.served:,.1f} Mt after, of which Atyrau–Samara "
        f"carried {used:g} Mt already: {spare:,.1f} Mt more",
        0 <= spare <= 10,
    )


def _sanctions(world: World) -> BackTest:
    day = date(2023, 7, 1)
    barred = apply(world, open_scenario("russian-transit-sanctioned"), day=day)
    before, after = (flows(corridors_of(each, day=day), world.demands) for each in (world, barred))
    gained, lost = _across(after, "AZE") - _across(before, "AZE"), _across(before, "RUS") - _across(after, "RUS")
    return BackTest(
        "Russian transit refused from 2022",
        "Middle Corridor 0.586 Mt in 2021, 4.484 Mt in 2024; the Northern one lost 8.7 % in the first half of 2022",
        f"Azerbaijan gains {gained:,.0f} TEU of transit, Russia loses {lost:,.0f}: the direction comes out, the size "
        "does not, since in fact transit went on and only part of the shippers left",
        gained > 0 < lost,
    )


def _suez(world: World) -> BackTest:
    corridors = corridors_of(world, day=date(2024, 1, 15))
    lengths = [_sea(corridors, avoid).km.best / NAUTICAL for avoid in ((), ("suez",), ("bab-el-mandeb",))]
    return BackTest(
        "Suez or Bab el-Mandeb closed, Shanghai–Rotterdam by sea",
        "10,600 nautical miles through Suez, 13,800 round the Cape",
        f"{lengths[0]:,.0f} before, {lengths[1]:,.0f} with Suez closed, {lengths[2]:,.0f} with Bab el-Mandeb closed",
        all(abs(got / said - 1) <= 0.05 for got, said in zip(lengths, (10_600, 13_800, 13_800), strict=True)),
    )


def _poland(world: World) -> BackTest:
    days = date(2025, 9, 1), date(2025, 9, 15)
    open_day, shut_day = (_way(corridors_of(world, day=day), "minsk", "warsaw") for day in days)
    words = [" – ".join(each.places) if each else "no route" for each in (open_day, shut_day)]
    crossed = shut_day is not None and any({"BLR", "POL"} == _sides(world, each) for each in _borders(shut_day))
    return BackTest(
        "Poland's border with Belarus closed in September 2025",
        "trains between China and Poland stood from 12 to 24 September",
        f"Minsk–Warsaw on 1 September: {words[0]}; on 15 September: {words[1]}",
        open_day is not None and not crossed,
    )


def _ukraine(world: World) -> BackTest:
    day = date(2024, 12, 31)
    ended = apply(
        world, make_scenario({"name": "end", "edits": [{"do": "sanction", "state": "UKR"}]}, where="end"), day=day
    )
    gas = [row for row in world.demands if row.cargo is Cargo.GAS]
    before, after = (flows(corridors_of(each, day=day, cargo=Cargo.GAS), gas) for each in (world, ended))
    cut = {each.demand.destination for each in _cut(world, ended, day)}
    return BackTest(
        "Gas transit through Ukraine ended on 31 December 2024",
        "Russian pipeline gas to central Europe stopped; that through TurkStream went on",
        f"without a way: gas for {', '.join(sorted(cut)) or 'nobody'}; crossing Ukraine "
        f"{_across(before, 'UKR'):,.1f} bcm a year before, {_across(after, 'UKR'):,.1f} after",
        _across(before, "UKR") > 0 == _across(after, "UKR") and "baumgarten" in cut and "ankara" not in cut,
    )


def _cut(world: World, changed: World, day: date) -> list[PairGame]:
    """Gas demands that have a way before a change and none after."""
    games = [transit(corridors_of(each, day=day, cargo=Cargo.GAS), world.demands) for each in (world, changed)]
    pairs = zip(*(each.pairs for each in games), strict=True)
    return [late for early, late in pairs if early.cost is not None and late.cost is None]


def _across(found: Flows, state: str) -> float:
    return dict(found.transit).get(state, 0.0)


def _sea(corridors: Corridors, avoid: tuple[str, ...]) -> Itinerary:
    found = route(corridors, "shanghai", "rotterdam", avoid=("rail", "road", *avoid), by="distance")
    if isinstance(found, NoRoute):
        raise LookupError("no sea route from Shanghai to Rotterdam")
    return found.found[0]


def _way(corridors: Corridors, origin: str, destination: str) -> Itinerary | None:
    found = route(corridors, origin, destination)
    return None if isinstance(found, NoRoute) else found.found[0]


def _borders(way: Itinerary) -> list[tuple[str, str]]:
    return [(stop.start.place, stop.end.place) for stop in way.borders]


def _sides(world: World, ends: tuple[str, str]) -> set[str]:
    return {world.place(each).actor for each in ends}


_TESTS: tuple[Callable[[World], BackTest], ...] = (_diversion, _cpc, _sanctions, _suez, _poland, _ukraine)
