"""Hold the packaged pipelines against the trackers of Global Energy Monitor: where they disagree, and what lacks here.

The tracker is a witness, not the judge. A packaged line is matched with the tracker's rows of the same cargo whose page
it cites as its source; else with those of a similar name (token-set ratio of 90 or more, the words "oil", "gas" and
"pipeline" aside) that name one of its states. Compared are: capacity (agrees where a matched row's, or the sum of those
that operate, lies within 5 % of the span of the packaged parts), status on the day (in use, planned, or out of use),
and the year of the first use. What either does not state is not compared.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import unquote

from rapidfuzz import fuzz

from keystone_states.actors.registry import fold
from keystone_states.corridors.network import UNITS
from keystone_states.model.routes import INTERNATIONAL_WATERS, Cargo, Pipeline
from keystone_states.routes import corridors_of
from keystone_states.sources.gem import TrackedPipeline, TrackerStatus
from keystone_states.witness import names_of
from keystone_states.world import World

_NEAR, _MARGIN = 90, 0.05
_WORDS = {"oil", "gas", "natural", "crude", "pipeline", "line", "the", "and"}
_PLANNED = {TrackerStatus.PROPOSED, TrackerStatus.CONSTRUCTION, TrackerStatus.SHELVED}
IN_USE, PLANNED, OUT_OF_USE = "in use", "planned", "out of use"


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure of a packaged line that the tracker has otherwise; `by`: matched by address or by name."""

    line: str
    cargo: Cargo
    figure: str
    here: str
    there: str
    by: str
    urls: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lacking:
    """Lines the tracker names for a state, and how many of them no packaged line of the cargo was matched with."""

    state: str
    cargo: Cargo
    tracked: int
    lacking: int


@dataclass(frozen=True, slots=True)
class TrackerComparison:
    """The outcome: lines matched and not, figures that agree, and those that do not."""

    matched: int
    unmatched: tuple[str, ...]
    agreed: int
    differences: tuple[Difference, ...]
    lacking: tuple[Lacking, ...]


@dataclass(frozen=True)
class _Match:
    line: str
    cargo: Cargo
    parts: tuple[Pipeline, ...]
    rows: tuple[TrackedPipeline, ...]
    by: str


def compare_gem(world: World, rows: Sequence[TrackedPipeline], *, day: date | None = None) -> TrackerComparison:
    """Packaged lines of the trackers' cargoes beside the trackers' rows, on a day (the last of the facts)."""
    cargoes = {row.cargo for row in rows}
    states = names_of(world)
    groups: dict[tuple[str, Cargo], list[Pipeline]] = {}
    for part in world.pipelines:
        if part.cargo in cargoes:
            groups.setdefault((part.line, part.cargo), []).append(part)
    matches = [_match(line, cargo, parts, rows, states) for (line, cargo), parts in groups.items()]
    found = [each for each in matches if each.rows]
    usable = {cargo: _usable(world, day or world.cut_off, cargo) for cargo in cargoes}
    checked = [each for match in found for each in _compared(match, usable[match.cargo])]
    return TrackerComparison(
        matched=len(found),
        unmatched=tuple(each.line for each in matches if not each.rows),
        agreed=sum(agrees for agrees, _ in checked),
        differences=tuple(each for agrees, each in checked if not agrees),
        lacking=tuple(_lacking(rows, {row.url for each in found for row in each.rows}, states)),
    )


def _usable(world: World, day: date, cargo: Cargo) -> dict[str, str]:
    """What is said of each pipeline part on the day, in the three words that both sides have."""
    shut = {each.subject: each.why for each in corridors_of(world, day=day, cargo=cargo).shut}
    planned = {key for key, why in shut.items() if why.startswith(("a plan", "in use only from"))}
    return {key: PLANNED if key in planned else OUT_OF_USE for key in shut}


def _match(
    line: str, cargo: Cargo, parts: Sequence[Pipeline], rows: Sequence[TrackedPipeline], states: dict[str, str]
) -> _Match:
    of_cargo = [row for row in rows if row.cargo is cargo]
    cited = {_page(part.source_url) for part in parts}
    by_page = tuple(row for row in of_cargo if _page(row.url) in cited)
    if by_page:
        return _Match(line, cargo, tuple(parts), by_page, "address")
    owners, name = {part.owner for part in parts} - {INTERNATIONAL_WATERS}, _bare(line)
    by_name = tuple(
        row
        for row in of_cargo
        if fuzz.token_set_ratio(name, _bare(row.name)) >= _NEAR
        and (not owners or owners & _named(row.countries, states))
    )
    return _Match(line, cargo, tuple(parts), by_name, "name" if by_name else "")


def _page(url: str) -> str:
    """The wiki page of an address, whatever its escapes and its anchor."""
    return unquote(url).partition("#")[0].rstrip("/").removeprefix("https://www.").removeprefix("https://").lower()


def _bare(name: str) -> str:
    words = fold(name).replace("–", " ").replace("-", " ").replace(",", " ").split()
    return " ".join(word for word in words if word not in _WORDS)


def _named(countries: Iterable[str], states: dict[str, str]) -> set[str]:
    """Codes of the states a tracker names."""
    run = ("".join(letter for letter in fold(each) if letter.isalpha()) for each in countries)
    return {states[each] for each in run if each in states}


def _compared(match: _Match, unusable: dict[str, str]) -> Iterator[tuple[bool, Difference]]:
    """Each figure that both state: whether they agree, and what each says."""
    for figure, here, there, agrees in (_capacity(match), _status(match, unusable), _start(match)):
        if here and there:
            urls = tuple(sorted({row.url for row in match.rows}))
            yield agrees, Difference(match.line, match.cargo, figure, here, there, match.by, urls)


def _capacity(match: _Match) -> tuple[str, str, str, bool]:
    spans = [each for part in match.parts if (each := part.mt or part.bcm) is not None]
    given = sorted({row.capacity for row in match.rows if row.capacity is not None})
    if not spans or not given:
        return "capacity", "", "", True
    low, high = min(each.low for each in spans), max(each.high for each in spans)
    running = sum(row.capacity or 0.0 for row in match.rows if row.status is TrackerStatus.OPERATING)
    agrees = any(low * (1 - _MARGIN) <= each <= high * (1 + _MARGIN) for each in (*given, running))
    span = f"{low:g}" if low == high else f"{low:g}–{high:g}"
    unit = UNITS[match.cargo]
    return "capacity", f"{span} {unit}", f"{', '.join(f'{each:.3g}' for each in given)} {unit}", agrees


def _status(match: _Match, unusable: dict[str, str]) -> tuple[str, str, str, bool]:
    here = {unusable.get(part.pipeline, IN_USE) for part in match.parts}
    there = {row.status for row in match.rows}
    words = {_word(each) for each in there}
    return "status", ", ".join(sorted(here)), ", ".join(sorted(there)), bool(here & words)


def _word(status: TrackerStatus) -> str:
    if status is TrackerStatus.OPERATING:
        return IN_USE
    return PLANNED if status in _PLANNED else OUT_OF_USE


def _start(match: _Match) -> tuple[str, str, str, bool]:
    here = {part.since.first().year for part in match.parts if part.since is not None and not part.since.by}
    there = {row.start for row in match.rows if row.start is not None}
    ours, theirs = (", ".join(map(str, sorted(years))) for years in (here, there))
    return "start", ours, theirs, bool(here & there)


def _lacking(rows: Sequence[TrackedPipeline], matched: set[str], states: dict[str, str]) -> Iterator[Lacking]:
    """By state and cargo, those that lack most first. A line is a page of the tracker, however many segments it has."""
    pages = {(row.url, row.cargo, state) for row in rows for state in _named(row.countries, states)}
    tracked = Counter((state, cargo) for _, cargo, state in pages)
    lacking = Counter((state, cargo) for url, cargo, state in pages if url not in matched)
    for (state, cargo), count in sorted(tracked.items(), key=lambda each: (-lacking[each[0]], each[0])):
        yield Lacking(state, cargo, count, lacking[state, cargo])
